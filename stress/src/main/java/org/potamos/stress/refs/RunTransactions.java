package org.potamos.stress.refs;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;
import org.potamos.stress.run.Watchdog;

/**
 * Runs transactions for a while, with many threads, and checks what must hold. Prints one line for
 * each scenario; ends with 1 if anything was wrong, and with 2 if nothing went on for half a
 * minute.
 *
 * <p>Run: {@code mvn -q -Pstress-refs -pl stress -am}, which takes little more than a minute;
 * {@code "-Dstress.refs.args=--minutes 10"} for a long run, {@code "--seconds 5"} for each
 * scenario, {@code "--seed 42"}, {@code "--only Chaos"}.
 */
public final class RunTransactions {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new BankTransfers(),
          new WriteSkewPairs(),
          new ParkedRetries(),
          new LongReader(),
          new LongUpdate(),
          new Philosophers(),
          new EnsurePairs(),
          new Chaos());

  private static final int DEFAULT_SECONDS = 8;

  private double seconds = DEFAULT_SECONDS;
  private long seed = System.nanoTime();
  private String only = "";

  private RunTransactions() {}

  /**
   * Runs the scenarios.
   *
   * @param args see above
   * @throws Exception if a scenario cannot be run at all
   */
  public static void main(String[] args) throws Exception {
    // what watches and hooks throw is logged, and there is a lot of it
    Logger.getLogger("org.potamos").setLevel(Level.OFF);
    RunTransactions runner = new RunTransactions();
    runner.parse(args);
    System.exit(runner.run() ? 0 : 1);
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("no value for " + args[i]);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--minutes" ->
            seconds = Double.parseDouble(value) * TimeUnit.MINUTES.toSeconds(1) / SCENARIOS.size();
        case "--seed" -> seed = Long.parseLong(value);
        case "--only" -> only = value;
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
  }

  private boolean run() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "transactions: %.0f s each, seed %d, %d processors, Java %s%n",
        seconds,
        seed,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    boolean passed = true;
    boolean any = false;
    for (Scenario scenario : SCENARIOS) {
      if (only.isEmpty() || scenario.name().equals(only)) {
        any = true;
        passed &= run(scenario);
      }
    }
    if (!any) {
      System.out.println("no scenario is named " + only);
    }
    return passed && any;
  }

  private boolean run(Scenario scenario) throws Exception {
    Run run = new Run(seed, (long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    long start = System.nanoTime();
    try (Watchdog _ = Watchdog.over(scenario.name(), run)) {
      scenario.run(run);
    }
    System.out.printf(
        Locale.ROOT,
        "%-14s %-6s %5.1f s  %s%n",
        scenario.name(),
        run.hasPassed() ? "ok" : "FAILED",
        (System.nanoTime() - start) / 1e9,
        run.summary());
    run.violations().forEach(violation -> System.out.println("    VIOLATION: " + violation));
    return run.hasPassed();
  }
}
