package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
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
 * Exclusive, I1 to I3: nobody commits beside an irrevocable transaction, which runs once.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t ExclusiveStress -m quick -sc
 * false"}.
 */
public final class ExclusiveStress {
  private ExclusiveStress() {}

  private static final TransactionOptions IRREVOCABLE = Stm.options().irrevocable();

  /** Against a transaction that changes two refs. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "one after the other, and one run")
  @Outcome(expect = FORBIDDEN, desc = "a commit beside it, or a second run")
  public static class AgainstTransaction {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);
    private int runs;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      IRREVOCABLE.dosync(() -> {
        runs++;
        int x = a.deref();
        Windows.widen();
        int y = b.deref();
        r.r1 = x == y ? 1 : 0;
        a.set(x + 10);
        b.set(y + 10);
      });
    }

    /** The other thread. */
    @Actor
    public void two() {
      Stm.dosync(() -> {
        a.alter(x -> x + 1);
        b.alter(x -> x + 1);
      });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r2 = runs;
      r.r3 = a.deref() == 11 && b.deref() == 11 ? 1 : 0;
    }
  }

  /** Against a swap by the quick path. */
  @JCStressTest
  @State
  @Outcome(id = "1, 11", expect = ACCEPTABLE, desc = "one after the other, and one run")
  @Outcome(expect = FORBIDDEN, desc = "a lost update, or a second run")
  public static class AgainstSwap {
    private final Ref<Integer> a = Ref.of(0);
    private int runs;

    /** One thread. */
    @Actor
    public void one() {
      IRREVOCABLE.dosync(() -> {
        runs++;
        int x = a.deref();
        Windows.widen();
        a.set(x + 10);
      });
    }

    /** The other thread. */
    @Actor
    public void two() {
      a.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = runs;
      r.r2 = a.deref();
    }
  }

  /** The broken twin: looks for the holder of the right before it locks. */
  @JCStressTest
  @State
  @Outcome(id = "1, 11", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost update that the tests above would show")
  public static class LooksThenLocks {
    private final AtomicInteger locked = new AtomicInteger();
    private volatile boolean held;
    private int value;

    private void lock() {
      while (!locked.compareAndSet(0, 1)) {
        Thread.onSpinWait();
      }
    }

    private void unlock() {
      locked.set(0);
    }

    /** One thread. */
    @Actor
    public void one() {
      held = true;
      lock();
      int x = value;
      unlock();
      Windows.widen();
      lock();
      value = x + 10;
      unlock();
      held = false;
    }

    /** The other thread. */
    @Actor
    public void two() {
      while (held) {
        Thread.onSpinWait();
      }
      Windows.widen();
      lock();
      value = value + 1;
      unlock();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = 1;
      r.r2 = value;
    }
  }
}
