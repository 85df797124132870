package org.potamos.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The code of the page about watches; {@link GuidePagesTest} runs it. */
class WatchGuideSnippets extends GuidePage {
  WatchGuideSnippets() {
    super("05-watches.md");
  }

  @Test
  void sync() {
    // @start region="sync"
    Atom<Integer> temperature = Atom.builder(20).name("temperature").build();
    Subscription watching = temperature.watch(change -> println(change));

    temperature.reset(21);
    temperature.reset(21); // a change too, to an equal value
    watching.close();
    temperature.reset(22); // nobody is told
    // @end
  }

  @Test
  void latest() {
    Queue<Runnable> screen = new ArrayDeque<>();
    // @start region="latest"
    Atom<Integer> progress = Atom.of(0);
    progress.watch(
        change -> println("from " + change.oldValue() + " to " + change.newValue()),
        Delivery.LATEST.on(screen::add)); // for Swing: LATEST.on(SwingUtilities::invokeLater)

    progress.reset(1);
    progress.reset(2);
    progress.reset(3);
    screen.remove().run(); // the screen has time again
    println(screen.size() + " more deliveries");
    // @end
  }

  @Test
  void ordered() throws InterruptedException {
    // @start region="ordered"
    Atom<Integer> balance = Atom.builder(100).name("balance").build();
    CountDownLatch written = new CountDownLatch(3);
    balance.watch(
        change -> {
          println("audit: " + change); // on a virtual thread, one delivery after the other
          written.countDown();
        },
        Delivery.ORDERED);

    balance.swap(amount -> amount - 30);
    elsewhere(() -> balance.swap(amount -> amount + 5));
    balance.swap(amount -> amount - 20);
    written.await(); // only since this example is to end after its output
    // @end
  }

  @Test
  void onlyIfChanged() {
    // @start region="onlyIfChanged"
    Atom<String> theme = Atom.of("light");
    theme.watch(change -> println(change.newValue()), Delivery.SYNC.onlyIfChanged());

    theme.reset("light"); // equal: not delivered
    theme.reset("dark");
    // @end
  }

  @Test
  void keys() {
    // @start region="keys"
    Atom<Integer> level = Atom.of(0);
    level.watch("log", change -> println("old log"));
    level.watch(change -> println("screen"));
    level.watch("log", change -> println("new log")); // takes over key and place

    level.reset(1);
    println(level.watchCount() + " watches");
    println(level.unwatch("log"));
    // @end
  }

  @Test
  void failing() {
    // @start region="failing"
    Atom<Integer> level =
        Atom.builder(0)
            .name("level")
            .onWatchFailure(failure -> println(failure))
            .watch(change -> {
              throw new IllegalStateException("the screen is gone");
            })
            .watch(change -> println("the next watch runs"))
            .build();

    println(level.swap(n -> n + 1)); // the caller hears nothing of it
    // @end
  }

  @Test
  void inner() {
    // @start region="inner"
    Atom<Integer> level = Atom.of(0);
    level.watch(change -> {
      if (change.newValue() == 1) {
        level.reset(2); // announced after the round in progress
      }
    });
    level.watch(change -> println(change.oldValue() + " -> " + change.newValue()));

    level.reset(1);
    // @end
  }

  // @start region="cache"
  static final class Prices {
    private final Atom<Double> rate = Atom.of(1.0);
    private final ConcurrentHashMap<String, Double> converted = new ConcurrentHashMap<>();

    Prices() {
      rate.watch(change -> converted.clear()); // before the changing call returns
    }

    double of(String article, double price) {
      return converted.computeIfAbsent(article, key -> price * rate.deref());
    }
  }

  // @end

  @Test
  void invalidate() {
    // @start region="invalidate"
    Prices prices = new Prices();
    println(prices.of("tea", 3));
    prices.rate.reset(2.0);
    println(prices.of("tea", 3));
    // @end
  }

  // @start region="label"
  static final class Label {
    private String text = "";

    void show(String newText) {
      text = newText;
    }
  }

  // @end

  @Test
  void weak() {
    // @start region="weak"
    Atom<String> title = Atom.of("Potamos");
    Label label = new Label();
    title.watchWeakly(label, (owner, change) -> owner.show(change.newValue()));

    title.reset("River");
    println(label.text);
    println(title.watchCount() + " watch, until the label is garbage");
    // @end
  }

  @Test
  void derefWrong() {
    Queue<Runnable> later = new ArrayDeque<>();
    // @start region="derefWrong"
    Atom<Integer> level = Atom.of(0);
    level.watch(
        change -> println("told of " + change.newValue() + ", deref says " + level.deref()),
        Delivery.ORDERED.on(later::add));

    level.reset(1);
    level.reset(2);
    while (!later.isEmpty()) {
      later.remove().run();
    }
    // @end
  }

  // @start region="subscriber"
  /** Takes one change, and asks for the next when it has been dealt with. */
  static final class OneAtATime implements Flow.Subscriber<Change<Integer>> {
    private final Watch<Integer> consumer;
    private Flow.@Nullable Subscription source;

    OneAtATime(Watch<Integer> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      source = subscription;
      ready();
    }

    @Override
    public void onNext(Change<Integer> change) {
      consumer.changed(change);
    }

    /** To be called when there is room for one more. */
    void ready() {
      if (source != null) {
        source.request(1);
      }
    }

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onComplete() {}
  }

  // @end

  @Test
  void stream() {
    Queue<Runnable> executor = new ArrayDeque<>();
    // @start region="stream"
    Atom<Integer> price = Atom.of(10);
    OneAtATime slow =
        new OneAtATime(change -> println(change.oldValue() + " -> " + change.newValue()));
    price.changes(Delivery.LATEST.on(executor::add)).subscribe(slow);
    runAll(executor);

    price.reset(11);
    runAll(executor); // it has asked for one, and gets it
    price.reset(12);
    price.reset(13);
    runAll(executor); // it has not asked: nothing
    slow.ready();
    runAll(executor);
    // @end
  }

  private static void runAll(Queue<Runnable> executor) {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
    }
  }

  @Test
  void executorWrong() throws InterruptedException {
    // @start region="executorWrong"
    ExecutorService own = Executors.newSingleThreadExecutor();
    CountDownLatch busy = new CountDownLatch(1);
    own.execute(() -> awaitUninterruptibly(busy));
    Atom<Integer> balance =
        Atom.builder(100)
            .name("balance")
            .onWatchFailure(failure -> println(failure))
            .watch(change -> println("audit: " + change), Delivery.ORDERED.on(own))
            .build();

    balance.reset(70); // its delivery waits in the executor's queue
    println(own.shutdownNow().size() + " delivery is thrown away"); // wrong: nobody is told
    balance.reset(75); // and nothing is delivered any more
    busy.countDown();
    println(own.awaitTermination(1, TimeUnit.MINUTES));
    // @end
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void executorRight() throws InterruptedException {
    // @start region="executorRight"
    ExecutorService own = Executors.newSingleThreadExecutor();
    Atom<Integer> balance = Atom.builder(100).name("balance").build();
    Subscription audit =
        balance.watch(change -> println("audit: " + change), Delivery.ORDERED.on(own));

    balance.reset(70);
    balance.reset(75);
    own.shutdown(); // takes nothing new, runs what it has: no change comes after this
    println(own.awaitTermination(1, TimeUnit.MINUTES));
    audit.close();
    // @end
  }

  @Test
  void slowWrong() {
    Queue<Runnable> neverRuns = new ArrayDeque<>();
    // @start region="slowWrong"
    Atom<Integer> ticks = Atom.of(0);
    List<Integer> told = new ArrayList<>();
    ticks.watch(change -> told.add(change.newValue()), Delivery.ORDERED.on(neverRuns::add));

    for (int i = 0; i < 10_000; i++) {
      ticks.swap(n -> n + 1); // 10,000 changes are held for the watch
    }
    runAll(neverRuns);
    println(told.size());
    // @end
  }
}
