package org.potamos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Threads that wait for a value. */
class AwaitValueTest {

  /** A10: who has waited, in vain or not, leaves nothing behind. */
  @Test
  void awaitValue_ended_isNoLongerTold() throws Exception {
    Atom<Integer> atom = Atom.of(0);
    Threads.Running waiting =
        Threads.startVirtual(
            thread -> assertThat(atom.awaitValue(value -> value == 1)).isEqualTo(1));
    Waits.untilParked(waiting.thread());
    assertThat(atom.observers().isWatched()).isTrue();
    atom.reset(1);
    waiting.join();
    assertThat(atom.observers().isWatched()).isFalse();
    assertThatThrownBy(() -> atom.awaitValue(value -> value == 2, Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    assertThat(atom.observers().isWatched()).isFalse();
  }

  /** A10: the waiting thread looks again after changes, and after nothing else. */
  @Test
  void awaitValue_looksAgainAfterChangesOnly() {
    AtomicInteger looks = new AtomicInteger();
    Atom<Integer> atom = Atom.of(0);
    Threads.Running waiting =
        Threads.startVirtual(thread ->
            assertThat(
                    atom.awaitValue(value -> {
                      looks.incrementAndGet();
                      return value == 3;
                    }))
                .isEqualTo(3));
    Waits.untilParked(waiting.thread());
    int before = looks.get();
    assertThat(before).isBetween(1, 2);
    atom.resetMetadata(Map.of("a", 1));
    atom.setValidator(n -> n >= 0, "must be >= 0");
    atom.watch(change -> {}).close();
    assertThatThrownBy(() -> atom.reset(-1)).isInstanceOf(InvalidStateException.class);
    Waits.untilParked(waiting.thread());
    assertThat(looks.get()).isEqualTo(before);
    atom.reset(1);
    Waits.until("it has looked again", () -> looks.get() == before + 1);
    Waits.untilParked(waiting.thread());
    atom.reset(3);
    waiting.join();
    assertThat(looks.get()).isEqualTo(before + 2);
  }

  /** A10: platform threads wait too, and a change to an equal value is a change. */
  @Test
  void awaitValue_onAPlatformThread_isWoken() {
    AtomicInteger looks = new AtomicInteger();
    Atom<Integer> atom = Atom.of(0);
    Threads.Running waiting =
        Threads.start(thread ->
            atom.awaitValue(
                value -> {
                  looks.incrementAndGet();
                  return value == 1;
                },
                Waits.LONG));
    Waits.untilParked(waiting.thread());
    int before = looks.get();
    atom.reset(0);
    Waits.until("it has looked again", () -> looks.get() > before);
    atom.reset(1);
    waiting.join();
  }

  /** A10: any operation wakes it, from any starting point of the atom. */
  @Test
  void awaitValue_anyOperation_wakes() {
    List<Consumer<Atom<Integer>>> operations =
        List.of(
            atom -> atom.swap(n -> 7),
            atom -> atom.swap((n, x) -> x, 7),
            atom -> atom.swapVals(n -> 7),
            atom -> atom.reset(7),
            atom -> atom.resetVals(7),
            atom -> atom.compareAndSet(0, 7),
            atom -> atom.replace(0, 7));
    for (var operation : operations) {
      Atom<Integer> atom = Atom.of(0);
      Threads.Running waiting = Threads.startVirtual(thread -> atom.awaitValue(n -> n == 7));
      Waits.untilParked(waiting.thread());
      operation.accept(atom);
      waiting.join();
    }
  }

  /** A10, CM-17: when the time is over, and the value is not there, it throws. */
  @Test
  void awaitValue_timeIsOver_throwsTimeout() {
    Atom<Integer> atom = Atom.of(0);
    assertThatThrownBy(() -> atom.awaitValue(n -> n == 1, Duration.ofMillis(10)))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> atom.awaitValue(n -> n == 1, Duration.ofNanos(1)))
        .isInstanceOf(TimeoutException.class);
  }

  /** A10: a zero timeout looks once and does not wait. */
  @Test
  void awaitValue_zero_looksOnce() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Atom<Integer> atom = Atom.of(0);
    assertThatThrownBy(() ->
            atom.awaitValue(
                value -> {
                  looks.incrementAndGet();
                  return false;
                },
                Duration.ZERO))
        .isInstanceOf(TimeoutException.class);
    assertThat(looks.get()).isEqualTo(1);
    assertThat(atom.awaitValue(n -> n == 0, Duration.ZERO)).isZero();
  }

  /** A10: a negative timeout is rejected, also if the value is there. */
  @Test
  void awaitValue_negative_isRejected() {
    Atom<Integer> atom = Atom.of(0);
    assertThatThrownBy(() -> atom.awaitValue(n -> true, Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A10: a timeout beyond what nanoseconds can count is as good as none. */
  @Test
  void awaitValue_veryLongTimeout_waits() {
    Atom<Integer> atom = Atom.of(0);
    Threads.Running waiting =
        Threads.startVirtual(
            thread -> atom.awaitValue(n -> n == 1, Duration.ofSeconds(Long.MAX_VALUE)));
    Waits.untilParked(waiting.thread());
    atom.reset(1);
    waiting.join();
  }

  /** A10: an interrupt that was there before ends the wait at once, and is consumed. */
  @Test
  void awaitValue_interruptedBefore_throws() {
    Atom<Integer> atom = Atom.of(0);
    Threads.start(
            thread -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> atom.awaitValue(n -> n == 1))
                  .isInstanceOf(InterruptedException.class);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> atom.awaitValue(n -> n == 1, Waits.LONG))
                  .isInstanceOf(InterruptedException.class);
            })
        .join();
  }

  /** A10: an interrupt while it waits ends the wait, and the atom works as before. */
  @Test
  void awaitValue_interruptedWhileWaiting_throws() {
    Atom<Integer> atom = Atom.of(0);
    for (boolean timed : List.of(true, false)) {
      Threads.Running waiting =
          Threads.startVirtual(thread ->
              assertThatThrownBy(
                      () -> {
                        if (timed) {
                          atom.awaitValue(n -> n == 1, Waits.LONG);
                        } else {
                          atom.awaitValue(n -> n == 1);
                        }
                      })
                  .isInstanceOf(InterruptedException.class));
      Waits.untilParked(waiting.thread());
      waiting.thread().interrupt();
      waiting.join();
    }
    assertThat(atom.reset(1)).isEqualTo(1);
  }

  /** A10: what the condition throws reaches the waiting thread, at the first look and later. */
  @Test
  void awaitValue_conditionThrows_itPropagates() {
    IllegalArgumentException thrown = new IllegalArgumentException("no");
    Atom<Integer> atom = Atom.of(0);
    Threads.Running waiting =
        Threads.startVirtual(thread ->
            assertThatThrownBy(() ->
                    atom.awaitValue(value -> {
                      if (value == 1) {
                        throw thrown;
                      }
                      return false;
                    }))
                .isSameAs(thrown));
    Waits.untilParked(waiting.thread());
    assertThat(atom.reset(1)).isEqualTo(1);
    waiting.join();
    assertThat(atom.reset(2)).isEqualTo(2);
  }

  /** A10: a thousand virtual threads wait, each for a value of its own. */
  @Test
  void awaitValue_byManyThreads_allAreWoken() {
    int count = 1_000;
    Atom<Integer> atom = Atom.of(0);
    List<Threads.Running> waiting = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      int threshold = i;
      waiting.add(Threads.startVirtual(thread -> atom.awaitValue(n -> n >= threshold)));
    }
    for (int i = 0; i < count; i++) {
      atom.swap(n -> n + 1);
    }
    waiting.forEach(Threads.Running::join);
  }

  /** A10: no wake-up is lost between a look and the wait: two threads hand over to each other. */
  @Test
  void awaitValue_pingPong_losesNoWakeUp() {
    int rounds = 5_000;
    Atom<Integer> atom = Atom.of(0);
    Threads.runVirtual(
        2,
        thread -> {
          for (int i = thread; i < rounds; i += 2) {
            int mine = i;
            atom.awaitValue(n -> n == mine);
            atom.reset(i + 1);
          }
        });
    assertThat(atom.deref()).isEqualTo(rounds);
  }

  /** A10, CM-17: two threads hand over on a bare atom whose first waiter comes with the change. */
  @Test
  void awaitValue_firstWaiterRacesWithTheChange_isWoken() {
    for (int i = 0; i < 500; i++) {
      Atom<Integer> atom = Atom.of(0);
      Threads.runVirtual(
          2,
          thread -> {
            if (thread == 0) {
              atom.awaitValue(n -> n == 1);
            } else {
              atom.swap(n -> n + 1);
            }
          });
    }
  }
}
