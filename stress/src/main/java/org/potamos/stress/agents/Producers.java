package org.potamos.stress.agents;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Many threads of both kinds send to one agent: nothing is lost or runs twice, the actions of each
 * producer run in order, and whoever has waited sees what he has sent (rulings G2, G6).
 */
final class Producers implements Scenario {
  private static final int PRODUCERS = 64;
  private static final int BURST = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Breaker breaker;

  /** What each producer has sent, and the agent has done: the agent's own, and plain. */
  private final int[] done = new int[PRODUCERS];

  /** What each producer has sent: its own. */
  private final int[] sent = new int[PRODUCERS];

  private final AtomicInteger seats = new AtomicInteger();

  Producers(Breaker breaker) {
    this.breaker = breaker;
  }

  /** One action. */
  private record Message(Run run, int producer, int number) {}

  @Override
  public void run(Run run) throws InterruptedException {
    try (AgentGroup group = AgentGroup.create()) {
      Agent<Long> agent = group.agent(0L);
      ThreadLocal<Integer> seat = ThreadLocal.withInitial(seats::getAndIncrement);
      Run.Step step = random -> burst(run, agent, seat.get());
      var threads = run.start(1, Thread.ofPlatform(), PRODUCERS / 2, step);
      threads.addAll(run.start(1, Thread.ofVirtual(), PRODUCERS / 2, step));
      run.join(threads);
      run.check(group.awaitQuiescence(PATIENCE), "the agent is busy for ever");
      long all = 0;
      for (int i = 0; i < PRODUCERS; i++) {
        all += sent[i];
        run.check(done[i] == sent[i], "of " + sent[i] + " actions " + done[i] + " have run");
      }
      run.check(agent.deref() == all, "the state counts " + agent.deref() + ", not " + all);
      run.check(agent.processedCount() == all, "the agent counts " + agent.processedCount());
      run.note(
          String.format(
              Locale.ROOT,
              "%d producers, %,d actions, in order for each, in bursts of %d",
              PRODUCERS,
              all,
              BURST));
    }
  }

  private void burst(Run run, Agent<Long> agent, int producer) throws InterruptedException {
    for (int i = 0; i < BURST; i++) {
      int number = ++sent[producer];
      if (breaker.strikes(Fault.LOSE)) {
        continue;
      }
      if (breaker.strikes(Fault.SWAP)) {
        sent[producer]++;
        agent.send(this::receive, new Message(run, producer, number + 1));
      }
      agent.send(this::receive, new Message(run, producer, number));
      if (breaker.strikes(Fault.TWICE)) {
        agent.send(this::receive, new Message(run, producer, number));
      }
      run.done();
    }
    if (!breaker.strikes(Fault.EARLY)) {
      agent.await();
    }
    int seen = done[producer];
    run.check(seen == sent[producer], "await has returned after " + seen + " of " + sent[producer]);
  }

  private Long receive(Long count, Message message) {
    int before = done[message.producer()];
    if (before + 1 != message.number()) {
      message
          .run()
          .violation(
              "producer " + message.producer() + ": " + message.number() + " after " + before);
    }
    done[message.producer()] = before + 1;
    return count + 1;
  }
}
