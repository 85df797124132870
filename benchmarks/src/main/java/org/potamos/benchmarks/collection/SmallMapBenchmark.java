package org.potamos.benchmarks.collection;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.MapRival;

/**
 * What do maps of a few entries cost? The shape of a small trie is a matter of luck with its keys:
 * 16 maps of different keys take turns.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="SmallMapBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class SmallMapBenchmark extends CollectionBenchmark {
  private static final int MAPS = 16;

  /** Whose maps. */
  @Param public Library rival;

  /** Entries of each map. */
  @Param({"1", "4", "8"})
  public int size;

  private MapRival<Object> maps;
  private final Integer[][] keys = new Integer[MAPS][];
  private final Integer[][] values = new Integer[MAPS][];
  private final Integer[][] present = new Integer[MAPS][];
  private final Object[] all = new Object[MAPS];
  private int next;
  private int nextKey;
  private final Integer replacement = -5_000;

  /** Makes the maps. */
  @Setup
  public void makeMaps() {
    maps = rival.maps();
    for (int i = 0; i < MAPS; i++) {
      keys[i] = Numbers.distinct(2 * i * size, size);
      values[i] = Numbers.distinct((2 * i + 1) * size, size);
      present[i] = Numbers.equalTo(keys[i], i);
    }
    for (int i = 0; i < MAPS; i++) {
      Object map = build();
      all[next] = map;
    }
    settle();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    for (int i = 0; i < MAPS; i++) {
      int index = (next + 1) & (MAPS - 1);
      Object built = build();
      require("build: size", size, maps.size(built));
      for (int j = 0; j < size; j++) {
        require("build", true, values[index][j].equals(maps.get(built, keys[index][j])));
        require("getHit", true, maps.get(all[index], present[index][j]) != null);
      }
      long sum = Numbers.sum(keys[index]) + Numbers.sum(values[index]);
      require("build: sum", sum, maps.sum(built));
      Object changed = maps.with(all[index], present[index][0], replacement);
      require("replace", true, replacement.equals(maps.get(changed, present[index][0])));
      require("replace: size", size, maps.size(changed));
      require("iterate", sum, maps.sum(all[index]));
    }
  }

  private int nextMap() {
    next = (next + 1) & (MAPS - 1);
    return next;
  }

  private Integer presentKey(int index) {
    if (++nextKey == size) {
      nextKey = 0;
    }
    return present[index][nextKey];
  }

  /**
   * Puts entry by entry, each time a new version.
   *
   * @return the map
   */
  @Benchmark
  public Object build() {
    int index = nextMap();
    Integer[] newKeys = keys[index];
    Integer[] newValues = values[index];
    Object map = maps.empty();
    for (int i = 0; i < newKeys.length; i++) {
      map = maps.with(map, newKeys[i], newValues[i]);
    }
    return map;
  }

  /**
   * Looks up a key that is there.
   *
   * @return its value
   */
  @Benchmark
  public @Nullable Object getHit() {
    int index = nextMap();
    return maps.get(all[index], presentKey(index));
  }

  /**
   * Puts another value to a key that is there.
   *
   * @return the next version
   */
  @Benchmark
  public Object replace() {
    int index = nextMap();
    return maps.with(all[index], presentKey(index), replacement);
  }

  /**
   * Reads all entries by an iterator.
   *
   * @return the sum of keys and values
   */
  @Benchmark
  public long iterate() {
    return maps.sum(all[nextMap()]);
  }
}
