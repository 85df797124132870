package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.Windows;

/**
 * CommitProtocol, I3 and I5; the field {@code head} of Ref: refs that one transaction has changed
 * are never seen apart.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t RefSnapshotStress -m quick -sc
 * false"}.
 */
public final class RefSnapshotStress {
  private RefSnapshotStress() {}

  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();

  /** By a transaction that is declared read-only. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before the commit")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "after the commit")
  @Outcome(expect = FORBIDDEN, desc = "half a commit was visible")
  public static class ReadOnly {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      Stm.dosync(() -> {
        a.set(1);
        b.set(1);
      });
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
        r.r2 = b.deref();
      });
    }
  }

  /** By a transaction that happens to read only, in the other order. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before the commit")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "after the commit")
  @Outcome(expect = FORBIDDEN, desc = "half a commit was visible")
  public static class Undeclared {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      Stm.dosync(() -> {
        a.set(1);
        b.set(1);
      });
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      Stm.dosync(() -> {
        r.r2 = b.deref();
        r.r1 = a.deref();
      });
    }
  }

  /**
   * By single calls outside of transactions: once the new value of one is seen, the old value of
   * the other is gone.
   */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "the commit at one point in between")
  @Outcome(expect = FORBIDDEN, desc = "new, then old")
  public static class Derefs {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      Stm.dosync(() -> {
        a.set(1);
        b.set(1);
      });
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = a.deref();
      r.r2 = b.deref();
      r.r3 = a.deref();
    }
  }

  /** The broken twin: two changes that are no transaction. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "before the commit")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "after the commit")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the half change that the first two tests would show")
  public static class TwoSwaps {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      a.swap(x -> 1);
      Windows.widen();
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
        r.r2 = b.deref();
      });
    }
  }

  /** The broken twin: the same, seen by single calls. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "the commit at one point in between")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "new, then old, which the third test would show")
  public static class TwoSwapsDerefs {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      a.swap(x -> 1);
      Windows.widen();
      b.swap(x -> 1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 = a.deref();
      r.r2 = b.deref();
      r.r3 = a.deref();
    }
  }
}
