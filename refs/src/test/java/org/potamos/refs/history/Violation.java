package org.potamos.refs.history;

/**
 * Something that a correct engine never does.
 *
 * @param kind which promise was broken
 * @param message who did what, for the reader of a failed test
 */
record Violation(Kind kind, String message) {

  /** The promises, named by the way they are broken. */
  enum Kind {
    /** Two commits carry the same stamp. */
    DUPLICATE_STAMP,
    /** A commit that has changed something carries no stamp. */
    MISSING_STAMP,
    /** A commit carries a smaller stamp than what had ended, or was seen, before it began. */
    STAMP_AGAINST_TIME,

    /** A value that nobody has written. */
    INVENTED_VERSION,
    /** A value of an attempt that was still running and did not commit afterwards. */
    DIRTY_READ,
    /** A value of an attempt that had failed before the reader began. */
    ABORTED_READ,
    /** A value that its writer replaced, or undid, before it committed. */
    INTERMEDIATE_READ,
    /** A value of an attempt that began after the reader had ended. */
    FUTURE_READ,
    /** An attempt that has written a ref was handed something else than what it wrote last. */
    OWN_WRITE_NOT_SEEN,
    /** One attempt was handed two versions of a ref, neither of them its own. */
    NON_REPEATABLE_READ,

    /** What an attempt was handed was never all current at the same time (opacity). */
    INCONSISTENT_SNAPSHOT,
    /** It was, but no longer when the attempt began (opacity in real time). */
    STALE_SNAPSHOT,

    /** A commit replaces a version other than the one it was computed from. */
    LOST_UPDATE,
    /** Something that a serializable attempt has read was replaced before its commit. */
    READ_CHANGED_BEFORE_COMMIT,
    /** Something that a snapshot attempt has ensured was replaced before its commit. */
    ENSURE_BROKEN,
    /** A snapshot attempt overwrote what was committed after its snapshot. */
    FIRST_COMMITTER_OVERWRITTEN,

    /** Attempts that have each read or overwritten what another of them wrote, in a circle. */
    INFORMATION_CYCLE,
    /** No serial order explains the committed attempts. */
    SERIALIZATION_CYCLE,
    /** A serial order does, but not one that respects real time. */
    REAL_TIME_CYCLE,
    /** A cycle that even snapshot isolation forbids: no two of its rw edges are neighbours. */
    SNAPSHOT_CYCLE
  }

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
