package org.potamos.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.Durations;

/** What concerns the agent that is just running here, or several agents. */
public final class Agents {
  private Agents() {}

  /**
   * The agent whose action, validator, {@code SYNC} watch or failure handler is running on this
   * thread.
   *
   * @return the agent; null elsewhere, also on threads that an action has started
   */
  public static @Nullable Agent<?> current() {
    ActionScope here = ActionScope.here();
    return here == null ? null : here.current();
  }

  /**
   * Sends at once what the running action has sent so far, which is held until it succeeds
   * otherwise. It is not taken back if the action fails then. What a transaction holds stays held.
   *
   * @return how many sends were released; 0 outside of actions
   */
  public static int releasePendingSends() {
    ActionScope here = ActionScope.here();
    return here == null ? 0 : here.releasePending();
  }

  /**
   * Waits until several agents have done what this thread has sent them before.
   *
   * @param timeout how long to wait at most for all of them
   * @param agents any number
   * @return false if the time was up
   * @throws InterruptedException if the thread is interrupted
   * @throws AgentFailedException if one of them has failed, or fails meanwhile
   * @throws AgentRejectedException if the queue of one is cleared meanwhile, or its group shut down
   * @throws IllegalStateException inside an action, a transaction or a validator
   */
  public static boolean await(Duration timeout, Agent<?>... agents) throws InterruptedException {
    return await(timeout, List.of(agents));
  }

  /**
   * Waits until several agents have done what this thread has sent them before: see {@link
   * #await(Duration, Agent...)}.
   *
   * @param timeout how long to wait at most for all of them
   * @param agents any number
   * @return false if the time was up
   * @throws InterruptedException if the thread is interrupted
   */
  public static boolean await(Duration timeout, Collection<? extends Agent<?>> agents)
      throws InterruptedException {
    Durations.requireNotNegative("await", timeout);
    long deadline = System.nanoTime() + Durations.nanos(timeout);
    ActionScope.requireWaitable("await", "agents=" + agents.size());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    List<Barrier<?>> markers = new ArrayList<>();
    for (Agent<?> agent : agents) {
      Barrier<?> marker = Objects.requireNonNull(agent, "agent").mark();
      if (marker != null) {
        markers.add(marker);
      }
    }
    for (Barrier<?> marker : markers) {
      if (!marker.await(agents, deadline)) {
        return false;
      }
    }
    return true;
  }
}
