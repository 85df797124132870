package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Delivery#ORDERED}: every change, in the order of versions. */
class OrderedDeliveryTest {

  /** WA-13, W4, A3: several threads change, and the watch sees one chain without gap. */
  @Test
  void ordered_byManyThreads_isGapFreeAndInOrder() {
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
        Delivery.ORDERED);
    Threads.run(
        8,
        thread -> {
          for (int i = 0; i < 2_500; i++) {
            if (i % 2 == 0) {
              atom.reset(new Object());
            } else {
              atom.swap(value -> new Object());
            }
          }
        });
    recorder.awaitCount(20_000);
    assertThat(overlaps.get()).isZero();
    assertThat(recorder.count()).isEqualTo(20_000);
    ReferenceContract.assertChain(recorder.changes(), initial, atom.deref());
  }

  /** W4: by default the watch runs on a virtual thread, not on the changing one. */
  @Test
  void ordered_byDefault_runsOnAVirtualThread() {
    List<Thread> seen = new CopyOnWriteArrayList<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> seen.add(Thread.currentThread()), Delivery.ORDERED);
    atom.reset(1);
    Waits.until("the watch has run", () -> !seen.isEmpty());
    assertThat(seen.get(0).isVirtual()).isTrue();
    assertThat(seen.get(0)).isNotSameAs(Thread.currentThread());
  }

  /** WA-09, W4: a watch that blocks holds up nobody but itself. */
  @Test
  void ordered_watchBlocks_changesGoOn() {
    CountDownLatch release = new CountDownLatch(1);
    Recorder<Integer> slow = new Recorder<>();
    Recorder<Integer> quick = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(
        change -> {
          Waits.await(release);
          slow.changed(change);
        },
        Delivery.ORDERED);
    atom.watch(quick, Delivery.ORDERED);
    for (int i = 1; i <= 100; i++) {
      atom.reset(i);
    }
    quick.awaitCount(100);
    assertThat(slow.count()).isZero();
    release.countDown();
    slow.awaitCount(100);
    assertThat(slow.changes()).isEqualTo(quick.changes());
  }

  /** W4: registration is a point in the order: nothing before it, everything after it. */
  @Test
  void ordered_registeredAmongChanges_startsWithoutGap() {
    Atom<Integer> atom = Atom.of(0);
    CountDownLatch running = new CountDownLatch(1);
    Threads.Running writer =
        Threads.start(thread -> {
          while (running.getCount() > 0) {
            atom.swap(n -> n + 1);
          }
        });
    for (int i = 0; i < 50; i++) {
      Recorder<Integer> recorder = new Recorder<>();
      int before = atom.deref();
      Subscription subscription = atom.watch(recorder, Delivery.ORDERED);
      int after = atom.deref();
      recorder.awaitCount(20);
      subscription.close();
      List<Change<? extends Integer>> changes = recorder.changes();
      assertThat(changes.get(0).oldValue()).isBetween(before, after);
      for (int c = 1; c < changes.size(); c++) {
        assertThat(changes.get(c).oldValue()).isSameAs(changes.get(c - 1).newValue());
        assertThat(changes.get(c).version()).isEqualTo(changes.get(c - 1).version() + 1);
      }
    }
    running.countDown();
    writer.join();
  }

  /** W4, WA-12: a change made inside an ordered watch is delivered after it. */
  @Test
  void ordered_changeInsideTheWatch_isDeliveredAfterwards() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(
        change -> {
          if (change.newValue() < 1_000) {
            atom.swap(n -> n + 1);
          }
          recorder.changed(change);
        },
        Delivery.ORDERED);
    atom.reset(1);
    recorder.awaitCount(1_000);
    ReferenceContract.assertChain(recorder.changes(), 0, atom.deref());
  }

  /** W4, W2: an executor that rejects is reported, and nothing is lost by it. */
  @Test
  void ordered_executorRejects_losesNothing() {
    ManualExecutor executor = new ManualExecutor();
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    atom.watch("key", recorder, Delivery.ORDERED.on(executor));
    executor.reject(true);
    assertThat(atom.reset(1)).isEqualTo(1);
    atom.reset(2);
    executor.reject(false);
    executor.runAll();
    assertThat(recorder.count()).isZero();
    assertThat(failures)
        .isNotEmpty()
        .allSatisfy(failure -> {
          assertThat(failure.change()).isNull();
          assertThat(failure.key()).isEqualTo("key");
          assertThat(failure.reference()).isSameAs(atom);
          assertThat(failure.cause()).isInstanceOf(RejectedExecutionException.class);
        });
    atom.reset(3);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("0->1", "1->2", "2->3");
  }

  /** W4: an executor that runs its task on the spot is fine. */
  @Test
  void ordered_directExecutor_deliversBeforeTheChangeReturns() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(
        change -> {
          if (change.newValue() == 1) {
            atom.reset(2);
          }
          recorder.changed(change);
        },
        Delivery.ORDERED.on(Runnable::run));
    atom.reset(1);
    recorder.awaitCount(2);
    assertThat(recorder.steps()).containsExactly("0->1", "1->2");
  }

  /** W4, W3: closing stops delivery, also of what is queued. */
  @Test
  void close_queuedChanges_areNotDelivered() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    Subscription subscription = atom.watch(recorder, Delivery.ORDERED.on(executor));
    atom.reset(1);
    executor.runAll();
    atom.reset(2);
    subscription.close();
    executor.runAll();
    atom.reset(3);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("0->1");
    assertThat(executor.waiting()).isZero();
  }

  /** W4, WA-07: a watch that closes itself gets no further change. */
  @Test
  void close_insideTheWatch_isItsLastDelivery() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(
        "key",
        change -> {
          recorder.changed(change);
          atom.unwatch("key");
        },
        Delivery.ORDERED.on(executor));
    atom.reset(1);
    atom.reset(2);
    executor.runAll();
    assertThat(recorder.steps()).containsExactly("0->1");
  }

  /** WA-02, W4: a watch replaced under its key stops, and the new one starts. */
  @Test
  void replace_underTheKey_stopsTheOld() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> old = new Recorder<>();
    Recorder<Integer> young = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch("key", old, Delivery.ORDERED.on(executor));
    atom.reset(1);
    executor.runAll();
    atom.watch("key", young, Delivery.ORDERED.on(executor));
    atom.reset(2);
    executor.runAll();
    assertThat(old.steps()).containsExactly("0->1");
    assertThat(young.steps()).containsExactly("1->2");
  }

  /** WA-02, W4: what the replaced watch has not heard yet, it never hears. */
  @Test
  void replace_queuedChanges_areNotDelivered() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> old = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch("key", old, Delivery.ORDERED.on(executor));
    atom.reset(1);
    atom.watch("key", new Recorder<>(), Delivery.ORDERED.on(executor));
    executor.runAll();
    assertThat(old.count()).isZero();
  }

  /** W4: a reference with many changes does not keep an executor to itself. */
  @Test
  void ordered_manyChanges_othersOfTheExecutorGetTheirTurn() {
    ManualExecutor executor = new ManualExecutor();
    Recorder<Integer> ofBusy = new Recorder<>();
    Recorder<Integer> ofOther = new Recorder<>();
    Atom<Integer> busy = Atom.of(0);
    Atom<Integer> other = Atom.of(0);
    busy.watch(ofBusy, Delivery.ORDERED.on(executor));
    other.watch(ofOther, Delivery.ORDERED.on(executor));
    for (int i = 1; i <= 1_000; i++) {
      busy.reset(i);
    }
    other.reset(1);
    executor.runNext();
    assertThat(ofBusy.count()).isBetween(1, 999);
    executor.runNext();
    assertThat(ofOther.count()).isEqualTo(1);
    executor.runAll();
    assertThat(ofBusy.count()).isEqualTo(1_000);
  }

  /** W6, WA-10: onlyIfChanged leaves out steps between equal values, and those alone. */
  @Test
  void onlyIfChanged_leavesOutEqualSteps() {
    Recorder<Integer> all = new Recorder<>();
    Recorder<Integer> different = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(all, Delivery.ORDERED);
    atom.watch(different, Delivery.ORDERED.onlyIfChanged());
    for (int value : List.of(1, 1, 2, 2, 2, 1)) {
      atom.reset(value);
    }
    all.awaitCount(6);
    different.awaitCount(3);
    assertThat(different.steps()).containsExactly("0->1", "1->2", "2->1");
  }

  /** W2, WA-11: an ordered watch that throws goes on with the next change. */
  @Test
  void ordered_watchThrows_goesOn() {
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    atom.watch(
        change -> {
          recorder.changed(change);
          throw new IllegalArgumentException("no " + change.newValue());
        },
        Delivery.ORDERED);
    atom.reset(1);
    atom.reset(2);
    recorder.awaitCount(2);
    Waits.until("both failures are reported", () -> failures.size() == 2);
    assertThat(failures.stream().map(failure -> failure.cause().getMessage()))
        .containsExactly("no 1", "no 2");
    assertThat(recorder.steps()).containsExactly("0->1", "1->2");
  }
}
