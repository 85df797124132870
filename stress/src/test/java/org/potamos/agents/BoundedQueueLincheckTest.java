package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The bounded queue of an agent is linearizable (ruling G7): whether there is room, what is dropped
 * for whom, and what the owner takes are those of some order one after the other.
 */
@ResourceLock("lincheck") // which checks one class at a time, and would use up others' time limits
class BoundedQueueLincheckTest {
  private static final int CAPACITY = 2;
  private static final int NOTHING = -1;

  /** The operations, on a queue with whatever policy. */
  @Param(name = "digit", gen = IntGen.class, conf = "1:9")
  public abstract static class Operations {
    private final AgentGroup group = AgentGroup.builder().daemon().executor(Runnable::run).build();
    private final Agent<Integer> agent = group.agent(0);
    private final BoundedQueue<Integer> queue;

    /**
     * For subclasses.
     *
     * @param overflow the policy
     */
    protected Operations(Overflow overflow) {
      queue = new BoundedQueue<>(CAPACITY, overflow);
    }

    /**
     * A send by the policy.
     *
     * @param digit tells it from others
     * @return what became of it, and what was dropped for it
     * @throws InterruptedException never
     */
    @Operation
    public String send(@Param(name = "digit") int digit) throws InterruptedException {
      return offer(digit, BoundedQueue.Admission.WITHOUT_WAITING);
    }

    /**
     * A send that drops nothing.
     *
     * @param digit tells it from others
     * @return what became of it
     * @throws InterruptedException never
     */
    @Operation
    public String trySend(@Param(name = "digit") int digit) throws InterruptedException {
      return offer(digit, BoundedQueue.Admission.TRY);
    }

    private String offer(int digit, BoundedQueue.Admission admission) throws InterruptedException {
      List<Action<Integer>> dropped = new ArrayList<>();
      BoundedQueue.Outcome outcome =
          queue.offer(agent, new Action.Unary<>(x -> digit), admission, false, 0, dropped);
      return outcome + " " + digits(dropped);
    }

    /** {@return what was sent first} */
    @Operation(nonParallelGroup = "owner")
    public int take() {
      while (true) {
        Entry<Integer> entry = queue.peekNext();
        if (entry == null) {
          if (queue.trySettle()) {
            return NOTHING;
          }
        } else if (queue.claim(entry)) {
          return digit(entry);
        }
      }
    }

    /** {@return what waits, in order} */
    @Operation
    public List<Integer> takeAll() {
      return digits(queue.takeAll());
    }

    /** {@return how many wait} */
    @Operation
    public int waiting() {
      return queue.waiting();
    }

    private static List<Integer> digits(List<? extends Entry<Integer>> entries) {
      List<Integer> digits = new ArrayList<>();
      entries.forEach(entry -> digits.add(digit(entry)));
      return digits;
    }

    private static int digit(Entry<Integer> entry) {
      return entry instanceof Action<Integer> action ? action.applyTo(NOTHING) : NOTHING;
    }
  }

  /** Rejects when it is full. */
  public static class Rejecting extends Operations {
    /** Makes one. */
    public Rejecting() {
      super(Overflow.REJECT);
    }
  }

  /** Drops the oldest when it is full. */
  public static class DroppingOldest extends Operations {
    /** Makes one. */
    public DroppingOldest() {
      super(Overflow.DROP_OLDEST);
    }
  }

  /** The broken twin: looks for room, then adds. */
  @Param(name = "digit", gen = IntGen.class, conf = "1:9")
  public static class LooksThenAdds {
    private final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();

    /**
     * A send.
     *
     * @param digit tells it from others
     * @return whether there was room
     */
    @Operation
    public boolean trySend(@Param(name = "digit") int digit) {
      return queue.size() < CAPACITY && queue.add(digit);
    }

    /** {@return what was sent first} */
    @Operation(nonParallelGroup = "owner")
    public int take() {
      Integer digit = queue.poll();
      return digit == null ? NOTHING : digit;
    }
  }

  private static ModelCheckingOptions schedules(int iterations, int threads, int actors) {
    return new ModelCheckingOptions()
        .iterations(iterations)
        .invocationsPerIteration(60)
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(1)
        .actorsAfter(2);
  }

  /** G7: room, rejections and what is taken agree. */
  @Test
  void rejecting_anySchedule_isLinearizable() {
    schedules(5, 2, 2).check(Rejecting.class);
  }

  /** G7: each action is taken, dropped or refused, once. */
  @Test
  void droppingOldest_anySchedule_isLinearizable() {
    schedules(5, 2, 2).check(DroppingOldest.class);
  }

  /** A look that is not one step with the addition is found. */
  @Test
  void looksThenAdds_isFound() {
    assertThatThrownBy(() -> schedules(20, 2, 3).check(LooksThenAdds.class))
        .isInstanceOf(LincheckAssertionError.class);
  }
}
