package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.stm.rivals.Cells;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * What does a transaction cost that changes two of 1,024 cells and nearly never meets another?
 *
 * <p>Backs the table in the README. An answer is the ratio to the other software transactional
 * memories, and to two locks taken in order, on 1 thread, on 2, and on 16 threads on two
 * processors; and the bytes beyond the two boxes that the body makes (those of {@code FINE_LOCK}).
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.TransferBenchmark -t 2"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class TransferBenchmark extends StmBenchmark {
  private static final int CELLS = 1_024;

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
