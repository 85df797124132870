package org.potamos.benchmarks.agents;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;
import org.potamos.benchmarks.agents.rivals.Engine;

/**
 * What one rival did in one line.
 *
 * @param engine who ran the actions
 * @param result of all forks
 */
record Measured(Engine engine, RunResult result) {

  private Statistics statistics() {
    return result.getPrimaryResult().getStatistics();
  }

  /** Actions in a microsecond. */
  double median() {
    return statistics().getPercentile(50);
  }

  double error() {
    return statistics().getMeanErrorAt(0.999);
  }

  /** Bytes allocated per action. */
  double bytes() {
    Result<?> found = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return found == null ? Double.NaN : found.getScore();
  }
}
