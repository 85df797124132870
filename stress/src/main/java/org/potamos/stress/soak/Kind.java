package org.potamos.stress.soak;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of records in a history, with their fields in order. Each field is a number.
 *
 * <p>Values are unique within a run, so that a value names the operation that has written it. Begin
 * and end are {@link Ticks}.
 */
enum Kind {
  /** Space, reference, value when the segment begins. */
  INITIAL(1, 3),
  /** Space, reference, value when the segment has ended and everything is at rest. */
  FINAL(2, 3),
  /** Atom, old value, new value, version or -1, begin, end. */
  ATOM_WRITE(3, 6),
  /** Atom, value, begin, end. */
  ATOM_READ(4, 4),
  /** Space, reference, mode, old value, new value, version: what a watch was told. */
  WATCH(5, 6),
  /**
   * Number, status, begin, end; then for each ref that was touched: ref, flags, value read, value
   * written.
   */
  TRANSACTION(6, 4),
  /** Buffer, item, producer, position, begin, end; a producer's later items are greater. */
  PUT(7, 6),
  /** Item: an operation that should have put it has failed. */
  NOT_PUT(8, 1),
  /** Buffer, item, position, begin, end. */
  TAKE(9, 5),
  /** Action, agent, sender or -1, number by sender, how, outcome. */
  SEND(10, 6),
  /** Agent, action, state before, state after, outcome, tick. */
  RUN(11, 6),
  /** Agent, action: said not to have run. */
  UNRUN(12, 2),
  /** Agent, sender, number of its last send before, end: a wait has returned. */
  AWAITED(13, 4);

  /** Whose references a record is about. */
  static final int ATOMS = 0;

  static final int REFS = 1;
  static final int AGENTS = 2;
  static final int BUFFERS = 3;

  /** How a watch was delivered. */
  static final int SYNC = 0;

  static final int ORDERED = 1;
  static final int LATEST = 2;

  /** How a transaction has ended. */
  static final int COMMITTED = 0;

  /** An attempt after which the body ran again. */
  static final int RERUN = 1;

  static final int FAILED = 2;

  /** What was done to a ref. */
  static final int READ = 1;

  static final int WROTE = 2;
  static final int COMMUTED = 4;

  /** From where an action was sent. */
  static final int PLAIN = 0;

  static final int HELD = 1;

  /** What has become of a send: taken, refused, or held by something that has not succeeded. */
  static final int TAKEN = 0;

  static final int REFUSED = 1;
  static final int DROPPED = 2;

  /** How an action has ended. */
  static final int SUCCEEDED = 0;

  static final int THREW = 1;
  static final int REJECTED = 2;

  private static final Kind[] ALL = values();

  private final int code;
  private final int fields;

  Kind(int code, int fields) {
    this.code = code;
    this.fields = fields;
  }

  /** How many fields it has at least. */
  int fields() {
    return fields;
  }

  /** What stands for it in a file. */
  int code() {
    return code;
  }

  static @Nullable Kind of(int code) {
    return code < 1 || code > ALL.length ? null : ALL[code - 1];
  }
}
