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
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.core.Change;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.stress.Windows;

/**
 * CommitTurn: watches of one ref run in the order of its commits, one at a time.
 *
 * <p>Outcomes: the number of deliveries, and 1 if each continued the one before.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t RefWatchOrderStress -m quick
 * -sc false"}.
 */
public final class RefWatchOrderStress {
  private RefWatchOrderStress() {}

  /** Notes what is delivered, with plain fields: one delivery has to happen before the next. */
  private static final class Log {
    private int count;
    private int lastValue;
    private long lastVersion;
    private boolean inOrder = true;

    void add(Change<? extends Integer> change) {
      add(change.oldValue(), change.newValue(), change.version());
    }

    void add(int oldValue, int newValue, long version) {
      inOrder &= oldValue == lastValue && newValue == oldValue + 1 && version > lastVersion;
      lastValue = newValue;
      lastVersion = version;
      count++;
    }

    void report(II_Result r) {
      r.r1 = count;
      r.r2 = inOrder ? 1 : 0;
    }
  }

  /** Swaps against transactions. */
  @JCStressTest
  @State
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "all four, in order")
  @Outcome(expect = FORBIDDEN, desc = "a change lost, doubled or out of order")
  public static class OneRef {
    private final Log log = new Log();
    private final Ref<Integer> ref = Ref.of(0);

    /** Registers the watch. */
    public OneRef() {
      ref.watch(log::add);
    }

    /** One thread. */
    @Actor
    public void one() {
      ref.swap(x -> x + 1);
      ref.swap(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      Stm.dosync(() -> {
        ref.alter(x -> x + 1);
      });
      Stm.dosync(() -> {
        ref.alter(x -> x + 1);
      });
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      log.report(r);
    }
  }

  /** The broken twin: changes, and delivers when it comes to it. */
  @JCStressTest
  @State
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "all four, in order")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the wrong order that the test above would show")
  public static class DeliversWithoutTurn {
    private final Log log = new Log();
    private final AtomicInteger value = new AtomicInteger();

    private void swap() {
      int next = value.incrementAndGet();
      Windows.widen();
      log.add(next - 1, next, next);
    }

    /** One thread. */
    @Actor
    public void one() {
      swap();
      swap();
    }

    /** The other thread. */
    @Actor
    public void two() {
      swap();
      swap();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      log.report(r);
    }
  }
}
