package org.potamos.stress.refs;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Who waits by {@code retry} for two forks at once eats in the end, and never beside a neighbour.
 */
final class Philosophers implements Scenario {
  private static final int FEW = 5;
  private static final int MANY = 1_000;

  /** A table with as many forks as philosophers. */
  private static final class Table {
    private final List<Ref<Boolean>> forks;
    private final AtomicIntegerArray inUse;
    private final AtomicIntegerArray meals;
    private final AtomicInteger seats = new AtomicInteger();

    Table(int size) {
      forks = IntStream.range(0, size).mapToObj(i -> Ref.of(true)).toList();
      inUse = new AtomicIntegerArray(size);
      meals = new AtomicIntegerArray(size);
    }

    /** Each thread has a seat of its own. */
    void eat(Run run, int seat, SplittableRandom random) {
      int next = (seat + 1) % forks.size();
      Ref<Boolean> left = forks.get(seat);
      Ref<Boolean> right = forks.get(next);
      Stm.dosync(() -> {
        Stm.check(left.deref() && right.deref());
        left.set(false);
        right.set(false);
      });
      boolean alone = inUse.incrementAndGet(seat) + inUse.incrementAndGet(next) == 2;
      run.check(alone, "two philosophers have the same fork");
      Run.mayYield(random);
      inUse.decrementAndGet(seat);
      inUse.decrementAndGet(next);
      Stm.dosync(() -> {
        left.set(true);
        right.set(true);
      });
      meals.incrementAndGet(seat);
      run.done(1);
    }

    int fewest() {
      return IntStream.range(0, meals.length()).map(meals::get).min().orElse(0);
    }
  }

  @Override
  public void run(Run run) throws InterruptedException {
    Table few = new Table(FEW);
    run.platform(0.5, FEW, dine(run, few));
    Table many = new Table(MANY);
    run.virtual(0.5, MANY, dine(run, many));
    for (Table table : List.of(few, many)) {
      Rest.check(run, table.forks);
      run.check(table.forks.stream().allMatch(Ref::deref), "a fork was not put back");
      run.check(table.fewest() > 0, "a philosopher has had no meal");
    }
    run.note(
        String.format(
            Locale.ROOT,
            "the fewest meals: %,d of %d, %,d of %,d",
            few.fewest(),
            FEW,
            many.fewest(),
            MANY));
  }

  private static Run.Step dine(Run run, Table table) {
    ThreadLocal<Integer> seat = ThreadLocal.withInitial(table.seats::getAndIncrement);
    return random -> table.eat(run, seat.get(), random);
  }
}
