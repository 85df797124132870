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
  boolean await(Object blocker, @Nullable Long deadline) throws InterruptedException {
    Object present;
    while ((present = end) == null) {
      if (!Parking.park(blocker, deadline)) {
        return false;
      }
    }
    if (present instanceof RuntimeException failure) {
      throw failure;
    }
    return true;
  }
}
