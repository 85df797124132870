package org.potamos.refs;

import java.time.Duration;
import java.util.Objects;

/** Durations that users hand in. */
final class Durations {
  private Durations() {}

  static void requireNotNegative(String operation, Duration duration) {
    Objects.requireNonNull(duration, operation);
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          operation
              + " rejected: duration="
              + duration
              + " is negative; use Duration.ZERO or more");
    }
  }

  /** Some 146 years stand for whatever is longer, so that sums with the clock cannot overflow. */
  static long nanos(Duration duration) {
    try {
      return Math.min(duration.toNanos(), Long.MAX_VALUE / 2);
    } catch (ArithmeticException tooLong) {
      return Long.MAX_VALUE / 2;
    }
  }
}
