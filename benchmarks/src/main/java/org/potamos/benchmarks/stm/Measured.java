package org.potamos.benchmarks.stm;

import java.util.Collection;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * What one engine did in one line.
 *
 * @param engine who kept the cells
 * @param result of all forks
 */
record Measured(Engine engine, RunResult result) {

  /** The figures of the whole, or of the part of that name. */
  Statistics statistics(String part) {
    Result<?> found =
        part.isEmpty() ? result.getPrimaryResult() : result.getSecondaryResults().get(part);
    if (found == null) {
      throw new IllegalArgumentException("no such part: part=" + part);
    }
    return found.getStatistics();
  }

  /** Operations in a microsecond; of samples, nanoseconds. */
  double median(String part) {
    return statistics(part).getPercentile(50);
  }

  boolean isSampled() {
    return result.getParams().getMode() == Mode.SampleTime;
  }

  /** Bytes allocated per operation. */
  OptionalDouble bytes() {
    Result<?> found = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return found == null ? OptionalDouble.empty() : OptionalDouble.of(found.getScore());
  }

  /** How many times as much one thread did as the other, in the worst iteration. */
  OptionalDouble unfairness() {
    return iterations(
            each -> {
              double first = count(each, "first");
              double second = count(each, "second");
              return Math.max(first, second) / Math.min(first, second);
            })
        .max();
  }

  /** Runs of the body for a sum, all iterations together. */
  OptionalDouble bodies() {
    double sums = iterations(each -> count(each, "sums")).sum();
    double bodies = iterations(each -> count(each, "bodies")).sum();
    return sums > 0 ? OptionalDouble.of(bodies / sums) : OptionalDouble.empty();
  }

  /** The most runs of the body for one sum. */
  OptionalDouble mostBodies() {
    return iterations(each -> count(each, "mostBodies")).max();
  }

  /** The most versions of a cell seen, besides the newest. */
  OptionalDouble mostHistory() {
    return iterations(each -> count(each, "mostHistory")).max();
  }

  private DoubleStream iterations(ToDoubleFunction<IterationResult> figure) {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value));
  }

  /** What was counted in an iteration; not a number if nothing was. */
  private static double count(IterationResult iteration, String counter) {
    Collection<? extends Result<?>> all = results(iteration);
    return all.stream()
        .filter(each -> each.getLabel().endsWith(counter))
        .mapToDouble(Result::getScore)
        .findFirst()
        .orElse(Double.NaN);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // JMH's results are raw
  private static Collection<? extends Result<?>> results(IterationResult iteration) {
    return (Collection) iteration.getSecondaryResults().values();
  }
}
