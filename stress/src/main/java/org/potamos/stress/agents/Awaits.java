package org.potamos.stress.agents;

import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentFailedException;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.AgentRejectedException;
import org.potamos.agents.Backlog;
import org.potamos.agents.Overflow;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Waits for agents that fail, are cleared or stopped at just that moment: every wait ends (ruling
 * G6).
 */
final class Awaits implements Scenario {
  private static final int MOST_SPINS = 2_000;
  private static final int CAPACITY = 10;

  private final Breaker breaker;
  private final Duration patience;
  private final LongAdder failed = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder reached = new LongAdder();

  Awaits(Breaker breaker, Duration patience) {
    this.breaker = breaker;
    this.patience = patience;
  }

  @Override
  public void run(Run run) throws InterruptedException {
    run.platform(1, 2, random -> step(run, random));
    run.note(
        String.format(
            Locale.ROOT,
            "%,d waits have ended by failure, %,d by a rejection, %,d were reached",
            failed.sum(),
            rejected.sum(),
            reached.sum()));
  }

  private void step(Run run, SplittableRandom random) throws InterruptedException {
    if (!run.hasPassed()) {
      return;
    }
    AgentGroup group =
        random.nextBoolean() ? AgentGroup.shared() : AgentGroup.builder().daemon().build();
    Agent.Builder<Integer> builder = Agent.builder(0).group(group);
    if (random.nextBoolean()) {
      builder.capacity(CAPACITY, Overflow.REJECT);
    }
    Agent<Integer> agent = builder.build();
    int spins = random.nextInt(MOST_SPINS);
    switch (random.nextInt(4)) {
      case 0 -> {
        agent.send(x -> fail(spins));
        Thread.ofVirtual().start(() -> clear(agent));
      }
      case 1 -> agent.send(x -> stop(group, spins, x));
      default -> agent.send(x -> fail(spins));
    }
    spin(random.nextInt(MOST_SPINS));
    boolean isDeaf = breaker.strikes(Fault.DEAF);
    await(run, isDeaf ? Agent.of(0).pause().send(x -> x) : agent, group);
    run.done();
  }

  private void await(Run run, Agent<Integer> agent, AgentGroup group) throws InterruptedException {
    try {
      run.check(agent.await(patience), "nobody has ended a wait for " + agent + " of " + group);
      reached.increment();
    } catch (AgentFailedException expected) {
      failed.increment();
    } catch (AgentRejectedException expected) {
      rejected.increment();
    }
  }

  private static Integer fail(int spins) {
    spin(spins);
    throw new IllegalArgumentException(Chaos.FAULT);
  }

  private static Integer stop(AgentGroup group, int spins, Integer present) {
    spin(spins);
    if (!group.equals(AgentGroup.shared())) {
      group.shutdownNow();
    }
    return present;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a short wait for another thread
  private static void clear(Agent<Integer> agent) {
    while (!agent.isFailed()) {
      Thread.yield();
    }
    agent.restart(0, Backlog.CLEAR);
  }

  private static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
