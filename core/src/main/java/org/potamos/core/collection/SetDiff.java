package org.potamos.core.collection;

import org.jspecify.annotations.Nullable;

/**
 * Told what differs between two versions of a set, one element at a time, in no particular order
 * unless the sets are sorted.
 *
 * @param <E> the type of the elements
 * @see PersistentSet#diff
 */
public interface SetDiff<E extends @Nullable Object> {

  /**
   * An element that only the newer set has.
   *
   * @param element the element
   */
  void added(E element);

  /**
   * An element that only the older set has.
   *
   * @param element the element
   */
  void removed(E element);
}
