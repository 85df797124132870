package org.potamos.benchmarks.collection;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.MapRival;

/**
 * What can an attacker do with strings that all have one hash code? {@link java.util.HashMap} keeps
 * such keys in a tree; of the peers none does, so that building takes them quadratic time: run
 * those with 4,096 only.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="OneHashBenchmark -p
 * rival=POTAMOS,JDK"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class OneHashBenchmark extends CollectionBenchmark {

  /** Whose map. */
  @Param({"POTAMOS", "JDK"})
  public Library rival;

  /** Its entries. */
  @Param({"4096", "100000"})
  public int size;

  private MapRival<Object> maps;
  private String[] keys;
  private String[] present;
  private Integer[] values;
  private Object map;
  private int next;

  /** Makes the map. */
  @Setup
  public void makeMap() {
    maps = rival.maps();
    keys = Numbers.ofOneHash(size);
    present = Numbers.ofOneHash(size);
    values = Numbers.distinct(0, size);
    map = maps.build(keys, values);
    settle();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    require("hash codes", 1L, Arrays.stream(keys).mapToInt(String::hashCode).distinct().count());
    require("size", size, maps.size(map));
    Object built = byBuilder();
    require("byBuilder: size", size, maps.size(built));
    for (int i = 0; i < size; i++) {
      require("getHit", true, values[i].equals(maps.get(map, present[i])));
      require("byBuilder", true, values[i].equals(maps.get(built, present[i])));
    }
    require("absent", true, maps.get(map, "AaAa") == null);
  }

  /**
   * Looks up a key that is there.
   *
   * @return its value
   */
  @Benchmark
  public @Nullable Object getHit() {
    if (++next == size) {
      next = 0;
    }
    return maps.get(map, present[next]);
  }

  /**
   * Puts entry by entry, each time a new version.
   *
   * @return the map
   */
  @Benchmark
  public Object byWith() {
    Object built = maps.empty();
    for (int i = 0; i < size; i++) {
      built = maps.with(built, keys[i], values[i]);
    }
    return built;
  }

  /**
   * Puts entry by entry into a builder.
   *
   * @return the map
   */
  @Benchmark
  public Object byBuilder() {
    return maps.build(keys, values);
  }
}
