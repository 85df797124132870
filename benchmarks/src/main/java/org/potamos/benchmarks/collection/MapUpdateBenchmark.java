package org.potamos.benchmarks.collection;

import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.MapRival;

/**
 * What does the next version of a map cost: with a new key, with another value, without a key? Each
 * key is used in turn; every version starts from the same map.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="MapUpdateBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class MapUpdateBenchmark extends CollectionBenchmark {

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

  /** In no map. */
  private final Integer replacement = -5_000;

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
    long sum = Numbers.sum(keys) + Numbers.sum(values);
    for (int i = 0; i < 5; i++) {
      Object more = putNew();
      require("putNew", sum + absent[next] + replacement, maps.sum(more));
      require("putNew: size", size + 1, maps.size(more));
      Object changed = replace();
      Integer key = present[next];
      Integer was = (Integer) Objects.requireNonNull(maps.get(map, key), "value");
      require("replace", true, replacement.equals(maps.get(changed, key)));
      require("replace: sum", sum - was + replacement, maps.sum(changed));
      require("replace: size", size, maps.size(changed));
      next--;
      Object less = remove();
      require("remove", sum - key - was, maps.sum(less));
      require("remove: size", size - 1, maps.size(less));
    }
    require("unchanged", sum, maps.sum(map));
    require("unchanged: size", size, maps.size(map));
  }

  private int next() {
    if (++next == size) {
      next = 0;
    }
    return next;
  }

  /**
   * Puts a new key.
   *
   * @return the next version
   */
  @Benchmark
  public Object putNew() {
    return maps.with(map, absent[next()], replacement);
  }

  /**
   * Puts another value to a key that is there.
   *
   * @return the next version
   */
  @Benchmark
  public Object replace() {
    return maps.with(map, present[next()], replacement);
  }

  /**
   * Removes a key.
   *
   * @return the next version
   */
  @Benchmark
  public Object remove() {
    return maps.without(map, present[next()]);
  }
}
