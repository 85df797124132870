package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who only needs to know that there was a change, and looks for himself on another thread.
 *
 * @param <T> the type of the value
 */
abstract non-sealed class Signalled<T extends @Nullable Object> extends Registration<T> {
  Signalled(AbstractReference<T> reference, @Nullable Object key) {
    super(reference, key);
  }

  /** Called after each change, on the changing thread. Quick, runs no user's code, never throws. */
  abstract void signal();

  /** Whether it needs every state, so that the states have to be linked. */
  boolean isOrdered() {
    return false;
  }
}
