package org.potamos.benchmarks.collection;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How collections are measured: the time of one operation, on one thread, in a young generation of
 * a fixed size under the serial collector, so that neither page faults nor collector threads are in
 * it. A score is the time per operation, or per whole collection where an operation works on all of
 * it; an answer is a ratio between rivals of one run.
 *
 * <p>Keys and elements are random distinct integers, each an object of its own; look-ups use equal
 * objects, not the same, in another order. Collections are in the old generation before anything is
 * measured. Each trial ends with a check against {@code java.util}, made by the code that was
 * measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgs = {"-XX:+UseSerialGC", "-Xmn400m", "-Xms1500m", "-Xmx3g"})
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public abstract class CollectionBenchmark {

  /** For subclasses. */
  CollectionBenchmark() {}

  /** Moves what was made so far to the old generation, in the order in which it was allocated. */
  static void settle() {
    System.gc();
  }

  /** A fast wrong answer is no result. */
  static void require(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + ": expected=" + expected + ", actual=" + actual);
    }
  }
}
