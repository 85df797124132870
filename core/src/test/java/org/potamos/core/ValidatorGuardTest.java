package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A validator reads; it changes nothing. */
class ValidatorGuardTest {

  @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
  enum Write {
    SWAP(atom -> atom.swap(n -> n + 10)),
    SWAP_WITH_ARGUMENT(atom -> atom.swap(Integer::sum, 10)),
    SWAP_VALS(atom -> atom.swapVals(n -> n + 10)),
    SWAP_VALS_WITH_ARGUMENT(atom -> atom.swapVals(Integer::sum, 10)),
    RESET(atom -> atom.reset(10)),
    RESET_VALS(atom -> atom.resetVals(10)),
    COMPARE_AND_SET(atom -> atom.compareAndSet(1, 10)),
    REPLACE(atom -> atom.replace(1, 10)),
    WATCH(atom -> atom.watch(change -> {})),
    WATCH_BY_KEY(atom -> atom.watch("key", change -> {})),
    WATCH_WEAKLY(atom -> atom.watchWeakly("owner", (owner, change) -> {})),
    SET_VALIDATOR(atom -> atom.setValidator(n -> true, "any")),
    REMOVE_VALIDATOR(atom -> atom.setValidator(null));

    private final Consumer<Atom<Integer>> action;

    Write(Consumer<Atom<Integer>> action) {
      this.action = action;
    }
  }

  private static Validator<Integer> writingAt2(
      Write write, AtomicReference<@Nullable Atom<Integer>> to) {
    return (current, proposed) -> {
      Atom<Integer> target = to.get();
      if (proposed == 2 && target != null) {
        write.action.accept(target);
      }
      return List.of();
    };
  }

  private static void assertUntouched(Atom<Integer> atom) {
    assertThat(atom.deref()).isEqualTo(1);
    assertThat(atom.watchCount()).isZero();
  }

  private static void assertWorks(Atom<Integer> atom) {
    Recorder<Integer> recorder = new Recorder<>();
    try (Subscription watching = atom.watch(recorder)) {
      assertThat(watching).isNotNull();
      assertThat(atom.swap(n -> n + 2)).isEqualTo(3);
      assertThat(atom.compareAndSet(3, 4)).isTrue();
    }
    assertThat(recorder.steps()).containsExactly("1->3", "3->4");
  }

  /** V4, VA-09: a validator that changes another atom is stopped, and rejects. */
  @ParameterizedTest
  @EnumSource(Write.class)
  void write_toAnotherAtom_isRejected(Write write) {
    Atom<Integer> bare = Atom.of(1);
    Atom<Integer> used = Atom.of(0); // the next change of one that has changed takes the quick way
    used.reset(1);
    Atom<Integer> observed = Atom.builder(1).validator(n -> true, "any").build();
    for (Atom<Integer> other : List.of(bare, used, observed)) {
      Atom<Integer> atom = Atom.of(1);
      atom.setValidator(writingAt2(write, new AtomicReference<>(other)));
      assertThatThrownBy(() -> atom.reset(2))
          .isInstanceOf(IllegalStateException.class)
          .isNotInstanceOf(InvalidStateException.class);
      assertUntouched(atom);
      assertUntouched(other);
      assertWorks(atom);
      assertWorks(other);
    }
    assertThat(bare.validator()).isNull();
    assertThat(observed.validator()).isNotNull();
  }

  /** V4, VA-09: a validator that changes its own atom is stopped, and rejects. */
  @ParameterizedTest
  @EnumSource(Write.class)
  void write_toItsOwnAtom_isRejected(Write write) {
    Atom<Integer> atom = Atom.of(1);
    Validator<Integer> validator = writingAt2(write, new AtomicReference<>(atom));
    atom.setValidator(validator);
    assertThatThrownBy(() -> atom.swap(n -> 2))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(InvalidStateException.class);
    assertThat(atom.validator()).isSameAs(validator);
    assertUntouched(atom);
    assertWorks(atom);
  }

  /** V4, VA-09: the same while a validator is being installed, and while an atom is built. */
  @ParameterizedTest
  @EnumSource(Write.class)
  void write_atInstallation_isRejected(Write write) {
    Atom<Integer> other = Atom.of(1);
    Atom<Integer> atom = Atom.of(1);
    Validator<Integer> writing =
        (current, proposed) -> {
          write.action.accept(other);
          return List.of();
        };
    assertThatThrownBy(() -> atom.setValidator(writing)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Atom.builder(1).validator(writing).build())
        .isInstanceOf(IllegalStateException.class);
    assertThat(atom.validator()).isNull();
    assertUntouched(other);
    assertUntouched(atom);
    assertWorks(other);
    assertWorks(atom);
  }

  /** V4, VA-09: all ways to propose a value run the validator guarded. */
  @Test
  void write_duringAnyOperation_isRejected() {
    Atom<Integer> other = Atom.of(1);
    Atom<Integer> atom = Atom.of(1);
    atom.setValidator(writingAt2(Write.RESET, new AtomicReference<>(other)));
    List<Consumer<Atom<Integer>>> operations =
        List.of(
            a -> a.swap(n -> 2),
            a -> a.swap((n, x) -> x, 2),
            a -> a.swapVals(n -> 2),
            a -> a.reset(2),
            a -> a.resetVals(2),
            a -> a.compareAndSet(1, 2),
            a -> a.replace(1, 2));
    for (Consumer<Atom<Integer>> operation : operations) {
      assertThatThrownBy(() -> operation.accept(atom)).isInstanceOf(IllegalStateException.class);
      assertUntouched(atom);
      assertUntouched(other);
    }
  }

  /** V4: a validator that catches the exception still has changed nothing. */
  @Test
  void write_exceptionCaught_changesNothing() {
    Atom<Integer> other = Atom.of(1);
    Atom<Integer> atom = Atom.of(1);
    List<Throwable> caught = new ArrayList<>();
    atom.setValidator((current, proposed) -> {
      try {
        other.reset(5);
      } catch (IllegalStateException expected) {
        caught.add(expected);
      }
      return List.of();
    });
    assertThat(atom.reset(2)).isEqualTo(2);
    assertThat(caught).hasSize(2);
    assertThat(other.deref()).isEqualTo(1);
  }

  /** V4: reading is free: any reference, also the own one. */
  @Test
  void read_anything_isFine() {
    Atom<Integer> limit = Atom.of(10);
    Atom<Integer> atom = Atom.of(1);
    atom.setValidator((current, proposed) ->
        proposed <= limit.get() && atom.deref() != null && atom.toString() != null
            ? List.of()
            : List.of(Violation.of("must be <= limit")));
    assertThat(atom.reset(10)).isEqualTo(10);
    assertThatThrownBy(() -> atom.reset(11)).isInstanceOf(InvalidStateException.class);
    limit.reset(20);
    assertThat(atom.reset(11)).isEqualTo(11);
  }

  /** V4: looking at the version of a bare atom is reading too. */
  @Test
  void read_versionOfABareAtom_isFine() {
    Atom<Integer> bare = Atom.of(1);
    Atom<Integer> atom = Atom.of(1);
    atom.setValidator((current, proposed) ->
        bare.version() == 0 ? List.of() : List.of(Violation.of("must come first")));
    assertThat(atom.reset(2)).isEqualTo(2);
    bare.reset(2);
    assertThatThrownBy(() -> atom.reset(3)).isInstanceOf(InvalidStateException.class);
  }

  /** V4, AT-13: a validator inside a nested computation guards that step alone. */
  @Test
  void validator_insideANestedSwap_guardsItsStepAlone() {
    Atom<Integer> inner = Atom.builder(1).validator(n -> n >= 0, "must be >= 0").build();
    Atom<Integer> third = Atom.of(1);
    Atom<Integer> outer = Atom.builder(1).validator(n -> n >= 0, "must be >= 0").build();
    int result =
        outer.swap(n -> {
          inner.swap(m -> m + 1);
          third.swap(m -> m + 1);
          return n + 1;
        });
    assertThat(result).isEqualTo(2);
    assertThat(List.of(inner.deref(), third.deref())).containsExactly(2, 2);
  }

  /** V4: a validator that starts another validator by a new atom does not unlock the guard. */
  @Test
  void write_afterAnotherValidatorHasRunInside_isRejected() {
    Atom<Integer> other = Atom.of(1);
    Atom<Integer> atom = Atom.of(1);
    atom.setValidator((current, proposed) -> {
      Atom<Integer> temporary = Atom.builder(1).validator(n -> true, "any").build();
      assertThat(temporary.deref()).isEqualTo(1);
      if (proposed == 2) {
        other.reset(2);
      }
      return List.of();
    });
    assertThatThrownBy(() -> atom.reset(2)).isInstanceOf(IllegalStateException.class);
    assertUntouched(other);
    assertWorks(other);
  }

  /** V4: a validator's write guard ends with the validator, also when that throws. */
  @Test
  void write_afterAValidatorThrew_isFine() {
    Atom<Integer> atom = Atom.of(1);
    atom.setValidator((current, proposed) -> {
      if (proposed == 2) {
        throw new Error("no");
      }
      return List.of();
    });
    assertThatThrownBy(() -> atom.reset(2)).isInstanceOf(Error.class).hasMessage("no");
    Atom<Integer> other = Atom.of(1);
    assertWorks(other);
    assertWorks(atom);
  }
}
