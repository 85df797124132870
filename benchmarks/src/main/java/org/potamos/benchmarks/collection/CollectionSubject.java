package org.potamos.benchmarks.collection;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.collection.CollectionReport.Measured;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.comparison.Subject;

/** The lines of {@link CollectionTargets}, for the comparison. */
public final class CollectionSubject implements Subject {
  private static final int FORKS = 3;

  private static final List<String> HEADLINES =
      List.of(
          "vector get, 1M, hot",
          "vector set, 1M",
          "vector iterate, 1M",
          "vector builder, 1M",
          "map get hit, 1k",
          "map get miss, 1k",
          "map put new, 1k",
          "map remove, 1k",
          "map iterate, 1k",
          "map builder, 1M",
          "map get of 4",
          "map merge, half in common, 100k",
          "set contains, 1k",
          "set plus, 1k",
          "sorted map get hit, 100k",
          "sorted map put new, 100k");

  /** For the comparison. */
  public CollectionSubject() {}

  @Override
  public String name() {
    return "collections";
  }

  @Override
  public String about() {
    return "Persistent collections beside those of other libraries. JDK is `java.util`, where its"
        + " figure says something: it is not persistent, it copies for each update.";
  }

  @Override
  public int forks() {
    return FORKS;
  }

  @Override
  public List<Line> lines() {
    return CollectionTargets.lines().stream()
        .map(line ->
            new Line(
                line.title(),
                new Rounds.Question(
                    "collection." + line.benchmark(), 1, Map.of("size", line.size())),
                line.libraries().stream().map(Library::name).toList()))
        .toList();
  }

  @Override
  public Map<String, String> headlines() {
    return HEADLINES.stream()
        .collect(Collectors.toMap(Function.identity(), title -> Library.POTAMOS.name()));
  }

  @Override
  public Map<String, String> baselines() {
    return Map.of(Library.JDK.name(), "mutable, or immutable without new versions");
  }

  @Override
  public String tables(Map<String, Map<String, RunResult>> results) {
    CollectionReport report = new CollectionReport("", "");
    CollectionTargets.lines().stream()
        .filter(line -> results.containsKey(line.title()))
        .forEach(line -> report.add(line, measured(results.getOrDefault(line.title(), Map.of()))));
    return """
    ## Targets

    The tables of `CollectionCampaign`: here figures are medians; *ratio* is the time of POTAMOS divided
    by that of the rival, so less is better; the best peer is the quickest rival that is persistent, so not the JDK;
    *bytes* are allocated per operation.

    """
        + report.body();
  }

  private static List<Measured> measured(Map<String, RunResult> results) {
    return Stream.of(Library.values())
        .flatMap(library ->
            Stream.ofNullable(results.get(library.name()))
                .map(result -> new Measured(library, result)))
        .toList();
  }
}
