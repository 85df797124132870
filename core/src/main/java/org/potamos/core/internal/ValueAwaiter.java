package org.potamos.core.internal;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for a value. It is registered like a watch, and unparked by each change.
 *
 * @param <T> the type of the value
 */
final class ValueAwaiter<T extends @Nullable Object> extends Signalled<T> {
  private final Thread thread = Thread.currentThread();

  /**
   * Whether there was a change since the last look. Set by changing threads after the change,
   * cleared by the waiting thread before it looks. Volatile, so that a look after the clearing
   * finds every change whose signal the clearing has swallowed.
   */
  private volatile boolean changed;

  private ValueAwaiter(AbstractReference<T> reference) {
    super(reference, null);
  }

  @Override
  boolean isWatch() {
    return false;
  }

  @Override
  void signal() {
    changed = true;
    LockSupport.unpark(thread);
  }

  static <T extends @Nullable Object> T await(
      AbstractReference<T> reference, Predicate<? super T> condition) throws InterruptedException {
    try {
      return awaitUntil(reference, condition, false, 0);
    } catch (TimeoutException impossible) {
      throw new AssertionError("timed out without a timeout", impossible);
    }
  }

  static <T extends @Nullable Object> T await(
      AbstractReference<T> reference, Predicate<? super T> condition, Duration timeout)
      throws InterruptedException, TimeoutException {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "awaitValue rejected: timeout="
              + timeout
              + " is negative; use Duration.ZERO to look once");
    }
    return awaitUntil(reference, condition, true, Durations.nanos(timeout));
  }

  private static <T extends @Nullable Object> T awaitUntil(
      AbstractReference<T> reference, Predicate<? super T> condition, boolean timed, long nanos)
      throws InterruptedException, TimeoutException {
    Objects.requireNonNull(condition, "condition");
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long start = timed ? System.nanoTime() : 0;
    T value = reference.deref();
    if (condition.test(value)) {
      return value;
    }
    if (timed && nanos == 0) {
      throw timedOut(reference, nanos);
    }
    ValueAwaiter<T> awaiter = new ValueAwaiter<>(reference);
    reference.register(awaiter);
    try {
      awaiter.changed = true; // there may have been a change between the look and the registration
      while (true) {
        if (awaiter.changed) {
          awaiter.changed = false;
          value = reference.deref();
          if (condition.test(value)) {
            return value;
          }
        }
        long left = timed ? nanos - (System.nanoTime() - start) : Long.MAX_VALUE;
        if (left <= 0) {
          throw timedOut(reference, nanos);
        }
        if (!awaiter.changed) {
          if (timed) {
            LockSupport.parkNanos(reference, left);
          } else {
            LockSupport.park(reference);
          }
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      awaiter.close();
    }
  }

  private static TimeoutException timedOut(AbstractReference<?> reference, long nanos) {
    return new TimeoutException(
        "awaitValue gave up: reference="
            + reference.name()
            + ", timeout="
            + Duration.ofNanos(nanos));
  }
}
