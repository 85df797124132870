package org.potamos.core.collection;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.SequencedSet;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values and the entries of a sorted map, as {@link java.util.SequencedMap} wants to see them.
 */
final class SortedViews {
  private SortedViews() {}

  /** The values in the order of their keys. */
  static final class Values<V extends @Nullable Object> extends AbstractPersistentCollection<V>
      implements SequencedCollection<V> {
    private final WeightBalancedTree.@Nullable Node root;
    private final boolean descending;

    Values(WeightBalancedTree.@Nullable Node root, boolean descending) {
      this.root = root;
      this.descending = descending;
    }

    @Override
    public int size() {
      return WeightBalancedTree.size(root);
    }

    @Override
    public Iterator<V> iterator() {
      return new SortedIterator.Values<>(root, descending, 0);
    }

    @Override
    public Spliterator<V> spliterator() {
      return new RankSpliterator<>(
          rank -> new SortedIterator.Values<V>(root, descending, rank),
          size(),
          Spliterator.ORDERED,
          null);
    }

    @Override
    @SuppressWarnings("unchecked") // the tree holds what was put
    public void forEach(Consumer<? super V> action) {
      Objects.requireNonNull(action, "action");
      WeightBalancedTree.forEach(root, descending, (key, value) -> action.accept((V) value));
    }

    @Override
    public Values<V> reversed() {
      return new Values<>(root, !descending);
    }

    @Override
    public void addFirst(V value) {
      throw Mutators.refused("addFirst");
    }

    @Override
    public void addLast(V value) {
      throw Mutators.refused("addLast");
    }

    @Override
    public V removeFirst() {
      throw Mutators.refused("removeFirst");
    }

    @Override
    public V removeLast() {
      throw Mutators.refused("removeLast");
    }
  }

  /** The entries in the order of their keys, each made when it is asked for. */
  static final class Entries<K extends @Nullable Object, V extends @Nullable Object>
      extends AbstractPersistentSet<Map.Entry<K, V>> implements SequencedSet<Map.Entry<K, V>> {
    private final PersistentSortedMap<K, V> map;

    Entries(PersistentSortedMap<K, V> map) {
      this.map = map;
    }

    @Override
    public int size() {
      return map.size();
    }

    @Override
    public boolean contains(@Nullable Object o) {
      if (!(o instanceof Map.Entry<?, ?> entry)) {
        return false;
      }
      WeightBalancedTree.Node node = map.find(entry.getKey());
      return node != null && Objects.equals(entry.getValue(), node.value);
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
      return new SortedIterator.Entries<>(map.root, map.descending, 0);
    }

    @Override
    public Spliterator<Map.Entry<K, V>> spliterator() {
      return new RankSpliterator<>(
          rank -> new SortedIterator.Entries<K, V>(map.root, map.descending, rank),
          size(),
          Spliterator.ORDERED | Spliterator.SORTED | Spliterator.DISTINCT,
          comparator());
    }

    /** Never null: entries have no natural order, even if their keys have. */
    private Comparator<Map.Entry<K, V>> comparator() {
      Comparator<Object> keys = KeyOrder.comparator(map.order, map.descending);
      Comparator<Object> byKey = keys == null ? KeyOrder.NATURAL : keys;
      return (a, b) -> WeightBalancedTree.compare(byKey, a.getKey(), b.getKey());
    }

    @Override
    public SequencedSet<Map.Entry<K, V>> reversed() {
      return new Entries<>(map.descendingMap());
    }

    @Override
    public boolean equals(@Nullable Object o) {
      try {
        return super.equals(o);
      } catch (ClassCastException | NullPointerException notComparable) {
        return false; // a key that this map cannot have, as java.util.AbstractSet judges
      }
    }

    @Override
    public int hashCode() {
      int[] sum = {0};
      WeightBalancedTree.forEach(
          map.root, (key, value) -> sum[0] += Objects.hashCode(key) ^ Objects.hashCode(value));
      return sum[0];
    }

    @Override
    public void addFirst(Map.Entry<K, V> entry) {
      throw Mutators.refused("addFirst");
    }

    @Override
    public void addLast(Map.Entry<K, V> entry) {
      throw Mutators.refused("addLast");
    }

    @Override
    public Map.Entry<K, V> removeFirst() {
      throw Mutators.refused("removeFirst");
    }

    @Override
    public Map.Entry<K, V> removeLast() {
      throw Mutators.refused("removeLast");
    }
  }
}
