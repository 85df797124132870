package org.potamos.refs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.internal.StateNode;
import org.potamos.core.internal.ThreadState;

/**
 * Who has to hear of one commit: made before the commit is decided, so that nothing can fail
 * afterwards; delivered when all locks are gone.
 */
final class Announcements {
  /** What one observed ref has to tell. */
  private static final class Announcement<T extends @Nullable Object> {
    private final Ref<T> ref;
    private final RefExtension<T> extension;
    private final StateNode<T> before;
    private final StateNode<T> after;
    private final Change<T> change;

    /** Where in the order of the ref's commits; null if no watch runs on the committing thread. */
    private final @Nullable CommitTurn turn;

    Announcement(
        Ref<T> ref,
        RefExtension<T> extension,
        StateNode<T> before,
        Version<T> version,
        long stamp) {
      this.ref = ref;
      this.extension = extension;
      this.before = before;
      this.after = before.changedTo(version.value, stamp);
      this.change = new Change<>(ref, before.value(), version.value, stamp);
      this.turn = before.observers().isWatchedInSync() ? new CommitTurn(extension.lastTurn) : null;
    }

    /** Requires: the commit is decided and the ref is still locked. */
    void install() {
      ref.installMirror(extension, before, after);
      if (turn != null) {
        extension.lastTurn = turn;
      }
    }

    void deliver(ThreadState thread) {
      if (after.observers().isWatched()) {
        ref.announce(change, after, thread, turn);
      }
    }
  }

  private final List<Announcement<?>> announcements = new ArrayList<>();
  private @Nullable CommitTurn listenersTurn;

  /**
   * Requires: the write set is locked, {@code stamp} is drawn, and the commit is not decided yet.
   *
   * @param forListeners whether there are commit listeners, and their lock is held
   */
  static Announcements of(
      WriteSet writes, long stamp, @Nullable String name, boolean forListeners) {
    Announcements made = new Announcements();
    for (int i = 0; i < writes.size(); i++) {
      int at = writes.inOrder(i);
      made.addObserved(writes.ref(at), writes, at, stamp);
    }
    if (forListeners) {
      List<Change<?>> changes = new ArrayList<>(writes.size());
      for (int i = 0; i < writes.size(); i++) {
        int at = writes.inOrder(i);
        changes.add(changeOf(writes.ref(at), writes, at, stamp));
      }
      CommitTurn turn = CommitListeners.nextTurn();
      CommitListeners.expect(new Commit(stamp, name, changes), turn);
      made.listenersTurn = turn;
    }
    return made;
  }

  private <T extends @Nullable Object> void addObserved(
      Ref<T> ref, WriteSet writes, int at, long stamp) {
    RefExtension<T> extension = ref.extension();
    StateNode<T> mirror = extension == null ? null : extension.mirror;
    if (extension != null && mirror != null) {
      announcements.add(new Announcement<>(ref, extension, mirror, writes.version(at), stamp));
    }
  }

  private static <T extends @Nullable Object> Change<T> changeOf(
      Ref<T> ref, WriteSet writes, int at, long stamp) {
    Version<T> next = writes.version(at);
    return new Change<>(ref, next.below().value, next.value, stamp);
  }

  /** Requires: the commit is decided, and all refs are still locked. Allocates nothing. */
  void install() {
    for (int i = 0; i < announcements.size(); i++) {
      announcements.get(i).install();
    }
    if (listenersTurn != null) {
      CommitListeners.decided(listenersTurn);
    }
  }

  /** The commit was not decided. */
  void drop() {
    if (listenersTurn != null) {
      CommitListeners.unexpect();
    }
  }

  /** Requires: no lock is held. */
  void deliver() {
    ThreadState thread = ThreadState.current();
    if (announcements.size() == 1) {
      announcements.getFirst().deliver(thread);
    } else {
      // what a watch of the first ref changes must not be delivered before the other refs of this
      // commit: its turn may be behind theirs
      thread.deliverTogether(() -> announcements.forEach(each -> each.deliver(thread)));
    }
    if (listenersTurn != null) {
      CommitListeners.deliver();
    }
  }
}
