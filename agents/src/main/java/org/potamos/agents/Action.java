package org.potamos.agents;

import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something sent to an agent. The two kinds that most sends need are as small as they can be; what
 * has a future, an executor or a context is a {@link TrackedAction} around one of them.
 *
 * @param <T> the type of the state
 */
abstract sealed class Action<T extends @Nullable Object> extends Entry<T>
    permits Action.Unary, Action.Binary, TrackedAction {

  /**
   * Computes the next state.
   *
   * @param state the present state
   * @return the next
   */
  abstract T applyTo(T state);

  /** The function that the user has sent. */
  abstract Object function();

  /** False if it was cancelled; if not, it cannot be cancelled any more. */
  boolean start() {
    return true;
  }

  /** Where it wants to run; null for where its agent runs. */
  @Nullable Executor executor() {
    return null;
  }

  /** Its future; null if nobody holds one. */
  @Nullable AgentFuture<T, ?> future() {
    return null;
  }

  @Override
  void abandon(Throwable failure) {
    AgentFuture<T, ?> future = future();
    if (future != null) {
      future.fail(failure);
    }
  }

  /**
   * A function of the state.
   *
   * @param <T> the type of the state
   */
  static final class Unary<T extends @Nullable Object> extends Action<T> {
    private final UnaryOperator<T> f;

    Unary(UnaryOperator<T> f) {
      this.f = f;
    }

    @Override
    T applyTo(T state) {
      return f.apply(state);
    }

    @Override
    Object function() {
      return f;
    }
  }

  /**
   * A function of the state and an argument.
   *
   * @param <T> the type of the state
   * @param <A> the type of the argument
   */
  static final class Binary<T extends @Nullable Object, A extends @Nullable Object>
      extends Action<T> {
    private final BiFunction<? super T, ? super A, ? extends T> f;
    private final A argument;

    Binary(BiFunction<? super T, ? super A, ? extends T> f, A argument) {
      this.f = f;
      this.argument = argument;
    }

    @Override
    T applyTo(T state) {
      return f.apply(state, argument);
    }

    @Override
    Object function() {
      return f;
    }
  }
}
