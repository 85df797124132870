package org.potamos.benchmarks.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.Outcome;

/**
 * One form of Potamos and one rival in one line of one run.
 *
 * @param line title of the line; with the part, where threads do different things
 * @param own the figure of Potamos
 * @param rival the figure of the rival
 */
record Pair(String line, Figure own, Figure rival) {
  private static final double CONFIDENCE = 0.999;
  private static final List<String> PARTS = List.of("read", "write");

  /** What the errors say. */
  enum Verdict {
    /** The rival is faster, and the errors do not overlap. */
    RIVAL_FASTER,
    /** The errors overlap, or are not known. */
    WITHIN_NOISE,
    /** Potamos is faster, and the errors do not overlap. */
    POTAMOS_FASTER
  }

  /**
   * The mean of all iterations.
   *
   * @param who the value of the parameter {@code rival}
   * @param mean in its unit
   * @param error of the mean, with a confidence of 99.9 %; not a number if it is not known
   * @param unit as JMH writes it
   * @param isTime whether less is better
   */
  record Figure(String who, double mean, double error, String unit, boolean isTime) {
    boolean isOwn() {
      return who.startsWith("POTAMOS");
    }

    double least() {
      return Double.isFinite(error) ? mean - error : Double.NEGATIVE_INFINITY;
    }

    double most() {
      return Double.isFinite(error) ? mean + error : Double.POSITIVE_INFINITY;
    }

    @Override
    public String toString() {
      String shown = Double.isFinite(error) ? Outcome.number(error) : "?";
      return Outcome.number(mean) + " ± " + shown + " " + unit;
    }
  }

  /** All figures by line, or by part of a line. */
  static Map<String, List<Figure>> figures(Map<String, Map<String, RunResult>> results) {
    Map<String, List<Figure>> figures = new LinkedHashMap<>();
    results.forEach((line, rivals) ->
        rivals.forEach((who, result) ->
            parts(result)
                .forEach(part ->
                    figures
                        .computeIfAbsent(title(line, part), each -> new ArrayList<>())
                        .add(figure(who, result, part)))));
    return figures;
  }

  private static String title(String line, String part) {
    return part.isEmpty() ? line : line + ": " + part;
  }

  /** Where threads do different things, their sum says nothing. */
  private static List<String> parts(RunResult result) {
    List<String> parts =
        PARTS.stream().filter(each -> result.getSecondaryResults().containsKey(each)).toList();
    return parts.isEmpty() ? List.of("") : parts;
  }

  private static Figure figure(String who, RunResult result, String part) {
    Result<?> found =
        part.isEmpty()
            ? result.getPrimaryResult()
            : Objects.requireNonNull(result.getSecondaryResults().get(part), part);
    return new Figure(
        who,
        found.getScore(),
        found.getStatistics().getMeanErrorAt(CONFIDENCE),
        result.getPrimaryResult().getScoreUnit().replace("us", "µs"),
        result.getParams().getMode() != Mode.Throughput);
  }

  /** Every form of Potamos with every rival of every line, in their order. */
  static List<Pair> all(Map<String, List<Figure>> figures) {
    return figures.entrySet().stream()
        .flatMap(line ->
            line.getValue().stream()
                .filter(Figure::isOwn)
                .flatMap(own -> with(line.getKey(), own, line.getValue())))
        .toList();
  }

  private static Stream<Pair> with(String line, Figure own, List<Figure> figures) {
    return figures.stream().filter(each -> !each.isOwn()).map(rival -> new Pair(line, own, rival));
  }

  Verdict verdict() {
    if (own.least() > rival.most()) {
      return own.isTime() ? Verdict.RIVAL_FASTER : Verdict.POTAMOS_FASTER;
    }
    if (rival.least() > own.most()) {
      return own.isTime() ? Verdict.POTAMOS_FASTER : Verdict.RIVAL_FASTER;
    }
    return Verdict.WITHIN_NOISE;
  }

  /** How many times as fast Potamos is; nothing if one of them has done nothing at all. */
  Optional<Double> ratio() {
    double ratio = own.isTime() ? rival.mean() / own.mean() : own.mean() / rival.mean();
    return Double.isFinite(ratio) && ratio > 0 ? Optional.of(ratio) : Optional.empty();
  }

  /** How far the ratio may be off, relative to it; not a number if that is not known. */
  double relativeError() {
    return Math.hypot(own.error() / own.mean(), rival.error() / rival.mean());
  }

  /** How many times as fast the faster one is. */
  String byHowMuch() {
    return ratio()
        .map(each -> times(Math.max(each, 1 / each)))
        .orElse("one of them has done nothing");
  }

  /** The ratio as a page says it, with its error. */
  String shownRatio() {
    String error =
        Double.isFinite(relativeError())
            ? String.format(Locale.ROOT, " ± %.0f %%", 100 * relativeError())
            : "";
    return ratio().map(each -> times(each) + error).orElse("");
  }

  private static String times(double ratio) {
    return Outcome.number(ratio) + " ×";
  }
}
