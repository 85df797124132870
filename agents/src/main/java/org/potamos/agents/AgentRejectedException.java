package org.potamos.agents;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** An action was not taken, or was taken out again: it has not run and will not run. */
public class AgentRejectedException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /** Which agent; not kept when the exception is serialized. */
  private final transient @Nullable Agent<?> agent;

  /** Why. */
  private final UnrunAction.Reason reason;

  AgentRejectedException(
      String operation,
      Agent<?> agent,
      UnrunAction.Reason reason,
      String advice,
      @Nullable Throwable cause) {
    super(
        operation
            + " rejected: agent="
            + agent.name()
            + ", reason="
            + reason
            + ", queued="
            + agent.queueLength()
            + "; "
            + advice,
        cause);
    this.agent = agent;
    this.reason = reason;
  }

  /**
   * The agent.
   *
   * @return the agent; null only after the exception has been serialized
   */
  public @Nullable Agent<?> agent() {
    return agent;
  }

  /**
   * Why it was rejected.
   *
   * @return the reason
   */
  public UnrunAction.Reason reason() {
    return reason;
  }
}
