package org.potamos.refs;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Threads;

/** Runs steps on another thread, in the middle of a body too, and waits for their end. */
final class Elsewhere {
  private Elsewhere() {}

  /** Runs a step; fails as it fails. */
  static void run(Threads.Task step) {
    Threads.start(step).join();
  }

  /** Runs a transaction. */
  static void dosync(TransactionAction<RuntimeException> body) {
    run(index -> Stm.dosync(body));
  }

  /** Runs a transaction that has a name. */
  static void dosync(String name, TransactionAction<RuntimeException> body) {
    run(index -> Stm.options().named(name).dosync(body));
  }

  /** Commits a value. */
  static <T extends @Nullable Object> void set(Ref<T> ref, T value) {
    dosync(() -> {
      ref.set(value);
    });
  }

  /** Commits a sum. */
  static void add(Ref<Integer> ref, int amount) {
    dosync(() -> {
      ref.alter(Integer::sum, amount);
    });
  }

  /** What a call throws on another thread, or null. */
  static @Nullable Throwable thrown(Threads.Task step) {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    run(index -> {
      try {
        step.run(index);
      } catch (Throwable failure) {
        thrown.set(failure);
      }
    });
    return thrown.get();
  }

  /**
   * Takes the ground from under the first attempt that runs here: changes both refs between the
   * reads of the one and the other.
   *
   * @return the signal that came out of the second read; null if there was none
   */
  static @Nullable Throwable doom(Ref<Integer> one, Ref<Integer> other) {
    one.deref();
    dosync(
        "doomer",
        () -> {
          one.alter(Integer::sum, 100);
          other.alter(Integer::sum, 100);
        });
    try {
      other.deref();
      return null;
    } catch (Throwable signal) {
      return signal;
    }
  }
}
