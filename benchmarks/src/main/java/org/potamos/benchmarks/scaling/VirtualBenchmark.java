package org.potamos.benchmarks.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * How does throughput change with the number of virtual threads? An invocation starts them all,
 * lets them share a fixed number of operations, and waits for their ends: so starting is part of
 * the figure, and each does a bounded amount of work, since virtual threads are not preempted.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="scaling.VirtualBenchmark"}
 */
public class VirtualBenchmark extends ScalingBenchmark {
  private static final int OPERATIONS = 200_000;

  /** How many; a divisor of the operations. */
  @Param({"1", "100", "10000"})
  public int virtualThreads;

  /** For JMH. */
  public VirtualBenchmark() {}

  /** Reads and changes. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void run() {
    int operations = OPERATIONS / virtualThreads;
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>(virtualThreads);
    for (int i = 0; i < virtualThreads; i++) {
      Worker worker = worker();
      threads.add(Thread.ofVirtual().unstarted(() -> run(worker, operations)));
    }
    for (Thread each : threads) {
      each.setUncaughtExceptionHandler((thread, thrown) -> failure.compareAndSet(null, thrown));
      each.start();
    }
    join(threads);
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a thread failed", thrown);
    }
  }

  private static void join(List<Thread> threads) {
    try {
      for (Thread each : threads) {
        each.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
