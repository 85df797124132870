package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.stm.rivals.Cells;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * What does a transaction of middling size cost: 16 steps on random cells of 4,096, of which one in
 * ten changes its cell and the others read?
 *
 * <p>Backs the table in the README. An answer is the ratio to the other software transactional
 * memories, on 1 thread, on 2, and on 16 threads on two processors. Locks are sorted before they
 * are taken, in each transaction anew, since cells are not known before.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.MixBenchmark -t 2"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class MixBenchmark extends StmBenchmark {
  private static final int CELLS = 4_096;

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
    require("sum", CELLS * INITIAL + workers.total(), cells.reader().sum());
  }

  /** One thread's plans, made before: dice cost as much as reading a cell. */
  @State(Scope.Thread)
  public static class Plans {
    private static final int PLANS = 512;
    private static final int TENTH = 10;

    private final int[][] plans = new int[PLANS][Cells.STEPS];
    private final int[] writes = new int[PLANS];
    private int next;

    /**
     * Makes the plans.
     *
     * @param worker has dice
     */
    @Setup
    public void make(Worker worker) {
      for (int i = 0; i < PLANS; i++) {
        for (int step = 0; step < Cells.STEPS; step++) {
          int cell = worker.next(CELLS);
          boolean isWrite = worker.next(TENTH) == 0;
          plans[i][step] = isWrite ? ~cell : cell;
          writes[i] += isWrite ? 1 : 0;
        }
      }
    }

    long run(Cells cells, Worker worker) {
      next = (next + 1) % PLANS;
      worker.total += writes[next];
      return cells.run(plans[next]);
    }
  }

  /**
   * Runs the next plan.
   *
   * @param worker this thread's
   * @param plans this thread's
   * @return the sum of what was read
   */
  @Benchmark
  public long mix(Worker worker, Plans plans) {
    return plans.run(cells, worker);
  }
}
