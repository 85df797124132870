package org.potamos.examples.shop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.potamos.core.Delivery;
import org.potamos.examples.kit.BadInputException;
import org.potamos.examples.kit.BarChart;
import org.potamos.examples.kit.Console;
import org.potamos.examples.kit.LineChart;
import org.potamos.examples.kit.LineChart.Point;
import org.potamos.examples.kit.Picture;
import org.potamos.examples.kit.Program;
import org.potamos.examples.kit.Show;
import org.potamos.refs.Ref;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Opens a shop behind an HTTP endpoint, lets customers storm it, and compares what they were told
 * with the books.
 *
 * <p>Look at {@link Shop} first: refs, transactions and validators are there. {@link ShopServer}
 * speaks HTTP, {@link Load} are the customers, {@link Audit} compares.
 */
@Command(
    name = "shop",
    description =
        "Sells scarce stock by HTTP to many customers at once: never too much, and books that"
            + " agree.")
public final class Storefront extends Program {
  /** How long to wait for what must come. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Option(
      names = "--serve",
      description = "no customers: serves until Enter, the end of the input, or Ctrl-C")
  private boolean isServing;

  @Option(names = "--port", description = "where to serve, 0 for any (default: ${DEFAULT-VALUE})")
  private int port = 0;

  @Option(names = "--customers", description = "how many at once (default: ${DEFAULT-VALUE})")
  private int customers = 50;

  @Option(names = "--orders", description = "of all customers (default: ${DEFAULT-VALUE})")
  private int orders = 3_000;

  @Option(
      names = "--burst",
      description = "orders that a customer may send at once (default: ${DEFAULT-VALUE})")
  private int burst = 60;

  @Option(
      names = "--rate",
      description = "orders that a customer may send per second (default: ${DEFAULT-VALUE})")
  private int rate = 10;

  @Option(names = "--seed", description = "for the customers' choices (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  private final BiFunction<SequencedMap<String, Item>, Limiter, Shop> opening;

  /** What a watch has seen of the stock, and when. */
  private record Seen(double millis, int before, int after, long version) {}

  /** An item, and what its watch has seen: the watch adds to that. */
  private record Watched(Item item, List<Seen> seen) {}

  /** The shop as it should be. */
  public Storefront() {
    this(Shop::new);
  }

  /** Tests open shops with faults. */
  Storefront(BiFunction<SequencedMap<String, Item>, Limiter, Shop> opening) {
    this.opening = opening;
  }

  /**
   * Runs the program alone.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(Program.execute(new Storefront(), Console.ofProcess(), args));
  }

  @Override
  protected void checkOptions() throws BadInputException {
    requireBetween("--port", port, 0, 65_535);
    requireBetween("--customers", customers, 1, 150);
    requireBetween("--orders", orders, 1, 100_000);
    requireBetween("--burst", burst, 1, 10_000);
    requireBetween("--rate", rate, 1, 10_000);
  }

  @Override
  protected void run(Show show) throws Exception {
    long start = System.nanoTime();
    LongSupplier clock = () -> System.nanoTime() - start;
    int pieces = pieces();
    SequencedMap<String, Item> items = new LinkedHashMap<>();
    List.of(Item.of("book", 20, pieces), Item.of("lamp", 50, pieces), Item.of("mug", 8, pieces))
        .forEach(item -> items.put(item.name(), item));
    List<Watched> watched = new ArrayList<>();
    try (ExecutorService watching = Executors.newSingleThreadExecutor()) {
      items.values().forEach(item -> watched.add(watch(item, clock, watching)));
      try (Shop shop = opening.apply(items, new Limiter(burst, rate, clock));
          ShopServer server = new ShopServer(shop, port)) {
        if (isServing) {
          serve(show, server.url());
        } else {
          storm(show, server.url(), items, shop);
        }
      }
      for (Watched each : watched) {
        awaitLast(each, watching);
      }
    }
    showStock(show, watched);
    if (!isServing) {
      LastBook.sell(show);
    }
  }

  private static Watched watch(Item item, LongSupplier clock, ExecutorService executor) {
    Ref<Integer> left = item.left();
    List<Seen> seen = new ArrayList<>();
    seen.add(new Seen(0, left.deref(), left.deref(), left.version())); // nobody buys yet
    left.watch(
        change ->
            seen.add(
                new Seen(
                    clock.getAsLong() / 1e6,
                    change.oldValue(),
                    change.newValue(),
                    change.version())),
        Delivery.ORDERED.on(executor));
    return new Watched(item, seen);
  }

  /** Looks from the end of the queue, where watches with much to tell queue up again, too. */
  private static void awaitLast(Watched watched, ExecutorService watching)
      throws ExecutionException, InterruptedException {
    Ref<Integer> left = watched.item().left();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (watching.submit(() -> watched.seen().getLast().version()).get() < left.version()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the watch has not seen the last change of " + left);
      }
    }
  }

  private static void serve(Show show, String url) throws IOException {
    show.say("serving until Enter, the end of the input, or Ctrl-C; try");
    show.say(
        "curl -i -d 'customer=ada&item=book&quantity=2&item=mug&quantity=1' %s/orders"
            .formatted(url));
    show.say("curl -i -d 'item=book&quantity=5' %s/restock".formatted(url));
    show.say("curl -i %s/stock".formatted(url));
    show.say("curl -i %s/report".formatted(url));
    int _ = System.in.read();
  }

  private void storm(Show show, String url, SequencedMap<String, Item> items, Shop shop)
      throws Exception {
    List<List<Load.Request>> plan =
        Load.plan(new Random(seed), customers, orders, List.copyOf(items.keySet()), delivery());
    int planned = plan.stream().mapToInt(List::size).sum() + Load.BAD.size();
    Load.Result told = Load.drive(url, plan, done -> show.progress("requests", done, planned));
    Audit audit = new Audit(show, told, shop.report(), shop.confirmed());
    audit.compareAnswers(planned);
    audit.compareStock(pieces() + delivery(), items);
    audit.compareOrders();
    audit.compareLimits(burst, rate);
    audit.sayTimes();
    showAnswers(show, audit);
  }

  private static void showAnswers(Show show, Audit audit) {
    BarChart chart =
        new BarChart("Answers of the shop", "number of answers")
            .bar("201 order placed", audit.count(201), "done")
            .bar("200 restocked", audit.count(200), "done")
            .bar("409 sold out", audit.count(409), "refused")
            .bar("429 too many orders", audit.count(429), "refused")
            .bar("400 bad request", audit.count(400), "mistake of the client")
            .bar("404 no such path", audit.count(404), "mistake of the client")
            .bar("405 wrong method", audit.count(405), "mistake of the client")
            .bar("413 body too long", audit.count(413), "mistake of the client");
    show.picture(
        Picture.of(
            "shop-answers.svg",
            "Answers of the shop",
            "Every request gets an answer that says why, and none is a failure of the server.",
            chart.draw().toString()));
  }

  /** Scarce: customers who are not stopped by the limit want about twice as much. */
  private int pieces() {
    return Math.clamp(orders / 4, 2, 1_000_000);
  }

  private int delivery() {
    return Math.clamp(orders / 10, 1, 1_000);
  }

  private static void showStock(Show show, List<Watched> watched) {
    LineChart chart = new LineChart("Stock over time", "time in ms", "pieces left").from(0);
    int changes = 0;
    int gaps = 0;
    for (Watched each : watched) {
      List<Seen> steps = each.seen();
      for (int i = 1; i < steps.size(); i++) {
        changes++;
        gaps +=
            steps.get(i).before() == steps.get(i - 1).after() && steps.get(i).after() >= 0 ? 0 : 1;
      }
      chart.steps(
          each.item().name(), steps.stream().map(s -> new Point(s.millis(), s.after())).toList());
    }
    show.check(
        "%d changes of the stock were watched in order: %d gaps or values below 0"
            .formatted(changes, gaps),
        gaps == 0);
    show.picture(
        Picture.of(
            "shop-stock.svg",
            "Stock over time",
            "The stock never falls below 0, however many want the last piece.",
            chart.draw().toString()));
  }
}
