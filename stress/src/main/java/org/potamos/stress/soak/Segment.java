package org.potamos.stress.soak;

import java.util.ArrayList;
import java.util.List;
import org.potamos.stress.run.Run;

/**
 * A part of the run at whose begin and end everything that is recorded is at rest, so that it can
 * be checked alone. It is over after some time, or after a number of records.
 */
final class Segment {
  /** What a thread does again and again. */
  @FunctionalInterface
  interface Step {
    void run(Actor actor, Recorder recorder) throws Exception;
  }

  private final World world;
  private final HistoryWriter writer;
  private final Recorder recorder;
  private final long seed;
  private final long most;
  private final long end;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  Segment(World world, HistoryWriter writer, long seed, long nanos, long most) {
    this.world = world;
    this.writer = writer;
    this.recorder = writer.recorder();
    this.seed = seed;
    this.most = most;
    this.end = System.nanoTime() + nanos;
  }

  /** For what is recorded between segments, and by watches. */
  Recorder recorder() {
    return recorder;
  }

  /** For one that needs an order of its own. */
  Recorder newRecorder() {
    return writer.recorder();
  }

  /** Starts a thread that goes on until the segment is over. */
  void start(Thread.Builder builder, Workload workload, Recorder shared, Step step) {
    long own = seed + 31L * threads.size();
    threads.add(
        builder.start(() -> {
          Actor actor = new Actor(world, workload.meter(), own);
          world.enlist(actor);
          try {
            do {
              step.run(actor, shared);
              actor.endStep();
            } while (!isOver());
          } catch (Throwable thrown) {
            world.findings().add(workload.meter().name() + " has thrown " + Run.described(thrown));
          } finally {
            actor.end();
          }
        }));
  }

  /** As {@code start}, on some platform threads with a recorder each. */
  void start(int count, Workload workload, Step step) {
    for (int i = 0; i < count; i++) {
      start(
          Thread.ofPlatform().name(workload.meter().name() + "-" + i),
          workload,
          newRecorder(),
          step);
    }
  }

  boolean isOver() {
    if (!over && (System.nanoTime() - end >= 0 || writer.count() >= most)) {
      over = true;
    }
    return over;
  }

  int threadCount() {
    return threads.size();
  }

  /** Waits for the time or the number. */
  void awaitEnd() throws InterruptedException {
    while (!isOver()) {
      Thread.sleep(1);
    }
  }

  /** Waits for all threads. */
  void join(List<? extends Workload> workloads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
      workloads.forEach(workload -> workload.meter().goesOn());
    }
  }
}
