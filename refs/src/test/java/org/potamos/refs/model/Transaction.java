package org.potamos.refs.model;

import java.util.List;

/**
 * What one transaction of the model does.
 *
 * @param kind how it reads and whether it may write
 * @param operations in program order; each ref is read at most once
 * @param attempts how often it may run before it gives up; one for anything but {@code UPDATE}
 * @param stale starts from snapshot 0, whatever the clock says
 * @param slot the slot a pinned reader claims
 */
record Transaction(Kind kind, List<Operation> operations, int attempts, boolean stale, int slot) {

  /** The three ways to look at a ref. */
  enum Kind {
    /** Moves its snapshot when it meets something newer; writes at its end, if at all. */
    UPDATE,
    /** Reads at a registered snapshot. */
    PINNED,
    /** One deref outside of any transaction. */
    DEREF
  }

  /** What is done to a ref. */
  enum Action {
    READ,
    /** Reads and adds one. */
    INCREMENT,
    /** Writes a constant without a read. */
    SET,
    /** Writes 0 if both refs were read as 1: the rule to keep is that their sum is at least 1. */
    TAKE
  }

  /** One operation; {@code value} is the constant of a SET. */
  record Operation(Action action, int ref, int value) {
    boolean reads() {
      return action == Action.READ || action == Action.INCREMENT;
    }
  }

  static final int A = 0;
  static final int B = 1;

  static Operation read(int ref) {
    return new Operation(Action.READ, ref, 0);
  }

  static Operation increment(int ref) {
    return new Operation(Action.INCREMENT, ref, 0);
  }

  static Operation set(int ref, int value) {
    return new Operation(Action.SET, ref, value);
  }

  static Operation take(int ref) {
    return new Operation(Action.TAKE, ref, 0);
  }

  static Transaction update(Operation... operations) {
    return new Transaction(Kind.UPDATE, List.of(operations), 1, false, 0);
  }

  static Transaction pinned(int slot, Operation... operations) {
    return new Transaction(Kind.PINNED, List.of(operations), 1, false, slot);
  }

  static Transaction deref(int ref) {
    return new Transaction(Kind.DEREF, List.of(read(ref)), 1, false, 0);
  }

  Transaction times(int newAttempts) {
    return new Transaction(kind, operations, newAttempts, stale, slot);
  }

  Transaction fromStaleSnapshot() {
    return new Transaction(kind, operations, attempts, true, slot);
  }

  /** Every ref it might write, as a bit mask. */
  int mayWrite() {
    int mask = 0;
    for (Operation operation : operations) {
      if (operation.action() != Action.READ) {
        mask |= 1 << operation.ref();
      }
    }
    return mask;
  }
}
