package org.potamos.examples.waiting;

import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.potamos.core.Atom;
import org.potamos.core.Subscription;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentVector;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.LaneChart;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import org.potamos.examples.kit.Svg;
import org.potamos.examples.waiting.Timeline.Kind;
import org.potamos.examples.waiting.Timeline.Span;
import org.potamos.examples.waiting.Workshop.Choice;
import org.potamos.examples.waiting.Workshop.Door;
import org.potamos.examples.waiting.Workshop.Group;
import org.potamos.refs.Stm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The Santa Claus problem: groups of a fixed size meet somebody who serves one group at a time and
 * prefers one kind.
 *
 * <p>Look at {@link Workshop} first: it has the refs and all transactions. Here are the threads,
 * and what must have held in the end.
 */
@Command(
    name = "santa",
    description =
        "Santa sleeps until nine reindeer are back or three of ten elves want help, reindeer first:"
            + " waiting by retry, choosing by orElse, and groups that never mix.")
public final class Santa extends Program {
  private static final int REINDEER_IN_GROUP = 9;
  private static final int ELVES_IN_GROUP = 3;
  private static final List<String> REINDEER = names("reindeer", 9);
  private static final List<String> ELVES = names("elf", 10);

  private static final String SANTA = "Santa";
  private static final String ASLEEP = "asleep";
  private static final String AWAY = "away";
  private static final String WAITING = "waiting";
  private static final String DELIVERING = "delivering";
  private static final String CONSULTING = "in the study";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(ASLEEP, "#cbd2d9"),
          new Kind(WAITING, "#e69f00"),
          new Kind(DELIVERING, "#0072b2"),
          new Kind(CONSULTING, "#009e73"));

  @Option(
      names = "--deliveries",
      description = "how often Santa delivers toys (default: ${DEFAULT-VALUE})")
  private int deliveries = 10;

  @Option(
      names = "--pace",
      description =
          "how long a consultation takes; a delivery takes 3 of it, holidays 12 to 20, work of an"
              + " elf 8 to 24 (default: 1ms)")
  private Duration pace = Duration.ofMillis(1);

  @Option(names = "--seed", description = "for all times (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  private final Workshop workshop;
  private final Duration grace;
  private final Timeline timeline = new Timeline();
  private final Atom<PersistentVector<Visit>> visits = Atom.of(PersistentVector.of());

  /** Makes the program. */
  public Santa() {
    this(new Workshop(REINDEER_IN_GROUP, ELVES_IN_GROUP), Duration.ofSeconds(30));
  }

  /** For tests: with another workshop, and another time after which threads are given up. */
  Santa(Workshop workshop, Duration grace) {
    this.workshop = workshop;
    this.grace = grace;
  }

  /**
   * Runs the program and ends the process.
   *
   * @param args its options
   */
  public static void main(String[] args) {
    System.exit(Program.execute(new Santa(), Console.ofProcess(), args));
  }

  private static List<String> names(String kind, int number) {
    return IntStream.rangeClosed(1, number).mapToObj(i -> kind + " " + i).toList();
  }

  @Override
  protected void checkOptions() throws BadInputException {
    requireBetween("--deliveries", deliveries, 1, 1_000);
    requireBetween("--pace", pace, Duration.ofNanos(10_000), Duration.ofMillis(20));
  }

  /**
   * A group that Santa has served.
   *
   * @param choice how it was chosen
   * @param room who was in the room when all had been let in
   * @param roomAfter who was there when all had been let out
   */
  private record Visit(Choice choice, PersistentSet<String> room, PersistentSet<String> roomAfter) {
    boolean isOf(List<String> kind) {
      return kind.containsAll(choice.group().members());
    }

    /** Whether nine reindeer or three elves were there, just those who were called. */
    boolean isWhole() {
      return (isOf(REINDEER) || isOf(ELVES))
          && room.size() == (isOf(REINDEER) ? REINDEER_IN_GROUP : ELVES_IN_GROUP)
          && room.equals(PersistentSet.copyOf(choice.group().members()))
          && roomAfter.isEmpty();
    }
  }

  // ------------------------------------------------------------------ the threads

  @Override
  protected void run(Show show) throws Exception {
    LongAdder commits = new LongAdder();
    LongAdder mixed = new LongAdder();
    try (Subscription _ =
            Stm.listen(_ -> {
              commits.increment();
              mixed.add(workshop.isMixed() ? 1 : 0);
            });
        Crew crew = new Crew()) {
      crew.add(SANTA, () -> serve(show));
      REINDEER.forEach(who -> crew.add(who, () -> comeAgainAndAgain(who, workshop.reindeer())));
      ELVES.forEach(who -> crew.add(who, () -> comeAgainAndAgain(who, workshop.elves())));
      List<String> late = crew.run(grace.plus(pace.multipliedBy(200L * deliveries)));
      show.check("threads that have not ended: " + late, late.isEmpty());
    }
    show.check(
        "after %d commits a look at the room; someone was there who was not called: %d times"
            .formatted(commits.sum(), mixed.sum()),
        commits.sum() > 0 && mixed.sum() == 0);
    checkVisits(show);
    checkElves(show);
    show.picture(lanes());
  }

  /** What Santa does. */
  private void serve(Show show) throws InterruptedException {
    timeline.enter(SANTA, ASLEEP);
    workshop.awaitBoth(); // the first time he sleeps long, so that he has to choose
    while (deliveriesDone() < deliveries || helps().size() < ELVES.size()) {
      Choice choice = workshop.chooseGroup();
      Group group = choice.group();
      boolean isDelivery = REINDEER.containsAll(group.members());
      timeline.enter(SANTA, isDelivery ? DELIVERING : CONSULTING);
      group.in().letThrough(group.members().size());
      PersistentSet<String> room = workshop.room();
      Thread.sleep(isDelivery ? pace.multipliedBy(3) : pace);
      group.out().letThrough(group.members().size());
      visits.swap(PersistentVector::plus, new Visit(choice, room, workshop.room()));
      timeline.enter(SANTA, ASLEEP);
      show.progress("deliveries", deliveriesDone(), deliveries);
    }
    workshop.close();
    timeline.enter(SANTA, AWAY);
  }

  /** What reindeer and elves do. */
  private void comeAgainAndAgain(String who, Door door) throws InterruptedException {
    boolean isReindeer = REINDEER.contains(who);
    Random random = new Random(31 * seed + who.hashCode());
    while (true) {
      timeline.enter(who, AWAY);
      double paces = isReindeer ? random.nextDouble(12, 20) : random.nextDouble(8, 24);
      Thread.sleep(Duration.ofNanos((long) (paces * pace.toNanos())));
      timeline.enter(who, WAITING);
      Group group = door.join(who);
      String activity = isReindeer ? DELIVERING : CONSULTING;
      if (!workshop.enter(who, group, () -> timeline.enter(who, activity))) {
        timeline.enter(who, AWAY);
        return;
      }
      workshop.leave(who, group);
    }
  }

  // ------------------------------------------------------------------ what must have held

  private Stream<Visit> visits(List<String> kind) {
    return visits.deref().stream().filter(visit -> visit.isOf(kind));
  }

  private long deliveriesDone() {
    return visits(REINDEER).count();
  }

  /** How often each elf was helped. */
  private Map<String, Long> helps() {
    return visits(ELVES)
        .flatMap(visit -> visit.choice().group().members().stream())
        .collect(Collectors.groupingBy(elf -> elf, Collectors.counting()));
  }

  private void checkVisits(Show show) {
    long whole = visits.deref().stream().filter(Visit::isWhole).count();
    show.check(
        "%d groups were served, of these exactly nine reindeer or exactly three elves, those who"
                .formatted(visits.deref().size())
            + " were called and nobody else: %d".formatted(whole),
        whole == visits.deref().size());
    List<Visit> choices =
        visits.deref().stream().filter(visit -> visit.choice().bothWaited()).toList();
    long reindeerFirst = choices.stream().filter(visit -> visit.isOf(REINDEER)).count();
    show.check(
        "nine reindeer and three elves waited together %d times, reindeer went first %d times"
            .formatted(choices.size(), reindeerFirst),
        !choices.isEmpty() && reindeerFirst == choices.size());
    show.say("        deliveries: %d".formatted(deliveriesDone()));
  }

  private void checkElves(Show show) {
    LongSummaryStatistics counts =
        helps().values().stream().mapToLong(Long::longValue).summaryStatistics();
    show.say(
        "        %d of %d elves were helped, %d times all together"
            .formatted(counts.getCount(), ELVES.size(), counts.getSum()));
    List<Integer> order = visits(ELVES).map(visit -> visit.choice().group().number()).toList();
    show.check(
        "%d groups of elves were served in the order in which they formed".formatted(order.size()),
        order.equals(IntStream.rangeClosed(1, order.size()).boxed().toList()));
  }

  private Picture lanes() {
    List<String> names = Stream.of(List.of(SANTA), REINDEER, ELVES).flatMap(List::stream).toList();
    LaneChart chart =
        new LaneChart("Santa, nine reindeer and ten elves", "ms since the start", 20, names);
    double paceMillis = pace.toNanos() / 1e6;
    double awake =
        timeline.spans(SANTA, DELIVERING).stream().mapToDouble(Span::from).min().orElse(0);
    double from = Math.max(0, awake - 10 * paceMillis);
    Svg svg = timeline.draw(chart, from, from + 160 * paceMillis, KINDS);
    return Picture.of(
        "santa.svg",
        "Santa, nine reindeer and ten elves",
        "Santa is with nine reindeer or with three elves, never with both; elves are served in the"
            + " order in which their groups formed.",
        svg.toString());
  }
}
