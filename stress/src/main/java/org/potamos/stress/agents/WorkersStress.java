package org.potamos.stress.agents;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.agents.Agent;
import org.potamos.stress.Windows;

/**
 * VirtualWorkers, I1 to I3 (ruling G1, flaw G5): a drain that is dispatched while a worker stops
 * searching is run, and none waits for another one's action.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t WorkersStress -m quick -sc
 * false"}.
 */
public final class WorkersStress {
  private WorkersStress() {}

  /** Two agents that are woken at once both run. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both have run")
  @Outcome(expect = FORBIDDEN, desc = "a drain was forgotten")
  public static class TwoAgents {
    private final Agent<Integer> first = Agent.of(0);
    private final Agent<Integer> second = Agent.of(0);

    /** One thread. */
    @Actor
    public void one() {
      first.send(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      second.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = Subjects.await(first) * first.deref();
      r.r2 = Subjects.await(second) * second.deref();
    }
  }

  /** One agent that two send to: the end of its drain and the end of the search meet. */
  @JCStressTest
  @State
  @Outcome(id = "1, 4", expect = ACCEPTABLE, desc = "all have run")
  @Outcome(expect = FORBIDDEN, desc = "an action was forgotten or doubled")
  public static class OneAgent {
    private final Agent<Integer> agent = Agent.of(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
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
      r.r1 = Subjects.await(agent);
      r.r2 = agent.deref();
    }
  }

  /** An action that waits for another agent's action does not keep it from a thread. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both have run")
  @Outcome(expect = FORBIDDEN, desc = "an agent waited for another one's action")
  public static class BesideOneThatBlocks {
    private final Agent<Integer> blocked = Agent.of(0);
    private final Agent<Integer> other = Agent.of(0);
    private final CountDownLatch gate = new CountDownLatch(1);

    private int pass(int present) {
      try {
        return gate.await(Subjects.LONG.toSeconds(), TimeUnit.SECONDS) ? present + 1 : -1;
      } catch (InterruptedException interrupted) {
        return -2;
      }
    }

    private int open(int present) {
      gate.countDown();
      return present + 1;
    }

    /** One thread. */
    @Actor
    public void one() {
      blocked.send(this::pass);
    }

    /** The other thread. */
    @Actor
    public void two() {
      other.send(this::open);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = Subjects.await(blocked) * blocked.deref();
      r.r2 = Subjects.await(other) * other.deref();
    }
  }

  /** What an action sends is run, whether its thread takes it over or passes it on. */
  @JCStressTest
  @State
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "all have run")
  @Outcome(expect = FORBIDDEN, desc = "what was sent inside was forgotten")
  public static class HandedOver {
    private final Agent<Integer> first = Agent.of(0);
    private final Agent<Integer> second = Agent.of(0);

    private int passOn(int present) {
      second.send(x -> x + 1);
      return present + 1;
    }

    /** One thread. */
    @Actor
    public void one() {
      first.send(this::passOn);
    }

    /** The other thread. */
    @Actor
    public void two() {
      first.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = Subjects.await(first) * first.deref();
      r.r2 = Subjects.await(second) * second.deref();
    }
  }

  /** What is ready, and who is responsible for looking at it. */
  private static class Model {
    final ConcurrentLinkedQueue<Integer> ready = new ConcurrentLinkedQueue<>();
    final AtomicInteger searching = new AtomicInteger(1);
    final AtomicInteger ran = new AtomicInteger();

    /** Who becomes responsible runs it, as a thread that is started would. */
    final void dispatch() {
      ready.add(1);
      if (searching.get() == 0 && searching.compareAndSet(0, 1)) {
        runAll();
        searching.set(0);
      }
    }

    final void runAll() {
      while (ready.poll() != null) {
        ran.incrementAndGet();
      }
    }
  }

  /** The broken twin of the tests above: a worker stops searching without a second look. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "has run")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "a drain forgotten, which the tests above would show")
  public static class StopsWithoutLooking {
    private final Model model = new Model();

    /** One thread. */
    @Actor
    public void one() {
      model.runAll();
      Windows.widen();
      Windows.widen();
      model.searching.set(0);
    }

    /** The other thread. */
    @Actor
    public void two() {
      Windows.widen();
      model.dispatch();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = model.ran.get();
      r.r2 = model.ready.size();
    }
  }

  /** The broken twin of BesideOneThatBlocks: leaves the search late, without a look. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both have run")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "a drain behind another one's action, which BesideOneThatBlocks would show")
  public static class LeavesLate {
    private static final int PATIENCE = 10_000;
    private final Model model = new Model();

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      Windows.widen();
      model.searching.set(0);
      int patience = PATIENCE;
      while (model.ran.get() == 0 && patience > 0) { // the action that blocks
        patience--;
        Thread.onSpinWait();
      }
      r.r1 = model.ran.get();
    }

    /** The other thread. */
    @Actor
    public void two() {
      model.dispatch();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = model.ran.get();
    }
  }
}
