package org.potamos.core.collection;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set, by hash, whose updates share structure with the set they started from.
 *
 * <p>Choose it for membership. When the order of the elements matters, take a {@link
 * PersistentSortedSet}.
 *
 * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="set"}
 *
 * <h2>Updates</h2>
 *
 * Every update answers a set; this one stays as it is. An update that changes nothing answers
 * {@code this}; an element that is there already stays the same object. If {@code hashCode} or
 * {@code equals} of an element throws, the exception reaches the caller and nothing has changed.
 *
 * <table>
 * <caption>Time and new objects; n is the size, log to base 32, at most 7 levels</caption>
 * <tr><th>operation</th><th>time</th><th>new</th></tr>
 * <tr><td>{@link #contains}</td><td>O(log n)</td><td>nothing</td></tr>
 * <tr><td>{@link #plus}, {@link #without}</td><td>O(log n)</td><td>one path of nodes</td></tr>
 * <tr><td>{@link #plusAll} (union), {@link #withoutAll} (difference), {@link #only}
 *     (intersection), {@code equals}, each with another persistent set</td>
 *     <td>O(what the two do not share)</td><td>the nodes that differ from both</td></tr>
 * <tr><td>{@link #diff}</td><td>O(differences &middot; log n), if one set was made from the
 *     other</td><td>nothing</td></tr>
 * <tr><td>{@link #builder}, {@link Builder#build}</td><td>O(1)</td><td>one object</td></tr>
 * </table>
 *
 * What {@link PersistentMap} says of keys with one hash code holds here too.
 *
 * <h2>As a {@code java.util.Set}</h2>
 *
 * May hold null. Equal to every other set of equal elements, in both directions; every method that
 * would change a set throws {@link UnsupportedOperationException}, also when nothing would change.
 * The order of iteration is unspecified; equal sets iterate alike, but for elements with one hash
 * code. The spliterator splits evenly and knows its size. Serializable if the elements are.
 *
 * <h2>Memory effects</h2>
 *
 * A set may be handed to another thread through a plain field.
 *
 * @param <E> the type of the elements: values whose {@code equals} and {@code hashCode} do not
 *     change
 */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
public final class PersistentSet<E extends @Nullable Object> extends AbstractPersistentSet<E>
    implements PersistentCollection<E>, Serializable {
  // A set is the trie of a map whose values nobody looks at: see docs/decisions/0007.

  private static final long serialVersionUID = 1L;

  private static final PersistentSet<?> EMPTY = new PersistentSet<>(TrieNode.EMPTY);

  /** The elements as keys. Final, so that the whole trie is visible to whoever sees the set. */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  final TrieNode root;

  /** The hash code, or 0 if not known yet; as in {@link PersistentMap}. */
  private transient int hash;

  private PersistentSet(TrieNode root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // holds nothing
  private static <E extends @Nullable Object> PersistentSet<E> empty() {
    return (PersistentSet<E>) EMPTY;
  }

  /** A set of the keys of a trie. */
  static <E extends @Nullable Object> PersistentSet<E> over(TrieNode root) {
    return root.size == 0 ? empty() : new PersistentSet<>(root);
  }

  private PersistentSet<E> changed(TrieNode next) {
    return next == root ? this : over(next);
  }

  /**
   * Answers the empty set, always the same one.
   *
   * @param <E> the type of the elements
   * @return the empty set
   */
  public static <E extends @Nullable Object> PersistentSet<E> of() {
    return empty();
  }

  /**
   * Answers a set of the given elements; equal ones count once.
   *
   * @param elements the elements; they are copied
   * @param <E> the type of the elements
   * @return the set
   * @throws NullPointerException if the array is null
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is read, element by element, and copied
  public static <E extends @Nullable Object> PersistentSet<E> of(E... elements) {
    return PersistentSet.<E>empty()
        .plusAll(Arrays.asList(Objects.requireNonNull(elements, "elements")));
  }

  /**
   * Answers a set of the elements of a collection.
   *
   * @param elements what to copy; equal elements count once
   * @param <E> the type of the elements
   * @return the set; {@code elements} itself if it is a persistent set
   * @throws NullPointerException if {@code elements} is null
   */
  @SuppressWarnings("unchecked") // an immutable set of a subtype is a set of the type
  public static <E extends @Nullable Object> PersistentSet<E> copyOf(
      Iterable<? extends E> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof PersistentSet<?> same) {
      return (PersistentSet<E>) same;
    }
    return PersistentSet.<E>empty().plusAll(elements);
  }

  /**
   * Answers a collector into a persistent set, for sequential and parallel streams.
   *
   * @param <E> the type of the elements
   * @return the collector
   */
  public static <E extends @Nullable Object> Collector<E, ?, PersistentSet<E>> toSet() {
    return Collector.<E, Builder<E>, PersistentSet<E>>of(
        () -> PersistentSet.<E>of().builder(),
        (into, element) -> into.adopt().add(element),
        (into, more) -> into.adopt().addAll(more.adopt().build()),
        into -> into.adopt().build(),
        Collector.Characteristics.UNORDERED);
  }

  /**
   * Answers this set with an element added.
   *
   * @param element the element
   * @return the set; {@code this} if it has an equal element
   */
  @Override
  public PersistentSet<E> plus(E element) {
    return changed(root.putRoot(element, HashNode.KEEP, null));
  }

  /**
   * Answers the union of this set and the given elements. Node by node, skipping what both share,
   * if they are a persistent set.
   *
   * @param elements what to add
   * @return the set; {@code this} if all of them are there
   * @throws NullPointerException if {@code elements} is null
   */
  @Override
  public PersistentSet<E> plusAll(Iterable<? extends E> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof PersistentSet<?> other) {
      return changed(TrieMerge.union(root, other.root));
    }
    return builder().addAll(elements).build(this);
  }

  /**
   * Answers this set without an element.
   *
   * @param element the element
   * @return the set; {@code this} if the element is absent
   */
  public PersistentSet<E> without(@Nullable Object element) {
    return changed(root.removeRoot(element, null));
  }

  /**
   * Answers the difference: this set without the given elements. Node by node, skipping what both
   * share, if they are a persistent set.
   *
   * @param elements what to leave out
   * @return the set; {@code this} if none of them is there
   * @throws NullPointerException if {@code elements} is null
   */
  public PersistentSet<E> withoutAll(Iterable<?> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof PersistentSet<?> other) {
      return changed(TrieMerge.minus(root, other.root));
    }
    Builder<E> rest = builder();
    for (Object element : elements) {
      rest.remove(element);
    }
    return rest.build(this);
  }

  /**
   * Answers the intersection: what this set and the given elements have in common. Node by node,
   * skipping what both share, if they are a persistent set.
   *
   * @param elements what to keep; those that are absent here do not matter
   * @return the set; {@code this} if all of its elements stay
   * @throws NullPointerException if {@code elements} is null
   */
  public PersistentSet<E> only(Iterable<?> elements) {
    return changed(TrieMerge.intersect(root, copyOf(elements).root));
  }

  /**
   * Reports what differs between an older version and this one, skipping what both share.
   *
   * @param older the version to compare with
   * @param to told each difference once, on this thread; what it throws ends the comparison and
   *     reaches the caller
   */
  public void diff(PersistentSet<E> older, SetDiff<? super E> to) {
    Objects.requireNonNull(older, "older");
    Objects.requireNonNull(to, "to");
    TrieDiff.diffKeys(older.root, root, to);
  }

  @Override
  public int size() {
    return root.size;
  }

  @Override
  public boolean contains(@Nullable Object o) {
    return root.getRoot(o, HashNode.ABSENT) != HashNode.ABSENT;
  }

  @Override
  public Iterator<E> iterator() {
    return new TrieIterator.Keys<>(root);
  }

  @Override
  public Spliterator<E> spliterator() {
    return new RankSpliterator<>(
        rank -> new TrieIterator.Keys<E>(root, rank), root.size, Spliterator.DISTINCT, null);
  }

  @Override
  @SuppressWarnings("unchecked") // the trie holds what was put
  public void forEach(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    root.forEach((key, value) -> action.accept((E) key));
  }

  /**
   * Answers a builder that starts with the elements of this set.
   *
   * @return the builder; it belongs to the current thread
   */
  public Builder<E> builder() {
    return new Builder<>(root);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    if (o == this) {
      return true;
    }
    if (o instanceof PersistentSet<?> other) {
      return TrieDiff.equal(root, other.root, true);
    }
    return o instanceof Set<?> other && other.size() == size() && containsAll(other);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = super.hashCode();
      hash = h;
    }
    return h;
  }

  /**
   * Puts the elements in the stream, never the nodes.
   *
   * @return what is written
   */
  private Object writeReplace() {
    return SerialForm.ofSet(this);
  }

  /**
   * Refuses nodes, which nobody writes.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw SerialForm.rejected(PersistentSet.class);
  }

  /**
   * Collects many changes of a set, writing into nodes that only it knows. What {@link
   * PersistentMap.Builder} says of builders holds here too.
   *
   * @param <E> the type of the elements
   */
  public static final class Builder<E extends @Nullable Object>
      extends HashTrieBuilder<Builder<E>> {
    Builder(TrieNode root) {
      super(root);
    }

    /**
     * Adds an element, unless an equal one is there.
     *
     * @param element the element
     * @return this builder
     */
    public Builder<E> add(E element) {
      putEntry(element, HashNode.KEEP);
      return this;
    }

    /**
     * Adds all elements.
     *
     * @param elements what to add
     * @return this builder
     * @throws NullPointerException if {@code elements} is null
     */
    public Builder<E> addAll(Iterable<? extends E> elements) {
      requireUser();
      if (Objects.requireNonNull(elements, "elements") instanceof PersistentSet<?> other) {
        TrieNode mine = share();
        replace(mine, TrieMerge.union(mine, other.root));
      } else {
        for (E element : elements) {
          putEntry(element, HashNode.KEEP);
        }
      }
      return this;
    }

    /**
     * Removes an element, if it is there.
     *
     * @param element the element
     * @return this builder
     */
    public Builder<E> remove(@Nullable Object element) {
      removeKey(element);
      return this;
    }

    /**
     * Tells whether an element is there.
     *
     * @param element the element
     * @return true if it is
     */
    public boolean contains(@Nullable Object element) {
      return root().getRoot(element, HashNode.ABSENT) != HashNode.ABSENT;
    }

    /** {@return the number of elements} */
    public int size() {
      return count();
    }

    /**
     * Answers what was collected, and lets the next thread that uses the builder take it. The
     * builder may be used on; what it answered stays as it is.
     *
     * @return the set
     */
    public PersistentSet<E> build() {
      PersistentSet<E> built = over(share());
      release();
      return built;
    }

    /** The same, but answers the set that the builder started from if nothing changed. */
    PersistentSet<E> build(PersistentSet<E> start) {
      return root() == start.root ? start : build();
    }
  }
}
