package org.potamos.benchmarks.comparison;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.potamos.benchmarks.comparison.Pair.Figure;
import org.potamos.examples.kit.BarPanels;
import org.potamos.examples.kit.RatioChart;
import org.potamos.examples.kit.RatioChart.Ratio;
import org.potamos.examples.kit.Svg;

/** What is drawn of a comparison. */
final class Charts {

  private Charts() {}

  /** A small chart for each line of a subject. */
  static Svg bars(RawFile file) {
    BarPanels chart =
        new BarPanels(
            file.subject() + ", " + file.date(),
            "mean of all iterations, 99.9 % error; an error without a cap goes on beyond the"
                + " chart");
    Pair.figures(file.results()).forEach((line, figures) -> panel(chart, line, figures));
    return chart.draw();
  }

  private static void panel(BarPanels chart, String line, List<Figure> figures) {
    boolean isTime = figures.get(0).isTime();
    double scale = scale(figures);
    BarPanels.Panel panel =
        chart.panel(
            line, unit(figures.get(0), scale) + (isTime ? ": less is better" : ": more is better"));
    figures.forEach(each -> panel.bar(each.who(), each.mean() * scale, each.error() * scale));
  }

  /** So that figures have few digits. */
  private static double scale(List<Figure> figures) {
    double most = figures.stream().mapToDouble(Figure::mean).max().orElse(1);
    if (figures.get(0).isTime()) {
      return most >= 1e7 ? 1e-6 : most >= 1e4 ? 1e-3 : 1;
    }
    return most < 0.1 ? 1e3 : 1;
  }

  private static String unit(Figure figure, double scale) {
    if (figure.isTime()) {
      return scale == 1e-6 ? "milliseconds" : scale == 1e-3 ? "microseconds" : "nanoseconds";
    }
    return scale == 1 ? "operations per microsecond" : "operations per millisecond";
  }

  /** A row for each headline: Potamos beside all rivals, the best peer large. */
  static Svg overview(Map<Subject, RawFile> files) {
    RatioChart chart =
        new RatioChart(
            "Speed of Potamos as a multiple of each rival's, one run",
            "Large: the fastest peer of the line, with the 99.9 % error, grey if it spans 1."
                + " Small: the other peers. Rings: baselines, which do less. Logarithmic.",
            "the rival is faster",
            "Potamos is faster");
    files.forEach((subject, file) -> {
      chart.heading(subject.name() + ", " + file.date());
      List<Pair> pairs = Pair.all(Pair.figures(file.results()));
      titles(pairs).stream().forEach(title -> row(chart, title, subject, pairs));
    });
    return chart.draw();
  }

  private static List<String> titles(List<Pair> pairs) {
    return pairs.stream().map(Pair::line).distinct().toList();
  }

  private static void row(RatioChart chart, String title, Subject subject, List<Pair> pairs) {
    String form = subject.headlines().getOrDefault(title, "");
    List<Ratio> ratios =
        pairs.stream()
            .filter(pair -> pair.line().equals(title) && pair.own().who().equals(form))
            .map(pair -> ratio(pair, subject.baselines().containsKey(pair.rival().who())))
            .flatMap(Optional::stream)
            .toList();
    if (!ratios.isEmpty()) {
      chart.row(title + (form.endsWith("READ_ONLY") ? ", read-only" : ""), ratios);
    }
  }

  /** From the ends of the errors; nothing is known about what has no error. */
  private static Optional<Ratio> ratio(Pair pair, boolean isBaseline) {
    Figure own = pair.own();
    Figure rival = pair.rival();
    double least = Math.max(0, own.least()) / rival.most();
    double most = own.most() / Math.max(0, rival.least());
    boolean isTime = own.isTime();
    return pair.ratio()
        .map(value ->
            new Ratio(
                rival.who(),
                value,
                orElse(isTime ? 1 / most : least, 0),
                orElse(isTime ? 1 / least : most, Double.MAX_VALUE),
                isBaseline));
  }

  private static double orElse(double value, double other) {
    return Double.isFinite(value) ? value : other;
  }
}
