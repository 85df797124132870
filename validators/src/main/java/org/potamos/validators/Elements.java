package org.potamos.validators;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks through the elements of collections. */
final class Elements {
  private Elements() {}

  static boolean hasNoNull(Iterable<?> elements) {
    for (Object element : elements) {
      if (element == null) {
        return false;
      }
    }
    return true;
  }

  /** The first key that occurs again, in a list of its own; empty if there is none. */
  static <E extends @Nullable Object> List<@Nullable Object> firstTwice(
      Iterable<? extends E> elements, Function<? super E, ? extends @Nullable Object> key) {
    Set<@Nullable Object> seen = new HashSet<>();
    for (E element : elements) {
      Object present = element == null ? null : key.apply(element);
      if (!seen.add(present)) {
        return Leaf.listOf(present);
      }
    }
    return List.of();
  }

  /** Where the first element is that a set does not contain; null if there is none. */
  static @Nullable Integer firstNotIn(Iterable<?> elements, Set<Object> allowed) {
    int index = 0;
    for (Object element : elements) {
      if (element == null || !allowed.contains(element)) {
        return index;
      }
      index++;
    }
    return null;
  }

  static @Nullable Object shownFirstNotIn(Iterable<?> elements, Set<Object> allowed) {
    for (Object element : elements) {
      if (element == null || !allowed.contains(element)) {
        return element;
      }
    }
    return null;
  }
}
