package org.potamos.benchmarks.collection.rivals;

import org.jspecify.annotations.Nullable;

/**
 * The sorted maps of one library, in natural order.
 *
 * @param <M> its map of integers
 */
public interface SortedMapRival<M> {

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
  @Nullable Integer get(M map, Integer key);

  /**
   * Puts an entry.
   *
   * @param map the map
   * @param key the key
   * @param value its value
   * @return the next version
   */
  M with(M map, Integer key, Integer value);

  /**
   * Removes an entry.
   *
   * @param map the map
   * @param key its key
   * @return the next version
   */
  M without(M map, Integer key);

  /**
   * Puts entries one by one, into a builder if there is one.
   *
   * @param keys the keys
   * @param values the value of each
   * @return the map
   */
  default M build(Integer[] keys, Integer[] values) {
    M built = empty();
    for (int i = 0; i < keys.length; i++) {
      built = with(built, keys[i], values[i]);
    }
    return built;
  }

  /**
   * Iterates from outside, over entries.
   *
   * @param map the map
   * @return the sum of all keys and values
   */
  long sum(M map);
}
