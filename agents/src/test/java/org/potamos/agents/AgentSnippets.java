package org.potamos.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
    Agent<Long> counted;
    // @start region="group"
    try (AgentGroup group = AgentGroup.builder().closeTimeout(Duration.ofSeconds(10)).build()) {
      Agent<Long> counter = group.agent(0L);
      counter.send(count -> count + 1);
      counted = counter; // @replace regex=".*" replacement="  // ..."
    } // closing waits until all has been done
    // @end
    return counted.deref();
  }
}
