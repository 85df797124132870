package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.potamos.benchmarks.stm.rivals.Cells;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * What does a transaction cost that only reads, while nobody writes; and do readers on two threads
 * hinder each other?
 *
 * <p>Backs the table in the README. An answer is the ratio to the other software transactional
 * memories and to optimistic reads of stamped locks, and that nothing is allocated. Bodies are made
 * once for each thread, and answer nothing that has to be boxed. Each sum is checked.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.SumBenchmark -t 2"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class SumBenchmark extends StmBenchmark {

  /** Who keeps the cells. */
  @Param({
    "POTAMOS",
    "POTAMOS_TX",
    "POTAMOS_READ_ONLY",
    "CLOJURE",
    "SCALA_STM",
    "MULTIVERSE",
    "FINE_LOCK",
    "STAMPED_CELLS",
    "ONE_LOCK"
  })
  public Engine rival;

  /** How many cells are added up. */
  @Param({"10", "100", "1000"})
  public int size;

  private Cells cells;

  /** Makes the cells. */
  @Setup
  public void makeCells() {
    cells = rival.cells(size, INITIAL);
  }

  /**
   * Adds up all cells.
   *
   * @param tally this thread's
   * @return the sum
   */
  @Benchmark
  public long sum(Tally tally) {
    return tally.sum(cells);
  }
}
