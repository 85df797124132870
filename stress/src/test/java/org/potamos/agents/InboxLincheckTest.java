package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.potamos.core.internal.Observers;
import org.potamos.core.internal.StateNode;

/**
 * The queue of an agent is linearizable for any number of senders, one owner at a time, and one who
 * takes all (Inbox, I1 to I4): whatever the schedule, the results are those of a plain queue.
 * Lincheck explores schedules at each access to shared memory.
 */
@ResourceLock("lincheck") // which checks one class at a time, and would use up others' time limits
class InboxLincheckTest {

  /** An inbox, with a state that nobody asks for. */
  private static final class Queue extends Inbox<Integer> {
    /**
     * Stands for the submission of a drain: the owner looks at the queue only from then on. It also
     * tells a period that is going on from one that was given up. Guarded by this.
     */
    private boolean submitted;

    void push(Action<Integer> action) {
      while (!tryPush(action, action)) {
        synchronized (this) {
          if (tryBegin(action, action)) {
            submitted = true;
            return;
          }
        }
      }
    }

    void pushAll(List<Action<Integer>> actions) {
      Action<Integer> oldest = actions.getFirst();
      Entry<Integer> latest = chain(actions);
      while (!tryPush(oldest, latest)) {
        synchronized (this) {
          if (tryBegin(oldest, latest)) {
            submitted = true;
            return;
          }
        }
      }
    }

    private synchronized boolean isSubmitted() {
      return submitted;
    }

    /** By one thread at a time; under a lock where others take what waits. */
    int take(boolean locks) {
      if (!isSubmitted()) {
        return NOTHING;
      }
      while (true) {
        Entry<Integer> entry = locks ? peekLocked() : peekNext();
        if (entry == null) {
          if (settle()) {
            return NOTHING;
          }
        } else if (locks ? claimLocked(entry) : claim(entry)) {
          return digit(entry);
        }
      }
    }

    private synchronized @Nullable Entry<Integer> peekLocked() {
      return peekNext();
    }

    private synchronized boolean claimLocked(Entry<Integer> entry) {
      return claim(entry);
    }

    private synchronized boolean settle() {
      submitted = !trySettle();
      return !submitted;
    }

    /** As who stops a group: never when the queue is being given up. */
    synchronized List<Integer> takeWaiting() {
      List<Integer> taken = new ArrayList<>();
      if (submitted) {
        takeAll().forEach(entry -> taken.add(digit(entry)));
      }
      return taken;
    }

    @Override
    public Integer deref() {
      return NOTHING;
    }

    @Override
    public long version() {
      return 0;
    }

    @Override
    protected String kind() {
      return "Queue";
    }

    @Override
    protected StateNode<Integer> observe() {
      throw new AssertionError("not observed");
    }

    @Override
    protected Observers<Integer> observers() {
      return Observers.none();
    }

    @Override
    protected boolean casNode(StateNode<Integer> expected, StateNode<Integer> next) {
      throw new AssertionError("not observed");
    }
  }

  private static final int NOTHING = -1;

  private static Action<Integer> action(int digit) {
    return new Action.Unary<>(present -> digit);
  }

  private static int digit(Entry<Integer> entry) {
    return entry instanceof Action<Integer> action ? action.applyTo(NOTHING) : NOTHING;
  }

  /** Senders and an owner; nobody else takes. */
  @Param(name = "digit", gen = IntGen.class, conf = "1:9")
  public static class OwnerAlone {
    private final Queue queue = new Queue();

    /**
     * A send.
     *
     * @param digit tells it from others
     */
    @Operation
    public void push(@Param(name = "digit") int digit) {
      queue.push(action(digit));
    }

    /**
     * Two sent together.
     *
     * @param first the first
     * @param second the second
     */
    @Operation
    public void pushAll(@Param(name = "digit") int first, @Param(name = "digit") int second) {
      queue.pushAll(List.of(action(first), action(second)));
    }

    /** {@return what was sent first} */
    @Operation(nonParallelGroup = "owner")
    public int take() {
      return queue.take(false);
    }
  }

  /** Senders, an owner, and one who takes all; what is taken is taken under a lock. */
  @Param(name = "digit", gen = IntGen.class, conf = "1:9")
  public static class OwnerAndOther {
    private final Queue queue = new Queue();

    /**
     * A send.
     *
     * @param digit tells it from others
     */
    @Operation
    public void push(@Param(name = "digit") int digit) {
      queue.push(action(digit));
    }

    /** {@return what was sent first} */
    @Operation(nonParallelGroup = "owner")
    public int take() {
      return queue.take(true);
    }

    /** {@return what waits, in order} */
    @Operation
    public List<Integer> takeWaiting() {
      return queue.takeWaiting();
    }
  }

  /** The broken twin: between the exchange of the tail and the link there is a gap. */
  @Param(name = "digit", gen = IntGen.class, conf = "1:9")
  public static class ExchangesThenLinks {
    private static final class Node {
      private final int digit;
      private volatile @Nullable Node newer;

      Node(int digit) {
        this.digit = digit;
      }
    }

    private Node head = new Node(NOTHING);
    private final AtomicReference<Node> tail = new AtomicReference<>(head);

    /**
     * A send.
     *
     * @param digit tells it from others
     */
    @Operation
    public void push(@Param(name = "digit") int digit) {
      Node pushed = new Node(digit);
      Node before = tail.getAndSet(pushed);
      before.newer = pushed;
    }

    /** {@return what was sent first} */
    @Operation(nonParallelGroup = "owner")
    public int take() {
      Node newer = head.newer;
      if (newer == null) {
        return NOTHING;
      }
      head = newer;
      return newer.digit;
    }
  }

  /** The broken twin with one who takes all: the owner does without the lock. */
  @Param(name = "digit", gen = IntGen.class, conf = "1:9")
  public static class TakesWithoutLock {
    private final Queue queue = new Queue();

    /**
     * A send.
     *
     * @param digit tells it from others
     */
    @Operation
    public void push(@Param(name = "digit") int digit) {
      queue.push(action(digit));
    }

    /** {@return what was sent first} */
    @Operation(nonParallelGroup = "owner")
    public int take() {
      return queue.take(false);
    }

    /** {@return what waits, in order} */
    @Operation
    public List<Integer> takeWaiting() {
      return queue.takeWaiting();
    }
  }

  /** The broken twin that lets places go on: a place may be one that was claimed before. */
  @Param(name = "digit", gen = IntGen.class, conf = "1:9")
  public static class PlacesGoOn {
    private record Placed(int digit, int place, @Nullable Placed older) {}

    private final AtomicReference<@Nullable Placed> newest = new AtomicReference<>();
    private final AtomicInteger claimed = new AtomicInteger();

    /**
     * A send.
     *
     * @param digit tells it from others
     */
    @Operation
    public void push(@Param(name = "digit") int digit) {
      while (true) {
        Placed top = newest.get();
        int last = top == null ? claimed.get() : top.place;
        if (newest.compareAndSet(top, new Placed(digit, last + 1, top))) {
          return;
        }
      }
    }

    /** {@return what was sent first} */
    @Operation(nonParallelGroup = "owner")
    public int take() {
      while (true) {
        Placed top = newest.get();
        int next = claimed.get() + 1;
        if (top == null) {
          return NOTHING;
        }
        if (top.place < next) {
          if (newest.compareAndSet(top, null)) {
            return NOTHING;
          }
          continue;
        }
        Placed entry = top;
        while (entry.place > next && entry.older != null) {
          entry = entry.older;
        }
        claimed.set(next);
        return entry.digit;
      }
    }
  }

  private static ModelCheckingOptions schedules(int iterations, int threads, int actors) {
    return new ModelCheckingOptions()
        .iterations(iterations)
        .invocationsPerIteration(80)
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(1)
        .actorsAfter(2);
  }

  /** G2, I1 to I3: senders and one owner at a time. */
  @Test
  void sendersAndOwner_anySchedule_areLinearizable() {
    schedules(10, 2, 3).check(OwnerAlone.class);
  }

  /** G2, I1 to I3: two senders besides the owner. */
  @Test
  void sendersAndOwner_ofThreeThreads_areLinearizable() {
    schedules(6, 3, 2).check(OwnerAlone.class);
  }

  /** G8, I4: an entry is taken by the owner or by who takes all. */
  @Test
  void sendersOwnerAndOther_anySchedule_areLinearizable() {
    schedules(10, 2, 3).check(OwnerAndOther.class);
  }

  /** G8, I4: the same with a sender besides the two. */
  @Test
  void sendersOwnerAndOther_ofThreeThreads_areLinearizable() {
    schedules(6, 3, 2).check(OwnerAndOther.class);
  }

  /** The gap of a queue that exchanges its tail is found. */
  @Test
  void exchangesThenLinks_isFound() {
    assertThatThrownBy(() -> schedules(20, 3, 2).check(ExchangesThenLinks.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** G8, I4: an owner that does without the lock beside one who takes all is found. */
  @Test
  void takesWithoutLock_isFound() {
    assertThatThrownBy(() -> schedules(20, 2, 3).check(TakesWithoutLock.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  /** A place that was claimed before is found. */
  @Test
  void placesGoOn_isFound() {
    assertThatThrownBy(() -> schedules(20, 2, 3).check(PlacesGoOn.class))
        .isInstanceOf(LincheckAssertionError.class);
  }
}
