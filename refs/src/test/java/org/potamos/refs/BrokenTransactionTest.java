package org.potamos.refs;

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
import org.potamos.core.BrokenModule;
import org.potamos.core.BrokenModule.Scope;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of transactions can fail where no history, model or term shows it: each of these
 * defects is found by the tests that are named with it.
 */
@Tag("twins")
class BrokenTransactionTest {

  /** What is broken, how, and the tests that fail then. */
  @SuppressWarnings("ImmutableEnumChecker") // lists of strings
  enum Broken {
    FAILING_EFFECTS_END_THE_REST(
        List.of(
            new Edit(
                "org/potamos/refs/Isolated",
                "} catch (Throwable thrown) {",
                "} catch (ArithmeticException thrown) {")),
        "HeldEffectsTest.effect_throws_othersRun",
        "HooksTest.afterACommit_allThrow_allRunAndTheResultIsAnswered"),
    IO_IS_ALLOWED(
        List.of(
            new Edit(
                "org/potamos/refs/Stm",
                "if (running != null && !running.isIrrevocable()) {",
                "if (running != null && what.isEmpty()) {")),
        "MisuseTest.io_inside_isRejectedAndDoesNotRun"),
    INTERRUPT_IS_IGNORED(
        List.of(
            new Edit(
                "org/potamos/refs/Patience",
                "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if"
                    + " (Thread.currentThread().isInterrupted() || transaction",
                "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if (transaction")),
        "InterruptTest.interruptedInTheBody_conflict_fails"),
    INTERRUPT_FLAG_IS_LOST(
        List.of(
            new Edit(
                "org/potamos/refs/Patience",
                "Thread.currentThread().isInterrupted() ? Reason.INTERRUPTED",
                "Thread.interrupted() ? Reason.INTERRUPTED")),
        "InterruptTest.interruptedInTheBody_conflict_fails"),
    ONE_ATTEMPT_TOO_MANY(
        List.of(
            new Edit(
                "org/potamos/refs/Patience",
                "transaction.countedAttempts() >= transaction",
                "transaction.countedAttempts() > transaction")),
        "ConflictTest.maxAttempts_reached_givesUpExactlyThen"),
    DEADLINE_IS_IGNORED(
        List.of(
            new Edit(
                "org/potamos/refs/Patience",
                "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if"
                    + " (Thread.currentThread().isInterrupted() ||"
                    + " transaction.contention().nanosLeft() <= 0) {",
                "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if"
                    + " (Thread.currentThread().isInterrupted()) {")),
        "ConflictTest.deadline_zero_allowsTheFirstAttemptOnly"),
    CHECKED_EXCEPTION_IS_WRAPPED(
        List.of(
            new Edit(
                "org/potamos/refs/AttemptLoop",
                "return AttemptLoop.<RuntimeException>unchanged(failure);",
                "return new IllegalStateException(failure);")),
        "DosyncTest.dosync_bodyThrowsChecked_throwsTheVeryException"),
    EXCEPTION_OF_A_LOST_ATTEMPT_LEAVES(
        List.of(
            new Edit(
                "org/potamos/refs/AttemptLoop",
                "if (!transaction.isOver()) {",
                "if (!transaction.isOver() || !(failure instanceof AttemptSignal)) {")),
        "ControlFlowTest.checkedExceptionAfterTheSignal_runsAgain",
        "ControlFlowTest.somethingElseThrownAfterTheSignal_runsAgain",
        "ControlFlowTest.wrapped_runsAgain"),
    OTHER_THREADS_MAY_TAKE_PART(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "if (phase != RUNNING || threadId != Thread.currentThread().threadId()) {",
                "if (phase != RUNNING) {")),
        "MisuseTest.transaction_onAnotherThread_isRejected"),
    TRANSACTION_GOES_ON_AFTER_ITS_END(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "if (phase != RUNNING || threadId != Thread.currentThread().threadId()) {",
                "if (threadId != Thread.currentThread().threadId()) {")),
        "MisuseTest.transaction_afterItsEnd_isRejected"),
    REFUSAL_DOES_NOT_NAME_THE_REF(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "(ref == null ? \"\" : \"ref=\" + ref.name() + \", \")",
                "\"\"")),
        "MisuseTest.operation_outside_isRejected"),
    READERS_ADVANCE_THE_CLOCK(
        List.of(
            new Edit(
                "org/potamos/refs/AttemptLoop",
                "if (writes.isEmpty() || (QuickCommit",
                "if ((writes.isEmpty() && CommitClock.tick() >= 0) || (QuickCommit")),
        "DosyncTest.dosync_changesNothing_advancesNoVersion"),
    READ_ONLY_MAY_CHANGE(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "if (readOnlyDepth != 0) { boolean validating",
                "if (readOnlyDepth > 99) { boolean validating")),
        "DosyncTest.readOnly_change_isRejected"),
    RETRY_WAITS_FOR_NOTHING(
        List.of(
            new Edit(
                "org/potamos/refs/AttemptLoop",
                "if (reads.isEmpty()) { throw Patience",
                "if (transaction.isIdle()) { throw Patience")),
        "RetryTest.retry_nothingRead_failsAtOnce"),
    LISTENER_HEARS_THE_FIRST_CHANGE_ONLY(
        List.of(
            new Edit(
                "org/potamos/refs/Announcements",
                "for (int i = 0; i < writes.size(); i++) { int at = writes.inOrder(i); changes.add",
                "for (int i = 0; i < 1; i++) { int at = writes.inOrder(i); changes.add")),
        "TransactionWatchesTest.listener_getsAllChangesTogether"),
    COMMUTE_FUNCTIONS_MAY_USE_REFS(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "if (present.phase != RUNNING) { throw present.refusal(operation, ref); }",
                "if (present.phase != RUNNING && present.phase != COMMUTING) { throw"
                    + " present.refusal(operation, ref); }")),
        "CommuteTest.commute_functionUsesRefs_isRejected"),
    BLOCK_WEAKENS_THE_ISOLATION(
        List.of(
            new Edit(
                "org/potamos/refs/AttemptLoop",
                "requireNotWeakened(transaction, options); boolean wasWritable",
                "boolean wasWritable")),
        "NestedBlocksTest.serializableInsideSnapshot_isRejected"),
    ATTEMPT_KEEPS_HOOKS_AND_LOCALS(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "hooks = null; effects = null; locals = null; }",
                "effects = null; }")),
        "HooksTest.afterCommit_conflict_runsForTheLastAttemptOnly",
        "HooksTest.local_eachAttempt_startsAnew"),
    ACTION_DOES_NOT_GET_THE_EFFECTS(
        List.of(
            new Edit(
                "org/potamos/refs/Aftermath",
                "HeldEffects.Scope around = HeldEffects.ofAction();",
                "HeldEffects.Scope around = null;")),
        "HeldEffectsTest.hold_transactionInsideAnAction_goesToTheAction"),
    ALTER_RUNS_ITS_FUNCTION_FIRST(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "requireNotCommuted(\"alter\", ref, at); T next = apply(f, g,"
                    + " writes.<T>version(at).value, argument); requireHere",
                "T next = apply(f, g, writes.<T>version(at).value, argument);"
                    + " requireNotCommuted(\"alter\", ref, at); requireHere")),
        "RefOperationsTest.alter_afterCommuteUnderSnapshot_doesNotRunTheFunction"),
    RESULT_OF_A_LATER_ATTEMPT_IS_LOST(
        List.of(
            new Edit(
                "org/potamos/refs/AttemptLoop",
                "finish(transaction); return asResult(result);",
                "boolean later = transaction.attempt() != 1; finish(transaction); return"
                    + " asResult(later ? null : result);")),
        "DosyncTest.dosync_conflict_answersTheResultOfTheLastAttempt"),
    READER_IS_NOT_PINNED_AGAIN(
        List.of(
            new Edit(
                "org/potamos/refs/Transaction",
                "} else { writable = false; pin(); }",
                "} else { writable = true; snapshot = CommitClock.now(); fresh = true; }")),
        "SnapshotTest.undeclaredReader_everyRefChangedBeforeItsRead_runsAtMostTwice");

    private final List<Edit> edits;
    private final Set<String> found;

    Broken(List<Edit> edits, String... found) {
      this.edits = edits;
      this.found = Set.of(found);
    }
  }

  @TempDir private static Path folder;
  private static BrokenModule refs;

  @BeforeAll
  static void open() {
    refs =
        new BrokenModule(
            folder,
            List.of(
                CommuteTest.class,
                ConflictTest.class,
                ControlFlowTest.class,
                DosyncTest.class,
                HeldEffectsTest.class,
                HooksTest.class,
                InterruptTest.class,
                MisuseTest.class,
                NestedBlocksTest.class,
                RefOperationsTest.class,
                RefTest.class,
                RetryTest.class,
                SnapshotTest.class,
                TransactionWatchesTest.class));
  }

  @AfterAll
  static void close() throws IOException {
    refs.close();
  }

  @Test
  void tests_ofTheSourcesAsTheyAre_pass() throws Exception {
    for (Broken broken : Broken.values()) {
      refs.addTests(broken.found);
    }
    refs.requireThatAllPass();
  }

  @ParameterizedTest
  @EnumSource
  void tests_ofBrokenSources_fail(Broken broken) throws Exception {
    refs.requireThatFail(broken.name(), broken.edits, Scope.NAMED, broken.found);
  }
}
