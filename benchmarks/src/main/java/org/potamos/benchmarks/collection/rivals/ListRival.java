package org.potamos.benchmarks.collection.rivals;

/**
 * The linked lists of one library.
 *
 * @param <L> its list of integers
 */
public interface ListRival<L> {

  /** {@return the empty list} */
  L empty();

  /**
   * Adds an element in front.
   *
   * @param list the list
   * @param element the element
   * @return the next version
   */
  L plus(L list, Integer element);
}
