package org.potamos.benchmarks.collection;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.VectorRival;

/**
 * What does it cost to add a vector of 100,000 to another: to one that ends where a leaf ends, and
 * to one that does not?
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="VectorJoinBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class VectorJoinBenchmark extends CollectionBenchmark {
  private static final int MORE = 100_000;

  /** Whose vectors. */
  @Param public Library rival;

  /** Elements of the first vector: a multiple of 32, then not. */
  @Param({"100000", "100007"})
  public int size;

  private VectorRival<Object> vectors;
  private Integer[] elements;
  private Object first;
  private Object second;

  /** Makes the vectors. */
  @Setup
  public void makeVectors() {
    vectors = rival.vectors();
    elements = Numbers.distinct(0, size + MORE);
    Integer[] front = new Integer[size];
    System.arraycopy(elements, 0, front, 0, size);
    Integer[] back = new Integer[MORE];
    System.arraycopy(elements, size, back, 0, MORE);
    settle();
    first = vectors.build(front);
    second = vectors.build(back);
    settle();
  }

  /** A fast wrong answer is no result. */
  @TearDown
  public void check() {
    Object both = plusAll();
    require("size", elements.length, vectors.size(both));
    for (int i = 0; i < elements.length; i++) {
      require("plusAll", elements[i], vectors.get(both, i));
    }
    require("first", size, vectors.size(first));
    require("second", MORE, vectors.size(second));
  }

  /**
   * Adds the second to the first.
   *
   * @return both
   */
  @Benchmark
  public Object plusAll() {
    return vectors.plusAll(first, second);
  }
}
