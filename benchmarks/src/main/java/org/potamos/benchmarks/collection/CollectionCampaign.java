package org.potamos.benchmarks.collection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.Rounds.Question;
import org.potamos.benchmarks.collection.CollectionReport.Measured;
import org.potamos.benchmarks.collection.CollectionTargets.Line;

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
  private static final int FORKS = 3;

  private CollectionCampaign() {}

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
    List<String> options = List.of(arguments).subList(1, arguments.length);
    Rounds rounds = new Rounds(options, FORKS);
    boolean whole = rounds.areWhole();
    Path folder = Campaign.folder(arguments[0], whole ? "collections" : "collections-part");
    String layout = whole ? CollectionLayout.report() : "";
    CollectionReport report = new CollectionReport(rounds.toString(), layout);
    for (Line line : CollectionTargets.lines()) {
      Question question =
          new Question("collection." + line.benchmark(), 1, Map.of("size", line.size()));
      if (rounds.isWanted(question)) {
        report.add(line, run(rounds, question, line));
        System.out.print(report.summary(line));
        // after each line, so that a campaign cut short has filed what it has
        rounds.file(folder.resolve("result.json"));
        Files.writeString(folder.resolve("README.md"), report.text());
      }
    }
    System.out.println("filed under " + folder);
  }

  private static List<Measured> run(Rounds rounds, Question question, Line line)
      throws RunnerException {
    return rounds.run(question, line.libraries()).entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), entry.getValue()))
        .toList();
  }
}
