package org.potamos.benchmarks.agents;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.potamos.benchmarks.agents.rivals.Finish;
import org.potamos.benchmarks.agents.rivals.Mailbox;

/**
 * What does it cost to wake an agent that was idle for one action? There is no batch that hides it.
 *
 * <p>An answer is the ratio to a serial executor written by hand; of agents on a pool, to Clojure.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="agents.OneActionEachBenchmark -prof
 * gc"}
 */
public class OneActionEachBenchmark extends AgentBenchmark {
  private static final int SIZE = 100_000;

  private final Finish finish = Finish.of(SIZE);

  /** As many mailboxes as there are actions. */
  public OneActionEachBenchmark() {
    super(SIZE);
  }

  /** Sends one action to each agent, and waits for all. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public void send() {
    Mailbox[] all = mailboxes();
    for (int i = 0; i < SIZE; i++) {
      all[i].send(finish.last(i));
    }
    require("last values", SIZE * INITIAL + sent(SIZE), finish.await());
  }
}
