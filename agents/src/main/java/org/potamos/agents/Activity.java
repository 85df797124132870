package org.potamos.agents;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the busy agents of a group: how often one has become busy, and how often one has become
 * quiet. Costs two additions for each busy period of an agent, none for an action.
 */
final class Activity {
  /*
   * Overview
   *
   *   I1  woken counts before the agent becomes busy, settled after it has become quiet; both only grow,
   *       and woken is never less than settled.
   *   I2  If settled is read first, then woken, and both are equal, there was a moment between the two
   *       looks at which all agents were quiet: neither can have grown before it without the other.
   *       (The sums are not taken at one instant; but the first is a lower bound for what it was at the
   *       end of its taking, the second an upper bound for what it was at the begin of its taking.)
   *   I3  Whoever closes the group sets the phase, then looks at the counts; whoever wakes an agent
   *       counts, then looks at the phase. So either the one is seen or the other.
   *   I4  The same with waiting threads: they register, then look; who settles counts, then looks for
   *       them.
   */

  /** What the group takes. */
  enum Phase {
    /** Any send. */
    OPEN,
    /** Sends of its own agents' actions. */
    CLOSING,
    /** Nothing. */
    TERMINATED
  }

  private final LongAdder woken = new LongAdder();
  private final LongAdder settled = new LongAdder();
  private final ConcurrentLinkedQueue<Thread> waiting = new ConcurrentLinkedQueue<>();
  private final boolean daemon;

  /** Volatile effects: I3. */
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPEN);

  Activity(boolean daemon) {
    this.daemon = daemon;
  }

  Phase phase() {
    return phase.get();
  }

  /** Takes less from now on; never more again. */
  void enter(Phase next) {
    Phase present = phase.get();
    while (next.compareTo(present) > 0 && !phase.compareAndSet(present, next)) {
      present = phase.get();
    }
  }

  boolean isDaemon() {
    return daemon;
  }

  /** Whether a send is taken. */
  boolean accepts(boolean fromInside) {
    Phase present = phase.get();
    return present == Phase.OPEN || (present == Phase.CLOSING && fromInside);
  }

  /**
   * An agent is about to become busy.
   *
   * @param fromInside whether an action of the same group wants it
   * @return false if the group does not take it
   */
  boolean wake(boolean fromInside) {
    woken.increment();
    if (!accepts(fromInside)) {
      settle();
      return false;
    }
    if (!daemon) {
      KeepAlive.require();
    }
    return true;
  }

  /** An agent that was left is about to be ended, and will become quiet at once. */
  void resumeToEnd() {
    woken.increment();
  }

  /** An agent has become quiet, or has not become busy after all. */
  void settle() {
    settled.increment();
    if (!waiting.isEmpty() && isQuiet()) {
      waiting.forEach(LockSupport::unpark);
    }
  }

  boolean isQuiet() {
    long quiet = settled.sum();
    return woken.sum() == quiet;
  }

  /**
   * Waits until all agents are quiet.
   *
   * @param deadline in terms of {@link System#nanoTime}
   * @return false if the deadline has passed
   * @throws InterruptedException if the thread is interrupted
   */
  boolean awaitQuiet(long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (isQuiet()) {
      return true;
    }
    Thread thread = Thread.currentThread();
    waiting.add(thread);
    try {
      while (!isQuiet()) {
        if (!Parking.park(this, deadline)) {
          return false;
        }
      }
      return true;
    } finally {
      waiting.remove(thread);
    }
  }
}
