package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.core.internal.HeldEffects;

/** Changes for which the order does not matter. */
class CommuteTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static TransactionOptions with(Isolation isolation) {
    return Stm.options().isolation(isolation);
  }

  // ------------------------------------------------------------------ which value

  /** TX-28, TX-29, S11: in the body the function works on the snapshot, not on the newest value. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_changedMeanwhile_worksOnTheSnapshotInTheBody(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    List<Integer> seen = new ArrayList<>();
    with(isolation)
        .dosync(() -> {
          seen.clear();
          seen.add(ref.deref());
          if (Stm.attempt() == 1) {
            Elsewhere.set(ref, 5);
          }
          seen.add(ref.commute(x -> x));
          seen.add(ref.deref());
        });
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(seen.get(2)).isEqualTo(seen.get(0));
    assertThat(ref.deref()).isEqualTo(5);
  }

  /** TX-28: a commute belongs to the same snapshot as the reads before it. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_ofAnotherRef_belongsToTheSnapshot(Isolation isolation) {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    List<String> seen = new ArrayList<>();
    with(isolation)
        .dosync(() -> {
          int first = one.deref();
          if (Stm.attempt() == 1) {
            Elsewhere.dosync(() -> {
              one.set(5);
              two.set(5);
            });
          }
          seen.add(first + "," + two.commute(x -> x));
        });
    assertThat(seen).isNotEmpty().allSatisfy(pair -> assertThat(pair).isIn("0,0", "5,5"));
  }

  /** TX-30: what is committed comes from the newest value, and may differ from the answer. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_changedMeanwhile_commitsOnTheNewestValue(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    int answer =
        with(isolation)
            .dosync(() -> {
              runs.incrementAndGet();
              int seen = ref.commute(x -> x + 1);
              Elsewhere.add(ref, 100);
              return seen;
            });
    assertThat(answer).isEqualTo(1);
    assertThat(ref.deref()).isEqualTo(101);
    assertThat(runs).hasValue(1);
  }

  /** TX-30, T9: each function runs once in the body and once at commit, in the order of calls. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_functions_runTwiceInOrder(Isolation isolation) {
    Ref<Integer> ref = refs.ref(1);
    List<String> calls = new ArrayList<>();
    with(isolation)
        .dosync(() -> {
          int first =
              ref.commute(x -> {
                calls.add("a" + x);
                return x + 1;
              });
          int second =
              ref.commute(
                  (x, y) -> {
                    calls.add("b" + x);
                    return x * y;
                  },
                  10);
          assertThat(List.of(first, second)).containsExactly(2, 20);
        });
    assertThat(calls).containsExactly("a1", "b2", "a1", "b2");
    assertThat(ref.deref()).isEqualTo(20);
  }

  /** TX-32: a commute of a ref that was set or altered before works on that, once. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_afterSetOrAlter_runsOnce(Isolation isolation) {
    Ref<Integer> set = refs.ref(0);
    Ref<Integer> altered = refs.ref(0);
    AtomicInteger calls = new AtomicInteger();
    with(isolation)
        .dosync(() -> {
          set.set(5);
          altered.alter(x -> x + 5);
          for (Ref<Integer> ref : List.of(set, altered)) {
            int seen =
                ref.commute(x -> {
                  calls.incrementAndGet();
                  return x * 10;
                });
            assertThat(seen).isEqualTo(50);
          }
        });
    assertThat(calls).hasValue(2);
    assertThat(set.deref()).isEqualTo(50);
    assertThat(altered.deref()).isEqualTo(50);
  }

  /** T9: a ref that is read after it was commuted is an ordinary one: its functions run once. */
  @Test
  void deref_afterCommuteUnderSerializable_makesItOrdinary() {
    Ref<Integer> ref = refs.ref(1);
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      calls.set(0);
      ref.commute(x -> {
        calls.incrementAndGet();
        return x + 1;
      });
      ref.deref();
      if (Stm.attempt() == 1) {
        Elsewhere.add(ref, 100);
      }
    });
    assertThat(runs).as("the body depends on what it has read").hasValue(2);
    assertThat(calls).hasValue(1);
    assertThat(ref.deref()).isEqualTo(102);
  }

  /** T9, S22: a ref that is altered after it was commuted is an ordinary one. */
  @Test
  void alter_afterCommuteUnderSerializable_makesItOrdinary() {
    Ref<Integer> ref = refs.ref(1);
    AtomicInteger calls = new AtomicInteger();
    Stm.dosync(() -> {
      calls.set(0);
      ref.commute(x -> {
        calls.incrementAndGet();
        return x + 1;
      });
      assertThat(ref.alter(x -> x * 10)).isGreaterThanOrEqualTo(20);
      if (Stm.attempt() == 1) {
        Elsewhere.add(ref, 100);
      }
    });
    assertThat(calls).hasValue(1);
    assertThat(ref.deref()).isEqualTo(1020);
  }

  /** T9: a set over a commute replaces it. */
  @Test
  void set_afterCommuteUnderSerializable_replacesIt() {
    Ref<Integer> ref = refs.ref(1);
    AtomicInteger calls = new AtomicInteger();
    Stm.dosync(() -> {
      ref.commute(x -> {
        calls.incrementAndGet();
        return x + 1;
      });
      ref.set(7);
    });
    assertThat(calls).hasValue(1);
    assertThat(ref.deref()).isEqualTo(7);
  }

  /**
   * T9, T1: a ref that was read before the commute is guarded; nothing is lost or applied twice.
   */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_afterDeref_appliesOnce(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    with(isolation)
        .dosync(() -> {
          ref.deref();
          ref.commute(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 100);
          }
        });
    assertThat(ref.deref()).isEqualTo(101);
  }

  /** TX-33, TX-37: a ref that is ensured and commuted must not have changed. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_andEnsure_runsAgainIfChanged(Isolation isolation) {
    for (boolean ensureFirst : List.of(true, false)) {
      Ref<Integer> ref = refs.ref(0);
      AtomicInteger runs = new AtomicInteger();
      with(isolation)
          .dosync(() -> {
            runs.incrementAndGet();
            if (ensureFirst) {
              ref.ensure();
            }
            ref.commute(x -> x + 1);
            if (!ensureFirst) {
              assertThat(ref.ensure() % 100).isEqualTo(1);
            }
            if (Stm.attempt() == 1) {
              Elsewhere.add(ref, 100);
            }
          });
      assertThat(runs).as("ensure first: %s", ensureFirst).hasValue(2);
      assertThat(ref.deref()).isEqualTo(101);
    }
  }

  // ------------------------------------------------------------------ conflicts

  /** TX-34, S6: a commuter beside a long open transaction on the same ref commits at once. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_besideALongOpenAlter_commitsAtOnce(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    with(isolation)
        .dosync(() -> {
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.run(index ->
                with(isolation)
                    .maxAttempts(1)
                    .dosync(() -> {
                      runs.incrementAndGet();
                      ref.commute(x -> x + 10);
                    }));
          }
        });
    assertThat(runs).hasValue(1);
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** T9: transactions that only commute a ref never run again because of it. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_byManyThreads_nobodyRunsAgain(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 1000; i++) {
            with(isolation)
                .dosync(() -> {
                  runs.incrementAndGet();
                  ref.commute(x -> x + 1);
                });
          }
        });
    assertThat(ref.deref()).isEqualTo(4000);
    assertThat(runs).hasValue(4000);
  }

  /** T9, 2b.3: commute, alter and swap together lose nothing. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commuteAlterAndSwap_byManyThreads_loseNothing(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 1000; i++) {
            switch (index) {
              case 0 -> ref.swap(x -> x + 1);
              case 1 -> with(isolation).dosync(() -> ref.alter(x -> x + 1));
              default -> with(isolation).dosync(() -> ref.commute(x -> x + 1));
            }
          }
        });
    assertThat(ref.deref()).isEqualTo(4000);
  }

  /** TX-31, S10: a slow function at commit blocks no reader. */
  @Test
  void commute_slowFunctionAtCommit_blocksNoReader() {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch atCommit = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Threads.Running committer =
        Threads.start(index ->
            Stm.dosync(() ->
                ref.commute(x -> {
                  if (calls.incrementAndGet() == 2) {
                    atCommit.countDown();
                    Waits.await(release);
                  }
                  return x + 1;
                })));
    Waits.await(atCommit);
    assertThat(ref.deref()).isEqualTo(0);
    int seen = Stm.options().readOnly().dosync(() -> ref.deref());
    assertThat(seen).isEqualTo(0);
    release.countDown();
    committer.join();
    assertThat(ref.deref()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ failures

  /** TX-35: an exception of the run at commit undoes the transaction and reaches the caller. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_throwsAtCommit_undoesAll(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    other.watch(recorder);
    IllegalArgumentException thrown = new IllegalArgumentException("at commit");
    AtomicInteger calls = new AtomicInteger();
    List<String> log = new ArrayList<>();
    assertThatThrownBy(() ->
            with(isolation)
                .dosync(() -> {
                  other.set(1);
                  HeldEffects.hold(() -> log.add("held"));
                  ref.commute(x -> {
                    if (calls.incrementAndGet() == 2) {
                      throw thrown;
                    }
                    return x + 1;
                  });
                }))
        .isSameAs(thrown);
    assertThat(ref.deref()).isEqualTo(0);
    assertThat(other.deref()).isEqualTo(0);
    assertThat(recorder.count()).isZero();
    assertThat(log).isEmpty();
  }

  /** TX-35: an exception of the run in the body can be caught; the commute has not happened. */
  @Test
  void commute_throwsInTheBodyAndIsCaught_hasNotHappened() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      assertThatThrownBy(() ->
              ref.commute(x -> {
                throw new IllegalArgumentException("in the body");
              }))
          .isInstanceOf(IllegalArgumentException.class);
      ref.commute(x -> x + 1);
    });
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** TX-45, TX-47: the validator judges the value of the run at commit. */
  @Test
  void commute_validAtFirstAndInvalidAtCommit_isRejected() {
    Ref<Integer> ref =
        refs.checked(Ref.builder(0).validator(x -> x <= 10, "must be <= 10").build());
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.commute(x -> x + 1);
              Elsewhere.set(ref, 10);
            }))
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            rejection -> assertThat(rejection.rejectedValue()).isEqualTo(11));
    assertThat(ref.deref()).isEqualTo(10);
  }

  // ------------------------------------------------------------------ what a function may not do

  /** TX-36, S4, T9: transactional operations inside a function are rejected, in both runs. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void commute_functionUsesRefs_isRejected(Isolation isolation) {
    Ref<Integer> ref = refs.ref("outer", 0);
    Ref<Integer> other = refs.ref("inner", 0);
    List<Runnable> uses =
        List.of(
            () -> other.set(1),
            () -> other.alter(x -> x + 1),
            () -> other.commute(x -> x + 1),
            () -> other.ensure(),
            () -> other.swap(x -> x + 1),
            () -> other.reset(1),
            () -> other.compareAndSet(0, 1),
            () -> ref.set(1),
            () -> ref.commute(x -> x + 1),
            () -> Stm.dosync(() -> other.set(1)));
    for (Runnable use : uses) {
      for (int inRun = 1; inRun <= 2; inRun++) {
        int run = inRun;
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() ->
                with(isolation)
                    .dosync(() ->
                        ref.commute(x -> {
                          if (calls.incrementAndGet() == run) {
                            use.run();
                          }
                          return x + 1;
                        })))
            .as("use %d in run %d", uses.indexOf(use), run)
            .isInstanceOf(IllegalStateException.class);
        assertThat(ref.deref()).isEqualTo(0);
        assertThat(other.deref()).isEqualTo(0);
      }
    }
  }

  /** TX-36, S4: sends inside a function are rejected, so none is delivered twice. */
  @Test
  void commute_functionSends_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    List<String> log = new ArrayList<>();
    for (int inRun = 1; inRun <= 2; inRun++) {
      int run = inRun;
      AtomicInteger calls = new AtomicInteger();
      assertThatThrownBy(() ->
              Stm.dosync(() ->
                  ref.commute(x -> {
                    if (calls.incrementAndGet() == run) {
                      HeldEffects.hold(() -> log.add("sent"));
                    }
                    return x + 1;
                  })))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(log).isEmpty();
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** TX-36: hooks, retry and the like are rejected in a function too. */
  @Test
  void commute_functionRegistersHooksOrRetries_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    List<String> log = new ArrayList<>();
    List<Runnable> uses =
        List.of(
            () -> Stm.afterCommit(() -> log.add("after")),
            () -> Stm.afterRollback(() -> log.add("rollback")),
            () -> Stm.beforeCommit(() -> log.add("before")),
            () -> Stm.prepare(() -> log.add("prepare")),
            () -> Stm.check(false),
            Stm::retry);
    for (Runnable use : uses) {
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                ref.deref();
                ref.commute(x -> {
                  use.run();
                  return x + 1;
                });
              }))
          .as("use %d", uses.indexOf(use))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(log).isEmpty();
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** TX-36: it is rejected as well when the function is applied again, at the commit. */
  @Test
  void commute_functionUsesRefsWhenAppliedAgain_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    List<Runnable> uses =
        List.of(
            other::deref,
            other::ensure,
            () -> other.set(1),
            () -> other.alter(x -> x + 1),
            () -> other.commute(x -> x + 1),
            () -> other.swap(x -> x + 1),
            () -> Stm.dosync(() -> other.set(1)),
            () -> Stm.afterCommit(() -> {}));
    for (Runnable use : uses) {
      AtomicInteger applied = new AtomicInteger();
      assertThatThrownBy(() ->
              Stm.dosync(() ->
                  ref.commute(x -> {
                    if (applied.incrementAndGet() > 1) {
                      use.run();
                    }
                    return x + 1;
                  })))
          .as("use %d", uses.indexOf(use))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("commute");
      assertThat(applied).as("use %d", uses.indexOf(use)).hasValue(2);
    }
    assertThat(ref.deref()).isEqualTo(0);
    assertThat(other.deref()).isEqualTo(0);
  }

  /** TX-36: after a rejected use that the function itself catches, the commute holds. */
  @Test
  void commute_functionCatchesTheRejection_holds() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    Stm.dosync(() ->
        ref.commute(x -> {
          assertThatThrownBy(() -> other.set(1)).isInstanceOf(IllegalStateException.class);
          return x + 1;
        }));
    assertThat(ref.deref()).isEqualTo(1);
    assertThat(other.deref()).isEqualTo(0);
  }

  /** TX-46: several commutes of a ref are one change. */
  @Test
  void commute_several_isOneChange() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder);
    Stm.dosync(() -> {
      ref.commute(x -> x + 1);
      ref.commute(x -> x + 1);
      Elsewhere.add(ref, 10);
    });
    assertThat(recorder.steps()).containsExactly("0->10", "10->12");
  }
}
