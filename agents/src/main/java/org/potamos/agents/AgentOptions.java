package org.potamos.agents;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen for an agent; one object for all agents of a group for which nothing was chosen.
 * Immutable.
 *
 * @param group it belongs to
 * @param dispatcher where its actions run
 * @param errorMode what happens after a failure, if no handler decides
 * @param handler decides after a failure, or null
 * @param propagator of contexts, or null
 * @param highWaterMark the alarm is given when more actions wait
 * @param onHighWater told of the alarm, or null
 * @param threadName of a thread while it runs the agent; null if none was given
 * @param <T> the type of the state
 */
record AgentOptions<T extends @Nullable Object>(
    AgentGroup group,
    Dispatcher dispatcher,
    ErrorMode errorMode,
    @Nullable FailureHandler<T> handler,
    @Nullable ContextPropagator propagator,
    int highWaterMark,
    @Nullable Consumer<? super HighWater> onHighWater,
    @Nullable String threadName) {

  static final int HIGH_WATER_MARK = 10_000;

  static final String UNNAMED_THREAD = "agent";

  AgentOptions<T> withErrorMode(ErrorMode mode) {
    return new AgentOptions<>(
        group, dispatcher, mode, handler, propagator, highWaterMark, onHighWater, threadName);
  }

  AgentOptions<T> withHandler(@Nullable FailureHandler<T> next) {
    return new AgentOptions<>(
        group, dispatcher, errorMode, next, propagator, highWaterMark, onHighWater, threadName);
  }
}
