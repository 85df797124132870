package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.core.Atom;

/**
 * Atom I1 to I3: on the step from bare to observed no change is lost, no wrong value read, and
 * versions count on from there.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t AtomOpeningStress -m quick -sc
 * false"}.
 */
public final class AtomOpeningStress {
  private AtomOpeningStress() {}

  /** The first look at a version against the first change. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "the look before the change")
  @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "the look after the change")
  @Outcome(
      id = {"1, 1, 1, 2", "2, 1, 1, 2"},
      expect = ACCEPTABLE,
      desc = "opened when the change was about to be made: one more, see version()")
  @Outcome(expect = FORBIDDEN, desc = "a lost change, or a version that miscounts")
  public static class VersionAgainstFirstSwap {
    private final Atom<Integer> atom = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = (int) atom.version();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = atom.deref();
      r.r4 = (int) atom.version();
    }
  }

  /** The same against a reset. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "the look before the change")
  @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "the look after the change")
  @Outcome(
      id = {"1, 1, 1, 2", "2, 1, 1, 2"},
      expect = ACCEPTABLE,
      desc = "opened when the change was about to be made: one more, see version()")
  @Outcome(expect = FORBIDDEN, desc = "a lost change, or a version that miscounts")
  public static class VersionAgainstFirstReset {
    private final Atom<Integer> atom = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = (int) atom.version();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = atom.reset(1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = atom.deref();
      r.r4 = (int) atom.version();
    }
  }

  /** The first look at a version against a change by the quick path. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "opened after the change")
  @Outcome(id = "1, 1, 1, 2", expect = ACCEPTABLE, desc = "opened and looked before the change")
  @Outcome(
      id = "2, 1, 1, 2",
      expect = ACCEPTABLE,
      desc = "opened before the change, looked after it")
  @Outcome(expect = FORBIDDEN, desc = "a lost change, or a version that miscounts")
  public static class VersionAgainstLaterSwap {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = (int) atom.version();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = atom.deref();
      r.r4 = (int) atom.version();
    }
  }

  /** The same against a reset. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "opened after the change")
  @Outcome(id = "1, 1, 1, 2", expect = ACCEPTABLE, desc = "opened and looked before the change")
  @Outcome(
      id = "2, 1, 1, 2",
      expect = ACCEPTABLE,
      desc = "opened before the change, looked after it")
  @Outcome(expect = FORBIDDEN, desc = "a lost change, or a version that miscounts")
  public static class VersionAgainstLaterReset {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = (int) atom.version();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = atom.reset(1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = atom.deref();
      r.r4 = (int) atom.version();
    }
  }

  /** A first watch against a change by the quick path; a later change counts on. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 2, 2", expect = ACCEPTABLE, desc = "opened after the change")
  @Outcome(id = "1, 1, 2, 3", expect = ACCEPTABLE, desc = "opened before the change")
  @Outcome(expect = FORBIDDEN, desc = "a lost change, or a version that miscounts")
  public static class WatchAgainstSwap {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      atom.watch(change -> {});
      r.r1 = Math.min((int) atom.version(), 1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      atom.swap(x -> x + 1);
      r.r3 = atom.deref();
      r.r4 = (int) atom.version();
    }
  }

  /** The step against readers: they find the value throughout. */
  @JCStressTest
  @State
  @Outcome(id = "7, 7", expect = ACCEPTABLE, desc = "the value")
  @Outcome(expect = FORBIDDEN, desc = "not the value")
  public static class VersionAgainstDeref {
    private final Atom<@Nullable Integer> atom = Atoms.fresh(7);

    private int read() {
      Integer value = atom.deref();
      return value == null ? 0 : value;
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.version();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = read();
      r.r2 = read();
    }
  }

  /** Two threads open; one then makes a change. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the change last")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "the change before the look of the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost change, or a version that miscounts")
  public static class VersionAgainstVersionAndSwap {
    private final Atom<Integer> atom = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = (int) atom.version();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      atom.version();
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r2 = atom.deref();
      r.r3 = (int) atom.version();
    }
  }

  /** A small model of an atom's two representations, without any care in its opening. */
  private static class Model {
    static final Object OBSERVED = new Object();

    record Node(int value) {}

    final AtomicReference<Object> state = new AtomicReference<>(0);
    final AtomicReference<@Nullable Node> node = new AtomicReference<>();

    int read() {
      Object present = state.get();
      if (present != OBSERVED) {
        return (int) present;
      }
      Node last = node.get();
      return last == null ? -1 : last.value();
    }

    void increment() {
      while (true) {
        Object present = state.get();
        if (present != OBSERVED) {
          if (state.compareAndSet(present, (int) present + 1)) {
            return;
          }
        } else {
          Node last = node.get();
          if (last != null && node.compareAndSet(last, new Node(last.value() + 1))) {
            return;
          }
        }
      }
    }

    /** Does not look whether the value has changed meanwhile, nor whether somebody else opens. */
    void openCarelessly() {
      Object present = state.get();
      if (present != OBSERVED) {
        Windows.widen();
        node.set(new Node((int) present));
        Windows.widen();
        state.set(OBSERVED);
      }
    }

    /** Says that there is a node before there is one. */
    void openTooEarly() {
      Object present = state.getAndSet(OBSERVED);
      Windows.widen();
      node.set(new Node((int) present));
    }
  }

  /** The broken twin: opens without a look at what has changed meanwhile. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the change is there")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost change that the tests above would show")
  public static class SetInsteadOfCompareAndSet {
    private final Model model = new Model();

    /** One thread. */
    @Actor
    public void one() {
      model.openCarelessly();
    }

    /** The other thread. */
    @Actor
    public void two() {
      model.increment();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = model.read();
    }
  }

  /** The broken twin: tells readers of a node that is not there yet. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the value")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the missing value that VersionAgainstDeref would show")
  public static class StateBeforeNode {
    private final Model model = new Model();

    /** One thread. */
    @Actor
    public void one() {
      model.openTooEarly();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = model.read();
      r.r2 = model.read();
    }
  }

  /** The broken twin: two threads open at once. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the change is there")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost change that VersionAgainstVersionAndSwap would show")
  public static class UnguardedOpening {
    private final Model model = new Model();

    /** One thread. */
    @Actor
    public void one() {
      model.openCarelessly();
    }

    /** The other thread. */
    @Actor
    public void two() {
      model.openCarelessly();
      model.increment();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = model.read();
    }
  }
}
