package org.potamos.benchmarks.collection.rivals;

import java.util.Map;

/** What adapters of maps that are {@code java.util.Map}s have in common. */
final class Entries {

  private Entries() {}

  /** The sum of all keys and values, by the iterator of the entry set. */
  static long sum(Map<?, ?> map) {
    long sum = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      sum += (long) (Integer) entry.getKey() + (Integer) entry.getValue();
    }
    return sum;
  }
}
