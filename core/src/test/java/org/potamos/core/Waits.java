package org.potamos.core;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Bounded waits: whoever waits for longer than {@link #LONG} waits for something that is broken.
 */
public final class Waits {
  /** No correct program takes that long for one step, however loaded the machine is. */
  public static final Duration LONG = Duration.ofSeconds(20);

  private static final long BETWEEN_LOOKS_NANOS = 50_000;

  private Waits() {}

  /** Waits for a latch, and fails if it stays shut. */
  public static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("waited in vain for a latch, count=" + latch.getCount());
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a latch", interrupt);
    }
  }

  /** Waits for a condition that another thread makes true, and fails if it stays false. */
  public static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LONG.toNanos()) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** Waits until a thread waits itself. */
  public static void untilParked(Thread thread) {
    until(
        thread + " is parked",
        () ->
            switch (thread.getState()) {
              case WAITING, TIMED_WAITING -> true;
              case TERMINATED -> throw new AssertionError(thread + " has ended, and did not park");
              default -> false;
            });
  }
}
