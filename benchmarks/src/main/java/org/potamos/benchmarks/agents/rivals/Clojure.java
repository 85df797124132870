package org.potamos.benchmarks.agents.rivals;

import clojure.lang.Agent;
import clojure.lang.Keyword;
import java.util.concurrent.ExecutorService;

/** Clojure's agents, called from Java. */
final class Clojure implements Host {
  private static final Keyword FAIL = Keyword.intern("fail");

  private final ExecutorService executor;

  private Clojure(ExecutorService executor) {
    this.executor = executor;
  }

  static Clojure send() {
    return new Clojure(Agent.pooledExecutor);
  }

  static Clojure sendOff() {
    return new Clojure(Agent.soloExecutor);
  }

  @Override
  public Mailbox mailbox(Long initial) {
    Agent agent = new Agent(initial);
    // as made by clojure.core/agent; from Java, failures would go unheard
    agent.setErrorMode(FAIL);
    return new AgentMailbox(agent, executor);
  }

  /** Both pools, once and for all: a fork of JMH has one trial. */
  @Override
  public void close() {
    Agent.shutdown();
  }

  private record AgentMailbox(Agent agent, ExecutorService executor) implements Mailbox {
    @Override
    public void increment() {
      send(Step.INCREMENT);
    }

    @Override
    public void send(Step step) {
      agent.dispatch(step, null, executor);
    }
  }
}
