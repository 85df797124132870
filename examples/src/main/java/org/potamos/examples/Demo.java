package org.potamos.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.Program;

/**
 * Starts an example by its name, or the tour through all of them: the main class of {@code mvn -q
 * -Ddemo}.
 */
public final class Demo {
  /** The programs by name. */
  static final Map<String, Supplier<Program>> PROGRAMS = programs();

  private Demo() {}

  private static Map<String, Supplier<Program>> programs() {
    Map<String, Supplier<Program>> programs = new LinkedHashMap<>();
    programs.put("tour", Tour::new);
    Tour.STOPS.forEach(stop -> programs.put(stop.name(), stop.program()));
    return programs;
  }

  /**
   * Runs a program.
   *
   * @param args its name, nothing or {@code true} for the tour, and the options of the program; a
   *     single argument is split where it has spaces outside of double quotes
   */
  public static void main(String[] args) {
    List<String> words = args.length == 1 ? split(args[0]) : List.of(args);
    System.exit(run(Console.ofProcess(), words));
  }

  static List<String> split(String line) {
    return Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+")
        .matcher(line)
        .results()
        .map(word -> word.group().replace("\"", ""))
        .toList();
  }

  /** Answers the exit code. */
  static int run(Console console, List<String> words) {
    String name = words.isEmpty() || words.getFirst().equals("true") ? "tour" : words.getFirst();
    Supplier<Program> program = PROGRAMS.get(name);
    if (program == null) {
      console.complain(
          "argument rejected: no such program, demo=%s; there are %s"
              .formatted(name, String.join(", ", PROGRAMS.keySet())));
      return 2;
    }
    String[] options = words.stream().skip(1).toArray(String[]::new);
    return Program.execute(program.get(), console, options);
  }
}
