package org.potamos.core.internal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;

/**
 * The rounds of SYNC watches on one thread: one after the other, never one inside another.
 *
 * <p>A round is one change shown to all watches that were registered when it was made. If a watch
 * makes a change, of the same reference or of another, its round waits until the present one has
 * ended (ruling W4). Thus every watch sees the changes of a thread in the order in which they were
 * made, and the stack does not grow, however long the chain of causes.
 *
 * <p>Confined to its thread, so it needs no synchronization.
 */
final class NotificationRounds {
  /** How many rounds one round may cause, directly or through others. */
  static final int MAX_CAUSED = 100_000;

  private static final class Round<T extends @Nullable Object> {
    private final SyncWatch<T>[] watches;
    private final Change<T> change;
    private final @Nullable DeliveryTurn turn;

    Round(SyncWatch<T>[] watches, Change<T> change, @Nullable DeliveryTurn turn) {
      this.watches = watches;
      this.change = change;
      this.turn = turn;
    }

    void run() {
      NotificationRounds.run(watches, change, turn);
    }

    void drop() {
      if (turn != null) {
        turn.end();
      }
    }
  }

  private final ArrayDeque<Round<?>> waiting = new ArrayDeque<>(0);
  private boolean inProgress;
  private int caused;

  /** Runs the round now, or after the one in progress. Never throws what a watch throws. */
  <T extends @Nullable Object> void deliver(
      SyncWatch<T>[] watches, Change<T> change, @Nullable DeliveryTurn turn) {
    if (inProgress) {
      caused++;
      waiting.add(new Round<>(watches, change, turn));
      return;
    }
    inProgress = true;
    try {
      run(watches, change, turn);
      if (caused != 0) {
        runWaiting();
      }
    } finally {
      end();
    }
  }

  /**
   * Makes several deliveries, all of them before those of changes that their watches make. For
   * changes of several references that were made at once.
   */
  void together(Runnable deliveries) {
    if (inProgress) {
      deliveries.run();
      return;
    }
    inProgress = true;
    try {
      deliveries.run();
      runWaiting();
    } finally {
      end();
    }
  }

  boolean isInProgress() {
    return inProgress;
  }

  private void runWaiting() {
    Round<?> next;
    while ((next = waiting.poll()) != null) {
      next.run();
    }
  }

  private void end() {
    inProgress = false;
    if (caused != 0) {
      caused = 0;
      waiting.forEach(Round::drop);
      waiting.clear();
    }
  }

  private static <T extends @Nullable Object> void run(
      SyncWatch<T>[] watches, Change<T> change, @Nullable DeliveryTurn turn) {
    if (turn == null) {
      run(watches, change);
    } else {
      try {
        turn.await();
        run(watches, change);
      } finally {
        turn.end();
      }
    }
  }

  private static <T extends @Nullable Object> void run(SyncWatch<T>[] watches, Change<T> change) {
    for (SyncWatch<T> watch : watches) {
      watch.deliver(change);
    }
  }

  /** Asked before a change whose round would have to wait. */
  void requireRoom(AbstractReference<?> reference, String operation) {
    if (caused >= MAX_CAUSED) {
      throw new IllegalStateException(
          operation
              + " rejected: watches cause changes without end, reference="
              + reference.name()
              + ", changes caused by one change="
              + caused
              + "; let a watch change what it watches only until a condition holds");
    }
  }
}
