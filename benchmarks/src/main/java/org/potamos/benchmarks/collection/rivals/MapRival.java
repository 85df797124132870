package org.potamos.benchmarks.collection.rivals;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The hash maps of one library.
 *
 * @param <M> its map of objects
 */
public interface MapRival<M> {

  /** {@return the empty map} */
  M empty();

  /**
   * Counts.
   *
   * @param map the map
   * @return the number of entries
   */
  int size(M map);

  /**
   * Looks up.
   *
   * @param map the map
   * @param key the key
   * @return its value, or null
   */
  @Nullable Object get(M map, Object key);

  /**
   * Puts an entry.
   *
   * @param map the map
   * @param key the key
   * @param value its value
   * @return the next version
   */
  M with(M map, Object key, Object value);

  /**
   * Removes an entry.
   *
   * @param map the map
   * @param key its key
   * @return the next version
   */
  M without(M map, Object key);

  /**
   * Puts entries one by one with the quickest means the library has for many: its builder, or what
   * it has instead.
   *
   * @param keys the keys
   * @param values the value of each
   * @return the map
   */
  M build(Object[] keys, Object[] values);

  /**
   * Puts all entries of one map into another.
   *
   * @param map the map
   * @param more what to put; its values win
   * @return the next version
   */
  M withAll(M map, M more);

  /**
   * Compares by the library's own {@code equals}.
   *
   * @param first a map
   * @param second another
   * @return whether they are equal
   */
  boolean equal(M first, M second);

  /**
   * Iterates from outside, over entries.
   *
   * @param map a map of integers
   * @return the sum of all keys and values
   */
  long sum(M map);

  /**
   * Iterates from inside.
   *
   * @param map the map
   * @param action told each entry
   */
  void forEach(M map, BiConsumer<Object, Object> action);

  /**
   * Compares two versions. Only Potamos has an operation for it; with the others it takes a look-up
   * of every key, and one of every older key if some were removed.
   *
   * @param older a version
   * @param newer a later one
   * @return the number of keys that were added, removed, or got another value
   */
  default int differences(M older, M newer) {
    int[] kept = new int[1];
    int[] found = new int[1];
    forEach(
        newer,
        (key, value) -> {
          Object was = get(older, key);
          if (was != null) {
            kept[0]++;
          }
          if (!value.equals(was)) {
            found[0]++;
          }
        });
    if (kept[0] < size(older)) {
      forEach(
          older,
          (key, value) -> {
            if (get(newer, key) == null) {
              found[0]++;
            }
          });
    }
    return found[0];
  }
}
