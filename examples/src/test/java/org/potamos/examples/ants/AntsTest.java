package org.potamos.examples.ants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.examples.ants.Cell.Ant;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.ProgramRun;
import org.potamos.examples.kit.Show;
import picocli.CommandLine;

/** The ants in small; and that what is wrong is seen. */
class AntsTest {
  @TempDir Path out;

  @Test
  void run_oneThreadAndOneSeed_hasOneOutcome() throws Exception {
    Path again = out.resolve("again");

    ProgramRun run = run("--one-thread", "--steps", "2000", "--seed", "7");
    ProgramRun second =
        run("--one-thread", "--steps", "2000", "--seed", "7", "--out", again.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("98,000 steps of 49 ants", " 0 re-runs; 668 pictures")
        .contains("ok      all 49 ants, each once, in each of 668 pictures")
        .containsPattern("ok      [\\d,]+ pieces of food in each of them")
        .contains("ok      no ant was lost on its way (lost: 0)");
    assertThat(second.code()).isZero();
    for (String file : List.of("ants-strip.png", "ants.gif", "ants-food.svg")) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(out.resolve(file));
    }
  }

  @Test
  void run_byThemselves_losesNeitherAntsNorFood() {
    ProgramRun run = run("--steps", "300", "--speed", "1000", "--size", "24", "--compare");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("ok      all 49 ants, each once, in each of ")
        .contains("on plain fields ");
    assertThat(out.resolve("ants.html")).content().contains("ants.gif", "ants-seen.svg");
  }

  /** Food gets home, and trails are laid: the ants do what they are for. */
  @Test
  void step_manyTimes_bringsFoodHome() {
    World world = new World(40, World.layout(40, 5, 60, new SplittableRandom(3)));
    long before = world.snapshot().foodAtHome();

    try (Colony colony = new Colony(world, Duration.ZERO, Runnable::run)) {
      for (int i = 0; i < 1500; i++) {
        colony.step();
      }
    }

    World.Frame after = world.snapshot();
    assertThat(after.foodAtHome()).isGreaterThan(before + 5);
    assertThat(after.cells()).anyMatch(cell -> cell.pheromone() > 5);
    assertThat(after.cells()).noneMatch(cell -> cell.isHome() && cell.pheromone() > 0);
  }

  @Test
  void evaporate_allParts_weakensEachTrailOnce() {
    List<Cell> cells = new ArrayList<>(Collections.nCopies(64, new Cell(0, 0, false, null)));
    cells.set(9, new Cell(0, 10, false, null));
    cells.set(63, new Cell(0, 20, false, null));
    World world = new World(8, cells);

    for (int part = 0; part < 25; part++) {
      world.evaporate(part, 25);
    }

    assertThat(world.look(9).pheromone()).isEqualTo(10 * 0.99);
    assertThat(world.look(63).pheromone()).isEqualTo(20 * 0.99);
  }

  /** Two ants see the same free place, and both go there. */
  @Test
  void step_twoAntsToOnePlace_oneGoesAndTheOtherSeesIt() throws Exception {
    List<Cell> cells = twoAntsBesideFood();

    World world =
        new World(8, cells) {
          private final Meeting meeting = new Meeting();

          @Override
          Cell look(int place) {
            return meeting.afterLooking(place, super.look(place));
          }
        };
    stepBoth(world);

    assertThat(world.snapshot().ants()).containsExactly(0, 1);
    assertThat(world.bodies.sum() - world.steps.sum()).isOne();
  }

  /** The broken twin: on plain fields one ant treads on the other. */
  @Test
  void step_twoAntsToOnePlaceOnPlainFields_losesAnAnt() throws Exception {
    List<Cell> cells = twoAntsBesideFood();

    World world =
        new PlainWorld(8, cells) {
          private final Meeting meeting = new Meeting();

          @Override
          Cell look(int place) {
            return meeting.afterLooking(place, super.look(place));
          }
        };
    stepBoth(world);

    assertThat(world.snapshot().ants()).hasSize(1);
  }

  @Test
  void watch_antIsLost_fails() throws Exception {
    assertThat(failuresOf(cell -> cell.ant() != null && cell.food() > 0 ? cell.with(null) : cell))
        .anyMatch(line -> line.startsWith("  FAILED  all 49 ants"));
  }

  /** As many as there should be, but one of them twice, and another one not. */
  @Test
  void watch_oneAntForAnother_fails() throws Exception {
    assertThat(
            failuresOf(cell -> {
              Ant ant = cell.ant();
              return ant == null || ant.number() != 3
                  ? cell
                  : cell.with(new Ant(4, ant.heading(), ant.hasFood(), ant.luck()));
            }))
        .anyMatch(line -> line.startsWith("  FAILED  all 49 ants"));
  }

  @Test
  void watch_foodIsMade_fails() throws Exception {
    assertThat(failuresOf(cell -> cell.food() > 0 ? cell.plusFood(1) : cell))
        .anyMatch(line -> line.contains("FAILED  ") && line.contains("pieces of food in each"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--size 0",
        "--size -5",
        "--size 2001",
        "--size x",
        "--size 99999999999",
        "--home 41",
        "--home 0",
        "--food-places -1",
        "--steps 0",
        "--speed 0",
        "--frames 0",
        "--plain --compare",
        "--one-thread --compare",
        "--seed",
        "--what",
        "somewhere"
      })
  void run_badArgument_isRejectedInOneLine(String line) {
    ProgramRun.assertRejected(new Ants(), out, line.split(" ", -1));
  }

  @Test
  void run_help_showsDefaults() {
    assertThat(run("--help").out()).contains("--size", "(default: 80)", "--out=DIR");
  }

  // ------------------------------------------------------------------ helpers

  private ProgramRun run(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--out";
    all[args.length + 1] = out.toString();
    boolean hasOut = Arrays.asList(args).contains("--out");
    return ProgramRun.of(new Ants(), hasOut ? args : all);
  }

  /** What a program says when each change of a cell is tampered with. */
  private static List<String> failuresOf(UnaryOperator<Cell> tampering) throws Exception {
    List<Cell> layout = World.layout(40, 7, 400, new SplittableRandom(5));
    World world =
        new World(40, layout) {
          @Override
          void put(int place, Cell cell) {
            super.put(place, tampering.apply(cell));
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Show show = new Show(new Console(stream, stream, false));
    Ants ants = new Ants();
    new CommandLine(ants).parseArgs("--one-thread", "--steps", "60");
    ants.watch(show, world);
    assertThat(show.failedChecks()).isPositive();
    return out.toString(UTF_8).lines().toList();
  }

  private static List<Cell> twoAntsBesideFood() {
    List<Cell> cells = new ArrayList<>(Collections.nCopies(64, new Cell(0, 0, false, null)));
    cells.set(26, new Cell(0, 0, false, new Ant(0, 2, false, 1)));
    cells.set(27, new Cell(1, 0, false, null));
    cells.set(28, new Cell(0, 0, false, new Ant(1, 6, false, 2)));
    return cells;
  }

  /** Lets the first two who look at place 27 go on together. */
  private static final class Meeting {
    private final CyclicBarrier barrier = new CyclicBarrier(2);
    private final AtomicInteger looks = new AtomicInteger();

    Cell afterLooking(int place, Cell seen) {
      if (place == 27 && looks.incrementAndGet() <= 2) {
        try {
          barrier.await();
        } catch (Exception failure) {
          throw new IllegalStateException(failure);
        }
      }
      return seen;
    }
  }

  private static void stepBoth(World world) throws Exception {
    IntSupplier left = () -> world.step(26, () -> {});
    IntSupplier right = () -> world.step(28, () -> {});
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Integer>> both = List.of(left::getAsInt, right::getAsInt);
      for (Future<Integer> done : threads.invokeAll(both)) {
        done.get();
      }
    }
  }
}
