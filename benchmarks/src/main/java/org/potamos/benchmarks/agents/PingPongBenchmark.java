package org.potamos.benchmarks.agents;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.potamos.benchmarks.agents.rivals.Finish;
import org.potamos.benchmarks.agents.rivals.Mailbox;
import org.potamos.benchmarks.agents.rivals.Step;

/**
 * How long does it take from one agent to the next, if each action sends to the other agent and
 * nothing else is to be done?
 *
 * <p>An answer is the ratio to a serial executor written by hand; of agents on a pool, to Pekko. An
 * operation is one action: half a round trip.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="agents.PingPongBenchmark -prof gc"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class PingPongBenchmark extends AgentBenchmark {
  private static final int TRIPS = 10_000;

  private final Finish finish = Finish.of(1);

  /** Two mailboxes. */
  public PingPongBenchmark() {
    super(2);
  }

  /** Sends the first action, and waits for the last. */
  @Benchmark
  @OperationsPerInvocation(2 * TRIPS)
  public void bounce() {
    Rally rally = new Rally(mailbox(0), mailbox(1), finish.last(0));
    mailbox(0).send(rally.ping);
    require("last value", INITIAL + sent(2 * TRIPS) / 2, finish.await());
  }

  /** The actions of an invocation. One runs at a time, and sending orders it before the next. */
  private static final class Rally {
    private final Step ping;
    private final Step pong;
    private final Step last;
    private int left = 2 * TRIPS;

    Rally(Mailbox pinging, Mailbox ponging, Step last) {
      ping = new Bounce(ponging, false);
      pong = new Bounce(pinging, true);
      this.last = last;
    }

    private final class Bounce extends Step {
      private final Mailbox other;
      private final boolean isPong;

      Bounce(Mailbox other, boolean isPong) {
        this.other = other;
        this.isPong = isPong;
      }

      @Override
      public Long apply(Long value) {
        left--;
        if (left == 0) {
          return last.apply(value);
        }
        other.send(isPong ? ping : pong);
        return value + 1;
      }
    }
  }
}
