package org.potamos.core.collection;

import java.util.Collections;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order of a tree's keys, and what it accepts as a key.
 *
 * <p>A sorted collection is a tree in ascending order and a direction. Two collections of one order
 * can be worked on tree by tree, whatever their directions.
 */
@SuppressWarnings("ReferenceEquality") // there is one natural order
final class KeyOrder {

  /** Stands for "no comparator", as {@code java.util} calls the natural order. */
  @SuppressWarnings("unchecked") // casts what it compares, as natural order does everywhere
  static final Comparator<Object> NATURAL =
      (Comparator<Object>) (Comparator<?>) Comparator.<String>naturalOrder();

  private KeyOrder() {}

  /** The order of a comparator, or the natural order if there is none. */
  @SuppressWarnings("unchecked") // throws ClassCastException if it is not for such keys
  static Comparator<Object> of(@Nullable Comparator<?> comparator) {
    return comparator == null ? NATURAL : (Comparator<Object>) comparator;
  }

  /** The comparator of a collection as it is seen from outside: null for natural order. */
  static @Nullable Comparator<Object> comparator(Comparator<Object> order, boolean descending) {
    if (descending) {
      return order == NATURAL ? Collections.reverseOrder() : Collections.reverseOrder(order);
    }
    return order == NATURAL ? null : order;
  }

  static boolean isNatural(Comparator<Object> order) {
    return order == NATURAL;
  }

  /** Tells whether two trees have their keys in one order. */
  static boolean same(Comparator<Object> a, Comparator<Object> b) {
    return a == b || a.equals(b);
  }

  /** Compares in a direction. */
  static int compare(
      Comparator<Object> order, boolean descending, @Nullable Object a, @Nullable Object b) {
    return descending
        ? WeightBalancedTree.compare(order, b, a)
        : WeightBalancedTree.compare(order, a, b);
  }

  /**
   * Refuses what can be no key in natural order. In a tree that holds a key, the comparison does
   * it; in the empty one nothing would.
   */
  static void requireComparable(
      WeightBalancedTree.@Nullable Node tree, @Nullable Object key, Comparator<Object> order) {
    if (tree == null
        && order == NATURAL
        && !(Objects.requireNonNull(key, "key") instanceof Comparable<?>)) {
      throw new ClassCastException(
          "key rejected: natural order is that of Comparable, type=" + key.getClass().getName());
    }
  }

  /** Refuses what the order does not accept as a key of the empty tree. */
  static void requireAccepted(
      WeightBalancedTree.@Nullable Node tree, @Nullable Object key, Comparator<Object> order) {
    if (tree == null) {
      WeightBalancedTree.compare(order, key, key);
    }
  }
}
