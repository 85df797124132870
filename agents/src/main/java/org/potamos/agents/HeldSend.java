package org.potamos.agents;

import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.HeldEffects;

/**
 * A send that waits until a transaction has committed, or an action has succeeded.
 *
 * @param <T> the type of the state
 */
class HeldSend<T extends @Nullable Object> implements Runnable {
  private final Agent<T> agent;
  private final Action<T> action;

  private HeldSend(Agent<T> agent, Action<T> action) {
    this.agent = agent;
    this.action = action;
  }

  static <T extends @Nullable Object> HeldSend<T> of(Agent<T> agent, Action<T> action) {
    AgentFuture<T, ?> future = action.future();
    return future == null ? new HeldSend<>(agent, action) : new Reported<>(agent, action, future);
  }

  /** Sends; never throws. */
  @Override
  public void run() {
    agent.release(action);
  }

  /**
   * A send whose future somebody may wait for.
   *
   * @param <T> the type of the state
   */
  private static final class Reported<T extends @Nullable Object> extends HeldSend<T>
      implements HeldEffects.Revocable {
    private final AgentFuture<T, ?> future;

    Reported(Agent<T> agent, Action<T> action, AgentFuture<T, ?> future) {
      super(agent, action);
      this.future = future;
      future.heldBy(Thread.currentThread());
    }

    @Override
    public void run() {
      future.heldBy(null);
      super.run();
    }

    @Override
    public void revoke() {
      future.heldBy(null);
      future.revoke();
    }
  }
}
