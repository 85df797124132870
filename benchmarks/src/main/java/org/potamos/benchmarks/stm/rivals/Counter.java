package org.potamos.benchmarks.stm.rivals;

/** One cell that is raised by one. */
public interface Counter {

  /**
   * Raises it in a transaction.
   *
   * @return the value after it
   */
  Object increment();

  /**
   * Raises it by the form for a single operation, outside of a transaction.
   *
   * @return the value after it
   */
  Object swap();

  /**
   * Works, then raises it in an order that does not matter, as one transaction.
   *
   * @param tokens the work, in units of {@link org.openjdk.jmh.infra.Blackhole#consumeCPU}
   */
  void commuteAfter(int tokens);

  /**
   * Reads it while nobody changes it.
   *
   * @return the value
   */
  long value();
}
