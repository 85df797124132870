package org.potamos.refs.model;

import java.util.Arrays;

/**
 * One state of the model, in an array of bytes: shared memory, the registers of the threads, and
 * the history that only the checks look at. Two states are the same if their arrays are equal.
 *
 * <p>An instance is a window that the search moves from state to state, not a value. Objects that
 * no thread can reach any more are wiped by {@link #collect}, so that states which differ only in
 * garbage are one.
 */
final class State {

  // Stamps below zero. EXACT(c) is EXACT - c.
  static final int PENDING = -1;
  static final int TICKING = -2;
  static final int ABORTED = -3;
  static final int EXACT = -4;

  // Contents of a slot other than a snapshot.
  static final int FREE = -1;
  static final int PIN_ALL = -2;

  // Fields of a version.
  static final int STAMP = 0;
  static final int PREV = 1;
  static final int DECIDER = 2;
  static final int VALUE = 3;

  /** The stamp of the version that this one was locked upon; never changes. */
  static final int OVER = 4;

  private static final int VERSION_FIELDS = 5;

  // Registers of a thread. Those from HEAD to CURSOR, and the two of READ, hold versions.
  static final int PC = 0;
  static final int INDEX = 1;
  static final int ATTEMPT = 2;
  static final int OPERATION = 3;
  static final int SNAPSHOT = 4;

  /**
   * The clock that a snapshot is moved to, or the stamp drawn by a commit; how many stamps were
   * announced by one who pins.
   */
  static final int BOUND = 5;

  static final int HEAD = 6;
  static final int READ_A = 7;
  static final int FATE = 9;
  static final int BASE = 10;
  static final int KEPT = 11;
  static final int CURSOR = 12;

  /** The ref at which a loop over refs stands. */
  static final int REF = 13;

  static final int WRITES = 14;
  static final int LOCKED = 15;

  /** The slot at which a loop over slots stands. */
  static final int SLOT = 16;

  static final int TRIMS = 17;

  /** What the thread saw in each slot. */
  static final int VIEW = 18;

  // History of a transaction.
  static final int STATUS = 0;
  static final int COMMITTED_AT = 1;
  static final int READ_STAMP_A = 2;
  static final int WROTE = 4;

  /** The transactions that had ended when this one began. */
  static final int BEFORE = 5;

  private static final int HISTORY_FIELDS = 6;

  static final int NOT_BEGUN = 0;
  static final int RUNNING = 1;
  static final int COMMITTED = 2;
  static final int GAVE_UP = 3;

  private static final String[] VERSION_NAMES = {"stamp", "prev", "decider", "value", "over"};

  private final Scenario scenario;
  private final int slotsAt;
  private final int retainedAt;
  private final int versionsAt;
  private final int threadsAt;
  private final int threadSize;
  private final int historyAt;
  private final byte[] cells;

  State(Scenario scenario) {
    this.scenario = scenario;
    slotsAt = 1 + Scenario.REFS;
    retainedAt = slotsAt + scenario.slots();
    versionsAt = retainedAt + scenario.slots();
    threadsAt = versionsAt + scenario.versionCount() * VERSION_FIELDS;
    threadSize = VIEW + scenario.slots();
    historyAt = threadsAt + scenario.threadCount() * threadSize;
    int size = historyAt + scenario.transactionCount() * HISTORY_FIELDS;
    cells = new byte[(size + 7) & -8];
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      setHead(ref, ref + 1);
      setField(ref + 1, VALUE, scenario.initialValue());
    }
    for (int slot = 0; slot < scenario.slots(); slot++) {
      setSlot(slot, FREE);
    }
  }

  Scenario scenario() {
    return scenario;
  }

  byte[] cells() {
    return cells;
  }

  int clock() {
    return cells[0];
  }

  void setClock(int value) {
    cells[0] = (byte) value;
  }

  int head(int ref) {
    return cells[1 + ref];
  }

  void setHead(int ref, int version) {
    cells[1 + ref] = (byte) version;
  }

  int slot(int slot) {
    return cells[slotsAt + slot];
  }

  void setSlot(int slot, int content) {
    cells[slotsAt + slot] = (byte) content;
  }

  int retained(int slot) {
    return cells[retainedAt + slot];
  }

  void setRetained(int slot, int refs) {
    cells[retainedAt + slot] = (byte) refs;
  }

  int field(int version, int field) {
    return cells[versionsAt + version * VERSION_FIELDS + field];
  }

  void setField(int version, int field, int value) {
    cells[versionsAt + version * VERSION_FIELDS + field] = (byte) value;
  }

  int register(int thread, int register) {
    return cells[threadsAt + thread * threadSize + register];
  }

  void setRegister(int thread, int register, int value) {
    cells[threadsAt + thread * threadSize + register] = (byte) value;
  }

  /** Sets a thread's registers from one to the last to 0. */
  void clearRegisters(int thread, int from) {
    int at = threadsAt + thread * threadSize;
    Arrays.fill(cells, at + from, at + threadSize, (byte) 0);
  }

  Step step(int thread) {
    return Step.of(register(thread, PC));
  }

  int history(int transaction, int field) {
    return cells[historyAt + transaction * HISTORY_FIELDS + field];
  }

  void setHistory(int transaction, int field, int value) {
    cells[historyAt + transaction * HISTORY_FIELDS + field] = (byte) value;
  }

  /** The stamp at which a version was published, or -1. */
  int publishedAt(int version) {
    int stamp = field(version, STAMP);
    if (stamp >= 0) {
      return stamp;
    }
    int decider = field(version, DECIDER);
    return decider == 0 ? -1 : Math.max(-1, field(decider, STAMP));
  }

  boolean isDone() {
    for (int thread = 0; thread < scenario.threadCount(); thread++) {
      if (step(thread) != Step.DONE) {
        return false;
      }
    }
    return true;
  }

  /** Wipes the versions that can be reached neither from a ref nor from a register. */
  void collect() {
    long live = 1;
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      live = mark(live, head(ref));
    }
    for (int thread = 0; thread < scenario.threadCount(); thread++) {
      int at = threadsAt + thread * threadSize;
      for (int register = HEAD; register <= CURSOR; register++) {
        live = mark(live, cells[at + register]);
      }
    }
    for (int version = 1; version < scenario.versionCount(); version++) {
      if ((live & 1L << version) == 0) {
        int at = versionsAt + version * VERSION_FIELDS;
        Arrays.fill(cells, at, at + VERSION_FIELDS, (byte) 0);
      }
    }
  }

  private long mark(long marked, int from) {
    long live = marked;
    int version = from;
    while ((live & 1L << version) == 0) {
      live |= 1L << version;
      live = mark(live, field(version, DECIDER));
      version = field(version, PREV);
    }
    return live;
  }

  private boolean isWiped(int version) {
    for (int field = 0; field < VERSION_FIELDS; field++) {
      if (field(version, field) != 0) {
        return false;
      }
    }
    return true;
  }

  /** What differs in shared memory from an earlier state, for a trace. */
  String changesSince(State earlier) {
    StringBuilder text = new StringBuilder();
    change(text, "clock", earlier.clock(), clock());
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      int was = earlier.head(ref);
      if (was != head(ref)) {
        text.append(" head(").append("ab".charAt(ref)).append(")=").append(versionText(head(ref)));
      }
    }
    for (int slot = 0; slot < scenario.slots(); slot++) {
      change(text, "slot" + slot, earlier.slot(slot), slot(slot));
      change(text, "retained" + slot, earlier.retained(slot), retained(slot));
    }
    for (int version = 1; version < scenario.versionCount(); version++) {
      if (isWiped(version)) {
        continue;
      }
      for (int field = 0; field < VALUE; field++) {
        int is = field(version, field);
        if (earlier.field(version, field) != is) {
          text.append(' ').append(scenario.versionName(version));
          text.append('.').append(VERSION_NAMES[field]).append('=');
          text.append(field == STAMP ? stampText(is) : scenario.versionName(is));
        }
      }
    }
    return text.toString();
  }

  private static void change(StringBuilder text, String name, int was, int is) {
    if (was != is) {
      text.append(' ').append(name).append('=');
      text.append(name.startsWith("slot") && is < 0 ? (is == FREE ? "FREE" : "PIN_ALL") : is);
    }
  }

  /** A version's name and where it stands. */
  String versionText(int version) {
    return scenario.versionName(version) + ":" + stampText(field(version, STAMP));
  }

  static String stampText(int stamp) {
    return switch (stamp) {
      case PENDING -> "PENDING";
      case TICKING -> "TICKING";
      case ABORTED -> "ABORTED";
      default -> stamp >= 0 ? Integer.toString(stamp) : "EXACT(" + (EXACT - stamp) + ")";
    };
  }
}
