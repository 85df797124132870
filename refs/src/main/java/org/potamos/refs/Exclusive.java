package org.potamos.refs;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the only one that commits: for transactions that must not run again, and for
 * those that have lost so often that it is their turn (ruling T4).
 */
final class Exclusive {
  /*
   * Overview
   *
   * Let H hold the right. A transaction that commits looks for a holder after it has locked the last of its
   * refs, and if there is one that is not itself, it takes its locks back and waits.
   *
   *   I1  A version that H reads after it has become the holder, from a ref that is not locked, stays the newest
   *       until H ends: whoever locks the ref later looks for a holder after that, and finds H. (Both sides
   *       make a volatile write before a volatile read: the holder, the ref's head; the head, the holder.)
   *   I2  If H finds a ref locked it waits. The owner of the lock either has looked before H became the
   *       holder, and ends without waiting for anything but locks, or will find H and unlock.
   *   I3  So H needs no snapshot, no validation, and nobody has to end before H can begin. Reading is not
   *       affected at all.
   *
   * Owners who have looked before may still run their commutes, validators and preparing hooks, so H may
   * wait for users' code of theirs; it ends without needing anything that H has, unless that code waits
   * for H itself.
   */

  private static final AgeQueue QUEUE = new AgeQueue();

  /** See the overview. Volatile, for I1. Pinned by ExclusiveStress. */
  private static volatile @Nullable Transaction holder;

  /** How long to sleep before looking again whether the holder has ended. */
  private static final long RECHECK_NANOS = 200_000;

  private Exclusive() {}

  /** Waits for the right, the oldest first. */
  static boolean acquire(Transaction transaction, long age, long nanos) {
    if (!QUEUE.enter(age, nanos)) {
      return false;
    }
    holder = transaction;
    return true;
  }

  /** Requires: the caller has the right. */
  static void release() {
    holder = null;
    QUEUE.leave();
  }

  /** Whether a transaction of another thread has the right. Requires: the caller has its locks. */
  static boolean isHeldAgainst(long threadId) {
    Transaction present = holder;
    return present != null && present.threadId() != threadId;
  }

  /** Whether a transaction of this thread has the right already. */
  static boolean isHeldHere(long threadId) {
    Transaction present = holder;
    return present != null && present.threadId() == threadId;
  }

  /** One step of a wait for the holder to end. Requires: the caller holds no locks. */
  static void await(long threadId, int round) {
    if (isHeldAgainst(threadId)) {
      if (Pause.isLong(round)) {
        LockSupport.parkNanos(QUEUE, RECHECK_NANOS);
      } else {
        Pause.briefly(round);
      }
    }
  }
}
