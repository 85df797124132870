package org.potamos.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.potamos.core.Threads;

/**
 * Makes the refs of a test, and checks after it that nothing is left: no transaction on the thread,
 * no interrupt, no ref locked, no old version kept, nobody waiting.
 */
final class NothingLeft implements AfterEachCallback {
  private final List<Ref<?>> refs = new CopyOnWriteArrayList<>();

  /** Makes a ref. */
  <T extends @Nullable Object> Ref<T> ref(T initial) {
    return checked(Ref.of(initial));
  }

  /** Makes a ref with a name. */
  <T extends @Nullable Object> Ref<T> ref(String name, T initial) {
    return checked(Ref.builder(initial).name(name).build());
  }

  /** Adds a ref to those that are looked at. */
  <T extends @Nullable Object> Ref<T> checked(Ref<T> ref) {
    refs.add(ref);
    return ref;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Stm.isInTransaction()).as("in a transaction after the test").isFalse();
    assertThat(Thread.interrupted()).as("interrupted after the test").isFalse();
    Threads.start(index -> refs.forEach(NothingLeft::requireFree)).join();
  }

  private static <T extends @Nullable Object> void requireFree(Ref<T> ref) {
    RefExtension<T> extension = ref.extension();
    if (extension != null) {
      assertThat(extension.waiting.size()).as("waiting for " + ref.name()).isZero();
    }
    ref.setValidator(null);
    Stm.options().named("after the test").maxAttempts(1).dosync(() -> ref.alter(value -> value));
    assertThat(ref.historyCount())
        .as("history of " + ref.name())
        .isLessThanOrEqualTo(ref.minHistory());
  }
}
