package org.potamos.refs;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Reference;
import org.potamos.core.ReferenceBuilder;
import org.potamos.core.ReferenceContract;

/** What every reference promises, promised by refs that are changed without a transaction. */
class RefSwapTest extends ReferenceContract {

  @Override
  protected String kind() {
    return "Ref";
  }

  /** A version is the stamp of a commit. */
  @Override
  protected boolean countsVersions() {
    return false;
  }

  @Override
  protected <T extends @Nullable Object> Reference<T> reference(
      T initial, Consumer<ReferenceBuilder<T, ?>> options) {
    Ref.Builder<T> builder = Ref.builder(initial);
    options.accept(builder);
    return builder.build();
  }

  @Override
  protected <T extends @Nullable Object> void change(Reference<T> reference, T next) {
    ((Ref<T>) reference).reset(next);
  }
}
