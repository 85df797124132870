package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;

/** Rules over several refs: what they are shown, what they reject, what they say. */
class InvariantTest {
  private final Ref<Integer> a = Ref.builder(60).name("a").build();
  private final Ref<Integer> b = Ref.builder(40).name("b").build();
  private final Ref<Integer> c = Ref.builder(0).name("c").build();

  // ------------------------------------------------------------------ two, three, any number

  @Test
  void overTwo_holdsBetweenTransactionsOnly() {
    try (Invariant total =
        Invariant.over(a, b).named("total").enforce((x, y) -> x + y == 100, "sum up to 100")) {
      Stm.dosync(() -> {
        a.set(-4711);
        assertThat(a.deref() + b.deref()).isEqualTo(-4671);
        a.set(10);
        b.set(90);
      });
      assertThatThrownBy(() -> a.swap(x -> x + 1))
          .isInstanceOf(CommitRejectedException.class)
          .hasMessage(
              "commit rejected: invariant=total, refs=[a, b], changed=[a], violations=1 (must sum"
                  + " up to 100, but would be a=11, b=90); nothing has changed");
      assertThat(List.of(a.deref(), b.deref())).containsExactly(10, 90);
      assertThat(total.name()).isEqualTo("total");
      assertThat(total).hasToString("Invariant[total]");
    }
    a.reset(0);
    assertThat(a.deref()).isZero();
  }

  @Test
  void overTwo_ofDifferentTypes_areHandedOverInTheirOrder() {
    Ref<List<String>> lines = Ref.of(List.of("x"));
    Ref<Long> count = Ref.of(1L);
    try (Invariant enforced =
        Invariant.over(count, lines).enforce((n, all) -> n == all.size(), "count the lines")) {
      assertThatThrownBy(() -> lines.reset(List.of())).isInstanceOf(InvalidStateException.class);
      Stm.dosync(() -> {
        lines.set(List.of());
        count.set(0L);
      });
      assertThat(count.deref()).isZero();
    }
  }

  @Test
  void overThree_isAskedAboutAll() {
    List<List<Integer>> asked = new ArrayList<>();
    try (Invariant enforced =
        Invariant.over(c, a, b)
            .named("order")
            .enforce(
                (x, y, z) -> {
                  asked.add(List.of(x, y, z));
                  return x + y + z == 100;
                },
                "sum up to 100")) {
      Stm.dosync(() -> {
        b.commute(x -> x - 1);
        c.commute(x -> x + 1);
      });
      assertThatThrownBy(() -> c.reset(7))
          .hasMessageContaining("invariant=order, refs=[a, b, c], changed=[c]")
          .hasMessageContaining("must sum up to 100, but would be c=7, a=60, b=39");
      assertThat(asked).containsExactly(List.of(0, 60, 40), List.of(1, 60, 39), List.of(7, 60, 39));
    }
  }

  @Test
  void overAll_isHandedAListInTheOrderOfTheRefs() {
    List<List<Integer>> asked = new ArrayList<>();
    List<Ref<Integer>> given = new ArrayList<>(List.of(b, c, a));
    Invariant.OverAll<Integer> plan = Invariant.over(given);
    given.clear();
    try (Invariant enforced =
        plan.enforce(
            values -> {
              asked.add(values);
              return values.stream().mapToInt(x -> x).sum() <= 100;
            },
            "not exceed 100")) {
      a.reset(1);
      assertThatThrownBy(() -> c.reset(100))
          .hasMessageContaining("must not exceed 100, but would be b=40, c=100, a=1");
      assertThat(asked).containsExactly(List.of(40, 0, 60), List.of(40, 0, 1), List.of(40, 100, 1));
      assertThatThrownBy(() -> asked.getFirst().set(0, 1))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void overAll_nullValues_areFine() {
    Ref<@Nullable Integer> x = Ref.builder((@Nullable Integer) null).name("x").build();
    Ref<@Nullable Integer> y = Ref.builder((@Nullable Integer) 1).name("y").build();
    try (Invariant enforced =
        Invariant.<@Nullable Integer>over(List.of(x, y))
            .enforce(values -> values.contains(null), "have a gap")) {
      assertThatThrownBy(() -> x.reset(2)).hasMessageContaining("would be x=2, y=1");
      Stm.dosync(() -> {
        x.set(2);
        y.set(null);
      });
      assertThat(Arrays.asList(x.deref(), y.deref())).containsExactly(2, null);
    }
  }

  @Test
  void overAll_oneRefAlone_isFine() {
    try (Invariant enforced =
        Invariant.over(List.of(a)).enforce(all -> all.getFirst() > 0, "be > 0")) {
      assertThatThrownBy(() -> a.reset(0)).hasMessageContaining("but would be a=0");
      a.reset(1);
      assertThat(a.deref()).isEqualTo(1);
    }
  }

  @Test
  void over_theSameRefTwice_isFine() {
    try (Invariant enforced = Invariant.over(a, a).enforce(Integer::equals, "equal itself");
        Invariant enforcedToo =
            Invariant.over(List.of(b, b, b)).enforce(all -> all.size() == 3, "be 3")) {
      a.reset(1);
      b.reset(2);
      assertThat(a.deref() + b.deref()).isEqualTo(3);
    }
  }

  @Test
  void overAll_aThousand_aChangeOfAnyIsSeen() {
    List<Ref<Integer>> many = IntStream.range(0, 1_000).mapToObj(i -> Ref.of(1)).toList();
    try (Invariant total =
        Invariant.over(many)
            .enforce(all -> all.stream().mapToInt(x -> x).sum() == 1_000, "sum up to 1000")) {
      assertThatThrownBy(() -> many.get(777).reset(0))
          .hasMessageContaining(", and 995 more")
          .satisfies(thrown -> assertThat(thrown.toString().length()).isLessThan(600));
      Stm.dosync(() -> {
        many.get(777).set(0);
        many.get(2).alter(x -> x + 1);
      });
      assertThat(many.get(2).deref()).isEqualTo(2);
      assertThat(total.name()).endsWith("+...");
    }
  }

  // ------------------------------------------------------------------ rules about what is computed

  private record Total(int sum) {}

  @Test
  void enforce_aValidatorOfAState_hasItsViolations() {
    Rule<Total> rule =
        Rule.of((current, proposed) -> {
          assertThat(current).as("asked as about a first value").isEqualTo(proposed);
          return proposed.sum() == 100
              ? List.of()
              : List.of(new Violation("sum", "total", "must be 100", List.of(proposed.sum())));
        });
    try (Invariant enforced =
        Invariant.over(a, b).named("total").enforce((x, y) -> new Total(x + y), rule)) {
      assertThatThrownBy(() -> a.reset(61))
          .isInstanceOfSatisfying(
              CommitRejectedException.class,
              rejection -> {
                assertThat(rejection.violations())
                    .containsExactly(new Violation("sum", "total", "must be 100", List.of(101)));
                assertThat(rejection).hasMessageContaining("(sum: must be 100)");
                assertThat(rejection.rejectedValue()).isEqualTo(61);
              });
    }
  }

  @Test
  void enforce_aValidatorOfAll_isAskedAboutAFirstValue() {
    List<Integer> initial = new ArrayList<>();
    Validator<Integer> even =
        new Validator<>() {
          @Override
          public List<Violation> check(Integer current, Integer proposed) {
            throw new AssertionError("not a step");
          }

          @Override
          public List<Violation> checkInitial(Integer sum) {
            initial.add(sum);
            return sum % 2 == 0 ? List.of() : List.of(Violation.of("must be even"));
          }
        };
    try (Invariant enforced =
        Invariant.over(List.of(a, b, c))
            .enforce(all -> all.stream().mapToInt(x -> x).sum(), even)) {
      c.reset(2);
      assertThatThrownBy(() -> c.reset(3)).hasMessageContaining("must be even");
      assertThat(initial).containsExactly(100, 102, 103);
    }
  }

  // ------------------------------------------------------------------ what it says

  @Test
  void name_notGiven_isMadeOfThoseOfTheRefs() {
    Ref<Integer> d = Ref.builder(0).name("d").build();
    try (Invariant two = Invariant.over(a, b).enforce((x, y) -> true, "hold");
        Invariant four = Invariant.over(List.of(d, c, b, a)).enforce(all -> true, "hold")) {
      assertThat(two.name()).isEqualTo("a+b");
      assertThat(four.name()).isEqualTo("d+c+b+...");
    }
  }

  @Test
  void shown_redacted_messageHasNoValues() {
    try (Invariant enforced =
            Invariant.over(a, b)
                .shown(Redaction.HIDDEN)
                .enforce((x, y) -> x + y <= 100, "not exceed 100");
        Invariant enforcedToo = Invariant.over(a, b).enforce((x, y) -> x <= 4711, "be small")) {
      assertThatThrownBy(() -> a.reset(4711))
          .hasMessageContaining("would be a=(hidden), b=(hidden)")
          .hasMessageNotContaining("4711")
          .isInstanceOfSatisfying(
              CommitRejectedException.class,
              rejection -> assertThat(rejection.rejectedValue()).isEqualTo(4711));
    }
  }

  @Test
  void shown_redactedStateAndForeignValidator_messageHasNoValues() {
    Validator<Integer> telling =
        (current, proposed) ->
            proposed <= 100 ? List.of() : List.of(Violation.of("is " + proposed));
    try (Invariant enforced =
        Invariant.over(List.of(a, b))
            .shown(Redaction.HIDDEN)
            .enforce(all -> all.stream().mapToInt(x -> x).sum(), telling)) {
      assertThatThrownBy(() -> a.reset(4711))
          .isInstanceOf(CommitRejectedException.class)
          .hasMessageNotContaining("47");
    }
  }

  @Test
  void message_valueWithoutText_isStillARejection() {
    Object unspeakable =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalArgumentException("no text");
          }
        };
    Ref<Object> x = Ref.builder((Object) "fine").name("x").build();
    try (Invariant enforced =
        Invariant.over(x, a).enforce((o, n) -> o instanceof String, "be text")) {
      assertThatThrownBy(() -> x.reset(unspeakable))
          .isInstanceOf(CommitRejectedException.class)
          .hasMessageContaining("which has no text");
      assertThat(x.deref()).isEqualTo("fine");
    }
  }

  // ------------------------------------------------------------------ with others

  @Test
  void several_overlapping_allHold() {
    try (Invariant enough = Invariant.over(a, b).enforce((x, y) -> x + y >= 50, "be >= 50");
        Invariant ordered = Invariant.over(b, c).enforce((y, z) -> y >= z, "be ordered");
        Invariant atMost30 =
            Invariant.over(List.of(a, c)).enforce(all -> all.get(1) <= 30, "be <= 30")) {
      assertThatThrownBy(() -> a.reset(9)).hasMessageContaining("be >= 50");
      assertThatThrownBy(() -> b.reset(-1)).hasMessageContaining("be ordered");
      assertThatThrownBy(() -> c.reset(31)).hasMessageContaining("be <= 30");
      Stm.dosync(() -> {
        c.set(30);
        b.set(30);
        a.set(20);
      });
      assertThat(List.of(a.deref(), b.deref(), c.deref())).containsExactly(20, 30, 30);
    }
  }

  @Test
  void enforce_contradictsAnother_isRejectedAndNotInForce() {
    try (Invariant enforced = Invariant.over(a, b).enforce((x, y) -> x > y, "be in order")) {
      assertThatThrownBy(
              () -> Invariant.over(b, a).named("contrary").enforce((y, x) -> y > x, "be in order"))
          .isInstanceOf(CommitRejectedException.class)
          .hasMessage(
              "enforce rejected: invariant=contrary, refs=[a, b], violations=1 (must be in order,"
                  + " but would be b=40, a=60); the invariant is not in force");
      a.reset(50);
      assertThat(a.deref()).isEqualTo(50);
    }
  }

  @Test
  void enforce_besideValidatorAndWatch_validatorIsFirstAndWatchHearsOnlyWhatIsCommitted() {
    Recorder<Integer> recorder = new Recorder<>();
    a.watch(recorder);
    a.setValidator(x -> x >= 0, "must be >= 0");
    try (Invariant enforced =
        Invariant.over(a, b).enforce((x, y) -> x + y == 100, "sum up to 100")) {
      assertThatThrownBy(() -> a.reset(-1)).isNotInstanceOf(CommitRejectedException.class);
      assertThatThrownBy(() -> a.reset(1)).isInstanceOf(CommitRejectedException.class);
      Stm.dosync(() -> {
        a.set(1);
        b.set(99);
      });
      assertThat(recorder.steps()).containsExactly("60->1");
    }
  }

  @Test
  void enforce_inAWatch_isFine() {
    List<Invariant> made = new ArrayList<>();
    a.watch(
        "key",
        change -> made.add(Invariant.over(a, b).enforce((x, y) -> x + y > 0, "be positive")));
    a.reset(1);
    a.unwatch("key");
    assertThatThrownBy(() -> a.reset(-40)).isInstanceOf(CommitRejectedException.class);
    assertThat(made).hasSize(1);
    made.forEach(Invariant::close);
  }

  /** Write skew, step by step: each of both sees the other one's ref as it was. */
  @Test
  void enforce_twoSnapshotsThatWithdraw_onlyOneDoes() {
    try (Invariant enforced =
        Invariant.over(a, b).enforce((x, y) -> x + y >= 0, "not be negative")) {
      List<String> log = new ArrayList<>();
      Stm.options()
          .isolation(Isolation.SNAPSHOT)
          .dosync(tx -> {
            log.add("attempt " + tx.attempt() + " sees " + (a.deref() + b.deref()));
            if (a.deref() + b.deref() >= 100) {
              if (tx.attempt() == 1) {
                Thread other = Thread.ofPlatform().start(() -> b.swap(y -> y - 100));
                joined(other);
              }
              a.alter(x -> x - 100);
            }
            return null;
          });
      assertThat(log).containsExactly("attempt 1 sees 100", "attempt 2 sees 0");
      assertThat(a.deref() + b.deref()).isZero();
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }

  @Test
  void enforce_attemptsAreLimited_failsAsAfterAConflict() {
    try (Invariant enforced =
        Invariant.over(a, b).enforce((x, y) -> x + y >= 0, "not be negative")) {
      assertThatThrownBy(() ->
              Stm.options()
                  .maxAttempts(1)
                  .dosync(() -> {
                    int sum = a.deref() + b.deref();
                    joined(Thread.ofPlatform().start(() -> b.reset(0)));
                    a.alter(x -> x - sum);
                  }))
          .isInstanceOf(TransactionFailedException.class);
      assertThat(a.deref()).isEqualTo(60);
    }
  }

  @Test
  void close_twice_endsItOnce() {
    Invariant ended = Invariant.over(a, b).enforce((x, y) -> x + y == 100, "sum up to 100");
    try (Invariant enforced = Invariant.over(a, b).enforce((x, y) -> x >= 0, "not be negative")) {
      ended.close();
      ended.close();
      a.reset(0);
      assertThatThrownBy(() -> a.reset(-1)).hasMessageContaining("not be negative");
    }
  }

  /** Whatever the form, what is answered ends the invariant. */
  @Test
  void enforce_everyForm_answersWhatEndsIt() {
    Ref<Integer> a = Ref.builder(1).name("a").build();
    Ref<Integer> b = Ref.builder(1).name("b").build();
    Ref<Integer> c = Ref.builder(1).name("c").build();
    Rule<Integer> few = Validators.atMost(10);
    List<Invariant> invariants =
        List.of(
            Invariant.over(a, b).enforce((x, y) -> x + y <= 10, "have few"),
            Invariant.over(a, b).enforce(Integer::sum, few),
            Invariant.over(a, b, c)
                .shown(Redaction.HIDDEN)
                .enforce((x, y, z) -> x + y + z <= 10, "have few"),
            Invariant.over(List.of(a, b)).enforce(all -> all.getFirst() <= 10, "have few"),
            Invariant.over(List.of(a, b)).enforce(List::getFirst, few));
    assertThat(invariants)
        .extracting(Invariant::name)
        .containsExactly("a+b", "a+b", "a+b+c", "a+b", "a+b");
    for (Invariant invariant : invariants) {
      assertThatThrownBy(() -> a.reset(11)).isInstanceOf(CommitRejectedException.class);
      invariant.close();
    }
    a.reset(11);
    assertThat(a.deref()).isEqualTo(11);
  }

  /** Three names make a name, five values a message; the others are counted. */
  @Test
  void texts_manyRefs_areBounded() {
    List<Ref<Integer>> refs =
        IntStream.range(0, 6).mapToObj(i -> Ref.builder(0).name("r" + i).build()).toList();
    for (int count : new int[] {3, 4, 5, 6}) {
      try (Invariant invariant =
          Invariant.over(refs.subList(0, count)).enforce(all -> all.getFirst() == 0, "stay")) {
        assertThat(invariant.name()).isEqualTo(count == 3 ? "r0+r1+r2" : "r0+r1+r2+...");
        assertThatThrownBy(() -> refs.getFirst().reset(1))
            .hasMessageContaining("but would be r0=1, r1=0, r2=0")
            .message()
            .satisfies(text -> {
              assertThat(text.contains("r4=0")).isEqualTo(count >= 5);
              assertThat(text.contains(", and 1 more")).isEqualTo(count == 6);
            });
      }
    }
  }
}
