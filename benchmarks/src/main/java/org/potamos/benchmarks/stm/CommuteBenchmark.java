package org.potamos.benchmarks.stm;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.ThreadParams;
import org.potamos.benchmarks.stm.rivals.Counter;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * Do two threads that work for 0.9 µs and then commute on the same cell hinder each other, and do
 * both get their share?
 *
 * <p>Without hindrance two processors would do 2.2 in a microsecond. An answer is the ratio to the
 * other software transactional memories, and the ratio between the two threads.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="stm.CommuteBenchmark"}
 */
@Threads(2)
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class CommuteBenchmark extends StmBenchmark {
  /** Work of about 0.9 µs: {@link org.potamos.benchmarks.WorkBenchmark} times 420 as 1 µs. */
  private static final int WORK = 380;

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

  /** How many transactions each of two threads has done in this iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Share {
    /** By the first thread. */
    public long first;

    /** By the second thread. */
    public long second;

    private boolean isSecond;

    /**
     * Finds out whose share it is.
     *
     * @param thread this one
     */
    @Setup
    public void number(ThreadParams thread) {
      isSecond = thread.getThreadIndex() % 2 == 1;
    }

    void count() {
      if (isSecond) {
        second++;
      } else {
        first++;
      }
    }
  }

  /**
   * Works, then raises the cell in an order that does not matter.
   *
   * @param worker this thread's
   * @param share this thread's
   */
  @Benchmark
  public void commute(Worker worker, Share share) {
    worker.total++;
    share.count();
    counter.commuteAfter(WORK);
  }
}
