package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/design/guarantees.md names what exists, and every row that is owed. */
class GuaranteesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Rows of the contract that core, refs and agents owe (verdict keep or fix), and the rulings. */
  private static final List<String> OWED =
      Stream.of(
              ids("R", 1, 2),
              ids("V", 1, 5),
              ids("W", 1, 6),
              ids("A", 1, 2),
              ids("CM-", 1, 2),
              ids("CM-", 4, 8),
              ids("CM-", 10, 12),
              ids("CM-", 14, 15),
              Stream.of("CM-17"),
              ids("ME-", 1, 3),
              ids("VA-", 1, 9),
              ids("WA-", 1, 15),
              ids("AT-", 1, 16),
              ids("T", 1, 14),
              ids("RF-", 1, 9),
              ids("TX-", 1, 4),
              ids("TX-", 10, 16),
              ids("TX-", 18, 19),
              ids("TX-", 21, 54),
              Stream.of("TX-39b"),
              ids("TX-", 60, 65),
              ids("G", 1, 9),
              ids("AG-", 1, 10),
              ids("AG-", 20, 27),
              ids("AG-", 30, 37),
              ids("AG-", 40, 43),
              Stream.of("AG-45"),
              ids("AG-", 50, 51),
              ids("I", 1, 5),
              ids("C", 1, 16),
              ids("L", 1, 5),
              ids("D", 1, 2),
              ids("J", 1, 3))
          .flatMap(rows -> rows)
          .toList();

  private static final Set<String> KINDS =
      Set.of(
          "unit",
          "property",
          "history",
          "model",
          "Lincheck",
          "jcstress",
          "process",
          "architecture");

  private static final Pattern NAME = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");

  /** A file of the project. */
  private record Source(Path path, String text) {
    String type() {
      return path.getFileName().toString().replace(".java", "");
    }

    /** Looked for once: the tables of the tests are nearly the same. */
    boolean has(String pattern) {
      return FOUND.computeIfAbsent(
          path + " " + pattern,
          unused -> Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).find());
    }

    boolean isStress() {
      return path.startsWith(ROOT.resolve("stress/src/main"));
    }

    boolean isCode() {
      return path.toString().contains("/src/main/") && !isStress();
    }
  }

  private static final Map<String, Boolean> FOUND = new ConcurrentHashMap<>();

  /** By the class that they are named after; modules may have classes of one name. */
  private static final Map<String, List<Source>> SOURCES = new HashMap<>();

  private static String table;

  private static Stream<String> ids(String prefix, int first, int last) {
    return Stream.iterate(first, i -> i <= last, i -> i + 1)
        .map(i -> prefix + (prefix.endsWith("-") && i < 10 ? "0" : "") + i);
  }

  @BeforeAll
  static void read() throws IOException {
    table = Files.readString(ROOT.resolve("docs/design/guarantees.md"));
    for (String module :
        List.of("core", "refs", "agents", "validators", "validators-jakarta", "stress")) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(module).resolve("src"))) {
        for (Path path : all.filter(path -> path.toString().endsWith(".java")).toList()) {
          Source source = new Source(path, Files.readString(path));
          SOURCES.computeIfAbsent(source.type(), type -> new ArrayList<>()).add(source);
        }
      }
    }
  }

  // ------------------------------------------------------------------ the checks

  /** What is wrong with a text; each complaint begins with its kind. */
  private static List<String> problems(String text) {
    List<String> problems = new ArrayList<>();
    Set<String> covered = new HashSet<>();
    int number = 0;
    for (String line : text.lines().filter(line -> line.startsWith("| G-")).toList()) {
      List<String> cells = Stream.of(line.split(" \\| |^\\| | \\|$", -1)).skip(1).toList();
      number++;
      if (cells.size() != 7) {
        problems.add("cells: " + line);
        continue;
      }
      if (!cells.get(0).equals("G-" + "%03d".formatted(number))) {
        problems.add("number: " + cells.get(0) + " instead of " + number);
      }
      covered.addAll(List.of(cells.get(1).split(", ", -1)));
      if (!cells.get(2).matches("(?s)[A-Z`].{20,}\\.")) {
        problems.add("sentence: " + line);
      }
      addCodeProblems(cells.get(3), problems);
      addTestProblems(cells.get(4), problems);
      addTwinProblems(cells.get(5), problems);
    }
    OWED.stream().filter(row -> !covered.contains(row)).forEach(r -> problems.add("owed: " + r));
    return problems;
  }

  private static void addCodeProblems(String cell, List<String> problems) {
    List<MatchResult> names = NAME.matcher(cell).results().toList();
    if (names.isEmpty() || !NAME.matcher(cell).replaceAll("").replace(", ", "").isEmpty()) {
      problems.add("code: " + cell);
    }
    for (MatchResult name : names) {
      if (!exists(name, "\\b%s\\b", source -> source.isCode())) {
        problems.add("code: " + name.group());
      }
    }
  }

  private static void addTestProblems(String cell, List<String> problems) {
    for (String part : cell.split("; ", -1)) {
      String kind = part.substring(0, Math.max(part.indexOf(": "), 0));
      List<MatchResult> names = NAME.matcher(part).results().toList();
      if (!KINDS.contains(kind) || names.isEmpty()) {
        problems.add("tests: " + cell);
      }
      for (MatchResult name : names) {
        boolean stress = kind.equals("jcstress");
        // a factory of tests answers a stream
        if (!exists(
            name, "(\\b(class|void)|>) %s\\b", s -> !s.isCode() && s.isStress() == stress)) {
          problems.add("tests: " + name.group());
        }
      }
    }
  }

  private static void addTwinProblems(String cell, List<String> problems) {
    List<MatchResult> names = NAME.matcher(cell).results().toList();
    String rest = NAME.matcher(cell).replaceAll("").replaceAll(", (?!mutation)", "");
    if (!(names.isEmpty() ? Set.of("none", "mutation") : Set.of("", ", mutation")).contains(rest)) {
      problems.add("twin: " + cell);
    }
    for (MatchResult name : names) {
      // a broken class, a test, or a defect: a constant or a name with what belongs to it
      if (!exists(name, "((\\b(class|void)|>) |^ +\"?)%s\\b", source -> !source.isCode())) {
        problems.add("twin: " + name.group());
      }
    }
  }

  /** Whether sources have a class, or a member that looks as it should. */
  private static boolean exists(MatchResult name, String member, Predicate<Source> isSearched) {
    return SOURCES.getOrDefault(name.group(1), List.of()).stream()
        .filter(isSearched)
        .anyMatch(source -> name.group(2) == null || source.has(member.formatted(name.group(2))));
  }

  /** The classes of jcstress, tests and twins, which a text does not name. */
  private static Set<String> unnamedStressTests(String text) {
    Set<String> unnamed = new TreeSet<>();
    Pattern annotated =
        Pattern.compile("@JCStressTest\\b(?:(?!@JCStressTest)[\\s\\S])*?\\bclass (\\w+)");
    SOURCES.values().stream()
        .flatMap(List::stream)
        .filter(Source::isStress)
        .forEach(source ->
            annotated
                .matcher(source.text())
                .results()
                .map(found -> source.type() + "." + found.group(1))
                .filter(name -> !text.contains("`" + name + "`"))
                .forEach(unnamed::add));
    return unnamed;
  }

  // ------------------------------------------------------------------ the table

  @Test
  void table_namesWhatExistsAndEveryRow() {
    assertThat(problems(table)).isEmpty();
  }

  @Test
  void table_namesEveryStressTest() {
    assertThat(unnamedStressTests(table)).isEmpty();
  }

  /** Names outside of the rows, as in the list of concurrent tests. */
  @Test
  void table_elsewhere_namesWhatExists() {
    assertThat(
            NAME.matcher(table)
                .results()
                .filter(name -> name.group(2) != null)
                .filter(name -> !exists(name, "\\b%s\\b", source -> true))
                .map(MatchResult::group))
        .isEmpty();
  }

  // ------------------------------------------------------------------ the checks can fail

  /** A table with something replaced has a problem of that kind. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "number ~ | G-002 ~ | G-003",
        "number ~ | G-002 ~ | G-001",
        "cells ~ `Atom.deref` | unit ~ `Atom.deref`, unit",
        "sentence ~ like any other. ~ like any other",
        "sentence ~ Null is a legal ~ null is a legal",
        "cells ~ `Atom`, `StateNode` | ~  |",
        "code ~ `Atom`, `StateNode` ~ `Atom`, `NoSuchClass`",
        "code ~ `Atom.deref` ~ `Atom.noSuchMethod`",
        "tests ~ unit: `ReferenceContract.null_any ~ `ReferenceContract.null_any",
        "tests ~ unit: `ReferenceContract.null_any ~ guess: `ReferenceContract.null_any",
        "tests ~ null_anywhere_isAnOrdinaryValue ~ null_anywhere_isNoTest",
        "tests ~ jcstress: `AtomOpeningStress` ~ jcstress: `AtomTest`",
        "cells ~ `BrokenReferenceTest.NULL_IS_REFUSED` | ~  |",
        "twin ~ `BrokenReferenceTest.NULL_IS_REFUSED` ~ perhaps",
        "twin ~ `BrokenReferenceTest.NULL_IS_REFUSED` ~ `BrokenReferenceTest.NO_DEFECT`",
        "twin ~ `AtomOpeningStress.StateBeforeNode` ~ `AtomOpeningStress.NoTwin`",
        "owed ~ CM-11 ~ CM-99",
      })
  void problems_somethingIsReplaced_areFound(String kind, String passage, String replacement) {
    assertThat(table).contains(passage);
    assertThat(problems(table.replace(passage, replacement)))
        .anyMatch(problem -> problem.startsWith(kind));
  }

  @Test
  void unnamedStressTests_oneIsTakenOut_isFound() {
    assertThat(unnamedStressTests(table.replace("`ZombieStress.BeforeItsWrite`", "")))
        .containsExactly("ZombieStress.BeforeItsWrite");
  }
}
