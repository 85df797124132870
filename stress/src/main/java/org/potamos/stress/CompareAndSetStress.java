package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.core.Atom;

/**
 * AT-06, ruling A1: of two compareAndSets from the same value one succeeds; a replace never
 * overwrites what it has not compared.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t CompareAndSetStress -m quick
 * -sc false"}.
 */
public final class CompareAndSetStress {
  private CompareAndSetStress() {}

  /** Two compareAndSets from the same value, on a bare atom before its first change. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first one")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the other one")
  @Outcome(expect = FORBIDDEN, desc = "both succeeded, or neither")
  public static class Fresh {
    private final Atom<Integer> atom = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.compareAndSet(0, 1) ? 1 : 0;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.compareAndSet(0, 2) ? 1 : 0;
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

  /** Two compareAndSets from the same value, on a bare atom that has been changed before. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first one")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the other one")
  @Outcome(expect = FORBIDDEN, desc = "both succeeded, or neither")
  public static class Calm {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.compareAndSet(0, 1) ? 1 : 0;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.compareAndSet(0, 2) ? 1 : 0;
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

  /** Two compareAndSets from the same value, on an observed atom. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first one")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the other one")
  @Outcome(expect = FORBIDDEN, desc = "both succeeded, or neither")
  public static class Observed {
    private final Atom<Integer> atom = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.compareAndSet(0, 1) ? 1 : 0;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.compareAndSet(0, 2) ? 1 : 0;
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

  /** A replace against a reset, on a bare atom that has been changed before. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2", "0, 2"},
      expect = ACCEPTABLE,
      desc = "the reset is last, or the replace finds nothing to replace")
  @Outcome(expect = FORBIDDEN, desc = "the reset was overwritten")
  public static class ReplaceAgainstReset {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = atom.replace(0, 1) ? 1 : 0;
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
      r.r2 = atom.deref();
    }
  }

  /** A replace against a reset, on an observed atom. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2", "0, 2"},
      expect = ACCEPTABLE,
      desc = "the reset is last, or the replace finds nothing to replace")
  @Outcome(expect = FORBIDDEN, desc = "the reset was overwritten")
  public static class ReplaceAgainstResetObserved {
    private final Atom<Integer> atom = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = atom.replace(0, 1) ? 1 : 0;
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
      r.r2 = atom.deref();
    }
  }

  /** The broken twin: compares, then sets. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first one")
  @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the other one")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the double success that the tests above would show")
  public static class CompareThenSet {
    private volatile int value;

    private int compareAndSet(int next) {
      if (value != 0) {
        return 0;
      }
      Windows.widen();
      value = next;
      return 1;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = compareAndSet(1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = compareAndSet(2);
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

  /** The broken twin of the replaces. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2", "0, 2"},
      expect = ACCEPTABLE,
      desc = "the reset is last, or the replace finds nothing to replace")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the overwritten reset that the tests above would show")
  public static class CompareThenSetAgainstReset {
    private volatile int value;

    private int replace(int next) {
      if (value != 0) {
        return 0;
      }
      Windows.widen();
      value = next;
      return 1;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = replace(1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      value = 2;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = value;
    }
  }
}
