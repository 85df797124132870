package org.potamos.benchmarks.collection;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.collection.CollectionTargets.Line;
import org.potamos.benchmarks.collection.rivals.Library;

/** What {@link CollectionCampaign} files as text. Ratios are of medians, less is better. */
final class CollectionReport {

  /** Differences up to this are not told from chance on a shared machine. */
  private static final double NOISE = 1.15;

  private final String arguments;
  private final String layout;
  private final Map<Line, List<Measured>> results = new LinkedHashMap<>();

  /**
   * What one library did in one line.
   *
   * @param library whose collections
   * @param result of all forks
   */
  record Measured(Library library, RunResult result) {
    double median() {
      return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    double error() {
      return result.getPrimaryResult().getScoreError();
    }

    String figure() {
      return time(median()) + " ± " + time(error());
    }
  }

  /**
   * Starts empty.
   *
   * @param arguments of JMH
   * @param layout the tables of bytes, or nothing
   */
  CollectionReport(String arguments, String layout) {
    this.arguments = arguments;
    this.layout = layout;
  }

  void add(Line line, List<Measured> measured) {
    results.put(line, measured);
  }

  String text() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Collections, ").append(Campaign.today()).append("\n\n");
    text.append(Campaign.environment());
    text.append("- jvm of the forks: ").append(forkArguments()).append("\n\n");
    text.append(
        """
        Made by `mvn -q -Pcampaign -pl benchmarks -am -Dcampaign.main=%s -Djmh.args="%s"`, nothing else
        running. A figure is the median of all iterations, ± JMH's 99.9 %% error of the mean; the time is that
        of one operation, or of the whole collection where the operation works on all of it. The forks of a
        line took turns. *Ratio* is the time of POTAMOS divided by that of the rival; the best peer is the
        quickest rival of the line that is persistent, so not the JDK, which copies for each update.
        *Bytes* are allocated per operation. Fifteen percent are noise on a shared machine.

        """
            .formatted(CollectionCampaign.class.getName(), arguments));
    return text + body();
  }

  /** The targets and all tables. */
  String body() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        | line | POTAMOS | best peer | ratio | target | |
        |---|---|---|---|---|---|
        """);
    results.keySet().forEach(line -> text.append(summary(line)));
    text.append('\n').append(layout);
    results.forEach((line, measured) -> text.append(table(line, measured)));
    return text.toString();
  }

  /** One row: a line, and whether its target is met. */
  String summary(Line line) {
    List<Measured> measured = results.getOrDefault(line, List.of());
    Optional<Measured> own = of(measured, Library.POTAMOS);
    Optional<Measured> best = best(measured);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s |%n",
        line.title(),
        own.map(Measured::figure).orElse(""),
        best.map(peer -> peer.library() + " " + peer.figure()).orElse(""),
        own.flatMap(mine -> best.map(peer -> ratio(mine.median() / peer.median()))).orElse(""),
        line.target(),
        own.map(mine -> verdict(line, measured, mine.median())).orElse(""));
  }

  private static String table(Line line, List<Measured> measured) {
    StringBuilder text = new StringBuilder();
    text.append("\n## ").append(line.title()).append("\n\n");
    text.append('`').append(line.benchmark()).append("`, size ").append(line.size()).append("\n\n");
    text.append("| | time | error | ratio | bytes |\n|---|---|---|---|---|\n");
    Optional<Measured> own = of(measured, Library.POTAMOS);
    for (Measured each : measured) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | ± %s | %s | %s |%n",
              each.library(),
              time(each.median()),
              time(each.error()),
              own.map(mine -> ratio(mine.median() / each.median())).orElse(""),
              Campaign.allocated(each.result())));
    }
    return text.toString();
  }

  private static Optional<Measured> of(List<Measured> measured, Library library) {
    return measured.stream().filter(each -> each.library() == library).findFirst();
  }

  private static Optional<Measured> best(List<Measured> measured) {
    return measured.stream()
        .filter(each -> each.library().isPeer())
        .min(Comparator.comparingDouble(Measured::median));
  }

  /** Nothing where there is no target, or where a narrowed campaign left out what it needs. */
  private String verdict(Line line, List<Measured> measured, double own) {
    return switch (line.target()) {
      case Target.None none -> "";
      case Target.Nanoseconds target -> verdict(own / target.most());
      case Target.OfBest target -> verdict(own, best(measured), target.most());
      case Target.OfRival target -> verdict(own, of(measured, target.rival()), target.most());
      case Target.OfOwn target -> verdict(own, ofOwn(target.line()), target.most());
    };
  }

  private Optional<Measured> ofOwn(String title) {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey().title().equals(title))
        .findFirst()
        .flatMap(entry -> of(entry.getValue(), Library.POTAMOS));
  }

  private static String verdict(double own, Optional<Measured> other, double most) {
    return other
        .map(each -> own / each.median())
        .map(ratio -> ratio(ratio) + ", " + verdict(ratio / most))
        .orElse("");
  }

  private static String verdict(double ofBound) {
    if (ofBound <= 1) {
      return "met";
    }
    return ofBound <= NOISE ? "**missed**, within noise" : "**missed**";
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 0.01 ? "%.4f" : "%.2f", ratio);
  }

  /** A time in the unit that suits it. */
  static String time(double nanoseconds) {
    if (Double.isNaN(nanoseconds)) {
      return "?";
    }
    double value = nanoseconds;
    for (String unit : List.of("ns", "µs", "ms")) {
      if (Math.abs(value) < 1_000) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, unit);
      }
      value /= 1_000;
    }
    return String.format(Locale.ROOT, "%.2f s", value);
  }

  private String forkArguments() {
    return results.values().stream()
        .flatMap(List::stream)
        .findFirst()
        .map(each -> String.join(" ", each.result().getParams().getJvmArgs()))
        .orElse("");
  }
}
