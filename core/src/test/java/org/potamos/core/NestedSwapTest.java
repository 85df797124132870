package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A function that computes the next value of an atom must not change that atom. */
class NestedSwapTest {

  /** Something with a name, for the display. */
  record Named<X>(String name, X it) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A computation by an atom, in whose function something else is run. */
  interface Outer {
    void run(Atom<Integer> atom, Runnable inside);
  }

  private static final Recorder<Integer> DEAF = new Recorder<>();

  private static final List<Named<Supplier<Atom<Integer>>>> ATOMS =
      List.of(
          new Named<>("fresh", () -> Atom.of(1)),
          new Named<>(
              "used",
              () -> {
                Atom<Integer> atom = Atom.of(0);
                atom.swap(n -> n + 1);
                return atom;
              }),
          new Named<>("validated", () -> Atom.builder(1).validator(n -> true, "any").build()),
          new Named<>("watched", () -> Atom.builder(1).watch("key", DEAF).build()));

  private static final List<Named<Outer>> OUTER =
      List.of(
          new Named<>("swap", (atom, inside) -> atom.swap(n -> after(inside, n + 1))),
          new Named<>("swap2", (atom, inside) -> atom.swap((n, x) -> after(inside, n + x), 1)),
          new Named<>("swapVals", (atom, inside) -> atom.swapVals(n -> after(inside, n + 1))),
          new Named<>(
              "swapVals2", (atom, inside) -> atom.swapVals((n, x) -> after(inside, n + x), 1)));

  private static final List<Named<Consumer<Atom<Integer>>>> INNER =
      List.of(
          new Named<>("swap", atom -> atom.swap(n -> n + 10)),
          new Named<>("swap2", atom -> atom.swap(Integer::sum, 10)),
          new Named<>("swapVals", atom -> atom.swapVals(n -> n + 10)),
          new Named<>("swapVals2", atom -> atom.swapVals(Integer::sum, 10)),
          new Named<>("reset", atom -> atom.reset(10)),
          new Named<>("resetVals", atom -> atom.resetVals(10)),
          new Named<>("compareAndSet", atom -> atom.compareAndSet(atom.deref(), 10)),
          new Named<>("compareAndSet, no match", atom -> atom.compareAndSet(77, 10)),
          new Named<>("replace", atom -> atom.replace(1, 10)),
          new Named<>("replace, no match", atom -> atom.replace(77, 10)),
          new Named<>("setValidator", atom -> atom.setValidator(n -> true, "any")),
          new Named<>("setValidator to null", atom -> atom.setValidator(null)),
          new Named<>("watch", atom -> atom.watch(DEAF)),
          new Named<>("watch ordered", atom -> atom.watch(DEAF, Delivery.ORDERED)),
          new Named<>("watch by key", atom -> atom.watch("other", DEAF)),
          new Named<>("watchWeakly", atom -> atom.watchWeakly(DEAF, (owner, change) -> {})));

  private static int after(Runnable inside, int result) {
    inside.run();
    return result;
  }

  static Stream<Arguments> combinations() {
    return ATOMS.stream()
        .flatMap(atom ->
            OUTER.stream()
                .flatMap(outer -> INNER.stream().map(inner -> Arguments.of(atom, outer, inner))));
  }

  /** AT-13, A2, A6: a change of the own atom is rejected, and the atom is as it was. */
  @ParameterizedTest(name = "{1} on a {0} atom, {2} inside")
  @MethodSource("combinations")
  void changeInside_ofTheOwnAtom_isRejected(
      Named<Supplier<Atom<Integer>>> kind,
      Named<Outer> outer,
      Named<Consumer<Atom<Integer>>> inner) {
    Atom<Integer> atom = kind.it().get();
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            outer
                .it()
                .run(
                    atom,
                    () -> {
                      runs.incrementAndGet();
                      inner.it().accept(atom);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(InvalidStateException.class)
        .hasMessageContaining(atom.name());
    assertThat(runs.get()).isEqualTo(1);
    assertThat(atom.deref()).isEqualTo(1);
    assertThat(atom.watchCount()).isEqualTo(kind.name().equals("watched") ? 1 : 0);
    assertThat(atom.validator() != null).isEqualTo(kind.name().equals("validated"));
    assertThat(atom.swap(n -> n + 1)).isEqualTo(2);
    assertThat(atom.reset(7)).isEqualTo(7);
    assertThat(atom.compareAndSet(7, 8)).isTrue();
    atom.watch(DEAF).close();
  }

  /** AT-13: changing another atom inside the function is fine. */
  @Test
  void changeInside_ofAnotherAtom_isFine() {
    for (Named<Outer> outer : OUTER) {
      for (Named<Consumer<Atom<Integer>>> inner : INNER) {
        Atom<Integer> atom = Atom.of(1);
        Atom<Integer> other = Atom.of(1);
        assertThatCode(() -> outer.it().run(atom, () -> inner.it().accept(other)))
            .as("%s in %s", inner, outer)
            .doesNotThrowAnyException();
        assertThat(atom.deref()).isEqualTo(2);
      }
    }
  }

  /** AT-13: a chain of atoms, each changed inside the function of the one before, is fine. */
  @Test
  void changeInside_ofManyAtoms_isFine() {
    List<Atom<Integer>> atoms = Stream.generate(() -> Atom.of(0)).limit(100).toList();
    incrementFrom(atoms, 0, () -> {});
    assertThat(atoms).allSatisfy(atom -> assertThat(atom.deref()).isEqualTo(1));
  }

  private static void incrementFrom(List<Atom<Integer>> atoms, int index, Runnable innermost) {
    if (index < atoms.size()) {
      atoms.get(index).swap(n -> after(() -> incrementFrom(atoms, index + 1, innermost), n + 1));
    } else {
      innermost.run();
    }
  }

  /** AT-13: atoms whose gates others hold are marked exactly, however many of them are nested. */
  @Test
  void changeInside_ofManyAtomsThatOthersCompute_isToldFromTheirOwn() {
    List<Atom<Integer>> atoms = Stream.generate(() -> Atom.of(0)).limit(6).toList();
    CountDownLatch computing = new CountDownLatch(atoms.size());
    CountDownLatch release = new CountDownLatch(1);
    Threads.run(
        atoms.size() + 1,
        thread -> {
          if (thread < atoms.size()) {
            atoms
                .get(thread)
                .swap(n -> {
                  computing.countDown();
                  Waits.await(release);
                  return n + 100;
                });
          } else {
            Waits.await(computing);
            try {
              incrementFrom(
                  atoms,
                  0,
                  () ->
                      assertThat(atoms)
                          .allSatisfy(atom ->
                              assertThatThrownBy(() -> atom.reset(7))
                                  .isInstanceOf(IllegalStateException.class)));
            } finally {
              release.countDown();
            }
          }
        });
    assertThat(atoms).allSatisfy(atom -> assertThat(atom.deref()).isEqualTo(101));
  }

  /** AT-13: the way round by another atom is detected as well. */
  @Test
  void changeInside_byAWayRound_isRejected() {
    Atom<Integer> atom = Atom.of(1);
    Atom<Integer> other = Atom.of(1);
    assertThatThrownBy(() -> atom.swap(n -> n + other.swap(m -> m + atom.swap(k -> k + 100))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(atom.name());
    assertThat(atom.deref()).isEqualTo(1);
    assertThat(other.deref()).isEqualTo(1);
    assertThat(other.swap(n -> n + 1)).isEqualTo(2);
    assertThat(atom.swap(n -> n + 1)).isEqualTo(2);
  }

  /** AT-13: after another atom's change inside the function, the own one is still guarded. */
  @Test
  void changeInside_afterAnotherAtoms_isStillRejected() {
    Atom<Integer> atom = Atom.of(1);
    Atom<Integer> other = Atom.of(1);
    assertThatThrownBy(() ->
            atom.swap(n -> {
              other.swap(m -> m + 1);
              return atom.reset(50);
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(atom.deref()).isEqualTo(1);
    assertThat(other.deref()).isEqualTo(2);
  }

  /** AT-13: a function that catches the rejection goes on with its own computation. */
  @Test
  void changeInside_rejectionCaught_outerGoesOn() {
    for (Named<Supplier<Atom<Integer>>> kind : ATOMS) {
      Atom<Integer> atom = kind.it().get();
      int result =
          atom.swap(n -> {
            assertThatThrownBy(() -> atom.reset(50)).isInstanceOf(IllegalStateException.class);
            return n + 1;
          });
      assertThat(result).isEqualTo(2);
      assertThat(atom.deref()).isEqualTo(2);
    }
  }

  /** AT-13, W3: closing a subscription inside the function never throws. */
  @Test
  void close_insideTheFunction_isFine() {
    Atom<Integer> atom = Atom.of(1);
    Recorder<Integer> recorder = new Recorder<>();
    Subscription subscription = atom.watch(recorder);
    assertThat(
            atom.swap(n -> {
              subscription.close();
              return n + 1;
            }))
        .isEqualTo(2);
    assertThat(atom.watchCount()).isZero();
    atom.reset(3);
    assertThat(recorder.count()).isLessThanOrEqualTo(1);
  }

  /** AT-13: a function that changes its atom on another thread does so, and starts over. */
  @Test
  void changeInside_byAnotherThread_isAnOrdinaryConflict() {
    Atom<Integer> atom = Atom.of(1);
    List<Integer> starts = new ArrayList<>();
    atom.swap(n -> {
      starts.add(n);
      if (starts.size() == 1) {
        Threads.start(thread -> atom.swap(m -> m + 10)).join();
      }
      return n + 1;
    });
    assertThat(atom.deref()).isEqualTo(12);
    assertThat(starts).containsExactly(1, 11);
  }

  /** AT-13, A2: under contention too the exception is always thrown, and the program ends. */
  @ParameterizedTest
  @MethodSource("kinds")
  void changeInside_underContention_alwaysThrowsAndEnds(Named<Supplier<Atom<Integer>>> kind) {
    Atom<Integer> atom = kind.it().get();
    AtomicInteger good = new AtomicInteger();
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 500; i++) {
            int round = i;
            if (thread == 0) {
              atom.swap(n -> n + 1);
              good.incrementAndGet();
            } else {
              assertThatThrownBy(() ->
                      atom.swap(
                          n -> round % 2 == 0 ? atom.swap(m -> m + 1) + 1 : atom.reset(n + 1) + 1))
                  .isInstanceOf(IllegalStateException.class);
            }
          }
        });
    assertThat(good.get()).isEqualTo(500);
    int last = atom.deref();
    assertThat(atom.swap(n -> n + 1)).isEqualTo(last + 1);
  }

  static Stream<Named<Supplier<Atom<Integer>>>> kinds() {
    return ATOMS.stream();
  }

  /** AT-13: two threads computing on one atom, of which one changes it inside, both end. */
  @Test
  void changeInside_whileAnotherThreadComputes_isRejected() {
    Atom<Integer> atom = Atom.of(1);
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Threads.Running slow =
        Threads.start(thread ->
            atom.swap(n -> {
              entered.countDown();
              Waits.await(release);
              return n + 1000;
            }));
    Waits.await(entered);
    assertThatThrownBy(() -> atom.swap(n -> atom.reset(50) + 1))
        .isInstanceOf(IllegalStateException.class);
    release.countDown();
    slow.join();
    assertThat(atom.deref()).isIn(1001, 1050);
  }
}
