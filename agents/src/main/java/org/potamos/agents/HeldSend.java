package org.potamos.agents;

import org.jspecify.annotations.Nullable;

/**
 * A send that waits until a transaction has committed, or an action has succeeded.
 *
 * @param <T> the type of the state
 */
final class HeldSend<T extends @Nullable Object> implements Runnable {
  private final Agent<T> agent;
  private final Action<T> action;

  HeldSend(Agent<T> agent, Action<T> action) {
    this.agent = agent;
    this.action = action;
  }

  /** Sends; never throws. */
  @Override
  public void run() {
    agent.release(action);
  }
}
