package org.potamos.agents;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One step of waiting, for loops that look again after it. */
final class Parking {
  private Parking() {}

  /**
   * Parks until the thread is unparked, or for no reason at all.
   *
   * @param blocker shown in thread dumps
   * @param deadline in terms of {@link System#nanoTime}; null for none
   * @return false if the deadline has passed
   * @throws InterruptedException if the thread is interrupted
   */
  static boolean park(Object blocker, @Nullable Long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (deadline == null) {
      LockSupport.park(blocker);
      return true;
    }
    long left = deadline - System.nanoTime();
    if (left > 0) {
      LockSupport.parkNanos(blocker, left);
    }
    return left > 0;
  }
}
