package org.potamos.benchmarks.agents.rivals;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Serial executors, as one writes them by hand. */
final class Serial implements Host {
  /** How many actions a task runs before others get their turn. */
  static final int BATCH = 64;

  private final Executor executor;
  private final Runnable end;

  private Serial(Executor executor, Runnable end) {
    this.executor = executor;
    this.end = end;
  }

  static Serial onVirtualThreads() {
    return new Serial(virtualThreads(), () -> {});
  }

  static Serial onPool() {
    ExecutorService pool = Pools.pool();
    return new Serial(pool, pool::close);
  }

  static Serial inCaller() {
    return new Serial(Runnable::run, () -> {});
  }

  /** Without the account that an executor service keeps of its threads. */
  private static Executor virtualThreads() {
    ThreadFactory threads = Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();
    return task -> threads.newThread(task).start();
  }

  @Override
  public Mailbox mailbox(Long initial) {
    return new SerialMailbox(executor, initial);
  }

  @Override
  public void close() {
    end.run();
  }

  /** The counter says how many actions wait or run: who raises it from zero starts a task. */
  private static final class SerialMailbox extends Cell implements Mailbox, Runnable {
    private final Executor executor;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();

    SerialMailbox(Executor executor, Long initial) {
      super(initial);
      this.executor = executor;
    }

    @Override
    public void increment() {
      send(Step.INCREMENT);
    }

    @Override
    public void send(Step step) {
      steps.add(step);
      if (unfinished.getAndIncrement() == 0) {
        executor.execute(this);
      }
    }

    @Override
    public Long deref() {
      return newest();
    }

    @Override
    public void run() {
      int budget = BATCH;
      int ready = unfinished.get();
      do {
        int batch = Math.min(ready, budget);
        for (int i = 0; i < batch; i++) {
          runNext();
        }
        budget -= batch;
        ready = unfinished.addAndGet(-batch);
      } while (ready > 0 && budget > 0);
      if (ready > 0) {
        executor.execute(this);
      }
    }

    private void runNext() {
      try {
        // each was added before it was counted
        run(Objects.requireNonNull(steps.poll()));
      } catch (RuntimeException | Error e) { // of the action; the next ones are to run
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, e);
      }
    }
  }
}
