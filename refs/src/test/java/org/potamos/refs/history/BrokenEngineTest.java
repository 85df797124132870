package org.potamos.refs.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.BrokenSources;
import org.potamos.core.BrokenSources.Edit;

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

  private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
  private static final Path SOURCES = MODULE.resolve("src/main/java");
  private static final String ENGINE = "org/potamos/refs/";

  private static final String PAUSE =
      "if (java.util.concurrent.ThreadLocalRandom.current().nextInt(8) == 0) Thread.yield(); ";

  private static Edit edit(String file, String passage, String replacement) {
    return new Edit(ENGINE + file, passage, replacement);
  }

  private static Edit pauseBefore(String file, String passage) {
    return edit(file, passage, PAUSE + passage);
  }

  private static Edit pauseAfter(String file, String passage) {
    return edit(file, passage, passage + " " + PAUSE);
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
        edit("CommitProtocol", "if (!isStillCurrent(transaction, stamp, decider))", "if (false)")),
    STAMP_BEFORE_LOCKS(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.STALE_SNAPSHOT),
        edit(
            "CommitProtocol",
            "locked = lockAll(transaction, writes);",
            "long early = CommitClock.tick(); " + PAUSE + "locked = lockAll(transaction, writes);"),
        edit("CommitProtocol", "long stamp = CommitClock.tick();", "long stamp = early;")),
    TICKING_NOT_ANNOUNCED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit("CommitProtocol", "decider.setStamp(Version.TICKING);", "")),
    EACH_REF_DECIDED_ALONE(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit("CommitProtocol", "mine.setDecider(decider);", "mine.setDecider(mine);")),
    BASE_NOT_COMPARED(
        Set.of(Violation.Kind.LOST_UPDATE),
        edit("CommitProtocol", "base != null ? head != base :", "base != null ? false :")),
    FIRST_COMMITTER_FORGOTTEN(
        Set.of(Violation.Kind.FIRST_COMMITTER_OVERWRITTEN),
        edit(
            "CommitProtocol",
            "return transaction.isSnapshotIsolated()",
            "return false && transaction.isSnapshotIsolated()")),
    ENSURE_NOT_VALIDATED(
        Set.of(Violation.Kind.ENSURE_BROKEN),
        edit(
            "Transaction",
            "if (options.isSnapshot()) { return ensured; }",
            "if (options.isSnapshot()) { return null; }")),
    SNAPSHOT_MOVED_UNSEEN(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit(
            "Transaction",
            "if (outdated != null) { throw conflict(Conflict.Kind.SNAPSHOT_LOST, outdated); }"
                + " snapshot = now; fresh = true; }",
            "snapshot = now; fresh = true; }")),
    COMMUTE_NOT_REPEATED(
        Set.of(Violation.Kind.LOST_UPDATE),
        edit("CommitProtocol", "if (writes.hasCommutes())", "if (false)")),
    NEEDED_VERSION_PRUNED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit("Pins", "(stamp <= pinned && pinned < next)", "(stamp < pinned && pinned < next)")),
    /** A stamp that writers did not know of when they looked at the slots. */
    PIN_NOT_CONFIRMED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit("Pins", "if (now == announced)", "if (true)"),
        edit(
            "Pins",
            "return pin == FREE && PIN.compareAndSet(this, FREE, CommitClock.now());",
            "long early = CommitClock.now(); "
                + PAUSE
                + "return pin == FREE && PIN.compareAndSet(this, FREE, early);")),
    /** A head that has committed since it was looked at, and what lay below it was cut out. */
    CUT_VERSION_FOLLOWED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit(
            "Transaction",
            "Version<T> below = version.prev(); // before the fate: Version, I5"
                + " long stamp = version.fate();",
            "long stamp = version.fate(); " + PAUSE + "Version<T> below = version.prev();")),
    /** A commit that was stamped before another one that has ended already. */
    UNDECIDED_OVERTAKEN(
        Set.of(Violation.Kind.STALE_SNAPSHOT),
        edit("Transaction", "if (!fresh) { extend(); continue; }", "")),
    UNDONE_COMMUTE_FORGOTTEN(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit(
            "Transaction",
            "writes.addBasesTo(reads, savepoint.written());",
            "writes.addBasesTo(reads);")),
    CUT_VERSION_TRUSTED(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.READ_CHANGED_BEFORE_COMMIT),
        edit(
            "Currency",
            "if (stamp >= 0) { return stamp <= since; }",
            "if (stamp >= 0) { Version<?> before = head.prev(); return stamp <= since"
                + " || (stamp > bound && before != null && before.stamp() <= since); }")),
    ANNOUNCED_AFTER_UNLOCKING(
        Set.of(),
        edit("Version", "return stamp() >= 0 && decider() == null;", "return stamp() >= 0;"),
        pauseBefore("CommitProtocol", "finish(writes, stamp, extended, announcements);")),
    QUICK_SECOND_DECIDED_ALONE(
        Set.of(Violation.Kind.INCONSISTENT_SNAPSHOT),
        edit(
            "QuickCommit",
            "tryLock(second, other, otherBase, mine)",
            "tryLock(second, other, otherBase, other)"),
        pauseBefore("QuickCommit", "other.setStamp(stamp);")),
    BLOCK_NOT_UNDONE(
        Set.of(Violation.Kind.INTERMEDIATE_READ, Violation.Kind.OWN_WRITE_NOT_SEEN),
        edit("AttemptLoop", "transaction.rollBackTo(savepoint);", "")),
    DOOMED_COMMITTED(
        Set.of(),
        edit(
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
        edit("CommitChecks", "transaction.addChecked(new Transaction.Seen(seen, now));", "")),
    WHAT_WAS_SEEN_NOT_VALIDATED(
        InvariantWorkload.Finding.BROKEN_STATE,
        edit(
            "CommitProtocol",
            "List<Transaction.Seen> checked = transaction.checked();",
            "List<Transaction.Seen> checked = List.of();")),
    CHECKED_WITHOUT_DRAWING(
        InvariantWorkload.Finding.BROKEN_STATE,
        edit(
            "CommitProtocol",
            "if (transaction.readsToValidate() != null || !transaction.checked().isEmpty())",
            "if (transaction.readsToValidate() != null)")),
    VIEW_NOT_OF_ONE_MOMENT(
        InvariantWorkload.Finding.INCONSISTENT_VIEW,
        edit(
            "CommitChecks",
            "Ref<?> outdated = view.firstOutdated(now, decider);",
            "Ref<?> outdated = null;"),
        pauseBefore("CommitChecks", "seen.add(check.ref(i));")),
    ENFORCE_DOES_NOT_LOCK(
        InvariantWorkload.Finding.BROKEN_AFTER_ENFORCE,
        edit("CommitChecks", "locks.add(ref.lock());", ""),
        edit("CommitChecks", "locks.get(i).below()", "made.ref(i).head().inForce()"),
        pauseBefore("CommitChecks", "putIn(made);")),
    ENFORCED_AFTER_UNLOCKING(
        InvariantWorkload.Finding.BROKEN_AFTER_ENFORCE,
        edit(
            "CommitChecks",
            "putIn(made);",
            "for (int i = locks.size() - 1; i >= 0; i--) { unlock(made.ref(i), locks.remove(i)); } "
                + PAUSE
                + "putIn(made);")),
    OUTDATED_REJECTION_COUNTS(
        InvariantWorkload.Finding.FALSE_REJECTION,
        edit(
            "CommitProtocol",
            "if (isStillCurrent(transaction, now, decider)"
                + " && (!checking || hasSeenTheNewest(transaction, now, decider)))",
            "if (true)")),
    REJECTION_OF_AN_OUTDATED_SNAPSHOT_COUNTS(
        InvariantWorkload.Finding.FALSE_REJECTION,
        edit(
            "CommitProtocol", "&& (!checking || hasSeenTheNewest(transaction, now, decider))", "")),
    IRREVOCABLE_DOES_NOT_WAIT(
        InvariantWorkload.Finding.RUN_TWICE,
        edit("CommitProtocol", "CommitChecks.awaitSettled(transaction, writes);", ""));

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
    List<Path> files = new ArrayList<>();
    try (Stream<Path> engine = Files.list(SOURCES.resolve(ENGINE))) {
      List<String> names = engine.map(path -> path.getFileName().toString()).toList();
      for (String name : names) {
        if (name.endsWith(".java")) {
          files.add(copy("whole", ENGINE + name.replace(".java", ""), WIDENED));
        }
      }
    }
    Path tests = MODULE.resolve("src/test/java").resolve(ENGINE);
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
    BrokenSources.compile(files, whole, BrokenSources.libraries());
  }

  /** Writes an edited source apart. */
  private static Path copy(String name, String file, List<Edit> edits) throws IOException {
    return BrokenSources.copyEdited(SOURCES, file, edits, folder.resolve(name + "-sources"));
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
    for (String library : BrokenSources.libraries()) {
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
    List<Edit> edits = new ArrayList<>(broken);
    WIDENED.stream()
        .filter(wider -> broken.stream().noneMatch(edit -> meet(edit, wider)))
        .forEach(edits::add);
    List<Path> files = new ArrayList<>();
    for (String file : Set.copyOf(broken.stream().map(Edit::file).toList())) {
      files.add(copy(name, file, edits));
    }
    List<String> known = new ArrayList<>(List.of(whole.toString()));
    known.addAll(BrokenSources.libraries());
    BrokenSources.compile(files, target, known);
    return target;
  }

  /** Whether one edit takes away the passage of another. */
  private static boolean meet(Edit one, Edit other) {
    return one.file().equals(other.file())
        && (one.passage().contains(other.passage()) || other.passage().contains(one.passage()));
  }
}
