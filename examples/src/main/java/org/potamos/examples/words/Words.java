package org.potamos.examples.words;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.potamos.core.Delivery;
import org.potamos.core.InvalidStateException;
import org.potamos.core.collection.PersistentSet;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.kit.BarChart;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import org.potamos.examples.words.WordIndex.Limits;
import org.potamos.refs.Ref;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Indexes the words of a directory, searches in them, and checks all that against plain code.
 *
 * <p>Start with {@link WordIndex}, where the agents, the refs and the transactions are. Here is
 * what is asked of it and what is shown.
 */
@Command(
    name = "words",
    description =
        "Agents find and read the files of a directory, and index their words in refs, a"
            + " transaction for each file.")
public final class Words extends Program {
  private static final int LINES_SHOWN = 6;
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  /** Makes the index; a test makes one that is broken. */
  interface IndexMaker {
    WordIndex make(Path root, Settings settings, Limits limits);
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "DIRECTORY",
      description = "where; .git, target and symbolic links are left out" + DEFAULT)
  private Path directory = Path.of(".");

  @Option(
      names = "--search",
      paramLabel = "WORDS",
      description =
          "lists the files that have all these words; at* is any word that begins so. Files are"
              + " ranked by the counts of the words, each times ln(1 + files / files with the"
              + " word). May be given several times")
  private List<String> searches = new ArrayList<>();

  @Option(names = "--top", description = "how many of the most frequent words to draw" + DEFAULT)
  private int top = 15;

  @Option(names = "--min-length", description = "how long a word is at least" + DEFAULT)
  private int minLength = 1;

  @Option(names = "--ignore", split = ",", description = "words to leave out, as the,a,of")
  private List<String> ignored = List.of();

  @Option(names = "--ignore-later", split = ",", description = "more, once a file is done")
  private List<String> ignoredLater = List.of();

  @Option(names = "--endings", split = ",", description = "read only such files, as java,md")
  private List<String> endings = List.of();

  @Option(names = "--readers", description = "how many agents read files" + DEFAULT)
  private int readers = 4;

  @Option(names = "--ahead", description = "while so many files wait, the finder waits" + DEFAULT)
  private int ahead = 128;

  @Option(names = "--max-files", description = "how many files are looked at, at most" + DEFAULT)
  private int maxFiles = 20_000;

  private final IndexMaker maker;
  private final Function<Collection<WordIndex.Done>, PlainIndex> plainCount;

  /** Makes the program. */
  public Words() {
    this(WordIndex::new, PlainIndex::of);
  }

  Words(IndexMaker maker, Function<Collection<WordIndex.Done>, PlainIndex> plainCount) {
    this.maker = maker;
    this.plainCount = plainCount;
  }

  /**
   * Runs the program alone.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(Program.execute(new Words(), Console.ofProcess(), args));
  }

  @Override
  protected void checkOptions() throws BadInputException {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException("not a directory, DIRECTORY=" + directory);
    }
    if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
      throw new BadInputException("unreadable, DIRECTORY=" + directory);
    }
    for (String search : searches) {
      Query.parse(search);
    }
    requireBetween("--top", top, 1, 40);
    requireBetween("--min-length", minLength, 1, 100);
    requireBetween("--readers", readers, 1, 256);
    requireBetween("--ahead", ahead, 1, 10_000);
    requireBetween("--max-files", maxFiles, 1, 1_000_000);
  }

  @Override
  protected void run(Show show) throws Exception {
    Path root = directory.toRealPath();
    Settings settings = new Settings(minLength, lowerCase(ignored), PersistentSet.copyOf(endings));
    Limits limits = new Limits(readers, ahead, maxFiles);
    try (WordIndex index = maker.make(root, settings, limits)) {
      long beganMillis = System.currentTimeMillis();
      long start = System.nanoTime();
      Progress progress = new Progress(show, index);
      index.totals.watch(progress, Delivery.LATEST);
      if (!ignoredLater.isEmpty()) {
        index.totals.watch(change -> ignoreLater(index, change.newValue()), Delivery.SYNC);
      }
      index.run();
      long indexed = System.nanoTime();
      progress.finish();
      Snapshot seen = index.snapshot();
      tell(show, index, seen, root);
      show.check(
          "%d looks at the growing index: %d of them saw a file in part"
              .formatted(progress.looks(), progress.torn()),
          progress.torn() == 0);
      checkRejections(show, index.totals);

      long plainStart = System.nanoTime();
      PlainIndex plain = plainCount.apply(seen.files().values());
      long plainEnd = System.nanoTime();
      show.say(
          "%d ms concurrently, %d ms sequentially in plain code"
              .formatted((indexed - start) / 1_000_000, (plainEnd - plainStart) / 1_000_000));
      PlainIndex ours = seen.plain(plain.changed());
      compare(show, ours, plain);
      if (!index.walkedThrough().isCut()) {
        Set<Path> missed = PlainIndex.find(root, settings::acceptsFile);
        missed.removeAll(seen.files().keySet());
        missed.removeIf(file -> file.toFile().lastModified() >= beganMillis); // it is new
        show.check("files that only a plain walk finds: " + missed.size(), missed.isEmpty());
        saySome(show, missed);
      }
      for (String search : searches) {
        search(show, Query.parse(search), seen, plain, root);
      }
      show.picture(progress.picture());
      show.picture(topWords(ours));
    }
  }

  /** Settings may change at any time: what is read from now on goes by the new ones. */
  private void ignoreLater(WordIndex index, Totals totals) {
    if (totals.done() == 1) {
      index.settings.swap(now -> now.ignoring(lowerCase(ignoredLater)));
    }
  }

  private void tell(Show show, WordIndex index, Snapshot seen, Path root) {
    Totals totals = seen.totals();
    show.say("%d files, %d of them text".formatted(totals.found(), totals.text()));
    Map<Path, String> problems = seen.problems();
    problems.putAll(index.walkedThrough().problems());
    List<String> lines =
        problems.entrySet().stream()
            .map(problem -> root.relativize(problem.getKey()) + " (" + problem.getValue() + ")")
            .toList();
    saySome(show, lines);
    if (lines.size() > LINES_SHOWN) {
      show.picture(
          Picture.of(
              "words-problems.txt",
              "Files that are not in the index",
              "Each of %d files is named, with the reason; all others are indexed."
                  .formatted(lines.size()),
              String.join("\n", lines) + "\n"));
    }
    if (index.walkedThrough().isCut()) {
      show.say("there are more files: stopped at --max-files=" + maxFiles);
    }
    show.say("files read by each agent: " + index.filesByReader());
    show.say(
        "%d transactions, one for each file; their bodies were re-run %d times"
            .formatted(totals.done(), index.reruns()));
    show.check(
        "at most %d files in the queues; the finder waited for room %d times"
            .formatted(index.mostQueued(), index.pauses()),
        index.mostQueued() <= ahead);
    show.check(
        "%d of %d files found are done".formatted(totals.done(), totals.found()),
        totals.done() == totals.found() && seen.files().size() == totals.found());
  }

  /** Proposes totals that cannot be right: they must not get in. */
  private static void checkRejections(Show show, Ref<Totals> totals) {
    checkRejected(show, "one file too many", totals, now -> now.plusText(0));
    checkRejected(show, "one word too many", totals, now -> now.plusFound().plusText(1));
    checkRejected(show, "one word too few", totals, now -> now.plusFound().plusText(-1));
  }

  private static void checkRejected(
      Show show, String what, Ref<Totals> totals, UnaryOperator<Totals> change) {
    Totals before = totals.deref();
    String answer = "accepted";
    try {
      totals.swap(change);
    } catch (InvalidStateException rejected) {
      answer = rejected.violations().getFirst().toString();
    }
    show.check(
        "%s, on purpose: %s".formatted(what, answer),
        !answer.equals("accepted") && totals.deref().equals(before));
  }

  private static void compare(Show show, PlainIndex ours, PlainIndex plain) {
    if (!plain.changed().isEmpty()) {
      show.say("files changed meanwhile, and not compared: " + plain.changed().size());
      saySome(show, plain.changed());
    }
    show.check(
        "%d words, %d of them distinct; sequentially %d and %d"
            .formatted(ours.words(), ours.index().size(), plain.words(), plain.index().size()),
        ours.words() == plain.words() && ours.index().size() == plain.index().size());
    List<String> differences = ours.differences(plain);
    show.check(
        "count and first line of every word in every file: %d differences from the sequential ones"
            .formatted(differences.size()),
        differences.isEmpty());
    saySome(show, differences);
  }

  private static void search(Show show, Query query, Snapshot seen, PlainIndex plain, Path root) {
    List<Query.Hit> hits = query.search(seen);
    show.say("search for %s, the best first".formatted(String.join(" ", query.terms())));
    saySome(show, hits.stream().map(hit -> query.line(hit, root)).toList());
    Set<Path> files = hits.stream().map(Query.Hit::file).collect(Collectors.toSet());
    files.removeAll(plain.changed());
    Set<Path> expected = plain.search(query);
    show.check(
        "found in %d files; looking at every word of the sequential index, in %d"
            .formatted(files.size(), expected.size()),
        files.equals(expected));
  }

  private Picture topWords(PlainIndex index) {
    BarChart chart = new BarChart("The most frequent words", "times, in all files");
    index.index().keySet().stream()
        .sorted(Comparator.comparingLong(index::count).reversed().thenComparing(word -> word))
        .limit(top)
        .forEach(word -> chart.bar(shortened(word), (double) index.count(word)));
    return Picture.of(
        "words.svg",
        "The most frequent words",
        "Counted by %d agents at the same time, and compared with a sequential count."
            .formatted(readers),
        chart.draw().toString());
  }

  private static String shortened(String word) {
    return word.codePointCount(0, word.length()) <= 24
        ? word
        : word.substring(0, word.offsetByCodePoints(0, 24)) + "...";
  }

  private static void saySome(Show show, Collection<?> lines) {
    lines.stream().limit(LINES_SHOWN).forEach(line -> show.say("  " + line));
    if (lines.size() > LINES_SHOWN) {
      show.say("  and " + (lines.size() - LINES_SHOWN) + " more");
    }
  }

  private static PersistentSet<String> lowerCase(List<String> words) {
    return PersistentSet.copyOf(words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList());
  }
}
