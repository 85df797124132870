package org.potamos.benchmarks.stm;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.util.Statistics;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.stm.StmTargets.Line;
import org.potamos.benchmarks.stm.rivals.Engine;

/** What {@link StmCampaign} files as text. Ratios are of medians; more is better. */
final class StmReport {

  /** Differences up to this are not told from chance on a shared machine. */
  private static final double NOISE = 1.15;

  /** What the profiler itself leaves behind, in bytes per operation. */
  private static final double PROFILER = 0.5;

  private static final List<Engine> OWN = Stream.of(Engine.values()).filter(Engine::isOwn).toList();

  private final String arguments;
  private final String layout;
  private final Map<Line, List<Measured>> results = new LinkedHashMap<>();

  /**
   * A figure held against a target.
   *
   * @param value as the report says it
   * @param ofBound up to 1 if the target is met
   */
  private record Outcome(double value, double ofBound) {

    static Outcome atLeast(double least, double value) {
      return new Outcome(value, least / value);
    }

    static Outcome atMost(double most, double value) {
      return new Outcome(value, value <= most ? 0 : value / most);
    }

    @Override
    public String toString() {
      String verdict = "**missed**" + (ofBound <= NOISE ? ", within noise" : "");
      return number(value) + ", " + (ofBound <= 1 ? "met" : verdict);
    }
  }

  /**
   * Starts empty.
   *
   * @param arguments of JMH
   * @param layout the tables of bytes, or nothing
   */
  StmReport(String arguments, String layout) {
    this.arguments = arguments;
    this.layout = layout;
  }

  void add(Line line, List<Measured> measured) {
    results.put(line, measured);
  }

  String text() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Transactions, ").append(Campaign.today()).append("\n\n");
    text.append(
        """
        Made by `mvn -q -Pcampaign -pl benchmarks -am -Dcampaign.main=%s -Djmh.args="%s"`,
        nothing else running; on what, is in `env.txt`. A figure is the median of all iterations, in
        operations of all threads per microsecond, ± JMH's 99.9 %% error of the mean; of latencies,
        nanoseconds. The forks of a line took turns. Ratios are those of speeds: how many times as fast
        Potamos is as the rival, in the tables its quickest form; the best peer is the quickest software
        transactional memory of the line. *Bytes* are allocated per operation, the boxes of new values
        included; *bodies* is how often the body ran for a sum, on average and at most; *history* is
        how many versions a cell was seen to keep besides the newest; *unfair* is how many times as much one
        thread did as the other in the worst iteration. Fifteen percent are noise on a shared machine; ratios
        of 1.3 and above are to be believed.

        """
            .formatted(StmCampaign.class.getName(), arguments));
    return text + body();
  }

  /** The targets and all tables. */
  String body() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        ## Targets

        | line | target | %s |
        |---|---|%s
        """
            .formatted(
                OWN.stream().map(Engine::name).collect(Collectors.joining(" | ")),
                "---|".repeat(OWN.size())));
    results.keySet().forEach(line -> text.append(summary(line)));
    text.append('\n').append(layout);
    results.keySet().forEach(line -> text.append(table(line)));
    return text.toString();
  }

  /** On what the campaign ran. */
  String environment() throws IOException {
    return Campaign.environment() + "- jvm of the forks: " + forkArguments() + "\n";
  }

  /** A row for each target of a line, and in it whether each form of Potamos meets it. */
  String summary(Line line) {
    return line.targets().stream()
        .map(target ->
            "| "
                + line.title()
                + " | "
                + target
                + " | "
                + OWN.stream()
                    .map(own -> of(line, own).flatMap(mine -> outcome(line, target, mine)))
                    .map(outcome -> outcome.map(Outcome::toString).orElse(""))
                    .collect(Collectors.joining(" | "))
                + " |\n")
        .collect(Collectors.joining());
  }

  /** The figures of a line. */
  String table(Line line) {
    List<Measured> measured = results.getOrDefault(line, List.of());
    StringBuilder text = new StringBuilder();
    text.append("\n## ").append(line.title()).append("\n\n");
    text.append('`').append(line.benchmark()).append("`, threads=").append(line.threads());
    line.parameters().forEach((name, value) -> text.append(", " + name + "=" + value));
    text.append("\n\n");
    if (measured.stream().allMatch(Measured::isSampled)) {
      text.append(
          "| | p50 ns | p90 | p99 | p99.9 | p99.99 | bytes |\n|---|---|---|---|---|---|---|\n");
      measured.forEach(each -> text.append(latencies(each)));
    } else if (line.benchmark().endsWith(".beside")) {
      text.append(
          "| | reader | error | own is | writer | error | own is | bytes | bodies | history |\n");
      text.append("|---|---|---|---|---|---|---|---|---|---|\n");
      measured.forEach(each -> text.append(pair(line, each)));
    } else {
      text.append("| | op/µs | error | own is | bytes | bodies | unfair |\n");
      text.append("|---|---|---|---|---|---|---|\n");
      measured.forEach(each -> text.append(figures(line, each)));
    }
    if (line.parameters().containsKey("feature")) {
      measured.forEach(each -> text.append(ofPlain(each)));
    }
    return text.toString();
  }

  private String figures(Line line, Measured each) {
    return row(
        each.engine().name(),
        speed(line, each, Target.WHOLE),
        number(each.bytes()),
        number(each.bodies()),
        number(each.unfairness()));
  }

  private String pair(Line line, Measured each) {
    return row(
        each.engine().name(),
        speed(line, each, "read"),
        speed(line, each, "write"),
        number(each.bytes()),
        bodies(each),
        number(each.mostHistory()));
  }

  private static String latencies(Measured each) {
    Statistics samples = each.statistics(Target.WHOLE);
    return row(
        each.engine().name(),
        Stream.of(50.0, 90.0, 99.0, 99.9, 99.99)
            .map(rank -> String.format(Locale.ROOT, "%.0f", samples.getPercentile(rank)))
            .collect(Collectors.joining(" | ")),
        number(each.bytes()));
  }

  /** How much of the speed is left that a transfer has without any feature. */
  private String ofPlain(Measured each) {
    return ofOwn(StmTargets.NO_FEATURE, each.engine())
        .map(plain -> number(each.median(Target.WHOLE) / plain.median(Target.WHOLE)))
        .map(ratio -> "\n" + ratio + " × \"" + StmTargets.NO_FEATURE + "\"\n")
        .orElse("");
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** Median, error, and how many times as fast the form of Potamos is that does best. */
  private String speed(Line line, Measured each, String part) {
    String ratio =
        results.getOrDefault(line, List.of()).stream()
            .filter(other -> other.engine().isOwn())
            .max(Comparator.comparingDouble(own -> own.median(part)))
            .map(own -> number(own.median(part) / each.median(part)) + " ×")
            .orElse("");
    return number(each.median(part))
        + " | ± "
        + number(each.statistics(part).getMeanErrorAt(0.999))
        + " | "
        + ratio;
  }

  private static String bodies(Measured each) {
    return each.bodies().isEmpty()
        ? ""
        : number(each.bodies()) + ", ≤ " + number(each.mostBodies());
  }

  /** Nothing where a narrowed campaign left out what it needs. */
  private Optional<Outcome> outcome(Line line, Target target, Measured own) {
    return switch (target) {
      case Target.OfBest(double least) ->
          outcome(own, Target.WHOLE, best(line), Target.WHOLE, least);
      case Target.OfRival(String part, double least, Engine rival) ->
          outcome(own, part, of(line, rival), part, least);
      case Target.OfOwn(String part, double least, String title) ->
          outcome(own, part, ofOwn(title, own.engine()), Target.WHOLE, least);
      case Target.Bytes bytes -> ofBytes(line, bytes, own);
      case Target.Fairness(double most) -> outcome(most, own.unfairness());
      case Target.History(double most) -> outcome(most, own.mostHistory());
      case Target.Bodies bodies ->
          bodies.only() == null || bodies.only() == own.engine()
              ? outcome(bodies.most(), own.mostBodies())
              : Optional.empty();
    };
  }

  private static Optional<Outcome> outcome(
      Measured own, String part, Optional<Measured> other, String otherPart, double least) {
    return other.map(each -> Outcome.atLeast(least, own.median(part) / each.median(otherPart)));
  }

  private static Optional<Outcome> outcome(double most, OptionalDouble value) {
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(Outcome.atMost(most, value.getAsDouble()));
  }

  private Optional<Outcome> ofBytes(Line line, Target.Bytes target, Measured own) {
    Engine rival = target.boxes();
    OptionalDouble boxes =
        rival == null
            ? OptionalDouble.of(0)
            : of(line, rival).map(Measured::bytes).orElse(OptionalDouble.empty());
    return boxes.isEmpty()
        ? Optional.empty()
        : outcome(target.most() + boxes.getAsDouble() + PROFILER, own.bytes());
  }

  private Optional<Measured> of(Line line, Engine engine) {
    return results.getOrDefault(line, List.of()).stream()
        .filter(each -> each.engine() == engine)
        .findFirst();
  }

  private Optional<Measured> ofOwn(String title, Engine engine) {
    return results.keySet().stream()
        .filter(line -> line.title().equals(title))
        .findFirst()
        .flatMap(line -> of(line, engine));
  }

  private Optional<Measured> best(Line line) {
    return results.getOrDefault(line, List.of()).stream()
        .filter(each -> each.engine().isPeer())
        .max(Comparator.comparingDouble(each -> each.median(Target.WHOLE)));
  }

  private static String number(OptionalDouble value) {
    return value.isEmpty() ? "" : number(value.getAsDouble());
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "?";
    }
    int digits = value == 0 || value >= 100 ? 0 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private String forkArguments() {
    return results.values().stream()
        .flatMap(List::stream)
        .findFirst()
        .map(each -> String.join(" ", each.result().getParams().getJvmArgs()))
        .orElse("");
  }
}
