package org.potamos.stress.refs;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.potamos.refs.Ref;
import org.potamos.refs.RefProbe;
import org.potamos.refs.Stm;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Very many virtual threads that wait by {@code retry}: all are woken, none is left on a list, and
 * a waiting transaction needs little more heap than a virtual thread that is merely parked.
 */
final class ParkedRetries implements Scenario {
  private static final int WAITERS = 100_000;
  private static final int REFS = 100;

  /**
   * Of the median of all rounds: threads that were parked in frames not compiled yet take more, and
   * how many of them there are is chance. What is reached, with some room; the aim is 600:
   * docs/benchmarks, NOTES of the transactions.
   */
  private static final int MOST_BYTES = 1_200;

  /** Until compiled code parks, whose frames are smaller. */
  private static final int WARM_UP_ROUNDS = 2;

  private volatile boolean released;

  @Override
  public void run(Run run) throws InterruptedException {
    long end = System.nanoTime() + run.nanos();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      plain(run, WAITERS / 5);
      retrying(run, WAITERS / 5);
    }
    List<Long> bytes = new ArrayList<>();
    do {
      long parked = plain(run, WAITERS);
      long waiting = retrying(run, WAITERS);
      bytes.add((waiting - parked) / WAITERS);
    } while (System.nanoTime() - end < 0);
    bytes.sort(null);
    long median = bytes.get(bytes.size() / 2);
    run.check(median < MOST_BYTES, "a waiting transaction takes " + bytes + " B of the heap");
    run.note(
        String.format(
            Locale.ROOT,
            "%,d virtual threads on %d refs woken %d times, %d to %d B a waiter beside its thread,"
                + " in the median %d",
            WAITERS,
            REFS,
            bytes.size(),
            bytes.getFirst(),
            bytes.getLast(),
            median));
  }

  /** The heap that so many parked virtual threads take. */
  private long plain(Run run, int count) throws InterruptedException {
    long before = usedHeap(run);
    released = false;
    CountDownLatch begun = new CountDownLatch(count);
    List<Thread> threads = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().start(() -> park(begun)));
    }
    begun.await();
    awaitParked(run, threads);
    long used = usedHeap(run) - before;
    released = true;
    threads.forEach(LockSupport::unpark);
    run.join(threads);
    return used;
  }

  /** The heap that so many virtual threads take which wait by retry. */
  private long retrying(Run run, int count) throws InterruptedException {
    List<Ref<Integer>> refs = IntStream.range(0, REFS).mapToObj(i -> Ref.of(0)).toList();
    long before = usedHeap(run);
    List<Thread> threads = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Ref<Integer> ref = refs.get(i % REFS);
      threads.add(Thread.ofVirtual().start(() -> await(run, ref)));
    }
    while (refs.stream().mapToInt(RefProbe::waiters).sum() < count) {
      Thread.sleep(1);
    }
    awaitParked(run, threads);
    long used = usedHeap(run) - before;
    for (int i = 0; i < REFS; i++) {
      Ref<Integer> ref = refs.get(i);
      if (i % 2 == 0) {
        ref.swap(x -> x + 1);
      } else {
        Stm.dosync(() -> ref.set(1));
      }
    }
    run.join(threads);
    Rest.check(run, refs);
    return used;
  }

  private void park(CountDownLatch begun) {
    begun.countDown();
    while (!released) {
      LockSupport.park(this);
    }
  }

  private static void await(Run run, Ref<Integer> ref) {
    Stm.dosync(() -> Stm.check(ref.deref() == 1));
    run.done(1);
  }

  private static void awaitParked(Run run, List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        run.check(thread.isAlive(), "a thread has ended before it was woken");
        Thread.sleep(1);
      }
    }
    run.goesOn();
  }

  private static long usedHeap(Run run) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(10);
      run.goesOn();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
