package org.potamos.examples.bank;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.LineChart;
import org.potamos.examples.kit.LineChart.Point;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import org.potamos.examples.kit.Svg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Tellers move money, and an auditor sums up all accounts beside them: on refs, under one lock, and
 * on plain fields. Then two people withdraw from two accounts that must not be below zero together.
 *
 * <p>Start with {@link Ledger}, the three ways to move money, and {@link WriteSkew}, the six ways
 * to keep a rule.
 */
@Command(
    name = "bank",
    description = "Transfers beside an auditor, and write skew under six keepers of one rule.")
public final class Bank extends Program {
  private static final int MOST_POINTS = 250;
  private static final String PLAIN_FIELDS = "plain fields";

  @Option(
      names = "--accounts",
      paramLabel = "N",
      description = "how many there are (default: ${DEFAULT-VALUE})")
  private int accounts = 100;

  @Option(
      names = "--tellers",
      paramLabel = "N",
      description = "threads that move money (default: ${DEFAULT-VALUE})")
  private int tellers = 2;

  @Option(
      names = "--transfers",
      paramLabel = "N",
      description = "of all tellers (default: ${DEFAULT-VALUE})")
  private int transfers = 1_000_000;

  @Option(
      names = "--rest",
      paramLabel = "TIME",
      description = "how long the auditor rests after an audit (default: 200us)")
  private Duration rest = Duration.ofNanos(200_000);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of all random numbers (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  /** What an auditor found when so many transfers were done. */
  record Audit(long transfers, long total) {}

  /** What came of one ledger. */
  record Day(String name, List<Audit> audits, double millis, long left) {

    long wrong(long total) {
      return audits.stream().filter(audit -> audit.total() != total).count();
    }
  }

  /**
   * Runs the program; {@code --help} explains it.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(Program.execute(new Bank(), Console.ofProcess(), args));
  }

  @Override
  protected void checkOptions() throws BadInputException {
    requireBetween("--accounts", accounts, 2, 1_000_000);
    requireBetween("--tellers", tellers, 1, 1000);
    requireBetween("--transfers", transfers, 1, 1_000_000_000);
    requireBetween("--rest", rest, Duration.ZERO, Duration.ofSeconds(10));
  }

  @Override
  protected void run(Show show) throws Exception {
    long each = 1000;
    List<Day> _ = workOnEach(show, each); // so that none pays for being the first
    audit(show, each * accounts, workOnEach(show, each));
    List<WriteSkew.Outcome> outcomes = new ArrayList<>();
    for (WriteSkew.Keeper keeper : WriteSkew.Keeper.values()) {
      outcomes.add(WriteSkew.run(keeper));
    }
    judge(show, outcomes);
  }

  // Transfers and audits.

  private List<Day> workOnEach(Show show, long each) throws Exception {
    return List.of(
        work(show, "refs", new Ledger.OfRefs(accounts, each)),
        work(show, "synchronized", new Ledger.Locked(accounts, each)),
        work(show, PLAIN_FIELDS, new Ledger.OfPlainFields(accounts, each)));
  }

  /** Lets all tellers work, and an auditor beside them until they are done. */
  Day work(Show show, String name, Ledger ledger) throws Exception {
    AtomicLong done = new AtomicLong();
    AtomicLong end = new AtomicLong();
    CountDownLatch allAreThere = new CountDownLatch(tellers + 1);
    List<Audit> audits = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(tellers)) {
      List<Future<?>> working = new ArrayList<>();
      for (int i = 0; i < tellers; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        int share = transfers / tellers + (i < transfers % tellers ? 1 : 0);
        working.add(
            threads.submit(() -> {
              allAreThere.countDown();
              allAreThere.await();
              move(ledger, share, random, done);
              end.accumulateAndGet(System.nanoTime(), Math::max);
              return null;
            }));
      }
      long start = System.nanoTime();
      end.set(start);
      allAreThere.countDown();
      do {
        audits.add(new Audit(done.get(), ledger.total()));
        show.progress(name, done.get(), transfers);
        Thread.sleep(rest);
        if (working.stream().anyMatch(teller -> teller.state() == Future.State.FAILED)) {
          threads.shutdownNow(); // the others stop, too
        }
      } while (working.stream().anyMatch(teller -> !teller.isDone()));
      for (Future<?> teller : working) {
        teller.get(); // fails if the teller has
      }
      return new Day(name, audits, (end.get() - start) / 1e6, ledger.total());
    }
  }

  private void move(Ledger ledger, int share, SplittableRandom random, AtomicLong done) {
    for (int i = 0; i < share; i++) {
      int from = random.nextInt(accounts);
      int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
      ledger.transfer(from, to, 1 + random.nextInt(100));
      if (i % 1000 == 999 || i == share - 1) {
        done.addAndGet(i % 1000 + 1);
        if (Thread.interrupted()) {
          throw new CancellationException("another teller has failed");
        }
      }
    }
  }

  /** Judges refs and the lock; what plain fields do by chance is only told. */
  void audit(Show show, long total, List<Day> days) {
    for (Day day : days) {
      long wrong = day.wrong(total);
      String found =
          String.format(
              Locale.ROOT,
              "%s: %,d transfers in %,.0f ms, %,d of %,d audits saw another total than %,d, which"
                  + " became %,d",
              day.name(),
              transfers,
              day.millis(),
              wrong,
              day.audits().size(),
              total,
              day.left());
      if (day.name().equals(PLAIN_FIELDS)) {
        show.say(found);
      } else {
        show.check(found, wrong == 0 && day.left() == total);
      }
    }
    LineChart lines =
        new LineChart("What the auditor saw", "% of the transfers", "sum of all accounts");
    days.reversed().forEach(day -> lines.line(day.name(), points(day)));
    show.picture(
        Picture.of(
            "bank-total.svg",
            "The sum of all accounts, as the auditor saw it while tellers moved money",
            "With refs every audit sees the same total, and so it does under one lock; on plain"
                + " fields %,d of %,d audits saw another one."
                    .formatted(days.getLast().wrong(total), days.getLast().audits().size()),
            lines.draw().toString()));
  }

  private List<Point> points(Day day) {
    int every = Math.max(1, day.audits().size() / MOST_POINTS);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < day.audits().size(); i += every) {
      Audit audit = day.audits().get(i);
      points.add(new Point(100.0 * audit.transfers() / transfers, audit.total()));
    }
    return points;
  }

  // Write skew.

  void judge(Show show, List<WriteSkew.Outcome> outcomes) {
    for (WriteSkew.Outcome outcome : outcomes) {
      String title = outcome.keeper().title;
      if (outcome.keeper().isBreakingTheRule) {
        show.check(
            "write skew, %s: breaks the rule, as expected, %d left".formatted(title, outcome.sum()),
            outcome.sum() == -80);
      } else {
        show.check(
            "write skew, %s: the rule holds, %d left".formatted(title, outcome.sum()),
            outcome.sum() == 20);
      }
    }
    show.picture(
        Picture.of(
            "bank-skew.svg",
            "Two people take 100 each, if both accounts together have it",
            "Snapshots alone let both take the money; by default, with ensure, or with a declared"
                + " invariant only one of them gets it.",
            draw(outcomes).toString()));
  }

  private static Svg draw(List<WriteSkew.Outcome> outcomes) {
    int height = 96;
    Svg svg = new Svg(760, 12 + height * outcomes.size(), "Write skew under six keepers");
    for (int i = 0; i < outcomes.size(); i++) {
      WriteSkew.Outcome outcome = outcomes.get(i);
      double top = 12 + height * (double) i;
      String colour = outcome.sum() < 0 ? Svg.BAD : Svg.COLOURS.get(2);
      svg.box(8, top, 744, height - 12, "#f5f7fa", "#e4e7eb");
      svg.text(20, top + 20, 13, Svg.Anchor.START, "#1f2933", outcome.keeper().title);
      svg.text(
          738,
          top + 20,
          13,
          Svg.Anchor.END,
          colour,
          outcome.sum() < 0
              ? "both are paid: %d left".formatted(outcome.sum())
              : "%d left".formatted(outcome.sum()));
      for (String who : List.of("Ada", "Ben")) {
        double y = top + lane(who);
        svg.text(20, y + 4, 13, Svg.Anchor.START, Svg.GREY, who);
        svg.line(60, y, 738, y, "#cbd2d9", 1);
      }
      for (int j = 0; j < outcome.events().size(); j++) {
        WriteSkew.Event event = outcome.events().get(j);
        double x = 70 + 110 * (double) j;
        double y = top + lane(event.who());
        svg.box(x, y - 10, 102, 20, "white", event.isPayment() ? colour : "#9aa5b1");
        svg.text(x + 51, y + 4, 12, Svg.Anchor.MIDDLE, "#1f2933", event.what());
      }
    }
    return svg;
  }

  private static int lane(String who) {
    return who.equals("Ada") ? 44 : 70;
  }
}
