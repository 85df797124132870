package org.potamos.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** An executor that runs its tasks when the test says so, and rejects them when it says so. */
final class ManualExecutor implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean isRejecting;

  @Override
  public void execute(Runnable task) {
    if (isRejecting) {
      throw new RejectedExecutionException("full");
    }
    tasks.add(task);
  }

  void reject(boolean rejecting) {
    isRejecting = rejecting;
  }

  int waiting() {
    return tasks.size();
  }

  /** Runs what has waited longest. */
  void runNext() {
    tasks.remove().run();
  }

  /** Runs what waits, and what that brings in. */
  void runAll() {
    @Nullable Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }
}
