package org.potamos.stress.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentFailedException;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.Overflow;
import org.potamos.agents.UnrunAction;
import org.potamos.core.Event;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Groups that are stopped while others send, and while their agents run, are paused or fail: of
 * what was accepted everything runs or is reported, and the group gets quiet (ruling G8).
 */
final class Closings implements Scenario {
  private static final int SENDERS = 2;
  private static final int MOST_SENDS = 200;
  private static final int MOST_SPINS = 5_000;

  private final Breaker breaker;
  private final Duration patience;
  private final LongAdder ran = new LongAdder();
  private final LongAdder reported = new LongAdder();

  Closings(Breaker breaker, Duration patience) {
    this.breaker = breaker;
    this.patience = patience;
  }

  /** The only action of one step, sent many times. */
  private static final class Probe implements UnaryOperator<Long> {
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger reports = new AtomicInteger();
    private final int failsAt;

    Probe(int failsAt) {
      this.failsAt = failsAt;
    }

    @Override
    public Long apply(Long present) {
      if (runs.incrementAndGet() == failsAt) {
        throw new IllegalArgumentException(Chaos.FAULT);
      }
      return present + 1;
    }
  }

  @Override
  public void run(Run run) throws InterruptedException {
    try (Subscription _ = Events.subscribe(this::hear)) {
      run.platform(1, 2, random -> step(run, random));
    }
    run.note(
        String.format(Locale.ROOT, "%,d have run, %,d were reported", ran.sum(), reported.sum()));
  }

  private void hear(Event event) {
    if (event instanceof UnrunAction unrun
        && unrun.action() instanceof Probe probe
        && !breaker.strikes(Fault.HIDE)) {
      probe.reports.incrementAndGet();
      if (breaker.strikes(Fault.BOTH)) {
        probe.reports.incrementAndGet();
      }
    }
  }

  private void step(Run run, SplittableRandom random) throws InterruptedException {
    if (!run.hasPassed()) {
      return;
    }
    AgentGroup group = AgentGroup.builder().daemon().build();
    Agent.Builder<Long> builder = group.agentBuilder(0L);
    switch (random.nextInt(4)) {
      case 0 -> builder.capacity(1 + random.nextInt(2 * MOST_SENDS), Overflow.BLOCK);
      case 1 -> builder.capacity(1 + random.nextInt(2 * MOST_SENDS), Overflow.DROP_OLDEST);
      default -> {}
    }
    Agent<Long> agent = builder.build();
    String kind = "running";
    int failsAt = Integer.MAX_VALUE;
    switch (random.nextInt(3)) {
      case 0 -> {
        agent.pause();
        kind = "paused";
      }
      case 1 -> {
        failsAt = 1 + random.nextInt(MOST_SENDS);
        kind = "failing";
      }
      default -> {}
    }
    Probe probe = new Probe(failsAt);
    List<Thread> senders =
        new ArrayList<>(Crew.start(run, Thread.ofVirtual(), SENDERS, index -> send(agent, probe)));
    for (int i = random.nextInt(MOST_SPINS); i > 0; i--) {
      Thread.onSpinWait();
    }
    int listed = random.nextBoolean() ? group.shutdownNow().size() : closed(group);
    run.join(senders);
    boolean quiet =
        group.awaitQuiescence(patience) && !(breaker.strikes(Fault.STUCK) && remainsBusy());
    int runs = probe.runs.get();
    int reports = probe.reports.get();
    if (!quiet || probe.accepted.get() != runs + reports || listed > reports) {
      run.violation(
          String.format(
              Locale.ROOT,
              "%s, %s, of %s: quiet=%b, %d accepted, %d have run, %d were reported, %d listed",
              agent,
              kind,
              group,
              quiet,
              probe.accepted.get(),
              runs,
              reports,
              listed));
    }
    ran.add(runs);
    reported.add(reports);
    run.done();
  }

  private boolean remainsBusy() throws InterruptedException {
    AgentGroup group = AgentGroup.builder().daemon().build();
    group
        .agent(0L)
        .send(x -> {
          while (!Thread.interrupted()) {
            Thread.onSpinWait();
          }
          return x;
        });
    boolean quiet = group.awaitQuiescence(patience);
    group.shutdownNow();
    return !quiet;
  }

  private static int closed(AgentGroup group) throws InterruptedException {
    group.close(Duration.ZERO);
    return 0;
  }

  private void send(Agent<Long> agent, Probe probe) {
    try {
      for (int i = 0; i < MOST_SENDS; i++) {
        if (!breaker.strikes(Fault.LOSE)) {
          agent.send(probe);
        }
        if (breaker.strikes(Fault.TWICE)) {
          agent.send(probe);
        }
        probe.accepted.incrementAndGet();
      }
    } catch (AgentFailedException | RejectedExecutionException refused) {
      Thread.onSpinWait(); // not accepted
    }
  }
}
