package org.potamos.benchmarks.validators;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.util.Statistics;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.Outcome;
import org.potamos.benchmarks.Rounds;

/**
 * Runs the questions of this package and files them: raw JSON, the machine, a table for each
 * question with its targets.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pcampaign -pl benchmarks -am
 * -Dcampaign.main=org.potamos.benchmarks.validators.ValidatorCampaign}; some four minutes on two
 * processors. The files go to {@code docs/benchmarks/<date>-validators}. Options of JMH narrow it,
 * or run it otherwise; the files then go to {@code docs/benchmarks/<date>-validators-part}.
 */
public final class ValidatorCampaign {
  private static final int FORKS = 2;

  /** What the profiler itself leaves behind, in bytes per operation. */
  private static final double PROFILER = 0.5;

  private final Rounds rounds;
  private final StringBuilder tables = new StringBuilder();
  private final StringBuilder targets = new StringBuilder();

  private ValidatorCampaign(Rounds rounds) {
    this.rounds = rounds;
  }

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
    Rounds rounds = new Rounds(List.of(arguments).subList(1, arguments.length), FORKS);
    ValidatorCampaign campaign = new ValidatorCampaign(rounds);
    campaign.immutability();
    campaign.invariants();
    campaign.rules();
    Path folder =
        Campaign.folder(arguments[0], rounds.areWhole() ? "validators" : "validators-part");
    rounds.file(folder.resolve("result.json"));
    Files.writeString(
        folder.resolve("env.txt"),
        Campaign.environment() + "- jvm of the forks: " + rounds.forkArguments() + "\n");
    Files.writeString(folder.resolve("README.md"), campaign.text());
    System.out.println("filed under " + folder);
  }

  private void immutability() throws RunnerException {
    Map<ImmutabilityBenchmark.Value, RunResult> found =
        run("ImmutabilityBenchmark.violations", ImmutabilityBenchmark.Value.class);
    RunResult flat = found.get(ImmutabilityBenchmark.Value.FLAT);
    if (flat != null) {
      target("flat record", "≤ 5 ns", Outcome.atMost(5, median(flat)));
      target("flat record", "≤ 0 B", Outcome.atMost(PROFILER, bytes(flat)));
    }
    RunResult list = found.get(ImmutabilityBenchmark.Value.LIST_OF_3);
    if (list != null) {
      target("record with a list of three", "≤ 150 ns", Outcome.atMost(150, median(list)));
      target("record with a list of three", "≤ 0 B", Outcome.atMost(PROFILER, bytes(list)));
    }
  }

  private void invariants() throws RunnerException {
    Map<InvariantBenchmark.Declared, RunResult> found =
        run("InvariantBenchmark.transfer", InvariantBenchmark.Declared.class);
    RunResult none = found.get(InvariantBenchmark.Declared.NONE);
    RunResult elsewhere = found.get(InvariantBenchmark.Declared.ELSEWHERE);
    if (none != null && elsewhere != null) {
      target(
          "invariant elsewhere",
          "as quick as without",
          Outcome.atLeast(1, median(none) / median(elsewhere)));
      target(
          "invariant elsewhere",
          "as many bytes",
          Outcome.atMost(bytes(none) + PROFILER, bytes(elsewhere)));
    }
  }

  private void rules() throws RunnerException {
    run("RuleBenchmark.violations", RuleBenchmark.Check.class);
  }

  private <E extends Enum<E>> Map<E, RunResult> run(String benchmark, Class<E> rivals)
      throws RunnerException {
    Rounds.Question question = new Rounds.Question("validators." + benchmark, 1, Map.of());
    if (!rounds.isWanted(question)) {
      return Map.of();
    }
    Map<E, RunResult> found = new EnumMap<>(rivals);
    found.putAll(rounds.run(question, List.of(rivals.getEnumConstants())));
    tables
        .append("\n## `")
        .append(benchmark)
        .append("`\n\n| | ns | error | bytes |\n|---|---|---|---|\n");
    found.forEach((rival, result) ->
        row(
            tables,
            rival.name(),
            Outcome.number(median(result)),
            "± " + Outcome.number(statistics(result).getMeanErrorAt(0.999)),
            Outcome.number(bytes(result))));
    System.out.print(tables);
    return found;
  }

  private void target(String what, String target, Outcome outcome) {
    row(targets, what, target, outcome.toString());
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static Statistics statistics(RunResult result) {
    return result.getPrimaryResult().getStatistics();
  }

  private static double median(RunResult result) {
    return statistics(result).getPercentile(50);
  }

  private static double bytes(RunResult result) {
    Result<?> found = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return found == null ? Double.NaN : found.getScore();
  }

  private String text() {
    return """
    # Validators, %s

    Made by `mvn -q -Pcampaign -pl benchmarks -am -Dcampaign.main=%s -Djmh.args="%s"`,
    nothing else running; on what, is in `env.txt`. A figure is the median of all iterations of one thread, in nanoseconds an operation, ± JMH's 99.9 %% error
    of the mean; *bytes* are allocated per operation. The forks of a question took turns. What each row is, is said in the class of the question.

    ## Targets

    | what | target | figure and verdict |
    |---|---|---|
    %s%s\
    """
        .formatted(Campaign.today(), ValidatorCampaign.class.getName(), rounds, targets, tables);
  }
}
