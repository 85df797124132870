package org.potamos.examples.waiting;

import static org.potamos.examples.waiting.DiningTable.nameOf;

import java.util.List;
import java.util.function.BiFunction;
import org.potamos.core.Change;
import org.potamos.examples.kit.LaneChart;
import org.potamos.examples.kit.Svg;
import org.potamos.examples.waiting.DiningTable.Seat;
import org.potamos.examples.waiting.Timeline.Kind;
import org.potamos.examples.waiting.Timeline.Span;
import org.potamos.refs.Commit;
import org.potamos.refs.CommitListener;

/**
 * A table and what was seen of it: after every commit by a listener, and in the timeline. Listeners
 * are called in the order of the commits, so what it counts is exact.
 */
final class Evening implements CommitListener {
  private static final List<Kind> KINDS =
      List.of(
          new Kind(DiningTable.WAITING, "#e69f00"),
          new Kind(DiningTable.ONE_FORK, Svg.BAD),
          new Kind(DiningTable.EATING, "#0072b2"),
          new Kind(DiningTable.EATING_WITH_SPARE, "#009e73"));

  private final String name;
  private final boolean hasSpare;
  private final Timeline timeline = new Timeline();
  private final DiningTable table;

  /** How often the first has begun a meal since the second has become hungry. */
  private final int[][] overtakings;

  private final boolean[] isHungry;
  private int mostOvertakings;
  private int looks;
  private int faults;
  private String firstFault = "";

  Evening(
      String name,
      boolean hasSpare,
      int philosophers,
      BiFunction<Integer, Timeline, DiningTable> tables) {
    this.name = name;
    this.hasSpare = hasSpare;
    table = tables.apply(philosophers, timeline);
    overtakings = new int[philosophers][philosophers];
    isHungry = new boolean[philosophers];
  }

  @Override
  public void committed(Commit commit) {
    for (Change<?> change : commit.changes()) {
      int who = table.ownerOf(change.reference());
      if (who >= 0 && change.newValue() instanceof Seat seat) {
        look();
        follow(who, seat);
      }
    }
  }

  private void look() {
    looks++;
    table
        .findFault(hasSpare)
        .ifPresent(fault -> {
          firstFault = faults == 0 ? ", first: " + fault : firstFault;
          faults++;
        });
  }

  private void follow(int who, Seat seat) {
    isHungry[who] = seat.state() == DiningTable.State.HUNGRY;
    if (seat.state() == DiningTable.State.EATING) {
      table
          .neighbours(who)
          .filter(other -> isHungry[other])
          .forEach(other -> {
            overtakings[who][other]++;
            mostOvertakings = Math.max(mostOvertakings, overtakings[who][other]);
          });
      table.everybody().forEach(other -> overtakings[other][who] = 0);
    }
  }

  String name() {
    return name;
  }

  DiningTable table() {
    return table;
  }

  int looks() {
    return looks;
  }

  int faults() {
    return faults;
  }

  /** Empty if there was none. */
  String firstFault() {
    return firstFault;
  }

  /** How often somebody has begun a meal beside the same waiting neighbour, at most. */
  int mostOvertakings() {
    return mostOvertakings;
  }

  /** How long one waited at most, in ms. */
  double longestWait(int who) {
    return timeline.spans(nameOf(who), DiningTable.WAITING).stream()
        .mapToDouble(Span::length)
        .max()
        .orElse(0);
  }

  /** How many recorded meals of neighbours overlap; none if none of them used the spare fork. */
  long overlaps() {
    return table.everybody().mapToLong(this::overlapsOf).sum();
  }

  private long overlapsOf(int who) {
    List<Span> meals = timeline.spans(nameOf(who), DiningTable.EATING);
    return table
        .neighbours(who)
        .mapToObj(other -> timeline.spans(nameOf(other), DiningTable.EATING))
        .flatMap(List::stream)
        .filter(theirs -> meals.stream().anyMatch(theirs::overlaps))
        .count();
  }

  /** What everybody did in the first milliseconds. */
  Svg draw(String title, double millis) {
    List<String> names = table.everybody().mapToObj(DiningTable::nameOf).toList();
    String axis = "ms since the first one was hungry";
    return timeline.draw(new LaneChart(title, axis, 22, names), 0, millis, KINDS);
  }
}
