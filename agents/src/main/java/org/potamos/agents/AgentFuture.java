package org.potamos.agents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;

/**
 * The handle of one action. Cancelling it before the action starts takes the action out of effect:
 * who wins is decided by one compare-and-set. Whatever else completes it (a timeout, a call of
 * {@code complete}) leaves the action alone.
 *
 * @param <T> the type of the state
 * @param <R> the type of the result
 */
abstract class AgentFuture<T extends @Nullable Object, R extends @Nullable Object>
    extends CompletableFuture<R> {
  private static final int WAITING = 0;
  private static final int STARTED = 1;
  private static final int CANCELLED = 2;

  private static final VarHandle FATE;

  static {
    try {
      FATE = MethodHandles.lookup().findVarHandle(AgentFuture.class, "fate", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Agent<T> agent;

  /**
   * WAITING until the agent starts the action or somebody cancels it: exactly one of the two wins
   * the compare-and-set. Volatile effects, since both sides act on the outcome at once. Pinned by
   * CancellationStress.
   */
  @SuppressWarnings("UnusedVariable") // by way of FATE
  private volatile int fate;

  /**
   * The thread in whose action or transaction the send is held; null once it is released. Plain:
   * only that thread finds itself in it.
   */
  private @Nullable Thread holder;

  AgentFuture(Agent<T> agent) {
    this.agent = agent;
  }

  /** The function given to {@link Agent#ask}, if this is its future. */
  @Nullable Object asked() {
    return null;
  }

  /** The action has succeeded. */
  abstract void succeed(T before, T after, long version);

  /** The action has failed, or will never run. */
  final void fail(Throwable failure) {
    completeExceptionally(failure);
  }

  /** The send was dropped by what held it. */
  final void revoke() {
    if (FATE.compareAndSet(this, WAITING, CANCELLED)) {
      completeExceptionally(
          new CancellationException(
              "send dropped: the action or transaction that made it did not succeed, agent="
                  + agent.name()));
    }
  }

  final boolean start() {
    return FATE.compareAndSet(this, WAITING, STARTED);
  }

  final boolean isTakenOut() {
    return fate == CANCELLED;
  }

  final void heldBy(@Nullable Thread thread) {
    holder = thread;
  }

  /**
   * Takes the action out of effect, if it has not started.
   *
   * @param mayInterruptIfRunning has no effect
   * @return whether it was taken out, now or before
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (FATE.compareAndSet(this, WAITING, CANCELLED)) {
      agent.countRejected(1);
    }
    if (fate != CANCELLED) {
      return false;
    }
    super.cancel(mayInterruptIfRunning); // also by a second one: it is done when this has answered
    return true;
  }

  @Override
  public R join() {
    requireNoDeadlock("join");
    return super.join();
  }

  @Override
  public R get() throws InterruptedException, ExecutionException {
    requireNoDeadlock("get");
    return super.get();
  }

  @Override
  public R get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    requireNoDeadlock("get");
    return super.get(timeout, unit);
  }

  @SuppressWarnings("ReferenceEquality") // threads are identities
  private void requireNoDeadlock(String operation) {
    if (!isDone()) {
      ActionScope.requireOutsideOfActions(operation, agent);
      if (holder == Thread.currentThread()) {
        throw new IllegalStateException(
            operation
                + " rejected: the send is held until the transaction on this thread has committed,"
                + " agent="
                + agent.name()
                + "; wait after the transaction");
      }
    }
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  /**
   * Ends with the change that the action has made.
   *
   * @param <T> the type of the state
   */
  static final class OfChange<T extends @Nullable Object> extends AgentFuture<T, Change<T>> {
    private final Agent<T> changed;

    OfChange(Agent<T> agent) {
      super(agent);
      this.changed = agent;
    }

    @Override
    void succeed(T before, T after, long version) {
      complete(new Change<>(changed, before, after, version));
    }
  }

  /**
   * Ends with the reply that the action has computed.
   *
   * @param <T> the type of the state
   * @param <R> the type of the reply
   */
  static final class OfReply<T extends @Nullable Object, R extends @Nullable Object>
      extends AgentFuture<T, R> {
    private final Object asked;

    /** What the action has computed; written and read by the thread that runs it. */
    private @Nullable R reply;

    OfReply(Agent<T> agent, Object asked) {
      super(agent);
      this.asked = asked;
    }

    @Override
    Object asked() {
      return asked;
    }

    T keep(@Nullable Reply<T, R> computed) {
      if (computed == null) {
        throw new NullPointerException(
            "the function given to ask answered null; use Reply.of(...)");
      }
      reply = computed.reply();
      return computed.next();
    }

    @Override
    @SuppressWarnings("NullAway") // null is an R if R says so
    void succeed(T before, T after, long version) {
      complete(reply);
    }
  }
}
