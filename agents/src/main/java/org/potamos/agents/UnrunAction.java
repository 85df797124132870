package org.potamos.agents;

import java.util.Objects;
import org.potamos.core.Event;

/**
 * An action that was sent and will never run. Who holds its future hears of it there; this event is
 * for all others.
 *
 * @param agent to which it was sent
 * @param action the function that was sent
 * @param reason why it will not run
 */
public record UnrunAction(Agent<?> agent, Object action, Reason reason) implements Event {

  /** Why an action is not run. */
  public enum Reason {
    /** The queue was full. */
    FULL,
    /** The queue was full, and {@link Overflow} says that an action is dropped then. */
    DROPPED,
    /** The group of the agent was closed. */
    CLOSED,
    /** {@link AgentGroup#shutdownNow} was called, or the time for closing was up. */
    STOPPED,
    /** {@link Agent#restart} was told to clear the queue. */
    CLEARED,
    /** The executor did not take it. */
    EXECUTOR,
    /** The agent had failed when the send, held until then, was released. */
    FAILED
  }

  /** Checks that nothing is null. */
  public UnrunAction {
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(reason, "reason");
  }

  @Override
  public Agent<?> reference() {
    return agent;
  }

  /** {@return what was not run, and why} */
  @Override
  public String toString() {
    return "action not run: agent="
        + agent.name()
        + ", action="
        + action.getClass().getName()
        + ", reason="
        + reason;
  }
}
