package org.potamos.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.comparison.RawFile.Entry;
import org.potamos.benchmarks.comparison.Subject.Line;

/** Runs the lines of a subject, and files the raw figures after each of them. */
public final class Session {

  /** What a fork takes beside its iterations: to start, to make the state, to check it. */
  private static final double SECONDS_A_FORK = 1.5;

  private final String subject;
  private final List<Line> lines;
  private final Rounds rounds;
  private final String command;
  private final List<Entry> entries = new ArrayList<>();
  private List<String> environment = List.of();

  /**
   * Chooses the lines.
   *
   * @param subject names the file
   * @param lines all lines, of which the options choose
   * @param forks how many rounds if the options do not say
   * @param options for JMH
   * @param command how to run it again
   * @throws CommandLineOptionException if the options are wrong
   */
  public Session(String subject, List<Line> lines, int forks, List<String> options, String command)
      throws CommandLineOptionException {
    this.subject = subject;
    this.command = command;
    this.rounds = new Rounds(options, forks);
    this.lines = lines.stream().filter(line -> rounds.isWanted(line.question())).toList();
  }

  /**
   * How long it will take.
   *
   * @param options for JMH
   * @param seconds of a fork as annotated, for what the options do not say
   * @return minutes, about
   * @throws CommandLineOptionException if the options are wrong
   */
  public double expectedMinutes(List<String> options, double seconds)
      throws CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(options.toArray(String[]::new));
    double measured = seconds;
    if (given.getWarmupIterations().hasValue()
        && given.getMeasurementIterations().hasValue()
        && given.getWarmupTime().hasValue()
        && given.getMeasurementTime().hasValue()) {
      measured =
          given.getWarmupIterations().get()
                  * (given.getWarmupTime().get().convertTo(TimeUnit.MILLISECONDS) / 1e3)
              + given.getMeasurementIterations().get()
                  * (given.getMeasurementTime().get().convertTo(TimeUnit.MILLISECONDS) / 1e3);
    }
    long forks =
        lines.stream().flatMap(line -> line.rivals().stream()).filter(rounds::isWanted).count();
    return forks * rounds.forks() * (measured + SECONDS_A_FORK) / 60;
  }

  /**
   * Runs the lines.
   *
   * @param folder where to file
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   * @throws IOException if the file cannot be written
   */
  public void run(Path folder) throws RunnerException, IOException {
    long begin = System.nanoTime();
    Files.createDirectories(folder);
    for (Line line : lines) {
      rounds
          .runNamed(line.question(), line.rivals())
          .forEach((rival, result) -> entries.add(new Entry(line.title(), rival, result)));
      if (environment.isEmpty()) {
        environment = environment();
      }
      double minutes = (System.nanoTime() - begin) / 60e9;
      System.out.printf(
          Locale.ROOT, "%s: %s (%.1f minutes so far)%n", subject, line.title(), minutes);
      // after each line, so that a run cut short has filed what it has
      if (!entries.isEmpty()) {
        new RawFile(subject, Campaign.today().toString(), command, minutes, environment, entries)
            .write(folder.resolve(subject + ".json"));
      }
    }
  }

  private List<String> environment() throws IOException {
    List<String> lines = new ArrayList<>();
    Campaign.environment().lines().map(line -> line.substring("- ".length())).forEach(lines::add);
    lines.add("jvm of the forks: " + rounds.forkArguments());
    return lines;
  }
}
