package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Every transaction whose body ends commits, and soon. */
@SuppressWarnings("ThreadPriorityCheck") // widens races; nothing depends on it
class ProgressTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final int ENOUGH_ATTEMPTS = 16;

  /** T4: a long transaction of 1000 reads and one write commits beside a thread of hot writers. */
  @Test
  void longTransaction_besideAHotWriter_commitsWithin16Attempts() {
    List<Ref<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(refs.ref(0));
    }
    Ref<Integer> total = refs.ref(0);
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(1);
    Threads.Running writer =
        Threads.start(index -> {
          for (int i = 0; !done.get(); i = (i + 1) % 1000) {
            all.get(i).swap(x -> x + 1);
            Ref<Integer> other = all.get((i * 7) % 1000);
            Stm.dosync(() -> other.alter(x -> x + 1));
            writing.countDown();
          }
        });
    Waits.await(writing);
    List<Integer> attempts = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        attempts.add(
            Stm.dosync(() -> {
              int sum = 0;
              for (Ref<Integer> ref : all) {
                sum += ref.deref();
              }
              total.set(sum);
              return Stm.attempt();
            }));
      }
    } finally {
      done.set(true);
    }
    writer.join();
    assertThat(attempts)
        .allSatisfy(attempt -> assertThat(attempt).isLessThanOrEqualTo(ENOUGH_ATTEMPTS));
  }

  /** T4: several long transactions that all change the same ref share it fairly enough. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void longTransactions_onOneRef_allCommit(Isolation isolation) {
    List<Ref<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(refs.ref(0));
    }
    AtomicInteger most = new AtomicInteger();
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 50; i++) {
            Stm.options()
                .isolation(isolation)
                .dosync(() -> {
                  most.accumulateAndGet(Stm.attempt(), Math::max);
                  for (Ref<Integer> ref : all) {
                    ref.alter(x -> x + 1);
                  }
                });
          }
        });
    assertThat(all).allSatisfy(ref -> assertThat(ref.deref()).isEqualTo(200));
    assertThat(most.get()).isLessThan(200);
  }

  /** T4: transactions that each read what the others write: all end. */
  @Test
  void ringOfTransactions_allCommit() {
    List<Ref<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ring.add(refs.ref(0));
    }
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 2000; i++) {
            Stm.dosync(() -> {
              int neighbour = ring.get((index + 1) % 4).deref();
              ring.get(index).alter(x -> Math.max(x, neighbour) + 1);
            });
          }
        });
    assertThat(ring).allSatisfy(ref -> assertThat(ref.deref()).isGreaterThanOrEqualTo(2000));
  }

  /** T4, TX-34: a commuter beside a transaction that stays open does not spin: one attempt. */
  @Test
  void commuter_besideALongOpenTransaction_needsOneAttempt() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger attempts = new AtomicInteger();
    Stm.dosync(() -> {
      ref.alter(x -> x + 1);
      if (Stm.attempt() == 1) {
        Elsewhere.run(index -> {
          for (int i = 0; i < 100; i++) {
            Stm.dosync(() -> {
              attempts.incrementAndGet();
              ref.commute(x -> x + 10);
            });
          }
        });
      }
    });
    assertThat(attempts).hasValue(100);
    assertThat(ref.deref()).isEqualTo(1001);
  }

  /** 2b.3, S8: two that each ensure what the other sets get through without stalls of 100 ms. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void ensurePair_runsWithoutStalls(Isolation isolation) {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    long start = System.nanoTime();
    Threads.run(
        2,
        index -> {
          Ref<Integer> mine = index == 0 ? one : two;
          Ref<Integer> yours = index == 0 ? two : one;
          for (int i = 0; i < 1000; i++) {
            Stm.options()
                .isolation(isolation)
                .dosync(() -> {
                  int seen = yours.ensure();
                  mine.alter(x -> seen < 0 ? x : x + 1);
                });
          }
        });
    assertThat(one.deref() + two.deref()).isEqualTo(2000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  /** T4, 2b.3: dining philosophers: no deadlock, and everybody eats. */
  @Test
  void philosophers_allEat() {
    List<Ref<Boolean>> forks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      forks.add(refs.ref(true));
    }
    Ref<Integer> meals = refs.ref(0);
    Threads.run(
        5,
        index -> {
          Ref<Boolean> left = forks.get(index);
          Ref<Boolean> right = forks.get((index + 1) % 5);
          for (int i = 0; i < 100; i++) {
            Stm.dosync(() -> {
              Stm.check(left.deref() && right.deref());
              left.set(false);
              right.set(false);
            });
            Stm.dosync(() -> {
              left.set(true);
              right.set(true);
              meals.commute(x -> x + 1);
            });
          }
        });
    assertThat(meals.deref()).isEqualTo(500);
    assertThat(forks).allSatisfy(fork -> assertThat(fork.deref()).isTrue());
  }

  /** T4: on many virtual threads, more than carriers, all commit. */
  @Test
  void manyVirtualThreads_onOneRef_allCommit() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Threads.runVirtual(
        200,
        index -> {
          for (int i = 0; i < 20; i++) {
            Stm.dosync(() -> {
              int seen = one.alter(x -> x + 1);
              Thread.yield();
              two.set(seen);
            });
          }
        });
    assertThat(one.deref()).isEqualTo(4000);
    assertThat(two.deref()).isEqualTo(4000);
  }

  /** T4: a transaction that keeps losing against younger ones gets its turn. */
  @Test
  void loser_getsItsTurn() {
    Ref<Integer> ref = refs.ref(0);
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch hot = new CountDownLatch(2);
    List<Threads.Running> writers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      writers.add(
          Threads.start(index -> {
            while (!done.get()) {
              ref.swap(x -> x + 1);
              hot.countDown();
            }
          }));
    }
    Waits.await(hot);
    try {
      for (int i = 0; i < 20; i++) {
        int attempts =
            Stm.dosync(() -> {
              int value = ref.deref();
              long end = System.nanoTime() + 500_000;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              ref.set(value + 1);
              return Stm.attempt();
            });
        assertThat(attempts).isLessThanOrEqualTo(ENOUGH_ATTEMPTS);
      }
    } finally {
      done.set(true);
    }
    writers.forEach(Threads.Running::join);
  }
}
