package org.potamos.agents;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The marker of a thread that waits until an agent has done what was sent before. It is neither an
 * action nor a change: no validator and no watch hears of it (ruling G6).
 *
 * @param <T> the type of the state
 */
final class Barrier<T extends @Nullable Object> extends Entry<T> {
  private final Thread waiting = Thread.currentThread();

  /**
   * How the wait ended: null as long as it has not, REACHED, or the failure. Volatile, written at
   * least once and the last time before the thread is unparked; it carries the effects of all
   * actions before.
   */
  private volatile @Nullable Object end;

  private static final Object REACHED = new Object();

  /** The agent has come to it. */
  void reach() {
    end = REACHED;
    LockSupport.unpark(waiting);
  }

  @Override
  void abandon(Throwable failure) {
    end = failure;
    LockSupport.unpark(waiting);
  }

  /**
   * Waits.
   *
   * @param deadline in terms of {@link System#nanoTime}; null for none
   * @return false if the deadline has passed
   * @throws InterruptedException if the thread is interrupted
   */
  @SuppressWarnings("ReferenceEquality") // a constant
  boolean await(Object blocker, @Nullable Long deadline) throws InterruptedException {
    while (true) {
      Object present = end;
      if (present == REACHED) {
        return true;
      }
      if (present instanceof RuntimeException failure) {
        throw failure;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (deadline == null) {
        LockSupport.park(blocker);
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(blocker, left);
      }
    }
  }
}
