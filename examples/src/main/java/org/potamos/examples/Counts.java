package org.potamos.examples;

import java.util.Map;
import org.potamos.core.collection.PersistentMap;

/**
 * How often each word was met: a persistent map, which shares most of itself with its successors.
 * Adding a file copies what lies between the root and the file's own words, however many other
 * words there are.
 *
 * @param byWord the count of each word
 * @param total the sum of all counts, known without adding them up
 */
record Counts(PersistentMap<String, Long> byWord, long total) {
  /** No words at all. */
  static final Counts NONE = new Counts(PersistentMap.of(), 0);

  /** These counts and others together. */
  Counts plus(Map<String, Long> others) {
    long sum = others.values().stream().mapToLong(Long::longValue).sum();
    return new Counts(byWord.withAll(others, Long::sum), total + sum);
  }
}
