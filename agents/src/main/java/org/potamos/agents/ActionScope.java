package org.potamos.agents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.HeldEffects;

/**
 * What a thread that runs agents knows of the action it is just running: whose it is, and the sends
 * that are held until it has succeeded (ruling G3). Confined to the thread.
 */
final class ActionScope implements HeldEffects.Scope {
  /*
   * Overview
   *
   *   phase       holding  current agent   what runs
   *   ACTING      yes      yes             the function, the validator, SYNC watches
   *   HANDLING    no       yes             the failure handler: what it sends goes out at once
   *   BETWEEN     no       no              held sends are released, futures completed; no action
   *
   * A send that wakes an idle agent while held sends are released may be handed to this thread, which
   * runs that agent next, instead of to another one. Only if the present agent has nothing left to do
   * (otherwise both can run at once), and if no user's code runs in between.
   *
   * An executor that runs what it is given at once calls the drain of another agent from within this
   * one. It is put off until the present one has ended, so that a chain of agents needs no stack.
   */

  /** Of threads that are not ours, so that each submission need not make one. */
  private static final ThreadLocal<ActionScope> OF_THREAD =
      ThreadLocal.withInitial(() -> new ActionScope(false));

  /** So often, and what is woken goes to the end of the executor's queue, as others do. */
  private static final int MOST_HANDED_OVER = 64;

  /** So many short batches, and the thread yields to other virtual threads. */
  private static final int BATCHES_PER_TURN = 16;

  private enum Phase {
    ACTING,
    HANDLING,
    BETWEEN
  }

  private Phase phase = Phase.BETWEEN;
  private @Nullable Agent<?> agent;
  private final ArrayList<Runnable> held = new ArrayList<>(0);

  /** The dispatcher of the present drain, if the thread may take over what it wakes. */
  private @Nullable Dispatcher handsOver;

  private @Nullable Drain<?> nextDrain;

  /** How often in a row this thread has taken over what it has woken. */
  private int handedOver;

  /** How often the thread has gone on with the drain that it had just run a batch of. */
  private int batches;

  private boolean runsDeferred;
  private boolean inUse;

  /** What the thread is called, if it is one of ours. */
  private String threadName = AgentOptions.UNNAMED_THREAD;

  private final ArrayDeque<Drain<?>> deferred = new ArrayDeque<>(0);

  /** Whether the thread looks for further drains by itself. */
  private final boolean isWorker;

  ActionScope(boolean isWorker) {
    this.isWorker = isWorker;
  }

  // ------------------------------------------------------------------ what others ask

  /** The scope of the calling thread, if it runs agents; null otherwise. */
  static @Nullable ActionScope here() {
    return HeldEffects.ofAction() instanceof ActionScope scope ? scope : null;
  }

  /**
   * Who holds a send that is made here.
   *
   * @param operation named in the message
   * @return the running transaction or action; null if the send goes out at once
   * @throws IllegalStateException in a validator
   */
  static HeldEffects.@Nullable Scope holder(String operation) {
    HeldEffects.Scope innermost = HeldEffects.innermost(operation);
    return innermost instanceof ActionScope here && !here.isHolding() ? null : innermost;
  }

  /** Rejects waiting for agents on a thread that runs one. */
  static void requireOutsideOfActions(String operation, Object waitedFor) {
    ActionScope here = here();
    if (here != null) {
      Agent<?> running = here.agent;
      throw new IllegalStateException(
          operation
              + " rejected: this thread runs an agent, and what is waited for may need it, "
              + describe(waitedFor)
              + ", running="
              + (running == null ? "(between actions)" : running.name())
              + "; send what is to happen next instead of waiting for it");
    }
  }

  /**
   * Rejects waiting for agents where it would wait for ever: in actions, transactions, validators.
   */
  static void requireWaitable(String operation, Object waitedFor) {
    requireOutsideOfActions(operation, waitedFor);
    if (HeldEffects.innermost(operation) != null) {
      throw new IllegalStateException(
          operation
              + " rejected: a transaction runs on this thread, and holds what it sends until it has"
              + " committed, "
              + describe(waitedFor)
              + "; wait after the transaction");
    }
  }

  /** Only for a message: a name that was made up stays with the agent for good. */
  private static String describe(Object waitedFor) {
    return waitedFor instanceof Agent<?> agent ? "agent=" + agent.name() : waitedFor.toString();
  }

  @Nullable Agent<?> current() {
    return agent;
  }

  /** Whether a send would be held. */
  boolean isHolding() {
    return phase == Phase.ACTING;
  }

  boolean isOfGroup(AgentGroup group) {
    return agent != null && agent.group().equals(group);
  }

  @Override
  public void hold(Runnable effect) {
    if (isHolding()) {
      held.add(effect);
    } else {
      effect.run();
    }
  }

  /** Releases what is held so far, if an action is running. */
  int releasePending() {
    int count = isHolding() ? held.size() : 0;
    if (count != 0) {
      ArrayList<Runnable> released = new ArrayList<>(held);
      held.clear();
      released.forEach(ActionScope::run);
    }
    return count;
  }

  /** A send reports for itself; an effect of others must not keep the rest from happening. */
  private static void run(Runnable effect) {
    try {
      effect.run();
    } catch (Throwable failure) {
      Failures.log("a held effect threw; what follows it happens", failure);
    }
  }

  // ------------------------------------------------------------------ what a drain tells

  void begin(Agent<?> acting) {
    agent = acting;
    phase = Phase.ACTING;
  }

  /** The action has failed: what it has sent is dropped, and somebody decides what is next. */
  void handle() {
    phase = Phase.HANDLING;
    for (int i = 0; i < held.size(); i++) {
      if (held.get(i) instanceof HeldEffects.Revocable revocable) {
        revocable.revoke();
      }
    }
    held.clear();
  }

  /** A watch is told of a restart: nothing is held, and nothing may be waited for. */
  void handle(Agent<?> restarted) {
    agent = restarted;
    phase = Phase.HANDLING;
  }

  /** The action has succeeded. What is sent here comes from inside the agent's group. */
  void release(@Nullable Dispatcher takesOver) {
    phase = Phase.BETWEEN;
    if (!held.isEmpty()) {
      handsOver = takesOver;
      // by index: a caller-runs executor that is called here may not add to it, but an effect that
      // is
      // not a send might
      for (int i = 0; i < held.size(); i++) {
        run(held.get(i));
      }
      held.clear();
      handsOver = null;
    }
  }

  void end() {
    phase = Phase.BETWEEN;
    agent = null;
  }

  /** Whether the calling thread, which is this one, runs the drain itself, as the next one. */
  boolean takes(Drain<?> drain) {
    if (handsOver == null
        || nextDrain != null
        || handedOver == MOST_HANDED_OVER
        || !drain.runsOn(handsOver)) {
      return false;
    }
    handedOver++;
    nextDrain = drain;
    return true;
  }

  void defer(Drain<?> drain) {
    deferred.add(drain);
  }

  /**
   * Runs what an executor has called at once, between two actions of the drain that is running;
   * once only, not from within such a one, so that the stack does not grow.
   */
  void runDeferred() {
    if (!deferred.isEmpty() && !runsDeferred) {
      runsDeferred = true;
      try {
        Drain<?> outer = nextDrain; // stays for the end of the drain that is running
        nextDrain = null;
        Drain<?> drain;
        while ((drain = takeNext()) != null) {
          drain.drain(this);
        }
        nextDrain = outer;
      } finally {
        runsDeferred = false;
      }
    }
  }

  /** Whether a drain that runs between two actions of another one has others behind it. */
  boolean isAwaited() {
    return runsDeferred && !deferred.isEmpty();
  }

  /** The thread has let others go first. */
  void beginTurn() {
    handedOver = 0;
  }

  /** What this thread is to run next; null for nothing. */
  @Nullable Drain<?> takeNext() {
    Drain<?> next = nextDrain;
    if (next != null) {
      nextDrain = null;
      return next;
    }
    return deferred.poll();
  }

  /** The thread has more to do with its present agent: somebody else runs what it took over. */
  void passOn() {
    Drain<?> taken = nextDrain;
    if (taken != null) {
      nextDrain = null;
      taken.submitOrRun(this);
    }
  }

  /** A scope for a thread that is not ours: always the same for one thread, unless it is in use. */
  static ActionScope forDrains() {
    ActionScope ofThread = OF_THREAD.get();
    return ofThread.inUse ? new ActionScope(false) : ofThread;
  }

  /** Enters this scope on the calling thread. */
  HeldEffects.@Nullable Scope enter() {
    inUse = true;
    handedOver = 0;
    return HeldEffects.enterAction(this);
  }

  /** Puts back what was there before. */
  void leave(HeldEffects.@Nullable Scope before) {
    HeldEffects.enterAction(before);
    inUse = false;
  }

  /** Whether the thread has run so many batches without a break that it should yield. */
  boolean hasGoneOnForLong() {
    batches++;
    return batches % BATCHES_PER_TURN == 0;
  }

  /** Whether the thread looks for another drain as soon as its present one has ended. */
  boolean looksNext() {
    return isWorker && !runsDeferred && nextDrain == null && deferred.isEmpty();
  }

  /** Names the calling thread, which is ours, after the agent that it is about to run. */
  void nameThread(@Nullable String given) {
    String name = given == null ? AgentOptions.UNNAMED_THREAD : given;
    if (!name.equals(threadName)) {
      threadName = name;
      Thread.currentThread().setName(name);
    }
  }
}
