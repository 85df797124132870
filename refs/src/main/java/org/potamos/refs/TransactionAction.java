package org.potamos.refs;

import org.jspecify.annotations.Nullable;

/**
 * The body of a transaction without a result.
 *
 * <p>A body may run more than once; see {@link Stm}.
 *
 * @param <X> the checked exceptions that the body throws; {@link RuntimeException} stands for none
 */
@FunctionalInterface
public interface TransactionAction<X extends Exception>
    extends TransactionFunction<@Nullable Void, X> {

  /**
   * Runs once for each attempt.
   *
   * @throws X as declared by the body; what the attempt did is undone then
   */
  void run() throws X;

  @Override
  default @Nullable Void apply(Transaction transaction) throws X {
    run();
    return null;
  }
}
