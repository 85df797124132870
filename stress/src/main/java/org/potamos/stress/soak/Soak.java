package org.potamos.stress.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.potamos.stress.run.Watchdog;

/**
 * Runs everything together for some minutes: atoms, refs, agents, watches, validators, invariants,
 * waiting transactions, failures, interrupts, virtual threads by the ten thousand; writes histories
 * to disk, and checks them from there. Ends with 0 if nothing was wrong, with 1 if anything was,
 * with 2 if the arguments make no sense or nothing went on for half a minute.
 *
 * <p>Run: {@code mvn -q -Psoak -pl stress -am}, which takes a minute; {@code "-Dsoak.args=--minutes
 * 60 --report soak.md"} for long; {@code "-Dsoak.args=--check DIR"} checks what a run with {@code
 * --log DIR} has left.
 */
public final class Soak {
  private Soak() {}

  /**
   * Runs.
   *
   * @param args see {@link Options}
   * @throws Exception if it cannot be run at all
   */
  public static void main(String[] args) throws Exception {
    // what watches, hooks and actions throw is logged, and there is a lot of it
    Logger.getLogger("org.potamos").setLevel(Level.OFF);
    System.exit(run(System.out, Watchdog.ENDS_PROCESS, args));
  }

  /** Answers the exit code. */
  static int run(PrintStream out, Watchdog.Hang hang, String... args)
      throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(args);
      Path check = options.check();
      if (check != null) {
        return check(out, check);
      }
    } catch (IllegalArgumentException wrong) {
      out.println(wrong.getMessage());
      out.println(Options.USAGE);
      return 2;
    }
    return soak(out, hang, options);
  }

  private static int check(PrintStream out, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException("--check must name a directory");
    }
    Findings findings = new Findings();
    HistoryChecker checker = new HistoryChecker(findings);
    checker.checkAll(directory);
    out.print(Report.ofCheck(checker, findings));
    return findings.count() == 0 ? 0 : 1;
  }

  private static int soak(PrintStream out, Watchdog.Hang hang, Options options)
      throws IOException, InterruptedException {
    out.printf("soak: %s, seed %d%n", options.time(), options.seed());
    long start = System.nanoTime();
    Results results;
    try {
      results = new World(options.withProgress(out::println)).run(hang);
    } catch (IllegalArgumentException wrong) {
      out.println(wrong.getMessage());
      return 2;
    }
    String report = Report.of(results, (System.nanoTime() - start) / 1e9);
    out.print(report);
    Path file = options.report();
    if (file != null) {
      Files.writeString(file, report);
    }
    return results.hasPassed() ? 0 : 1;
  }
}
