package org.potamos.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/**
 * Runs atoms, transactions, agents and collections beside their rivals, and files raw data, pages
 * and charts under {@code docs/benchmarks/<date>}.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Privals -pl benchmarks -am
 * -Drivals.commit=$(git rev-parse --short HEAD)}; options in {@code -Drivals.args}, of which {@code
 * --help} tells.
 */
public final class Comparison {

  /** How long a fork measures as annotated, in seconds. */
  private static final Map<String, Double> ANNOTATED =
      Map.of("atoms", 6.5, "transactions", 8.0, "agents", 8.0, "collections", 2.4);

  private static final double UNKNOWN = 8.0;

  private Comparison() {}

  /**
   * Runs and files.
   *
   * @param arguments the folder under which to file, then options
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   * @throws CommandLineOptionException if JMH's options are wrong
   * @throws IOException if the files cannot be written
   */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    Arguments.run(Comparison::file, arguments);
  }

  private static void file(Arguments said)
      throws RunnerException, CommandLineOptionException, IOException {
    Path render = said.render();
    if (render != null) {
      Pages.render(render);
      System.out.println("made again: " + render);
      return;
    }
    run(said);
  }

  private static void run(Arguments said)
      throws RunnerException, CommandLineOptionException, IOException {
    List<String> options = said.forJmh(said.budget().options());
    List<Session> sessions = new ArrayList<>();
    double minutes = 0;
    for (Subject subject : Subjects.ALL) {
      Session session =
          new Session(subject.name(), subject.lines(), subject.forks(), options, command(said));
      minutes += session.expectedMinutes(options, ANNOTATED.getOrDefault(subject.name(), UNKNOWN));
      sessions.add(session);
    }
    System.out.printf(Locale.ROOT, "expected: some %.0f minutes%n", Math.max(1, minutes));
    Path folder = said.folder();
    for (Session session : sessions) {
      session.run(folder);
    }
    Pages.render(folder);
    System.out.println("filed under " + folder);
  }

  private static String command(Arguments said) {
    return "mvn -q -Privals -pl benchmarks -am -Drivals.args=\"" + said.options() + "\"";
  }
}
