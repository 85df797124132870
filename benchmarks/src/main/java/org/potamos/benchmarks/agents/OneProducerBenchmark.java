package org.potamos.benchmarks.agents;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.potamos.benchmarks.agents.rivals.Finish;
import org.potamos.benchmarks.agents.rivals.Mailbox;

/**
 * What does an action cost, sent by one thread to one agent that is always busy?
 *
 * <p>An answer is the ratio to a serial executor written by hand, to Pekko and to Clojure, and the
 * bytes of a send, the box of the new value included.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="agents.OneProducerBenchmark -prof
 * gc"}
 */
public class OneProducerBenchmark extends AgentBenchmark {
  private static final int ACTIONS = 100_000;

  private final Finish finish = Finish.of(1);

  /** One mailbox. */
  public OneProducerBenchmark() {
    super(1);
  }

  /** Sends, and waits for the last action. */
  @Benchmark
  @OperationsPerInvocation(ACTIONS)
  public void send() {
    Mailbox mailbox = mailbox(0);
    for (int i = 1; i < ACTIONS; i++) {
      mailbox.increment();
    }
    mailbox.send(finish.last(0));
    require("last value", INITIAL + sent(ACTIONS), finish.await());
  }
}
