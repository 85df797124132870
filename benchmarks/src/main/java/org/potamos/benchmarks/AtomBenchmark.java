package org.potamos.benchmarks;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
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
  private final Queue<Worker> workers = new ConcurrentLinkedQueue<>();

  /** Makes the cell. */
  @Setup
  public void makeCell() {
    cell = rival.cell();
  }

  /** Moves the cell to the old generation. */
  @Setup(Level.Iteration)
  public void settle() {
    System.gc();
  }

  /**
   * A fast wrong answer is no result. All threads have stopped changing by then, JMH sees to it.
   */
  @TearDown
  public void check() {
    long expected = workers.stream().mapToLong(worker -> worker.total).sum();
    if (((Number) cell.deref()).longValue() != expected) {
      throw new AssertionError("value=" + cell.deref() + ", expected=" + expected);
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
    private long total;
    private long executionsBefore;
    private long totalBefore;

    /**
     * Makes itself known to the check.
     *
     * @param benchmark adds up at the end
     */
    @Setup
    public void join(AtomBenchmark benchmark) {
      benchmark.workers.add(this);
    }

    /** Starts counting again. */
    @Setup(Level.Iteration)
    public void begin() {
      executionsBefore = quick.executions() + slow.executions();
      totalBefore = total;
    }

    /** Fills in the counters. */
    @TearDown(Level.Iteration)
    public void end() {
      executions = quick.executions() + slow.executions() - executionsBefore;
      changes = total - totalBefore;
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
    worker.total++;
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
    worker.total++;
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
    worker.total++;
    return cell.swap(worker.slow);
  }
}
