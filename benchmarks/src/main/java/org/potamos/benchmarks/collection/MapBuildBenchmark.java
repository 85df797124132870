package org.potamos.benchmarks.collection;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.MapRival;

/**
 * What does it cost to make a map: version after version, and by the builder? A score is the time
 * per map.
 *
 * <p>Run, with longer iterations for a million: {@code mvn -q -Pbench -pl benchmarks -am
 * -Djmh.args="MapBuildBenchmark -p size=1000000 -w 700ms -r 700ms"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class MapBuildBenchmark extends CollectionBenchmark {

  /** Whose map. */
  @Param public Library rival;

  /** Its entries. */
  @Param({"1000", "1000000"})
  public int size;

  private MapRival<Object> maps;
  private Integer[] keys;
  private Integer[] values;

  /** Makes keys and values. */
  @Setup
  public void makeEntries() {
    maps = rival.maps();
    keys = Numbers.distinct(0, size);
    values = Numbers.distinct(size, size);
    settle();
  }

  /** A fast wrong answer is no result. Copying a million times is left out. */
  @TearDown
  public void check() {
    if (rival != Library.JDK || size <= 1_000) {
      require("byWith", byWith());
    }
    require("byBuilder", byBuilder());
  }

  private void require(String what, Object map) {
    require(what + ": size", size, maps.size(map));
    for (int i = 0; i < size; i++) {
      require(what, true, values[i].equals(maps.get(map, keys[i])));
    }
  }

  /**
   * Puts entry by entry, each time a new version.
   *
   * @return the map
   */
  @Benchmark
  public Object byWith() {
    Object map = maps.empty();
    for (int i = 0; i < keys.length; i++) {
      map = maps.with(map, keys[i], values[i]);
    }
    return map;
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
