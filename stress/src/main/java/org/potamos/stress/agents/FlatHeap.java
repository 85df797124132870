package org.potamos.stress.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.AgentRejectedException;
import org.potamos.agents.Backlog;
import org.potamos.agents.Overflow;
import org.potamos.agents.Reply;
import org.potamos.core.Subscription;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * A load of all kinds that goes on: agents that stay and agents that come and go, groups, watches,
 * futures, failures. What is reachable afterwards does not grow.
 */
final class FlatHeap implements Scenario {
  /** The load pauses for a look at the heap so many times. */
  private static final int SLICES = 12;

  /** Classes are loaded and compiled in the first ones. */
  private static final int WARM_UP = SLICES / 3;

  private static final long MOST_GROWTH = 1 << 20;
  private static final int THREADS = 4;
  private static final int STAYING = 100;
  private static final int BURST = 100;
  private static final int LEAKED_BYTES = 1 << 16;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final List<Overflow> POLICIES = List.of(Overflow.values());

  private final Breaker breaker;
  private final Queue<byte[]> leaked = new ConcurrentLinkedQueue<>();

  FlatHeap(Breaker breaker) {
    this.breaker = breaker;
  }

  @Override
  public void run(Run run) throws InterruptedException {
    try (AgentGroup group = AgentGroup.create()) {
      List<Agent<Long>> staying = new ArrayList<>();
      for (int i = 0; i < STAYING; i++) {
        staying.add(i % 2 == 0 ? Agent.of(0L) : group.agent(0L));
      }
      List<Long> samples = new ArrayList<>();
      for (int i = 0; i < SLICES; i++) {
        run.platform(1.0 / SLICES, THREADS, random -> step(run, staying, random));
        run.check(group.awaitQuiescence(PATIENCE), group + " is busy for ever");
        run.check(
            AgentGroup.shared().awaitQuiescence(PATIENCE), "the shared group is busy for ever");
        samples.add(Heap.used(run));
      }
      judge(run, samples);
    }
  }

  private static void judge(Run run, List<Long> samples) {
    int middle = (WARM_UP + SLICES) / 2;
    long early = Collections.min(samples.subList(WARM_UP, middle));
    long late = Collections.min(samples.subList(middle, SLICES));
    String all =
        samples.stream().map(bytes -> String.valueOf(bytes >> 10)).collect(Collectors.joining(" "));
    run.check(late - early < MOST_GROWTH, "the heap grows, in KB: " + all);
    run.note(
        String.format(
            Locale.ROOT,
            "%,d KB after the warm-up, %,d KB at the end; all: %s",
            early >> 10,
            late >> 10,
            all));
  }

  private void step(Run run, List<Agent<Long>> staying, SplittableRandom random)
      throws InterruptedException {
    if (breaker.strikes(Fault.LEAK)) {
      leaked.add(new byte[LEAKED_BYTES]);
    }
    Agent<Long> agent = staying.get(random.nextInt(STAYING));
    switch (random.nextInt(8)) {
      case 0 -> observe(agent);
      case 1 -> ask(agent);
      case 2 -> comeAndGo(random);
      case 3 -> fail();
      case 4 -> stop(random);
      default -> {
        for (int i = 0; i < BURST; i++) {
          agent.send(Long::sum, 1L);
        }
        agent.await();
      }
    }
    run.done();
  }

  private static void observe(Agent<Long> agent) throws InterruptedException {
    try (Subscription _ = agent.watch(change -> Thread.onSpinWait())) {
      agent.send(x -> x + 1);
      agent.await();
    }
  }

  private static void ask(Agent<Long> agent) throws InterruptedException {
    List<CompletableFuture<Long>> replies = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      replies.add(agent.ask(x -> Reply.of(x + 1, x)));
    }
    for (int i = 0; i < BURST; i++) {
      if (i % 2 == 0) {
        replies.get(i).cancel(true);
      } else {
        replies.get(i).join();
      }
    }
  }

  private static void comeAndGo(SplittableRandom random) throws InterruptedException {
    Overflow overflow = POLICIES.get(random.nextInt(POLICIES.size()));
    Agent<Long> agent = Agent.builder(0L).capacity(BURST / 2, overflow).build();
    for (int i = 0; i < BURST; i++) {
      agent.trySend(x -> x + 1);
    }
    agent.await();
  }

  private static void fail() throws InterruptedException {
    Agent<Long> agent = Agent.of(0L);
    agent.pause().send(x -> Math.toIntExact(Long.MAX_VALUE) + x).send(x -> x);
    CompletableFuture<?> behind = agent.sendAndReport(x -> x);
    agent.resume();
    while (!agent.isFailed()) {
      Thread.onSpinWait();
    }
    agent.restart(0L, Backlog.CLEAR);
    behind.exceptionally(cleared -> null);
  }

  private static void stop(SplittableRandom random) {
    AgentGroup group = AgentGroup.create();
    Agent<Long> agent = group.agent(0L);
    if (random.nextBoolean()) {
      agent.pause();
    }
    try {
      for (int i = 0; i < BURST; i++) {
        agent.send(x -> x + 1);
      }
    } catch (AgentRejectedException impossible) {
      throw new AssertionError("the group is open", impossible);
    }
    if (random.nextBoolean()) {
      group.shutdownNow();
    } else {
      group.close();
    }
  }
}
