package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Delivery;

/**
 * A watch that runs on an executor.
 *
 * @param <T> the type of the value
 */
final class WatchChannel<T extends @Nullable Object> extends Channel<T> {
  private final IsolatedWatch<T> watch;

  WatchChannel(
      AbstractReference<T> reference,
      @Nullable Object key,
      IsolatedWatch<T> watch,
      Delivery delivery) {
    super(reference, key, delivery);
    this.watch = watch;
  }

  @Override
  boolean isWatch() {
    return true;
  }

  @Override
  void deliver(Change<T> change) {
    watch.deliver(change);
  }

  @Override
  void rejected(Throwable failure) {
    watch.rejected(failure);
  }
}
