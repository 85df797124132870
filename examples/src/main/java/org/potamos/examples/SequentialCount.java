package org.potamos.examples;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same count in a plain loop and a plain map, to compare with.
 *
 * @param counts how often each word was met
 * @param unreadable the files that could not be read
 */
record SequentialCount(Map<String, Long> counts, Set<Path> unreadable) {

  static SequentialCount of(List<FoundFile> files) {
    Map<String, Long> counts = new HashMap<>();
    Set<Path> unreadable = new HashSet<>();
    for (FoundFile file : files) {
      switch (file.count()) {
        case Outcome.Counted counted ->
            counted.counts().forEach((word, count) -> counts.merge(word, count, Long::sum));
        case Outcome.NotText _ -> {}
        case Outcome.Unreadable _ -> unreadable.add(file.path());
      }
    }
    return new SequentialCount(counts, unreadable);
  }
}
