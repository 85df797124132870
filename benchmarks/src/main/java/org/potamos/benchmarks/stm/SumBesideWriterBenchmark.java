package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.stm.rivals.Cells;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * Does a transaction that reads many cells come to its end beside a writer who never rests, and
 * what does it cost the writer?
 *
 * <p>Backs the table in the README. An answer is the reader's ratio to the other software
 * transactional memories, how often its body ran for each sum, how much of its speed alone is left
 * to the writer, and how many versions are kept meanwhile. Each sum is checked.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.SumBesideWriterBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class SumBesideWriterBenchmark extends StmBenchmark {

  /** Who keeps the cells. */
  @Param({
    "POTAMOS",
    "POTAMOS_TX",
    "POTAMOS_READ_ONLY",
    "CLOJURE",
    "SCALA_STM",
    "MULTIVERSE",
    "FINE_LOCK",
    "STAMPED_CELLS"
  })
  public Engine rival;

  /** How many cells are added up, and changed. */
  @Param({"10", "100", "1000"})
  public int size;

  private Cells cells;

  /** Makes the cells. */
  @Setup
  public void makeCells() {
    cells = rival.cells(size, INITIAL);
  }

  /**
   * Compares with what the writer says.
   *
   * @param workers all threads
   */
  @TearDown
  public void check(Workers workers) {
    requireMoved(cells, workers.total());
  }

  /**
   * Adds up all cells.
   *
   * @param tally this thread's
   * @return the sum
   */
  @Benchmark
  @Group("beside")
  @GroupThreads(1)
  public long read(Tally tally) {
    return tally.sum(cells);
  }

  /**
   * Takes one from a cell and adds it to another.
   *
   * @param worker this thread's
   */
  @Benchmark
  @Group("beside")
  @GroupThreads(1)
  public void write(Worker worker) {
    worker.transfer(cells);
  }

  /**
   * The writer alone.
   *
   * @param worker this thread's
   */
  @Benchmark
  public void writeAlone(Worker worker) {
    worker.transfer(cells);
  }
}
