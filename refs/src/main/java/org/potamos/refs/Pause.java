package org.potamos.refs;

import java.time.Duration;

/** Waiting for another thread: it spins, then lets others run, then sleeps. */
final class Pause {
  private static final int SPINNING = 64;
  private static final int YIELDING = 128;
  private static final long SLEEP_NANOS = 20_000;
  private static final long LONGEST_SLEEP_NANOS = 500_000;

  private Pause() {}

  /**
   * One step of a wait for something that takes no longer than some instructions, unless its thread
   * has lost its processor.
   *
   * @param round how many steps there were before
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint that nothing depends on
  static void briefly(int round) {
    if (round < SPINNING) {
      Thread.onSpinWait();
    } else if (round < YIELDING) {
      Thread.yield();
    } else {
      sleep(Math.min(LONGEST_SLEEP_NANOS, SLEEP_NANOS * (1L + ((round - YIELDING) >> 3))));
    }
  }

  /**
   * Sleeps also if the thread is interrupted, and keeps the flag: with the flag set, parking
   * returns at once, and a virtual thread that waits in that way never leaves its carrier to whom
   * it waits for.
   */
  private static void sleep(long nanos) {
    boolean interrupted = Thread.interrupted();
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException atLast) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether a wait has gone on for so long that limits and interrupts have to be looked at. */
  static boolean isLong(int round) {
    return round >= YIELDING;
  }
}
