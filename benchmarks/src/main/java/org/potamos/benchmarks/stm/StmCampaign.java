package org.potamos.benchmarks.stm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.stm.StmTargets.Line;
import org.potamos.benchmarks.stm.rivals.Engine;

/**
 * Runs the lines of {@link StmTargets} and files them: raw JSON, the machine, a table of targets, a
 * table for each line, and the bytes of {@link StmLayout}.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pcampaign -pl benchmarks -am
 * -Dcampaign.main=org.potamos.benchmarks.stm.StmCampaign}; about an hour on two processors. The
 * files go to {@code docs/benchmarks/<date>-transactions}.
 *
 * <p>Options of JMH narrow it, as in {@code -Djmh.args="Transfer|Mix -t 2 -p
 * rival=POTAMOS_TX,MULTIVERSE -f 1"}, where {@code -t} chooses the lines of so many threads; or run
 * it otherwise, as in {@code -Djmh.args="Sum -wi 3 -w 500ms -i 3 -r 500ms -f 1"}. The bytes are
 * then left out, and the files go to {@code docs/benchmarks/<date>-transactions-part}, so that a
 * part does not pass for the whole.
 */
public final class StmCampaign {

  /*
   * Overview
   *
   * A line is run in rounds: each round is one fork of each of its engines, one after the other. A
   * neighbour who wakes up for some minutes then disturbs all of them, and the ratio less than if
   * all forks of one engine came first. The rounds of one engine are put together again to one
   * result, as if JMH had run all its forks in one go.
   */

  private static final int FORKS = 2;

  private final List<String> includes;
  private final CommandLineOptions given;
  private final Path folder;
  private final int rounds;
  private final List<Line> lines;
  private final StmReport report;

  private StmCampaign(
      List<String> includes, CommandLineOptions given, Path folder, StmReport report) {
    this.includes = includes;
    this.given = given;
    this.folder = folder;
    this.report = report;
    this.rounds = given.getForkCount().orElse(FORKS);
    this.lines = StmTargets.lines().stream().filter(this::isWanted).toList();
  }

  /**
   * Runs and files.
   *
   * @param arguments the folder under which to file, then JMH's own options if others than
   *     annotated
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   * @throws CommandLineOptionException if the options are wrong
   * @throws IOException if the files cannot be written
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException, InterruptedException {
    String[] rest = Stream.of(arguments).skip(1).toArray(String[]::new);
    boolean whole = List.of("-foe", "true").containsAll(Arrays.asList(rest));
    Path folder = Campaign.folder(arguments[0], whole ? "transactions" : "transactions-part");
    String layout = whole ? StmLayout.report() : "";
    StmReport report = new StmReport(String.join(" ", rest), layout);
    // JMH would run all that is included, and not a line at a time
    List<String> includes = new CommandLineOptions(rest).getIncludes();
    String[] others =
        Stream.of(rest).filter(each -> !includes.contains(each)).toArray(String[]::new);
    new StmCampaign(includes, new CommandLineOptions(others), folder, report).run();
    System.out.println("filed under " + folder);
  }

  private void run() throws RunnerException, IOException {
    List<RunResult> results = new ArrayList<>();
    for (Line line : lines) {
      List<Measured> measured = run(line);
      if (measured.isEmpty()) {
        continue;
      }
      measured.forEach(each -> results.add(each.result()));
      report.add(line, measured);
      System.out.print(report.table(line) + report.summary(line));
      // after each line, so that a campaign cut short has filed what it has
      ResultFormatFactory.getInstance(
              ResultFormatType.JSON, folder.resolve("result.json").toString())
          .writeOut(results);
      Campaign.withoutPaths(folder.resolve("result.json"));
      Files.writeString(folder.resolve("env.txt"), report.environment());
      Files.writeString(folder.resolve("README.md"), report.text());
    }
  }

  private List<Measured> run(Line line) throws RunnerException {
    Map<Engine, RunResult> results = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Engine engine : line.engines()) {
        if (isNamed("rival", engine.name())) {
          results.merge(engine, fork(line, engine), StmCampaign::together);
        }
      }
    }
    return results.entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static RunResult together(RunResult first, RunResult second) {
    List<BenchmarkResult> forks = new ArrayList<>(first.getBenchmarkResults());
    forks.addAll(second.getBenchmarkResults());
    return new RunResult(first.getParams(), forks);
  }

  private RunResult fork(Line line, Engine engine) throws RunnerException {
    ChainedOptionsBuilder options =
        Campaign.options(given)
            .include("\\.stm\\." + Pattern.quote(line.benchmark()) + "$")
            .param("rival", engine.name())
            .threads(line.threads())
            .forks(1)
            .verbosity(VerboseMode.SILENT);
    line.parameters().forEach(options::param);
    return new Runner(options.build()).runSingle();
  }

  private boolean isWanted(Line line) {
    boolean included =
        includes.isEmpty()
            || includes.stream()
                .anyMatch(
                    regex -> Pattern.compile(regex).matcher("stm." + line.benchmark()).find());
    return included
        && given.getThreads().orElse(line.threads()) == line.threads()
        && line.parameters().entrySet().stream()
            .allMatch(each -> isNamed(each.getKey(), each.getValue()));
  }

  private boolean isNamed(String parameter, String value) {
    org.openjdk.jmh.util.Optional<Collection<String>> named = given.getParameter(parameter);
    return !named.hasValue() || named.get().contains(value);
  }
}
