package org.potamos.stress.agents;

import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Sends of every kind, while everything fails that can: actions, validators, watches, failure
 * handlers and executors throw, agents are paused, restarted and cleared, groups are closed and
 * shut down, threads are interrupted, queues are full. An account is kept of every action: it has
 * run exactly once, or was reported exactly once as not run, or was held by what has failed.
 */
final class Chaos implements Scenario {
  /** What is thrown on purpose says so. */
  static final String FAULT = "chaos";

  /** One account lasts so long. */
  private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Breaker breaker;
  private final long seed;
  private final Duration patience;

  Chaos(Breaker breaker, long seed, Duration patience) {
    this.breaker = breaker;
    this.seed = seed;
    this.patience = patience;
  }

  @Override
  public void run(Run run) throws InterruptedException {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> hear(run, thrown));
    try {
      Tally tally = new Tally();
      SplittableRandom random = new SplittableRandom(seed);
      long end = System.nanoTime() + run.nanos();
      int rounds = 0;
      do {
        try (Round round = new Round(run, breaker, random.nextLong(), patience, tally)) {
          round.go(Math.min(ROUND_NANOS, Math.max(1, end - System.nanoTime())));
        }
        rounds++;
      } while (System.nanoTime() - end < 0 && run.hasPassed());
      run.note(String.format(Locale.ROOT, "%d accounts, %s", rounds, tally));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** Fatal errors are told to whoever watches threads. */
  private static void hear(Run run, Throwable thrown) {
    run.check(
        String.valueOf(thrown.getMessage()).contains(FAULT), "uncaught: " + Run.described(thrown));
  }
}
