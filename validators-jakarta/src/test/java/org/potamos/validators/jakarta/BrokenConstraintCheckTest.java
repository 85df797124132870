package org.potamos.validators.jakarta;

import java.util.List;
import java.util.Set;
import org.potamos.core.BrokenModule.Scope;
import org.potamos.core.BrokenModuleContract;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of constraints can fail: each of these defects is found by the test that is named with
 * it.
 */
class BrokenConstraintCheckTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  @SuppressWarnings("ImmutableEnumChecker") // lists of strings
  enum Broken implements Twin {
    ALL_ARE_TOLD(
        List.of(new Edit("org/potamos/validators/jakarta/ConstraintCheck", ".limit(TOLD)", "")),
        "JakartaValidatorsTest.violations_tenThousand_areBounded"),
    TOLD_AS_FOUND(
        List.of(new Edit("org/potamos/validators/jakarta/ConstraintCheck", ".sorted(ORDER)", "")),
        "JakartaValidatorsTest.violations_inAnyOrder_areToldInOne"),
    LINES_STAY(
        List.of(
            new Edit(
                "org/potamos/validators/jakarta/PathText", "printable.setCharAt(i, '?');", "")),
        "PathTest.path_builtByAConstraint_isBoundedAndOneLine");

    private final Defect defect;

    Broken(List<Edit> edits, String... found) {
      this.defect = new Defect(Scope.NAMED, edits, Set.of(found));
    }

    @Override
    public Defect defect() {
      return defect;
    }
  }

  BrokenConstraintCheckTest() {
    super(Broken.values(), JakartaValidatorsTest.class, PathTest.class);
  }
}
