package org.potamos.agents;

/** What an agent does after an action has failed, unless a {@link FailureHandler} decides. */
public enum ErrorMode {
  /**
   * The agent stops: its state and its queue stay as they are, further sends are rejected, until
   * somebody calls {@link Agent#restart}. The default.
   */
  FAIL,
  /** The action is skipped as if it had not been sent, and the next one runs. */
  CONTINUE
}
