package org.potamos.refs;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The transactions that wait for a change of one ref, in the order in which they came. */
final class WaitList {
  /** A thread that waits, for changes of any of several refs. */
  static final class Waiter {
    private final Thread thread = Thread.currentThread();

    /**
     * Set by whoever changes one of the refs. Volatile: read by the waiting thread before it parks.
     */
    private volatile boolean woken;

    boolean isWoken() {
      return woken;
    }

    void wake() {
      woken = true;
      LockSupport.unpark(thread);
    }
  }

  /** One waiter's place in the list of one ref. Guarded by the list. */
  static final class Place {
    private final Waiter waiter;
    private final WaitList list;
    private @Nullable Place before;
    private @Nullable Place after;
    private boolean listed;

    Place(Waiter waiter, WaitList list) {
      this.waiter = waiter;
      this.list = list;
    }

    void enter() {
      list.add(this);
    }

    void leave() {
      list.remove(this);
    }
  }

  /**
   * The first place; null if nobody waits. Written under the monitor. Read without it by committing
   * threads, after they have locked the ref by a compare-and-set of its head; and written by a
   * waiting thread before it reads that head. Both accesses are volatile, so one of the two finds
   * the other's: the waiter finds the lock, or the committing thread finds the waiter. Pinned by
   * RetryWakeStress.
   */
  private volatile @Nullable Place first;

  private @Nullable Place last;

  private synchronized void add(Place place) {
    Place end = last;
    place.before = end;
    place.listed = true;
    last = place;
    if (end == null) {
      first = place;
    } else {
      end.after = place;
    }
  }

  private synchronized void remove(Place place) {
    if (place.listed) {
      Place before = place.before;
      Place after = place.after;
      if (before == null) {
        first = after;
      } else {
        before.after = after;
      }
      if (after == null) {
        last = before;
      } else {
        after.before = before;
      }
      place.listed = false;
      place.before = null;
      place.after = null;
    }
  }

  /** Wakes all, first come first woken, and forgets them. Requires: the change is published. */
  void wakeAll() {
    if (first != null) {
      for (Place place = takeAll(); place != null; place = place.after) {
        place.waiter.wake();
      }
    }
  }

  private synchronized @Nullable Place takeAll() {
    Place taken = first;
    for (Place place = taken; place != null; place = place.after) {
      place.listed = false;
    }
    first = null;
    last = null;
    return taken;
  }

  /** How many wait. */
  synchronized int size() {
    int size = 0;
    for (Place place = first; place != null; place = place.after) {
      size++;
    }
    return size;
  }
}
