package org.potamos.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.potamos.benchmarks.comparison.Pair.Figure;
import org.potamos.benchmarks.comparison.Pair.Verdict;
import org.potamos.benchmarks.scaling.ScalingPage;

/** Makes the pages and charts of a folder from the JSON files in it, and from nothing else. */
public final class Pages {

  private Pages() {}

  /**
   * Makes them.
   *
   * @param folder with JSON files as {@link RawFile} writes them
   * @throws IOException if a file cannot be read or written
   */
  public static void render(Path folder) throws IOException {
    Map<Subject, RawFile> files = new LinkedHashMap<>();
    for (Subject subject : Subjects.ALL) {
      Path raw = folder.resolve(subject.name() + ".json");
      if (Files.exists(raw)) {
        RawFile file = RawFile.read(raw);
        files.put(subject, file);
        Files.writeString(folder.resolve(subject.name() + ".md"), page(subject, file));
        Files.writeString(folder.resolve(subject.name() + ".svg"), Charts.bars(file).toString());
      }
    }
    Path scaling = folder.resolve(ScalingPage.NAME + ".json");
    ScalingPage page = Files.exists(scaling) ? new ScalingPage(RawFile.read(scaling)) : null;
    if (page != null) {
      Files.writeString(folder.resolve(ScalingPage.NAME + ".md"), page.text());
      Files.writeString(folder.resolve(ScalingPage.NAME + ".svg"), page.chart().toString());
    }
    if (files.isEmpty() && page == null) {
      throw new IOException("render rejected: no JSON of a run there, folder=" + folder);
    }
    if (!files.isEmpty()) {
      Files.writeString(folder.resolve("overview.svg"), Charts.overview(files).toString());
    }
    Files.writeString(
        folder.resolve("README.md"), index(files, page == null ? "" : page.summary()));
  }

  /** The machine, and how to run it again. */
  public static String head(RawFile file) {
    return file.environment().stream().map(each -> "- " + each + "\n").collect(Collectors.joining())
        + String.format(Locale.ROOT, "- minutes: %.1f%n", file.minutes())
        + "- made by: `"
        + file.command()
        + "`\n"
        + (file.command().contains("--budget quick")
            ? "- **quick: this shows that everything runs; the figures are worth nothing**\n"
            : "");
  }

  private static String page(Subject subject, RawFile file) {
    Map<String, List<Figure>> figures = Pair.figures(file.results());
    List<Pair> pairs = Pair.all(figures);
    return """
    # %1$s beside their rivals, %2$s

    For who wants to know what Potamos costs, and where something else is faster. %3$s

    %4$s
    This page is made from [%5$s.json](%5$s.json), which has the figure of each iteration; `--render` makes it
    again. A figure is the mean of all iterations of all forks ± JMH's error at 99.9 %%. A ratio is how many times
    as fast Potamos is as the rival in this run: above 1 Potamos is faster; its error is that of a
    quotient. Faster is only said where the two intervals do not overlap. The forks of a line took turns, so that a
    disturbance meets all of them.

    %6$s

    ![Figures with errors](%5$s.svg)

    %7$s
    ## All figures
    %8$s
    %9$s\
    """
        .formatted(
            capitalized(subject.name()),
            file.date(),
            subject.about(),
            head(file),
            subject.name(),
            Sections.count(pairs),
            Sections.verdicts(pairs),
            Sections.figures(figures),
            subject.tables(file.results()));
  }

  private static String index(Map<Subject, RawFile> files, String scaling) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Potamos beside its rivals

        For who trusts nothing: what was measured, on what, and where a rival is faster. Pages and charts are made from
        the JSON files beside them. Compare only figures of one file: they come from one run.

        """);
    if (!files.isEmpty()) {
      text.append("![Ratios to the fastest peers](overview.svg)\n\n");
      text.append(
          "| subject | comparisons | a peer is faster | a baseline is | Potamos is | within noise"
              + " |\n");
      text.append("|---|---|---|---|---|---|\n");
      files.forEach((subject, file) -> text.append(row(subject, pairs(file))));
      text.append("\nEach comparison is one form of Potamos with one rival in one line. ");
      text.append("Some rivals are baselines, which do less, and show what the rest costs:\n\n");
      files.keySet().forEach(subject -> text.append(baselines(subject)));
    }
    text.append(scaling);
    files.forEach((subject, file) ->
        text.append(
            "\n## %s: where a rival is faster\n\n%s"
                .formatted(capitalized(subject.name()), worst(pairs(file)))));
    files.forEach((subject, file) ->
        text.append("\n## %s: on what\n\n%s".formatted(capitalized(subject.name()), head(file))));
    return text.toString();
  }

  private static List<Pair> pairs(RawFile file) {
    return Pair.all(Pair.figures(file.results()));
  }

  private static String row(Subject subject, List<Pair> pairs) {
    List<Pair> faster = Sections.of(pairs, Verdict.RIVAL_FASTER);
    long baselines =
        faster.stream().filter(pair -> subject.baselines().containsKey(pair.rival().who())).count();
    return "| [%1$s](%1$s.md), [chart](%1$s.svg), [data](%1$s.json) | %2$d | %3$d | %4$d | %5$d | %6$d |\n"
        .formatted(
            subject.name(),
            pairs.size(),
            faster.size() - baselines,
            baselines,
            Sections.of(pairs, Verdict.POTAMOS_FASTER).size(),
            Sections.of(pairs, Verdict.WITHIN_NOISE).size());
  }

  private static String baselines(Subject subject) {
    return new TreeMap<>(subject.baselines())
        .entrySet().stream()
            .map(each -> "- %s, %s: %s\n".formatted(subject.name(), each.getKey(), each.getValue()))
            .collect(Collectors.joining());
  }

  private static String worst(List<Pair> pairs) {
    return Sections.table(Sections.of(pairs, Verdict.RIVAL_FASTER), "faster rivals, by how much");
  }

  private static String capitalized(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
