package org.potamos.examples.shop;

import static org.potamos.validators.Validators.notNegative;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.potamos.examples.kit.Show;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Two customers see the last book before either of them takes it: without and with refs. */
final class LastBook {
  private final CyclicBarrier bothHaveSeenIt = new CyclicBarrier(2);
  private final AtomicInteger plain = new AtomicInteger(1);
  private final Ref<Integer> book = Ref.builder(1).name("book").validator(notNegative()).build();

  private LastBook() {}

  static void sell(Show show) throws Exception {
    LastBook last = new LastBook();
    int sold = last.bothBuy(last::buyPlain);
    int left = last.plain.get();
    show.check(
        "without transactions the last book is sold %d times, %d left".formatted(sold, left),
        sold == 2 && left == -1);
    sold = last.bothBuy(last::buy);
    left = last.book.deref();
    show.check(
        "with transactions the last book is sold %d time, %d left".formatted(sold, left),
        sold == 1 && left == 0);
  }

  /** The number is atomic; looking at it and taking from it together are not. */
  private boolean buyPlain() throws Exception {
    boolean isThere = plain.get() > 0;
    bothHaveSeenIt.await(10, TimeUnit.SECONDS);
    if (isThere) {
      plain.decrementAndGet();
    }
    return isThere;
  }

  /** The same steps; for one of the two customers they run again, and it sees that none is left. */
  private boolean buy() throws Exception {
    return Stm.dosync(() -> {
      boolean isThere = book.deref() > 0;
      if (Stm.attempt() == 1) {
        bothHaveSeenIt.await(10, TimeUnit.SECONDS);
      }
      if (isThere) {
        book.alter(left -> left - 1);
      }
      return isThere;
    });
  }

  private int bothBuy(Callable<Boolean> customer) throws Exception {
    int sold = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> isSold : threads.invokeAll(List.of(customer, customer))) {
        sold += isSold.get() ? 1 : 0;
      }
    }
    return sold;
  }
}
