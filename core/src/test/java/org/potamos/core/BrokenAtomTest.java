package org.potamos.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.BrokenModule.Scope;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of atoms can fail: each of these defects is found by the tests that are named with it.
 */
@Tag("twins")
class BrokenAtomTest {

  /** What is broken, how, and the tests that fail then. */
  @SuppressWarnings("ImmutableEnumChecker") // lists of strings
  enum Broken {
    OBSERVED_SWAP_OVERWRITES(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "boolean installed = advance(before, after);",
                "node = after; boolean installed = true;")),
        "AtomOperationsTest.swap_valueChangedMeanwhile_repeatsFunctionAndValidator"),
    FAILED_FUNCTION_LEAVES_NULL(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "next = apply(f, g, asValue(present), argument); } catch (Throwable failure) {"
                    + " leave();",
                "next = apply(f, g, asValue(present), argument); } catch (Throwable failure) {"
                    + " STATE.setVolatile(this, null); leave();"),
            new Edit(
                "org/potamos/core/Atom",
                "requireValid(before.observers(), before.value(), next, thread); after ="
                    + " before.changedTo(next); } catch (Throwable failure) {",
                "requireValid(before.observers(), before.value(), next, thread); after ="
                    + " before.changedTo(next); } catch (Throwable failure) { advance(before,"
                    + " before.changedTo(asValue(null)));")),
        "AtomOperationsTest.swap_functionThrows_nothingHasChanged"),
    ARGUMENT_COMES_FIRST(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "Objects.requireNonNull(g).apply(current, argument);",
                "((BiFunction<Object, Object, T>) (BiFunction)"
                    + " Objects.requireNonNull(g)).apply(argument, current);")),
        "AtomOperationsTest.swap_withArgument_passesCurrentValueFirst"),
    REPLACE_COMPARES_IDENTITIES(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "if (current != expected && !(byEquals && Objects.equals(current, expected))) {",
                "if (current != expected) {")),
        "AtomOperationsTest.replace_bare_comparesByEquals",
        "AtomOperationsTest.replace_comparesByEquals"),
    COMPARE_AND_SET_COMPARES_CONTENT(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "if (current != expected && !(byEquals && Objects.equals(current, expected))) {",
                "if (!Objects.equals(current, expected)) {")),
        "AtomOperationsTest.compareAndSet_equalButDistinct_doesNotMatch"),
    MISMATCH_IS_VALIDATED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "if (current != expected && !(byEquals && Objects.equals(current, expected))) {",
                "if (before != null) { requireValid(before.observers(), current, next,"
                    + " ThreadState.current()); } if (current != expected && !(byEquals &&"
                    + " Objects.equals(current, expected))) {")),
        "AtomOperationsTest.compareAndSet_mismatch_isNotValidated"),
    RESET_VALS_GUESSES_THE_OLD_VALUE(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "return asChange(swapInTurn(\"resetVals\", null, Atom::second, value, true));",
                "T old = deref(); reset(value); return new Change<>(this, old, value,"
                    + " version());")),
        "AtomOperationsTest.resetVals_valueChangedMeanwhile_reportsTheReplacedOne"),
    RESET_ANSWERS_THE_OLD_VALUE(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom",
                "public T reset(T value) { Object present = state;",
                "public T reset(T value) { T old = deref(); Object present = state;"),
            new Edit(
                "org/potamos/core/Atom",
                "swapInTurn(\"reset\", null, Atom::second, value, false); } return value;",
                "swapInTurn(\"reset\", null, Atom::second, value, false); } return old;")),
        "AtomOperationsTest.reset_installsAndAnswersTheValue"),
    CONSTRUCTOR_IS_PUBLIC(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/Atom", "private Atom(T initial) {", "public Atom(T initial) {")),
        "AtomOperationsTest.constructors_arePrivate");

    private final Scope scope;
    private final List<Edit> edits;
    private final Set<String> found;

    Broken(Scope scope, List<Edit> edits, String... found) {
      this.scope = scope;
      this.edits = edits;
      this.found = Set.of(found);
    }
  }

  @TempDir private static Path folder;
  private static BrokenModule core;

  @BeforeAll
  static void open() {
    core = new BrokenModule(folder, List.of(AtomOperationsTest.class, AtomTest.class));
  }

  @AfterAll
  static void close() throws IOException {
    core.close();
  }

  @Test
  void tests_ofTheSourcesAsTheyAre_pass() throws Exception {
    for (Broken broken : Broken.values()) {
      core.addTests(broken.found);
    }
    core.requireThatAllPass();
  }

  @ParameterizedTest
  @EnumSource
  void tests_ofBrokenSources_fail(Broken broken) throws Exception {
    core.requireThatFail(broken.name(), broken.edits, broken.scope, broken.found);
  }
}
