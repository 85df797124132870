package org.potamos.examples.words;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.potamos.core.collection.PersistentMap;
import org.potamos.examples.words.FoundFile.Posting;

/**
 * The whole index at one moment. Immutable, so it can be searched without a transaction.
 *
 * @param totals how far the work was
 * @param parts the index
 * @param files what is done
 */
record Snapshot(Totals totals, List<Part> parts, PersistentMap<Path, WordIndex.Done> files) {

  /** Tells whether all refs speak of the same files: none is there in part. */
  boolean isWhole() {
    return files.size() == totals.done()
        && parts.stream().mapToLong(Part::words).sum() == totals.words();
  }

  /** Where a word is, or all words with a beginning if there is an asterisk behind it. */
  Map<Path, Posting> find(String term) {
    if (!term.endsWith("*")) {
      return parts.get(Part.of(term, parts.size())).of(term);
    }
    Map<Path, Posting> found = new HashMap<>();
    for (Part part : parts) {
      for (Map<Path, Posting> files :
          part.startingWith(term.substring(0, term.length() - 1)).values()) {
        files.forEach((file, posting) -> found.merge(file, posting, Posting::plus));
      }
    }
    return found;
  }

  /** The same in plain maps, without some files. */
  PlainIndex plain(Set<Path> without) {
    PlainIndex plain = new PlainIndex();
    for (Part part : parts) {
      part.index()
          .forEach((word, files) ->
              files.forEach((file, posting) -> {
                if (!without.contains(file)) {
                  plain.add(word, file, posting);
                }
              }));
    }
    plain.problems().putAll(problems());
    plain.problems().keySet().removeAll(without);
    return plain;
  }

  /** The files without words, and why. */
  Map<Path, String> problems() {
    Map<Path, String> problems = new TreeMap<>();
    files.forEach((file, done) -> {
      if (!done.problem().isEmpty()) {
        problems.put(file, done.problem());
      }
    });
    return problems;
  }
}
