package org.potamos.validators;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a container holds, by a function that a user has declared. What goes wrong in it is reported
 * as something unknown, not thrown: it is a fact about the value.
 */
final class DeclaredContents extends Contents {
  private final Function<Object, @Nullable Object> contents;
  private final boolean asMap;

  @SuppressWarnings("unchecked") // asked only about objects of the declared type
  DeclaredContents(Function<?, ?> contents, boolean asMap) {
    this.contents = (Function<Object, @Nullable Object>) contents;
    this.asMap = asMap;
  }

  @Override
  @SuppressWarnings("UnusedVariable") // the thorough walk asks again, and reports it
  int quick(Object container, Verdicts verdicts, int depth, int budget) {
    try {
      Object held = Objects.requireNonNull(contents.apply(container), "contents");
      return asMap
          ? OfMap.quickly((Map<?, ?>) held, verdicts, depth, budget)
          : OfIterable.quickly((Iterable<?>) held, verdicts, depth, budget);
    } catch (RuntimeException e) {
      return Verdicts.NOT_PROVED;
    }
  }

  @Override
  boolean show(Object container, Children to) {
    Object held = Objects.requireNonNull(contents.apply(container), "contents");
    return asMap ? OfMap.show((Map<?, ?>) held, to) : OfIterable.show((Iterable<?>) held, to);
  }
}
