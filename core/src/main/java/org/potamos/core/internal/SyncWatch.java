package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;

/**
 * A watch that runs on the changing thread.
 *
 * @param <T> the type of the value
 */
final class SyncWatch<T extends @Nullable Object> extends Registration<T> {
  private final IsolatedWatch<T> watch;

  SyncWatch(AbstractReference<T> reference, @Nullable Object key, IsolatedWatch<T> watch) {
    super(reference, key);
    this.watch = watch;
  }

  @Override
  boolean isWatch() {
    return true;
  }

  /**
   * Runs the watch. A round in progress reaches it also when it has been closed meanwhile (WA-07).
   */
  void deliver(Change<T> change) {
    watch.deliver(change);
  }
}
