package org.potamos.stress.agents;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.core.Change;
import org.potamos.stress.Windows;

/**
 * AgentFuture (flaw G7): of cancelling an action and starting it exactly one wins; who has lost
 * changes nothing.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t CancellationStress -m quick -sc
 * false"}.
 */
public final class CancellationStress {
  private CancellationStress() {}

  /** Outcomes: whether it was cancelled, how often it has run, the count of rejections. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "cancelled, and has not run")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "too late, and has run")
  @Outcome(expect = FORBIDDEN, desc = "both or neither")
  public static class AgainstStart {
    private final Agent<Integer> agent = Subjects.inShared(0).pause();
    private final CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x + 1);

    /** One thread. */
    @Actor
    public void one() {
      agent.resume();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = future.cancel(false) ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r2 = agent.deref();
      r.r3 = (int) agent.rejectedCount();
    }
  }

  /** The future tells the same: cancelled, or the change. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "cancelled, and the future says so")
  @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "too late, and the future has the change")
  @Outcome(expect = FORBIDDEN, desc = "the future tells something else")
  public static class FutureAgrees {
    private final Agent<Integer> agent = Subjects.inShared(0).pause();
    private final CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x + 1);

    /** One thread. */
    @Actor
    public void one() {
      agent.resume();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = future.cancel(true) ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r2 = future.isCancelled() ? 1 : 0;
      r.r3 = future.isCancelled() || !future.isDone() ? 0 : future.join().newValue();
    }
  }

  /** A cancelled action takes no effect on those around it. */
  @JCStressTest
  @State
  @Outcome(id = "1, 13", expect = ACCEPTABLE, desc = "cancelled")
  @Outcome(id = "0, 123", expect = ACCEPTABLE, desc = "too late")
  @Outcome(expect = FORBIDDEN, desc = "a neighbour lost or doubled")
  public static class BetweenOthers {
    private final Agent<Integer> agent = Subjects.inShared(0).pause().send(x -> x * 10 + 1);
    private final CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x * 10 + 2);

    /** Sends the last one. */
    public BetweenOthers() {
      agent.send(x -> x * 10 + 3);
    }

    /** One thread. */
    @Actor
    public void one() {
      agent.resume();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = future.cancel(false) ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = agent.deref();
    }
  }

  /** Two that cancel: both hear that it was, and it counts once; each then finds it done. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "cancelled, once")
  @Outcome(expect = FORBIDDEN, desc = "counted twice, or not done after cancel has answered true")
  public static class TwoCancel {
    private final Agent<Integer> agent = Subjects.inShared(0).pause();
    private final CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x + 1);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = future.cancel(false) && future.isCancelled() ? 1 : 0;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = future.cancel(false) && future.isCancelled() ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = (int) agent.rejectedCount();
    }
  }

  /** Cancelling against a shutdown: it is reported by one of the two. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "cancelled")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "stopped")
  @Outcome(expect = FORBIDDEN, desc = "both or neither")
  public static class AgainstShutdown {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> agent = Subjects.in(group, 0).pause();
    private final CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x + 1);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r2 = group.shutdownNow().size();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = future.cancel(false) ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = (int) agent.rejectedCount();
    }
  }

  /** An action's fate without a compare-and-set. */
  private static final class Fate {
    private static final int WAITING = 0;
    private static final int STARTED = 1;
    private static final int CANCELLED = 2;
    private volatile int fate = WAITING;

    boolean become(int next) {
      if (fate != WAITING) {
        return false;
      }
      Windows.widen();
      fate = next;
      return true;
    }
  }

  /** The broken twin of the tests against a start: looks, then writes. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "one of the two")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "both, which the tests above would show")
  public static class LooksThenWrites {
    private final Fate fate = new Fate();

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r2 = fate.become(Fate.STARTED) ? 1 : 0;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = fate.become(Fate.CANCELLED) ? 1 : 0;
    }
  }

  /** The broken twin of TwoCancel: answers by the mark, before the future is done. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "cancelled, once")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "true of a future that is not done, which TwoCancel would show")
  public static class MarksThenEnds {
    private final AtomicBoolean marked = new AtomicBoolean();
    private final AtomicInteger counted = new AtomicInteger();
    private volatile boolean done;

    private boolean cancel() {
      if (marked.compareAndSet(false, true)) {
        counted.incrementAndGet();
        Windows.widen();
        done = true;
      }
      return true;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = cancel() && done ? 1 : 0;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = cancel() && done ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = counted.get();
    }
  }
}
