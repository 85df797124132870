package org.potamos.agents;

import org.jspecify.annotations.Nullable;

/**
 * Decides what happens after an action has failed. Called on the thread that ran the action, before
 * anything else runs on this agent; {@link Agents#current} is the agent. It may send, also to the
 * agent itself: such sends are not held.
 *
 * <p>What it throws is logged, and the agent's {@link ErrorMode} decides instead; so it does if the
 * handler answers null.
 *
 * @param <T> the type of the state
 */
@FunctionalInterface
public interface FailureHandler<T extends @Nullable Object> {

  /**
   * Decides.
   *
   * @param failure what failed, on which state, and why
   * @return skip the action, fail the agent, or restart it with a value
   */
  FailureDecision<T> handle(ActionFailure<T> failure);
}
