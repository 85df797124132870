package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

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

/** One consistent state for each attempt, and how long the past is kept for it. */
class SnapshotTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();

  private List<Ref<Integer>> several(int count, int initial) {
    List<Ref<Integer>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(refs.ref(initial));
    }
    return all;
  }

  // ------------------------------------------------------------------ consistency

  /** TX-03, T1: all reads of an attempt come from one state, here between two foreign commits. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void deref_betweenForeignCommits_isOneState(Isolation isolation) {
    List<Ref<Integer>> all = several(5, 0);
    List<List<Integer>> seen = new ArrayList<>();
    AtomicInteger foreign = new AtomicInteger();
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          List<Integer> values = new ArrayList<>();
          for (Ref<Integer> ref : all) {
            values.add(ref.deref());
            if (Stm.attempt() == 1) {
              int next = foreign.incrementAndGet();
              Elsewhere.dosync(() -> all.forEach(other -> other.set(next)));
            }
          }
          seen.add(values);
        });
    assertThat(seen)
        .isNotEmpty()
        .allSatisfy(values -> assertThat(values.stream().distinct()).hasSize(1));
  }

  /** T1, opacity: not even an attempt that will run again sees half of another transaction. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void deref_inAttemptsThatWillFail_isOneState(Isolation isolation) {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 2000; i++) {
            boolean flip = index % 2 == 0;
            Stm.options()
                .isolation(isolation)
                .dosync(() -> {
                  int a = flip ? one.deref() : two.deref();
                  Thread.onSpinWait();
                  int b = flip ? two.deref() : one.deref();
                  if (a + b != 0) {
                    throw new AssertionError("half a commit is visible: " + a + ", " + b);
                  }
                  one.set(a + 1);
                  two.set(b - 1);
                  if (one.deref() + two.deref() != 0) {
                    throw new AssertionError("own changes are mixed with others");
                  }
                });
          }
        });
    assertThat(one.deref() + two.deref()).isEqualTo(0);
  }

  /** T1, opacity: those who commute and those who swap do not show halves either. */
  @Test
  void deref_besideSwapsAndCommutes_isOneState() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    AtomicBoolean done = new AtomicBoolean();
    Threads.Running writers =
        Threads.start(index -> {
          for (int i = 0; i < 3000; i++) {
            Stm.dosync(() -> {
              one.commute(x -> x + 1);
              two.commute(x -> x + 1);
            });
          }
          done.set(true);
        });
    while (!done.get()) {
      int difference = Stm.dosync(() -> two.deref() - one.deref());
      assertThat(difference).isZero();
      int other = READ_ONLY.dosync(() -> one.deref() - two.deref());
      assertThat(other).isZero();
    }
    writers.join();
    assertThat(one.deref()).isEqualTo(3000);
  }

  /** T1: real time: who begins after another has ended sees what it did. */
  @Test
  void deref_beginsAfterACommit_seesIt() {
    Ref<Integer> ref = refs.ref(0);
    for (int i = 1; i <= 500; i++) {
      int next = i;
      Elsewhere.run(index -> {
        if (next % 2 == 0) {
          ref.swap(x -> x + 1);
        } else {
          Stm.dosync(() -> ref.set(next));
        }
      });
      int seen = i % 3 == 0 ? READ_ONLY.dosync(() -> ref.deref()) : Stm.dosync(() -> ref.deref());
      assertThat(seen).isEqualTo(i);
    }
  }

  /** TX-03: own changes lie on top of the snapshot. */
  @Test
  void deref_ownChange_liesOnTop() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          one.set(5);
          Elsewhere.set(two, 9);
          assertThat(one.deref()).isEqualTo(5);
          two.deref();
        });
    assertThat(one.deref()).isEqualTo(5);
  }

  // ------------------------------------------------------------------ readers never starve

  /** T2, TX-43: declared read-only, a body runs once although each ref is changed before it. */
  @Test
  void readOnly_everyRefChangedBeforeItsRead_runsOnce() {
    List<Ref<Integer>> all = several(20, 1);
    AtomicInteger runs = new AtomicInteger();
    int sum =
        READ_ONLY.dosync(() -> {
          runs.incrementAndGet();
          int total = all.get(0).deref();
          for (Ref<Integer> ref : all.subList(1, 20)) {
            Elsewhere.run(index -> {
              Stm.dosync(() -> all.forEach(each -> each.alter(x -> x + 1)));
              ref.swap(x -> x + 1);
            });
            total += ref.deref();
          }
          return total;
        });
    assertThat(sum).isEqualTo(20);
    assertThat(runs).hasValue(1);
  }

  /** T2: undeclared, a body that only reads runs at most twice, however much is changed. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void undeclaredReader_everyRefChangedBeforeItsRead_runsAtMostTwice(Isolation isolation) {
    List<Ref<Integer>> all = several(10, 1);
    AtomicInteger runs = new AtomicInteger();
    List<Integer> seen =
        Stm.options()
            .isolation(isolation)
            .dosync(() -> {
              runs.incrementAndGet();
              List<Integer> values = new ArrayList<>();
              for (Ref<Integer> ref : all) {
                values.add(ref.deref());
                Elsewhere.dosync(() -> all.forEach(each -> each.alter(x -> x + 1)));
              }
              return values;
            });
    assertThat(runs.get()).isLessThanOrEqualTo(2);
    assertThat(seen.stream().distinct()).hasSize(1);
  }

  /** T2, 2b.3, TX-44: readers beside hot writers run once, or at most twice if undeclared. */
  @Test
  void readers_besideHotWriters_runOnceOrTwice() {
    List<Ref<Integer>> all = several(50, 0);
    AtomicBoolean done = new AtomicBoolean();
    Threads.Running writer =
        Threads.start(index -> {
          while (!done.get()) {
            Stm.dosync(() -> all.forEach(ref -> ref.alter(x -> x + 1)));
          }
        });
    try {
      for (int i = 0; i < 300; i++) {
        boolean declared = i % 2 == 0;
        AtomicInteger runs = new AtomicInteger();
        long distinct =
            (declared ? READ_ONLY : Stm.options())
                .dosync(() -> {
                  runs.incrementAndGet();
                  return all.stream().map(Ref::deref).distinct().count();
                });
        assertThat(distinct).isEqualTo(1);
        assertThat(runs.get()).isLessThanOrEqualTo(declared ? 1 : 2);
      }
    } finally {
      done.set(true);
    }
    writer.join();
  }

  /** T2: who only reads delays nobody: writers commit beside an open reader at once. */
  @Test
  void readOnly_open_delaysNobody() {
    Ref<Integer> ref = refs.ref(0);
    READ_ONLY.dosync(() -> {
      ref.deref();
      Elsewhere.run(index -> {
        for (int i = 0; i < 100; i++) {
          Stm.options().maxAttempts(1).dosync(() -> ref.alter(x -> x + 1));
          ref.swap(x -> x + 1);
        }
      });
      assertThat(ref.deref()).isEqualTo(0);
    });
    assertThat(ref.deref()).isEqualTo(200);
  }

  /** T2: a reader on a virtual thread keeps its snapshot over parking. */
  @Test
  void readOnly_onVirtualThreads_keepTheirSnapshots() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    CountDownLatch begun = new CountDownLatch(50);
    CountDownLatch changed = new CountDownLatch(1);
    Threads.Running changer =
        Threads.start(index -> {
          Waits.await(begun);
          Stm.dosync(() -> {
            one.set(1);
            two.set(1);
          });
          changed.countDown();
        });
    Threads.runVirtual(
        50,
        index -> {
          int sum =
              READ_ONLY.dosync(() -> {
                int first = one.deref();
                begun.countDown();
                Waits.await(changed);
                return first + two.deref();
              });
          assertThat(sum).isZero();
        });
    changer.join();
  }

  // ------------------------------------------------------------------ history

  /** T3, TX-40, TX-41: a pinned snapshot keeps the version that it needs, and only that one. */
  @Test
  void historyCount_oneReader_isOne() {
    Ref<Integer> pin = refs.ref(0);
    Ref<Integer> ref = refs.ref(0);
    List<Integer> counts = new ArrayList<>();
    READ_ONLY.dosync(() -> {
      pin.deref();
      for (int i = 1; i <= 5; i++) {
        Elsewhere.add(ref, 1);
        counts.add(ref.historyCount());
      }
      assertThat(ref.deref()).isEqualTo(0);
    });
    assertThat(counts).containsExactly(1, 1, 1, 1, 1);
  }

  /** T3: swap keeps what a reader needs like a transaction does. */
  @Test
  void historyCount_oneReaderBesideSwaps_isOne() {
    Ref<Integer> ref = refs.ref(0);
    READ_ONLY.dosync(() -> {
      assertThat(ref.deref()).isEqualTo(0);
      Elsewhere.run(index -> {
        for (int i = 0; i < 10; i++) {
          ref.swap(x -> x + 1);
        }
      });
      assertThat(ref.historyCount()).isEqualTo(1);
      assertThat(ref.deref()).isEqualTo(0);
    });
  }

  /** T3: readers of different snapshots keep one version each, until they end. */
  @Test
  void historyCount_threeReaders_isOneForEach() {
    Ref<Integer> ref = refs.ref(0);
    List<CountDownLatch> ends = new ArrayList<>();
    List<Threads.Running> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int expected = i;
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      ends.add(end);
      readers.add(
          Threads.start(index ->
              READ_ONLY.dosync(() -> {
                assertThat(ref.deref()).isEqualTo(expected);
                begun.countDown();
                Waits.await(end);
                assertThat(ref.deref()).isEqualTo(expected);
              })));
      Waits.await(begun);
      Elsewhere.add(ref, 1);
    }
    Elsewhere.add(ref, 1);
    Elsewhere.add(ref, 1);
    assertThat(ref.historyCount()).isEqualTo(3);
    ends.get(1).countDown();
    readers.get(1).join();
    Elsewhere.add(ref, 1);
    assertThat(ref.historyCount()).isEqualTo(2);
    ends.get(0).countDown();
    readers.get(0).join();
    Elsewhere.add(ref, 1);
    assertThat(ref.historyCount()).isEqualTo(1);
    ends.get(2).countDown();
    readers.get(2).join();
    Elsewhere.add(ref, 1);
    assertThat(ref.historyCount()).isZero();
  }

  /** T3, TX-42: with nobody pinned a ref holds one version, also if it never changes again. */
  @Test
  void historyCount_afterTheReaderHasEnded_isZeroWithoutAnotherCommit() {
    Ref<Integer> ref = refs.ref(0);
    READ_ONLY.dosync(() -> {
      ref.deref();
      Elsewhere.add(ref, 1);
    });
    assertThat(ref.historyCount()).isZero();
  }

  /** T3: a reader that throws, or whose thread has ended, keeps nothing. */
  @Test
  void historyCount_readerThrows_keepsNothing() {
    Ref<Integer> ref = refs.ref(0);
    Throwable thrown =
        Elsewhere.thrown(index ->
            READ_ONLY.dosync(() -> {
              ref.deref();
              Elsewhere.add(ref, 1);
              throw new IllegalArgumentException("reader");
            }));
    assertThat(thrown).hasMessage("reader");
    Elsewhere.add(ref, 1);
    assertThat(ref.historyCount()).isZero();
  }

  /** T3: transactions that write keep no history once they have ended, run again or failed. */
  @Test
  void historyCount_writersThatRunAgain_keepNothing() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    for (Isolation isolation : Isolation.values()) {
      Stm.options()
          .isolation(isolation)
          .dosync(() -> {
            one.deref();
            if (Stm.attempt() == 1) {
              Elsewhere.add(one, 1);
              Elsewhere.add(two, 1);
            }
            two.alter(x -> x + 1);
          });
      Elsewhere.add(one, 1);
      Elsewhere.add(two, 1);
      assertThat(one.historyCount()).isZero();
      assertThat(two.historyCount()).isZero();
    }
  }

  /** T3: a snapshot older than a long history still finds its version, minHistory or not. */
  @Test
  void deref_manyVersionsBack_findsItsVersion() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).minHistory(3).build());
    READ_ONLY.dosync(() -> {
      ref.deref();
      Elsewhere.run(index -> {
        for (int i = 0; i < 100; i++) {
          ref.swap(x -> x + 1);
        }
        ref.trimHistory();
        ref.setMinHistory(0);
        ref.swap(x -> x + 1);
        ref.trimHistory();
      });
      assertThat(ref.deref()).isEqualTo(0);
    });
    assertThat(ref.deref()).isEqualTo(101);
  }
}
