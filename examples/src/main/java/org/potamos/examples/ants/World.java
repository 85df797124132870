package org.potamos.examples.ants;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.potamos.examples.ants.Cell.Ant;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;

/**
 * The world: a torus of cells, each an independent ref. Whatever an ant does is one transaction
 * over the few cells around it, so ants far from each other never meet, and a picture of all cells
 * is one more transaction, which stops nobody.
 */
class World {
  private static final int[] DX = {0, 1, 1, 1, 0, -1, -1, -1};
  private static final int[] DY = {-1, -1, 0, 1, 1, 1, 0, -1};
  private static final TransactionOptions PAINTER = Stm.options().named("painter").readOnly();

  final int size;
  private final List<Ref<Cell>> cells;

  /** How often the body of a step ran, and how many steps were committed. */
  final LongAdder bodies = new LongAdder();

  final LongAdder steps = new LongAdder();

  World(int size, List<Cell> initial) {
    this.size = size;
    this.cells = initial.stream().map(Ref::of).toList();
  }

  /** The cells at the beginning: a square nest with one ant in each place, and food elsewhere. */
  static List<Cell> layout(int size, int home, int foodPlaces, RandomGenerator random) {
    int first = size / 4;
    Cell[] cells =
        Stream.generate(() -> new Cell(0, 0, false, null))
            .limit((long) size * size)
            .toArray(Cell[]::new);
    for (int i = 0; i < foodPlaces; i++) {
      int place = random.nextInt(cells.length);
      cells[place] = new Cell(random.nextInt(100), 0, false, null);
    }
    int number = 0;
    for (int y = first; y < first + home; y++) {
      for (int x = first; x < first + home; x++) {
        Ant ant = new Ant(number++, random.nextInt(8), false, random.nextLong());
        cells[y * size + x] = new Cell(cells[y * size + x].food(), 0, true, ant);
      }
    }
    return List.of(cells);
  }

  // The four methods below are all that knows about refs. A world without them is made by
  // overriding them: see PlainWorld.

  Cell look(int place) {
    return cells.get(place).deref();
  }

  void put(int place, Cell cell) {
    cells.get(place).set(cell);
  }

  int together(IntSupplier step) {
    return Stm.dosync(step::getAsInt);
  }

  /** All cells at one moment, beside ants that go on; the body runs once. */
  List<Cell> lookAround() {
    return PAINTER.dosync(() -> IntStream.range(0, size * size).mapToObj(this::look).toList());
  }

  // What ants do.

  /** One step of the ant at a place, and what else has to happen only if it is taken. */
  int step(int place, Runnable alongside) {
    int next =
        together(() -> {
          bodies.increment(); // the one side effect, wanted for each run
          alongside.run();
          return behave(place);
        });
    steps.increment();
    return next;
  }

  private int behave(int place) {
    Cell here = look(place);
    Ant ant = here.ant();
    if (ant == null) {
      throw new IllegalStateException("the ant is gone, place=" + place);
    }
    int ahead = neighbour(place, ant.heading());
    Cell front = look(ahead);
    if (ant.hasFood() && here.isHome()) {
      return stay(place, here.plusFood(1).with(ant.carrying(false).turned(4)));
    }
    if (!ant.hasFood() && here.food() > 0 && !here.isHome()) {
      return stay(place, here.plusFood(-1).with(ant.carrying(true).turned(4)));
    }
    boolean isGoal = ant.hasFood() ? front.isHome() : front.food() > 0 && !front.isHome();
    if (isGoal && front.ant() == null) {
      return move(place, here, ahead, front, ant);
    }
    Cell left = look(neighbour(place, ant.heading() - 1));
    Cell right = look(neighbour(place, ant.heading() + 1));
    double[] goals = new double[3];
    double[] trails = new double[3];
    Cell[] around = {front, left, right};
    for (int i = 0; i < 3; i++) {
      goals[i] = ant.hasFood() ? (around[i].isHome() ? 1 : 0) : around[i].food();
      trails[i] = around[i].pheromone();
    }
    Ant next = ant.withNextLuck();
    int go = front.ant() != null ? 0 : rank(goals, 0) + rank(trails, 0);
    int turnLeft = rank(goals, 1) + rank(trails, 1);
    int turnRight = rank(goals, 2) + rank(trails, 2);
    int drawn = next.draw(go + turnLeft + turnRight);
    if (drawn < go) {
      return move(place, here, ahead, front, next);
    }
    return stay(place, here.with(next.turned(drawn < go + turnLeft ? -1 : 1)));
  }

  private int stay(int place, Cell changed) {
    put(place, changed);
    return place;
  }

  private int move(int from, Cell here, int to, Cell front, Ant ant) {
    put(from, here.with(null).marked());
    put(to, front.with(ant));
    return to;
  }

  /** From 1 for the least to 3 for the greatest; of equal ones the later has the higher rank. */
  private static int rank(double[] values, int of) {
    int rank = 1;
    for (int i = 0; i < values.length; i++) {
      if (values[i] < values[of] || (values[i] == values[of] && i < of)) {
        rank++;
      }
    }
    return rank;
  }

  private int neighbour(int place, int heading) {
    int x = Math.floorMod(place % size + DX[heading & 7], size);
    int y = Math.floorMod(place / size + DY[heading & 7], size);
    return y * size + x;
  }

  /** Weakens a part of the trails, each cell in a transaction of its own. */
  void evaporate(int part, int parts) {
    for (int y = part; y < size; y += parts) {
      for (int x = 0; x < size; x++) {
        int place = y * size + x;
        if (look(place).pheromone() > 0) {
          together(() -> stay(place, look(place).evaporated()));
        }
      }
    }
  }

  /** What a picture is made of. */
  Frame snapshot() {
    long start = System.nanoTime();
    List<Cell> seen = lookAround();
    return new Frame(size, seen, Duration.ofNanos(System.nanoTime() - start));
  }

  /**
   * What the painter saw.
   *
   * @param size how many cells a side has
   * @param cells row by row
   * @param time how long it took to see them
   */
  record Frame(int size, List<Cell> cells, Duration time) {

    /** The numbers of the ants that are in the picture, each as often as it is. */
    List<Integer> ants() {
      return cells.stream()
          .map(Cell::ant)
          .filter(Objects::nonNull)
          .map(Ant::number)
          .sorted()
          .toList();
    }

    long food() {
      return cells.stream().mapToLong(Cell::allFood).sum();
    }

    long foodAtHome() {
      return cells.stream().filter(Cell::isHome).mapToLong(Cell::food).sum();
    }

    long carried() {
      return cells.stream().filter(cell -> cell.ant() != null && cell.ant().hasFood()).count();
    }
  }
}
