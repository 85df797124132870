package org.potamos.benchmarks.scaling;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.potamos.benchmarks.agents.rivals.Step;

/**
 * What one thread does: operations by dice. It belongs to one thread at a time; only {@link
 * #counted} is called by others.
 */
final class Worker {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** The function of an atom. */
  final org.potamos.benchmarks.rivals.Step swap = new org.potamos.benchmarks.rivals.Step(0);

  /** The action of an agent: adds one, and counts. */
  final Step action = new CountedStep();

  /** Of actions, how many of those counted as sent have not run; below 0 while sending goes on. */
  private final AtomicInteger missing = new AtomicInteger();

  private volatile Thread waiting = Thread.currentThread();
  private long random;
  private int sent;

  /**
   * Makes one.
   *
   * @param seed decides on its random numbers
   */
  Worker(long seed) {
    random = 0x9E3779B97F4A7C15L * (seed + 1);
  }

  /**
   * Does operations, and waits for the actions it has sent.
   *
   * @return the account of its changes
   */
  long run(Arena arena, Mix mix, int operations) {
    long account = 0;
    long found = 0;
    for (int i = 0; i < operations; i++) {
      if (next(Mix.OF) < mix.writes()) {
        account += arena.write(this);
      } else {
        found += arena.read(this);
      }
    }
    arena.await(this);
    random ^= found == Long.MIN_VALUE ? 1 : 0; // what was read is used
    return account;
  }

  /** A random number, by a shift register: cheap beside what is measured. */
  int next(int bound) {
    long x = random;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    random = x;
    return (int) (((x >>> 33) * bound) >>> 31);
  }

  void sent() {
    sent++;
  }

  /** Waits until all actions have run that were sent since the last time. */
  void awaitActions() {
    waiting = Thread.currentThread();
    int count = sent;
    sent = 0;
    long begin = System.nanoTime();
    if (missing.addAndGet(count) != 0) {
      while (missing.get() != 0) {
        LockSupport.parkNanos(this, PATIENCE_NANOS);
        if (System.nanoTime() - begin > PATIENCE_NANOS) {
          throw new AssertionError("actions lost: missing=" + missing);
        }
      }
    }
  }

  /** Before the sender waits, this goes below zero; then it reaches zero once. */
  private void counted() {
    if (missing.decrementAndGet() == 0) {
      LockSupport.unpark(waiting);
    }
  }

  private final class CountedStep extends Step {
    @Override
    public Long apply(Long value) {
      counted();
      return value + 1;
    }
  }
}
