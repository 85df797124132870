package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.Validator;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Wrong uses of invariants are told at the call, and rules that fail do no harm. */
class InvariantMisuseTest {
  private final Ref<Integer> a = Ref.builder(1).name("a").build();
  private final Ref<Integer> b = Ref.builder(1).name("b").build();

  @Test
  @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // on purpose
  void null_anywhere_isANullPointerException() {
    BiPredicate<Integer, Integer> rule = (x, y) -> true;
    Validator<Object> validator = (current, proposed) -> List.of();
    List<ThrowingCallable> calls =
        List.of(
            () -> Invariant.over(null, a),
            () -> Invariant.over(a, null),
            () -> Invariant.over(a, b, null),
            () -> Invariant.over((Collection) null),
            () -> Invariant.over(Arrays.asList(a, null)),
            () -> Invariant.over(a, b).named(null),
            () -> Invariant.over(a, b, a).named(null),
            () -> Invariant.over(List.of(a)).named(null),
            () -> Invariant.over(a, b).shown(null),
            () -> Invariant.over(a, b, a).shown(null),
            () -> Invariant.over(List.of(a)).shown(null),
            () -> Invariant.over(a, b).enforce(rule, null),
            () -> Invariant.over(a, b).enforce((BiPredicate<Integer, Integer>) null, "hold"),
            () -> Invariant.over(a, b).enforce((BiFunction<Integer, Integer, ?>) null, validator),
            () -> Invariant.over(a, b).enforce((x, y) -> x, (Validator<Object>) null),
            () -> Invariant.over(a, b, a).enforce(null, "hold"),
            () -> Invariant.over(a, b, a).enforce((x, y, z) -> true, null),
            () -> Invariant.over(List.of(a)).enforce((Predicate<List<Integer>>) null, "hold"),
            () -> Invariant.over(List.of(a)).enforce(all -> true, (String) null),
            () -> Invariant.over(List.of(a)).enforce((Function<List<Integer>, ?>) null, validator),
            () -> Invariant.over(List.of(a)).enforce(all -> all, (Validator<Object>) null));
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .as("call %d", calls.indexOf(call))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void blankOrEmpty_isAnIllegalArgumentException() {
    List<ThrowingCallable> calls =
        List.of(
            () -> Invariant.over(List.<Ref<Integer>>of()),
            () -> Invariant.over(a, b).named(""),
            () -> Invariant.over(a, b).named(" "),
            () -> Invariant.over(a, b, a).named("\t"),
            () -> Invariant.over(List.of(a)).named(" "),
            () -> Invariant.over(a, b).enforce((x, y) -> true, " "),
            () -> Invariant.over(a, b, a).enforce((x, y, z) -> true, ""),
            () -> Invariant.over(List.of(a)).enforce(all -> true, " "));
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .as("call %d", calls.indexOf(call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("(?s).*(rejected|blank|empty).*");
    }
  }

  @Test
  void over_withoutRefs_saysWhatToDo() {
    assertThatThrownBy(() -> Invariant.over(List.<Ref<Integer>>of()))
        .hasMessage("over rejected: there are no refs; give at least one to an invariant");
  }

  @Test
  void enforce_insideATransactionOrValidator_isRejected() {
    AtomicInteger asked = new AtomicInteger();
    Runnable enforce =
        () -> Invariant.over(a, b).enforce((x, y) -> asked.incrementAndGet() > 0, "hold").close();
    List<Consumer<Runnable>> places =
        List.of(
            step -> Stm.dosync(step::run),
            step -> Stm.options().irrevocable().dosync(step::run),
            step -> Stm.dosync(() -> Stm.prepare(step)),
            step -> Stm.dosync(() -> a.commute(x -> after(step, x))),
            step -> Atom.of(1).setValidator(x -> after(step, 1) == 1, "hold"),
            step -> a.setValidator(x -> after(step, 1) == 1, "hold"),
            step -> Invariant.over(a, b).enforce((x, y) -> after(step, 1) == 1, "hold"));
    for (Consumer<Runnable> place : places) {
      assertThatThrownBy(() -> place.accept(enforce))
          .as("place %d", places.indexOf(place))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("enforce rejected: ");
    }
    assertThat(asked).hasValue(0);
    a.swap(x -> x + 1);
    assertThat(asked).hasValue(0);
  }

  private static int after(Runnable step, int value) {
    step.run();
    return value;
  }

  @Test
  void rule_throws_reachesTheCallerUnchanged() {
    for (Throwable thrown :
        List.of(
            new ArithmeticException("own"), new AssertionError("own"), new OutOfMemoryError())) {
      try (Invariant enforced =
          Invariant.over(a, b)
              .enforce(
                  (x, y) -> {
                    if (x + y != 2) {
                      throw InvariantMisuseTest.<RuntimeException>unchanged(thrown);
                    }
                    return true;
                  },
                  "hold")) {
        assertThatThrownBy(() -> a.reset(5)).isSameAs(thrown);
        assertThat(a.deref()).isEqualTo(1);
      }
      a.reset(5);
      assertThatThrownBy(() ->
              Invariant.over(a, b)
                  .enforce(
                      (x, y) -> {
                        throw InvariantMisuseTest.<RuntimeException>unchanged(thrown);
                      },
                      "hold"))
          .isSameAs(thrown);
      a.reset(1);
    }
  }

  @SuppressWarnings("unchecked") // erased
  private static <E extends Throwable> RuntimeException unchanged(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void rule_changesOrReadsRefs_mayOnlyRead() {
    Ref<Integer> other = Ref.of(0);
    List<Runnable> steps =
        List.of(
            () -> other.set(1),
            () -> other.reset(1),
            () -> Stm.dosync(() -> other.set(1)),
            () -> other.watch(change -> {}),
            () -> other.setValidator(null));
    for (Runnable step : steps) {
      try (Invariant enforced =
          Invariant.over(a, b)
              .enforce((x, y) -> x + y == 2 || after(step, other.deref()) == 0, "hold")) {
        assertThatThrownBy(() -> a.reset(7))
            .as("step %d", steps.indexOf(step))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(List.of(a.deref(), other.deref(), other.watchCount())).containsExactly(1, 0, 0);
    }
    try (Invariant enforced =
        Invariant.over(a, b).enforce((x, y) -> other.deref() == 0 && a.deref() == 1, "hold")) {
      Stm.dosync(() -> {
        other.set(1);
        a.set(9); // what is read apart from the values handed over is what is committed
      });
      assertThat(a.deref()).isEqualTo(9);
    }
  }
}
