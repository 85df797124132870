package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.function.IntPredicate;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.potamos.core.InvalidStateException;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.Windows;

/**
 * VA-05, ruling V3, for refs: once setValidator has returned, no value that it rejects is visible.
 *
 * <p>Outcomes: whether the validator was accepted, the value seen then, whether the change to -5
 * was accepted, the value in the end.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t RefValidatorStress -m quick -sc
 * false"}.
 */
public final class RefValidatorStress {
  private RefValidatorStress() {}

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
    private final Ref<Integer> a = Ref.of(0);

    private int install() {
      try {
        a.setValidator(x -> x >= 0, "must be >= 0");
        return 1;
      } catch (InvalidStateException rejected) {
        return 0;
      }
    }

    private boolean change() {
      try {
        a.swap(x -> -5);
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
      r.r1 = install();
      r.r2 = a.deref();
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
      r.r4 = a.deref();
    }
  }

  /** Against a transaction that changes another ref too: both or neither. */
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
  @Outcome(expect = FORBIDDEN, desc = "a rejected value was visible, or half of the transaction")
  public static class AgainstTransaction {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private int install() {
      try {
        a.setValidator(x -> x >= 0, "must be >= 0");
        return 1;
      } catch (InvalidStateException rejected) {
        return 0;
      }
    }

    private boolean change() {
      try {
        Stm.dosync(() -> {
          b.set(-5);
          a.set(-5);
        });
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
      r.r1 = install();
      r.r2 = a.deref();
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
      r.r4 = a.deref().equals(b.deref()) ? a.deref() : 99;
    }
  }

  /** The broken twin: validator and value apart, checked and then set. */
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
    private final Ref<Integer> a = Ref.of(0);
    private volatile IntPredicate validator = x -> true;

    private boolean setValidator(IntPredicate next) {
      boolean valid = next.test(a.deref());
      if (valid) {
        Windows.widen();
        validator = next;
      }
      return valid;
    }

    private boolean change(int next) {
      if (!validator.test(next)) {
        return false;
      }
      Windows.widen();
      a.reset(next);
      return true;
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = setValidator(x -> x >= 0) ? 1 : 0;
      r.r2 = a.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = change(-5) ? 1 : 0;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r4 = a.deref();
    }
  }
}
