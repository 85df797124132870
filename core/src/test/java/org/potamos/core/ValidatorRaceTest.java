package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A validator is installed while changes are under way. */
class ValidatorRaceTest {

  @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
  enum Operation {
    SWAP(atom -> atom.swap(n -> -5)),
    SWAP_WITH_ARGUMENT(atom -> atom.swap((n, x) -> x, -5)),
    SWAP_VALS(atom -> atom.swapVals(n -> -5)),
    RESET(atom -> atom.reset(-5)),
    RESET_VALS(atom -> atom.resetVals(-5)),
    COMPARE_AND_SET(atom -> atom.compareAndSet(5, -5)),
    REPLACE(atom -> atom.replace(5, -5));

    private final Consumer<Atom<Integer>> toMinusFive;

    Operation(Consumer<Atom<Integer>> toMinusFive) {
      this.toMinusFive = toMinusFive;
    }
  }

  private static Validator<Integer> nonNegative() {
    return Validator.of(n -> n >= 0, "must be >= 0");
  }

  /** VA-05, V3, A5: a value that passed the old validator does not get past the new one. */
  @ParameterizedTest
  @EnumSource(Operation.class)
  void setValidator_whileTheOldOneAccepts_isAtomic(Operation operation) {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Atom<Integer> atom = Atom.of(5);
    atom.setValidator((current, proposed) -> {
      if (proposed == -5) {
        entered.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    Recorder<Integer> recorder = new Recorder<>();
    atom.watch(recorder);
    Threads.Running writer =
        Threads.start(thread ->
            assertThatThrownBy(() -> operation.toMinusFive.accept(atom))
                .isInstanceOf(InvalidStateException.class));
    Waits.await(entered);
    atom.setValidator(nonNegative());
    release.countDown();
    writer.join();
    assertThat(atom.deref()).isEqualTo(5);
    assertThat(recorder.count()).isZero();
  }

  /** VA-05, V3: a bare atom's change in flight meets the first validator. */
  @Test
  void setValidator_whileABareSwapComputes_isAtomic() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Atom<Integer> atom = Atom.of(5);
    Threads.Running writer =
        Threads.start(thread ->
            assertThatThrownBy(() ->
                    atom.swap(n -> {
                      entered.countDown();
                      Waits.await(release);
                      return -5;
                    }))
                .isInstanceOf(InvalidStateException.class));
    Waits.await(entered);
    atom.setValidator(nonNegative());
    release.countDown();
    writer.join();
    assertThat(atom.deref()).isEqualTo(5);
  }

  /** VA-04, VA-05, V3: a value changed while the new validator looks is looked at again. */
  @Test
  void setValidator_valueChangedDuringItsLook_looksAgain() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Atom<Integer> atom = Atom.of(5);
    Validator<Integer> slow =
        (current, proposed) -> {
          if (proposed == 5) {
            entered.countDown();
            Waits.await(release);
          }
          return nonNegative().check(current, proposed);
        };
    Threads.Running installer =
        Threads.start(thread ->
            assertThatThrownBy(() -> atom.setValidator(slow))
                .isInstanceOf(InvalidStateException.class));
    Waits.await(entered);
    atom.reset(-5);
    release.countDown();
    installer.join();
    assertThat(atom.validator()).isNull();
    assertThat(atom.deref()).isEqualTo(-5);
  }

  /** VA-01, V3: of two validators installed at once, the last one holds, and is the one shown. */
  @Test
  void setValidator_byTwoThreads_oneHolds() {
    for (int i = 0; i < 200; i++) {
      Atom<Integer> atom = Atom.of(0);
      Validator<Integer> small = Validator.of(n -> n < 100, "must be < 100");
      List<Validator<Integer>> both = List.of(nonNegative(), small);
      Threads.run(2, thread -> atom.setValidator(both.get(thread)));
      int bad = small.equals(atom.validator()) ? 100 : -1;
      assertThat(both).anySatisfy(one -> assertThat(one).isSameAs(atom.validator()));
      assertThatThrownBy(() -> atom.reset(bad)).isInstanceOf(InvalidStateException.class);
    }
  }

  /** VA-05, V3: once setValidator has returned, no rejected value is visible, ever. */
  @Test
  void setValidator_amongWildWriters_holds() {
    Atom<Integer> atom = Atom.of(0);
    int writers = 3;
    CountDownLatch running = new CountDownLatch(1);
    Threads.run(
        writers + 1,
        thread -> {
          if (thread < writers) {
            while (running.getCount() > 0) {
              change(atom, ThreadLocalRandom.current().nextInt(-3, 4));
            }
            return;
          }
          try {
            int installed = 0;
            for (int i = 0; i < 20_000 && installed < 500; i++) {
              if (install(atom)) {
                installed++;
                for (int look = 0; look < 20; look++) {
                  assertThat(atom.deref()).isNotNegative();
                }
                atom.setValidator(null);
              }
            }
            assertThat(installed).isPositive();
          } finally {
            running.countDown();
          }
        });
  }

  private static void change(Atom<Integer> atom, int value) {
    try {
      if (value % 2 == 0) {
        atom.reset(value);
      } else {
        atom.swap(n -> value);
      }
    } catch (InvalidStateException expected) {
      assertThat(expected.rejectedValue()).isEqualTo(value);
    }
  }

  private static boolean install(Atom<Integer> atom) {
    try {
      atom.setValidator(nonNegative());
      return true;
    } catch (InvalidStateException expected) {
      assertThat(atom.validator()).isNull();
      return false;
    }
  }
}
