package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.refs.Ref;
import org.potamos.refs.RefProbe;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.Windows;

/**
 * RetryWait: no wake-up is lost, and who has gone is not listed any more.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t RetryWakeStress -m quick -sc
 * false"}.
 */
public final class RetryWakeStress {
  private RetryWakeStress() {}

  /** Much longer than anything here takes: who reaches it was not woken. */
  private static final TransactionOptions LIMITED = Stm.options().deadline(Duration.ofSeconds(10));

  private static final TransactionOptions SHORT = Stm.options().deadline(Duration.ofNanos(30_000));

  private static int await(TransactionOptions options, Ref<Integer> ref) {
    try {
      return options.dosync(() -> {
        Stm.check(ref.deref() == 1);
        return 1;
      });
    } catch (TransactionFailedException failed) {
      return failed.reason() == TransactionFailedException.Reason.INTERRUPTED ? 2 : -1;
    }
  }

  /** Against a swap by the quick path. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken, and gone")
  @Outcome(expect = FORBIDDEN, desc = "not woken, or still listed")
  public static class AgainstSwap {
    private final Ref<Integer> ref = Ref.of(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = await(LIMITED, ref);
    }

    /** The other thread. */
    @Actor
    public void two() {
      ref.swap(x -> 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = RefProbe.waiters(ref);
    }
  }

  /** Waits for one of two refs, against a transaction that changes the other one. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken, and gone")
  @Outcome(expect = FORBIDDEN, desc = "not woken, or still listed")
  public static class AgainstTransaction {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private int await() {
      try {
        return LIMITED.dosync(() -> {
          Stm.check(a.deref() + b.deref() == 1);
          return 1;
        });
      } catch (TransactionFailedException failed) {
        return -1;
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = await();
    }

    /** The other thread. */
    @Actor
    public void two() {
      Stm.dosync(() -> {
        b.set(1);
      });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = RefProbe.waiters(a) + RefProbe.waiters(b);
    }
  }

  /** Against an interrupt. */
  @JCStressTest
  @State
  @Outcome(
      id = "2, 1, 0",
      expect = ACCEPTABLE,
      desc = "interrupted, with the flag set again, and gone")
  @Outcome(expect = FORBIDDEN, desc = "not interrupted, or still listed")
  public static class AgainstInterrupt {
    private final Ref<Integer> ref = Ref.of(0);
    private volatile @Nullable Thread waiting;

    private Thread waiting() {
      while (true) {
        Thread present = waiting;
        if (present != null) {
          return present;
        }
        Thread.onSpinWait();
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      waiting = Thread.currentThread();
      r.r1 = await(LIMITED, ref);
      r.r2 = Thread.interrupted() ? 1 : 0;
    }

    /** The other thread. */
    @Actor
    public void two() {
      waiting().interrupt();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = RefProbe.waiters(ref);
    }
  }

  /** A deadline against a commit. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "-1, 0"},
      expect = ACCEPTABLE,
      desc = "woken or too late, and gone")
  @Outcome(expect = FORBIDDEN, desc = "still listed")
  public static class AgainstDeadline {
    private final Ref<Integer> ref = Ref.of(0);

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      r.r1 = await(SHORT, ref);
    }

    /** The other thread. */
    @Actor
    public void two() {
      Windows.widen();
      ref.swap(x -> 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = RefProbe.waiters(ref);
    }
  }

  /** The broken twin: looks at the value before it enlists. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken, and gone")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost wake-up that the first two tests would show")
  public static class LooksThenEnlists {
    private static final long LONG = 2_000_000;
    private volatile int value;
    private volatile boolean woken;
    private volatile @Nullable Thread waiting;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      if (value == 0) {
        Windows.widen();
        waiting = Thread.currentThread();
        LockSupport.parkNanos(LONG);
        r.r1 = woken ? 1 : -1;
      } else {
        r.r1 = 1;
      }
    }

    /** The other thread. */
    @Actor
    public void two() {
      value = 1;
      Thread sleeper = waiting;
      if (sleeper != null) {
        woken = true;
        LockSupport.unpark(sleeper);
      }
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = 0;
    }
  }

  /** The broken twin: clears the interrupt flag before it parks, as if it were stale. */
  @JCStressTest
  @State
  @Outcome(
      id = "2, 1, 0",
      expect = ACCEPTABLE,
      desc = "interrupted, with the flag set again, and gone")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost interrupt that the third test would show")
  public static class ClearsTheFlag {
    private static final long LONG = 2_000_000;
    private volatile boolean sent;
    private volatile @Nullable Thread waiting;

    private Thread waiting() {
      while (true) {
        Thread present = waiting;
        if (present != null) {
          return present;
        }
        Thread.onSpinWait();
      }
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      waiting = Thread.currentThread();
      Windows.widen();
      Thread.interrupted();
      LockSupport.parkNanos(LONG);
      r.r1 = Thread.currentThread().isInterrupted() ? 2 : -1;
      while (!sent) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
      r.r2 = 1;
    }

    /** The other thread. */
    @Actor
    public void two() {
      waiting().interrupt();
      sent = true;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = 0;
    }
  }

  /** The broken twin: takes itself off the list only if it was woken. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "-1, 0"},
      expect = ACCEPTABLE,
      desc = "woken or too late, and gone")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the waiter left that the fourth test would show")
  public static class LeavesWhenWoken {
    private static final long SHORT_NANOS = 30_000;
    private final AtomicInteger listed = new AtomicInteger();
    private volatile int value;
    private volatile boolean woken;
    private volatile @Nullable Thread waiting;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(II_Result r) {
      listed.incrementAndGet();
      waiting = Thread.currentThread();
      if (value == 0) {
        LockSupport.parkNanos(SHORT_NANOS);
      }
      if (woken) {
        listed.decrementAndGet();
        r.r1 = 1;
      } else {
        r.r1 = -1;
      }
    }

    /** The other thread. */
    @Actor
    public void two() {
      Windows.widen();
      value = 1;
      Thread sleeper = waiting;
      if (sleeper != null) {
        woken = true;
        LockSupport.unpark(sleeper);
      }
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = listed.get();
    }
  }
}
