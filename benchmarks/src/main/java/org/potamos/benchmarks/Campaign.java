package org.potamos.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What campaigns have in common: where they file, under which options they run, and on what. */
public final class Campaign {

  private Campaign() {}

  /** {@return the date that campaigns file under} */
  public static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  /**
   * Makes the folder of a campaign.
   *
   * @param root the folder under which to file
   * @param subject what is measured
   * @return the folder, named after the date and the subject
   * @throws IOException if it cannot be made
   */
  public static Path folder(String root, String subject) throws IOException {
    Path folder = Path.of(root, today() + "-" + subject).normalize();
    Files.createDirectories(folder);
    return folder;
  }

  /**
   * Starts the options of a run: bytes are counted, and a benchmark that fails or does not check
   * out ends the campaign.
   *
   * @param given what was said on the command line
   * @return the options, to which includes and outputs are added
   */
  public static ChainedOptionsBuilder options(CommandLineOptions given) {
    return new OptionsBuilder()
        .parent(given)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .jvmArgsPrepend("--sun-misc-unsafe-memory-access=allow");
  }

  /**
   * Takes what only this machine knows out of a raw result: where its Java is installed.
   *
   * @param file the result as JMH wrote it
   * @throws IOException if it cannot be read or written
   */
  public static void withoutPaths(Path file) throws IOException {
    Files.writeString(
        file, Files.readString(file).replace(System.getProperty("java.home"), "$JAVA_HOME"));
  }

  /**
   * Names a benchmark.
   *
   * @param result its result
   * @return class and method
   */
  public static String name(RunResult result) {
    String full = result.getParams().getBenchmark();
    return full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
  }

  /**
   * Tells who was measured.
   *
   * @param result the result
   * @return the parameter {@code rival}, or nothing
   */
  public static String rival(RunResult result) {
    String rival = result.getParams().getParam("rival");
    return rival == null ? "" : rival;
  }

  /**
   * Tells how many bytes were allocated.
   *
   * @param result the result
   * @return bytes per operation, or nothing
   */
  public static String allocated(RunResult result) {
    Result<?> found = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return found == null ? "" : String.format(Locale.ROOT, "%.1f", found.getScore());
  }

  /**
   * Tells on what a campaign ran.
   *
   * @return a list for its report
   * @throws IOException if the system does not say
   */
  public static String environment() throws IOException {
    List<String> lines = new ArrayList<>();
    Path cpu = Path.of("/proc/cpuinfo");
    if (Files.isReadable(cpu)) {
      try (Stream<String> info = Files.lines(cpu)) {
        info.filter(line -> line.startsWith("model name"))
            .findFirst()
            .ifPresent(
                line -> lines.add("processor: " + line.substring(line.indexOf(':') + 1).strip()));
      }
    }
    lines.add("processors available: " + Runtime.getRuntime().availableProcessors());
    lines.add("system: " + System.getProperty("os.name") + ", " + System.getProperty("os.arch"));
    lines.add("java: " + System.getProperty("java.vm.name") + " " + Runtime.version());
    lines.add("commit: " + System.getProperty("campaign.commit", "unknown"));
    return lines.stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
  }
}
