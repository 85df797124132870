package org.potamos.core.collection;

import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a sorted map and a sorted set ask of a tree that they look at in one of two directions. */
final class Directed {
  private Directed() {}

  static WeightBalancedTree.@Nullable Node first(
      WeightBalancedTree.@Nullable Node tree, boolean descending) {
    return descending ? WeightBalancedTree.last(tree) : WeightBalancedTree.first(tree);
  }

  /** Refuses to answer an end of an empty collection. */
  static WeightBalancedTree.Node required(
      WeightBalancedTree.@Nullable Node node, String operation) {
    if (node == null) {
      throw new NoSuchElementException(operation + " rejected: there is none, size=0");
    }
    return node;
  }

  static WeightBalancedTree.Node nth(
      WeightBalancedTree.@Nullable Node tree, int index, boolean descending) {
    int size = WeightBalancedTree.size(tree);
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "nth rejected: no such element, index=" + index + ", size=" + size);
    }
    return WeightBalancedTree.nth(tree, descending ? size - 1 - index : index);
  }

  static int rank(
      WeightBalancedTree.@Nullable Node tree,
      @Nullable Object key,
      Comparator<Object> order,
      boolean descending) {
    KeyOrder.requireComparable(tree, key, order);
    int before = WeightBalancedTree.rank(tree, key, descending, order);
    return descending ? WeightBalancedTree.size(tree) - before : before;
  }

  /** The nearest key on one side of a key, or the key itself if {@code inclusive}. */
  static WeightBalancedTree.@Nullable Node neighbour(
      WeightBalancedTree.@Nullable Node tree,
      @Nullable Object key,
      boolean inclusive,
      Comparator<Object> order,
      boolean below) {
    KeyOrder.requireComparable(tree, key, order);
    return below
        ? WeightBalancedTree.nearestBelow(tree, key, inclusive, order)
        : WeightBalancedTree.nearestAbove(tree, key, inclusive, order);
  }

  /** All on one side of a key. */
  static WeightBalancedTree.@Nullable Node side(
      WeightBalancedTree.@Nullable Node tree,
      @Nullable Object key,
      boolean inclusive,
      Comparator<Object> order,
      boolean above) {
    KeyOrder.requireAccepted(tree, key, order);
    return above
        ? WeightBalancedTree.above(tree, key, inclusive, order)
        : WeightBalancedTree.below(tree, key, inclusive, order);
  }

  /** All between two keys, in the direction. */
  static WeightBalancedTree.@Nullable Node range(
      WeightBalancedTree.@Nullable Node tree,
      @Nullable Object from,
      boolean fromInclusive,
      @Nullable Object to,
      boolean toInclusive,
      Comparator<Object> order,
      boolean descending) {
    if (KeyOrder.compare(order, descending, from, to) > 0) {
      throw new IllegalArgumentException(
          "range rejected: its begin is behind its end, descending=" + descending);
    }
    return descending
        ? WeightBalancedTree.below(
            WeightBalancedTree.above(tree, to, toInclusive, order), from, fromInclusive, order)
        : WeightBalancedTree.below(
            WeightBalancedTree.above(tree, from, fromInclusive, order), to, toInclusive, order);
  }

  /** A tree without some keys. */
  static WeightBalancedTree.@Nullable Node minus(
      WeightBalancedTree.@Nullable Node tree, Iterable<?> keys, Comparator<Object> order) {
    if (Objects.requireNonNull(keys, "keys") instanceof PersistentSortedSet<?> other
        && KeyOrder.same(order, other.order)) {
      return WeightBalancedTree.minus(tree, other.root, order);
    }
    WeightBalancedTree.Node rest = tree;
    for (Object key : keys) {
      KeyOrder.requireComparable(rest, key, order);
      rest = WeightBalancedTree.remove(rest, key, order);
    }
    return rest;
  }

  /** A tree with no other keys than some. */
  static WeightBalancedTree.@Nullable Node intersect(
      WeightBalancedTree.@Nullable Node tree, Iterable<?> keys, Comparator<Object> order) {
    if (Objects.requireNonNull(keys, "keys") instanceof PersistentSortedSet<?> other
        && KeyOrder.same(order, other.order)) {
      return WeightBalancedTree.intersect(tree, other.root, order);
    }
    SortedBuilder kept = new SortedBuilder(null, order, false);
    for (Object key : keys) {
      kept.put(key, WeightBalancedTree.KEEP);
    }
    return WeightBalancedTree.intersect(tree, kept.build(), order);
  }
}
