package org.potamos.refs;

import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.StateNode;

/**
 * What a ref has beside its versions, from the first time that somebody asks for it: observers,
 * waiting transactions, a minimum of history.
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

  /** How many older versions to keep. Volatile: set by anybody, read by committing threads. */
  volatile int minHistory;

  /**
   * The delivery to {@code SYNC} watches that was arranged last; the next one comes after it. Read
   * and written under the commit lock only, which also orders the accesses.
   */
  @Nullable CommitTurn lastTurn;
}
