package org.potamos.validators.jakarta;

import java.util.List;
import org.potamos.core.BrokenModuleContract;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of constraints can fail: each of these defects is found by the test that is named with
 * it.
 */
class BrokenConstraintCheckTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          twin(
              "ALL_ARE_TOLD",
              List.of(
                  new Edit("org/potamos/validators/jakarta/ConstraintCheck", ".limit(TOLD)", "")),
              "JakartaValidatorsTest.violations_tenThousand_areBounded"),
          twin(
              "TOLD_AS_FOUND",
              List.of(
                  new Edit("org/potamos/validators/jakarta/ConstraintCheck", ".sorted(ORDER)", "")),
              "JakartaValidatorsTest.violations_inAnyOrder_areToldInOne"),
          twin(
              "LINES_STAY",
              List.of(
                  new Edit(
                      "org/potamos/validators/jakarta/PathText",
                      "printable.setCharAt(i, '?');",
                      "")),
              "PathTest.path_builtByAConstraint_isBoundedAndOneLine"));

  BrokenConstraintCheckTest() {
    super(TWINS, JakartaValidatorsTest.class, PathTest.class);
  }
}
