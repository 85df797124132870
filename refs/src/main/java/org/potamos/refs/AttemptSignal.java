package org.potamos.refs;

/**
 * Unwinds a body whose attempt cannot go on. Two objects for the whole process, without stack trace
 * and without anything that could be added to them. Nothing depends on its arriving anywhere: the
 * attempt itself knows that it is over, so code that swallows, wraps or replaces the signal changes
 * nothing (ruling T5).
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // without stack trace, and nothing can be added
final class AttemptSignal extends Error {
  private static final long serialVersionUID = 1L;

  /** The body has to run again. */
  static final AttemptSignal RESTART =
      new AttemptSignal("this attempt of the transaction is over: its body will run again");

  /** The body wants to wait for a change of what it has read. */
  static final AttemptSignal RETRY =
      new AttemptSignal("this attempt of the transaction is over: it waits for a change");

  private AttemptSignal(String message) {
    super(message, null, false, false);
  }
}
