package org.potamos.core;

import java.util.Objects;

/**
 * The handle of something that was registered and can be taken back: a watch, a listener.
 *
 * <p>{@link #close} is idempotent, never blocks and never throws; closing a subscription twice, or
 * one whose watch was replaced by another under the same key, does nothing. It may be called from
 * any thread, also from inside the watch itself. After {@code close} has returned, a change made
 * later does not reach the watch. A {@link Delivery#SYNC} round that was already in progress still
 * does (rounds run on the list of watches that was in force when the change was made); {@link
 * Delivery#ORDERED} and {@link Delivery#LATEST} start no new delivery, though one that is just
 * being made may still reach the watch.
 *
 * <p>It fits a try-with-resources statement, since {@code close} throws no checked exception.
 */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /** Takes the registration back; does nothing when that has happened already. */
  @Override
  void close();

  /**
   * Joins this subscription and another into one.
   *
   * @param other closed after this one
   * @return a subscription whose {@code close} closes both
   */
  default Subscription and(Subscription other) {
    Objects.requireNonNull(other, "other");
    return () -> {
      close();
      other.close();
    };
  }
}
