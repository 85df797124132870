package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads change one atom. */
class AtomContentionTest {

  /** One successful operation, by the objects themselves. */
  private record Step(Object before, Object after) {}

  /** AT-02, AT-14, A2: swaps of several platform threads are all counted. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16})
  void swap_byPlatformThreads_losesNothing(int threads) {
    Atom<Integer> bare = Atom.of(0);
    Atom<Integer> observed = Atom.builder(0).validator(n -> true, "any").build();
    Threads.run(
        threads,
        thread -> {
          for (int i = 0; i < 5_000; i++) {
            bare.swap(n -> n + 1);
            observed.swap(Integer::sum, 1);
          }
        });
    assertThat(bare.deref()).isEqualTo(threads * 5_000);
    assertThat(observed.deref()).isEqualTo(threads * 5_000);
    assertThat(observed.version()).isEqualTo(threads * 5_000L);
  }

  /** AT-02, AT-14, A2: swaps of a thousand virtual threads are all counted. */
  @Test
  void swap_byVirtualThreads_losesNothing() {
    Atom<Integer> bare = Atom.of(0);
    Atom<Integer> observed = Atom.builder(0).watch(change -> {}).build();
    Threads.runVirtual(
        1_000,
        thread -> {
          for (int i = 0; i < 50; i++) {
            bare.swap(n -> n + 1);
            observed.swap(n -> n + 1);
          }
        });
    assertThat(bare.deref()).isEqualTo(50_000);
    assertThat(observed.deref()).isEqualTo(50_000);
  }

  /** AT-14, A6: a function that takes long finishes, however fast others write. */
  @Test
  void swap_slowFunctionAmongFastWriters_finishes() {
    Atom<Integer> atom = Atom.of(0);
    CountDownLatch finished = new CountDownLatch(1);
    Threads.run(
        3,
        thread -> {
          if (thread == 0) {
            try {
              for (int i = 0; i < 20; i++) {
                atom.swap(AtomContentionTest::slowly);
              }
            } finally {
              finished.countDown();
            }
          } else {
            while (finished.getCount() > 0) {
              atom.swap(n -> n + 1);
            }
          }
        });
  }

  /** Some ten thousand times the work of an increment. */
  private static int slowly(int n) {
    int hash = n;
    for (int i = 0; i < 20_000; i++) {
      hash = hash * 31 + i;
    }
    return hash == 0 ? n : n + 1;
  }

  /** AT-14, A2, A6: a function that blocks stops nobody else. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void swap_functionBlocks_othersGoOn(boolean isObserved) {
    Atom<Integer> atom = Atom.of(0);
    if (isObserved) {
      atom.watch(change -> {});
    }
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Threads.Running blocked =
        Threads.start(thread ->
            atom.swap(n -> {
              entered.countDown();
              Waits.await(release);
              return n + 1;
            }));
    Waits.await(entered);
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 250; i++) {
            atom.swap(n -> n + 1);
          }
        });
    assertThat(atom.deref()).isEqualTo(1_000);
    atom.reset(2_000);
    assertThat(atom.compareAndSet(atom.deref(), 3_000)).isTrue();
    assertThat(atom.replace(3_000, 4_000)).isTrue();
    release.countDown();
    blocked.join();
    assertThat(atom.deref()).isEqualTo(4_001);
  }

  /** A1, AT-09, AT-10: on an observed atom, all operations of all threads are one chain. */
  @Test
  void allOperations_observed_linkIntoOneChain() {
    Object initial = new Object();
    Recorder<Object> recorder = new Recorder<>();
    Atom<Object> atom = Atom.builder(initial).watch(recorder).build();
    Queue<Step> steps = new ConcurrentLinkedQueue<>();
    Threads.run(
        6,
        thread -> {
          for (int i = 0; i < 2_000; i++) {
            changeOnce(atom, (thread + i) % 5, steps);
          }
        });
    assertOneChain(initial, atom.deref(), steps);
    Queue<Step> announced = new ConcurrentLinkedQueue<>();
    recorder.changes().forEach(c -> announced.add(new Step(c.oldValue(), c.newValue())));
    assertOneChain(initial, atom.deref(), announced);
  }

  /** A1, AT-09: the same on a bare atom, by the operations that leave it bare. */
  @Test
  void allOperations_bare_linkIntoOneChain() {
    Object initial = new Object();
    Atom<Object> atom = Atom.of(initial);
    Queue<Step> steps = new ConcurrentLinkedQueue<>();
    Threads.run(
        6,
        thread -> {
          for (int i = 0; i < 5_000; i++) {
            changeOnce(atom, (thread + i) % 3, steps);
          }
        });
    assertOneChain(initial, atom.deref(), steps);
  }

  /** A1, AT-09: the same on an atom that becomes observed in the middle of it. */
  @Test
  void allOperations_becomingObserved_linkIntoOneChain() {
    for (int round = 0; round < 50; round++) {
      Object initial = new Object();
      Atom<Object> atom = Atom.of(initial);
      Queue<Step> steps = new ConcurrentLinkedQueue<>();
      Threads.run(
          4,
          thread -> {
            for (int i = 0; i < 200; i++) {
              if (thread == 0 && i == 100) {
                atom.watch(change -> {});
              }
              changeOnce(atom, i < 100 ? (thread + i) % 3 : (thread + i) % 5, steps);
            }
          });
      assertOneChain(initial, atom.deref(), steps);
    }
  }

  /** The operations 0 to 2 leave a bare atom bare. */
  private static void changeOnce(Atom<Object> atom, int operation, Queue<Step> steps) {
    Object next = new Object();
    switch (operation) {
      case 0 -> {
        AtomicReference<@Nullable Object> last = new AtomicReference<>();
        atom.swap(before -> {
          last.set(before);
          return next;
        });
        add(steps, last.get(), next);
      }
      case 1 -> {
        Object expected = atom.deref();
        if (atom.compareAndSet(expected, next)) {
          add(steps, expected, next);
        }
      }
      case 2 -> {
        Object expected = atom.deref();
        if (atom.replace(expected, next)) {
          add(steps, expected, next);
        }
      }
      case 3 -> {
        Change<Object> change = atom.swapVals((before, value) -> value, next);
        add(steps, change.oldValue(), change.newValue());
      }
      default -> {
        Change<Object> change = atom.resetVals(next);
        add(steps, change.oldValue(), change.newValue());
      }
    }
  }

  private static void add(Queue<Step> steps, @Nullable Object before, Object after) {
    assertThat(before).isNotNull();
    if (before != null) {
      steps.add(new Step(before, after));
    }
  }

  private static void assertOneChain(Object first, Object last, Queue<Step> steps) {
    IdentityHashMap<Object, Object> next = new IdentityHashMap<>();
    for (Step step : steps) {
      assertThat(next.put(step.before(), step.after())).as("reported as old twice").isNull();
    }
    Object at = first;
    int length = 0;
    for (Object after = next.get(at); after != null; after = next.get(at)) {
      at = after;
      length++;
    }
    assertThat(at).isSameAs(last);
    assertThat(length).isEqualTo(steps.size());
  }

  /** AT-09, A1: what is reset is reported as old once each, as watches see it. */
  @Test
  void reset_byThreeThreads_eachValueIsOldOnce() {
    Object initial = new Object();
    Recorder<Object> recorder = new Recorder<>();
    Atom<Object> atom = Atom.builder(initial).watch(recorder).build();
    Threads.run(
        3,
        thread -> {
          for (int i = 0; i < 20_000; i++) {
            atom.reset(new Object());
          }
        });
    Queue<Step> announced = new ConcurrentLinkedQueue<>();
    recorder.changes().forEach(c -> announced.add(new Step(c.oldValue(), c.newValue())));
    assertThat(announced).hasSize(60_000);
    assertOneChain(initial, atom.deref(), announced);
  }

  /** AT-15: what a thread wrote before its swap is seen by who reads the value. */
  @Test
  void deref_afterSwap_seesWhatWasWrittenBefore() {
    int[] plain = new int[1_000];
    Atom<Integer> atom = Atom.of(0);
    Threads.run(
        2,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < plain.length; i++) {
              plain[i] = i + 1;
              atom.swap(n -> n + 1);
            }
          } else {
            int seen = 0;
            while (seen < plain.length) {
              seen = atom.deref();
              if (seen > 0) {
                assertThat(plain[seen - 1]).isEqualTo(seen);
              }
            }
          }
        });
  }
}
