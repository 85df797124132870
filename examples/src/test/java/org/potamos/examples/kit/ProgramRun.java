package org.potamos.examples.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that was run in this process.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it complained about
 */
public record ProgramRun(int code, String out, String err) {

  /** Runs a program where there is no terminal. */
  public static ProgramRun of(Program program, String... args) {
    return of(program, false, args);
  }

  /** Runs a program. */
  public static ProgramRun of(Program program, boolean isTerminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), isTerminal);
    int code = Program.execute(program, console, args);
    return new ProgramRun(code, text(out), text(err));
  }

  /**
   * Runs a program with arguments that it has to reject: in one line, with exit code 2, before
   * anything is done.
   *
   * @param directory empty, and so it stays
   */
  public static void assertRejected(Program program, Path directory, String... args) {
    Stream<String> out = Stream.of("--out=" + directory.resolve("new"));
    ProgramRun run = of(program, Stream.concat(out, Stream.of(args)).toArray(String[]::new));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.complaints()).singleElement().asString().startsWith("argument rejected: ");
    assertThat(run.out()).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  /** The lines it printed. */
  public List<String> lines() {
    return out.lines().toList();
  }

  /** The lines of its complaints. */
  public List<String> complaints() {
    return err.lines().toList();
  }

  /** What the checks that held say. */
  public List<String> successes() {
    return out.lines().filter(line -> line.startsWith("  ok ")).toList();
  }

  /** What the checks that did not hold say. */
  public List<String> failures() {
    return out.lines().filter(line -> line.startsWith("  FAILED ")).toList();
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}
