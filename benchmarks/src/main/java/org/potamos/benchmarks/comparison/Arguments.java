package org.potamos.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.potamos.benchmarks.Campaign;

/**
 * What was said on the command line of a comparison.
 *
 * @param root the folder under which to file, in a folder named after the date
 * @param budget how much time it may take
 * @param out the folder to file in, if not below the root
 * @param render the folder whose pages are to be made again, if nothing is to be run
 * @param jmh the rest: JMH's options, which choose what is run, or how
 */
public record Arguments(
    Path root, Budget budget, @Nullable Path out, @Nullable Path render, List<String> jmh) {

  /** What the commands print when asked. */
  private static final String HELP =
      """
      --budget quick|default|full   less time means larger errors (default)
      --out DIR                     where to file, from the project's folder (docs/benchmarks/<date>)
      --render DIR                  runs nothing, makes pages and charts again from the JSON files in DIR
      --help                        this
      All else is for JMH: regular expressions choose benchmarks, -p rival=A,B chooses who runs, -t the lines of
      so many threads; -f, -wi, -w, -i, -r say how long. What is not whole goes to docs/benchmarks/<date>-part.
      """;

  /** Copies the rest. */
  public Arguments {
    jmh = List.copyOf(jmh);
  }

  /** What is done with them. */
  @FunctionalInterface
  public interface Command {

    /**
     * Runs and files.
     *
     * @param said what was said
     * @throws RunnerException if a benchmark fails, also when its result does not check out
     * @throws CommandLineOptionException if JMH's options are wrong
     * @throws IOException if the files cannot be written
     */
    void run(Arguments said) throws RunnerException, CommandLineOptionException, IOException;
  }

  /**
   * Reads them and runs a command, or prints what they may be, if they ask for help.
   *
   * @param command what to do with them
   * @param arguments the folder under which to file, then options
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   * @throws CommandLineOptionException if JMH's options are wrong
   * @throws IOException if the files cannot be written
   */
  public static void run(Command command, String... arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(HELP);
    } else {
      command.run(of(arguments));
    }
  }

  /**
   * Reads them.
   *
   * @param arguments the folder under which to file, then options
   * @return what they say
   */
  public static Arguments of(String... arguments) {
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    Path project = root.resolve("../..").normalize();
    Budget budget = Budget.DEFAULT;
    Path out = null;
    Path render = null;
    List<String> jmh = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--budget" -> budget = Budget.of(value(arguments, ++i));
        case "--out" -> out = project.resolve(value(arguments, ++i));
        case "--render" -> render = project.resolve(value(arguments, ++i));
        default -> jmh.add(known(arguments[i]));
      }
    }
    return new Arguments(root, budget, out, render, jmh);
  }

  private static String value(String[] arguments, int index) {
    if (index == arguments.length) {
      throw new IllegalArgumentException(
          "option rejected: no value, option=" + arguments[index - 1]);
    }
    return arguments[index];
  }

  private static String known(String argument) {
    if (argument.startsWith("--")) {
      throw new IllegalArgumentException(
          "option rejected: no such option, option=" + argument + "\n" + HELP);
    }
    return argument;
  }

  /** {@return whether everything is run, for long enough to be filed} */
  public boolean isWhole() {
    return jmh.isEmpty() && budget != Budget.QUICK;
  }

  /** {@return where to file} */
  public Path folder() {
    return out != null ? out : root.resolve(Campaign.today() + (isWhole() ? "" : "-part"));
  }

  /**
   * Puts the given options in the place of those of the budget.
   *
   * @param ofBudget what the budget says to JMH
   * @return what is said to JMH
   */
  public List<String> forJmh(List<String> ofBudget) {
    List<String> all = new ArrayList<>(ofBudget);
    // JMH rejects an option that is given twice
    for (int i = 0; i + 1 < jmh.size(); i++) {
      int place = all.indexOf(jmh.get(i));
      if (jmh.get(i).startsWith("-") && place >= 0) {
        all.subList(place, place + 2).clear();
      }
    }
    all.addAll(jmh);
    return all;
  }

  /** {@return the options as they can be said again} */
  public String options() {
    List<String> all = new ArrayList<>(List.of("--budget", budget.toString()));
    all.addAll(jmh);
    return String.join(" ", all);
  }
}
