package org.potamos.benchmarks.agents;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.potamos.benchmarks.agents.rivals.Finish;
import org.potamos.benchmarks.agents.rivals.Mailbox;

/**
 * What does an action cost if one thread sends to many agents in turn, so that many are busy at a
 * time and each falls idle now and then?
 *
 * <p>An answer is the ratio to a serial executor written by hand and to Pekko.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="agents.ManyAgentsBenchmark -prof
 * gc"}
 */
public class ManyAgentsBenchmark extends AgentBenchmark {
  private static final int SIZE = 10_000;
  private static final int ROUNDS = 100;

  private final Finish finish = Finish.of(SIZE);

  /** As many mailboxes as the name says. */
  public ManyAgentsBenchmark() {
    super(SIZE);
  }

  /** Sends round after round, and waits for the last action of each agent. */
  @Benchmark
  @OperationsPerInvocation(SIZE * ROUNDS)
  public void send() {
    Mailbox[] all = mailboxes();
    for (int round = 1; round < ROUNDS; round++) {
      for (Mailbox each : all) {
        each.increment();
      }
    }
    for (int i = 0; i < SIZE; i++) {
      all[i].send(finish.last(i));
    }
    require("last values", SIZE * INITIAL + sent(SIZE * ROUNDS), finish.await());
  }
}
