package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Subscription;

/**
 * Somebody who is told of the changes of one reference. Registrations are compared by identity.
 *
 * @param <T> the type of the value
 */
abstract sealed class Registration<T extends @Nullable Object> implements Subscription
    permits SyncWatch, Signalled {
  private final AbstractReference<T> reference;
  private final @Nullable Object key;

  /**
   * Set by {@link #close} before the registration leaves the list, and by nothing else. Volatile,
   * so that a drain on another thread starts no delivery once {@code close} has returned.
   */
  private volatile boolean closed;

  Registration(AbstractReference<T> reference, @Nullable Object key) {
    this.reference = reference;
    this.key = key;
  }

  final AbstractReference<T> reference() {
    return reference;
  }

  /** The key of a watch with a key, or null. */
  final @Nullable Object key() {
    return key;
  }

  final boolean isClosed() {
    return closed;
  }

  /** Whether {@link org.potamos.core.Reference#watchCount} counts it. */
  abstract boolean isWatch();

  /**
   * Called before the registration is installed, with the node that would install it; called again
   * with another node if that fails. Changes after that node are this registration's.
   */
  void startAt(StateNode<T> node) {}

  /** Called by the list when another registration has taken over the key. */
  final void replaced() {
    closed = true;
    released();
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      reference.remove(this);
      released();
    }
  }

  /** Called, at least once, when no further change is wanted. */
  void released() {}
}
