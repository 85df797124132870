package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;

/**
 * VA-05, ruling V3: once setValidator has returned, no value that it rejects is visible.
 *
 * <p>Outcomes: whether the validator was accepted, the value seen then, whether the change to -5
 * was accepted, the value in the end.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t ValidatorStress -m quick -sc
 * false"}.
 */
public final class ValidatorStress {
  private ValidatorStress() {}

  /** Against the first swap of a bare atom. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the validator first: the change is rejected")
  @Outcome(
      id = "0, -5, 1, -5",
      expect = ACCEPTABLE,
      desc = "the change first: the validator is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected value was visible")
  public static class AgainstFirstSwap {
    private final Atom<Integer> atom = Atoms.fresh(0);

    private boolean change() {
      try {
        atom.swap(x -> -5);
        return true;
      } catch (InvalidStateException rejected) {
        return false;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      try {
        atom.setValidator(x -> x >= 0, "must be >= 0");
        r.r1 = 1;
      } catch (InvalidStateException rejected) {
        r.r1 = 0;
      }
      r.r2 = atom.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = change() ? 1 : 0;
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

  /** Against a swap by the quick path. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the validator first: the change is rejected")
  @Outcome(
      id = "0, -5, 1, -5",
      expect = ACCEPTABLE,
      desc = "the change first: the validator is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected value was visible")
  public static class AgainstSwap {
    private final Atom<Integer> atom = Atoms.calm(0);

    private boolean change() {
      try {
        atom.swap(x -> -5);
        return true;
      } catch (InvalidStateException rejected) {
        return false;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      try {
        atom.setValidator(x -> x >= 0, "must be >= 0");
        r.r1 = 1;
      } catch (InvalidStateException rejected) {
        r.r1 = 0;
      }
      r.r2 = atom.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = change() ? 1 : 0;
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

  /** Against a swap of an observed atom. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the validator first: the change is rejected")
  @Outcome(
      id = "0, -5, 1, -5",
      expect = ACCEPTABLE,
      desc = "the change first: the validator is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected value was visible")
  public static class AgainstSwapObserved {
    private final Atom<Integer> atom = Atoms.observed(0);

    private boolean change() {
      try {
        atom.swap(x -> -5);
        return true;
      } catch (InvalidStateException rejected) {
        return false;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      try {
        atom.setValidator(x -> x >= 0, "must be >= 0");
        r.r1 = 1;
      } catch (InvalidStateException rejected) {
        r.r1 = 0;
      }
      r.r2 = atom.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = change() ? 1 : 0;
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

  /** Against a reset by the quick path. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the validator first: the change is rejected")
  @Outcome(
      id = "0, -5, 1, -5",
      expect = ACCEPTABLE,
      desc = "the change first: the validator is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected value was visible")
  public static class AgainstReset {
    private final Atom<Integer> atom = Atoms.calm(0);

    private boolean change() {
      try {
        atom.reset(-5);
        return true;
      } catch (InvalidStateException rejected) {
        return false;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      try {
        atom.setValidator(x -> x >= 0, "must be >= 0");
        r.r1 = 1;
      } catch (InvalidStateException rejected) {
        r.r1 = 0;
      }
      r.r2 = atom.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = change() ? 1 : 0;
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

  /** Against a compareAndSet of a bare atom. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the validator first: the change is rejected")
  @Outcome(
      id = "0, -5, 1, -5",
      expect = ACCEPTABLE,
      desc = "the change first: the validator is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected value was visible")
  public static class AgainstCompareAndSet {
    private final Atom<Integer> atom = Atoms.calm(0);

    private boolean change() {
      try {
        return atom.compareAndSet(0, -5);
      } catch (InvalidStateException rejected) {
        return false;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      try {
        atom.setValidator(x -> x >= 0, "must be >= 0");
        r.r1 = 1;
      } catch (InvalidStateException rejected) {
        r.r1 = 0;
      }
      r.r2 = atom.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = change() ? 1 : 0;
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

  /** Against a compareAndSet of an observed atom. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the validator first: the change is rejected")
  @Outcome(
      id = "0, -5, 1, -5",
      expect = ACCEPTABLE,
      desc = "the change first: the validator is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected value was visible")
  public static class AgainstCompareAndSetObserved {
    private final Atom<Integer> atom = Atoms.observed(0);

    private boolean change() {
      try {
        return atom.compareAndSet(0, -5);
      } catch (InvalidStateException rejected) {
        return false;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      try {
        atom.setValidator(x -> x >= 0, "must be >= 0");
        r.r1 = 1;
      } catch (InvalidStateException rejected) {
        r.r1 = 0;
      }
      r.r2 = atom.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = change() ? 1 : 0;
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

  /** The broken twin: validator and value apart, checked and then set (VA-05, as in Clojure). */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the validator first: the change is rejected")
  @Outcome(
      id = "0, -5, 1, -5",
      expect = ACCEPTABLE,
      desc = "the change first: the validator is rejected")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the rejected value that the tests above would show")
  public static class CheckThenSet {
    private final AtomicInteger value = new AtomicInteger();
    private volatile IntPredicate validator = x -> true;

    private boolean setValidator(IntPredicate next) {
      boolean valid = next.test(value.get());
      if (valid) {
        Windows.widen();
        validator = next;
      }
      return valid;
    }

    private boolean swap(int next) {
      while (true) {
        int old = value.get();
        if (!validator.test(next)) {
          return false;
        }
        Windows.widen();
        if (value.compareAndSet(old, next)) {
          return true;
        }
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = setValidator(x -> x >= 0) ? 1 : 0;
      r.r2 = value.get();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = swap(-5) ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r4 = value.get();
    }
  }
}
