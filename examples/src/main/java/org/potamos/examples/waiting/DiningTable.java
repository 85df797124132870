package org.potamos.examples.waiting;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/**
 * A round table with a seat for each philosopher, a fork between each two, and a spare fork in the
 * middle. Philosopher 0 has fork 0 on the left and fork 1 on the right, and so on around the table.
 * Who eats needs two forks.
 *
 * <p>{@link #take} is the one step that waits. The methods below it put it together to ways of
 * taking two forks; {@link #takeOneByOne} is how not to do it.
 */
class DiningTable {
  static final String WAITING = "waiting";
  static final String ONE_FORK = "waiting with one fork";
  static final String EATING = "eating";
  static final String EATING_WITH_SPARE = "eating with the spare fork";
  static final String THINKING = "thinking";

  private static final int NOBODY = -1;
  private static final TransactionOptions LOOK = Stm.options().named("look").readOnly();

  enum State {
    THINKING,
    HUNGRY,
    EATING
  }

  /**
   * What a philosopher does.
   *
   * @param state whether they think, wait or eat
   * @param ticket who became hungry earlier has the smaller one
   * @param meals how many they have had, the present one included
   */
  record Seat(State state, long ticket, int meals) {
    boolean isHungryBefore(Seat other) {
      return state == State.HUNGRY && ticket < other.ticket;
    }
  }

  /** Who holds each fork; the last one is the spare fork. */
  private final List<Ref<Integer>> forks;

  private final List<Ref<Seat>> seats;
  private final Ref<Long> tickets = Ref.of(0L);
  private final Ref<Boolean> isClosed = Ref.of(false);
  private final Timeline timeline;
  private final LongAdder attempts = new LongAdder();
  private final CyclicBarrier allHaveOne;

  DiningTable(int philosophers, Timeline timeline) {
    Seat seat = new Seat(State.THINKING, 0, 0);
    forks = Stream.generate(() -> Ref.of(NOBODY)).limit(philosophers + 1L).toList();
    seats = Stream.generate(() -> Ref.of(seat)).limit(philosophers).toList();
    allHaveOne = new CyclicBarrier(philosophers);
    this.timeline = timeline;
  }

  // ------------------------------------------------------------------ two forks at once

  /** Waits until a fork is free, and takes it. */
  private static void take(int who, Ref<Integer> fork) {
    Stm.check(fork.deref() == NOBODY);
    fork.set(who);
  }

  /** Takes both forks in one transaction: both, or none. There is no order in which to take. */
  void takeBoth(int who) {
    Stm.dosync(() -> {
      take(who, left(who));
      take(who, right(who));
      beginMeal(who, EATING);
    });
  }

  /** The same with one more condition: nobody is overtaken. */
  void takeBothInTurn(int who) {
    Stm.dosync(() -> {
      Stm.check(neighbours(who).noneMatch(other -> seat(other).isHungryBefore(seat(who))));
      takeBoth(who);
    });
  }

  /** Takes any two of three forks. What an alternative has taken is undone if it has to wait. */
  void takeTwoOfThree(int who) {
    Stm.dosync(() ->
        Stm.orElse(
            () -> takeTwo(who, left(who), right(who), EATING),
            () -> takeTwo(who, left(who), spare(), EATING_WITH_SPARE),
            () -> takeTwo(who, right(who), spare(), EATING_WITH_SPARE)));
  }

  private boolean takeTwo(int who, Ref<Integer> one, Ref<Integer> other, String meal) {
    take(who, one);
    take(who, other);
    beginMeal(who, meal);
    return true;
  }

  /** The end of each way to take forks; a part of the same transaction. */
  final void beginMeal(int who, String meal) {
    seats.get(who).alter(seat -> new Seat(State.EATING, seat.ticket(), seat.meals() + 1));
    int attempt = Stm.attempt();
    Stm.afterCommit(() -> { // once, however often the body has run
      timeline.enter(nameOf(who), meal);
      attempts.add(attempt);
    });
  }

  /** Puts down whatever forks one holds. */
  void putDown(int who) {
    timeline.enter(nameOf(who), THINKING); // what is recorded of a meal is inside of it
    Stm.dosync(() -> {
      Stream.of(left(who), right(who), spare())
          .filter(fork -> fork.deref() == who)
          .forEach(fork -> fork.set(NOBODY));
      seats.get(who).alter(seat -> new Seat(State.THINKING, 0, seat.meals()));
    });
  }

  void becomeHungry(int who) {
    timeline.enter(nameOf(who), WAITING);
    Stm.dosync(() -> {
      long ticket = tickets.alter(n -> n + 1);
      seats.get(who).alter(seat -> new Seat(State.HUNGRY, ticket, seat.meals()));
    });
  }

  // ------------------------------------------------------------------ one fork after the other

  /**
   * The wrong way: who waits for the second fork has committed the first. The barrier makes the bad
   * luck certain that all do so at once.
   *
   * @return false if the table was closed before there was a second fork
   */
  boolean takeOneByOne(int who) throws InterruptedException, BrokenBarrierException {
    Stm.dosync(() -> {
      take(who, left(who));
      Stm.afterCommit(() -> timeline.enter(nameOf(who), ONE_FORK));
    });
    allHaveOne.await();
    return Stm.dosync(() ->
        Stm.orElse(
            () -> {
              Stm.check(isClosed.deref()); // first: then forks that are put down do not count
              return false;
            },
            () -> {
              take(who, right(who));
              beginMeal(who, EATING);
              return true;
            }));
  }

  /** Waits until nobody can ever eat, or all have eaten; answers whether it is the former. */
  boolean awaitDeadlock() {
    return Stm.dosync(() ->
        Stm.orElse(
            () -> {
              Stm.check(everybody().allMatch(who -> left(who).deref() == who && !isEating(who)));
              return true;
            },
            () -> {
              Stm.check(everybody().allMatch(who -> seat(who).meals() > 0));
              return false;
            }));
  }

  void close() {
    isClosed.reset(true);
  }

  // ------------------------------------------------------------------ looking at it

  /**
   * Looks at all forks and seats as they are at one moment, while philosophers go on.
   *
   * @param hasSpare whether the spare fork is used, so that neighbours may eat at once
   * @return what is not as it must be, if anything
   */
  Optional<String> findFault(boolean hasSpare) {
    return LOOK.dosync(() ->
        everybody()
            .filter(who ->
                forksOf(who) != (isEating(who) ? 2 : 0)
                    || (!hasSpare && isEating(who) && neighbours(who).anyMatch(this::isEating)))
            .mapToObj(who ->
                "%s holds %d forks, eating beside: %d"
                    .formatted(
                        nameOf(who), forksOf(who), neighbours(who).filter(this::isEating).count()))
            .findFirst());
  }

  /** How often transactions that have taken two forks ran, all together. */
  long attempts() {
    return attempts.sum();
  }

  Seat seat(int who) {
    return seats.get(who).deref();
  }

  /** Whose seat a reference is; -1 if it is none. */
  int ownerOf(Object reference) {
    return seats.indexOf(reference);
  }

  IntStream everybody() {
    return IntStream.range(0, seats.size());
  }

  /** Those on both sides: one, if there are two in all. */
  IntStream neighbours(int who) {
    int all = seats.size();
    return IntStream.of((who + 1) % all, (who + all - 1) % all).distinct();
  }

  static String nameOf(int who) {
    return "philosopher " + who;
  }

  private boolean isEating(int who) {
    return seat(who).state() == State.EATING;
  }

  private long forksOf(int who) {
    return forks.stream().filter(fork -> fork.deref() == who).count();
  }

  private Ref<Integer> left(int who) {
    return forks.get(who);
  }

  private Ref<Integer> right(int who) {
    return forks.get((who + 1) % seats.size());
  }

  private Ref<Integer> spare() {
    return forks.getLast();
  }
}
