package org.potamos.refs;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.DeliveryTurn;

/**
 * One place in an order of deliveries that was fixed before the deliveries are made by different
 * threads: the watches of one ref in the order of its commits (ruling W5), the commit listeners in
 * the order of all commits.
 *
 * <p>A thread that waits for its turn waits for a delivery of an earlier commit. That one waits, if
 * at all, for still earlier ones, and a thread makes its own deliveries in the order of its
 * commits; so the waits form no cycle.
 */
final class CommitTurn implements DeliveryTurn {
  private static final int SPINS = 64;

  /** The delivery to wait for; null when that is over, so that no chain of past turns is kept. */
  private @Nullable CommitTurn before;

  /**
   * Whether the delivery has been made. Volatile: the next one must find what it did, and the
   * argument of {@link #waiter} is a store-then-load on both sides.
   */
  private volatile boolean over;

  /** The thread whose delivery comes next, if it waits already; at most one ever does. */
  private volatile @Nullable Thread waiter;

  CommitTurn(@Nullable CommitTurn before) {
    this.before = before;
  }

  @Override
  public void await() {
    CommitTurn earlier = before;
    if (earlier != null) {
      earlier.join();
      before = null;
    }
  }

  @Override
  public void end() {
    before = null;
    over = true;
    Thread next = waiter;
    if (next != null) {
      LockSupport.unpark(next);
    }
  }

  /** Waits in any case: an interrupt is kept for whoever cares, the commit has been made. */
  private void join() {
    for (int i = 0; i < SPINS; i++) {
      if (over) {
        return;
      }
      Thread.onSpinWait();
    }
    waiter = Thread.currentThread();
    boolean interrupted = false;
    while (!over) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
