package org.potamos.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of all programs: exit codes, and what is written when. */
class ProgramTest {
  @TempDir Path directory;

  @Command(name = "trial", description = "Tries <this> & that.")
  private static final class Trial extends Program {
    private final Callable<Boolean> work;

    @Option(names = "--number")
    private int number = 3;

    @Option(names = "--time")
    private Duration time = Duration.ofSeconds(1);

    private Trial(Callable<Boolean> work) {
      this.work = work;
    }

    @Override
    protected void checkOptions() throws BadInputException {
      requireBetween("--number", number, 1, 5);
      requireBetween("--time", time, Duration.ofMillis(1), Duration.ofMinutes(2));
    }

    @Override
    protected void run(Show show) throws Exception {
      show.picture(Picture.of("a.svg", "a <title>", "It proves \"it\".", "<svg/>"));
      show.picture(Picture.of("b.dot", "text", "It is linked.", "digraph {}"));
      show.check("the work is done", work.call());
    }
  }

  private ProgramRun run(Callable<Boolean> work, Path out, String... more) {
    String[] args =
        Stream.concat(Stream.of("--out", out.toString()), Arrays.stream(more))
            .toArray(String[]::new);
    return ProgramRun.of(new Trial(work), args);
  }

  private static List<String> filesIn(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void execute_checksHold_writesPicturesAndPage() throws Exception {
    Path out = directory.resolve("new/gallery");

    ProgramRun run = run(() -> true, out);

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("trial: Tries <this> & that.\n")
        .contains("  ok      the work is done\n")
        .endsWith("The pictures: " + out.resolve("trial.html") + "\n");
    assertThat(filesIn(directory)).containsExactly("a.svg", "b.dot", "trial.html");
    assertThat(out.resolve("trial.html"))
        .content()
        .contains("Tries &lt;this&gt; &amp; that.")
        .contains("<img class=\"drawing\" src=\"a.svg\" alt=\"a &lt;title&gt;\">")
        .contains("It proves &quot;it&quot;.")
        .contains("<a href=\"b.dot\">b.dot</a>")
        .contains("<li>ok      the work is done</li>")
        .contains("mvn -q -Ddemo=trial")
        .doesNotContain("http:", "https:", "src=\"/", "Checks failed");
  }

  @Test
  void execute_again_replacesPictures() throws Exception {
    Files.writeString(directory.resolve("a.svg"), "old and longer than the new one");

    assertThat(run(() -> true, directory).code()).isZero();

    assertThat(directory.resolve("a.svg")).hasContent("<svg/>");
  }

  @Test
  void execute_checkFails_answersOneAndShowsPictures() throws Exception {
    ProgramRun run = run(() -> false, directory);

    assertThat(run.code()).isOne();
    assertThat(run.out()).contains("  FAILED  the work is done\n");
    assertThat(filesIn(directory)).hasSize(3);
    assertThat(directory.resolve("trial.html"))
        .content()
        .contains("Checks failed: do not believe the captions.")
        .contains("<li>FAILED  the work is done</li>");
  }

  @Test
  void execute_workThrows_answersOneAndWritesNothing() throws Exception {
    ProgramRun run =
        run(
            () -> {
              throw new IllegalStateException("no work");
            },
            directory);

    assertThat(run.code()).isOne();
    assertThat(run.err()).startsWith("failed: java.lang.IllegalStateException: no work\n");
    assertThat(filesIn(directory)).isEmpty();
  }

  @Test
  void execute_inputTurnsOutBad_answersTwoAndWritesNothing() throws Exception {
    ProgramRun run =
        run(
            () -> {
              throw new BadInputException("strange\nthing, input=7");
            },
            directory);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("argument rejected: strange?thing, input=7; see --help\n");
    assertThat(filesIn(directory)).isEmpty();
  }

  @Test
  void execute_interrupted_answersOneAndKeepsTheInterrupt() throws Exception {
    ProgramRun run =
        run(
            () -> {
              throw new InterruptedException();
            },
            directory);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(run.code()).isOne();
    assertThat(run.err()).isEqualTo("interrupted\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--number 0",
        "--number 6",
        "--number 99999999999999999999",
        "--number",
        "--number=x",
        "--time 5",
        "--time -1s",
        "--time 3m",
        "--time 0s",
        "--time 9999999999s",
        "--time 999999999m",
        "@/etc/passwd",
        "--unknown",
        "word",
        "--out",
      })
  void execute_badArgument_answersTwoInOneLine(String line) throws Exception {
    ProgramRun run =
        run(
            () -> {
              throw new AssertionError("must not run");
            },
            directory,
            line.split(" ", -1));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("argument rejected: ")
        .endsWith("; see --help\n")
        .containsOnlyOnce("\n");
    assertThat(run.out()).isEmpty();
    assertThat(filesIn(directory)).isEmpty();
  }

  @Test
  void execute_outIsAFile_answersTwo() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    for (Path out : List.of(file, file.resolve("below"))) {
      ProgramRun run = run(() -> true, out);

      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo("argument rejected: not a directory, --out=" + out + "; see --help\n");
      assertThat(run.out()).isEmpty();
    }
    assertThat(filesIn(directory)).containsExactly("file");
  }

  /** Where nobody may write, not even the administrator. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void execute_outCannotBeWritten_answersTwo() {
    ProgramRun run = run(() -> true, Path.of("/proc/gallery"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("argument rejected: cannot be written, --out=/proc/gallery (");
  }

  @Test
  void execute_outIsEmpty_answersTwo() {
    ProgramRun run = run(() -> true, Path.of(""));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("argument rejected: must not be empty, --out=; see --help\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void execute_outCannotBeMade_answersTwoBeforeTheWork() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    Path tooLong = directory.resolve("new").resolve("x".repeat(300));

    for (Path out : List.of(link, link.resolve("below"), tooLong)) {
      ProgramRun run =
          run(
              () -> {
                throw new AssertionError("must not run");
              },
              out);

      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).startsWith("argument rejected: ").containsOnlyOnce("\n");
    }
    try (var entries = Files.list(directory)) {
      assertThat(entries).containsExactly(link);
    }
  }

  @Test
  void execute_pictureCannotBeWritten_answersTwoAndWritesNothing() throws Exception {
    Files.createDirectory(directory.resolve("b.dot"));

    ProgramRun run = run(() -> true, directory);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("argument rejected: cannot be written").containsOnlyOnce("\n");
    assertThat(filesIn(directory)).isEmpty();
    assertThat(directory.resolve("b.dot")).isDirectory();
  }

  @Test
  void execute_tooLarge_answersTwoInOneLine() throws Exception {
    ProgramRun run =
        run(
            () -> {
              throw new OutOfMemoryError("for a test");
            },
            directory);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("argument rejected: too large").containsOnlyOnce("\n");
    assertThat(filesIn(directory)).isEmpty();
  }

  @Test
  void execute_help_showsDefaultsAndRunsNothing() throws Exception {
    ProgramRun run =
        run(
            () -> {
              throw new AssertionError("must not run");
            },
            directory,
            "--help",
            "--number",
            "77");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("Usage: trial", "--number", "where the pictures go", "Exit code: 0");
    assertThat(filesIn(directory)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "40us,40us",
    "40ms,40ms",
    "1500ms,1500ms",
    "3s,3s",
    "60s,1m",
    "90s,90s",
    "2m,2m",
    "0s,0s"
  })
  void durations_parsed_areFormatted(String text, String formatted) {
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(formatted);
  }

  @Test
  void progress_onATerminal_redrawsOneLine() {
    ProgramRun run = ProgramRun.of(new Steps(), true, "--out", directory.toString());

    assertThat(run.out())
        .contains("\r  [###############...............] half")
        .contains("\r  [##############################] half");
  }

  @Test
  void progress_elsewhere_printsEachQuarterOnce() {
    ProgramRun run = ProgramRun.of(new Steps(), false, "--out", directory.toString());

    assertThat(run.out().lines().filter(line -> line.contains("half:")))
        .containsExactly("  half: 50 %", "  half: 100 %");
  }

  @Command(name = "steps")
  private static final class Steps extends Program {
    @Override
    protected void run(Show show) {
      show.progress("half", 1, 2);
      show.progress("half", 0, 2);
      show.progress("half", 2, 2);
      show.progress("half", 9, 2);
    }
  }
}
