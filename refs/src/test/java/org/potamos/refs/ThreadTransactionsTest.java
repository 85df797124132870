package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Waits;

/** Each thread has a transaction of its own, also where two threads share a place in the table. */
class ThreadTransactionsTest {
  /** A multiple of the size of the table, whatever it will be. */
  private static final long STRIDE = 1024;

  @RegisterExtension final NothingLeft refs = new NothingLeft();

  /** A thread whose id differs from that of this one by a multiple of the table's size. */
  private static Thread ofTheSamePlace(Runnable task) {
    long mine = Thread.currentThread().threadId();
    Thread thread;
    do {
      thread = Thread.ofPlatform().daemon().unstarted(task);
    } while ((thread.threadId() - mine) % STRIDE != 0);
    return thread;
  }

  @Test
  void dosync_threadsOfOnePlace_haveTransactionsOfTheirOwn() throws Exception {
    Ref<Integer> ref = refs.ref(0);
    Ref<Integer> mine = refs.ref(0);
    Stm.dosync(() -> mine.set(1)); // this thread has one, and is in the table
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FutureTask<Integer> task =
        new FutureTask<>(() ->
            Stm.dosync(() -> {
              ref.set(1);
              inside.countDown();
              Waits.await(goOn);
              assertThat(Stm.isInTransaction()).isTrue();
              return ref.alter(x -> x + 1);
            }));
    ofTheSamePlace(task).start();
    Waits.await(inside);
    assertThat(Stm.isInTransaction()).isFalse();
    assertThat(ref.deref()).isZero();
    Stm.dosync(() -> mine.alter(x -> x + 1)); // takes the place in the table
    assertThat(mine.deref()).isEqualTo(2);
    goOn.countDown();
    assertThat(task.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(ref.deref()).isEqualTo(2);
    assertThat(mine.deref()).isEqualTo(2);
  }
}
