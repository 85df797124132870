package org.potamos.refs;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Events;

/** Runs what comes after a transaction so that its failure reaches nobody else (ruling T12). */
final class Isolated {
  private static final System.Logger LOGGER = System.getLogger("org.potamos");

  private Isolated() {}

  static void run(Runnable action, HookFailure.Phase phase, @Nullable String transaction) {
    try {
      action.run();
    } catch (Throwable thrown) {
      HookFailure failure = new HookFailure(phase, transaction, thrown);
      LOGGER.log(System.Logger.Level.WARNING, failure.toString(), thrown);
      Events.publish(failure);
    }
  }
}
