package org.potamos.refs;

import java.util.List;
import org.potamos.core.BrokenModuleContract;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of transactions can fail where no history, model or term shows it: each of these
 * defects is found by the tests that are named with it.
 */
class BrokenTransactionTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          twin(
              "FAILING_EFFECTS_END_THE_REST",
              List.of(
                  new Edit(
                      "org/potamos/refs/Isolated",
                      "} catch (Throwable thrown) {",
                      "} catch (ArithmeticException thrown) {")),
              "HeldEffectsTest.effect_throws_othersRun",
              "HooksTest.afterACommit_allThrow_allRunAndTheResultIsAnswered"),
          twin(
              "LISTENERS_DO_NOT_TAKE_TURNS",
              List.of(new Edit("org/potamos/refs/CommitListeners", "turn.await();", "")),
              "TransactionWatchesTest.listener_commitsOfTwoThreads_hearsThemOneAfterTheOther"),
          twin(
              "LAST_LISTENER_TAKES_ALL_WITH_IT",
              List.of(
                  new Edit(
                      "org/potamos/refs/CommitListeners",
                      "any = !LISTENERS.isEmpty();",
                      "any = false;")),
              "TransactionWatchesTest.listener_ofTwoOneEnds_theOtherStillHears"),
          twin(
              "COMMUTE_AT_THE_COMMIT_IS_AN_ORDINARY_STEP",
              List.of(new Edit("org/potamos/refs/Functions", "transaction.enterCommute();", "")),
              "CommuteTest.commute_functionUsesRefsWhenAppliedAgain_isRejected"),
          twin(
              "TRANSACTION_OF_ANOTHER_THREAD_IS_TAKEN",
              List.of(
                  new Edit(
                      "org/potamos/refs/ThreadTransactions",
                      "recent != null && recent.threadId() == id ? recent",
                      "recent != null ? recent")),
              "ThreadTransactionsTest.dosync_threadsOfOnePlace_haveTransactionsOfTheirOwn"),
          twin(
              "TRANSACTION_IS_FORGOTTEN",
              List.of(
                  new Edit("org/potamos/refs/ThreadTransactions", "CURRENT.set(transaction);", "")),
              "ThreadTransactionsTest.dosync_threadsOfOnePlace_haveTransactionsOfTheirOwn"),
          twin(
              "IO_IS_ALLOWED",
              List.of(
                  new Edit(
                      "org/potamos/refs/Stm",
                      "if (running != null && !running.isIrrevocable()) {",
                      "if (running != null && what.isEmpty()) {")),
              "MisuseTest.io_inside_isRejectedAndDoesNotRun"),
          twin(
              "INTERRUPT_IS_IGNORED",
              List.of(
                  new Edit(
                      "org/potamos/refs/Patience",
                      "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if"
                          + " (Thread.currentThread().isInterrupted() || transaction",
                      "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if (transaction")),
              "InterruptTest.interruptedInTheBody_conflict_fails"),
          twin(
              "INTERRUPT_FLAG_IS_LOST",
              List.of(
                  new Edit(
                      "org/potamos/refs/Patience",
                      "Thread.currentThread().isInterrupted() ? Reason.INTERRUPTED",
                      "Thread.interrupted() ? Reason.INTERRUPTED")),
              "InterruptTest.interruptedInTheBody_conflict_fails"),
          twin(
              "ONE_ATTEMPT_TOO_MANY",
              List.of(
                  new Edit(
                      "org/potamos/refs/Patience",
                      "transaction.countedAttempts() >= transaction",
                      "transaction.countedAttempts() > transaction")),
              "ConflictTest.maxAttempts_reached_givesUpExactlyThen"),
          twin(
              "DEADLINE_IS_IGNORED",
              List.of(
                  new Edit(
                      "org/potamos/refs/Patience",
                      "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if"
                          + " (Thread.currentThread().isInterrupted() ||"
                          + " transaction.contention().nanosLeft() <= 0) {",
                      "throw failure(transaction, Reason.ATTEMPTS_EXHAUSTED); } if"
                          + " (Thread.currentThread().isInterrupted()) {")),
              "ConflictTest.deadline_zero_allowsTheFirstAttemptOnly"),
          twin(
              "CHECKED_EXCEPTION_IS_WRAPPED",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "return AttemptLoop.<RuntimeException>unchanged(failure);",
                      "return new IllegalStateException(failure);")),
              "DosyncTest.dosync_bodyThrowsChecked_throwsTheVeryException"),
          twin(
              "EXCEPTION_OF_A_LOST_ATTEMPT_LEAVES",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "if (!transaction.isOver()) {",
                      "if (!transaction.isOver() || !(failure instanceof AttemptSignal)) {")),
              "ControlFlowTest.checkedExceptionAfterTheSignal_runsAgain",
              "ControlFlowTest.somethingElseThrownAfterTheSignal_runsAgain",
              "ControlFlowTest.wrapped_runsAgain"),
          twin(
              "OTHER_THREADS_MAY_TAKE_PART",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "if (phase != RUNNING || threadId != Thread.currentThread().threadId()) {",
                      "if (phase != RUNNING) {")),
              "MisuseTest.transaction_onAnotherThread_isRejected"),
          twin(
              "TRANSACTION_GOES_ON_AFTER_ITS_END",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "if (phase != RUNNING || threadId != Thread.currentThread().threadId()) {",
                      "if (threadId != Thread.currentThread().threadId()) {")),
              "MisuseTest.transaction_afterItsEnd_isRejected"),
          twin(
              "REFUSAL_DOES_NOT_NAME_THE_REF",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "(ref == null ? \"\" : \"ref=\" + ref.name() + \", \")",
                      "\"\"")),
              "MisuseTest.operation_outside_isRejected"),
          twin(
              "READERS_ADVANCE_THE_CLOCK",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "if (writes.isEmpty() || (QuickCommit",
                      "if ((writes.isEmpty() && CommitClock.tick() >= 0) || (QuickCommit")),
              "DosyncTest.dosync_changesNothing_advancesNoVersion"),
          twin(
              "READ_ONLY_MAY_CHANGE",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "if (readOnlyDepth != 0) { boolean validating",
                      "if (readOnlyDepth > 99) { boolean validating")),
              "DosyncTest.readOnly_change_isRejected"),
          twin(
              "RETRY_WAITS_FOR_NOTHING",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "if (reads.isEmpty()) { throw Patience",
                      "if (transaction.isIdle()) { throw Patience")),
              "RetryTest.retry_nothingRead_failsAtOnce"),
          twin(
              "LISTENER_HEARS_THE_FIRST_CHANGE_ONLY",
              List.of(
                  new Edit(
                      "org/potamos/refs/Announcements",
                      "for (int i = 0; i < writes.size(); i++) { int at = writes.inOrder(i);"
                          + " changes.add",
                      "for (int i = 0; i < 1; i++) { int at = writes.inOrder(i); changes.add")),
              "TransactionWatchesTest.listener_getsAllChangesTogether"),
          twin(
              "COMMUTE_FUNCTIONS_MAY_USE_REFS",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "if (present.phase != RUNNING) { throw present.refusal(operation, ref); }",
                      "if (present.phase != RUNNING && present.phase != COMMUTING) { throw"
                          + " present.refusal(operation, ref); }")),
              "CommuteTest.commute_functionUsesRefs_isRejected"),
          twin(
              "BLOCK_WEAKENS_THE_ISOLATION",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "requireNotWeakened(transaction, options); boolean wasWritable",
                      "boolean wasWritable")),
              "NestedBlocksTest.serializableInsideSnapshot_isRejected"),
          twin(
              "ATTEMPT_KEEPS_HOOKS_AND_LOCALS",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "hooks = null; effects = null; locals = null; }",
                      "effects = null; }")),
              "HooksTest.afterCommit_conflict_runsForTheLastAttemptOnly",
              "HooksTest.local_eachAttempt_startsAnew"),
          twin(
              "ACTION_DOES_NOT_GET_THE_EFFECTS",
              List.of(
                  new Edit(
                      "org/potamos/refs/Aftermath",
                      "HeldEffects.Scope around = HeldEffects.ofAction();",
                      "HeldEffects.Scope around = null;")),
              "HeldEffectsTest.hold_transactionInsideAnAction_goesToTheAction"),
          twin(
              "ALTER_RUNS_ITS_FUNCTION_FIRST",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "requireNotCommuted(\"alter\", ref, at); T next = apply(f, g,"
                          + " writes.<T>version(at).value, argument); requireHere",
                      "T next = apply(f, g, writes.<T>version(at).value, argument);"
                          + " requireNotCommuted(\"alter\", ref, at); requireHere")),
              "RefOperationsTest.alter_afterCommuteUnderSnapshot_doesNotRunTheFunction"),
          twin(
              "RESULT_OF_A_LATER_ATTEMPT_IS_LOST",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "finish(transaction); return asResult(result);",
                      "boolean later = transaction.attempt() != 1; finish(transaction); return"
                          + " asResult(later ? null : result);")),
              "DosyncTest.dosync_conflict_answersTheResultOfTheLastAttempt"),
          twin(
              "READER_IS_NOT_PINNED_AGAIN",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "} else { writable = false; pin(); }",
                      "} else { writable = true; snapshot = CommitClock.now(); fresh = true; }")),
              "SnapshotTest.undeclaredReader_everyRefChangedBeforeItsRead_runsAtMostTwice"),
          twin(
              "MIN_HISTORY_IS_IGNORED",
              List.of(
                  new Edit(
                      "org/potamos/refs/CommitProtocol",
                      "VersionChain.prune(ref, version, ref.minHistory());",
                      "VersionChain.prune(ref, version, 0);")),
              "RefOperationsTest.minHistory_set_growsUpToIt"),
          twin(
              "TRIMMING_CUTS_WHAT_IS_READ",
              List.of(
                  new Edit(
                      "org/potamos/refs/VersionChain",
                      "if (needy == null) {",
                      "if (needy == null || atLeast == 0) {")),
              "RefOperationsTest.trimHistory_somebodyReads_keepsWhatHeNeeds"),
          twin(
              "NEGATIVE_HISTORY_IS_TAKEN",
              List.of(
                  new Edit(
                      "org/potamos/refs/Ref",
                      "if (versions < 0) {",
                      "if (versions == Integer.MIN_VALUE) {")),
              "RefOperationsTest.minHistory_negative_isRejected"),
          twin(
              "KEPT_SIGNAL_RUNS_AGAIN",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "if (!transaction.isOver()) { throw giveUp(transaction, failure); }",
                      "if (!transaction.isOver() && !(failure instanceof AttemptSignal)) { throw"
                          + " giveUp(transaction, failure); }")),
              "ControlFlowTest.cachedSignal_thrownOutsideItsAttempt_reachesTheCallerOrRunsAgainButNeverForEver"),
          twin(
              "COMMUTE_SEES_THE_NEWEST",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "base = find(ref, false); current = base.value;",
                      "base = find(ref, false); current = ref.head().inForce().value;")),
              "CommuteTest.commute_changedMeanwhile_worksOnTheSnapshotInTheBody"),
          twin(
              "FAILING_COMMUTE_COMMITS",
              List.of(
                  new Edit(
                      "org/potamos/refs/CommitProtocol",
                      "Functions.runCommutes(transaction, writes);",
                      "try { Functions.runCommutes(transaction, writes); } catch (RuntimeException"
                          + " passedOver) { transaction.enterCommit(); }")),
              "CommuteTest.commute_throwsAtCommit_undoesAll"),
          twin(
              "HELD_EFFECTS_ARE_SHARED",
              List.of(
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "private void holdEffect(Runnable effect) {",
                      "private static final ArrayList<Runnable> SHARED = new ArrayList<>(); private"
                          + " void holdEffect(Runnable effect) {"),
                  new Edit(
                      "org/potamos/refs/Transaction",
                      "effects = new ArrayList<>();",
                      "effects = SHARED; SHARED.clear();")),
              "HeldEffectsTest.transactionInAWatch_outerEffectsStayInPlace",
              "HeldEffectsTest.transactionInAWatch_runsAgain_outerEffectsAreKept"),
          twin(
              "REJECTED_INVARIANT_IS_IN_FORCE",
              List.of(
                  new Edit(
                      "org/potamos/refs/CommitChecks",
                      "askAboutPresent(made, view); putIn(made);",
                      "putIn(made); askAboutPresent(made, view);")),
              "EnforceTest.enforce_checkThrows_isNotInForceAndNothingIsLocked",
              "EnforceTest.enforce_rejected_tellsWhyAndIsNotInForce"),
          twin(
              "FAILING_INVARIANT_LEAVES_LOCKS",
              List.of(
                  new Edit(
                      "org/potamos/refs/CommitChecks",
                      "askAboutPresent(made, view);",
                      "try { askAboutPresent(made, view); } catch (Throwable failure) {"
                          + " locks.clear(); throw failure; }")),
              "EnforceTest.enforce_checkThrows_isNotInForceAndNothingIsLocked"),
          twin(
              "READERS_WAIT_FOR_LOCKS",
              List.of(
                  new Edit(
                      "org/potamos/refs/Ref",
                      "if (transaction == null || transaction.isIdle()) { return"
                          + " head.inForce().value; }",
                      "if (transaction == null || transaction.isIdle()) { while (!head.isFinished()"
                          + " && !Thread.currentThread().isInterrupted()) { Thread.onSpinWait(); }"
                          + " return head.inForce().value; }")),
              "EnforceTest.enforce_slow_holdsUpWritersOfTheRefsOnly"),
          twin(
              "INDEX_OF_MANY_WRITES_IS_WRONG",
              List.of(
                  new Edit(
                      "org/potamos/refs/WriteSet",
                      "int place = table[slot] - 1;",
                      "int place = Math.max(0, table[slot] - 2);")),
              "WriteSetTest.operations_inAnyOrder_areThoseOfTheModel"),
          twin(
              "COMMUTES_STAY_WHEN_SORTED",
              List.of(
                  new Edit(
                      "org/potamos/refs/WriteSet",
                      "if (commutes != null) { commutes[to] = commutes[from]; }",
                      "")),
              "WriteSetTest.sort_entriesInAnyOrder_areInOrderOfIds"),
          twin(
              "SORTED_BUT_FOR_THE_LAST_GAP",
              List.of(
                  new Edit(
                      "org/potamos/refs/WriteSet",
                      "for (; gap > 0; gap /= 3)",
                      "for (; gap > 1; gap /= 3)")),
              "WriteSetTest.sort_entriesInAnyOrder_areInOrderOfIds"),
          twin(
              "SWALLOWED_SIGNAL_COMMITS",
              List.of(
                  new Edit(
                      "org/potamos/refs/AttemptLoop",
                      "hooks.runBeforeCommit(); if (!transaction.isRunning()) { return false; }",
                      "hooks.runBeforeCommit(); if (!transaction.isRunning()) { return true; }")),
              "HooksTest.beforeCommit_swallowsTheSignal_bodyRunsAgain"));

  BrokenTransactionTest() {
    super(
        TWINS,
        CommuteTest.class,
        ConflictTest.class,
        ControlFlowTest.class,
        DosyncTest.class,
        EnforceTest.class,
        HeldEffectsTest.class,
        HooksTest.class,
        InterruptTest.class,
        MisuseTest.class,
        NestedBlocksTest.class,
        RefOperationsTest.class,
        RefTest.class,
        RetryTest.class,
        SnapshotTest.class,
        ThreadTransactionsTest.class,
        TransactionWatchesTest.class,
        WriteSetTest.class);
  }
}
