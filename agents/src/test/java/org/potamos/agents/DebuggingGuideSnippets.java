package org.potamos.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.Events;
import org.potamos.core.GuidePage;
import org.potamos.core.Subscription;
import org.potamos.core.collection.PersistentVector;
import org.potamos.core.collection.Sharing;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;

/** The code of the page about debugging; {@link GuidePagesTest} runs it. */
class DebuggingGuideSnippets extends GuidePage {
  DebuggingGuideSnippets() {
    super("10-debugging.md");
  }

  @Test
  void shown() throws InterruptedException {
    // @start region="shown"
    println(Atom.builder(100).name("balance").build());
    println(Ref.builder(List.of("tea")).name("basket").build());
    Agent<Integer> stock = Agent.builder(10).name("stock").build();
    println(stock);
    stock.send(n -> n / Integer.parseInt("0"));
    try {
      stock.await();
    } catch (AgentFailedException failed) {
      println(stock);
    }
    // @end
  }

  @Test
  void gaveUp() {
    // @start region="gaveUp"
    Ref<Integer> stock = Ref.builder(10).name("stock").build();

    try {
      Stm.options()
          .named("order")
          .maxAttempts(3)
          .dosync(() -> {
            stock.alter(n -> n - 1);
            elsewhere(() -> sell(stock)); // always somebody is quicker
          });
    } catch (TransactionFailedException failed) {
      println(failed.transactionName() + ": " + failed.reason());
      println("attempts: " + failed.attempts());
      println("last conflict: " + failed.lastConflict());
    }
    // @end
  }

  private static void sell(Ref<Integer> stock) {
    Stm.options()
        .named("sale")
        .dosync(() -> {
          stock.alter(n -> n - 1);
        });
  }

  @Test
  void slowBody() {
    // @start region="slowBody"
    Ref<Integer> stock = Ref.builder(10).name("stock").build();

    Stm.options()
        .named("order")
        .dosync(() -> {
          int attempt = Stm.attempt();
          if (attempt > 1) {
            println("order runs for the " + attempt + ". time"); // for a log of your own
          }
          int books = stock.deref();
          if (attempt == 1) {
            elsewhere(() -> sell(stock));
          }
          stock.set(books - 1);
        });
    // @end
  }

  @Test
  void parked() throws InterruptedException {
    // @start region="parked"
    Ref<Integer> stock = Ref.of(0);
    Thread waiting =
        Thread.ofVirtual()
            .name("customer")
            .start(() ->
                Stm.dosync(() -> {
                  Stm.check(stock.deref() > 0);
                  stock.alter(n -> n - 1);
                }));

    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait(); // until it is parked
    }
    for (StackTraceElement frame : waiting.getStackTrace()) {
      if (frame.getClassName().endsWith("RetryWait")) {
        println("it waits in " + frame.getClassName());
        break;
      }
    }
    stock.swap(n -> n + 1);
    waiting.join();
    println(stock.deref());
    // @end
  }

  @Test
  void failed() throws InterruptedException {
    // @start region="failed"
    Agent<Integer> stock = Agent.builder(10).name("stock").build();
    stock.pause();
    stock.send(n -> n / Integer.parseInt("0"));
    stock.send(n -> n - 1);
    stock.resume();
    try {
      stock.await();
    } catch (AgentFailedException failed) {
      ActionFailure<Integer> failure = stock.failure();
      if (failure != null) {
        println(failure.cause());
        println("state before " + failure.stateBefore());
        stock.restart(failure.stateBefore()); // what waits, runs
        stock.await();
        println(stock.deref());
      }
    }
    // @end
  }

  @Test
  void events() throws InterruptedException {
    // @start region="events"
    Agent<Integer> stock = Agent.builder(10).name("stock").build();
    List<String> heard = new ArrayList<>();
    Subscription listening =
        Events.subscribe(event -> {
          if (stock.equals(event.reference())) { // of the whole process: choose yours
            heard.add(event.getClass().getSimpleName());
          }
        });

    stock.watch(change -> {
      throw new IllegalStateException("no screen");
    });
    stock.send(n -> n - 1);
    stock.await();
    listening.close();
    println(heard);
    // @end
  }

  @Test
  void leak() {
    // @start region="leak"
    Atom<Integer> level = Atom.of(0);
    for (int page = 0; page < 3; page++) {
      level.watch(change -> {}); // wrong: a page that is closed leaves its watch behind
    }
    println(level.watchCount());

    Subscription watching = level.watch(change -> {});
    watching.close(); // right
    println(level.watchCount());
    // @end
  }

  @Test
  void pinned() {
    // @start region="pinned"
    Ref<Integer> price = Ref.of(1);

    Stm.options()
        .readOnly()
        .dosync(() -> { // as long as this runs, what it may read is kept
          price.deref();
          elsewhere(() -> price.swap(n -> n + 1));
          println("older versions: " + price.historyCount());
        });
    price.swap(n -> n + 1);
    println("older versions: " + price.historyCount());
    // @end
  }

  @Test
  void heldSends() throws InterruptedException {
    // @start region="heldSends"
    Agent<Integer> mail = Agent.of(0);
    Agent<Integer> orders = Agent.of(0);

    orders.send(n -> {
      mail.send(letters -> letters + 1);
      println("queued " + mail.queueLength()); // held: not in the queue of the other
      println("released " + Agents.releasePendingSends());
      return n + 1;
    });
    orders.await();
    mail.await();
    println(mail.deref());
    // @end
  }

  @Test
  void sharedParts() {
    // @start region="sharedParts"
    PersistentVector<Integer> before = PersistentVector.of(1, 2, 3);
    SequencedMap<String, PersistentVector<Integer>> versions = new LinkedHashMap<>();
    versions.put("before", before);
    versions.put("after", before.plus(4));

    println(Sharing.dot(versions).lines().findFirst().orElseThrow());
    // @end
  }

  @Test
  void names() throws InterruptedException {
    // @start region="names"
    Agent<String> report = Agent.builder("").name("report").build();
    report.send(s -> Thread.currentThread().getName());
    report.await();
    println(report.deref());
    // @end
  }

  @Test
  void facts() {
    // @start region="facts"
    Atom<Integer> limit =
        Atom.builder(10).name("limit").metadata(Map.of("owner", "web", "since", "2.1")).build();
    println(limit.metadata().get("owner") + ", version " + limit.version());
    // @end
  }

  @Test
  void waited() {
    // @start region="waited"
    Atom<String> phase = Atom.builder("starting").name("phase").build();
    try {
      phase.awaitValue("ready"::equals, Duration.ofMillis(5));
    } catch (InterruptedException | TimeoutException late) {
      println(late.getClass().getSimpleName());
    }
    // @end
  }
}
