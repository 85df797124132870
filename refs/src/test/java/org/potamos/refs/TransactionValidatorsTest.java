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
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.core.Waits;
import org.potamos.core.internal.HeldEffects;

/** Validators of refs: asked once for each commit, without holding anybody up. */
class TransactionValidatorsTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final Validator<Integer> NOT_NEGATIVE =
      Validator.of(value -> value >= 0, "must be >= 0");

  /** A validator that notes the steps that it is asked about, and accepts them. */
  private static Validator<Integer> noting(List<String> steps) {
    return new Validator<>() {
      @Override
      public List<Violation> check(Integer current, Integer proposed) {
        steps.add(current + "->" + proposed);
        return List.of();
      }

      @Override
      public List<Violation> checkInitial(Integer initial) {
        return List.of();
      }
    };
  }

  /** TX-45, V1: it sees the committed and the final value, once; never what was set between. */
  @Test
  void validator_severalSets_seesTheFinalValueOnce() {
    List<String> steps = new ArrayList<>();
    Ref<Integer> ref = refs.checked(Ref.builder(1).validator(noting(steps)).build());
    Stm.dosync(() -> {
      ref.set(-5);
      ref.alter(x -> x - 1);
      ref.set(7);
      ref.commute(x -> x + 1);
    });
    Stm.dosync(() -> ref.commute(x -> x + 1));
    assertThat(steps).containsExactly("1->8", "8->9");
  }

  /** TX-45: values in between may be invalid. */
  @Test
  void validator_invalidInBetween_commits() {
    Ref<Integer> ref = refs.checked(Ref.builder(1).validator(NOT_NEGATIVE).build());
    Stm.dosync(() -> {
      ref.set(-5);
      assertThat(ref.deref()).isEqualTo(-5);
      ref.alter(x -> x + 10);
    });
    assertThat(ref.deref()).isEqualTo(5);
  }

  /** TX-47, V2: a rejection undoes all refs, watches and effects, and tells ref and value. */
  @Test
  void validator_rejects_undoesTheWholeTransaction() {
    Ref<Integer> guarded =
        refs.checked(Ref.builder(1).name("guarded").validator(NOT_NEGATIVE).build());
    Ref<Integer> before = refs.ref(1);
    Ref<Integer> after = refs.ref(1);
    Recorder<Integer> recorder = new Recorder<>();
    before.watch(recorder);
    guarded.watch(recorder);
    after.watch(recorder);
    List<String> log = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              runs.incrementAndGet();
              after.set(2);
              before.commute(x -> x + 1);
              guarded.set(-4711);
              HeldEffects.hold(() -> log.add("held"));
            }))
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            rejection -> {
              assertThat(rejection.reference()).isSameAs(guarded);
              assertThat(rejection.referenceName()).isEqualTo("guarded");
              assertThat(rejection.rejectedValue()).isEqualTo(-4711);
              assertThat(rejection.violations()).hasSize(1);
              assertThat(rejection)
                  .hasMessageContaining("guarded")
                  .hasMessageContaining("must be >= 0")
                  .hasMessageNotContaining("4711");
            });
    assertThat(List.of(before.deref(), guarded.deref(), after.deref())).containsExactly(1, 1, 1);
    assertThat(recorder.count()).isZero();
    assertThat(log).isEmpty();
    assertThat(runs).hasValue(1);
  }

  /** VA-03, V2: what a validator throws itself reaches the caller unchanged. */
  @Test
  void validator_throws_propagatesUnchanged() {
    for (Throwable thrown : List.of(new ArithmeticException("own"), new AssertionError("own"))) {
      Ref<Integer> ref = refs.ref(0);
      Ref<Integer> other = refs.ref(0);
      ref.setValidator((current, proposed) -> {
        if (proposed == 0) {
          return List.of();
        }
        if (thrown instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) thrown;
      });
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                other.set(1);
                ref.set(1);
              }))
          .isSameAs(thrown);
      assertThat(ref.deref() + other.deref()).isZero();
    }
  }

  /** V1: transition rules are checked against the value that is replaced, after conflicts. */
  @Test
  void validator_transition_seesTheValueThatIsReplaced() {
    Ref<Integer> ref =
        refs.checked(
            Ref.builder(0)
                .validator(
                    Validator.<Integer>transition(
                        (current, next) -> next == current + 1, "must go up by one"))
                .build());
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 250; i++) {
            if (index % 2 == 0) {
              Stm.dosync(() -> ref.alter(x -> x + 1));
            } else {
              Stm.dosync(() -> ref.commute(x -> x + 1));
            }
          }
        });
    assertThat(ref.deref()).isEqualTo(1000);
  }

  /** VA-06: it runs before the value is visible and before any watch. */
  @Test
  void validator_runsBeforeVisibilityAndWatches() {
    Ref<Integer> ref = refs.ref(0);
    List<String> log = new CopyOnWriteArrayList<>();
    ref.setValidator((current, proposed) -> {
      if (proposed == 1) {
        Elsewhere.run(index -> log.add("visible " + ref.deref()));
      }
      return List.of();
    });
    ref.watch("key", change -> log.add("watch"));
    Stm.dosync(() -> ref.set(1));
    ref.unwatch("key");
    assertThat(log).containsExactly("visible 0", "watch");
  }

  /** VA-07: it runs on the committing thread. */
  @Test
  void validator_runsOnTheCommittingThread() {
    Ref<Integer> ref = refs.ref(0);
    List<Thread> threads = new CopyOnWriteArrayList<>();
    ref.setValidator((current, proposed) -> {
      threads.add(Thread.currentThread());
      return List.of();
    });
    threads.clear();
    Stm.dosync(() -> ref.set(1));
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  /** V4, TX-48, S10, RF-03: a slow validator blocks no reader, in or outside a transaction. */
  @Test
  void validator_slow_blocksNoReader() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ref.setValidator((current, proposed) -> {
      if (proposed == 1) {
        validating.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    Threads.Running committer =
        Threads.start(index ->
            Stm.dosync(() -> {
              ref.set(1);
              other.set(1);
            }));
    Waits.await(validating);
    assertThat(ref.deref() + other.deref()).isZero();
    int undeclared = Stm.dosync(() -> ref.deref() + other.deref());
    int declared = Stm.options().readOnly().dosync(() -> ref.deref() + other.deref());
    assertThat(undeclared + declared).isZero();
    assertThat(ref.toString()).contains("value=0");
    assertThat(ref.historyCount()).isZero();
    release.countDown();
    committer.join();
    assertThat(ref.deref() + other.deref()).isEqualTo(2);
  }

  /** V4: a slow validator does not keep transactions on other refs from committing. */
  @Test
  void validator_slow_othersCommitOnOtherRefs() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ref.setValidator((current, proposed) -> {
      if (proposed == 1) {
        validating.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    Threads.Running committer = Threads.start(index -> Stm.dosync(() -> ref.set(1)));
    Waits.await(validating);
    Stm.options().maxAttempts(1).dosync(() -> other.set(1));
    other.swap(x -> x + 1);
    release.countDown();
    committer.join();
    assertThat(other.deref()).isEqualTo(2);
  }

  /** V4, TX-49, S5: a validator that writes is rejected, and nothing has changed. */
  @Test
  void validator_writes_isRejected() {
    Ref<Integer> other = refs.ref("other", 0);
    List<Runnable> writes =
        List.of(
            () -> other.set(1),
            () -> other.alter(x -> x + 1),
            () -> other.commute(x -> x + 1),
            () -> other.swap(x -> x + 1),
            () -> other.reset(1),
            () -> other.swapVals(x -> x + 1),
            () -> other.compareAndSet(0, 1),
            () -> Stm.dosync(() -> other.set(1)),
            () -> other.setValidator(null),
            () -> other.watch(change -> {}),
            () -> HeldEffects.hold(() -> {}));
    for (Runnable write : writes) {
      for (boolean alsoChanged : List.of(false, true)) {
        Ref<Integer> ref = refs.ref(0);
        ref.setValidator((current, proposed) -> {
          if (proposed == 1) {
            write.run();
          }
          return List.of();
        });
        assertThatThrownBy(() ->
                Stm.dosync(() -> {
                  ref.set(1);
                  if (alsoChanged) {
                    other.set(7);
                  }
                }))
            .as("write %d, other changed: %s", writes.indexOf(write), alsoChanged)
            .isInstanceOf(IllegalStateException.class);
        assertThat(ref.deref()).isZero();
        assertThat(other.deref()).isZero();
        assertThat(other.watchCount()).isZero();
      }
    }
  }

  /** V4: nor may a transaction of its own that is irrevocable, or that runs again after a retry. */
  @Test
  void validatorOfAnAtom_writesInATransactionOfItsOwn_isRejected() {
    Ref<Integer> other = refs.ref("other", 0);
    AtomicInteger runs = new AtomicInteger();
    List<Runnable> writes =
        List.of(
            () -> Stm.options().irrevocable().dosync(() -> other.set(7)),
            () ->
                Stm.dosync(() -> {
                  if (runs.incrementAndGet() == 1) {
                    other.deref();
                    Elsewhere.run(index -> other.reset(1)); // what retry would wait for
                    Stm.retry();
                  }
                  other.set(7);
                }));
    for (Runnable write : writes) {
      Atom<Integer> atom = Atom.of(0);
      atom.setValidator((current, proposed) -> {
        if (proposed == 1) {
          write.run();
        }
        return List.of();
      });
      assertThatThrownBy(() -> atom.reset(1))
          .as("write %d", writes.indexOf(write))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("validator");
      assertThat(atom.deref()).isZero();
      assertThat(other.deref()).isEqualTo(writes.indexOf(write));
    }
    assertThat(runs).hasValue(2);
  }

  /** V4, VA-06: a validator may read what it likes; of other refs it sees what is committed. */
  @Test
  void validator_reads_isFine() {
    Ref<Integer> limit = refs.ref(10);
    Ref<Integer> ref = refs.ref(0);
    ref.setValidator(Validator.of(value -> value <= limit.deref(), "must be <= limit"));
    Stm.dosync(() -> ref.set(10));
    assertThatThrownBy(() -> Stm.dosync(() -> ref.set(11)))
        .isInstanceOf(InvalidStateException.class);
    Stm.dosync(() -> limit.set(20));
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              limit.set(100);
              ref.set(50); // the limit is not committed yet
            }))
        .isInstanceOf(InvalidStateException.class);
    Stm.dosync(() -> ref.set(15));
    assertThat(ref.deref()).isEqualTo(15);
    limit.reset(100);
  }

  // ------------------------------------------------------------------ replacing it

  /** VA-08, WA-17: in a transaction it takes effect at once, and is not undone. */
  @Test
  void setValidator_inATransactionThatIsUndone_stays() {
    Ref<Integer> ref = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.setValidator(NOT_NEGATIVE);
              throw new IllegalArgumentException("undo");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ref.validator()).isSameAs(NOT_NEGATIVE);
    assertThatThrownBy(() -> ref.reset(-1)).isInstanceOf(InvalidStateException.class);
  }

  /** VA-08, V3: one that rejects what the transaction has set: the transaction does not commit. */
  @Test
  void setValidator_rejectsTheOwnChange_doesNotCommit() {
    Ref<Integer> ref = refs.ref(5);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.set(-1);
              ref.setValidator(NOT_NEGATIVE);
            }))
        .isInstanceOf(InvalidStateException.class);
    assertThat(ref.deref()).isEqualTo(5);
  }

  /** VA-04: one that rejects the present value is not installed. */
  @Test
  void setValidator_rejectsThePresentValue_previousStays() {
    Ref<Integer> ref = refs.ref(-5);
    Validator<Integer> any = Validator.of(value -> true, "anything");
    ref.setValidator(any);
    assertThatThrownBy(() -> ref.setValidator(NOT_NEGATIVE))
        .isInstanceOf(InvalidStateException.class);
    assertThat(ref.validator()).isSameAs(any);
  }

  /** V3, S19, VA-05: replaced while a body is open: the commit obeys the new one. */
  @Test
  void setValidator_whileABodyIsOpen_commitObeysIt() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              runs.incrementAndGet();
              ref.set(-5);
              Elsewhere.run(index -> ref.setValidator(NOT_NEGATIVE));
            }))
        .isInstanceOf(InvalidStateException.class);
    assertThat(ref.deref()).isEqualTo(0);
    assertThat(runs).hasValue(1);
  }

  /** V3, VA-05: replaced while a commit is being validated by the old one: no bad value stays. */
  @Test
  void setValidator_whileACommitIsValidated_noBadValueIsVisible() {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ref.setValidator((current, proposed) -> {
      if (proposed == -5) {
        validating.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    Threads.Running committer =
        Threads.start(index -> {
          @Nullable Throwable thrown = Elsewhere.thrown(inner -> Stm.dosync(() -> ref.set(-5)));
          assertThat(thrown).isIn(thrown instanceof InvalidStateException ? thrown : null);
        });
    Waits.await(validating);
    CountDownLatch installing = new CountDownLatch(1);
    Threads.Running installer =
        Threads.start(index -> {
          installing.countDown();
          try {
            ref.setValidator(NOT_NEGATIVE);
            assertThat(ref.deref()).as("after setValidator").isGreaterThanOrEqualTo(0);
          } catch (InvalidStateException rejected) {
            assertThat(ref.deref()).isEqualTo(-5);
          }
        });
    Waits.await(installing);
    release.countDown();
    installer.join();
    committer.join();
    if (NOT_NEGATIVE.equals(ref.validator())) {
      assertThat(ref.deref()).isEqualTo(0);
    } else {
      assertThat(ref.deref()).isEqualTo(-5);
    }
  }

  /** V3: racing writers and setValidator: once it has returned, no bad value is ever visible. */
  @Test
  void setValidator_racingWithCommits_noBadValueIsVisible() {
    for (int round = 0; round < 200; round++) {
      Ref<Integer> ref = refs.ref(0);
      Threads.run(
          3,
          index -> {
            if (index == 0) {
              try {
                ref.setValidator(NOT_NEGATIVE);
                for (int i = 0; i < 50; i++) {
                  assertThat(ref.deref()).isGreaterThanOrEqualTo(0);
                }
              } catch (InvalidStateException rejected) {
                assertThat(ref.validator()).isNull();
              }
            } else {
              for (int i = 0; i < 10; i++) {
                try {
                  int value = i % 2 == 0 ? -1 : 1;
                  if (index == 1) {
                    Stm.dosync(() -> ref.set(value));
                  } else {
                    ref.swap(x -> value);
                  }
                } catch (InvalidStateException rejected) {
                  assertThat(ref.validator()).isSameAs(NOT_NEGATIVE);
                }
              }
            }
          });
    }
  }

  /** T4, V3: a validator that is replaced again and again does not keep commits from ending. */
  @Test
  void setValidator_replacedAllTheTime_commitsEnd() {
    Ref<Integer> ref = refs.ref(0);
    Threads.run(
        3,
        index -> {
          for (int i = 0; i < 300; i++) {
            if (index == 0) {
              ref.setValidator(Validator.of(value -> value >= 0, "must be >= 0"));
            } else {
              Stm.dosync(() -> ref.alter(x -> x + 1));
            }
          }
        });
    assertThat(ref.deref()).isEqualTo(600);
  }
}
