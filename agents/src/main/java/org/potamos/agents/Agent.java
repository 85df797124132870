package org.potamos.agents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Events;
import org.potamos.core.InvalidStateException;
import org.potamos.core.ReferenceBuilder;
import org.potamos.core.internal.Durations;
import org.potamos.core.internal.HeldEffects;
import org.potamos.core.internal.Observers;
import org.potamos.core.internal.Options;
import org.potamos.core.internal.StateNode;
import org.potamos.core.internal.ThreadState;

/**
 * A reference whose state changes by actions that are sent to it: they run one at a time, in order,
 * on virtual threads, and nobody waits for them.
 *
 * <p>Choose an agent when a value changes on its own and the caller need not wait: a log, an index,
 * a connection that must be used by one thread at a time, work that blocks. When the caller needs
 * the new value at once, use an atom; when values must change together, use refs in a transaction.
 * Reading never waits: {@link #deref} answers the present state, whatever is queued.
 *
 * {@snippet class="org.potamos.agents.AgentSnippets" region="first"}
 *
 * <h2>Actions</h2>
 *
 * An action is a function from the present state to the next. It runs exactly once, so it may have
 * side effects, and it may block without delaying any other agent. Actions of one sender to one
 * agent run in the order in which they were sent; actions of one agent never overlap, and each
 * finds all effects of the one before. There is no order between agents. While an action runs,
 * {@code deref} answers the state before it.
 *
 * <p>What an action sends, to whomever, is held until it has succeeded, and dropped if it fails;
 * sends to the agent itself go behind what is queued already. So a failed action has no effect but
 * those outside of the library. Sends in a transaction are held until it has committed. {@link
 * Agents#releasePendingSends} sends what an action has sent so far. The same holds for what {@code
 * SYNC} watches of the agent send while they are called for an action. In the function of an atom's
 * swap nothing is held: it sends each time it runs.
 *
 * <p>Waiting for agents inside of an action could wait for itself: {@link #await()}, and getting
 * the result of a future that is not there yet, are rejected with {@link IllegalStateException}.
 *
 * <h2>Failure</h2>
 *
 * If an action throws, whatever it is, or the validator rejects what it has computed, the state
 * stays. Then a {@link FailureHandler} decides, or the {@link ErrorMode}: by default the agent
 * <em>fails</em>: it keeps its state and its queue, and rejects further sends with {@link
 * AgentFailedException} until {@link #restart}. The failure is logged, unless a handler or a
 * listener of the group hears of it; it is an event of {@link Events} in any case. Errors of the
 * virtual machine, but for a stack that overflows, fail the agent whatever the handler says.
 *
 * <h2>Queues</h2>
 *
 * Unbounded by default, with one warning when more than 10,000 actions wait; see {@link
 * Builder#highWaterMark} and {@link Builder#capacity}. An idle agent owns no thread; a thread runs
 * one agent after the other, so what an action leaves in thread-locals of its own is there for
 * actions of others, as on any pool.
 *
 * <h2>Validators and watches</h2>
 *
 * The validator sees what an action has computed before anybody else does, on the thread of the
 * action. Watches run after the change: {@code SYNC} ones on that thread, one change after the
 * other, before the next action begins. What a watch throws never fails an agent. A validator must
 * not send.
 *
 * <h2>Memory effects</h2>
 *
 * What a thread did before it sent an action <em>happens-before</em> what the action does; what an
 * action does <em>happens-before</em> what the next action of the agent does, what a thread does
 * after it has read the new state, and what it does after {@code await} has returned or the future
 * has been completed. {@code deref} is a volatile read.
 *
 * <h2>The end of the process</h2>
 *
 * The threads are virtual, and so daemons; yet a program whose {@code main} returns ends only when
 * its agents have nothing to do: see {@link AgentGroup}.
 *
 * @param <T> the type of the state; a nullable {@code T} makes null an ordinary value
 */
@SuppressWarnings("exports") // the superclass is shared with our other modules and is not an API
public final class Agent<T extends @Nullable Object> extends Inbox<T> {
  /*
   * Overview
   *
   * An agent is its queue (Inbox), its state, a word of flags, and options that most agents share.
   * What only some need (a failure, a bounded queue) is in an AgentExtension.
   *
   *   state   the value itself; or, from the first watch, validator, waiting thread or look at a version
   *           on, the StateNode that holds it. Changed by whoever owns the queue, by compare-and-set,
   *           since others may install observers at any time.
   *
   *   flags   CHANGED     there has been a change: the first look at the version finds 1, not 0
   *           WARNED      the alarm of the high-water mark was given
   *           PAUSED      no action is to begin
   *           FAILED      no action is to begin, none is taken
   *           STOPPED     what waits is to be reported
   *           RESTARTING  one thread is about to restart the agent
   *           HALTED      the drain has left because of PAUSED or FAILED; whoever clears the last of
   *                       these two clears HALTED in the same step, and takes the drain over
   *
   *   I1  The owner of the queue (Inbox, I1) while HALTED is nobody: the step that sets it ends the
   *       ownership of the drain, the step that clears it begins that of another thread.
   *   I2  FAILED is set after the handler has decided, HALTED some instructions later, as the last thing
   *       that the drain does with the queue; no users' code runs in between. Who restarts the agent
   *       waits for that.
   *   I3  Waiting threads: a marker is pushed, then FAILED is read; FAILED is set, then the markers are
   *       collected. So each marker is found by one of the two.
   *   I4  Who pushes looks for STOPPED afterwards, and takes out what waits if he finds it; who stops sets
   *       it, then takes out. So nothing stays behind in a queue that was stopped while it was halted.
   *
   * Elsewhere: the queue, Inbox and BoundedQueue; running actions, Drain; what follows from a failure,
   * Failures; holding sends, ActionScope. Below: construction, reading, sending, waiting, failure,
   * pausing, counts; then what drains and groups do with an agent.
   */

  private static final int CHANGED = 1;
  private static final int WARNED = 1 << 1;
  private static final int PAUSED = 1 << 2;
  private static final int FAILED = 1 << 3;
  private static final int STOPPED = 1 << 4;
  private static final int RESTARTING = 1 << 5;
  private static final int HALTED = 1 << 6;

  private static final VarHandle STATE;
  private static final VarHandle FLAGS;
  private static final VarHandle PROCESSED;
  private static final VarHandle EXTENSION;
  private static final VarHandle OPTIONS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Agent.class, "state", Object.class);
      FLAGS = lookup.findVarHandle(Agent.class, "flags", int.class);
      PROCESSED = lookup.findVarHandle(Agent.class, "processed", long.class);
      EXTENSION = lookup.findVarHandle(Agent.class, "extension", AgentExtension.class);
      OPTIONS = lookup.findVarHandle(Agent.class, "options", AgentOptions.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /**
   * The value, or the node that holds it. Read as volatile; changed by compare-and-set, by the
   * owner of the queue and by whoever installs observers. A store would do for the owner if nobody
   * could install observers meanwhile: it would wipe them out.
   */
  private volatile @Nullable Object state;

  /** See the overview. Volatile, changed by compare-and-set: I1 to I3. */
  private volatile int flags;

  /**
   * How many actions have succeeded. Written by the owner of the queue, in opaque mode so that
   * others see it some time and whole; it orders nothing.
   */
  @SuppressWarnings("UnusedVariable") // by way of PROCESSED
  private long processed;

  /** Volatile, and replaced as a whole: a send goes by the options it finds. */
  private volatile AgentOptions<T> options;

  /** Null until needed; set once, by compare-and-set. Volatile, so that its content is seen. */
  private volatile @Nullable AgentExtension<T> extension;

  Agent(T initial, AgentOptions<T> options) {
    this.options = options;
    // as with a final field: an agent that is published by a race is never seen without its state
    STATE.set(this, initial);
    VarHandle.releaseFence();
  }

  // ------------------------------------------------------------------ construction

  /**
   * Makes an agent without name, validator and watches, in the group {@link AgentGroup#shared}.
   *
   * @param initial the state it starts with
   * @param <T> the type of the state
   * @return the agent
   */
  public static <T extends @Nullable Object> Agent<T> of(T initial) {
    return new Agent<>(initial, AgentGroup.shared().defaults());
  }

  /**
   * Starts an agent with options.
   *
   * {@snippet class="org.potamos.agents.AgentSnippets" region="builder"}
   *
   * @param initial the state it starts with
   * @param <T> the type of the state
   * @return a builder for it
   */
  public static <T extends @Nullable Object> Builder<T> builder(T initial) {
    return new Builder<>(initial);
  }

  /**
   * Collects the options of an agent.
   *
   * @param <T> the type of the state
   */
  public static final class Builder<T extends @Nullable Object>
      extends ReferenceBuilder<T, Builder<T>> {
    private final T initial;
    private @Nullable ErrorMode errorMode;
    private @Nullable FailureHandler<T> handler;
    private @Nullable Integer capacity;
    private @Nullable Overflow overflow;
    private @Nullable Integer highWaterMark;
    private @Nullable Consumer<? super HighWater> onHighWater;
    private @Nullable Executor executor;
    private @Nullable AgentGroup group;
    private @Nullable ContextPropagator propagator;

    private Builder(T initial) {
      this.initial = initial;
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    /**
     * What happens after a failed action, if no handler decides.
     *
     * @param errorMode the default is that of the group, {@link ErrorMode#FAIL} unless it says
     *     otherwise
     * @return this builder
     */
    public Builder<T> errorMode(ErrorMode errorMode) {
      Options.requireUnset("errorMode", this.errorMode);
      this.errorMode = Objects.requireNonNull(errorMode, "errorMode");
      return this;
    }

    /**
     * Who decides after a failed action.
     *
     * @param handler called on the thread of the action
     * @return this builder
     */
    public Builder<T> onFailure(FailureHandler<T> handler) {
      Options.requireUnset("onFailure", this.handler);
      this.handler = Objects.requireNonNull(handler, "handler");
      return this;
    }

    /**
     * Bounds the queue.
     *
     * @param capacity how many actions may wait, besides the one that runs; at least 1
     * @param overflow what a send does when so many wait
     * @return this builder
     * @throws IllegalArgumentException if the capacity is less than 1
     */
    public Builder<T> capacity(int capacity, Overflow overflow) {
      Options.requireUnset("capacity", this.overflow);
      Objects.requireNonNull(overflow, "overflow");
      requirePositive("capacity", capacity);
      this.capacity = capacity;
      this.overflow = overflow;
      return this;
    }

    /**
     * When to give the alarm that the queue is long: once, as a warning in the log and as an event.
     *
     * @param mark more waiting actions than this; at least 1; the default is 10,000
     * @return this builder
     * @throws IllegalArgumentException if the mark is less than 1
     */
    public Builder<T> highWaterMark(int mark) {
      Options.requireUnset("highWaterMark", this.highWaterMark);
      requirePositive("highWaterMark", mark);
      this.highWaterMark = mark;
      return this;
    }

    /**
     * When to give the alarm that the queue is long, and who hears of it besides.
     *
     * @param mark more waiting actions than this; at least 1
     * @param listener called once, on the thread of a sender; what it throws is logged
     * @return this builder
     * @throws IllegalArgumentException if the mark is less than 1
     */
    public Builder<T> highWaterMark(int mark, Consumer<? super HighWater> listener) {
      Objects.requireNonNull(listener, "listener");
      highWaterMark(mark);
      this.onHighWater = listener;
      return this;
    }

    /**
     * Where the actions run; without this where the group says, by default on virtual threads.
     * Choose a pool of platform threads for actions that compute for long: virtual threads share
     * few carriers, and are not preempted.
     *
     * <p>An executor that takes what it is given must run it, some time: if it is shut down and
     * forgets it, the agent stays busy for ever.
     *
     * @param executor may refuse, may run the action at once on the sender's thread
     * @return this builder
     */
    public Builder<T> executor(Executor executor) {
      Options.requireUnset("executor", this.executor);
      this.executor = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * The group that the agent belongs to.
     *
     * @param group the default is {@link AgentGroup#shared}
     * @return this builder
     */
    public Builder<T> group(AgentGroup group) {
      Options.requireUnset("group", this.group);
      this.group = Objects.requireNonNull(group, "group");
      return this;
    }

    /**
     * Carries the context of senders to the actions.
     *
     * @param propagator captures at each send; without one nothing is captured
     * @return this builder
     */
    public Builder<T> contextPropagator(ContextPropagator propagator) {
      Options.requireUnset("contextPropagator", this.propagator);
      this.propagator = Objects.requireNonNull(propagator, "propagator");
      return this;
    }

    private static void requirePositive(String option, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            option + " rejected: value=" + value + " is less than 1");
      }
    }

    /**
     * Makes the agent: first its metadata is set, then the validator checks the initial state, then
     * the watches are registered.
     *
     * @return a new agent
     * @throws InvalidStateException if the validator rejects the initial state; there is no agent
     *     then, and no handler is called
     */
    public Agent<T> build() {
      AgentOptions<T> defaults = (group == null ? AgentGroup.shared() : group).defaults();
      Agent<T> agent =
          new Agent<>(
              initial,
              new AgentOptions<>(
                  defaults.group(),
                  executor == null ? defaults.dispatcher() : AgentGroup.dispatcher(executor),
                  errorMode == null ? defaults.errorMode() : errorMode,
                  handler,
                  propagator == null ? defaults.propagator() : propagator,
                  highWaterMark == null ? defaults.highWaterMark() : highWaterMark,
                  onHighWater,
                  name() == null ? null : AgentOptions.UNNAMED_THREAD + "-" + name()));
      if (capacity != null && overflow != null) {
        agent.extension = new AgentExtension<>(new BoundedQueue<>(capacity, overflow));
      }
      agent.configure(name(), metadata(), failureHandler(), validator());
      registerWatches(agent);
      return agent;
    }
  }

  // ------------------------------------------------------------------ reading

  @Override
  public T deref() {
    return valueOf(state);
  }

  @Override
  public long version() {
    return observe().version();
  }

  // ------------------------------------------------------------------ send

  /**
   * Sends an action; does not wait for it.
   *
   * @param action computes the next state from the present one; runs once
   * @return this agent
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException if the group is closed, the executor refuses, or the queue is
   *     full and {@link Overflow} says so
   * @throws IllegalStateException in a validator, and in a function that a transaction may run
   *     again at commit
   */
  public Agent<T> send(UnaryOperator<T> action) {
    submit("send", new Action.Unary<>(Objects.requireNonNull(action, "action")), true);
    return this;
  }

  /**
   * Sends an action with an argument; does not wait for it.
   *
   * @param action computes the next state from the present one and the argument; runs once
   * @param argument handed to the action
   * @param <A> the type of the argument
   * @return this agent
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException if the group is closed, the executor refuses, or the queue is
   *     full and {@link Overflow} says so
   * @throws IllegalStateException in a validator, and in a function that a transaction may run
   *     again at commit
   */
  public <A extends @Nullable Object> Agent<T> send(
      BiFunction<? super T, ? super A, ? extends T> action, A argument) {
    submit("send", binary(action, argument), true);
    return this;
  }

  /**
   * Sends an action that runs on another executor than the agent's: one that computes for long goes
   * to a pool of platform threads. Its place in the queue is the same.
   *
   * <p>If the executor refuses when the action's turn has come, the action is reported as an {@link
   * UnrunAction}, and the next one runs.
   *
   * @param executor runs this action
   * @param action computes the next state from the present one; runs once
   * @return this agent
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException as {@link #send(UnaryOperator)}
   */
  public Agent<T> sendVia(Executor executor, UnaryOperator<T> action) {
    return sendVia(executor, new Action.Unary<>(Objects.requireNonNull(action, "action")));
  }

  /**
   * Sends an action with an argument that runs on another executor than the agent's: see {@link
   * #sendVia(Executor, UnaryOperator)}.
   *
   * @param executor runs this action
   * @param action computes the next state from the present one and the argument; runs once
   * @param argument handed to the action
   * @param <A> the type of the argument
   * @return this agent
   */
  public <A extends @Nullable Object> Agent<T> sendVia(
      Executor executor, BiFunction<? super T, ? super A, ? extends T> action, A argument) {
    return sendVia(executor, binary(action, argument));
  }

  private Agent<T> sendVia(Executor executor, Action<T> action) {
    Objects.requireNonNull(executor, "executor");
    submit("sendVia", new TrackedAction<>(action, executor, null, null), true);
    return this;
  }

  /**
   * Sends several actions that run one after the other, with nobody else's between them. To a
   * bounded agent they are sent one by one, each by the agent's policy.
   *
   * @param actions in order
   * @return this agent
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException as {@link #send(UnaryOperator)}
   */
  public Agent<T> sendAll(Collection<? extends UnaryOperator<T>> actions) {
    List<Action<T>> all = new ArrayList<>(actions.size());
    for (UnaryOperator<T> action : actions) {
      all.add(new Action.Unary<>(Objects.requireNonNull(action, "action")));
    }
    if (all.isEmpty()) {
      return this;
    }
    HeldEffects.Scope holder = ActionScope.holder("sendAll");
    requireAccepting("sendAll", all.size());
    if (bounded() != null) {
      all.forEach(action -> submit("sendAll", action, true));
    } else {
      all.replaceAll(this::inContext);
      if (holder != null) {
        holder.hold(() -> releaseAll(all));
      } else {
        pushAll("sendAll", all);
      }
    }
    return this;
  }

  /**
   * Sends an action and answers a handle to its outcome.
   *
   * <p>The future is completed after the state was installed, {@code SYNC} watches have run, and
   * the sends of the action have been released; on the thread that ran the action, so callbacks
   * should be short. If the action fails, it ends with what the action threw; if the action will
   * never run, with {@link AgentRejectedException} or {@link AgentFailedException}; if the send was
   * held and dropped, with {@link java.util.concurrent.CancellationException}. Cancelling it before
   * the action has started takes the action out of effect; afterwards it has no effect and answers
   * false. A timeout of the future ({@code orTimeout}) leaves the action alone: it may still run.
   *
   * @param action computes the next state from the present one; runs once
   * @return the change that the action will have made
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException as {@link #send(UnaryOperator)}
   */
  public CompletableFuture<Change<T>> sendAndReport(UnaryOperator<T> action) {
    return report(new Action.Unary<>(Objects.requireNonNull(action, "action")));
  }

  /**
   * Sends an action with an argument and answers a handle to its outcome: see {@link
   * #sendAndReport(UnaryOperator)}.
   *
   * @param action computes the next state from the present one and the argument; runs once
   * @param argument handed to the action
   * @param <A> the type of the argument
   * @return the change that the action will have made
   */
  public <A extends @Nullable Object> CompletableFuture<Change<T>> sendAndReport(
      BiFunction<? super T, ? super A, ? extends T> action, A argument) {
    return report(binary(action, argument));
  }

  private CompletableFuture<Change<T>> report(Action<T> action) {
    observe(); // versions are exact from here on
    AgentFuture.OfChange<T> future = new AgentFuture.OfChange<>(this);
    submit("sendAndReport", new TrackedAction<>(action, null, null, future), true);
    return future;
  }

  /**
   * Sends an action that also computes a reply.
   *
   * {@snippet class="org.potamos.agents.AgentSnippets" region="ask"}
   *
   * @param action computes the next state and the reply from the present state; runs once
   * @param <R> the type of the reply
   * @return the reply; completed and cancelled as with {@link #sendAndReport(UnaryOperator)}
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException as {@link #send(UnaryOperator)}
   */
  public <R extends @Nullable Object> CompletableFuture<R> ask(
      Function<? super T, Reply<T, R>> action) {
    Objects.requireNonNull(action, "action");
    AgentFuture.OfReply<T, R> future = new AgentFuture.OfReply<>(this, action);
    Action<T> computation = new Action.Unary<>(present -> future.keep(action.apply(present)));
    submit("ask", new TrackedAction<>(computation, null, null, future), true);
    return future;
  }

  /**
   * Sends an action if there is room for it, whatever {@link Overflow} says. An unbounded agent has
   * always room.
   *
   * @param action computes the next state from the present one; runs once
   * @return false if the queue is full
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException if the group is closed or the executor refuses
   */
  public boolean trySend(UnaryOperator<T> action) {
    return trySend(new Action.Unary<>(Objects.requireNonNull(action, "action")));
  }

  /**
   * Sends an action with an argument if there is room for it, whatever {@link Overflow} says.
   *
   * @param action computes the next state from the present one and the argument; runs once
   * @param argument handed to the action
   * @param <A> the type of the argument
   * @return false if the queue is full
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException if the group is closed or the executor refuses
   */
  public <A extends @Nullable Object> boolean trySend(
      BiFunction<? super T, ? super A, ? extends T> action, A argument) {
    return trySend(binary(action, argument));
  }

  private boolean trySend(Action<T> action) {
    return submit("trySend", action, false);
  }

  /**
   * Sends an action, and waits for room if there is none, whatever {@link Overflow} says. Inside an
   * action or a transaction it does not wait.
   *
   * @param action computes the next state from the present one; runs once
   * @param timeout how long to wait at most
   * @return false if there was no room
   * @throws InterruptedException if the thread is interrupted while it waits; nothing was sent
   * @throws AgentFailedException if the agent has failed
   * @throws AgentRejectedException if the group is closed or the executor refuses
   */
  public boolean trySend(UnaryOperator<T> action, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(action, "action");
    Durations.requireNotNegative("trySend", timeout);
    BoundedQueue<T> queue = bounded();
    if (queue == null || ActionScope.holder("trySend") != null || ActionScope.here() != null) {
      return trySend(action);
    }
    requireAccepting("trySend", 1);
    return offer(
        "trySend",
        queue,
        inContext(new Action.Unary<>(action)),
        BoundedQueue.Admission.TIMED,
        Durations.nanos(timeout));
  }

  private static <T extends @Nullable Object, A extends @Nullable Object> Action<T> binary(
      BiFunction<? super T, ? super A, ? extends T> action, A argument) {
    return new Action.Binary<>(Objects.requireNonNull(action, "action"), argument);
  }

  // ------------------------------------------------------------------ the way into the queue

  /** Holds or queues; false only if there is no room and the policy was not to be applied. */
  private boolean submit(String operation, Action<T> bare, boolean byPolicy) {
    Action<T> action = inContext(bare);
    HeldEffects.Scope holder = ActionScope.holder(operation);
    requireAccepting(operation, 1);
    BoundedQueue<T> queue = bounded();
    if (holder != null) {
      if (queue != null && !requireRoom(operation, queue, byPolicy)) {
        return false;
      }
      holder.hold(HeldSend.of(this, action));
      return true;
    }
    if (queue == null) {
      push(operation, action, action, 1);
      return true;
    }
    return offerNow(operation, queue, action, byPolicy);
  }

  private Action<T> inContext(Action<T> action) {
    ContextPropagator propagator = options.propagator();
    return propagator == null
        ? action
        : TrackedAction.in(
            Objects.requireNonNull(propagator.capture(), "the propagator captured null"), action);
  }

  private void requireAccepting(String operation, int actions) {
    requireNotFailed(operation, actions);
    Activity activity = options.group().activity();
    if (activity.phase() != Activity.Phase.OPEN && !activity.accepts(isInside())) {
      throw closed(operation, actions);
    }
  }

  /** Whether an action of the same group sends. */
  private boolean isInside() {
    ActionScope here = ActionScope.here();
    return here != null && here.isOfGroup(options.group());
  }

  private void pushAll(String operation, List<Action<T>> actions) {
    push(operation, actions.getFirst(), chain(actions), actions.size());
  }

  /** Requires: no drain and no other thread has seen the entries, which are one or a chain. */
  private void push(String operation, Action<T> oldest, Entry<T> latest, int count) {
    while (true) {
      if (tryPush(oldest, latest)) {
        if (latest.place > options.highWaterMark()) {
          warnIfLong(waitingUpTo(latest));
        }
        takeBackIfStopped();
        return;
      }
      if (isIdle()) {
        Drain<T> drain = wake(operation, oldest, count);
        if (tryBegin(oldest, latest)) {
          begin(operation, drain, oldest, latest);
          warnIfLong(count);
          return;
        }
        options.group().activity().settle();
      }
      Thread.onSpinWait();
    }
  }

  /** I4: the group was stopped while this thread was sending. */
  private void takeBackIfStopped() {
    if ((flags & STOPPED) != 0) {
      options.group().takeLate(this);
    }
  }

  /** Counts the busy period that is about to begin. */
  private Drain<T> wake(String operation, Action<T> first, int actions) {
    Drain<T> drain = new Drain<>(this, first.executor());
    Activity activity = options.group().activity();
    if (!activity.wake(false) && !(isInside() && activity.wake(true))) {
      throw closed(operation, actions);
    }
    return drain;
  }

  /** Requires: the calling thread owns the queue. */
  private void begin(String operation, Drain<T> drain, Entry<T> oldest, Entry<T> latest) {
    options.group().register(this, drain);
    try {
      ActionScope here = ActionScope.here();
      if (here == null || !here.takes(drain)) {
        drain.submit();
      }
    } catch (Throwable refused) {
      if (giveUp(drain, chained(oldest, latest), UnrunAction.Reason.EXECUTOR, refused)) {
        throw new AgentRejectedException(
            operation,
            this,
            UnrunAction.Reason.EXECUTOR,
            "the executor refused; the agent goes on with the next send",
            refused);
      }
    }
  }

  /** What this thread has just pushed, while nobody has turned it around. */
  @SuppressWarnings("ReferenceEquality") // entries are identities
  private static <T extends @Nullable Object> Set<Entry<T>> chained(
      Entry<T> oldest, Entry<T> latest) {
    Set<Entry<T>> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.add(oldest);
    for (Entry<T> e = latest; e != oldest; e = Objects.requireNonNull(e.link)) {
      all.add(e);
    }
    return all;
  }

  /**
   * Nobody will run the queue that this thread owns: what is in it is reported.
   *
   * @param own what this thread has just sent, of which its caller will hear
   * @return whether any of it was still there, and not reported by others already
   */
  private boolean giveUp(
      Drain<T> drain, Set<Entry<T>> own, UnrunAction.Reason reason, @Nullable Throwable cause) {
    boolean found = false;
    do {
      for (Entry<T> entry : drain.takeAll()) {
        if (own.contains(entry)) {
          countRejected(1);
          found = true;
        } else {
          report(entry, reason, cause);
        }
      }
    } while (!drain.tryEnd());
    return found;
  }

  private void warnIfLong(int waiting) {
    if (waiting > options.highWaterMark() && (flags & WARNED) == 0 && setFlag(WARNED)) {
      HighWater alarm = new HighWater(this, waiting);
      Failures.log(alarm.toString(), null);
      Events.publish(alarm);
      Consumer<? super HighWater> listener = options.onHighWater();
      if (listener != null) {
        try {
          listener.accept(alarm);
        } catch (Throwable thrown) {
          Failures.log("high-water listener failed: agent=" + name(), thrown);
        }
      }
    }
  }

  // ------------------------------------------------------------------ the way into a bounded queue

  /** For a send that will be held: false if there is no room and nobody would make it. */
  private boolean requireRoom(String operation, BoundedQueue<T> queue, boolean byPolicy) {
    if (queue.waiting() < queue.capacity() || (byPolicy && queue.drops())) {
      return true;
    }
    if (byPolicy) {
      throw full(operation);
    }
    return false;
  }

  private boolean offerNow(
      String operation, BoundedQueue<T> queue, Action<T> action, boolean byPolicy) {
    BoundedQueue.Admission admission =
        !byPolicy
            ? BoundedQueue.Admission.TRY
            : ActionScope.here() == null
                ? BoundedQueue.Admission.BY_POLICY
                : BoundedQueue.Admission.WITHOUT_WAITING;
    try {
      return offer(operation, queue, action, admission, 0);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      countRejected(1);
      throw new AgentRejectedException(
          operation,
          this,
          UnrunAction.Reason.FULL,
          "the thread was interrupted while it waited for room",
          interrupted);
    }
  }

  private boolean offer(
      String operation,
      BoundedQueue<T> queue,
      Action<T> action,
      BoundedQueue.Admission admission,
      long nanos)
      throws InterruptedException {
    List<Action<T>> dropped = new ArrayList<>(0);
    BoundedQueue.Outcome outcome;
    try {
      outcome = queue.offer(this, action, admission, isInside(), nanos, dropped);
    } finally {
      for (Action<T> oldest : dropped) {
        report(oldest, UnrunAction.Reason.DROPPED, null);
      }
    }
    switch (outcome) {
      case QUEUED -> {
        warnIfLong(queue.waiting());
        takeBackIfStopped();
      }
      case BEGUN -> begin(operation, new Drain<>(this, action.executor()), action, action);
      case DROPPED -> report(action, UnrunAction.Reason.DROPPED, null);
      case FAILED -> {
        requireNotFailed(operation, 1);
        return offer(operation, queue, action, admission, nanos); // it was restarted meanwhile
      }
      case CLOSED -> throw closed(operation, 1);
      case FULL -> {
        if (admission == BoundedQueue.Admission.TRY || admission == BoundedQueue.Admission.TIMED) {
          return false;
        }
        throw full(operation);
      }
    }
    return true;
  }

  // ------------------------------------------------------------------ sends that were held

  /** Sends what was held; never throws. */
  void release(Action<T> action) {
    AgentFuture<T, ?> future = action.future();
    if (future != null && future.isTakenOut()) {
      return;
    }
    try {
      requireAccepting("held send", 1);
      BoundedQueue<T> queue = bounded();
      if (queue == null) {
        push("held send", action, action, 1);
      } else {
        offer("held send", queue, action, BoundedQueue.Admission.RELEASED, 0);
      }
    } catch (AgentFailedException failure) {
      reportHeld(action, UnrunAction.Reason.FAILED, failure);
    } catch (AgentRejectedException rejection) {
      reportHeld(action, rejection.reason(), rejection);
    } catch (InterruptedException impossible) {
      throw new AssertionError("a released send does not wait", impossible);
    }
  }

  /** Sends together what was held together; never throws. */
  private void releaseAll(List<Action<T>> actions) {
    try {
      requireAccepting("held send", actions.size());
      pushAll("held send", actions);
    } catch (AgentFailedException failure) {
      actions.forEach(action -> reportHeld(action, UnrunAction.Reason.FAILED, failure));
    } catch (AgentRejectedException rejection) {
      actions.forEach(action -> reportHeld(action, rejection.reason(), rejection));
    }
  }

  /** The rejection was counted where it was made. */
  private void reportHeld(Action<T> action, UnrunAction.Reason reason, RuntimeException failure) {
    if (action.start()) {
      action.abandon(failure);
      UnrunAction unrun = new UnrunAction(this, action.function(), reason);
      Failures.log(unrun.toString(), failure);
      Events.publish(unrun);
    }
  }

  // ------------------------------------------------------------------ rejections, reports

  /** Counts so many rejections if it throws. */
  private void requireNotFailed(String operation, int actions) {
    while ((flags & FAILED) != 0) {
      AgentFailedException failure = failureOf(operation);
      if (failure != null) {
        countRejected(actions);
        throw failure;
      }
      Thread.onSpinWait(); // it is just being restarted
    }
  }

  /** Null if the agent was restarted meanwhile. */
  private @Nullable AgentFailedException failureOf(String operation) {
    AgentExtension.Failed<T> present = extension().failed.get();
    return present == null
        ? null
        : new AgentFailedException(
            operation,
            this,
            Duration.ofNanos(System.nanoTime() - present.atNanos()),
            queueLength(),
            present.failure().cause());
  }

  private AgentRejectedException closed(String operation, int actions) {
    countRejected(actions);
    return rejection(operation, UnrunAction.Reason.CLOSED, null);
  }

  private AgentRejectedException full(String operation) {
    countRejected(1);
    return rejection(operation, UnrunAction.Reason.FULL, null);
  }

  private AgentRejectedException rejection(
      String operation, UnrunAction.Reason reason, @Nullable Throwable cause) {
    String advice =
        switch (reason) {
          case FULL -> "the queue is full; wait with trySend(action, timeout), or choose a policy";
          case DROPPED -> "the queue was full, and its policy drops";
          case CLOSED -> "its group was closed";
          case STOPPED -> "its group was shut down";
          case CLEARED -> "the agent was restarted with a clear queue";
          case EXECUTOR -> "the executor refused";
          case FAILED -> "the agent has failed";
        };
    return new AgentRejectedException(operation, this, reason, advice, cause);
  }

  /** An entry that was taken out of the queue, or never put in, will not run. */
  @Nullable UnrunAction report(
      Entry<T> entry, UnrunAction.Reason reason, @Nullable Throwable cause) {
    return switch (entry) {
      case Barrier<T> barrier -> {
        barrier.abandon(rejection("await", reason, cause));
        yield null;
      }
      case Action<T> action -> {
        if (!action.start()) {
          yield null; // cancelled, and counted then
        }
        countRejected(1);
        UnrunAction unrun = new UnrunAction(this, action.function(), reason);
        if (action.future() != null) {
          action.abandon(rejection("action", reason, cause));
        }
        if (reason == UnrunAction.Reason.EXECUTOR) {
          Failures.log(unrun.toString(), cause);
        }
        Events.publish(unrun);
        yield unrun;
      }
    };
  }

  // ------------------------------------------------------------------ waiting

  /**
   * Waits until the agent has done what this thread has sent it before, and whatever else was
   * queued by then. A paused agent keeps its waiters waiting.
   *
   * @throws InterruptedException if the thread is interrupted
   * @throws AgentFailedException if the agent has failed, or fails meanwhile
   * @throws AgentRejectedException if the queue is cleared meanwhile, or the group is shut down
   * @throws IllegalStateException inside an action, a transaction or a validator
   */
  public void await() throws InterruptedException {
    awaitUntil(null);
  }

  /**
   * Waits until the agent has done what this thread has sent it before, and whatever else was
   * queued by then, but not for ever.
   *
   * @param timeout how long to wait at most; zero looks once
   * @return false if the time was up; what was sent will still be done
   * @throws InterruptedException if the thread is interrupted
   * @throws AgentFailedException if the agent has failed, or fails meanwhile
   * @throws AgentRejectedException if the queue is cleared meanwhile, or the group is shut down
   * @throws IllegalStateException inside an action, a transaction or a validator
   */
  public boolean await(Duration timeout) throws InterruptedException {
    Durations.requireNotNegative("await", timeout);
    if (timeout.isZero()) {
      return isQuietNow();
    }
    return awaitUntil(System.nanoTime() + Durations.nanos(timeout));
  }

  /** A look leaves no marker behind. */
  private boolean isQuietNow() throws InterruptedException {
    ActionScope.requireWaitable("await", this);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    requireNotFailed("await", 0);
    BoundedQueue<T> queue = bounded();
    return queue == null ? isIdle() : queue.isIdle();
  }

  private boolean awaitUntil(@Nullable Long deadline) throws InterruptedException {
    Barrier<T> marker = mark();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return marker == null || marker.await(this, deadline);
  }

  /** Puts a marker of the calling thread into the queue; null if there is nothing to wait for. */
  @Nullable Barrier<T> mark() {
    ActionScope.requireWaitable("await", this);
    requireNotFailed("await", 0);
    Barrier<T> marker = new Barrier<>();
    BoundedQueue<T> queue = bounded();
    if (queue != null) {
      if (!queue.addIfOwned(marker)) {
        return null;
      }
    } else {
      while (!tryPush(marker, marker)) {
        if (isIdle()) {
          return null;
        }
        Thread.onSpinWait();
      }
    }
    int present = flags;
    if ((present & FAILED) != 0) { // I3
      AgentFailedException failure = failureOf("await");
      if (failure != null) {
        marker.abandon(failure);
      }
    } else if ((present & STOPPED) != 0) { // I4
      marker.abandon(rejection("await", UnrunAction.Reason.STOPPED, null));
    }
    return marker;
  }

  // ------------------------------------------------------------------ failure

  /**
   * Tells whether the agent has failed and was not restarted.
   *
   * @return true if so
   */
  public boolean isFailed() {
    return (flags & FAILED) != 0;
  }

  /**
   * What failed the agent.
   *
   * @return the failure; null if the agent has not failed, or was restarted
   */
  public @Nullable ActionFailure<T> failure() {
    AgentExtension<T> present = extension;
    AgentExtension.Failed<T> failed = present == null ? null : present.failed.get();
    return failed == null || !isFailed() ? null : failed.failure();
  }

  /**
   * Lets a failed agent go on from a value with what it has in its queue.
   *
   * @param value the state to go on from: a change like any other, so the validator sees it
   *     together with the present state, and watches hear of it, {@code SYNC} ones on this thread,
   *     before the queue goes on
   * @return this agent
   * @throws InvalidStateException if the validator rejects it; the agent stays failed
   * @throws IllegalStateException if the agent has not failed: of two threads that restart it, one
   *     succeeds
   */
  public Agent<T> restart(T value) {
    return restart(value, Backlog.KEEP);
  }

  /**
   * Lets a failed agent go on from a value.
   *
   * @param value the state to go on from: see {@link #restart(Object)}
   * @param backlog what happens to the actions in its queue
   * @return this agent
   * @throws InvalidStateException if the validator rejects the value; the agent stays failed
   * @throws IllegalStateException if the agent has not failed
   */
  public Agent<T> restart(T value, Backlog backlog) {
    Objects.requireNonNull(backlog, "backlog");
    requireOutsideOfOwnCode("restart", ThreadState.current());
    beginRestart();
    StateChange<T> change;
    try {
      change = restartFrom(value);
    } catch (Throwable rejected) {
      clearFlags(RESTARTING);
      throw rejected;
    }
    AgentExtension<T> present = extension();
    AgentExtension.Failed<T> failed =
        Objects.requireNonNull(present.failed.get(), "who restarts finds what has failed");
    Drain<T> drain = failed.drain();
    List<Entry<T>> cleared = backlog == Backlog.CLEAR ? drain.takeAll() : List.of();
    present.halted = drain;
    clearFlags(FAILED | RESTARTING); // sends are taken from here on, and wait
    present.failed.compareAndSet(failed, null);
    if (change != null) {
      tellOfRestart(change);
    }
    try {
      takeOverUnlessHeld("restart");
    } finally {
      reportAll(cleared, UnrunAction.Reason.CLEARED); // may call users, who may wait for the agent
    }
    return this;
  }

  private @Nullable StateChange<T> restartFrom(T value) {
    ActionScope scope = ActionScope.forDrains();
    HeldEffects.Scope around = scope.enter();
    scope.handle(this);
    try {
      return install(value);
    } finally {
      scope.end();
      scope.leave(around);
    }
  }

  /** As if on a thread that runs the agent: a watch that waited for it would wait for ever. */
  private void tellOfRestart(StateChange<T> change) {
    ActionScope scope = ActionScope.forDrains();
    HeldEffects.Scope around = scope.enter();
    scope.handle(this);
    try {
      tell(change);
      scope.end();
      scope.runDeferred();
    } finally {
      scope.end();
      scope.leave(around);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // the thread waited for has a few steps left
  private void beginRestart() {
    while (true) {
      int present = flags;
      if ((present & FAILED) == 0 || (present & RESTARTING) != 0) {
        throw new IllegalStateException(
            "restart rejected: agent="
                + name()
                + ((present & FAILED) == 0
                    ? " has not failed"
                    : " is being restarted by another thread")
                + "; a failure handler answers FailureDecision.restart(...) instead");
      }
      if ((present & HALTED) == 0) {
        Thread.yield(); // the drain is about to leave: I2; it may need this thread's carrier
      } else if (FLAGS.compareAndSet(this, present, present | RESTARTING)) {
        return;
      }
    }
  }

  /**
   * What happens after a failed action, if no handler decides.
   *
   * @return the mode
   */
  public ErrorMode errorMode() {
    return options.errorMode();
  }

  /**
   * Chooses what happens after failed actions from now on, if no handler decides.
   *
   * @param mode the mode
   */
  public void setErrorMode(ErrorMode mode) {
    Objects.requireNonNull(mode, "mode");
    changeOptions(present -> present.withErrorMode(mode));
  }

  /**
   * Who decides after a failed action.
   *
   * @return the handler, or null if there is none
   */
  public @Nullable FailureHandler<T> failureHandler() {
    return options.handler();
  }

  /**
   * Chooses who decides after failed actions from now on.
   *
   * @param handler the handler; null for none
   */
  public void setFailureHandler(@Nullable FailureHandler<T> handler) {
    changeOptions(present -> present.withHandler(handler));
  }

  private void changeOptions(UnaryOperator<AgentOptions<T>> change) {
    AgentOptions<T> present;
    do {
      present = options;
    } while (!OPTIONS.compareAndSet(this, present, change.apply(present)));
  }

  // ------------------------------------------------------------------ pausing

  /**
   * Lets no further action begin; the one that runs, or was just about to, ends. Sends are taken,
   * and wait. Pausing a paused agent does nothing.
   *
   * @return this agent
   */
  public Agent<T> pause() {
    setFlag(PAUSED);
    return this;
  }

  /**
   * Lets a paused agent go on. Does nothing if it is not paused.
   *
   * @return this agent
   * @throws AgentRejectedException if the executor refuses; the agent stays paused
   */
  public Agent<T> resume() {
    if ((clearFlags(PAUSED) & PAUSED) != 0) {
      takeOverUnlessHeld("resume");
    }
    return this;
  }

  /**
   * Tells whether the agent is paused.
   *
   * @return true if so
   */
  public boolean isPaused() {
    return (flags & PAUSED) != 0;
  }

  /** Goes on with a queue that was left, unless there is still a reason to leave it. */
  private void takeOverUnlessHeld(String operation) {
    int present;
    do {
      present = flags;
      if ((present & HALTED) == 0 || (present & (PAUSED | FAILED)) != 0) {
        return;
      }
    } while (!FLAGS.compareAndSet(this, present, present & ~HALTED));
    AgentExtension<T> extra = extension();
    Drain<T> drain = Objects.requireNonNull(extra.halted, "a halted queue has a drain");
    Activity activity = options.group().activity();
    if (!activity.wake(true)) {
      activity.resumeToEnd();
      giveUp(drain, Set.of(), UnrunAction.Reason.STOPPED, null);
      return;
    }
    try {
      drain.submit();
    } catch (Throwable refused) {
      activity.settle();
      setFlag(PAUSED | HALTED);
      throw new AgentRejectedException(
          operation,
          this,
          UnrunAction.Reason.EXECUTOR,
          "the executor refused; the agent is paused, call resume() when there is one",
          refused);
    }
  }

  // ------------------------------------------------------------------ counts

  /**
   * How many actions wait, without the one that runs. Cancelled actions and waiting threads may
   * count until the agent comes to them.
   *
   * @return a number that may be out of date when it is read
   */
  public int queueLength() {
    BoundedQueue<T> queue = bounded();
    return queue == null ? waiting() : queue.waiting();
  }

  /**
   * How many actions have succeeded.
   *
   * @return the number
   */
  public long processedCount() {
    return (long) PROCESSED.getOpaque(this);
  }

  /**
   * How many actions have failed.
   *
   * @return the number
   */
  public long failedCount() {
    AgentExtension<T> present = extension;
    return present == null ? 0 : present.failures.get();
  }

  /**
   * How many actions were sent and will never run: refused, dropped, cleared, stopped, cancelled.
   *
   * @return the number
   */
  public long rejectedCount() {
    AgentExtension<T> present = extension;
    return present == null ? 0 : present.rejections.get();
  }

  /**
   * The group of this agent.
   *
   * @return the group
   */
  public AgentGroup group() {
    return options.group();
  }

  // ------------------------------------------------------------------ for drains

  AgentOptions<T> options() {
    return options;
  }

  Dispatcher dispatcher() {
    return options.dispatcher();
  }

  @Nullable String threadName() {
    return options.threadName();
  }

  T present() {
    return valueOf(state);
  }

  private @Nullable BoundedQueue<T> bounded() {
    AgentExtension<T> present = extension;
    return present == null ? null : present.bounded;
  }

  @Nullable Entry<T> nextEntry() {
    BoundedQueue<T> queue = bounded();
    return queue == null ? peekNext() : queue.peekNext();
  }

  boolean claimNext(Entry<T> entry) {
    BoundedQueue<T> queue = bounded();
    return queue == null ? claim(entry) : queue.claim(entry);
  }

  boolean isLastEntry(Entry<T> entry) {
    return bounded() == null && isLast(entry);
  }

  boolean trySettleQueue() {
    BoundedQueue<T> queue = bounded();
    return queue == null ? trySettle() : queue.trySettle();
  }

  /** Takes what waits; {@link Inbox}, I4, says who may. */
  List<Entry<T>> takeAllEntries() {
    BoundedQueue<T> queue = bounded();
    return queue == null ? takeAll() : queue.takeAll();
  }

  List<Entry<T>> allWaiting() {
    BoundedQueue<T> queue = bounded();
    return queue == null ? waitingEntries() : queue.waitingEntries();
  }

  void wakeSenders() {
    BoundedQueue<T> queue = bounded();
    if (queue != null) {
      queue.wakeSenders();
    }
  }

  /** Step 4 of {@link Drain}; requires that the calling thread owns the queue, or restarts. */
  @Nullable StateChange<T> install(T next) {
    if ((flags & CHANGED) == 0) {
      setFlag(CHANGED);
    }
    while (true) {
      Object present = state;
      if (present instanceof StateNode<?>) {
        StateNode<T> before = asNode(present);
        ThreadState thread = ThreadState.current();
        requireRoom("send", before.observers(), thread);
        requireValid(before.observers(), before.value(), next, thread);
        StateNode<T> after = before.changedTo(next);
        StateChange<T> change = new StateChange<>(before, after); // nothing below can fail
        if (advance(before, after)) {
          return change;
        }
      } else if (STATE.compareAndSet(this, present, next)) {
        return null;
      }
    }
  }

  void tell(StateChange<T> change) {
    announce(change.before(), change.after(), ThreadState.current());
  }

  void countProcessed() {
    PROCESSED.setOpaque(this, (long) PROCESSED.get(this) + 1);
  }

  void countFailed() {
    extension().failures.incrementAndGet();
  }

  void countRejected(int count) {
    if (count != 0) {
      extension().rejections.addAndGet(count);
    }
  }

  /** Whether something keeps the next action from beginning. */
  boolean mustLook() {
    return (flags & (PAUSED | FAILED | STOPPED)) != 0;
  }

  boolean isStopped() {
    return (flags & STOPPED) != 0;
  }

  void markStopped() {
    setFlag(STOPPED);
  }

  /** Leaves the queue to who resumes the agent; false if it is not paused any more. */
  boolean tryHalt(Drain<T> drain) {
    extension().halted = drain;
    int present;
    do {
      present = flags;
      if ((present & PAUSED) == 0 || (present & STOPPED) != 0) {
        return false;
      }
    } while (!FLAGS.compareAndSet(this, present, present | HALTED));
    options.group().activity().settle();
    return true;
  }

  /**
   * Leaves the queue to who restarts the agent, as the last thing that it does.
   *
   * @return the markers of threads that wait for the agent
   */
  List<Barrier<T>> fail(Drain<T> drain, ActionFailure<T> failure) {
    AgentExtension<T> extra = extension();
    extra.failed.set(new AgentExtension.Failed<>(failure, System.nanoTime(), drain));
    setFlag(FAILED);
    try {
      return drain.waitingMarkers();
    } finally {
      setFlag(HALTED);
    }
  }

  /** After it has failed: senders and waiting threads hear of it, and the group is quiet. */
  void tellOfFailure(List<Barrier<T>> markers) {
    options.group().activity().settle();
    wakeSenders();
    for (Barrier<T> marker : markers) {
      AgentFailedException failure = failureOf("await");
      if (failure != null) { // else it was restarted, and comes to the marker
        marker.abandon(failure);
      }
    }
  }

  void reportAll(List<Entry<T>> entries, UnrunAction.Reason reason) {
    entries.forEach(entry -> report(entry, reason, null));
  }

  // ------------------------------------------------------------------ for groups

  /** The group stops: takes what waits from under the drain. */
  void stop(Drain<?> drain, UnrunAction.Reason reason, List<UnrunAction> unrun) {
    markStopped();
    wakeSenders();
    @SuppressWarnings("unchecked") // the table of a group holds an agent's own drain
    Drain<T> own = (Drain<T>) drain;
    for (Entry<T> entry : own.stop()) {
      UnrunAction reported = report(entry, reason, null);
      if (reported != null) {
        unrun.add(reported);
      }
    }
  }

  // ------------------------------------------------------------------ representation

  private boolean setFlag(int flag) {
    int present;
    do {
      present = flags;
      if ((present & flag) == flag) {
        return false;
      }
    } while (!FLAGS.compareAndSet(this, present, present | flag));
    return true;
  }

  /** Answers what was there before. */
  private int clearFlags(int cleared) {
    int present;
    do {
      present = flags;
    } while (!FLAGS.compareAndSet(this, present, present & ~cleared));
    return present;
  }

  private AgentExtension<T> extension() {
    AgentExtension<T> present = extension;
    if (present == null) {
      AgentExtension<T> added = new AgentExtension<>(null);
      present = EXTENSION.compareAndSet(this, null, added) ? added : extension;
    }
    return Objects.requireNonNull(present);
  }

  @Override
  protected String kind() {
    return "Agent";
  }

  @Override
  protected String status() {
    AgentExtension<T> present = extension;
    AgentExtension.Failed<T> failed = present == null ? null : present.failed.get();
    return isFailed()
        ? "failed"
            + (failed == null ? "" : " (" + failed.failure().cause().getClass().getName() + ")")
        : isPaused() ? "paused" : "ready";
  }

  @Override
  protected void requireAwaitable() {
    ActionScope.requireWaitable("awaitValue", this);
  }

  @Override
  protected StateNode<T> observe() {
    while (true) {
      Object present = state;
      if (present instanceof StateNode<?>) {
        return asNode(present);
      }
      StateNode<T> first = StateNode.unobserved(valueOf(present), (flags & CHANGED) == 0 ? 0 : 1);
      if (STATE.compareAndSet(this, present, first)) {
        return first;
      }
    }
  }

  @Override
  protected Observers<T> observers() {
    Object present = state;
    return present instanceof StateNode<?> ? asNode(present).observers() : Observers.none();
  }

  @Override
  protected boolean casNode(StateNode<T> expected, StateNode<T> next) {
    return STATE.compareAndSet(this, expected, next);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // null is a T if T says so
  private T valueOf(@Nullable Object present) {
    return present instanceof StateNode<?> node ? (T) node.value() : (T) present;
  }

  @SuppressWarnings("unchecked") // nodes are made here only, with values of type T
  private StateNode<T> asNode(Object present) {
    return (StateNode<T>) present;
  }
}
