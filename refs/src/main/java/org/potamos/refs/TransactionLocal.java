package org.potamos.refs;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A variable of which each attempt of a transaction has its own: set in one helper, read in another
 * of the same transaction. It starts anew with every attempt, and what a nested block has set is
 * undone with the block. Hooks of {@link Stm#beforeCommit}, {@link Stm#prepare}, {@link
 * Stm#afterCommit} and {@link Stm#afterRollback} read the last value of the attempt that has
 * registered them.
 *
 * @param <T> the type of the value
 */
public final class TransactionLocal<T extends @Nullable Object> {
  private final Supplier<? extends T> initial;

  private TransactionLocal(Supplier<? extends T> initial) {
    this.initial = initial;
  }

  /**
   * Makes a variable.
   *
   * @param initial called at the first {@link #get} of an attempt that has not set it
   * @param <T> the type of the value
   * @return the variable
   */
  public static <T extends @Nullable Object> TransactionLocal<T> of(Supplier<? extends T> initial) {
    return new TransactionLocal<>(Objects.requireNonNull(initial, "initial"));
  }

  /**
   * The value in the running attempt.
   *
   * @return the value set last, or the initial one
   * @throws IllegalStateException outside a transaction and its hooks
   */
  public T get() {
    return Locals.require("get").get(this);
  }

  /**
   * Sets the value in the running attempt.
   *
   * @param value the value
   * @throws IllegalStateException outside a transaction and its hooks
   */
  public void set(T value) {
    Locals.require("set").set(this, value);
  }

  T initial() {
    return initial.get();
  }
}
