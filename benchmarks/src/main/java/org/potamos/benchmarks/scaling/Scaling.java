package org.potamos.benchmarks.scaling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.potamos.benchmarks.comparison.Arguments;
import org.potamos.benchmarks.comparison.Pages;
import org.potamos.benchmarks.comparison.RawFile;
import org.potamos.benchmarks.comparison.Session;

/**
 * Runs each reference with 1 to 16 platform threads and 1 to 10,000 virtual ones, and files raw
 * data, a page and a chart under {@code docs/benchmarks/<date>}.
 *
 * <p>Run, with nothing else running: {@code mvn -q -Pscaling -pl benchmarks -am
 * -Dscaling.commit=$(git rev-parse --short HEAD)}; options in {@code -Dscaling.args}, of which
 * {@code --help} tells.
 */
public final class Scaling {
  private static final List<String> DEFAULT =
      List.of("-f", "1", "-wi", "4", "-w", "400ms", "-i", "5", "-r", "400ms");
  private static final List<String> FULL =
      List.of("-f", "3", "-wi", "3", "-w", "500ms", "-i", "5", "-r", "500ms");

  private Scaling() {}

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
    Arguments.run(Scaling::file, arguments);
  }

  private static void file(Arguments said)
      throws RunnerException, CommandLineOptionException, IOException {
    Path folder = said.render();
    if (folder == null) {
      folder = said.folder();
      run(said, folder);
    }
    Pages.render(folder);
    System.out.println(new ScalingPage(RawFile.read(folder.resolve("scaling.json"))).targets());
    System.out.println("filed under " + folder);
  }

  private static void run(Arguments said, Path folder)
      throws RunnerException, CommandLineOptionException, IOException {
    List<String> options = said.forJmh(said.budget().choose(DEFAULT, FULL));
    String command =
        "mvn -q -Pscaling -pl benchmarks -am -Dscaling.args=\"" + said.options() + "\"";
    Session session = new Session(ScalingPage.NAME, ScalingLines.lines(), 1, options, command);
    double minutes = session.expectedMinutes(options, 0);
    System.out.printf(Locale.ROOT, "expected: some %.0f minutes%n", Math.max(1, minutes));
    session.run(folder);
  }
}
