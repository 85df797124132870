package org.potamos.benchmarks.rivals;

/** One number that can be read and raised. */
public interface Cell {

  /**
   * Reads the number.
   *
   * @return a {@link Long}
   */
  Object deref();

  /**
   * Applies the function, atomically.
   *
   * @param step the function
   * @return the number after it
   */
  Object swap(Step step);
}
