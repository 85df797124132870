package org.potamos.stress.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.stress.run.Run;
import org.potamos.stress.run.Scenario;

/**
 * Rings of agents that pass tokens on: no token is lost, doubled or overtaken, on virtual threads,
 * on a pool, on the thread that sends, and when every second agent wants another executor.
 */
final class Rings implements Scenario {
  private static final int SIZE = 100;
  private static final int TOKENS = 10;
  private static final int HOPS = 2_050;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Breaker breaker;

  Rings(Breaker breaker) {
    this.breaker = breaker;
  }

  /** Goes round; changed by whoever has it. */
  private static final class Token {
    private final int number;
    private int hopsLeft = HOPS;

    Token(int number) {
      this.number = number;
    }
  }

  /** One ring; the state of each agent is the number of the token that it expects. */
  private final class Ring {
    private final Run run;
    private final List<Agent<Integer>> agents = new ArrayList<>();

    /** How many tokens each agent has seen: the agent's own, and plain. */
    private final int[] visits = new int[SIZE];

    private final CountDownLatch ended = new CountDownLatch(TOKENS);
    private final boolean alternates;
    private final ExecutorService pool;

    Ring(Run run, AgentGroup group, ExecutorService pool, boolean alternates) {
      this.run = run;
      this.pool = pool;
      this.alternates = alternates;
      for (int i = 0; i < SIZE; i++) {
        agents.add(group.agent(0));
      }
    }

    void start() {
      List<UnaryOperator<Integer>> first = new ArrayList<>();
      for (int i = 0; i < TOKENS; i++) {
        Token token = new Token(i);
        first.add(expected -> pass(0, expected, token));
      }
      agents.get(0).sendAll(first);
    }

    private Integer pass(int here, Integer expected, Token token) {
      visits[here]++;
      if (expected != token.number) {
        run.violation("token " + token.number + " instead of " + expected);
      }
      if (--token.hopsLeft <= 0) {
        ended.countDown();
      } else if (!breaker.strikes(Fault.LOSE)) {
        send((here + 1) % SIZE, token);
        if (breaker.strikes(Fault.TWICE)) {
          send((here + 1) % SIZE, token);
        }
      }
      run.done();
      return (expected + 1) % TOKENS;
    }

    private void send(int next, Token token) {
      if (alternates && next % 2 == 0) {
        agents.get(next).sendVia(pool, expected -> pass(next, expected, token));
      } else {
        agents.get(next).send(expected -> pass(next, expected, token));
      }
    }

    void check() {
      run.check(ended.getCount() == 0, ended.getCount() + " tokens have not come to their end");
      for (int i = 0; i < SIZE; i++) {
        int expected = TOKENS * (HOPS / SIZE + (i < HOPS % SIZE ? 1 : 0));
        run.check(visits[i] == expected, "agent " + i + " has had " + visits[i] + " tokens");
      }
    }
  }

  @Override
  public void run(Run run) throws InterruptedException {
    long end = System.nanoTime() + run.nanos();
    int rounds = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      do {
        round(run, pool);
        rounds++;
      } while (System.nanoTime() - end < 0 && run.hasPassed());
    }
    run.note(
        String.format(
            Locale.ROOT,
            "%d times 4 rings of %d agents with %d tokens, %,d hops each",
            rounds,
            SIZE,
            TOKENS,
            HOPS));
  }

  private void round(Run run, ExecutorService pool) throws InterruptedException {
    List<AgentGroup> groups =
        List.of(
            AgentGroup.create(),
            AgentGroup.builder().executor(pool).build(),
            AgentGroup.builder().executor(Runnable::run).build());
    List<Ring> rings = new ArrayList<>();
    groups.forEach(group -> rings.add(new Ring(run, group, pool, false)));
    rings.add(new Ring(run, groups.getFirst(), pool, true));
    rings.forEach(Ring::start);
    for (AgentGroup group : groups) {
      run.check(group.awaitQuiescence(PATIENCE), group + " is busy for ever");
    }
    rings.forEach(Ring::check);
    for (AgentGroup group : groups) {
      run.check(group.close(PATIENCE), group + " cannot be closed");
    }
  }
}
