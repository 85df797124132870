package org.potamos.benchmarks.collection.rivals;

/**
 * The hash sets of one library.
 *
 * @param <S> its set of objects
 */
public interface SetRival<S> {

  /** {@return the empty set} */
  S empty();

  /**
   * Counts.
   *
   * @param set the set
   * @return the number of elements
   */
  int size(S set);

  /**
   * Looks up.
   *
   * @param set the set
   * @param element the element
   * @return whether it is there
   */
  boolean contains(S set, Object element);

  /**
   * Adds an element.
   *
   * @param set the set
   * @param element the element
   * @return the next version
   */
  S plus(S set, Object element);

  /**
   * Adds all elements of one set to another.
   *
   * @param set the set
   * @param more what to add
   * @return the next version
   */
  S plusAll(S set, S more);

  /**
   * Adds elements one by one with the quickest means the library has for many: its builder, or what
   * it has instead.
   *
   * @param elements the elements
   * @return the set
   */
  S build(Object[] elements);
}
