package org.potamos.stress.agents;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.agents.Agent;
import org.potamos.agents.Backlog;
import org.potamos.core.Change;
import org.potamos.stress.Windows;

/**
 * Failure and restart (ruling G4, rows AG-05 and AG-34, flaw G16): an action that was accepted runs
 * or is reported, whatever restarts or fails the agent meanwhile, and one restart wins.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t RestartStress -m quick -sc
 * false"}.
 */
public final class RestartStress {
  private RestartStress() {}

  private static Agent<Integer> failed() {
    return Subjects.inShared(0).send(Subjects::fail);
  }

  /** A failed agent with one action in its queue. */
  private static Agent<Integer> failedWithOne(UnaryOperator<Integer> action) {
    return Subjects.inShared(0).pause().send(Subjects::fail).send(action).resume();
  }

  private static int restart(Agent<Integer> agent, int value) {
    try {
      agent.restart(value);
      return 1;
    } catch (IllegalStateException late) {
      return 0;
    }
  }

  /** A send is kept or refused. */
  @JCStressTest
  @State
  @Outcome(id = "0, 10", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "1, 11", expect = ACCEPTABLE, desc = "accepted, and run")
  @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and run")
  public static class SendAgainstRestart {
    private final Agent<Integer> agent = failed();

    /** One thread. */
    @Actor
    public void one() {
      agent.restart(10);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = Subjects.send(agent, x -> x + 1);
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

  /** What was queued goes on with the restart, before what is sent later. */
  @JCStressTest
  @State
  @Outcome(id = "0, 101", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "1, 1012", expect = ACCEPTABLE, desc = "accepted, and run after what was queued")
  @Outcome(expect = FORBIDDEN, desc = "an action lost or doubled, or out of order")
  public static class SendAgainstRestartWithBacklog {
    private final Agent<Integer> agent = failedWithOne(x -> x * 10 + 1);

    /** One thread. */
    @Actor
    public void one() {
      agent.restart(10);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = Subjects.send(agent, x -> x * 10 + 2);
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

  /** What was queued is cleared; what is accepted is not. */
  @JCStressTest
  @State
  @Outcome(id = "2, 0, 10", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "2, 1, 11", expect = ACCEPTABLE, desc = "accepted, and run")
  @Outcome(expect = FORBIDDEN, desc = "accepted and cleared, or not cleared")
  public static class SendAgainstClear {
    private final Agent<Integer> agent = Subjects.inShared(0);
    private final CompletableFuture<Change<Integer>> queued;
    private @Nullable CompletableFuture<Change<Integer>> sent;

    /** Fails the agent with one action in its queue. */
    public SendAgainstClear() {
      agent.pause().send(Subjects::fail);
      queued = agent.sendAndReport(x -> x + 5);
      agent.resume();
    }

    /** One thread. */
    @Actor
    public void one() {
      agent.restart(10, Backlog.CLEAR);
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
    public void end(III_Result r) {
      r.r1 = Subjects.fate(queued);
      r.r2 = Subjects.fate(sent);
      r.r3 = agent.deref();
    }
  }

  /** Exactly one of two restarts wins, and what was queued runs once. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 101", "0, 1, 201"},
      expect = ACCEPTABLE,
      desc = "one of the two")
  @Outcome(expect = FORBIDDEN, desc = "both or none, or the queue has run twice or not at all")
  public static class TwoRestarts {
    private final Agent<Integer> agent = failedWithOne(x -> x * 10 + 1);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = restart(agent, 10);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = restart(agent, 20);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = agent.deref();
    }
  }

  /** Whoever sees that the agent has failed can restart it at once. */
  @JCStressTest
  @State
  @Outcome(id = "1, 11, 0", expect = ACCEPTABLE, desc = "restarted, and usable")
  @Outcome(expect = FORBIDDEN, desc = "the restart was refused, or the agent is stuck")
  public static class RestartAgainstFailure {
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
    public void two(III_Result r) {
      while (!agent.isFailed()) {
        Thread.onSpinWait();
      }
      r.r1 = restart(agent, 10);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      agent.send(x -> x + 1);
      r.r2 = agent.deref();
      r.r3 = agent.queueLength();
    }
  }

  /** A send against an action that fails: refused, or run, or kept for the restart. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "accepted, and run once")
  @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or run twice")
  public static class SendAgainstFailure {
    private final Agent<Integer> agent = Subjects.inShared(0);
    private int runs;

    private int count(int present) {
      runs++;
      return present;
    }

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
    public void two(II_Result r) {
      r.r1 = Subjects.send(agent, this::count);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      restart(agent, 10);
      r.r2 = runs;
    }
  }

  /** A failed agent's queue: who adds looks at the failure, who restarts runs what is there. */
  private static class Model {
    final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    volatile boolean failed = true;
    volatile int state;

    int send(int digit) {
      if (failed) {
        return 0;
      }
      queue.add(digit);
      return 1;
    }

    final void run() {
      Integer digit = queue.poll();
      while (digit != null) {
        state = state * 10 + digit;
        digit = queue.poll();
      }
    }
  }

  /** The broken twin of the first two tests: runs what is there, once. */
  @JCStressTest
  @State
  @Outcome(id = "0, 10", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "1, 101", expect = ACCEPTABLE, desc = "accepted, and run")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "accepted and lost, which SendAgainstRestart would show")
  public static class RunsWhatIsThere {
    private final Model model = new Model();

    /** One thread. */
    @Actor
    public void one() {
      model.state = 10;
      model.failed = false;
      model.run();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = model.send(1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = model.state;
    }
  }

  /** The broken twin of SendAgainstClear: opens the agent, then clears its queue. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "refused, or kept")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "accepted and cleared, which SendAgainstClear would show")
  public static class OpensThenClears {
    private final Model model = new Model();

    /** One thread. */
    @Actor
    public void one() {
      model.failed = false;
      Windows.widen();
      model.queue.clear();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = model.send(1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = model.queue.size();
    }
  }

  /** The broken twin of TwoRestarts: looks whether the agent has failed, then restarts it. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 10", "0, 1, 20"},
      expect = ACCEPTABLE,
      desc = "one of the two")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "both have restarted it, which TwoRestarts would show")
  public static class LooksThenRestarts {
    private final Model model = new Model();

    private int restart(int value) {
      if (!model.failed) {
        return 0;
      }
      Windows.widen();
      model.failed = false;
      model.state = value;
      return 1;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = restart(10);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = restart(20);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = model.state;
    }
  }

  /** The broken twin of RestartAgainstFailure: shows the failure, then leaves the queue. */
  @JCStressTest
  @State
  @Outcome(id = "1, 11, 0", expect = ACCEPTABLE, desc = "restarted, and usable")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "an agent that is stuck, which RestartAgainstFailure would show")
  public static class ShowsThenLeaves {
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile boolean failed;
    private volatile boolean owned = true;
    private volatile int state;

    /** One thread. */
    @Actor
    public void one() {
      failed = true;
      Windows.widen();
      left.set(true);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      while (!failed) {
        Thread.onSpinWait();
      }
      state = 10;
      failed = false;
      if (left.compareAndSet(true, false)) {
        owned = false; // took it over, and found nothing to run
      }
      r.r1 = 1;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      if (!owned) {
        int restarted = state;
        state = restarted + 1;
      }
      r.r2 = state;
      r.r3 = owned ? 1 : 0;
    }
  }

  /** The broken twin of SendAgainstFailure: a failure takes the queue with it. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "refused, or kept")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "accepted and lost, which SendAgainstFailure would show")
  public static class DropsWhenItFails {
    private final Model model = new Model();

    /** The agent is running the action that will fail. */
    public DropsWhenItFails() {
      model.failed = false;
    }

    /** One thread. */
    @Actor
    public void one() {
      Windows.widen();
      model.failed = true;
      model.queue.clear();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = model.send(1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = model.queue.size();
    }
  }
}
