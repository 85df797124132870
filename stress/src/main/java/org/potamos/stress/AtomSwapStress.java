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
import org.potamos.core.Atom;

/**
 * AT-02: no swap is lost, and each answers the value that it has installed itself.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t AtomSwapStress -m quick -sc
 * false"}.
 */
public final class AtomSwapStress {
  private AtomSwapStress() {}

  /** Two swaps of a bare atom before its first change. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2", "2, 1, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class Fresh {
    private final Atom<Integer> atom = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.swap(x -> x + 1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.swap(x -> x + 1);
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

  /** Two swaps of a bare atom that has been changed before: the quick path. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2", "2, 1, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class Calm {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.swap(x -> x + 1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.swap(x -> x + 1);
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

  /** Two swaps of an observed atom: versions count them. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2, 2", "2, 1, 2, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update, or a version that miscounts")
  public static class Observed {
    private final Atom<Integer> atom = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = atom.swap(x -> x + 1);
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

  /** Two swaps of a watched atom: each is delivered. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2, 2", "2, 1, 2, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update, or a lost delivery")
  public static class Watched {
    private final AtomicInteger delivered = new AtomicInteger();
    private final Atom<Integer> atom = Atom.of(0);

    /** Registers the watch. */
    public Watched() {
      atom.watch(change -> delivered.incrementAndGet());
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = atom.swap(x -> x + 1);
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
      r.r4 = delivered.get();
    }
  }

  /** A swap with an argument against one without, on a bare atom before its first change. */
  @JCStressTest
  @State
  @Outcome(
      id = {"10, 11, 11", "11, 1, 11"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class FreshWithArgument {
    private final Atom<Integer> atom = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.swap(Integer::sum, 10);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.swap(x -> x + 1);
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

  /** A swap with an argument against one without, on a bare atom that has been changed before. */
  @JCStressTest
  @State
  @Outcome(
      id = {"10, 11, 11", "11, 1, 11"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class CalmWithArgument {
    private final Atom<Integer> atom = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.swap(Integer::sum, 10);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.swap(x -> x + 1);
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

  /** A swap with an argument against one without, on an observed atom. */
  @JCStressTest
  @State
  @Outcome(
      id = {"10, 11, 11", "11, 1, 11"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class ObservedWithArgument {
    private final Atom<Integer> atom = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = atom.swap(Integer::sum, 10);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = atom.swap(x -> x + 1);
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

  /** The broken twin: reads, computes, then writes. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2", "2, 1, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost update that the tests above would show")
  public static class ReadThenWrite {
    private volatile int value;

    @SuppressWarnings("NonAtomicVolatileUpdate") // that is the bug
    private int swap() {
      int next = value + 1;
      value = next;
      return next;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = swap();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = swap();
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
