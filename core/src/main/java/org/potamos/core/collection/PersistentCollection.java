package org.potamos.core.collection;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An immutable collection whose updates answer a new collection that shares most of its structure
 * with the old one.
 *
 * <p>Code that wants to add to any of them is written against this interface; everybody else uses
 * the classes. Every method by which {@link Collection} changes a collection throws {@link
 * UnsupportedOperationException}, always: also when it would change nothing.
 *
 * <p>One rule of verbs holds for all of them, {@link PersistentMap} and {@link PersistentSortedMap}
 * included: <em>plus</em> adds an element, <em>with</em> puts a value at a key or an index,
 * <em>without</em> removes, <em>update</em> replaces a value by a function of it, <em>only</em>
 * keeps. A verb that changes nothing answers {@code this}, so that {@code ==} tells whether
 * something changed.
 *
 * <p>All of them may be handed to another thread without synchronisation, through a plain field
 * too, and hold {@code null} where their order allows it.
 *
 * @param <E> the type of the elements
 */
public sealed interface PersistentCollection<E extends @Nullable Object> extends Collection<E>
    permits PersistentVector, PersistentList, PersistentSet, PersistentSortedSet {

  /**
   * Answers this collection and one element more: at the end of a vector, in front of a list,
   * somewhere in a set unless it is there already.
   *
   * @param element what to add
   * @return the larger collection; {@code this} if it is a set that has an equal element
   */
  PersistentCollection<E> plus(E element);

  /**
   * Answers this collection with all the elements added, one after another, as by {@link #plus}.
   *
   * @param elements what to add, in this order
   * @return the larger collection; {@code this} if nothing was added
   * @throws NullPointerException if {@code elements} is null
   */
  PersistentCollection<E> plusAll(Iterable<? extends E> elements);
}
