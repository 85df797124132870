package org.potamos.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the rivals of one question in rounds, as far as JMH's options on the command line do not
 * leave them out.
 *
 * <p>Each round is one fork of each rival, one after the other. A neighbour who wakes up for some
 * minutes then disturbs all of them, and the ratio less than if all forks of one rival came first.
 * The rounds of one rival are put together again to one result, as if JMH had run all its forks in
 * one go.
 */
public final class Rounds {
  private static final List<String> NOTHING_SAID = List.of("-foe", "true");

  private final List<String> arguments;
  private final List<String> includes;
  private final CommandLineOptions given;
  private final int forks;
  private final List<RunResult> results = new ArrayList<>();

  /**
   * What is run.
   *
   * @param benchmark package below the benchmarks, class and method
   * @param threads how many
   * @param parameters others than the rival
   */
  public record Question(String benchmark, int threads, Map<String, String> parameters) {}

  /**
   * Reads the options.
   *
   * @param arguments of JMH; what they include chooses questions, and so do {@code -t} and {@code
   *     -p}
   * @param forks how many rounds if they do not say
   * @throws CommandLineOptionException if they are wrong
   */
  public Rounds(List<String> arguments, int forks) throws CommandLineOptionException {
    this.arguments = arguments;
    // JMH would run all that is included, and not a question at a time
    includes = new CommandLineOptions(arguments.toArray(String[]::new)).getIncludes();
    String[] others =
        arguments.stream().filter(each -> !includes.contains(each)).toArray(String[]::new);
    given = new CommandLineOptions(others);
    this.forks = given.getForkCount().orElse(forks);
  }

  /** {@return whether the options change nothing, neither what is run nor how} */
  public boolean areWhole() {
    return NOTHING_SAID.containsAll(arguments);
  }

  /**
   * Tells whether the options leave a question in.
   *
   * @param question the question
   * @return true if it is to be run
   */
  public boolean isWanted(Question question) {
    boolean included =
        includes.isEmpty()
            || includes.stream()
                .anyMatch(regex -> Pattern.compile(regex).matcher(question.benchmark()).find());
    return included
        && given.getThreads().orElse(question.threads()) == question.threads()
        && question.parameters().entrySet().stream()
            .allMatch(each -> isNamed(each.getKey(), each.getValue()));
  }

  /**
   * Runs a question.
   *
   * @param question the question
   * @param rivals who runs: constants of the enumeration that the benchmark has as its parameter
   * @param <E> the enumeration
   * @return the result of each rival that the options leave in
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   */
  public <E extends Enum<E>> Map<E, RunResult> run(Question question, List<E> rivals)
      throws RunnerException {
    Map<E, RunResult> found = new LinkedHashMap<>();
    Map<String, RunResult> named = runNamed(question, rivals.stream().map(Enum::name).toList());
    for (E rival : rivals) {
      RunResult result = named.get(rival.name());
      if (result != null) {
        found.put(rival, result);
      }
    }
    return found;
  }

  /**
   * Runs a question.
   *
   * @param question the question
   * @param rivals who runs, by the names that the benchmark has for them
   * @return the result of each rival that the options leave in
   * @throws RunnerException if a benchmark fails, also when its result does not check out
   */
  public Map<String, RunResult> runNamed(Question question, List<String> rivals)
      throws RunnerException {
    Map<String, RunResult> found = new LinkedHashMap<>();
    for (int round = 0; round < forks; round++) {
      for (String rival : rivals) {
        if (isNamed("rival", rival)) {
          found.merge(rival, fork(question, rival), Rounds::together);
        }
      }
    }
    results.addAll(found.values());
    return found;
  }

  /** {@return how many rounds there are} */
  public int forks() {
    return forks;
  }

  /**
   * Tells whether the options leave a rival in.
   *
   * @param rival a value of the parameter {@code rival}
   * @return true if it is to run
   */
  public boolean isWanted(String rival) {
    return isNamed("rival", rival);
  }

  /**
   * Files all results so far as JMH writes them.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void file(Path file) throws IOException {
    ResultFormatFactory.getInstance(ResultFormatType.JSON, file.toString()).writeOut(results);
    Campaign.withoutPaths(file);
  }

  /** {@return the options of the JVM that the forks ran on; nothing before the first} */
  public String forkArguments() {
    return results.stream()
        .findFirst()
        .map(each -> String.join(" ", each.getParams().getJvmArgs()))
        .orElse("");
  }

  @Override
  public String toString() {
    return String.join(" ", arguments);
  }

  private RunResult fork(Question question, String rival) throws RunnerException {
    ChainedOptionsBuilder options =
        Campaign.options(given)
            .include("\\." + Pattern.quote(question.benchmark()) + "$")
            .param("rival", rival)
            .threads(question.threads())
            .forks(1)
            .verbosity(VerboseMode.SILENT);
    question.parameters().forEach(options::param);
    return new Runner(options.build()).runSingle();
  }

  private static RunResult together(RunResult first, RunResult second) {
    List<BenchmarkResult> all = new ArrayList<>(first.getBenchmarkResults());
    all.addAll(second.getBenchmarkResults());
    return new RunResult(first.getParams(), all);
  }

  private boolean isNamed(String parameter, String value) {
    org.openjdk.jmh.util.Optional<Collection<String>> named = given.getParameter(parameter);
    return !named.hasValue() || named.get().contains(value);
  }
}
