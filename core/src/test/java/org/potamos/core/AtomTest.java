package org.potamos.core;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What every reference promises, promised by atoms. */
class AtomTest extends ReferenceContract {

  @Override
  protected String kind() {
    return "Atom";
  }

  @Override
  protected <T extends @Nullable Object> Reference<T> reference(
      T initial, Consumer<ReferenceBuilder<T, ?>> options) {
    Atom.Builder<T> builder = Atom.builder(initial);
    options.accept(builder);
    return builder.build();
  }

  @Override
  protected <T extends @Nullable Object> void change(Reference<T> reference, T next) {
    ((Atom<T>) reference).reset(next);
  }
}
