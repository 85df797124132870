package org.potamos.stress.soak;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.potamos.stress.soak.Injected.Place;

/**
 * One thread that uses references: what it throws on purpose and hears of, and whether an interrupt
 * that it was sent has come through.
 *
 * <p>Interrupts: the interrupter takes a turn ({@link #IDLE} to {@link #COMING}), interrupts, and
 * says so ({@link #SENT}). At the end of its step the thread looks: if one was sent, it must have
 * caught it or find its flag set. So an interrupt that somebody swallows is found, and as many are
 * heard as are sent.
 */
final class Actor {
  private static final int IDLE = 0;
  private static final int COMING = 1;
  private static final int SENT = 2;
  private static final int OVER = 3;

  private static final ThreadLocal<@Nullable Actor> CURRENT = new ThreadLocal<>();

  private final World world;
  private final Meter meter;
  private final Thread thread;
  private final SplittableRandom random;
  private final AtomicInteger interrupt = new AtomicInteger(IDLE);
  private @Nullable Injected pending;
  private boolean caught;

  Actor(World world, Meter meter, long seed) {
    this.world = world;
    this.meter = meter;
    this.thread = Thread.currentThread();
    this.random = new SplittableRandom(seed);
    CURRENT.set(this);
  }

  /** That of this thread; null on threads of the library. */
  static @Nullable Actor current() {
    return CURRENT.get();
  }

  SplittableRandom random() {
    return random;
  }

  Meter meter() {
    return meter;
  }

  // ------------------------------------------------------------------ failures

  /** One chance of so many. */
  boolean chance(int of) {
    return random.nextInt(of) == 0;
  }

  /** To be thrown on this thread. If another is pending, its attempt was lost. */
  Injected inject(Place place) {
    supersede();
    Injected injected = world.injections().at(place);
    pending = injected;
    return injected;
  }

  /** The body runs again, or something else has ended the call: what was thrown reaches nobody. */
  void supersede() {
    Injected present = pending;
    if (present != null) {
      pending = null;
      world.injections().superseded(present);
    }
  }

  /** The call has thrown it. */
  void hear(Injected injected) {
    if (injected == pending) {
      pending = null;
      world.injections().heard(injected);
    } else {
      world.findings().add("something was thrown that belongs to another call: " + injected);
    }
  }

  /** The call has succeeded: so it cannot have thrown. */
  void succeeded() {
    if (pending != null) {
      world.findings().add("a call has succeeded although it has thrown " + pending);
      pending = null;
    }
  }

  // ------------------------------------------------------------------ interrupts

  /** For the interrupter: whether the thread was interrupted. */
  boolean interrupt(LongAdder sent) {
    if (!interrupt.compareAndSet(IDLE, COMING)) {
      return false;
    }
    sent.increment();
    thread.interrupt();
    interrupt.set(SENT);
    return true;
  }

  /** An InterruptedException was caught. */
  void caughtInterrupt() {
    caught = true;
  }

  /** At the end of a step. */
  @SuppressWarnings("ThreadPriorityCheck") // the interrupter is between two statements
  void endStep() {
    while (interrupt.get() == COMING) {
      Thread.yield();
    }
    int state = interrupt.get();
    caught |= Thread.interrupted();
    if (state == SENT) {
      if (caught) {
        world.interruptsHeard().increment();
      } else {
        world.findings().add(meter.name() + ": an interrupt was swallowed");
      }
      caught = false;
      interrupt.set(IDLE);
    } else if (caught && interrupt.get() == IDLE) { // if it has just come, the next step counts it
      world.findings().add(meter.name() + ": an interrupt was heard that nobody has sent");
      caught = false;
    }
  }

  /** No further interrupt; hears of the last one. */
  void end() {
    while (!interrupt.compareAndSet(IDLE, OVER)) {
      endStep();
    }
    CURRENT.remove();
  }
}
