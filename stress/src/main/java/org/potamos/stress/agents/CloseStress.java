package org.potamos.stress.agents;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
 * AgentGroup, I1 to I3 (ruling G8, row AG-50, flaw G2): what was accepted has run before close
 * returns or was reported, once; what comes later is refused.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t CloseStress -m quick -sc
 * false"}.
 */
public final class CloseStress {
  private CloseStress() {}

  private static int close(AgentGroup group) {
    try {
      return group.close(Subjects.LONG) ? 1 : -1;
    } catch (InterruptedException interrupted) {
      return -2;
    }
  }

  private static int run(AtomicInteger runs, int present) {
    Windows.widen();
    runs.incrementAndGet();
    return present + 1;
  }

  /** Outcomes: how many had run when close returned, how many were accepted. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "refused, or run before close returned")
  @Outcome(expect = FORBIDDEN, desc = "accepted, and not run when close returned")
  public static class SendAgainstClose {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> agent = Subjects.in(group, 0);
    private final AtomicInteger runs = new AtomicInteger();

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = close(group) * runs.get();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r2 = Subjects.send(agent, x -> CloseStress.run(runs, x));
    }
  }

  /** The same where the actions run on virtual threads, so that a send may find a busy agent. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "1, 1", "2, 2", "3, 3"},
      expect = ACCEPTABLE,
      desc = "each refused, or run before close returned")
  @Outcome(expect = FORBIDDEN, desc = "accepted, and not run when close returned")
  public static class SendsAgainstCloseOnVirtualThreads {
    private final AgentGroup group = AgentGroup.builder().daemon().build();
    private final Agent<Integer> agent = Subjects.in(group, 0);
    private final AtomicInteger runs = new AtomicInteger();

    private int send() {
      return Subjects.send(agent, x -> CloseStress.run(runs, x));
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = close(group) * runs.get();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r2 = send() + send() + send();
    }
  }

  /** What an action of the group sends to the group is finished. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "2, 1"},
      expect = ACCEPTABLE,
      desc = "refused, or both run before close returned")
  @Outcome(expect = FORBIDDEN, desc = "what the action has sent was lost")
  public static class ChainAgainstClose {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> first = Subjects.in(group, 0);
    private final Agent<Integer> second = Subjects.in(group, 0);
    private final AtomicInteger runs = new AtomicInteger();

    private int passOn(int present) {
      second.send(x -> CloseStress.run(runs, x));
      return CloseStress.run(runs, present);
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = close(group) * runs.get();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r2 = Subjects.send(first, this::passOn);
    }
  }

  /** A paused agent holds what it accepts: close reports it. */
  @JCStressTest
  @State
  @Outcome(
      id = {"2, 0", "2, 2"},
      expect = ACCEPTABLE,
      desc = "refused or reported, as what had waited before")
  @Outcome(expect = FORBIDDEN, desc = "accepted, and neither run nor reported")
  public static class SendToPausedAgainstClose {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> agent = Subjects.in(group, 0).pause();
    private final CompletableFuture<Change<Integer>> before = agent.sendAndReport(x -> x + 1);
    private @Nullable CompletableFuture<Change<Integer>> sent;

    /** One thread. */
    @Actor
    public void one() {
      var _ = close(group);
    }

    /** The other thread. */
    @Actor
    public void two() {
      sent = Subjects.sendAndReport(agent, x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = Subjects.fate(before);
      r.r2 = Subjects.fate(sent);
    }
  }

  /** Each of two sends, accepted or not, has run or was rejected, once. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 2", "1, 1", "2, 0"},
      expect = ACCEPTABLE,
      desc = "run, or counted as rejected")
  @Outcome(expect = FORBIDDEN, desc = "an action lost or counted twice")
  public static class SendsAgainstShutdown {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> agent = Subjects.in(group, 0);

    /** One thread. */
    @Actor
    public void one() {
      var _ = group.shutdownNow();
    }

    /** The other thread. */
    @Actor
    public void two() {
      int _ = Subjects.send(agent, x -> x + 1) + Subjects.send(agent, x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = (int) agent.rejectedCount();
    }
  }

  /**
   * A shutdown takes what waits from under the drain: each action runs or is reported, and those
   * that ran were the first. Outcomes: the state, how many were rejected, whether an interrupt was
   * left on the thread of the actions.
   */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 4, 0", "1, 3, 0", "12, 2, 0", "123, 1, 0", "1234, 0, 0"},
      expect = ACCEPTABLE,
      desc = "each run or reported")
  @Outcome(expect = FORBIDDEN, desc = "an action lost, doubled, or both run and reported")
  public static class DrainAgainstShutdown {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> agent = Subjects.in(group, 0).pause();

    /** Fills the queue. */
    public DrainAgainstShutdown() {
      for (int i = 1; i <= 4; i++) {
        int digit = i;
        agent.send(x -> x * 10 + digit);
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      agent.resume();
      r.r3 = Thread.interrupted() ? 1 : 0;
    }

    /** The other thread. */
    @Actor
    public void two() {
      var _ = group.shutdownNow();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r1 = agent.deref();
      r.r2 = (int) agent.rejectedCount();
    }
  }

  /** Two shutdowns: each action is in one of the lists. */
  @JCStressTest
  @State
  @Outcome(
      id = {"2, 0", "0, 2"},
      expect = ACCEPTABLE,
      desc = "in one list")
  @Outcome(expect = FORBIDDEN, desc = "in both lists, or in none")
  public static class TwoShutdowns {
    private final AgentGroup group = Subjects.group();
    private final Agent<Integer> agent = Subjects.in(group, 0).pause();

    /** Fills the queue. */
    public TwoShutdowns() {
      agent.send(x -> x + 1).send(x -> x + 1);
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = group.shutdownNow().size();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r2 = group.shutdownNow().size();
    }
  }

  /** The broken twin of the tests against close: looks whether the group is open, then counts. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "refused, or run before close returned")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "accepted, and not run when close returned, which the tests above would show")
  public static class LooksThenCounts {
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private volatile boolean closed;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      closed = true;
      while (busy.get() != 0) {
        Thread.onSpinWait();
      }
      r.r1 = runs.get();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      if (!closed) {
        Windows.widen();
        busy.incrementAndGet();
        r.r2 = 1;
        runs.incrementAndGet();
        busy.decrementAndGet();
      }
    }
  }

  /** The broken twin of ChainAgainstClose: the first action is over before the second counts. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "2, 1"},
      expect = ACCEPTABLE,
      desc = "refused, or both run before close returned")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "quiet between the two, which ChainAgainstClose would show")
  public static class SettlesThenSends {
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private volatile boolean closed;

    private void run() {
      busy.incrementAndGet();
      runs.incrementAndGet();
      busy.decrementAndGet();
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      closed = true;
      while (busy.get() != 0) {
        Thread.onSpinWait();
      }
      r.r1 = runs.get();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      busy.incrementAndGet();
      if (!closed) {
        runs.incrementAndGet();
        r.r2 = 1;
      }
      busy.decrementAndGet();
      if (r.r2 == 1) {
        Windows.widen();
        run();
      }
    }
  }

  /** The broken twin of SendToPausedAgainstClose: takes what waits, once. */
  @JCStressTest
  @State
  @Outcome(
      id = {"2, 0", "2, 2"},
      expect = ACCEPTABLE,
      desc = "refused or reported, as what had waited before")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "accepted and forgotten, which SendToPausedAgainstClose would show")
  public static class TakesOnce {
    private final ConcurrentLinkedQueue<AtomicInteger> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger before = new AtomicInteger(-1);
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean closed;

    /** Something waits. */
    public TakesOnce() {
      queue.add(before);
    }

    /** One thread. */
    @Actor
    public void one() {
      closed = true;
      AtomicInteger taken = queue.poll();
      while (taken != null) {
        taken.set(2);
        taken = queue.poll();
      }
    }

    /** The other thread. */
    @Actor
    public void two() {
      if (!closed) {
        sent.set(-1);
        Windows.widen();
        queue.add(sent);
      }
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = before.get();
      r.r2 = sent.get();
    }
  }

  /** The broken twin of the tests against shutdowns: the owner claims by a store. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 4, 0", "1, 3, 0", "12, 2, 0", "123, 1, 0", "1234, 0, 0"},
      expect = ACCEPTABLE,
      desc = "each run or reported")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "both run and reported, which DrainAgainstShutdown would show")
  public static class ClaimsByStore {
    private static final int LAST = 4;
    private final AtomicInteger claimed = new AtomicInteger();
    private int state;
    private int reported;

    /** One thread. */
    @Actor
    public void one() {
      int next = claimed.get() + 1;
      while (next <= LAST) {
        Windows.widen();
        claimed.set(next);
        state = state * 10 + next;
        next = claimed.get() + 1;
      }
    }

    /** The other thread. */
    @Actor
    public void two() {
      int done = claimed.get();
      while (!claimed.compareAndSet(done, LAST)) {
        done = claimed.get();
      }
      reported = LAST - done;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r1 = state;
      r.r2 = reported;
      r.r3 = 0;
    }
  }

  /** The broken twin of TwoShutdowns: reads what waits, then clears the queue. */
  @JCStressTest
  @State
  @Outcome(
      id = {"2, 0", "0, 2"},
      expect = ACCEPTABLE,
      desc = "in one list")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "in both lists, which TwoShutdowns would show")
  public static class ReadsThenClears {
    private volatile int waiting = 2;

    private int takeAll() {
      int taken = waiting;
      Windows.widen();
      waiting = 0;
      return taken;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = takeAll();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r2 = takeAll();
    }
  }
}
