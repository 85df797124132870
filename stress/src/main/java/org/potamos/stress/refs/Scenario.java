package org.potamos.stress.refs;

/**
 * Something that many threads do to refs for a while, and what must hold meanwhile and afterwards.
 */
interface Scenario {
  /** What it is called in the output and in {@code --only}. */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Goes on for about as long as the run allows, and reports to it.
   *
   * @throws Exception if it cannot be run at all
   */
  void run(Run run) throws Exception;
}
