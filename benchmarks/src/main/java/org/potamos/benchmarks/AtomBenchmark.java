package org.potamos.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.potamos.benchmarks.rivals.Cell;
import org.potamos.benchmarks.rivals.Rival;
import org.potamos.benchmarks.rivals.Step;

/**
 * What does an atom cost, with nothing switched on, beside {@link
 * java.util.concurrent.atomic.AtomicReference} and Clojure's atom; and how does it stand
 * contention?
 *
 * <p>Backs the table in the README. An answer is a ratio between rivals of one run. The cell is in
 * the old generation before each iteration, and each trial checks that no change was lost.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="AtomBenchmark"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class AtomBenchmark {
  /** Work of about a microsecond: {@link WorkBenchmark} times it alone. */
  static final int MICROSECOND = 420;

  /** Who keeps the cell. */
  @Param public Rival rival;

  private Cell cell;
  private LongAdder expected;

  /** Makes the cell. */
  @Setup
  public void makeCell() {
    cell = rival.cell();
    expected = new LongAdder();
  }

  /** Moves the cell to the old generation. */
  @Setup(Level.Iteration)
  public void settle() {
    System.gc();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    if (((Number) cell.deref()).longValue() != expected.sum()) {
      throw new AssertionError("value=" + cell.deref() + ", expected=" + expected.sum());
    }
  }

  /** One thread's function, and how often it ran for each change made. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Worker {
    /** Runs of the function in this iteration. */
    public long executions;

    /** Changes made in this iteration. */
    public long changes;

    private final Step quick = new Step(0);
    private final Step slow = new Step(MICROSECOND);
    private long executionsBefore;

    /** Starts counting again. */
    @Setup(Level.Iteration)
    public void begin() {
      executionsBefore = quick.executions() + slow.executions();
      changes = 0;
    }

    /**
     * Adds up.
     *
     * @param benchmark told of the changes
     */
    @TearDown(Level.Iteration)
    public void end(AtomBenchmark benchmark) {
      executions = quick.executions() + slow.executions() - executionsBefore;
      benchmark.expected.add(changes);
    }
  }

  /**
   * Reads.
   *
   * @return the value
   */
  @Benchmark
  public Object deref() {
    return cell.deref();
  }

  /**
   * Raises by a function of some nanoseconds, without contention.
   *
   * @param worker this thread's
   * @return the value
   */
  @Benchmark
  public Object swap(Worker worker) {
    worker.changes++;
    return cell.swap(worker.quick);
  }

  /**
   * Raises by a function of some nanoseconds, against another thread.
   *
   * @param worker this thread's
   * @return the value
   */
  @Benchmark
  @Threads(2)
  public Object swapContended(Worker worker) {
    worker.changes++;
    return cell.swap(worker.quick);
  }

  /**
   * Raises by a function of about a microsecond, against another thread.
   *
   * @param worker this thread's
   * @return the value
   */
  @Benchmark
  @Threads(2)
  public Object swapSlowlyContended(Worker worker) {
    worker.changes++;
    return cell.swap(worker.slow);
  }
}
