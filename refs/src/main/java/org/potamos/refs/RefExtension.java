package org.potamos.refs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.StateNode;

/**
 * What a ref has beside its versions, from the first time that somebody asks for it: observers,
 * waiting transactions, invariants, a minimum of history.
 *
 * @param <T> the type of the value
 */
final class RefExtension<T extends @Nullable Object> {
  /**
   * The newest committed state with its observers; null until somebody observes. Replaced only by
   * whoever holds the commit lock of the ref, so a committing transaction that has found a
   * validator under the lock commits under the same one (ruling V3). Volatile: deliveries on other
   * threads read it, and must find the state that they were signalled.
   */
  volatile @Nullable StateNode<T> mirror;

  /** Transactions that wait for a change of the ref. */
  final WaitList waiting = new WaitList();

  /**
   * The invariants that changes of the ref must keep; null if there are none. Replaced as a whole.
   * Volatile: who has locked the ref finds what was put in under the lock ({@link CommitChecks},
   * I1), and what was taken out by anybody soon after.
   */
  private volatile EnforcedCheck @Nullable [] checks;

  /** How many older versions to keep. Volatile: set by anybody, read by committing threads. */
  volatile int minHistory;

  /**
   * The delivery to {@code SYNC} watches that was arranged last; the next one comes after it. Read
   * and written under the commit lock only, which also orders the accesses.
   */
  @Nullable CommitTurn lastTurn;

  EnforcedCheck @Nullable [] checks() {
    return checks;
  }

  /** Requires: the caller has locked the ref. */
  synchronized void addCheck(EnforcedCheck added) {
    EnforcedCheck[] present = checks;
    EnforcedCheck[] next =
        present == null ? new EnforcedCheck[1] : Arrays.copyOf(present, present.length + 1);
    next[next.length - 1] = added;
    checks = next;
  }

  /** Does nothing if it is not there. */
  synchronized void removeCheck(EnforcedCheck removed) {
    EnforcedCheck[] present = checks;
    if (present != null) {
      EnforcedCheck[] next =
          Arrays.stream(present)
              .filter(check -> !check.equals(removed))
              .toArray(EnforcedCheck[]::new);
      checks = next.length == 0 ? null : next;
    }
  }
}
