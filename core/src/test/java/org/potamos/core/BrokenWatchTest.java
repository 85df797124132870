package org.potamos.core;

import java.util.List;
import java.util.Set;
import org.potamos.core.BrokenModule.Scope;
import org.potamos.core.BrokenSources.Edit;

/**
 * The tests of versions, watches, waiting and streams can fail: each of these defects is found by
 * the tests that are named with it.
 */
class BrokenWatchTest extends BrokenModuleContract {

  /** What is broken, how, and the tests that fail then. */
  @SuppressWarnings("ImmutableEnumChecker") // lists of strings
  enum Broken implements Twin {
    VERSION_STAYS(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/StateNode",
                "return changedTo(next, version + 1);",
                "return changedTo(next, version);")),
        "ReferenceContract.version_afterALook_countsEachChange",
        "ReferenceContract.version_byManyThreads_isGivenOutOnce",
        "ReferenceContract.version_changedBeforeTheFirstLook_isPositive",
        "ReferenceContract.watch_isToldTheChange"),
    FIRST_VERSION_IS_1(
        Scope.CONTRACT,
        List.of(new Edit("org/potamos/core/Atom", "isChanged() ? 1 : 0", "1")),
        "ReferenceContract.validator_slow_blocksNoReader",
        "ReferenceContract.validator_throwsError_itPropagates",
        "ReferenceContract.validator_throwsRuntimeException_itPropagates",
        "ReferenceContract.version_afterALook_countsEachChange",
        "ReferenceContract.version_initially_is0",
        "ReferenceContract.watch_isToldTheChange"),
    CHANGES_BEFORE_THE_LOOK_DO_NOT_COUNT(
        Scope.CONTRACT,
        List.of(new Edit("org/potamos/core/Atom", "isChanged() ? 1 : 0", "0")),
        "ReferenceContract.version_changedBeforeTheFirstLook_isPositive"),
    REJECTION_COUNTS(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "throw new InvalidStateException(name(), shown, violations, rejected);",
                "if (shown != null) { StateNode<T> before = observe(); advance(before,"
                    + " before.changedTo(before.value())); } throw new"
                    + " InvalidStateException(name(), shown, violations, rejected);")),
        "ReferenceContract.version_changeRejected_stays"),
    OLD_VALUE_IS_THE_NEW_ONE(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "return new Change<>(this, before.value(), after.value(), after.version());",
                "return new Change<>(this, after.value(), after.value(), after.version());")),
        "AtomOperationsTest.resetVals_answersBothValues",
        "AtomOperationsTest.swapVals_answersTheVeryObjects",
        "ReferenceContract.null_anywhere_isAnOrdinaryValue",
        "ReferenceContract.watch_isToldTheChange"),
    FAILURE_ENDS_THE_ROUND(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/IsolatedWatch",
                "reference.report(new WatchFailure(reference, key, change, failure));",
                "reference.report(new WatchFailure(reference, key, change, failure)); throw new"
                    + " IllegalStateException(failure);")),
        "AtomOperationsTest.anyOperation_watchThrows_succeeds",
        "AtomOperationsTest.compareAndSet_watchThrows_answersTrue",
        "ReferenceContract.watch_throws_isAnEvent",
        "ReferenceContract.watch_throws_isIsolated"),
    FAILURE_IS_SWALLOWED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/IsolatedWatch",
                "reference.report(new WatchFailure(reference, key, change, failure));",
                "")),
        "ReferenceContract.watch_throws_isAnEvent",
        "ReferenceContract.watch_throws_isIsolated",
        "WatchFailureTest.watch_throwsWithoutHandler_isLogged"),
    FAILURE_IS_NO_EVENT(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference", "Events.publish(failure);", "")),
        "ReferenceContract.watch_throws_isAnEvent",
        "WatchFailureTest.watch_throws_isAnEventOfTheLibrary"),
    HANDLER_MAY_THROW(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "} catch (Throwable handlerFailure) {",
                "} catch (ArithmeticException handlerFailure) {")),
        "WatchFailureTest.handler_throws_isLogged"),
    KEY_IS_REPLACED_AT_THE_END(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/Observers",
                "next.set(next.indexOf(present), added);",
                "next.remove(present); next.add(added);")),
        "ReferenceContract.watch_underAnEqualKey_replacesInPlace"),
    KEY_IS_NOT_REPLACED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/Observers",
                "if (present == null) { next.add(added);",
                "if (added != null) { next.add(added);")),
        "ReferenceContract.keys_areComparedByEquals",
        "ReferenceContract.watch_underAnEqualKey_replacesInPlace"),
    KEYS_ARE_IDENTITIES(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/Observers",
                "if (key.equals(registration.key())) {",
                "if (key == registration.key()) {")),
        "ReferenceContract.keys_areComparedByEquals"),
    NULL_WATCH_IS_TAKEN(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "Objects.requireNonNull(watch, \"watch\"); Objects.requireNonNull(delivery,"
                    + " \"delivery\"); requireOutside",
                "requireOutside")),
        "BadInputTest.watch_null_isRejected",
        "ReferenceContract.watch_null_isRejected"),
    SECOND_CLOSE_THROWS(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/Registration",
                "if (!closed) { closed = true; reference.remove(this);",
                "if (closed) { throw new IllegalStateException(\"closed\"); } else { closed = true;"
                    + " reference.remove(this);")),
        "ReferenceContract.close_afterReplacement_doesNothing",
        "ReferenceContract.close_twice_endsThatWatchOnly"),
    CLOSE_ENDS_ALL_WATCHES(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/Observers", "next.remove(removed);", "next.clear();")),
        "ReferenceContract.close_twice_endsThatWatchOnly",
        "ReferenceContract.keys_areComparedByEquals",
        "ReferenceContract.watchCount_countsWatchesOnly",
        "ReferenceContract.watch_sameTwiceWithoutKey_isTwoRegistrations",
        "ReferenceContract.watch_slow_blocksNoReaderAndNoRegistration",
        "ReferenceContract.watches_changedDuringARound_doNotAffectIt"),
    CLOSE_DOES_NOTHING(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/Registration",
                "closed = true; reference.remove(this); released();",
                "closed = true;")),
        "ReferenceContract.and_closesBoth",
        "ReferenceContract.close_twice_endsThatWatchOnly",
        "ReferenceContract.unwatch_tellsWhetherThereWasOne",
        "ReferenceContract.watch_closesItself_runsOnce"),
    UNWATCH_IS_ALWAYS_TRUE(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "if (present == null || present.isClosed()) { return false; }",
                "if (present == null || present.isClosed()) { return true; }")),
        "ReferenceContract.unwatch_tellsWhetherThereWasOne"),
    CALLED_AT_REGISTRATION(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/AbstractReference",
                "register(added); return added;",
                "register(added); StateNode<T> now = observe(); isolated.deliver(changeBetween(now,"
                    + " now)); return added;")),
        "ReferenceContract.watch_atRegistration_isNotCalled",
        "ReferenceContract.watch_underAnEqualKey_replacesInPlace"),
    CLOSED_DURING_THE_ROUND_IS_LEFT_OUT(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/SyncWatch",
                "watch.deliver(change);",
                "if (!isClosed()) { watch.deliver(change); }")),
        "ReferenceContract.watches_changedDuringARound_doNotAffectIt",
        "WatchOrderTest.changeInAWatch_watchClosedBetween_getsTheChangesBefore"),
    LAST_REGISTERED_RUNS_FIRST(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/Observers",
                "onThread.add(watch);",
                "onThread.add(0, watch);")),
        "ReferenceContract.watch_underAnEqualKey_replacesInPlace",
        "ReferenceContract.watches_runInTheOrderOfRegistration",
        "WatchOrderTest.changeInAWatch_isAnnouncedAfterTheRound"),
    EQUAL_CHANGE_IS_NOT_ANNOUNCED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/IsolatedWatch",
                "if (!onlyIfChanged || change.isDifferent()) {",
                "if (change.isDifferent()) {")),
        "AtomOperationsTest.anyOperation_sameValue_isAnnounced",
        "ReferenceContract.null_anywhere_isAnOrdinaryValue",
        "ReferenceContract.watch_equalValue_isAnnounced"),
    ONLY_IF_CHANGED_IS_IGNORED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/IsolatedWatch",
                "if (!onlyIfChanged || change.isDifferent()) {",
                "if (change != null) {")),
        "OrderedDeliveryTest.onlyIfChanged_leavesOutEqualSteps",
        "ReferenceContract.onlyIfChanged_equalValue_isLeftOut"),
    ANNOUNCED_BEFORE_IT_IS_VISIBLE(
        Scope.NAMED,
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
    WATCH_RUNS_ON_ANOTHER_THREAD(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/IsolatedWatch",
                "watch.changed(change);",
                "Thread other = Thread.ofPlatform().start(() -> watch.changed(change)); while"
                    + " (other.isAlive()) { Thread.onSpinWait(); }")),
        "ReferenceContract.watch_byDefault_runsOnTheChangingThread"),
    CHANGE_INSIDE_IS_ANNOUNCED_AT_ONCE(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/NotificationRounds",
                "caused++; waiting.add(new Round<>(watches, change, turn)); return;",
                "run(watches, change, turn); return;")),
        "WatchOrderTest.changeInAWatch_isAnnouncedAfterTheRound",
        "WatchOrderTest.changesInAWatch_several_areAnnouncedInOrder"),
    CHANGE_INSIDE_IS_FORGOTTEN(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/NotificationRounds",
                "caused++; waiting.add(new Round<>(watches, change, turn)); return;",
                "return;")),
        "WatchOrderTest.changeInAWatch_isAnnouncedAfterTheRound",
        "WatchOrderTest.changesInAWatch_nestedDeeply_runWithoutRecursion"),
    ORDERED_SKIPS_TO_THE_NEWEST(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/Cursor",
                "position = there; if (there.version() != here.version()) {",
                "for (LinkedNode<T> later = there; later != null; later = later.next()) { there ="
                    + " later; } position = there; if (there.version() != here.version()) {")),
        "OrderedDeliveryTest.ordered_executorRejects_losesNothing"),
    ORDERED_GOES_ON_AFTER_CLOSE(
        Scope.NAMED,
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
    LATEST_TELLS_ANOTHER_OLD_VALUE(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/Cursor",
                "new Change<>(reference, seen, newest.value(), newest.version());",
                "new Change<>(reference, newest.value(), newest.value(), newest.version());")),
        "LatestDeliveryTest.latest_firstDelivery_startsAtTheRegistration",
        "LatestDeliveryTest.latest_watchBusy_conflates",
        "ReferenceContract.changes_latest_conflates"),
    WEAK_OWNER_IS_NOT_CLOSED(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/WeakOwner",
                "return cleanable::clean;",
                "return () -> {};")),
        "ReferenceContract.watchWeakly_ownerAlive_runsUntilClosed"),
    WAITING_THREADS_COUNT(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/Observers",
                "count += registration.isWatch() ? 1 : 0;",
                "count++;")),
        "ReferenceContract.watchCount_countsWatchesOnly"),
    AWAITING_LOOKS_AT_CHANGES_ONLY(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/ValueAwaiter",
                "T value = reference.deref(); if (condition.test(value)) { return value; }",
                "T value = reference.deref();")),
        "AwaitValueTest.awaitValue_zero_looksOnce",
        "ReferenceContract.awaitValue_alreadyTrue_returnsAtOnce"),
    TIMEOUT_TELLS_NO_NAME(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/ValueAwaiter",
                "\"awaitValue gave up: reference=\" + reference.name()",
                "\"awaitValue gave up: reference=\"")),
        "ReferenceContract.awaitValue_timeIsOver_throws"),
    STREAM_IGNORES_DEMAND(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/ChangePublisher",
                "return wanted.get() > 0;",
                "return target != null;")),
        "PublisherTest.request_limitsWhatIsDelivered"),
    STREAM_MAY_BE_SYNC(
        Scope.CONTRACT,
        List.of(
            new Edit(
                "org/potamos/core/internal/ChangePublisher",
                "if (delivery.mode() == Delivery.Mode.SYNC) {",
                "if (delivery == null) {")),
        "ReferenceContract.changes_sync_isRejected"),
    AWAITING_THREAD_IS_NOT_WOKEN(
        Scope.NAMED,
        List.of(
            new Edit("org/potamos/core/internal/ValueAwaiter", "LockSupport.unpark(thread);", "")),
        "ReferenceContract.awaitValue_changedLater_returnsTheValue"),
    ORDERED_RUNS_ON_A_PLATFORM_THREAD(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/Channel",
                "Thread.ofVirtual().name(",
                "Thread.ofPlatform().daemon().name(")),
        "LatestDeliveryTest.latest_byDefault_runsOnAVirtualThread",
        "OrderedDeliveryTest.ordered_byDefault_runsOnAVirtualThread"),
    ENDLESS_CHANGES_END_SILENTLY(
        Scope.NAMED,
        List.of(
            new Edit(
                "org/potamos/core/internal/NotificationRounds",
                "if (caused >= MAX_CAUSED) {",
                "if (caused < 0) {"),
            new Edit(
                "org/potamos/core/internal/NotificationRounds",
                "caused++; waiting.add(new Round<>(watches, change, turn));",
                "caused++; if (caused <= MAX_CAUSED) { waiting.add(new Round<>(watches, change,"
                    + " turn)); }")),
        "WatchOrderTest.changesInAWatch_betweenTwoReferences_areCutOff",
        "WatchOrderTest.changesInAWatch_withoutEnd_areCutOff");

    private final Defect defect;

    Broken(Scope scope, List<Edit> edits, String... found) {
      this.defect = new Defect(scope, edits, Set.of(found));
    }

    @Override
    public Defect defect() {
      return defect;
    }
  }

  BrokenWatchTest() {
    super(
        Broken.values(),
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
