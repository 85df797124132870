package org.potamos.core.collection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;

/**
 * What differs between two versions of a map, as a value: what a watch of a map-valued reference
 * wants to know.
 *
 * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="changes"}
 *
 * <p>The three maps have no key in common. Finding them takes time proportional to the number of
 * differences, not to the size of the maps, if one version was made from the other; {@link
 * PersistentMap#diff} reports the same without making maps.
 *
 * @param added the keys that only the newer version has
 * @param removed the keys that only the older version has, with the values they had
 * @param changed the keys that both have, with values that are not equal
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record MapChanges<K extends @Nullable Object, V extends @Nullable Object>(
    PersistentMap<K, V> added, PersistentMap<K, V> removed, PersistentMap<K, Replaced<V>> changed) {

  /**
   * Two values of one key.
   *
   * @param was the value in the older version
   * @param is the value in the newer version
   * @param <V> the type of the values
   */
  public record Replaced<V extends @Nullable Object>(V was, V is) {}

  /**
   * Compares two versions of a map.
   *
   * @param older the earlier version
   * @param newer the later version
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return what has to be done to the older one to make it equal to the newer one
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> MapChanges<K, V> between(
      PersistentMap<K, V> older, PersistentMap<K, V> newer) {
    Objects.requireNonNull(older, "older");
    Objects.requireNonNull(newer, "newer");
    PersistentMap.Builder<K, V> added = PersistentMap.<K, V>of().builder();
    PersistentMap.Builder<K, V> removed = PersistentMap.<K, V>of().builder();
    PersistentMap.Builder<K, Replaced<V>> changed = PersistentMap.<K, Replaced<V>>of().builder();
    newer.diff(
        older,
        new MapDiff<K, V>() {
          @Override
          public void added(K key, V value) {
            added.put(key, value);
          }

          @Override
          public void removed(K key, V value) {
            removed.put(key, value);
          }

          @Override
          public void changed(K key, V was, V is) {
            changed.put(key, new Replaced<>(was, is));
          }
        });
    return new MapChanges<>(added.build(), removed.build(), changed.build());
  }

  /**
   * Tells what one change of a map-valued reference did to the map.
   *
   * @param change what a {@link org.potamos.core.Watch} was told
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the differences between its old and its new value
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> MapChanges<K, V> of(
      Change<? extends PersistentMap<K, V>> change) {
    Objects.requireNonNull(change, "change");
    return between(change.oldValue(), change.newValue());
  }

  /** {@return true if the two versions are equal} */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
  }
}
