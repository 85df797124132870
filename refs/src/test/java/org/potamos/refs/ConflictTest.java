package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Transactions in each other's way: who runs again, and what is said about it. */
class ConflictTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static TransactionOptions once(Isolation isolation) {
    return Stm.options().named("mine").isolation(isolation).maxAttempts(1);
  }

  private static TransactionFailedException failure(
      TransactionOptions options, TransactionAction<RuntimeException> body) {
    try {
      options.dosync(body);
    } catch (TransactionFailedException failure) {
      return failure;
    }
    throw new AssertionError("the transaction has not given up");
  }

  private static Conflict conflict(TransactionFailedException failure) {
    return Objects.requireNonNull(failure.lastConflict(), "lastConflict");
  }

  // ------------------------------------------------------------------ who runs again

  /** TX-22, T1: alter of a ref that was changed meanwhile runs again, and loses nothing. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void alter_changedMeanwhile_runsAgain(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          runs.incrementAndGet();
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
        });
    assertThat(runs).hasValue(2);
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** TX-22: alter of a ref that was changed before it, but after the snapshot, loses nothing. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void alter_changedBetweenSnapshotAndAlter_losesNothing(Isolation isolation) {
    Ref<Integer> pin = refs.ref(0);
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          pin.deref();
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
          ref.alter(x -> x + 1);
        });
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** TX-22, TX-23: altering twice, with a foreign commit between, loses nothing. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void alter_changedBetweenTwoAlters_losesNothing(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
          ref.alter(x -> x + 1);
        });
    assertThat(ref.deref()).isEqualTo(12);
  }

  /** T1: a set that depends on nothing does not run again because of its ref. */
  @Test
  void set_changedMeanwhileUnderSerializable_commitsAtOnce() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      ref.set(1);
      Elsewhere.add(ref, 10);
    });
    assertThat(runs).hasValue(1);
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** TX-22, S9: under SNAPSHOT of two overlapping changes of a ref one runs again. */
  @Test
  void set_changedMeanwhileUnderSnapshot_runsAgain() {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          runs.incrementAndGet();
          ref.set(Stm.attempt());
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
        });
    assertThat(runs).hasValue(2);
    assertThat(ref.deref()).isEqualTo(2);
  }

  /** T1: a transaction that writes runs again if anything that it has read was changed. */
  @Test
  void deref_changedMeanwhileUnderSerializable_runsAgain() {
    Ref<Integer> read = refs.ref(1);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      int value = read.deref();
      if (Stm.attempt() == 1) {
        Elsewhere.set(read, 2);
      }
      written.set(value);
    });
    assertThat(runs).hasValue(2);
    assertThat(written.deref()).isEqualTo(2);
  }

  /** T1: a change back to the same value is a change. */
  @Test
  void deref_changedAndChangedBack_runsAgain() {
    Ref<Integer> read = refs.ref(1);
    Ref<Integer> written = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      written.set(read.deref());
      if (Stm.attempt() == 1) {
        Elsewhere.set(read, 2);
        Elsewhere.set(read, 1);
      }
    });
    assertThat(runs.get()).isBetween(1, 2);
    assertThat(written.deref()).isEqualTo(1);
  }

  /** TX-24, TX-25, S12: a body holds nothing, so a younger one commits at once beside an older. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void younger_besideAnOpenOlderOne_commitsAtOnce(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    AtomicInteger youngRuns = new AtomicInteger();
    Stm.options()
        .isolation(isolation)
        .dosync(() -> {
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.run(index ->
                Stm.options()
                    .isolation(isolation)
                    .dosync(() -> {
                      youngRuns.incrementAndGet();
                      ref.alter(x -> x + 10);
                    }));
            assertThat(youngRuns).hasValue(1);
          }
        });
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** T1: transactions on different refs are in nobody's way. */
  @Test
  void dosync_otherRefsChanged_runsOnce() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Ref<Integer> other = refs.ref(0);
    AtomicInteger runs = new AtomicInteger();
    Stm.dosync(() -> {
      runs.incrementAndGet();
      one.alter(x -> x + 1);
      Elsewhere.add(other, 1);
      two.alter(x -> x + 1);
    });
    assertThat(runs).hasValue(1);
    assertThat(List.of(one.deref(), two.deref(), other.deref())).containsExactly(1, 1, 1);
  }

  /** TX-22, T1: of two that have both read before either commits, exactly one runs again. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void twoThatOverlap_oneRunsAgain(Isolation isolation) {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch bothHaveRead = new CountDownLatch(2);
    AtomicInteger runs = new AtomicInteger();
    Threads.run(
        2,
        index ->
            Stm.options()
                .isolation(isolation)
                .dosync(() -> {
                  runs.incrementAndGet();
                  ref.alter(x -> x + 1);
                  if (Stm.attempt() == 1) {
                    bothHaveRead.countDown();
                    Waits.await(bothHaveRead);
                  }
                }));
    assertThat(ref.deref()).isEqualTo(2);
    assertThat(runs).hasValue(3);
  }

  /** TX-26: who is committing is not thrown out: the one who comes later runs again. */
  @Test
  void alter_whileAnotherCommits_runsAgainAfterIt() {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger firstRuns = new AtomicInteger();
    Threads.Running first =
        Threads.start(index ->
            Stm.dosync(() -> {
              firstRuns.incrementAndGet();
              ref.alter(x -> x + 1);
              Stm.prepare(() -> {
                preparing.countDown();
                Waits.await(release);
              });
            }));
    Waits.await(preparing);
    CountDownLatch hasRead = new CountDownLatch(1);
    Threads.Running second =
        Threads.start(index ->
            Stm.dosync(() -> {
              ref.alter(x -> x + 10);
              hasRead.countDown();
            }));
    Waits.await(hasRead);
    release.countDown();
    first.join();
    second.join();
    assertThat(firstRuns).hasValue(1);
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** S12: transactions that change refs in opposite orders do not block each other for good. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void oppositeOrders_noDeadlock(Isolation isolation) {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Threads.run(
        4,
        index -> {
          Ref<Integer> first = index % 2 == 0 ? one : two;
          Ref<Integer> second = index % 2 == 0 ? two : one;
          for (int i = 0; i < 1000; i++) {
            Stm.options()
                .isolation(isolation)
                .dosync(() -> {
                  first.alter(x -> x + 1);
                  second.alter(x -> x + 1);
                });
          }
        });
    assertThat(one.deref()).isEqualTo(4000);
    assertThat(two.deref()).isEqualTo(4000);
  }

  /** 2b.3, TX-03: money is neither made nor lost, for those who look meanwhile too. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void transfers_keepTheSum(Isolation isolation) {
    List<Ref<Integer>> accounts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      accounts.add(refs.ref(100));
    }
    Threads.run(
        4,
        index -> {
          SplittableRandom random = new SplittableRandom(index);
          for (int i = 0; i < 1500; i++) {
            Ref<Integer> from = accounts.get(random.nextInt(8));
            Ref<Integer> to = accounts.get(random.nextInt(8));
            int amount = random.nextInt(10);
            if (index == 3) {
              int sum =
                  Stm.dosync(() -> accounts.stream().mapToInt(account -> account.deref()).sum());
              assertThat(sum).isEqualTo(800);
            } else {
              Stm.options()
                  .isolation(isolation)
                  .dosync(() -> {
                    from.alter(x -> x - amount);
                    to.alter(x -> x + amount);
                  });
            }
          }
        });
    assertThat(accounts.stream().mapToInt(account -> account.deref()).sum()).isEqualTo(800);
  }

  // ------------------------------------------------------------------ what is said

  /** S14: who gives up because of a read says which ref, and who has changed it. */
  @Test
  void failure_readChanged_namesRefAndOther() {
    Ref<Integer> read = refs.ref("balance", -4711);
    Ref<Integer> written = refs.ref("total", 0);
    TransactionFailedException failure =
        failure(
            once(Isolation.SERIALIZABLE),
            () -> {
              written.set(read.deref());
              Elsewhere.dosync(
                  "audit",
                  () -> {
                    read.set(-4712);
                  });
            });
    assertThat(failure.reason()).isEqualTo(TransactionFailedException.Reason.ATTEMPTS_EXHAUSTED);
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure.transactionName()).isEqualTo("mine");
    assertThat(failure.elapsed()).isPositive();
    assertThat(failure.lastConflict())
        .isEqualTo(new Conflict(Conflict.Kind.READ_CHANGED, "balance", "audit"));
    assertThat(failure)
        .hasMessageContaining("mine")
        .hasMessageContaining("balance")
        .hasMessageContaining("audit")
        .hasMessageContaining("ATTEMPTS_EXHAUSTED")
        .hasMessageNotContaining("-471");
    assertThat(written.deref()).isEqualTo(0);
  }

  /** S14: likewise if the ref was read, and then set without looking at it again. */
  @Test
  void failure_readThenSet_namesTheOther() {
    Ref<Integer> ref = refs.ref("balance", 0);
    TransactionFailedException failure =
        failure(
            once(Isolation.SERIALIZABLE),
            () -> {
              int seen = ref.deref();
              Elsewhere.dosync(
                  "audit",
                  () -> {
                    ref.set(4);
                  });
              ref.set(seen + 1);
            });
    assertThat(failure.lastConflict())
        .isNotNull()
        .extracting(Conflict::otherTransaction)
        .isEqualTo("audit");
  }

  /** S14: who gives up because of a write says which ref, and who has changed it. */
  @Test
  void failure_writeChanged_namesRefAndOther() {
    Ref<Integer> ref = refs.ref("balance", 0);
    TransactionFailedException failure =
        failure(
            once(Isolation.SNAPSHOT),
            () -> {
              ref.set(1);
              Elsewhere.dosync(
                  "audit",
                  () -> {
                    ref.set(2);
                  });
            });
    assertThat(failure.lastConflict())
        .isEqualTo(new Conflict(Conflict.Kind.WRITE_CHANGED, "balance", "audit"));
    assertThat(ref.deref()).isEqualTo(2);
  }

  /** S14: an altered ref that was changed is named, whatever the isolation. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void failure_alteredRefChanged_namesRefAndOther(Isolation isolation) {
    Ref<Integer> ref = refs.ref("balance", 0);
    TransactionFailedException failure =
        failure(
            once(isolation),
            () -> {
              ref.alter(x -> x + 1);
              Elsewhere.dosync(
                  "audit",
                  () -> {
                    ref.set(2);
                  });
            });
    Conflict conflict = conflict(failure);
    assertThat(conflict.kind()).isIn(Conflict.Kind.WRITE_CHANGED, Conflict.Kind.READ_CHANGED);
    assertThat(conflict.reference()).isEqualTo("balance");
    assertThat(conflict.otherTransaction()).isEqualTo("audit");
    assertThat(ref.deref()).isEqualTo(2);
  }

  /** S14: who cannot read on in his snapshot says at which ref, and because of whom. */
  @Test
  void failure_snapshotLost_namesRefAndOther() {
    Ref<Integer> one = refs.ref("one", 0);
    Ref<Integer> two = refs.ref("two", 0);
    TransactionFailedException failure =
        failure(
            once(Isolation.SERIALIZABLE), () -> assertThat(Elsewhere.doom(one, two)).isNotNull());
    Conflict conflict = conflict(failure);
    assertThat(conflict.kind()).isEqualTo(Conflict.Kind.SNAPSHOT_LOST);
    assertThat(conflict.reference()).isIn("one", "two");
    assertThat(conflict.otherTransaction()).isEqualTo("doomer");
  }

  /** S14: a transaction without a name, and a swap, leave no name behind. */
  @Test
  void failure_otherHasNoName_saysNone() {
    Ref<Integer> ref = refs.ref("balance", 0);
    List<Threads.Task> others =
        List.of(
            index -> Stm.dosync(() -> ref.alter(x -> x + 1)),
            index -> ref.swap(x -> x + 1),
            index -> ref.resetVals(5));
    for (Threads.Task other : others) {
      TransactionFailedException failure =
          failure(
              Stm.options().maxAttempts(1),
              () -> {
                ref.alter(x -> x + 1);
                Elsewhere.run(other);
              });
      assertThat(conflict(failure).reference()).isEqualTo("balance");
      assertThat(conflict(failure).otherTransaction()).isNull();
      assertThat(failure.transactionName()).isNull();
      assertThat(failure).hasMessageContaining("balance");
    }
  }

  /** S14: the name is that of the transaction that has changed it last. */
  @Test
  void failure_changedByTwo_namesOneOfThem() {
    Ref<Integer> ref = refs.ref("balance", 0);
    TransactionFailedException failure =
        failure(
            once(Isolation.SERIALIZABLE),
            () -> {
              ref.alter(x -> x + 1);
              Elsewhere.dosync(
                  "first",
                  () -> {
                    ref.set(2);
                  });
              Elsewhere.dosync(
                  "second",
                  () -> {
                    ref.set(3);
                  });
            });
    assertThat(conflict(failure).otherTransaction()).isIn("first", "second");
  }

  /** S14: conflicts read as kind, ref and other. */
  @Test
  void conflict_toString_readsWell() {
    assertThat(new Conflict(Conflict.Kind.READ_CHANGED, "balance", "audit").toString())
        .isEqualTo("READ_CHANGED on balance by audit");
    assertThat(new Conflict(Conflict.Kind.WRITE_CHANGED, "balance", null).toString())
        .isEqualTo("WRITE_CHANGED on balance");
    assertThat(new Conflict(Conflict.Kind.RETRY, null, null).toString()).isEqualTo("RETRY");
  }

  // ------------------------------------------------------------------ limits

  /** TX-16, S14: maxAttempts is exact, and nothing of it happens. */
  @Test
  void maxAttempts_reached_givesUpExactlyThen() {
    Ref<Integer> ref = refs.ref("hot", 0);
    for (int limit = 1; limit <= 3; limit++) {
      AtomicInteger runs = new AtomicInteger();
      AtomicInteger rollbacks = new AtomicInteger();
      int before = ref.deref();
      TransactionFailedException failure =
          failure(
              Stm.options().maxAttempts(limit),
              () -> {
                runs.incrementAndGet();
                Stm.afterRollback(rollbacks::incrementAndGet);
                ref.alter(x -> x + 1000);
                Elsewhere.add(ref, 1);
              });
      assertThat(runs).hasValue(limit);
      assertThat(rollbacks).hasValue(limit);
      assertThat(failure.attempts()).isEqualTo(limit);
      assertThat(ref.deref()).isEqualTo(before + limit);
    }
  }

  /** TX-16: a limit that is not reached has no effect. */
  @Test
  void maxAttempts_notReached_commits() {
    Ref<Integer> ref = refs.ref(0);
    Stm.options()
        .maxAttempts(2)
        .dosync(() -> {
          ref.alter(x -> x + 1);
          if (Stm.attempt() == 1) {
            Elsewhere.add(ref, 10);
          }
        });
    assertThat(ref.deref()).isEqualTo(11);
  }

  /** S13: a deadline of zero allows the first attempt, and no other. */
  @Test
  void deadline_zero_allowsTheFirstAttemptOnly() {
    Ref<Integer> ref = refs.ref("hot", 0);
    TransactionOptions hurried = Stm.options().named("hurried").deadline(Duration.ZERO);
    hurried.dosync(() -> ref.alter(x -> x + 1));
    assertThat(ref.deref()).isEqualTo(1);
    TransactionFailedException failure =
        failure(
            hurried,
            () -> {
              ref.alter(x -> x + 1000);
              Elsewhere.add(ref, 1);
            });
    assertThat(failure.reason()).isEqualTo(TransactionFailedException.Reason.DEADLINE_PASSED);
    assertThat(failure.attempts()).isEqualTo(1);
    assertThat(failure.transactionName()).isEqualTo("hurried");
    assertThat(conflict(failure).reference()).isEqualTo("hot");
    assertThat(failure).hasMessageContaining("DEADLINE_PASSED").hasMessageContaining("hurried");
    assertThat(ref.deref()).isEqualTo(2);
  }

  /** S13: a body that is running is not interrupted by its deadline, and may commit after it. */
  @Test
  void deadline_passesInTheBody_commitsIfItCan() {
    Ref<Integer> ref = refs.ref(0);
    long end = System.nanoTime() + Duration.ofMillis(5).toNanos();
    Stm.options()
        .deadline(Duration.ofMillis(1))
        .dosync(() -> {
          Waits.until("the deadline has passed", () -> System.nanoTime() - end > 0);
          ref.set(1);
        });
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** S14: elapsed counts from the begin of the first attempt. */
  @Test
  void elapsed_countsFromTheFirstAttempt() {
    Ref<Integer> ref = refs.ref(0);
    TransactionFailedException failure =
        failure(
            Stm.options().maxAttempts(2),
            () -> {
              ref.alter(x -> x + 1);
              Elsewhere.add(ref, 1);
              long end = System.nanoTime() + Duration.ofMillis(10).toNanos();
              Waits.until("10 ms have passed", () -> System.nanoTime() - end > 0);
            });
    assertThat(failure.elapsed()).isBetween(Duration.ofMillis(20), Waits.LONG);
  }

  /** S13, TX-26: a deadline strikes also while the transaction waits for one that commits. */
  @Test
  void deadline_whileWaitingForAnotherCommit_strikes() {
    Ref<Integer> ref = refs.ref("locked", 0);
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Threads.Running committer =
        Threads.start(index ->
            Stm.options()
                .named("preparer")
                .dosync(() -> {
                  ref.alter(x -> x + 1);
                  Stm.prepare(() -> {
                    preparing.countDown();
                    Waits.await(release);
                  });
                }));
    Waits.await(preparing);
    try {
      TransactionFailedException failure =
          failure(Stm.options().deadline(Duration.ofMillis(50)), () -> ref.alter(x -> x + 10));
      assertThat(failure.reason()).isEqualTo(TransactionFailedException.Reason.DEADLINE_PASSED);
      assertThat(failure.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    } finally {
      release.countDown();
    }
    committer.join();
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** S14: the failure is an IllegalStateException that can be sent elsewhere. */
  @Test
  void failure_isSerializable() throws Exception {
    Ref<Integer> ref = refs.ref("hot", 0);
    TransactionFailedException failure =
        failure(
            once(Isolation.SERIALIZABLE),
            () -> {
              ref.alter(x -> x + 1);
              Elsewhere.add(ref, 1);
            });
    assertThat((Throwable) failure).isInstanceOf(IllegalStateException.class);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(failure);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      TransactionFailedException copy = (TransactionFailedException) in.readObject();
      assertThat(copy.reason()).isEqualTo(failure.reason());
      assertThat(copy.attempts()).isEqualTo(1);
      assertThat(copy.elapsed()).isEqualTo(failure.elapsed());
      assertThat(copy.transactionName()).isEqualTo("mine");
      assertThat(copy).hasMessage(failure.getMessage());
      assertThat(copy.lastConflict()).isNull();
    }
  }

  /** TX-13: a failure by limits inside a nested block cannot be caught there and survive. */
  @Test
  void maxAttempts_bodyCatchesEverything_stillGivesUp() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    assertThatThrownBy(() ->
            Stm.options()
                .maxAttempts(1)
                .dosync(() -> {
                  assertThat(Elsewhere.doom(one, two)).isNotNull();
                  try {
                    Stm.dosync(() -> one.set(1000));
                  } catch (Throwable swallowed) {
                    assertThat(swallowed).isInstanceOf(Error.class);
                  }
                }))
        .isInstanceOf(TransactionFailedException.class);
    assertThat(one.deref()).isEqualTo(100);
  }
}
