package org.potamos.agents;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.potamos.core.Change;
import org.potamos.core.GuidePage;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The code of the page about agents; {@link GuidePagesTest} runs it. */
class AgentGuideSnippets extends GuidePage {
  AgentGuideSnippets() {
    super("04-agents.md");
  }

  @Test
  void order() throws InterruptedException {
    // @start region="order"
    Agent<Integer> total = Agent.of(0);

    total.send(n -> n + 2);
    total.send(n -> n * 10); // finds what the one before has done
    total.await();
    println(total.deref());
    // @end
  }

  @Test
  void dropped() throws InterruptedException {
    // @start region="dropped"
    Agent<Integer> mail = Agent.of(0);
    Agent<Integer> orders = Agent.builder(0).errorMode(ErrorMode.CONTINUE).build();

    orders.send(count -> {
      mail.send(letters -> letters + 1); // held, and dropped: the action fails
      throw new IllegalStateException("no such article");
    });
    orders.await();
    mail.await();
    println("orders " + orders.deref() + ", letters " + mail.deref());
    // @end
  }

  @Test
  void asking() {
    // @start region="asking"
    Agent<Long> numbers = Agent.of(41L);

    CompletableFuture<Long> number = numbers.ask(last -> Reply.of(last + 1, last + 1));
    println(number.join());
    CompletableFuture<Change<Long>> change =
        numbers.sendAndReport(last -> Math.addExact(last, Long.MAX_VALUE));
    try {
      change.join();
    } catch (CompletionException failed) {
      println(failed.getCause());
    }
    println(numbers.isFailed());
    // @end
  }

  @Test
  void continuing() throws InterruptedException {
    // @start region="continuing"
    Agent<Integer> stock =
        Agent.builder(10)
            .validator(n -> n >= 0, "must be >= 0")
            .errorMode(ErrorMode.CONTINUE) // what fails is skipped
            .build();

    stock.send(n -> n - 30).send(n -> n - 3);
    stock.await();
    println(stock.deref() + ", done " + stock.processedCount() + ", failed " + stock.failedCount());
    // @end
  }

  @Test
  void failing() throws InterruptedException {
    // @start region="failing"
    Agent<Integer> stock = Agent.builder(10).name("stock").build(); // fails by default
    stock.send(n -> n / Integer.parseInt("0"));
    try {
      stock.await();
      stock.send(n -> n - 1);
    } catch (AgentFailedException failed) {
      println("failed by " + failed.getCause());
    }

    println(stock.deref()); // can still be read
    stock.restart(20); // its queue goes on
    stock.send(n -> n - 1).await();
    println(stock.deref());
    // @end
  }

  @Test
  void deciding() throws InterruptedException {
    // @start region="deciding"
    Agent<Integer> level =
        Agent.builder(5)
            .onFailure(failure ->
                switch (failure.cause()) {
                  case IllegalArgumentException wrongInput -> FailureDecision.skip();
                  case ArithmeticException broken -> FailureDecision.restart(0);
                  default -> FailureDecision.fail();
                })
            .build();

    level.send(n -> Integer.parseInt("six")); // an IllegalArgumentException: skipped
    level.await();
    println(level.deref());
    level.send(n -> Math.addExact(n, Integer.MAX_VALUE)); // too large: goes on from 0
    level.send(n -> n + 1);
    level.await();
    println(level.deref());
    // @end
  }

  @Test
  void awaitWrong() throws InterruptedException {
    // @start region="awaitWrong"
    Agent<Integer> rates = Agent.builder(7).name("rates").build();
    Agent<Integer> prices =
        Agent.builder(0)
            .name("prices")
            .onFailure(failure -> {
              println(failure.cause().getMessage());
              return FailureDecision.skip();
            })
            .build();

    prices.send(n -> {
      rates.send(rate -> rate + 1);
      return rates.ask(rate -> Reply.of(rate, rate)).join(); // wrong: waits inside an action
    });
    prices.await();
    // @end
  }

  @Test
  void awaitRight() throws InterruptedException {
    // @start region="awaitRight"
    Agent<Integer> rates = Agent.of(7);
    Agent<Integer> prices = Agent.of(0);
    CountDownLatch done = new CountDownLatch(1);

    prices.send(n -> {
      rates.send(rate -> { // send what is to happen next, and the answer back
        prices.send(m -> {
          done.countDown();
          return m + rate;
        });
        return rate;
      });
      return n;
    });
    done.await();
    prices.await();
    println(prices.deref());
    // @end
  }

  @Test
  void rejecting() throws InterruptedException {
    // @start region="rejecting"
    Agent<Integer> slow = Agent.builder(0).name("slow").capacity(2, Overflow.REJECT).build();
    slow.pause(); // as if it were busy

    slow.send(n -> n + 1).send(n -> n + 1);
    try {
      slow.send(n -> n + 1);
    } catch (AgentRejectedException full) {
      println(full.getMessage());
    }
    println(slow.trySend(n -> n + 1));
    // @end
    slow.resume().await();
  }

  @Test
  void blockWrong() throws InterruptedException {
    // @start region="blockWrong"
    Agent<Integer> writer = Agent.builder(0).capacity(10, Overflow.BLOCK).build();
    writer.pause(); // as if it were slow
    Agent<Integer> reader = Agent.of(0);

    reader.send(count -> {
      for (int line = 0; line < 1_000; line++) {
        writer.send(written -> written + 1); // wrong: held, so there is nothing to wait for yet
      }
      return count + 1_000;
    });
    reader.await();
    println(writer.queueLength() + " actions in a queue for 10");
    // @end
    writer.resume().await();
  }

  @Test
  void pressure() throws InterruptedException {
    List<String> lines = List.of("one", "two", "three", "four", "five");
    AtomicInteger most = new AtomicInteger();
    // @start region="pressure"
    Ref<Integer> room = Ref.of(2); // so many lines may be on their way
    Agent<Integer> writer = Agent.of(0);
    Agent<Integer> reader = Agent.of(0);

    reader.send(count -> {
      for (String line : lines) {
        Stm.dosync(() -> {
          Stm.check(room.deref() > 0); // waits until the writer has made room
          room.alter(n -> n - 1);
        });
        writer.send(written -> {
          room.swap(n -> n + 1); // this line is no longer on its way
          return written + line.length();
        });
        Agents.releasePendingSends(); // now, and not when all lines have been read
        most.accumulateAndGet(writer.queueLength(), Math::max);
      }
      return count + lines.size();
    });
    reader.await();
    writer.await();
    println(writer.deref() + " characters, at most 2 in the queue: " + (most.get() <= 2));
    // @end
  }

  @Test
  void closing() throws InterruptedException {
    // @start region="closing"
    AgentGroup group = AgentGroup.builder().name("mail").build();
    Agent<Integer> outbox = group.agent(0);
    try (group) {
      outbox.send(n -> n + 1);
      outbox.send(n -> n + 1);
    } // takes nothing new, and waits for what was sent
    println(outbox.deref());
    try {
      outbox.send(n -> n + 1);
    } catch (AgentRejectedException closed) {
      println(closed.reason());
    }
    // @end
  }

  @Test
  void stopping() throws InterruptedException {
    // @start region="stopping"
    AgentGroup group = AgentGroup.create();
    Agent<Integer> outbox = group.agent(0);
    CountDownLatch begun = new CountDownLatch(1);
    outbox.send(n -> sleepLong(begun, n)); // will be interrupted
    outbox.send(n -> n + 1); // will not run
    begun.await();

    List<UnrunAction> left = group.shutdownNow();
    println(left.size() + " action has not run: " + left.getFirst().reason());
    // @end
  }

  private static Integer sleepLong(CountDownLatch begun, Integer n) {
    begun.countDown();
    try {
      Thread.sleep(Duration.ofHours(1));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return n;
  }

  @Test
  void threads() throws InterruptedException {
    // @start region="threads"
    Agent<String> report = Agent.builder("").name("report").build();
    report.send(s -> Thread.currentThread().getName() + ", " + Thread.currentThread().isVirtual());
    report.await();
    println(report.deref());

    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Agent<String> digest = Agent.builder("").name("digest").executor(pool).build();
      digest.send(s -> "virtual: " + Thread.currentThread().isVirtual());
      digest.await();
      println(digest.deref());
    }
    // @end
  }
}
