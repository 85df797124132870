package org.potamos.examples.words;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.core.WatchFailure;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.Program;
import org.potamos.examples.words.FoundFile.Content;
import org.potamos.examples.words.FoundFile.Posting;
import org.potamos.refs.Stm;
import org.potamos.validators.Invariant;

/** The program as a whole, in this process, and that its checks can fail. */
class WordsTest {
  @TempDir Path directory;
  @TempDir Path elsewhere;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Queue<WatchFailure> watchFailures = new ConcurrentLinkedQueue<>();
  private final Subscription events =
      Events.subscribe(event -> {
        if (event instanceof WatchFailure failure) {
          watchFailures.add(failure);
        }
      });
  private boolean isTerminal;

  @AfterEach
  void noWatchHasFailed() {
    events.close();
    assertThat(watchFailures).isEmpty();
  }

  @Test
  void run_textFiles_isEqualToTheSequentialCount() {
    write("a.txt", "Red, red; GREEN\n");
    write("sub/b.txt", "green red blue-2");

    assertThat(run()).isZero();

    assertThat(out())
        .contains("  2 files, 2 of them text\n")
        .contains("  ok      2 of 2 files found are done\n")
        .containsPattern("ok      \\d+ looks at the growing index: 0 of them saw a file in part\n")
        .containsPattern("2 transactions, one for each file; their bodies were re-run \\d+ times\n")
        .containsPattern("\\d+ ms concurrently, \\d+ ms sequentially")
        .contains("  ok      7 words, 4 of them distinct; sequentially 7 and 4\n")
        .contains("every file: 0 differences")
        .doesNotContain("FAILED");
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(elsewhere.resolve("gallery"))
        .isDirectoryContaining("glob:**words.html")
        .isDirectoryContaining("glob:**words.svg")
        .isDirectoryContaining("glob:**words-progress.svg");
  }

  /** Many more files than may wait, and more words than fit into one leaf. */
  @Test
  void run_manyFiles_losesNone() {
    for (int i = 0; i < 200; i++) {
      write("f" + i, "each w" + i + " w" + i + " x" + i % 7);
    }

    assertThat(run("--ahead", "7", "--top", "1")).isZero();

    assertThat(out())
        .contains("  ok      200 of 200 files found are done\n")
        .contains("  ok      800 words, 208 of them distinct; sequentially 800 and 208\n")
        .containsPattern(
            "200 transactions, one for each file; their bodies were re-run \\d+ times");
    assertThat(elsewhere.resolve("gallery/words.svg")).content().contains(">each<", ">200<");
  }

  @Test
  void run_impossibleTotals_areRejected() {
    write("text", "word");

    assertThat(run()).isZero();

    assertThat(out())
        .contains("ok      one file too many, on purpose: waiting: must be >= 0, but is -1\n")
        .contains("ok      one word too many, on purpose: must have as many words in the totals")
        .contains("ok      one word too few, on purpose: words: must never decrease");
  }

  @Test
  void run_emptyDirectory_findsNothing() {
    assertThat(run("--search", "word")).isZero();

    assertThat(out())
        .contains("  ok      0 of 0 files found are done\n")
        .contains("0 transactions, one for each file; their bodies were re-run 0 times\n")
        .contains("found in 0 files");
  }

  @Test
  void run_notText_isReportedAndNothingElseIsLost() throws Exception {
    write("text", "word");
    write("nul", "word \0 word");
    Files.write(directory.resolve("latin1"), new byte[] {'w', (byte) 0xE9, 'w'});

    assertThat(run()).isZero();

    assertThat(out())
        .contains("  3 files, 1 of them text\n")
        .contains("    latin1 (not text: not UTF-8)\n")
        .contains("    nul (not text: has a NUL character)\n")
        .contains("  ok      1 words, 1 of them distinct");
  }

  @Test
  void run_linksAndBuildOutput_areLeftOut() throws Exception {
    write("text", "word");
    write(".git/config", "git");
    write("sub/target/out", "built");
    Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(directory.resolve("loop"), directory);
    Files.createSymbolicLink(directory.resolve("again"), directory.resolve("text"));

    assertThat(run()).isZero();

    assertThat(out()).contains("  1 files, 1 of them text\n").contains("ok      1 words, 1 of");
  }

  @Test
  void run_onTerminal_drawsABar() {
    write("text", "word");
    isTerminal = true;

    assertThat(run()).isZero();

    assertThat(out()).contains("\r  [" + "#".repeat(30) + "] indexed");
  }

  @Test
  void run_controlCharacterInFileName_doesNotReachTheTerminal() {
    write("na\u001Bme", "nul \0");

    assertThat(run()).isZero();

    assertThat(out()).contains("    na?me (not text").doesNotContain("\u001B");
  }

  @Test
  void run_settings_sayWhatIsIndexed() {
    write("a.txt", "the tree of a wood");
    write("b.md", "the hill");

    assertThat(run("--min-length", "2", "--ignore", "the,OF", "--endings", "txt,java")).isZero();

    assertThat(out()).contains("1 of 1 files").contains("ok      2 words, 2 of them distinct");
  }

  /** One reader: the first file is read by the old settings, all others by the new ones. */
  @Test
  void run_settingsChangeWhileRunning_eachFileGoesByOneSetting() {
    for (int i = 0; i < 5; i++) {
      write("f" + i, "the the w" + i);
    }

    assertThat(run("--readers", "1", "--ahead", "1", "--ignore-later", "the")).isZero();

    assertThat(out()).contains("ok      7 words, 6 of them distinct; sequentially 7 and 6\n");
  }

  @Test
  void run_maxFiles_stopsThere() {
    for (int i = 0; i < 5; i++) {
      write("f" + i, "word");
    }

    assertThat(run("--max-files", "3")).isZero();

    assertThat(out())
        .contains("there are more files: stopped at --max-files=3\n")
        .contains("ok      3 of 3 files found are done\n");
  }

  // ------------------------------------------------------------------ search

  @Test
  void run_search_listsFilesWithAllWordsTheBestFirst() {
    write("one", "atom\nwatch");
    write("both", "a\natom atom watch\nwatch watch");
    write("neither", "atomic watches");

    assertThat(run("--search", "Atom watch", "--search", "wat*", "--search", "ref*")).isZero();

    assertThat(out())
        .containsSubsequence(
            "search for atom watch, the best first\n",
            " both: atom x 2 from line 2, watch x 3 from line 2\n",
            " one: atom x 1 from line 1, watch x 1 from line 2\n",
            "ok      found in 2 files; looking at every word of the sequential index, in 2\n",
            "search for wat*, the best first\n",
            " both: wat* x 3 from line 2\n",
            " neither: wat* x 1 from line 1\n",
            "ok      found in 3 files",
            "search for ref*",
            "ok      found in 0 files");
  }

  /** A word that few files have counts more: twice rare is better than four times common. */
  @Test
  void run_search_ranksRareWordsHigher() {
    write("a", "rare rare common");
    write("b", "rare common common common common");
    for (int i = 0; i < 20; i++) {
      write("f" + i, "common");
    }

    assertThat(run("--search", "common rare")).isZero();

    assertThat(out()).containsSubsequence("5.7  a: common x 1", "5.3  b: common x 4");
  }

  // ------------------------------------------------------------------ what is broken is exposed

  @Test
  void run_sequentialCountTampered_failsAndNamesTheWord() {
    write("text", "one two two");

    int code =
        run(
            WordIndex::new,
            files -> {
              PlainIndex plain = PlainIndex.of(files);
              files.forEach(done -> plain.add("two", done.file().path(), new Posting(3, 1)));
              return plain;
            });

    assertThat(code).isOne();
    assertThat(out())
        .contains("  FAILED  3 words, 2 of them distinct; sequentially 4 and 2\n")
        .contains("  FAILED  count and first line of every word in every file: 1 differences")
        .containsPattern("    two: .*count=2.*, sequentially .*count=3.*\n");
  }

  @Test
  void run_fileChangedMeanwhile_isNamedAndNotCompared() {
    write("log", "one");
    write("gone", "two");
    write("text", "three");

    int code =
        run(
            WordIndex::new,
            files -> {
              write("log", "one and more");
              delete("gone");
              return PlainIndex.of(files);
            });

    assertThat(code).isZero();
    assertThat(out())
        .contains("files changed meanwhile, and not compared: 2\n", "/gone\n", "/log\n")
        .contains("  ok      1 words, 1 of them distinct; sequentially 1 and 1\n");
  }

  @Test
  void run_manyDifferences_printsSomeAndTheNumberOfTheRest() {
    write("text", "a b c d e f g h i j k l m");

    assertThat(run(WordIndex::new, _ -> new PlainIndex())).isOne();

    assertThat(out()).contains("    f: {").doesNotContain("    g: {").contains("and 7 more");
  }

  @Test
  void run_lostWord_isExposed() {
    write("text", "one two two");

    int code =
        run(
            (root, settings, limits) ->
                new WordIndex(root, settings, limits) {
                  @Override
                  void add(FoundFile file, Settings used, Content content) {
                    super.add(file, used, new Content(content.postings(), 2, ""));
                  }
                },
            PlainIndex::of);

    assertThat(code).isOne();
    assertThat(err.toString(UTF_8))
        .contains("failed: java.lang.IllegalStateException: indexing failed")
        .contains("invariant=sum of words");
  }

  @Test
  void run_actionFails_endsWithItsCause() {
    for (int i = 0; i < 10; i++) {
      write("f" + i, "word");
    }

    int code =
        run(
            (root, settings, limits) ->
                new WordIndex(root, settings, limits) {
                  @Override
                  void add(FoundFile file, Settings used, Content content) {
                    throw new UnsupportedOperationException("broken on purpose");
                  }
                },
            PlainIndex::of,
            "--ahead",
            "2");

    assertThat(code).isOne();
    assertThat(err.toString(UTF_8)).contains("broken on purpose");
    assertThat(elsewhere.resolve("gallery")).doesNotExist();
  }

  /** What one transaction would do, in three: then a look finds a file in part. */
  private static class HalfIndex extends WordIndex {
    private final CountDownLatch seen = new CountDownLatch(1);

    HalfIndex(Path root, Settings initial, Limits limits) {
      super(root, initial, limits);
    }

    @Override
    Invariant enforceSum() {
      return Invariant.over(totals, files).enforce((_, _) -> true, "be anything");
    }

    @Override
    void add(FoundFile file, Settings used, Content content) {
      totals.swap(now -> now.plusText(content.words()));
      try {
        assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      files.swap(all -> all.with(file.path(), new Done(file, used, "")));
      List<Part> split = Part.split(file.path(), content.postings(), parts.size());
      Stm.dosync(() -> {
        for (int i = 0; i < split.size(); i++) {
          parts.get(i).alter(Part::plus, split.get(i));
        }
      });
    }

    @Override
    Snapshot snapshot() {
      Snapshot snapshot = super.snapshot();
      if (!snapshot.isWhole()) {
        seen.countDown();
      }
      return snapshot;
    }
  }

  @Test
  void run_withoutTransactions_aFileIsSeenInPart() {
    write("text", "one two two");

    assertThat(run(HalfIndex::new, PlainIndex::of)).isOne();

    assertThat(out())
        .containsPattern("FAILED  \\d+ looks at the growing index: [1-9]\\d* of them saw a file")
        .contains("FAILED  one word too many, on purpose: accepted\n")
        .contains("  ok      one file too many");
  }

  // ------------------------------------------------------------------ arguments

  @Test
  void run_help_printsUsage() {
    assertThat(run("--top", "3", "--help")).isZero();

    assertThat(out()).contains("Usage: words", "[DIRECTORY]", "--search", "(default: 15)");
    assertThat(elsewhere.resolve("gallery")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--top",
        "--top 0",
        "--top -1",
        "--top x",
        "--what",
        "--readers 0",
        "--readers 999999999",
        "--ahead 0",
        "--max-files -1",
        "--max-files 99999999999",
        "--min-length 0",
        "--search a-b",
        "--search *",
        "--search a*b",
        "second"
      })
  void run_badArgument_isRejected(String line) {
    assertThat(run(line.split(" ", -1))).isEqualTo(2);

    assertRejected("argument rejected: ");
  }

  @Test
  void run_blankSearch_isRejected() {
    assertThat(run("--search", " ")).isEqualTo(2);

    assertRejected("argument rejected: must be words of letters and digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "no-such", "nul\0"})
  void run_noDirectory_isRejected(String name) {
    write("text", "word");

    assertThat(execute(new Words(), directory + "/" + name)).isEqualTo(2);

    assertRejected("argument rejected: ");
  }

  private void assertRejected(String beginning) {
    assertThat(err.toString(UTF_8)).startsWith(beginning).contains("--help").hasLineCount(1);
    assertThat(out()).isEmpty();
    assertThat(elsewhere).isEmptyDirectory();
  }

  /** The sequential count has its own way of finding files. */
  @Test
  void run_fileIsNotFound_fails() throws Exception {
    write("text", "word");
    write("sub/lost", "other");
    Files.setLastModifiedTime(directory.resolve("sub/lost"), FileTime.fromMillis(0)); // not new

    int code =
        run(
            (root, settings, limits) ->
                new WordIndex(root, settings, limits) {
                  @Override
                  void found(FoundFile file) {
                    if (!file.path().endsWith("lost")) {
                      super.found(file);
                    }
                  }
                },
            PlainIndex::of);

    assertThat(code).isOne();
    assertThat(out())
        .contains("  FAILED  files that only a plain walk finds: 1\n")
        .containsPattern("\n +\\S*lost\n");
  }

  @Test
  void run_manyUnreadableFiles_namesAllOfThem() {
    for (int i = 0; i < 9; i++) {
      write("binary" + i, "\0");
    }

    assertThat(execute(new Words(), directory.toString())).isZero();

    assertThat(elsewhere.resolve("gallery/words-problems.txt"))
        .content()
        .contains("binary0 (", "binary8 (")
        .hasLineCount(9);
  }

  // ------------------------------------------------------------------ the program

  private int run(String... args) {
    return run(WordIndex::new, PlainIndex::of, args);
  }

  private int run(
      Words.IndexMaker maker,
      Function<Collection<WordIndex.Done>, PlainIndex> plain,
      String... args) {
    return execute(
        new Words(maker, plain),
        Stream.concat(Stream.of(directory.toString()), Stream.of(args)).toArray(String[]::new));
  }

  private int execute(Words program, String... args) {
    return Program.execute(
        program,
        new Console(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), isTerminal),
        Stream.concat(Stream.of("--out", elsewhere.resolve("gallery").toString()), Stream.of(args))
            .toArray(String[]::new));
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
