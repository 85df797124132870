package org.potamos.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.potamos.benchmarks.rivals.Rival;

/** The table that {@link AtomCampaign} files. */
final class AtomReport {
  private static final String SUBJECT = Rival.POTAMOS.name();

  private AtomReport() {}

  /** Scores and ratios, a row for each rival of each benchmark. */
  static String table(Collection<RunResult> results) {
    StringBuilder text = new StringBuilder();
    text.append("| benchmark | rival | score | error | ratio | bytes | runs |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    Map<String, List<RunResult>> byBenchmark =
        results.stream()
            .collect(Collectors.groupingBy(Campaign::name, TreeMap::new, Collectors.toList()));
    for (Map.Entry<String, List<RunResult>> entry : byBenchmark.entrySet()) {
      for (RunResult result : entry.getValue()) {
        text.append(row(entry.getKey(), result, entry.getValue())).append('\n');
      }
    }
    return text.toString();
  }

  private static String row(String name, RunResult result, List<RunResult> rivals) {
    Result<?> score = result.getPrimaryResult();
    String ratio =
        rivals.stream()
            .filter(other -> Campaign.rival(other).equals(SUBJECT))
            .findFirst()
            .map(own -> score.getScore() / own.getPrimaryResult().getScore())
            .map(value -> String.format(Locale.ROOT, "%.2f", value))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f %s | %s | %s | %s | %s |",
        name,
        Campaign.rival(result),
        score.getScore(),
        score.getScoreUnit(),
        Double.isNaN(score.getScoreError())
            ? "?"
            : String.format(Locale.ROOT, "%.2f", score.getScoreError()),
        ratio,
        Campaign.allocated(result),
        executionsPerChange(result));
  }

  private static String executionsPerChange(RunResult result) {
    Result<?> executions = result.getSecondaryResults().get("executions");
    Result<?> changes = result.getSecondaryResults().get("changes");
    return executions == null || changes == null
        ? ""
        : String.format(Locale.ROOT, "%.3f", executions.getScore() / changes.getScore());
  }
}
