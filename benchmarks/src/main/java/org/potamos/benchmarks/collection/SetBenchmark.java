package org.potamos.benchmarks.collection;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.SetRival;

/**
 * What does a set cost: to look up an element, to add one, to join two that have half of their
 * elements in common?
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="SetBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class SetBenchmark extends CollectionBenchmark {

  /** Whose set. */
  @Param public Library rival;

  /** Its elements. */
  @Param({"1000", "100000"})
  public int size;

  private SetRival<Object> sets;
  private Integer[] elements;
  private Integer[] present;
  private Integer[] absent;
  private Integer[] others;
  private Object set;
  private Object half;
  private int next;

  /** Makes the sets. */
  @Setup
  public void makeSets() {
    sets = rival.sets();
    elements = Numbers.distinct(0, size);
    present = Numbers.equalTo(elements, 1);
    absent = Numbers.distinct(2 * size, size);
    others = Numbers.distinct(size / 2, size);
    settle();
    set = sets.build(elements);
    half = sets.build(others);
    settle();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    Object more = plus();
    require("plus: size", size + 1, sets.size(more));
    require("plus", true, sets.contains(more, absent[next]));
    require("unchanged", false, sets.contains(set, absent[next]));
    Object union = union();
    require("union: size", size + size / 2, sets.size(union));
    for (int i = 0; i < size; i++) {
      require("contains", true, sets.contains(set, present[i]));
      require("absent", false, sets.contains(set, absent[i]));
      require("union: own", true, sets.contains(union, present[i]));
      require("union: other", true, sets.contains(union, others[i]));
    }
    require("size", size, sets.size(set));
  }

  private int next() {
    if (++next == size) {
      next = 0;
    }
    return next;
  }

  /**
   * Looks up an element that is there.
   *
   * @return true
   */
  @Benchmark
  public boolean contains() {
    return sets.contains(set, present[next()]);
  }

  /**
   * Adds a new element.
   *
   * @return the next version
   */
  @Benchmark
  public Object plus() {
    return sets.plus(set, absent[next()]);
  }

  /**
   * Joins two sets.
   *
   * @return their union
   */
  @Benchmark
  public Object union() {
    return sets.plusAll(set, half);
  }
}
