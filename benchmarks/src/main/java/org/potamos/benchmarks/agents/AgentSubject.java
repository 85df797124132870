package org.potamos.benchmarks.agents;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.agents.rivals.Engine;
import org.potamos.benchmarks.comparison.Subject;

/** The lines of {@link AgentTargets}, for the comparison. */
public final class AgentSubject implements Subject {
  private static final int FORKS = 2;

  /** For the comparison. */
  public AgentSubject() {}

  @Override
  public String name() {
    return "agents";
  }

  @Override
  public String about() {
    return "Agents beside serial executors written by hand, Clojure's agents, and Pekko's actors."
        + " POTAMOS and SERIAL_VIRTUAL run on virtual threads, POTAMOS_POOL, SERIAL_POOL,"
        + " CLOJURE_SEND and PEKKO on pools of as many threads as processors. JCTOOLS is an"
        + " upper bound: one queue, and one thread that never sleeps.";
  }

  @Override
  public int forks() {
    return FORKS;
  }

  @Override
  public List<Line> lines() {
    List<String> rivals = Stream.of(Engine.values()).map(Engine::name).toList();
    return AgentTargets.lines().stream()
        .map(line -> new Line(line.title(), line.question(), rivals))
        .toList();
  }

  @Override
  public Map<String, String> headlines() {
    Map<String, String> headlines = new TreeMap<>();
    lines().forEach(line -> headlines.put(line.title(), Engine.POTAMOS.name()));
    return headlines;
  }

  @Override
  public Map<String, String> baselines() {
    return Map.of(
        Engine.JCTOOLS.name(),
        "one thread, which never sleeps, for all agents; nothing may block or fail, nobody can"
            + " read");
  }

  @Override
  public String tables(Map<String, Map<String, RunResult>> results) {
    AgentReport report = new AgentReport("", null);
    AgentTargets.lines().stream()
        .filter(line -> results.containsKey(line.title()))
        .forEach(line -> report.add(line, measured(results.getOrDefault(line.title(), Map.of()))));
    return """
    The tables of `AgentCampaign`: here figures are medians; *ns* is the time from one action to the next; *bytes*
    are allocated per action, the box of the new value included.

    """
        + report.body();
  }

  private static List<Measured> measured(Map<String, RunResult> results) {
    return Stream.of(Engine.values())
        .flatMap(engine ->
            Stream.ofNullable(results.get(engine.name()))
                .map(result -> new Measured(engine, result)))
        .toList();
  }
}
