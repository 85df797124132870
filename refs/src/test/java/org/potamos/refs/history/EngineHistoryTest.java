package org.potamos.refs.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the engine does under load is checked against what it promises: T1, T5, T6, T9 and T10.
 *
 * <p>To look for longer: {@code -Dpotamos.history.seconds=3600}. A failure names its plan; running
 * it again runs the same programs, though not in the same order.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // a run that hangs ends by itself
class EngineHistoryTest {
  private static final int TRANSACTIONS = 2_000;

  private static final Duration HOW_LONG =
      Duration.ofSeconds(Long.getLong("potamos.history.seconds", 2)).dividedBy(2);

  private static void check(boolean isListening) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(ThreadLocalRandom.current().nextLong());
    long start = System.nanoTime();
    do {
      RecordedWorkload.Plan plan = RecordedWorkload.Plan.random(random, TRANSACTIONS, isListening);
      RecordedWorkload.Run run = RecordedWorkload.run(plan);
      HistoryChecker.Report report = HistoryChecker.check(run.history());
      assertThat(report.isClean() && run.failures().isEmpty())
          .as(() -> plan + "\n" + RecordedWorkload.describe(run, report))
          .isTrue();
    } while (System.nanoTime() - start < HOW_LONG.toNanos());
  }

  @Test
  void dosync_underLoad_keepsItsPromises() throws InterruptedException {
    check(false);
  }

  /** The order of the stamps that a listener hears is that of the commits. */
  @Test
  void dosync_underLoadWithListener_keepsItsPromises() throws InterruptedException {
    check(true);
  }
}
