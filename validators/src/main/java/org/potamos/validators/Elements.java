package org.potamos.validators;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /**
   * Whether there is an element; what a collection refuses to look for, such as null or an element
   * of another class in a sorted set, it does not contain.
   */
  static boolean contains(Collection<?> elements, @Nullable Object element) {
    if (element == null) {
      return !hasNoNull(elements);
    }
    try {
      return elements.contains(element);
    } catch (ClassCastException unfit) {
      return false;
    }
  }

  /** Whether one collection contains all elements of another. */
  static boolean containsAll(Collection<?> elements, Iterable<?> others) {
    for (Object other : others) {
      if (!contains(elements, other)) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is a key; see {@link #contains}. */
  static boolean containsKey(Map<?, ?> map, @Nullable Object key) {
    return contains(map.keySet(), key);
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

  /** Whether a set contains all elements. */
  static boolean areAllIn(Iterable<?> elements, Set<Object> allowed) {
    for (Object element : elements) {
      if (element == null || !allowed.contains(element)) {
        return false;
      }
    }
    return true;
  }

  /** The first element that a set does not contain. */
  static @Nullable Object firstNotIn(Iterable<?> elements, Set<Object> allowed) {
    for (Object element : elements) {
      if (element == null || !allowed.contains(element)) {
        return element;
      }
    }
    return null;
  }
}
