package org.potamos.refs;

import java.util.ArrayDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Subscription;

/**
 * Those who hear of every commit, in the order of the commits. While there are any, the step in
 * which a commit gets its stamp and is decided is taken by one transaction at a time, so that the
 * order of the deliveries can be fixed in it; no user's code runs there.
 */
final class CommitListeners {
  /** One registration; the same listener may be registered twice. */
  private record Registered(CommitListener listener, Object identity) {}

  private static final CopyOnWriteArrayList<Registered> LISTENERS = new CopyOnWriteArrayList<>();

  private record Delivery(Commit commit, CommitTurn turn) {}

  /** The commits of one thread that are not delivered yet, in order. */
  private static final class Undelivered {
    private final ArrayDeque<Delivery> queue = new ArrayDeque<>();
    private boolean delivering;
  }

  private static final ThreadLocal<Undelivered> UNDELIVERED =
      ThreadLocal.withInitial(Undelivered::new);

  private static final ReentrantLock ORDER = new ReentrantLock();

  /** The delivery of the newest commit; guarded by ORDER. */
  private static @Nullable CommitTurn lastTurn;

  /** Whether there are listeners. Volatile: one look for each commit. */
  private static volatile boolean any;

  private CommitListeners() {}

  static Subscription add(CommitListener listener) {
    Registered added = new Registered(listener, new Object());
    synchronized (LISTENERS) {
      LISTENERS.add(added);
      any = true;
    }
    return () -> {
      synchronized (LISTENERS) {
        LISTENERS.remove(added);
        any = !LISTENERS.isEmpty();
      }
    };
  }

  static boolean areThere() {
    return any;
  }

  /** From here to {@link #unlock} nobody else with listeners gets a stamp. */
  static void lock() {
    ORDER.lock();
  }

  static void unlock() {
    ORDER.unlock();
  }

  /** The place of a commit in the order. Requires: locked. */
  static CommitTurn nextTurn() {
    return new CommitTurn(lastTurn);
  }

  /** Makes room for a delivery, so that nothing can fail once the commit is decided. */
  static void expect(Commit commit, CommitTurn turn) {
    UNDELIVERED.get().queue.add(new Delivery(commit, turn));
  }

  /** The commit that was expected last on this thread will not be. */
  static void unexpect() {
    UNDELIVERED.get().queue.pollLast();
  }

  /** The commit with this turn is decided. Requires: locked. */
  static void decided(CommitTurn turn) {
    lastTurn = turn;
  }

  /**
   * On the committing thread, outside of all locks: delivers this commit and those of this thread
   * before it. If the thread is delivering already, a listener has made this commit, and it comes
   * after the present one.
   */
  static void deliver() {
    Undelivered mine = UNDELIVERED.get();
    if (mine.delivering) {
      return;
    }
    mine.delivering = true;
    try {
      Delivery next;
      while ((next = mine.queue.poll()) != null) {
        deliver(next.commit, next.turn);
      }
    } finally {
      mine.delivering = false;
    }
  }

  private static void deliver(Commit commit, CommitTurn turn) {
    try {
      turn.await();
      for (Registered registered : LISTENERS) {
        Isolated.run(
            () -> registered.listener.committed(commit),
            HookFailure.Phase.COMMIT_LISTENER,
            commit.transactionName());
      }
    } finally {
      turn.end();
    }
  }
}
