package org.potamos.stress.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;
import org.potamos.stress.run.Watchdog;

/**
 * Runs agents for a while, with many threads, and checks what must hold. Prints one line for each
 * scenario; ends with 1 if anything was wrong, and with 2 if nothing went on for half a minute.
 *
 * <p>Run: {@code mvn -q -Pstress-agents -pl stress -am}, which takes little more than a minute;
 * {@code "-Dstress.agents.args=--minutes 10"} for a long run, shared by the scenarios as the short
 * one is; {@code "--only FlatHeap --minutes 10"}, {@code "--seed 42"}. With {@code "--break LOSE"}
 * a {@link Fault} is injected, and the run has to fail.
 */
public final class RunAgents {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A scenario, and how long it takes by default. */
  private record Part(Scenario scenario, double seconds) {}

  private double minutes;
  private long seed = System.nanoTime();
  private String only = "";
  private @Nullable Fault fault;

  private RunAgents() {}

  /**
   * Runs the scenarios.
   *
   * @param args see above
   * @throws Exception if a scenario cannot be run at all
   */
  public static void main(String[] args) throws Exception {
    silence();
    RunAgents runner = new RunAgents();
    runner.parse(args);
    System.exit(runner.run() ? 0 : 1);
  }

  /** What actions, watches and handlers throw is logged, and there is a lot of it. */
  static Logger silence() {
    Logger logger = Logger.getLogger("org.potamos");
    logger.setLevel(Level.OFF);
    return logger;
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("no value for " + args[i]);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--minutes" -> minutes = Double.parseDouble(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--only" -> only = value;
        case "--break" -> fault = Fault.valueOf(value);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
  }

  private List<Part> parts() {
    Breaker breaker = new Breaker(fault);
    List<Part> all =
        List.of(
            new Part(new Million(breaker, Million.COUNT), 5),
            new Part(new Producers(breaker), 8),
            new Part(new Rings(breaker), 8),
            new Part(new Awaits(breaker, PATIENCE), 8),
            new Part(new Closings(breaker, PATIENCE), 8),
            new Part(new Chaos(breaker, seed, PATIENCE), 30),
            new Part(new FlatHeap(breaker), 15));
    List<Part> chosen = new ArrayList<>(all);
    chosen.removeIf(part -> !only.isEmpty() && !part.scenario().name().equals(only));
    return chosen;
  }

  private boolean run() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "agents: seed %d, %d processors, Java %s%s%n",
        seed,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        fault == null ? "" : ", broken: " + fault);
    List<Part> parts = parts();
    double planned = parts.stream().mapToDouble(Part::seconds).sum();
    double factor = minutes == 0 ? 1 : minutes * TimeUnit.MINUTES.toSeconds(1) / planned;
    boolean passed = true;
    for (Part part : parts) {
      passed &= run(part.scenario(), part.seconds() * factor);
    }
    if (parts.isEmpty()) {
      System.out.println("no scenario is named " + only);
    }
    return passed && !parts.isEmpty();
  }

  private boolean run(Scenario scenario, double seconds) throws Exception {
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
    if (!run.hasPassed()) {
      System.out.printf("    again: --only %s --seed %d%n", scenario.name(), seed);
    }
    return run.hasPassed();
  }
}
