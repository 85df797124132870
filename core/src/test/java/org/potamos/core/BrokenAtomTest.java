package org.potamos.core;

import java.util.List;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of atoms can fail: each of these defects is found by the tests that are named with it.
 */
class BrokenAtomTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          contractTwin(
              "OBSERVED_SWAP_OVERWRITES",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "boolean installed = advance(before, after);",
                      "node = after; boolean installed = true;")),
              "AtomOperationsTest.swap_valueChangedMeanwhile_repeatsFunctionAndValidator"),
          contractTwin(
              "FAILED_FUNCTION_LEAVES_NULL",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "next = apply(f, g, asValue(present), argument); } catch (Throwable failure)"
                          + " { leave();",
                      "next = apply(f, g, asValue(present), argument); } catch (Throwable failure)"
                          + " { STATE.setVolatile(this, null); leave();"),
                  new Edit(
                      "org/potamos/core/Atom",
                      "requireValid(before.observers(), before.value(), next, thread); after ="
                          + " before.changedTo(next); } catch (Throwable failure) {",
                      "requireValid(before.observers(), before.value(), next, thread); after ="
                          + " before.changedTo(next); } catch (Throwable failure) { advance(before,"
                          + " before.changedTo(asValue(null)));")),
              "AtomOperationsTest.swap_functionThrows_nothingHasChanged"),
          twin(
              "ARGUMENT_COMES_FIRST",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "Objects.requireNonNull(g).apply(current, argument);",
                      "((BiFunction<Object, Object, T>) (BiFunction)"
                          + " Objects.requireNonNull(g)).apply(argument, current);")),
              "AtomOperationsTest.swap_withArgument_passesCurrentValueFirst"),
          contractTwin(
              "REPLACE_COMPARES_IDENTITIES",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "if (current != expected && !(byEquals && Objects.equals(current, expected)))"
                          + " {",
                      "if (current != expected) {")),
              "AtomOperationsTest.replace_bare_comparesByEquals",
              "AtomOperationsTest.replace_comparesByEquals"),
          contractTwin(
              "COMPARE_AND_SET_COMPARES_CONTENT",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "if (current != expected && !(byEquals && Objects.equals(current, expected)))"
                          + " {",
                      "if (!Objects.equals(current, expected)) {")),
              "AtomOperationsTest.compareAndSet_equalButDistinct_doesNotMatch"),
          contractTwin(
              "MISMATCH_IS_VALIDATED",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "if (current != expected && !(byEquals && Objects.equals(current, expected)))"
                          + " {",
                      "if (before != null) { requireValid(before.observers(), current, next,"
                          + " ThreadState.current()); } if (current != expected && !(byEquals &&"
                          + " Objects.equals(current, expected))) {")),
              "AtomOperationsTest.compareAndSet_mismatch_isNotValidated"),
          contractTwin(
              "RESET_VALS_GUESSES_THE_OLD_VALUE",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "return asChange(swapInTurn(\"resetVals\", null, Atom::second, value,"
                          + " true));",
                      "T old = deref(); reset(value); return new Change<>(this, old, value,"
                          + " version());")),
              "AtomOperationsTest.resetVals_valueChangedMeanwhile_reportsTheReplacedOne"),
          contractTwin(
              "RESET_ANSWERS_THE_OLD_VALUE",
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
          contractTwin(
              "CONSTRUCTOR_IS_PUBLIC",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "private Atom(T initial) {",
                      "public Atom(T initial) {")),
              "AtomOperationsTest.constructors_arePrivate"),
          twin(
              "DEREF_REMEMBERS",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "private volatile @Nullable Object state;",
                      "private volatile @Nullable Object state; private @Nullable Object seen;"),
                  new Edit(
                      "org/potamos/core/Atom",
                      "public T deref() { Object present = state;",
                      "public T deref() { if (seen == null) { seen = state; } Object present ="
                          + " state == OBSERVED ? state : seen;")),
              "AtomOperationsTest.deref_afterEachChange_answersTheNewest"),
          twin(
              "CHANGE_INSIDE_IS_PASSED_OVER",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "requireOutsideOfOwnCode(operation, thread);",
                      "if (isComputingHere(thread)) { return null; }")),
              "NestedSwapTest.changeInside_ofTheOwnAtom_isRejected"),
          twin(
              "BLOCKED_FUNCTION_HOLDS_UP_OTHERS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/TurnTaking",
                      "for (int poll = 0; poll < MAX_POLLS && changes < PATIENCE; poll++) {",
                      "for (int poll = 0; changes < PATIENCE &&"
                          + " !Thread.currentThread().isInterrupted(); poll = Math.min(poll + 1,"
                          + " MAX_POLLS - 1)) {")),
              "AtomContentionTest.swap_functionBlocks_othersGoOn"),
          twin(
              "DEEP_COMPUTATIONS_ARE_NOT_MARKED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ThreadState",
                      "computing = Arrays.copyOf(computing, 2 * computingDepth);",
                      "computingDepth--;")),
              "NestedSwapTest.changeInside_ofManyAtomsThatOthersCompute_isToldFromTheirOwn"));

  BrokenAtomTest() {
    super(
        TWINS,
        AtomContentionTest.class,
        AtomOperationsTest.class,
        AtomTest.class,
        NestedSwapTest.class);
  }
}
