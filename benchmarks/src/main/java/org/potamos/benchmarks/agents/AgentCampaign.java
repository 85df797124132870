package org.potamos.benchmarks.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.agents.AgentTargets.Line;
import org.potamos.benchmarks.agents.rivals.Engine;

/**
 * Runs the lines of {@link AgentTargets} and files them: raw JSON, the machine, a table of targets,
 * a table for each line, and the bytes of {@link AgentLayout}.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pcampaign -pl benchmarks -am
 * -Dcampaign.main=org.potamos.benchmarks.agents.AgentCampaign}; some 20 minutes on two processors.
 * The files go to {@code docs/benchmarks/<date>-agents}.
 *
 * <p>Options of JMH narrow it, as in {@code -Djmh.args="OneProducer|PingPong -p
 * rival=POTAMOS,SERIAL_VIRTUAL -f 1"}, or run it otherwise, as in {@code -Djmh.args="-wi 3 -w 500ms
 * -i 3 -r 500ms -f 1"}. The bytes are then left out, and the files go to {@code
 * docs/benchmarks/<date>-agents-part}, so that a part does not pass for the whole.
 */
public final class AgentCampaign {
  private static final int FORKS = 2;

  private AgentCampaign() {}

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
    Path folder = Campaign.folder(arguments[0], whole ? "agents" : "agents-part");
    AgentReport report = new AgentReport(rounds.toString(), whole ? AgentLayout.take() : null);
    for (Line line : AgentTargets.lines()) {
      if (rounds.isWanted(line.question())) {
        report.add(line, run(rounds, line));
        System.out.print(report.table(line) + report.summary(line));
        // after each line, so that a campaign cut short has filed what it has
        rounds.file(folder.resolve("result.json"));
        Files.writeString(
            folder.resolve("env.txt"), AgentReport.environment(rounds.forkArguments()));
        Files.writeString(folder.resolve("README.md"), report.text());
      }
    }
    System.out.println("filed under " + folder);
  }

  private static List<Measured> run(Rounds rounds, Line line) throws RunnerException {
    return rounds.run(line.question(), List.of(Engine.values())).entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), entry.getValue()))
        .toList();
  }
}
