package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.stm.rivals.Cells;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * What does a transaction cost that changes the two cells that everybody changes?
 *
 * <p>An answer is the ratio to the other software transactional memories, on 2 threads, and on 16
 * threads on two processors.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.SamePairBenchmark -t 2"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class SamePairBenchmark extends StmBenchmark {
  private static final int CELLS = 2;

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
