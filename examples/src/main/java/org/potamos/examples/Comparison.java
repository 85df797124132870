package org.potamos.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether the concurrent count and the sequential one agree.
 *
 * @param isEqual true if they do
 * @param verdict the answer in words
 * @param details what differs, or why they cannot be compared; empty if they agree
 */
record Comparison(boolean isEqual, String verdict, List<String> details) {

  /** Compares all counts; {@code concurrent} and {@code words} are the concurrent results. */
  static Comparison of(
      Map<String, Long> concurrent,
      long words,
      Map<Path, String> unreadable,
      SequentialCount sequential,
      List<FoundFile> files) {
    long sum = concurrent.values().stream().mapToLong(Long::longValue).sum();
    if (sum == words && concurrent.equals(sequential.counts())) {
      return new Comparison(true, "equal to the sequential count", List.of());
    }
    // Files that others change between the two counts are no fault of either.
    List<String> changed =
        files.stream()
            .filter(file ->
                !file.isUnchanged()
                    || unreadable.containsKey(file.path())
                        != sequential.unreadable().contains(file.path()))
            .map(file -> file.path().toString())
            .toList();
    if (!changed.isEmpty()) {
      return new Comparison(
          false, "not possible, files changed meanwhile: " + changed.size(), changed);
    }
    TreeSet<String> all = new TreeSet<>(concurrent.keySet());
    all.addAll(sequential.counts().keySet());
    List<String> differences =
        Stream.concat(
                sum == words
                    ? Stream.of()
                    : Stream.of("sum of the counts: %d, words met: %d".formatted(sum, words)),
                all.stream()
                    .filter(word -> count(concurrent, word) != count(sequential.counts(), word))
                    .map(word ->
                        "%s: %d concurrently, %d sequentially"
                            .formatted(
                                word, count(concurrent, word), count(sequential.counts(), word))))
            .toList();
    return new Comparison(
        false, "DIFFERENT from the sequential count: " + differences.size(), differences);
  }

  private static long count(Map<String, Long> counts, String word) {
    return counts.getOrDefault(word, 0L);
  }
}
