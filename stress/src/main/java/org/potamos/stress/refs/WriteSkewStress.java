package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.Windows;

/**
 * Isolation: of two transactions that each change what the other has read, one runs again.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t WriteSkewStress -m quick -sc
 * false"}.
 */
public final class WriteSkewStress {
  private WriteSkewStress() {}

  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);

  /** Serializable transactions. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 1", "0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "write skew")
  public static class Serializable {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private int take(Ref<Integer> own) {
      return Stm.options()
          .dosync(() -> {
            if (a.deref() + b.deref() != 0) {
              return 0;
            }
            Windows.widen();
            own.set(1);
            return 1;
          });
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = take(a);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = take(b);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = a.deref() + b.deref();
    }
  }

  /** Transactions of snapshot isolation that ensure what they read. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 1", "0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "write skew")
  public static class SnapshotEnsured {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private int take(Ref<Integer> own) {
      return SNAPSHOT.dosync(() -> {
        if (a.ensure() + b.ensure() != 0) {
          return 0;
        }
        Windows.widen();
        own.set(1);
        return 1;
      });
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = take(a);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = take(b);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = a.deref() + b.deref();
    }
  }

  /** The twin: snapshot isolation allows it. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 1", "0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the write skew that the tests above would show")
  public static class Snapshot {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private int take(Ref<Integer> own) {
      return SNAPSHOT.dosync(() -> {
        if (a.deref() + b.deref() != 0) {
          return 0;
        }
        Windows.widen();
        own.set(1);
        return 1;
      });
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = take(a);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = take(b);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = a.deref() + b.deref();
    }
  }
}
