package org.potamos.benchmarks.comparison;

import static org.potamos.benchmarks.comparison.RawFile.quoted;

import com.typesafe.config.Config;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.SampleTimeResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.results.ThroughputResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.SampleBuffer;
import org.openjdk.jmh.util.Statistics;

/**
 * A result of JMH as text, and back. What is kept: the figures of each iteration of each fork, of
 * samples the number of each value in each fork; bytes allocated per operation; what a benchmark
 * has counted.
 */
final class RawResult {
  private static final MathContext DIGITS = new MathContext(7);

  /** What profilers add and no table needs. */
  private static final List<String> LEFT_OUT = List.of("gc.alloc.rate", "gc.count", "gc.time");

  private RawResult() {}

  /** The members of an object in JSON. */
  static String text(RunResult result) {
    BenchmarkParams params = result.getParams();
    return "\"benchmark\":%s,\"mode\":%s,\"unit\":%s,\"threads\":%d,\"params\":{%s},\"jvm\":[%s],\"warmup\":%s,\"measurement\":%s,\"primary\":%s,\"secondary\":{%s}"
        .formatted(
            quoted(params.getBenchmark()),
            quoted(params.getMode().shortLabel()),
            quoted(params.getTimeUnit().name()),
            params.getThreads(),
            params.getParamsKeys().stream()
                .map(key -> quoted(key) + ":" + quoted(params.getParam(key)))
                .collect(Collectors.joining(",")),
            params.getJvmArgs().stream().map(RawFile::quoted).collect(Collectors.joining(",")),
            iterations(params.getWarmup()),
            iterations(params.getMeasurement()),
            params.getMode() == Mode.SampleTime ? samples(result) : figures(result, ""),
            labels(result).stream()
                .map(label -> quoted(label) + ":" + figures(result, label))
                .collect(Collectors.joining(",")));
  }

  /** How many, and how long each is in milliseconds. */
  private static String iterations(IterationParams params) {
    return "[%d,%d]"
        .formatted(params.getCount(), params.getTime().convertTo(TimeUnit.MILLISECONDS));
  }

  private static Collection<String> labels(RunResult result) {
    Collection<String> labels = new TreeSet<>();
    if (result.getParams().getMode() == Mode.SampleTime) {
      labels.add("gc.alloc.rate.norm"); // the others are percentiles of the samples
      return labels;
    }
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        labels.addAll(iteration.getSecondaryResults().keySet());
      }
    }
    LEFT_OUT.forEach(labels::remove);
    return labels;
  }

  private static String figures(RunResult result, String label) {
    return result.getBenchmarkResults().stream()
        .map(fork ->
            fork.getIterationResults().stream()
                .map(iteration -> figure(iteration, label))
                .collect(Collectors.joining(",", "[", "]")))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String figure(IterationResult iteration, String label) {
    Result<?> found =
        label.isEmpty() ? iteration.getPrimaryResult() : iteration.getSecondaryResults().get(label);
    return found == null ? "null" : number(found.getScore());
  }

  /** With seven digits that count; null if it is none. */
  static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString()
        : "null";
  }

  /** For each fork the values and how often each came, in turn. */
  private static String samples(RunResult result) {
    List<String> forks = new ArrayList<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      Map<Long, Long> counts = new TreeMap<>();
      Iterator<Map.Entry<Double, Long>> raw = rawData(fork.getPrimaryResult().getStatistics());
      raw.forEachRemaining(
          each -> counts.merge(Math.round(each.getKey()), each.getValue(), Long::sum));
      forks.add(
          counts.entrySet().stream()
              .map(each -> each.getKey() + "," + each.getValue())
              .collect(Collectors.joining(",", "[", "]")));
    }
    return forks.stream().collect(Collectors.joining(",", "[", "]"));
  }

  private static Iterator<Map.Entry<Double, Long>> rawData(Statistics statistics) {
    return statistics.getRawData();
  }

  static RunResult read(Config config) {
    BenchmarkParams params = params(config);
    List<List<Double>> primary = forks(config, "primary");
    Map<String, List<List<Double>>> secondary = new TreeMap<>();
    RawFile.members(config, "secondary")
        .forEach((label, value) -> secondary.put(label, forks(value, "value")));
    List<BenchmarkResult> forks = new ArrayList<>();
    for (int fork = 0; fork < primary.size(); fork++) {
      boolean isSampled = params.getMode() == Mode.SampleTime;
      int count = isSampled ? 1 : primary.get(fork).size();
      List<IterationResult> iterations = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        IterationResult iteration = new IterationResult(params, params.getMeasurement(), null);
        iteration.addResult(
            isSampled ? sampled(primary.get(fork)) : primary(params, primary.get(fork).get(i)));
        for (Map.Entry<String, List<List<Double>>> each : secondary.entrySet()) {
          List<Double> values = each.getValue().get(fork);
          double value = isSampled ? mean(values) : values.get(i);
          if (!Double.isNaN(value)) {
            iteration.addResult(new ScalarResult(each.getKey(), value, "", AggregationPolicy.AVG));
          }
        }
        iterations.add(iteration);
      }
      forks.add(new BenchmarkResult(params, iterations));
    }
    return new RunResult(params, forks);
  }

  private static double mean(List<Double> values) {
    return values.stream()
        .filter(Double::isFinite)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  /** JMH wants what was counted and how long it took; only the quotient is known, and matters. */
  private static Result<?> primary(BenchmarkParams params, double score) {
    TimeUnit unit = params.getTimeUnit();
    long time = unit.toNanos(1_000_000);
    String label = label(params);
    return switch (params.getMode()) {
      case Throughput ->
          new ThroughputResult(ResultRole.PRIMARY, label, score * 1_000_000, time, unit);
      case AverageTime ->
          new AverageTimeResult(ResultRole.PRIMARY, label, 1_000_000 / score, time, unit);
      default -> throw new IllegalArgumentException("read rejected: mode=" + params.getMode());
    };
  }

  private static Result<?> sampled(List<Double> valuesAndCounts) {
    SampleBuffer buffer = new SampleBuffer();
    for (int i = 0; i < valuesAndCounts.size(); i += 2) {
      for (long count = valuesAndCounts.get(i + 1).longValue(); count > 0; count--) {
        buffer.add(valuesAndCounts.get(i).longValue());
      }
    }
    return new SampleTimeResult(ResultRole.PRIMARY, "samples", buffer, TimeUnit.NANOSECONDS);
  }

  private static String label(BenchmarkParams params) {
    String benchmark = params.getBenchmark();
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  private static List<List<Double>> forks(Config config, String name) {
    return config.getList(name).stream()
        .map(fork -> ((List<?>) fork.unwrapped()).stream().map(RawResult::value).toList())
        .toList();
  }

  private static Double value(Object each) {
    return each instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static BenchmarkParams params(Config config) {
    WorkloadParams workload = new WorkloadParams();
    RawFile.members(config, "params")
        .forEach((key, value) -> workload.put(key, value.getString("value"), 0));
    List<Integer> warmup = config.getIntList("warmup");
    List<Integer> measurement = config.getIntList("measurement");
    return new BenchmarkParams(
        config.getString("benchmark"),
        "",
        true,
        config.getInt("threads"),
        new int[] {1},
        List.of(),
        config.getList("primary").size(),
        0,
        iterations(IterationType.WARMUP, warmup),
        iterations(IterationType.MEASUREMENT, measurement),
        Mode.deepValueOf(config.getString("mode")),
        workload,
        TimeUnit.valueOf(config.getString("unit")),
        1,
        "",
        config.getStringList("jvm"),
        "",
        "",
        "",
        "",
        TimeValue.minutes(1));
  }

  private static IterationParams iterations(IterationType type, List<Integer> countAndMillis) {
    return new IterationParams(
        type, countAndMillis.get(0), TimeValue.milliseconds(countAndMillis.get(1)), 1);
  }
}
