package org.potamos.core;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A reference that a single call can change at once, on its own. {@link Atom} is the one to use;
 * the interface is there for code that should work with others too.
 *
 * @param <T> the type of the value
 */
public interface Swappable<T extends @Nullable Object> extends Reference<T> {

  /**
   * Replaces the value {@code v} by {@code f(v)}, atomically.
   *
   * @param f computes the next value from the current one; may run more than once, see {@link Atom}
   * @return the value installed by this call
   * @throws InvalidStateException if the validator rejects the value; nothing has changed
   * @throws IllegalStateException if {@code f} itself changes this reference, or a validator is
   *     running
   */
  T swap(UnaryOperator<T> f);

  /**
   * Replaces the value {@code v} by {@code f(v, argument)}, atomically. With a function that
   * captures nothing, as in {@code total.swap(Integer::sum, 5)}, the call allocates nothing of its
   * own.
   *
   * @param f computes the next value; may run more than once, see {@link Atom}
   * @param argument handed to {@code f} behind the current value
   * @param <A> the type of the argument
   * @return the value installed by this call
   * @throws InvalidStateException if the validator rejects the value; nothing has changed
   * @throws IllegalStateException if {@code f} itself changes this reference, or a validator is
   *     running
   */
  <A extends @Nullable Object> T swap(BiFunction<? super T, ? super A, ? extends T> f, A argument);

  /**
   * Replaces the value {@code v} by {@code f(v)}, atomically, and answers both.
   *
   * @param f computes the next value from the current one; may run more than once, see {@link Atom}
   * @return the change made by this call: its old value is the very object that was replaced
   * @throws InvalidStateException if the validator rejects the value; nothing has changed
   * @throws IllegalStateException if {@code f} itself changes this reference, or a validator is
   *     running
   */
  Change<T> swapVals(UnaryOperator<T> f);

  /**
   * Replaces the value {@code v} by {@code f(v, argument)}, atomically, and answers both.
   *
   * @param f computes the next value; may run more than once, see {@link Atom}
   * @param argument handed to {@code f} behind the current value
   * @param <A> the type of the argument
   * @return the change made by this call: its old value is the very object that was replaced
   * @throws InvalidStateException if the validator rejects the value; nothing has changed
   * @throws IllegalStateException if {@code f} itself changes this reference, or a validator is
   *     running
   */
  <A extends @Nullable Object> Change<T> swapVals(
      BiFunction<? super T, ? super A, ? extends T> f, A argument);

  /**
   * Installs a value, whatever is there.
   *
   * @param value the next value
   * @return {@code value}
   * @throws InvalidStateException if the validator rejects the value; nothing has changed
   * @throws IllegalStateException if called from a function that is just computing the next value
   *     of this reference, or from a validator
   */
  T reset(T value);

  /**
   * Installs a value, whatever is there, and answers what was there.
   *
   * @param value the next value
   * @return the change made by this call: its old value is the very object that was replaced
   * @throws InvalidStateException if the validator rejects the value; nothing has changed
   * @throws IllegalStateException if called from a function that is just computing the next value
   *     of this reference, or from a validator
   */
  Change<T> resetVals(T value);

  /**
   * Installs a value if the current one is a certain object. The comparison is by identity, which
   * for boxed numbers and strings is seldom what is meant: see {@link #replace}.
   *
   * @param expected compared with the current value by {@code ==}
   * @param next the next value
   * @return whether the value was installed
   * @throws InvalidStateException if the comparison holds and the validator rejects {@code next};
   *     nothing has changed
   * @throws IllegalStateException if called from a function that is just computing the next value
   *     of this reference, or from a validator
   */
  boolean compareAndSet(T expected, T next);

  /**
   * Installs a value if the current one equals another, as {@link
   * java.util.concurrent.ConcurrentMap#replace(Object, Object, Object)} does.
   *
   * @param expected compared with the current value by {@code equals}
   * @param next the next value
   * @return whether the value was installed
   * @throws InvalidStateException if the comparison holds and the validator rejects {@code next};
   *     nothing has changed
   * @throws IllegalStateException if called from a function that is just computing the next value
   *     of this reference, or from a validator
   */
  boolean replace(T expected, T next);
}
