package org.potamos.benchmarks.collection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.VectorRival;

/**
 * What does it cost to make a vector: version after version, by the builder, from an array list? A
 * score is the time per vector.
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="VectorBuildBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class VectorBuildBenchmark extends CollectionBenchmark {

  /** Whose vector. */
  @Param public Library rival;

  /** Its elements. */
  @Param({"1000", "1000000"})
  public int size;

  private VectorRival<Object> vectors;
  private Integer[] elements;
  private List<Integer> list;

  /** Makes the elements. */
  @Setup
  public void makeElements() {
    vectors = rival.vectors();
    elements = Numbers.distinct(0, size);
    list = new ArrayList<>(Arrays.asList(elements));
    settle();
  }

  /** A fast wrong answer is no result. Copying a million times is left out. */
  @TearDown
  public void check() {
    if (rival != Library.JDK || size <= 1_000) {
      require("byPlus", byPlus());
    }
    require("byBuilder", byBuilder());
    require("copyOf", copyOf());
  }

  private void require(String what, Object vector) {
    require(what + ": size", size, vectors.size(vector));
    for (int i = 0; i < size; i++) {
      require(what, elements[i], vectors.get(vector, i));
    }
  }

  /**
   * Adds element by element, each time a new version.
   *
   * @return the vector
   */
  @Benchmark
  public Object byPlus() {
    Object vector = vectors.empty();
    for (Integer element : elements) {
      vector = vectors.plus(vector, element);
    }
    return vector;
  }

  /**
   * Adds element by element to a builder.
   *
   * @return the vector
   */
  @Benchmark
  public Object byBuilder() {
    return vectors.build(elements);
  }

  /**
   * Copies an array list.
   *
   * @return the vector
   */
  @Benchmark
  public Object copyOf() {
    return vectors.copyOf(list);
  }
}
