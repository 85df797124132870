package org.potamos.examples.ants;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import org.potamos.examples.kit.Animation;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.LineChart;
import org.potamos.examples.kit.LineChart.Point;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Rich Hickey's ants: no queen, no plan, no locks, and yet food gets home and trails thicken
 * between the nest and the food nearby. Cells are refs, ants are agents, and the painter sees the
 * whole world at one moment without stopping it.
 *
 * <p>Start with {@link World}, what an ant does in one transaction, and {@link Colony}, how ants go
 * on by themselves. Here are only the options, the painter's rounds, and what must hold.
 */
@Command(
    name = "ants",
    description = "Ants as agents in a world of refs; the painter sees all of it at one moment.",
    footer = {
      "A large world:",
      "  --size 1000 --home 100 --food-places 5000 --steps 250 --speed 5 --frames 12",
      Program.EXIT_CODES
    })
public final class Ants extends Program {
  /** The painter takes a picture in so many steps of an ant: about each tenth of a second. */
  private static final int STEPS_PER_FRAME = 3;

  /** When the pictures of the strip are taken: after 0, 10, 60 and 180 of 180 seconds. */
  private static final double[] MOMENTS = {0, 1.0 / 18, 1.0 / 3, 1};

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "cells on a side (default: ${DEFAULT-VALUE})")
  private int size = 80;

  @Option(
      names = "--home",
      paramLabel = "N",
      description = "places on a side of the nest, an ant in each (default: ${DEFAULT-VALUE})")
  private int home = 7;

  @Option(
      names = "--food-places",
      paramLabel = "N",
      description = "places with food (default: ${DEFAULT-VALUE})")
  private int foodPlaces = 35;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "how many steps an ant takes, 25 for a second (default: ${DEFAULT-VALUE})")
  private int steps = 4500;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "how much faster than a step in 40 ms (default: ${DEFAULT-VALUE})")
  private int speed = 25;

  @Option(
      names = "--one-thread",
      description = "all in one thread, as fast as it can: one seed, one outcome")
  private boolean isOneThread;

  @Option(names = "--plain", description = "on plain fields instead of refs; checks may fail")
  private boolean isPlain;

  @Option(names = "--compare", description = "then runs them on plain fields, too")
  private boolean isCompared;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "images in the animation (default: ${DEFAULT-VALUE})")
  private int frames = 30;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of all random numbers (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  private final List<BufferedImage> animation = new ArrayList<>();
  private final List<BufferedImage> strip = new ArrayList<>();
  private final List<String> stripSeconds = new ArrayList<>();

  /**
   * Runs the program; {@code --help} explains it.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(Program.execute(new Ants(), Console.ofProcess(), args));
  }

  @Override
  protected void checkOptions() throws BadInputException {
    requireBetween("--size", size, 8, 2000);
    requireBetween("--home", home, 1, size / 2);
    requireBetween("--food-places", foodPlaces, 0, (long) size * size);
    requireBetween("--steps", steps, 1, 1_000_000);
    requireBetween("--speed", speed, 1, 1000);
    long side = (long) size * Math.max(1, 240 / size); // a byte for each pixel of an image
    long room = Runtime.getRuntime().maxMemory() / 2 / (side * side);
    requireBetween("--frames", frames, 1, Math.clamp(room, 1, 1000));
    if (isCompared && (isPlain || isOneThread)) {
      throw new BadInputException("compares refs with plain fields, in threads, --compare=true");
    }
  }

  @Override
  protected void run(Show show) throws Exception {
    List<Cell> layout = World.layout(size, home, foodPlaces, new SplittableRandom(seed));
    List<Sample> samples =
        watch(show, isPlain ? new PlainWorld(size, layout) : new World(size, layout));
    showPictures(show, samples);
    if (isCompared) {
      compare(show, samples, new PlainWorld(size, layout));
    }
  }

  /** Lets the ants run, and judges what the painter sees. */
  List<Sample> watch(Show show, World world) throws InterruptedException {
    World.Frame first = world.snapshot();
    int ants = first.ants().size();
    long food = first.food();
    List<Sample> samples = new ArrayList<>();
    List<Duration> times = new ArrayList<>();
    long start = System.nanoTime();
    Colony.Losses lost =
        run(
            world,
            step -> {
              World.Frame frame = world.snapshot();
              times.add(frame.time());
              samples.add(Sample.of(step, frame, ants));
              keep(step, frame);
              show.progress("ants", step, steps);
            });
    double seconds = (System.nanoTime() - start) / 1e9;
    long taken = world.steps.sum();
    Collections.sort(times);
    show.say(
        String.format(
            Locale.ROOT,
            "%,d steps of %,d ants in %.1f s; %,d re-runs; %,d pictures of %.2f ms, at most %.1f"
                + " ms",
            taken,
            ants,
            seconds,
            world.bodies.sum() - taken,
            samples.size(),
            times.get(times.size() / 2).toNanos() / 1e6,
            times.getLast().toNanos() / 1e6));
    show.check(
        "all %,d ants, each once, in each of %,d pictures".formatted(ants, samples.size()),
        samples.stream().allMatch(Sample::isWhole));
    show.check(
        "%,d pieces of food in each of them".formatted(food),
        samples.stream().allMatch(sample -> sample.food() == food));
    show.check(
        "no ant was lost on its way (lost: %d%s)".formatted(lost.number(), lost.why()),
        lost.number() == 0);
    return samples;
  }

  /** Runs the ants, and calls the painter now and then; answers who was lost. */
  private Colony.Losses run(World world, LongConsumer painter) throws InterruptedException {
    if (isOneThread) {
      try (Colony colony = new Colony(world, Duration.ZERO, Runnable::run)) {
        for (int step = 0; step <= steps; step++) {
          if (step % STEPS_PER_FRAME == 0 || step == steps) {
            painter.accept(step);
          }
          if (step < steps) {
            colony.step();
          }
        }
        return colony.losses();
      }
    }
    Duration rest = Colony.REST.dividedBy(speed);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Colony colony = new Colony(world, rest, threads);
      try (colony) {
        painter.accept(0);
        colony.start();
        long reached;
        do {
          Thread.sleep(rest.multipliedBy(STEPS_PER_FRAME));
          reached = colony.leastSteps();
          painter.accept(Math.min(reached, steps));
        } while (reached < steps);
      }
      return colony.losses(); // now that every ant has ended its last step
    }
  }

  private void keep(long step, World.Frame frame) {
    int scale = Math.max(1, 240 / size);
    if (step >= (long) animation.size() * steps / frames && animation.size() < frames) {
      animation.add(AntsPainter.paint(frame, scale));
    }
    if (strip.size() < MOMENTS.length && step >= Math.round(MOMENTS[strip.size()] * steps)) {
      strip.add(AntsPainter.paint(frame, scale));
      stripSeconds.add(String.format(Locale.ROOT, "%.0f", Sample.seconds(step)));
    }
  }

  /** The same ants on plain fields: what the painter sees there is shown, not judged. */
  private void compare(Show show, List<Sample> samples, World plain) throws InterruptedException {
    List<Sample> seen = new ArrayList<>();
    int ants = samples.getFirst().ants();
    run(plain, step -> seen.add(Sample.of(step, plain.snapshot(), ants)));
    long wrong = seen.stream().filter(sample -> !sample.isWhole()).count();
    String wrongPictures =
        "in %,d of %,d pictures ants are missing or there twice, and %d ants are left at the end"
            .formatted(wrong, seen.size(), seen.getLast().ants());
    show.say("on plain fields " + wrongPictures);
    show.picture(
        Picture.of(
            "ants-seen.svg",
            "How many ants the painter sees",
            "With refs all %d ants are in every picture once; on plain fields, with the same code, %s."
                .formatted(ants, wrongPictures),
            new LineChart("How many ants the painter sees", "time, s of the ants", "ants")
                .line("refs", points(samples, Sample::ants))
                .line("plain fields", points(seen, Sample::ants))
                .draw()
                .toString()));
  }

  private void showPictures(Show show, List<Sample> samples) throws IOException {
    int ants = samples.getFirst().ants();
    show.picture(
        new Picture(
            "ants-strip.png",
            "%,d ants after %s seconds".formatted(ants, String.join(", ", stripSeconds)),
            "Trails (green) thicken between the nest (blue) and the food nearby (orange), though"
                + " each ant sees four cells only and nobody holds a lock.",
            Animation.png(AntsPainter.strip(strip))));
    show.picture(
        new Picture(
            "ants.gif",
            "The painter's pictures, one after the other",
            isPlain
                ? "Each picture is a copy of a plain array, and may show an ant twice or not at"
                    + " all."
                : "Each picture is one transaction over all %,d cells: it has all %,d ants, each once%s."
                    .formatted(size * size, ants, isOneThread ? "" : ", while they go on"),
            Animation.gif(animation, Duration.ofMillis(200))));
    show.picture(
        Picture.of(
            "ants-food.svg",
            "Where the food is",
            "Food only moves: what lies outside, what is carried and what is at home have the same"
                + " sum in every picture.",
            new LineChart("Where the food is", "time, s of the ants", "pieces of food")
                .from(0)
                .line("all", points(samples, Sample::food))
                .line("at home", points(samples, Sample::atHome))
                .line("outside", points(samples, s -> s.food() - s.atHome() - s.carried()))
                .line("carried", points(samples, Sample::carried))
                .draw()
                .toString()));
  }

  private static List<Point> points(List<Sample> samples, ToDoubleFunction<Sample> value) {
    int every = Math.max(1, samples.size() / 300);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      double now = value.applyAsDouble(samples.get(i));
      boolean isJump = i > 0 && Math.abs(now - points.getLast().y()) >= 1; // keep what is short
      if (i % every == 0 || isJump) {
        points.add(new Point(samples.get(i).seconds(), now));
      }
    }
    return points;
  }
}
