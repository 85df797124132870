package org.potamos.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.potamos.benchmarks.rivals.Rival;

/**
 * Runs the benchmarks of the atom in one run, and files them: raw JSON, the machine, and a table of
 * scores and ratios.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pcampaign -pl benchmarks -am}. The files go to
 * {@code docs/benchmarks/<date>-atoms}.
 */
public final class AtomCampaign {
  private static final String SUBJECT = Rival.POTAMOS.name();

  private AtomCampaign() {}

  /**
   * Runs and files.
   *
   * @param arguments the folder under which to file, then JMH's own options if others than
   *     annotated
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   * @throws CommandLineOptionException if the options are wrong
   * @throws IOException if the files cannot be written
   */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    Path folder = Path.of(arguments[0], LocalDate.now(ZoneOffset.UTC) + "-atoms").normalize();
    Files.createDirectories(folder);
    String[] rest = Stream.of(arguments).skip(1).toArray(String[]::new);
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(rest))
            .include("WorkBenchmark|AtomBenchmark|GuardedAtomBenchmark")
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsPrepend("--sun-misc-unsafe-memory-access=allow")
            .resultFormat(ResultFormatType.JSON)
            .result(folder.resolve("result.json").toString())
            .build();
    Collection<RunResult> results = new Runner(options).run();
    Files.writeString(folder.resolve("README.md"), report(results));
    System.out.println("filed under " + folder);
  }

  private static String report(Collection<RunResult> results) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Atoms, ").append(LocalDate.now(ZoneOffset.UTC)).append("\n\n");
    text.append(environment()).append('\n');
    text.append(
        """
        Made by `mvn -q -Pcampaign -pl benchmarks -am`, nothing else running. Scores are operations per
        microsecond (WorkBenchmark: nanoseconds per operation) with JMH's 99.9 % error; *ratio* is the score
        divided by that of POTAMOS in this run; *bytes* are allocated per operation, the boxed value included;
        *runs* is how often the function ran for each change.

        | benchmark | rival | score | error | ratio | bytes | runs |
        |---|---|---|---|---|---|---|
        """);
    Map<String, List<RunResult>> byBenchmark =
        results.stream()
            .collect(Collectors.groupingBy(AtomCampaign::name, TreeMap::new, Collectors.toList()));
    for (Map.Entry<String, List<RunResult>> entry : byBenchmark.entrySet()) {
      for (RunResult result : entry.getValue()) {
        text.append(row(entry.getKey(), result, entry.getValue())).append('\n');
      }
    }
    return text.toString();
  }

  private static String name(RunResult result) {
    String full = result.getParams().getBenchmark();
    return full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
  }

  private static String rival(RunResult result) {
    String rival = result.getParams().getParam("rival");
    return rival == null ? "" : rival;
  }

  private static String row(String name, RunResult result, List<RunResult> rivals) {
    Result<?> score = result.getPrimaryResult();
    String ratio =
        rivals.stream()
            .filter(other -> rival(other).equals(SUBJECT))
            .findFirst()
            .map(own -> score.getScore() / own.getPrimaryResult().getScore())
            .map(value -> String.format(Locale.ROOT, "%.2f", value))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f %s | %.2f | %s | %s | %s |",
        name,
        rival(result),
        score.getScore(),
        score.getScoreUnit(),
        score.getScoreError(),
        ratio,
        secondary(result, "gc.alloc.rate.norm"),
        executionsPerChange(result));
  }

  private static String secondary(RunResult result, String label) {
    Result<?> found = result.getSecondaryResults().get(label);
    return found == null ? "" : String.format(Locale.ROOT, "%.1f", found.getScore());
  }

  private static String executionsPerChange(RunResult result) {
    Result<?> executions = result.getSecondaryResults().get("executions");
    Result<?> changes = result.getSecondaryResults().get("changes");
    return executions == null || changes == null
        ? ""
        : String.format(Locale.ROOT, "%.3f", executions.getScore() / changes.getScore());
  }

  private static String environment() throws IOException {
    List<String> lines = new ArrayList<>();
    Path cpu = Path.of("/proc/cpuinfo");
    if (Files.isReadable(cpu)) {
      try (Stream<String> info = Files.lines(cpu)) {
        info.filter(line -> line.startsWith("model name"))
            .findFirst()
            .ifPresent(
                line -> lines.add("processor: " + line.substring(line.indexOf(':') + 1).strip()));
      }
    }
    lines.add("processors available: " + Runtime.getRuntime().availableProcessors());
    lines.add("system: " + System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    lines.add("java: " + System.getProperty("java.vm.name") + " " + Runtime.version());
    lines.add("commit: " + System.getProperty("campaign.commit", "unknown"));
    return lines.stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
  }
}
