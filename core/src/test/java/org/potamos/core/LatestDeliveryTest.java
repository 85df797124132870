package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Delivery#LATEST}: the newest change since the watch last ran. */
class LatestDeliveryTest {

  /** W4: what happens while the watch runs is conflated into one change. */
  @Test
  void latest_watchBusy_conflates() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(
        change -> {
          recorder.changed(change);
          entered.countDown();
          Waits.await(release);
        },
        Delivery.LATEST);
    atom.reset(1);
    Waits.await(entered);
    for (int i = 2; i <= 1_000; i++) {
      atom.reset(i);
    }
    release.countDown();
    recorder.awaitCount(2);
    assertThat(recorder.steps()).containsExactly("0->1", "1->1000");
    assertThat(recorder.changes().get(1).version()).isEqualTo(1_000);
    assertThat(recorder.changes().get(1).reference()).isSameAs(atom);
  }

  /** W4: the first change spans everything since the registration. */
  @Test
  void latest_firstDelivery_startsAtTheRegistration() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.reset(5);
    atom.watch(recorder, Delivery.LATEST.on(executor));
    atom.reset(6);
    atom.reset(7);
    assertThat(executor.waiting()).isEqualTo(1);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("5->7");
    atom.reset(8);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("5->7", "7->8");
  }

  /** W4: several threads change; the last value arrives, each old value being the last seen. */
  @Test
  void latest_byManyThreads_arrivesAtTheLastValue() {
    Recorder<Object> recorder = new Recorder<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    Object initial = new Object();
    Atom<Object> atom = Atom.of(initial);
    atom.watch(
        change -> {
          if (inside.incrementAndGet() != 1) {
            overlaps.incrementAndGet();
          }
          recorder.changed(change);
          inside.decrementAndGet();
        },
        Delivery.LATEST);
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 5_000; i++) {
            atom.reset(new Object());
          }
        });
    Waits.until(
        "the last version has arrived",
        () -> recorder.changes().stream().anyMatch(change -> change.version() == 20_000));
    assertThat(overlaps.get()).isZero();
    Object previous = initial;
    long version = 0;
    for (Change<?> change : recorder.changes()) {
      assertThat(change.version()).isGreaterThan(version);
      assertThat((Object) change.oldValue()).isSameAs(previous);
      previous = change.newValue();
      version = change.version();
    }
    assertThat(previous).isSameAs(atom.deref());
  }

  /** W4, WA-09: by default it runs on a virtual thread. */
  @Test
  void latest_byDefault_runsOnAVirtualThread() {
    List<Thread> seen = new CopyOnWriteArrayList<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> seen.add(Thread.currentThread()), Delivery.LATEST);
    atom.reset(1);
    Waits.until("the watch has run", () -> !seen.isEmpty());
    assertThat(seen.get(0).isVirtual()).isTrue();
  }

  /** W6: onlyIfChanged leaves out the way from a value back to an equal one. */
  @Test
  void onlyIfChanged_backAtTheLastSeen_isLeftOut() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(recorder, Delivery.LATEST.on(executor).onlyIfChanged());
    atom.reset(1);
    atom.reset(0);
    executor.runAll();
    assertThat(recorder.count()).isZero();
    atom.reset(0);
    executor.runAll();
    assertThat(recorder.count()).isZero();
    atom.reset(2);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("0->2");
  }

  /** W4, W2: an executor that rejects is reported; the newest change comes with the next one. */
  @Test
  void latest_executorRejects_losesNothing() {
    ManualExecutor executor = new ManualExecutor();
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    atom.watch(recorder, Delivery.LATEST.on(executor));
    executor.reject(true);
    atom.reset(1);
    executor.reject(false);
    assertThat(failures).hasSize(1);
    atom.reset(2);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("0->2");
  }

  /** W3, W4: closing stops delivery. */
  @Test
  void close_queuedChange_isNotDelivered() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    Subscription subscription = atom.watch(recorder, Delivery.LATEST.on(executor));
    atom.reset(1);
    subscription.close();
    executor.runAll();
    atom.reset(2);
    executor.runAll();
    assertThat(recorder.count()).isZero();
  }

  /** W2: a watch that throws has seen its change, and goes on with the next. */
  @Test
  void latest_watchThrows_goesOn() {
    ManualExecutor executor = new ManualExecutor();
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    atom.watch(
        change -> {
          recorder.changed(change);
          throw new IllegalArgumentException("no");
        },
        Delivery.LATEST.on(executor));
    atom.reset(1);
    executor.runAll();
    atom.reset(2);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("0->1", "1->2");
    assertThat(failures).hasSize(2);
  }

  /** W4: how a watch is told of changes says so in messages. */
  @Test
  void toString_ofADelivery_saysModeExecutorAndFilter() {
    assertThat(Delivery.SYNC).hasToString("SYNC");
    assertThat(Delivery.LATEST.onlyIfChanged()).hasToString("LATEST, only if changed");
    Executor executor =
        new Executor() {
          @Override
          public void execute(Runnable task) {
            task.run();
          }

          @Override
          public String toString() {
            return "mine";
          }
        };
    assertThat(Delivery.ORDERED.on(executor)).hasToString("ORDERED, on mine");
  }
}
