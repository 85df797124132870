package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * The body of a transaction that answers a result.
 *
 * <p>A body may run more than once; see {@link Stm}.
 *
 * @param <R> the type of the result
 * @param <X> the checked exceptions that the body throws; {@link RuntimeException} stands for none
 */
@FunctionalInterface
public interface TransactionBody<R extends @Nullable Object, X extends Exception>
    extends TransactionFunction<R, X> {

  /**
   * Runs once for each attempt.
   *
   * @return the result, handed to the caller if this attempt commits
   * @throws X as declared by the body; what the attempt did is undone then
   */
  R run() throws X;

  @Override
  default R apply(Transaction transaction) throws X {
    return run();
  }
}
