package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Watch;
import org.potamos.core.WatchFailure;

/**
 * Calls a user's watch so that nothing it throws gets any further (ruling W2), and leaves out what
 * the user does not want to hear of.
 *
 * @param <T> the type of the value
 */
final class IsolatedWatch<T extends @Nullable Object> {
  private final AbstractReference<T> reference;
  private final Object key;
  private final Watch<? super T> watch;
  private final boolean onlyIfChanged;

  IsolatedWatch(
      AbstractReference<T> reference,
      @Nullable Object key,
      Watch<? super T> watch,
      boolean onlyIfChanged) {
    this.reference = reference;
    this.key = key == null ? watch : key;
    this.watch = watch;
    this.onlyIfChanged = onlyIfChanged;
  }

  /** Never throws, also when the values' own {@code equals} does. */
  void deliver(Change<T> change) {
    try {
      if (!onlyIfChanged || change.isDifferent()) {
        watch.changed(change);
      }
    } catch (Throwable failure) {
      reference.report(new WatchFailure(reference, key, change, failure));
    }
  }

  /** The executor did not take the watch. */
  void rejected(Throwable failure) {
    reference.report(new WatchFailure(reference, key, null, failure));
  }
}
