package org.potamos.refs.terms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Reference;
import org.potamos.core.Subscription;
import org.potamos.core.Validator;
import org.potamos.core.internal.HeldEffects;
import org.potamos.refs.Commit;
import org.potamos.refs.Conflict;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.Transaction;
import org.potamos.refs.TransactionBody;
import org.potamos.refs.TransactionFailedException;
import org.potamos.refs.TransactionLocal;
import org.potamos.refs.TransactionOptions;

/** Runs a term on refs, and writes down what can be seen from outside. */
final class EngineRun {
  private final List<Ref<@Nullable Integer>> refs;
  private final boolean commuteAnswers;
  private final TransactionLocal<Integer> local = TransactionLocal.of(() -> 0);

  private final List<Ref<@Nullable Integer>> made = new ArrayList<>();
  private final List<@Nullable Ref<@Nullable Integer>> slots =
      new ArrayList<>(Collections.nCopies(Term.SLOTS, null));
  private final List<String> events = new ArrayList<>();
  private final List<String> rollbacks = new ArrayList<>();
  private final List<List<String>> traces = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private int commuteRuns;
  private boolean doomed;
  private long lastStamp;
  private @Nullable Throwable lastThrown;

  EngineRun(List<Ref<@Nullable Integer>> refs, boolean commuteAnswers) {
    this.refs = refs;
    this.commuteAnswers = commuteAnswers;
  }

  /** Makes the refs of a state. */
  static List<Ref<@Nullable Integer>> refs(Map<Integer, Integer> state) {
    List<Ref<@Nullable Integer>> refs = new ArrayList<>();
    for (int i = 0; i < state.size(); i++) {
      @Nullable Integer initial = toRef(state.getOrDefault(i, 0));
      refs.add(
          i == 2
              ? Ref.<@Nullable Integer>builder(initial)
                  .name("c")
                  .validator(
                      Validator.of(value -> Interpreter.isValid(2, fromRef(value)), "not 4 mod 11"))
                  .build()
              : Ref.of(initial));
    }
    return refs;
  }

  /** What runs where the term says that another thread has its turn. */
  EngineRun meanwhile(Runnable action) {
    meanwhile = action;
    return this;
  }

  /** Runs with watches and a commit listener. */
  Outcome runObserved(Term.Dosync top, TransactionOptions limits) {
    List<Subscription> subscriptions = new ArrayList<>();
    for (int i = 0; i < refs.size(); i++) {
      String name = Term.name(i);
      subscriptions.add(
          refs.get(i)
              .watch(change -> {
                events.add(
                    "watch "
                        + name
                        + " "
                        + Op.show(fromRef(change.oldValue()))
                        + "->"
                        + Op.show(fromRef(change.newValue())));
              }));
    }
    Thread here = Thread.currentThread();
    subscriptions.add(
        Stm.listen(commit -> {
          if (Thread.currentThread().equals(here)) {
            committed(commit);
          }
        }));
    try {
      return run(top, limits);
    } finally {
      subscriptions.forEach(Subscription::close);
    }
  }

  @SuppressWarnings("unchecked") // of the refs of this test only
  private void committed(Commit commit) {
    List<String> changes = new ArrayList<>();
    commit
        .changes()
        .forEach(change -> {
          changes.add(
              name(change.reference())
                  + " "
                  + Op.show(fromRef((@Nullable Integer) change.oldValue()))
                  + "->"
                  + Op.show(fromRef((@Nullable Integer) change.newValue())));
          if (change.version() != commit.stamp()) {
            violations.add("version " + change.version() + " is not that of " + commit);
          }
        });
    if (commit.stamp() <= lastStamp) {
      violations.add("stamp " + commit.stamp() + " after " + lastStamp);
    }
    lastStamp = commit.stamp();
    events.add("commit " + changes);
  }

  /**
   * Runs a term.
   *
   * @param limits further options of the outermost block
   */
  Outcome run(Term.Dosync top, TransactionOptions limits) {
    String result;
    try {
      result = Outcome.value(block(top, limits, true));
    } catch (Throwable thrown) {
      result = resultOf(thrown);
    }
    if (Stm.isInTransaction()) {
      violations.add("the transaction does not end");
    }
    for (String violation : violations) {
      result += ", violation: " + violation;
    }
    TreeMap<Integer, Integer> state = new TreeMap<>();
    for (int i = 0; i < refs.size(); i++) {
      state.put(i, fromRef(refs.get(i).deref()));
    }
    for (int i = 0; i < made.size(); i++) {
      state.put(Interpreter.FIRST_MADE + i, fromRef(made.get(i).deref()));
    }
    return new Outcome(result, state, inOrder(events), rollbacks, traces, commuteRuns, commuteRuns);
  }

  private String resultOf(Throwable thrown) {
    if (thrown instanceof TransactionFailedException failed) {
      Conflict conflict = failed.lastConflict();
      if (failed.reason() == TransactionFailedException.Reason.NOTHING_READ) {
        return Outcome.WAITS_IN_VAIN;
      }
      if (failed.reason() == TransactionFailedException.Reason.ATTEMPTS_EXHAUSTED
          && conflict != null
          && conflict.kind() == Conflict.Kind.RETRY) {
        return Outcome.WAITS;
      }
    }
    Kind kind = Kind.of(thrown);
    if (kind == null) {
      return "unexpected " + thrown;
    }
    boolean mine = kind == Kind.CHECKED || kind == Kind.UNCHECKED || kind == Kind.ERROR;
    return Outcome.thrown(kind)
        + (mine && !thrown.equals(lastThrown) ? ", but not the same object" : "");
  }

  /** The order of the watches of one commit is left open. */
  private static List<String> inOrder(List<String> events) {
    List<String> result = new ArrayList<>(events);
    int start = 0;
    for (int i = 0; i <= result.size(); i++) {
      if (i == result.size() || !result.get(i).startsWith("watch ")) {
        Collections.sort(result.subList(start, i));
        start = i + 1;
      }
    }
    return result;
  }

  // ------------------------------------------------------------------ terms

  private int block(Term.Dosync t, TransactionOptions base, boolean outermost)
      throws Kind.CheckedFailure {
    TransactionOptions options =
        switch (t.mode()) {
          case PLAIN -> base;
          case SERIALIZABLE -> base.isolation(Isolation.SERIALIZABLE);
          case SNAPSHOT -> base.isolation(Isolation.SNAPSHOT);
          case READ_ONLY -> base.readOnly();
          case SNAPSHOT_READ_ONLY -> base.isolation(Isolation.SNAPSHOT).readOnly();
          case IRREVOCABLE -> base.irrevocable();
        };
    if (t.explicit()) {
      return options.dosync((Transaction tx) -> {
        if (outermost) {
          beginAttempt(t.mode());
        }
        return eval(t.body(), tx);
      });
    }
    TransactionBody<Integer, Kind.CheckedFailure> body =
        () -> {
          if (outermost) {
            beginAttempt(t.mode());
          }
          return eval(t.body(), null);
        };
    return options.dosync(body);
  }

  private void beginAttempt(Term.Mode mode) {
    made.clear();
    Collections.fill(slots, null);
    traces.add(new ArrayList<>());
    doomed = false;
    // a run of a read-only body that only finds out what it reads may count or not
    if (Stm.attempt() != traces.size() && !mode.isReadOnly()) {
      violations.add("attempt " + traces.size() + " has the number " + Stm.attempt());
    }
  }

  /** Called after an operation; there should be none in an attempt that was told to stop. */
  private int done(int value) {
    if (doomed) {
      violations.add("an operation went through in a doomed attempt");
    }
    return value;
  }

  private int seen(Ref<@Nullable Integer> ref, int value) {
    traces.getLast().add(name(ref) + "=" + Op.show(value));
    return done(value);
  }

  private String name(Reference<?> ref) {
    int shared = refs.indexOf(ref);
    return shared >= 0
        ? Term.name(shared)
        : Interpreter.shown(Interpreter.FIRST_MADE + made.indexOf(ref));
  }

  private @Nullable Ref<@Nullable Integer> ref(int ref) {
    return ref < Term.MADE ? refs.get(ref) : slots.get(ref - Term.MADE);
  }

  private int eval(Term term, @Nullable Transaction tx) throws Kind.CheckedFailure {
    return switch (term) {
      case Term.Const t -> t.value();
      case Term.Plus t -> {
        int left = eval(t.left(), tx);
        yield Op.add(left, eval(t.right(), tx));
      }
      case Term.Seq t -> {
        int value = 0;
        for (Term step : t.steps()) {
          value = eval(step, tx);
        }
        yield value;
      }
      case Term.IfOdd t -> eval(Op.isOdd(eval(t.condition(), tx)) ? t.then() : t.otherwise(), tx);
      case Term.Read t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        yield ref == null ? 0 : seen(ref, fromRef(tx == null ? ref.deref() : ref.deref(tx)));
      }
      case Term.Ensure t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        yield ref == null ? 0 : seen(ref, fromRef(tx == null ? ref.ensure() : ref.ensure(tx)));
      }
      case Term.Put t -> {
        @Nullable Integer value = toRef(eval(t.value(), tx));
        Ref<@Nullable Integer> ref = ref(t.ref());
        yield ref == null ? 0 : done(fromRef(tx == null ? ref.set(value) : ref.set(tx, value)));
      }
      case Term.Alter t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        yield ref == null ? 0 : seen(ref, alter(ref, t.op(), tx));
      }
      case Term.AlterBy t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        yield ref == null ? 0 : seen(ref, alterBy(ref, t.summand(), tx));
      }
      case Term.Commute t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        int value = ref == null ? 0 : done(commute(ref, t.op(), tx));
        yield commuteAnswers ? value : 0;
      }
      case Term.Swap t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        yield ref == null
            ? 0
            : seen(
                ref,
                fromRef(
                    t.op().code() == Op.Code.TIMES
                        ? ref.swap(this::applyIntoRef, t.op())
                        : ref.swap(function(t.op()))));
      }
      case Term.Reset t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        yield ref == null ? 0 : done(fromRef(ref.reset(toRef(t.value()))));
      }
      case Term.Replace t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        if (ref == null) {
          yield 0;
        }
        int before = fromRef(ref.deref());
        seen(ref, before);
        boolean replaced = ref.replace(toRef(t.expected()), toRef(t.value()));
        if (replaced != (before == t.expected())) {
          violations.add("replace answers " + replaced);
        }
        yield done(replaced ? 1 : 0);
      }
      case Term.NewRef t -> {
        int initial = eval(t.initial(), tx);
        Stm.attempt(); // not in a doomed attempt
        Ref<@Nullable Integer> ref = Ref.of(toRef(initial));
        made.add(ref);
        slots.set(t.slot() - Term.MADE, ref);
        yield initial;
      }
      case Term.Throw t -> throw failure(t.kind());
      case Term.Catch t -> evalCatch(t, tx);
      case Term.Retry t -> Op.NIL + Stm.<Integer>retry();
      case Term.CheckOdd t -> {
        Ref<@Nullable Integer> ref = ref(t.ref());
        if (ref != null) {
          Stm.check(Op.isOdd(seen(ref, fromRef(tx == null ? ref.deref() : ref.deref(tx)))));
          yield done(1);
        }
        yield 0;
      }
      case Term.RetryForZero t -> {
        Stm.retryFor(Duration.ZERO);
        yield done(0);
      }
      case Term.OrElse t -> orElse(t, tx);
      case Term.Dosync t -> done(block(t, Stm.options(), false));
      case Term.Independent t -> {
        TransactionBody<Integer, Kind.CheckedFailure> body = () -> eval(t.body(), null);
        yield done(Stm.options().requiresNew().dosync(body));
      }
      case Term.Io t -> {
        TransactionBody<Integer, RuntimeException> body = () -> 0;
        yield Stm.io("test", body);
      }
      case Term.AfterCommit t -> {
        Stm.afterCommit(() -> {
          events.add("committed#" + t.tag() + " local=" + Op.show(local.get()));
          if (t.added() != 0) {
            refs.get(t.ref()).swap(value -> Op.add(fromRef(value), t.added()));
          }
        });
        yield done(0);
      }
      case Term.AfterRollback t -> {
        Stm.afterRollback(() -> rollbacks.add("rolledBack#" + t.tag()));
        yield done(0);
      }
      case Term.BeforeCommit t -> {
        Stm.beforeCommit(() -> evalUnchecked(t.hook(), null));
        yield done(0);
      }
      case Term.Prepare t -> {
        Stm.prepare(() -> {
          events.add("prepare#" + t.tag());
          if (t.veto()) {
            throw noted(new Kind.UncheckedFailure());
          }
        });
        yield done(0);
      }
      case Term.Hold t -> {
        if (!HeldEffects.hold(() -> events.add("effect#" + t.tag()))) {
          violations.add("no effect is held");
        }
        yield 0;
      }
      case Term.LocalSet t -> {
        int value = eval(t.value(), tx);
        local.set(value);
        yield value;
      }
      case Term.LocalGet t -> local.get();
      case Term.Meanwhile t -> {
        meanwhile.run();
        yield 0;
      }
    };
  }

  private int evalUnchecked(Term term, @Nullable Transaction tx) {
    try {
      return eval(term, tx);
    } catch (Kind.CheckedFailure failure) {
      throw new AssertionError("not generated where it cannot be declared", failure);
    }
  }

  private RuntimeException failure(Kind kind) throws Kind.CheckedFailure {
    switch (kind) {
      case CHECKED -> throw noted(new Kind.CheckedFailure());
      case ERROR -> throw noted(new Kind.FatalFailure());
      default -> throw noted(new Kind.UncheckedFailure());
    }
  }

  private <E extends Throwable> E noted(E thrown) {
    lastThrown = thrown;
    return thrown;
  }

  private int evalCatch(Term.Catch t, @Nullable Transaction tx) throws Kind.CheckedFailure {
    try {
      return eval(t.body(), tx);
    } catch (Throwable thrown) {
      Kind kind = Kind.of(thrown);
      if (kind == null && thrown.getStackTrace().length != 0) {
        violations.add("unexpected " + thrown);
        throw thrown;
      }
      if (t.everything() || (kind != null && t.kinds().contains(kind))) {
        doomed |= kind == null;
        return eval(t.handler(), tx);
      }
      throw thrown;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lambdas
  private int orElse(Term.OrElse t, @Nullable Transaction tx) throws Kind.CheckedFailure {
    boolean doomedBefore = doomed;
    List<TransactionBody<Integer, Kind.CheckedFailure>> bodies = new ArrayList<>();
    for (Term alternative : t.alternatives()) {
      bodies.add(() -> {
        doomed = doomedBefore;
        return eval(alternative, tx);
      });
    }
    TransactionBody<Integer, Kind.CheckedFailure>[] others =
        bodies.subList(1, bodies.size()).toArray(new TransactionBody[0]);
    return done(Stm.<Integer, Kind.CheckedFailure>orElse(bodies.getFirst(), others));
  }

  // ------------------------------------------------------------------ functions

  private UnaryOperator<@Nullable Integer> function(Op op) {
    return value -> applyIntoRef(value, op);
  }

  private @Nullable Integer applyIntoRef(@Nullable Integer value, Op op) {
    if (op.code() == Op.Code.USE_REF) {
      return refs.get(op.operand()).deref();
    }
    try {
      return toRef(op.apply(fromRef(value)));
    } catch (Kind.UncheckedFailure failure) {
      throw noted(failure);
    }
  }

  private int alter(Ref<@Nullable Integer> ref, Op op, @Nullable Transaction tx) {
    if (op.code() == Op.Code.TIMES) {
      return fromRef(
          tx == null ? ref.alter(this::applyIntoRef, op) : ref.alter(tx, this::applyIntoRef, op));
    }
    return fromRef(tx == null ? ref.alter(function(op)) : ref.alter(tx, function(op)));
  }

  private int alterBy(Ref<@Nullable Integer> ref, Term summand, @Nullable Transaction tx) {
    UnaryOperator<@Nullable Integer> f =
        value -> {
          int added = evalUnchecked(summand, tx);
          return toRef(Op.add(fromRef(value), added));
        };
    return fromRef(tx == null ? ref.alter(f) : ref.alter(tx, f));
  }

  private int commute(Ref<@Nullable Integer> ref, Op op, @Nullable Transaction tx) {
    UnaryOperator<@Nullable Integer> f =
        value -> {
          commuteRuns++;
          return applyIntoRef(value, op);
        };
    return fromRef(tx == null ? ref.commute(f) : ref.commute(tx, f));
  }

  private static @Nullable Integer toRef(int value) {
    return value == Op.NIL ? null : value;
  }

  private static int fromRef(@Nullable Integer value) {
    return value == null ? Op.NIL : value;
  }
}
