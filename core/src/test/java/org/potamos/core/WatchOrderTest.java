package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Watches that change references: their changes are announced in order, and without recursion. */
class WatchOrderTest {

  /** WA-08, WA-12, A3: the change made by a watch is announced after the round in progress. */
  @Test
  void changeInAWatch_isAnnouncedAfterTheRound() {
    List<String> log = new ArrayList<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> {
      log.add("first " + Recorder.step(change));
      if (change.newValue() == 1) {
        assertThat(atom.swap(n -> n + 1)).isEqualTo(2);
        log.add("changed");
      }
    });
    atom.watch(change -> log.add("second " + Recorder.step(change)));
    atom.reset(1);
    assertThat(log)
        .containsExactly("first 0->1", "changed", "second 0->1", "first 1->2", "second 1->2");
  }

  /** WA-12, W4: several changes by one watch are announced in their order. */
  @Test
  void changesInAWatch_several_areAnnouncedInOrder() {
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> {
      if (change.newValue() == 1) {
        atom.reset(2);
        atom.reset(3);
      } else if (change.newValue() == 2) {
        atom.reset(4);
      }
    });
    Recorder<Integer> last = new Recorder<>();
    atom.watch(last);
    atom.reset(1);
    assertThat(last.steps()).containsExactly("0->1", "1->2", "2->3", "3->4");
    assertThat(last.changes().stream().map(Change::version)).containsExactly(1L, 2L, 3L, 4L);
  }

  /** WA-12, W4: all operations make such a change, and answer as ever. */
  @Test
  void changesInAWatch_byAnyOperation_answerAsEver() {
    Atom<Integer> atom = Atom.of(0);
    List<Object> answers = new ArrayList<>();
    atom.watch(change -> {
      if (change.newValue() == 1) {
        answers.add(atom.swap(n -> n + 1));
        answers.add(atom.swapVals(Integer::sum, 1).oldValue());
        answers.add(atom.reset(4));
        answers.add(atom.resetVals(5).oldValue());
        answers.add(atom.compareAndSet(5, 6));
        answers.add(atom.replace(6, 7));
      }
    });
    Recorder<Integer> last = new Recorder<>();
    atom.watch(last);
    atom.reset(1);
    assertThat(answers).containsExactly(2, 2, 4, 4, true, true);
    assertThat(last.steps())
        .containsExactly("0->1", "1->2", "2->3", "3->4", "4->5", "5->6", "6->7");
  }

  /** WA-12, W4: a chain of changes as long as it may be overflows no stack, and stays in order. */
  @Test
  void changesInAWatch_nestedDeeply_runWithoutRecursion() {
    int depth = 99_999;
    Recorder<Integer> last = new Recorder<>();
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    atom.watch(change -> {
      if (change.newValue() < depth) {
        atom.swap(n -> n + 1);
      }
    });
    atom.watch(last);
    atom.reset(1);
    assertThat(failures).isEmpty();
    assertThat(atom.deref()).isEqualTo(depth);
    assertThat(last.changes().stream().map(Change::version).map(Long::intValue).toList())
        .isEqualTo(IntStream.rangeClosed(1, depth).boxed().toList());
  }

  /** WA-12, W4: endless feedback ends with an exception inside the watch, and that is reported. */
  @Test
  void changesInAWatch_withoutEnd_areCutOff() {
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Recorder<Integer> last = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).name("feedback").onWatchFailure(failures::add).build();
    Subscription endless = atom.watch("endless", change -> atom.swap(n -> n + 1));
    atom.watch(last);
    assertThat(atom.reset(1)).isEqualTo(1);
    assertThat(atom.deref()).isBetween(99_999, 100_002);
    assertThat(last.count()).isEqualTo(atom.deref());
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.key()).isEqualTo("endless");
          assertThat(failure.cause())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("feedback");
        });
    endless.close();
    int before = last.count();
    atom.reset(-1);
    assertThat(last.count()).isEqualTo(before + 1);
  }

  /** WA-12, W4: the same by each operation. */
  @ParameterizedTest
  @MethodSource("increments")
  void changesInAWatch_withoutEndByAnyOperation_areCutOff(Watch<Integer> increment) {
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    Subscription endless = atom.watch(increment);
    atom.reset(1);
    endless.close();
    assertThat(atom.deref()).isBetween(99_999, 100_002);
    assertThat(failures)
        .singleElement()
        .satisfies(
            failure -> assertThat(failure.cause()).isInstanceOf(IllegalStateException.class));
  }

  static Stream<Watch<Integer>> increments() {
    return Stream.of(
        change -> atomOf(change).swap((n, x) -> n + x, 1),
        change -> atomOf(change).swapVals(n -> n + 1),
        change -> atomOf(change).reset(change.newValue() + 1),
        change -> atomOf(change).resetVals(change.newValue() + 1),
        change -> atomOf(change).compareAndSet(change.newValue(), change.newValue() + 1),
        change -> atomOf(change).replace(change.newValue(), change.newValue() + 1));
  }

  @SuppressWarnings("unchecked") // only atoms of numbers are watched
  private static Atom<Integer> atomOf(Change<? extends Integer> change) {
    return (Atom<Integer>) change.reference();
  }

  /** WA-12, W4: two references that feed each other are cut off too. */
  @Test
  void changesInAWatch_betweenTwoReferences_areCutOff() {
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Atom<Integer> ping = Atom.builder(0).onWatchFailure(failures::add).build();
    Atom<Integer> pong = Atom.builder(0).onWatchFailure(failures::add).build();
    Subscription both =
        ping.watch(change -> pong.swap(n -> n + 1))
            .and(pong.watch(change -> ping.swap(n -> n + 1)));
    ping.swap(n -> n + 1);
    assertThat(failures)
        .singleElement()
        .satisfies(
            failure -> assertThat(failure.cause()).isInstanceOf(IllegalStateException.class));
    assertThat(ping.deref() + pong.deref()).isBetween(99_999, 100_002);
    both.close();
    assertThat(ping.swap(n -> 0)).isZero();
    assertThat(pong.swap(n -> 0)).isZero();
  }

  /** WA-12, W4: two references that follow each other settle, each announced in order. */
  @Test
  void changesInAWatch_betweenTwoReferences_areInOrder() {
    List<String> log = new ArrayList<>();
    Atom<Integer> source = Atom.of(0);
    Atom<Integer> copy = Atom.of(0);
    source.watch(change -> copy.reset(change.newValue() * 10));
    source.watch(change -> log.add("source " + Recorder.step(change)));
    copy.watch(change -> log.add("copy " + Recorder.step(change)));
    source.reset(1);
    source.reset(2);
    assertThat(log).containsExactly("source 0->1", "copy 0->10", "source 1->2", "copy 10->20");
  }

  /** WA-12, W4: a watch sees its own change by deref at once, though it is not announced yet. */
  @Test
  void changeInAWatch_isVisibleAtOnce() {
    Atom<Integer> atom = Atom.of(0);
    List<Integer> seen = new ArrayList<>();
    atom.watch(change -> {
      if (change.newValue() == 1) {
        atom.reset(2);
        seen.add(atom.deref());
      }
    });
    atom.reset(1);
    assertThat(seen).containsExactly(2);
  }

  /** WA-12, WA-11, W2: a watch that changes and then throws loses neither. */
  @Test
  void changeInAWatch_thatThrowsAfterwards_isAnnouncedAllTheSame() {
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Recorder<Integer> last = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).onWatchFailure(failures::add).build();
    atom.watch(change -> {
      if (change.newValue() == 1) {
        atom.reset(2);
        throw new IllegalArgumentException("no");
      }
    });
    atom.watch(last);
    atom.reset(1);
    assertThat(last.steps()).containsExactly("0->1", "1->2");
    assertThat(failures).hasSize(1);
  }

  /** WA-12, VA-03: a change in a watch that the validator rejects is a failure of that watch. */
  @Test
  void changeInAWatch_rejectedByTheValidator_isAFailureOfTheWatch() {
    List<WatchFailure> failures = new CopyOnWriteArrayList<>();
    Recorder<Integer> last = new Recorder<>();
    Atom<Integer> atom =
        Atom.builder(0)
            .validator(n -> n >= 0, "must be >= 0")
            .onWatchFailure(failures::add)
            .build();
    atom.watch(change -> atom.reset(-1));
    atom.watch(last);
    assertThat(atom.reset(1)).isEqualTo(1);
    assertThat(atom.deref()).isEqualTo(1);
    assertThat(last.steps()).containsExactly("0->1");
    assertThat(failures)
        .singleElement()
        .satisfies(
            failure -> assertThat(failure.cause()).isInstanceOf(InvalidStateException.class));
  }

  /** WA-07, WA-12: the watches of a round are those in force when the change was made. */
  @Test
  void changeInAWatch_watchClosedBetween_getsTheChangesBefore() {
    Recorder<Integer> late = new Recorder<>();
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> {
      if (change.newValue() == 1) {
        atom.reset(2);
        atom.unwatch("late");
        atom.reset(3);
      }
    });
    atom.watch("late", late);
    atom.reset(1);
    assertThat(late.steps()).startsWith("0->1").doesNotContain("2->3");
  }

  /** WA-13, W4: what several threads change is announced completely, each change once. */
  @Test
  void changes_byManyThreads_areAnnouncedOnceEach() {
    Recorder<Integer> recorder = new Recorder<>();
    Atom<Integer> atom = Atom.builder(0).watch(recorder).build();
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 2_000; i++) {
            atom.swap(n -> n + 1);
          }
        });
    assertThat(recorder.changes().stream().map(Change::newValue).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, 8_000).boxed().toList());
    assertThat(recorder.changes()).allMatch(c -> c.newValue() == c.oldValue() + 1);
    assertThat(recorder.changes()).allMatch(c -> c.version() == c.newValue());
  }
}
