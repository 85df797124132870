package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.core.Atom;
import org.potamos.core.Delivery;
import org.potamos.core.Subscription;

/**
 * Subscription.close: no new delivery begins once it has returned, and no later change is
 * delivered.
 *
 * <p>close waits for nobody. A delivery that has passed its last look at the subscription may
 * therefore still enter the watch afterwards; there can be one such delivery at most, since the
 * next one looks again.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t SubscriptionCloseStress -m
 * quick -sc false"}.
 */
public final class SubscriptionCloseStress {
  private SubscriptionCloseStress() {}

  /** Keeps one drain until somebody runs it. */
  private static final class Collector implements Executor {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void drain() {
      Runnable task;
      while ((task = tasks.poll()) != null) {
        task.run();
      }
    }
  }

  /** Close against a drain with three changes: at most the delivery under way is still made. */
  @JCStressTest
  @State
  @Outcome(
      id = "0, [0123]",
      expect = ACCEPTABLE,
      desc = "no delivery began after close had returned")
  @Outcome(
      id = "1, [123]",
      expect = ACCEPTABLE,
      desc = "one had begun before, and its watch ran after")
  @Outcome(expect = FORBIDDEN, desc = "a delivery was begun after close had returned")
  public static class OrderedAgainstDrain {
    private final Collector collector = new Collector();
    private final Atom<Integer> atom = Atom.of(0);
    private final Subscription subscription;
    private volatile boolean closed;
    private int late;
    private int count;

    /** Registers the watch and makes three changes. */
    public OrderedAgainstDrain() {
      subscription = atom.watch(change -> delivered(), Delivery.ORDERED.on(collector));
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
    }

    private void delivered() {
      if (closed) {
        late++;
      }
      count++;
    }

    /** One thread. */
    @Actor
    public void one() {
      collector.drain();
    }

    /** The other thread. */
    @Actor
    public void two() {
      subscription.close();
      closed = true;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = late;
      r.r2 = count;
    }
  }

  /** A change made after close had returned is not delivered, whoever delivers. */
  @JCStressTest
  @State
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "at most the change before")
  @Outcome(expect = FORBIDDEN, desc = "a change made after close was delivered")
  public static class OrderedChangeAfterClose {
    private final Collector collector = new Collector();
    private final Atom<Integer> atom = Atom.of(0);
    private final Subscription subscription;
    private int newest;

    /** Registers the watch. */
    public OrderedChangeAfterClose() {
      subscription =
          atom.watch(change -> newest = change.newValue(), Delivery.ORDERED.on(collector));
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(x -> x + 1);
      subscription.close();
      atom.swap(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      collector.drain();
      collector.drain();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      collector.drain();
      r.r1 = newest;
    }
  }

  /** Close of a SYNC watch against a change: if close had returned, it is not delivered. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "closed before the change")
  @Outcome(
      id = {"0, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "at the same time")
  @Outcome(expect = FORBIDDEN, desc = "a change made after close was delivered")
  public static class SyncAgainstSwap {
    private final AtomicInteger delivered = new AtomicInteger();
    private final Atom<Integer> atom = Atom.of(0);
    private final Subscription subscription;
    private volatile boolean closed;

    /** Registers the watch. */
    public SyncAgainstSwap() {
      subscription = atom.watch(change -> delivered.incrementAndGet());
    }

    /** One thread. */
    @Actor
    public void one() {
      subscription.close();
      closed = true;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = closed ? 1 : 0;
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = delivered.get();
    }
  }

  /** Close against the registration of another watch: neither undoes the other. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "one closed, one registered")
  @Outcome(expect = FORBIDDEN, desc = "a closed watch came back, or a new one was lost")
  public static class CloseAgainstRegister {
    private final AtomicInteger old = new AtomicInteger();
    private final AtomicInteger added = new AtomicInteger();
    private final Atom<Integer> atom = Atom.of(0);
    private final Subscription subscription;

    /** Registers the watch. */
    public CloseAgainstRegister() {
      subscription = atom.watch(change -> old.incrementAndGet());
    }

    /** One thread. */
    @Actor
    public void one() {
      subscription.close();
    }

    /** The other thread. */
    @Actor
    public void two() {
      atom.watch(change -> added.incrementAndGet());
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      atom.swap(x -> x + 1);
      r.r1 = old.get();
      r.r2 = added.get();
    }
  }

  /** The broken twin of OrderedAgainstDrain: looks once, then delivers all there is. */
  @JCStressTest
  @State
  @Outcome(
      id = "0, [0123]",
      expect = ACCEPTABLE,
      desc = "no delivery began after close had returned")
  @Outcome(
      id = "1, [123]",
      expect = ACCEPTABLE,
      desc = "one had begun before, and its watch ran after")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the late deliveries that OrderedAgainstDrain would show")
  public static class CheckedOnce {
    private volatile boolean removed;
    private volatile boolean closed;
    private int late;
    private int count;

    private void drain() {
      if (!removed) {
        for (int i = 0; i < 3; i++) {
          Windows.widen();
          if (closed) {
            late++;
          }
          count++;
        }
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      drain();
    }

    /** The other thread. */
    @Actor
    public void two() {
      removed = true;
      closed = true;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = late;
      r.r2 = count;
    }
  }

  /**
   * The broken twin of OrderedChangeAfterClose and SyncAgainstSwap: the mark is set after close has
   * returned.
   */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "closed before the change")
  @Outcome(
      id = {"0, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "at the same time")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the delivery that the tests above would show")
  public static class ClosedLazily {
    private static final VarHandle REMOVED;

    static {
      try {
        REMOVED = MethodHandles.lookup().findVarHandle(ClosedLazily.class, "removed", int.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    @SuppressWarnings("UnusedVariable") // by way of REMOVED
    private int removed;

    private volatile boolean closed;
    private int delivered;

    /** One thread. */
    @Actor
    public void one() {
      closed = true; // as if close had returned already
      Windows.widen();
      REMOVED.setOpaque(this, 1);
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(II_Result r) {
      r.r1 = closed ? 1 : 0;
      if ((int) REMOVED.getOpaque(this) == 0) {
        delivered++;
      }
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = delivered;
    }
  }

  /** The broken twin of CloseAgainstRegister: reads the list of watches, then writes it. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "one closed, one registered")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost registration that CloseAgainstRegister would show")
  public static class ReadThenWriteList {
    private volatile int list = 1; // bit 0: the old watch; bit 1: the new one

    /** One thread. */
    @Actor
    public void one() {
      int present = list;
      Windows.widen();
      list = present & ~1;
    }

    /** The other thread. */
    @Actor
    public void two() {
      int present = list;
      Windows.widen();
      list = present | 2;
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = list & 1;
      r.r2 = list >> 1;
    }
  }
}
