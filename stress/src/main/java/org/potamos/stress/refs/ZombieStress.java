package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.Windows;

/**
 * Transaction, I1: no body, also none that will run again, sees half of a commit.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t ZombieStress -m quick -sc
 * false"}.
 */
public final class ZombieStress {
  private ZombieStress() {}

  /** A body that reads both refs, then writes. */
  @JCStressTest
  @State
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "equal whenever it looked")
  @Outcome(expect = FORBIDDEN, desc = "a body has seen half of a commit")
  public static class BeforeItsWrite {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);
    private final Ref<Integer> c = Ref.of(0);

    private void write() {
      Stm.dosync(() -> {
        a.alter(x -> x + 1);
        b.alter(x -> x + 1);
      });
    }

    /** One thread. */
    @Actor
    public void one() {
      write();
      write();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      Stm.dosync(() -> {
        int x = a.deref();
        Windows.widen();
        int y = b.deref();
        if (x != y) {
          r.r1 = 1;
        }
        c.set(x);
      });
    }
  }

  /** A body that has written, so that each of its attempts moves its snapshot forward. */
  @JCStressTest
  @State
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "equal whenever it looked")
  @Outcome(expect = FORBIDDEN, desc = "a body has seen half of a commit")
  public static class AfterItsWrite {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);
    private final Ref<Integer> c = Ref.of(0);

    private void write() {
      Stm.dosync(() -> {
        a.alter(x -> x + 1);
        b.alter(x -> x + 1);
      });
    }

    /** One thread. */
    @Actor
    public void one() {
      write();
      write();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      Stm.dosync(() -> {
        c.set(1);
        int x = a.deref();
        Windows.widen();
        int y = b.deref();
        if (x != y) {
          r.r1 = 1;
        }
      });
    }
  }

  /** The broken twin: looks only at its end whether anything has changed. */
  @JCStressTest
  @State
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "equal whenever it looked")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the half commit that the tests above would show")
  public static class ChecksAtTheEnd {
    private volatile int clock;
    private volatile int first;
    private volatile int second;

    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
    private void write() {
      clock++;
      first++;
      second++;
      clock++;
    }

    /** One thread. */
    @Actor
    public void one() {
      write();
      write();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(I_Result r) {
      while (true) {
        int begin = clock;
        int x = first;
        Windows.widen();
        int y = second;
        if (x != y) {
          r.r1 = 1;
        }
        if (begin % 2 == 0 && clock == begin) {
          return;
        }
        Thread.onSpinWait();
      }
    }
  }
}
