package org.potamos.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a whole, in this process. */
class WordCountTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private boolean isTerminal;

  @Test
  void run_textFiles_printsCountsAndAgreement() throws Exception {
    write("a.txt", "Red, red; GREEN\n");
    write("sub/b.txt", "green red blue-2");

    assertThat(run(directory.toString(), "--top", "2")).isZero();

    assertThat(out())
        .containsSubsequence("        3  red\n", "        2  green\n", "words:      7, 4 of them")
        .doesNotContain("  blue\n")
        .contains("files:      2 text, 0 not text (skipped), 0 unreadable")
        .containsPattern("swap:       2 changes, \\d+ re-runs\n")
        .containsPattern("time: +\\d+ ms concurrently, then \\d+ ms sequentially\n")
        .endsWith("comparison: equal to the sequential count\n");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  /** Many more files than may be open at once, and more words than fit into one leaf. */
  @Test
  void run_manyFiles_losesNone() throws Exception {
    for (int i = 0; i < 300; i++) {
      write("f" + i, "each w" + i + " w" + i + " x" + i % 7);
    }

    assertThat(run(directory.toString())).isZero();

    assertThat(out())
        .contains("      300  each\n")
        .contains("words:      1200, 308 of them distinct")
        .contains("  300 of 300 files, 1200 words\n")
        .containsPattern("swap:       300 changes, \\d+ re-runs\n");
  }

  @Test
  void run_validator_rejectsTheWrongTally() throws Exception {
    assertThat(run(directory.toString())).isZero();

    assertThat(out())
        .contains("value rejected: reference=tally, violations=2")
        .contains("words: must be the sum of the counts");
  }

  @Test
  void run_emptyDirectory_findsNothing() throws Exception {
    assertThat(run(directory.toString())).isZero();

    assertThat(out())
        .contains("  0 of 0 files, 0 words\n")
        .contains("swap:       0 changes, 0 re-runs\n");
  }

  @Test
  void run_notText_isSkippedAndCounted() throws Exception {
    write("text", "word");
    write("nul", "word \0 word");
    Files.write(directory.resolve("latin1"), new byte[] {'w', (byte) 0xE9, 'w'});

    assertThat(run(directory.toString())).isZero();

    assertThat(out())
        .contains("files:      1 text, 2 not text (skipped), 0 unreadable")
        .contains("words:      1, 1 of them distinct");
  }

  @Test
  void run_linksAndBuildOutput_areLeftOut() throws Exception {
    write("text", "word");
    write(".git/config", "git");
    write("sub/target/out", "built");
    Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(directory.resolve("loop"), directory);
    Files.createSymbolicLink(directory.resolve("again"), directory.resolve("text"));

    assertThat(run(directory.toString())).isZero();

    assertThat(out()).contains("  1 of 1 files, 1 words\n").contains("0 unreadable");
  }

  @Test
  void run_onTerminal_redrawsOneLine() throws Exception {
    write("text", "word");
    isTerminal = true;

    run(directory.toString());

    assertThat(out()).contains("\r  1 of 1 files, 1 words\n");
  }

  @Test
  void run_sequentialCountTampered_failsAndNamesTheWord() throws Exception {
    write("text", "one two two");

    int code =
        run(
            files -> {
              Map<String, Long> counts = new HashMap<>(SequentialCount.of(files).counts());
              counts.put("two", 3L);
              return new SequentialCount(counts, Set.of());
            },
            directory.toString());

    assertThat(code).isOne();
    assertThat(out())
        .contains("comparison: DIFFERENT from the sequential count: 1\n")
        .endsWith("  two: 2 concurrently, 3 sequentially\n");
  }

  @Test
  void run_fileChangedBetweenTheCounts_isNotCalledDifferent() throws Exception {
    write("log", "one");
    write("gone", "two");

    int code =
        run(
            files -> {
              write("log", "one and more");
              delete("gone");
              return SequentialCount.of(files);
            },
            directory.toString());

    assertThat(code).isOne();
    assertThat(out())
        .contains("comparison: not possible, files changed meanwhile: 2\n")
        .doesNotContain("DIFFERENT");
  }

  @Test
  void run_manyDifferences_printsTenAndTheNumberOfTheRest() throws Exception {
    write("text", "a b c d e f g h i j k l m");

    run(files -> new SequentialCount(Map.of(), Set.of()), directory.toString());

    assertThat(out()).contains("  j: 1 con").doesNotContain("  k: 1 con").endsWith("and 3 more\n");
  }

  @Test
  void run_help_printsUsage() throws Exception {
    assertThat(run("--top", "--help")).isZero();

    assertThat(out()).contains("usage: WordCount [DIRECTORY] [--top N] [--help]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--top", "--top 0", "--top -1", "--top x", "--what", "no-such", ". ."})
  void run_badArgument_isRejected(String line) throws Exception {
    assertThat(run(line.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString(UTF_8)).startsWith("argument rejected: ").contains("--help");
    assertThat(out()).isEmpty();
  }

  @Test
  void run_fileAsDirectory_isRejected() throws Exception {
    write("text", "word");

    assertThat(run(directory.resolve("text").toString())).isEqualTo(2);

    assertThat(err.toString(UTF_8)).contains("not a directory, directory=");
  }

  private int run(String... args) throws Exception {
    return run(SequentialCount::of, args);
  }

  private int run(Function<List<FoundFile>, SequentialCount> sequential, String... args)
      throws Exception {
    return new WordCount(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            isTerminal,
            sequential)
        .run(args);
  }

  private String out() {
    return out.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  private void write(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void delete(String name) {
    try {
      Files.delete(directory.resolve(name));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
