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
  private final List<Runnable> afterRollback = new ArrayList<>(0);

  /**
   * Hooks of {@code afterRollback} of nested blocks that were undone: they run however this ends.
   */
  private final List<Runnable> rolledBack = new ArrayList<>(0);

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
    afterRollback.add(Objects.requireNonNull(action, "action"));
  }

  Mark mark() {
    return new Mark(beforeCommit.size(), prepare.size(), afterCommit.size(), afterRollback.size());
  }

  /** Forgets what was registered since. */
  void rollBackTo(Mark mark) {
    truncate(beforeCommit, mark.beforeCommit);
    truncate(prepare, mark.prepare);
    truncate(afterCommit, mark.afterCommit);
    for (int i = afterRollback.size() - 1; i >= mark.afterRollback; i--) {
      rolledBack.add(afterRollback.remove(i));
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

  void runAfterCommit(@Nullable String transaction) {
    for (Runnable action : rolledBack) {
      Isolated.run(action, HookFailure.Phase.AFTER_ROLLBACK, transaction);
    }
    for (Runnable action : afterCommit) {
      Isolated.run(action, HookFailure.Phase.AFTER_COMMIT, transaction);
    }
  }

  void runAfterRollback(@Nullable String transaction) {
    for (Runnable action : rolledBack) {
      Isolated.run(action, HookFailure.Phase.AFTER_ROLLBACK, transaction);
    }
    for (int i = afterRollback.size() - 1; i >= 0; i--) {
      Isolated.run(afterRollback.get(i), HookFailure.Phase.AFTER_ROLLBACK, transaction);
    }
  }
}
