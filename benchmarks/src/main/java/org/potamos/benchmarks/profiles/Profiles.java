package org.potamos.benchmarks.profiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.potamos.benchmarks.Campaign;
import org.potamos.benchmarks.Rounds;
import org.potamos.benchmarks.comparison.Arguments;
import org.potamos.benchmarks.comparison.Subject;
import org.potamos.benchmarks.comparison.Subjects;

/**
 * Runs the headline of each subject under the JDK's flight recorder, and files under {@code
 * docs/benchmarks/<date>} in which methods the time goes, and for which classes the bytes.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pprofiles -pl benchmarks -am
 * -Dprofiles.commit=$(git rev-parse --short HEAD)}; options in {@code -Dprofiles.args}, of which
 * {@code --help} tells.
 */
public final class Profiles {
  private static final List<String> DEFAULT =
      List.of("-f", "1", "-wi", "3", "-w", "500ms", "-i", "3", "-r", "1s");
  private static final List<String> FULL =
      List.of("-f", "1", "-wi", "3", "-w", "1s", "-i", "5", "-r", "3s");

  private Profiles() {}

  /**
   * Runs and files.
   *
   * @param arguments the folder under which to file, then options
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   * @throws CommandLineOptionException if JMH's options are wrong
   * @throws IOException if the file cannot be written
   */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    Arguments.run(Profiles::file, arguments);
  }

  private static void file(Arguments said)
      throws RunnerException, CommandLineOptionException, IOException {
    if (said.render() != null) {
      throw new IllegalArgumentException(
          "option rejected: there is no raw data of profiles to make the page from again,"
              + " option=--render; leave it out");
    }
    StringBuilder page = new StringBuilder(head(said));
    for (Subject subject : Subjects.ALL) {
      page.append(
          """

          ## %s

          | line | form | ops/µs | samples | innermost methods | bytes go to |
          |---|---|---|---|---|---|
          """
              .formatted(subject.name()));
      for (Subject.Line line : subject.lines()) {
        for (String form : forms(subject, line)) {
          page.append(row(said, line, form));
        }
      }
    }
    Path folder = Files.createDirectories(said.folder());
    Files.writeString(folder.resolve("profiles.md"), page);
    System.out.println("filed under " + folder);
  }

  private static String head(Arguments said) throws IOException {
    return """
    # Where the time goes, %s

    For who looks for more speed: each headline of the comparison, under the sampler of the JDK's flight recorder.
    Of each sample the innermost method counts, inlined ones included; what is below 2 %% is left out. Some
    hundred samples each, so a share of 20 %% may be 15 or 25. The recorder slows things down a little: the
    operations per microsecond are here to tell that the right thing was looked at, and to nothing else.

    %s- made by: `mvn -q -Pprofiles -pl benchmarks -am`%s
    """
        .formatted(
            Campaign.today(),
            Campaign.environment(),
            said.jmh().isEmpty() ? "" : " with " + String.join(" ", said.jmh()));
  }

  /** Those of its headlines; a line whose parts are told apart has headlines of the same run. */
  private static List<String> forms(Subject subject, Subject.Line line) {
    return subject.headlines().entrySet().stream()
        .filter(each ->
            each.getKey().equals(line.title()) || each.getKey().startsWith(line.title() + ": "))
        .map(each -> each.getValue())
        .distinct()
        .toList();
  }

  private static String row(Arguments said, Subject.Line line, String form)
      throws RunnerException, CommandLineOptionException, IOException {
    Path folder = Files.createTempDirectory("profile");
    try {
      List<String> options = new ArrayList<>(said.forJmh(said.budget().choose(DEFAULT, FULL)));
      options.addAll(List.of("-prof", "jfr:configName=profile;dir=" + folder));
      Rounds rounds = new Rounds(options, 1);
      if (!rounds.isWanted(line.question())) {
        return "";
      }
      RunResult result = rounds.runNamed(line.question(), List.of(form)).get(form);
      Samples samples = Samples.of(recording(folder));
      System.out.println(line.title() + ", " + form + ": " + samples.methods());
      return String.format(
          Locale.ROOT,
          "| %s | %s | %s | %d | %s | %s |%n",
          line.title(),
          form,
          result == null ? "" : speed(result),
          samples.count(),
          samples.methods(),
          samples.classes());
    } finally {
      delete(folder);
    }
  }

  private static String speed(RunResult result) {
    double score = result.getPrimaryResult().getScore();
    boolean isThroughput = result.getPrimaryResult().getScoreUnit().startsWith("ops");
    return isThroughput
        ? String.format(Locale.ROOT, "%.3g", score)
        : String.format(Locale.ROOT, "%.3g %s", score, result.getPrimaryResult().getScoreUnit());
  }

  private static Path recording(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jfr"))
          .findFirst()
          .orElseThrow(() -> new IOException("profile failed: no recording was made"));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
