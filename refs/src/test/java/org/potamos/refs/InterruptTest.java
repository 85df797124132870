package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Interrupts end a transaction that waits or is about to run again, and are not lost. */
class InterruptTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  /** A thread that runs a transaction and writes down how it ended. */
  private static final class Victim {
    final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    final AtomicBoolean flag = new AtomicBoolean();
    final Threads.Running running;

    Victim(Threads.Task task, boolean virtual) {
      Threads.Task observed =
          index -> {
            try {
              task.run(index);
            } catch (TransactionFailedException failure) {
              thrown.set(failure);
            }
            flag.set(Thread.interrupted());
          };
      running = virtual ? Threads.startVirtual(observed) : Threads.start(observed);
    }

    void requireInterrupted() {
      running.join();
      assertThat(thrown.get())
          .isInstanceOfSatisfying(
              TransactionFailedException.class,
              failure ->
                  assertThat(failure.reason())
                      .isEqualTo(TransactionFailedException.Reason.INTERRUPTED));
      assertThat(flag).as("the interrupt flag").isTrue();
    }
  }

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  /** T8, TX-21: an attempt that must run again does not, if the thread was interrupted. */
  @Test
  void interruptedInTheBody_conflict_fails() {
    Ref<Integer> ref = refs.ref("hot", 0);
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.options()
                .named("mine")
                .dosync(() -> {
                  runs.incrementAndGet();
                  ref.alter(x -> x + 1000);
                  Elsewhere.add(ref, 1);
                  Thread.currentThread().interrupt();
                }))
        .isInstanceOfSatisfying(
            TransactionFailedException.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo(TransactionFailedException.Reason.INTERRUPTED);
              assertThat(failure.attempts()).isEqualTo(1);
              assertThat(failure.transactionName()).isEqualTo("mine");
              assertThat(failure).hasMessageContaining("INTERRUPTED");
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(runs).hasValue(1);
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** T8: without a conflict an interrupted thread commits, and keeps its flag. */
  @Test
  void interruptedInTheBody_noConflict_commitsAndKeepsTheFlag() {
    Ref<Integer> ref = refs.ref(0);
    Stm.dosync(() -> {
      ref.set(1);
      Thread.currentThread().interrupt();
    });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** T8: a thread that was interrupted before the transaction runs it, and keeps its flag. */
  @Test
  void interruptedBefore_noConflict_commitsAndKeepsTheFlag() {
    Ref<Integer> ref = refs.ref(0);
    Thread.currentThread().interrupt();
    Stm.dosync(() -> ref.set(1));
    ref.swap(x -> x + 1);
    int seen = Stm.options().readOnly().dosync(() -> ref.deref());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen).isEqualTo(2);
  }

  /** T8, T7: retry on a thread that was interrupted before does not sleep. */
  @Test
  void interruptedBefore_retry_failsAtOnce() {
    Ref<Integer> ref = refs.ref(0);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Stm.dosync(() -> Stm.check(ref.deref() > 0)))
        .isInstanceOfSatisfying(
            TransactionFailedException.class,
            failure ->
                assertThat(failure.reason())
                    .isEqualTo(TransactionFailedException.Reason.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  /** T8: an exception of the body is not replaced by the interrupt. */
  @Test
  void interruptedInTheBody_bodyThrows_itsExceptionLeaves() {
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Thread.currentThread().interrupt();
              throw new ArithmeticException("mine");
            }))
        .isInstanceOf(ArithmeticException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  /** T8, TX-21: an interrupt while waiting for another commit in progress ends the waiting. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptedWhileAnotherCommits_fails(boolean virtual) {
    Ref<Integer> ref = refs.ref("locked", 0);
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Threads.Running committer =
        Threads.start(index ->
            Stm.dosync(() -> {
              ref.alter(x -> x + 1);
              Stm.prepare(() -> {
                preparing.countDown();
                Waits.await(release);
              });
            }));
    Waits.await(preparing);
    CountDownLatch inBody = new CountDownLatch(1);
    Victim victim =
        new Victim(
            index ->
                Stm.dosync(() -> {
                  ref.alter(x -> x + 10);
                  inBody.countDown();
                }),
            virtual);
    Waits.await(inBody);
    victim.running.thread().interrupt();
    try {
      victim.requireInterrupted();
    } finally {
      release.countDown();
    }
    committer.join();
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** T8: an interrupt while waiting for an irrevocable transaction ends the waiting. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptedWhileAnIrrevocableOneRuns_fails(boolean irrevocableToo) {
    Ref<Integer> ref = refs.ref("guarded", 0);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Threads.Running irrevocable =
        Threads.start(index ->
            Stm.options()
                .irrevocable()
                .dosync(() -> {
                  ref.alter(x -> x + 1);
                  running.countDown();
                  Waits.await(release);
                }));
    Waits.await(running);
    TransactionOptions options = irrevocableToo ? Stm.options().irrevocable() : Stm.options();
    Victim victim = new Victim(index -> options.dosync(() -> ref.alter(x -> x + 10)), false);
    Waits.untilParked(victim.running.thread());
    victim.running.thread().interrupt();
    try {
      victim.requireInterrupted();
    } finally {
      release.countDown();
    }
    irrevocable.join();
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** T8: after an interrupt that ended a transaction the thread's next one works. */
  @Test
  void afterAnInterruptedOne_theNextWorks() {
    Ref<Integer> ref = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.alter(x -> x + 1000);
              Elsewhere.add(ref, 1);
              Thread.currentThread().interrupt();
            }))
        .isInstanceOf(TransactionFailedException.class);
    assertThat(Thread.interrupted()).isTrue();
    Stm.dosync(() -> ref.alter(x -> x + 1));
    assertThat(ref.deref()).isEqualTo(2);
  }

  /** T8: hooks of afterRollback run for a transaction that an interrupt has ended. */
  @Test
  void interrupted_runsAfterRollback() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger rollbacks = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.afterRollback(rollbacks::incrementAndGet);
              ref.alter(x -> x + 1000);
              Elsewhere.add(ref, 1);
              Thread.currentThread().interrupt();
            }))
        .isInstanceOf(TransactionFailedException.class);
    assertThat(rollbacks).hasValue(1);
  }
}
