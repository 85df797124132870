package org.potamos.benchmarks.stm;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.potamos.benchmarks.stm.rivals.Cells;

/**
 * How transactions are measured: operations of all threads together in a microsecond, in a heap of
 * a fixed size under the collector that the JVM chooses. An answer is a ratio between rivals of one
 * run.
 *
 * <p>All cells hold a boxed {@link Long} and are in the old generation before each iteration: where
 * they are decides what a store costs. Each trial ends with a check that no change was lost or
 * halved.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgs = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class StmBenchmark {

  /** What each cell holds at first: far from the boxes that the JDK keeps. */
  static final long INITIAL = 1_000_000;

  /** For subclasses. */
  StmBenchmark() {}

  /** Moves the cells to the old generation. */
  @Setup(Level.Iteration)
  public void settle() {
    System.gc();
  }

  /** Checks that transfers have neither made nor destroyed anything, and that all have happened. */
  static void requireMoved(Cells cells, long moved) {
    long sum = 0;
    long moment = 0;
    for (int i = 0; i < cells.size(); i++) {
      long change = cells.value(i) - INITIAL;
      sum += change;
      moment += i * change;
    }
    require("sum", 0, sum);
    require("sum of all reads", cells.size() * INITIAL, cells.reader().sum());
    require("moved", moved, moment);
  }

  /** A fast wrong answer is no result. */
  static void require(String what, long expected, long actual) {
    if (expected != actual) {
      throw new AssertionError(what + ": expected=" + expected + ", actual=" + actual);
    }
  }
}
