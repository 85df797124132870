package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/design/guarantees.md names tests that exist, and every row that is owed. */
class GuaranteesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path TABLE = ROOT.resolve("docs/design/guarantees.md");

  /** Rows of the contract that core, refs and agents owe (verdict keep or fix), and the rulings. */
  private static final List<String> OWED =
      Stream.of(
              ids("R", 1, 2),
              ids("V", 1, 5),
              ids("W", 1, 4),
              Stream.of("W6"),
              ids("A", 1, 2),
              ids("CM-", 1, 2),
              ids("CM-", 4, 8),
              ids("CM-", 10, 12),
              ids("CM-", 14, 15),
              Stream.of("CM-17"),
              ids("ME-", 1, 3),
              ids("VA-", 1, 7),
              Stream.of("VA-09"),
              ids("WA-", 1, 15),
              ids("AT-", 1, 16),
              ids("T", 1, 14),
              Stream.of("W5"),
              ids("RF-", 1, 9),
              ids("TX-", 1, 4),
              ids("TX-", 10, 16),
              ids("TX-", 18, 19),
              ids("TX-", 21, 39),
              Stream.of("TX-39b"),
              ids("TX-", 40, 54),
              ids("TX-", 60, 65),
              ids("G", 1, 9),
              ids("AG-", 1, 10),
              ids("AG-", 20, 27),
              ids("AG-", 30, 37),
              ids("AG-", 40, 43),
              Stream.of("AG-45"),
              ids("AG-", 50, 51))
          .flatMap(rows -> rows)
          .toList();

  private static Stream<String> ids(String prefix, int first, int last) {
    return Stream.iterate(first, i -> i <= last, i -> i + 1)
        .map(i -> prefix + (prefix.endsWith("-") && i < 10 ? "0" : "") + i);
  }

  private static List<Path> sources() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String sources :
        List.of("core/src", "refs/src", "agents/src", "validators/src", "stress/src")) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(sources))) {
        all.filter(path -> path.toString().endsWith(".java")).forEach(found::add);
      }
    }
    return found;
  }

  /**
   * Each {@code Class.name} in the table is something in a source file of that name: a test, or a
   * factory of tests, which answers a stream.
   */
  @Test
  void table_namesExistingTests() throws IOException {
    List<Path> sources = sources();
    List<MatchResult> names =
        Pattern.compile("`(\\w+)\\.(\\w+)`").matcher(Files.readString(TABLE)).results().toList();
    assertThat(names).isNotEmpty();
    for (MatchResult name : names) {
      // modules may have tests of one name
      List<Path> named =
          sources.stream().filter(path -> path.endsWith(name.group(1) + ".java")).toList();
      assertThat(named).as("classes for " + name.group()).isNotEmpty();
      boolean found = false;
      for (Path source : named) {
        boolean isCode =
            source.toString().contains("/src/main/") && !source.startsWith(ROOT.resolve("stress"));
        found |=
            Pattern.compile((isCode ? "\\b" : "(\\b(class|void)|>) ") + name.group(2) + "\\b")
                .matcher(Files.readString(source))
                .find();
      }
      assertThat(found).as(name.group()).isTrue();
    }
  }

  /** Each row that is owed stands in the first column of the table. */
  @Test
  void table_coversEveryRow() throws IOException {
    List<String> covered =
        Files.readAllLines(TABLE).stream()
            .filter(line -> line.startsWith("| "))
            .map(line -> line.substring(2, line.indexOf('|', 2)).strip())
            .toList();
    assertThat(covered).containsAll(OWED);
  }
}
