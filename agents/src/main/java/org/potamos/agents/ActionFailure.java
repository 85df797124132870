package org.potamos.agents;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Event;

/**
 * An action threw, or the validator rejected what it computed. The state is what it was before, and
 * the sends of the action were dropped.
 *
 * @param agent whose action it was
 * @param action the function that was sent
 * @param stateBefore what it was applied to, and what is still there
 * @param cause what was thrown
 * @param <T> the type of the state
 */
public record ActionFailure<T extends @Nullable Object>(
    Agent<T> agent, Object action, T stateBefore, Throwable cause) implements Event {

  /** Checks that only the state may be null. */
  public ActionFailure {
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(cause, "cause");
  }

  @Override
  public Agent<T> reference() {
    return agent;
  }

  /** {@return what failed, and where, without any value} */
  @Override
  public String toString() {
    return "action failed: agent="
        + agent.name()
        + ", action="
        + action.getClass().getName()
        + ", cause="
        + cause.getClass().getName()
        + "; the state is unchanged";
  }
}
