package org.potamos.benchmarks.agents.rivals;

/** A {@link Long}, and the actions sent to it: one at a time, those of one sender in order. */
public interface Mailbox {

  /** Sends {@link Step#INCREMENT}. */
  void increment();

  /**
   * Sends an action.
   *
   * @param step what is to be done
   */
  void send(Step step);

  /**
   * Reads the newest value, beside whatever is going on.
   *
   * @return the value
   */
  default Long deref() {
    throw new UnsupportedOperationException("deref rejected: others cannot read what it holds");
  }
}
