package org.potamos.benchmarks.agents.rivals;

import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.potamos.agents.Agent;

/** Potamos. */
final class Potamos implements Host {
  private final Function<Long, Agent<Long>> maker;
  private final Runnable end;

  private Potamos(Function<Long, Agent<Long>> maker, Runnable end) {
    this.maker = maker;
    this.end = end;
  }

  static Potamos onVirtualThreads() {
    return new Potamos(Agent::of, () -> {});
  }

  static Potamos onPool() {
    ForkJoinPool pool = Pools.pool();
    return new Potamos(value -> Agent.builder(value).executor(pool).build(), pool::close);
  }

  @Override
  public Mailbox mailbox(Long initial) {
    return new AgentMailbox(maker.apply(initial));
  }

  @Override
  public void close() {
    end.run();
  }

  private record AgentMailbox(Agent<Long> agent) implements Mailbox {
    @Override
    public void increment() {
      agent.send(Step.INCREMENT);
    }

    @Override
    public void send(Step step) {
      agent.send(step);
    }

    @Override
    public Long deref() {
      return agent.deref();
    }
  }
}
