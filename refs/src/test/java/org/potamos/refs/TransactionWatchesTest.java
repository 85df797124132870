package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Recorder;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Watches of refs and commit listeners: once for each commit, in the order of commits. */
class TransactionWatchesTest {
  @RegisterExtension final NothingLeft refs = new NothingLeft();

  private static final class Undo extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static void requireChain(List<? extends Change<?>> changes) {
    for (int i = 1; i < changes.size(); i++) {
      Change<?> before = changes.get(i - 1);
      Change<?> after = changes.get(i);
      assertThat(after.version()).as("version after %s", before).isGreaterThan(before.version());
      assertThat(after.oldValue()).as("old value after %s", before).isSameAs(before.newValue());
    }
  }

  // ------------------------------------------------------------------ once for each commit

  /** TX-46, W5: however often a ref is set in a transaction, its watch runs once, after it. */
  @Test
  void watch_severalSets_runsOnceAfterTheCommit() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder);
    Stm.dosync(() -> {
      ref.set(1);
      ref.alter(x -> x + 1);
      ref.set(10);
      ref.commute(x -> x + 1);
      assertThat(recorder.count()).isZero();
    });
    Change<? extends Integer> change = recorder.only();
    assertThat(Recorder.step(change)).isEqualTo("0->11");
    assertThat(change.version()).isEqualTo(ref.version());
    assertThat(change.reference()).isSameAs(ref);
  }

  /** TX-46, WA-10, W6: it runs also if the value is the same. */
  @Test
  void watch_sameValue_runs() {
    Ref<String> ref = refs.ref("a");
    Recorder<String> all = new Recorder<>();
    Recorder<String> different = new Recorder<>();
    ref.watch(all);
    ref.watch(different, Delivery.SYNC.onlyIfChanged());
    Stm.dosync(() -> ref.set("a"));
    Stm.dosync(() -> ref.alter(value -> value));
    Stm.dosync(() -> ref.commute(value -> value));
    Stm.dosync(() -> {
      ref.set("b");
      ref.set("a");
    });
    assertThat(all.steps()).containsExactly("a->a", "a->a", "a->a", "a->a");
    assertThat(different.count()).isZero();
  }

  /** WA-10, W5: it does not run for reads, ensures, attempts that run again, and failures. */
  @Test
  void watch_noCommit_doesNotRun() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder);
    Stm.dosync(() -> {
      ref.deref();
      ref.ensure();
    });
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.set(1);
              throw new Undo();
            }))
        .isInstanceOf(Undo.class);
    assertThat(ref.compareAndSet(99, 1)).isFalse();
    assertThat(recorder.count()).isZero();
    Stm.dosync(() -> {
      ref.alter(x -> x + 1);
      if (Stm.attempt() == 1) {
        Elsewhere.add(ref, 10);
      }
    });
    assertThat(recorder.steps()).containsExactly("0->10", "10->11");
  }

  /** W2, WA-08: all watches run, in the order of registration, for each of several refs. */
  @Test
  void watches_ofSeveralRefs_allRunInOrder() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    List<String> log = new ArrayList<>();
    for (String name : List.of("c", "a", "b")) {
      one.watch(change -> log.add("one " + name));
      two.watch(change -> log.add("two " + name));
    }
    Stm.dosync(() -> {
      two.set(1);
      one.set(1);
    });
    assertThat(log)
        .containsExactlyInAnyOrder("one c", "one a", "one b", "two c", "two a", "two b")
        .containsSubsequence("one c", "one a", "one b")
        .containsSubsequence("two c", "two a", "two b");
  }

  /** W5: when a watch runs, all refs of the commit show their new values, outside of it. */
  @Test
  void watch_runs_allOfTheCommitIsVisible() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    List<String> log = new ArrayList<>();
    one.watch(change -> log.add(one.deref() + " " + two.deref() + " " + Stm.isInTransaction()));
    two.watch(change -> log.add(one.deref() + " " + two.deref() + " " + Stm.isInTransaction()));
    Stm.dosync(() -> {
      one.set(1);
      two.set(1);
    });
    assertThat(log).containsExactly("1 1 false", "1 1 false");
  }

  /** WA-17: registering in a transaction takes effect at once, and is not undone. */
  @Test
  void watch_registeredInATransactionThatIsUndone_stays() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.watch("key", recorder);
              throw new Undo();
            }))
        .isInstanceOf(Undo.class);
    Stm.dosync(() -> ref.set(1));
    assertThat(recorder.steps()).containsExactly("0->1");
  }

  /** WA-17, TX-46: one registered in a body after the change hears of its commit. */
  @Test
  void watch_registeredInTheBody_hearsOfItsCommit() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    Stm.dosync(() -> {
      ref.set(1);
      ref.watch("key", recorder);
    });
    assertThat(recorder.steps()).containsExactly("0->1");
  }

  // ------------------------------------------------------------------ failures

  /** TX-52, S2, W2: a watch that throws stops neither the others nor dosync. */
  @Test
  void watch_throws_isIsolated() {
    List<String> log = new ArrayList<>();
    Ref<Integer> one =
        refs.checked(
            Ref.builder(0)
                .onWatchFailure(failure -> log.add("reported " + failure.cause().getMessage()))
                .build());
    Ref<Integer> two = refs.ref(0);
    one.watch(
        "key",
        change -> {
          throw new AssertionError("bad");
        });
    one.watch(change -> log.add("one"));
    two.watch(change -> log.add("two"));
    String answer =
        Stm.dosync(() -> {
          one.set(1);
          two.set(1);
          return "committed";
        });
    one.unwatch("key");
    assertThat(answer).isEqualTo("committed");
    assertThat(log).containsExactlyInAnyOrder("reported bad", "one", "two");
    assertThat(log).containsSubsequence("reported bad", "one");
    assertThat(one.deref() + two.deref()).isEqualTo(2);
  }

  // ------------------------------------------------------------------ watches that commit

  /** W4, TX-53: a watch that changes its own ref is told after the round, in order. */
  @Test
  void watch_changesItsOwnRef_isToldInOrder() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> later = new Recorder<>();
    List<Integer> depth = new ArrayList<>();
    AtomicInteger running = new AtomicInteger();
    ref.watch(
        "key",
        change -> {
          depth.add(running.incrementAndGet());
          if (change.newValue() < 3) {
            Stm.dosync(() -> ref.alter(x -> x + 1));
          }
          running.decrementAndGet();
        });
    ref.watch(later);
    Stm.dosync(() -> ref.set(1));
    ref.unwatch("key");
    assertThat(later.steps()).containsExactly("0->1", "1->2", "2->3");
    assertThat(depth).containsExactly(1, 1, 1);
  }

  /** W4: a watch that changes another ref of the same commit: each ref's chain is in order. */
  @Test
  void watch_changesAnotherRefOfTheCommit_eachChainIsInOrder() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Recorder<Integer> ofOne = new Recorder<>();
    Recorder<Integer> ofTwo = new Recorder<>();
    one.watch(
        "key",
        change -> {
          if (change.newValue() == 1) {
            Stm.dosync(() -> {
              one.alter(x -> x + 10);
              two.alter(x -> x + 10);
            });
          }
        });
    one.watch(ofOne);
    two.watch(ofTwo);
    Elsewhere.dosync(() -> {
      two.set(1);
      one.set(1);
    });
    assertThat(ofOne.steps()).containsExactly("0->1", "1->11");
    assertThat(ofTwo.steps()).containsExactly("0->1", "1->11");
  }

  /** W4: a watch that uses swap instead of a transaction is told in order as well. */
  @Test
  void watch_swapsItsOwnRef_isToldInOrder() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> later = new Recorder<>();
    ref.watch(
        "key",
        change -> {
          if (change.newValue() < 5) {
            ref.swap(x -> x + 1);
          }
        });
    ref.watch(later);
    ref.swap(x -> x + 1);
    ref.unwatch("key");
    assertThat(later.steps()).containsExactly("0->1", "1->2", "2->3", "3->4", "4->5");
  }

  // ------------------------------------------------------------------ order across threads

  /** W5, TX-54, WA-13: SYNC watches of one ref are delivered in commit order across threads. */
  @Test
  void watch_byManyThreads_isInCommitOrder() {
    Ref<Integer> ref = refs.ref(0);
    List<Change<? extends Integer>> seen = Collections.synchronizedList(new ArrayList<>());
    ref.watch(seen::add);
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 500; i++) {
            switch (index) {
              case 0 -> ref.swap(x -> x + 1);
              case 1 -> Stm.dosync(() -> ref.commute(x -> x + 1));
              default -> Stm.dosync(() -> ref.alter(x -> x + 1));
            }
          }
        });
    assertThat(seen).hasSize(2000);
    requireChain(seen);
    assertThat(seen.get(0).oldValue()).isEqualTo(0);
  }

  /** W5: with several refs changed in different orders by many threads, each is in order. */
  @Test
  void watch_severalRefsByManyThreads_eachIsInCommitOrder() {
    List<Ref<Integer>> all = List.of(refs.ref(0), refs.ref(0), refs.ref(0));
    List<List<Change<? extends Integer>>> seen = new ArrayList<>();
    for (Ref<Integer> ref : all) {
      List<Change<? extends Integer>> changes = Collections.synchronizedList(new ArrayList<>());
      seen.add(changes);
      ref.watch(changes::add);
    }
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 400; i++) {
            int n = i;
            Stm.dosync(() -> {
              all.get((n + index) % 3).alter(x -> x + 1);
              all.get((n + 2 * index + 1) % 3).alter(x -> x + 1);
            });
          }
        });
    for (int i = 0; i < 3; i++) {
      requireChain(seen.get(i));
      Integer last = seen.get(i).get(seen.get(i).size() - 1).newValue();
      assertThat(last).isEqualTo(all.get(i).deref());
    }
  }

  /** W5: watches that commit themselves, on many threads, keep the order and end. */
  @Test
  void watch_commitsItself_byManyThreads_isInCommitOrder() {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> count = refs.ref(0);
    List<Change<? extends Integer>> seen = Collections.synchronizedList(new ArrayList<>());
    ref.watch(seen::add);
    ref.watch("key", change -> Stm.dosync(() -> count.alter(x -> x + 1)));
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < 300; i++) {
            Stm.dosync(() -> ref.alter(x -> x + 1));
          }
        });
    ref.unwatch("key");
    requireChain(seen);
    assertThat(seen).hasSize(1200);
    assertThat(count.deref()).isEqualTo(1200);
  }

  /** W5: while a watch is slow, others read and commit; only their watches wait. */
  @Test
  void watch_slow_holdsUpNeitherReadersNorCommits() {
    Ref<Integer> ref = refs.ref(0);
    CountDownLatch inWatch = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> steps = new CopyOnWriteArrayList<>();
    ref.watch(change -> {
      if (change.newValue() == 1) {
        inWatch.countDown();
        Waits.await(release);
      }
      steps.add(Recorder.step(change));
    });
    Threads.Running slow = Threads.start(index -> Stm.dosync(() -> ref.set(1)));
    Waits.await(inWatch);
    assertThat(ref.deref()).isEqualTo(1);
    Threads.Running other = Threads.start(index -> Stm.dosync(() -> ref.set(2)));
    Waits.until("the second commit is visible", () -> ref.deref() == 2);
    assertThat(steps).isEmpty();
    release.countDown();
    slow.join();
    other.join();
    assertThat(steps).containsExactly("0->1", "1->2");
  }

  /** W4, W5: ORDERED watches get every change of transactions, gap-free. */
  @Test
  void watch_ordered_isGapFree() {
    Ref<Integer> ref = refs.ref(0);
    Recorder<Integer> recorder = new Recorder<>();
    ref.watch(recorder, Delivery.ORDERED);
    Threads.run(
        3,
        index -> {
          for (int i = 0; i < 300; i++) {
            Stm.dosync(() -> ref.alter(x -> x + 1));
          }
        });
    recorder.awaitCount(900);
    requireChain(recorder.changes());
  }

  // ------------------------------------------------------------------ commit listeners

  /** W5: a listener gets all changes of a commit together, in the order the refs were made. */
  @Test
  void listener_getsAllChangesTogether() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    Ref<Integer> read = refs.ref(0);
    Ref<Integer> three = refs.ref(0);
    List<Commit> commits = new ArrayList<>();
    try (Subscription listening = Stm.listen(commits::add)) {
      assertThat(listening).isNotNull();
      Stm.options()
          .named("together")
          .dosync(() -> {
            three.set(3);
            read.ensure();
            two.commute(x -> x + 2);
            one.alter(x -> x + 1);
            one.alter(x -> x + 1);
          });
    }
    assertThat(commits)
        .singleElement()
        .satisfies(commit -> {
          assertThat(commit.transactionName()).isEqualTo("together");
          assertThat(commit.changes().stream().map(Recorder::step))
              .containsExactly("0->2", "0->2", "0->3");
          assertThat(commit.changes().stream().<Object>map(Change::reference))
              .containsExactly(one, two, three);
          assertThat(commit.changes())
              .allSatisfy(change -> assertThat(change.version()).isEqualTo(commit.stamp()));
          assertThat(one.version()).isEqualTo(commit.stamp());
        });
  }

  /** W5: it hears of swaps and the like, and not of what changes nothing or fails. */
  @Test
  void listener_hearsOfEveryChangeAndOfNothingElse() {
    Ref<Integer> ref = refs.ref(0);
    List<Commit> commits = new ArrayList<>();
    try (Subscription listening = Stm.listen(commits::add)) {
      assertThat(listening).isNotNull();
      ref.swap(x -> x + 1);
      ref.reset(2);
      ref.swapVals(x -> x + 1);
      assertThat(ref.replace(3, 4)).isTrue();
      assertThat(ref.compareAndSet(99, 5)).isFalse();
      Stm.dosync(() -> {
        ref.deref();
      });
      Stm.options().readOnly().dosync(() -> ref.ensure());
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                ref.set(9);
                throw new Undo();
              }))
          .isInstanceOf(Undo.class);
      Stm.dosync(() -> ref.set(4));
    }
    ref.swap(x -> x + 100);
    assertThat(commits.stream().map(commit -> Recorder.step(commit.changes().get(0))))
        .containsExactly("0->1", "1->2", "2->3", "3->4", "4->4");
    assertThat(commits).allSatisfy(commit -> assertThat(commit.transactionName()).isNull());
  }

  /** W5: listeners are called in the order of the commits, one at a time, completely. */
  @Test
  void listener_byManyThreads_isInOrderAndComplete() {
    List<Ref<Integer>> all = List.of(refs.ref(0), refs.ref(0), refs.ref(0));
    List<Commit> commits = new ArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Subscription listening =
        Stm.listen(commit -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          commits.add(commit);
          inside.decrementAndGet();
        })) {
      assertThat(listening).isNotNull();
      Threads.run(
          4,
          index -> {
            for (int i = 0; i < 300; i++) {
              int n = i;
              if (index == 3) {
                all.get(n % 3).swap(x -> x + 1);
              } else {
                Stm.dosync(() -> {
                  all.get(n % 3).alter(x -> x + 1);
                  all.get((n + index) % 3).commute(x -> x + 1);
                });
              }
            }
          });
    }
    assertThat(most).hasValue(1);
    assertThat(commits).hasSize(1200);
    assertThat(commits.stream().map(Commit::stamp)).isSorted().doesNotHaveDuplicates();
    for (Ref<Integer> ref : all) {
      List<Change<?>> ofRef =
          commits.stream()
              .flatMap(commit -> commit.changes().stream())
              .filter(change -> change.reference() == ref)
              .<Change<?>>map(change -> change)
              .toList();
      requireChain(ofRef);
      assertThat(ofRef.get(ofRef.size() - 1).newValue()).isEqualTo(ref.deref());
    }
  }

  /** W5: what was committed is heard of before dosync returns. */
  @Test
  void listener_isCalledBeforeDosyncReturns() {
    Ref<Integer> ref = refs.ref(0);
    AtomicReference<@Nullable Thread> caller = new AtomicReference<>();
    try (Subscription listening = Stm.listen(commit -> caller.set(Thread.currentThread()))) {
      assertThat(listening).isNotNull();
      Stm.dosync(() -> ref.set(1));
      assertThat(caller).hasValue(Thread.currentThread());
    }
  }

  /** W5, W2: a listener that throws stops neither the others nor dosync. */
  @Test
  void listener_throws_isIsolated() {
    Ref<Integer> ref = refs.ref(0);
    List<Commit> commits = new ArrayList<>();
    try (CapturedLog captured = CapturedLog.of("bad listener");
        Subscription bad =
            Stm.listen(commit -> {
              throw new AssertionError("listener");
            });
        Subscription good = Stm.listen(commits::add)) {
      assertThat(bad).isNotSameAs(good);
      int answer = Stm.options().named("bad listener").dosync(() -> ref.set(1));
      assertThat(answer).isEqualTo(1);
      assertThat(captured.lines()).hasSize(1);
    }
    assertThat(commits).hasSize(1);
  }

  /** W5: a listener may commit; it is told of that too, after the present one. */
  @Test
  void listener_commits_isToldInOrder() {
    Ref<Integer> ref = refs.ref(0);
    List<String> steps = new ArrayList<>();
    try (Subscription listening =
        Stm.listen(commit -> {
          steps.add("begin " + Recorder.step(commit.changes().get(0)));
          if (ref.deref() < 3) {
            Stm.dosync(() -> ref.alter(x -> x + 1));
          }
          steps.add("end");
        })) {
      assertThat(listening).isNotNull();
      Stm.dosync(() -> ref.set(1));
    }
    assertThat(ref.deref()).isEqualTo(3);
    assertThat(steps)
        .containsExactly("begin 0->1", "end", "begin 1->2", "end", "begin 2->3", "end");
  }

  /** W3: closing a subscription twice, or in the listener itself, ends it. */
  @Test
  void listener_closed_hearsNothingMore() {
    Ref<Integer> ref = refs.ref(0);
    List<Commit> commits = new ArrayList<>();
    AtomicReference<@Nullable Subscription> own = new AtomicReference<>();
    Subscription subscription =
        Stm.listen(commit -> {
          commits.add(commit);
          Subscription mine = own.get();
          if (mine != null) {
            mine.close();
          }
        });
    own.set(subscription);
    ref.swap(x -> x + 1);
    ref.swap(x -> x + 1);
    subscription.close();
    ref.swap(x -> x + 1);
    assertThat(commits).hasSize(1);
  }

  /** W5: in the order of the commits, one at a time, whatever threads have made them. */
  @Test
  void listener_commitsOfTwoThreads_hearsThemOneAfterTheOther() {
    Ref<Integer> one = refs.ref(0);
    Ref<Integer> two = refs.ref(0);
    CountDownLatch hearing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> heard = new CopyOnWriteArrayList<>();
    try (Subscription listening =
        Stm.listen(commit -> {
          String step = Recorder.step(commit.changes().getFirst());
          heard.add("begin " + step);
          hearing.countDown();
          Waits.await(goOn);
          heard.add("end " + step);
        })) {
      assertThat(listening).isNotNull();
      Threads.Running first = Threads.start(index -> one.reset(1));
      Waits.await(hearing);
      Threads.Running second = Threads.start(index -> two.reset(2));
      Waits.until("the second one has committed", () -> two.deref() == 2);
      Waits.untilParked(second.thread());
      assertThat(heard).containsExactly("begin 0->1");
      goOn.countDown();
      first.join();
      second.join();
    }
    assertThat(heard).containsExactly("begin 0->1", "end 0->1", "begin 0->2", "end 0->2");
  }

  /** W5: who has ended its subscription hears nothing more, and takes it from nobody else. */
  @Test
  void listener_ofTwoOneEnds_theOtherStillHears() {
    Ref<Integer> ref = refs.ref(0);
    List<String> heard = new ArrayList<>();
    try (Subscription stays =
        Stm.listen(commit -> heard.add("stays " + Recorder.step(commit.changes().getFirst())))) {
      assertThat(stays).isNotNull();
      Subscription ends =
          Stm.listen(commit -> heard.add("ends " + Recorder.step(commit.changes().getFirst())));
      ref.reset(1);
      ends.close();
      ref.reset(2);
    }
    ref.reset(3);
    assertThat(heard).containsExactly("stays 0->1", "ends 0->1", "stays 1->2");
  }

  /** Commit: its list cannot be changed. */
  @Test
  void commit_changes_areUnmodifiable() {
    Ref<Integer> ref = refs.ref(0);
    List<Commit> commits = new ArrayList<>();
    try (Subscription listening = Stm.listen(commits::add)) {
      assertThat(listening).isNotNull();
      ref.reset(1);
    }
    assertThatThrownBy(() -> commits.get(0).changes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
