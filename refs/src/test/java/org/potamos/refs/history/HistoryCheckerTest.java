package org.potamos.refs.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.refs.history.History.Attempt;
import org.potamos.refs.history.History.Kind;
import org.potamos.refs.history.History.Level;
import org.potamos.refs.history.History.Operation;

/** The checker finds each anomaly by its name, and none where there is none. */
class HistoryCheckerTest {
  private static final int X = 0;
  private static final int Y = 1;

  /** Histories by hand: attempts are numbered from 1 in the order in which they are added. */
  private static final class Script {
    private final List<Line> lines = new ArrayList<>();

    Line serializable(long begin, long end) {
      return line(Level.SERIALIZABLE, begin, end);
    }

    Line snapshot(long begin, long end) {
      return line(Level.SNAPSHOT, begin, end);
    }

    Line readOnly(long begin, long end) {
      return line(Level.READ_ONLY, begin, end);
    }

    private Line line(Level level, long begin, long end) {
      Line line = new Line(this, lines.size() + 1, level, begin, end);
      lines.add(line);
      return line;
    }

    Set<Violation.Kind> violations() {
      HistoryChecker.Report report =
          HistoryChecker.check(
              new History(lines.stream().map(line -> line.attempt(lines)).toList()));
      assertThat(report.violations().isEmpty()).isEqualTo(report.isClean());
      return report.kinds();
    }
  }

  /** One attempt. */
  private static final class Line {
    /** Stands for the last write of the writer to the ref. */
    private static final int LAST = -1;

    private final Script script;
    private final long id;
    private final Level level;
    private final long begin;
    private final long end;
    private final List<Operation> operations = new ArrayList<>();
    private int writes;
    private boolean isCommitted;
    private long stamp = History.NO_STAMP;

    Line(Script script, long id, Level level, long begin, long end) {
      this.script = script;
      this.id = id;
      this.level = level;
      this.begin = begin;
      this.end = end;
    }

    Line read(int ref, long writer) {
      return operation(Kind.READ, ref, writer, LAST);
    }

    Line initial(int... refs) {
      for (int ref : refs) {
        operation(Kind.READ, ref, History.INITIAL, 0);
      }
      return this;
    }

    Line operation(Kind kind, int ref, long writer, int number) {
      operations.add(new Operation(kind, ref, writer, number));
      return this;
    }

    Line write(int... refs) {
      for (int ref : refs) {
        operation(Kind.WRITE, ref, id, ++writes);
      }
      return this;
    }

    Line rollback(int mark) {
      return operation(Kind.ROLLBACK, 0, History.INITIAL, mark);
    }

    Script commit(long stamp) {
      this.isCommitted = true;
      this.stamp = stamp;
      return script;
    }

    Script commit() {
      return commit(History.NO_STAMP);
    }

    Script abort() {
      return script;
    }

    Attempt attempt(List<Line> all) {
      List<Operation> resolved = new ArrayList<>();
      for (Operation o : operations) {
        int number = o.number() != LAST ? o.number() : lastWrite(all, o.writer(), o.ref());
        resolved.add(new Operation(o.kind(), o.ref(), o.writer(), number));
      }
      return new Attempt(id, 1, level, begin, end, isCommitted, stamp, resolved);
    }

    private static int lastWrite(List<Line> all, long writer, int ref) {
      return writer == History.INITIAL
          ? 0
          : all.get((int) writer - 1).operations.stream()
              .filter(o -> o.kind() == Kind.WRITE && o.ref() == ref)
              .mapToInt(Operation::number)
              .max()
              .orElseThrow();
    }
  }

  private final Script script = new Script();

  // ------------------------------------------------------------------ values

  @Test
  void check_writersThatFollowEachOther_isClean() {
    script.serializable(0, 10).initial(X).write(X).operation(Kind.READ, X, 1, 1).write(X).commit(1);
    script.serializable(5, 20).read(X, 1).initial(Y).write(Y).commit(2);
    script.serializable(5, 20).initial(X, Y).write(X).abort();
    script.readOnly(30, 40).read(X, 1).read(Y, 2).commit();
    assertThat(script.violations()).isEmpty();
  }

  @Test
  void check_valueNobodyWrote_isInvented() {
    script.serializable(0, 10).write(Y).commit(1);
    script.readOnly(20, 30).operation(Kind.READ, X, 1, 1).commit();
    assertThat(script.violations()).containsExactly(Violation.Kind.INVENTED_VERSION);
  }

  @Test
  void check_valueOfUnknownWriter_isInvented() {
    script.readOnly(20, 30).operation(Kind.READ, X, 99, 1).commit();
    assertThat(script.violations()).containsExactly(Violation.Kind.INVENTED_VERSION);
  }

  @Test
  void check_valueOfRunningAttempt_isDirty() {
    script.serializable(0, 100).write(X).abort();
    script.readOnly(20, 30).read(X, 1).commit();
    assertThat(script.violations()).containsExactly(Violation.Kind.DIRTY_READ);
  }

  @Test
  void check_valueOfFailedAttempt_isAborted() {
    script.serializable(0, 10).write(X).abort();
    script.readOnly(20, 30).read(X, 1).commit();
    assertThat(script.violations()).containsExactly(Violation.Kind.ABORTED_READ);
  }

  @Test
  void check_valueReplacedByItsWriter_isIntermediate() {
    script.serializable(0, 10).write(X, X).commit(1);
    script.readOnly(20, 30).operation(Kind.READ, X, 1, 1).commit();
    assertThat(script.violations()).containsExactly(Violation.Kind.INTERMEDIATE_READ);
  }

  @Test
  void check_valueOfUndoneBlock_isIntermediate() {
    script.serializable(0, 10).write(X).write(Y).rollback(1).initial(Y).commit(1);
    script.readOnly(20, 30).operation(Kind.READ, Y, 1, 2).read(X, 1).commit();
    assertThat(script.violations()).containsExactly(Violation.Kind.INTERMEDIATE_READ);
  }

  @Test
  void check_valueFromTheFuture_isFound() {
    script.serializable(50, 60).write(X).commit(1);
    script.readOnly(20, 30).read(X, 1).commit();
    assertThat(script.violations())
        .contains(Violation.Kind.FUTURE_READ, Violation.Kind.REAL_TIME_CYCLE);
  }

  @Test
  void check_ownWriteNotSeen_isFound() {
    script.serializable(0, 10).write(X).initial(X).abort();
    assertThat(script.violations()).containsExactly(Violation.Kind.OWN_WRITE_NOT_SEEN);
  }

  @Test
  void check_ownWriteSeenAfterItWasUndone_isFound() {
    script.serializable(0, 10).write(X).rollback(0).operation(Kind.READ, X, 1, 1).abort();
    assertThat(script.violations()).containsExactly(Violation.Kind.OWN_WRITE_NOT_SEEN);
  }

  @Test
  void check_outerWriteSeenAfterTheInnerWasUndone_isClean() {
    script
        .serializable(0, 10)
        .write(X)
        .write(X)
        .rollback(1)
        .operation(Kind.READ, X, 1, 1)
        .commit(1);
    script.readOnly(20, 30).operation(Kind.READ, X, 1, 1).commit();
    assertThat(script.violations()).isEmpty();
  }

  // ------------------------------------------------------------------ snapshots, of any attempt

  @Test
  void check_twoVersionsInOneAttempt_isNonRepeatable() {
    script.serializable(10, 20).write(X).commit(1);
    script.serializable(0, 30).initial(X).read(X, 1).abort();
    assertThat(script.violations())
        .containsExactly(Violation.Kind.NON_REPEATABLE_READ, Violation.Kind.INCONSISTENT_SNAPSHOT);
  }

  @Test
  void check_halfOfACommit_isFractured() {
    script.serializable(10, 20).write(X, Y).commit(1);
    script.readOnly(0, 30).initial(X).read(Y, 1).commit();
    assertThat(script.violations())
        .containsExactly(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.SERIALIZATION_CYCLE);
  }

  @Test
  void check_halfOfACommitInAFailedAttempt_isFound() {
    script.serializable(10, 20).write(X, Y).commit(1);
    script.serializable(0, 30).initial(X).read(Y, 1).abort();
    assertThat(script.violations()).containsExactly(Violation.Kind.INCONSISTENT_SNAPSHOT);
  }

  @Test
  void check_halfOfACommitUnderSnapshot_isSnapshotCycle() {
    script.serializable(10, 20).write(X, Y).commit(1);
    script.snapshot(0, 30).initial(X).read(Y, 1).write(2).commit(2);
    assertThat(script.violations())
        .containsExactly(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.SNAPSHOT_CYCLE);
  }

  @Test
  void check_staleRead_isSerializableButAgainstRealTime() {
    script.serializable(0, 10).write(X).commit(1);
    script.readOnly(20, 30).initial(X).commit();
    assertThat(script.violations())
        .containsExactly(Violation.Kind.STALE_SNAPSHOT, Violation.Kind.REAL_TIME_CYCLE);
  }

  @Test
  void check_staleReadInAFailedAttempt_isFound() {
    script.serializable(0, 10).write(X).commit(1);
    script.serializable(20, 30).initial(X).abort();
    assertThat(script.violations()).containsExactly(Violation.Kind.STALE_SNAPSHOT);
  }

  @Test
  void check_oldValueAfterSomebodySawTheNew_isStale() {
    script.serializable(0, 100).write(X).commit(1);
    script.readOnly(10, 20).read(X, 1).commit();
    script.readOnly(30, 40).initial(X).commit();
    assertThat(script.violations())
        .containsExactly(Violation.Kind.STALE_SNAPSHOT, Violation.Kind.REAL_TIME_CYCLE);
  }

  @Test
  void check_longFork_isFound() {
    script.serializable(0, 50).write(X).commit(1);
    script.serializable(0, 50).write(Y).commit(2);
    script.readOnly(0, 50).read(X, 1).initial(Y).commit();
    script.readOnly(0, 50).initial(X).read(Y, 2).commit();
    assertThat(script.violations())
        .containsExactly(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.SERIALIZATION_CYCLE);
  }

  @Test
  void check_longForkOfSnapshotWriters_isSnapshotCycle() {
    script.snapshot(0, 50).write(X).commit(1);
    script.snapshot(0, 50).write(Y).commit(2);
    script.snapshot(0, 50).read(X, 1).initial(Y).write(2).commit(3);
    script.snapshot(0, 50).initial(X).read(Y, 2).write(3).commit(4);
    assertThat(script.violations()).contains(Violation.Kind.SNAPSHOT_CYCLE);
  }

  @Test
  void check_effectWithoutItsCause_isFound() {
    script.serializable(0, 50).write(X).commit(1);
    script.serializable(0, 50).read(X, 1).write(Y).commit(2);
    script.readOnly(0, 50).read(Y, 2).initial(X).commit();
    assertThat(script.violations())
        .containsExactly(Violation.Kind.INCONSISTENT_SNAPSHOT, Violation.Kind.SERIALIZATION_CYCLE);
  }

  // ------------------------------------------------------------------ commits

  @Test
  void check_lostUpdate_isFound() {
    for (Level level : List.of(Level.SERIALIZABLE, Level.SNAPSHOT)) {
      Script one = new Script();
      one.line(level, 0, 50).initial(X).write(X).commit(1);
      one.line(level, 0, 50).initial(X).write(X).commit(2);
      assertThat(one.violations()).contains(Violation.Kind.LOST_UPDATE);
    }
  }

  @Test
  void check_blindWriteOverANewerVersion_isCleanUnlessUnderSnapshot() {
    for (Level level : List.of(Level.SERIALIZABLE, Level.SNAPSHOT)) {
      Script one = new Script();
      one.serializable(0, 50).write(X, Y).commit(1);
      one.line(level, 0, 50).initial(Y).write(X).commit(2);
      assertThat(one.violations())
          .containsAll(
              level == Level.SNAPSHOT
                  ? Set.of(
                      Violation.Kind.FIRST_COMMITTER_OVERWRITTEN, Violation.Kind.SNAPSHOT_CYCLE)
                  : Set.of(Violation.Kind.READ_CHANGED_BEFORE_COMMIT));
    }
  }

  private Set<Violation.Kind> skew(Level level, Kind reading) {
    Script one = new Script();
    one.line(level, 0, 50)
        .operation(reading, X, History.INITIAL, 0)
        .operation(reading, Y, History.INITIAL, 0)
        .write(X)
        .commit(1);
    one.line(level, 0, 50)
        .operation(reading, X, History.INITIAL, 0)
        .operation(reading, Y, History.INITIAL, 0)
        .write(Y)
        .commit(2);
    return one.violations();
  }

  @Test
  void check_writeSkewUnderSerializable_isFound() {
    assertThat(skew(Level.SERIALIZABLE, Kind.READ))
        .containsExactly(
            Violation.Kind.READ_CHANGED_BEFORE_COMMIT, Violation.Kind.SERIALIZATION_CYCLE);
  }

  @Test
  void check_writeSkewUnderSnapshot_isClean() {
    assertThat(skew(Level.SNAPSHOT, Kind.READ)).isEmpty();
  }

  @Test
  void check_writeSkewAcrossEnsure_isFound() {
    assertThat(skew(Level.SNAPSHOT, Kind.ENSURE))
        .containsExactly(Violation.Kind.ENSURE_BROKEN, Violation.Kind.SERIALIZATION_CYCLE);
  }

  @Test
  void check_informationInACircle_isFound() {
    script.serializable(0, 50).read(Y, 2).write(X).commit(1);
    script.serializable(0, 50).read(X, 1).write(Y).commit(2);
    assertThat(script.violations())
        .contains(Violation.Kind.INFORMATION_CYCLE, Violation.Kind.READ_CHANGED_BEFORE_COMMIT);
  }

  @Test
  void check_twoCommitsWithOneStamp_isFound() {
    script.serializable(0, 50).write(X).commit(1);
    script.serializable(0, 50).write(Y).commit(1);
    assertThat(script.violations()).containsExactly(Violation.Kind.DUPLICATE_STAMP);
  }

  @Test
  void check_changeWithoutStamp_isFound() {
    script.serializable(0, 50).write(X).commit();
    assertThat(script.violations()).containsExactly(Violation.Kind.MISSING_STAMP);
  }

  @Test
  void check_stampsAgainstTime_isFound() {
    script.serializable(0, 10).write(X).commit(2);
    script.serializable(20, 30).write(Y).commit(1);
    assertThat(script.violations()).containsExactly(Violation.Kind.STAMP_AGAINST_TIME);
  }

  // ------------------------------------------------------------------ commutes

  private void commute(Script to, Level level, long newest) {
    to.line(level, 0, 50)
        .initial(Y)
        .operation(Kind.PROVISIONAL, X, History.INITIAL, 0)
        .write(X)
        .operation(Kind.REBASE, X, newest, newest == History.INITIAL ? 0 : 1)
        .write(X)
        .commit(2);
  }

  @Test
  void check_commuteOnTheNewest_isClean() {
    for (Level level : List.of(Level.SERIALIZABLE, Level.SNAPSHOT)) {
      Script one = new Script();
      one.serializable(0, 50).write(X).commit(1);
      commute(one, level, 1);
      one.readOnly(0, 50).operation(Kind.READ, X, 2, 2).commit();
      assertThat(one.violations()).isEmpty();
    }
  }

  @Test
  void check_commuteOnAnOlderVersion_isLostUpdate() {
    for (Level level : List.of(Level.SERIALIZABLE, Level.SNAPSHOT)) {
      Script one = new Script();
      one.serializable(0, 50).write(X).commit(1);
      commute(one, level, History.INITIAL);
      assertThat(one.violations()).contains(Violation.Kind.LOST_UPDATE);
    }
  }

  @Test
  void check_commuteAppliedToItsOwnResult_isFound() {
    script
        .serializable(0, 50)
        .operation(Kind.PROVISIONAL, X, History.INITIAL, 0)
        .write(X)
        .operation(Kind.REBASE, X, 1, 1)
        .write(X)
        .commit(1);
    assertThat(script.violations()).contains(Violation.Kind.LOST_UPDATE);
  }

  @Test
  void check_commuteThatBecameARead_isBinding() {
    script.serializable(0, 50).write(X).commit(1);
    script
        .serializable(0, 50)
        .operation(Kind.PROVISIONAL, X, History.INITIAL, 0)
        .write(X)
        .commit(2);
    assertThat(script.violations())
        .contains(Violation.Kind.LOST_UPDATE, Violation.Kind.SERIALIZATION_CYCLE);
  }

  // ------------------------------------------------------------------ random histories

  private static final Set<Violation.Kind> SERIAL_CYCLES =
      EnumSet.of(
          Violation.Kind.INFORMATION_CYCLE,
          Violation.Kind.SERIALIZATION_CYCLE,
          Violation.Kind.REAL_TIME_CYCLE);

  /** What ran serially, at points within overlapping intervals, is accepted. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void check_serialExecution_isClean(long seed) {
    History history = RandomHistories.serial(new Random(seed), 2_000, 2 + (int) seed);
    assertThat(HistoryChecker.check(history)).matches(HistoryChecker.Report::isClean);
  }

  /**
   * A read exchanged for that of another version is found: always if the reader is serializable and
   * has changed something, since its reads belong to its stamp; otherwise mostly, since a reader
   * may have read a little earlier or later.
   */
  @Test
  void check_exchangedRead_isFound() {
    Random random = new Random(17);
    int found = 0;
    int mutants = 400;
    for (int i = 0; i < mutants; i++) {
      History history = RandomHistories.serial(random, 60, 3);
      RandomHistories.Mutant mutant = RandomHistories.exchangeRead(random, history);
      HistoryChecker.Report report = HistoryChecker.check(mutant.history());
      if (mutant.isProof()) {
        assertThat(report).matches(r -> !r.isClean(), "violation in " + mutant.mutated());
      }
      found += report.isClean() ? 0 : 1;
    }
    assertThat(found).isGreaterThan(mutants * 3 / 4);
  }

  /** Cycles are found exactly where no order of all attempts explains what was read. */
  @Test
  void check_cyclesOfSerializable_agreeWithTheDefinition() {
    Random random = new Random(23);
    int explained = 0;
    int rounds = 4_000;
    for (int i = 0; i < rounds; i++) {
      History history = RandomHistories.arbitrary(random, 5, 2, Level.SERIALIZABLE);
      boolean isExplained = SerialOrders.explain(history);
      Set<Violation.Kind> cycles = EnumSet.copyOf(SERIAL_CYCLES);
      cycles.retainAll(HistoryChecker.check(history).kinds());
      assertThat(cycles.isEmpty()).as("no cycle in %s", history).isEqualTo(isExplained);
      explained += isExplained ? 1 : 0;
    }
    assertThat(explained).isBetween(rounds / 20, rounds * 19 / 20);
  }

  /** The same for snapshot isolation, with two points for each attempt. */
  @Test
  void check_cyclesOfSnapshot_agreeWithTheDefinition() {
    Random random = new Random(29);
    int explained = 0;
    int rounds = 4_000;
    for (int i = 0; i < rounds; i++) {
      History history = RandomHistories.arbitrary(random, 4, 2, Level.SNAPSHOT);
      boolean isExplained = SerialOrders.explainBySnapshots(history);
      boolean hasCycle =
          HistoryChecker.check(history).kinds().contains(Violation.Kind.SNAPSHOT_CYCLE);
      assertThat(hasCycle).as("cycle in %s", history).isEqualTo(!isExplained);
      explained += isExplained ? 1 : 0;
    }
    assertThat(explained).isBetween(rounds / 20, rounds * 19 / 20);
  }

  /** Time and memory grow with the length of the history only. */
  @Test
  void check_longHistory_isFast() {
    History history = RandomHistories.serial(new Random(5), 200_000, 8);
    assertThat(HistoryChecker.check(history)).matches(HistoryChecker.Report::isClean);
  }
}
