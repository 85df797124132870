package org.potamos.core.collection;

import org.jspecify.annotations.Nullable;

/**
 * Told what differs between two versions of a map, one key at a time, in no particular order unless
 * the maps are sorted.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @see PersistentMap#diff
 * @see MapChanges the same as a value
 */
public interface MapDiff<K extends @Nullable Object, V extends @Nullable Object> {

  /**
   * A key that only the newer map has.
   *
   * @param key the key
   * @param value its value
   */
  void added(K key, V value);

  /**
   * A key that only the older map has.
   *
   * @param key the key
   * @param value the value it had
   */
  void removed(K key, V value);

  /**
   * A key that both have, with values that are not equal.
   *
   * @param key the key, as the newer map holds it
   * @param was the value in the older map
   * @param is the value in the newer map
   */
  void changed(K key, V was, V is);
}
