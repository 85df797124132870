package org.potamos.core.collection;

import java.util.AbstractMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The values and the entries of a hash trie, as {@link Map} wants to see them. */
@SuppressWarnings("ReferenceEquality") // ABSENT is known by its identity
final class TrieViews {
  private TrieViews() {}

  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
  static <K extends @Nullable Object, V extends @Nullable Object> Map.Entry<K, V> entry(
      @Nullable Object[] entries, int i) {
    return new AbstractMap.SimpleImmutableEntry<>((K) entries[i], (V) entries[i + 1]);
  }

  /** The values, equal ones as often as there are keys for them. */
  static final class Values<V extends @Nullable Object> extends AbstractPersistentCollection<V> {
    private final TrieNode root;

    Values(TrieNode root) {
      this.root = root;
    }

    @Override
    public int size() {
      return root.size;
    }

    @Override
    public Iterator<V> iterator() {
      return new TrieIterator.Values<>(root);
    }

    @Override
    public Spliterator<V> spliterator() {
      return new RankSpliterator<>(
          rank -> new TrieIterator.Values<V>(root, rank), root.size, 0, null);
    }

    @Override
    @SuppressWarnings("unchecked") // the trie holds what was put
    public void forEach(Consumer<? super V> action) {
      Objects.requireNonNull(action, "action");
      root.forEach((key, value) -> action.accept((V) value));
    }
  }

  /** The entries, each made when it is asked for. */
  static final class Entries<K extends @Nullable Object, V extends @Nullable Object>
      extends AbstractPersistentSet<Map.Entry<K, V>> {
    private final TrieNode root;

    Entries(TrieNode root) {
      this.root = root;
    }

    @Override
    public int size() {
      return root.size;
    }

    @Override
    public boolean contains(@Nullable Object o) {
      if (!(o instanceof Map.Entry<?, ?> entry)) {
        return false;
      }
      Object value = root.getRoot(entry.getKey(), HashNode.ABSENT);
      return value != HashNode.ABSENT && Objects.equals(entry.getValue(), value);
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
      return new TrieIterator.Entries<>(root);
    }

    @Override
    public Spliterator<Map.Entry<K, V>> spliterator() {
      return new RankSpliterator<>(
          rank -> new TrieIterator.Entries<K, V>(root, rank),
          root.size,
          Spliterator.DISTINCT,
          null);
    }

    @Override
    public int hashCode() {
      int[] sum = {0};
      root.forEach((key, value) -> sum[0] += Objects.hashCode(key) ^ Objects.hashCode(value));
      return sum[0];
    }
  }
}
