package org.potamos.stress.agents;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.core.Change;
import org.potamos.stress.Windows;

/**
 * The memory effects that {@code Agent} promises (ruling G2): plain writes of a sender are seen by
 * its action; those of an action by whoever reads the new state, hears of the future or awaits.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t agents.VisibilityStress -m
 * quick -sc false"}.
 */
public final class VisibilityStress {
  private VisibilityStress() {}

  /** Who reads the new state sees what the action did. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "the write is not later than the state")
  @Outcome(expect = FORBIDDEN, desc = "the state without the write")
  public static class OfStates {
    private final Agent<Integer> agent = Subjects.inShared(0);
    private int written;

    private int act(int present) {
      written = 1;
      return present + 1;
    }

    /** One thread. */
    @Actor
    public void one() {
      agent.send(this::act);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = written;
    }
  }

  /** The action sees what its sender did, though another one's drain runs it. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each saw its sender's write")
  @Outcome(expect = FORBIDDEN, desc = "an action without the write before its send")
  public static class OfSenders {
    private final Agent<Integer> agent = Subjects.inShared(0);
    private int first;
    private int second;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      first = 1;
      agent.send(x -> {
        r.r1 = first;
        return x;
      });
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      second = 1;
      agent.send(x -> {
        r.r2 = second;
        return x;
      });
    }
  }

  /** A callback of the future sees the state, and what the action did. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both")
  @Outcome(expect = FORBIDDEN, desc = "completed before the state or the write")
  public static class OfFutures {
    private final Agent<Integer> agent = Subjects.inShared(0).pause();
    private final CompletableFuture<Change<Integer>> future = agent.sendAndReport(this::act);
    private int written;

    private int act(int present) {
      written = 1;
      return present + 1;
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
      var _ =
          future.thenAccept(change -> {
            r.r1 = agent.deref();
            r.r2 = written;
          });
    }
  }

  /** Who finds the future done sees the state, and what the action did. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "first the write, then the state, then the future")
  @Outcome(expect = FORBIDDEN, desc = "done before the state or the write")
  public static class OfFuturesFoundDone {
    private final Agent<Integer> agent = Subjects.inShared(0).pause();
    private final CompletableFuture<Change<Integer>> future = agent.sendAndReport(this::act);
    private int written;

    private int act(int present) {
      written = 1;
      return present + 1;
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
    public void two(III_Result r) {
      r.r1 = future.isDone() ? 1 : 0;
      r.r2 = agent.deref();
      r.r3 = written;
    }
  }

  /** Who was released by await sees what the actions before did. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "what was sent before has run")
  @Outcome(expect = FORBIDDEN, desc = "released too early, or forgotten")
  public static class OfAwait {
    private final Agent<Integer> agent = Subjects.inShared(0);
    private volatile boolean waiting;
    private int written;

    private int act(int present) {
      waiting = true; // what follows is seen by whoever awaits from here on
      Windows.widen();
      written = 1;
      return present + 1;
    }

    /** One thread. */
    @Actor
    public void one() {
      agent.send(this::act);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = waiting ? 1 : 0;
      r.r3 = Subjects.await(agent);
      r.r2 = written;
    }
  }

  /** Who waits for an agent that fails hears of it (row AG-41, flaw G3). */
  @JCStressTest
  @State
  @Outcome(
      id = {"1", "2"},
      expect = ACCEPTABLE,
      desc = "nothing to wait for yet, or failed")
  @Outcome(expect = FORBIDDEN, desc = "forgotten")
  public static class OfAwaitAgainstFailure {
    private final Agent<Integer> agent = Subjects.inShared(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.send(Subjects::fail);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Subjects.await(agent);
    }
  }

  /** Who waits for a paused agent whose group ends hears of it (row AG-41, flaw G3). */
  @JCStressTest
  @State
  @Outcome(
      id = {"1", "3"},
      expect = ACCEPTABLE,
      desc = "nothing left to wait for, or rejected")
  @Outcome(expect = FORBIDDEN, desc = "forgotten")
  public static class OfAwaitAgainstShutdown {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> agent = Subjects.in(group, 0).pause().send(x -> x + 1);

    /** One thread. */
    @Actor
    public void one() {
      var _ = group.shutdownNow();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      r.r1 = Subjects.await(agent);
    }
  }

  /** The broken twin of OfStates: the state is there before the action is over. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "0, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "the write is not later than the state")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the state without the write, which OfStates would show")
  public static class InstallsFirst {
    private volatile int state;
    private int written;

    /** One thread. */
    @Actor
    public void one() {
      state = 1;
      Windows.widen();
      written = 1;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = state;
      r.r2 = written;
    }
  }

  /** The broken twin of OfSenders: publishes the action, then what belongs to it. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each saw its sender's write")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "an action without the write, which OfSenders would show")
  public static class PublishesFirst {
    private volatile boolean sent;
    private int second;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = 1;
      while (!sent) {
        Thread.onSpinWait();
      }
      r.r2 = second;
    }

    /** The other thread. */
    @Actor
    public void two() {
      sent = true;
      Windows.widen();
      second = 1;
    }
  }

  /** The broken twin of the tests of futures: completes, then installs. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "first the write, then the state, then the future")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "done before the state, which the tests of futures would show")
  public static class CompletesFirst {
    private final CompletableFuture<Integer> future = new CompletableFuture<>();
    private volatile int state;
    private int written;

    /** One thread. */
    @Actor
    public void one() {
      written = 1;
      future.complete(1);
      Windows.widen();
      state = 1;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = future.isDone() ? 1 : 0;
      r.r2 = state;
      r.r3 = written;
    }
  }

  /** The broken twin of OfAwait: what runs does not count, only what waits. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "what was sent before has run")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "released too early, which OfAwait would show")
  public static class LooksAtTheQueueOnly {
    private volatile int queued = 1;
    private volatile boolean waiting;
    private int written;

    /** One thread. */
    @Actor
    public void one() {
      queued = 0;
      waiting = true;
      Windows.widen();
      written = 1;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = waiting ? 1 : 0;
      while (queued != 0) {
        Thread.onSpinWait();
      }
      r.r2 = written;
      r.r3 = 1;
    }
  }

  /**
   * The broken twin of the tests of await against an end: tells those who wait, then shows the end,
   * so that who comes between is not told.
   */
  @JCStressTest
  @State
  @Outcome(
      id = {"1", "2"},
      expect = ACCEPTABLE,
      desc = "nothing to wait for yet, or failed")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "forgotten, which the tests of await against an end would show")
  public static class TellsThenShows {
    private static final int PATIENCE = 10_000;
    private final ConcurrentLinkedQueue<AtomicInteger> markers = new ConcurrentLinkedQueue<>();
    private volatile boolean failed;

    /** One thread. */
    @Actor
    public void one() {
      AtomicInteger marker = markers.poll();
      while (marker != null) {
        marker.set(2);
        marker = markers.poll();
      }
      Windows.widen();
      failed = true;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      AtomicInteger marker = new AtomicInteger(-1);
      markers.add(marker);
      if (failed) {
        marker.set(2);
      }
      int patience = PATIENCE;
      while (marker.get() == -1 && patience > 0) {
        patience--;
        Thread.onSpinWait();
      }
      r.r1 = marker.get();
    }
  }
}
