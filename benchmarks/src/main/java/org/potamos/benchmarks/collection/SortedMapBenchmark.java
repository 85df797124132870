package org.potamos.benchmarks.collection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.SortedMapRival;

/**
 * What does a sorted map cost: to look up a key, to put and remove one, to read the whole?
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="SortedMapBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class SortedMapBenchmark extends CollectionBenchmark {

  /** Whose map; the others have none. */
  @Param({"POTAMOS", "PCOLLECTIONS", "VAVR", "PAGURO", "CLOJURE", "JDK"})
  public Library rival;

  /** Its entries. */
  @Param({"1000", "100000"})
  public int size;

  private SortedMapRival<Object> maps;
  private Integer[] keys;
  private Integer[] values;
  private Integer[] present;
  private Integer[] absent;
  private Object map;
  private int next;
  private final Integer replacement = -5_000;

  /** Makes the map. */
  @Setup
  public void makeMap() {
    maps = Objects.requireNonNull(rival.sortedMaps(), "sorted maps");
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
    for (int i = 0; i < size; i++) {
      require("get", true, values[i].equals(maps.get(map, keys[i])));
    }
    for (int i = 0; i < 5; i++) {
      Object more = putNew();
      require("putNew", sum + absent[next] + replacement, maps.sum(more));
      require("putNew: size", size + 1, maps.size(more));
      Object changed = replace();
      Integer key = present[next];
      Integer was = Objects.requireNonNull(maps.get(map, key), "value");
      require("replace", true, replacement.equals(maps.get(changed, key)));
      require("replace: sum", sum - was + replacement, maps.sum(changed));
      require("replace: size", size, maps.size(changed));
      next--;
      Object less = remove();
      require("remove", sum - key - was, maps.sum(less));
      require("remove: size", size - 1, maps.size(less));
    }
    require("build", sum, maps.sum(build()));
    require("iterate", sum, iterate());
    require("size", size, maps.size(map));
  }

  private int next() {
    if (++next == size) {
      next = 0;
    }
    return next;
  }

  /**
   * Looks up a key that is there.
   *
   * @return its value
   */
  @Benchmark
  public @Nullable Object getHit() {
    return maps.get(map, present[next()]);
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
   * Puts entry by entry, into a builder if there is one.
   *
   * @return the map
   */
  @Benchmark
  public Object build() {
    return maps.build(keys, values);
  }
}
