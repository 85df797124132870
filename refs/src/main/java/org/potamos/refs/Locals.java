package org.potamos.refs;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@link TransactionLocal}s of one attempt. Confined to its thread. */
final class Locals {
  private final Map<TransactionLocal<?>, @Nullable Object> values = new HashMap<>();

  /** Those of the running attempt, or of the one whose hooks are running. */
  static Locals require(String operation) {
    Transaction transaction = Transaction.ofThread();
    Locals present = transaction.localsOrNull();
    if (present == null) {
      throw new IllegalStateException(
          "TransactionLocal."
              + operation
              + " rejected: no transaction on this thread, thread="
              + Thread.currentThread().getName()
              + "; wrap the call in Stm.dosync(...)");
    }
    return present;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // put for this very variable
  <T extends @Nullable Object> T get(TransactionLocal<T> local) {
    if (!values.containsKey(local)) {
      values.put(local, local.initial());
    }
    return (T) values.get(local);
  }

  <T extends @Nullable Object> void set(TransactionLocal<T> local, T value) {
    values.put(local, value);
  }

  Map<TransactionLocal<?>, @Nullable Object> copy() {
    return new HashMap<>(values);
  }

  void restore(Map<TransactionLocal<?>, @Nullable Object> earlier) {
    values.clear();
    values.putAll(earlier);
  }
}
