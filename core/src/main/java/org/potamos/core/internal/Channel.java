package org.potamos.core.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Delivery;

/**
 * Takes changes from the reference's states to whoever wants them, on an executor, one at a time.
 * While there is nothing to deliver it owns no thread.
 *
 * @param <T> the type of the value
 */
abstract class Channel<T extends @Nullable Object> extends Signalled<T> implements Runnable {
  /*
   * Overview
   *
   * `phase` says whether a drain is under way:
   *
   *   IDLE      nobody drains; a signal submits a drain to the executor and makes it SIGNALLED
   *   SIGNALLED a drain is submitted, or has to look again before it may end
   *   DRAINING  a drain is under way and has seen all signals so far
   *
   *   signal:  any -> SIGNALLED                      (submits if it was IDLE)
   *   drain:   SIGNALLED -> DRAINING, deliver all there is, DRAINING -> IDLE or start over
   *
   *   I1  At most one drain runs or is submitted: only the step from IDLE submits.
   *   I2  No signal is lost: a change is installed before its signal, and a drain looks for changes
   *       after it has left SIGNALLED. If the signal finds SIGNALLED, that look is still to come; if it
   *       finds DRAINING, the drain's last step fails and it starts over; if it finds IDLE, it submits.
   *
   * After BATCH deliveries a drain goes to the end of the executor's queue, so that a busy reference
   * does not keep a shared executor to itself.
   *
   * Elsewhere: what is delivered next, Cursor.
   */

  private static final int IDLE = 0;
  private static final int DRAINING = 1;
  private static final int SIGNALLED = 2;

  private static final int BATCH = 256;

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Channel.class, "phase", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * See the overview. Always accessed as volatile: I2 is a store-then-load argument on both sides
   * (the change, then the phase; the phase, then the newest state), which release and acquire do
   * not carry. It also hands the cursor from one drain to the next. Pinned by
   * OrderedDeliveryStress.
   */
  private volatile int phase;

  /**
   * Where the drain is. Null once closed: a closed subscription that somebody keeps must not keep
   * the states after it alive. Volatile for that reason only; drains follow each other through the
   * phase.
   */
  private volatile @Nullable Cursor<T> cursor;

  private final Executor executor;
  private final boolean ordered;

  Channel(AbstractReference<T> reference, @Nullable Object key, Delivery delivery) {
    super(reference, key);
    this.cursor = Cursor.of(reference, delivery);
    this.ordered = delivery.mode() == Delivery.Mode.ORDERED;
    Executor given = delivery.executor();
    this.executor = given == null ? virtualThreads(reference.name()) : given;
  }

  private static Executor virtualThreads(String name) {
    Thread.Builder builder =
        Thread.ofVirtual().name("potamos-watch-" + name).inheritInheritableThreadLocals(false);
    return builder::start;
  }

  /** Whether a further delivery is wanted now. */
  boolean isReady() {
    return true;
  }

  /** Hands over one change; never throws. */
  abstract void deliver(Change<T> change);

  /** The executor did not take a drain; never throws. */
  abstract void rejected(Throwable failure);

  @Override
  final boolean isOrdered() {
    return ordered;
  }

  @Override
  final void startAt(StateNode<T> node) {
    Cursor<T> present = cursor;
    if (present != null) {
      present.startAt(node);
    }
  }

  @Override
  void released() {
    cursor = null;
  }

  private @Nullable Change<T> next() {
    Cursor<T> present = cursor;
    return present == null || isClosed() || !isReady() ? null : present.next();
  }

  /** Keeps drains from starting until {@link #release}: for who wants to set something up first. */
  final void hold() {
    phase = SIGNALLED;
  }

  /** Ends {@link #hold}; looks for what came in the meantime. */
  final void release() {
    submit();
  }

  @Override
  final void signal() {
    if (phase != SIGNALLED && (int) PHASE.getAndSet(this, SIGNALLED) == IDLE) {
      submit();
    }
  }

  /** Requires: the phase is SIGNALLED, and no drain is under way. */
  private void submit() {
    try {
      executor.execute(this);
    } catch (Throwable failure) {
      phase = IDLE; // nothing is lost: the cursor stays where it is, the next signal tries again
      rejected(failure);
    }
  }

  @Override
  public final void run() {
    int left = BATCH;
    do {
      phase = DRAINING;
      Change<T> change;
      while ((change = next()) != null) {
        deliver(change);
        if (--left == 0) {
          phase = SIGNALLED;
          submit();
          return;
        }
      }
    } while (!PHASE.compareAndSet(this, DRAINING, IDLE));
  }
}
