package org.potamos.agents;

import java.util.Objects;
import org.potamos.core.Event;

/**
 * The queue of an agent has grown beyond its high-water mark, for the first time.
 *
 * @param agent whose queue it is
 * @param queueLength how many actions were waiting
 */
public record HighWater(Agent<?> agent, int queueLength) implements Event {

  /** Checks that the agent is there. */
  public HighWater {
    Objects.requireNonNull(agent, "agent");
  }

  @Override
  public Agent<?> reference() {
    return agent;
  }

  /** {@return which queue, and how long} */
  @Override
  public String toString() {
    return "high-water mark passed: agent="
        + agent.name()
        + ", queued="
        + queueLength
        + "; the agent does not keep up with its senders, bound it with capacity(...)";
  }
}
