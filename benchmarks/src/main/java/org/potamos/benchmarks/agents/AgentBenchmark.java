package org.potamos.benchmarks.agents;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.potamos.benchmarks.agents.rivals.Engine;
import org.potamos.benchmarks.agents.rivals.Finish;
import org.potamos.benchmarks.agents.rivals.Host;
import org.potamos.benchmarks.agents.rivals.Mailbox;

/**
 * How agents are measured: an invocation sends a fixed number of actions and waits until the last
 * of them has run; the figure is actions of all producers together in a microsecond. Nothing bounds
 * how far a producer runs ahead. An answer is a ratio between rivals of one run.
 *
 * <p>All mailboxes hold a boxed {@link Long}, each action adds one to it, and they are in the old
 * generation before each iteration. The last actions tell what they have computed, and each trial
 * ends with a sum over all mailboxes: an action that was lost, run twice or had not seen the one
 * before it fails the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgs = {"-Xms4g", "-Xmx4g", "-XX:+UseG1GC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public abstract class AgentBenchmark {

  /** What each mailbox holds at first: far from the boxes that the JDK keeps. */
  static final long INITIAL = 1_000_000;

  /** Who runs the actions. */
  @Param({
    "POTAMOS",
    "POTAMOS_POOL",
    "SERIAL_VIRTUAL",
    "SERIAL_POOL",
    "CLOJURE_SEND",
    "CLOJURE_SEND_OFF",
    "PEKKO",
    "PEKKO_64",
    "JCTOOLS"
  })
  public Engine rival;

  private final int size;
  private final AtomicLong sent = new AtomicLong();
  private Host host;
  private Mailbox[] mailboxes;

  /**
   * For subclasses.
   *
   * @param size how many mailboxes
   */
  AgentBenchmark(int size) {
    this.size = size;
  }

  /** Makes the mailboxes. */
  @Setup
  public void makeMailboxes() {
    host = rival.start();
    mailboxes = host.mailboxes(size, INITIAL);
  }

  /** Moves the mailboxes to the old generation. */
  @Setup(Level.Iteration)
  public void settle() {
    System.gc();
  }

  /** Compares what the mailboxes hold with what was sent, and ends the threads. */
  @TearDown
  public void checkAndEnd() {
    require("sum of all", size * INITIAL + sent.get(), Finish.sum(mailboxes));
    host.close();
  }

  final Mailbox mailbox(int index) {
    return mailboxes[index];
  }

  final Mailbox[] mailboxes() {
    return mailboxes;
  }

  /**
   * Counts what an invocation has sent.
   *
   * @return how many actions have been sent to all mailboxes together
   */
  final long sent(int actions) {
    return sent.addAndGet(actions);
  }

  /** A fast wrong answer is no result. */
  static void require(String what, long expected, long actual) {
    if (expected != actual) {
      throw new AssertionError(what + ": expected=" + expected + ", actual=" + actual);
    }
  }
}
