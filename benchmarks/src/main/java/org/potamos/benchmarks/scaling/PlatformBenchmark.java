package org.potamos.benchmarks.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How does throughput change with the number of platform threads? An invocation lets them share a
 * fixed number of operations and waits for all of them: waking them is part of the figure, starting
 * them is not.
 *
 * <p>JMH's own threads would not do: it adds up what each did in the time since that thread began,
 * and of many threads on few processors some begin late, so that the sum is too large.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="scaling.PlatformBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class PlatformBenchmark extends ScalingBenchmark {
  private static final int OPERATIONS = 200_000;

  /** How many; a divisor of the operations. */
  @Param({"1", "2", "4", "8", "16"})
  public int platformThreads;

  private final List<Callable<Void>> tasks = new ArrayList<>();
  private ExecutorService pool;

  /** For JMH. */
  public PlatformBenchmark() {}

  /** Makes the threads. */
  @Setup
  public void makeThreads() {
    pool = Executors.newFixedThreadPool(platformThreads);
    for (int i = 0; i < platformThreads; i++) {
      Worker worker = worker();
      tasks.add(() -> {
        run(worker, OPERATIONS / platformThreads);
        return null;
      });
    }
  }

  /** Ends the threads. */
  @TearDown
  public void endThreads() {
    pool.close();
  }

  /**
   * Reads and changes.
   *
   * @throws InterruptedException if interrupted
   * @throws ExecutionException if a thread failed
   */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void run() throws InterruptedException, ExecutionException {
    for (Future<Void> each : pool.invokeAll(tasks)) {
      each.get();
    }
  }
}
