package org.potamos.core;

import org.jspecify.annotations.Nullable;

/**
 * A watch that works on behalf of an owner and ends with it: see {@link Reference#watchWeakly}.
 *
 * <p>The owner comes in as an argument, so that the function need not hold it. A lambda that
 * captures its owner (also by naming a field or a method of {@code this}) keeps the owner alive and
 * never ends.
 *
 * @param <O> the type of the owner
 * @param <T> the type of the values watched
 */
@FunctionalInterface
public interface OwnedWatch<O, T extends @Nullable Object> {

  /**
   * Called after a change, as long as the owner lives.
   *
   * @param owner the owner given at registration
   * @param change what changed
   */
  void changed(O owner, Change<? extends T> change);
}
