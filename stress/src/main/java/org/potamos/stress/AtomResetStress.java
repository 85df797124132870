package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.core.Atom;
import org.potamos.core.Change;

/**
 * AT-09, ruling A1: a reset reports exactly the value that it has replaced.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t AtomResetStress -m quick -sc
 * false"}.
 */
public final class AtomResetStress {
  private AtomResetStress() {}

  /** Two resetVals on a bare atom before its first change: the old values link into one chain. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1, 2", "2, 0, 1"},
      expect = ACCEPTABLE,
      desc = "0 is replaced by one, and that by the other")
  @Outcome(expect = FORBIDDEN, desc = "an old value that was not there, or one reported twice")
  public static class TwoResetVals {
    private final Atom<Integer> atom = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.resetVals(1).oldValue();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.resetVals(2).oldValue();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = atom.deref();
    }
  }

  /** Two resetVals on an observed atom: the old values link into one chain. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1, 2", "2, 0, 1"},
      expect = ACCEPTABLE,
      desc = "0 is replaced by one, and that by the other")
  @Outcome(expect = FORBIDDEN, desc = "an old value that was not there, or one reported twice")
  public static class TwoResetValsObserved {
    private final Atom<Integer> atom = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.resetVals(1).oldValue();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.resetVals(2).oldValue();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = atom.deref();
    }
  }

  /** A resetVals against a swapVals, on a bare atom that has been changed before. */
  @JCStressTest
  @State
  @Outcome(id = "0, 5, 6, 6", expect = ACCEPTABLE, desc = "the reset first")
  @Outcome(id = "1, 0, 1, 5", expect = ACCEPTABLE, desc = "the swap first")
  @Outcome(expect = FORBIDDEN, desc = "an old value that was not there, or one reported twice")
  public static class ResetValsAgainstSwapVals {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = atom.resetVals(5).oldValue();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      Change<Integer> change = atom.swapVals(x -> x + 1);
      r.r2 = change.oldValue();
      r.r3 = change.newValue();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r4 = atom.deref();
    }
  }

  /** A resetVals against a swapVals, on an observed atom. */
  @JCStressTest
  @State
  @Outcome(id = "0, 5, 6, 6", expect = ACCEPTABLE, desc = "the reset first")
  @Outcome(id = "1, 0, 1, 5", expect = ACCEPTABLE, desc = "the swap first")
  @Outcome(expect = FORBIDDEN, desc = "an old value that was not there, or one reported twice")
  public static class ResetValsAgainstSwapValsObserved {
    private final Atom<Integer> atom = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = atom.resetVals(5).oldValue();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      Change<Integer> change = atom.swapVals(x -> x + 1);
      r.r2 = change.oldValue();
      r.r3 = change.newValue();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r4 = atom.deref();
    }
  }

  /** Two resets of a watched atom: what the watch is told links into one chain as well. */
  @JCStressTest
  @State
  @Outcome(id = "21, 2", expect = ACCEPTABLE, desc = "0 to 1, then 1 to 2")
  @Outcome(id = "22, 1", expect = ACCEPTABLE, desc = "0 to 2, then 2 to 1")
  @Outcome(expect = FORBIDDEN, desc = "an old value that was not there, or one reported twice")
  public static class WatchedResets {
    private final AtomicInteger olds = new AtomicInteger();
    private final Atom<Integer> atom = Atom.of(0);

    /** Registers a watch that counts in tens and sums up the old values. */
    public WatchedResets() {
      atom.watch(change -> olds.addAndGet(10 + change.oldValue()));
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.reset(1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      atom.reset(2);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = olds.get();
      r.r2 = atom.deref();
    }
  }

  /** The broken twin: reads the old value, then sets (AT-09, as in Clojure). */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1, 2", "2, 0, 1"},
      expect = ACCEPTABLE,
      desc = "0 is replaced by one, and that by the other")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the wrong old value that the tests above would show")
  public static class ReadThenSet {
    private volatile int value;

    private int reset(int next) {
      int old = value;
      value = next;
      return old;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = reset(1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = reset(2);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = value;
    }
  }
}
