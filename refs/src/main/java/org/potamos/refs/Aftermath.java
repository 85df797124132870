package org.potamos.refs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.HeldEffects;

/**
 * What is left to do when a transaction has committed, detached from it: a watch may start a
 * transaction of its own on the same thread (flaw S3). In the order of ruling T12.
 *
 * @param announcements to watches and commit listeners, or null
 * @param effects held until the commit, in order, or null
 * @param hooks of the attempt that committed, or null
 * @param locals what the hooks read, or null
 * @param name the name of the transaction, or null
 */
record Aftermath(
    @Nullable Announcements announcements,
    @Nullable List<Runnable> effects,
    @Nullable Hooks hooks,
    @Nullable Locals locals,
    @Nullable String name) {

  void run() {
    if (announcements != null) {
      announcements.deliver();
    }
    if (effects != null) {
      release(effects);
    }
    if (hooks != null) {
      Locals before = Transaction.ofThread().showLocalsToHooks(locals);
      try {
        hooks.runAfterCommit(name);
      } finally {
        Transaction.ofThread().showLocalsToHooks(before);
      }
    }
  }

  /** To the action around the transaction, if it ran in one; it may still fail (ruling G3). */
  private void release(List<Runnable> held) {
    HeldEffects.Scope around = HeldEffects.ofAction();
    for (Runnable effect : held) {
      if (around != null) {
        Isolated.run(() -> around.hold(effect), HookFailure.Phase.HELD_EFFECT, name);
      } else {
        Isolated.run(effect, HookFailure.Phase.HELD_EFFECT, name);
      }
    }
  }
}
