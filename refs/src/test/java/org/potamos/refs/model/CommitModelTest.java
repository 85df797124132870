package org.potamos.refs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.refs.model.Explorer.Result;

/**
 * The protocol of {@code Machine} keeps what {@code Properties} asks for, in every interleaving of
 * every scenario. That the search can fail is shown by {@link CommitModelTwinsTest}.
 */
@Execution(ExecutionMode.CONCURRENT) // it shares nothing with the other classes of this process
class CommitModelTest {

  private static Result assertHolds(
      Scenario scenario, Set<Violation.Kind> ignored, TestReporter reporter) {
    Result result = Explorer.explore(scenario, ignored);
    reporter.publishEntry("searched", result.toString());
    assertThat(result.violation()).as("%s", result).isNull();
    assertThat(result.fullOutcomes()).as("%s", result).isPositive();
    return result;
  }

  static List<Scenario> all() {
    return Scenarios.all();
  }

  static List<Scenario> large() {
    return Scenarios.large();
  }

  static List<Scenario> withDerefs() {
    return List.of(
        Scenarios.writeSkewAndDerefs(),
        Scenarios.prunedBetweenAndDerefs(),
        Scenarios.oneWriterAndDerefs(),
        Scenarios.decidedOutOfOrderAndDerefs());
  }

  /** Opacity, strict serializability, chains, locks, pins, no leak and no deadlock. */
  @ParameterizedTest
  @MethodSource("all")
  void protocol_anyInterleaving_holds(Scenario scenario, TestReporter reporter) {
    assertHolds(scenario, Set.of(), reporter);
  }

  /** The same with {@code -Dpotamos.model=large}, which takes a minute and gigabytes. */
  @ParameterizedTest
  @MethodSource("large")
  @EnabledIfSystemProperty(named = "potamos.model", matches = "large")
  void protocol_largeSpace_holds(Scenario scenario, TestReporter reporter) {
    assertHolds(scenario, Set.of(), reporter);
  }

  /** No scenario is vacuous: together they take every step that the protocol has. */
  @Test
  void scenarios_together_takeEveryStep(TestReporter reporter) {
    Set<Step> steps = EnumSet.of(Step.DONE, Step.CHECK_BASE);
    for (Scenario scenario :
        List.of(
            Scenarios.prunedBetweenAndReader(),
            Scenarios.oneEachAndReader(),
            Scenarios.crossedWriters(),
            Scenarios.conflictAtTheSecondLock(),
            Scenarios.writerTwiceAndPinned(),
            Scenarios.prunedBetweenAndDerefs().with(Deviation.PINS_AGAIN),
            Scenarios.writeSkewAndDerefs())) {
      steps.addAll(assertHolds(scenario, Set.of(), reporter).steps());
    }
    assertThat(steps).containsExactlyInAnyOrder(Step.values());
  }

  /** As the library does: a reader that was overtaken announces another stamp first. */
  @Test
  void protocol_announcesAgain_holds(TestReporter reporter) {
    assertHolds(Scenarios.twoIncrementsAndPinned().with(Deviation.PINS_AGAIN), Set.of(), reporter);
    assertHolds(Scenarios.twoPinnedOneSlot().with(Deviation.PINS_AGAIN), Set.of(), reporter);
    assertHolds(Scenarios.writerTwiceAndPinned().with(Deviation.PINS_AGAIN), Set.of(), reporter);
  }

  /** Other rules for "current" do as well, at the price of more conflicts. */
  @ParameterizedTest
  @EnumSource(names = {"CURRENT_BY_HEAD", "CURRENT_BY_STAMP"})
  void protocol_currentByAnotherRule_holds(Deviation rule, TestReporter reporter) {
    for (Scenario scenario :
        List.of(
            Scenarios.prunedBetweenAndWriter(),
            Scenarios.crossedWriters(),
            Scenarios.staleTransactions(),
            Scenarios.twoIncrementsAndReader())) {
      assertHolds(scenario.with(rule), Set.of(), reporter);
    }
  }

  /** The check that a changed ref is still what was read may be left to the validation. */
  @Test
  void protocol_locksWhateverIsCommitted_isSavedByValidation(TestReporter reporter) {
    assertHolds(
        Scenarios.twoIncrementsAndReader().with(Deviation.LOCKS_WHATEVER), Set.of(), reporter);
  }

  /**
   * Derefs that wait for a commit that has begun to tick fit into one order with everything else.
   */
  @ParameterizedTest
  @MethodSource("withDerefs")
  void deref_waitsForTickingCommits_joinsTheOrder(Scenario scenario, TestReporter reporter) {
    assertHolds(
        scenario.with(Deviation.DEREF_WAITS, Deviation.DEREFS_JOIN_THE_ORDER), Set.of(), reporter);
  }

  /**
   * Stamps order commits, decisions need not follow them: a stale reader can miss what has ended.
   */
  @Test
  void staleSnapshot_readOnly_isSerializableButNotStrict(TestReporter reporter) {
    Scenario scenario = Scenarios.decidedOutOfOrderAndStaleReader();
    assertHolds(scenario, EnumSet.of(Violation.Kind.NOT_STRICT), reporter);
    assertThat(Explorer.explore(scenario).violation())
        .isNotNull()
        .extracting(Violation::kind)
        .isEqualTo(Violation.Kind.NOT_STRICT);
  }

  /** Writers are checked at their stamp: it does no harm to start from an old snapshot. */
  @Test
  void staleSnapshot_writers_hold(TestReporter reporter) {
    assertHolds(Scenarios.staleTransactions(), Set.of(), reporter);
  }
}
