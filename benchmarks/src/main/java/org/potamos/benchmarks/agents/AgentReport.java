package org.potamos.benchmarks.agents;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.Outcome;
import org.potamos.benchmarks.agents.AgentLayout.Layout;
import org.potamos.benchmarks.agents.AgentTargets.Goal;
import org.potamos.benchmarks.agents.AgentTargets.Line;
import org.potamos.benchmarks.agents.rivals.Engine;

/** What {@link AgentCampaign} files as text. Ratios are of medians; more is better. */
final class AgentReport {

  /** What the profiler itself leaves behind, in bytes per action. */
  private static final double PROFILER = 0.5;

  private static final double NANOS_PER_MICRO = 1000;
  private static final List<Engine> OWN = Stream.of(Engine.values()).filter(Engine::isOwn).toList();

  private final String arguments;
  private final @Nullable Layout layout;
  private final Map<Line, List<Measured>> results = new LinkedHashMap<>();

  /**
   * Starts empty.
   *
   * @param arguments of JMH
   * @param layout the bytes of idle agents, or nothing
   */
  AgentReport(String arguments, @Nullable Layout layout) {
    this.arguments = arguments;
    this.layout = layout;
  }

  void add(Line line, List<Measured> measured) {
    results.put(line, measured);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Agents, ").append(Campaign.today()).append("\n\n");
    text.append(
        """
        Made by `mvn -q -Pcampaign -pl benchmarks -am -Dcampaign.main=%s -Djmh.args="%s"`,
        nothing else running; on what, is in `env.txt`. A figure is the median of all iterations, in
        actions of all producers per microsecond, ± JMH's 99.9 %% error of the mean, sending included; *ns* is
        the time from one action to the next. The forks of a line took turns. Ratios are those of speeds: how many times
        as fast the form of Potamos at the head of the column is as the rival. *Bytes* are allocated per action, the box of
        the new value included. Fifteen percent are noise on a shared machine; ratios of 1.3 and above are to be
        believed.

        """
            .formatted(AgentCampaign.class.getName(), arguments));
    return text + body();
  }

  /** The targets and all tables. */
  String body() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        ## Targets

        | line | who | target | figure and verdict |
        |---|---|---|---|
        """);
    results.keySet().forEach(line -> text.append(summary(line)));
    if (layout != null) {
      text.append(summary(layout)).append('\n').append(layout.text());
    }
    results.keySet().forEach(line -> text.append(table(line)));
    return text.toString();
  }

  /** On what the campaign ran. */
  static String environment(String forkArguments) throws IOException {
    return Campaign.environment() + "- jvm of the forks: " + forkArguments + "\n";
  }

  /** A row for each target of a line; none where a narrowed campaign left out what it needs. */
  String summary(Line line) {
    return line.goals().stream()
        .flatMap(goal ->
            outcome(line, goal)
                .map(outcome -> row(line.title(), goal.engine(), goal.target(), outcome.toString()))
                .stream())
        .collect(Collectors.joining());
  }

  private static String summary(Layout layout) {
    Outcome bytes = Outcome.atMost(AgentTargets.MOST_IDLE_BYTES, layout.own().most());
    Outcome million = Outcome.atMost(AgentTargets.MOST_MEGABYTES, layout.own().mostOfMillion());
    return row(
            "idle agent", Engine.POTAMOS, "≤ %.0f B".formatted(AgentTargets.MOST_IDLE_BYTES), bytes)
        + row(
            "a million idle agents",
            Engine.POTAMOS,
            "≤ %.0f MB".formatted(AgentTargets.MOST_MEGABYTES),
            million);
  }

  private static String row(Object... cells) {
    return Stream.of(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** The figures of a line. */
  String table(Line line) {
    StringBuilder text = new StringBuilder();
    text.append("\n## ").append(line.title()).append("\n\n");
    text.append('`').append(line.question().benchmark()).append("`, threads=");
    text.append(line.question().threads()).append("\n\n");
    text.append("| | actions/µs | error | ns | bytes |");
    OWN.forEach(own -> text.append(' ').append(own).append(" is |"));
    text.append("\n|---|---|---|---|---|").append("---|".repeat(OWN.size())).append('\n');
    of(line).forEach(each -> text.append(figures(line, each)));
    return text.toString();
  }

  private String figures(Line line, Measured each) {
    Stream<String> own =
        Stream.of(
            each.engine().name(),
            Outcome.number(each.median()),
            "± " + Outcome.number(each.error()),
            Outcome.number(NANOS_PER_MICRO / each.median()),
            Outcome.number(each.bytes()));
    Stream<String> ratios =
        OWN.stream()
            .map(engine ->
                of(line, engine)
                    .map(mine -> Outcome.number(mine.median() / each.median()) + " ×")
                    .orElse(""));
    return row(Stream.concat(own, ratios).toArray());
  }

  private Optional<Outcome> outcome(Line line, Goal goal) {
    return of(line, goal.engine()).flatMap(own -> outcome(line, goal.target(), own));
  }

  private Optional<Outcome> outcome(Line line, Target target, Measured own) {
    return switch (target) {
      case Target.OfRival(double least, Engine rival) ->
          of(line, rival).map(each -> Outcome.atLeast(least, own.median() / each.median()));
      case Target.Bytes(double most) -> Optional.of(Outcome.atMost(most + PROFILER, own.bytes()));
    };
  }

  private List<Measured> of(Line line) {
    return results.getOrDefault(line, List.of());
  }

  private Optional<Measured> of(Line line, Engine engine) {
    return of(line).stream().filter(each -> each.engine() == engine).findFirst();
  }
}
