package org.potamos.benchmarks.stm;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.comparison.Subject;
import org.potamos.benchmarks.stm.rivals.Engine;

/** The lines of {@link StmTargets} in which there is a rival, for the comparison. */
public final class StmSubject implements Subject {
  private static final int FORKS = 2;

  /* Columns: title; the form of Potamos. */
  private static final String HEADLINES =
      """
      transfer of 1,024, 1 thread  | POTAMOS
      transfer of 1,024, 2 threads | POTAMOS
      same pair, 2 threads         | POTAMOS
      increment, 1 thread          | POTAMOS
      increment, 2 threads         | POTAMOS
      single operation, 1 thread   | POTAMOS
      commute, 2 threads           | POTAMOS
      sum of 1,000, 1 thread       | POTAMOS_READ_ONLY
      sum of 1,000 beside a writer: read | POTAMOS_READ_ONLY
      16 steps of 4,096, 1 thread  | POTAMOS
      16 steps of 4,096, 2 threads | POTAMOS
      """;

  /** For the comparison. */
  public StmSubject() {}

  @Override
  public String name() {
    return "transactions";
  }

  @Override
  public String about() {
    return "Refs in transactions beside other software transactional memories and locks. POTAMOS"
        + " looks the transaction up, POTAMOS_TX is handed it, POTAMOS_READ_ONLY also declares"
        + " transactions that only read. CLOJURE has snapshot isolation, which allows write skew.";
  }

  @Override
  public int forks() {
    return FORKS;
  }

  @Override
  public List<Line> lines() {
    return StmTargets.lines().stream()
        .filter(line -> !line.engines().stream().allMatch(Engine::isOwn))
        .map(line ->
            new Line(
                line.title(),
                new Rounds.Question("stm." + line.benchmark(), line.threads(), line.parameters()),
                line.engines().stream().map(Engine::name).toList()))
        .toList();
  }

  @Override
  public Map<String, String> headlines() {
    return HEADLINES
        .lines()
        .map(line -> line.split("\\|", -1))
        .collect(Collectors.toMap(cells -> cells[0].strip(), cells -> cells[1].strip()));
  }

  @Override
  public Map<String, String> baselines() {
    String noTransactions = "no transactions: nothing is undone, composed, waited for or watched; ";
    return Map.of(
        Engine.FINE_LOCK.name(), noTransactions + "a lock for each cell, taken in one order",
        Engine.ONE_LOCK.name(), noTransactions + "one lock for all cells",
        Engine.STAMPED_CELLS.name(),
            noTransactions + "a stamped lock for each cell, read optimistically",
        Engine.ATOMIC_REFERENCE.name(), "one cell only");
  }

  @Override
  public String tables(Map<String, Map<String, RunResult>> results) {
    StmReport report = new StmReport("", "");
    StmTargets.lines().stream()
        .filter(line -> results.containsKey(line.title()))
        .forEach(line -> report.add(line, measured(results.getOrDefault(line.title(), Map.of()))));
    return """
    The tables of `StmCampaign`: here figures are medians; ratios are how many times as fast Potamos
    is, in its quickest form; *bodies* is how often the body ran for a sum, on average and at most; *history* is
    how many versions were seen besides the newest; *unfair* is how many times as much one thread did as the other.

    """
        + report.body();
  }

  private static List<Measured> measured(Map<String, RunResult> results) {
    return Stream.of(Engine.values())
        .flatMap(engine ->
            Stream.ofNullable(results.get(engine.name()))
                .map(result -> new Measured(engine, result)))
        .toList();
  }
}
