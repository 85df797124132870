package org.potamos.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A transaction that waits until something changes that it has read (ruling T7). */
final class RetryWait {
  /*
   * Overview
   *
   *   1 enlist with every ref that was read, also in alternatives that were given up
   *   2 look whether each is still what was read, and not locked; if one is locked, wait for that commit
   *   3 park until one of the refs is changed, or a limit strikes
   *   4 leave all lists
   *
   * No wake-up is lost: who commits locks the ref, publishes, and then looks at the list; who waits enters
   * the list and then looks at the ref. If the look finds the ref unlocked and unchanged, the lock comes
   * after it, and so does the look at the list. (WaitList has the memory ordering.)
   */

  private final WaitList.Waiter waiter = new WaitList.Waiter();
  private final List<WaitList.Place> places = new ArrayList<>(1);

  private RetryWait() {}

  /**
   * Enlists with all refs that were read.
   *
   * @param since the snapshot that they were read from
   * @return the wait; null if there is nothing to wait for, since something has changed already
   */
  static @Nullable RetryWait on(ReadSet reads, long since) {
    RetryWait made = new RetryWait();
    boolean sleeps = false;
    try {
      reads.forEachRef(made::enlist);
      sleeps = reads.firstNotHead(since) == null;
    } finally {
      if (!sleeps) {
        made.leave();
      }
    }
    return sleeps ? made : null;
  }

  private void enlist(Ref<?> ref) {
    WaitList.Place place = new WaitList.Place(waiter, ref.extensionOrNew().waiting);
    places.add(place);
    place.enter();
  }

  /** Leaves all lists. */
  void leave() {
    for (WaitList.Place place : places) {
      place.leave();
    }
  }

  /**
   * Parks until a ref changes, the time is over, or the thread is interrupted (the flag stays).
   *
   * @param nanos how long at most
   */
  void await(long nanos) {
    long start = System.nanoTime();
    while (!waiter.isWoken() && !Thread.currentThread().isInterrupted()) {
      if (nanos == Contention.UNLIMITED_NANOS) {
        LockSupport.park(this); // without a timer: there may be very many of us
      } else {
        long left = nanos - (System.nanoTime() - start);
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    }
  }
}
