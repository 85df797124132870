package org.potamos.benchmarks.stm;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.potamos.benchmarks.stm.rivals.Cells;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * How long does the slowest transfer in a hundred take, and in a thousand, while two threads work
 * as fast as they can? Cells of 64 make some conflicts.
 *
 * <p>An answer is the p99 and the p99.9 beside those of the rivals: that of a lock is the floor.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.TransferLatencyBenchmark"}
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class TransferLatencyBenchmark extends StmBenchmark {
  private static final int CELLS = 64;

  /** Who keeps the cells. */
  @Param({"POTAMOS", "POTAMOS_TX", "CLOJURE", "SCALA_STM", "MULTIVERSE", "FINE_LOCK", "ONE_LOCK"})
  public Engine rival;

  private Cells cells;

  /** Makes the cells. */
  @Setup
  public void makeCells() {
    cells = rival.cells(CELLS, INITIAL);
  }

  /**
   * Compares with what the threads say.
   *
   * @param workers all threads
   */
  @TearDown
  public void check(Workers workers) {
    requireMoved(cells, workers.total());
  }

  /**
   * Takes one from a cell and adds it to another.
   *
   * @param worker this thread's
   */
  @Benchmark
  public void transfer(Worker worker) {
    worker.transfer(cells);
  }
}
