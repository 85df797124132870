package org.potamos.refs.terms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what a term must do when nobody interferes. A block or an alternative that is undone is a
 * copy that is thrown away; a commit is a loop over a map. One object runs one term.
 */
final class Interpreter {
  /** Numbers of refs that were made by the term begin here. */
  static final int FIRST_MADE = 100;

  /**
   * How a value came about.
   *
   * @param commutes what is applied again at commit, or null
   * @param wasCommuted whether there was a commute at all
   */
  private record Entry(int value, @Nullable List<Op> commutes, boolean wasCommuted) {
    boolean isCommuted() {
      return commutes != null;
    }
  }

  private record RollbackHook(int number, String text) {}

  /** The signal of retry. */
  private static final class Waiting extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Waiting() {
      super("waiting", null, false, false);
    }
  }

  /** A failure of the term. */
  private static final class Failing extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Kind kind;

    Failing(Kind kind) {
      super(kind.name(), null, false, false);
      this.kind = kind;
    }
  }

  /** What a block can undo. */
  private static final class Work {
    private Map<Integer, Entry> writes = new TreeMap<>();
    private List<String> effects = new ArrayList<>();
    private List<Term.AfterCommit> afterCommit = new ArrayList<>();
    private List<Term> beforeCommit = new ArrayList<>();
    private List<Term.Prepare> prepare = new ArrayList<>();
    private List<RollbackHook> afterRollback = new ArrayList<>();
    private int local;

    Work copy() {
      Work copy = new Work();
      copy.writes = new TreeMap<>(writes);
      copy.effects = new ArrayList<>(effects);
      copy.afterCommit = new ArrayList<>(afterCommit);
      copy.beforeCommit = new ArrayList<>(beforeCommit);
      copy.prepare = new ArrayList<>(prepare);
      copy.afterRollback = new ArrayList<>(afterRollback);
      copy.local = local;
      return copy;
    }
  }

  private final Mutation mutation;
  private final boolean observed;
  private final boolean commuteAnswers;

  // the world
  private final TreeMap<Integer, Integer> committed;
  private final int[] slots = new int[Term.SLOTS];
  private int made = FIRST_MADE;
  private final List<String> events = new ArrayList<>();
  private final List<String> rollbacks = new ArrayList<>();

  // the transaction
  private Work work = new Work();
  private Term.Mode mode = Term.Mode.PLAIN;
  private int readOnlyDepth;
  private boolean independent;
  private List<RollbackHook> rolledBack = new ArrayList<>();
  private int rollbackHooks;

  // for comparison with the engine
  private final Set<Integer> reads = new TreeSet<>();
  private boolean perhapsRead;
  private final Set<Integer> ensured = new TreeSet<>();
  private final Set<Integer> looked = new HashSet<>();
  private final Set<Integer> everSet = new HashSet<>();
  private final List<String> trace = new ArrayList<>();
  private final List<String> sets = new ArrayList<>();
  private int commuteRuns;
  private int spareCommuteRuns;
  private boolean meanwhile;
  private Map<Integer, Integer> disturbance = Map.of();
  private Map<Integer, Entry> finalWrites = Map.of();

  /**
   * An interpreter for one term.
   *
   * @param state the values of the refs before; not changed
   * @param observed whether refs have watches and there is a commit listener
   * @param commuteAnswers whether the value of a commute is what the function answers in the body
   */
  Interpreter(
      Map<Integer, Integer> state, boolean observed, boolean commuteAnswers, Mutation mutation) {
    this.committed = new TreeMap<>(state);
    this.observed = observed;
    this.commuteAnswers = commuteAnswers;
    this.mutation = mutation;
    Arrays.fill(slots, -1);
  }

  /** Lets another thread's changes be seen at once, as no engine may. */
  Interpreter disturbedBy(Map<Integer, Integer> changes) {
    disturbance = changes;
    return this;
  }

  /** Whether the validator of c accepts a value. */
  static boolean isValid(int ref, int value) {
    return ref != 2 || value == Op.NIL || Math.floorMod(value, 11) != 4;
  }

  Outcome run(Term.Dosync top) {
    String result;
    mode = top.mode();
    readOnlyDepth = mode.isReadOnly() ? 1 : 0;
    try {
      int value = eval(top.body());
      for (int i = 0; i < work.beforeCommit.size(); i++) {
        eval(work.beforeCommit.get(i));
      }
      commit();
      result = Outcome.value(value);
      finish();
    } catch (Failing failure) {
      result = Outcome.thrown(failure.kind);
      if (mutation == Mutation.FAILURE_KEEPS_WRITES) {
        work.writes.forEach((ref, entry) -> committed.put(ref, entry.value));
      }
      if (mutation == Mutation.FAILURE_RELEASES_EFFECTS) {
        events.addAll(work.effects);
      }
      undo();
    } catch (Waiting waiting) {
      result =
          !reads.isEmpty()
              ? Outcome.WAITS
              : perhapsRead ? Outcome.WAITS_SOMEHOW : Outcome.WAITS_IN_VAIN;
      undo();
    }
    return new Outcome(
        result,
        new TreeMap<>(committed),
        events,
        rollbacks,
        List.of(trace),
        commuteRuns,
        commuteRuns + spareCommuteRuns);
  }

  // ------------------------------------------------------------------ what the run depended on

  /** The refs whose committed value mattered for certain. */
  Set<Integer> reads() {
    return reads;
  }

  /** The refs whose committed value may have mattered: read, or looked at by commute. */
  Set<Integer> looked() {
    return looked;
  }

  Set<Integer> ensured() {
    return ensured;
  }

  /** The refs that were set or altered, also where that was undone. */
  Set<Integer> everSet() {
    return everSet;
  }

  /** Whether another thread had its turn. */
  boolean reachedMeanwhile() {
    return meanwhile;
  }

  /** The refs that were changed otherwise than by commute. */
  Set<Integer> ordinaryWrites() {
    Set<Integer> refs = new TreeSet<>();
    finalWrites.forEach((ref, entry) -> {
      if (!entry.isCommuted()) {
        refs.add(ref);
      }
    });
    return refs;
  }

  boolean hasWritten() {
    return !finalWrites.isEmpty();
  }

  /**
   * What the state is if this run, which was right in the old state, commits on a newer one; null
   * if a commute function or a validator refuses.
   */
  @Nullable Map<Integer, Integer> overlay(Map<Integer, Integer> newer) {
    TreeMap<Integer, Integer> result = new TreeMap<>(newer);
    for (Map.Entry<Integer, Entry> write : finalWrites.entrySet()) {
      int ref = write.getKey();
      List<Op> commutes = write.getValue().commutes();
      int value = write.getValue().value();
      if (commutes != null) {
        value = result.getOrDefault(ref, value);
        for (Op op : commutes) {
          try {
            value = op.apply(value);
          } catch (Kind.UncheckedFailure failure) {
            return null;
          }
        }
      }
      if (!isValid(ref, value)) {
        return null;
      }
      result.put(ref, value);
    }
    for (Map.Entry<Integer, Integer> ref : committed.entrySet()) {
      result.putIfAbsent(ref.getKey(), ref.getValue());
    }
    return result;
  }

  // ------------------------------------------------------------------ terms

  private int eval(Term term) {
    return switch (term) {
      case Term.Const t -> t.value();
      case Term.Plus t -> {
        int left = eval(t.left());
        yield Op.add(left, eval(t.right()));
      }
      case Term.Seq t -> {
        int value = 0;
        for (Term step : t.steps()) {
          value = eval(step);
        }
        yield value;
      }
      case Term.IfOdd t -> eval(Op.isOdd(eval(t.condition())) ? t.then() : t.otherwise());
      case Term.Read t -> onRef(t.ref(), ref -> seen(ref, read(ref)));
      case Term.Ensure t ->
          onRef(
              t.ref(),
              ref -> {
                ensured.add(ref);
                if (mutation == Mutation.ENSURE_IS_A_CHANGE) {
                  write(ref, read(ref));
                }
                return seen(ref, read(ref));
              });
      case Term.Put t -> {
        int value = eval(t.value());
        yield onRef(t.ref(), ref -> write(ref, value));
      }
      case Term.Alter t -> onRef(t.ref(), ref -> alter(ref, t.op()));
      case Term.AlterBy t -> onRef(t.ref(), ref -> alterBy(ref, t.summand()));
      case Term.Commute t -> onRef(t.ref(), ref -> commute(ref, t.op()));
      case Term.Swap t -> onRef(t.ref(), ref -> swap(ref, t.op()));
      case Term.Reset t ->
          onRef(
              t.ref(),
              ref -> {
                requireWritable();
                requireMutable(ref);
                if (!work.writes.containsKey(ref)) {
                  perhapsRead = true;
                  looked.add(ref);
                }
                return write(ref, t.value());
              });
      case Term.Replace t -> onRef(t.ref(), ref -> replace(ref, t));
      case Term.NewRef t -> {
        int initial = eval(t.initial());
        committed.put(made, initial);
        slots[t.slot() - Term.MADE] = made++;
        yield initial;
      }
      case Term.Throw t -> throw new Failing(t.kind());
      case Term.Catch t -> evalCatch(t);
      case Term.Retry t -> throw waiting();
      case Term.CheckOdd t ->
          onRef(
              t.ref(),
              ref -> {
                if (!Op.isOdd(seen(ref, read(ref)))) {
                  throw waiting();
                }
                return 1;
              });
      case Term.RetryForZero t -> 0;
      case Term.OrElse t -> orElse(t);
      case Term.Dosync t -> nested(t);
      case Term.Independent t -> evalIndependent(t);
      case Term.Io t -> {
        if (mode != Term.Mode.IRREVOCABLE || independent) {
          throw new Failing(Kind.ILLEGAL);
        }
        yield 0;
      }
      case Term.AfterCommit t -> {
        work.afterCommit.add(t);
        yield 0;
      }
      case Term.AfterRollback t -> {
        work.afterRollback.add(new RollbackHook(rollbackHooks++, "rolledBack#" + t.tag()));
        yield 0;
      }
      case Term.BeforeCommit t -> {
        if (mutation == Mutation.BEFORE_COMMIT_RUNS_AT_ONCE) {
          eval(t.hook());
        } else {
          work.beforeCommit.add(t.hook());
        }
        yield 0;
      }
      case Term.Prepare t -> {
        work.prepare.add(t);
        yield 0;
      }
      case Term.Hold t -> {
        work.effects.add("effect#" + t.tag());
        yield 0;
      }
      case Term.LocalSet t -> {
        int value = eval(t.value());
        work.local = value;
        yield value;
      }
      case Term.LocalGet t -> work.local;
      case Term.Meanwhile t -> {
        meanwhile = true;
        committed.putAll(disturbance);
        yield 0;
      }
    };
  }

  /** What a term does with a ref. */
  private interface Use {
    int of(int ref);
  }

  /** An empty slot is not used. */
  private int onRef(int ref, Use use) {
    int number = ref < Term.MADE ? ref : slots[ref - Term.MADE];
    return number < 0 ? 0 : use.of(number);
  }

  private int seen(int ref, int value) {
    trace.add(shown(ref) + "=" + Op.show(value));
    return value;
  }

  private int read(int ref) {
    Entry own = work.writes.get(ref);
    if (own == null) {
      reads.add(ref);
      looked.add(ref);
      return value(ref);
    }
    if (own.isCommuted() && mode.isSnapshot()) {
      looked.add(ref);
      perhapsRead = true;
    } else if (own.isCommuted() && mutation != Mutation.COMMUTE_STAYS_AFTER_READ) {
      becomeOrdinary(ref, own);
    } else {
      perhapsRead = true;
    }
    return own.value;
  }

  private int value(int ref) {
    return committed.getOrDefault(ref, 0);
  }

  private void becomeOrdinary(int ref, Entry own) {
    reads.add(ref);
    looked.add(ref);
    work.writes.put(ref, new Entry(own.value, null, false));
  }

  private void requireWritable() {
    if (readOnlyDepth > 0) {
      throw new Failing(Kind.ILLEGAL);
    }
  }

  /** Clojure's rule: what was commuted can not be set. */
  private void requireMutable(int ref) {
    Entry own = work.writes.get(ref);
    if (own != null
        && own.wasCommuted
        && mode.isSnapshot()
        && mutation != Mutation.SET_AFTER_COMMUTE_IS_ALLOWED) {
      throw new Failing(Kind.ILLEGAL);
    }
  }

  private int write(int ref, int value) {
    requireWritable();
    requireMutable(ref);
    everSet.add(ref);
    Entry own = work.writes.get(ref);
    if (own != null && own.isCommuted()) {
      // whether a value that is set on top was read first is left open
      looked.add(ref);
      perhapsRead = true;
    }
    if (mutation == Mutation.INTERMEDIATE_VALUES_ARE_VALIDATED && !isValid(ref, value)) {
      throw new Failing(Kind.INVALID);
    }
    if (observed && ref < FIRST_MADE) {
      sets.add("watch " + shown(ref));
    }
    work.writes.put(ref, new Entry(value, null, false));
    return value;
  }

  private int alter(int ref, Op op) {
    requireWritable();
    requireMutable(ref);
    everSet.add(ref);
    int before = read(ref);
    return seen(ref, write(ref, apply(op, before)));
  }

  private int alterBy(int ref, Term summand) {
    requireWritable();
    requireMutable(ref);
    everSet.add(ref);
    int before = read(ref);
    int added = eval(summand);
    return seen(ref, write(ref, Op.add(before, added)));
  }

  private int swap(int ref, Op op) {
    if (mutation == Mutation.SWAP_DOES_NOT_JOIN) {
      int next = apply(op, value(ref));
      committed.put(ref, next);
      return next;
    }
    return alter(ref, op);
  }

  private int replace(int ref, Term.Replace t) {
    int before = seen(ref, read(ref));
    if (before != t.expected()) {
      return 0;
    }
    write(ref, t.value());
    return 1;
  }

  private static int apply(Op op, int value) {
    if (op.code() == Op.Code.USE_REF) {
      throw new Failing(Kind.ILLEGAL);
    }
    try {
      return op.apply(value);
    } catch (Kind.UncheckedFailure failure) {
      throw new Failing(Kind.UNCHECKED);
    }
  }

  private int commute(int ref, Op op) {
    requireWritable();
    Entry own = work.writes.get(ref);
    if (own == null) {
      perhapsRead = true;
      looked.add(ref);
    }
    int before = own == null ? value(ref) : own.value;
    commuteRuns++;
    int next = apply(op, before);
    List<Op> commutes = null;
    if (own == null || own.isCommuted() || mutation == Mutation.COMMUTE_RUNS_AFTER_ALTER) {
      commutes = new ArrayList<>();
      if (own != null && own.commutes != null) {
        commutes.addAll(own.commutes);
      }
      commutes.add(op);
    }
    work.writes.put(ref, new Entry(next, commutes, true));
    return commuteAnswers ? next : 0;
  }

  private int evalCatch(Term.Catch t) {
    try {
      return eval(t.body());
    } catch (Failing failure) {
      if (t.everything() || t.kinds().contains(failure.kind)) {
        return eval(t.handler());
      }
      throw failure;
    } catch (Waiting waiting) {
      if (t.everything() && mutation == Mutation.RETRY_IS_CAUGHT) {
        return eval(t.handler());
      }
      throw waiting;
    }
  }

  private RuntimeException waiting() {
    return mode == Term.Mode.IRREVOCABLE ? new Failing(Kind.ILLEGAL) : new Waiting();
  }

  private int orElse(Term.OrElse t) {
    for (int i = 0; ; i++) {
      Work before = work.copy();
      Set<Integer> readBefore = new TreeSet<>(reads);
      try {
        return eval(t.alternatives().get(i));
      } catch (Waiting waiting) {
        Map<Integer, Entry> writes = work.writes;
        restore(before);
        if (mutation == Mutation.OR_ELSE_KEEPS_WRITES) {
          work.writes = writes;
        }
        if (mutation == Mutation.OR_ELSE_FORGETS_READS) {
          reads.retainAll(readBefore);
        }
        if (i == t.alternatives().size() - 1) {
          throw waiting;
        }
      } catch (Failing failure) {
        Map<Integer, Entry> writes = work.writes;
        restore(before);
        if (mutation == Mutation.OR_ELSE_KEEPS_WRITES_OF_A_FAILURE) {
          work.writes = writes;
        }
        if (mutation != Mutation.OR_ELSE_TAKES_A_FAILURE_FOR_RETRY
            || i == t.alternatives().size() - 1) {
          throw failure;
        }
      }
    }
  }

  private int nested(Term.Dosync t) {
    if ((t.mode() == Term.Mode.SERIALIZABLE && mode.isSnapshot())
        || (t.mode() == Term.Mode.IRREVOCABLE && mode != Term.Mode.IRREVOCABLE)) {
      throw new Failing(Kind.ILLEGAL);
    }
    Work before = work.copy();
    int depth = readOnlyDepth;
    if (t.mode().isReadOnly() && mutation != Mutation.NESTED_READ_ONLY_IS_IGNORED) {
      readOnlyDepth++;
    }
    try {
      int value = eval(t.body());
      readOnlyDepth = depth;
      if (mutation == Mutation.NESTED_BLOCK_IS_NEW) {
        commit();
        work.writes = new TreeMap<>();
      }
      return value;
    } catch (Failing failure) {
      readOnlyDepth = depth;
      Work undone = work;
      restore(before);
      switch (mutation) {
        case NESTED_BLOCK_KEEPS_WRITES -> work.writes = undone.writes;
        case NESTED_BLOCK_KEEPS_EFFECTS -> work.effects = undone.effects;
        case NESTED_BLOCK_KEEPS_LOCALS -> work.local = undone.local;
        case NESTED_BLOCK_KEEPS_HOOKS -> {
          work.afterCommit = undone.afterCommit;
          work.beforeCommit = undone.beforeCommit;
          work.prepare = undone.prepare;
        }
        default -> {}
      }
      throw failure;
    } catch (Waiting waiting) {
      readOnlyDepth = depth;
      throw waiting;
    }
  }

  /** Goes back to what there was before a block; its hooks of afterRollback will run. */
  private void restore(Work before) {
    for (int i = before.afterRollback.size(); i < work.afterRollback.size(); i++) {
      rolledBack.add(work.afterRollback.get(i));
    }
    for (Map.Entry<Integer, Entry> was : before.writes.entrySet()) {
      Entry is = work.writes.get(was.getKey());
      if (was.getValue().commutes != null && is != null && is.commutes == null) {
        // it was read, and that stays; whether its functions run again then is left open
        spareCommuteRuns += was.getValue().commutes.size();
      }
    }
    work = before;
  }

  private int evalIndependent(Term.Independent t) {
    Work outer = work;
    Term.Mode outerMode = mode;
    int outerDepth = readOnlyDepth;
    List<RollbackHook> outerRolledBack = rolledBack;
    boolean outerIndependent = independent;
    Set<Integer> outerReads = new TreeSet<>(reads);
    boolean outerPerhapsRead = perhapsRead;
    work = new Work();
    mode = Term.Mode.PLAIN;
    readOnlyDepth = 0;
    rolledBack = new ArrayList<>();
    independent = true;
    try {
      int value = eval(t.body());
      if (mutation == Mutation.INDEPENDENT_IS_UNDONE) {
        outer.writes.putAll(work.writes);
        work.writes = new TreeMap<>();
      }
      commit();
      finish();
      return value;
    } catch (Failing failure) {
      undo();
      throw failure;
    } finally {
      work = outer;
      mode = outerMode;
      readOnlyDepth = outerDepth;
      rolledBack = outerRolledBack;
      independent = outerIndependent;
      reads.retainAll(outerReads);
      perhapsRead = outerPerhapsRead;
    }
  }

  // ------------------------------------------------------------------ the end

  private void commit() {
    Map<Integer, Entry> writes = work.writes;
    for (Entry entry : writes.values()) {
      if (entry.commutes != null && mutation != Mutation.COMMUTE_RUNS_ONCE) {
        commuteRuns += entry.commutes.size();
      }
    }
    if (mutation == Mutation.PREPARE_BEFORE_VALIDATION) {
      prepare();
    }
    for (Map.Entry<Integer, Entry> write : writes.entrySet()) {
      if (mutation != Mutation.VALIDATOR_IS_NOT_ASKED
          && !isValid(write.getKey(), write.getValue().value)) {
        throw new Failing(Kind.INVALID);
      }
    }
    if (mutation != Mutation.PREPARE_BEFORE_VALIDATION) {
      prepare();
    }
    TreeMap<Integer, String> changes = new TreeMap<>();
    for (Map.Entry<Integer, Entry> write : writes.entrySet()) {
      int ref = write.getKey();
      int before = value(ref);
      int after = write.getValue().value;
      if (before != after || mutation != Mutation.EQUAL_VALUE_IS_NO_CHANGE) {
        changes.put(ref, shown(ref) + " " + Op.show(before) + "->" + Op.show(after));
      }
      committed.put(ref, after);
    }
    finalWrites = writes;
    announce(changes);
  }

  private void prepare() {
    for (Term.Prepare hook : work.prepare) {
      events.add("prepare#" + hook.tag());
      if (hook.veto() && mutation != Mutation.VETO_IS_IGNORED) {
        throw new Failing(Kind.UNCHECKED);
      }
    }
  }

  private void announce(Map<Integer, String> changes) {
    if (!observed) {
      return;
    }
    List<String> watches = new ArrayList<>();
    changes.forEach((ref, change) -> {
      if (ref < FIRST_MADE) {
        watches.add("watch " + change);
      }
    });
    Collections.sort(watches);
    if (mutation == Mutation.WATCH_FOR_EACH_SET) {
      events.addAll(sets);
    }
    events.addAll(watches);
    if (!changes.isEmpty() || mutation == Mutation.LISTENER_HEARS_OF_READERS) {
      events.add("commit " + new ArrayList<>(changes.values()));
    }
  }

  private void finish() {
    List<String> effects = work.effects;
    if (mutation != Mutation.EFFECTS_AFTER_HOOKS) {
      events.addAll(effects);
    }
    runRollbackHooks(rolledBack);
    for (Term.AfterCommit hook : work.afterCommit) {
      events.add("committed#" + hook.tag() + " local=" + Op.show(work.local));
      if (hook.added() != 0) {
        int before = value(hook.ref());
        int after = Op.add(before, hook.added());
        committed.put(hook.ref(), after);
        TreeMap<Integer, String> changes = new TreeMap<>();
        changes.put(hook.ref(), shown(hook.ref()) + " " + Op.show(before) + "->" + Op.show(after));
        announce(changes);
      }
    }
    if (mutation == Mutation.EFFECTS_AFTER_HOOKS) {
      events.addAll(effects);
    }
  }

  private void undo() {
    List<RollbackHook> all = new ArrayList<>(work.afterRollback);
    all.addAll(rolledBack);
    runRollbackHooks(all);
    if (mutation == Mutation.MADE_REFS_ARE_UNDONE) {
      committed.keySet().removeIf(ref -> ref >= FIRST_MADE);
    }
  }

  /** The last registered first. */
  private void runRollbackHooks(List<RollbackHook> hooks) {
    List<RollbackHook> inOrder = new ArrayList<>(hooks);
    if (mutation == Mutation.ROLLBACK_HOOKS_OF_NESTED_BLOCKS_DROPPED) {
      inOrder.removeAll(rolledBack);
    }
    inOrder.sort(Comparator.comparingInt(RollbackHook::number).reversed());
    if (mutation == Mutation.ROLLBACK_HOOKS_FIRST_TO_LAST) {
      Collections.reverse(inOrder);
    }
    for (RollbackHook hook : inOrder) {
      rollbacks.add(hook.text());
    }
  }

  static String shown(int ref) {
    return ref < FIRST_MADE ? Term.name(ref) : "made" + (ref - FIRST_MADE);
  }
}
