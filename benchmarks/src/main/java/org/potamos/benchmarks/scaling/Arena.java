package org.potamos.benchmarks.scaling;

/** What the threads share. */
interface Arena {

  /** Far from the boxes that the JDK keeps. */
  long INITIAL = 1_000_000;

  /**
   * Reads, and checks what can be checked at once.
   *
   * @param worker of this thread
   * @return what was read
   */
  long read(Worker worker);

  /**
   * Changes something.
   *
   * @param worker of this thread
   * @return what the change adds to the account of {@link #check}
   */
  long write(Worker worker);

  /**
   * Waits until everything that a thread has begun is done.
   *
   * @param worker of this thread
   */
  default void await(Worker worker) {}

  /**
   * Compares with what the threads say, once they have ended.
   *
   * @param account the sum over all changes
   */
  void check(long account);

  /** Ends what was started. */
  default void close() {}

  /** A fast wrong answer is no result. */
  static void require(String what, long expected, long actual) {
    if (expected != actual) {
      throw new AssertionError(what + ": expected=" + expected + ", actual=" + actual);
    }
  }
}
