package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.core.internal.HeldEffects;

/** Transactions whose body runs exactly once. */
@SuppressWarnings("ThreadPriorityCheck") // widens races; nothing depends on it
class IrrevocableTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final TransactionOptions IRREVOCABLE =
      Stm.options().named("irrevocable").irrevocable();

  /** Irrevocable: it commits what it did, with watches, effects and hooks like any other. */
  @Test
  void dosync_commitsLikeAnyOther() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> commuted = refs.ref(0);
    List<String> log = new ArrayList<>();
    ref.watch(change -> log.add("watch " + Recorder.step(change)));
    int answer =
        IRREVOCABLE.dosync(tx -> {
          assertThat(tx.attempt()).isEqualTo(1);
          assertThat(tx.name()).isEqualTo("irrevocable");
          HeldEffects.hold(() -> log.add("held"));
          Stm.afterCommit(() -> log.add("hook"));
          commuted.commute(x -> x + 1);
          return ref.alter(x -> x + 1);
        });
    assertThat(answer).isEqualTo(1);
    assertThat(log).containsExactly("watch 0->1", "held", "hook");
    assertThat(commuted.deref()).isEqualTo(1);
  }

  /** T11: I/O is allowed, since the body cannot run again. */
  @Test
  void io_isAllowed() {
    Ref<Integer> ref = refs.ref(0);
    List<String> mails = new ArrayList<>();
    IRREVOCABLE.dosync(() -> {
      Stm.io(
          "send mail",
          () -> {
            mails.add("mail");
          });
      int read = Stm.io("ask", () -> 42);
      ref.set(read);
    });
    assertThat(mails).containsExactly("mail");
    assertThat(ref.deref()).isEqualTo(42);
  }

  /** Irrevocable: no other transaction commits a change meanwhile; it runs once, and wins. */
  @Test
  void others_whileItRuns_doNotCommit() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    List<Threads.Running> writers = new ArrayList<>();
    IRREVOCABLE.dosync(() -> {
      runs.incrementAndGet();
      int before = ref.deref() + other.deref();
      writers.add(Threads.start(index -> commit(ended, () -> ref.alter(x -> x + 1))));
      writers.add(Threads.start(index -> commit(ended, () -> other.alter(x -> x + 1))));
      writers.add(Threads.start(index -> commit(ended, () -> other.commute(x -> x + 1))));
      writers.add(
          Threads.start(index -> {
            ref.swap(x -> x + 1);
            assertThat(ended).as("swap waited").isTrue();
          }));
      for (Threads.Running writer : writers) {
        Waits.untilParked(writer.thread());
      }
      assertThat(ref.deref() + other.deref()).isEqualTo(before);
      ref.set(before + 10);
      ended.set(true);
    });
    writers.forEach(Threads.Running::join);
    assertThat(runs).hasValue(1);
    assertThat(ref.deref()).isEqualTo(12);
    assertThat(other.deref()).isEqualTo(2);
  }

  private static void commit(AtomicBoolean ended, TransactionAction<RuntimeException> body) {
    Stm.dosync(body);
    assertThat(ended).as("the irrevocable one has ended before").isTrue();
  }

  /** Irrevocable: who has a deadline gives up waiting for it. */
  @Test
  void others_withDeadline_giveUp() {
    Ref<Integer> other = refs.ref(0);
    IRREVOCABLE.dosync(() -> {
      Throwable thrown =
          Elsewhere.thrown(
              index -> Stm.options().deadline(Duration.ofMillis(20)).dosync(() -> other.set(1)));
      assertThat(thrown)
          .isInstanceOfSatisfying(
              TransactionFailedException.class,
              failure ->
                  assertThat(failure.reason())
                      .isEqualTo(TransactionFailedException.Reason.DEADLINE_PASSED));
    });
    assertThat(other.deref()).isEqualTo(0);
  }

  /** Irrevocable: reading goes on: outside, read-only, and undeclared. */
  @Test
  void readers_whileItRuns_goOn() {
    Ref<Integer> ref = refs.ref(1);
    Ref<Integer> other = refs.ref(2);
    IRREVOCABLE.dosync(() -> {
      ref.set(100);
      Elsewhere.run(index -> {
        assertThat(ref.deref()).isEqualTo(1);
        int undeclared = Stm.dosync(() -> ref.deref() + other.deref());
        assertThat(undeclared).isEqualTo(3);
        int declared = Stm.options().readOnly().dosync(() -> ref.deref() + other.deref());
        assertThat(declared).isEqualTo(3);
      });
    });
    assertThat(ref.deref()).isEqualTo(100);
  }

  /** Irrevocable: two at once take turns. */
  @Test
  void severalAtOnce_takeTurns() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 200; i++) {
            IRREVOCABLE.dosync(() -> {
              runs.incrementAndGet();
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              ref.alter(x -> x + 1);
              Thread.yield();
              inside.decrementAndGet();
            });
          }
        });
    assertThat(ref.deref()).isEqualTo(800);
    assertThat(runs).hasValue(800);
  }

  /** Irrevocable: beside hot writers it runs once each time, and nothing is lost. */
  @Test
  void besideHotWriters_runsOnce() {
    List<Ref<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(refs.ref(0));
    }
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        3,
        index -> {
          for (int i = 0; i < 300; i++) {
            if (index == 0) {
              IRREVOCABLE.dosync(() -> {
                runs.incrementAndGet();
                assertThat(all.stream().map(Ref::deref).distinct()).hasSize(1);
                all.forEach(ref -> ref.alter(x -> x + 1));
              });
            } else {
              Stm.dosync(() -> all.forEach(ref -> ref.alter(x -> x + 1)));
            }
          }
        });
    assertThat(runs).hasValue(300);
    assertThat(all).allSatisfy(ref -> assertThat(ref.deref()).isEqualTo(900));
  }

  /** Irrevocable: a transaction that was open before it began must not commit in its way. */
  @Test
  void openBefore_commitsAfterIt() {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch hasRead = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger otherRuns = new AtomicInteger();
    Threads.Running open =
        Threads.start(index ->
            Stm.dosync(() -> {
              otherRuns.incrementAndGet();
              ref.alter(x -> x + 1);
              hasRead.countDown();
              Waits.await(goOn);
            }));
    Waits.await(hasRead);
    AtomicInteger runs = new AtomicInteger();
    IRREVOCABLE.dosync(() -> {
      runs.incrementAndGet();
      int before = ref.deref();
      goOn.countDown();
      Waits.untilParked(open.thread());
      ref.set(before + 10);
    });
    open.join();
    assertThat(runs).hasValue(1);
    assertThat(otherRuns.get()).isGreaterThan(1);
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** Irrevocable: retry would need to run again: it is rejected, in all its forms. */
  @Test
  void retry_isRejected() {
    Ref<Integer> ref = refs.ref(0);
    List<TransactionAction<RuntimeException>> retries =
        List.of(
            () -> Stm.retry(), () -> Stm.check(false), () -> Stm.retryFor(Duration.ofMillis(1)));
    for (TransactionAction<RuntimeException> retry : retries) {
      assertThatThrownBy(() ->
              IRREVOCABLE.dosync(() -> {
                ref.set(1);
                retry.run();
              }))
          .isInstanceOf(IllegalStateException.class)
          .isNotInstanceOf(TransactionFailedException.class)
          .hasMessageContaining("irrevocable");
      assertThat(ref.deref()).isEqualTo(0);
      Elsewhere.run(index -> Stm.options().maxAttempts(1).dosync(() -> ref.set(0)));
    }
  }

  /** Irrevocable: it fails if its body throws; others go on then. */
  @Test
  void bodyThrows_isUndoneAndOthersGoOn() {
    Ref<Integer> ref = refs.ref(0);
    List<String> log = new ArrayList<>();
    assertThatThrownBy(() ->
            IRREVOCABLE.dosync(() -> {
              ref.set(1);
              Stm.afterRollback(() -> log.add("undone"));
              Stm.afterCommit(() -> log.add("wrong"));
              throw new java.io.IOException("body");
            }))
        .isInstanceOf(java.io.IOException.class);
    assertThat(log).containsExactly("undone");
    assertThat(ref.deref()).isEqualTo(0);
    Elsewhere.run(index -> assertThat(ref.swap(x -> x + 1)).isEqualTo(1));
  }

  /** Irrevocable: it fails if a validator rejects; others go on then. */
  @Test
  void validatorRejects_isUndoneAndOthersGoOn() {
    Ref<Integer> ref = refs.checked(Ref.builder(0).validator(x -> x >= 0, "must be >= 0").build());
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            IRREVOCABLE.dosync(() -> {
              runs.incrementAndGet();
              ref.set(-1);
            }))
        .isInstanceOf(InvalidStateException.class);
    assertThat(runs).hasValue(1);
    Elsewhere.run(index -> Stm.dosync(() -> ref.set(1)));
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** Irrevocable: under SNAPSHOT it runs once too. */
  @Test
  void underSnapshot_runsOnce() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    IRREVOCABLE
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          runs.incrementAndGet();
          ref.alter(x -> x + 1);
          ref.ensure();
        });
    assertThat(runs).hasValue(1);
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** Irrevocable: its own watch may commit again, once it has ended. */
  @Test
  void watchOfIt_mayCommit() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> derived = refs.ref(0);
    ref.watch(change -> derived.reset(change.newValue() * 2));
    IRREVOCABLE.dosync(() -> ref.set(4));
    assertThat(derived.deref()).isEqualTo(8);
  }

  /** T7: who waits by retry is woken by it. */
  @Test
  void waiting_isWokenByIt() {
    Ref<Integer> gate = refs.ref(0);
    Threads.Running waiter = Threads.start(index -> Stm.dosync(() -> Stm.check(gate.deref() > 0)));
    Waits.untilParked(waiter.thread());
    IRREVOCABLE.dosync(() -> gate.set(1));
    waiter.join();
  }
}
