package org.potamos.examples.waiting;

import static org.potamos.examples.waiting.DiningTable.nameOf;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import org.potamos.core.Subscription;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.kit.BarChart;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import org.potamos.refs.Stm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Dining philosophers: threads that need two things at once, in three good ways and a bad one.
 *
 * <p>Look at {@link DiningTable} first: it has the refs and all transactions. Here are the threads,
 * and what must have held in the end. {@link Evening} listens to every commit.
 */
@Command(
    name = "philosophers",
    description =
        "Philosophers take two forks in one transaction that waits until both are free: no order of"
            + " locks, no deadlock, and with one more condition nobody is overtaken twice; taking"
            + " one after the other ends in a deadlock.")
public final class Philosophers extends Program {

  @Option(names = "--philosophers", description = "how many there are (default: ${DEFAULT-VALUE})")
  private int philosophers = 5;

  @Option(names = "--meals", description = "how often each eats (default: ${DEFAULT-VALUE})")
  private int meals = 40;

  @Option(names = "--eating", description = "how long a meal takes (default: 2ms)")
  private Duration eating = Duration.ofMillis(2);

  @Option(
      names = "--thinking",
      description = "how long one thinks at most before a meal (default: 4ms)")
  private Duration thinking = Duration.ofMillis(4);

  @Option(names = "--seed", description = "for the times of thinking (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  private final BiFunction<Integer, Timeline, DiningTable> tables;
  private final Duration grace;

  /** Makes the program. */
  public Philosophers() {
    this(DiningTable::new, Duration.ofSeconds(30));
  }

  /** For tests: with other tables, and with another time after which threads are given up. */
  Philosophers(BiFunction<Integer, Timeline, DiningTable> tables, Duration grace) {
    this.tables = tables;
    this.grace = grace;
  }

  /**
   * Runs the program and ends the process.
   *
   * @param args its options
   */
  public static void main(String[] args) {
    System.exit(Program.execute(new Philosophers(), Console.ofProcess(), args));
  }

  @Override
  protected void checkOptions() throws BadInputException {
    requireBetween("--philosophers", philosophers, 2, 50);
    requireBetween("--meals", meals, 1, 1_000);
    requireBetween("--eating", eating, Duration.ZERO, Duration.ofMillis(100));
    requireBetween("--thinking", thinking, Duration.ZERO, Duration.ofMillis(100));
  }

  /** How a philosopher takes two forks. */
  @FunctionalInterface
  private interface Manners {
    void takeForks(DiningTable table, int who);
  }

  @Override
  protected void run(Show show) throws Exception {
    Evening both = evening("both forks at once", false);
    Evening inTurn = evening("both forks in turn", false);
    Evening three = evening("any two of three forks", true);
    Evening wrong = evening("one fork after the other", false);

    dine(show, evening("warming up", true), DiningTable::takeTwoOfThree);
    eat(show, both, DiningTable::takeBoth);
    checkMealsDoNotOverlap(show, both);
    eat(show, inTurn, DiningTable::takeBothInTurn);
    checkMealsDoNotOverlap(show, inTurn);
    show.check(
        "nobody was overtaken twice in a row by the same neighbour: at most %d times"
            .formatted(inTurn.mostOvertakings()),
        inTurn.mostOvertakings() <= 1);
    eat(show, three, DiningTable::takeTwoOfThree);
    provokeDeadlock(show, wrong);

    show.picture(
        lanes(
            "philosophers",
            both,
            "Neighbours never eat at the same time, and there is no deadlock, although no order of"
                + " forks was agreed on."));
    show.picture(
        lanes(
            "philosophers-spare",
            three,
            "With orElse, who misses one fork takes the spare one: then neighbours may eat at once,"
                + " and still each fork has one holder."));
    show.picture(
        lanes(
            "philosophers-deadlock",
            wrong,
            "Who commits one fork and then waits for the other one waits for ever: everybody has"
                + " one, and nobody eats until the table is closed."));
    show.picture(waits(both, inTurn, three));
  }

  private Evening evening(String name, boolean hasSpare) {
    return new Evening(name, hasSpare, philosophers, tables);
  }

  /** All philosophers eat all their meals; checks that they have, and what was seen. */
  private void eat(Show show, Evening evening, Manners manners) throws Exception {
    List<String> late = dine(show, evening, manners);
    DiningTable table = evening.table();
    int eaten = table.everybody().map(who -> table.seat(who).meals()).sum();
    show.check(
        "%s: %d of %d meals were eaten, threads that have not ended: %d"
            .formatted(evening.name(), eaten, total(), late.size()),
        late.isEmpty() && eaten == total());
    report(show, evening);
  }

  /** Answers who has not come to an end. */
  private List<String> dine(Show show, Evening evening, Manners manners) throws Exception {
    AtomicInteger served = new AtomicInteger();
    Runnable afterMeal = () -> show.progress(evening.name(), served.incrementAndGet(), total());
    try (Subscription _ = Stm.listen(evening);
        Crew crew = new Crew()) {
      for (int i = 0; i < philosophers; i++) {
        int who = i;
        crew.add(nameOf(who), () -> live(evening.table(), who, manners, afterMeal));
      }
      return crew.run(patience());
    }
  }

  private void live(DiningTable table, int who, Manners manners, Runnable afterMeal)
      throws InterruptedException {
    Random random = new Random(31 * seed + who);
    for (int meal = 0; meal < meals; meal++) {
      Thread.sleep(Duration.ofNanos(random.nextLong(thinking.toNanos() + 1)));
      table.becomeHungry(who);
      manners.takeForks(table, who);
      Thread.sleep(eating);
      table.putDown(who);
      afterMeal.run();
    }
  }

  private int total() {
    return philosophers * meals;
  }

  private Duration patience() {
    return grace.plus(eating.plus(thinking).multipliedBy(total()));
  }

  private void report(Show show, Evening evening) {
    show.check(
        "the whole table was looked at after each of %d changes of a seat, faults: %d%s"
            .formatted(evening.looks(), evening.faults(), evening.firstFault()),
        evening.looks() == 3 * total() && evening.faults() == 0);
    show.say(
        "        %d transactions took forks, their bodies ran %d times: woken by a change, or re-run"
            .formatted(total(), evening.table().attempts()));
    show.say(
        "        longest waits: from %.1f to %.1f ms; meanwhile the same neighbour began %d meals at most"
            .formatted(
                longestWaits(evening).min().orElse(0),
                longestWaits(evening).max().orElse(0),
                evening.mostOvertakings()));
  }

  private static void checkMealsDoNotOverlap(Show show, Evening evening) {
    show.check(
        "recorded meals that overlap with one of a neighbour: " + evening.overlaps(),
        evening.overlaps() == 0);
  }

  /** Everybody takes one fork, then the other; someone sees the deadlock and closes the table. */
  private void provokeDeadlock(Show show, Evening evening) throws Exception {
    DiningTable table = evening.table();
    AtomicBoolean isDeadlock = new AtomicBoolean();
    AtomicInteger hungry = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < philosophers; i++) {
        int who = i;
        crew.add(
            nameOf(who),
            () -> {
              table.becomeHungry(who);
              if (!table.takeOneByOne(who)) {
                hungry.incrementAndGet();
              }
              table.putDown(who);
            });
      }
      crew.add(
          "observer",
          () -> {
            isDeadlock.set(table.awaitDeadlock());
            table.close();
          });
      List<String> late = crew.run(patience());
      show.check(
          "%s: a deadlock, as expected: %s; left hungry: %d; threads that have not ended: %d"
              .formatted(
                  evening.name(), isDeadlock.get() ? "yes" : "no", hungry.get(), late.size()),
          isDeadlock.get() && hungry.get() == philosophers && late.isEmpty());
    }
  }

  // ------------------------------------------------------------------ pictures

  private Picture lanes(String file, Evening evening, String proves) {
    String title = "Philosophers: " + evening.name();
    double millis = Math.max(10, 12 * eating.plus(thinking).toMillis()); // what fits
    return Picture.of(file + ".svg", title, proves, evening.draw(title, millis).toString());
  }

  private DoubleStream longestWaits(Evening evening) {
    return evening.table().everybody().mapToDouble(evening::longestWait);
  }

  private static Picture waits(Evening both, Evening inTurn, Evening three) {
    BarChart chart = new BarChart("The longest wait of each philosopher", "ms");
    for (Evening evening : List.of(both, inTurn, three)) {
      evening
          .table()
          .everybody()
          .forEach(who -> chart.bar(nameOf(who), evening.longestWait(who), evening.name()));
    }
    return Picture.of(
        "philosophers-waits.svg",
        "Philosophers: who waited how long",
        "Both forks at once is no promise of a turn: the same neighbour began up to %d meals during"
                .formatted(both.mostOvertakings())
            + " one wait; in turn, at most %d.".formatted(inTurn.mostOvertakings()),
        chart.draw().toString());
  }
}
