package org.potamos.core;

import java.util.List;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of versions, watches, waiting and streams can fail: each of these defects is found by
 * the tests that are named with it.
 */
class BrokenWatchTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  private static final List<Twin> TWINS =
      List.of(
          twin(
              "VERSION_STAYS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/StateNode",
                      "return changedTo(next, version + 1);",
                      "return changedTo(next, version);")),
              "ReferenceContract.version_afterALook_countsEachChange",
              "ReferenceContract.version_byManyThreads_isGivenOutOnce",
              "ReferenceContract.version_changedBeforeTheFirstLook_isPositive",
              "ReferenceContract.watch_isToldTheChange"),
          contractTwin(
              "FIRST_VERSION_IS_1",
              List.of(new Edit("org/potamos/core/Atom", "isChanged() ? 1 : 0", "1")),
              "ReferenceContract.validator_slow_blocksNoReader",
              "ReferenceContract.validator_throwsError_itPropagates",
              "ReferenceContract.validator_throwsRuntimeException_itPropagates",
              "ReferenceContract.version_afterALook_countsEachChange",
              "ReferenceContract.version_initially_is0",
              "ReferenceContract.watch_isToldTheChange"),
          contractTwin(
              "CHANGES_BEFORE_THE_LOOK_DO_NOT_COUNT",
              List.of(new Edit("org/potamos/core/Atom", "isChanged() ? 1 : 0", "0")),
              "ReferenceContract.version_changedBeforeTheFirstLook_isPositive"),
          contractTwin(
              "REJECTION_COUNTS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "throw new InvalidStateException(name(), shown, violations, rejected);",
                      "if (shown != null) { StateNode<T> before = observe(); advance(before,"
                          + " before.changedTo(before.value())); } throw new"
                          + " InvalidStateException(name(), shown, violations, rejected);")),
              "ReferenceContract.version_changeRejected_stays"),
          twin(
              "OLD_VALUE_IS_THE_NEW_ONE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "return new Change<>(this, before.value(), after.value(), after.version());",
                      "return new Change<>(this, after.value(), after.value(), after.version());")),
              "AtomOperationsTest.resetVals_answersBothValues",
              "AtomOperationsTest.swapVals_answersTheVeryObjects",
              "ReferenceContract.null_anywhere_isAnOrdinaryValue",
              "ReferenceContract.watch_isToldTheChange"),
          contractTwin(
              "FAILURE_ENDS_THE_ROUND",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/IsolatedWatch",
                      "reference.report(new WatchFailure(reference, key, change, failure));",
                      "reference.report(new WatchFailure(reference, key, change, failure)); throw"
                          + " new IllegalStateException(failure);")),
              "AtomOperationsTest.anyOperation_watchThrows_succeeds",
              "AtomOperationsTest.compareAndSet_watchThrows_answersTrue",
              "ReferenceContract.watch_throws_isAnEvent",
              "ReferenceContract.watch_throws_isIsolated"),
          contractTwin(
              "FAILURE_IS_SWALLOWED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/IsolatedWatch",
                      "reference.report(new WatchFailure(reference, key, change, failure));",
                      "")),
              "ReferenceContract.watch_throws_isAnEvent",
              "ReferenceContract.watch_throws_isIsolated",
              "WatchFailureTest.watch_throwsWithoutHandler_isLogged"),
          contractTwin(
              "FAILURE_IS_NO_EVENT",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "Events.publish(failure);",
                      "")),
              "ReferenceContract.watch_throws_isAnEvent",
              "WatchFailureTest.watch_throws_isAnEventOfTheLibrary"),
          contractTwin(
              "HANDLER_MAY_THROW",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "} catch (Throwable handlerFailure) {",
                      "} catch (ArithmeticException handlerFailure) {")),
              "WatchFailureTest.handler_throws_isLogged"),
          contractTwin(
              "KEY_IS_REPLACED_AT_THE_END",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Observers",
                      "next.set(next.indexOf(present), added);",
                      "next.remove(present); next.add(added);")),
              "ReferenceContract.watch_underAnEqualKey_replacesInPlace"),
          contractTwin(
              "KEY_IS_NOT_REPLACED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Observers",
                      "if (present == null) { next.add(added);",
                      "if (added != null) { next.add(added);")),
              "ReferenceContract.keys_areComparedByEquals",
              "ReferenceContract.watch_underAnEqualKey_replacesInPlace"),
          contractTwin(
              "KEYS_ARE_IDENTITIES",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Observers",
                      "if (key.equals(registration.key())) {",
                      "if (key == registration.key()) {")),
              "ReferenceContract.keys_areComparedByEquals"),
          contractTwin(
              "NULL_WATCH_IS_TAKEN",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "Objects.requireNonNull(watch, \"watch\"); Objects.requireNonNull(delivery,"
                          + " \"delivery\"); requireOutside",
                      "requireOutside")),
              "BadInputTest.watch_null_isRejected",
              "ReferenceContract.watch_null_isRejected"),
          contractTwin(
              "SECOND_CLOSE_THROWS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Registration",
                      "if (!closed) { closed = true; reference.remove(this);",
                      "if (closed) { throw new IllegalStateException(\"closed\"); } else { closed ="
                          + " true; reference.remove(this);")),
              "ReferenceContract.close_afterReplacement_doesNothing",
              "ReferenceContract.close_twice_endsThatWatchOnly"),
          contractTwin(
              "CLOSE_ENDS_ALL_WATCHES",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Observers",
                      "next.remove(removed);",
                      "next.clear();")),
              "ReferenceContract.close_twice_endsThatWatchOnly",
              "ReferenceContract.keys_areComparedByEquals",
              "ReferenceContract.watchCount_countsWatchesOnly",
              "ReferenceContract.watch_sameTwiceWithoutKey_isTwoRegistrations",
              "ReferenceContract.watch_slow_blocksNoReaderAndNoRegistration",
              "ReferenceContract.watches_changedDuringARound_doNotAffectIt"),
          twin(
              "CLOSE_DOES_NOTHING",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Registration",
                      "closed = true; reference.remove(this); released();",
                      "closed = true;")),
              "ReferenceContract.and_closesBoth",
              "ReferenceContract.close_twice_endsThatWatchOnly",
              "ReferenceContract.unwatch_tellsWhetherThereWasOne",
              "ReferenceContract.watch_closesItself_runsOnce"),
          contractTwin(
              "UNWATCH_IS_ALWAYS_TRUE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "if (present == null || present.isClosed()) { return false; }",
                      "if (present == null || present.isClosed()) { return true; }")),
              "ReferenceContract.unwatch_tellsWhetherThereWasOne"),
          twin(
              "CALLED_AT_REGISTRATION",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference",
                      "register(added); return added;",
                      "register(added); StateNode<T> now = observe();"
                          + " isolated.deliver(changeBetween(now, now)); return added;")),
              "ReferenceContract.watch_atRegistration_isNotCalled",
              "ReferenceContract.watch_underAnEqualKey_replacesInPlace"),
          contractTwin(
              "CLOSED_DURING_THE_ROUND_IS_LEFT_OUT",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/SyncWatch",
                      "watch.deliver(change);",
                      "if (!isClosed()) { watch.deliver(change); }")),
              "ReferenceContract.watches_changedDuringARound_doNotAffectIt",
              "WatchOrderTest.changeInAWatch_watchClosedBetween_getsTheChangesBefore"),
          twin(
              "LAST_REGISTERED_RUNS_FIRST",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Observers",
                      "onThread.add(watch);",
                      "onThread.add(0, watch);")),
              "ReferenceContract.watch_underAnEqualKey_replacesInPlace",
              "ReferenceContract.watches_runInTheOrderOfRegistration",
              "WatchOrderTest.changeInAWatch_isAnnouncedAfterTheRound"),
          contractTwin(
              "EQUAL_CHANGE_IS_NOT_ANNOUNCED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/IsolatedWatch",
                      "if (!onlyIfChanged || change.isDifferent()) {",
                      "if (change.isDifferent()) {")),
              "AtomOperationsTest.anyOperation_sameValue_isAnnounced",
              "ReferenceContract.null_anywhere_isAnOrdinaryValue",
              "ReferenceContract.watch_equalValue_isAnnounced"),
          contractTwin(
              "ONLY_IF_CHANGED_IS_IGNORED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/IsolatedWatch",
                      "if (!onlyIfChanged || change.isDifferent()) {",
                      "if (change != null) {")),
              "OrderedDeliveryTest.onlyIfChanged_leavesOutEqualSteps",
              "ReferenceContract.onlyIfChanged_equalValue_isLeftOut"),
          twin(
              "ANNOUNCED_BEFORE_IT_IS_VISIBLE",
              List.of(
                  new Edit(
                      "org/potamos/core/Atom",
                      "after = before.changedTo(next); if (advance(before, after)) { break; }",
                      "after = before.changedTo(next); announce(before, after, thread); if"
                          + " (advance(before, after)) { break; }"),
                  new Edit(
                      "org/potamos/core/Atom",
                      "return announced(before, after, thread); } announce(before, after, thread);",
                      "return changeBetween(before, after); }")),
              "ReferenceContract.deref_insideAWatch_isNotOlderThanTheChange",
              "ReferenceContract.validator_runsBeforeVisibilityAndWatches"),
          twin(
              "WATCH_RUNS_ON_ANOTHER_THREAD",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/IsolatedWatch",
                      "watch.changed(change);",
                      "Thread other = Thread.ofPlatform().start(() -> watch.changed(change)); while"
                          + " (other.isAlive()) { Thread.onSpinWait(); }")),
              "ReferenceContract.watch_byDefault_runsOnTheChangingThread"),
          twin(
              "CHANGE_INSIDE_IS_ANNOUNCED_AT_ONCE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/NotificationRounds",
                      "caused++; waiting.add(new Round<>(watches, change, turn)); return;",
                      "run(watches, change, turn); return;")),
              "WatchOrderTest.changeInAWatch_isAnnouncedAfterTheRound",
              "WatchOrderTest.changesInAWatch_several_areAnnouncedInOrder"),
          twin(
              "CHANGE_INSIDE_IS_FORGOTTEN",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/NotificationRounds",
                      "caused++; waiting.add(new Round<>(watches, change, turn)); return;",
                      "return;")),
              "WatchOrderTest.changeInAWatch_isAnnouncedAfterTheRound",
              "WatchOrderTest.changesInAWatch_nestedDeeply_runWithoutRecursion"),
          twin(
              "ORDERED_SKIPS_TO_THE_NEWEST",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Cursor",
                      "position = there; if (there.version() != here.version()) {",
                      "for (LinkedNode<T> later = there; later != null; later = later.next()) {"
                          + " there = later; } position = there; if (there.version() !="
                          + " here.version()) {")),
              "OrderedDeliveryTest.ordered_executorRejects_losesNothing"),
          twin(
              "ORDERED_GOES_ON_AFTER_CLOSE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Channel",
                      "return present == null || isClosed() || !isReady() ? null : present.next();",
                      "return present == null || !isReady() ? null : present.next();"),
                  new Edit(
                      "org/potamos/core/internal/Channel",
                      "void released() { cursor = null; }",
                      "void released() {}")),
              "LatestDeliveryTest.close_queuedChange_isNotDelivered",
              "OrderedDeliveryTest.close_insideTheWatch_isItsLastDelivery",
              "OrderedDeliveryTest.close_queuedChanges_areNotDelivered"),
          contractTwin(
              "LATEST_TELLS_ANOTHER_OLD_VALUE",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Cursor",
                      "new Change<>(reference, seen, newest.value(), newest.version());",
                      "new Change<>(reference, newest.value(), newest.value(),"
                          + " newest.version());")),
              "LatestDeliveryTest.latest_firstDelivery_startsAtTheRegistration",
              "LatestDeliveryTest.latest_watchBusy_conflates",
              "ReferenceContract.changes_latest_conflates"),
          contractTwin(
              "WEAK_OWNER_IS_NOT_CLOSED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/WeakOwner",
                      "return cleanable::clean;",
                      "return () -> {};")),
              "ReferenceContract.watchWeakly_ownerAlive_runsUntilClosed"),
          contractTwin(
              "WAITING_THREADS_COUNT",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Observers",
                      "count += registration.isWatch() ? 1 : 0;",
                      "count++;")),
              "ReferenceContract.watchCount_countsWatchesOnly"),
          contractTwin(
              "AWAITING_LOOKS_AT_CHANGES_ONLY",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ValueAwaiter",
                      "T value = reference.deref(); if (condition.test(value)) { return value; }",
                      "T value = reference.deref();")),
              "AwaitValueTest.awaitValue_zero_looksOnce",
              "ReferenceContract.awaitValue_alreadyTrue_returnsAtOnce"),
          contractTwin(
              "TIMEOUT_TELLS_NO_NAME",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ValueAwaiter",
                      "\"awaitValue gave up: reference=\" + reference.name()",
                      "\"awaitValue gave up: reference=\"")),
              "ReferenceContract.awaitValue_timeIsOver_throws"),
          twin(
              "STREAM_IGNORES_DEMAND",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ChangePublisher",
                      "return wanted.get() > 0;",
                      "return target != null;")),
              "PublisherTest.request_limitsWhatIsDelivered"),
          contractTwin(
              "STREAM_MAY_BE_SYNC",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ChangePublisher",
                      "if (delivery.mode() == Delivery.Mode.SYNC) {",
                      "if (delivery == null) {")),
              "ReferenceContract.changes_sync_isRejected"),
          twin(
              "AWAITING_THREAD_IS_NOT_WOKEN",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ValueAwaiter", "LockSupport.unpark(thread);", "")),
              "ReferenceContract.awaitValue_changedLater_returnsTheValue"),
          twin(
              "ORDERED_RUNS_ON_A_PLATFORM_THREAD",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Channel",
                      "Thread.ofVirtual().name(",
                      "Thread.ofPlatform().daemon().name(")),
              "LatestDeliveryTest.latest_byDefault_runsOnAVirtualThread",
              "OrderedDeliveryTest.ordered_byDefault_runsOnAVirtualThread"),
          twin(
              "ENDLESS_CHANGES_END_SILENTLY",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/NotificationRounds",
                      "if (caused >= MAX_CAUSED) {",
                      "if (caused < 0) {"),
                  new Edit(
                      "org/potamos/core/internal/NotificationRounds",
                      "caused++; waiting.add(new Round<>(watches, change, turn));",
                      "caused++; if (caused <= MAX_CAUSED) { waiting.add(new Round<>(watches,"
                          + " change, turn)); }")),
              "WatchOrderTest.changesInAWatch_betweenTwoReferences_areCutOff",
              "WatchOrderTest.changesInAWatch_withoutEnd_areCutOff"),
          twin(
              "FAILING_SUBSCRIBER_STAYS",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ChangePublisher",
                      "close(); reference().report(new WatchFailure(reference(), target, change,"
                          + " failure));",
                      "reference().report(new WatchFailure(reference(), target, change,"
                          + " failure));")),
              "PublisherTest.onNext_throws_subscriberIsDroppedAndReported",
              "PublisherTest.onSubscribe_throws_subscriberIsDroppedAndReported"),
          twin(
              "SUBSCRIBER_IS_TOLD_BEFORE_IT_IS_GREETED",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/ChangePublisher",
                      "hold(); reference().register(this);",
                      "reference().register(this);")),
              "PublisherTest.onSubscribe_changesMeanwhile_nothingIsDeliveredBeforeItReturns"),
          twin(
              "DRAIN_KEEPS_THE_EXECUTOR",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/Channel",
                      "if (--left == 0) {",
                      "if (--left == Integer.MIN_VALUE) {")),
              "OrderedDeliveryTest.ordered_manyChanges_othersOfTheExecutorGetTheirTurn"),
          twin(
              "REPLACED_WATCH_HEARS_THE_REST",
              List.of(
                  new Edit(
                      "org/potamos/core/internal/AbstractReference", "replaced.replaced();", "")),
              "OrderedDeliveryTest.replace_queuedChanges_areNotDelivered"),
          twin(
              "AWAITING_LEAVES_ITSELF_BEHIND",
              List.of(new Edit("org/potamos/core/internal/ValueAwaiter", "awaiter.close();", "")),
              "AwaitValueTest.awaitValue_ended_isNoLongerTold"));

  BrokenWatchTest() {
    super(
        TWINS,
        AtomOperationsTest.class,
        AtomTest.class,
        AwaitValueTest.class,
        BadInputTest.class,
        LatestDeliveryTest.class,
        OrderedDeliveryTest.class,
        PublisherTest.class,
        WatchFailureTest.class,
        WatchOrderTest.class);
  }
}
