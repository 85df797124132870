package org.potamos.agents;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An action with more than a function: a future that hears of its end, an executor that it wants, a
 * context that it runs in.
 *
 * @param <T> the type of the state
 */
final class TrackedAction<T extends @Nullable Object> extends Action<T> {
  private final Action<T> computation;
  private final @Nullable Executor executor;
  private final ContextPropagator.@Nullable Snapshot context;
  private final @Nullable AgentFuture<T, ?> future;

  TrackedAction(
      Action<T> computation,
      @Nullable Executor executor,
      ContextPropagator.@Nullable Snapshot context,
      @Nullable AgentFuture<T, ?> future) {
    this.computation = computation;
    this.executor = executor;
    this.context = context;
    this.future = future;
  }

  /** The same action, to run within a context. */
  static <T extends @Nullable Object> TrackedAction<T> in(
      ContextPropagator.Snapshot context, Action<T> action) {
    return action instanceof TrackedAction<T> tracked
        ? new TrackedAction<>(tracked.computation, tracked.executor, context, tracked.future)
        : new TrackedAction<>(action, null, context, null);
  }

  @Override
  T applyTo(T state) {
    if (context == null) {
      return computation.applyTo(state);
    }
    Application application = new Application(state);
    context.run(application);
    return application.result();
  }

  /** One application within a context: exactly one, whatever the context does. */
  private final class Application implements Runnable {
    private final T state;
    private @Nullable T next;
    private boolean begun;
    private boolean ended;

    Application(T state) {
      this.state = state;
    }

    @Override
    public void run() {
      if (begun) {
        throw new IllegalStateException(
            "context rejected: its snapshot ran the action twice; run it exactly once");
      }
      begun = true;
      next = computation.applyTo(state);
      ended = true;
    }

    @SuppressWarnings("NullAway") // null is a T if T says so
    T result() {
      if (!ended) {
        throw new IllegalStateException(
            "context rejected: its snapshot "
                + (begun ? "swallowed what the action threw" : "did not run the action")
                + "; run it exactly once and pass on what it throws");
      }
      return next;
    }
  }

  @Override
  Object function() {
    // an action of ask is a function from the future's point of view only
    return Objects.requireNonNullElse(
        future == null ? null : future.asked(), computation.function());
  }

  @Override
  boolean start() {
    return future == null || future.start();
  }

  @Override
  @Nullable Executor executor() {
    return executor;
  }

  @Override
  @Nullable AgentFuture<T, ?> future() {
    return future;
  }
}
