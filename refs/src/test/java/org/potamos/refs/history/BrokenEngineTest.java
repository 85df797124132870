package org.potamos.refs.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tests of the engine can fail: engines that were broken on purpose are found out, by the kind
 * of violation that was to be expected.
 *
 * <p>The sources of the engine are compiled anew with one passage replaced, and loaded apart from
 * the real one, together with {@link RecordedWorkload} and {@link HistoryChecker}, or {@link
 * InvariantWorkload}. A passage must occur exactly once (white space aside); when the engine
 * changes, this test says so. In all of them, and in one that is not broken, threads give way at
 * the places where it matters.
 */
@Tag("twins")
class BrokenEngineTest {

  /** As many attempts are recorded at most, before a broken engine counts as undiscovered. */
  private static final long ATTEMPTS = 4_000_000;

  private static final long ATTEMPTS_OF_WHOLE_ENGINE = 150_000;

  /** Likewise, of the workload with invariants. */
  private static final long ROUNDS = 2_000;

  private static final long ROUNDS_OF_WHOLE_ENGINE = 60;

  private static final int TRANSACTIONS = 500;
  private static final long SEED = 20_261_123;

  /**
   * A passage and what takes its place.
   *
   * @param file without its ending
   * @param passage occurs once, but for white space
   * @param replacement plain text
   */
  private record Edit(String file, String passage, String replacement) {}

  private static final String PAUSE =
      "if (java.util.concurrent.ThreadLocalRandom.current().nextInt(8) == 0) Thread.yield(); ";

  private static Edit pauseBefore(String file, String passage) {
    return new Edit(file, passage, PAUSE + passage);
  }

  private static Edit pauseAfter(String file, String passage) {
    return new Edit(file, passage, passage + " " + PAUSE);
  }

  private static final List<Edit> WIDENED =
      List.of(
          pauseBefore("CommitProtocol", "decider.setStamp(Version.TICKING);"),
          pauseAfter("CommitProtocol", "long stamp = CommitClock.tick();"),
          pauseBefore("CommitProtocol", "decider.setStamp(stamp);"),
          pauseAfter("CommitProtocol", "decided = true;"),
          pauseAfter("CommitProtocol", "version.setStamp(stamp);"),
          pauseAfter("Transaction", "long stamp = version.fate();"),
          pauseAfter(
              "Currency", "long fate = isOf(ownDecider, head) ? Version.PENDING : head.fate();"));

  /** The ways to break it. */
  @SuppressWarnings("ImmutableEnumChecker") // lists of strings
  enum Broken {
    READS_NOT_VALIDATED(
        Set.of(Violation.Kind.READ_CHANGED_BEFORE_COMMIT),
        new Edit(
            "CommitProtocol", "if (!isStillCurrent(transaction, stamp, decider))", "if (false)")),
    STAMP_BEFORE_LOCKS(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.STALE_SNAPSHOT),
        new Edit(
            "CommitProtocol",
            "locked = lockAll(transaction, writes);",
            "long early = CommitClock.tick(); " + PAUSE + "locked = lockAll(transaction, writes);"),
        new Edit("CommitProtocol", "long stamp = CommitClock.tick();", "long stamp = early;")),
    TICKING_NOT_ANNOUNCED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit("CommitProtocol", "decider.setStamp(Version.TICKING);", "")),
    EACH_REF_DECIDED_ALONE(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit("CommitProtocol", "mine.setDecider(decider);", "mine.setDecider(mine);")),
    BASE_NOT_COMPARED(
        Set.of(Violation.Kind.LOST_UPDATE),
        new Edit("CommitProtocol", "base != null ? head != base :", "base != null ? false :")),
    FIRST_COMMITTER_FORGOTTEN(
        Set.of(Violation.Kind.FIRST_COMMITTER_OVERWRITTEN),
        new Edit(
            "CommitProtocol",
            "return transaction.isSnapshotIsolated()",
            "return false && transaction.isSnapshotIsolated()")),
    ENSURE_NOT_VALIDATED(
        Set.of(Violation.Kind.ENSURE_BROKEN),
        new Edit(
            "Transaction",
            "if (options.isSnapshot()) { return ensured; }",
            "if (options.isSnapshot()) { return null; }")),
    SNAPSHOT_MOVED_UNSEEN(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit(
            "Transaction",
            "if (outdated != null) { throw conflict(Conflict.Kind.SNAPSHOT_LOST, outdated); }"
                + " snapshot = now; fresh = true; }",
            "snapshot = now; fresh = true; }")),
    COMMUTE_NOT_REPEATED(
        Set.of(Violation.Kind.LOST_UPDATE),
        new Edit("CommitProtocol", "if (writes.hasCommutes())", "if (false)")),
    NEEDED_VERSION_PRUNED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit(
            "Pins", "(stamp <= pinned && pinned < next)", "(stamp < pinned && pinned < next)")),
    /** A stamp that writers did not know of when they looked at the slots. */
    PIN_NOT_CONFIRMED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit("Pins", "if (now == announced)", "if (true)"),
        new Edit(
            "Pins",
            "return pin == FREE && PIN.compareAndSet(this, FREE, CommitClock.now());",
            "long early = CommitClock.now(); "
                + PAUSE
                + "return pin == FREE && PIN.compareAndSet(this, FREE, early);")),
    /** A head that has committed since it was looked at, and what lay below it was cut out. */
    CUT_VERSION_FOLLOWED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit(
            "Transaction",
            "Version<T> below = version.prev(); // before the fate: Version, I5"
                + " long stamp = version.fate();",
            "long stamp = version.fate(); " + PAUSE + "Version<T> below = version.prev();")),
    /** A commit that was stamped before another one that has ended already. */
    UNDECIDED_OVERTAKEN(
        Set.of(Violation.Kind.STALE_SNAPSHOT),
        new Edit("Transaction", "if (!fresh) { extend(); continue; }", "")),
    UNDONE_COMMUTE_FORGOTTEN(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit(
            "Transaction",
            "writes.addBasesTo(reads, savepoint.written());",
            "writes.addBasesTo(reads);")),
    CUT_VERSION_TRUSTED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.READ_CHANGED_BEFORE_COMMIT),
        new Edit(
            "Currency",
            "if (stamp >= 0) { return stamp <= since; }",
            "if (stamp >= 0) { Version<?> before = head.prev(); return stamp <= since"
                + " || (stamp > bound && before != null && before.stamp() <= since); }")),
    ANNOUNCED_AFTER_UNLOCKING(
        Set.of(),
        new Edit("Version", "return stamp() >= 0 && decider() == null;", "return stamp() >= 0;"),
        pauseBefore("CommitProtocol", "finish(writes, stamp, extended, announcements);")),
    QUICK_SECOND_DECIDED_ALONE(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        new Edit(
            "QuickCommit",
            "tryLock(second, other, otherBase, mine)",
            "tryLock(second, other, otherBase, other)"),
        pauseBefore("QuickCommit", "other.setStamp(stamp);")),
    BLOCK_NOT_UNDONE(
        Set.of(Violation.Kind.INTERMEDIATE_READ, Violation.Kind.OWN_WRITE_NOT_SEEN),
        new Edit("AttemptLoop", "transaction.rollBackTo(savepoint);", "")),
    DOOMED_COMMITTED(
        Set.of(),
        new Edit(
            "Transaction",
            "boolean isRunning() { return phase == RUNNING; }",
            "boolean isRunning() {" + " return phase == RUNNING || phase == RESTARTING; }"));

    private final Set<Violation.Kind> expected;
    private final List<Edit> edits;

    /** With no kind of violation the workload itself notices. */
    Broken(Set<Violation.Kind> expected, Edit... edits) {
      this.expected = expected;
      this.edits = List.of(edits);
    }
  }

  /** The ways to break the checks of invariants. */
  @SuppressWarnings("ImmutableEnumChecker") // lists of strings
  enum BrokenChecks {
    WHAT_WAS_SEEN_NOT_NOTED(
        InvariantWorkload.Finding.BROKEN_STATE,
        new Edit("CommitChecks", "transaction.addChecked(new Transaction.Seen(seen, now));", "")),
    WHAT_WAS_SEEN_NOT_VALIDATED(
        InvariantWorkload.Finding.BROKEN_STATE,
        new Edit(
            "CommitProtocol",
            "List<Transaction.Seen> checked = transaction.checked();",
            "List<Transaction.Seen> checked = List.of();")),
    CHECKED_WITHOUT_DRAWING(
        InvariantWorkload.Finding.BROKEN_STATE,
        new Edit(
            "CommitProtocol",
            "if (transaction.readsToValidate() != null || !transaction.checked().isEmpty())",
            "if (transaction.readsToValidate() != null)")),
    VIEW_NOT_OF_ONE_MOMENT(
        InvariantWorkload.Finding.INCONSISTENT_VIEW,
        new Edit(
            "CommitChecks",
            "Ref<?> outdated = view.firstOutdated(now, decider);",
            "Ref<?> outdated = null;"),
        pauseBefore("CommitChecks", "seen.add(check.ref(i));")),
    ENFORCE_DOES_NOT_LOCK(
        InvariantWorkload.Finding.BROKEN_AFTER_ENFORCE,
        new Edit("CommitChecks", "locks.add(ref.lock());", ""),
        new Edit("CommitChecks", "locks.get(i).below()", "made.ref(i).head().inForce()"),
        pauseBefore("CommitChecks", "putIn(made);")),
    ENFORCED_AFTER_UNLOCKING(
        InvariantWorkload.Finding.BROKEN_AFTER_ENFORCE,
        new Edit(
            "CommitChecks",
            "putIn(made);",
            "for (int i = locks.size() - 1; i >= 0; i--) { unlock(made.ref(i), locks.remove(i)); } "
                + PAUSE
                + "putIn(made);")),
    OUTDATED_REJECTION_COUNTS(
        InvariantWorkload.Finding.FALSE_REJECTION,
        new Edit(
            "CommitProtocol",
            "if (isStillCurrent(transaction, now, decider)"
                + " && (!checking || hasSeenTheNewest(transaction, now, decider)))",
            "if (true)")),
    REJECTION_OF_AN_OUTDATED_SNAPSHOT_COUNTS(
        InvariantWorkload.Finding.FALSE_REJECTION,
        new Edit(
            "CommitProtocol", "&& (!checking || hasSeenTheNewest(transaction, now, decider))", "")),
    IRREVOCABLE_DOES_NOT_WAIT(
        InvariantWorkload.Finding.RUN_TWICE,
        new Edit("CommitProtocol", "CommitChecks.awaitSettled(transaction, writes);", ""));

    private final InvariantWorkload.Finding expected;
    private final List<Edit> edits;

    BrokenChecks(InvariantWorkload.Finding expected, Edit... edits) {
      this.expected = expected;
      this.edits = List.of(edits);
    }
  }

  @TempDir private static Path folder;

  /** The engine with pauses, and the workload. */
  private static Path whole;

  @BeforeAll
  static void compileTheWholeEngine() throws IOException {
    whole = Files.createDirectory(folder.resolve("whole"));
    Path sources = Files.createDirectory(folder.resolve("whole-sources"));
    List<Path> files = new ArrayList<>();
    try (Stream<Path> engine = Files.list(source("main"))) {
      for (Path file : engine.filter(path -> path.toString().endsWith(".java")).toList()) {
        Path copy = sources.resolve(file.getFileName().toString());
        Files.writeString(copy, edited(file, WIDENED));
        files.add(copy);
      }
    }
    Path tests = source("test");
    files.add(tests.resolve("LastCommit.java"));
    for (Class<?> used :
        List.of(
            ConflictGraph.class,
            History.class,
            HistoryChecker.class,
            HistoryRecorder.class,
            InvariantWorkload.class,
            RecordedWorkload.class,
            Violation.class)) {
      files.add(tests.resolve("history").resolve(used.getSimpleName() + ".java"));
    }
    compile(files, whole, null);
  }

  private static Path source(String kind) {
    return Path.of(System.getProperty("basedir", ""), "src", kind, "java", "org/potamos/refs");
  }

  private static String edited(Path file, List<Edit> edits) throws IOException {
    String text = Files.readString(file);
    String name = file.getFileName().toString().replace(".java", "");
    for (Edit edit : edits) {
      if (edit.file().equals(name)) {
        text = edited(text, edit);
      }
    }
    return text;
  }

  private static String edited(String text, Edit edit) {
    String[] words = edit.passage().strip().split("\\s+");
    String regex = String.join("\\s+", Arrays.stream(words).map(Pattern::quote).toList());
    Matcher matcher = Pattern.compile(regex).matcher(text);
    assertThat(matcher.results().count())
        .as("passages in %s: %s", edit.file(), edit.passage())
        .isEqualTo(1);
    return matcher.reset().replaceFirst(Matcher.quoteReplacement(edit.replacement()));
  }

  private static void compile(List<Path> files, Path target, Path known) {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d"));
    arguments.add(target.toString());
    arguments.add("-cp");
    String libraries = String.join(File.pathSeparator, libraries());
    arguments.add(known == null ? libraries : known + File.pathSeparator + libraries);
    files.forEach(file -> arguments.add(file.toString()));
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    int exit =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    assertThat(exit).as(() -> messages.toString()).isZero();
  }

  /** What the tests run with, without what they test. */
  private static List<String> libraries() {
    String own = Path.of(System.getProperty("basedir", ""), "target").toAbsolutePath().toString();
    Set<String> entries = new LinkedHashSet<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      entries.addAll(Arrays.asList(System.getProperty(property, "").split(File.pathSeparator)));
    }
    entries.removeIf(entry -> entry.isEmpty() || entry.startsWith(own));
    return List.copyOf(entries);
  }

  @SuppressWarnings("unchecked") // as RecordedWorkload declares it
  private static Set<String> hunt(
      Class<?> workload,
      Path broken,
      long seed,
      long attempts,
      int transactions,
      Set<String> wanted,
      StringBuilder report)
      throws IOException, ReflectiveOperationException {
    List<URL> urls = new ArrayList<>();
    if (broken != null) {
      urls.add(broken.toUri().toURL());
    }
    urls.add(whole.toUri().toURL());
    for (String library : libraries()) {
      urls.add(Path.of(library).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Method hunt =
          loader
              .loadClass(workload.getName())
              .getDeclaredMethod(
                  "hunt", long.class, long.class, int.class, Set.class, StringBuilder.class);
      hunt.setAccessible(true);
      return (Set<String>) hunt.invoke(null, seed, attempts, transactions, wanted, report);
    } catch (InvocationTargetException e) {
      throw new AssertionError("the workload failed", e.getCause());
    }
  }

  @Test
  void hunt_inTheWholeEngine_findsNothing() throws IOException, ReflectiveOperationException {
    StringBuilder report = new StringBuilder();
    assertThat(
            hunt(
                RecordedWorkload.class,
                null,
                SEED,
                ATTEMPTS_OF_WHOLE_ENGINE,
                TRANSACTIONS,
                Set.of(),
                report))
        .as(report::toString)
        .isEmpty();
  }

  @Test
  void huntUnderInvariants_inTheWholeEngine_findsNothing()
      throws IOException, ReflectiveOperationException {
    StringBuilder report = new StringBuilder();
    assertThat(
            hunt(
                InvariantWorkload.class,
                null,
                SEED,
                ROUNDS_OF_WHOLE_ENGINE,
                TRANSACTIONS,
                Set.of(),
                report))
        .as(report::toString)
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void hunt_inABrokenEngine_findsTheViolation(Broken broken)
      throws IOException, ReflectiveOperationException {
    Path target = compileBroken(broken.name(), broken.edits);
    Set<String> expected = new LinkedHashSet<>();
    broken.expected.forEach(kind -> expected.add(kind.name()));
    if (expected.isEmpty()) {
      expected.add(RecordedWorkload.FAILURE);
    }
    assertThat(
            hunt(
                RecordedWorkload.class,
                target,
                SEED,
                ATTEMPTS,
                TRANSACTIONS,
                expected,
                new StringBuilder()))
        .containsAnyElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource(BrokenChecks.class)
  void huntUnderInvariants_inABrokenEngine_findsIt(BrokenChecks broken)
      throws IOException, ReflectiveOperationException {
    Path target = compileBroken(broken.name(), broken.edits);
    Set<String> expected = Set.of(broken.expected.name());
    assertThat(
            hunt(
                InvariantWorkload.class,
                target,
                SEED,
                ROUNDS,
                TRANSACTIONS,
                expected,
                new StringBuilder()))
        .containsAnyElementsOf(expected);
  }

  private static Path compileBroken(String name, List<Edit> broken) throws IOException {
    Path target = Files.createDirectory(folder.resolve(name));
    Path sources = Files.createDirectory(folder.resolve(name + "-sources"));
    List<Path> files = new ArrayList<>();
    for (String file : Set.copyOf(broken.stream().map(Edit::file).toList())) {
      Path copy = sources.resolve(file + ".java");
      List<Edit> edits = new ArrayList<>(broken);
      WIDENED.stream()
          .filter(wider -> broken.stream().noneMatch(edit -> meet(edit, wider)))
          .forEach(edits::add);
      Files.writeString(copy, edited(source("main").resolve(file + ".java"), edits));
      files.add(copy);
    }
    compile(files, target, whole);
    return target;
  }

  /** Whether one edit takes away the passage of another. */
  private static boolean meet(Edit one, Edit other) {
    return one.file().equals(other.file())
        && (one.passage().contains(other.passage()) || other.passage().contains(one.passage()));
  }
}
