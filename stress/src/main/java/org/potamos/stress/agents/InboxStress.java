package org.potamos.stress.agents;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.potamos.agents.Agent;
import org.potamos.agents.Overflow;
import org.potamos.stress.Windows;

/**
 * Inbox, I1 to I3 (ruling G2, rows AG-02 and AG-06): actions of one agent never overlap and run in
 * each sender's order, and a send that meets the end of a drain is not forgotten.
 *
 * <p>Run: {@code mvn -q -Pstress -pl stress -am "-Djcstress.args=-t InboxStress -m quick -sc
 * false"}.
 */
public final class InboxStress {
  private InboxStress() {}

  /** Appends a digit. */
  private static UnaryOperator<Integer> digit(int digit) {
    return present -> present * 10 + digit;
  }

  /** Both senders find the agent idle, or one finds the other's drain. */
  @JCStressTest
  @State
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both have run, and nothing waits")
  @Outcome(expect = FORBIDDEN, desc = "a lost wake-up, or a lost update")
  public static class TwoSenders {
    private final Agent<Integer> agent = Subjects.inShared(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.send(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** Each sender has several busy periods, whose places begin anew. */
  @JCStressTest
  @State
  @Outcome(id = "6, 0", expect = ACCEPTABLE, desc = "all have run, and nothing waits")
  @Outcome(expect = FORBIDDEN, desc = "a lost wake-up, or a lost update")
  public static class SeveralPeriods {
    private final Agent<Integer> agent = Subjects.inShared(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** The same where the owner claims by compare-and-set. */
  @JCStressTest
  @State
  @Outcome(id = "6, 0", expect = ACCEPTABLE, desc = "all have run, and nothing waits")
  @Outcome(expect = FORBIDDEN, desc = "a lost wake-up, or a lost update")
  public static class SeveralPeriodsInClosable {
    private final Agent<Integer> agent = Subjects.inClosable(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** The same with a bounded queue that never fills. */
  @JCStressTest
  @State
  @Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "all have run, and nothing waits")
  @Outcome(expect = FORBIDDEN, desc = "a lost wake-up, or a lost update")
  public static class Bounded {
    private final Agent<Integer> agent =
        Agent.builder(0).executor(Subjects.ON_SENDER).capacity(8, Overflow.REJECT).build();

    /** One thread. */
    @Actor
    public void one() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(x -> x + 1);
      agent.send(x -> x + 1);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** A sender that blocks on a full queue of one against the drain that makes room. */
  @JCStressTest
  @State
  @Outcome(id = "6, 0", expect = ACCEPTABLE, desc = "all have run, and nothing waits")
  @Outcome(expect = FORBIDDEN, desc = "an action lost, or a sender forgotten")
  public static class BoundedBlocks {
    private final Agent<Integer> agent =
        Agent.builder(0).executor(Subjects.ON_SENDER).capacity(1, Overflow.BLOCK).build();

    private static int widened(int present) {
      Windows.widen();
      return present + 1;
    }

    /** One thread. */
    @Actor
    public void one() {
      agent.send(BoundedBlocks::widened);
      agent.send(BoundedBlocks::widened);
      agent.send(BoundedBlocks::widened);
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(BoundedBlocks::widened);
      agent.send(BoundedBlocks::widened);
      agent.send(BoundedBlocks::widened);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = agent.deref();
      r.r2 = agent.queueLength();
    }
  }

  /** Each sender's actions run in the order of its sends. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1234", "1324", "1342", "3124", "3142", "3412"},
      expect = ACCEPTABLE,
      desc = "1 before 2, and 3 before 4")
  @Outcome(expect = FORBIDDEN, desc = "out of order, or an action lost or doubled")
  public static class OrderOfSenders {
    private final Agent<Integer> agent = Subjects.inShared(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.send(digit(1));
      agent.send(digit(2));
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(digit(3));
      agent.send(digit(4));
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = agent.deref();
    }
  }

  /** What is sent together runs together. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1234", "3412"},
      expect = ACCEPTABLE,
      desc = "nobody's action between")
  @Outcome(expect = FORBIDDEN, desc = "an action between, out of order, lost or doubled")
  public static class SentTogether {
    private final Agent<Integer> agent = Subjects.inShared(0);

    /** One thread. */
    @Actor
    public void one() {
      agent.sendAll(List.of(digit(1), digit(2)));
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.sendAll(List.of(digit(3), digit(4)));
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = agent.deref();
    }
  }

  /**
   * Actions on plain fields: the first number counts those that have run, the second tells whether
   * one began while another one was running.
   */
  @JCStressTest
  @State
  @Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "one after the other, each seeing the last")
  @Outcome(expect = FORBIDDEN, desc = "two at once, or effects not seen")
  public static class NeverTwoAtOnce {
    private final Agent<Integer> agent = Subjects.inShared(0);
    private final PlainWork work = new PlainWork();

    /** One thread. */
    @Actor
    public void one() {
      agent.send(work::run);
      agent.send(work::run);
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.send(work::run);
      agent.send(work::run);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      work.report(r);
    }
  }

  /** The same where the second sender's action runs on an executor of its own. */
  @JCStressTest
  @State
  @Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "one after the other, each seeing the last")
  @Outcome(expect = FORBIDDEN, desc = "two at once, or effects not seen")
  public static class NeverTwoAtOnceAcrossExecutors {
    private static final Executor OTHER = command -> command.run();
    private final Agent<Integer> agent = Subjects.inShared(0);
    private final PlainWork work = new PlainWork();

    /** One thread. */
    @Actor
    public void one() {
      agent.send(work::run);
      agent.send(work::run);
    }

    /** The other thread. */
    @Actor
    public void two() {
      agent.sendVia(OTHER, work::run);
      agent.sendVia(OTHER, work::run);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      work.report(r);
    }
  }

  /** An action that must not run beside another one. */
  private static final class PlainWork {
    private int count;
    private int running;
    private int overlaps;

    int run(int present) {
      if (++running != 1) {
        overlaps = 1;
      }
      int seen = count;
      Windows.widen();
      count = seen + 1;
      running--;
      return present + 1;
    }

    void report(II_Result r) {
      r.r1 = count;
      r.r2 = overlaps;
    }
  }

  /** The broken twin of the wake-up tests: gives the queue up without a second look. */
  @JCStressTest
  @State
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both have run, and nothing waits")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the lost wake-up that the tests of senders would show")
  public static class SettlesWithoutLooking {
    private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean owned = new AtomicBoolean();
    private final AtomicInteger ran = new AtomicInteger();

    private void send() {
      queue.add(1);
      if (owned.compareAndSet(false, true)) {
        while (queue.poll() != null) {
          ran.incrementAndGet();
        }
        Windows.widen();
        owned.set(false);
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      send();
    }

    /** The other thread. */
    @Actor
    public void two() {
      send();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = ran.get();
      r.r2 = queue.size();
    }
  }

  /**
   * The broken twin with the gap of a queue that exchanges its tail: between the exchange and the
   * link the owner takes what was published for the end of the queue.
   */
  @JCStressTest
  @State
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both have run")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the entry behind the gap, which the tests of senders would miss")
  public static class ExchangesThenLinks {
    private static final class Node {
      private volatile @Nullable Node newer;
    }

    private final AtomicReference<@Nullable Node> tail = new AtomicReference<>();
    private final AtomicInteger ran = new AtomicInteger();

    private void send() {
      Node pushed = new Node();
      Node before = tail.getAndSet(pushed);
      if (before != null) {
        Windows.widen();
        before.newer = pushed;
        return;
      }
      Node present = pushed;
      while (present != null) {
        Windows.widen();
        ran.incrementAndGet();
        Node newer = present.newer;
        if (newer == null) {
          tail.compareAndSet(present, null); // if not, nothing is linked here: the end?
        }
        present = newer;
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      send();
    }

    /** The other thread. */
    @Actor
    public void two() {
      send();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = ran.get();
      r.r2 = 0;
    }
  }

  /** The broken twin of SeveralPeriods: a new period begins where the last one seen had ended. */
  @JCStressTest
  @State
  @Outcome(id = "6, 0", expect = ACCEPTABLE, desc = "all have run, and nothing waits")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the place that was claimed before, which SeveralPeriods would show")
  public static class PlacesGoOn {
    private record Placed(int place, @Nullable Placed older) {}

    private final AtomicReference<@Nullable Placed> newest = new AtomicReference<>();
    private final AtomicInteger ran = new AtomicInteger();
    private volatile int claimed;

    private void send() {
      while (true) {
        Placed top = newest.get();
        if (top != null) {
          if (newest.compareAndSet(top, new Placed(top.place + 1, top))) {
            return;
          }
        } else {
          int last = claimed;
          Windows.widen();
          if (newest.compareAndSet(null, new Placed(last + 1, null))) {
            drain();
            return;
          }
        }
      }
    }

    private void drain() {
      while (true) {
        Placed top = newest.get();
        if (top == null) {
          return;
        }
        while (claimed < top.place) {
          int next = claimed + 1;
          claimed = next; // by the owner only
          ran.incrementAndGet();
        }
        if (newest.compareAndSet(top, null)) {
          return;
        }
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      send();
      send();
      send();
    }

    /** The other thread. */
    @Actor
    public void two() {
      send();
      send();
      send();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = ran.get();
      r.r2 = newest.get() == null ? 0 : 1;
    }
  }

  /** The broken twin of OrderOfSenders: runs a stack as it lies. */
  @SuppressWarnings("ReferenceEquality") // entries are identities
  @JCStressTest
  @State
  @Outcome(
      id = {"1234", "1324", "1342", "3124", "3142", "3412"},
      expect = ACCEPTABLE,
      desc = "1 before 2, and 3 before 4")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "the wrong order that OrderOfSenders would show")
  public static class RunsTheStack {
    private record Entry(int digit, @Nullable Entry older) {}

    /** Stands for a queue whose owner has taken what there was. */
    private static final Entry TAKEN = new Entry(0, null);

    private final AtomicReference<@Nullable Entry> newest = new AtomicReference<>();
    private int state;

    private void send(int digit) {
      Entry before;
      do {
        before = newest.get();
      } while (!newest.compareAndSet(before, new Entry(digit, before == TAKEN ? null : before)));
      if (before == null) {
        drain();
      }
    }

    private void drain() {
      do {
        Entry entry = newest.getAndSet(TAKEN);
        while (entry != null && entry != TAKEN) {
          Windows.widen();
          state = state * 10 + entry.digit;
          entry = entry.older;
        }
      } while (!newest.compareAndSet(TAKEN, null));
    }

    /** One thread. */
    @Actor
    public void one() {
      send(1);
      send(2);
    }

    /** The other thread. */
    @Actor
    public void two() {
      send(3);
      send(4);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = state;
    }
  }

  /** The broken twin of SentTogether: sends one by one. */
  @JCStressTest
  @State
  @Outcome(
      id = {"1234", "3412"},
      expect = ACCEPTABLE,
      desc = "nobody's action between")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the action between, which SentTogether would show")
  public static class SendsOneByOne {
    private final Agent<Integer> agent = Subjects.inShared(0);

    private void send(int first, int second) {
      agent.send(digit(first));
      agent.send(digit(second));
    }

    /** One thread. */
    @Actor
    public void one() {
      send(1, 2);
    }

    /** The other thread. */
    @Actor
    public void two() {
      send(3, 4);
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = agent.deref();
    }
  }

  /** The broken twin of NeverTwoAtOnce: looks for an owner, then becomes it. */
  @JCStressTest
  @State
  @Outcome(id = "4, 0", expect = ACCEPTABLE, desc = "one after the other, each seeing the last")
  @Outcome(expect = ACCEPTABLE_INTERESTING, desc = "two at once, which NeverTwoAtOnce would show")
  public static class LooksThenOwns {
    private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
    private final PlainWork work = new PlainWork();
    private volatile boolean owned;

    private void send() {
      queue.add(1);
      while (!owned && !queue.isEmpty()) {
        Windows.widen();
        owned = true;
        while (queue.poll() != null) {
          work.run(0);
        }
        owned = false;
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      send();
      send();
    }

    /** The other thread. */
    @Actor
    public void two() {
      send();
      send();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      work.report(r);
    }
  }

  /** The broken twin of the bounded tests: looks for room, then waits for a signal. */
  @JCStressTest
  @State
  @Outcome(id = "6, 0", expect = ACCEPTABLE, desc = "all have run, and nothing waits")
  @Outcome(
      expect = ACCEPTABLE_INTERESTING,
      desc = "the sender forgotten, or the wake-up lost, that the bounded tests would show")
  public static class LooksThenWaits {
    private static final int PATIENCE = 10_000;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicBoolean owned = new AtomicBoolean();
    private volatile boolean signalled;

    private void send() {
      if (waiting.get() >= 1) {
        Windows.widen();
        signalled = false;
        int patience = PATIENCE;
        while (!signalled && patience > 0) {
          patience--;
          Thread.onSpinWait();
        }
        if (!signalled) {
          return; // for ever, in earnest
        }
      }
      waiting.incrementAndGet();
      if (owned.compareAndSet(false, true)) {
        while (waiting.get() > 0) {
          waiting.decrementAndGet();
          signalled = true;
          Windows.widen();
          ran.incrementAndGet();
        }
        owned.set(false);
      }
    }

    /** One thread. */
    @Actor
    public void one() {
      send();
      send();
      send();
    }

    /** The other thread. */
    @Actor
    public void two() {
      send();
      send();
      send();
    }

    /**
     * What is left when both are done.
     *
     * @param r the outcome
     */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = ran.get();
      r.r2 = waiting.get();
    }
  }
}
