package org.potamos.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A reference that is changed by compare-and-set, and whose changing threads let one another
 * finish.
 *
 * @param <T> the type of the value
 */
public abstract class TurnTaking<T extends @Nullable Object> extends AbstractReference<T> {
  /*
   * Overview
   *
   * A compare-and-set loop that is computed by two threads at once wastes one of the two results, and
   * the cache line that both write travels between them for each change. Both losses go away if a
   * thread that finds another one computing waits for a moment instead of computing too.
   *
   * The gate tells who is computing. It is advice, not a lock: who changes the value is decided by the
   * compare-and-set alone, everybody may ignore the gate, and nobody waits for long. So a thread that is
   * delayed, or blocked for good, inside its function stops nobody, and system-wide progress is that of
   * the plain loop: an attempt fails only because another one has succeeded.
   *
   *   enter   gate IDLE            -> mark it, compute                      (uncontended: two plain stores)
   *           gate of this thread  -> the function changes its own reference: reject it
   *           gate of another      -> await the turn
   *   turn    poll the gate, in growing intervals, until
   *             it is IDLE, or
   *             others have made TURN changes meanwhile and POLLS_OF_PATIENCE polls have passed, or
   *             MAX_POLLS polls have passed
   *           then mark it, whoever's it is, and compute
   *   lost    gate still of this thread: compute again at once (others are waiting for us)
   *           otherwise await the turn
   *   leave   gate of this thread -> IDLE
   *
   * Thus under contention one thread makes a run of changes with the cache line to itself, then the next
   * one does. The intervals begin short, so that two threads that meet by chance lose little; they grow, so
   * that polling does not take the line away from a thread with much to do. A waiting thread spins, then
   * yields, then parks, so that with more threads than processors it is the computing one that runs.
   *
   *   I1  The gate holds a thread's id only while that thread is between enter and leave: its last write
   *       to the gate is IDLE, or has been overwritten by another thread's id. (Opaque accesses to one
   *       variable are totally ordered, and a thread's own in program order.) So a thread that finds its
   *       own id is inside its own function, for certain.
   *   I2  Every wait ends after MAX_POLLS polls, whatever the others do.
   *
   * What the gate cannot tell: two threads that enter in the same instant overwrite each other's mark, and a
   * thread whose patience is over overwrites one too. A function that changes its own reference may then
   * go unnoticed once: its inner change stands, its own result does not (the compare-and-set fails),
   * and the repetition, which is always marked exactly in ThreadState, is rejected. Marking every call
   * exactly would cost more than all the rest of an uncontended swap. Pinned by NestedSwapTest.
   *
   * Backing off after a lost compare-and-set: Dice, Hendler, Mirsky, "Lightweight contention management
   * for efficient compare-and-swap operations" (Euro-Par 2013).
   */

  private static final long IDLE = 0;

  /** So many changes by others, and a waiting thread may go first. */
  private static final long TURN = 16;

  /** Polls before a thread goes first because of {@link #TURN}: some microseconds. */
  private static final int POLLS_OF_PATIENCE = 7;

  /**
   * Polls that spin, each twice as long as the one before; after them the thread yields or parks.
   */
  private static final int SPINNING_POLLS = 9;

  private static final int YIELDING_POLLS = 12;

  private static final int MAX_POLLS = 15;

  private static final long PARK_NANOS = 50_000;

  private static final VarHandle GATE;

  static {
    try {
      GATE = MethodHandles.lookup().findVarHandle(TurnTaking.class, "gate", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * The id of the thread that computes, or IDLE. Written and read by everybody in opaque mode: it
   * has to be one variable with one order of writes (I1) and to be seen eventually, and carries
   * nothing else. With plain accesses a poll could be hoisted out of its loop, and a long could
   * tear into the id of a third thread. Pinned by NestedSwapTest.
   */
  @SuppressWarnings("UnusedVariable") // by way of GATE
  private long gate;

  /** For subclasses. */
  protected TurnTaking() {}

  /**
   * How many changes there have been, roughly: shows a waiting thread whether others get on.
   *
   * @return a number that grows with each change
   */
  protected abstract long progress();

  /**
   * Tells whether nobody is computing.
   *
   * @return true if the gate is free
   */
  protected final boolean isGateIdle() {
    return (long) GATE.getOpaque(this) == IDLE;
  }

  /** Marks the gate with this thread, whoever's it was. */
  protected final void markGate() {
    GATE.setOpaque(this, Thread.currentThread().threadId());
  }

  /** Frees the gate if it is this thread's. */
  protected final void leaveGate() {
    if ((long) GATE.getOpaque(this) == Thread.currentThread().threadId()) {
      GATE.setOpaque(this, IDLE);
    }
  }

  @Override
  protected final boolean isComputingHere() {
    return (long) GATE.getOpaque(this) == Thread.currentThread().threadId()
        || super.isComputingHere();
  }

  /** Waits until it is this thread's turn, within bounds, and marks the gate. */
  protected final void awaitTurn() {
    long me = Thread.currentThread().threadId();
    long holder = (long) GATE.getOpaque(this);
    if (holder != IDLE && holder != me) {
      long before = progress();
      for (int poll = 0; poll < MAX_POLLS; poll++) {
        pause(poll, (int) me);
        if (isGateIdle() || (poll >= POLLS_OF_PATIENCE && progress() - before >= TURN)) {
          break;
        }
      }
    }
    GATE.setOpaque(this, me);
  }

  @SuppressWarnings(
      "ThreadPriorityCheck") // a hint that nothing depends on: every wait is bounded (I2)
  private void pause(int poll, int salt) {
    if (poll < SPINNING_POLLS) {
      // a different length for each thread: threads that wait for the same turn should not take it
      // at once
      for (int i = (2 << poll) + (salt & (1 << poll >> 1)); i > 0; i--) {
        Thread.onSpinWait();
      }
    } else if (poll < YIELDING_POLLS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(this, PARK_NANOS << (poll - YIELDING_POLLS));
    }
  }
}
