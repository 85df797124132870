package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.Windows;

/**
 * Ref, overview: a swap is a commit of one ref, in one order with the transactions.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t SingleOperationStress -m quick
 * -sc false"}.
 */
public final class SingleOperationStress {
  private SingleOperationStress() {}

  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();

  /** A swap against a transaction that copies what it makes of the same ref. */
  @JCStressTest
  @State
  @Outcome(
      id = {"2, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class SwapAgainstTransaction {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      a.swap(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      Stm.dosync(() -> {
        int x = a.deref() + 1;
        Windows.widen();
        a.set(x);
        b.set(x);
      });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = a.deref();
      r.r2 = b.deref();
    }
  }

  /** Two swaps, one after the other, are seen by a transaction in that order. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "in order")
  @Outcome(expect = FORBIDDEN, desc = "the second without the first")
  public static class TwoSwapsInOrder {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      a.swap(x -> 1);
      b.swap(x -> 1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      READ_ONLY.dosync(() -> {
        r.r1 = a.deref();
        Windows.widen();
        r.r2 = b.deref();
      });
    }
  }

  /** The broken twin: reads, computes, then resets. */
  @JCStressTest
  @State
  @Outcome(
      id = {"2, 1", "2, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the lost update that the first test would show")
  public static class ReadThenReset {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      int x = a.deref();
      Windows.widen();
      a.reset(x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      Stm.dosync(() -> {
        int x = a.deref() + 1;
        a.set(x);
        b.set(x);
      });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = a.deref();
      r.r2 = b.deref();
    }
  }

  /** The broken twin: looks at the two refs without a transaction. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "in order")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the second without the first, which the second test would show")
  public static class DerefsInTurn {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      a.swap(x -> 1);
      b.swap(x -> 1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = a.deref();
      Windows.widen();
      r.r2 = b.deref();
    }
  }
}
