package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.potamos.core.Violation;
import org.potamos.refs.CommitCheck;
import org.potamos.refs.CommitRejectedException;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.Windows;

/**
 * Invariants over several refs: two transactions that each change another ref of one, and a
 * transaction beside enforce.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t InvariantStress -m quick -sc
 * false"}.
 */
public final class InvariantStress {
  private InvariantStress() {}

  private static final TransactionOptions SNAPSHOT = Stm.options().isolation(Isolation.SNAPSHOT);

  /** The sum of two refs is not negative. */
  private record NotNegative(Ref<Integer> a, Ref<Integer> b) implements CommitCheck {
    @Override
    public String name() {
      return "not negative";
    }

    @Override
    public List<Ref<Integer>> refs() {
      return List.of(a, b);
    }

    @Override
    public List<Violation> check(View view) {
      boolean holds = view.valueOf(a) + view.valueOf(b) >= 0;
      Windows.widen();
      return holds ? List.of() : List.of(Violation.of("must be >= 0"));
    }
  }

  /** Takes one from a ref without looking at the other; 0 if that was rejected. */
  private static int take(Ref<Integer> own, boolean commutes) {
    try {
      SNAPSHOT.dosync(() -> {
        if (commutes) {
          own.commute(x -> x - 1);
        } else {
          own.alter(x -> x - 1);
        }
        Windows.widen();
      });
      return 1;
    } catch (CommitRejectedException rejected) {
      return 0;
    }
  }

  /** As {@link #take}, if the sum that the body sees allows it. */
  private static int takeIfThere(Ref<Integer> a, Ref<Integer> b, Ref<Integer> own) {
    try {
      return SNAPSHOT.dosync(() -> {
        if (a.deref() + b.deref() < 1) {
          return 0;
        }
        Windows.widen();
        own.alter(x -> x - 1);
        return 1;
      });
    } catch (CommitRejectedException rejected) {
      return -1;
    }
  }

  // ------------------------------------------------------------------ two that withdraw

  /** Two bodies that do not look, with one to be had. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "both, or none")
  public static class Blind {
    private final Ref<Integer> a = Ref.of(1);
    private final Ref<Integer> b = Ref.of(0);

    /** In force before anybody begins. */
    public Blind() {
      Stm.enforce(new NotNegative(a, b));
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = take(a, false);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = take(b, true);
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

  /** Two bodies that look, and are never rejected: one of them runs again, and finds nothing. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(
      id = {"1, -1, 0", "-1, 1, 0"},
      expect = FORBIDDEN,
      desc = "rejected by what the body has not seen")
  @Outcome(expect = FORBIDDEN, desc = "both, or none")
  public static class Looking {
    private final Ref<Integer> a = Ref.of(1);
    private final Ref<Integer> b = Ref.of(0);

    /** In force before anybody begins. */
    public Looking() {
      Stm.enforce(new NotNegative(a, b));
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = takeIfThere(a, b, a);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = takeIfThere(a, b, b);
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

  /** The twin: without an invariant both look, and both withdraw. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0, 0", "0, 1, 0"},
      expect = ACCEPTABLE,
      desc = "one after the other")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the write skew that the tests above would show")
  public static class WithoutInvariant {
    private final Ref<Integer> a = Ref.of(1);
    private final Ref<Integer> b = Ref.of(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      r.r1 = takeIfThere(a, b, a);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      r.r2 = takeIfThere(a, b, b);
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

  // ------------------------------------------------------------------ beside enforce

  /**
   * Outcomes: whether the invariant was accepted, the sum seen then, whether the withdrawal was
   * accepted, the sum in the end.
   */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the invariant first: the withdrawal is rejected")
  @Outcome(
      id = "0, -1, 1, -1",
      expect = ACCEPTABLE,
      desc = "the withdrawal first: the invariant is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected state was visible")
  public static class AgainstEnforce {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private int enforce() {
      try {
        Stm.enforce(new NotNegative(a, b));
        return 1;
      } catch (CommitRejectedException rejected) {
        return 0;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = enforce();
      r.r2 = a.deref() + b.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = take(b, false);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r4 = a.deref() + b.deref();
    }
  }

  /** The same, against a swap by the quick path, which is no transaction at first. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the invariant first: the withdrawal is rejected")
  @Outcome(
      id = "0, -1, 1, -1",
      expect = ACCEPTABLE,
      desc = "the withdrawal first: the invariant is rejected")
  @Outcome(expect = FORBIDDEN, desc = "a rejected state was visible")
  public static class SwapAgainstEnforce {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private int enforce() {
      try {
        Stm.enforce(new NotNegative(a, b));
        return 1;
      } catch (CommitRejectedException rejected) {
        return 0;
      }
    }

    private int swap() {
      try {
        a.swap(x -> x - 1);
        return 1;
      } catch (CommitRejectedException rejected) {
        return 0;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = enforce();
      r.r2 = a.deref() + b.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = swap();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r4 = a.deref() + b.deref();
    }
  }

  /** The twin: validates what is there, and then puts the invariant in force. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 0",
      expect = ACCEPTABLE,
      desc = "the invariant first: the withdrawal is rejected")
  @Outcome(
      id = "0, -1, 1, -1",
      expect = ACCEPTABLE,
      desc = "the withdrawal first: the invariant is rejected")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the rejected state that the tests above would show")
  public static class ValidatesThenEnforces {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);
    private volatile boolean inForce;

    private int enforce() {
      if (a.deref() + b.deref() < 0) {
        return 0;
      }
      Windows.widen();
      inForce = true;
      return 1;
    }

    private int takeIfAllowed() {
      return SNAPSHOT.dosync(() -> {
        if (inForce && a.deref() + b.deref() < 1) {
          return 0;
        }
        Windows.widen();
        b.alter(x -> x - 1);
        return 1;
      });
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = enforce();
      r.r2 = a.deref() + b.deref();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r3 = takeIfAllowed();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r4 = a.deref() + b.deref();
    }
  }
}
