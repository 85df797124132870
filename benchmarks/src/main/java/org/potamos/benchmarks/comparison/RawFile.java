package org.potamos.benchmarks.comparison;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/**
 * One run as it is filed: when, where, how, and the raw figures of each iteration. Everything on
 * pages and charts is computed from it, so that anybody can compute it again.
 *
 * @param subject what was measured
 * @param date the day of the run
 * @param command how to run it again
 * @param minutes how long it took
 * @param environment the machine, the JVM, the commit
 * @param entries who did what in which line, in the order in which they ran
 */
public record RawFile(
    String subject,
    String date,
    String command,
    double minutes,
    List<String> environment,
    List<Entry> entries) {

  /*
   * Overview
   *
   * The file is JSON with one entry in a line, so that a difference of two runs can be read. JMH's own
   * format repeats each figure as percentiles and confidence intervals and takes several times the space;
   * here are only the figures of the iterations, by fork. RawResult turns them into JMH's results again,
   * and JMH computes means and errors. Reading is done by the configuration library that Pekko, one of
   * the rivals, brings along: JSON is a subset of its syntax.
   */

  /** Copies the lists. */
  public RawFile {
    environment = List.copyOf(environment);
    entries = List.copyOf(entries);
  }

  /**
   * Who did what in a line.
   *
   * @param line its title
   * @param rival who
   * @param result of all forks
   */
  public record Entry(String line, String rival, RunResult result) {}

  /** {@return all results by line and rival, in the order in which they ran} */
  public Map<String, Map<String, RunResult>> results() {
    Map<String, Map<String, RunResult>> results = new LinkedHashMap<>();
    for (Entry entry : entries) {
      results
          .computeIfAbsent(entry.line(), line -> new LinkedHashMap<>())
          .put(entry.rival(), entry.result());
    }
    return results;
  }

  /**
   * Writes the file.
   *
   * @param file where to
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    String head =
        """
        {
        "subject": %s,
        "date": %s,
        "command": %s,
        "minutes": %s,
        "environment": %s,
        "entries": [
        """
            .formatted(
                quoted(subject),
                quoted(date),
                quoted(command),
                RawResult.number(minutes),
                environment.stream()
                    .map(RawFile::quoted)
                    .collect(Collectors.joining(",\n  ", "[\n  ", "]")));
    Files.writeString(
        file,
        head + entries.stream().map(RawFile::text).collect(Collectors.joining(",\n")) + "\n]}\n");
  }

  private static String text(Entry entry) {
    return "{\"line\":%s,\"rival\":%s,%s}"
        .formatted(quoted(entry.line()), quoted(entry.rival()), RawResult.text(entry.result()));
  }

  /**
   * Reads a file.
   *
   * @param file what {@link #write} has written
   * @return its content
   */
  public static RawFile read(Path file) {
    Config root =
        ConfigFactory.parseFile(
            file.toFile(),
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setAllowMissing(false));
    return new RawFile(
        root.getString("subject"),
        root.getString("date"),
        root.getString("command"),
        root.getDouble("minutes"),
        root.getStringList("environment"),
        root.getConfigList("entries").stream().map(RawFile::entry).toList());
  }

  private static Entry entry(Config config) {
    return new Entry(config.getString("line"), config.getString("rival"), RawResult.read(config));
  }

  /** The members of an object whose names may be anything. */
  static Map<String, Config> members(Config config, String name) {
    Map<String, Config> members = new TreeMap<>();
    config
        .getObject(name)
        .forEach((key, value) ->
            members.put(
                key,
                value.valueType() == ConfigValueType.OBJECT
                    ? config.getConfig(ConfigUtil.joinPath(name, key))
                    : value.atKey("value")));
    return members;
  }

  static String quoted(String text) {
    return ConfigUtil.quoteString(text);
  }
}
