package org.potamos.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;

/**
 * Counts the words of all text files under a directory: many virtual threads, one atom.
 *
 * <p>Start with {@link ConcurrentCount}, where the atom is, and {@link Tally}, its value.
 */
public final class WordCount {
  private static final int NAMES_SHOWN = 10;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean isTerminal;
  private final Function<List<FoundFile>, SequentialCount> sequentialCount;

  WordCount(
      PrintStream out,
      PrintStream err,
      boolean isTerminal,
      Function<List<FoundFile>, SequentialCount> sequentialCount) {
    this.out = out;
    this.err = err;
    this.isTerminal = isTerminal;
    this.sequentialCount = sequentialCount;
  }

  /**
   * Runs the program; {@code --help} explains it.
   *
   * @param args the command line
   * @throws Exception if something fails that has nothing to do with the arguments or the files
   */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is no terminal
  public static void main(String[] args) throws Exception {
    boolean isTerminal = System.console() != null && System.console().isTerminal();
    System.exit(new WordCount(System.out, System.err, isTerminal, SequentialCount::of).run(args));
  }

  /** Answers the exit code. */
  int run(String... args) throws IOException, InterruptedException {
    if (Arrays.asList(args).contains("--help")) {
      out.print(Arguments.USAGE);
      return 0;
    }
    try {
      return count(Arguments.parse(args));
    } catch (Arguments.BadArgumentException bad) {
      err.println(bad.getMessage());
      return 2;
    }
  }

  private int count(Arguments arguments) throws IOException, InterruptedException {
    out.println("Counting the words under " + printable(arguments.directory()));
    FoundFiles found = FoundFiles.under(arguments.directory());
    List<FoundFile> files = found.files();
    Progress progress = new Progress(out, isTerminal, files.size());

    long start = System.nanoTime();
    ConcurrentCount concurrent = new ConcurrentCount(files, progress);
    concurrent.run();
    long between = System.nanoTime();
    Tally tally = concurrent.tally().deref();
    progress.finish(tally);
    SequentialCount sequential = sequentialCount.apply(files);
    long end = System.nanoTime();

    Map<String, Long> counts = tally.counts().byWord();
    printTop(arguments.top(), counts);
    out.println();
    out.printf("words:      %d, %d of them distinct%n", tally.words(), counts.size());
    out.printf(
        "files:      %d text, %d not text (skipped), %d unreadable%n",
        tally.textFiles(), tally.notText(), tally.unreadable());
    Map<Path, String> unreadable = new TreeMap<>(found.unreadable());
    unreadable.putAll(concurrent.unreadable());
    printSome(
        unreadable.entrySet().stream()
            .map(entry -> "unreadable: " + entry.getKey() + " (" + entry.getValue() + ")")
            .toList());
    out.printf("swap:       %d changes, %d re-runs%n", tally.files(), concurrent.reruns());
    out.printf(
        "time:       %d ms concurrently, then %d ms sequentially%n",
        Duration.ofNanos(between - start).toMillis(), Duration.ofNanos(end - between).toMillis());
    boolean isGuarded = offerWrongTally(concurrent.tally());
    Comparison comparison =
        Comparison.of(counts, tally.words(), concurrent.unreadable(), sequential, files);
    out.println("comparison: " + comparison.verdict());
    printSome(comparison.details());
    return comparison.isEqual() && isGuarded ? 0 : 1;
  }

  private void printTop(int top, Map<String, Long> counts) {
    out.println();
    out.println("Most frequent words");
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(top)
        .forEach(entry -> out.printf("%9d  %s%n", entry.getValue(), entry.getKey()));
  }

  /** Shows the validator at work: a word that nobody has counted must not get in. */
  private boolean offerWrongTally(Atom<Tally> atom) {
    Tally tally = atom.deref();
    long version = atom.version();
    try {
      atom.reset(
          new Tally(
              tally.counts(),
              tally.words() + 1,
              tally.textFiles(),
              tally.notText(),
              tally.unreadable()));
      out.println("validator:  accepted a wrong tally");
      return false;
    } catch (InvalidStateException rejected) {
      out.println("validator:  one word too many was offered, on purpose:");
      out.println("  " + rejected.getMessage());
      return atom.version() == version;
    }
  }

  private void printSome(Collection<?> lines) {
    lines.stream().limit(NAMES_SHOWN).forEach(line -> out.println("  " + printable(line)));
    if (lines.size() > NAMES_SHOWN) {
      out.println("  and " + (lines.size() - NAMES_SHOWN) + " more");
    }
  }

  /** File names may contain anything, also what a terminal would obey. */
  private static String printable(Object text) {
    return text.toString().replaceAll("\\p{Cntrl}", "?");
  }
}
