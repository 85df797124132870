package org.potamos.benchmarks.stm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.Rounds.Question;
import org.potamos.benchmarks.stm.StmTargets.Line;

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
  private static final int FORKS = 2;

  private StmCampaign() {}

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
    Path folder = Campaign.folder(arguments[0], whole ? "transactions" : "transactions-part");
    StmReport report = new StmReport(rounds.toString(), whole ? StmLayout.report() : "");
    for (Line line : StmTargets.lines()) {
      Question question =
          new Question("stm." + line.benchmark(), line.threads(), line.parameters());
      List<Measured> measured = rounds.isWanted(question) ? run(rounds, question, line) : List.of();
      if (!measured.isEmpty()) {
        report.add(line, measured);
        System.out.print(report.table(line) + report.summary(line));
        // after each line, so that a campaign cut short has filed what it has
        rounds.file(folder.resolve("result.json"));
        Files.writeString(folder.resolve("env.txt"), report.environment());
        Files.writeString(folder.resolve("README.md"), report.text());
      }
    }
    System.out.println("filed under " + folder);
  }

  private static List<Measured> run(Rounds rounds, Question question, Line line)
      throws RunnerException {
    return rounds.run(question, line.engines()).entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), entry.getValue()))
        .toList();
  }
}
