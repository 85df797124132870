package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Subscription;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.core.internal.HeldEffects;
import org.potamos.core.internal.ThreadState;

/** Invariants over several refs at commit: who is asked, about what, and what a rejection does. */
class CommitCheckTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);

  /** All ways to commit a value; the transaction that is on its own may be around it. */
  private static final Map<String, BiConsumer<Ref<Integer>, Integer>> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put("set", (ref, value) -> Stm.dosync(() -> ref.set(value)));
    WAYS.put("alter", (ref, value) -> Stm.dosync(() -> ref.alter(x -> value)));
    WAYS.put("commute", (ref, value) -> Stm.dosync(() -> ref.commute(x -> value)));
    WAYS.put("swap", (ref, value) -> ref.swap(x -> value));
    WAYS.put("swapVals", (ref, value) -> ref.swapVals(x -> value));
    WAYS.put("reset", Ref::reset);
    WAYS.put("resetVals", Ref::resetVals);
    WAYS.put("compareAndSet", (ref, value) -> ref.compareAndSet(ref.deref(), value));
    WAYS.put("replace", (ref, value) -> ref.replace(ref.deref(), value));
    WAYS.put("nested", (ref, value) -> Stm.dosync(() -> Stm.dosync(() -> ref.set(value))));
    WAYS.put("swapInside", (ref, value) -> Stm.dosync(() -> ref.swap(x -> value)));
    WAYS.put(
        "orElse",
        (ref, value) ->
            Stm.dosync(() ->
                Stm.<Integer, RuntimeException>orElse(
                    () -> {
                      ref.set(4711);
                      return Stm.retry();
                    },
                    () -> ref.set(value))));
    WAYS.put("named", (ref, value) -> Stm.options().named("t").dosync(() -> ref.set(value)));
    WAYS.put(
        "requiresNew",
        (ref, value) -> Stm.dosync(() -> Stm.options().requiresNew().dosync(() -> ref.set(value))));
    WAYS.put(
        "irrevocable",
        (ref, value) -> Stm.options().irrevocable().dosync(() -> ref.alter(x -> value)));
    WAYS.put("snapshotSet", (ref, value) -> SNAPSHOT.dosync(() -> ref.set(value)));
    WAYS.put("snapshotAlter", (ref, value) -> SNAPSHOT.dosync(() -> ref.alter(x -> value)));
    WAYS.put("snapshotCommute", (ref, value) -> SNAPSHOT.dosync(() -> ref.commute(x -> value)));
    WAYS.put(
        "beforeCommit", (ref, value) -> Stm.dosync(() -> Stm.beforeCommit(() -> ref.set(value))));
    WAYS.put(
        "prepared",
        (ref, value) ->
            Stm.dosync(() -> {
              ref.set(value);
              Stm.prepare(() -> {});
            }));
    WAYS.put(
        "listened",
        (ref, value) -> {
          try (Subscription listening = Stm.listen(commit -> {})) {
            ref.reset(value);
          }
        });
    WAYS.put(
        "withAnother",
        (ref, value) ->
            Stm.dosync(() -> {
              Ref.of(0).set(1);
              ref.set(value);
            }));
  }

  static Stream<String> ways() {
    return WAYS.keySet().stream();
  }

  private static void commit(String way, Ref<Integer> ref, int value) {
    Objects.requireNonNull(WAYS.get(way)).accept(ref, value);
  }

  // ------------------------------------------------------------------ every way

  @ParameterizedTest
  @MethodSource("ways")
  void check_everyWayToCommit_isAskedOnceAboutWhatWouldBe(String way) {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(2);
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      commit(way, b, 7);
      commit(way, a, -7);
      assertThat(check.shown()).containsExactly("1+2", "1+7'", "-7'+7");
      assertThat(a.deref() + b.deref()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void check_everyWayToCommit_rejects(String way) {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 2);
    Recorder<Integer> recorder = new Recorder<>();
    b.watch(recorder);
    long version = b.version();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      assertThatThrownBy(() -> commit(way, b, -5))
          .isInstanceOfSatisfying(
              CommitRejectedException.class,
              rejection -> {
                assertThat(rejection.reference()).isSameAs(b);
                assertThat(rejection.referenceName()).isEqualTo("sum >= 0");
                assertThat(rejection.rejectedValue()).isEqualTo(-5);
                assertThat(rejection.changedRefs()).isEqualTo(List.of(b));
                assertThat(rejection.violations()).hasSize(1);
              });
      assertThat(b.deref()).isEqualTo(2);
      assertThat(b.version()).isEqualTo(version);
      assertThat(recorder.count()).isZero();
    }
    commit(way, b, -5);
    assertThat(b.deref()).as("after close").isEqualTo(-5);
    assertThat(recorder.steps()).containsExactly("2->-5");
  }

  // ------------------------------------------------------------------ what it sees

  @Test
  void check_severalSets_seesTheFinalValuesOnce() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(2);
    Sums check = Sums.atLeast(3, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      Stm.dosync(() -> {
        a.set(-100);
        b.set(-200);
        b.commute(x -> x + 50);
        assertThat(a.deref() + b.deref()).isEqualTo(-250);
        a.alter(x -> x + 110);
        b.set(-7);
      });
      Stm.dosync(() -> { // in the other order
        b.commute(x -> x + 8);
        a.set(2);
      });
      assertThat(check.shown()).containsExactly("1+2", "10'+-7'", "2'+1'");
    }
  }

  @Test
  void check_theSameValueIsSet_isChanged() {
    Ref<Integer> a = refs.ref(1);
    Sums check = Sums.any(a);
    try (Subscription enforced = Stm.enforce(check)) {
      Stm.dosync(() -> a.set(1));
      assertThat(check.shown()).containsExactly("1", "1'");
    }
  }

  @Test
  void check_noneOfItsRefsIsWritten_isNotAsked() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    Ref<Integer> other = refs.ref(1);
    Sums check = Sums.any(a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.forget();
      Stm.dosync(() -> other.set(a.deref() + b.ensure()));
      Stm.options().readOnly().dosync(() -> a.deref() + b.deref());
      SNAPSHOT.dosync(() -> other.alter(x -> a.ensure() + b.deref()));
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                a.set(-1);
                throw new IllegalArgumentException("undo");
              }))
          .isInstanceOf(IllegalArgumentException.class);
      Stm.dosync(() -> {
        other.set(5);
        assertThatThrownBy(() ->
                Stm.dosync(() -> {
                  a.set(-1);
                  throw new IllegalArgumentException("undo");
                }))
            .isInstanceOf(IllegalArgumentException.class);
      });
      assertThat(check.shown()).isEmpty();
      assertThat(other.extension()).as("pays nothing").isNull();
    }
  }

  @Test
  void check_severalOnOneRef_eachIsAskedOnce() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(2);
    Ref<Integer> c = refs.ref(3);
    Sums ab = Sums.any(a, b);
    Sums bc = Sums.any(b, c);
    Sums all = Sums.any(c, b, a, b, a);
    Sums alone = Sums.any(b);
    List<Subscription> inForce = Stream.of(ab, bc, all, alone).map(Stm::enforce).toList();
    Stream.of(ab, bc, all, alone).forEach(Sums::forget);
    Stm.dosync(() -> {
      c.set(30);
      b.set(20);
      a.set(10);
    });
    assertThat(ab.shown()).containsExactly("10'+20'");
    assertThat(bc.shown()).containsExactly("20'+30'");
    assertThat(all.shown()).containsExactly("30'+20'+10'+20'+10'");
    assertThat(alone.shown()).containsExactly("20'");
    Stm.dosync(() -> a.set(11));
    assertThat(ab.shown()).last().isEqualTo("11'+20");
    assertThat(all.shown()).last().isEqualTo("30+20+11'+20+11'");
    assertThat(bc.shown()).hasSize(1);
    assertThat(alone.shown()).hasSize(1);
    inForce.forEach(Subscription::close);
  }

  @Test
  void check_theSameOneTwice_isAskedTwiceAndEndsOnceEach() {
    Ref<Integer> a = refs.ref(1);
    Sums check = Sums.atLeast(0, a);
    Subscription first = Stm.enforce(check);
    Subscription second = Stm.enforce(check);
    check.forget();
    a.reset(2);
    assertThat(check.shown()).hasSize(2);
    first.close();
    assertThatThrownBy(() -> a.reset(-1)).isInstanceOf(CommitRejectedException.class);
    second.close();
    a.reset(-1);
    assertThat(a.deref()).isEqualTo(-1);
  }

  @Test
  void check_oneOfSeveralRejects_decides() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(2);
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b));
        Subscription enforcedToo = Stm.enforce(Sums.atMost(10, b, a))) {
      assertThatThrownBy(() -> a.reset(-3)).hasMessageContaining("sum >= 0");
      assertThatThrownBy(() -> a.reset(9)).hasMessageContaining("sum <= 10");
      a.reset(8);
      assertThat(a.deref()).isEqualTo(8);
    }
  }

  @Test
  void check_validatorsToo_theyAreAskedFirst() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    List<String> log = new ArrayList<>();
    b.setValidator((current, proposed) -> {
      log.add("validator");
      return proposed == 13 ? List.of(Violation.of("bad luck")) : List.of();
    });
    Sums check = Sums.atLeast(0, a, b).inside(() -> log.add("check"));
    try (Subscription enforced = Stm.enforce(check)) {
      log.clear();
      Stm.dosync(() -> {
        a.set(2);
        b.set(2);
      });
      assertThat(log).containsExactly("validator", "check");
      assertThatThrownBy(() -> b.reset(13))
          .isInstanceOf(InvalidStateException.class)
          .isNotInstanceOf(CommitRejectedException.class);
      assertThat(log).containsExactly("validator", "check", "validator");
    }
  }

  @Test
  void check_runsOnTheCommittingThreadBeforeAnythingIsVisible() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    List<Object> log = new ArrayList<>();
    a.watch("key", change -> log.add("watch"));
    Sums check =
        Sums.any(a, b)
            .inside(() -> {
              log.add(Thread.currentThread());
              Elsewhere.run(unused -> log.add(a.deref()));
            });
    try (Subscription enforced = Stm.enforce(check)) {
      log.clear();
      Stm.dosync(() -> a.set(2));
      assertThat(log).containsExactly(Thread.currentThread(), 1, "watch");
    }
    a.unwatch("key");
  }

  @Test
  void view_refOfAnotherCheck_isRejected() {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> other = refs.ref("other", 1);
    Ref<Integer> before = refs.ref("before", 1);
    for (Ref<Integer> unknown : List.of(other, before)) {
      CommitCheck check =
          check(
              "curious",
              List.of(a),
              view -> {
                assertThatThrownBy(() -> view.isChanged(unknown))
                    .isInstanceOf(IllegalArgumentException.class);
                view.valueOf(unknown);
                return List.of();
              });
      assertThatThrownBy(() -> Stm.enforce(check))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "valueOf rejected: ref="
                  + unknown.name()
                  + " is none of the refs of invariant=curious; name it in refs()");
    }
  }

  @Test
  void view_afterTheCall_staysAsItWas() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(2);
    List<CommitCheck.View> views = new ArrayList<>();
    CommitCheck check =
        check(
            "keeping",
            List.of(a, b),
            view -> {
              views.add(view);
              return List.of();
            });
    try (Subscription enforced = Stm.enforce(check)) {
      Stm.dosync(() -> a.commute(x -> x + 10));
    }
    Stm.dosync(() -> {
      a.set(100);
      b.set(200);
    });
    assertThat(views.stream().map(view -> view.valueOf(a) + ", " + view.valueOf(b)))
        .containsExactly("1, 2", "11, 2");
    assertThat(views.get(1).isChanged(a)).isTrue();
    assertThat(views.get(1).isChanged(b)).isFalse();
  }

  @Test
  void check_nullValues_areShown() {
    Ref<@Nullable String> a = refs.ref(null);
    Ref<@Nullable String> b = refs.ref("b");
    CommitCheck check =
        check(
            "one is null",
            List.of(a, b),
            view ->
                view.valueOf(a) == null || view.valueOf(b) == null
                    ? List.of()
                    : List.of(Violation.of("must have a null")));
    try (Subscription enforced = Stm.enforce(check)) {
      Stm.dosync(() -> {
        a.set("a");
        b.set(null);
      });
      assertThatThrownBy(() -> b.reset("b")).isInstanceOf(CommitRejectedException.class);
      a.reset(null);
      assertThat(a.deref()).isNull();
    }
  }

  @Test
  void check_thousandRefs_oneAndAllAreChanged() {
    List<Ref<Integer>> many = IntStream.range(0, 1_000).mapToObj(unused -> refs.ref(1)).toList();
    List<Boolean> changed = new ArrayList<>();
    CommitCheck check =
        check(
            "many",
            many,
            view -> {
              changed.clear();
              many.forEach(ref -> changed.add(view.isChanged(ref)));
              int sum = many.stream().mapToInt(view::valueOf).sum();
              return sum >= 1_000 ? List.of() : List.of(Violation.of("must be >= 1000, is " + sum));
            });
    try (Subscription enforced = Stm.enforce(check)) {
      assertThat(changed).containsOnly(false);
      many.get(500).reset(2);
      assertThat(changed.stream().filter(is -> is)).hasSize(1);
      assertThat(changed.get(500)).isTrue();
      Stm.dosync(() -> many.reversed().forEach(ref -> ref.alter(x -> x + 1)));
      assertThat(changed).containsOnly(true);
      Throwable thrown =
          catchThrowable(() -> Stm.dosync(() -> many.forEach(ref -> ref.commute(unused -> 0))));
      assertThat(thrown)
          .isInstanceOf(CommitRejectedException.class)
          .hasMessageContaining(", and 992 more]")
          .hasMessageContaining("is 0");
      assertThat(((CommitRejectedException) thrown).changedRefs()).isEqualTo(many);
      assertThat(thrown.toString().length()).isLessThan(1_000);
      assertThat(many.stream().mapToInt(Ref::deref).sum()).isEqualTo(2_001);
    }
  }

  // ------------------------------------------------------------------ what a rejection does

  @Test
  void rejection_undoesTheWholeTransaction() {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 2);
    Ref<Integer> other = refs.ref("other", 3);
    Recorder<Integer> recorder = new Recorder<>();
    a.watch(recorder);
    other.watch(recorder);
    List<String> log = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, b, a));
        Subscription listening = Stm.listen(commit -> log.add("listener"))) {
      assertThatThrownBy(() ->
              Stm.options()
                  .named("transfer")
                  .dosync(() -> {
                    runs.incrementAndGet();
                    other.set(30);
                    b.commute(x -> x + 1);
                    a.set(-4711);
                    HeldEffects.hold(() -> log.add("held"));
                    Stm.beforeCommit(() -> log.add("beforeCommit"));
                    Stm.prepare(() -> log.add("prepare"));
                    Stm.afterCommit(() -> log.add("afterCommit"));
                    Stm.afterRollback(() -> log.add("afterRollback"));
                  }))
          .isInstanceOfSatisfying(
              CommitRejectedException.class,
              rejection -> {
                assertThat(rejection)
                    .hasMessage(
                        "commit rejected: invariant=sum >= 0, refs=[a, b], changed=[a, b],"
                            + " transaction=transfer, violations=1 (must hold: sum >= 0);"
                            + " nothing has changed");
                assertThat(rejection.reference()).as("the one made first").isSameAs(a);
                assertThat(rejection.rejectedValue()).isEqualTo(-4711);
                assertThat(rejection.changedRefs()).isEqualTo(List.of(a, b));
                assertThat(rejection.violationList())
                    .isEqualTo("sum >= 0 rejects a value:\n- must hold: sum >= 0");
              });
    }
    assertThat(List.of(a.deref(), b.deref(), other.deref())).containsExactly(1, 2, 3);
    assertThat(log).containsExactly("beforeCommit", "afterRollback");
    assertThat(recorder.count()).isZero();
    assertThat(runs).hasValue(1);
    assertThat(Stm.isInTransaction()).isFalse();
  }

  @Test
  void rejection_ofAnUnnamedTransaction_hasThisMessage() {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 2);
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      assertThatThrownBy(() -> b.reset(-2))
          .hasMessage(
              "commit rejected: invariant=sum >= 0, refs=[a, b], changed=[b],"
                  + " violations=1 (must hold: sum >= 0); nothing has changed");
    }
  }

  @Test
  void rejection_ofAnInnerTransaction_canBeCaught() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> other = refs.ref(1);
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a))) {
      Stm.dosync(() -> {
        other.set(2);
        assertThatThrownBy(() -> Stm.options().requiresNew().dosync(() -> a.set(-1)))
            .isInstanceOf(CommitRejectedException.class);
        other.alter(x -> x + 1);
      });
      assertThat(other.deref()).isEqualTo(3);
      assertThat(a.deref()).isEqualTo(1);
    }
  }

  /** An inner transaction of its own is checked on what is committed, not on what is around it. */
  @Test
  void check_ofAnInnerTransaction_doesNotSeeTheOuterOne() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                a.set(-1);
                Stm.options().requiresNew().dosync(() -> b.set(0));
              }))
          .isInstanceOf(CommitRejectedException.class);
      assertThat(check.shown()).containsExactly("1+1", "1+0'", "-1'+0");
      assertThat(b.deref()).as("committed on its own").isZero();
    }
  }

  @Test
  void rejection_isNotAnAlternative() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> other = refs.ref(1);
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a))) {
      assertThatThrownBy(() ->
              Stm.dosync(
                  () -> Stm.<Integer, RuntimeException>orElse(() -> a.set(-1), () -> other.set(2))))
          .isInstanceOf(CommitRejectedException.class);
      assertThat(other.deref()).isEqualTo(1);
    }
  }

  @Test
  void rejection_serialized_keepsItsTexts() throws Exception {
    Ref<Integer> a = refs.ref("a", 1);
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a))) {
      Throwable thrown = catchThrowable(() -> a.reset(-1));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(thrown);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        CommitRejectedException copy = (CommitRejectedException) in.readObject();
        assertThat(copy).hasMessage(thrown.getMessage());
        assertThat(copy.changedRefs()).isEmpty();
        assertThat(copy.referenceName()).isEqualTo("sum >= 0");
      }
    }
  }

  // ------------------------------------------------------------------ checks that fail

  @SuppressWarnings("InfiniteRecursion")
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  @Test
  void check_throws_propagatesUnchangedAndNothingIsLocked() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> b = refs.ref(1);
    AtomicReference<@Nullable Throwable> toThrow = new AtomicReference<>();
    List<String> log = new ArrayList<>();
    CommitCheck check =
        check(
            "failing",
            List.of(a, b),
            unused -> {
              Throwable thrown = toThrow.get();
              if (thrown instanceof StackOverflowError) {
                overflow(0);
              }
              if (thrown != null) {
                throw AttemptLoopProbe.unchanged(thrown);
              }
              return List.of();
            });
    try (Subscription enforced = Stm.enforce(check)) {
      for (Throwable thrown :
          List.of(
              new ArithmeticException("own"),
              new AssertionError("own"),
              new OutOfMemoryError("own"),
              new StackOverflowError(),
              new java.io.IOException("sneaky"))) {
        toThrow.set(thrown);
        assertThatThrownBy(() ->
                Stm.dosync(() -> {
                  a.set(2);
                  b.commute(x -> x + 1);
                  Stm.afterRollback(() -> log.add("afterRollback"));
                }))
            .isInstanceOf(thrown.getClass())
            .satisfies(actual -> {
              if (!(thrown instanceof StackOverflowError)) {
                assertThat(actual).isSameAs(thrown);
              }
            });
        assertThat(a.deref() + b.deref()).isEqualTo(2);
        assertThat(a.head().isFinished() && b.head().isFinished()).isTrue();
        assertThat(ThreadState.isValidatingHere()).isFalse();
        toThrow.set(null);
        Stm.options().maxAttempts(1).dosync(() -> a.alter(x -> x));
      }
    }
    assertThat(log).hasSize(5);
  }

  private static final class AttemptLoopProbe {
    @SuppressWarnings("unchecked") // erased
    static <E extends Throwable> RuntimeException unchanged(Throwable failure) throws E {
      throw (E) failure;
    }
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void check_answersNull_isANullPointerException() {
    Ref<Integer> a = refs.ref(1);
    CommitCheck check = check("silent", List.of(a), view -> view.isChanged(a) ? null : List.of());
    try (Subscription enforced = Stm.enforce(check)) {
      assertThatThrownBy(() -> a.reset(2)).isInstanceOf(NullPointerException.class);
      assertThat(a.deref()).isEqualTo(1);
      assertThat(a.head().isFinished()).isTrue();
    }
  }

  /** What must not be done in a check, for one that is asked at commit and when it is enforced. */
  private List<Runnable> forbidden(Ref<Integer> own, Ref<Integer> other, Atom<Integer> atom) {
    List<Runnable> all = new ArrayList<>();
    for (Ref<Integer> ref : List.of(own, other)) {
      all.addAll(
          List.of(
              () -> ref.set(1),
              () -> ref.alter(x -> x + 1),
              () -> ref.commute(x -> x + 1),
              ref::ensure,
              () -> ref.swap(x -> x + 1),
              () -> ref.reset(1),
              () -> ref.swapVals(x -> x + 1),
              () -> ref.compareAndSet(0, 1),
              () -> Stm.dosync(() -> ref.set(1)),
              () -> Stm.options().irrevocable().dosync(() -> ref.set(1)),
              () -> ref.setValidator(null),
              () -> ref.setValidator(Validator.of(x -> true, "anything")),
              () -> ref.watch(change -> {}),
              () -> ref.unwatch("watched"),
              () -> Stm.enforce(Sums.any(ref))));
    }
    all.add(() -> atom.reset(1));
    all.add(() -> atom.swap(x -> x + 1));
    all.add(() -> HeldEffects.hold(() -> {}));
    all.add(Stm::retry);
    all.add(() -> Stm.afterCommit(() -> {}));
    return all;
  }

  @Test
  void check_changesSomething_isRejected() {
    for (int i = 0; i < forbidden(refs.ref(0), refs.ref(0), Atom.of(0)).size(); i++) {
      Ref<Integer> own = refs.ref("own", 0);
      Ref<Integer> other = refs.ref("other", 0);
      Atom<Integer> atom = Atom.of(0);
      other.watch("watched", change -> {});
      own.watch("watched", change -> {});
      Runnable step = forbidden(own, other, atom).get(i);
      Sums check = Sums.any(own);
      try (Subscription enforced = Stm.enforce(check)) {
        check.inside(step);
        assertThatThrownBy(() -> Stm.dosync(() -> own.set(7)))
            .as("step %d", i)
            .isInstanceOf(IllegalStateException.class);
        assertThat(List.of(own.deref(), other.deref(), atom.deref()))
            .as("step %d", i)
            .containsOnly(0);
        assertThat(List.of(own.watchCount(), other.watchCount())).as("step %d", i).containsOnly(1);
        check.inside(() -> {});
        own.unwatch("watched");
        other.unwatch("watched");
      }
    }
  }

  @Test
  void enforce_checkChangesSomething_isRejected() {
    for (int i = 0; i < forbidden(refs.ref(0), refs.ref(0), Atom.of(0)).size(); i++) {
      int step = i;
      Ref<Integer> own = Ref.builder(0).name("own").build();
      Ref<Integer> other = Ref.builder(0).name("other").build();
      Atom<Integer> atom = Atom.of(0);
      other.watch("watched", change -> {});
      own.watch("watched", change -> {});
      Sums check = Sums.any(own).inside(forbidden(own, other, atom).get(i));
      Elsewhere.run(
          unused -> // which may be left behind with its locks
          assertThatThrownBy(() -> Stm.enforce(check))
                  .as("step %d", step)
                  .isInstanceOf(IllegalStateException.class));
      assertThat(List.of(own.deref(), other.deref(), atom.deref()))
          .as("step %d", i)
          .containsOnly(0);
      assertThat(own.head().isFinished()).isTrue();
    }
  }

  @Test
  void check_readsRefs_seesWhatIsCommitted() {
    Ref<Integer> a = refs.ref(1);
    Ref<Integer> limit = refs.ref(10);
    List<Integer> seen = new ArrayList<>();
    Sums check =
        Sums.any(a)
            .inside(() -> {
              seen.add(a.deref());
              seen.add(limit.deref());
            });
    try (Subscription enforced = Stm.enforce(check)) {
      assertThat(seen).containsExactly(1, 10);
      Stm.dosync(() -> {
        limit.set(20);
        a.set(2);
      });
      assertThat(seen).containsExactly(1, 10, 1, 10);
    }
  }

  // ------------------------------------------------------------------ helpers

  private interface Rule {
    List<Violation> check(CommitCheck.View view);
  }

  private static CommitCheck check(String name, Collection<? extends Ref<?>> refs, Rule rule) {
    return new CommitCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Collection<? extends Ref<?>> refs() {
        return refs;
      }

      @Override
      public List<Violation> check(View view) {
        return rule.check(view);
      }
    };
  }
}
