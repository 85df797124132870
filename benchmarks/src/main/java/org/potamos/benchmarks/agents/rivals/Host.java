package org.potamos.benchmarks.agents.rivals;

import java.util.stream.Stream;

/** What runs the actions of a trial, threads included. */
public interface Host extends AutoCloseable {

  /**
   * Makes a mailbox.
   *
   * @param initial what it holds
   * @return a new mailbox without actions
   */
  Mailbox mailbox(Long initial);

  /**
   * Makes mailboxes.
   *
   * @param size how many
   * @param initial what each holds
   * @return new mailboxes without actions
   */
  default Mailbox[] mailboxes(int size, long initial) {
    return Stream.generate(() -> mailbox(initial)).limit(size).toArray(Mailbox[]::new);
  }

  /**
   * For who looks at mailboxes at rest: an action has run when sending it returns.
   *
   * @return serial executors without threads
   */
  static Host serialInCaller() {
    return Serial.inCaller();
  }

  /** Ends the threads. All actions have run. */
  @Override
  void close();
}
