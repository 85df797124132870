package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Waiting for what has been read to change. */
@SuppressWarnings("ThreadPriorityCheck") // widens races; nothing depends on it
class RetryTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  /** Waits until that many transactions wait for a ref. */
  private static void untilWaiting(Ref<?> ref, int count) {
    Waits.until(
        count + " wait for " + ref.name(),
        () -> {
          RefExtension<?> extension = ref.extension();
          return (extension == null ? 0 : extension.waiting.size()) == count;
        });
  }

  private static int take(Ref<Integer> stock) {
    return Stm.dosync(() -> {
      int value = stock.deref();
      if (value == 0) {
        return Stm.retry();
      }
      stock.set(value - 1);
      return value;
    });
  }

  // ------------------------------------------------------------------ being woken

  enum Change {
    TRANSACTION,
    SWAP,
    RESET,
    COMMUTE,
    COMPARE_AND_SET,
    RESET_VALS,
    IRREVOCABLE;

    void set(Ref<Integer> ref, int value) {
      switch (this) {
        case TRANSACTION -> Stm.dosync(() -> ref.set(value));
        case SWAP -> ref.swap(x -> value);
        case RESET -> ref.reset(value);
        case COMMUTE -> Stm.dosync(() -> ref.commute(x -> value));
        case COMPARE_AND_SET -> assertThat(ref.compareAndSet(ref.deref(), value)).isTrue();
        case RESET_VALS -> ref.resetVals(value);
        case IRREVOCABLE -> Stm.options().irrevocable().dosync(() -> ref.set(value));
      }
    }
  }

  /** T7, S20: retry parks until a ref that was read is changed, by whatever operation. */
  @ParameterizedTest
  @EnumSource(Change.class)
  void retry_refChanged_runsAgain(Change change) {
    Ref<Integer> stock = refs.ref(0);
    AtomicInteger taken = new AtomicInteger();
    Threads.Running taker = Threads.start(index -> taken.set(take(stock)));
    untilWaiting(stock, 1);
    Waits.untilParked(taker.thread());
    change.set(stock, 5);
    taker.join();
    assertThat(taken).hasValue(5);
    assertThat(stock.deref()).isEqualTo(4);
    untilWaiting(stock, 0);
  }

  /** T7: on virtual threads, many wait for one ref and each gets its share. */
  @Test
  void retry_onVirtualThreads_allAreServed() {
    Ref<Integer> stock = refs.ref(0);
    Threads.Running supplier =
        Threads.start(index -> {
          for (int i = 0; i < 100; i++) {
            stock.swap(x -> x + 1);
          }
        });
    Threads.runVirtual(100, index -> assertThat(take(stock)).isPositive());
    supplier.join();
    assertThat(stock.deref()).isEqualTo(0);
  }

  /** T7: any of several refs that were read wakes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void retry_anyReadRefChanged_runsAgain(int changed) {
    List<Ref<Integer>> gates = List.of(refs.ref(0), refs.ref(0), refs.ref(0));
    AtomicInteger runs = new AtomicInteger();
    Threads.Running waiter =
        Threads.start(index ->
            Stm.dosync(() -> {
              runs.incrementAndGet();
              Stm.check(gates.stream().mapToInt(gate -> gate.deref()).sum() > 0);
            }));
    gates.forEach(gate -> untilWaiting(gate, 1));
    Elsewhere.set(gates.get(changed), 1);
    waiter.join();
    assertThat(runs).hasValue(2);
    gates.forEach(gate -> untilWaiting(gate, 0));
  }

  /** T7: a change that does not satisfy the condition wakes it, and it waits again. */
  @Test
  void retry_conditionStillFalse_waitsAgain() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Threads.Running waiter =
        Threads.start(index ->
            Stm.dosync(() -> {
              runs.incrementAndGet();
              Stm.check(ref.deref() >= 3);
            }));
    for (int i = 1; i <= 3; i++) {
      untilWaiting(ref, 1);
      int before = i;
      Waits.until("it has run " + i + " times", () -> runs.get() == before);
      ref.swap(x -> x + 1);
    }
    waiter.join();
    assertThat(runs).hasValue(4);
  }

  /** T7: what was changed but not read does not wake. */
  @Test
  void retry_otherRefChanged_doesNotRunAgain() {
    Ref<Integer> read = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Threads.Running waiter =
        Threads.start(index ->
            Stm.dosync(() -> {
              runs.incrementAndGet();
              Stm.check(read.deref() > 0);
            }));
    untilWaiting(read, 1);
    for (int i = 0; i < 100; i++) {
      Elsewhere.add(other, 1);
    }
    assertThat(runs).hasValue(1);
    read.reset(1);
    waiter.join();
    assertThat(runs).hasValue(2);
  }

  /** T7: a ref that was changed between its read and the retry does not let it sleep. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void retry_changedBeforeGoingToSleep_runsAgain(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          runs.incrementAndGet();
          if (ref.deref() == 0) {
            Elsewhere.set(ref, 1);
            Stm.retry();
          }
        });
    assertThat(runs).hasValue(2);
  }

  /** T7: commits that race with going to sleep are never missed. */
  @Test
  void retry_pingPong_losesNoWakeUp() {
    Ref<Integer> ball = refs.ref(0);
    Threads.run(
        2,
        index -> {
          for (int i = 0; i < 3000; i++) {
            if (i % 3 == 0) {
              Stm.dosync(() -> {
                Stm.check(ball.deref() % 2 == index);
              });
              ball.swap(x -> x + 1);
            } else {
              Stm.dosync(() -> {
                Stm.check(ball.deref() % 2 == index);
                ball.alter(x -> x + 1);
              });
            }
          }
        });
    assertThat(ball.deref()).isEqualTo(6000);
  }

  /** T7: a bounded buffer with many producers and consumers loses nothing and ends. */
  @Test
  void retry_boundedBuffer_losesNothing() {
    Ref<Integer> filled = refs.ref(0);
    Ref<Integer> consumed = refs.ref(0);
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 1000; i++) {
            Stm.dosync(() -> {
              int level = filled.deref();
              Stm.check(index % 2 == 0 ? level < 3 : level > 0);
              filled.set(index % 2 == 0 ? level + 1 : level - 1);
              if (index % 2 == 1) {
                consumed.commute(x -> x + 1);
              }
            });
          }
        });
    assertThat(filled.deref()).isEqualTo(0);
    assertThat(consumed.deref()).isEqualTo(2000);
  }

  /** T7: read-only transactions, and those under SNAPSHOT, can wait too. */
  @Test
  void retry_readOnlyAndSnapshot_runAgain() {
    for (TransactionOptions options :
        List.of(Stm.options().readOnly(), Stm.options().isolation(Isolation.SNAPSHOT))) {
      Ref<Integer> ref = refs.ref(0);
      Threads.Running waiter =
          Threads.start(index -> options.dosync(() -> Stm.check(ref.deref() == 7)));
      untilWaiting(ref, 1);
      ref.reset(7);
      waiter.join();
      untilWaiting(ref, 0);
    }
  }

  /** T7: ensured refs count as read. */
  @Test
  void retry_ensuredRefChanged_runsAgain() {
    Ref<Integer> ref = refs.ref(0);
    Threads.Running waiter = Threads.start(index -> Stm.dosync(() -> Stm.check(ref.ensure() == 7)));
    untilWaiting(ref, 1);
    ref.reset(7);
    waiter.join();
  }

  /** T7: what the attempt itself has changed is undone while it waits. */
  @Test
  void retry_ownChanges_areUndone() {
    Ref<Integer> gate = refs.ref(0);
    Ref<Integer> changed = refs.ref(0);
    List<String> log = new ArrayList<>();
    Threads.Running waiter =
        Threads.start(index ->
            Stm.dosync(() -> {
              changed.alter(x -> x + 1);
              Stm.afterCommit(() -> log.add("committed"));
              Stm.afterRollback(() -> log.add("undone"));
              Stm.check(gate.deref() > 0);
            }));
    untilWaiting(gate, 1);
    assertThat(changed.deref()).isEqualTo(0);
    Stm.options().maxAttempts(1).dosync(() -> gate.set(1));
    waiter.join();
    assertThat(changed.deref()).isEqualTo(1);
    assertThat(log).containsExactly("undone", "committed");
  }

  /** T7: check goes on if the condition holds. */
  @Test
  void check_true_goesOn() {
    Ref<Integer> ref = refs.ref(1);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      Stm.check(ref.deref() == 1);
      ref.set(2);
    });
    assertThat(runs).hasValue(1);
    assertThat(ref.deref()).isEqualTo(2);
  }

  // ------------------------------------------------------------------ not being woken

  /** T7: a retry that has read nothing fails at once. */
  @Test
  void retry_nothingRead_failsAtOnce() {
    Ref<Integer> ref = refs.ref(0);
    List<TransactionAction<RuntimeException>> bodies =
        List.of(
            () -> Stm.retry(),
            () -> Stm.check(false),
            () -> {
              ref.set(1);
              Stm.retry();
            },
            () -> Stm.orElse(() -> Stm.retry(), () -> Stm.retry()));
    for (TransactionAction<RuntimeException> body : bodies) {
      assertThatThrownBy(() -> Stm.options().named("blind").dosync(body))
          .isInstanceOfSatisfying(
              TransactionFailedException.class,
              failure -> {
                assertThat(failure.reason())
                    .isEqualTo(TransactionFailedException.Reason.NOTHING_READ);
                assertThat(failure.attempts()).isEqualTo(1);
                assertThat(failure).hasMessageContaining("blind").hasMessageContaining("read");
              });
    }
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** T7, S13: the deadline ends the waiting. */
  @Test
  void retry_deadlinePasses_fails() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.options()
                .named("patient")
                .deadline(Duration.ofMillis(30))
                .dosync(() -> {
                  runs.incrementAndGet();
                  Stm.check(ref.deref() > 0);
                }))
        .isInstanceOfSatisfying(
            TransactionFailedException.class,
            failure -> {
              assertThat(failure.reason())
                  .isEqualTo(TransactionFailedException.Reason.DEADLINE_PASSED);
              assertThat(failure.elapsed()).isBetween(Duration.ofMillis(30), Waits.LONG);
              assertThat(Objects.requireNonNull(failure.lastConflict()).kind())
                  .isEqualTo(Conflict.Kind.RETRY);
              assertThat(failure.attempts()).isEqualTo(1);
            });
    assertThat(runs).hasValue(1);
    untilWaiting(ref, 0);
  }

  /** T7, T8: an interrupt ends the waiting, and the flag is set again. */
  @Test
  void retry_interrupted_fails() {
    Ref<Integer> ref = refs.ref(0);
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    AtomicInteger flag = new AtomicInteger();
    Threads.Running waiter =
        Threads.start(index -> {
          try {
            take(ref);
          } catch (TransactionFailedException failure) {
            thrown.set(failure);
            flag.set(Thread.interrupted() ? 1 : 0);
          }
        });
    untilWaiting(ref, 1);
    waiter.thread().interrupt();
    waiter.join();
    assertThat(thrown.get())
        .isInstanceOfSatisfying(
            TransactionFailedException.class,
            failure ->
                assertThat(failure.reason())
                    .isEqualTo(TransactionFailedException.Reason.INTERRUPTED));
    assertThat(flag).hasValue(1);
    untilWaiting(ref, 0);
  }

  /** T7: being woken counts as an attempt. */
  @Test
  void retry_maxAttempts_countsBeingWoken() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.options()
                .maxAttempts(3)
                .dosync(() -> {
                  runs.incrementAndGet();
                  ref.deref();
                  Elsewhere.add(ref, 1);
                  Stm.retry();
                }))
        .isInstanceOfSatisfying(
            TransactionFailedException.class,
            failure ->
                assertThat(failure.reason())
                    .isEqualTo(TransactionFailedException.Reason.ATTEMPTS_EXHAUSTED));
    assertThat(runs).hasValue(3);
  }

  // ------------------------------------------------------------------ retryFor

  /** T7, Stm#retryFor: once it has waited that long, the call returns and the body goes on. */
  @Test
  void retryFor_timeOver_goesOn() {
    Ref<Integer> ref = refs.ref(0);
    long start = System.nanoTime();
    String answer =
        Stm.dosync(() -> {
          if (ref.deref() == 0) {
            Stm.retryFor(Duration.ofMillis(20));
            return "gave up";
          }
          return "changed";
        });
    assertThat(answer).isEqualTo("gave up");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(20));
    untilWaiting(ref, 0);
  }

  /** Stm#retryFor: a change before that runs the body again. */
  @Test
  void retryFor_changedInTime_runsAgain() {
    Ref<Integer> ref = refs.ref(0);
    AtomicReference<@Nullable String> answer = new AtomicReference<>();
    Threads.Running waiter =
        Threads.start(index ->
            answer.set(
                Stm.dosync(() -> {
                  if (ref.deref() == 0) {
                    Stm.retryFor(Waits.LONG);
                    return "gave up";
                  }
                  return "changed";
                })));
    untilWaiting(ref, 1);
    ref.reset(1);
    waiter.join();
    assertThat(answer).hasValue("changed");
  }

  /** Stm#retryFor: zero returns at once, also if nothing was read. */
  @Test
  void retryFor_zero_returnsAtOnce() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      Stm.retryFor(Duration.ZERO);
      ref.deref();
      Stm.retryFor(Duration.ZERO);
    });
    assertThat(runs).hasValue(1);
  }

  /** Stm#retryFor: the time is that of all attempts together. */
  @Test
  void retryFor_wokenOftenInVain_goesOnAfterTheTime() {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch over = new CountDownLatch(1);
    Threads.Running disturber =
        Threads.start(index -> {
          while (over.getCount() > 0) {
            ref.swap(x -> x + 1);
            Thread.yield();
          }
        });
    Stm.dosync(() -> {
      ref.deref();
      Stm.retryFor(Duration.ofMillis(20));
    });
    over.countDown();
    disturber.join();
  }

  /** Stm#retryFor: a negative duration is rejected. */
  @Test
  void retryFor_negative_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.deref();
      assertThatThrownBy(() -> Stm.retryFor(Duration.ofNanos(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  // ------------------------------------------------------------------ orElse

  /** T7: orElse answers the first alternative that does not retry. */
  @Test
  void orElse_answersTheFirstThatDoesNotRetry() {
    Ref<Integer> ref = refs.ref(1);
    List<String> log = new ArrayList<>();
    String answer =
        Stm.dosync(() ->
            Stm.orElse(
                () -> {
                  log.add("a");
                  return Stm.retry();
                },
                () -> {
                  log.add("b");
                  Stm.check(ref.deref() == 0);
                  return "b";
                },
                () -> {
                  log.add("c");
                  return "c";
                },
                () -> {
                  log.add("d");
                  return "d";
                }));
    assertThat(answer).isEqualTo("c");
    assertThat(log).containsExactly("a", "b", "c");
  }

  /** T7: an alternative that retries is undone: changes, commutes, hooks, variables. */
  @Test
  void orElse_leftRetries_isUndone() {
    Ref<Integer> left = refs.ref(0);
    Ref<Integer> both = refs.ref(0);
    TransactionLocal<String> local = TransactionLocal.of(() -> "initial");
    List<String> log = new ArrayList<>();
    Stm.dosync(() -> {
      both.set(1);
      Stm.orElse(
          () -> {
            left.set(1);
            both.alter(x -> x + 1000);
            left.commute(x -> x + 1);
            local.set("left");
            Stm.afterCommit(() -> log.add("left committed"));
            Stm.afterRollback(() -> log.add("left undone"));
            return Stm.retry();
          },
          () -> {
            assertThat(left.deref()).isEqualTo(0);
            assertThat(both.deref()).isEqualTo(1);
            assertThat(local.get()).isEqualTo("initial");
            Stm.afterCommit(() -> log.add("right committed"));
            return both.alter(x -> x + 10);
          });
    });
    assertThat(left.deref()).isEqualTo(0);
    assertThat(both.deref()).isEqualTo(11);
    assertThat(log).containsExactlyInAnyOrder("left undone", "right committed");
  }

  /** T7: if all alternatives retry, a ref read only in the left one wakes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void orElse_allRetry_anyRefOfAnyAlternativeWakes(int changed) {
    List<Ref<Integer>> gates = List.of(refs.ref(0), refs.ref(0), refs.ref(0));
    AtomicReference<@Nullable String> answer = new AtomicReference<>();
    Threads.Running waiter =
        Threads.start(index ->
            answer.set(
                Stm.dosync(() ->
                    Stm.orElse(
                        () -> open(gates.get(0), "left"),
                        () -> open(gates.get(1), "middle"),
                        () -> open(gates.get(2), "right")))));
    gates.forEach(gate -> untilWaiting(gate, 1));
    Elsewhere.set(gates.get(changed), 1);
    waiter.join();
    assertThat(answer).hasValue(List.of("left", "middle", "right").get(changed));
    gates.forEach(gate -> untilWaiting(gate, 0));
  }

  private static String open(Ref<Integer> gate, String answer) {
    Stm.check(gate.deref() > 0);
    return answer;
  }

  /** T7, T1: the right alternative depends on what the left one has read. */
  @Test
  void orElse_leftReadsChange_runsAgain() {
    Ref<Integer> gate = refs.ref(0);
    Ref<String> result = refs.ref("");
    Stm.dosync(() -> {
      String way =
          Stm.orElse(
              () -> open(gate, "left"),
              () -> {
                if (Stm.attempt() == 1) {
                  Elsewhere.set(gate, 1);
                }
                return "right";
              });
      result.set(way);
    });
    assertThat(result.deref()).isEqualTo("left");
  }

  /** T7: an exception of an alternative is not an alternative: it leaves and undoes all. */
  @Test
  void orElse_leftThrows_leaves() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger rights = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.dosync(() ->
                Stm.orElse(
                    () -> {
                      ref.set(1);
                      throw new java.io.IOException("left");
                    },
                    () -> rights.incrementAndGet())))
        .isInstanceOf(java.io.IOException.class);
    assertThat(rights).hasValue(0);
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** T7: alternatives nest: the inner one's end is the outer one's retry. */
  @Test
  void orElse_nested_triesAllInOrder() {
    List<String> log = new ArrayList<>();
    Ref<Integer> ref = refs.ref(0);
    String answer =
        Stm.dosync(() ->
            Stm.orElse(
                () ->
                    Stm.orElse(
                        () -> {
                          log.add("1");
                          ref.set(1);
                          return Stm.retry();
                        },
                        () -> {
                          log.add("2");
                          ref.set(2);
                          return Stm.retry();
                        }),
                () -> {
                  log.add("3");
                  return "three" + ref.deref();
                }));
    assertThat(answer).isEqualTo("three0");
    assertThat(log).containsExactly("1", "2", "3");
  }

  /** T7, T5: the left alternative that swallows its retry is undone all the same. */
  @Test
  void orElse_leftSwallowsItsRetry_rightRunsOrAllRunsAgain() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> gate = refs.ref(0);
    String answer =
        Stm.options()
            .deadline(Waits.LONG)
            .dosync(() ->
                Stm.orElse(
                    () -> {
                      gate.deref();
                      ref.set(1);
                      try {
                        Stm.retry();
                      } catch (Throwable swallowed) {
                        return "swallowed";
                      }
                      return "impossible";
                    },
                    () -> "right"));
    assertThat(answer).isEqualTo("right");
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** T7: orElse without another alternative is rejected. */
  @Test
  void orElse_noOther_isRejected() {
    Stm.dosync(() -> {
      assertThatThrownBy(() -> Stm.<String, RuntimeException>orElse(() -> "only"))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  /** T7: retryFor in an alternative tries the next one, as retry does, and waits as a whole. */
  @Test
  void orElse_withRetryFor_ends() {
    Ref<Integer> gate = refs.ref(0);
    String answer =
        Stm.dosync(() ->
            Stm.orElse(
                () -> {
                  gate.deref();
                  Stm.retryFor(Duration.ofMillis(5));
                  return "left";
                },
                () -> open(gate, "right")));
    assertThat(answer).isEqualTo("left");
    untilWaiting(gate, 0);
  }
}
