package org.potamos.benchmarks.collection;

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
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.collection.CollectionReport.Measured;
import org.potamos.benchmarks.collection.CollectionTargets.Line;
import org.potamos.benchmarks.collection.rivals.Library;

/**
 * Runs the lines of {@link CollectionTargets} and files them: raw JSON, the machine, a table of
 * targets, a table for each line, and the bytes of {@link CollectionLayout}.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pcampaign -pl benchmarks -am
 * -Dcampaign.main=org.potamos.benchmarks.collection.CollectionCampaign}; some 30 minutes on two
 * processors. The files go to {@code docs/benchmarks/<date>-collections}.
 *
 * <p>Options of JMH narrow it, as in {@code -Djmh.args="MapUpdate -p size=1000 -p
 * rival=POTAMOS,KOTLINX -f 1"}, or run it otherwise, as in {@code -Djmh.args="MapUpdate|byBuilder
 * -jvmArgs -XX:+UseG1GC"}; the bytes are then left out, and the files go to {@code
 * docs/benchmarks/<date>-collections-part}, so that a part does not pass for the whole.
 */
public final class CollectionCampaign {

  /*
   * Overview
   *
   * A line is run in rounds: each round is one fork of each of its libraries, one after the other.
   * A neighbour who wakes up for some minutes then disturbs all of them, and the ratio less than if
   * all forks of one library came first. The rounds of one library are put together again to one
   * result, as if JMH had run all its forks in one go.
   */

  private static final int FORKS = 3;

  private final List<String> includes;
  private final CommandLineOptions given;
  private final Path folder;
  private final int rounds;
  private final List<Line> lines;
  private final CollectionReport report;

  private CollectionCampaign(
      List<String> includes, CommandLineOptions given, Path folder, CollectionReport report) {
    this.includes = includes;
    this.given = given;
    this.folder = folder;
    this.report = report;
    this.rounds = given.getForkCount().orElse(FORKS);
    this.lines = CollectionTargets.lines().stream().filter(this::isWanted).toList();
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
    Path folder = Campaign.folder(arguments[0], whole ? "collections" : "collections-part");
    String layout = whole ? CollectionLayout.report() : "";
    CollectionReport report = new CollectionReport(String.join(" ", rest), layout);
    // JMH would run all that is included, and not a line at a time
    List<String> includes = new CommandLineOptions(rest).getIncludes();
    String[] others =
        Stream.of(rest).filter(each -> !includes.contains(each)).toArray(String[]::new);
    new CollectionCampaign(includes, new CommandLineOptions(others), folder, report).run();
    System.out.println("filed under " + folder);
  }

  private void run() throws RunnerException, IOException {
    List<RunResult> results = new ArrayList<>();
    for (Line line : lines) {
      List<Measured> measured = run(line);
      measured.forEach(each -> results.add(each.result()));
      report.add(line, measured);
      System.out.print(report.summary(line));
      // after each line, so that a campaign cut short has filed what it has
      ResultFormatFactory.getInstance(
              ResultFormatType.JSON, folder.resolve("result.json").toString())
          .writeOut(results);
      Campaign.withoutPaths(folder.resolve("result.json"));
      Files.writeString(folder.resolve("README.md"), report.text());
    }
  }

  private List<Measured> run(Line line) throws RunnerException {
    Map<Library, RunResult> results = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Library library : line.libraries()) {
        if (isNamed("rival", library.name())) {
          results.merge(library, fork(line, library), CollectionCampaign::together);
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

  private RunResult fork(Line line, Library library) throws RunnerException {
    Options options =
        Campaign.options(given)
            .include("\\." + Pattern.quote(line.benchmark()) + "$")
            .param("rival", library.name())
            .param("size", line.size())
            .forks(1)
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(options).runSingle();
  }

  private boolean isWanted(Line line) {
    boolean included =
        includes.isEmpty()
            || includes.stream()
                .anyMatch(regex -> Pattern.compile(regex).matcher(line.benchmark()).find());
    return included && isNamed("size", line.size());
  }

  private boolean isNamed(String parameter, String value) {
    org.openjdk.jmh.util.Optional<Collection<String>> named = given.getParameter(parameter);
    return !named.hasValue() || named.get().contains(value);
  }
}
