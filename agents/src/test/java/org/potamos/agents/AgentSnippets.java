package org.potamos.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** The snippets of the Javadoc; {@link SnippetsTest} runs them. */
final class AgentSnippets {
  private AgentSnippets() {}

  static List<String> first() throws InterruptedException {
    // @start region="first"
    Agent<List<String>> log = Agent.of(List.of());

    log.send(lines -> plus(lines, "opened")); // returns at once
    log.send(AgentSnippets::plus, "written");

    log.await(); // only because the next line wants to see both
    List<String> lines = log.deref();
    // @end
    return lines;
  }

  static List<String> plus(List<String> lines, String line) {
    List<String> longer = new ArrayList<>(lines);
    longer.add(line);
    return List.copyOf(longer);
  }

  static Agent<Long> builder() {
    // @start region="builder"
    Agent<Long> balance =
        Agent.builder(100L)
            .name("balance")
            .validator(cents -> cents >= 0, "must be >= 0")
            .onFailure(failure -> FailureDecision.skip()) // what is rejected is not done
            .capacity(1_000, Overflow.BLOCK) // senders wait for a slow agent
            .build();
    // @end
    return balance;
  }

  static CompletableFuture<Long> ask() {
    // @start region="ask"
    Agent<Long> numbers = Agent.of(0L);
    CompletableFuture<Long> number = numbers.ask(last -> Reply.of(last + 1, last + 1));
    // @end
    return number;
  }

  static long group() {
    // @start region="group"
    AgentGroup group = AgentGroup.builder().closeTimeout(Duration.ofSeconds(10)).build();
    Agent<Long> counter = group.agent(0L);
    try (group) {
      counter.send(count -> count + 1);
    } // closing waits until all has been done
    // @end
    return counter.deref();
  }

  static String failing() throws InterruptedException {
    // @start region="failing"
    Agent<Integer> stock = Agent.builder(10).name("stock").build();
    stock.pause();
    stock.send(count -> count / zero());
    stock.send(count -> count - 1); // waits behind the failure
    stock.resume();
    // @end
    return restarted(stock);
  }

  private static int zero() {
    return 0;
  }

  private static String restarted(Agent<Integer> stock) throws InterruptedException {
    while (!stock.isFailed()) {
      Thread.onSpinWait();
    }
    // @start region="restart"
    ActionFailure<Integer> failure = stock.failure();
    if (failure != null) { // an ArithmeticException, in failure.cause()
      stock.restart(failure.stateBefore(), Backlog.KEEP); // what waits, runs
    }
    // @end
    stock.await();
    return stock.deref() + " " + stock.failedCount();
  }

  static Integer handled() throws InterruptedException {
    // @start region="handler"
    Agent<Integer> retries =
        Agent.builder(0)
            .onFailure(failure ->
                switch (failure.cause()) {
                  case IllegalArgumentException wrongInput -> FailureDecision.skip();
                  case IllegalStateException broken -> FailureDecision.restart(0);
                  default -> FailureDecision.fail();
                })
            .build();
    // @end
    retries.send(count -> count + 5);
    retries.send(count -> {
      throw new IllegalArgumentException("not a number");
    });
    retries.await();
    return retries.deref();
  }

  static String report() {
    Agent<Integer> stock = Agent.of(10);
    // @start region="report"
    String sold =
        stock
            .sendAndReport(count -> count - 1)
            .thenApply(change -> change.oldValue() + " -> " + change.newValue())
            .orTimeout(5, TimeUnit.SECONDS) // the action may still run
            .join();
    // @end
    return sold;
  }

  static int bounded() throws InterruptedException {
    List<String> lines = List.of("a", "b", "c");
    // @start region="bounded"
    Agent<Integer> written = Agent.builder(0).capacity(100, Overflow.BLOCK).build();
    for (String line : lines) {
      written.send((count, next) -> count + next.length(), line); // waits while 100 are waiting
    }
    boolean taken = written.trySend(count -> count + 1, Duration.ofMillis(50)); // does not insist
    // @end
    written.await();
    return written.deref() + (taken ? 0 : 1);
  }

  static long computed() throws InterruptedException {
    // @start region="via"
    Agent<Long> digest = Agent.of(1L);
    digest.sendVia(ForkJoinPool.commonPool(), AgentSnippets::computeForLong);
    // @end
    digest.await();
    return digest.deref();
  }

  private static Long computeForLong(Long value) {
    return value + 1;
  }

  static boolean waited() throws InterruptedException {
    Agent<Integer> one = Agent.of(0);
    Agent<Integer> other = Agent.of(0);
    // @start region="await"
    one.send(count -> count + 1);
    other.send(count -> count + 1);
    boolean done = Agents.await(Duration.ofSeconds(5), one, other);
    // @end
    return done && one.deref() + other.deref() == 2;
  }

  static String held() throws InterruptedException {
    // @start region="held"
    Agent<String> mail = Agent.of("");
    Agent<Integer> orders = Agent.of(0);
    orders.send(count -> {
      mail.send(text -> text + "order " + (count + 1)); // held until this action has succeeded
      return count + 1;
    });
    // @end
    orders.await();
    mail.await();
    return mail.deref();
  }
}
