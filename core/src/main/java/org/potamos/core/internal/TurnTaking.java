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
   * A compare-and-set loop that two threads compute at once wastes one of the two results, and the
   * cache line that both write travels between them for each change. Both losses go away if a thread
   * that finds another one computing waits for a moment instead of computing too.
   *
   * The gate tells who is computing, the claim who has waited long enough to go first. Both are advice,
   * not locks: who changes the value is decided by the compare-and-set alone, and nobody waits for long.
   * So a thread that is delayed, or blocked for good, inside its function stops nobody, and system-wide
   * progress is that of the plain loop: an attempt fails only because another one has succeeded.
   *
   *   gate    0, or the thread that computes
   *   claim   FRESH  nobody waits, and there has been no change yet
   *           CALM   nobody waits
   *           else   the thread whose turn it is next
   *
   *   enter   gate 0, claim CALM: mark the gate, compute                      (one store)
   *           gate marked by this thread: the function changes its own reference; reject it
   *           otherwise: await the turn
   *   turn    poll, in growing intervals, until
   *             gate and claim are free: mark the gate, or
   *             PATIENCE polls have found the state changed since the poll before, or
   *             MAX_POLLS polls have passed: claim, whoever has a claim, and compute; if there was no
   *             change at all, free the gate too, for the thread that computes takes its time
   *   lost    claim, as soon as nobody else has; then compute again: who enters now waits for us
   *   leave   gate := 0, unconditionally                                      (one store)
   *           claim of this thread := CALM
   *
   * Thus under contention one thread makes a run of changes with the cache line to itself, then the next
   * one does. The intervals begin short, so that two threads that meet by chance lose little; they grow,
   * so that polling does not take the line away from a thread with much to do. A waiting thread spins,
   * then yields, then parks, so that with more threads than processors it is the computing one that
   * runs.
   *
   *   I1  The gate holds a thread's id only while that thread computes: its last write to the gate is 0.
   *       (Opaque accesses to one variable are totally ordered, and a thread's own in program order.) So a
   *       thread that finds its own id is inside its own function, for certain.
   *   I2  Every wait ends after MAX_POLLS polls, whatever the others do.
   *   I3  The claim is FRESH only if there has been no change: it leaves FRESH before the first change is
   *       made, and never returns. That costs the quick path nothing, since it asks for CALM anyway.
   *
   * What the gate cannot tell: two threads that enter in the same instant overwrite each other's mark, and
   * the one that leaves first wipes out the mark of the other; and so does a thread that has waited in vain
   * for a function that takes long. A function that changes its own reference
   * may then go unnoticed once: its inner change stands, its own result does not (the compare-and-set
   * fails), and the repetition, which is marked exactly in ThreadState, is rejected. Marking every call
   * exactly would cost more than all the rest of an uncontended swap. Pinned by NestedSwapTest.
   *
   * Backing off after a lost compare-and-set: Dice, Hendler, Mirsky, "Lightweight contention management
   * for efficient compare-and-swap operations" (Euro-Par 2013).
   */

  private static final long FRESH = 0;
  private static final long CALM = -1;

  /** How a thread that computes has made itself known. */
  protected enum Turn {
    /** Not at all, or in ThreadState only. */
    NONE,
    /** In the gate. */
    GATE,
    /** By a claim. */
    CLAIM
  }

  /** Polls that spin, each twice as long as the one before; then the thread yields, then parks. */
  private static final int SPINNING_POLLS = 9;

  private static final int YIELDING_POLLS = 17;

  private static final int MAX_POLLS = 20;

  /** So many polls that find a change, and a waiting thread may go first. */
  private static final int PATIENCE = 8;

  private static final long PARK_NANOS = 50_000;

  private static final VarHandle GATE;
  private static final VarHandle CLAIM;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      GATE = lookup.findVarHandle(TurnTaking.class, "gate", long.class);
      CLAIM = lookup.findVarHandle(TurnTaking.class, "claim", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * See the overview. Written and read by everybody in opaque mode: it has to be one variable with
   * one order of writes (I1) and to be seen eventually, and carries nothing else. With plain
   * accesses a poll could be hoisted out of its loop, and a long could tear into the id of a third
   * thread.
   */
  @SuppressWarnings("UnusedVariable") // by way of GATE
  private long gate;

  /**
   * See the overview. Read in opaque mode by who enters and who polls, for the same reasons;
   * changed by compare-and-set, so that leaving FRESH is visible to whoever sees the first change
   * (I3).
   */
  @SuppressWarnings("UnusedVariable") // by way of CLAIM
  private long claim;

  /** For subclasses. */
  protected TurnTaking() {}

  /**
   * What is there now: a waiting thread compares it by identity to see whether others get on.
   *
   * @return an object that is another one after each change
   */
  protected abstract @Nullable Object presentState();

  /**
   * Tells whether nobody computes, nobody waits for his turn, and the first change has been made.
   *
   * @return true if one may enter and change at once
   */
  protected final boolean isCalm() {
    return (long) GATE.getOpaque(this) == 0 && (long) CLAIM.getOpaque(this) == CALM;
  }

  /** Marks the gate. Requires: it was found free. */
  protected final void enter() {
    GATE.setOpaque(this, Thread.currentThread().threadId());
  }

  /** Frees the gate. */
  protected final void leave() {
    GATE.setOpaque(this, 0L);
  }

  /**
   * Leaves the trace of the first change (I3); to be called before each change unless {@link
   * #isCalm}.
   */
  protected final void beforeChange() {
    if ((long) CLAIM.getOpaque(this) == FRESH) {
      CLAIM.compareAndSet(this, FRESH, CALM);
    }
  }

  /**
   * Tells whether there has been a change, or one is just being made.
   *
   * @return false if the reference still has its initial value
   */
  protected final boolean isChanged() {
    return (long) CLAIM.getVolatile(this) != FRESH;
  }

  @Override
  protected final boolean isComputingHere(ThreadState thread) {
    return (long) GATE.getOpaque(this) == Thread.currentThread().threadId()
        || super.isComputingHere(thread);
  }

  /**
   * Enters if nobody computes and nobody waits.
   *
   * @return the turn: GATE or NONE
   */
  protected final Turn tryTurn() {
    long holder = (long) CLAIM.getOpaque(this);
    if ((long) GATE.getOpaque(this) == 0 && (holder == CALM || holder == FRESH)) {
      enter();
      return Turn.GATE;
    }
    return Turn.NONE;
  }

  /**
   * Waits until it is this thread's turn, within bounds. Requires: the thread is marked in
   * ThreadState.
   *
   * @param lost whether this thread has lost an attempt of the present call
   * @return the turn
   */
  @SuppressWarnings(
      "ReferenceEquality") // whether it is another state, not whether it is an equal one
  protected final Turn awaitTurn(boolean lost) {
    long me = Thread.currentThread().threadId();
    long computing = (long) GATE.getOpaque(this);
    Object seen = presentState();
    int changes = 0;
    for (int poll = 0; poll < MAX_POLLS && changes < PATIENCE; poll++) {
      if (lost) {
        long holder = (long) CLAIM.getOpaque(this);
        if (holder == me || (holder == CALM && CLAIM.compareAndSet(this, CALM, me))) {
          return Turn.CLAIM;
        }
      } else if (tryTurn() == Turn.GATE) {
        return Turn.GATE;
      }
      pause(poll, (int) me);
      Object now = presentState();
      changes += now == seen ? 0 : 1;
      seen = now;
    }
    if (changes == 0 && computing != me) {
      GATE.compareAndSet(this, computing, 0L); // or all who come would wait for it
    }
    long holder = (long) CLAIM.getOpaque(this);
    return holder != FRESH && CLAIM.compareAndSet(this, holder, me) ? Turn.CLAIM : Turn.NONE;
  }

  /**
   * Ends a turn, of whatever kind.
   *
   * @param turn the turn
   */
  protected final void endTurn(Turn turn) {
    switch (turn) {
      case GATE -> leave();
      case CLAIM -> CLAIM.compareAndSet(this, Thread.currentThread().threadId(), CALM);
      case NONE -> {}
    }
  }

  @SuppressWarnings(
      "ThreadPriorityCheck") // a hint that nothing depends on: every wait is bounded (I2)
  private void pause(int poll, int salt) {
    if (poll < SPINNING_POLLS) {
      // of different length for each thread, so that those who wait for the same turn do not take
      // it at once
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
