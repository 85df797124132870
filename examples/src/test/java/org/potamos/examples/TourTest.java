package org.potamos.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.ProgramRun;

/** How programs are started, and what all of them have in common. CI runs the tour itself. */
class TourTest {
  @TempDir Path out;

  static List<Tour.Stop> stops() {
    return Tour.STOPS;
  }

  @ParameterizedTest
  @MethodSource("stops")
  void stop_help_explainsTheProgramOfThatName(Tour.Stop stop) {
    ProgramRun run = ProgramRun.of(stop.program().get(), "--help");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: " + stop.name() + " ").contains("--out", "Exit code");
  }

  @ParameterizedTest
  @MethodSource("stops")
  void stop_unknownOption_isRejected(Tour.Stop stop) {
    ProgramRun.assertRejected(stop.program().get(), out, "--no-such-option");
  }

  @Test
  void run_unknownProgram_isRejectedAndAllAreNamed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);

    assertThat(Demo.run(console, List.of("nowhere", "--help"))).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("argument rejected: no such program, demo=nowhere; there are tour, ")
        .contains(Tour.STOPS.stream().map(Tour.Stop::name).toList())
        .hasLineCount(1);
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void split_line_keepsWhatIsQuoted() {
    assertThat(Demo.split("true  --search \"atom watch\" --top 3 \"\""))
        .containsExactly("true", "--search", "atom watch", "--top", "3", "");
    assertThat(Demo.split("words --search=\"atom watch\" --out=\"docs\""))
        .containsExactly("words", "--search=atom watch", "--out=docs");
    assertThat(Demo.split("")).isEmpty();
  }

  /** Programs are read by newcomers: none is longer than three hundred lines. */
  @Test
  void sources_areShort() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(10);
      for (Path source : sources) {
        assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThan(300);
      }
    }
  }
}
