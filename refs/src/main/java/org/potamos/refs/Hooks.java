package org.potamos.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an attempt wants to run at its end. Confined to its thread. */
final class Hooks {
  private final List<Runnable> beforeCommit = new ArrayList<>(0);
  private final List<Runnable> prepare = new ArrayList<>(0);
  private final List<Runnable> afterCommit = new ArrayList<>(0);
  private final List<Undoing> afterRollback = new ArrayList<>(0);

  /** A hook of {@code afterRollback}. */
  private static final class Undoing {
    private final Runnable action;

    /** Whether the nested block that has registered it was undone: it runs however this ends. */
    private boolean due;

    Undoing(Runnable action) {
      this.action = action;
    }
  }

  /** How much was there when a nested block began. */
  record Mark(int beforeCommit, int prepare, int afterCommit, int afterRollback) {
    static final Mark NONE = new Mark(0, 0, 0, 0);
  }

  void beforeCommit(Runnable action) {
    beforeCommit.add(Objects.requireNonNull(action, "action"));
  }

  void prepare(Runnable action) {
    prepare.add(Objects.requireNonNull(action, "action"));
  }

  void afterCommit(Runnable action) {
    afterCommit.add(Objects.requireNonNull(action, "action"));
  }

  void afterRollback(Runnable action) {
    afterRollback.add(new Undoing(Objects.requireNonNull(action, "action")));
  }

  Mark mark() {
    return new Mark(beforeCommit.size(), prepare.size(), afterCommit.size(), afterRollback.size());
  }

  /** Forgets what was registered since. */
  void rollBackTo(Mark mark) {
    truncate(beforeCommit, mark.beforeCommit);
    truncate(prepare, mark.prepare);
    truncate(afterCommit, mark.afterCommit);
    for (int i = mark.afterRollback; i < afterRollback.size(); i++) {
      afterRollback.get(i).due = true;
    }
  }

  private static void truncate(List<Runnable> list, int size) {
    list.subList(size, list.size()).clear();
  }

  /** Inside the transaction; an action may register further ones. */
  void runBeforeCommit() {
    for (int i = 0; i < beforeCommit.size(); i++) {
      beforeCommit.get(i).run();
    }
  }

  boolean hasPrepare() {
    return !prepare.isEmpty();
  }

  void runPrepare() {
    for (Runnable action : prepare) {
      action.run();
    }
  }

  /** What was undone comes first, as if it had been undone just now. */
  void runAfterCommit(@Nullable String transaction) {
    runAfterRollback(transaction, false);
    for (Runnable action : afterCommit) {
      Isolated.run(action, HookFailure.Phase.AFTER_COMMIT, transaction);
    }
  }

  void runAfterRollback(@Nullable String transaction) {
    runAfterRollback(transaction, true);
  }

  private void runAfterRollback(@Nullable String transaction, boolean all) {
    for (int i = afterRollback.size() - 1; i >= 0; i--) {
      Undoing undoing = afterRollback.get(i);
      if (all || undoing.due) {
        Isolated.run(undoing.action, HookFailure.Phase.AFTER_ROLLBACK, transaction);
      }
    }
  }
}
