package org.potamos.agents;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of some thread-locals, taken on one thread, to be set on another for a while. */
final class ThreadLocalValues implements ContextPropagator.Snapshot {
  private final List<Binding<?>> bindings = new ArrayList<>();

  private ThreadLocalValues() {}

  /** One thread-local and its value at the time of capturing. */
  private record Binding<V>(ThreadLocal<V> local, @Nullable V value) {
    static <V> Binding<V> of(ThreadLocal<V> local) {
      return new Binding<>(local, local.get());
    }

    @SuppressWarnings("NullAway") // a thread-local may hold null, whatever its type says
    void install() {
      local.set(value);
    }
  }

  static ThreadLocalValues capture(List<ThreadLocal<?>> locals) {
    ThreadLocalValues values = new ThreadLocalValues();
    locals.forEach(local -> values.bindings.add(Binding.of(local)));
    return values;
  }

  @Override
  public void run(Runnable action) {
    ThreadLocalValues before =
        capture(bindings.stream().<ThreadLocal<?>>map(Binding::local).toList());
    try {
      bindings.forEach(Binding::install);
      action.run();
    } finally {
      before.bindings.forEach(Binding::install);
    }
  }
}
