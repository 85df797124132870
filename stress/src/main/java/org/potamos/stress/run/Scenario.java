package org.potamos.stress.run;

/**
 * Something that many threads do to references for a while, and what must hold meanwhile and
 * afterwards.
 */
public interface Scenario {
  /** {@return what it is called in the output and in {@code --only}} */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * Goes on for about as long as the run allows, and reports to it.
   *
   * @param run how long, and where to report
   * @throws Exception if it cannot be run at all
   */
  void run(Run run) throws Exception;
}
