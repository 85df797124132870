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
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.Windows;

/**
 * Alternatives: what an alternative has written that was given up is never visible, and what it has
 * read still counts.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t OrElseStress -m quick -sc
 * false"}.
 */
public final class OrElseStress {
  private OrElseStress() {}

  /** The first alternative writes, then gives up. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "only what the second did")
  @Outcome(expect = FORBIDDEN, desc = "a write of the first")
  public static class LeavesNothing {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> c = Ref.of(0);

    private Integer first() {
      a.set(1);
      return Stm.retry();
    }

    /** One thread. */
    @Actor
    public void one() {
      Stm.<Integer, RuntimeException>dosync(
          () -> Stm.<Integer, RuntimeException>orElse(this::first, () -> c.set(1)));
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = a.deref();
      r.r2 = c.deref();
    }
  }

  /** The second alternative is chosen because of what the first has read. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "chosen after the other transaction")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "chosen before it")
  @Outcome(expect = FORBIDDEN, desc = "a choice that was not true at the commit")
  public static class DependsOnTheFirst {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);
    private final Ref<Integer> c = Ref.of(0);

    private Integer first() {
      Stm.check(b.deref() == 1);
      return a.set(1);
    }

    /** One thread. */
    @Actor
    public void one() {
      Stm.<Integer, RuntimeException>dosync(
          () -> Stm.<Integer, RuntimeException>orElse(this::first, () -> c.set(1)));
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 =
          Stm.dosync(() -> {
            b.set(1);
            return c.deref();
          });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r2 = a.deref();
      r.r3 = c.deref();
    }
  }

  /** The broken twin: commits the first alternative, and undoes it by another transaction. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "only what the second did")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the write of the first that the first test would show")
  public static class UndoesByAnother {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> c = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      a.reset(1);
      Windows.widen();
      Stm.dosync(() -> {
        a.set(0);
        c.set(1);
      });
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = a.deref();
      r.r2 = c.deref();
    }
  }

  /** The broken twin: chooses before the transaction begins. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "chosen after the other transaction")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "chosen before it")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the outdated choice that the second test would show")
  public static class ChoosesOutside {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);
    private final Ref<Integer> c = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      boolean first = b.deref() == 1;
      Windows.widen();
      Stm.dosync(() -> {
        (first ? a : c).set(1);
      });
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r1 =
          Stm.dosync(() -> {
            b.set(1);
            return c.deref();
          });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r2 = a.deref();
      r.r3 = c.deref();
    }
  }
}
