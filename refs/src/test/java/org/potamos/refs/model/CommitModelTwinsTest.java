package org.potamos.refs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.potamos.refs.model.Explorer.Result;
import org.potamos.refs.model.Violation.Kind;

/**
 * Broken twins of the protocol: the search finds each of them, in a scenario in which the protocol
 * itself holds. One step of the protocol and the reason why it is there per test.
 */
class CommitModelTwinsTest {

  private static final Set<Kind> HISTORIES =
      EnumSet.of(Kind.NOT_SERIALIZABLE, Kind.NOT_STRICT, Kind.TORN_SNAPSHOT);

  private final TestReporter reporter;

  CommitModelTwinsTest(TestReporter reporter) {
    this.reporter = reporter;
  }

  private void assertFinds(Kind kind, Scenario twin) {
    assertFinds(kind, twin, Set.of());
  }

  private void assertFinds(Kind kind, Scenario twin, Set<Kind> ignored) {
    Result result = Explorer.explore(twin, ignored);
    reporter.publishEntry("searched", result.toString());
    assertThat(result.violation())
        .as("%s", result)
        .isNotNull()
        .extracting(Violation::kind)
        .isEqualTo(kind);
    assertThat(result.trace()).isNotEmpty();
  }

  @Test
  void validation_removed_breaksSerializability() {
    Scenario twin = Scenarios.writeSkewAndDerefs().with(Deviation.NO_VALIDATION);
    assertFinds(Kind.NOT_SERIALIZABLE, twin);
    assertFinds(Kind.WRITE_SKEW, twin, HISTORIES);
  }

  @Test
  void validationAndExpectedHead_removed_loseUpdates() {
    Scenario twin =
        Scenarios.twoIncrementsAndReader().with(Deviation.NO_VALIDATION, Deviation.LOCKS_WHATEVER);
    assertFinds(Kind.NOT_SERIALIZABLE, twin);
    assertFinds(Kind.LOST_UPDATE, twin, HISTORIES);
  }

  @Test
  void tick_beforeLocks_tearsSnapshots() {
    assertFinds(
        Kind.TORN_SNAPSHOT, Scenarios.twoIncrementsAndReader().with(Deviation.TICK_BEFORE_LOCKS));
  }

  @Test
  void tick_unannounced_tearsSnapshots() {
    assertFinds(Kind.TORN_SNAPSHOT, Scenarios.twoIncrementsAndReader().with(Deviation.NO_TICKING));
  }

  @Test
  void slots_loadedBeforeTick_takeVersionsFromReaders() {
    assertFinds(
        Kind.MISSING_VERSION, Scenarios.twoIncrementsAndPinned().with(Deviation.SLOTS_BEFORE_TICK));
  }

  @Test
  void pin_announcedWithoutSecondLook_losesItsVersions() {
    assertFinds(
        Kind.MISSING_VERSION, Scenarios.twoIncrementsAndPinned().with(Deviation.NO_CONFIRM));
  }

  @Test
  void pin_overtakenWithoutPinAll_losesItsVersions() {
    assertFinds(
        Kind.MISSING_VERSION, Scenarios.twoIncrementsAndPinned().with(Deviation.NO_PIN_ALL));
  }

  @Test
  void pin_overtakenReadsClockBeforePinAll_losesItsVersions() {
    assertFinds(
        Kind.MISSING_VERSION,
        Scenarios.twoIncrementsAndPinned().with(Deviation.CLOCK_BEFORE_PIN_ALL));
  }

  @Test
  void prune_oneTooMany_takesVersionsFromReaders() {
    assertFinds(
        Kind.MISSING_VERSION,
        Scenarios.twoIncrementsAndPinned().with(Deviation.PRUNE_ONE_TOO_MANY));
  }

  /** Transactions wait for each version and notice nothing; derefs see half a commit. */
  @Test
  void decision_perVersion_showsHalfACommit() {
    Scenario protocol = Scenarios.oneWriterAndDerefs().with(Deviation.DEREFS_JOIN_THE_ORDER);
    assertThat(Explorer.explore(protocol).violation()).isNull();
    assertFinds(Kind.NOT_STRICT, protocol.with(Deviation.DECIDE_PER_VERSION));
  }

  @Test
  void doomedAttempt_goesOn_seesATornSnapshot() {
    assertFinds(
        Kind.TORN_SNAPSHOT, Scenarios.twoIncrementsAndReader().with(Deviation.DOOMED_GOES_ON));
  }

  @Test
  void abort_keepsALock_leavesItBehindOrBlocksOthers() {
    assertFinds(
        Kind.LOCK_LEFT_BEHIND, Scenarios.writeSkewAndDerefs().with(Deviation.ABORT_KEEPS_LOCK));
    assertFinds(
        Kind.DEADLOCK, Scenarios.conflictAtTheSecondLock().with(Deviation.ABORT_KEEPS_LOCK));
  }

  @Test
  void retained_withoutSecondLook_isKeptForNobody() {
    assertFinds(
        Kind.RETAINED_FOR_NOBODY, Scenarios.writerTwiceAndPinned().with(Deviation.NO_RECHECK));
  }

  /**
   * A pin that came after the slots were loaded needs what lies below a head that came later still.
   */
  @Test
  void trim_loadsSlotsBeforeHead_takesVersionsFromReaders() {
    assertFinds(
        Kind.MISSING_VERSION, Scenarios.twoPinnedOneSlot().with(Deviation.TRIM_LOADS_SLOTS_FIRST));
  }

  @Test
  void deref_loadsBaseAfterFate_goesBackInTime() {
    assertFinds(
        Kind.NOT_LINEARIZABLE, Scenarios.prunedBetweenAndDerefs().with(Deviation.BASE_AFTER_FATE));
  }

  @Test
  void read_loadsBaseAfterFate_tearsSnapshots() {
    assertFinds(
        Kind.TORN_SNAPSHOT, Scenarios.prunedBetweenAndReader().with(Deviation.BASE_AFTER_FATE));
  }

  /** Pruning makes prev of the head lead past the version that overwrote what was read. */
  @Test
  void validation_byPrevOfHead_missesAnOverwrite() {
    assertFinds(
        Kind.NOT_SERIALIZABLE, Scenarios.prunedBetweenAndWriter().with(Deviation.CURRENT_BY_PREV));
  }

  /** What has changed since is not above the stamp that the snapshot is moved to. */
  @Test
  void validation_byTheNewStamp_missesAnOverwrite() {
    assertFinds(
        Kind.TORN_SNAPSHOT,
        Scenarios.twoIncrementsAndReader().with(Deviation.CURRENT_BY_NEW_STAMP));
    assertFinds(
        Kind.NOT_SERIALIZABLE,
        Scenarios.prunedBetweenAndWriter().with(Deviation.CURRENT_BY_NEW_STAMP));
  }

  /** A deref that does not wait is linearizable on its ref, and no more. */
  @Test
  void deref_waitFree_doesNotJoinTheOrder() {
    assertFinds(
        Kind.NOT_STRICT,
        Scenarios.decidedOutOfOrderAndDerefs().with(Deviation.DEREFS_JOIN_THE_ORDER));
  }
}
