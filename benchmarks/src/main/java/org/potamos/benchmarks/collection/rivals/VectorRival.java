package org.potamos.benchmarks.collection.rivals;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The vectors of one library.
 *
 * @param <V> its vector of integers
 */
public interface VectorRival<V> {

  /** {@return the empty vector} */
  V empty();

  /**
   * Counts.
   *
   * @param vector the vector
   * @return the number of elements
   */
  int size(V vector);

  /**
   * Reads.
   *
   * @param vector the vector
   * @param index which element
   * @return the element
   */
  Integer get(V vector, int index);

  /**
   * Replaces an element.
   *
   * @param vector the vector
   * @param index which element
   * @param element what to put there
   * @return the next version
   */
  V with(V vector, int index, Integer element);

  /**
   * Adds an element at the end.
   *
   * @param vector the vector
   * @param element the element
   * @return the next version
   */
  V plus(V vector, Integer element);

  /**
   * Removes the last element.
   *
   * @param vector the vector
   * @return the next version
   */
  V withoutLast(V vector);

  /**
   * Adds a vector at the end of another.
   *
   * @param first the vector in front
   * @param second the vector behind
   * @return both
   */
  V plusAll(V first, V second);

  /**
   * Cuts out a slice: a view, if that is what the library has.
   *
   * @param vector the vector
   * @param from the first element of the slice
   * @param to the first element behind it
   * @return the slice
   */
  Iterable<Integer> slice(V vector, int from, int to);

  /**
   * Adds elements one by one with the quickest means the library has for many: its builder, or what
   * it has instead.
   *
   * @param elements the elements
   * @return the vector
   */
  V build(Integer[] elements);

  /**
   * Copies a list by the factory that the library has for that.
   *
   * @param list an {@link java.util.ArrayList}
   * @return the vector
   */
  V copyOf(List<Integer> list);

  /**
   * Starts to iterate.
   *
   * @param vector the vector
   * @return an iterator over its elements
   */
  Iterator<Integer> iterator(V vector);

  /**
   * Visits every element.
   *
   * @param vector the vector
   * @param action told each element
   */
  void forEach(V vector, Consumer<Integer> action);

  /**
   * Streams.
   *
   * @param vector the vector
   * @return a sequential stream of its elements
   */
  Stream<Integer> stream(V vector);
}
