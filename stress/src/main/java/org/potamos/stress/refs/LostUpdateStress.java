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
 * CommitProtocol, step 1: what an attempt has built on has not moved.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t LostUpdateStress -m quick -sc
 * false"}.
 */
public final class LostUpdateStress {
  private LostUpdateStress() {}

  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);

  /** Two alters. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2", "2, 1, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class Alter {
    private final Ref<Integer> ref = Ref.of(0);

    private int add() {
      return Stm.dosync(() -> ref.alter(x -> x + 1));
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = add();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = add();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = ref.deref();
    }
  }

  /** Two alters under snapshot isolation: the first to commit wins. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2", "2, 1, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class Snapshot {
    private final Ref<Integer> ref = Ref.of(0);

    private int add() {
      return SNAPSHOT.dosync(() -> ref.alter(x -> x + 1));
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = add();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = add();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = ref.deref();
    }
  }

  /** The broken twin: reads before its transaction begins. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 2, 2", "2, 1, 2"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost update that the tests above would show")
  public static class DerefOutside {
    private final Ref<Integer> ref = Ref.of(0);

    private int addTo(int x) {
      Windows.widen();
      return Stm.dosync(() -> ref.set(x + 1));
    }

    private int add() {
      return addTo(ref.deref());
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = add();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = add();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = ref.deref();
    }
  }
}
