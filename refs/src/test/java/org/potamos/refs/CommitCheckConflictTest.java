package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Invariants over several refs, with others who commit in the middle of it. */
class CommitCheckConflictTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);

  /** Runs a step the first time only. */
  private static Runnable once(Runnable step) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        step.run();
      }
    };
  }

  // ------------------------------------------------------------------ validated until the decision

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void check_whatItHasSeenChangesAfterwards_runsAgain(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    Sums check = Sums.atLeast(0, a, b);
    List<Integer> attempts = new ArrayList<>();
    try (Subscription enforced = Stm.enforce(check)) {
      check.forget().inside(once(() -> Elsewhere.set(b, 4)));
      Stm.options()
          .isolation(isolation)
          .dosync(tx -> {
            attempts.add(tx.attempt());
            return a.set(-4);
          });
      assertThat(check.shown()).containsExactly("-4'+5", "5+4'", "-4'+4");
      assertThat(attempts).containsExactly(1, 2);
    }
  }

  /** The other one empties the account: the body would not do it again. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void check_isNoLongerTrueAfterwards_doesNotCommit(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.forget().inside(once(() -> Elsewhere.set(b, 0)));
      assertThatThrownBy(() -> Stm.options().isolation(isolation).dosync(() -> a.set(-4)))
          .isInstanceOf(CommitRejectedException.class);
      assertThat(check.shown()).containsExactly("-4'+5", "5+0'", "-4'+0");
      assertThat(a.deref() + b.deref()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void check_attemptsAreLimited_tellsWhichRefHasChanged(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.inside(once(() -> Elsewhere.set(b, 4)));
      assertThatThrownBy(
              () -> Stm.options().isolation(isolation).maxAttempts(1).dosync(() -> a.set(4)))
          .isInstanceOfSatisfying(
              TransactionFailedException.class,
              failure -> {
                assertThat(failure.reason())
                    .isEqualTo(TransactionFailedException.Reason.ATTEMPTS_EXHAUSTED);
                assertThat(failure.lastConflict())
                    .isEqualTo(new Conflict(Conflict.Kind.READ_CHANGED, "b", null));
              });
      assertThat(a.deref()).isEqualTo(5);
    }
  }

  @Test
  void check_severalOfThem_allThatTheyHaveSeenIsValidated() {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    Ref<Integer> c = refs.ref("c", 5);
    for (Ref<Integer> changed : List.of(b, c)) {
      Sums ab = Sums.atLeast(0, a, b);
      Sums ac = Sums.atLeast(0, c, a);
      AtomicInteger runs = new AtomicInteger();
      try (Subscription enforced = Stm.enforce(ab);
          Subscription enforcedToo = Stm.enforce(ac)) {
        ac.inside(once(() -> Elsewhere.add(changed, 1)));
        SNAPSHOT.dosync(() -> {
          runs.incrementAndGet();
          a.alter(x -> x - 1);
        });
      }
      assertThat(runs).as("changed %s", changed.name()).hasValue(2);
    }
  }

  /** Two commutes never wait for each other's bodies; the invariant makes one of them run again. */
  @Test
  void check_ofCommutesOfDifferentRefs_isValidatedToo() {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 1);
    Sums check = Sums.atLeast(1, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.inside(once(() -> Elsewhere.dosync(() -> b.commute(x -> x - 1))));
      assertThatThrownBy(() -> Stm.dosync(() -> a.commute(x -> x - 1)))
          .isInstanceOf(CommitRejectedException.class);
      assertThat(a.deref() + b.deref()).isEqualTo(1);
    }
  }

  // ------------------------------------------------------------------ outdated rejections

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void rejection_whatTheCheckHasSeenChangesMeanwhile_doesNotCount(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 0);
    Ref<Integer> b = refs.ref("b", 0);
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.forget().inside(once(() -> Elsewhere.set(b, 10)));
      Stm.options().isolation(isolation).dosync(() -> a.set(-10));
      assertThat(check.shown()).containsExactly("-10'+0", "0+10'", "-10'+10");
      assertThat(a.deref()).isEqualTo(-10);
    }
  }

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void check_throwsAboutSomethingOutdated_doesNotCount(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 0);
    Ref<Integer> b = refs.ref("b", 0);
    Sums check = Sums.any(a, b);
    List<String> log = new ArrayList<>();
    try (Subscription enforced = Stm.enforce(check)) {
      check.inside(
          once(() -> {
            Elsewhere.set(b, 10);
            throw new ArithmeticException("outdated");
          }));
      Stm.options()
          .isolation(isolation)
          .dosync(() -> {
            Stm.afterRollback(() -> log.add("rollback"));
            a.set(1);
          });
      assertThat(a.deref()).isEqualTo(1);
      assertThat(log).containsExactly("rollback");
    }
  }

  /**
   * The body has decided by what it read of a ref of the invariant, which was changed before the
   * check: as if it had ensured it, it runs again and decides otherwise.
   */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void rejection_bodyHasReadSomethingOlderThanTheCheck_doesNotCount(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 0);
    AtomicInteger runs = new AtomicInteger();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      boolean withdrawn =
          Stm.options()
              .isolation(isolation)
              .dosync(() -> {
                if (a.deref() + b.deref() < 1) {
                  return false;
                }
                if (runs.incrementAndGet() == 1) {
                  Elsewhere.set(a, 0);
                }
                b.alter(x -> x - 1);
                return true;
              });
      assertThat(withdrawn).isFalse();
      assertThat(a.deref() + b.deref()).isZero();
    }
  }

  /** Also if the check looks at nothing but what the transaction commutes itself. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void rejection_bodyHasReadSomethingOlderThanItsCommutes_doesNotCount(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 1);
    AtomicInteger runs = new AtomicInteger();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a))) {
      boolean withdrawn =
          Stm.options()
              .isolation(isolation)
              .dosync(() -> {
                if (a.deref() < 1) {
                  return false;
                }
                if (runs.incrementAndGet() == 1) {
                  Elsewhere.set(a, 0);
                }
                a.commute(x -> x - 1);
                return true;
              });
      assertThat(withdrawn).isFalse();
      assertThat(a.deref()).isZero();
    }
  }

  /** What the body has not read cannot make it decide otherwise. */
  @ParameterizedTest
  @EnumSource(Isolation.class)
  void rejection_bodyHasNotReadWhatChanged_counts(Isolation isolation) {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 0);
    AtomicInteger runs = new AtomicInteger();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      assertThatThrownBy(() ->
              Stm.options()
                  .isolation(isolation)
                  .dosync(() -> {
                    runs.incrementAndGet();
                    b.alter(x -> x - 1);
                    Elsewhere.set(a, 0);
                  }))
          .isInstanceOf(CommitRejectedException.class);
      assertThat(runs).hasValue(1);
    }
  }

  /** Under SNAPSHOT what is only read may be outdated, as long as the invariant accepts. */
  @Test
  void check_acceptsAndBodyHasReadSomethingOlder_commitsUnderSnapshot() {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    AtomicInteger runs = new AtomicInteger();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      SNAPSHOT.dosync(() -> {
        runs.incrementAndGet();
        int seen = a.deref();
        Elsewhere.set(a, 4);
        b.set(seen);
      });
      assertThat(runs).hasValue(1);
      assertThat(List.of(a.deref(), b.deref())).containsExactly(4, 5);
    }
  }

  // ------------------------------------------------------------------ runs once

  /** Whoever has locked before may still commit what the check of an irrevocable one looks at. */
  @Test
  void check_ofAnIrrevocableTransaction_waitsForWhoIsCommitting() {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch bodyDone = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    b.setValidator((current, proposed) -> {
      if (proposed == 4) {
        validating.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.forget();
      Threads.Running committer = Threads.start(unused -> b.reset(4));
      Waits.await(validating);
      Threads.Running irrevocable =
          Threads.start(unused ->
              Stm.options()
                  .irrevocable()
                  .dosync(() -> {
                    runs.incrementAndGet();
                    a.set(-4);
                    bodyDone.countDown();
                  }));
      Waits.await(bodyDone);
      Waits.untilParked(irrevocable.thread());
      assertThat(a.head().isFinished()).as("nothing is locked meanwhile").isTrue();
      release.countDown();
      committer.join();
      irrevocable.join();
      assertThat(check.shown()).containsExactly("5+4'", "-4'+4");
      assertThat(runs).hasValue(1);
    }
    b.setValidator(null);
  }

  @Test
  void check_ofATransactionThatPrepares_waitsForWhoIsCommitting() {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch bodyDone = new CountDownLatch(1);
    List<String> log = new CopyOnWriteArrayList<>();
    b.setValidator((current, proposed) -> {
      if (proposed == 4) {
        validating.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.inside(() -> log.add("check"));
      Threads.Running committer = Threads.start(unused -> b.reset(4));
      Waits.await(validating);
      Threads.Running preparing =
          Threads.start(unused ->
              Stm.dosync(() -> {
                log.add("body");
                a.set(-4);
                Stm.prepare(() -> log.add("prepare"));
                bodyDone.countDown();
              }));
      Waits.await(bodyDone);
      Waits.untilParked(preparing.thread());
      assertThat(log).containsExactly("body");
      release.countDown();
      committer.join();
      preparing.join();
      assertThat(log).containsExactly("body", "check", "check", "prepare");
      assertThat(check.shown()).last().isEqualTo("-4'+4");
    }
    b.setValidator(null);
  }

  /** While it waits for whoever is committing, its deadline counts, and others go on afterwards. */
  @Test
  void check_ofAnIrrevocableTransaction_deadlinePassesMeanwhile_givesUp() {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    CountDownLatch validating = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    b.setValidator((current, proposed) -> {
      if (proposed == 4) {
        validating.countDown();
        Waits.await(release);
      }
      return List.of();
    });
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      Threads.Running committer = Threads.start(unused -> b.reset(4));
      Waits.await(validating);
      assertThatThrownBy(() ->
              Stm.options().irrevocable().deadline(Duration.ofMillis(50)).dosync(() -> a.set(-4)))
          .isInstanceOfSatisfying(
              TransactionFailedException.class,
              failure ->
                  assertThat(failure.reason())
                      .isEqualTo(TransactionFailedException.Reason.DEADLINE_PASSED));
      assertThat(a.head().isFinished()).isTrue();
      Elsewhere.set(Ref.of(1), 2);
      release.countDown();
      committer.join();
      assertThat(a.deref() + b.deref()).isEqualTo(9);
    }
    b.setValidator(null);
  }

  /** A rejected irrevocable transaction lets others go on. */
  @Test
  void rejection_ofAnIrrevocableTransaction_othersGoOn() {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 1);
    AtomicInteger runs = new AtomicInteger();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      assertThatThrownBy(() ->
              Stm.options()
                  .irrevocable()
                  .dosync(() -> {
                    runs.incrementAndGet();
                    a.set(-2);
                  }))
          .isInstanceOf(CommitRejectedException.class);
      assertThat(runs).hasValue(1);
      Elsewhere.set(a, 2);
      assertThat(a.deref()).isEqualTo(2);
    }
  }

  // ------------------------------------------------------------------ who waits for a check

  @Test
  void check_slow_holdsUpNobodyButWritersOfTheSameRefs() {
    Ref<Integer> a = refs.ref("a", 1);
    Ref<Integer> b = refs.ref("b", 1);
    Ref<Integer> other = refs.ref("other", 1);
    CountDownLatch checking = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Sums check = Sums.atLeast(0, a, b);
    AtomicInteger runs = new AtomicInteger();
    try (Subscription enforced = Stm.enforce(check)) {
      check.inside(
          once(() -> {
            checking.countDown();
            Waits.await(release);
          }));
      Threads.Running slow =
          Threads.start(unused ->
              Stm.dosync(() -> {
                runs.incrementAndGet();
                a.set(2);
              }));
      Waits.await(checking);
      assertThat(a.deref()).isEqualTo(1);
      assertThat((int) Stm.options().readOnly().dosync(() -> a.deref() + b.deref())).isEqualTo(2);
      assertThat((int) Stm.dosync(() -> a.deref() + b.deref())).isEqualTo(2);
      Stm.options().maxAttempts(1).dosync(() -> other.set(a.deref() + 1));
      Stm.options().maxAttempts(1).dosync(() -> b.set(3)); // another ref of the invariant
      Threads.Running same = Threads.start(unused -> a.swap(x -> x + 10));
      Waits.untilParked(same.thread());
      release.countDown();
      slow.join();
      same.join();
      assertThat(List.of(a.deref(), b.deref(), other.deref()))
          .isIn(List.of(12, 3, 2), List.of(2, 3, 2));
      assertThat(runs).hasValueGreaterThan(1);
    }
  }

  // ------------------------------------------------------------------ waiting transactions,
  // history

  @Test
  void retry_onARefOfAnInvariant_isWokenByWhatIsAcceptedOnly() {
    Ref<Integer> a = refs.ref("a", 0);
    Ref<Integer> b = refs.ref("b", 0);
    List<Integer> seen = new CopyOnWriteArrayList<>();
    try (Subscription enforced = Stm.enforce(Sums.atLeast(0, a, b))) {
      Threads.Running waiting =
          Threads.start(unused ->
              Stm.dosync(() -> {
                seen.add(a.deref());
                Stm.check(a.deref() == 1);
                b.set(-1);
              }));
      Waits.untilParked(waiting.thread());
      assertThatThrownBy(() -> a.reset(-5)).isInstanceOf(CommitRejectedException.class);
      Waits.untilParked(waiting.thread());
      a.reset(1);
      waiting.join();
      assertThat(seen).containsOnly(0, 1).endsWith(1).doesNotContain(-5);
      assertThat(b.deref()).isEqualTo(-1);
    }
  }

  @Test
  void check_besideAPinnedReader_seesTheNewest() {
    Ref<Integer> a = refs.checked(Ref.builder(1).minHistory(2).build());
    Ref<Integer> b = refs.ref("b", 1);
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      int sum =
          Stm.options()
              .readOnly()
              .dosync(() -> {
                int first = a.deref();
                for (int i = 2; i < 6; i++) {
                  Elsewhere.set(a, i);
                  Elsewhere.set(b, -i);
                }
                return first + b.deref();
              });
      assertThat(sum).isEqualTo(2);
      assertThat(check.shown())
          .containsExactly(
              "1+1", "2'+1", "2+-2'", "3'+-2", "3+-3'", "4'+-3", "4+-4'", "5'+-4", "5+-5'");
      assertThat(a.historyCount()).isEqualTo(2);
      assertThat(b.historyCount()).isZero();
    }
  }

  // ------------------------------------------------------------------ nothing is left

  @Test
  void attempt_thatRanAgain_keepsNothingThatAnEarlierOneHasSeen() {
    Ref<Integer> a = refs.ref("a", 5);
    Ref<Integer> b = refs.ref("b", 5);
    Ref<Integer> c = refs.ref("c", 5);
    Sums check = Sums.atLeast(0, a, b);
    try (Subscription enforced = Stm.enforce(check)) {
      check.inside(once(() -> Elsewhere.set(b, 4)));
      AtomicInteger runs = new AtomicInteger();
      Stm.dosync(() -> {
        if (runs.incrementAndGet() == 1) {
          a.set(1);
        } else {
          c.set(1); // nothing that the invariant is about
          Elsewhere.set(b, 3);
        }
      });
      assertThat(runs).hasValue(2);
      Transaction here = Transaction.ofThread();
      assertThat(here.checked()).isEmpty();
      SNAPSHOT
          .maxAttempts(1)
          .dosync(() -> {
            c.set(2);
            Elsewhere.set(b, 2);
          });
    }
  }
}
