package org.potamos.agents;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link FailureHandler} wants to happen.
 *
 * @param <T> the type of the state
 */
public sealed interface FailureDecision<T extends @Nullable Object> {

  /**
   * The action is skipped as if it had not been sent, and the next one runs.
   *
   * @param <T> the type of the state
   */
  record Skip<T extends @Nullable Object>() implements FailureDecision<T> {}

  /**
   * The agent stops until somebody calls {@link Agent#restart}.
   *
   * @param <T> the type of the state
   */
  record Fail<T extends @Nullable Object>() implements FailureDecision<T> {}

  /**
   * The agent goes on from another state; if the validator rejects it, the agent fails.
   *
   * @param value the state to go on from
   * @param <T> the type of the state
   */
  record Restart<T extends @Nullable Object>(T value) implements FailureDecision<T> {}

  /**
   * The action is skipped as if it had not been sent, and the next one runs.
   *
   * @param <T> the type of the state
   * @return the decision
   */
  static <T extends @Nullable Object> FailureDecision<T> skip() {
    return new Skip<>();
  }

  /**
   * The agent stops until somebody calls {@link Agent#restart}.
   *
   * @param <T> the type of the state
   * @return the decision
   */
  static <T extends @Nullable Object> FailureDecision<T> fail() {
    return new Fail<>();
  }

  /**
   * The agent goes on from another state, which is a change like any other: validated, counted,
   * watched.
   *
   * @param value the state to go on from
   * @param <T> the type of the state
   * @return the decision
   */
  static <T extends @Nullable Object> FailureDecision<T> restart(T value) {
    return new Restart<>(value);
  }
}
