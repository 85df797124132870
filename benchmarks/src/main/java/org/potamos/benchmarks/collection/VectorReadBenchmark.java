package org.potamos.benchmarks.collection;

import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.potamos.benchmarks.collection.rivals.Library;
import org.potamos.benchmarks.collection.rivals.VectorRival;

/**
 * What does it cost to read a vector: by index, at 1,024 places that stay in the cache, and as a
 * whole, by each way in which {@code java.util} offers that?
 *
 * <p>Run: {@code mvn -q -Pbench -pl benchmarks -am -Djmh.args="VectorReadBenchmark"}
 */
@SuppressWarnings("NullAway.Init") // by JMH: parameters, then set-up
public class VectorReadBenchmark extends CollectionBenchmark {
  private static final int PLACES = 1_024;

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
    for (int i = 0; i < size; i++) {
      require("get", elements[i], vectors.get(vector, i));
    }
    long sum = Numbers.sum(elements);
    require("size", size, vectors.size(vector));
    require("iterate", sum, iterate());
    require("forEach", sum, forEach());
    require("stream", sum, stream());
    require("parallelStream", sum, parallelStream());
  }

  /**
   * Reads one element.
   *
   * @return the element
   */
  @Benchmark
  public Integer get() {
    next = (next + 1) & (PLACES - 1);
    return vectors.get(vector, places[next]);
  }

  /**
   * Reads all elements by an iterator.
   *
   * @return their sum
   */
  @Benchmark
  public long iterate() {
    long sum = 0;
    for (Iterator<Integer> all = vectors.iterator(vector); all.hasNext(); ) {
      sum += all.next();
    }
    return sum;
  }

  /**
   * Reads all elements by a consumer.
   *
   * @return their sum
   */
  @Benchmark
  public long forEach() {
    Sum sum = new Sum();
    vectors.forEach(vector, sum);
    return sum.value;
  }

  /**
   * Reads all elements by a stream.
   *
   * @return their sum
   */
  @Benchmark
  public long stream() {
    return vectors.stream(vector).mapToLong(Integer::longValue).sum();
  }

  /**
   * Reads all elements by a stream, on all processors.
   *
   * @return their sum
   */
  @Benchmark
  public long parallelStream() {
    return vectors.stream(vector).parallel().mapToLong(Integer::longValue).sum();
  }

  private static final class Sum implements Consumer<Integer> {
    private long value;

    @Override
    public void accept(Integer element) {
      value += element;
    }
  }
}
