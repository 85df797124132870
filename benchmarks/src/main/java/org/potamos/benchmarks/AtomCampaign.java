package org.potamos.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;

/**
 * Runs the benchmarks of the atom in one run, and files them: raw JSON, the machine, and a table of
 * scores and ratios.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pcampaign -pl benchmarks -am}. The files go to
 * {@code docs/benchmarks/<date>-atoms}.
 */
public final class AtomCampaign {
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
    Path folder = Campaign.folder(arguments[0], "atoms");
    String[] rest = Stream.of(arguments).skip(1).toArray(String[]::new);
    Options options =
        Campaign.options(new CommandLineOptions(rest))
            .include("WorkBenchmark|AtomBenchmark|GuardedAtomBenchmark")
            .resultFormat(ResultFormatType.JSON)
            .result(folder.resolve("result.json").toString())
            .build();
    Collection<RunResult> results = new Runner(options).run();
    Campaign.withoutPaths(folder.resolve("result.json"));
    Files.writeString(folder.resolve("README.md"), report(results));
    System.out.println("filed under " + folder);
  }

  private static String report(Collection<RunResult> results) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Atoms, ").append(Campaign.today()).append("\n\n");
    text.append(Campaign.environment()).append('\n');
    text.append(
        """
        Made by `mvn -q -Pcampaign -pl benchmarks -am`, nothing else running. Scores are operations per
        microsecond (WorkBenchmark: nanoseconds per operation) with JMH's 99.9 % error; *ratio* is the score
        divided by that of POTAMOS in this run; *bytes* are allocated per operation, the boxed value included;
        *runs* is how often the function ran for each change.

        """);
    text.append(AtomReport.table(results));
    return text.toString();
  }
}
