package org.potamos.stress.agents;

import java.time.Duration;
import java.util.Locale;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Very many agents with some actions each: none is lost or runs twice, and idle agents are small,
 * in the shared group and in one that can be closed (ruling G9).
 */
final class Million implements Scenario {
  static final int COUNT = 1_000_000;

  private static final int ACTIONS = 10;
  private static final int SENDERS = 4;

  /** The greatest state is a cached Integer, which takes no heap. */
  private static final int AMOUNTS = 12;

  /** For a million of them. */
  private static final long MOST_BYTES = 128L << 20;

  private static final int FAT_BYTES = 160;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Breaker breaker;
  private final int count;

  Million(Breaker breaker, int count) {
    this.breaker = breaker;
    this.count = count;
  }

  @Override
  public void run(Run run) throws InterruptedException {
    round(run, AgentGroup.shared(), "shared group");
    try (AgentGroup group = AgentGroup.create()) {
      round(run, group, "group of their own");
    }
  }

  private void round(Run run, AgentGroup group, String where) throws InterruptedException {
    long before = Heap.used(run);
    Agent<Integer>[] agents = agents(group);
    byte[][] fat = new byte[breaker.injects(Fault.FAT) ? count : 0][];
    for (int i = 0; i < fat.length; i++) {
      fat[i] = new byte[FAT_BYTES];
    }
    long start = System.nanoTime();
    Crew.work(
        run,
        Thread.ofPlatform(),
        SENDERS,
        index -> {
          for (int pass = index; pass < ACTIONS; pass += SENDERS) {
            send(run, agents);
          }
        });
    run.check(group.awaitQuiescence(PATIENCE), "the agents are busy for ever");
    double seconds = (System.nanoTime() - start) / 1e9;
    checkSums(run, agents);
    long used = Heap.used(run) - before;
    run.check(
        used < (double) MOST_BYTES * count / COUNT,
        String.format(Locale.ROOT, "%,d idle agents take %,d KB, %s", count, used >> 10, where));
    run.note(
        String.format(
            Locale.ROOT,
            "%s: %,d agents, %d actions each, %.1f s, idle %,d KB (%d B each)",
            where,
            agents.length,
            ACTIONS,
            seconds,
            used >> 10,
            used / count));
    run.check(fat.length == 0 || fat[0].length != 0, "the fat is gone");
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private Agent<Integer>[] agents(AgentGroup group) {
    Agent<Integer>[] agents = new Agent[count];
    for (int i = 0; i < count; i++) {
      agents[i] = group.agent(0);
    }
    return agents;
  }

  private void send(Run run, Agent<Integer>[] agents) {
    for (int i = 0; i < agents.length; i++) {
      if (breaker.strikes(Fault.LOSE)) {
        continue;
      }
      agents[i].send(Integer::sum, i % AMOUNTS);
      if (breaker.strikes(Fault.TWICE)) {
        agents[i].send(Integer::sum, i % AMOUNTS);
      }
      run.done();
    }
  }

  private static void checkSums(Run run, Agent<Integer>[] agents) {
    for (int i = 0; i < agents.length; i++) {
      int sum = agents[i].deref();
      int expected = ACTIONS * (i % AMOUNTS);
      if (sum != expected || agents[i].processedCount() != ACTIONS) {
        run.violation(
            agents[i].processedCount()
                + " actions have made the sum "
                + sum
                + ", not "
                + ACTIONS
                + " the sum "
                + expected);
      }
    }
  }
}
