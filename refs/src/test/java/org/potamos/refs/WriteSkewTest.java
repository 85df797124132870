package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Two that each keep a promise about both refs by looking at both and changing one. */
class WriteSkewTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static void skew(
      TransactionOptions options,
      Ref<Integer> mine,
      Ref<Integer> yours,
      boolean ensure,
      CountDownLatch bothHaveRead,
      AtomicInteger runs) {
    options.dosync(() -> {
      runs.incrementAndGet();
      int both = mine.deref() + (ensure ? yours.ensure() : yours.deref());
      if (Stm.attempt() == 1) {
        bothHaveRead.countDown();
        Waits.await(bothHaveRead);
      }
      if (both <= 2) {
        mine.set(mine.deref() + 1);
      }
    });
  }

  private List<Integer> race(TransactionOptions options, boolean ensure, AtomicInteger runs) {
    Ref<Integer> cats = refs.ref(1);
    Ref<Integer> dogs = refs.ref(1);
    CountDownLatch bothHaveRead = new CountDownLatch(2);
    Threads.run(
        2,
        index ->
            skew(
                options,
                index == 0 ? cats : dogs,
                index == 0 ? dogs : cats,
                ensure,
                bothHaveRead,
                runs));
    return List.of(cats.deref(), dogs.deref());
  }

  /** TX-04, T1, S9: under SERIALIZABLE, the default, write skew is impossible. */
  @Test
  void skew_underSerializable_isImpossible() {
    AtomicInteger runs = new AtomicInteger();
    assertThat(race(Stm.options(), false, runs)).containsExactlyInAnyOrder(1, 2);
    assertThat(runs).hasValue(3);
    assertThat(race(Stm.options().isolation(Isolation.SERIALIZABLE), false, runs))
        .containsExactlyInAnyOrder(1, 2);
  }

  /** TX-04, S9: under SNAPSHOT it happens, as in Clojure: nobody runs again. */
  @Test
  void skew_underSnapshot_happens() {
    AtomicInteger runs = new AtomicInteger();
    assertThat(race(Stm.options().isolation(Isolation.SNAPSHOT), false, runs))
        .containsExactly(2, 2);
    assertThat(runs).hasValue(2);
  }

  /** TX-04, TX-37, T10: under SNAPSHOT ensure prevents it. */
  @Test
  void skew_underSnapshotWithEnsure_isImpossible() {
    AtomicInteger runs = new AtomicInteger();
    assertThat(race(Stm.options().isolation(Isolation.SNAPSHOT), true, runs))
        .containsExactlyInAnyOrder(1, 2);
  }

  /** TX-04, T1: a read in the commuted past of the other is guarded too. */
  @Test
  void skew_byCommute_isImpossibleUnderSerializable() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    CountDownLatch bothHaveRead = new CountDownLatch(2);
    Threads.run(
        2,
        index -> {
          Ref<Integer> mine = index == 0 ? one : two;
          Ref<Integer> yours = index == 0 ? two : one;
          Stm.dosync(() -> {
            boolean free = yours.deref() == 0;
            if (Stm.attempt() == 1) {
              bothHaveRead.countDown();
              Waits.await(bothHaveRead);
            }
            if (free) {
              mine.commute(x -> x + 1);
            }
          });
        });
    assertThat(one.deref() + two.deref()).isEqualTo(1);
  }

  /** TX-04, T1: many rounds of racing without gates keep the promise. */
  @Test
  void skew_manyRounds_isImpossibleUnderSerializable() {
    Ref<Integer> one = refs.ref(1);
    Ref<Integer> two = refs.ref(1);
    Threads.run(
        4,
        index -> {
          Ref<Integer> mine = index % 2 == 0 ? one : two;
          for (int i = 0; i < 3000; i++) {
            boolean off = i % 2 == 0;
            int sum =
                Stm.dosync(() -> {
                  if (off && one.deref() + two.deref() > 1) {
                    mine.set(0);
                  } else if (!off) {
                    mine.set(1);
                  }
                  return one.deref() + two.deref();
                });
            assertThat(sum).isGreaterThanOrEqualTo(1);
          }
        });
    assertThat(one.deref() + two.deref()).isGreaterThanOrEqualTo(1);
  }

  /** T1: three in a ring, each reading its neighbour: not all of them see the old state. */
  @Test
  void skew_ofThree_isImpossibleUnderSerializable() {
    List<Ref<Integer>> ring = List.of(refs.ref(0), refs.ref(0), refs.ref(0));
    CountDownLatch allHaveRead = new CountDownLatch(3);
    Threads.run(
        3,
        index ->
            Stm.dosync(() -> {
              int next = ring.get((index + 1) % 3).deref();
              if (Stm.attempt() == 1) {
                allHaveRead.countDown();
                Waits.await(allHaveRead);
              }
              ring.get(index).set(next + 1);
            }));
    List<Integer> values = ring.stream().map(Ref::deref).toList();
    assertThat(values).isNotEqualTo(List.of(1, 1, 1));
    assertThat(values).containsAnyOf(2, 3).contains(1);
  }
}
