package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.core.Atom;

/**
 * AT-15: changes of two atoms are seen in one order by everybody; a change is complete before the
 * read that follows it.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t AtomStoreBufferingStress -m
 * quick -sc false"}.
 */
public final class AtomStoreBufferingStress {
  private AtomStoreBufferingStress() {}

  /** Two bare atoms, reset for the first time. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least one sees the change of the other")
  @Outcome(expect = FORBIDDEN, desc = "both read the old value: not volatile")
  public static class ResetFresh {
    private final Atom<Integer> first = Atoms.fresh(0);
    private final Atom<Integer> second = Atoms.fresh(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      first.reset(1);
      r.r1 = second.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      second.reset(1);
      r.r2 = first.deref();
    }
  }

  /** Two bare atoms, reset by the quick path. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least one sees the change of the other")
  @Outcome(expect = FORBIDDEN, desc = "both read the old value: not volatile")
  public static class ResetCalm {
    private final Atom<Integer> first = Atoms.calm(0);
    private final Atom<Integer> second = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      first.reset(1);
      r.r1 = second.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      second.reset(1);
      r.r2 = first.deref();
    }
  }

  /** Two bare atoms, swapped by the quick path. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least one sees the change of the other")
  @Outcome(expect = FORBIDDEN, desc = "both read the old value: not volatile")
  public static class SwapCalm {
    private final Atom<Integer> first = Atoms.calm(0);
    private final Atom<Integer> second = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      first.swap(x -> 1);
      r.r1 = second.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      second.swap(x -> 1);
      r.r2 = first.deref();
    }
  }

  /** Two observed atoms, reset. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least one sees the change of the other")
  @Outcome(expect = FORBIDDEN, desc = "both read the old value: not volatile")
  public static class ResetObserved {
    private final Atom<Integer> first = Atoms.observed(0);
    private final Atom<Integer> second = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      first.reset(1);
      r.r1 = second.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      second.reset(1);
      r.r2 = first.deref();
    }
  }

  /** Two observed atoms, swapped. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least one sees the change of the other")
  @Outcome(expect = FORBIDDEN, desc = "both read the old value: not volatile")
  public static class SwapObserved {
    private final Atom<Integer> first = Atoms.observed(0);
    private final Atom<Integer> second = Atoms.observed(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      first.swap(x -> 1);
      r.r1 = second.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      second.swap(x -> 1);
      r.r2 = first.deref();
    }
  }

  /** Two bare atoms, changed by compareAndSet. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least one sees the change of the other")
  @Outcome(expect = FORBIDDEN, desc = "both read the old value: not volatile")
  public static class CompareAndSetCalm {
    private final Atom<Integer> first = Atoms.calm(0);
    private final Atom<Integer> second = Atoms.calm(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      first.compareAndSet(0, 1);
      r.r1 = second.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      second.compareAndSet(0, 1);
      r.r2 = first.deref();
    }
  }

  /** The broken twin: release writes and acquire reads. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "at least one sees the change of the other")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the two old values that the tests above would show")
  public static class ReleaseAcquire {
    private static final VarHandle FIRST;
    private static final VarHandle SECOND;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        FIRST = lookup.findVarHandle(ReleaseAcquire.class, "first", int.class);
        SECOND = lookup.findVarHandle(ReleaseAcquire.class, "second", int.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    @SuppressWarnings("UnusedVariable") // by way of FIRST
    private int first;

    @SuppressWarnings("UnusedVariable") // by way of SECOND
    private int second;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      FIRST.setRelease(this, 1);
      r.r1 = (int) SECOND.getAcquire(this);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      SECOND.setRelease(this, 1);
      r.r2 = (int) FIRST.getAcquire(this);
    }
  }
}
