package org.potamos.stress.soak;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * How long operations took. Each power of two is divided into 32 buckets of equal width, so what a
 * quantile answers is the upper end of a bucket: it is never below the true one, and above it by
 * less than one part in 32, which is 3.2 %. Below 32 ns, and for the maximum, it is exact.
 */
final class Histogram {
  private static final int BITS = 5;
  private static final int PARTS = 1 << BITS;

  private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - BITS) * PARTS);
  private final LongAccumulator max = new LongAccumulator(Math::max, 0);

  /** Adds one. */
  void add(long nanos) {
    long value = Math.max(0, nanos);
    counts.getAndIncrement(bucket(value));
    max.accumulate(value);
  }

  static int bucket(long value) {
    if (value < PARTS) {
      return (int) value;
    }
    int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value);
    return (shift + 1) * PARTS + (int) ((value >>> shift) - PARTS);
  }

  /** The greatest value of a bucket. */
  static long upperEnd(int bucket) {
    if (bucket < PARTS) {
      return bucket;
    }
    int shift = bucket / PARTS - 1;
    return ((long) (bucket % PARTS + PARTS + 1) << shift) - 1;
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  long max() {
    return max.get();
  }

  /** The value that a share of all is not above; 0 if there are none. */
  long quantile(double share) {
    long wanted = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return Math.min(upperEnd(i), max());
      }
    }
    return max();
  }
}
