package org.potamos.validators;

import java.util.List;
import org.potamos.core.BrokenModuleContract;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of rules can fail: each of these defects is found by the tests that are named with it.
 */
class BrokenRuleTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          twin(
              "NEGATED_STEP_ACCEPTS_THE_FIRST_VALUE",
              List.of(
                  new Edit(
                      "org/potamos/validators/Step",
                      "return context.isNegated() ? Violations.SOME : List.of();",
                      "return List.of();")),
              "RuleAlgebraPropertiesTest.rules_random_answerAsTheModel"),
          twin(
              "STEP_FROM_NULL_IS_A_STEP",
              List.of(
                  new Edit(
                      "org/potamos/validators/Step",
                      "if (isFirst || current == null) {",
                      "if (isFirst) {")),
              "TransitionsTest.rule_firstValueOrStepFromNull_accepts"),
          twin(
              "EVERY_STATE_IS_NEXT",
              List.of(
                  new Edit(
                      "org/potamos/validators/StateMachine",
                      "if (stays || next.contains(proposed)) {",
                      "if (stays || states.contains(proposed)) {")),
              "StateMachineTest.atom_forbiddenStep_isRejectedAndTheStateStays",
              "StateMachineTest.check_againstEdges_saysFromWhereAndWhatIsAllowed"),
          twin(
              "SECOND_VIOLATIONS_COME_FIRST",
              List.of(
                  new Edit(
                      "org/potamos/validators/Violations",
                      "List<Violation> all = new ArrayList<>(first); for (Violation violation :"
                          + " second) {",
                      "List<Violation> all = new ArrayList<>(second); for (Violation violation :"
                          + " first) {")),
              "RuleAlgebraPropertiesTest.violations_ofTwo_areThoseOfBothInOrder"),
          twin(
              "CUT_WITHOUT_A_MARK",
              List.of(
                  new Edit("org/potamos/validators/Violations", "all.add(MORE); break;", "break;")),
              "RuleAlgebraTest.and_moreThanTwenty_isCutWithAMark"),
          twin(
              "LINES_STAY",
              List.of(
                  new Edit(
                      "org/potamos/validators/Texts",
                      "isUnfit(character) ? ' ' : character",
                      "character")),
              "BoundedMessagesTest.value_hostile_isShownShortOnOneLine"),
          twin(
              "SEEN_BY_EQUALS",
              List.of(
                  new Edit(
                      "org/potamos/validators/Survey",
                      "Collections.newSetFromMap(new IdentityHashMap<>());",
                      "new java.util.HashSet<>();")),
              "ImmutabilityShapesTest.violations_ofHostileObjects_callNoneOfTheirMethods"));

  BrokenRuleTest() {
    super(
        TWINS,
        BoundedMessagesTest.class,
        ImmutabilityShapesTest.class,
        RuleAlgebraPropertiesTest.class,
        RuleAlgebraTest.class,
        StateMachineTest.class,
        TransitionsTest.class);
  }
}
