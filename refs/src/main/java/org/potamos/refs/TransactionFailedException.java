package org.potamos.refs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A transaction gave up: nothing of what it did has happened. Says how often it ran, how long, and
 * what stood in the way last.
 */
public class TransactionFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Why a transaction gives up. */
  public enum Reason {
    /** It has run as often as its options allow. */
    ATTEMPTS_EXHAUSTED,
    /** Its deadline has passed. */
    DEADLINE_PASSED,
    /**
     * Its thread was interrupted while it waited or was about to run again; the flag is set again.
     */
    INTERRUPTED,
    /** It called {@code retry} without having read any ref, so that nothing could ever wake it. */
    NOTHING_READ
  }

  /** Why it gave up. */
  private final Reason reason;

  /** How often the body has run. */
  private final int attempts;

  /** From the begin of the first attempt. */
  private final Duration elapsed;

  /** As the options say; null if they do not. */
  private final @Nullable String transactionName;

  private final transient @Nullable Conflict lastConflict;

  TransactionFailedException(
      Reason reason,
      @Nullable String transactionName,
      int attempts,
      Duration elapsed,
      @Nullable Conflict lastConflict) {
    super(message(reason, transactionName, attempts, elapsed, lastConflict));
    this.reason = reason;
    this.transactionName = transactionName;
    this.attempts = attempts;
    this.elapsed = elapsed;
    this.lastConflict = lastConflict;
  }

  /**
   * Why the transaction gave up.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }

  /**
   * The name that the options gave to the transaction.
   *
   * @return the name, or null
   */
  public @Nullable String transactionName() {
    return transactionName;
  }

  /**
   * How often the body has run.
   *
   * @return at least 1
   */
  public int attempts() {
    return attempts;
  }

  /**
   * The time from the begin of the first attempt.
   *
   * @return not negative
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * What stood in the way of the last attempt.
   *
   * @return the conflict; null if there was none, and after deserialization
   */
  public @Nullable Conflict lastConflict() {
    return lastConflict;
  }

  private static String message(
      Reason reason,
      @Nullable String name,
      int attempts,
      Duration elapsed,
      @Nullable Conflict lastConflict) {
    return "transaction gave up: reason="
        + reason
        + ", name="
        + (name == null ? "(none)" : name)
        + ", attempts="
        + attempts
        + ", elapsed="
        + elapsed
        + ", last conflict="
        + (lastConflict == null ? "(none)" : lastConflict)
        + switch (reason) {
          case ATTEMPTS_EXHAUSTED -> "; allow more attempts, or touch fewer refs";
          case DEADLINE_PASSED -> "; allow more time, or touch fewer refs";
          case INTERRUPTED -> "; nothing was changed";
          case NOTHING_READ -> "; read what the condition depends on before retry";
        };
  }
}
