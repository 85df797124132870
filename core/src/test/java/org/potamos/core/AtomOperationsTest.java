package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the operations of an atom do and answer, one thread at a time unless said otherwise. */
class AtomOperationsTest {

  /** Equal to 1000, and another object. */
  @SuppressWarnings({"removal", "deprecation", "BoxedPrimitiveConstructor"})
  private static Integer boxed1000() {
    return new Integer(1000);
  }

  @Nested
  class Reading {

    /** AT-01: deref answers the newest value at once. */
    @Test
    void deref_afterEachChange_answersTheNewest() {
      Atom<Integer> atom = Atom.of(0);
      atom.reset(1);
      assertThat(atom.deref()).isEqualTo(1);
      atom.swap(n -> n + 1);
      assertThat(atom.deref()).isEqualTo(2);
      assertThat(atom.version()).isPositive();
      atom.swap(n -> n + 1);
      assertThat(atom.deref()).isEqualTo(3);
    }

    /** AT-01: deref inside a swap function shows the value the function starts from. */
    @Test
    void deref_insideASwapFunction_answersThePresent() {
      Atom<Integer> atom = Atom.of(1);
      assertThat(atom.swap(n -> n + atom.deref())).isEqualTo(2);
    }

    /** CM-07: there is no way to make an atom past its builder. */
    @Test
    void constructors_arePrivate() {
      assertThat(Atom.class.getConstructors()).isEmpty();
    }
  }

  @Nested
  class Swap {

    /** AT-02: swap installs f of the current value, tells the watches, and answers the result. */
    @Test
    void swap_installsAndAnswersTheResult() {
      Recorder<Integer> recorder = new Recorder<>();
      Atom<Integer> bare = Atom.of(1);
      Atom<Integer> watched = Atom.builder(1).watch(recorder).build();
      assertThat(bare.swap(n -> n + 1)).isEqualTo(2);
      assertThat(watched.swap(n -> n + 1)).isEqualTo(2);
      assertThat(bare.deref()).isEqualTo(2);
      assertThat(watched.deref()).isEqualTo(2);
      assertThat(recorder.steps()).containsExactly("1->2");
    }

    /** AT-02: an attempt that lost is repeated as a whole, and checked again. */
    @Test
    void swap_valueChangedMeanwhile_repeatsFunctionAndValidator() {
      List<String> checks = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      Atom<Integer> atom = Atom.of(1);
      atom.setValidator((current, proposed) -> {
        synchronized (checks) {
          checks.add(current + "->" + proposed);
        }
        return List.of();
      });
      int result =
          atom.swap(n -> {
            starts.add(n);
            if (starts.size() == 1) {
              Threads.start(thread -> atom.reset(10)).join();
            }
            return n + 1;
          });
      assertThat(result).isEqualTo(11);
      assertThat(atom.deref()).isEqualTo(11);
      assertThat(starts).containsExactly(1, 10);
      assertThat(checks).startsWith("1->1", "1->10").endsWith("10->11");
    }

    /** AT-02: on a bare atom too, an attempt that lost is repeated. */
    @Test
    void swap_bareValueChangedMeanwhile_repeats() {
      List<Integer> starts = new ArrayList<>();
      Atom<Integer> atom = Atom.of(1);
      assertThat(
              atom.swap(n -> {
                starts.add(n);
                if (starts.size() == 1) {
                  Threads.start(thread -> atom.reset(10)).join();
                }
                return n + 1;
              }))
          .isEqualTo(11);
      assertThat(starts).containsExactly(1, 10);
    }

    /** AT-03: an exception of f leaves the atom as it was and reaches the caller unchanged. */
    @Test
    void swap_functionThrows_nothingHasChanged() {
      Recorder<Integer> recorder = new Recorder<>();
      for (Atom<Integer> atom : List.of(Atom.of(1), Atom.builder(1).watch(recorder).build())) {
        for (Throwable thrown : List.of(new IllegalArgumentException("a"), new Error("b"))) {
          assertThatThrownBy(() -> atom.swap(n -> fail(thrown))).isSameAs(thrown);
          assertThatThrownBy(() -> atom.swap((n, x) -> fail(thrown), 1)).isSameAs(thrown);
          assertThatThrownBy(() -> atom.swapVals(n -> fail(thrown))).isSameAs(thrown);
          assertThatThrownBy(() -> atom.swapVals((n, x) -> fail(thrown), 1)).isSameAs(thrown);
        }
        assertThat(atom.deref()).isEqualTo(1);
        assertThat(atom.version()).isZero();
        assertThat(recorder.count()).isZero();
        assertThat(atom.swap(n -> n + 1)).isEqualTo(2);
      }
      assertThat(recorder.steps()).containsExactly("1->2");
    }

    private static int fail(Throwable thrown) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }

    /** AT-04: the current value comes first, the argument behind it. */
    @Test
    void swap_withArgument_passesCurrentValueFirst() {
      Atom<String> atom = Atom.of("a");
      assertThat(atom.swap(String::concat, "b")).isEqualTo("ab");
      assertThat(atom.swapVals(String::concat, "c").newValue()).isEqualTo("abc");
    }

    /** AT-04, R1: the argument may be null. */
    @Test
    void swap_withNullArgument_passesNull() {
      Atom<String> atom = Atom.of("a");
      assertThat(atom.<@Nullable String>swap((s, x) -> s + x, null)).isEqualTo("anull");
      assertThat(atom.<@Nullable String>swapVals((s, x) -> s + x, null).newValue())
          .isEqualTo("anullnull");
    }

    /** AT-05, A1: swapVals answers exactly the two objects of its change. */
    @Test
    void swapVals_answersTheVeryObjects() {
      Object before = new Object();
      Object after = new Object();
      Atom<Object> atom = Atom.of(before);
      Change<Object> change = atom.swapVals(o -> after);
      assertThat(change.reference()).isSameAs(atom);
      assertThat(change.oldValue()).isSameAs(before);
      assertThat(change.newValue()).isSameAs(after);
      assertThat(change.version()).isEqualTo(1);
      assertThat(atom.swapVals((o, x) -> x, before))
          .isEqualTo(new Change<Object>(atom, after, before, 2));
    }

    /** AT-05, WA-10: what swapVals answers is what the watches get. */
    @Test
    void swapVals_answersWhatTheWatchesGet() {
      Recorder<Integer> recorder = new Recorder<>();
      Atom<Integer> atom = Atom.builder(1).watch(recorder).build();
      Change<Integer> change = atom.swapVals(n -> n + 1);
      assertThat(recorder.only()).isEqualTo(change);
    }
  }

  @Nested
  class Reset {

    /** AT-08: reset installs the value whatever is there, tells the watches, and answers it. */
    @Test
    void reset_installsAndAnswersTheValue() {
      Recorder<Integer> recorder = new Recorder<>();
      Atom<Integer> bare = Atom.of(1);
      Atom<Integer> watched = Atom.builder(1).watch(recorder).build();
      assertThat(bare.reset(5)).isEqualTo(5);
      assertThat(watched.reset(5)).isEqualTo(5);
      assertThat(bare.deref()).isEqualTo(5);
      assertThat(recorder.steps()).containsExactly("1->5");
    }

    /** AT-10: resetVals answers both values, and asks the validator once. */
    @Test
    void resetVals_answersBothValues() {
      AtomicInteger checks = new AtomicInteger();
      Object before = new Object();
      Object after = new Object();
      Atom<Object> atom = Atom.of(before);
      atom.setValidator((current, proposed) -> {
        checks.incrementAndGet();
        return List.of();
      });
      checks.set(0);
      Change<Object> change = atom.resetVals(after);
      assertThat(change.oldValue()).isSameAs(before);
      assertThat(change.newValue()).isSameAs(after);
      assertThat(checks.get()).isEqualTo(1);
    }

    /** AT-09, A1: the old value reported is the one that was replaced, whoever came between. */
    @Test
    void resetVals_valueChangedMeanwhile_reportsTheReplacedOne() {
      Atom<Integer> atom = Atom.of(1);
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      atom.setValidator((current, proposed) -> {
        if (proposed == 2) {
          entered.countDown();
          Waits.await(release);
        }
        return List.of();
      });
      Recorder<Integer> recorder = new Recorder<>();
      atom.watch(recorder);
      Threads.Running slow =
          Threads.start(
              thread -> assertThat(atom.resetVals(2)).isEqualTo(new Change<>(atom, 10, 2, 2)));
      Waits.await(entered);
      atom.reset(10);
      release.countDown();
      slow.join();
      assertThat(recorder.steps()).containsExactly("1->10", "10->2");
    }
  }

  @Nested
  class CompareAndSet {

    /** AT-06, A1: a match installs the value and announces it, a mismatch does nothing. */
    @Test
    void compareAndSet_comparesByIdentity() {
      Object first = new Object();
      Object second = new Object();
      Recorder<Object> recorder = new Recorder<>();
      for (Atom<Object> atom :
          List.of(Atom.<Object>of(first), Atom.<Object>builder(first).watch(recorder).build())) {
        assertThat(atom.compareAndSet(second, first)).isFalse();
        assertThat(atom.deref()).isSameAs(first);
        assertThat(atom.compareAndSet(first, second)).isTrue();
        assertThat(atom.deref()).isSameAs(second);
        assertThat(atom.compareAndSet(first, second)).isFalse();
        assertThat(atom.version()).isEqualTo(1);
      }
      assertThat(recorder.only().oldValue()).isSameAs(first);
    }

    /** AT-07, A4: equal but distinct objects do not match; null matches null. */
    @Test
    void compareAndSet_equalButDistinct_doesNotMatch() {
      Atom<@Nullable Integer> atom = Atom.of(boxed1000());
      assertThat(atom.compareAndSet(boxed1000(), 1)).isFalse();
      Atom<@Nullable Integer> empty = Atom.of(null);
      assertThat(empty.compareAndSet(null, 1)).isTrue();
      assertThat(empty.compareAndSet(null, 2)).isFalse();
    }

    /** AT-07, A1, A4: replace compares by equals, null included. */
    @Test
    void replace_comparesByEquals() {
      Recorder<@Nullable Integer> recorder = new Recorder<>();
      Integer present = boxed1000();
      Atom<@Nullable Integer> atom = Atom.of(present);
      atom.watch(recorder);
      assertThat(atom.replace(999, 1)).isFalse();
      assertThat(atom.replace(null, 1)).isFalse();
      assertThat(atom.replace(boxed1000(), null)).isTrue();
      assertThat(atom.replace(boxed1000(), 1)).isFalse();
      assertThat(atom.replace(null, 2)).isTrue();
      assertThat(recorder.steps()).containsExactly("1000->null", "null->2");
      assertThat(recorder.changes().get(0).oldValue()).isSameAs(present);
    }

    /** AT-07, A4: the same on a bare atom. */
    @Test
    void replace_bare_comparesByEquals() {
      Atom<@Nullable Integer> atom = Atom.of(boxed1000());
      assertThat(atom.replace(boxed1000(), 7)).isTrue();
      assertThat(atom.replace(8, 9)).isFalse();
      assertThat(atom.deref()).isEqualTo(7);
    }

    /** AT-06, A7, V5: what does not match is not validated. */
    @Test
    void compareAndSet_mismatch_isNotValidated() {
      Integer present = boxed1000();
      Atom<Integer> atom =
          Atom.<Integer>builder(present).validator(n -> n >= 0, "must be >= 0").build();
      assertThat(atom.compareAndSet(5, -1)).isFalse();
      assertThat(atom.replace(5, -1)).isFalse();
      assertThatThrownBy(() -> atom.compareAndSet(present, -1))
          .isInstanceOf(InvalidStateException.class);
      assertThatThrownBy(() -> atom.replace(boxed1000(), -1))
          .isInstanceOf(InvalidStateException.class);
      assertThat(atom.deref()).isSameAs(present);
    }

    /** AT-06, V5: the value that matched and then changed while it was checked does not match. */
    @Test
    void compareAndSet_valueChangedDuringTheCheck_answersFalse() {
      Integer present = boxed1000();
      for (boolean byEquals : List.of(true, false)) {
        Atom<Integer> atom = Atom.of(present);
        AtomicInteger checks = new AtomicInteger();
        atom.setValidator((current, proposed) -> {
          if (proposed == 2 && checks.incrementAndGet() == 1) {
            Threads.start(thread -> atom.reset(77)).join();
          }
          return List.of();
        });
        assertThat(byEquals ? atom.replace(boxed1000(), 2) : atom.compareAndSet(present, 2))
            .isFalse();
        assertThat(atom.deref()).isEqualTo(77);
      }
    }

    /** WA-11, A2: a compareAndSet whose watch fails still answers the true that it earned. */
    @Test
    void compareAndSet_watchThrows_answersTrue() {
      List<WatchFailure> failures = new ArrayList<>();
      Atom<Integer> atom = Atom.builder(1).onWatchFailure(failures::add).build();
      atom.watch(change -> {
        throw new IllegalArgumentException("no");
      });
      assertThat(atom.compareAndSet(atom.deref(), 2)).isTrue();
      assertThat(atom.replace(2, 3)).isTrue();
      assertThat(failures).hasSize(2);
    }
  }

  /** AT-11, VA-03: each operation is rejected by the validator, and nothing has changed. */
  @Test
  void anyOperation_validatorRejects_nothingHasChanged() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom =
        Atom.builder(1).validator(n -> n >= 0, "must be >= 0").watch(recorder).build();
    Stream.<Consumer<Atom<Integer>>>of(
            a -> a.swap(n -> -1),
            a -> a.swap((n, x) -> x, -1),
            a -> a.swapVals(n -> -1),
            a -> a.swapVals((n, x) -> x, -1),
            a -> a.reset(-1),
            a -> a.resetVals(-1),
            a -> a.compareAndSet(1, -1),
            a -> a.replace(1, -1))
        .forEach(operation ->
            assertThatThrownBy(() -> operation.accept(atom))
                .isInstanceOf(InvalidStateException.class));
    assertThat(atom.deref()).isEqualTo(1);
    assertThat(atom.version()).isZero();
    assertThat(recorder.count()).isZero();
  }

  /** AT-12, WA-11, A2: no operation fails because a watch does. */
  @Test
  void anyOperation_watchThrows_succeeds() {
    List<WatchFailure> failures = new ArrayList<>();
    Atom<Integer> atom = Atom.builder(1).onWatchFailure(failures::add).build();
    atom.watch(change -> {
      throw new IllegalArgumentException("no");
    });
    assertThat(atom.swap(n -> 2)).isEqualTo(2);
    assertThat(atom.swap(Integer::sum, 1)).isEqualTo(3);
    assertThat(atom.swapVals(n -> 4).newValue()).isEqualTo(4);
    assertThat(atom.reset(5)).isEqualTo(5);
    assertThat(atom.resetVals(6).oldValue()).isEqualTo(5);
    assertThat(failures).hasSize(5);
  }

  /** WA-10, W6: every successful operation is announced, also from a value to itself. */
  @Test
  void anyOperation_sameValue_isAnnounced() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(1).watch(recorder).build();
    atom.swap(n -> n);
    atom.swapVals(n -> n);
    atom.reset(1);
    atom.resetVals(1);
    atom.compareAndSet(1, 1);
    atom.replace(1, 1);
    assertThat(recorder.steps()).hasSize(6).containsOnly("1->1");
    assertThat(recorder.changes().stream().map(Change::version))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  /** AT-16: code for any swappable reference takes an atom. */
  @Test
  void swappable_isWhatAnAtomIs() {
    Swappable<Integer> swappable = Atom.of(1);
    assertThat(swappable.swap(Integer::sum, 2)).isEqualTo(3);
    assertThat(swappable.replace(3, 4)).isTrue();
  }

  /** CM-05: a builder makes several atoms, each of its own. */
  @Test
  void builder_usedTwice_makesTwoAtoms() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom.Builder<Integer> builder = Atom.builder(1).name("twin").watch(recorder);
    Atom<Integer> one = builder.build();
    Atom<Integer> other = builder.build();
    one.reset(2);
    assertThat(other.deref()).isEqualTo(1);
    assertThat(recorder.only().reference()).isSameAs(one);
  }
}
