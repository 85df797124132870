package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.Windows;

/**
 * CommitProtocol, step 3: what is commuted is computed from the newest value, and counts.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t CommuteStress -m quick -sc
 * false"}.
 */
public final class CommuteStress {
  private CommuteStress() {}

  /** Against an alter of the same ref. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
  @Outcome(expect = FORBIDDEN, desc = "a lost update")
  public static class AgainstAlter {
    private final Ref<Integer> a = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      Stm.dosync(() -> {
        a.commute(x -> x + 1);
      });
    }

    /** The other thread. */
    @Actor
    public void two() {
      Stm.dosync(() -> {
        a.alter(x -> x + 1);
      });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = a.deref();
    }
  }

  /** The broken twin: commits what the body has seen, without computing it again. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost update that the tests above would show")
  public static class CommitsWhatWasSeen {
    private final Ref<Integer> a = Ref.of(0);

    /** One thread. */
    @Actor
    public void one() {
      int seen = a.deref() + 1;
      Windows.widen();
      Stm.dosync(() -> {
        a.set(seen);
      });
    }

    /** The other thread. */
    @Actor
    public void two() {
      Stm.dosync(() -> {
        a.alter(x -> x + 1);
      });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = a.deref();
    }
  }
}
