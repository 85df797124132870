package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.CapturedLog;
import org.potamos.core.Events;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.core.internal.HeldEffects;

/** What runs before, at and after the end of a transaction. */
class HooksTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private final List<String> log = new CopyOnWriteArrayList<>();

  private static final class Veto extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Veto() {
      super("veto");
    }
  }

  /** Collects the failures of hooks of one transaction, and keeps the log quiet. */
  private static List<HookFailure> failuresOf(String transaction, Runnable action) {
    List<HookFailure> failures = new CopyOnWriteArrayList<>();
    try (CapturedLog captured = CapturedLog.of(transaction);
        Subscription subscription =
            Events.subscribe(event -> {
              if (event instanceof HookFailure failure
                  && transaction.equals(failure.transactionName())) {
                failures.add(failure);
              }
            })) {
      assertThat(subscription).isNotNull();
      action.run();
      assertThat(captured.lines()).hasSameSizeAs(failures);
      assertThat(captured.lines())
          .allSatisfy(line -> {
            assertThat(line.level()).isEqualTo("WARNING");
            assertThat(line.thrown()).isNotNull();
          });
    }
    return failures;
  }

  // ------------------------------------------------------------------ the order of all

  /** T12: watches, commit listeners, held effects, hooks: in this order, after the commit. */
  @Test
  void afterACommit_allRunInOrder() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    one.watch(change -> note("watch 1"));
    two.watch(change -> note("watch 2"));
    try (Subscription listening = Stm.listen(commit -> note("listener"))) {
      assertThat(listening).isNotNull();
      Stm.dosync(() -> {
        Stm.afterCommit(() -> note("after 1"));
        HeldEffects.hold(() -> note("held 1"));
        Stm.prepare(() -> log.add("prepare 1"));
        Stm.beforeCommit(() -> log.add("before 1"));
        one.set(1);
        two.set(1);
        Stm.afterCommit(() -> note("after 2"));
        HeldEffects.hold(() -> note("held 2"));
        Stm.prepare(() -> log.add("prepare 2"));
        Stm.beforeCommit(() -> log.add("before 2"));
        log.add("body");
      });
    }
    assertThat(log.subList(0, 5))
        .containsExactly("body", "before 1", "before 2", "prepare 1", "prepare 2");
    assertThat(log.subList(5, 7)).containsExactlyInAnyOrder("watch 1", "watch 2");
    assertThat(log.subList(7, log.size()))
        .containsExactly("listener", "held 1", "held 2", "after 1", "after 2");
  }

  /** Notes a step that must be outside of the transaction. */
  private void note(String step) {
    log.add(Stm.isInTransaction() ? step + " in a transaction" : step);
  }

  /** T12: each of them is isolated from the failures of the others, and of dosync's result. */
  @Test
  void afterACommit_allThrow_allRunAndTheResultIsAnswered() {
    Ref<Integer> ref =
        refs.checked(Ref.builder(0).onWatchFailure(failure -> log.add("reported")).build());
    ref.watch(change -> fail("watch"));
    ref.watch(change -> fail("watch again"));
    AtomicInteger answer = new AtomicInteger();
    List<HookFailure> failures =
        failuresOf(
            "all throw",
            () -> {
              try (Subscription one = Stm.listen(commit -> fail("listener"));
                  Subscription two = Stm.listen(commit -> fail("listener again"))) {
                assertThat(one).isNotSameAs(two);
                answer.set(
                    Stm.options()
                        .named("all throw")
                        .dosync(() -> {
                          HeldEffects.hold(() -> fail("held"));
                          HeldEffects.hold(() -> fail("held again"));
                          Stm.afterCommit(() -> fail("hook"));
                          Stm.afterCommit(() -> fail("hook again"));
                          return ref.alter(x -> x + 1);
                        }));
              }
            });
    assertThat(answer).hasValue(1);
    assertThat(ref.deref()).isEqualTo(1);
    assertThat(log)
        .containsExactly(
            "watch",
            "reported",
            "watch again",
            "reported",
            "listener",
            "listener again",
            "held",
            "held again",
            "hook",
            "hook again");
    assertThat(failures.stream().map(HookFailure::phase))
        .containsExactly(
            HookFailure.Phase.COMMIT_LISTENER,
            HookFailure.Phase.COMMIT_LISTENER,
            HookFailure.Phase.HELD_EFFECT,
            HookFailure.Phase.HELD_EFFECT,
            HookFailure.Phase.AFTER_COMMIT,
            HookFailure.Phase.AFTER_COMMIT);
    assertThat(failures)
        .allSatisfy(failure -> {
          assertThat(failure.cause()).isInstanceOf(AssertionError.class);
          assertThat(failure.reference()).isNull();
          assertThat(failure.toString()).contains("all throw").contains(failure.phase().name());
        });
    ref.setValidator(null);
  }

  private void fail(String step) {
    if (log.size() < 10) {
      log.add(step);
    }
    throw new AssertionError(step);
  }

  // ------------------------------------------------------------------ before the commit

  /** Stm#beforeCommit: it runs inside the transaction and may read and change refs. */
  @Test
  void beforeCommit_isPartOfTheTransaction() {
    Ref<Integer> base = refs.ref(0);
    Ref<Integer> derived = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    derived.watch(recorder);
    Stm.dosync(() -> {
      Stm.beforeCommit(() -> {
        log.add("in " + Stm.isInTransaction());
        derived.set(base.deref() * 2);
      });
      base.set(1);
      base.set(21);
    });
    assertThat(log).containsExactly("in true");
    assertThat(derived.deref()).isEqualTo(42);
    assertThat(recorder.steps()).containsExactly("0->42");
  }

  /** Stm#beforeCommit: what it has read is guarded, and a conflict runs the body again. */
  @Test
  void beforeCommit_readsAreGuarded() {
    Ref<Integer> read = refs.ref(1);
    Ref<Integer> written = refs.ref(0);
    Stm.dosync(() -> {
      int attempt = Stm.attempt();
      log.add("body");
      Stm.beforeCommit(() -> {
        int value = read.deref();
        if (attempt == 1) {
          Elsewhere.set(read, 2);
        }
        written.set(value);
      });
    });
    assertThat(log).containsExactly("body", "body");
    assertThat(written.deref()).isEqualTo(2);
  }

  /**
   * Stm#beforeCommit, T5: an attempt that was told to stop stays stopped, whatever a hook catches.
   */
  @Test
  void beforeCommit_swallowsTheSignal_bodyRunsAgain() {
    Ref<Integer> read = refs.ref(1);
    Ref<Integer> other = refs.ref(1);
    Ref<Integer> written = refs.ref(0);
    Stm.dosync(() -> {
      int attempt = Stm.attempt();
      log.add("body");
      written.set(read.deref());
      Stm.beforeCommit(() -> {
        if (attempt == 1) {
          Elsewhere.set(read, 2);
          Elsewhere.set(other, 2);
          assertThatThrownBy(other::deref).isInstanceOf(AttemptSignal.class);
        }
      });
    });
    assertThat(log).containsExactly("body", "body");
    assertThat(written.deref()).isEqualTo(2);
  }

  /** Stm#beforeCommit: what it throws undoes the transaction and reaches the caller. */
  @Test
  void beforeCommit_throws_undoesAll() {
    Ref<Integer> ref = refs.ref(0);
    Veto veto = new Veto();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.set(1);
              Stm.afterCommit(() -> log.add("wrong"));
              Stm.afterRollback(() -> log.add("undone"));
              Stm.beforeCommit(() -> {
                throw veto;
              });
              Stm.beforeCommit(() -> log.add("wrong"));
            }))
        .isSameAs(veto);
    assertThat(log).containsExactly("undone");
    assertThat(ref.deref()).isEqualTo(0);
  }

  /** Stm#beforeCommit: one that registers another runs that too, at the end. */
  @Test
  void beforeCommit_registersAnother_runsToo() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      Stm.beforeCommit(() -> {
        log.add("first");
        Stm.beforeCommit(() -> {
          log.add("third");
          ref.set(3);
        });
        Stm.afterCommit(() -> log.add("after"));
        HeldEffects.hold(() -> log.add("held"));
      });
      Stm.beforeCommit(() -> log.add("second"));
    });
    assertThat(log).containsExactly("first", "second", "third", "held", "after");
    assertThat(ref.deref()).isEqualTo(3);
  }

  /** Stm#beforeCommit: it does not run for a body that throws. */
  @Test
  void beforeCommit_bodyThrows_doesNotRun() {
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.beforeCommit(() -> log.add("wrong"));
              throw new Veto();
            }))
        .isInstanceOf(Veto.class);
    assertThat(log).isEmpty();
  }

  // ------------------------------------------------------------------ preparing

  /** Stm#prepare: to veto, throw: all is undone, and the exception reaches the caller. */
  @Test
  void prepare_throws_undoesAll() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder);
    Veto veto = new Veto();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.set(1);
              HeldEffects.hold(() -> log.add("wrong"));
              Stm.afterCommit(() -> log.add("wrong"));
              Stm.afterRollback(() -> log.add("undone"));
              Stm.prepare(() -> log.add("prepared"));
              Stm.prepare(() -> {
                throw veto;
              });
              Stm.prepare(() -> log.add("wrong"));
            }))
        .isSameAs(veto);
    assertThat(log).containsExactly("prepared", "undone");
    assertThat(ref.deref()).isEqualTo(0);
    assertThat(recorder.count()).isZero();
    Elsewhere.run(index -> Stm.options().maxAttempts(1).dosync(() -> ref.set(0)));
  }

  /** Stm#prepare: it runs once for the whole transaction, after conflicts are settled. */
  @Test
  void prepare_afterConflicts_runsOnce() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      int attempt = Stm.attempt();
      Stm.prepare(() -> log.add("prepared in " + attempt));
      ref.alter(x -> x + 1);
      if (attempt <= 2) {
        Elsewhere.add(ref, 10);
      }
    });
    assertThat(log).containsExactly("prepared in 3");
  }

  /** Stm#prepare: a rejected value never gets that far. */
  @Test
  void prepare_validatorRejects_doesNotRun() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).validator(x -> x >= 0, "must be >= 0").build());
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.prepare(() -> log.add("wrong"));
              ref.set(-1);
            }))
        .isInstanceOf(InvalidStateException.class);
    assertThat(log).isEmpty();
  }

  /** Stm#prepare: after it has returned nothing can come between: others wait, readers do not. */
  @Test
  void prepare_running_othersWaitAndReadersDoNot() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> read = refs.ref(0);
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Threads.Running committer =
        Threads.start(index ->
            Stm.dosync(() -> {
              ref.set(read.deref() + 1);
              Stm.prepare(() -> {
                preparing.countDown();
                Waits.await(release);
                log.add("prepared");
              });
            }));
    Waits.await(preparing);
    Threads.Running onWritten =
        Threads.start(index -> {
          Stm.dosync(() -> ref.alter(x -> x + 10));
          log.add("other committed");
        });
    Threads.Running onRead =
        Threads.start(index -> {
          Stm.dosync(() -> read.set(5));
          log.add("other committed");
        });
    int seen = Stm.dosync(() -> ref.deref() + read.deref());
    assertThat(seen).isZero();
    Waits.untilParked(onWritten.thread());
    Waits.untilParked(onRead.thread());
    release.countDown();
    committer.join();
    onWritten.join();
    onRead.join();
    assertThat(log).containsExactly("prepared", "other committed", "other committed");
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** Stm#prepare: the action must not use refs. */
  @Test
  void prepare_changesARef_isRejected() {
    Ref<Integer> ref = refs.ref("prepared", 0);
    List<Runnable> uses =
        List.of(
            () -> ref.set(2),
            () -> ref.alter(x -> x + 1),
            () -> ref.commute(x -> x + 1),
            () -> ref.ensure(),
            () -> ref.swap(x -> x + 1),
            () -> Stm.dosync(() -> ref.set(2)));
    for (Runnable use : uses) {
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                ref.set(1);
                Stm.prepare(use);
              }))
          .as("use %d", uses.indexOf(use))
          .isInstanceOf(IllegalStateException.class);
      assertThat(ref.deref()).isEqualTo(0);
    }
  }

  /** Stm#prepare: it runs for a transaction that changes nothing too. */
  @Test
  void prepare_nothingChanged_runs() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.deref();
      Stm.prepare(() -> log.add("prepared"));
    });
    Stm.dosync(() -> Stm.prepare(() -> log.add("prepared")));
    assertThat(log).containsExactly("prepared", "prepared");
  }

  // ------------------------------------------------------------------ after it

  /** Stm#afterCommit: it runs outside, sees the commit, and may start another transaction. */
  @Test
  void afterCommit_mayCommitAgain() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.set(1);
      Stm.afterCommit(() -> {
        log.add("saw " + ref.deref());
        Stm.dosync(() -> {
          ref.alter(x -> x + 1);
          Stm.afterCommit(() -> log.add("inner " + ref.deref()));
        });
      });
      Stm.afterCommit(() -> log.add("second"));
    });
    assertThat(log).containsExactly("saw 1", "inner 2", "second");
  }

  /** Stm#afterCommit: dropped by attempts that run again. */
  @Test
  void afterCommit_conflict_runsForTheLastAttemptOnly() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      int attempt = Stm.attempt();
      Stm.afterCommit(() -> log.add("committed " + attempt));
      Stm.afterRollback(() -> log.add("undone " + attempt));
      ref.alter(x -> x + 1);
      if (attempt <= 2) {
        Elsewhere.add(ref, 10);
      }
    });
    assertThat(log).containsExactly("undone 1", "undone 2", "committed 3");
  }

  /** Stm#afterCommit: it runs for transactions that only read, and for declared ones. */
  @Test
  void afterCommit_readOnly_runs() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.deref();
      Stm.afterCommit(() -> log.add("undeclared"));
    });
    Stm.options()
        .readOnly()
        .dosync(() -> {
          ref.deref();
          Stm.afterCommit(() -> log.add("declared"));
        });
    Stm.dosync(() -> Stm.afterCommit(() -> log.add("nothing at all")));
    assertThat(log).containsExactly("undeclared", "declared", "nothing at all");
  }

  /** Stm#afterRollback: the last registered runs first, outside of the transaction. */
  @Test
  void afterRollback_bodyThrows_runsInReverse() {
    Ref<Integer> ref = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.set(1);
              for (int i = 1; i <= 3; i++) {
                int n = i;
                Stm.afterRollback(() -> note("undo " + n));
              }
              throw new Veto();
            }))
        .isInstanceOf(Veto.class);
    assertThat(log).containsExactly("undo 3", "undo 2", "undo 1");
  }

  /** Stm#afterRollback: what it throws hides neither the others nor the body's exception. */
  @Test
  void afterRollback_throws_isReportedOnly() {
    Ref<Integer> ref = refs.ref(0);
    Veto veto = new Veto();
    List<HookFailure> failures =
        failuresOf(
            "bad undo",
            () ->
                assertThatThrownBy(() ->
                        Stm.options()
                            .named("bad undo")
                            .dosync(() -> {
                              ref.set(1);
                              Stm.afterRollback(() -> log.add("last"));
                              Stm.afterRollback(() -> {
                                throw new IllegalStateException("undo");
                              });
                              throw veto;
                            }))
                    .isSameAs(veto));
    assertThat(log).containsExactly("last");
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.phase()).isEqualTo(HookFailure.Phase.AFTER_ROLLBACK);
          assertThat(failure.cause()).hasMessage("undo");
        });
    assertThat(veto.getSuppressed()).isEmpty();
  }

  /** Stm#afterRollback: it may start a transaction of its own, also between two attempts. */
  @Test
  void afterRollback_mayCommit() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> failures = refs.ref(0);
    Stm.dosync(() -> {
      Stm.afterRollback(() -> Stm.dosync(() -> failures.alter(x -> x + 1)));
      ref.alter(x -> x + 1);
      if (Stm.attempt() <= 2) {
        Elsewhere.add(ref, 10);
      }
    });
    assertThat(failures.deref()).isEqualTo(2);
    assertThat(ref.deref()).isEqualTo(21);
  }

  /** Stm#afterRollback: it may start a transaction, whatever has undone the attempt. */
  @Test
  void afterRollback_anyCause_mayCommit() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).validator(x -> x >= 0, "must be >= 0").build());
    Ref<Integer> failures = refs.ref(0);
    List<TransactionAction<RuntimeException>> causes =
        List.of(
            () -> {
              throw new Veto();
            },
            () -> ref.set(-1),
            () ->
                Stm.prepare(() -> {
                  throw new Veto();
                }),
            () ->
                Stm.beforeCommit(() -> {
                  throw new Veto();
                }),
            () -> Stm.retry());
    for (TransactionAction<RuntimeException> cause : causes) {
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                Stm.afterRollback(() -> Stm.dosync(() -> failures.alter(x -> x + 1)));
                Stm.afterRollback(() -> failures.swap(x -> x + 10));
                cause.run();
              }))
          .isInstanceOf(RuntimeException.class);
      assertThat(failures.deref()).as("cause %d", causes.indexOf(cause)).isEqualTo(11);
      failures.reset(0);
    }
  }

  /** TransactionLocal: afterRollback reads the last value, whatever has undone the attempt. */
  @Test
  void local_inAfterRollback_isTheLastValue() {
    TransactionLocal<String> local = TransactionLocal.of(() -> "initial");
    List<TransactionAction<RuntimeException>> causes =
        List.of(
            () -> {
              throw new Veto();
            },
            () ->
                Stm.prepare(() -> {
                  throw new Veto();
                }),
            () -> Stm.retry());
    for (TransactionAction<RuntimeException> cause : causes) {
      log.clear();
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                Stm.afterRollback(() -> log.add(local.get()));
                local.set("set");
                cause.run();
              }))
          .isInstanceOf(RuntimeException.class);
      assertThat(log).as("cause %d", causes.indexOf(cause)).containsExactly("set");
    }
  }

  /** Stm#afterRollback: a validator's rejection undoes the attempt too. */
  @Test
  void afterRollback_validatorRejects_runs() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).validator(x -> x >= 0, "must be >= 0").build());
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.afterRollback(() -> log.add("undone"));
              ref.set(-1);
            }))
        .isInstanceOf(InvalidStateException.class);
    assertThat(log).containsExactly("undone");
  }

  /** Stm#afterRollback: it does not run for a transaction that commits. */
  @Test
  void afterRollback_commit_doesNotRun() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      Stm.afterRollback(() -> log.add("wrong"));
      ref.set(1);
    });
    assertThat(log).isEmpty();
  }

  // ------------------------------------------------------------------ variables

  /** TransactionLocal: each attempt starts anew, each thread has its own. */
  @Test
  void local_eachAttempt_startsAnew() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger made = new AtomicInteger();
    TransactionLocal<List<String>> local =
        TransactionLocal.of(() -> {
          made.incrementAndGet();
          return new ArrayList<>();
        });
    List<String> last =
        Stm.dosync(() -> {
          assertThat(local.get()).isEmpty();
          local.get().add("attempt " + Stm.attempt());
          assertThat(local.get()).hasSize(1);
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.dosync(() -> {
              assertThat(local.get()).isEmpty();
              ref.alter(x -> x + 10);
            });
          }
          return local.get();
        });
    assertThat(last).containsExactly("attempt 2");
    assertThat(made).hasValue(3);
  }

  /** TransactionLocal: hooks read the last value of the attempt that has registered them. */
  @Test
  void local_inHooks_isTheLastValueOfTheAttempt() {
    Ref<Integer> ref = refs.ref(0);
    TransactionLocal<Integer> local = TransactionLocal.of(() -> 0);
    Stm.dosync(() -> {
      Stm.beforeCommit(() -> log.add("before " + local.get()));
      Stm.prepare(() -> log.add("prepare " + local.get()));
      Stm.afterCommit(() -> log.add("after " + local.get()));
      Stm.afterRollback(() -> log.add("undone " + local.get()));
      local.set(Stm.attempt() * 10);
      ref.alter(x -> x + 1);
      if (Stm.attempt() == 1) {
        Elsewhere.add(ref, 10);
        local.set(11);
      }
    });
    assertThat(log).containsSubsequence("undone 11", "before 20", "prepare 20", "after 20");
  }

  /** TransactionLocal: outside of a transaction and its hooks there is none. */
  @Test
  void local_outside_isRejected() {
    TransactionLocal<Integer> local = TransactionLocal.of(() -> 0);
    assertThatThrownBy(local::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> local.set(1)).isInstanceOf(IllegalStateException.class);
    Stm.dosync(() -> local.set(5));
    assertThatThrownBy(local::get).isInstanceOf(IllegalStateException.class);
    int fresh = Stm.dosync(local::get);
    assertThat(fresh).isZero();
  }

  /** TransactionLocal: it may hold null, and then the initial value is not asked again. */
  @Test
  void local_null_isAValue() {
    AtomicInteger made = new AtomicInteger();
    TransactionLocal<@Nullable String> local =
        TransactionLocal.of(() -> "initial " + made.incrementAndGet());
    Stm.dosync(() -> {
      local.set(null);
      assertThat(local.get()).isNull();
    });
    assertThat(made).hasValue(0);
  }
}
