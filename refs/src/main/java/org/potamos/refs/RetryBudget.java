package org.potamos.refs;

/** How long one transaction may still wait in {@link Stm#retryFor}, all attempts together. */
final class RetryBudget {
  private static final long UNLIMITED = Long.MAX_VALUE;

  private long waited;
  private long limit = UNLIMITED;

  /** Whether a call with this limit still waits; the wait to come is limited then. */
  boolean allows(long nanos) {
    if (waited >= nanos) {
      return false;
    }
    limit = Math.min(limit, nanos - waited);
    return true;
  }

  /** How long the wait to come may last. */
  long limit() {
    return limit;
  }

  /** A wait has ended. */
  void waited(long nanos) {
    waited += Math.max(0, nanos);
    limit = UNLIMITED;
  }

  /** A transaction begins. */
  void reset() {
    waited = 0;
    limit = UNLIMITED;
  }
}
