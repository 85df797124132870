package org.potamos.stress.agents;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentRejectedException;
import org.potamos.stress.Windows;

/**
 * Agent, HALTED (overview): who leaves a queue because of a pause and who takes it over agree, so
 * that what waits runs, once.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t PauseStress -m quick -sc
 * false"}.
 */
public final class PauseStress {
  private PauseStress() {}

  /** A pause that has ended leaves nothing behind. */
  @JCStressTest
  @State
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both have run, and nothing waits")
  @Outcome(expect = FORBIDDEN, desc = "an action lost, doubled or left in the queue")
  public static class PauseAndResumeAgainstSends {
    private final Agent<Integer> agent = Subjects.inShared(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.pause();
      agent.resume();
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** The same in a group that can be closed. */
  @JCStressTest
  @State
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both have run, and nothing waits")
  @Outcome(expect = FORBIDDEN, desc = "an action lost, doubled or left in the queue")
  public static class PauseAndResumeAgainstSendsInClosable {
    private final Agent<Integer> agent = Subjects.inClosable(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.pause();
      agent.resume();
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** A paused agent keeps what it is sent; each action runs, in order, once it is resumed. */
  @JCStressTest
  @State
  @Outcome(id = "12, 0", expect = ACCEPTABLE, desc = "both have run, in order")
  @Outcome(expect = FORBIDDEN, desc = "an action lost, doubled or left in the queue")
  public static class ResumeAgainstSend {
    private final Agent<Integer> agent = Subjects.inShared(0).pause().send(x -> x * 10 + 1);

    /** One thread. */
    @Actor
    public void one() {
      agent.resume();
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(x -> x * 10 + 2);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** Of two that resume one takes the queue over. */
  @JCStressTest
  @State
  @Outcome(id = "123, 0", expect = ACCEPTABLE, desc = "run once, in order")
  @Outcome(expect = FORBIDDEN, desc = "two have run the queue, or nobody")
  public static class TwoResume {
    private final Agent<Integer> agent =
        Subjects.inShared(0)
            .pause()
            .send(x -> x * 10 + 1)
            .send(x -> x * 10 + 2)
            .send(x -> x * 10 + 3);

    /** One thread. */
    @Actor
    public void one() {
      agent.resume();
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.resume();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** Pauses while it runs: what has not begun waits for the second resume. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 123", "1, 123", "12, 123", "123, 123"},
      expect = ACCEPTABLE,
      desc = "some before, the rest after")
  @Outcome(expect = FORBIDDEN, desc = "an action lost or doubled, or out of order")
  public static class ResumeAgainstPause {
    private final Agent<Integer> agent =
        Subjects.inShared(0)
            .pause()
            .send(x -> x * 10 + 1)
            .send(x -> x * 10 + 2)
            .send(x -> x * 10 + 3);

    /** One thread. */
    @Actor
    public void one() {
      agent.resume();
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.pause();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      agent.resume();
      r.r2 = agent.deref();
    }
  }

  /**
   * The executor refuses one of two that resume (row AG-09): the agent runs, or says that it is
   * paused and runs when it is resumed again.
   */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "has run")
  @Outcome(expect = FORBIDDEN, desc = "an agent that is stuck")
  public static class RefusedAgainstResume {
    private final AtomicInteger turns = new AtomicInteger();
    private final Agent<Integer> agent = Agent.builder(0).executor(this::execute).build().pause();

    /** Sends what waits: nothing is refused yet, since the drain leaves at once. */
    public RefusedAgainstResume() {
      agent.send(x -> x + 1);
    }

    private void execute(Runnable drain) {
      if (turns.getAndIncrement() == 1) {
        throw new RejectedExecutionException("once");
      }
      drain.run();
    }

    private void resume() {
      try {
        agent.resume();
      } catch (AgentRejectedException refused) {
        // the agent is paused then
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      resume();
    }

    /** The other thread. */
    @Actor
    public void two() {
      resume();
      resume();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      if (agent.isPaused()) {
        agent.resume();
      }
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** A drain that leaves because of a pause, and who resumes it. */
  private static class Model {
    final AtomicInteger ran = new AtomicInteger();
    final AtomicInteger waiting = new AtomicInteger();
    volatile boolean paused;
    volatile boolean halted;

    final void drain() {
      while (waiting.get() > 0) {
        int next = waiting.get();
        Windows.widen();
        ran.incrementAndGet();
        waiting.set(next - 1);
      }
    }
  }

  /** The broken twin of the tests with sends: looks at the pause, then leaves. */
  @JCStressTest
  @State
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both have run, and nothing waits")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "left after the resume, which the tests above would show")
  public static class LooksThenLeaves {
    private final Model model = new Model();

    /** One thread. */
    @Actor
    public void one() {
      model.paused = true;
      Windows.widen();
      model.paused = false;
      if (model.halted) {
        model.halted = false;
        model.drain();
      }
    }

    /** The other thread. */
    @Actor
    public void two() {
      model.waiting.set(2);
      if (model.paused) {
        Windows.widen();
        model.halted = true;
      } else {
        model.drain();
      }
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = model.ran.get();
      r.r2 = model.waiting.get();
    }
  }

  /** The broken twin of TwoResume: looks whether the queue was left, then takes it over. */
  @JCStressTest
  @State
  @Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "run once")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "two have run the queue, which TwoResume would show")
  public static class LooksThenTakesOver {
    private final Model model = new Model();

    /** Three wait, and nobody owns them. */
    public LooksThenTakesOver() {
      model.waiting.set(3);
      model.halted = true;
    }

    private void resume() {
      if (model.halted) {
        Windows.widen();
        model.halted = false;
        model.drain();
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      resume();
    }

    /** The other thread. */
    @Actor
    public void two() {
      resume();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = model.ran.get();
      r.r2 = model.waiting.get();
    }
  }

  /** The broken twin of RefusedAgainstResume: pauses again in two steps. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "has run")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "an agent that is stuck, which RefusedAgainstResume would show")
  public static class PausesInTwoSteps {
    private final AtomicBoolean paused = new AtomicBoolean(false);
    private final AtomicBoolean halted = new AtomicBoolean(false);
    private final AtomicInteger waiting = new AtomicInteger(1);

    private void resume() {
      if (paused.compareAndSet(true, false) && halted.compareAndSet(true, false)) {
        waiting.set(0);
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      paused.set(true);
      Windows.widen();
      halted.set(true);
    }

    /** The other thread. */
    @Actor
    public void two() {
      resume();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      if (paused.get()) {
        resume();
      }
      r.r1 = 1 - waiting.get();
      r.r2 = waiting.get();
    }
  }
}
