package org.potamos.core.collection;

import java.util.AbstractMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over a tree in one direction.
 *
 * @param <T> what is made of an entry
 */
abstract class SortedIterator<T extends @Nullable Object> implements RankIterator<T> {
  /*
   * Overview
   *
   * In the direction of the iteration a node has a near side, which comes before it, and a far side.
   * path[0..depth) are the nodes that are still to come and whose near side is done or in work; the
   * last one is the next. Handing it over pushes its far side and that one's near spine. No path is
   * deeper than 2.41 log2(n + 1), see WeightBalancedTree.
   */

  private final WeightBalancedTree.@Nullable Node[] path;
  private int depth;
  private final boolean descending;

  /** Stands before the entry that has {@code rank} others before it in the direction. */
  SortedIterator(WeightBalancedTree.@Nullable Node tree, boolean descending, int rank) {
    this.descending = descending;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(WeightBalancedTree.size(tree));
    path = new WeightBalancedTree.@Nullable Node[5 * bits / 2];
    WeightBalancedTree.Node at = tree;
    int skip = rank;
    while (at != null) {
      WeightBalancedTree.Node near = descending ? at.right : at.left;
      int before = WeightBalancedTree.size(near);
      if (skip > before) {
        skip -= before + 1;
        at = descending ? at.left : at.right;
      } else {
        path[depth++] = at;
        at = skip == before ? null : near;
      }
    }
  }

  @Override
  public final boolean hasNext() {
    return depth > 0;
  }

  @Override
  public final T next() {
    if (depth == 0) {
      throw new NoSuchElementException();
    }
    WeightBalancedTree.Node node = pop();
    WeightBalancedTree.Node at = descending ? node.left : node.right;
    while (at != null) {
      path[depth++] = at;
      at = descending ? at.right : at.left;
    }
    return of(node);
  }

  @SuppressWarnings("NullAway") // below depth the path has nodes
  private WeightBalancedTree.Node pop() {
    return path[--depth];
  }

  /** What is made of an entry. */
  abstract T of(WeightBalancedTree.Node node);

  @Override
  public final void remove() {
    throw Mutators.refused("remove");
  }

  @Override
  public final void forNext(int count, Consumer<? super T> action) {
    Objects.requireNonNull(action, "action");
    for (int due = count; due > 0; due--) {
      action.accept(next());
    }
  }

  /** The keys. */
  static final class Keys<K extends @Nullable Object> extends SortedIterator<K> {
    Keys(WeightBalancedTree.@Nullable Node tree, boolean descending, int rank) {
      super(tree, descending, rank);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
    K of(WeightBalancedTree.Node node) {
      return (K) node.key;
    }
  }

  /** The values. */
  static final class Values<V extends @Nullable Object> extends SortedIterator<V> {
    Values(WeightBalancedTree.@Nullable Node tree, boolean descending, int rank) {
      super(tree, descending, rank);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
    V of(WeightBalancedTree.Node node) {
      return (V) node.value;
    }
  }

  /** The entries. */
  static final class Entries<K extends @Nullable Object, V extends @Nullable Object>
      extends SortedIterator<Map.Entry<K, V>> {
    Entries(WeightBalancedTree.@Nullable Node tree, boolean descending, int rank) {
      super(tree, descending, rank);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
    Map.Entry<K, V> of(WeightBalancedTree.Node node) {
      return new AbstractMap.SimpleImmutableEntry<>((K) node.key, (V) node.value);
    }
  }
}
