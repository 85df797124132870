package org.potamos.stress.refs;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
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
 * Pins, I1, I2 and I4: a version that a pinned snapshot needs is kept, and no other.
 *
 * <p>Both twins have a reader that reads at a stamp that it never found on the clock while its slot
 * said so: {@code DoesNotLookAgain} leaves the second look out, {@code RegistersThenMoves} takes
 * what it sees there for its snapshot and does not register that.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t PinStress -m quick -sc false"}.
 */
public final class PinStress {
  private PinStress() {}

  private static final TransactionOptions READ_ONLY = Stm.options().readOnly();

  /** A reader pins its snapshot while two commits replace what it reads. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "one state, and no history left")
  @Outcome(expect = FORBIDDEN, desc = "a version lost, or kept for nobody")
  public static class AgainstTwoCommits {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private void write() {
      Stm.dosync(() -> {
        a.alter(x -> x + 1);
        b.alter(x -> x + 1);
      });
    }

    private int read() {
      return READ_ONLY.dosync(() -> {
        int x = a.deref();
        Windows.widen();
        return x == b.deref() && x == a.deref() ? 1 : 0;
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
    public void two(II_Result r) {
      r.r1 = read();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = a.historyCount() + b.historyCount();
    }
  }

  /** Both threads commit, then read. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "one state each, and no history left")
  @Outcome(expect = FORBIDDEN, desc = "a version lost, or kept for nobody")
  public static class Crossed {
    private final Ref<Integer> a = Ref.of(0);
    private final Ref<Integer> b = Ref.of(0);

    private void write() {
      Stm.dosync(() -> {
        a.alter(x -> x + 1);
        b.alter(x -> x + 1);
      });
    }

    private int read() {
      return READ_ONLY.dosync(() -> {
        int x = a.deref();
        Windows.widen();
        return x == b.deref() && x == a.deref() ? 1 : 0;
      });
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(III_Result r) {
      write();
      r.r1 = read();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(III_Result r) {
      write();
      r.r2 = read();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = a.historyCount() + b.historyCount();
    }
  }

  /** What the twins share: one ref, one writer, one slot. */
  static class OneRef {
    record Version(long stamp, @Nullable Version prev) {}

    static final long FREE = -1;
    final AtomicLong clock = new AtomicLong();
    final AtomicLong pin = new AtomicLong(FREE);
    private volatile Version head = new Version(0, null);

    /** Keeps what is replaced if the registered stamp needs it, else what that one had kept. */
    final void commit() {
      Version old = head;
      long stamp = clock.get() + 1;
      head = new Version(stamp, old);
      clock.set(stamp);
      long pinned = pin.get();
      boolean needed = old.stamp <= pinned && pinned < stamp;
      head = new Version(stamp, needed ? old : old.prev);
    }

    final long at(long snapshot) {
      Version version = head;
      while (version != null && version.stamp > snapshot) {
        version = version.prev;
      }
      return version == null ? -1 : version.stamp;
    }
  }

  /** The broken twin: a reader that registers a stamp and reads at it, whatever the clock says. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "its version")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost version that the tests above would show")
  public static class DoesNotLookAgain extends OneRef {
    /** One thread. */
    @Actor
    public void one() {
      commit();
      commit();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      long snapshot = clock.get();
      Windows.widen();
      pin.set(snapshot);
      Windows.widen();
      r.r1 = at(snapshot) == snapshot ? 1 : 0;
      pin.set(FREE);
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

  /** The broken twin: a reader that registers one stamp and reads at a later one. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "its version")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost version that the tests above would show")
  public static class RegistersThenMoves extends OneRef {
    /** One thread. */
    @Actor
    public void one() {
      commit();
      commit();
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      pin.set(clock.get());
      Windows.widen();
      long snapshot = clock.get();
      Windows.widen();
      r.r1 = at(snapshot) == snapshot ? 1 : 0;
      pin.set(FREE);
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
}
