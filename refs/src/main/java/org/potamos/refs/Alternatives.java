package org.potamos.refs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The alternatives of {@link Stm#orElse}: each undone before the next one is tried. */
final class Alternatives {
  private Alternatives() {}

  static <R extends @Nullable Object, X extends Exception> R run(
      Transaction transaction,
      TransactionBody<? extends R, ? extends X> first,
      TransactionBody<? extends R, ? extends X>[] others)
      throws X {
    Objects.requireNonNull(first, "first");
    for (TransactionBody<? extends R, ? extends X> other : others) {
      Objects.requireNonNull(other, "others");
    }
    if (others.length == 0) {
      throw new IllegalArgumentException("orElse rejected: there is no other alternative");
    }
    TransactionBody<? extends R, ? extends X> alternative = first;
    int next = 0;
    while (true) {
      Savepoint savepoint = transaction.savepoint();
      try {
        R result = alternative.run();
        if (transaction.isRunning()) {
          transaction.leave(savepoint);
          return result;
        }
      } catch (Throwable failure) {
        if (transaction.isRunning()) {
          transaction.rollBackTo(savepoint);
          throw failure;
        }
      }
      if (!transaction.isRetrying() || next == others.length) {
        throw transaction.refusal("orElse");
      }
      transaction.goOn();
      transaction.rollBackTo(savepoint);
      alternative = others[next++];
    }
  }
}
