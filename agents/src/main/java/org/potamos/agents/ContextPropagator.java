package org.potamos.agents;

import java.util.List;
import java.util.Objects;

/**
 * Carries the context of a sender (a trace, a security principal, a diagnostic context) to the
 * action that it sends. Without one nothing is captured, and nothing is paid.
 *
 * <p>Give one to an agent or to a group: {@link Agent.Builder#contextPropagator}, {@link
 * AgentGroup.Builder#contextPropagator}.
 */
@FunctionalInterface
public interface ContextPropagator {

  /** A captured context. */
  @FunctionalInterface
  interface Snapshot {

    /**
     * Runs something within the context, on the calling thread, and leaves the thread as it was.
     *
     * @param action to be run exactly once; what it throws is to be passed on
     */
    void run(Runnable action);
  }

  /**
   * Captures the context of the calling thread. Called at each send, also when the send is then
   * held; what it throws reaches the sender, and nothing is sent.
   *
   * @return restores the context around the action, and only there
   */
  Snapshot capture();

  /**
   * Carries the values of thread-locals.
   *
   * @param locals read at the send, set around the action
   * @return the propagator
   */
  static ContextPropagator ofThreadLocals(ThreadLocal<?>... locals) {
    List<ThreadLocal<?>> all = List.of(Objects.requireNonNull(locals, "locals"));
    return () -> ThreadLocalValues.capture(all);
  }
}
