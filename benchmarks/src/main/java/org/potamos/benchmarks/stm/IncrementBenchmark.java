package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.stm.rivals.Counter;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * What does a transaction cost that changes one cell, alone and against another thread?
 *
 * <p>Backs the table in the README. An answer is the ratio to the other software transactional
 * memories and to a lock, on 1 thread and on 2.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.IncrementBenchmark -t 2"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class IncrementBenchmark extends StmBenchmark {

  /** Who keeps the cell. */
  @Param({"POTAMOS", "POTAMOS_TX", "CLOJURE", "SCALA_STM", "MULTIVERSE", "FINE_LOCK"})
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
   * Raises the cell in a transaction.
   *
   * @param worker this thread's
   * @return the value after it
   */
  @Benchmark
  public Object increment(Worker worker) {
    worker.total++;
    return counter.increment();
  }
}
