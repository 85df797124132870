package org.potamos.agents;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The agent has failed and was not restarted: it takes no actions, and runs none. The cause is what
 * its action threw.
 */
public class AgentFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Which agent; not kept when the exception is serialized. */
  private final transient @Nullable Agent<?> agent;

  AgentFailedException(
      String operation, Agent<?> agent, Duration since, int queued, Throwable cause) {
    super(
        operation
            + " rejected: agent="
            + agent.name()
            + " failed "
            + since.toSeconds()
            + "s ago (cause below), queued="
            + queued
            + "; call restart(...)",
        cause);
    this.agent = agent;
  }

  /**
   * The agent.
   *
   * @return the agent; null only after the exception has been serialized
   */
  public @Nullable Agent<?> agent() {
    return agent;
  }
}
