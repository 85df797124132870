package org.potamos.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Runs code on other threads; a failure in any of them fails the test. */
public final class Threads {

  /** What a thread does. */
  @FunctionalInterface
  public interface Task {
    /** Runs on the thread with this index, from 0. */
    void run(int index) throws Exception;
  }

  /** One thread under way. */
  public static final class Running {
    private final Thread thread;
    private final Queue<Throwable> failures;

    private Running(Thread thread, Queue<Throwable> failures) {
      this.thread = thread;
      this.failures = failures;
    }

    /** The thread. */
    public Thread thread() {
      return thread;
    }

    /** Waits for its end, and fails as it failed. */
    public void join() {
      joinAll(List.of(thread), failures);
    }
  }

  private Threads() {}

  /** Runs a task on some platform threads that start together, and waits for all. */
  public static void run(int count, Task task) {
    runAll(count, Thread.ofPlatform().daemon(), task);
  }

  /** Runs a task on some virtual threads that start together, and waits for all. */
  public static void runVirtual(int count, Task task) {
    runAll(count, Thread.ofVirtual(), task);
  }

  /** Starts a task on a platform thread. */
  public static Running start(Task task) {
    return startOne(Thread.ofPlatform().daemon(), task);
  }

  /** Starts a task on a virtual thread. */
  public static Running startVirtual(Task task) {
    return startOne(Thread.ofVirtual(), task);
  }

  private static Running startOne(Thread.Builder builder, Task task) {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    return new Running(builder.start(() -> attempt(task, 0, failures)), failures);
  }

  private static void runAll(int count, Thread.Builder builder, Task task) {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    CountDownLatch ready = new CountDownLatch(count);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      threads.add(
          builder.start(() -> {
            ready.countDown();
            Waits.await(ready);
            attempt(task, index, failures);
          }));
    }
    joinAll(threads, failures);
  }

  private static void attempt(Task task, int index, Queue<Throwable> failures) {
    try {
      task.run(index);
    } catch (Throwable failure) {
      failures.add(failure);
    }
  }

  private static void joinAll(List<Thread> threads, Queue<Throwable> failures) {
    long end = System.nanoTime() + Waits.LONG.toNanos();
    for (Thread thread : threads) {
      try {
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        if (!thread.join(left)) {
          AssertionError stuck = new AssertionError(thread + " does not end");
          stuck.setStackTrace(thread.getStackTrace());
          failures.add(stuck);
          break;
        }
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        failures.add(interrupt);
        break;
      }
    }
    @Nullable Throwable first = failures.poll();
    if (first != null) {
      AssertionError error = new AssertionError("a thread failed: " + first, first);
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }
}
