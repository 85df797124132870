package org.potamos.refs.model;

/** Thrown by a step or a check that finds something that must not happen; ends the search. */
@SuppressWarnings("serial")
final class Violation extends RuntimeException {

  /** What must not happen. */
  enum Kind {
    /** A value was returned that no commit had published. */
    UNCOMMITTED_READ,
    /** What one attempt was given belongs to no single committed snapshot. */
    TORN_SNAPSHOT,
    /** The committed transactions fit into no order that explains their reads. */
    NOT_SERIALIZABLE,
    /** They fit into some order, but none in which what had ended precedes what began later. */
    NOT_STRICT,
    /** The operations on one ref alone fit into no order. */
    NOT_LINEARIZABLE,
    /** Two increments of a ref both committed and the value has one of them. */
    LOST_UPDATE,
    /** Two transactions broke a rule about two refs that each of them kept. */
    WRITE_SKEW,
    /** A pinned reader walked off the end of a chain. */
    MISSING_VERSION,
    /** The stamps along a chain do not strictly decrease, or something pending is inside it. */
    CHAIN_ORDER,
    /** A committed stamp is ahead of the clock. */
    STAMP_AHEAD_OF_CLOCK,
    /** A ref's head is not the pending version of the transaction that holds its lock. */
    LOCK_LOST,
    /** All threads have ended and a head is still pending. */
    LOCK_LEFT_BEHIND,
    /** All threads have ended, no slot is taken and a chain is longer than one version. */
    RETAINED_FOR_NOBODY,
    /** Some thread has not ended and no thread can move. */
    DEADLOCK
  }

  private final Kind kind;

  Violation(Kind kind, String facts) {
    super(kind + ": " + facts, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
