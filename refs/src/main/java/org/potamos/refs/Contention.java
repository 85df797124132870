package org.potamos.refs;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.potamos.core.internal.Durations;

/**
 * How a transaction that has lost gets on: who waits, for how long, and who goes first, so that
 * every transaction with a finite body commits (ruling T4).
 */
final class Contention {
  /*
   * Overview
   *
   *   losses            what the next attempt does first
   *   1 .. LANE-1       backs off, some hundred instructions, growing at random
   *   LANE ..           enters the lane: those who have lost several times run one at a time, the oldest
   *                     first, so they no longer get into each other's way; new ones may still overtake.
   *                     The wait is bounded: whoever is inside may wait for something outside
   *   ALONE ..          takes the right of Exclusive, the oldest first: nobody else commits until it has
   *
   * Why everybody gets on. Whoever is alone cannot lose (Exclusive, I1), so an attempt takes as long as its
   * body. The queue for it is ordered by age; ages are given out in order at the first loss and kept, so only
   * finitely many transactions are ever before a given one.
   *
   * A transaction that only reads has its second attempt pinned, which cannot lose, and never comes here
   * twice.
   *
   * Ages as priorities: Guerraoui, Herlihy and Pochon, "Toward a theory of transactional contention
   * managers" (PODC 2005).
   */

  /** Stands for no limit; some centuries, so that sums with the clock cannot overflow. */
  static final long UNLIMITED_NANOS = Long.MAX_VALUE / 2;

  private static final int LANE_FROM = 6;
  private static final int ALONE_FROM = 12;
  private static final int SPINS = 32;
  private static final int MOST_DOUBLINGS = 6;

  /** Who is inside may wait for something outside; longer than most bodies take. */
  private static final long LANE_PATIENCE_NANOS = 2_000_000;

  private static final AtomicLong AGES = new AtomicLong();
  private static final AgeQueue LANE = new AgeQueue();

  private final Transaction transaction;

  /** When this began to be counted; see {@link TransactionFailedException#elapsed}. */
  private final long start = System.nanoTime();

  private int losses;
  private long age;
  private boolean inLane;
  private boolean alone;

  Contention(Transaction transaction) {
    this.transaction = transaction;
  }

  long elapsedNanos() {
    return System.nanoTime() - start;
  }

  /** Nanoseconds until the deadline of the options; some centuries if there is none. */
  long nanosLeft() {
    Duration deadline = transaction.options().deadlineOrNull();
    return deadline == null
        ? UNLIMITED_NANOS
        : Math.max(0, Durations.nanos(deadline) - elapsedNanos());
  }

  private long age() {
    if (age == 0) {
      age = AGES.incrementAndGet();
    }
    return age;
  }

  boolean isAlone() {
    return alone;
  }

  /** The attempt has lost: waits for as long as this loss costs. */
  void lost() {
    losses++;
    age();
    if (losses >= ALONE_FROM) {
      takeRight();
    } else if (losses >= LANE_FROM && !transaction.isInner()) {
      inLane = LANE.enter(age(), Math.min(LANE_PATIENCE_NANOS, nanosLeft()));
    } else {
      backOff();
    }
  }

  /** Waits for the right of {@link Exclusive}. */
  void takeRight() {
    if (!alone && !Exclusive.isHeldHere(transaction.threadId())) {
      alone = Exclusive.acquire(transaction, age(), nanosLeft());
      if (!alone) {
        throw Patience.exhausted(transaction);
      }
    }
  }

  private void backOff() {
    int most = SPINS << Math.min(losses, MOST_DOUBLINGS);
    for (int i = ThreadLocalRandom.current().nextInt(most); i >= 0; i--) {
      Thread.onSpinWait();
    }
  }

  /** The attempt has ended: lets others in. */
  void leave() {
    if (inLane) {
      inLane = false;
      LANE.leave();
    }
    if (alone) {
      alone = false;
      Exclusive.release();
    }
  }
}
