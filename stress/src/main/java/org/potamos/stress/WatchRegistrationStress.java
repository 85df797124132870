package org.potamos.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.potamos.core.Atom;

/**
 * Ruling W1, WA-13: a change is delivered to a watch if and only if it comes after the
 * registration, and once.
 *
 * <p>Outcomes of the first tests: the value before the registration, whether the registration was
 * finished before the change, deliveries of that change, deliveries of a later one.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t WatchRegistrationStress -m
 * quick -sc false"}.
 */
public final class WatchRegistrationStress {
  private WatchRegistrationStress() {}

  /** The registration against a change of a bare atom before its first change. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 1",
      expect = ACCEPTABLE,
      desc = "registered after the change: not delivered")
  @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "registered before the change: delivered")
  @Outcome(
      id = {"0, 0, 0, 1", "0, 0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "at the same time: delivered or not")
  @Outcome(
      expect = FORBIDDEN,
      desc = "a change delivered that came before, or lost, or delivered twice")
  public static class Fresh {
    private final AtomicInteger delivered = new AtomicInteger();
    private final Atom<Integer> atom = Atoms.fresh(0);

    private volatile boolean registered;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = atom.deref();
      atom.watch(change -> delivered.incrementAndGet());
      registered = true;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = registered ? 1 : 0;
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = delivered.get();
      atom.swap(x -> x + 1);
      r.r4 = delivered.get() - r.r3;
    }
  }

  /** The registration against a change of a bare atom that has been changed before. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 1",
      expect = ACCEPTABLE,
      desc = "registered after the change: not delivered")
  @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "registered before the change: delivered")
  @Outcome(
      id = {"0, 0, 0, 1", "0, 0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "at the same time: delivered or not")
  @Outcome(
      expect = FORBIDDEN,
      desc = "a change delivered that came before, or lost, or delivered twice")
  public static class Calm {
    private final AtomicInteger delivered = new AtomicInteger();
    private final Atom<Integer> atom = Atoms.calm(0);

    private volatile boolean registered;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = atom.deref();
      atom.watch(change -> delivered.incrementAndGet());
      registered = true;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = registered ? 1 : 0;
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = delivered.get();
      atom.swap(x -> x + 1);
      r.r4 = delivered.get() - r.r3;
    }
  }

  /** The registration against a change of an observed atom. */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 1",
      expect = ACCEPTABLE,
      desc = "registered after the change: not delivered")
  @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "registered before the change: delivered")
  @Outcome(
      id = {"0, 0, 0, 1", "0, 0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "at the same time: delivered or not")
  @Outcome(
      expect = FORBIDDEN,
      desc = "a change delivered that came before, or lost, or delivered twice")
  public static class Observed {
    private final AtomicInteger delivered = new AtomicInteger();
    private final Atom<Integer> atom = Atoms.observed(0);

    private volatile boolean registered;

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = atom.deref();
      atom.watch(change -> delivered.incrementAndGet());
      registered = true;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = registered ? 1 : 0;
      atom.swap(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = delivered.get();
      atom.swap(x -> x + 1);
      r.r4 = delivered.get() - r.r3;
    }
  }

  /**
   * The versions delivered tell when the watch was registered: the next change, and no other,
   * follows.
   */
  @JCStressTest
  @State
  @Outcome(id = "10, 1", expect = ACCEPTABLE, desc = "registered after the change: version 2 alone")
  @Outcome(
      id = "21, 2",
      expect = ACCEPTABLE,
      desc = "registered before the change: versions 1 and 2")
  @Outcome(expect = FORBIDDEN, desc = "a version left out or delivered twice")
  public static class ExactVersions {
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger versions = new AtomicInteger();
    private final Atom<Integer> atom = Atoms.observed(0);

    /** One thread. */
    @Actor
    public void one() {
      atom.watch(change -> {
        deliveries.incrementAndGet();
        versions.addAndGet(change.version() == 1 ? 11 : change.version() == 2 ? 10 : 100);
      });
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
    public void end(II_Result r) {
      atom.swap(x -> x + 1);
      r.r1 = versions.get();
      r.r2 = deliveries.get();
    }
  }

  /** A watch takes over a key while a change is made: exactly one of the two is told. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the old watch")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the new watch")
  @Outcome(expect = FORBIDDEN, desc = "both were told, or nobody")
  public static class SameKey {
    private final AtomicInteger old = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final Atom<Integer> atom = Atom.of(0);

    /** Registers the first watch. */
    public SameKey() {
      atom.watch("key", change -> old.incrementAndGet());
    }

    /** One thread. */
    @Actor
    public void one() {
      atom.watch("key", change -> taken.incrementAndGet());
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
    public void end(II_Result r) {
      r.r1 = old.get();
      r.r2 = taken.get();
    }
  }

  /**
   * The broken twin: the list of watches is kept apart from the value, and read after the change.
   */
  @JCStressTest
  @State
  @Outcome(
      id = "1, 0, 0, 1",
      expect = ACCEPTABLE,
      desc = "registered after the change: not delivered")
  @Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "registered before the change: delivered")
  @Outcome(
      id = {"0, 0, 0, 1", "0, 0, 1, 1"},
      expect = ACCEPTABLE,
      desc = "at the same time: delivered or not")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the delivery of an earlier change that the tests above would show")
  public static class ListApart {
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger value = new AtomicInteger();
    private volatile List<Runnable> watches = List.of();
    private volatile boolean registered;

    private void swap() {
      value.incrementAndGet();
      Windows.widen();
      watches.forEach(Runnable::run);
    }

    /**
     * One thread.
     *
     * @param r the outcome
     */
    @Actor
    public void one(IIII_Result r) {
      r.r1 = value.get();
      watches = List.of(delivered::incrementAndGet);
      registered = true;
    }

    /**
     * The other thread.
     *
     * @param r the outcome
     */
    @Actor
    public void two(IIII_Result r) {
      r.r2 = registered ? 1 : 0;
      swap();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(IIII_Result r) {
      r.r3 = delivered.get();
      swap();
      r.r4 = delivered.get() - r.r3;
    }
  }

  /** The broken twin of ExactVersions: registers without a look at what has changed meanwhile. */
  @JCStressTest
  @State
  @Outcome(id = "10, 1", expect = ACCEPTABLE, desc = "registered after the change")
  @Outcome(id = "21, 2", expect = ACCEPTABLE, desc = "registered before the change")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the lost version that ExactVersions would show")
  public static class SetInsteadOfCompareAndSet {
    private record Node(long version, List<LongConsumer> watches) {}

    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger versions = new AtomicInteger();
    private final AtomicReference<Node> node = new AtomicReference<>(new Node(0, List.of()));

    private void watch(LongConsumer watch) {
      Node present = node.get();
      Windows.widen();
      node.set(new Node(present.version(), List.of(watch)));
    }

    private void swap() {
      Node next = node.updateAndGet(present -> new Node(present.version() + 1, present.watches()));
      next.watches().forEach(watch -> watch.accept(next.version()));
    }

    /** One thread. */
    @Actor
    public void one() {
      watch(version -> {
        deliveries.incrementAndGet();
        versions.addAndGet(version == 1 ? 11 : version == 2 ? 10 : 100);
      });
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
    public void end(II_Result r) {
      swap();
      r.r1 = versions.get();
      r.r2 = deliveries.get();
    }
  }

  /** The broken twin of SameKey: removes the old watch, then adds the new one. */
  @JCStressTest
  @State
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the old watch")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the new watch")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the lost delivery that SameKey would show")
  public static class RemoveThenAdd {
    private final AtomicInteger old = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile List<Runnable> watches = List.of(old::incrementAndGet);

    /** One thread. */
    @Actor
    public void one() {
      watches = List.of();
      Windows.widen();
      watches = List.of(taken::incrementAndGet);
    }

    /** The other thread. */
    @Actor
    public void two() {
      watches.forEach(Runnable::run);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = old.get();
      r.r2 = taken.get();
    }
  }
}
