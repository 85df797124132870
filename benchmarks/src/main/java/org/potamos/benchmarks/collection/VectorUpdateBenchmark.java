package org.potamos.benchmarks.collection;

import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.VectorRival;

/**
 * What does the next version of a vector cost: with another element at one of 1,024 places, without
 * its last elements one after the other, as a slice?
 *
 * <p>Slices are not the same thing everywhere: Clojure's and kotlinx's are views that keep the
 * whole alive, Paguro's and PCollections' too or copies, the others' are vectors of their own.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="VectorUpdateBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class VectorUpdateBenchmark extends CollectionBenchmark {
  private static final int PLACES = 1_024;
  private static final int REMOVALS = 500;

  /** Whose vector. */
  @Param public Library rival;

  /** Its elements. */
  @Param({"1000", "1000000"})
  public int size;

  private VectorRival<Object> vectors;
  private Integer[] elements;
  private Object vector;
  private final int[] places = new int[PLACES];
  private int next;
  private final Integer replacement = -5_000;

  /** Makes the vector. */
  @Setup
  public void makeVector() {
    vectors = rival.vectors();
    elements = Numbers.distinct(0, size);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < PLACES; i++) {
      places[i] = random.nextInt(size);
    }
    settle();
    vector = vectors.build(elements);
    settle();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    long sum = Numbers.sum(elements);
    Object replaced = set();
    require("set: size", size, vectors.size(replaced));
    require("set: element", replacement, vectors.get(replaced, places[next]));
    require("set: sum", sum - elements[places[next]] + replacement, sumOf(replaced));
    if (rival != Library.PAGURO) {
      Object shorter = withoutLast();
      require("withoutLast: size", size - REMOVALS, vectors.size(shorter));
      for (int i = 0; i < REMOVALS; i++) {
        sum -= elements[size - 1 - i];
      }
      require("withoutLast: sum", sum, sumOf(shorter));
    }
    int index = size / 3;
    for (Integer element : slice()) {
      require("slice", elements[index++], element);
    }
    require("slice: end", 2 * (size / 3), index);
    require("unchanged", Numbers.sum(elements), sumOf(vector));
  }

  private long sumOf(Object of) {
    long[] sum = new long[1];
    vectors.forEach(of, element -> sum[0] += element);
    return sum[0];
  }

  /**
   * Replaces one element.
   *
   * @return the next version
   */
  @Benchmark
  public Object set() {
    next = (next + 1) & (PLACES - 1);
    return vectors.with(vector, places[next], replacement);
  }

  /**
   * Removes the last element, again and again.
   *
   * @return the last version
   */
  @Benchmark
  @OperationsPerInvocation(REMOVALS)
  public Object withoutLast() {
    Object version = vector;
    for (int i = 0; i < REMOVALS; i++) {
      version = vectors.withoutLast(version);
    }
    return version;
  }

  /**
   * Cuts out the middle third.
   *
   * @return the slice
   */
  @Benchmark
  public Iterable<Integer> slice() {
    return vectors.slice(vector, size / 3, 2 * (size / 3));
  }
}
