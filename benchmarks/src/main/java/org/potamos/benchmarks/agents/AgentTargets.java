package org.potamos.benchmarks.agents;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.agents.rivals.Engine;

/** The lines of the campaign: what is measured and what is to be reached, in the same run. */
final class AgentTargets {

  /** What an agent without actions may take above its state, in bytes. */
  static final double MOST_IDLE_BYTES = 72;

  /** What a million agents without actions may take, in megabytes. */
  static final double MOST_MEGABYTES = 128;

  /* Columns: title; class and method; number of threads. All rivals run. */
  private static final String LINES =
      """
      1 producer, 1 agent               | OneProducerBenchmark.send   | 1
      2 producers, 1 agent              | TwoProducersBenchmark.send  | 2
      10,000 agents, 100 actions each   | ManyAgentsBenchmark.send    | 1
      100,000 agents, one action each   | OneActionEachBenchmark.send | 1
      ping-pong                         | PingPongBenchmark.bounce    | 1
      """;

  /* Columns: title of the line; who is to reach it; target, as Target.of reads it. */
  private static final String TARGETS =
      """
      1 producer, 1 agent               | POTAMOS      | 1 SERIAL_VIRTUAL
      1 producer, 1 agent               | POTAMOS      | 1.5 PEKKO
      1 producer, 1 agent               | POTAMOS      | 5 CLOJURE_SEND
      1 producer, 1 agent               | POTAMOS      | bytes 48
      2 producers, 1 agent              | POTAMOS      | 1 SERIAL_VIRTUAL
      2 producers, 1 agent              | POTAMOS      | 1.3 PEKKO
      10,000 agents, 100 actions each   | POTAMOS      | 1.2 SERIAL_VIRTUAL
      10,000 agents, 100 actions each   | POTAMOS      | 1.2 PEKKO
      100,000 agents, one action each   | POTAMOS      | 1.3 SERIAL_VIRTUAL
      100,000 agents, one action each   | POTAMOS_POOL | 1 CLOJURE_SEND
      ping-pong                         | POTAMOS      | 1.3 SERIAL_VIRTUAL
      ping-pong                         | POTAMOS_POOL | 1.3 PEKKO
      """;

  private AgentTargets() {}

  /**
   * One line.
   *
   * @param title what the report calls it
   * @param question what is run
   * @param goals what is to be reached
   */
  record Line(String title, Rounds.Question question, List<Goal> goals) {}

  /**
   * A target and who is to reach it.
   *
   * @param engine a form of Potamos
   * @param target what it is to reach
   */
  record Goal(Engine engine, Target target) {}

  /** {@return all lines, in the order of the report} */
  static List<Line> lines() {
    return LINES.lines().map(AgentTargets::cells).map(AgentTargets::line).toList();
  }

  private static Line line(List<String> cells) {
    String title = cells.get(0);
    int threads = Integer.parseInt(cells.get(2));
    return new Line(
        title, new Rounds.Question("agents." + cells.get(1), threads, Map.of()), goals(title));
  }

  private static List<Goal> goals(String title) {
    return TARGETS
        .lines()
        .map(AgentTargets::cells)
        .filter(cells -> cells.get(0).equals(title))
        .map(cells -> new Goal(Engine.valueOf(cells.get(1)), Target.of(cells.get(2))))
        .toList();
  }

  private static List<String> cells(String text) {
    return Stream.of(text.split("\\|", -1)).map(String::strip).toList();
  }
}
