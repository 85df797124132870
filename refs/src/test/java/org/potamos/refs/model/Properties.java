package org.potamos.refs.model;

import static org.potamos.refs.model.State.*;

import java.util.Set;
import org.potamos.refs.model.Transaction.Action;
import org.potamos.refs.model.Transaction.Operation;

/** What must hold: of every state, of every history, and when all threads have ended. */
final class Properties {

  /*
   * Overview
   *
   * memory()   the shape of the chains, the owners of the locks.
   * history()  after every read, publication and end. Nodes are the committed transactions and the
   *            running attempts (by what they have read so far). Each must fit into one snapshot,
   *            and a writer's reads must be current at its stamp. Edges: who wrote what I read
   *            precedes me; who replaced what I read follows me; writers of a ref by stamp; who had
   *            ended when I began precedes me. A cycle is a history that no serial order explains;
   *            one through a running attempt is a breach of opacity.
   *            Derefs outside of transactions are checked for each ref on its own, unless the
   *            scenario says that they join the order.
   * end()      no lock, no version kept for nobody, and what the user would have noticed: updates
   *            lost, rules broken.
   */

  private final Scenario scenario;
  private final Set<Violation.Kind> ignored;
  private final int count;
  private final int[] publishedAt;
  private final int[] wrote;
  private final int[][] readStamp;
  private final int[] follows;

  Properties(Scenario scenario, Set<Violation.Kind> ignored) {
    this.scenario = scenario;
    this.ignored = ignored;
    this.count = scenario.transactionCount();
    this.publishedAt = new int[count];
    this.wrote = new int[count];
    this.readStamp = new int[Scenario.REFS][count];
    this.follows = new int[count];
  }

  private void require(boolean holds, Violation.Kind kind, String facts) {
    if (!holds && !ignored.contains(kind)) {
      throw new Violation(kind, facts);
    }
  }

  // Memory

  void memory(State state) {
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      chain(state, ref);
    }
    for (int thread = 0; thread < scenario.threadCount(); thread++) {
      int locked = state.register(thread, LOCKED);
      if (locked != 0) {
        locks(state, thread, locked);
      }
    }
  }

  private void chain(State state, int ref) {
    int version = state.head(ref);
    int stamp = state.publishedAt(version);
    int newer = Integer.MAX_VALUE;
    if (stamp < 0) {
      version = state.field(version, PREV);
      require(version != 0, Violation.Kind.CHAIN_ORDER, "a pending head without a base");
      stamp = state.field(version, STAMP);
    }
    require(
        stamp <= state.clock(),
        Violation.Kind.STAMP_AHEAD_OF_CLOCK,
        "version=" + scenario.versionName(version));
    while (version != 0) {
      if (stamp < 0 || stamp >= newer) {
        require(false, Violation.Kind.CHAIN_ORDER, state.versionText(version) + " below " + newer);
      }
      newer = stamp;
      version = state.field(version, PREV);
      stamp = state.field(version, STAMP);
    }
  }

  private void locks(State state, int thread, int locked) {
    int number = scenario.number(thread, state.register(thread, INDEX));
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      if ((locked & 1 << ref) != 0) {
        int own = scenario.created(number, state.register(thread, ATTEMPT), ref);
        if (state.head(ref) != own) {
          require(false, Violation.Kind.LOCK_LOST, "owner=transaction " + (number + 1));
        }
      }
    }
  }

  // History

  void history(State state) {
    load(state);
    int derefs = 0;
    for (int x = 0; x < count; x++) {
      if (scenario.transaction(x).kind() == Transaction.Kind.DEREF) {
        derefs |= 1 << x;
      } else if (status(state, x) != NOT_BEGUN) {
        snapshot(x);
      }
    }
    int all = (1 << count) - 1;
    boolean joined = scenario.has(Deviation.DEREFS_JOIN_THE_ORDER);
    order(state, joined ? all : all & ~derefs, (1 << Scenario.REFS) - 1);
    if (derefs != 0 && !joined) {
      for (int ref = 0; ref < Scenario.REFS; ref++) {
        order(state, derefs | writers(ref), 1 << ref);
      }
    }
  }

  private void load(State state) {
    for (int x = 0; x < count; x++) {
      boolean committed = state.history(x, STATUS) == COMMITTED;
      publishedAt[x] = committed ? state.history(x, COMMITTED_AT) : 0;
      for (int ref = 0; ref < Scenario.REFS; ref++) {
        readStamp[ref][x] = committed ? state.history(x, READ_STAMP_A + ref) : -1;
      }
      wrote[x] = committed ? state.history(x, WROTE) : 0;
    }
    for (int thread = 0; thread < scenario.threadCount(); thread++) {
      if (state.step(thread) == Step.DONE) {
        continue;
      }
      int x = scenario.number(thread, state.register(thread, INDEX));
      if (state.history(x, STATUS) != RUNNING) {
        continue;
      }
      for (int ref = 0; ref < Scenario.REFS; ref++) {
        int version = state.register(thread, READ_A + ref);
        if (version != 0) {
          readStamp[ref][x] = state.publishedAt(version);
        }
      }
    }
  }

  private static int status(State state, int transaction) {
    return state.history(transaction, STATUS);
  }

  private int writers(int ref) {
    int mask = 0;
    for (int x = 0; x < count; x++) {
      if ((wrote[x] & 1 << ref) != 0) {
        mask |= 1 << x;
      }
    }
    return mask;
  }

  /** What was read was current at one stamp: for a writer just below its own. */
  private void snapshot(int x) {
    int newest = 0;
    int replaced = Integer.MAX_VALUE;
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      int stamp = readStamp[ref][x];
      if (stamp < 0) {
        continue;
      }
      newest = Math.max(newest, stamp);
      for (int y = 0; y < count; y++) {
        if (y != x && (wrote[y] & 1 << ref) != 0 && publishedAt[y] > stamp) {
          replaced = Math.min(replaced, publishedAt[y]);
        }
      }
    }
    if (newest >= replaced) {
      require(
          false,
          Violation.Kind.TORN_SNAPSHOT,
          "transaction=" + (x + 1) + ", newest read=" + newest + ", oldest replaced=" + replaced);
    }
    if (publishedAt[x] > replaced) {
      require(
          false,
          Violation.Kind.NOT_SERIALIZABLE,
          "transaction=" + (x + 1) + ", stamp=" + publishedAt[x] + ", replaced at " + replaced);
    }
  }

  /** Looks for a cycle among some transactions, by what they did to some refs. */
  private void order(State state, int among, int refs) {
    int found = cyclic(state, among, refs, true);
    if (found < 0) {
      return;
    }
    String facts = cycle(found);
    if (refs != (1 << Scenario.REFS) - 1) {
      require(false, Violation.Kind.NOT_LINEARIZABLE, facts);
      return;
    }
    int timeless = cyclic(state, among, refs, false);
    if (timeless < 0) {
      require(false, Violation.Kind.NOT_STRICT, facts);
    } else {
      require(false, kind(state, timeless), cycle(timeless));
    }
  }

  /** A transaction on a cycle, or -1; leaves in {@code follows} what each one must follow. */
  private int cyclic(State state, int among, int refs, boolean realTime) {
    for (int x = 0; x < count; x++) {
      follows[x] = 0;
      if ((among & 1 << x) == 0 || status(state, x) == NOT_BEGUN || status(state, x) == GAVE_UP) {
        continue;
      }
      int before = realTime ? state.history(x, BEFORE) & among : 0;
      for (int y = 0; y < count; y++) {
        if (y != x && (among & 1 << y) != 0 && ((before & 1 << y) != 0 || precedes(y, x, refs))) {
          follows[x] |= 1 << y;
        }
      }
    }
    for (int via = 0; via < count; via++) {
      for (int x = 0; x < count; x++) {
        if ((follows[x] & 1 << via) != 0) {
          follows[x] |= follows[via];
        }
      }
    }
    for (int x = 0; x < count; x++) {
      if ((follows[x] & 1 << x) != 0) {
        return x;
      }
    }
    return -1;
  }

  private boolean precedes(int y, int x, int refs) {
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      int bit = 1 << ref;
      if ((refs & bit) == 0) {
        continue;
      }
      if ((wrote[y] & bit) != 0) {
        if ((wrote[x] & bit) != 0 && publishedAt[y] < publishedAt[x]) {
          return true;
        }
        if (readStamp[ref][x] >= publishedAt[y]) {
          return true;
        }
      }
      int read = readStamp[ref][y];
      if (read >= 0 && (wrote[x] & bit) != 0 && read < publishedAt[x]) {
        return true;
      }
    }
    return false;
  }

  /** A running attempt on the cycle was given what no order explains; else all have committed. */
  private Violation.Kind kind(State state, int x) {
    for (int y = 0; y < count; y++) {
      boolean together = (follows[x] & 1 << y) != 0 && (follows[y] & 1 << x) != 0;
      if (together && status(state, y) == RUNNING) {
        return Violation.Kind.TORN_SNAPSHOT;
      }
    }
    return Violation.Kind.NOT_SERIALIZABLE;
  }

  private String cycle(int x) {
    StringBuilder text = new StringBuilder("cycle of transactions");
    for (int y = 0; y < count; y++) {
      if ((follows[x] & 1 << y) != 0 && (follows[y] & 1 << x) != 0) {
        text.append(' ').append(y + 1);
        for (int ref = 0; ref < Scenario.REFS; ref++) {
          if (readStamp[ref][y] >= 0) {
            text.append(" read ").append("ab".charAt(ref)).append('@').append(readStamp[ref][y]);
          }
          if ((wrote[y] & 1 << ref) != 0) {
            text.append(" wrote ").append("ab".charAt(ref)).append('@').append(publishedAt[y]);
          }
        }
        text.append(';');
      }
    }
    return text.toString();
  }

  // The end

  void end(State state) {
    int sum = 0;
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      int head = state.head(ref);
      require(
          state.field(head, STAMP) >= 0,
          Violation.Kind.LOCK_LEFT_BEHIND,
          "head=" + state.versionText(head));
      require(
          state.field(head, PREV) == 0,
          Violation.Kind.RETAINED_FOR_NOBODY,
          "head=" + state.versionText(head));
      increments(state, ref);
      sum += state.field(head, VALUE);
    }
    for (int x = 0; x < count; x++) {
      for (Operation operation : scenario.transaction(x).operations()) {
        require(
            operation.action() != Action.TAKE || sum >= 1, Violation.Kind.WRITE_SKEW, "sum=" + sum);
      }
    }
  }

  private void increments(State state, int ref) {
    int expected = scenario.initialValue();
    for (int x = 0; x < count; x++) {
      for (Operation operation : scenario.transaction(x).operations()) {
        if (operation.ref() != ref || operation.action() == Action.READ) {
          continue;
        }
        if (operation.action() != Action.INCREMENT) {
          return;
        }
        expected += status(state, x) == COMMITTED ? 1 : 0;
      }
    }
    int value = state.field(state.head(ref), VALUE);
    require(
        value == expected,
        Violation.Kind.LOST_UPDATE,
        "value=" + value + ", increments=" + expected);
  }
}
