package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The changes of an atom as a stream. */
class PublisherTest {

  private static List<String> steps(Demand<Change<Integer>> subscriber) {
    return subscriber.items().stream().map(Recorder::step).toList();
  }

  /** A8: nothing is delivered without demand, and no more than the demand. */
  @Test
  void request_limitsWhatIsDelivered() {
    ManualExecutor executor = new ManualExecutor();
    Atom<Integer> atom = Atom.of(0);
    Demand<Change<Integer>> subscriber = new Demand<>();
    atom.changes(Delivery.ORDERED.on(executor)).subscribe(subscriber);
    executor.runAll();
    for (int i = 1; i <= 10; i++) {
      atom.reset(i);
    }
    executor.runAll();
    assertThat(subscriber.items()).isEmpty();
    subscriber.request(3);
    executor.runAll();
    assertThat(steps(subscriber)).containsExactly("0->1", "1->2", "2->3");
    subscriber.request(2).request(1);
    executor.runAll();
    assertThat(subscriber.items()).hasSize(6);
    subscriber.request(Long.MAX_VALUE).request(Long.MAX_VALUE);
    executor.runAll();
    assertThat(subscriber.items()).hasSize(10);
    atom.reset(11);
    executor.runAll();
    assertThat(subscriber.items()).hasSize(11);
    assertThat(subscriber.isOpen()).isTrue();
  }

  /** A8, W4: an ordered stream keeps every change, by several threads, for its subscriber. */
  @Test
  void ordered_keepsEveryChange() {
    Atom<Integer> atom = Atom.of(0);
    Demand<Change<Integer>> subscriber = Demand.on(atom.changes(Delivery.ORDERED));
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 1_000; i++) {
            atom.swap(n -> n + 1);
          }
        });
    subscriber.request(1_000).awaitCount(1_000);
    subscriber.request(Long.MAX_VALUE).awaitCount(4_000);
    ReferenceContract.assertChain(subscriber.items(), 0, atom.deref());
  }

  /** A8, W4: a stream of the latest conflates what was not asked for. */
  @Test
  void latest_withoutDemand_conflates() {
    ManualExecutor executor = new ManualExecutor();
    Atom<Integer> atom = Atom.of(0);
    Demand<Change<Integer>> subscriber = new Demand<>();
    atom.changes(Delivery.LATEST.on(executor)).subscribe(subscriber);
    executor.runAll();
    subscriber.request(1);
    atom.reset(1);
    executor.runAll();
    atom.reset(2);
    atom.reset(3);
    executor.runAll();
    assertThat(steps(subscriber)).containsExactly("0->1");
    subscriber.request(5);
    executor.runAll();
    assertThat(steps(subscriber)).containsExactly("0->1", "1->3");
  }

  /** A8, W6: a filtered stream leaves out steps between equal values. */
  @Test
  void onlyIfChanged_leavesOutEqualSteps() {
    ManualExecutor executor = new ManualExecutor();
    Atom<Integer> atom = Atom.of(0);
    Demand<Change<Integer>> subscriber = new Demand<>();
    atom.changes(Delivery.ORDERED.on(executor).onlyIfChanged()).subscribe(subscriber);
    executor.runAll();
    subscriber.request(2);
    for (int value : List.of(0, 1, 1, 1, 2)) {
      atom.reset(value);
    }
    executor.runAll();
    assertThat(steps(subscriber)).containsExactly("0->1", "1->2");
  }

  /** A8: after cancelling nothing more is delivered, and the others go on. */
  @Test
  void cancel_endsThatSubscription() {
    ManualExecutor executor = new ManualExecutor();
    Atom<Integer> atom = Atom.of(0);
    Flow.Publisher<Change<Integer>> changes = atom.changes(Delivery.ORDERED.on(executor));
    Demand<Change<Integer>> mine = new Demand<>();
    Demand<Change<Integer>> theirs = new Demand<>();
    changes.subscribe(mine);
    changes.subscribe(theirs);
    executor.runAll();
    mine.request(10);
    theirs.request(10);
    atom.reset(1);
    executor.runAll();
    mine.cancel();
    mine.cancel();
    mine.request(1);
    atom.reset(2);
    executor.runAll();
    assertThat(steps(mine)).containsExactly("0->1");
    assertThat(steps(theirs)).containsExactly("0->1", "1->2");
    assertThat(mine.isOpen()).isTrue();
  }

  /** A8: a request for nothing, or less, ends the subscription with an error. */
  @Test
  void request_notPositive_isAnError() {
    Atom<Integer> atom = Atom.of(0);
    for (long count : List.of(0L, -1L, Long.MIN_VALUE)) {
      Demand<Change<Integer>> subscriber = Demand.on(atom.changes());
      subscriber.request(count);
      assertThat(subscriber.awaitError()).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(atom.reset(1)).isEqualTo(1);
  }

  /** A8: each subscriber sees the changes after its own subscription. */
  @Test
  void subscribe_later_seesLaterChanges() {
    Atom<Integer> atom = Atom.of(0);
    Flow.Publisher<Change<Integer>> changes = atom.changes(Delivery.ORDERED);
    Demand<Change<Integer>> early = Demand.on(changes).request(10);
    atom.reset(1);
    Demand<Change<Integer>> late = Demand.on(changes).request(10);
    atom.reset(2);
    early.awaitCount(2);
    late.awaitCount(1);
    assertThat(steps(early)).containsExactly("0->1", "1->2");
    assertThat(steps(late)).containsExactly("1->2");
  }

  /** A8: a subscriber that is slow holds up neither the changes nor the other subscribers. */
  @Test
  void subscriber_slow_holdsUpNobody() {
    CountDownLatch release = new CountDownLatch(1);
    Atom<Integer> atom = Atom.of(0);
    List<Integer> seen = new CopyOnWriteArrayList<>();
    atom.changes(Delivery.ORDERED)
        .subscribe(
            new Eager() {
              @Override
              public void onNext(Change<Integer> change) {
                Waits.await(release);
                seen.add(change.newValue());
              }
            });
    Demand<Change<Integer>> quick = Demand.on(atom.changes(Delivery.ORDERED)).request(100);
    for (int i = 1; i <= 100; i++) {
      atom.reset(i);
    }
    quick.awaitCount(100);
    assertThat(seen).isEmpty();
    release.countDown();
    Waits.until("the slow one has seen all", () -> seen.size() == 100);
  }

  /** One that wants everything, and does nothing with it. */
  private abstract static class Eager implements Flow.Subscriber<Change<Integer>> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Change<Integer> change) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  private final ManualExecutor executor = new ManualExecutor();
  private final List<WatchFailure> failures = new CopyOnWriteArrayList<>();
  private final Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
  private final Flow.Publisher<Change<Integer>> changes =
      atom.changes(Delivery.ORDERED.on(executor));

  /** A8, W2: a subscriber that throws is dropped and reported, and harms nobody. */
  @Test
  void onNext_throws_subscriberIsDroppedAndReported() {
    AtomicInteger calls = new AtomicInteger();
    Flow.Subscriber<Change<Integer>> failing =
        new Eager() {
          @Override
          public void onNext(Change<Integer> change) {
            calls.incrementAndGet();
            throw new IllegalArgumentException("no");
          }
        };
    changes.subscribe(failing);
    Demand<Change<Integer>> other = new Demand<>();
    changes.subscribe(other);
    other.request(10);
    atom.reset(1);
    executor.runAll();
    atom.reset(2);
    executor.runAll();
    assertThat(calls).hasValue(1);
    assertThat(steps(other)).containsExactly("0->1", "1->2");
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.key()).isSameAs(failing);
          assertThat(failure.change()).isNotNull();
          assertThat(failure.cause()).hasMessage("no");
        });
  }

  /** A8, W2: likewise if it throws when it is greeted; {@code subscribe} itself never throws. */
  @Test
  void onSubscribe_throws_subscriberIsDroppedAndReported() {
    AtomicInteger calls = new AtomicInteger();
    Flow.Subscriber<Change<Integer>> failing =
        new Eager() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            super.onSubscribe(subscription);
            throw new IllegalArgumentException("no");
          }

          @Override
          public void onNext(Change<Integer> change) {
            calls.incrementAndGet();
          }
        };
    changes.subscribe(failing);
    atom.reset(1);
    executor.runAll();
    assertThat(calls).hasValue(0);
    assertThat(atom.observers().isWatched()).isFalse();
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.key()).isSameAs(failing);
          assertThat(failure.change()).isNull();
          assertThat(failure.cause()).hasMessage("no");
        });
  }

  /** A8: signals are serial: what changes meanwhile comes after {@code onSubscribe}. */
  @Test
  void onSubscribe_changesMeanwhile_nothingIsDeliveredBeforeItReturns() {
    List<String> log = new ArrayList<>();
    atom.changes(Delivery.ORDERED.on(Runnable::run))
        .subscribe(
            new Eager() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                super.onSubscribe(subscription);
                atom.reset(1);
                log.add("subscribed");
              }

              @Override
              public void onNext(Change<Integer> change) {
                log.add(Recorder.step(change));
              }
            });
    assertThat(log).containsExactly("subscribed", "0->1");
  }

  /** A8, W2: a subscriber that throws on its own error is reported too. */
  @Test
  void onError_throws_isReported() {
    changes.subscribe(
        new Eager() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(0);
          }

          @Override
          public void onError(Throwable failure) {
            throw new IllegalArgumentException("again");
          }
        });
    executor.runAll();
    assertThat(atom.observers().isWatched()).isFalse();
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure.cause()).hasMessage("again"));
  }

  /** A8, W2: an executor that takes no more is reported, and what it missed comes later. */
  @Test
  void executor_rejects_isReportedAndNothingIsLost() {
    Demand<Change<Integer>> subscriber = new Demand<>();
    changes.subscribe(subscriber);
    executor.runAll();
    executor.reject(true);
    subscriber.request(10);
    atom.reset(1);
    assertThat(failures)
        .hasSizeGreaterThan(0)
        .allSatisfy(failure -> assertThat(failure.key()).isSameAs(subscriber));
    executor.reject(false);
    atom.reset(2);
    executor.runAll();
    assertThat(steps(subscriber)).containsExactly("0->1", "1->2");
  }
}
