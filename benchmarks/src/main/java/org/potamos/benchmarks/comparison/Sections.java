package org.potamos.benchmarks.comparison;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.potamos.benchmarks.comparison.Pair.Figure;
import org.potamos.benchmarks.comparison.Pair.Verdict;

/** The parts of a page that say who is faster. */
final class Sections {
  private static final String NOTHING = "Nothing.\n";

  private Sections() {}

  /** How many pairs there are of each verdict, in words. */
  static String count(List<Pair> pairs) {
    return "%d comparisons of a form of Potamos with a rival: in %d a rival is faster, in %d Potamos is, %d are within noise."
        .formatted(
            pairs.size(),
            of(pairs, Verdict.RIVAL_FASTER).size(),
            of(pairs, Verdict.POTAMOS_FASTER).size(),
            of(pairs, Verdict.WITHIN_NOISE).size());
  }

  static List<Pair> of(List<Pair> pairs, Verdict verdict) {
    return pairs.stream().filter(pair -> pair.verdict() == verdict).toList();
  }

  /** The three sections: rival faster, Potamos faster, within noise. */
  static String verdicts(List<Pair> pairs) {
    return "## Where a rival is faster\n\n"
        + "Beyond the errors; how many times as fast the rival is.\n\n"
        + table(of(pairs, Verdict.RIVAL_FASTER), "faster rivals, by how much")
        + "\n## Where Potamos is faster\n\n"
        + "Beyond the errors; how many times as fast Potamos is.\n\n"
        + table(of(pairs, Verdict.POTAMOS_FASTER), "slower rivals, by how much")
        + "\n## Within noise\n\n"
        + "The errors overlap or are not known: nothing is said about who is faster.\n\n"
        + table(of(pairs, Verdict.WITHIN_NOISE), "rivals, and the ratio that was seen");
  }

  /** A row for each line and form of Potamos. */
  static String table(List<Pair> pairs, String rivals) {
    if (pairs.isEmpty()) {
      return NOTHING;
    }
    StringBuilder text = new StringBuilder();
    text.append("| line | Potamos | ").append(rivals).append(" |\n|---|---|---|\n");
    byLineAndForm(pairs)
        .forEach((key, group) -> text.append("| %s | %s |\n".formatted(key, rivals(group))));
    return text.toString();
  }

  private static Map<String, List<Pair>> byLineAndForm(List<Pair> pairs) {
    return pairs.stream()
        .collect(
            Collectors.groupingBy(
                pair -> pair.line() + " | " + pair.own().who(),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  /** Who is fastest first. */
  private static String rivals(List<Pair> pairs) {
    return pairs.stream()
        .sorted(Comparator.comparingDouble(pair -> pair.ratio().orElse(Double.MAX_VALUE)))
        .map(Sections::rival)
        .collect(Collectors.joining(", "));
  }

  private static String rival(Pair pair) {
    return pair.rival().who()
        + " "
        + (pair.verdict() == Verdict.WITHIN_NOISE && pair.ratio().isPresent()
            ? pair.shownRatio()
            : pair.byHowMuch());
  }

  /** All figures with their ratios: a row for each, a column for each form of Potamos. */
  static String figures(Map<String, List<Figure>> figures) {
    StringBuilder text = new StringBuilder();
    figures.forEach((line, all) -> {
      List<Figure> own = all.stream().filter(Figure::isOwn).toList();
      text.append("\n### ").append(line).append("\n\n| | mean ± error |");
      own.forEach(each -> text.append(' ').append(each.who()).append(" is |"));
      text.append("\n|---|---|").append("---|".repeat(own.size())).append('\n');
      for (Figure each : all) {
        text.append("| %s | %s |".formatted(each.who(), each));
        own.forEach(mine -> text.append(" %s |".formatted(ratio(new Pair(line, mine, each)))));
        text.append('\n');
      }
    });
    return text.toString();
  }

  private static String ratio(Pair pair) {
    return pair.own().equals(pair.rival()) ? "" : pair.shownRatio();
  }
}
