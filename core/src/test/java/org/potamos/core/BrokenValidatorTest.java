package org.potamos.core;

import java.util.List;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of validators can fail: each of these defects is found by the tests that are named with
 * it.
 */
class BrokenValidatorTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          contractTwin(
              "INITIAL_VALUE_IS_NOT_CHECKED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "requireInitiallyValid(validator, peek(), null);",
                      "")),
              "BadInputTest.build_initialValueRejected_throws",
              "ReferenceContract.validator_atConstruction_checksTheInitialValue",
              "ReferenceContract.validator_rejectsInitialValue_thereIsNoReference",
              "ReferenceContract.validator_throwsForInitialValue_itPropagates"),
          contractTwin(
              "INITIAL_VALUE_IS_A_STEP",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "violations = validator.checkInitial(initial);",
                      "violations = validator.check(initial, initial);")),
              "ReferenceContract.transition_ruleAboutSteps_holds",
              "ReferenceContract.validator_atConstruction_checksTheInitialValue"),
          twin(
              "NOTHING_IS_CHECKED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "Validator<? super T> validator = observers.validator(); if (validator !="
                          + " null) {",
                      "Validator<? super T> validator = observers.validator(); if (proposed !="
                          + " proposed) {")),
              "AtomOperationsTest.anyOperation_validatorRejects_nothingHasChanged",
              "ReferenceContract.null_withValidator_isCheckedLikeAnyValue",
              "ReferenceContract.rejection_carriesReferenceViolationsAndValue",
              "ReferenceContract.validator_rejects_noWatchRuns"),
          twin(
              "CHECKED_AFTER_PUBLICATION",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "requireValid(before.observers(), before.value(), next, thread); after ="
                          + " before.changedTo(next); if (advance(before, after)) { break; }",
                      "after = before.changedTo(next); if (advance(before, after)) {"
                          + " requireValid(before.observers(), before.value(), next, thread);"
                          + " break; }")),
              "AtomOperationsTest.anyOperation_validatorRejects_nothingHasChanged",
              "ReferenceContract.rejection_carriesReferenceViolationsAndValue",
              "ReferenceContract.validator_runsBeforeVisibilityAndWatches",
              "ReferenceContract.validator_throwsError_itPropagates"),
          contractTwin(
              "CURRENT_VALUE_IS_HIDDEN",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "violations = validator.check(current, proposed);",
                      "violations = validator.check(proposed, proposed);")),
              "ReferenceContract.check_seesCurrentAndProposedValue",
              "ReferenceContract.transition_ruleAboutSteps_holds"),
          contractTwin(
              "REJECTION_HIDES_THE_REFERENCE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "throw new InvalidStateException(name(), shown, violations, rejected);",
                      "throw new InvalidStateException(name(), null, violations, rejected);")),
              "ReferenceContract.rejection_carriesReferenceViolationsAndValue",
              "ReferenceContract.setValidator_presentValueRejected_keepsThePrevious"),
          contractTwin(
              "REJECTION_TELLS_THE_VALUE",
              List.of(
                  new Edit(
                      "org/potamos/core/InvalidStateException",
                      "+ \"; the value is unchanged\",",
                      "+ \"; the value is unchanged, rejected=\" + rejectedValue,")),
              "ReferenceContract.rejection_carriesReferenceViolationsAndValue"),
          contractTwin(
              "EXCEPTION_IS_WRAPPED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "violations = validator.check(current, proposed);",
                      "try { violations = validator.check(current, proposed); } catch"
                          + " (RuntimeException thrown) { throw new IllegalStateException(thrown);"
                          + " }")),
              "ReferenceContract.validator_throwsRuntimeException_itPropagates"),
          contractTwin(
              "EXCEPTION_ACCEPTS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "violations = validator.check(current, proposed);",
                      "try { violations = validator.check(current, proposed); } catch"
                          + " (RuntimeException | Error thrown) { violations = List.of(); }")),
              "ReferenceContract.validator_changesAnotherReference_isRejected",
              "ReferenceContract.validator_throwsError_itPropagates",
              "ReferenceContract.validator_throwsRuntimeException_itPropagates"),
          twin(
              "RUNS_ON_ANOTHER_THREAD",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "violations = validator.check(current, proposed);",
                      "List<List<Violation>> found = new"
                          + " java.util.concurrent.CopyOnWriteArrayList<>(); Thread other ="
                          + " Thread.ofPlatform().start(() -> { try {"
                          + " found.add(validator.check(current, proposed)); } catch (Throwable"
                          + " lost) { found.add(List.of()); } }); while (other.isAlive()) {"
                          + " Thread.onSpinWait(); } violations = found.get(0);")),
              "ReferenceContract.validator_runsOnTheProposingThread"),
          contractTwin(
              "PRESENT_VALUE_IS_NOT_CHECKED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "requireInitiallyValid(validator, present.value(), this);",
                      "")),
              "AtomPropertiesTest.operations_random_behaveAsOnTheModel",
              "ReferenceContract.check_seesCurrentAndProposedValue",
              "ReferenceContract.setValidator_newOneThrows_keepsThePrevious",
              "ReferenceContract.setValidator_presentValueRejected_keepsThePrevious",
              "ReferenceContract.validator_runsOnTheProposingThread"),
          contractTwin(
              "INSTALLED_BEFORE_ITS_CHECK",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "requireInitiallyValid(validator, present.value(), this); if"
                          + " (advance(present,"
                          + " present.observedBy(present.observers().withValidator(validator)))) {",
                      "if (advance(present,"
                          + " present.observedBy(present.observers().withValidator(validator)))) {"
                          + " requireInitiallyValid(validator, present.value(), this);")),
              "ReferenceContract.setValidator_newOneThrows_keepsThePrevious",
              "ReferenceContract.setValidator_presentValueRejected_keepsThePrevious"),
          contractTwin(
              "CHECKED_THEN_INSTALLED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "requireInitiallyValid(validator, present.value(), this);",
                      "requireInitiallyValid(validator, present.value(), this); reconfigure(now ->"
                          + " now.withValidator(validator)); present = observe();")),
              "ValidatorRaceTest.setValidator_valueChangedDuringItsLook_looksAgain"),
          twin(
              "WRITERS_KEEP_THE_OLD_ONE",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "return NODE.compareAndSet(this, expected, next);",
                      "StateNode<T> now = node(); return now.version() == expected.version() &&"
                          + " NODE.compareAndSet(this, now, next.version() == now.version() ? next"
                          + " : StateNode.carrying(next, now.observers()));"),
                  new Edit(
                      "org/potamos/core/internal/StateNode",
                      "public final T value() {",
                      "public static <T extends @Nullable Object> StateNode<T>"
                          + " carrying(StateNode<T> next, Observers<T> observers) { return new"
                          + " StateNode<>(next.value, next.version, observers); } public final T"
                          + " value() {")),
              "ValidatorRaceTest.setValidator_whileTheOldOneAccepts_isAtomic"),
          twin(
              "SET_VALIDATOR_DOES_NOTHING",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "present.observedBy(present.observers().withValidator(validator))",
                      "present.observedBy(present.observers())")),
              "ReferenceContract.setValidator_replacesAndRemoves",
              "ReferenceContract.setValidator_takesEffectAtOnce"),
          contractTwin(
              "MAY_CHANGE_REFERENCES",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "if (thread.isValidating()) {",
                      "if (thread == null) {")),
              "ReferenceContract.validator_changesAnotherReference_isRejected",
              "ValidatorGuardTest.write_atInstallation_isRejected",
              "ValidatorGuardTest.write_toAnotherAtom_isRejected"),
          twin(
              "HOLDS_UP_READERS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "violations = validator.check(current, proposed);",
                      "synchronized (this) { violations = validator.check(current, proposed); }"),
                  new Edit(
                      "org/potamos/core/Atom",
                      "public T deref() { Object present = state;",
                      "public synchronized T deref() { Object present = state;")),
              "ReferenceContract.validator_slow_blocksNoReader"),
          twin(
              "VALIDATORS_ARE_NEVER_IN_USE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ValidatorsInUse",
                      "if (!get()) {",
                      "if (false) {")),
              "ValidatorGuardTest.write_toAnotherAtom_isRejected"));

  BrokenValidatorTest() {
    super(
        TWINS,
        AtomOperationsTest.class,
        AtomPropertiesTest.class,
        AtomTest.class,
        BadInputTest.class,
        ValidatorGuardTest.class,
        ValidatorRaceTest.class);
  }
}
