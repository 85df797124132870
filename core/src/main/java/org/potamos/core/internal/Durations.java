package org.potamos.core.internal;

import java.time.Duration;
import java.util.Objects;

/** Durations that users hand in. */
public final class Durations {
  private Durations() {}

  /**
   * Rejects what no waiting can last.
   *
   * @param operation named in the message
   * @param duration zero or more
   */
  public static void requireNotNegative(String operation, Duration duration) {
    Objects.requireNonNull(duration, operation);
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          operation
              + " rejected: duration="
              + duration
              + " is negative; use Duration.ZERO or more");
    }
  }

  /**
   * In nanoseconds. Some 146 years stand for whatever is longer, so that sums with the clock cannot
   * overflow.
   *
   * @param duration zero or more
   * @return nanoseconds
   */
  public static long nanos(Duration duration) {
    try {
      return Math.min(duration.toNanos(), Long.MAX_VALUE / 2);
    } catch (ArithmeticException tooLong) {
      return Long.MAX_VALUE / 2;
    }
  }
}
