package org.potamos.stress.agents;

import java.util.ArrayList;
import java.util.List;
import org.potamos.stress.run.Run;

/** Threads that do something once; what they throw is a violation. */
final class Crew {

  /** What a thread does. */
  @FunctionalInterface
  interface Task {
    /** Runs on the thread with this index, from 0. */
    void run(int index) throws Exception;
  }

  private Crew() {}

  /** Runs a task on some threads, and waits for all. */
  static void work(Run run, Thread.Builder builder, int threads, Task task)
      throws InterruptedException {
    run.join(start(run, builder, threads, task));
  }

  /** Starts a task on some threads. */
  static List<Thread> start(Run run, Thread.Builder builder, int threads, Task task) {
    List<Thread> started = new ArrayList<>(threads);
    for (int i = 0; i < threads; i++) {
      int index = i;
      started.add(
          builder.start(() -> {
            try {
              task.run(index);
            } catch (Throwable thrown) {
              run.violation("a thread has thrown " + Run.described(thrown));
            }
          }));
    }
    return started;
  }
}
