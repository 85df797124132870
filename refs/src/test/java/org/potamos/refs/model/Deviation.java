package org.potamos.refs.model;

/**
 * A way in which a model differs from the protocol: a broken twin, or a rule that might be chosen.
 */
enum Deviation {
  /** A committer decides without checking what it read. */
  NO_VALIDATION,
  /** What was read and changed is locked like a blind write, on top of whatever is committed. */
  LOCKS_WHATEVER,
  /** The stamp is drawn before the first lock is taken. */
  TICK_BEFORE_LOCKS,
  /** The fate goes from PENDING to EXACT with no TICKING between: the tick is not announced. */
  NO_TICKING,
  /** The committer loads the slots before its tick and prunes by what it saw. */
  SLOTS_BEFORE_TICK,
  /**
   * A pinning thread announces a stamp in the slot and reads at it: no second look at the clock.
   */
  NO_CONFIRM,
  /** A pinning thread that was overtaken stores a newer stamp and reads at it: no PIN_ALL. */
  NO_PIN_ALL,
  /** A pinning thread that was overtaken reads the clock before it stores PIN_ALL. */
  CLOCK_BEFORE_PIN_ALL,
  /** A pinning thread that was overtaken announces a second stamp before it resorts to PIN_ALL. */
  PINS_AGAIN,
  /** Pruning takes a version stamped exactly with the pinned snapshot for unneeded. */
  PRUNE_ONE_TOO_MANY,
  /**
   * Every pending version is its own decider: a commit of two refs becomes visible in two stores.
   */
  DECIDE_PER_VERSION,
  /** An attempt that could not move its snapshot goes on as if it had. */
  DOOMED_GOES_ON,
  /** An abort leaves the last ref that was locked as it is. */
  ABORT_KEEPS_LOCK,
  /** After a ref was put on a slot's retained list the slot is not looked at again. */
  NO_RECHECK,
  /** A trim loads the slots before the newest version it starts from. */
  TRIM_LOADS_SLOTS_FIRST,
  /** A reader of a pending head loads the decider's fate first and the base version after it. */
  BASE_AFTER_FATE,
  /** A version counts as replaced by the head if the head's prev leads to it. */
  CURRENT_BY_PREV,
  /** A version counts as current only if it is the head, or the base of an undecided head. */
  CURRENT_BY_HEAD,
  /**
   * A version counts as current if the stamp of the head, or of the base of an undecided head, is
   * not above the snapshot it was read at; as the library does.
   */
  CURRENT_BY_STAMP,
  /** Likewise, but not above the stamp that the snapshot is to be moved to. */
  CURRENT_BY_NEW_STAMP,
  /** A deref outside of transactions waits for a commit that has begun to tick. */
  DEREF_WAITS,
  /** Derefs must fit into one order with the transactions, not only each ref on its own. */
  DEREFS_JOIN_THE_ORDER
}
