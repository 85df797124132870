package org.potamos.validators;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Null where the types have none: what untyped callers do. */
final class Nulls {
  private Nulls() {}

  /** Null. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // wrong on purpose
  static <X> X nothing() {
    return null;
  }

  /** The value, which may be null all the same. */
  @SuppressWarnings("NullAway") // wrong on purpose
  static <X> X pass(@Nullable X value) {
    return value;
  }

  /** The list, which may have null in it all the same. */
  @SuppressWarnings("NullAway") // wrong on purpose
  static <E> List<E> list(List<@Nullable E> list) {
    return list;
  }

  /** The map, which may have null in it all the same. */
  @SuppressWarnings("NullAway") // wrong on purpose
  static <K, V> Map<K, V> map(Map<@Nullable K, @Nullable V> map) {
    return map;
  }
}
