package org.potamos.refs;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one transaction in at a time, the oldest of those who wait first. Not re-entrant: the caller
 * knows whether he is in.
 */
final class AgeQueue {
  private static final class Waiter {
    private final long age;
    private final Thread thread = Thread.currentThread();

    /** Whether it is let in. Written under the monitor, volatile for the look before parking. */
    private volatile boolean admitted;

    Waiter(long age) {
      this.age = age;
    }
  }

  /** Guarded by the monitor; no users' code and no waiting under it. */
  private final PriorityQueue<Waiter> waiting =
      new PriorityQueue<>(Comparator.comparingLong((Waiter waiter) -> waiter.age));

  private boolean occupied;

  /**
   * Waits until the caller is let in, the time is over, or the thread is interrupted (the flag
   * stays).
   *
   * @param age the smaller, the earlier
   * @param nanos how long to wait at most
   * @return whether the caller is in, and has to {@link #leave}
   */
  boolean enter(long age, long nanos) {
    Waiter waiter = new Waiter(age);
    synchronized (this) {
      if (!occupied) {
        occupied = true;
        return true;
      }
      waiting.add(waiter);
    }
    long start = System.nanoTime();
    while (!waiter.admitted) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        synchronized (this) {
          if (!waiter.admitted) {
            waiting.remove(waiter);
            return false;
          }
        }
        return true;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  /** Lets the next one in. Requires: the caller is in. */
  void leave() {
    Waiter next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        occupied = false;
        return;
      }
      next.admitted = true;
    }
    LockSupport.unpark(next.thread);
  }

  /** How many wait. */
  synchronized int length() {
    return waiting.size();
  }

  /** Whether somebody is in. */
  synchronized boolean isOccupied() {
    return occupied;
  }
}
