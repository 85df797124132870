package org.potamos.benchmarks.collection;

import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.MapRival;

/**
 * What do operations on two maps cost: when they share structure, one being a version of the other
 * ten puts later, and when they were made apart?
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="MapPairBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class MapPairBenchmark extends CollectionBenchmark {
  private static final int CHANGES = 10;

  /** Whose maps. */
  @Param public Library rival;

  /** Entries of each map. */
  @Param("100000")
  public int size;

  private MapRival<Object> maps;
  private Integer[] keys;
  private Integer[] values;
  private Object map;

  /** Another map with half of the keys. */
  private Object half;

  /** Made from the map by putting ten values that are equal, but others. */
  private Object same;

  /** Made from the map by putting ten other values. */
  private Object changed;

  /** Equal to the map, of other objects that were put in another order. */
  private Object apart;

  /** Makes the maps. */
  @Setup
  public void makeMaps() {
    maps = rival.maps();
    keys = Numbers.distinct(0, size);
    values = Numbers.distinct(size, size);
    Integer[] others = Numbers.distinct(size / 2, size);
    Integer[] twins = Numbers.equalTo(keys, 1);
    settle();
    map = maps.build(keys, values);
    half = maps.build(others, values);
    same = map;
    changed = map;
    for (int i = 0; i < CHANGES; i++) {
      int place = (int) ((long) i * size / CHANGES);
      Integer equal = values[place].intValue();
      same = maps.with(same, keys[place], equal);
      changed = maps.with(changed, keys[place], -5_000 - i);
    }
    Object[] twinValues = new Object[size];
    for (int i = 0; i < size; i++) {
      Integer value = (Integer) Objects.requireNonNull(maps.get(map, twins[i]), "value");
      twinValues[i] = Integer.valueOf(value.intValue());
    }
    apart = maps.build(twins, twinValues);
    settle();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    Object merged = mergeHalf();
    require("mergeHalf: size", size + size / 2, maps.size(merged));
    for (int i = 0; i < size / 2; i++) {
      require("mergeHalf: own", true, values[i].equals(maps.get(merged, keys[i])));
    }
    for (int i = size / 2; i < size; i++) {
      require("mergeHalf: common", true, values[i - size / 2].equals(maps.get(merged, keys[i])));
    }
    require("mergeNear: size", size, maps.size(mergeNear()));
    require("mergeNear: sum", maps.sum(changed), maps.sum(mergeNear()));
    require("equalsNear", true, equalsNear());
    require("equalsApart", true, equalsApart());
    require("unequal", false, maps.equal(map, changed));
    require("diff", CHANGES, diff());
    require("no diff", 0, maps.differences(apart, map));
    require("added", size / 2, maps.differences(map, merged) - size / 2);
    require("removed", size / 2, maps.differences(merged, map) - size / 2);
  }

  /**
   * Puts a map that has half of its keys in common.
   *
   * @return the next version
   */
  @Benchmark
  public Object mergeHalf() {
    return maps.withAll(map, half);
  }

  /**
   * Puts a version of the same map.
   *
   * @return the next version
   */
  @Benchmark
  public Object mergeNear() {
    return maps.withAll(map, changed);
  }

  /**
   * Compares with an equal version of the same map.
   *
   * @return true
   */
  @Benchmark
  public boolean equalsNear() {
    return maps.equal(map, same);
  }

  /**
   * Compares with an equal map that was made apart.
   *
   * @return true
   */
  @Benchmark
  public boolean equalsApart() {
    return maps.equal(map, apart);
  }

  /**
   * Finds what changed.
   *
   * @return the number of changes
   */
  @Benchmark
  public int diff() {
    return maps.differences(map, changed);
  }
}
