package org.potamos.stress.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.potamos.refs.Ref;
import org.potamos.refs.RefProbe;
import org.potamos.refs.Stm;

/** One run of a scenario: how long, what was counted, what went wrong. */
final class Run {
  /** No transaction that does not wait by retry runs its body more often, whatever others do. */
  static final int MOST_RUNS = 16;

  private static final int MOST_VIOLATIONS = 20;

  /** What a thread does again and again. */
  @FunctionalInterface
  interface Step {
    void run(SplittableRandom random) throws Exception;
  }

  private final long seed;
  private final long nanos;
  private final LongAdder operations = new LongAdder();
  private final LongAdder reruns = new LongAdder();
  private final LongAdder signs = new LongAdder();
  private final LongAccumulator worst = new LongAccumulator(Math::max, 1);
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final List<String> notes = new ArrayList<>();

  Run(long seed, long nanos) {
    this.seed = seed;
    this.nanos = nanos;
  }

  // ------------------------------------------------------------------ counting

  /** A transaction is done. */
  void done(int runsOfItsBody) {
    operations.increment();
    if (runsOfItsBody > 1) {
      reruns.add(runsOfItsBody - 1L);
      worst.accumulate(runsOfItsBody);
      if (runsOfItsBody > MOST_RUNS) {
        violation("a body has run " + runsOfItsBody + " times");
      }
    }
  }

  /** Something else than a transaction shows that the scenario goes on. */
  void goesOn() {
    signs.increment();
  }

  long progress() {
    return operations.sum() + signs.sum();
  }

  /** Something that must not happen has happened. */
  void violation(String what) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(what);
    }
  }

  void check(boolean holds, String what) {
    if (!holds) {
      violation(what);
    }
  }

  /** Something to be said about the run. */
  void note(String what) {
    notes.add(what);
  }

  boolean hasPassed() {
    return violations.isEmpty();
  }

  Iterable<String> violations() {
    return violations;
  }

  String summary() {
    return String.format(
        Locale.ROOT,
        "%,d operations, %,d re-runs, at most %d runs of a body; %s",
        operations.sum(),
        reruns.sum(),
        worst.get(),
        String.join(", ", notes));
  }

  // ------------------------------------------------------------------ threads

  long nanos() {
    return nanos;
  }

  /** A part of the time: runs a step on each of some platform threads, again and again. */
  void platform(double share, int threads, Step step) throws InterruptedException {
    join(start(share, Thread.ofPlatform(), threads, step));
  }

  /** As {@link #platform}, on virtual threads, which let each other run after each step. */
  void virtual(double share, int threads, Step step) throws InterruptedException {
    join(start(share, Thread.ofVirtual(), threads, step));
  }

  /** Starts threads that go on for a part of the time. */
  List<Thread> start(double share, Thread.Builder builder, int threads, Step step) {
    long end = System.nanoTime() + (long) (share * nanos);
    List<Thread> started = new ArrayList<>(threads);
    for (int i = 0; i < threads; i++) {
      SplittableRandom random = new SplittableRandom(seed + 31L * i);
      started.add(builder.name("worker-" + i).start(() -> repeat(step, random, end)));
    }
    return started;
  }

  private void repeat(Step step, SplittableRandom random, long end) {
    try {
      do {
        step.run(random);
        if (Thread.currentThread().isVirtual()) {
          letOthersRun(random);
        }
      } while (System.nanoTime() - end < 0);
    } catch (Throwable thrown) {
      violation(Thread.currentThread().getName() + " has thrown " + described(thrown));
    }
  }

  /**
   * Virtual threads are not interrupted for others. Those that only yield stay among themselves on
   * their carrier, so they have to park too.
   */
  @SuppressWarnings("ThreadPriorityCheck") // that is what it is for
  private static void letOthersRun(SplittableRandom random) {
    if (random.nextInt(8) == 0) {
      LockSupport.parkNanos(1);
    } else {
      Thread.yield();
    }
  }

  static String described(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return thrown + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
      goesOn();
    }
  }

  /** Now and then lets another thread run: inside of bodies, so that they overlap on few cores. */
  @SuppressWarnings("ThreadPriorityCheck") // that is what it is for
  static void mayYield(SplittableRandom random) {
    if (random.nextInt(16) == 0) {
      Thread.yield();
    }
  }

  // ------------------------------------------------------------------ afterwards

  /** With all threads gone: no lock, no old version and no waiting transaction is left. */
  void checkAtRest(Iterable<? extends Ref<?>> refs) {
    for (Ref<?> ref : refs) {
      check(!RefProbe.isLocked(ref), ref.name() + " is still locked");
      check(
          ref.historyCount() == 0,
          ref.name() + " still has " + ref.historyCount() + " older versions");
      check(
          RefProbe.waiters(ref) == 0,
          ref.name() + " still has " + RefProbe.waiters(ref) + " waiting transactions");
      if (!RefProbe.isLocked(ref)) {
        changeAtOnce(ref);
      }
    }
  }

  private <T> void changeAtOnce(Ref<T> ref) {
    try {
      Stm.options().maxAttempts(1).dosync(() -> ref.alter(x -> x));
    } catch (RuntimeException rejected) {
      violation(ref.name() + " cannot be changed: " + described(rejected));
    }
  }
}
