package org.potamos.benchmarks.collection;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.MapRival;

/**
 * What does it cost to look up a key that is there, one that is not, and to read the whole map?
 * Each key is looked up in turn: a thousand stay in the cache, a million do not.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="MapReadBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class MapReadBenchmark extends CollectionBenchmark {

  /** Whose map. */
  @Param public Library rival;

  /** Its entries. */
  @Param({"1000", "1000000"})
  public int size;

  private MapRival<Object> maps;
  private Integer[] keys;
  private Integer[] values;
  private Integer[] present;
  private Integer[] absent;
  private Object map;
  private int next;

  /** Makes the map. */
  @Setup
  public void makeMap() {
    maps = rival.maps();
    keys = Numbers.distinct(0, size);
    values = Numbers.distinct(size, size);
    present = Numbers.equalTo(keys, 1);
    absent = Numbers.distinct(2 * size, size);
    settle();
    map = maps.build(keys, values);
    settle();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    require("size", size, maps.size(map));
    for (int i = 0; i < size; i++) {
      require("get", true, values[i].equals(maps.get(map, keys[i])));
    }
    for (Integer key : present) {
      require("getHit", true, maps.get(map, key) != null);
    }
    for (Integer key : absent) {
      require("getMiss", true, maps.get(map, key) == null);
    }
    long sum = Numbers.sum(keys) + Numbers.sum(values);
    require("iterate", sum, iterate());
    require("forEach", sum, forEach());
  }

  /**
   * Looks up a key that is there.
   *
   * @return its value
   */
  @Benchmark
  public @Nullable Object getHit() {
    if (++next == present.length) {
      next = 0;
    }
    return maps.get(map, present[next]);
  }

  /**
   * Looks up a key that is not there.
   *
   * @return null
   */
  @Benchmark
  public @Nullable Object getMiss() {
    if (++next == absent.length) {
      next = 0;
    }
    return maps.get(map, absent[next]);
  }

  /**
   * Reads all entries by an iterator.
   *
   * @return the sum of keys and values
   */
  @Benchmark
  public long iterate() {
    return maps.sum(map);
  }

  /**
   * Reads all entries by a consumer.
   *
   * @return the sum of keys and values
   */
  @Benchmark
  public long forEach() {
    Sum sum = new Sum();
    maps.forEach(map, sum);
    return sum.value;
  }

  private static final class Sum implements BiConsumer<Object, Object> {
    private long value;

    @Override
    public void accept(Object key, Object mapped) {
      value += (long) (Integer) key + (Integer) mapped;
    }
  }
}
