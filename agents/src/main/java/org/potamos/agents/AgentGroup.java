package org.potamos.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.Durations;
import org.potamos.core.internal.Options;

/**
 * Agents with a common life: they share an executor and defaults, and end together.
 *
 * <p>Choose a group of your own when agents belong to a component that is started and stopped, when
 * a program must know that all has been done, or when many agents need the same options. Agents
 * made by {@link Agent#of} belong to {@link #shared}, which never ends.
 *
 * {@snippet class="org.potamos.agents.AgentSnippets" region="group"}
 *
 * <h2>Closing</h2>
 *
 * {@link #close()} stops taking sends, waits until the agents have done what they were sent, and
 * gives up after {@link Builder#closeTimeout}: what has not run by then is reported, as by {@link
 * #shutdownNow}. Sends that actions of the group make to agents of the group are still taken while
 * it waits, so that what was begun is finished. What failed and paused agents hold is reported as
 * {@link UnrunAction} with reason {@code CLOSED}. Every action runs exactly once, or is reported
 * exactly once: in the list of {@code shutdownNow}, as an event, and by its future if it has one.
 *
 * <p>After that the agents can still be read, watched and waited for; sends are rejected with
 * {@link AgentRejectedException}.
 *
 * <h2>The end of the process</h2>
 *
 * As long as agents of a group have something to do, the process does not end by itself, though
 * virtual threads are daemons; it ends within a second after the last action. A group made with
 * {@link Builder#daemon} does not hold it. {@link System#exit} ends the process at once.
 */
public final class AgentGroup implements AutoCloseable {
  /*
   * Overview
   *
   * A group that can be closed keeps a table of its busy agents, with the drain of each. Idle agents are
   * not in it, so a group may have millions of them, and forgets those that nobody uses; failed and
   * paused agents that hold something are.
   *
   *   close   phase CLOSING: sends from outside are refused. Then wait until all are quiet.
   *   stop    phase TERMINATED: all sends are refused. Then, for each busy agent: mark it stopped, take
   *           what waits from under its drain, interrupt what runs.
   *
   *   I1  Who wakes an agent counts, looks at the phase, pushes, puts the drain into the table, and
   *       looks at the phase again. Who stops puts TERMINATED, then looks at the table. So a drain that
   *       begins meanwhile is found in the table, or marks its agent as stopped itself.
   *   I2  A stopped agent's drain reports whatever it still finds: what was pushed behind what was taken.
   *   I3  A drain whose queue was given up takes nothing (Drain.over), since the queue may have begun a
   *       new period by then.
   *
   * Elsewhere: who is quiet, Activity; the process, KeepAlive.
   */

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private static final AtomicLong NUMBERS = new AtomicLong();

  private static final AgentGroup SHARED = new AgentGroup("shared", builder(), false);

  private final String name;
  private final Activity activity;
  private final Duration closeTimeout;
  private final @Nullable Consumer<? super ActionFailure<?>> listener;
  private final AgentOptions<?> defaults;

  /** The busy agents, with their drains; null if the group cannot be closed. */
  private final @Nullable Map<Agent<?>, Drain<?>> busy;

  /**
   * It was stopped while agents had something to do. Volatile, written before what waits is taken:
   * whoever closes the group and finds it quiet because of that sees it.
   */
  private volatile boolean cutShort;

  private AgentGroup(String name, Builder builder, boolean closable) {
    this.name = name;
    this.activity = new Activity(builder.daemon);
    this.closeTimeout = builder.closeTimeout == null ? CLOSE_TIMEOUT : builder.closeTimeout;
    this.listener = builder.listener;
    this.busy = closable ? new ConcurrentHashMap<>() : null;
    this.defaults =
        new AgentOptions<>(
            this,
            dispatcher(builder.executor),
            builder.errorMode == null ? ErrorMode.FAIL : builder.errorMode,
            null,
            builder.propagator,
            AgentOptions.HIGH_WATER_MARK,
            null,
            null);
    if (!builder.daemon) {
      KeepAlive.watch(activity);
    }
  }

  static Dispatcher dispatcher(@Nullable Executor executor) {
    return executor == null ? VirtualWorkers.SHARED : new ExecutorDispatcher(executor);
  }

  // ------------------------------------------------------------------ construction

  /**
   * Makes a group on virtual threads.
   *
   * @return a new group
   */
  public static AgentGroup create() {
    return builder().build();
  }

  /**
   * Starts a group with options.
   *
   * @return a builder for it
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The group of all agents that were given none. It can be waited for, but neither closed nor shut
   * down.
   *
   * @return always the same group
   */
  public static AgentGroup shared() {
    return SHARED;
  }

  /** Collects the options of a group. Each may be given once. */
  public static final class Builder {
    private @Nullable String name;
    private @Nullable Executor executor;
    private @Nullable ErrorMode errorMode;
    private @Nullable Consumer<? super ActionFailure<?>> listener;
    private @Nullable Duration closeTimeout;
    private @Nullable ContextPropagator propagator;
    private boolean daemon;

    private Builder() {}

    /**
     * Names the group, for messages.
     *
     * @param name not blank
     * @return this builder
     */
    public Builder name(String name) {
      Options.requireUnset("name", this.name);
      this.name = Options.requireName(name);
      return this;
    }

    /**
     * Says where the agents run, unless one is given an executor of its own. Without this they run
     * on virtual threads. The executor is not shut down with the group.
     *
     * @param executor runs the agents
     * @return this builder
     */
    public Builder executor(Executor executor) {
      Options.requireUnset("executor", this.executor);
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * What an agent does after a failed action, unless it is given a mode or handler of its own.
     *
     * @param errorMode the default is {@link ErrorMode#FAIL}
     * @return this builder
     */
    public Builder errorMode(ErrorMode errorMode) {
      Options.requireUnset("errorMode", this.errorMode);
      this.errorMode = Objects.requireNonNull(errorMode, "errorMode");
      return this;
    }

    /**
     * Hears of every failed action of the group, before the agent's own handler. It runs on the
     * thread that ran the action; what it throws is logged.
     *
     * @param listener told of each failure
     * @return this builder
     */
    public Builder onFailure(Consumer<? super ActionFailure<?>> listener) {
      Options.requireUnset("onFailure", this.listener);
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * How long {@link AgentGroup#close()} waits for the agents.
     *
     * @param timeout zero or more; the default is 30 seconds
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder closeTimeout(Duration timeout) {
      Options.requireUnset("closeTimeout", this.closeTimeout);
      Durations.requireNotNegative("closeTimeout", timeout);
      this.closeTimeout = timeout;
      return this;
    }

    /**
     * Carries the context of senders to actions, unless an agent is given a propagator of its own.
     *
     * @param propagator captures at each send
     * @return this builder
     */
    public Builder contextPropagator(ContextPropagator propagator) {
      Options.requireUnset("contextPropagator", this.propagator);
      this.propagator = Objects.requireNonNull(propagator, "propagator");
      return this;
    }

    /**
     * The process may end while agents of the group still have something to do.
     *
     * @return this builder
     */
    public Builder daemon() {
      daemon = true;
      return this;
    }

    /**
     * Makes the group.
     *
     * @return a new group
     */
    public AgentGroup build() {
      String given = name;
      return new AgentGroup(
          given == null ? "AgentGroup#" + NUMBERS.incrementAndGet() : given, this, true);
    }
  }

  /**
   * Makes an agent of this group, with its defaults.
   *
   * @param initial the state it starts with
   * @param <T> the type of the state
   * @return the agent
   */
  public <T extends @Nullable Object> Agent<T> agent(T initial) {
    return new Agent<>(initial, defaults());
  }

  /**
   * Starts an agent of this group with options of its own.
   *
   * @param initial the state it starts with
   * @param <T> the type of the state
   * @return a builder for it
   */
  public <T extends @Nullable Object> Agent.Builder<T> agentBuilder(T initial) {
    return Agent.builder(initial).group(this);
  }

  // ------------------------------------------------------------------ questions

  /**
   * The name given at construction, or one made up of the kind and a number.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Tells whether the group takes no sends from outside any more.
   *
   * @return true from the moment that it was closed or shut down
   */
  public boolean isClosed() {
    return activity.phase() != Activity.Phase.OPEN;
  }

  /** {@return the name, and whether it is open} */
  @Override
  public String toString() {
    return "AgentGroup[name=" + name + ", status=" + (isClosed() ? "closed" : "open") + "]";
  }

  // ------------------------------------------------------------------ waiting and closing

  /**
   * Waits until no agent of the group has anything to do. Failed and paused agents count as quiet,
   * whatever they hold. Sends may come in again at any time; whoever wants to know that nothing is
   * left closes the group.
   *
   * @param timeout how long to wait at most; zero looks once
   * @return false if there was no such moment
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException inside an action, a transaction or a validator
   */
  public boolean awaitQuiescence(Duration timeout) throws InterruptedException {
    Durations.requireNotNegative("awaitQuiescence", timeout);
    ActionScope.requireWaitable("awaitQuiescence", "group=" + name);
    return activity.awaitQuiet(System.nanoTime() + Durations.nanos(timeout));
  }

  /**
   * Stops taking sends, and waits until everything has run; after {@link Builder#closeTimeout}, or
   * if the thread is interrupted, stops as {@link #shutdownNow} does. The interrupt flag is kept.
   * Closing again does nothing.
   *
   * @throws IllegalStateException inside an action, a transaction or a validator: it could wait for
   *     itself. Nothing is closed then
   */
  @Override
  public void close() {
    try {
      if (!close(closeTimeout)) {
        Failures.log(
            "close was cut short: group="
                + name
                + ", timeout="
                + closeTimeout
                + "; what did not run was reported",
            null);
      }
    } catch (InterruptedException interrupted) {
      shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops taking sends, and waits until everything has run; when the time is up, stops as {@link
   * #shutdownNow} does.
   *
   * @param timeout how long to wait at most
   * @return whether everything has run that was neither held by a failed nor by a paused agent
   * @throws InterruptedException if the thread is interrupted; the group takes no sends any more,
   *     and its agents go on
   * @throws IllegalStateException inside an action, a transaction or a validator, and for {@link
   *     #shared}
   */
  public boolean close(Duration timeout) throws InterruptedException {
    Durations.requireNotNegative("close", timeout);
    Map<Agent<?>, Drain<?>> table = requireClosable("close");
    ActionScope.requireWaitable("close", "group=" + name);
    activity.enter(Activity.Phase.CLOSING);
    table.keySet().forEach(Agent::wakeSenders);
    boolean quiet = activity.awaitQuiet(System.nanoTime() + Durations.nanos(timeout));
    stop(quiet ? UnrunAction.Reason.CLOSED : UnrunAction.Reason.STOPPED);
    return quiet && !cutShort;
  }

  /**
   * Stops at once: takes no sends, interrupts the actions that run, and takes out all actions that
   * wait. Does not wait for the running ones. May be called from anywhere, also from an action.
   *
   * @return what will not run, in the order of each agent's queue
   * @throws IllegalStateException for {@link #shared}
   */
  public List<UnrunAction> shutdownNow() {
    requireClosable("shutdownNow");
    return stop(UnrunAction.Reason.STOPPED);
  }

  private List<UnrunAction> stop(UnrunAction.Reason reason) {
    if (reason == UnrunAction.Reason.STOPPED && !activity.isQuiet()) {
      cutShort = true;
    }
    activity.enter(Activity.Phase.TERMINATED);
    List<UnrunAction> unrun = new ArrayList<>();
    requireClosable("stop").forEach((agent, drain) -> agent.stop(drain, reason, unrun));
    return unrun;
  }

  private Map<Agent<?>, Drain<?>> requireClosable(String operation) {
    Map<Agent<?>, Drain<?>> table = busy;
    if (table == null) {
      throw new IllegalStateException(
          operation
              + " rejected: group="
              + name
              + " is shared by all agents that were given none; make a group of your own");
    }
    return table;
  }

  // ------------------------------------------------------------------ for agents

  Activity activity() {
    return activity;
  }

  boolean isClosable() {
    return busy != null;
  }

  /** The options of an agent for which nothing was chosen. */
  @SuppressWarnings("unchecked") // without a handler they say nothing about T
  <T extends @Nullable Object> AgentOptions<T> defaults() {
    return (AgentOptions<T>) (AgentOptions<?>) defaults;
  }

  /** The owner of a queue that has just begun: see I1. */
  void register(Agent<?> agent, Drain<?> drain) {
    Map<Agent<?>, Drain<?>> table = busy;
    if (table != null) {
      table.put(agent, drain);
      if (activity.phase() == Activity.Phase.TERMINATED) {
        agent.markStopped();
      }
    }
  }

  /** Something was pushed behind what was taken when the group was stopped. */
  void takeLate(Agent<?> agent) {
    Drain<?> drain = busy == null ? null : busy.get(agent);
    if (drain != null) {
      drain.reportLate();
    }
  }

  void unregister(Agent<?> agent, Drain<?> drain) {
    Map<Agent<?>, Drain<?>> table = busy;
    if (table != null) {
      table.remove(agent, drain);
    }
  }

  /** False if nobody listens. */
  boolean tellOfFailure(ActionFailure<?> failure) {
    if (listener == null) {
      return false;
    }
    try {
      listener.accept(failure);
    } catch (Throwable thrown) {
      Failures.logBoth("failure listener failed: group=" + name, thrown, failure.cause());
    }
    return true;
  }
}
