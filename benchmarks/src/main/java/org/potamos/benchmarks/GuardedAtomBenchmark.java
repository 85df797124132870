package org.potamos.benchmarks;

import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import org.potamos.benchmarks.rivals.Cell;
import org.potamos.benchmarks.rivals.Rival;
import org.potamos.benchmarks.rivals.Step;

/**
 * What do a watch and a validator cost on one thread, beside Clojure's atom; and what does a
 * validator anywhere in the process cost an atom that has none?
 *
 * <p>An answer is a ratio between rivals of one run. Each trial checks that the watch and the
 * validator have been called for each change.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="GuardedAtomBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class GuardedAtomBenchmark {
  /** Who keeps the cells. */
  @Param public Rival rival;

  private final Step step = new Step(0);
  private Cell guarded;
  private Cell plain;
  private long checks;
  private long notifications;
  private long newest;
  private long changes;

  /** Makes the cells; one guarded cell is changed, so that a validator has run. */
  @Setup
  public void makeCells() {
    plain = rival.cell();
    guarded =
        rival.guardedCell(
            value -> {
              checks++;
              return value >= 0;
            },
            value -> {
              notifications++;
              newest = value;
            });
    checks = 0;
    guarded.swap(step);
    changes = 1;
  }

  /** Moves the cells to the old generation. */
  @Setup(Level.Iteration)
  public void settle() {
    System.gc();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    long value = ((Number) guarded.deref()).longValue();
    if (value != changes || notifications != changes || newest != value || checks != changes) {
      throw new AssertionError(
          "value="
              + value
              + ", changes="
              + changes
              + ", checks="
              + checks
              + ", notifications="
              + notifications
              + ", newest="
              + newest);
    }
  }

  /**
   * Raises a cell that has one watch and one validator.
   *
   * @return the value
   */
  @Benchmark
  public Object swapWatchedAndValidated() {
    changes++;
    return guarded.swap(step);
  }

  /**
   * Raises a cell that has neither, in a process in which a validator is in use.
   *
   * @return the value
   */
  @Benchmark
  public Object swapBesideValidators() {
    return plain.swap(step);
  }
}
