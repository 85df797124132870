package org.potamos.agents;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An executor that keeps its tasks until the test runs them, and refuses further ones as soon as
 * the test says so.
 */
final class RefusingExecutor implements Executor {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int left = Integer.MAX_VALUE;
  private Supplier<? extends Throwable> refusal = () -> new RejectedExecutionException("full");

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      if (left > 0) {
        left--;
        tasks.add(task);
        return;
      }
    }
    throw RefusingExecutor.<RuntimeException>sneaked(refusal.get());
  }

  /** Takes that many tasks more, and refuses all after them. */
  RefusingExecutor taking(int count) {
    synchronized (tasks) {
      left = count;
    }
    return this;
  }

  /** Refuses with this, which may also be an error or a checked exception. */
  RefusingExecutor throwing(Supplier<? extends Throwable> refusal) {
    this.refusal = refusal;
    return this;
  }

  /** How many tasks wait. */
  int waiting() {
    synchronized (tasks) {
      return tasks.size();
    }
  }

  /** Runs the oldest task on this thread; false if there is none. */
  boolean runOne() {
    @Nullable Runnable task;
    synchronized (tasks) {
      task = tasks.poll();
    }
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }

  /** Runs what waits, and what that brings in; answers how many tasks. */
  int runAll() {
    int count = 0;
    while (runOne()) {
      count++;
    }
    return count;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // throws it as it is
  private static <X extends Throwable> X sneaked(Throwable refusal) throws X {
    throw (X) refusal;
  }
}
