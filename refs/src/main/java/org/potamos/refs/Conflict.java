package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt of a transaction could not commit, so that its body ran again.
 *
 * @param kind what stood in the way
 * @param reference the name of the ref on which it happened; null if no single ref is to blame
 * @param otherTransaction the name of the transaction that came first; null if it had no name, or
 *     its commit is too long ago to be remembered
 */
public record Conflict(Kind kind, @Nullable String reference, @Nullable String otherTransaction) {

  /** The kinds of conflicts. */
  public enum Kind {
    /** A ref that the attempt has read was changed before the attempt could commit. */
    READ_CHANGED,
    /** A ref that the attempt was about to change was changed by another. */
    WRITE_CHANGED,
    /** The body read a ref that was changed after its first read, and could not go on. */
    SNAPSHOT_LOST,
    /** The body called {@code retry} and nothing that it had read has changed yet. */
    RETRY
  }

  /** {@return kind, ref and other transaction, as in {@code "READ_CHANGED on balance by audit"}} */
  @Override
  public String toString() {
    return kind
        + (reference == null ? "" : " on " + reference)
        + (otherTransaction == null ? "" : " by " + otherTransaction);
  }
}
