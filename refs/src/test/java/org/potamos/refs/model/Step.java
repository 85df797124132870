package org.potamos.refs.model;

/** The next thing a thread does: one load, store, CAS or fetch-and-add of shared memory. */
enum Step {
  /** Has run its program. */
  DONE,

  // an update transaction starts
  BEGIN,

  // a read, update or pinned
  READ_HEAD,
  READ_STAMP,
  READ_DECIDER,
  READ_BASE,
  READ_FATE,
  READ_OLDER,

  // a snapshot is moved
  EXTEND_CLOCK,

  // is a version current? for extension and for validation
  CHECK_HEAD,
  CHECK_STAMP,
  CHECK_DECIDER,
  CHECK_BASE,
  CHECK_FATE,

  // a commit
  LOCK_HEAD,
  LOCK_WAIT,
  LOCK_CAS,
  COMMIT_TICKING,
  COMMIT_TICK,
  COMMIT_EXACT,
  COMMIT_DECIDE,
  FINISH_STAMP,
  FINISH_DECIDER,
  ABORT_MARK,
  ABORT_RESTORE,

  // pruning, by a committer or by a trim
  LOAD_SLOT,
  CUT,
  WALK_NEXT,
  WALK_OLDER,
  WALK_UNLINK,
  WALK_PUSH,
  WALK_RECHECK,

  // a registered snapshot
  PIN_CLOCK,
  PIN_CLAIM,
  PIN_CONFIRM,
  PIN_AGAIN,
  PIN_ALL,
  PIN_SET,
  UNPIN_FREE,
  UNPIN_TAKE,
  TRIM_HEAD,
  TRIM_STAMP,
  TRIM_BASE,

  // a deref outside of transactions
  DEREF_HEAD,
  DEREF_STAMP,
  DEREF_DECIDER,
  DEREF_BASE,
  DEREF_FATE;

  private static final Step[] ALL = values();

  static Step of(int code) {
    return ALL[code];
  }

  /** What stands for the step in a state. */
  @SuppressWarnings("EnumOrdinal") // is only ever read back by of()
  int code() {
    return ordinal();
  }
}
