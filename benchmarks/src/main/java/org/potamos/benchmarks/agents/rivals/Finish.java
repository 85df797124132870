package org.potamos.benchmarks.agents.rivals;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Where a sender waits until the last of its actions has run, and is told what the last actions
 * have computed. Can be used again once {@link #await} has returned.
 */
public final class Finish {

  /*
   * Overview
   *
   * The actions of an invocation may all be last ones, of as many mailboxes, and then a single
   * counter would be what is measured. So they are counted in groups of neighbours, and a group
   * that is complete is counted here.
   */

  private static final int GROUP = 64;
  private static final int COUNT_BITS = 7;
  private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
  private static final int PATIENCE_SECONDS = 120;

  private final Group[] groups;
  private final AtomicInteger missing;
  private final AtomicLong total = new AtomicLong();
  private final Semaphore done = new Semaphore(0);

  private Finish(int steps, int summand) {
    int size = (steps + GROUP - 1) / GROUP;
    groups =
        IntStream.range(0, size)
            .mapToObj(i -> new Group(Math.min(GROUP, steps - i * GROUP), summand))
            .toArray(Group[]::new);
    missing = new AtomicInteger(size);
  }

  /**
   * For last actions that add one, as the others do.
   *
   * @param steps how many last actions there are
   * @return where to wait for them
   */
  public static Finish of(int steps) {
    return new Finish(steps, 1);
  }

  /**
   * Adds up what mailboxes hold, behind everything that was sent before.
   *
   * @param mailboxes all of them
   * @return the sum
   */
  public static long sum(Mailbox... mailboxes) {
    Finish finish = new Finish(mailboxes.length, 0);
    for (int i = 0; i < mailboxes.length; i++) {
      mailboxes[i].send(finish.last(i));
    }
    return finish.await();
  }

  /**
   * One of the last actions; all of them have to run.
   *
   * @param step which
   * @return the action
   */
  public Step last(int step) {
    return groups[step / GROUP];
  }

  /**
   * Waits for the last actions.
   *
   * @return the sum of what they have computed
   */
  public long await() {
    try {
      if (!done.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("actions lost: groups=" + missing);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return total.getAndSet(0);
  }

  private void add(long sum) {
    total.addAndGet(sum);
    if (missing.decrementAndGet() == 0) {
      missing.set(groups.length);
      done.release();
    }
  }

  /** Counts below, adds up above. */
  private final class Group extends Step {
    private final int size;
    private final int summand;
    private final AtomicLong sumAndCount = new AtomicLong();

    Group(int size, int summand) {
      this.size = size;
      this.summand = summand;
    }

    @Override
    public Long apply(Long value) {
      Long next = value + summand;
      long now = sumAndCount.addAndGet((next << COUNT_BITS) + 1);
      if ((now & COUNT_MASK) == size) {
        sumAndCount.set(0);
        add(now >> COUNT_BITS);
      }
      return next;
    }
  }
}
