package org.potamos.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.comparison.Subject;
import org.potamos.benchmarks.rivals.Rival;

/** The benchmarks of the atom, as lines of the comparison. */
public final class AtomSubject implements Subject {
  private static final int FORKS = 3;

  /* Columns: title; class and method; number of threads. All rivals run. */
  private static final String LINES =
      """
      deref, 1 thread                                  | AtomBenchmark.deref                          | 1
      swap, 1 thread                                   | AtomBenchmark.swap                           | 1
      swap, 2 threads                                  | AtomBenchmark.swapContended                  | 2
      swap by a slow function, 2 threads               | AtomBenchmark.swapSlowlyContended            | 2
      swap with a watch and a validator, 1 thread      | GuardedAtomBenchmark.swapWatchedAndValidated | 1
      swap beside validators, 1 thread                 | GuardedAtomBenchmark.swapBesideValidators    | 1
      """;

  /** For the comparison. */
  public AtomSubject() {}

  @Override
  public String name() {
    return "atoms";
  }

  @Override
  public String about() {
    return "An atom beside `AtomicReference` and Clojure's atom. The watch and the validator of"
        + " ATOMIC_REFERENCE are written by hand: fixed, not isolated, without versions. The slow"
        + " function does "
        + AtomBenchmark.MICROSECOND
        + " tokens of `Blackhole.consumeCPU`.";
  }

  @Override
  public int forks() {
    return FORKS;
  }

  @Override
  public List<Line> lines() {
    return LINES.lines().map(AtomSubject::line).toList();
  }

  private static Line line(String text) {
    List<String> cells = Stream.of(text.split("\\|", -1)).map(String::strip).toList();
    return new Line(
        cells.get(0),
        new Rounds.Question(cells.get(1), Integer.parseInt(cells.get(2)), Map.of()),
        Stream.of(Rival.values()).map(Rival::name).toList());
  }

  @Override
  public Map<String, String> headlines() {
    Map<String, String> headlines = new TreeMap<>();
    lines().forEach(line -> headlines.put(line.title(), Rival.POTAMOS.name()));
    return headlines;
  }

  @Override
  public Map<String, String> baselines() {
    return Map.of(
        Rival.ATOMIC_REFERENCE.name(),
        "neither watches nor validators, no version; a function may change its own reference");
  }

  @Override
  public String tables(Map<String, Map<String, RunResult>> results) {
    List<RunResult> all =
        results.values().stream().map(Map::values).flatMap(Collection::stream).toList();
    return """
    ## By benchmark

    The table of `AtomCampaign`: *ratio* is the score divided by that of POTAMOS; *bytes* are allocated
    per operation, the boxed value included; *runs* is how often the function ran for each change.

    """
        + AtomReport.table(all);
  }
}
