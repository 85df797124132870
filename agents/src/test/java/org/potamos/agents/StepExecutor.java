package org.potamos.agents;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor that runs its tasks when the test says so, and refuses them when it says so. */
final class StepExecutor implements Executor {
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean refusing;

  @Override
  public void execute(Runnable task) {
    if (refusing) {
      throw new RejectedExecutionException("no more");
    }
    tasks.add(task);
  }

  void refuse(boolean from) {
    refusing = from;
  }

  int waiting() {
    return tasks.size();
  }

  /** Runs what waits, and what that brings in. */
  void runAll() {
    Runnable task = tasks.poll();
    while (task != null) {
      task.run();
      task = tasks.poll();
    }
  }
}
