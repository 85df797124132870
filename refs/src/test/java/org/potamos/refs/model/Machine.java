package org.potamos.refs.model;

import static org.potamos.refs.model.Deviation.*;
import static org.potamos.refs.model.State.*;

import org.potamos.refs.model.Transaction.Action;
import org.potamos.refs.model.Transaction.Kind;
import org.potamos.refs.model.Transaction.Operation;

/** Executes one step of one thread. */
final class Machine {

  /*
   * Overview
   *
   * The protocol, one memory action a step. A version has a stamp, a prev, a decider and a value.
   * Its stamp is a commit's stamp, or PENDING, TICKING, EXACT(c), ABORTED. A ref's head is its
   * newest version; a pending head is the ref's write lock. D is the first version that a commit
   * installs; all its pending versions name D as their decider: D's stamp is the fate of them all.
   *
   *   phase     steps                              what holds from here on
   *   lock      LOCK_HEAD LOCK_WAIT LOCK_CAS       heads are ours, in the order of refs          I1
   *   announce  COMMIT_TICKING                     who has seen PENDING was before the tick      I2
   *   tick      COMMIT_TICK COMMIT_EXACT           C is ours alone; who depends on it waits      I3
   *   validate  CHECK_*                            what was read is current at C                 I4
   *   decide    COMMIT_DECIDE                      one store publishes every ref                 I5
   *   finish    LOAD_SLOT (FINISH_STAMP prune FINISH_DECIDER)*
   *                                                refs can be locked again; chains are short
   *   abort     ABORT_MARK ABORT_RESTORE*          heads are what they were                      I6
   *
   *   prune     CUT | (WALK_NEXT (WALK_PUSH WALK_RECHECK | WALK_OLDER WALK_UNLINK))*
   *   pin       PIN_CLOCK PIN_CLAIM PIN_CONFIRM, if the clock has moved (PIN_ALL PIN_CLOCK PIN_SET)
   *                                                nobody cuts what the snapshot needs           I7
   *   unpin     UNPIN_FREE UNPIN_TAKE (TRIM_* LOAD_SLOT prune)*
   *                                                nothing is retained for nobody                I8
   *   read      READ_HEAD READ_STAMP READ_DECIDER READ_BASE READ_FATE READ_OLDER*
   *   extend    EXTEND_CLOCK CHECK_*
   *   deref     DEREF_HEAD DEREF_STAMP DEREF_DECIDER DEREF_BASE DEREF_FATE
   *
   * Base before fate. A reader that meets a pending head loads the base (the head's prev) before
   * D's fate: undecided at the later load means not yet pruned at the earlier one. The other way
   * round the head can be decided, finished and pruned between the two loads. Pruning that keeps an
   * old version for a pinned reader takes out what lies between, and prev then leads to the old one
   * (BASE_AFTER_FATE). For the same reason "is v what the head replaced?" is answered by the stamp
   * of the version that the head was locked upon, which never changes, and not by prev
   * (CURRENT_BY_PREV).
   *
   * Newest before slots. A trim loads the newest version before the slots, as a committer loads
   * them after its tick: whoever pins later has a snapshot that needs nothing below that version
   * (TRIM_LOADS_SLOTS_FIRST).
   *
   * One try. The library announces several stamps before it falls back upon PIN_ALL, here it is one:
   * so two commits are enough to interfere with the claim and with the fallback. A second try, PIN_AGAIN,
   * is searched too (PINS_AGAIN).
   *
   * What is fused. These belong to the step before: loads of a stamp >= 0, of a value and of the
   * stamp locked upon, which never change again; and of what only the loading thread can change at
   * that time. Waiting is a step that is blocked until the awaited condition holds. Memory is
   * sequentially consistent. A transaction begins with its first step and ends with its last read
   * or its decision, as late and as early as can be: real time then orders as much as it ever can.
   */

  private final Scenario scenario;
  private final boolean baseAfterFate;
  private State state;
  private int thread;
  private boolean historyChanged;

  Machine(Scenario scenario) {
    this.scenario = scenario;
    this.baseAfterFate = scenario.has(BASE_AFTER_FATE);
    this.state = new State(scenario);
  }

  /** Every thread stands before its first transaction. */
  State initial() {
    State initial = new State(scenario);
    state = initial;
    for (thread = 0; thread < scenario.threadCount(); thread++) {
      startTransaction();
    }
    return initial;
  }

  /**
   * Runs a thread's next step and whatever is fused with it.
   *
   * @return whether it could: false for a thread that has ended or waits; the state is then as
   *     before
   */
  boolean step(State in, int ofThread) {
    state = in;
    thread = ofThread;
    historyChanged = false;
    Step step = state.step(thread);
    if (isBlocked(step)) {
      return false;
    }
    begin();
    run(step);
    state.collect();
    return true;
  }

  /** Whether the last step read, published or ended something. */
  boolean historyChanged() {
    return historyChanged;
  }

  private boolean isBlocked(Step step) {
    return switch (step) {
      case DONE -> true;
      case READ_FATE -> mustWait(get(SNAPSHOT));
      case CHECK_FATE -> mustWait(get(BOUND));
      case DEREF_FATE -> scenario.has(DEREF_WAITS) && mustWait(Integer.MAX_VALUE);
      case LOCK_WAIT -> state.head(get(REF)) == get(HEAD) && stamp(get(HEAD)) < 0;
      case PIN_CLAIM -> state.slot(transaction().slot()) != FREE;
      default -> false;
    };
  }

  /** The fate is still open and might be a commit at or before the bound. */
  private boolean mustWait(int bound) {
    int fate = stamp(get(FATE));
    return fate == TICKING || (fate <= EXACT && EXACT - fate <= bound);
  }

  private void run(Step step) {
    switch (step) {
      case DONE -> throw new AssertionError("a thread that has ended");
      case BEGIN -> {
        set(SNAPSHOT, state.clock());
        nextRead();
      }
      case READ_HEAD, READ_STAMP, READ_DECIDER, READ_BASE, READ_FATE, READ_OLDER -> read(step);
      case EXTEND_CLOCK -> {
        set(BOUND, state.clock());
        startChecks();
      }
      case CHECK_HEAD, CHECK_STAMP, CHECK_DECIDER, CHECK_BASE, CHECK_FATE -> check(step);
      case LOCK_HEAD, LOCK_WAIT, LOCK_CAS -> lock(step);
      case COMMIT_TICKING, COMMIT_TICK, COMMIT_EXACT, COMMIT_DECIDE -> commit(step);
      case FINISH_STAMP, FINISH_DECIDER -> finish(step);
      case ABORT_MARK, ABORT_RESTORE -> abort(step);
      case LOAD_SLOT -> loadSlot();
      case CUT -> {
        state.setField(get(KEPT), PREV, 0);
        pruned();
      }
      case WALK_NEXT, WALK_OLDER, WALK_UNLINK, WALK_PUSH, WALK_RECHECK -> walk(step);
      case PIN_CLOCK, PIN_CLAIM, PIN_CONFIRM, PIN_AGAIN, PIN_ALL, PIN_SET -> pin(step);
      case UNPIN_FREE, UNPIN_TAKE -> unpin(step);
      case TRIM_HEAD, TRIM_STAMP, TRIM_BASE -> trim(step);
      case DEREF_HEAD, DEREF_STAMP, DEREF_DECIDER, DEREF_BASE, DEREF_FATE -> deref(step);
    }
  }

  // Transactions begin and end

  private void startTransaction() {
    if (get(INDEX) == scenario.length(thread)) {
      state.clearRegisters(thread, 0);
      go(Step.DONE);
      return;
    }
    Transaction transaction = transaction();
    switch (transaction.kind()) {
      case UPDATE -> {
        if (transaction.stale() && get(ATTEMPT) == 0) {
          nextRead();
        } else {
          go(Step.BEGIN);
        }
      }
      case PINNED -> go(Step.PIN_CLOCK);
      case DEREF -> go(Step.DEREF_HEAD);
    }
  }

  /** Notes what had ended before this attempt, at its first step. */
  private void begin() {
    int number = number();
    if (state.history(number, STATUS) != NOT_BEGUN) {
      return;
    }
    int ended = 0;
    for (int other = 0; other < scenario.transactionCount(); other++) {
      if (state.history(other, STATUS) == COMMITTED) {
        ended |= 1 << other;
      }
    }
    state.setHistory(number, BEFORE, ended);
    state.setHistory(number, STATUS, RUNNING);
  }

  /** Notes that all was read and, by a writer, published. */
  private void end(int writes) {
    int number = number();
    for (int ref = 0; ref < Scenario.REFS; ref++) {
      int version = get(READ_A + ref);
      state.setHistory(number, READ_STAMP_A + ref, version == 0 ? -1 : published(version));
    }
    state.setHistory(number, STATUS, COMMITTED);
    state.setHistory(number, WROTE, writes);
    state.setHistory(number, COMMITTED_AT, writes == 0 ? 0 : get(BOUND));
    historyChanged = true;
  }

  private void nextTransaction() {
    int index = get(INDEX);
    state.clearRegisters(thread, 0);
    set(INDEX, index + 1);
    startTransaction();
  }

  private void nextAttempt() {
    int attempt = get(ATTEMPT) + 1;
    if (attempt == transaction().attempts()) {
      state.setHistory(number(), STATUS, GAVE_UP);
      nextTransaction();
      return;
    }
    state.setHistory(number(), STATUS, NOT_BEGUN);
    state.clearRegisters(thread, OPERATION);
    set(ATTEMPT, attempt);
    startTransaction();
  }

  // Reads

  private void nextRead() {
    Transaction transaction = transaction();
    int at = get(OPERATION);
    while (at < transaction.operations().size() && !transaction.operations().get(at).reads()) {
      at++;
    }
    set(OPERATION, at);
    if (at < transaction.operations().size()) {
      set(REF, transaction.operations().get(at).ref());
      go(Step.READ_HEAD);
    } else if (transaction.kind() == Kind.PINNED) {
      end(0);
      state.clearRegisters(thread, OPERATION);
      go(Step.UNPIN_FREE);
    } else {
      startCommit();
    }
  }

  private void read(Step step) {
    int ref = get(REF);
    int head = get(HEAD);
    switch (step) {
      case READ_HEAD -> {
        set(HEAD, state.head(ref));
        set(FATE, 0);
        set(BASE, 0);
        readStamp(Step.READ_STAMP);
      }
      case READ_STAMP -> readStamp(Step.READ_DECIDER);
      case READ_DECIDER -> {
        set(FATE, state.field(head, DECIDER));
        if (get(FATE) == 0) {
          go(Step.READ_STAMP);
        } else {
          go(baseAfterFate ? Step.READ_FATE : Step.READ_BASE);
        }
      }
      case READ_BASE -> {
        set(BASE, state.field(head, PREV));
        if (get(BASE) == 0) {
          go(Step.READ_STAMP);
        } else if (baseAfterFate) {
          readVersion(get(BASE), stamp(get(BASE)));
        } else {
          go(Step.READ_FATE);
        }
      }
      case READ_FATE -> {
        int fate = stamp(get(FATE));
        if (fate >= 0) {
          readVersion(head, fate);
        } else if (baseAfterFate) {
          go(Step.READ_BASE);
        } else {
          readVersion(get(BASE), stamp(get(BASE)));
        }
      }
      case READ_OLDER -> {
        int older = state.field(head, PREV);
        if (older == 0) {
          throw new Violation(
              Violation.Kind.MISSING_VERSION,
              "snapshot=" + get(SNAPSHOT) + ", end of chain=" + state.versionText(head));
        }
        readVersion(older, published(older));
      }
      default -> throw new AssertionError(step);
    }
  }

  /** Takes the head if its stamp is final, else goes on. */
  private void readStamp(Step otherwise) {
    int head = get(HEAD);
    if (stamp(head) >= 0) {
      readVersion(head, stamp(head));
    } else {
      go(otherwise);
    }
  }

  private void readVersion(int version, int stamp) {
    if (stamp <= get(SNAPSHOT)) {
      published(version);
      set(READ_A + get(REF), version);
      historyChanged = true;
      set(HEAD, 0);
      set(FATE, 0);
      set(BASE, 0);
      set(OPERATION, get(OPERATION) + 1);
      nextRead();
    } else if (transaction().kind() == Kind.PINNED) {
      set(HEAD, version);
      set(FATE, 0);
      set(BASE, 0);
      go(Step.READ_OLDER);
    } else {
      set(HEAD, 0);
      set(FATE, 0);
      set(BASE, 0);
      go(Step.EXTEND_CLOCK);
    }
  }

  // Is what was read current at BOUND? In an extension, and (some ref is locked) in a validation.

  private void startChecks() {
    int wanted = get(REF);
    set(REF, -1);
    nextCheck(wanted);
  }

  /** Goes to the next ref that was read; an extension keeps in SLOT which ref it wants to read. */
  private void nextCheck(int wanted) {
    int ref = get(REF) + 1;
    set(HEAD, 0);
    set(FATE, 0);
    set(BASE, 0);
    while (ref < Scenario.REFS && get(READ_A + ref) == 0) {
      ref++;
    }
    if (ref < Scenario.REFS) {
      set(SLOT, wanted);
      set(REF, ref);
      go(Step.CHECK_HEAD);
      return;
    }
    set(SLOT, 0);
    if (get(LOCKED) != 0) {
      validated();
    } else {
      extended(wanted);
    }
  }

  private void extended(int wanted) {
    set(SNAPSHOT, get(BOUND));
    set(BOUND, 0);
    set(REF, wanted);
    historyChanged = true;
    go(Step.READ_HEAD);
  }

  private void check(Step step) {
    int ref = get(REF);
    int version = get(READ_A + ref);
    int head = get(HEAD);
    switch (step) {
      case CHECK_HEAD -> {
        int newHead = state.head(ref);
        set(HEAD, newHead);
        if (newHead == version && !isByStamp()) {
          checked(true);
        } else {
          checkStamp(Step.CHECK_STAMP);
        }
      }
      case CHECK_STAMP -> checkStamp(Step.CHECK_DECIDER);
      case CHECK_DECIDER -> {
        int decider = state.field(head, DECIDER);
        if (decider == 0) {
          go(Step.CHECK_HEAD);
        } else if ((get(LOCKED) & 1 << ref) != 0 && head == own(ref)) {
          checked(isBelowHead(state.field(head, PREV), version));
        } else {
          set(FATE, decider);
          go(looksBelowFirst() ? Step.CHECK_BASE : Step.CHECK_FATE);
        }
      }
      case CHECK_FATE -> {
        int fate = stamp(get(FATE));
        if (fate >= 0) {
          checkReplaced(fate);
        } else if (looksBelowFirst()) {
          checked(isBelowHead(get(BASE), version));
        } else if (scenario.has(CURRENT_BY_PREV)) {
          go(Step.CHECK_BASE);
        } else {
          checked(isOver(head, version));
        }
      }
      case CHECK_BASE -> {
        int base = state.field(head, PREV);
        if (looksBelowFirst()) {
          set(BASE, base);
          go(base == 0 ? Step.CHECK_HEAD : Step.CHECK_FATE);
        } else if (base == 0 && get(FATE) != 0 && stamp(head) < 0) {
          go(Step.CHECK_HEAD);
        } else {
          checked(base == version);
        }
      }
      default -> throw new AssertionError(step);
    }
  }

  private void checkStamp(Step otherwise) {
    int stamp = stamp(get(HEAD));
    if (stamp < 0) {
      go(otherwise);
    } else {
      checkReplaced(stamp);
    }
  }

  /** The head is committed: the version is current if the head replaced it, and after BOUND. */
  private void checkReplaced(int stamp) {
    if (isByStamp()) {
      checked(stamp <= newestRead());
    } else if (stamp <= get(BOUND) || scenario.has(CURRENT_BY_HEAD)) {
      checked(false);
    } else if (scenario.has(CURRENT_BY_PREV)) {
      set(FATE, 0);
      go(Step.CHECK_BASE);
    } else {
      checked(isOver(get(HEAD), get(READ_A + get(REF))));
    }
  }

  /** Whether the base of an undecided head is the version that was read. */
  private boolean isBelowHead(int base, int version) {
    return isByStamp() ? stamp(base) <= newestRead() : base == version;
  }

  private boolean isByStamp() {
    return scenario.has(CURRENT_BY_STAMP) || scenario.has(CURRENT_BY_NEW_STAMP);
  }

  /** The library compares with what the snapshot was when all of it was read. */
  private int newestRead() {
    return get(scenario.has(CURRENT_BY_NEW_STAMP) ? BOUND : SNAPSHOT);
  }

  private boolean looksBelowFirst() {
    return scenario.has(CURRENT_BY_HEAD) || isByStamp();
  }

  private boolean isOver(int head, int version) {
    return state.field(head, OVER) == published(version);
  }

  private void checked(boolean current) {
    int wanted = get(SLOT);
    if (current) {
      nextCheck(wanted);
    } else if (get(LOCKED) != 0) {
      set(SLOT, 0);
      startAbort();
    } else if (scenario.has(DOOMED_GOES_ON)) {
      nextCheck(wanted);
    } else {
      nextAttempt();
    }
  }

  // Commit

  private void startCommit() {
    set(WRITES, writes());
    set(OPERATION, 0);
    if (get(WRITES) == 0) {
      end(0);
      nextTransaction();
      return;
    }
    set(REF, next(get(WRITES), -1));
    go(scenario.has(TICK_BEFORE_LOCKS) ? Step.COMMIT_TICK : Step.LOCK_HEAD);
  }

  private int writes() {
    int mask = 0;
    for (Operation operation : transaction().operations()) {
      if (operation.action() == Action.TAKE
          && state.field(get(READ_A), VALUE) + state.field(get(READ_A + 1), VALUE) != 2) {
        continue;
      }
      if (operation.action() != Action.READ) {
        mask |= 1 << operation.ref();
      }
    }
    return mask;
  }

  private int newValue(int ref) {
    for (Operation operation : transaction().operations()) {
      if (operation.ref() == ref) {
        switch (operation.action()) {
          case READ -> {}
          case INCREMENT -> {
            return state.field(get(READ_A + ref), VALUE) + 1;
          }
          case SET -> {
            return operation.value();
          }
          case TAKE -> {
            return 0;
          }
        }
      }
    }
    throw new AssertionError("ref=" + ref + " is not written");
  }

  private void lock(Step step) {
    int ref = get(REF);
    switch (step) {
      case LOCK_HEAD -> {
        int head = state.head(ref);
        int read = get(READ_A + ref);
        set(HEAD, head);
        if (stamp(head) < 0) {
          go(Step.LOCK_WAIT);
        } else if (read == 0 || read == head || scenario.has(LOCKS_WHATEVER)) {
          go(Step.LOCK_CAS);
        } else {
          startAbort();
        }
      }
      case LOCK_WAIT -> {
        set(HEAD, 0);
        go(Step.LOCK_HEAD);
      }
      case LOCK_CAS -> {
        if (state.head(ref) == get(HEAD)) {
          install(ref, get(HEAD));
        } else {
          set(HEAD, 0);
          go(Step.LOCK_HEAD);
        }
      }
      default -> throw new AssertionError(step);
    }
  }

  private void install(int ref, int expected) {
    int version = own(ref);
    state.setField(version, STAMP, PENDING);
    state.setField(version, PREV, expected);
    state.setField(version, OVER, stamp(expected));
    state.setField(version, VALUE, newValue(ref));
    state.setField(version, DECIDER, scenario.has(DECIDE_PER_VERSION) ? version : decider());
    state.setHead(ref, version);
    set(LOCKED, get(LOCKED) | 1 << ref);
    set(HEAD, 0);
    int next = next(get(WRITES), ref);
    if (next < Scenario.REFS) {
      set(REF, next);
      go(Step.LOCK_HEAD);
      return;
    }
    set(REF, 0);
    if (scenario.has(SLOTS_BEFORE_TICK) && scenario.slots() > 0) {
      go(Step.LOAD_SLOT);
    } else {
      locked();
    }
  }

  private void locked() {
    if (scenario.has(TICK_BEFORE_LOCKS)) {
      go(Step.COMMIT_EXACT);
    } else {
      go(scenario.has(NO_TICKING) ? Step.COMMIT_TICK : Step.COMMIT_TICKING);
    }
  }

  private void commit(Step step) {
    switch (step) {
      case COMMIT_TICKING -> {
        setFate(TICKING);
        go(Step.COMMIT_TICK);
      }
      case COMMIT_TICK -> {
        state.setClock(state.clock() + 1);
        set(BOUND, state.clock());
        go(scenario.has(TICK_BEFORE_LOCKS) ? Step.LOCK_HEAD : Step.COMMIT_EXACT);
      }
      case COMMIT_EXACT -> {
        setFate(EXACT - get(BOUND));
        if (scenario.has(NO_VALIDATION)) {
          validated();
        } else {
          startChecks();
        }
      }
      case COMMIT_DECIDE -> {
        state.setField(decider(), STAMP, get(BOUND));
        set(LOCKED, get(LOCKED) & get(LOCKED) - 1);
        end(get(WRITES));
        startFinish();
      }
      default -> throw new AssertionError(step);
    }
  }

  private void setFate(int stamp) {
    if (scenario.has(DECIDE_PER_VERSION)) {
      for (int ref = 0; ref < Scenario.REFS; ref++) {
        if ((get(LOCKED) & 1 << ref) != 0) {
          state.setField(own(ref), STAMP, stamp);
        }
      }
    } else {
      state.setField(decider(), STAMP, stamp);
    }
  }

  private void validated() {
    if (scenario.has(DECIDE_PER_VERSION)) {
      startFinish();
    } else {
      go(Step.COMMIT_DECIDE);
    }
  }

  private void startFinish() {
    if (!scenario.has(DECIDE_PER_VERSION)) {
      forgetReads();
    }
    set(SNAPSHOT, 0);
    set(REF, next(get(WRITES), -1));
    set(HEAD, own(get(REF)));
    if (scenario.slots() == 0 || scenario.has(SLOTS_BEFORE_TICK)) {
      finishVersion();
    } else {
      set(SLOT, 0);
      go(Step.LOAD_SLOT);
    }
  }

  private void forgetReads() {
    set(READ_A, 0);
    set(READ_A + 1, 0);
  }

  private void finishVersion() {
    int version = own(get(REF));
    set(HEAD, version);
    if (stamp(version) >= 0) {
      prune(version);
    } else {
      go(Step.FINISH_STAMP);
    }
  }

  private void finish(Step step) {
    int ref = get(REF);
    if (step == Step.FINISH_STAMP) {
      state.setField(get(HEAD), STAMP, get(BOUND));
      set(LOCKED, get(LOCKED) & ~(1 << ref));
      if (scenario.has(DECIDE_PER_VERSION) && get(LOCKED) == 0) {
        end(get(WRITES));
        forgetReads();
      }
      prune(get(HEAD));
      return;
    }
    state.setField(get(HEAD), DECIDER, 0);
    int next = next(get(WRITES), ref);
    if (next < Scenario.REFS) {
      set(REF, next);
      finishVersion();
    } else {
      nextTransaction();
    }
  }

  private void startAbort() {
    int first = next(get(LOCKED), -1);
    if (first == Scenario.REFS) {
      nextAttempt();
      return;
    }
    set(REF, first);
    set(HEAD, 0);
    set(FATE, 0);
    set(BASE, 0);
    go(Step.ABORT_MARK);
  }

  private void abort(Step step) {
    int ref = get(REF);
    if (step == Step.ABORT_MARK) {
      setFate(ABORTED);
      forgetReads();
      if (!isForgotten(ref)) {
        go(Step.ABORT_RESTORE);
      } else {
        nextAttempt();
      }
      return;
    }
    if (state.head(ref) != own(ref)) {
      throw new Violation(Violation.Kind.LOCK_LOST, "head=" + state.versionText(state.head(ref)));
    }
    state.setHead(ref, state.field(own(ref), PREV));
    set(LOCKED, get(LOCKED) & ~(1 << ref));
    int next = next(get(LOCKED), ref);
    if (next < Scenario.REFS && !isForgotten(next)) {
      set(REF, next);
    } else {
      nextAttempt();
    }
  }

  private boolean isForgotten(int ref) {
    return scenario.has(ABORT_KEEPS_LOCK) && next(get(LOCKED), ref) == Scenario.REFS;
  }

  // Pruning, by a committer from its own version on or by a trim

  private boolean isCommitting() {
    return transaction().kind() == Kind.UPDATE;
  }

  private void loadSlot() {
    int slot = get(SLOT);
    set(VIEW + slot, state.slot(slot));
    if (slot + 1 < scenario.slots()) {
      set(SLOT, slot + 1);
      return;
    }
    set(SLOT, 0);
    if (!isCommitting()) {
      if (get(KEPT) == 0) {
        go(Step.TRIM_HEAD);
      } else {
        prune(get(KEPT));
      }
    } else if (scenario.has(SLOTS_BEFORE_TICK) && state.history(number(), STATUS) != COMMITTED) {
      locked();
    } else {
      finishVersion();
    }
  }

  private void prune(int newest) {
    set(KEPT, newest);
    boolean taken = false;
    for (int slot = 0; slot < scenario.slots(); slot++) {
      taken |= get(VIEW + slot) != FREE;
    }
    go(taken ? Step.WALK_NEXT : Step.CUT);
  }

  private void walk(Step step) {
    int kept = get(KEPT);
    int cursor = get(CURSOR);
    switch (step) {
      case WALK_NEXT -> {
        int version = state.field(kept, PREV);
        if (version == 0) {
          pruned();
          return;
        }
        set(CURSOR, version);
        int slot = neededBy(stamp(version), stamp(kept));
        if (slot < scenario.slots()) {
          set(SLOT, slot);
          go(Step.WALK_PUSH);
        } else {
          go(Step.WALK_OLDER);
        }
      }
      case WALK_OLDER -> {
        set(BASE, state.field(cursor, PREV));
        go(Step.WALK_UNLINK);
      }
      case WALK_UNLINK -> {
        if (state.field(kept, PREV) == cursor) {
          state.setField(kept, PREV, get(BASE));
        }
        set(BASE, 0);
        set(CURSOR, 0);
        go(Step.WALK_NEXT);
      }
      case WALK_PUSH -> {
        state.setRetained(get(SLOT), state.retained(get(SLOT)) | 1 << get(REF));
        if (scenario.has(NO_RECHECK)) {
          keepCursor();
        } else {
          go(Step.WALK_RECHECK);
        }
      }
      case WALK_RECHECK -> {
        if (state.slot(get(SLOT)) != FREE) {
          keepCursor();
        } else {
          pruneAgain();
        }
      }
      default -> throw new AssertionError(step);
    }
  }

  /** The slot that needs a version below a newer one, or the number of slots. */
  private int neededBy(int stamp, int newer) {
    int slot = 0;
    while (slot < scenario.slots()) {
      int pin = get(VIEW + slot);
      boolean covers = scenario.has(PRUNE_ONE_TOO_MANY) ? stamp < pin : stamp <= pin;
      if (pin == PIN_ALL || (pin >= 0 && covers && pin < newer)) {
        return slot;
      }
      slot++;
    }
    return slot;
  }

  private void keepCursor() {
    set(KEPT, get(CURSOR));
    set(CURSOR, 0);
    set(SLOT, 0);
    go(Step.WALK_NEXT);
  }

  private void pruneAgain() {
    set(CURSOR, 0);
    set(SLOT, 0);
    if (isCommitting()) {
      set(KEPT, 0);
      go(Step.LOAD_SLOT);
    } else {
      startTrim(get(REF));
    }
  }

  private void pruned() {
    set(KEPT, 0);
    set(CURSOR, 0);
    if (isCommitting()) {
      go(Step.FINISH_DECIDER);
    } else {
      nextTrim();
    }
  }

  // Pins

  private void pin(Step step) {
    int slot = transaction().slot();
    switch (step) {
      case PIN_CLOCK -> {
        set(SNAPSHOT, state.clock());
        if (get(BOUND) == 0) {
          go(Step.PIN_CLAIM);
        } else {
          go(scenario.has(CLOCK_BEFORE_PIN_ALL) ? Step.PIN_ALL : Step.PIN_SET);
        }
      }
      case PIN_CLAIM -> {
        state.setSlot(slot, get(SNAPSHOT));
        set(BOUND, 1);
        if (scenario.has(NO_CONFIRM)) {
          pinned();
        } else {
          go(Step.PIN_CONFIRM);
        }
      }
      case PIN_CONFIRM -> {
        if (state.clock() == get(SNAPSHOT)) {
          pinned();
        } else if (scenario.has(PINS_AGAIN) && get(BOUND) == 1) {
          set(SNAPSHOT, state.clock());
          set(BOUND, 2);
          go(Step.PIN_AGAIN);
        } else {
          set(SNAPSHOT, 0);
          boolean clockFirst = scenario.has(NO_PIN_ALL) || scenario.has(CLOCK_BEFORE_PIN_ALL);
          go(clockFirst ? Step.PIN_CLOCK : Step.PIN_ALL);
        }
      }
      case PIN_AGAIN -> {
        state.setSlot(slot, get(SNAPSHOT));
        go(Step.PIN_CONFIRM);
      }
      case PIN_ALL -> {
        state.setSlot(slot, PIN_ALL);
        go(scenario.has(CLOCK_BEFORE_PIN_ALL) ? Step.PIN_SET : Step.PIN_CLOCK);
      }
      case PIN_SET -> {
        state.setSlot(slot, get(SNAPSHOT));
        pinned();
      }
      default -> throw new AssertionError(step);
    }
  }

  private void pinned() {
    set(BOUND, 0);
    nextRead();
  }

  private void unpin(Step step) {
    int slot = transaction().slot();
    if (step == Step.UNPIN_FREE) {
      state.setSlot(slot, FREE);
      go(Step.UNPIN_TAKE);
    } else {
      set(TRIMS, state.retained(slot));
      state.setRetained(slot, 0);
      nextTrim();
    }
  }

  private void nextTrim() {
    int ref = next(get(TRIMS), -1);
    if (ref == Scenario.REFS) {
      nextTransaction();
    } else {
      set(TRIMS, get(TRIMS) & ~(1 << ref));
      startTrim(ref);
    }
  }

  private void startTrim(int ref) {
    for (int register = HEAD; register < TRIMS; register++) {
      set(register, 0);
    }
    for (int slot = 0; slot < scenario.slots(); slot++) {
      set(VIEW + slot, 0);
    }
    set(REF, ref);
    go(scenario.has(TRIM_LOADS_SLOTS_FIRST) ? Step.LOAD_SLOT : Step.TRIM_HEAD);
  }

  private void trim(Step step) {
    switch (step) {
      case TRIM_HEAD -> {
        int head = state.head(get(REF));
        if (stamp(head) >= 0) {
          trimFrom(head);
        } else {
          set(HEAD, head);
          go(Step.TRIM_STAMP);
        }
      }
      case TRIM_STAMP -> {
        if (stamp(get(HEAD)) >= 0) {
          trimFrom(get(HEAD));
        } else {
          go(Step.TRIM_BASE);
        }
      }
      case TRIM_BASE -> {
        int base = state.field(get(HEAD), PREV);
        if (base == 0) {
          set(HEAD, 0);
          go(Step.TRIM_HEAD);
        } else {
          trimFrom(base);
        }
      }
      default -> throw new AssertionError(step);
    }
  }

  private void trimFrom(int newest) {
    set(HEAD, 0);
    set(KEPT, newest);
    if (scenario.has(TRIM_LOADS_SLOTS_FIRST)) {
      prune(newest);
    } else {
      go(Step.LOAD_SLOT);
    }
  }

  // Derefs

  private void deref(Step step) {
    int ref = scenario.transaction(number()).operations().getFirst().ref();
    int head = get(HEAD);
    switch (step) {
      case DEREF_HEAD -> {
        set(HEAD, state.head(ref));
        derefStamp(ref, Step.DEREF_STAMP);
      }
      case DEREF_STAMP -> derefStamp(ref, Step.DEREF_DECIDER);
      case DEREF_DECIDER -> {
        set(FATE, state.field(head, DECIDER));
        if (get(FATE) == 0) {
          returned(ref, head);
        } else {
          go(baseAfterFate ? Step.DEREF_FATE : Step.DEREF_BASE);
        }
      }
      case DEREF_BASE -> {
        set(BASE, state.field(head, PREV));
        if (get(BASE) == 0) {
          returned(ref, head);
        } else if (baseAfterFate) {
          returned(ref, get(BASE));
        } else {
          go(Step.DEREF_FATE);
        }
      }
      case DEREF_FATE -> {
        if (stamp(get(FATE)) >= 0) {
          returned(ref, head);
        } else if (baseAfterFate) {
          go(Step.DEREF_BASE);
        } else {
          returned(ref, get(BASE));
        }
      }
      default -> throw new AssertionError(step);
    }
  }

  private void derefStamp(int ref, Step otherwise) {
    if (stamp(get(HEAD)) >= 0) {
      returned(ref, get(HEAD));
    } else {
      go(otherwise);
    }
  }

  private void returned(int ref, int version) {
    set(READ_A + ref, version);
    end(0);
    nextTransaction();
  }

  // Small things

  private Transaction transaction() {
    return scenario.transaction(number());
  }

  private int number() {
    return scenario.number(thread, get(INDEX));
  }

  /** The version that this attempt creates for a ref. */
  private int own(int ref) {
    return scenario.created(number(), get(ATTEMPT), ref);
  }

  private int decider() {
    return own(next(get(WRITES), -1));
  }

  private int stamp(int version) {
    return state.field(version, STAMP);
  }

  /** The stamp of a version that is given to somebody. */
  private int published(int version) {
    int stamp = state.publishedAt(version);
    if (stamp < 0) {
      throw new Violation(Violation.Kind.UNCOMMITTED_READ, state.versionText(version));
    }
    return stamp;
  }

  /** The lowest ref of a mask above another, or the number of refs. */
  private static int next(int mask, int above) {
    int ref = above + 1;
    while (ref < Scenario.REFS && (mask & 1 << ref) == 0) {
      ref++;
    }
    return ref;
  }

  private int get(int register) {
    return state.register(thread, register);
  }

  private void set(int register, int value) {
    state.setRegister(thread, register, value);
  }

  private void go(Step step) {
    state.setRegister(thread, PC, step.code());
  }
}
