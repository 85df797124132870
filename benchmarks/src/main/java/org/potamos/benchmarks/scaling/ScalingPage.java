package org.potamos.benchmarks.scaling;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;
import org.potamos.benchmarks.Outcome;
import org.potamos.benchmarks.comparison.Pages;
import org.potamos.benchmarks.comparison.RawFile;
import org.potamos.benchmarks.scaling.ScalingLines.Group;
import org.potamos.benchmarks.scaling.ScalingLines.Threads;
import org.potamos.examples.kit.LinePanels;
import org.potamos.examples.kit.Svg;

/** What {@link Scaling} files as text and as a chart, made from its raw data. */
public final class ScalingPage {
  /** Of its files. */
  public static final String NAME = "scaling";

  /** How much of the throughput of two threads sixteen must keep. */
  static final double LEAST = 0.7;

  private static final double CONFIDENCE = 0.999;
  private static final Threads TWO = new Threads(2, false);
  private static final Threads SIXTEEN = new Threads(16, false);
  private static final Threads VIRTUAL = new Threads(10_000, true);

  private final RawFile file;
  private final Map<String, Map<String, RunResult>> results;

  /**
   * Takes the data.
   *
   * @param file of a run
   */
  public ScalingPage(RawFile file) {
    this.file = file;
    results = file.results();
  }

  /**
   * The throughput with one number of threads as a multiple of that with another.
   *
   * @param value the ratio
   * @param most what it may be, as far as the errors tell
   */
  private record Ratio(double value, double most) {
    String verdict() {
      String missed = most >= LEAST ? "**missed**, within noise" : "**missed**";
      return Outcome.number(value) + ", " + (value >= LEAST ? "met" : missed);
    }
  }

  /** {@return the whole page} */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Scaling, %s

        For who asks whether a reference collapses under more threads than there are processors.

        %s
        This page is made from [scaling.json](scaling.json), which has the figure of each iteration; `--render` makes
        it again. A figure is operations of all threads together per microsecond, mean ± JMH's error at 99.9 %%. Low
        contention: 1,024 references, chosen at random; high: one, and two of refs. An operation on an atom is `swap` or
        `deref`; on refs a transfer between two, or a read of two, each in one transaction; on an agent
        `send` or `deref`, and a thread waits for its actions before it ends its share. The threads share 200,000 operations;
        the time is that from their begin to the end of the last. Waking the platform threads is in the figure; virtual
        threads are started each time, so starting them is in it. ScalaSTM is left out with 10,000 virtual threads
        under high contention: it was seen to go on for 13 minutes without an end, its threads yielding in turns while they wait for
        one of its slots for transactions (`TxnSlotManager.assign`).

        ![Throughput by threads](scaling.svg)

        """
            .formatted(file.date(), Pages.head(file)));
    text.append(targets()).append('\n').append(information());
    for (Group group : ScalingLines.groups()) {
      text.append(table(group));
    }
    return text.toString();
  }

  /** {@return a part of the index} */
  public String summary() {
    return "\n## Scaling\n\n[Figures](scaling.md), [chart](scaling.svg), [data](scaling.json).\n\n"
        + targets();
  }

  /** {@return whether sixteen threads do what they must, for each group; rivals for comparison} */
  public String targets() {
    StringBuilder text = new StringBuilder();
    text.append("16 platform threads must do at least 0.7 of what 2 do.\n\n");
    text.append("| | Potamos | rivals |\n|---|---|---|\n");
    for (Group group : ScalingLines.groups()) {
      List<String> contenders = group.reference().contenders();
      String own = verdict(group, contenders.get(0));
      String rivals =
          contenders.stream()
              .skip(1)
              .map(rival -> ratio(group, rival, SIXTEEN).map(each -> named(rival, each)))
              .flatMap(Optional::stream)
              .collect(Collectors.joining(", "));
      if (!own.isEmpty()) {
        text.append("| %s | %s | %s |\n".formatted(group.title(), own, rivals));
      }
    }
    return text.toString();
  }

  private String verdict(Group group, String contender) {
    return ratio(group, contender, SIXTEEN).map(Ratio::verdict).orElse("");
  }

  private static String named(String rival, Ratio ratio) {
    return rival + " " + Outcome.number(ratio.value());
  }

  private String information() {
    StringBuilder text = new StringBuilder();
    text.append("For information, without a target: 10,000 virtual threads as a multiple of 2");
    text.append(" platform threads, the start of the virtual threads included.\n\n");
    text.append("| | who: ratio |\n|---|---|\n");
    for (Group group : ScalingLines.groups()) {
      String ratios =
          group.reference().contenders().stream()
              .map(each -> ratio(group, each, VIRTUAL).map(ratio -> named(each, ratio)))
              .flatMap(Optional::stream)
              .collect(Collectors.joining(", "));
      if (!ratios.isEmpty()) {
        text.append("| %s | %s |\n".formatted(group.title(), ratios));
      }
    }
    return text.toString();
  }

  /** To two threads; nothing where a narrowed run left out what it needs. */
  private Optional<Ratio> ratio(Group group, String contender, Threads threads) {
    return of(group, contender, threads)
        .flatMap(many -> of(group, contender, TWO).flatMap(two -> ratio(many, two)));
  }

  private static Optional<Ratio> ratio(Statistics many, Statistics two) {
    double value = many.getMean() / two.getMean();
    double most =
        (many.getMean() + many.getMeanErrorAt(CONFIDENCE))
            / Math.max(0, two.getMean() - two.getMeanErrorAt(CONFIDENCE));
    // an error that is not known leaves everything open
    double open = Double.isNaN(most) ? Double.POSITIVE_INFINITY : most;
    return Double.isFinite(value) ? Optional.of(new Ratio(value, open)) : Optional.empty();
  }

  private Optional<Statistics> of(Group group, String contender, Threads threads) {
    RunResult found =
        results.getOrDefault(ScalingLines.title(group, threads), Map.of()).get(contender);
    return found == null ? Optional.empty() : Optional.of(found.getPrimaryResult().getStatistics());
  }

  private String table(Group group) {
    List<String> contenders = group.reference().contenders();
    StringBuilder rows = new StringBuilder();
    for (Threads threads : ScalingLines.threads()) {
      List<String> cells =
          contenders.stream()
              .map(each -> of(group, each, threads).map(ScalingPage::figure).orElse(""))
              .toList();
      if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        rows.append("| %s | %s |\n".formatted(threads.title(), String.join(" | ", cells)));
      }
    }
    return rows.isEmpty()
        ? ""
        : "\n## %s\n\n| threads | %s |\n|---|%s\n%s"
            .formatted(
                group.title(),
                String.join(" | ", contenders),
                "---|".repeat(contenders.size()),
                rows);
  }

  private static String figure(Statistics statistics) {
    double error = statistics.getMeanErrorAt(CONFIDENCE);
    return Outcome.number(statistics.getMean())
        + " ± "
        + (Double.isFinite(error) ? Outcome.number(error) : "?");
  }

  /** {@return a small chart for each group} */
  public Svg chart() {
    List<Threads> threads = ScalingLines.threads();
    LinePanels chart =
        new LinePanels(
            "Throughput by threads, " + file.date(),
            "left of the line platform threads, right of it virtual threads, their start included;"
                + " mean, 99.9 % error; logarithmic",
            threads.stream().map(each -> String.format(Locale.ROOT, "%,d", each.count())).toList(),
            ScalingLines.PLATFORM.size());
    for (Group group : ScalingLines.groups()) {
      if (group.reference().contenders().stream().anyMatch(each -> isThere(group, each))) {
        LinePanels.Panel panel = chart.panel(group.title(), "operations per microsecond");
        for (String contender : group.reference().contenders()) {
          for (int i = 0; i < threads.size(); i++) {
            point(panel, contender, i, of(group, contender, threads.get(i)));
          }
        }
      }
    }
    return chart.draw();
  }

  private boolean isThere(Group group, String contender) {
    return ScalingLines.threads().stream().anyMatch(each -> of(group, contender, each).isPresent());
  }

  private static void point(
      LinePanels.Panel panel, String contender, int place, Optional<Statistics> statistics) {
    statistics
        .filter(each -> each.getMean() > 0)
        .ifPresent(
            each -> panel.point(contender, place, each.getMean(), each.getMeanErrorAt(CONFIDENCE)));
  }
}
