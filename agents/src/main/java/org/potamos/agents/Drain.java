package org.potamos.agents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.HeldEffects;

/**
 * One busy period of an agent: the right to run its actions, from the send that woke it until its
 * queue is empty.
 *
 * @param <T> the type of the state
 */
final class Drain<T extends @Nullable Object> implements Runnable {
  /*
   * Overview
   *
   * Whoever owns the queue (Inbox, I1) has the drain of the busy period. It is submitted, runs a batch,
   * is submitted again (so that a busy agent does not keep others from a thread), ..., and ends in one
   * of three ways:
   *
   *   settled   the queue is empty: it is given up in one step, and the next send begins a new period
   *   halted    the agent has failed or is paused. The queue stays; who restarts or resumes the agent
   *             takes the drain over. Both sides change the agent's mode by compare-and-set, so the
   *             drain is taken over once, and after it has been left.
   *   stopped   the group was shut down: what waits is reported, then settled.
   *
   * For each entry:
   *
   *   1 look     paused, stopped? Is this the executor that the action wants? If not, hop there.
   *   2 claim    from here on it runs, exactly once, or was cancelled before
   *   3 apply    the function, to the state that is there
   *   4 install  the validator agrees, then one compare-and-set of the state, again if the validator or
   *              the watches have been changed meanwhile; the function does not run again
   *   5 tell     SYNC watches; then held sends are released; then the future is completed
   *   6 clean    the thread's interrupt flag does not leak into the next action
   *
   *   I1  If 3 or 4 throws, the state is as before, and held sends are dropped (AgentFailure decides
   *       what is next). Nothing in 5 can throw into the drain: watches are isolated, and so is
   *       everything else that is users' code.
   *   I2  A batch ends after BATCH actions or SLICE of time, whichever comes first; time is looked at
   *       every STRIDE actions only.
   *   I3  An executor that refuses never stops the queue: the sender that would wake the agent hears of
   *       it, and gives the queue up again; a drain that is running already stays where it is; an
   *       action that wants an executor of its own is reported and skipped.
   */

  private static final int BATCH = 64;

  private static final int STRIDE = 8;

  private static final long SLICE_NANOS = Duration.ofMillis(1).toNanos();

  final Agent<T> agent;

  /** The executor it was submitted to last; null for that of the agent. The owner's. */
  private @Nullable Executor via;

  /** It could not hop back to the agent's own dispatcher, and runs all where it is. The owner's. */
  private boolean stays;

  /**
   * The thread that is running it; guarded by this. For {@link AgentGroup#shutdownNow}, so kept
   * only in groups that can be shut down.
   */
  private @Nullable Thread runner;

  /** The queue was given up; guarded by this, as {@link #runner}. */
  private boolean over;

  Drain(Agent<T> agent, @Nullable Executor via) {
    this.agent = agent;
    this.via = via;
  }

  // ------------------------------------------------------------------ getting to a thread

  /**
   * Has it run.
   *
   * @throws RuntimeException if the executor refuses
   */
  void submit() {
    Executor executor = via;
    if (executor == null) {
      agent.dispatcher().dispatch(this);
    } else {
      executor.execute(this);
    }
  }

  boolean runsOn(Dispatcher dispatcher) {
    return via == null && agent.dispatcher().equals(dispatcher);
  }

  /** Has it run somewhere: on this thread later, if the executor refuses. */
  void submitOrRun(ActionScope scope) {
    try {
      submit();
    } catch (Throwable refused) {
      stays = true;
      scope.defer(this);
    }
  }

  /** Entry point on an executor that knows nothing of drains. */
  @Override
  public void run() {
    ActionScope around = ActionScope.here();
    if (around != null && !around.isHolding()) {
      around.defer(this); // an executor that runs at once what it is given
      return;
    }
    ActionScope scope = ActionScope.forDrains();
    HeldEffects.Scope before = scope.enter();
    boolean interrupted = Thread.interrupted();
    try {
      Drain<?> drain = this;
      while (drain != null) {
        drain.drain(scope);
        drain = scope.takeNext();
      }
    } finally {
      scope.leave(before);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // ------------------------------------------------------------------ a batch

  /**
   * Runs a batch on the calling thread.
   *
   * @param scope the calling thread's
   * @return whether the batch was short
   */
  boolean drain(ActionScope scope) {
    boolean traced = agent.group().isClosable();
    if (traced) {
      trace(Thread.currentThread());
    }
    try {
      return runBatch(scope, traced);
    } finally {
      scope.end();
    }
  }

  private boolean runBatch(ActionScope scope, boolean traced) {
    int left = BATCH;
    long begun = 0;
    while (true) {
      if (agent.mustLook() && leave(traced)) {
        return true;
      }
      Entry<T> entry = nextEntry(traced);
      if (entry == null) {
        if (settle(traced)) {
          return true;
        }
        continue;
      }
      scope.passOn();
      if (left == 0) {
        if (hop(scope, traced)) {
          return false;
        }
        left = BATCH;
      }
      if (entry instanceof Action<T> action) {
        Executor wanted = action.executor();
        if (isElsewhere(wanted)) {
          if (hopTo(wanted, action, traced)) {
            return true;
          }
          continue;
        }
        if (claim(action, traced) && action.start()) {
          left--;
          if (!perform(action, scope, traced)) {
            return true;
          }
          scope.runDeferred();
        }
        if (left % STRIDE == 0 && left != 0) {
          long now = System.nanoTime();
          if (begun == 0) {
            begun = now;
          } else if (now - begun > SLICE_NANOS) {
            left = 0;
          }
        }
      } else if (claim(entry, traced) && entry instanceof Barrier<T> barrier) {
        barrier.reach();
      }
    }
  }

  // ------------------------------------------------------------------ one action

  /** False if the agent has failed, and the drain was left to who will restart it. */
  private boolean perform(Action<T> action, ActionScope scope, boolean traced) {
    T before = agent.present();
    T after;
    StateChange<T> change;
    scope.begin(agent);
    try {
      after = action.applyTo(before);
      change = agent.install(after);
    } catch (Throwable cause) {
      scope.handle();
      boolean goesOn = decide(action, before, cause, traced);
      Thread.interrupted();
      return goesOn;
    }
    agent.countProcessed();
    try {
      if (change != null) {
        scope.tell();
        agent.tell(change);
      }
      scope.release(takesOver(action) ? agent.dispatcher() : null);
      AgentFuture<T, ?> future = action.future();
      if (future != null) {
        scope.end();
        future.succeed(before, after, change == null ? 0 : change.version());
      }
    } catch (Throwable exhausted) {
      goOn(exhausted);
    }
    Thread.interrupted();
    return true;
  }

  private boolean decide(Action<T> action, T before, Throwable cause, boolean traced) {
    boolean halted = false;
    try {
      Failures<T> failures = new Failures<>(agent, action, before, cause);
      if (!failures.decide()) {
        stopTracing(traced);
        List<Barrier<T>> waiting = agent.fail(this, failures.failure());
        halted = true;
        agent.tellOfFailure(waiting);
        failures.tellOfFatal();
      }
      action.abandon(cause);
    } catch (Throwable exhausted) {
      goOn(exhausted);
    }
    return !halted;
  }

  /** Users' code is isolated everywhere; if stack or memory run out in ours, the queue goes on. */
  private void goOn(Throwable exhausted) {
    Failures.log(
        "running an agent failed: agent=" + agent.name() + "; what was installed stands",
        exhausted);
  }

  /**
   * Whether this thread may run next what the action wakes: nothing else waits here, and no user's
   * code runs in between.
   */
  private boolean takesOver(Action<T> action) {
    return via == null && !stays && action.future() == null && agent.isLastEntry(action);
  }

  // ------------------------------------------------------------------ the end of a batch

  /** True if the drain was left, or the queue settled. */
  private boolean leave(boolean traced) {
    if (agent.isStopped()) {
      agent.reportAll(takeAll(), UnrunAction.Reason.STOPPED);
      return false;
    }
    stopTracing(traced);
    if (agent.tryHalt(this)) {
      return true;
    }
    if (traced) {
      trace(Thread.currentThread());
    }
    return false;
  }

  private boolean settle(boolean traced) {
    if (!traced) {
      if (!agent.trySettleQueue()) {
        return false;
      }
    } else {
      synchronized (this) {
        if (!agent.trySettleQueue()) {
          return false;
        }
        over = true;
        runner = null;
      }
      Thread.interrupted();
      agent.group().unregister(agent, this);
    }
    agent.group().activity().settle();
    return true;
  }

  /** To the end of the same executor's queue; false if it refuses. */
  private boolean hop(ActionScope scope, boolean traced) {
    stopTracing(traced);
    try {
      if (via == null) {
        agent.dispatcher().again(this, scope);
      } else {
        submit();
      }
      return true;
    } catch (Throwable refused) {
      if (traced) {
        trace(Thread.currentThread());
      }
      return false;
    }
  }

  @SuppressWarnings("ReferenceEquality") // executors are identities
  private boolean isElsewhere(@Nullable Executor wanted) {
    return wanted != via && !(wanted == null && stays);
  }

  /** False if it refuses; the action was skipped then, or runs here. */
  private boolean hopTo(@Nullable Executor wanted, Action<T> action, boolean traced) {
    Executor before = via;
    boolean stayed = stays;
    via = wanted;
    stays = false;
    stopTracing(traced);
    try {
      submit();
      return true;
    } catch (Throwable refused) {
      if (traced) {
        trace(Thread.currentThread());
      }
      via = before;
      stays = stayed || wanted == null;
      if (wanted != null && claim(action, traced) && action.start()) {
        agent.reportRefused(action, refused);
      }
      return false;
    }
  }

  // ------------------------------------------------------------------ groups that can be shut down

  private @Nullable Entry<T> nextEntry(boolean traced) {
    if (!traced) {
      return agent.nextEntry();
    }
    synchronized (this) {
      return agent.nextEntry();
    }
  }

  private boolean claim(Entry<T> entry, boolean traced) {
    if (!traced) {
      return agent.claimNext(entry);
    }
    synchronized (this) {
      return agent.claimNext(entry);
    }
  }

  /** Takes what waits, for the owner, or for others in a group that can be shut down. */
  synchronized List<Entry<T>> takeAll() {
    return over ? List.of() : agent.takeAllEntries();
  }

  void reportLate() {
    agent.reportAll(takeAll(), UnrunAction.Reason.STOPPED);
  }

  /** The markers of threads that wait; for the owner. */
  synchronized List<Barrier<T>> waitingMarkers() {
    List<Barrier<T>> markers = new ArrayList<>();
    for (Entry<T> entry : agent.allWaiting()) {
      if (entry instanceof Barrier<T> marker) {
        markers.add(marker);
      }
    }
    return markers;
  }

  private void stopTracing(boolean traced) {
    if (traced) {
      trace(null);
      Thread.interrupted(); // an interrupt that was aimed at an action comes no later than this
    }
  }

  private synchronized void trace(@Nullable Thread thread) {
    runner = thread;
  }

  /**
   * Takes what waits from under the drain, and interrupts what runs.
   *
   * @return what was taken, in order
   */
  @SuppressWarnings("ReferenceEquality") // threads are identities
  synchronized List<Entry<T>> stop() {
    if (over) {
      return new ArrayList<>();
    }
    List<Entry<T>> taken = agent.takeAllEntries();
    Thread thread = runner;
    if (thread != null && thread != Thread.currentThread()) {
      thread.interrupt();
    }
    return taken;
  }
}
