package org.potamos.agents;

import java.util.List;
import org.potamos.core.BrokenModuleContract;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of agents can fail: each of these defects is found by the tests that are named with it.
 */
class BrokenAgentTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          twin(
              "SENDS_OF_AN_ACTION_ARE_NOT_HELD",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "return phase == Phase.ACTING;",
                      "return false;")),
              "HeldSendsTest.send_actionFails_isDropped",
              "HeldSendsTest.send_inAnAction_isReleasedAfterItHasSucceeded"),
          twin(
              "SENDS_OF_A_FAILED_ACTION_GO_OUT",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "revocable.revoke(); } } held.clear(); }",
                      "revocable.revoke(); } } held.forEach(ActionScope::run); held.clear(); }")),
              "FailureTest.action_throws_dropsItsSends",
              "HeldSendsTest.send_actionFails_isDropped"),
          twin(
              "HELD_SENDS_GO_OUT_BACKWARDS",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "run(held.get(i));",
                      "run(held.get(held.size() - 1 - i));")),
              "HeldSendsTest.release_actionsOfOneAgent_keepTheirOrder",
              "HeldSendsTest.release_severalAgents_inTheOrderOfTheCalls"),
          twin(
              "SENDS_OF_A_TRANSACTION_ARE_NOT_HELD",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "HeldEffects.Scope innermost = HeldEffects.innermost(operation); return",
                      "HeldEffects.Scope innermost = HeldEffects.ofAction(); return")),
              "HeldSendsTest.send_inATransaction_isReleasedAfterCommitAndWatches",
              "HeldSendsTest.send_transactionFails_isDropped",
              "HeldSendsTest.send_transactionRunsAgain_isSentOnce"),
          twin(
              "PENDING_SENDS_ARE_NOT_RELEASED",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "int count = isHolding() ? held.size() : 0;",
                      "int count = 0;")),
              "HeldSendsTest.releasePendingSends_inAnAction_sendsWhatIsHeld"),
          twin(
              "REFUSED_HELD_SEND_IS_NOT_REPORTED",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "} catch (AgentFailedException failure) { reportHeld(action,"
                          + " UnrunAction.Reason.FAILED, failure);",
                      "} catch (AgentFailedException failure) { action.abandon(failure);")),
              "HeldSendsTest.send_agentFailsBeforeTheCommit_isReported"),
          twin(
              "FAILED_AGENT_TAKES_SENDS",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "requireNotFailed(operation, actions); Activity activity",
                      "Activity activity")),
              "FailureTest.send_toAFailedAgent_isRefusedWithTheCause"),
          twin(
              "FAILURE_IS_SKIPPED",
              List.of(
                  new Edit(
                      "org/potamos/agents/Failures",
                      "case null -> agent.options().errorMode() == ErrorMode.CONTINUE;",
                      "case null -> true;")),
              "FailureTest.action_throws_failsTheAgentWithStateAndQueue"),
          twin(
              "CONTINUE_FAILS",
              List.of(
                  new Edit(
                      "org/potamos/agents/Failures",
                      "case null -> agent.options().errorMode() == ErrorMode.CONTINUE;",
                      "case null -> false;")),
              "FailureTest.continue_failuresInBetween_areSkippedInOrder",
              "FailureTest.setErrorMode_holdsForLaterFailures"),
          twin(
              "FAILURE_IS_NOT_LOGGED",
              List.of(
                  new Edit(
                      "org/potamos/agents/Failures",
                      "if (handler == null && !told) {",
                      "if (agent == null) {")),
              "FailureTest.failure_nobodyListens_isLogged"),
          twin(
              "FAILURE_OF_THE_HANDLER_IS_NOT_LOGGED",
              List.of(
                  new Edit(
                      "org/potamos/agents/Failures",
                      "logBoth( \"failure handler failed: agent=\" + agent.name() + \"; the error"
                          + " mode decides\", thrown, failure.cause());",
                      "")),
              "FailureTest.handler_throws_isLoggedAndTheModeDecides"),
          twin(
              "DECISION_TO_RESTART_KEEPS_THE_STATE",
              List.of(
                  new Edit(
                      "org/potamos/agents/Failures",
                      "case FailureDecision.Restart<T>(T value) -> restart(value);",
                      "case FailureDecision.Restart<T>(T value) -> true;")),
              "FailureTest.handler_restarts_goesOnFromTheValue"),
          twin(
              "FATAL_ERROR_GOES_ON",
              List.of(
                  new Edit(
                      "org/potamos/agents/Failures",
                      "if (isFatal()) { return false; } return switch",
                      "return switch")),
              "FailureTest.action_throwsAFatalError_failsTheAgentWhateverTheHandlerSays"),
          twin(
              "RESTART_CLEARS_NOTHING",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "backlog == Backlog.CLEAR ? drain.takeAll() : List.of();",
                      "List.of();")),
              "RestartTest.restartClear_plainSends_doNotRun"),
          twin(
              "RESTART_ALWAYS_CLEARS",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "backlog == Backlog.CLEAR ? drain.takeAll() : List.of();",
                      "drain.takeAll();")),
              "RestartTest.restart_keepsTheQueueInOrder"),
          twin(
              "RESTART_IS_NO_CHANGE",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "if (change != null) { tellOfRestart(change); }",
                      "")),
              "RestartTest.restart_sameValue_isAChange",
              "RestartTest.restart_tellsWatchesBeforeTheQueueGoesOn"),
          twin(
              "CLEARED_ACTIONS_ARE_NOT_REPORTED",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "reportAll(cleared, UnrunAction.Reason.CLEARED);",
                      "reportAll(List.of(), UnrunAction.Reason.CLEARED);")),
              "RestartTest.restartClear_reportsWhatWasQueued"),
          twin(
              "REFUSING_EXECUTOR_IS_NOT_TOLD",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "if (giveUp(drain, chained(oldest, latest), UnrunAction.Reason.EXECUTOR,"
                          + " refused)) {",
                      "if (giveUp(drain, chained(oldest, latest), UnrunAction.Reason.EXECUTOR,"
                          + " refused) && refused == null) {")),
              "ExecutorTest.sendAll_executorRefuses_senderHearsOfIt",
              "ExecutorTest.send_executorRefuses_senderHearsOfIt"),
          twin(
              "REFUSED_ACTION_STAYS_IN_THE_QUEUE",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "return over ? List.of() : agent.takeAllEntries();",
                      "return List.of();"),
                  new Edit(
                      "org/potamos/agents/Drain",
                      "if (!agent.trySettleQueue()) { return false; } over = true;",
                      "agent.trySettleQueue(); over = true;")),
              "ExecutorTest.send_executorRefuses_senderHearsOfIt"),
          twin(
              "SEND_VIA_RUNS_ANYWHERE",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "return wanted != via && !(wanted == null && stays);",
                      "return false;")),
              "ExecutorTest.sendVia_betweenOtherSends_runsOnItsExecutor"),
          twin(
              "BUSY_AGENT_KEEPS_ITS_THREAD",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "if (left == 0) { if (hop(scope)) {",
                      "if (agent == null) { if (hop(scope)) {")),
              "ExecutorTest.drain_longQueue_givesUpItsThreadInBetween",
              "SendOrderTest.busyAgent_singleThread_letsOthersRun"),
          twin(
              "INTERRUPT_REACHES_THE_NEXT_ACTION",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "goOn(exhausted); } Thread.interrupted(); return true;",
                      "goOn(exhausted); } return true;"),
                  new Edit(
                      "org/potamos/agents/Drain",
                      "Thread.interrupted(); // an interrupt that was aimed at an action comes no"
                          + " later than this",
                      "")),
              "ThreadsTest.interrupt_leftByAnAction_doesNotReachTheNext"),
          twin(
              "AWAIT_DOES_NOT_WAIT",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "return marker == null || marker.await(this, deadline);",
                      "return true;")),
              "AwaitTest.await_busy_returnsAfterWhatWasSent",
              "AwaitTest.await_timeIsUp_isFalseAndLeavesTheActions"),
          twin(
              "AWAIT_HANGS_ON_A_FAILURE",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "return drain.waitingMarkers();",
                      "return List.of();")),
              "AwaitTest.await_agentFailsMeanwhile_throws"),
          twin(
              "CAPACITY_IS_IGNORED",
              List.of(
                  new Edit(
                      "org/potamos/agents/BoundedQueue",
                      "if (actions < capacity || isBeyond(admission)) {",
                      "if (capacity > 0) {")),
              "BoundedQueueTest.send_capacityReached_isRejected",
              "BoundedQueueTest.send_dropNewest_dropsWhatIsSent",
              "BoundedQueueTest.trySend_full_isFalse"),
          twin(
              "NEWEST_IS_DROPPED_INSTEAD_OF_OLDEST",
              List.of(
                  new Edit(
                      "org/potamos/agents/BoundedQueue",
                      "case DROP_OLDEST -> dropped.add(removeOldest());",
                      "case DROP_OLDEST -> { return Outcome.DROPPED; }")),
              "BoundedQueueTest.send_dropOldest_dropsWhatWaitsLongest"),
          twin(
              "HELD_SENDS_NEED_ROOM",
              List.of(
                  new Edit(
                      "org/potamos/agents/BoundedQueue",
                      "return admission == Admission.RELEASED && (overflow == Overflow.BLOCK ||"
                          + " overflow == Overflow.REJECT);",
                      "return false;")),
              "BoundedQueueTest.send_heldByAction_isQueuedBeyondTheCapacity",
              "BoundedQueueTest.send_heldByTransaction_isQueuedBeyondTheCapacity"),
          twin(
              "HIGH_WATER_IS_TOLD_EACH_TIME",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "&& (flags & WARNED) == 0 && setFlag(WARNED)",
                      "")),
              "HighWaterTest.send_defaultMarkPassed_warnsOnce"),
          twin(
              "CLOSING_GROUP_TAKES_SENDS",
              List.of(
                  new Edit(
                      "org/potamos/agents/Activity",
                      "return present == Phase.OPEN || (present == Phase.CLOSING && fromInside);",
                      "return present != Phase.TERMINATED;")),
              "CloseTest.sends_fromOutsideWhileClosing_areRefusedAtOnce"),
          twin(
              "CLOSING_GROUP_REFUSES_ITS_OWN_SENDS",
              List.of(
                  new Edit(
                      "org/potamos/agents/Activity",
                      "return present == Phase.OPEN || (present == Phase.CLOSING && fromInside);",
                      "return present == Phase.OPEN;")),
              "CloseTest.sends_fromInsideWhileClosing_areTaken"),
          twin(
              "SHUTDOWN_FORGETS_WHAT_DID_NOT_RUN",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "for (Entry<T> entry : own.stop()) {",
                      "own.stop(); for (Entry<T> entry : List.<Entry<T>>of()) {")),
              "ShutdownNowTest.shutdownNow_actionsWait_answersThemInOrder"),
          twin(
              "CURRENT_AGENT_IS_UNKNOWN",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "agent = acting; phase = Phase.ACTING;",
                      "agent = null; phase = Phase.ACTING;")),
              "CurrentAgentTest.current_inTheCodeOfAnAgent_isThatAgent"),
          twin(
              "CONTEXT_IS_NOT_RESTORED",
              List.of(
                  new Edit(
                      "org/potamos/agents/TrackedAction",
                      "if (context == null) { return computation",
                      "if (function() != null) { return computation")),
              "ContextTest.send_contextChangesLater_actionSeesThatOfTheSend"),
          twin(
              "FUTURE_ENDS_BEFORE_THE_HELD_SENDS",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "scope.release(takesOver(action) ? agent.dispatcher() : null); AgentFuture<T,"
                          + " ?> future = action.future(); if (future != null) { scope.end();"
                          + " future.succeed(before, after, change == null ? 0 : change.version());"
                          + " }",
                      "AgentFuture<T, ?> future = action.future(); if (future != null) {"
                          + " future.succeed(before, after, change == null ? 0 : change.version());"
                          + " } scope.release(null); scope.end();")),
              "FutureTest.future_endsAfterStateWatchesAndHeldSends"),
          twin(
              "FUTURE_OF_A_FAILURE_DOES_NOT_END",
              List.of(new Edit("org/potamos/agents/Action", "future.fail(failure);", "")),
              "FutureTest.future_actionThrows_endsWithTheCause"),
          twin(
              "CANCELLED_ACTION_RUNS",
              List.of(
                  new Edit(
                      "org/potamos/agents/AgentFuture",
                      "return FATE.compareAndSet(this, WAITING, STARTED);",
                      "return FATE.compareAndSet(this, WAITING, STARTED) || fate == CANCELLED;")),
              "FutureTest.cancel_beforeTheStart_takesTheActionOut"),
          twin(
              "NULL_ACTION_IS_TAKEN",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "submit(\"send\", new Action.Unary<>(Objects.requireNonNull(action,"
                          + " \"action\")), true);",
                      "submit(\"send\", new Action.Unary<>(action), true);")),
              "MisuseTest.agent_null_isRejectedAtTheCall"),
          twin(
              "PAUSED_AGENT_RUNS",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "return (flags & (PAUSED | FAILED | STOPPED)) != 0;",
                      "return (flags & (FAILED | STOPPED)) != 0;")),
              "PauseTest.send_paused_waitsForResume"),
          twin(
              "VALIDATOR_BINDS_THE_NEXT_ACTION",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "T before = agent.present();",
                      "T before = agent.present(); org.potamos.core.internal.Observers<T> seen ="
                          + " agent.observers();"),
                  new Edit(
                      "org/potamos/agents/Drain",
                      "change = agent.install(after);",
                      "change = agent.install(after, seen);"),
                  new Edit(
                      "org/potamos/agents/Agent",
                      "@Nullable StateChange<T> install(T next) {",
                      "@Nullable StateChange<T> install(T next) { return install(next,"
                          + " observers()); } @Nullable StateChange<T> install(T next, Observers<T>"
                          + " seen) {"),
                  new Edit(
                      "org/potamos/agents/Agent",
                      "requireValid(before.observers(), before.value(), next, thread);",
                      "requireValid(seen, before.value(), next, thread);")),
              "WatchesOfAgentsTest.setValidator_whileAnActionRuns_bindsThatAction"),
          twin(
              "SEND_WAITS_FOR_THE_ACTION",
              List.of(
                  new Edit(
                      "org/potamos/agents/Agent",
                      "submit(\"send\", new Action.Unary<>(Objects.requireNonNull(action,"
                          + " \"action\")), true);",
                      "submit(\"send\", new Action.Unary<>(Objects.requireNonNull(action,"
                          + " \"action\")), true); try { await(); } catch (InterruptedException e)"
                          + " { throw new IllegalStateException(e); }")),
              "SendOrderTest.deref_whileAnActionRuns_answersTheStateBefore"),
          twin(
              "SENDS_OF_A_WATCH_GO_OUT_AT_ONCE",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "agent.tell(change);",
                      "scope.end(); agent.tell(change);")),
              "HeldSendsTest.send_inAWatchOfAnAgent_isHeldWithTheAction"),
          twin(
              "AWAITING_COUNTS_AS_AN_ACTION",
              List.of(
                  new Edit(
                      "org/potamos/agents/Drain",
                      "barrier.reach();",
                      "agent.countProcessed(); barrier.reach();")),
              "AwaitTest.await_isNeitherActionNorChange"),
          twin(
              "AWAITING_IN_AN_ACTION_IS_ALLOWED",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "requireOutsideOfActions(operation, waitedFor); if"
                          + " (HeldEffects.innermost(operation) != null) {",
                      "if (here() == null && HeldEffects.innermost(operation) != null) {")),
              "AwaitTest.await_inAnAction_isRejected"),
          twin(
              "AWAITING_IN_A_TRANSACTION_IS_ALLOWED",
              List.of(
                  new Edit(
                      "org/potamos/agents/ActionScope",
                      "if (HeldEffects.innermost(operation) != null) {",
                      "if (operation.isEmpty()) {")),
              "AwaitTest.await_inATransaction_isRejected"),
          twin(
              "CONTEXT_STAYS_ON_THE_THREAD",
              List.of(
                  new Edit(
                      "org/potamos/agents/ThreadLocalValues",
                      "before.bindings.forEach(Binding::install);",
                      "before.bindings.clear();")),
              "ContextTest.context_callerRuns_callerKeepsItsOwn"));

  BrokenAgentTest() {
    super(
        TWINS,
        AgentTest.class,
        AwaitTest.class,
        BoundedQueueTest.class,
        CloseTest.class,
        ContextTest.class,
        CurrentAgentTest.class,
        ExecutorTest.class,
        FailureTest.class,
        FutureTest.class,
        HeldSendsTest.class,
        HighWaterTest.class,
        MisuseTest.class,
        PauseTest.class,
        RestartTest.class,
        SendOrderTest.class,
        ShutdownNowTest.class,
        ThreadsTest.class,
        WatchesOfAgentsTest.class);
  }
}
