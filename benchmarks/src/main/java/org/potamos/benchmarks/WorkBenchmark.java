package org.potamos.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.potamos.benchmarks.rivals.Step;

/**
 * How long do the functions take that the other benchmarks apply? The slow one should take about a
 * microsecond; were it folded away by the compiler, this would show it.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="WorkBenchmark"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class WorkBenchmark {
  private final Step quick = new Step(0);
  private final Step slow = new Step(AtomBenchmark.MICROSECOND);
  private Long value = 0L;

  /**
   * The function of some nanoseconds.
   *
   * @return the next value
   */
  @Benchmark
  public Object quick() {
    value = quick.apply(value);
    return value;
  }

  /**
   * The function of about a microsecond.
   *
   * @return the next value
   */
  @Benchmark
  public Object slow() {
    value = slow.apply(value);
    return value;
  }
}
