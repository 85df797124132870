package org.potamos.agents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.HeldEffects;
import org.potamos.core.internal.ThreadState;

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
   *   I1  If 3 or 4 throws, the state is as before, and held sends are dropped; Failures decides
   *       what is next. Nothing in 5 can throw into the drain: watches are isolated, and so is
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

  private static final VarHandle TICKET;

  static {
    try {
      TICKET = MethodHandles.lookup().findVarHandle(Drain.class, "ticket", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  final Agent<T> agent;

  /** Whether others may look for the thread that runs it, and take what waits (Inbox, I4). */
  private final boolean traced;

  /**
   * Submitted, and not begun: whoever clears it runs the drain, or knows that nobody will. So an
   * executor that takes a task and throws all the same, or runs it twice, makes no second owner.
   * Volatile, changed by compare-and-set.
   */
  @SuppressWarnings("UnusedVariable") // read by way of TICKET
  private volatile boolean ticket;

  /** The executor it was submitted to last; null for that of the agent. The owner's. */
  private @Nullable Executor via;

  /** It could not hop back to the agent's own dispatcher, and runs all where it is. The owner's. */
  private boolean stays;

  /**
   * The thread that is running it; guarded by this. For {@link AgentGroup#shutdownNow}, so kept
   * only in groups that can be shut down.
   */
  private @Nullable Thread runner;

  /** It was handed to an executor and has not begun to run; guarded by this, as {@link #runner}. */
  private boolean waits;

  /** The queue was given up; guarded by this, as {@link #runner}. */
  private boolean over;

  Drain(Agent<T> agent, @Nullable Executor via) {
    this.agent = agent;
    this.traced = agent.group().isClosable();
    this.via = via;
  }

  // ------------------------------------------------------------------ getting to a thread

  /**
   * Has it run.
   *
   * @throws RuntimeException if the executor refuses
   */
  void submit() {
    submit(null);
  }

  /** Has it run, after others if the calling thread has just run it. */
  private void submit(@Nullable ActionScope again) {
    if (traced) {
      waitsForExecutor(true);
    }
    ticket = true;
    try {
      Executor executor = via;
      if (executor != null) {
        executor.execute(this);
      } else if (again != null) {
        agent.dispatcher().again(this, again);
      } else {
        agent.dispatcher().dispatch(this);
      }
    } catch (Throwable refused) {
      if (TICKET.compareAndSet(this, true, false)) {
        if (traced) {
          waitsForExecutor(false);
        }
        throw refused;
      }
      // the executor has run it, or is running it, and threw all the same
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
    if (TICKET.compareAndSet(this, true, false)) {
      ThreadState thread = ThreadState.current();
      if (thread.isInRound()) {
        thread.withRoundsOfItsOwn(this::runHere);
      } else {
        runHere();
      }
    }
  }

  private void runHere() {
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
    if (traced && !arrive()) {
      return true;
    }
    try {
      return runBatch(scope);
    } finally {
      scope.end();
    }
  }

  private boolean runBatch(ActionScope scope) {
    int left = BATCH;
    long begun = 0;
    while (true) {
      if (agent.mustLook() && leave()) {
        return true;
      }
      Entry<T> entry = nextEntry();
      if (entry == null) {
        if (settle()) {
          return true;
        }
        continue;
      }
      scope.passOn();
      if (left == 0) {
        if (hop(scope)) {
          return false;
        }
        left = BATCH;
        begun = 0;
      }
      if (entry instanceof Action<T> action) {
        Executor wanted = action.executor();
        if (isElsewhere(wanted)) {
          if (hopTo(wanted, action)) {
            return true;
          }
          continue;
        }
        if (claim(action) && action.start()) {
          left--;
          if (!perform(action, scope)) {
            return true;
          }
          scope.runDeferred();
          if (scope.isAwaited()) { // what it has woken runs before its next action, which may wait
            stopTracing();
            scope.defer(this);
            return false;
          }
        }
        if (left % STRIDE == 0 && left != 0) {
          long now = System.nanoTime();
          if (begun == 0) {
            begun = now;
          } else if (now - begun > SLICE_NANOS) {
            left = 0;
          }
        }
      } else if (claim(entry) && entry instanceof Barrier<T> barrier) {
        barrier.reach();
      }
    }
  }

  // ------------------------------------------------------------------ one action

  /** False if the agent has failed, and the drain was left to who will restart it. */
  private boolean perform(Action<T> action, ActionScope scope) {
    T before = agent.present();
    T after;
    StateChange<T> change;
    scope.begin(agent);
    try {
      after = action.applyTo(before);
      change = agent.install(after);
    } catch (Throwable cause) {
      scope.handle();
      boolean goesOn = decide(action, before, cause, scope);
      Thread.interrupted();
      return goesOn;
    }
    agent.countProcessed();
    try {
      if (change != null) {
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

  private boolean decide(Action<T> action, T before, Throwable cause, ActionScope scope) {
    boolean halted = false;
    try {
      Failures<T> failures = new Failures<>(agent, action, before, cause);
      if (!failures.decide()) {
        stopTracing();
        List<Barrier<T>> waiting = agent.fail(this, failures.failure());
        halted = true;
        scope.end();
        action.abandon(cause);
        agent.tellOfFailure(waiting);
        failures.tellOfFatal();
      } else {
        scope.end();
        action.abandon(cause);
      }
    } catch (Throwable exhausted) {
      halted |= agent.isFailed();
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
  private boolean leave() {
    if (agent.isStopped()) {
      do {
        agent.reportAll(takeAll(), UnrunAction.Reason.STOPPED);
      } while (!settle());
      return true;
    }
    stopTracing();
    if (agent.tryHalt(this)) {
      return true;
    }
    if (traced) {
      trace(Thread.currentThread());
    }
    return false;
  }

  private boolean settle() {
    if (traced) {
      if (!tryEnd()) {
        return false;
      }
      Thread.interrupted();
      return true;
    }
    if (!agent.trySettleQueue()) {
      return false;
    }
    agent.group().activity().settle();
    return true;
  }

  /** To the end of the same executor's queue; false if nobody waits there, or it refuses. */
  private boolean hop(ActionScope scope) {
    if (via == null && agent.dispatcher().goesOn(scope)) {
      return false;
    }
    stopTracing();
    try {
      submit(scope);
      return true;
    } catch (Throwable refused) {
      return traced && !arrive();
    }
  }

  @SuppressWarnings("ReferenceEquality") // executors are identities
  private boolean isElsewhere(@Nullable Executor wanted) {
    return wanted != via && !(wanted == null && stays);
  }

  /** False if it refuses; the action was skipped then, or runs here. */
  private boolean hopTo(@Nullable Executor wanted, Action<T> action) {
    Executor before = via;
    boolean stayed = stays;
    via = wanted;
    stays = false;
    stopTracing();
    try {
      submit();
      return true;
    } catch (Throwable refused) {
      if (traced && !arrive()) {
        return true;
      }
      via = before;
      stays = stayed || wanted == null;
      if (wanted != null && claim(action)) {
        agent.report(action, UnrunAction.Reason.EXECUTOR, refused);
      }
      return false;
    }
  }

  // ------------------------------------------------------------------ groups that can be shut down

  private @Nullable Entry<T> nextEntry() {
    if (!traced) {
      return agent.nextEntry();
    }
    synchronized (this) {
      return agent.nextEntry();
    }
  }

  private boolean claim(Entry<T> entry) {
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
    List<Entry<T>> late = takeAll();
    synchronized (this) {
      if (waits) {
        tryEnd();
      }
    }
    agent.reportAll(late, UnrunAction.Reason.STOPPED);
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

  private void stopTracing() {
    if (traced) {
      trace(null);
      Thread.interrupted(); // an interrupt that was aimed at an action comes no later than this
    }
  }

  private synchronized void trace(@Nullable Thread thread) {
    runner = thread;
  }

  private synchronized void waitsForExecutor(boolean waiting) {
    waits = waiting;
  }

  /** It has come to a thread; false if it was ended while it waited for one. */
  private synchronized boolean arrive() {
    if (over) {
      return false;
    }
    waits = false;
    runner = Thread.currentThread();
    return true;
  }

  /**
   * Gives the queue up if it is empty, and counts the agent as quiet.
   *
   * @return whether that was done, now or before
   */
  synchronized boolean tryEnd() {
    if (!over) {
      if (!agent.trySettleQueue()) {
        return false;
      }
      over = true;
      runner = null;
      agent.group().unregister(agent, this);
      agent.group().activity().settle();
    }
    return true;
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
    if (waits) {
      tryEnd(); // its executor may have been shut down, too; what came in since is found by who
      // sent it
    }
    return taken;
  }
}
