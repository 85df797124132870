package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Who goes first among transactions that have lost. */
class AgeQueueTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  /** TX-02, TX-24, T4: of those who wait the oldest is let in first, whoever came first. */
  @Test
  void leave_severalWait_letsTheOldestIn() {
    AgeQueue queue = new AgeQueue();
    List<Long> order = new CopyOnWriteArrayList<>();
    assertThat(queue.enter(9, 0)).isTrue();
    long[] ages = {5, 2, 7, 1};
    Threads.Running[] waiting = new Threads.Running[ages.length];
    for (int i = 0; i < ages.length; i++) {
      long age = ages[i];
      waiting[i] =
          Threads.start(thread -> {
            assertThat(queue.enter(age, LONG)).isTrue();
            order.add(age);
            queue.leave();
          });
      int expected = i + 1;
      Waits.until("thread " + expected + " waits", () -> queue.length() == expected);
    }
    queue.leave();
    for (Threads.Running thread : waiting) {
      thread.join();
    }
    assertThat(order).containsExactly(1L, 2L, 5L, 7L);
    assertThat(queue.isOccupied()).isFalse();
  }

  /** T4: a wait that is over leaves nothing behind. */
  @Test
  void enter_timeIsOver_isNotIn() {
    AgeQueue queue = new AgeQueue();
    assertThat(queue.enter(1, 0)).isTrue();
    assertThat(queue.enter(2, 0)).isFalse();
    assertThat(queue.length()).isZero();
    queue.leave();
    assertThat(queue.isOccupied()).isFalse();
  }

  /** T8: an interrupt ends the wait, and the flag stays. */
  @Test
  void enter_interrupted_isNotIn() {
    AgeQueue queue = new AgeQueue();
    assertThat(queue.enter(1, 0)).isTrue();
    Thread.currentThread().interrupt();
    assertThat(queue.enter(2, LONG)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(queue.length()).isZero();
  }
}
