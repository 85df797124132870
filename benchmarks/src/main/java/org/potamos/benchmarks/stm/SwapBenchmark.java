package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.stm.rivals.Counter;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * What does the form for a single operation cost, which is a transaction of its own without a body
 * around it?
 *
 * <p>An answer is the ratio to the same change in a transaction ({@link IncrementBenchmark}), and
 * to {@link java.util.concurrent.atomic.AtomicReference#updateAndGet}, which no transaction ever
 * meets.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.SwapBenchmark -t 2"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class SwapBenchmark extends StmBenchmark {

  /** Who keeps the cell. */
  @Param({"POTAMOS", "SCALA_STM", "MULTIVERSE", "FINE_LOCK", "ATOMIC_REFERENCE"})
  public Engine rival;

  private Counter counter;

  /** Makes the cell. */
  @Setup
  public void makeCell() {
    counter = rival.counter();
  }

  /**
   * Compares with what the threads say.
   *
   * @param workers all threads
   */
  @TearDown
  public void check(Workers workers) {
    require("value", workers.total(), counter.value());
  }

  /**
   * Raises the cell by the form for a single operation.
   *
   * @param worker this thread's
   * @return the value after it
   */
  @Benchmark
  public Object swap(Worker worker) {
    worker.total++;
    return counter.swap();
  }
}
