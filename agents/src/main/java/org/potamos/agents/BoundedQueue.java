package org.potamos.agents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue of an agent with a capacity. Takes the place of the {@link Inbox}'s, with the same
 * notion of an owner; a lock instead of compare-and-set, since whether there is room, what is
 * dropped for whom, and who waits must be one decision.
 *
 * <p>No user's code runs under the lock. Markers of waiting threads do not count.
 *
 * @param <T> the type of the state
 */
final class BoundedQueue<T extends @Nullable Object> {

  /** How a send meets a full queue. */
  enum Admission {
    /** As the policy says; waiting is allowed. */
    BY_POLICY,
    /** As the policy says, but whoever would wait is rejected. */
    WITHOUT_WAITING,
    /** Rejected, whatever the policy says. */
    TRY,
    /** Waits until a deadline, whatever the policy says. */
    TIMED,
    /** It was accepted before and held: queued beyond the capacity, unless something is dropped. */
    RELEASED
  }

  /** What became of a send. */
  enum Outcome {
    /** Queued; the queue has an owner. */
    QUEUED,
    /** Queued; the calling thread owns the queue now. */
    BEGUN,
    /** There is no room. */
    FULL,
    /** There is no room, and the policy says that it is dropped. */
    DROPPED,
    /** The group does not take it. */
    CLOSED,
    /** The agent has failed. */
    FAILED
  }

  private final int capacity;
  private final Overflow overflow;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  /** Guarded by the lock, as all that follow. */
  private final ArrayDeque<Entry<T>> entries = new ArrayDeque<>();

  private int actions;
  private boolean owned;

  BoundedQueue(int capacity, Overflow overflow) {
    this.capacity = capacity;
    this.overflow = overflow;
  }

  int capacity() {
    return capacity;
  }

  /** Whether room is made for whoever comes. */
  boolean drops() {
    return overflow == Overflow.DROP_OLDEST || overflow == Overflow.DROP_NEWEST;
  }

  // ------------------------------------------------------------------ any thread

  /**
   * Queues an action, or tells why not.
   *
   * @param agent whose queue it is
   * @param action to be queued
   * @param admission how it meets a full queue
   * @param inside whether an action of the same group sends
   * @param nanos how long it may wait; meaningful for TIMED only
   * @param dropped receives what had to make room
   * @return what became of it
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was queued
   */
  Outcome offer(
      Agent<T> agent,
      Action<T> action,
      Admission admission,
      boolean inside,
      long nanos,
      List<Action<T>> dropped)
      throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (true) {
        // under the lock, before waiting and after it: who fails or closes the agent wakes waiting
        // senders under it. Who leaves passes the signal on that may have woken him
        if (agent.isFailed()) {
          room.signalAll();
          return Outcome.FAILED;
        }
        if (!agent.group().activity().accepts(inside)) {
          room.signalAll();
          return Outcome.CLOSED;
        }
        if (actions < capacity || isBeyond(admission)) {
          return add(agent, action, inside);
        }
        switch (admission) {
          case TRY -> {
            return Outcome.FULL;
          }
          case TIMED -> {
            if (left <= 0) {
              return Outcome.FULL;
            }
            left = room.awaitNanos(left);
          }
          default -> {
            switch (overflow) {
              case BLOCK -> {
                if (admission != Admission.BY_POLICY) {
                  return Outcome.FULL;
                }
                room.await();
              }
              case REJECT -> {
                return Outcome.FULL;
              }
              case DROP_NEWEST -> {
                return Outcome.DROPPED;
              }
              case DROP_OLDEST -> dropped.add(removeOldest());
            }
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isBeyond(Admission admission) {
    return admission == Admission.RELEASED
        && (overflow == Overflow.BLOCK || overflow == Overflow.REJECT);
  }

  private Action<T> removeOldest() {
    Iterator<Entry<T>> oldestFirst = entries.iterator();
    while (oldestFirst.hasNext()) {
      if (oldestFirst.next() instanceof Action<T> action) {
        oldestFirst.remove();
        actions--;
        return action;
      }
    }
    throw new AssertionError("full without an action");
  }

  private Outcome add(Agent<T> agent, Entry<T> entry, boolean inside) {
    boolean begins = !owned;
    if (begins && !agent.group().activity().wake(inside)) {
      room.signalAll();
      return Outcome.CLOSED;
    }
    owned = true;
    entries.add(entry);
    actions += entry instanceof Action ? 1 : 0;
    return begins ? Outcome.BEGUN : Outcome.QUEUED;
  }

  /**
   * Queues the marker of a waiting thread, unless there is nothing to wait for.
   *
   * @return false if the queue has no owner
   */
  boolean addIfOwned(Entry<T> marker) {
    lock.lock();
    try {
      return owned && entries.add(marker);
    } finally {
      lock.unlock();
    }
  }

  boolean isIdle() {
    lock.lock();
    try {
      return !owned;
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return actions;
    } finally {
      lock.unlock();
    }
  }

  /** The agent has failed, or its group takes nothing any more: who waits for room looks again. */
  void wakeSenders() {
    lock.lock();
    try {
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes all that waits. */
  List<Entry<T>> takeAll() {
    lock.lock();
    try {
      List<Entry<T>> taken = new ArrayList<>(entries);
      entries.clear();
      actions = 0;
      room.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  List<Entry<T>> waitingEntries() {
    lock.lock();
    try {
      return new ArrayList<>(entries);
    } finally {
      lock.unlock();
    }
  }

  // ------------------------------------------------------------------ the owner

  @Nullable Entry<T> peekNext() {
    lock.lock();
    try {
      return entries.peek();
    } finally {
      lock.unlock();
    }
  }

  /** Claims what {@link #peekNext} has answered; false if it was dropped meanwhile. */
  @SuppressWarnings("ReferenceEquality") // entries are identities
  boolean claim(Entry<T> entry) {
    lock.lock();
    try {
      if (entries.peek() != entry) {
        return false;
      }
      entries.remove();
      if (entry instanceof Action) {
        actions--;
        room.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the queue up if it is empty. */
  boolean trySettle() {
    lock.lock();
    try {
      owned = !entries.isEmpty();
      return !owned;
    } finally {
      lock.unlock();
    }
  }
}
