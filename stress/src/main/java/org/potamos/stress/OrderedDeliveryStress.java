package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

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
import org.potamos.core.Change;
import org.potamos.core.Delivery;

/**
 * Ruling W4, LinkedNode I1 to I3, Channel I1 and I2: ORDERED delivers all changes, in the order of
 * versions, without a gap, one at a time.
 *
 * <p>Outcomes: the number of deliveries, and 1 if each continued the one before.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t OrderedDeliveryStress -m quick
 * -sc false"}.
 */
public final class OrderedDeliveryStress {
  private OrderedDeliveryStress() {}

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
      inOrder &= oldValue == lastValue && newValue == oldValue + 1 && version == lastVersion + 1;
      lastValue = newValue;
      lastVersion = version;
      count++;
    }

    void report(II_Result r) {
      r.r1 = count;
      r.r2 = inOrder ? 1 : 0;
    }
  }

  /** Keeps what it is given until somebody runs it. */
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

  /** Delivered when all changes have been made. */
  @JCStressTest
  @State
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "all four, in order")
  @Outcome(expect = FORBIDDEN, desc = "a change lost, doubled or out of order")
  public static class DrainedAfterwards {
    private final Log log = new Log();
    private final Collector collector = new Collector();
    private final Atom<Integer> atom = Atom.of(0);

    /** Registers the watch. */
    public DrainedAfterwards() {
      atom.watch(log::add, Delivery.ORDERED.on(collector));
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      collector.drain();
      log.report(r);
    }
  }

  /** Delivered by one thread while the other makes changes. */
  @JCStressTest
  @State
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "all four, in order")
  @Outcome(expect = FORBIDDEN, desc = "a change lost, doubled or out of order")
  public static class DrainedMeanwhile {
    private final Log log = new Log();
    private final Collector collector = new Collector();
    private final Atom<Integer> atom = Atom.of(0);

    /** Registers the watch. */
    public DrainedMeanwhile() {
      atom.watch(log::add, Delivery.ORDERED.on(collector));
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
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
    public void end(II_Result r) {
      collector.drain();
      log.report(r);
    }
  }

  /** Both threads make changes and deliver, on an executor that runs at once. */
  @JCStressTest
  @State
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "all four, in order")
  @Outcome(expect = FORBIDDEN, desc = "a change lost, doubled or out of order")
  public static class DrainedByBoth {
    private final Log log = new Log();
    private final Atom<Integer> atom = Atom.of(0);

    /** Registers the watch. */
    public DrainedByBoth() {
      atom.watch(log::add, Delivery.ORDERED.on(Runnable::run));
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
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

  /** The watch is registered while changes are made: it is told of all after it. */
  @JCStressTest
  @State
  @Outcome(id = "[01234], 1", expect = ACCEPTABLE, desc = "those after the registration")
  @Outcome(expect = FORBIDDEN, desc = "a change lost, doubled or out of order")
  public static class RegisteredMeanwhile {
    private final Log log = new Log();
    private final Atom<Integer> atom = Atoms.observed(0);

    private void start(Change<? extends Integer> change) {
      if (log.count == 0) {
        log.lastValue = change.oldValue();
        log.lastVersion = change.version() - 1;
      }
      log.add(change);
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.watch(this::start, Delivery.ORDERED.on(Runnable::run));
    }

    /** The other thread. */
    @Actor
    public void two() {
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      log.report(r);
      r.r2 &= log.count == 0 || log.lastVersion == 4 ? 1 : 0;
    }
  }

  /** LATEST, delivered by both: the last delivery is of the newest change. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "the newest change came last")
  @Outcome(expect = FORBIDDEN, desc = "the newest change was lost")
  public static class Latest {
    private final Log log = new Log();
    private final Atom<Integer> atom = Atom.of(0);

    /** Registers the watch. */
    public Latest() {
      atom.watch(log::add, Delivery.LATEST.on(Runnable::run));
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.swap(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = log.lastValue;
    }
  }

  /** The broken twin: changes first, and puts the change into a queue afterwards. */
  @JCStressTest
  @State
  @Outcome(id = "4, 1", expect = ACCEPTABLE, desc = "all four, in order")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the wrong order that the tests above would show")
  public static class EnqueueAfterChange {
    private final Log log = new Log();
    private final AtomicInteger value = new AtomicInteger();
    private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();

    private void swap() {
      int next = value.incrementAndGet();
      Windows.widen();
      queue.add(next);
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
      queue.forEach(next -> log.add(next - 1, next, next));
      log.report(r);
    }
  }

  /** The broken twin: a drain that ends without a look for signals that came meanwhile. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "all were delivered")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost delivery that the tests above would show")
  public static class LostSignal {
    private final AtomicInteger value = new AtomicInteger();
    private final AtomicInteger draining = new AtomicInteger();
    private int delivered;

    private void swap() {
      value.incrementAndGet();
      if (draining.getAndSet(1) == 0) {
        delivered = value.get();
        Windows.widen();
        draining.set(0);
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      swap();
    }

    /** The other thread. */
    @Actor
    public void two() {
      swap();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = delivered;
    }
  }
}
