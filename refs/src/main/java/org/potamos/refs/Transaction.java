package org.potamos.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.HeldEffects;
import org.potamos.core.internal.ThreadState;

/**
 * A running transaction, as its body gets it from {@link Stm#dosync(TransactionFunction)}: handed
 * to the forms of the operations of {@link Ref} that take it, it spares them the look-up. It is of
 * no use after the body has ended, and on other threads: the operations throw {@link
 * IllegalStateException}.
 */
public final class Transaction {
  /*
   * Overview
   *
   * One attempt of a transaction: what it has read and written, and the snapshot that it reads from. One
   * object serves all attempts and all transactions of a thread, one after the other; a block that
   * requires a transaction of its own inside another gets a second object.
   *
   * There are three ways to read. S is the snapshot.
   *
   *   optimistic  the newest version, noted in the read set. If it is newer than S, S moves forward to
   *               now, provided that all that was read is still the newest; else the attempt is over.
   *   pinned      the version of S, however old: writers keep it, see Pins. Nothing can end the attempt
   *               but its own first write, if what was read is no longer the newest then.
   *   exclusive   the newest version: nobody else commits, see Exclusive.
   *
   * A transaction that is declared read-only is pinned, and notes nothing. One with SNAPSHOT isolation is pinned
   * too, also when it writes. Others begin optimistic; if they lose before they have written, they go on
   * pinned, since they may be going to read only; if they have written, optimistic again.
   *
   *   I1  (opacity) All versions that an attempt has returned to its body are the newest up to S. Reading
   *       keeps it: a version is returned only if its stamp is at most S, and was the newest of its ref
   *       when it was read, or is the one of S in a pinned chain. Moving S keeps it by validation.
   *   I2  An attempt that was told to stop stays stopped: it is no longer RUNNING, so every operation
   *       ends up in `refusal`, which throws the signal again; and what the body answers or throws is
   *       ignored (ruling T5).
   *   I3  Operations are allowed exactly while the phase is RUNNING, on the thread of the transaction.
   *   I4  S may lie in the past of the begin of the first attempt, which saves a look at the clock. That is no
   *       harm as long as only unlocked heads are read: each was the newest from its stamp until it was read, so
   *       all of them were current together at the begin. To read what lies below a lock, S has to be `fresh`:
   *       transactions may be decided in another order than that of their stamps, and one that comes before
   *       a transaction that has ended already may still hold its lock.
   *
   * The snapshot moves as in LSA (Riegel, Felber and Fetzer, DISC 2006); a clock with lazy locking at
   * commit is that of TL2 (Dice, Shalev and Shavit, DISC 2006).
   *
   * Elsewhere: attempt after attempt, AttemptLoop; the commit, CommitProtocol; undoing a part of an
   * attempt, Savepoint; waiting for a change, RetryWait.
   */

  // What is going on. Numbers, and not an enum: a phase changes four times in each transaction, and
  // storing a reference into an object costs a barrier of the garbage collector each time.

  /** No transaction. */
  private static final int IDLE = 0;

  /** The body, or a hook of beforeCommit, runs. */
  private static final int RUNNING = 1;

  /** A function that may run again at commit runs: nothing is allowed in it. */
  private static final int COMMUTING = 2;

  /** The body has ended; validators and preparing hooks may run. */
  private static final int COMMITTING = 3;

  /** The attempt is over, the body has to run again. */
  private static final int RESTARTING = 4;

  /** The attempt is over, the body wants to wait. */
  private static final int RETRYING = 5;

  /** A transaction that requires to be new runs inside the body. */
  private static final int SUSPENDED = 6;

  private static final List<String> PHASES =
      List.of("IDLE", "RUNNING", "COMMUTING", "COMMITTING", "RESTARTING", "RETRYING", "SUSPENDED");

  static {
    HeldEffects.findTransactionsBy(Transaction::scopeOrNull);
  }

  /** How many transactions one object serves. */
  private static final int WORN = 4_096;

  /** The id of the thread that it belongs to: see {@link ThreadTransactions}. */
  private final long threadId = Thread.currentThread().threadId();

  private int uses;

  /** The transaction around a block that requires a new one. */
  private final @Nullable Transaction outer;

  private final HeldEffects.Scope scope = this::holdEffect;

  private int phase = IDLE;
  private TransactionOptions options = TransactionOptions.DEFAULTS;
  private int attempt;

  /**
   * Attempts that were needed for no fault of the transaction, and do not count towards its limit.
   */
  private int uncounted;

  // the snapshot
  private long snapshot;

  /** Whether the snapshot was taken after the attempt had begun (I4). */
  private boolean fresh;

  private Pins.@Nullable Slot slot;
  private Pins.@Nullable Slot slotHint;
  private boolean recording;
  private boolean exclusive;

  /** Whether the attempt may write without further questions. */
  private boolean writable;

  /** Whether the whole transaction may not write: it was declared so, or a validator runs here. */
  private boolean looksOnly;

  /** Depth of nested blocks that were declared read-only. */
  private int readOnlyDepth;

  /** Whether any attempt so far has written, so that pinning is of no use. */
  private boolean hasWritten;

  /** Whether an attempt that is declared read-only has to note what it reads, since it retries. */
  private boolean mayRetry;

  // what was done
  private final ReadSet reads = new ReadSet();
  private @Nullable ReadSet ensured;

  /** What invariants have seen of refs that are not written; see {@link CommitChecks}, I2. */
  private @Nullable List<Seen> checked;

  private final WriteSet writes = new WriteSet();

  /** The ref whose alter function is running. */
  private @Nullable Ref<?> alteredRef;

  /** Takes changes of entries below {@link #savepointFloor} back; null outside nested blocks. */
  private @Nullable List<Runnable> undo;

  /**
   * Whether any of what follows, or of {@link #ensured}, {@link #checked}, {@link #undo}, is in
   * use.
   */
  private boolean hasExtras;

  private int savepointFloor;
  private @Nullable Hooks hooks;
  private @Nullable List<Runnable> effects;
  private @Nullable Locals locals;
  private @Nullable Locals localsOfHooks;

  // why it is over
  private Conflict.@Nullable Kind conflictKind;
  private @Nullable Ref<?> conflictRef;
  private long conflictStamp;

  // waiting
  private final RetryBudget retryBudget = new RetryBudget();

  private long committedStamp;
  private @Nullable Announcements announcements;

  /** What was needed to get on against others; null as long as nothing was. */
  private @Nullable Contention contention;

  private Transaction(@Nullable Transaction outer) {
    this.outer = outer;
  }

  // ------------------------------------------------------------------ finding it

  /** The object of this thread, running or not. */
  static Transaction ofThread() {
    Transaction present = ThreadTransactions.get();
    if (present == null) {
      present = new Transaction(null);
      ThreadTransactions.set(present);
    }
    return present;
  }

  /**
   * The object for a transaction that begins on this thread. After some thousand it is a new one:
   * references are stored into it all the time, and that is cheap only into young objects (a
   * barrier of the garbage collector tells its own threads of every store into an old one, at the
   * price of a memory fence).
   */
  static Transaction forBegin() {
    Transaction present = ThreadTransactions.get();
    if (present == null) {
      return ofThread();
    }
    return present.uses < WORN ? present : present.renewed();
  }

  private Transaction renewed() {
    if (phase != IDLE || outer != null) {
      return this;
    }
    Transaction fresh = new Transaction(null);
    fresh.snapshot = snapshot;
    fresh.slotHint = slotHint;
    fresh.localsOfHooks = localsOfHooks;
    fresh.committedStamp = committedStamp;
    ThreadTransactions.set(fresh);
    return fresh;
  }

  /** The object of this thread; null if it has never run a transaction. */
  static @Nullable Transaction ofThreadOrNull() {
    return ThreadTransactions.get();
  }

  /** The transaction that this thread is in, whatever its phase. */
  static @Nullable Transaction enclosingOrNull() {
    Transaction present = ThreadTransactions.get();
    return present != null && present.phase != IDLE ? present : null;
  }

  private static HeldEffects.@Nullable Scope scopeOrNull() {
    Transaction present = enclosingOrNull();
    return present == null ? null : present.scope;
  }

  /** The running transaction, for an operation that concerns no ref. */
  static Transaction require(String operation) {
    return require(operation, null);
  }

  /** The running transaction, for an operation of a ref. */
  static Transaction require(String operation, @Nullable Ref<?> ref) {
    Transaction present = ThreadTransactions.get();
    if (present == null) {
      throw outside(operation, ref);
    }
    if (present.phase != RUNNING) {
      throw present.refusal(operation, ref);
    }
    return present;
  }

  /** For an operation of a ref that was handed this transaction. */
  void requireHere(String operation, Ref<?> ref) {
    if (phase != RUNNING || threadId != Thread.currentThread().threadId()) {
      throw refusal(operation, ref);
    }
  }

  /** Why an operation is not allowed now: the signal again if the attempt is over (I2). */
  RuntimeException refusal(String operation, @Nullable Ref<?> ref) {
    if (threadId != Thread.currentThread().threadId()) {
      return new IllegalStateException(
          rejected(operation)
              + "the transaction belongs to another thread, "
              + facts(ref)
              + ", owner=#"
              + threadId
              + "; use refs on the thread that runs the body");
    }
    return switch (phase) {
      case RESTARTING -> throw AttemptSignal.RESTART;
      case RETRYING -> throw AttemptSignal.RETRY;
      case IDLE -> outside(operation, ref);
      case COMMUTING ->
          new IllegalStateException(
              rejected(operation)
                  + "a commute function is running, "
                  + facts(ref)
                  + "; it may run again at commit, so it computes from its argument alone");
      case COMMITTING ->
          new IllegalStateException(
              rejected(operation)
                  + "the transaction is committing, "
                  + facts(ref)
                  + "; validators and preparing hooks only look");
      case SUSPENDED ->
          new IllegalStateException(
              rejected(operation)
                  + "the transaction waits for one inside it that requires to be new, "
                  + facts(ref)
                  + "; use that one");
      default -> throw new AssertionError("refused though running");
    };
  }

  private static IllegalStateException outside(String operation, @Nullable Ref<?> ref) {
    return new IllegalStateException(
        rejected(operation)
            + "no transaction on this thread, "
            + facts(ref)
            + "; wrap the call in Stm.dosync(...)");
  }

  private static String rejected(String operation) {
    return operation + " rejected: ";
  }

  private static String facts(@Nullable Ref<?> ref) {
    return (ref == null ? "" : "ref=" + ref.name() + ", ")
        + "thread="
        + Thread.currentThread().getName();
  }

  // ------------------------------------------------------------------ begin and end of an attempt

  boolean isIdle() {
    return phase == IDLE;
  }

  boolean isRunning() {
    return phase == RUNNING;
  }

  /** Begins the first attempt. */
  void begin(TransactionOptions given) {
    uses++;
    if (options != given) {
      options = given;
    }
    attempt = 1;
    phase = RUNNING;
    fresh = false;
    recording = true;
    writable = true;
    looksOnly = given.isReadOnly() || ThreadState.isValidatingHere();
    if (looksOnly) {
      beginReadOnly();
    } else if (given.isSnapshot()) {
      pin();
    }
  }

  private void beginReadOnly() {
    readOnlyDepth = 1;
    writable = false;
    recording = mayRetry;
    pin();
  }

  /**
   * Begins a further attempt.
   *
   * @param alone whether it has the right of {@link Exclusive}
   */
  void beginAgain(boolean alone) {
    attempt++;
    phase = RUNNING;
    conflictKind = null;
    conflictRef = null;
    if (looksOnly) {
      beginReadOnly();
    } else if (alone) {
      beginExclusive();
    } else {
      recording = true;
      if (options.isSnapshot()) {
        writable = true;
        pin();
      } else if (hasWritten) {
        writable = true;
        snapshot = CommitClock.now();
        fresh = true;
      } else {
        writable = false;
        pin();
      }
    }
  }

  /** Requires: this transaction has the right of {@link Exclusive}. */
  void beginExclusive() {
    exclusive = true;
    recording = true;
    writable = !looksOnly;
    snapshot = Long.MAX_VALUE;
    fresh = true;
  }

  private void pin() {
    Pins.Slot claimed = Pins.claim(slotHint);
    slot = claimed;
    snapshot = Pins.settle(claimed);
    fresh = true;
  }

  private void unpin() {
    if (slot != null) {
      Pins.Slot held = slot;
      slot = null; // first: freeing it twice would take it from another reader
      slotHint = Pins.release(held);
    }
  }

  /** Ends an attempt: forgets what it has done. */
  void endAttempt() {
    unpin();
    if (exclusive) {
      exclusive = false;
      snapshot = CommitClock.now();
    }
    reads.clear();
    writes.clear();
    readOnlyDepth = 0;
    if (hasExtras) {
      hasExtras = false;
      ensured = null;
      checked = null;
      undo = null;
      savepointFloor = 0;
      hooks = null;
      effects = null;
      locals = null;
    }
  }

  /** Ends the transaction. Requires: the attempt has ended. */
  void end() {
    phase = IDLE;
    if (attempt != 1 || contention != null) { // else none of this was touched
      uncounted = 0;
      conflictKind = null;
      conflictRef = null;
      retryBudget.reset();
    }
    hasWritten = false;
    mayRetry = false;
    contention = null;
  }

  /**
   * The object for a transaction of its own inside this one, which is suspended until {@link
   * #resume}.
   */
  Transaction suspend() {
    phase = SUSPENDED;
    Transaction inner = new Transaction(this);
    ThreadTransactions.set(inner);
    return inner;
  }

  void resume() {
    ThreadTransactions.set(this);
    phase = RUNNING;
  }

  // ------------------------------------------------------------------ reading

  <T extends @Nullable Object> T read(Ref<T> ref) {
    Version<T> head = ref.head();
    if (Long.compareUnsigned(head.stamp(), snapshot) <= 0) {
      if (!recording) { // then nothing is ever written
        return head.value;
      }
      if (writes.lacks(ref)) {
        reads.add(ref);
        return head.value;
      }
    }
    return readSlowly(ref);
  }

  private <T extends @Nullable Object> T readSlowly(Ref<T> ref) {
    int at = writes.find(ref);
    if (at >= 0) {
      if (!options.isSnapshot() && writes.commutes(at) != null) {
        replaceCommutes(at, null);
      }
      return writes.<T>version(at).value;
    }
    Version<T> version = find(ref, false);
    if (recording) {
      reads.add(ref);
    }
    return version.value;
  }

  /**
   * The version of a ref in the snapshot, which moves if it may.
   *
   * @param forUpdate whether it must be the newest
   */
  private <T extends @Nullable Object> Version<T> find(Ref<T> ref, boolean forUpdate) {
    int round = 0;
    while (true) {
      Version<T> version = ref.head();
      Version<T> below = version.prev(); // before the fate: Version, I5
      long stamp = version.fate();
      if (stamp < 0) {
        if (!fresh) {
          extend();
          continue;
        }
        if (exclusive || Currency.mayCommitUpTo(stamp, snapshot) || below == null) {
          Pause.briefly(round++);
          continue;
        }
        version = below;
        stamp = below.stamp();
      }
      if (Long.compareUnsigned(stamp, snapshot) <= 0) {
        return version;
      }
      if (slot != null) {
        if (forUpdate) {
          throw conflict(Conflict.Kind.WRITE_CHANGED, ref);
        }
        return VersionChain.at(version, snapshot);
      }
      extend();
    }
  }

  /** Moves the snapshot to now, or ends the attempt (I1). */
  private void extend() {
    long now = CommitClock.now();
    Ref<?> outdated = firstOutdated(now);
    if (outdated != null) {
      throw conflict(Conflict.Kind.SNAPSHOT_LOST, outdated);
    }
    snapshot = now;
    fresh = true;
  }

  private @Nullable Ref<?> firstOutdated(long bound) {
    Ref<?> outdated = reads.firstOutdated(snapshot, bound, null);
    if (outdated == null) {
      outdated = writes.firstOutdated(bound);
    }
    if (outdated == null && ensured != null) {
      outdated = ensured.firstOutdated(snapshot, bound, null);
    }
    if (outdated == null
        && alteredRef != null
        && !Currency.isUnchanged(alteredRef, snapshot, bound, null)) {
      outdated = alteredRef;
    }
    return outdated;
  }

  <T extends @Nullable Object> T ensure(Ref<T> ref) {
    int at = writes.find(ref);
    if (at >= 0) {
      if (writes.commutes(at) != null) {
        if (options.isSnapshot()) {
          ensured().add(ref);
        } else {
          replaceCommutes(at, null);
        }
      }
      return writes.<T>version(at).value;
    }
    if (!options.isSnapshot() || options.isReadOnly()) {
      return read(ref);
    }
    Version<T> version = find(ref, true);
    ensured().add(ref);
    return version.value;
  }

  private ReadSet ensured() {
    if (ensured == null) {
      hasExtras = true;
      ensured = new ReadSet();
    }
    return ensured;
  }

  // ------------------------------------------------------------------ writing

  private void requireWritable(String operation, Ref<?> ref) {
    if (!writable) {
      prepareToWrite(operation, ref);
    }
  }

  private void prepareToWrite(String operation, Ref<?> ref) {
    if (readOnlyDepth != 0) {
      boolean validating = ThreadState.isValidatingHere();
      throw new IllegalStateException(
          operation
              + " rejected: "
              + (validating
                  ? "a validator is running on this thread, "
                  : "the transaction is declared read-only, ")
              + facts(ref)
              + ", transaction="
              + nameForMessages()
              + (validating
                  ? "; a validator only looks, use a watch to react to a change"
                  : "; leave readOnly() out of its options"));
    }
    hasWritten = true;
    extend();
    unpin();
    writable = true;
  }

  <T extends @Nullable Object> T set(Ref<T> ref, T value) {
    requireWritable("set", ref);
    int at = writes.find(ref);
    if (at < 0) {
      writes.add(ref, Version.pending(value), null);
    } else {
      requireNotCommuted("set", ref, at);
      overwrite(at, value);
    }
    return value;
  }

  <T extends @Nullable Object, A extends @Nullable Object> T alter(
      Ref<T> ref,
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      A argument) {
    requireWritable("alter", ref);
    int at = writes.find(ref);
    if (at >= 0) {
      requireNotCommuted("alter", ref, at);
      T next = apply(f, g, writes.<T>version(at).value, argument);
      requireHere("alter", ref); // the function may have ended the attempt
      overwrite(at, next);
      return next;
    }
    Version<T> base = ref.head();
    if (Long.compareUnsigned(base.stamp(), snapshot) > 0) {
      base = find(ref, true);
    }
    if (alteredRef != null) {
      reads.add(alteredRef); // the function of another alter is calling
    }
    alteredRef = ref;
    T next;
    try {
      next = apply(f, g, base.value, argument);
    } catch (Throwable failure) {
      alteredRef = null;
      reads.add(ref); // the failure depends on what was read
      throw failure;
    }
    alteredRef = null;
    requireHere("alter", ref);
    at = writes.find(ref);
    if (at < 0) {
      writes.add(ref, Version.pending(next), base);
    } else { // the function has changed its own ref
      reads.add(ref);
      requireNotCommuted("alter", ref, at);
      overwrite(at, next);
    }
    return next;
  }

  private static <T extends @Nullable Object, A extends @Nullable Object> T apply(
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      T current,
      A argument) {
    return f != null ? f.apply(current) : Objects.requireNonNull(g).apply(current, argument);
  }

  /** A commuted ref becomes an ordinary one; under SNAPSHOT, Clojure's rule holds (T9, TX-27). */
  private void requireNotCommuted(String operation, Ref<?> ref, int at) {
    if (writes.wasCommuted(at)) {
      if (options.isSnapshot()) {
        throw new IllegalStateException(
            operation
                + " rejected: the ref was commuted before in this transaction, "
                + facts(ref)
                + ", isolation=SNAPSHOT; change it before, or use alter throughout");
      }
      replaceCommutes(at, null);
    }
  }

  private <T extends @Nullable Object> void overwrite(int at, T value) {
    Version<T> version = writes.version(at);
    if (at < savepointFloor && undo != null) {
      T before = version.value;
      undo.add(() -> version.value = before);
    }
    version.value = value;
  }

  private void replaceCommutes(int at, @Nullable CommuteLog log) {
    CommuteLog before = writes.rawCommutes(at);
    if (at < savepointFloor && undo != null) {
      undo.add(() -> restoreCommutes(at, before, log == null));
    }
    writes.setCommutes(at, log);
  }

  /**
   * In a block that is undone: the ref is commuted again, but what the block has read stays read.
   */
  private void restoreCommutes(int at, @Nullable CommuteLog log, boolean wasRead) {
    writes.setCommutes(at, log);
    Version<?> base = writes.base(at);
    if (wasRead && base != null) {
      reads.add(writes.ref(at));
    }
  }

  @SuppressWarnings("unchecked") // the log is applied to values of this ref only
  <T extends @Nullable Object, A extends @Nullable Object> T commute(
      Ref<T> ref,
      @Nullable UnaryOperator<T> f,
      @Nullable BiFunction<? super T, ? super A, ? extends T> g,
      A argument) {
    requireWritable("commute", ref);
    int at = writes.find(ref);
    Version<T> base = null;
    T current;
    if (at >= 0) {
      current = writes.<T>version(at).value;
    } else {
      base = find(ref, false);
      current = base.value;
    }
    T next;
    phase = COMMUTING;
    try {
      next = apply(f, g, current, argument);
    } finally {
      phase = RUNNING;
    }
    CommuteLog log = at < 0 ? null : writes.commutes(at);
    if (at < 0 || log != null) {
      log =
          new CommuteLog(
              log,
              (UnaryOperator<@Nullable Object>) (UnaryOperator<?>) f,
              (BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) g,
              argument);
    }
    if (at < 0) {
      writes.add(ref, Version.pending(next), base);
      writes.setCommutes(writes.size() - 1, log);
    } else {
      overwrite(at, next);
      replaceCommutes(at, log == null ? CommuteLog.FOLDED : log);
    }
    return next;
  }

  // ------------------------------------------------------------------ stopping, waiting

  /** Stops the attempt: its body has to run again. */
  private AttemptSignal conflict(Conflict.Kind kind, Ref<?> ref) {
    noteConflict(kind, ref);
    phase = RESTARTING;
    return AttemptSignal.RESTART;
  }

  void noteConflict(Conflict.Kind kind, Ref<?> ref) {
    conflictKind = kind;
    conflictRef = ref;
    conflictStamp = ref.head().inForce().fate(); // on top there may be what this attempt wanted
  }

  /** What stood in the way of the last attempt, or null. */
  @Nullable Conflict lastConflict() {
    Conflict.Kind kind = conflictKind;
    if (kind == null) {
      return null;
    }
    return new Conflict(
        kind, conflictRef == null ? null : conflictRef.name(), TransactionNames.of(conflictStamp));
  }

  /** The body waits, which is no loss against anybody. */
  void noteRetry() {
    conflictKind = Conflict.Kind.RETRY;
    conflictRef = null;
    conflictStamp = -1;
  }

  AttemptSignal retry() {
    if (options.isIrrevocable()) {
      throw new IllegalStateException(
          "retry rejected: the transaction is irrevocable, "
              + facts(null)
              + ", transaction="
              + nameForMessages()
              + "; its body runs exactly once");
    }
    if (!recording) {
      mayRetry = true;
      uncounted++; // it would have been this one, had it been known before
      phase = RESTARTING;
      return AttemptSignal.RESTART;
    }
    phase = RETRYING;
    return AttemptSignal.RETRY;
  }

  void retryFor(long nanos) {
    if (retryBudget.allows(nanos)) {
      throw retry();
    }
  }

  RetryBudget retryBudget() {
    return retryBudget;
  }

  /** Whether the body has called retry, and nobody has dealt with it. */
  boolean isRetrying() {
    return phase == RETRYING;
  }

  /** Whether the attempt was told to stop, so that whatever the body does now is of no account. */
  boolean isOver() {
    return phase == RESTARTING || phase == RETRYING;
  }

  /** Throws the signal again if the attempt is over; else says why the operation is not allowed. */
  RuntimeException refusal(String operation) {
    return refusal(operation, null);
  }

  void enterCommute() {
    phase = COMMUTING;
  }

  /** An alternative has retried, the next one may go on. */
  void goOn() {
    phase = RUNNING;
  }

  /** All that the attempt has read, for waiting until it changes. */
  ReadSet readsToWaitFor() {
    writes.addBasesTo(reads);
    if (ensured != null) {
      ensured.forEachRef(reads::add);
    }
    return reads;
  }

  /** The snapshot that {@link #readsToWaitFor} belong to. */
  long waitsSince() {
    return exclusive
        ? CommitClock.now()
        : snapshot; // the former has read the newest, see Exclusive
  }

  // ------------------------------------------------------------------ nested blocks

  /** What there is now, to come back to. */
  Savepoint savepoint() {
    if (undo == null) {
      hasExtras = true;
      undo = new ArrayList<>();
    }
    Savepoint made =
        new Savepoint(
            writes.size(),
            undo.size(),
            savepointFloor,
            hooks == null ? Hooks.Mark.NONE : hooks.mark(),
            effects == null ? 0 : effects.size(),
            locals == null ? null : locals.copy());
    savepointFloor = writes.size();
    return made;
  }

  /** A nested block has ended well: what it did is part of the whole. */
  void leave(Savepoint savepoint) {
    savepointFloor = savepoint.floor();
    if (savepointFloor == 0 && undo != null) {
      undo.clear();
    }
  }

  /** Undoes what was done since; what was read stays read. */
  void rollBackTo(Savepoint savepoint) {
    if (undo != null) {
      for (int i = undo.size() - 1; i >= savepoint.undone(); i--) {
        undo.remove(i).run();
      }
    }
    if (writes.size() > savepoint.written()) {
      writes.addBasesTo(reads, savepoint.written()); // what the body does next depends on them
      writes.truncate(savepoint.written());
    }
    if (hooks != null) {
      hooks.rollBackTo(savepoint.hooks());
    }
    if (effects != null) {
      effects.subList(savepoint.held(), effects.size()).clear();
    }
    Map<TransactionLocal<?>, @Nullable Object> earlier = savepoint.locals();
    if (earlier == null) {
      locals = null;
    } else if (locals != null) {
      locals.restore(earlier);
    }
    savepointFloor = savepoint.floor();
  }

  void enterReadOnly() {
    readOnlyDepth++;
    writable = false;
  }

  void exitReadOnly(boolean wasWritable) {
    readOnlyDepth--;
    writable = wasWritable;
  }

  boolean isWritable() {
    return writable;
  }

  // ------------------------------------------------------------------ hooks, effects, locals

  Hooks hooks() {
    if (hooks == null) {
      hasExtras = true;
      hooks = new Hooks();
    }
    return hooks;
  }

  @Nullable Hooks hooksOrNull() {
    return hooks;
  }

  @Nullable Locals currentLocals() {
    return locals;
  }

  private void holdEffect(Runnable effect) {
    if (phase != RUNNING) {
      throw refusal("send", null);
    }
    if (effects == null) {
      hasExtras = true;
      effects = new ArrayList<>();
    }
    effects.add(effect);
    if (effect instanceof HeldEffects.Revocable revocable) {
      hooks().afterRollback(revocable::revoke);
    }
  }

  /** Those of the running attempt, or those shown to hooks; null outside of both. */
  @Nullable Locals localsOrNull() {
    if (phase == IDLE) {
      return localsOfHooks;
    }
    if (locals == null) {
      hasExtras = true;
      locals = new Locals();
    }
    return locals;
  }

  @Nullable Locals showLocalsToHooks(@Nullable Locals shown) {
    Locals before = localsOfHooks;
    localsOfHooks = shown;
    return before;
  }

  /** Takes out what is left to do after a commit; null if there is nothing. */
  @Nullable Aftermath takeAftermath() {
    if (announcements == null && (!hasExtras || (effects == null && hooks == null))) {
      return null;
    }
    Announcements told = announcements;
    announcements = null;
    return new Aftermath(
        told,
        effects,
        hooks,
        hooks != null && locals == null ? new Locals() : locals,
        options.name());
  }

  // ------------------------------------------------------------------ for the commit

  void enterCommit() {
    phase = COMMITTING;
  }

  void announce(Announcements made) {
    announcements = made;
  }

  boolean hasPreparingHooks() {
    return hooks != null && hooks.hasPrepare();
  }

  @Nullable Contention contentionOrNull() {
    return contention;
  }

  Contention contention() {
    if (contention == null) {
      contention = new Contention(this);
    }
    return contention;
  }

  WriteSet writes() {
    return writes;
  }

  ReadSet reads() {
    return reads;
  }

  /** What invariants have seen, and has to be the newest still at commit. */
  List<Seen> checked() {
    return checked == null ? List.of() : checked;
  }

  /** Adds what one invariant has seen, to be validated too. */
  void addChecked(Seen seen) {
    if (!seen.refs().isEmpty()) {
      if (checked == null) {
        hasExtras = true;
        checked = new ArrayList<>();
      }
      checked.add(seen);
    }
  }

  /** Refs that were read, beside {@link #reads()}, from a snapshot of their own. */
  record Seen(ReadSet refs, long since) {}

  @Nullable ReadSet readsToValidate() {
    if (options.isSnapshot()) {
      return ensured;
    }
    return reads.isEmpty() ? null : reads;
  }

  long snapshot() {
    return snapshot;
  }

  boolean isExclusive() {
    return exclusive;
  }

  void committed(long stamp) {
    committedStamp = stamp;
    if (!exclusive) {
      snapshot = stamp;
    }
  }

  /** The stamp of this thread's last commit that changed anything. */
  long committedStamp() {
    return committedStamp;
  }

  long threadId() {
    return threadId;
  }

  /**
   * Whether a transaction around this one has touched a ref, so that changing it here is of no use.
   */
  boolean isTouchedOutside(Ref<?> ref) {
    for (Transaction around = outer; around != null; around = around.outer) {
      if (around.writes.find(ref) >= 0
          || around.reads.contains(ref)
          || (around.ensured != null && around.ensured.contains(ref))
          || ref.equals(around.alteredRef)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the transaction is an outermost one without name, with default isolation. */
  boolean isPlain() {
    return outer == null && options.isPlain();
  }

  boolean isInner() {
    return outer != null;
  }

  boolean isCommitting() {
    return phase == COMMITTING;
  }

  boolean isSnapshotIsolated() {
    return options.isSnapshot();
  }

  TransactionOptions options() {
    return options;
  }

  // ------------------------------------------------------------------ about it

  /**
   * The name that the options gave to it.
   *
   * @return the name, or null
   */
  public @Nullable String name() {
    return options.name();
  }

  /**
   * The number of the present attempt.
   *
   * @return 1 for the first run of the body
   */
  public int attempt() {
    return attempt;
  }

  /** How many attempts count towards the limit of the options. */
  int countedAttempts() {
    return attempt - uncounted;
  }

  boolean isIrrevocable() {
    return options.isIrrevocable();
  }

  String nameForMessages() {
    String name = options.name();
    return name == null ? "(unnamed)" : name;
  }

  /** {@return name, attempt and what it does, for people} */
  @Override
  public String toString() {
    return "Transaction[name="
        + nameForMessages()
        + ", attempt="
        + attempt
        + ", phase="
        + PHASES.get(phase)
        + ", isolation="
        + (options.isSnapshot() ? Isolation.SNAPSHOT : Isolation.SERIALIZABLE)
        + "]";
  }
}
