package org.potamos.agents;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import org.potamos.core.internal.HeldEffects;

/**
 * Runs drains on virtual threads, several one after the other on the same thread where that delays
 * nobody.
 */
final class VirtualWorkers implements Dispatcher {
  /*
   * Overview
   *
   * A virtual thread for each busy period of an agent costs several times what a short action costs.
   * Here a thread that has ended a drain looks for the next one; yet an action may block as long as it
   * likes without delaying any other agent. For that there is, whenever a drain waits, a thread that is
   * searching: one that has been started, or is awake, and will run no user's code before it has looked.
   *
   *   dispatch   add the drain; if nobody is searching, become responsible and start a searching thread
   *   search     take a drain. If there is none, stop searching, look once more, and end. If there is
   *              one, leave the search to another thread before running it: start one if more drains
   *              wait; if not, stop searching, look once more.
   *   again      a drain that has run a batch is added by a thread that looks next: no other is started
   *   after it   search again if nobody else does; if somebody does, take a drain all the same, or end
   *
   *   I1  `searching` is 1 exactly if one thread is, or is about to be, searching.
   *   I2  If a drain waits, searching is 1, or the thread that added it has not looked yet, or the
   *       thread that put 0 has not looked once more yet. Both write before they look, so at least one
   *       of the two sees the other's write, and of two that do, one wins the compare-and-set.
   *   I3  So a waiting drain is delayed by no user's code: the searching thread is runnable, and gets a
   *       carrier as any other virtual thread does.
   *
   * The number of threads started is thus close to the number of drains that block or run at once, and
   * not to the number of drains. A thread gives its carrier to others after a time: virtual threads are
   * not preempted.
   *
   * The invariant of one searching thread is that of work-stealing schedulers, as in the Go scheduler's
   * spinning threads (Vyukov, "Scalable Go Scheduler Design", 2012). Pinned by WorkersStress.
   */

  /** All agents without an executor of their own share these. */
  static final VirtualWorkers SHARED = new VirtualWorkers();

  private static final ThreadFactory THREADS =
      Thread.ofVirtual()
          .name(AgentOptions.UNNAMED_THREAD)
          .inheritInheritableThreadLocals(false)
          .factory();

  /** So many drains, and a thread lets others go first. */
  private static final int DRAINS_PER_TURN = 64;

  private static final VarHandle SEARCHING;

  static {
    try {
      SEARCHING =
          MethodHandles.lookup().findVarHandle(VirtualWorkers.class, "searching", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final ConcurrentLinkedQueue<Drain<?>> ready = new ConcurrentLinkedQueue<>();

  /**
   * 1 if a thread is searching, else 0. Volatile: I2 is a store-then-load argument on both sides.
   */
  private volatile int searching;

  private VirtualWorkers() {}

  @Override
  public void dispatch(Drain<?> drain) {
    ready.add(drain);
    if (searching == 0 && SEARCHING.compareAndSet(this, 0, 1)) {
      try {
        start();
      } catch (Throwable failure) {
        searching = 0;
        if (ready.remove(drain)) {
          throw failure;
        }
      }
    }
  }

  /**
   * The calling thread looks for the next drain before it runs any user's code: nobody else need.
   */
  @Override
  public void again(Drain<?> drain, ActionScope scope) {
    if (scope.looksNext()) {
      ready.add(drain);
    } else {
      dispatch(drain);
    }
  }

  /** No other drain waits: it is enough to yield to what else runs on virtual threads. */
  @Override
  public boolean goesOn(ActionScope scope) {
    if (!scope.looksNext() || !ready.isEmpty()) {
      return false;
    }
    if (scope.hasGoneOnForLong()) {
      letOthersGoFirst();
    }
    return true;
  }

  private void start() {
    THREADS.newThread(this::work).start();
  }

  private void work() {
    ActionScope scope = new ActionScope(true);
    HeldEffects.Scope none = scope.enter();
    try {
      work(scope);
    } finally {
      scope.leave(none);
    }
  }

  private void work(ActionScope scope) {
    boolean isSearching = true;
    int turn = DRAINS_PER_TURN;
    while (true) {
      Drain<?> drain = ready.poll();
      if (isSearching) {
        if (drain != null) {
          leaveSearch();
        } else {
          searching = 0;
          if (ready.isEmpty() || !SEARCHING.compareAndSet(this, 0, 1)) {
            return;
          }
          continue;
        }
      } else if (drain == null) {
        return;
      }
      turn -= run(drain, scope);
      if (turn <= 0) {
        turn = DRAINS_PER_TURN;
        letOthersGoFirst();
        scope.beginTurn();
      }
      isSearching = searching == 0 && SEARCHING.compareAndSet(this, 0, 1);
    }
  }

  /** Requires: the calling thread is searching, and has found something to run. */
  private void leaveSearch() {
    if (ready.isEmpty()) {
      searching = 0;
      if (ready.isEmpty() || !SEARCHING.compareAndSet(this, 0, 1)) {
        return;
      }
    }
    try {
      start();
    } catch (Throwable outOfMemory) {
      searching = 0; // this thread searches again after its drain
    }
  }

  /** Runs a drain, and those that it hands to this thread, which are not too many. */
  private static int run(Drain<?> first, ActionScope scope) {
    int turns = 0;
    Drain<?> drain = first;
    while (drain != null) {
      scope.nameThread(drain.agent.threadName());
      turns += drain.drain(scope) ? 1 : DRAINS_PER_TURN;
      drain = scope.takeNext();
    }
    return turns;
  }

  @SuppressWarnings(
      "ThreadPriorityCheck") // virtual threads are not preempted: to yield is to be fair
  private static void letOthersGoFirst() {
    Thread.yield();
  }

  /** For messages. */
  @Override
  public String toString() {
    return "virtual threads";
  }
}
