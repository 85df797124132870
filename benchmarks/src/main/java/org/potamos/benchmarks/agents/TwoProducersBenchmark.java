package org.potamos.benchmarks.agents;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.potamos.benchmarks.agents.rivals.Finish;
import org.potamos.benchmarks.agents.rivals.Mailbox;

/**
 * What does an action cost if two threads send to the same agent?
 *
 * <p>An answer is the ratio to a serial executor written by hand and to Pekko.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="agents.TwoProducersBenchmark -prof
 * gc"}
 */
@Threads(2)
public class TwoProducersBenchmark extends AgentBenchmark {
  private static final int ACTIONS = 100_000;

  /** One mailbox. */
  public TwoProducersBenchmark() {
    super(1);
  }

  /** A thread that sends. */
  @State(Scope.Thread)
  public static class Producer {
    private final Finish finish = Finish.of(1);
    private long last = INITIAL;

    /** For JMH. */
    public Producer() {}

    /** The other thread's actions come in between, and none of the own is missing. */
    private void requireMore(long value) {
      if (value < last + ACTIONS) {
        throw new AssertionError("last value: expected>=" + (last + ACTIONS) + ", actual=" + value);
      }
      last = value;
    }
  }

  /**
   * Sends, and waits for the last action of this thread.
   *
   * @param producer this thread's
   */
  @Benchmark
  @OperationsPerInvocation(ACTIONS)
  public void send(Producer producer) {
    Mailbox mailbox = mailbox(0);
    for (int i = 1; i < ACTIONS; i++) {
      mailbox.increment();
    }
    mailbox.send(producer.finish.last(0));
    sent(ACTIONS);
    producer.requireMore(producer.finish.await());
  }
}
