package org.potamos.stress.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** One run of a scenario: how long, what was counted, what went wrong. */
public final class Run {
  /** No transaction that does not wait by retry runs its body more often, whatever others do. */
  public static final int MOST_RUNS = 16;

  private static final int MOST_VIOLATIONS = 20;

  /** What a thread does again and again. */
  @FunctionalInterface
  public interface Step {
    /**
     * Runs once.
     *
     * @param random the thread's own
     * @throws Exception which is a violation
     */
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

  /**
   * A run that has not begun.
   *
   * @param seed of all that is random
   * @param nanos how long it lasts
   */
  public Run(long seed, long nanos) {
    this.seed = seed;
    this.nanos = nanos;
  }

  // ------------------------------------------------------------------ counting

  /** An operation is done that never runs twice. */
  public void done() {
    operations.increment();
  }

  /**
   * A transaction is done.
   *
   * @param runsOfItsBody how often its body has run
   */
  public void done(int runsOfItsBody) {
    operations.increment();
    if (runsOfItsBody > 1) {
      reruns.add(runsOfItsBody - 1L);
      worst.accumulate(runsOfItsBody);
      if (runsOfItsBody > MOST_RUNS) {
        violation("a body has run " + runsOfItsBody + " times");
      }
    }
  }

  /** Something else than an operation shows that the scenario goes on. */
  public void goesOn() {
    signs.increment();
  }

  /** {@return something that grows as long as the scenario goes on} */
  public long progress() {
    return operations.sum() + signs.sum();
  }

  /**
   * Something that must not happen has happened.
   *
   * @param what it was
   */
  public void violation(String what) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(what);
    }
  }

  /**
   * Something has to hold.
   *
   * @param holds whether it does
   * @param what is wrong if not
   */
  public void check(boolean holds, String what) {
    if (!holds) {
      violation(what);
    }
  }

  /**
   * Something to be said about the run.
   *
   * @param what it is
   */
  public void note(String what) {
    notes.add(what);
  }

  /** {@return whether there was no violation} */
  public boolean hasPassed() {
    return violations.isEmpty();
  }

  /** {@return the first violations} */
  public Iterable<String> violations() {
    return violations;
  }

  /** {@return what was counted, and the notes} */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%,d operations%s; %s",
        operations.sum(),
        reruns.sum() == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %,d re-runs, at most %d runs of a body", reruns.sum(), worst.get()),
        String.join(", ", notes));
  }

  // ------------------------------------------------------------------ threads

  /** {@return how long it lasts} */
  public long nanos() {
    return nanos;
  }

  /**
   * A part of the time: runs a step on each of some platform threads, again and again.
   *
   * @param share which part
   * @param threads how many
   * @param step what they do
   * @throws InterruptedException if the thread is interrupted
   */
  public void platform(double share, int threads, Step step) throws InterruptedException {
    join(start(share, Thread.ofPlatform(), threads, step));
  }

  /**
   * As {@link #platform}, on virtual threads, which let each other run after each step.
   *
   * @param share which part
   * @param threads how many
   * @param step what they do
   * @throws InterruptedException if the thread is interrupted
   */
  public void virtual(double share, int threads, Step step) throws InterruptedException {
    join(start(share, Thread.ofVirtual(), threads, step));
  }

  /**
   * Starts threads that go on for a part of the time.
   *
   * @param share which part
   * @param builder makes them
   * @param threads how many
   * @param step what they do
   * @return the threads
   */
  public List<Thread> start(double share, Thread.Builder builder, int threads, Step step) {
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

  /**
   * What was thrown, and where.
   *
   * @param thrown it
   * @return one line
   */
  public static String described(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return thrown + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  /**
   * Waits for the end of threads.
   *
   * @param threads which
   * @throws InterruptedException if the thread is interrupted
   */
  public void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
      goesOn();
    }
  }

  /**
   * Now and then lets another thread run: inside of bodies, so that they overlap on few cores.
   *
   * @param random decides
   */
  @SuppressWarnings("ThreadPriorityCheck") // that is what it is for
  public static void mayYield(SplittableRandom random) {
    if (random.nextInt(16) == 0) {
      Thread.yield();
    }
  }
}
