package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * The body of a transaction that is handed the transaction itself, for the forms of the operations
 * that take it: {@code ref.deref(tx)} spares each operation the look-up of the running transaction.
 *
 * <p>A body may run more than once; see {@link Stm}.
 *
 * @param <R> the type of the result
 * @param <X> the checked exceptions that the body throws; {@link RuntimeException} stands for none
 */
@FunctionalInterface
public interface TransactionFunction<R extends @Nullable Object, X extends Exception> {

  /**
   * Runs once for each attempt.
   *
   * @param transaction the running transaction; of no use after the body has ended, and on other
   *     threads
   * @return the result, handed to the caller if this attempt commits
   * @throws X as declared by the body; what the attempt did is undone then
   */
  R apply(Transaction transaction) throws X;
}
