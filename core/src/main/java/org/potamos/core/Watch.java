package org.potamos.core;

import org.jspecify.annotations.Nullable;

/**
 * Told of each change of the references it is registered with.
 *
 * {@snippet class="org.potamos.core.ReferenceSnippets" region="watch"}
 *
 * <h2>When, where, in which order</h2>
 *
 * That is chosen at registration, by a {@link Delivery}. Whatever is chosen:
 *
 * <ul>
 *   <li>A watch runs after the change, never for an attempt that failed or was rejected, and never
 *       at registration.
 *   <li>It runs for every change, also when old and new value are equal; {@link
 *       Delivery#onlyIfChanged} leaves those out.
 *   <li>No lock is held while it runs.
 *   <li>A watch sees everything that the changing thread did before the change.
 *   <li>What it throws reaches neither the thread that made the change nor the other watches: the
 *       change stands, all watches run, and the failure goes to the reference's {@link
 *       WatchFailure} handler.
 *   <li>Read the values from the {@link Change}: {@link Reference#deref} may be ahead of it.
 * </ul>
 *
 * @param <T> the type of the values watched; a {@code Watch<Object>} fits every reference
 */
@FunctionalInterface
public interface Watch<T extends @Nullable Object> {

  /**
   * Called after a change.
   *
   * @param change what changed
   */
  void changed(Change<? extends T> change);
}
