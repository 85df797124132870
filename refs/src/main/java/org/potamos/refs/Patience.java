package org.potamos.refs;

import java.time.Duration;
import org.potamos.refs.TransactionFailedException.Reason;

/** The limits of a transaction: its deadline, its attempts, an interrupt. */
final class Patience {
  private Patience() {}

  /**
   * In a wait inside a commit: gives up if the thread was interrupted or the deadline has passed.
   *
   * @param round as of {@link Pause}; the first rounds do not look
   */
  static void check(Transaction transaction, int round) {
    if (Pause.isLong(round)
        && (Thread.currentThread().isInterrupted() || transaction.contention().nanosLeft() <= 0)) {
      throw exhausted(transaction);
    }
  }

  /** Before a further attempt: gives up if a limit is reached. */
  static void requireAnother(Transaction transaction) {
    if (transaction.countedAttempts() >= transaction.options().attemptLimit()) {
      throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED);
    }
    if (Thread.currentThread().isInterrupted() || transaction.contention().nanosLeft() <= 0) {
      throw exhausted(transaction);
    }
  }

  /** A wait has ended because of an interrupt or the deadline. */
  static TransactionFailedException exhausted(Transaction transaction) {
    return failure(
        transaction,
        Thread.currentThread().isInterrupted() ? Reason.INTERRUPTED : Reason.DEADLINE_PASSED);
  }

  static TransactionFailedException failure(Transaction transaction, Reason reason) {
    return new TransactionFailedException(
        reason,
        transaction.name(),
        transaction.attempt(),
        Duration.ofNanos(transaction.contention().elapsedNanos()),
        transaction.lastConflict());
  }
}
