package org.potamos.examples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSortedMap;
import org.potamos.examples.words.FoundFile.Posting;

/**
 * A part of the inverted index: of some words, where they are. Immutable; a changed version shares
 * most of itself with the one before.
 *
 * @param index by word and file; sorted, so that all words with one beginning are neighbours
 * @param words the sum of all counts, known without adding them up
 */
record Part(PersistentSortedMap<String, PersistentMap<Path, Posting>> index, long words)
    implements WordIndex.Counted {

  static final Part EMPTY = new Part(PersistentSortedMap.of(), 0);

  /** Which of some parts a word belongs to. */
  static int of(String word, int parts) {
    return Math.floorMod(word.hashCode(), parts);
  }

  /** The words of one file, in as many parts. */
  static List<Part> split(Path file, Map<String, Posting> postings, int parts) {
    List<PersistentSortedMap.Builder<String, PersistentMap<Path, Posting>>> builders =
        new ArrayList<>();
    long[] words = new long[parts];
    for (int i = 0; i < parts; i++) {
      builders.add(EMPTY.index.builder());
    }
    postings.forEach((word, posting) -> {
      int part = of(word, parts);
      builders.get(part).put(word, PersistentMap.of(file, posting));
      words[part] += posting.count();
    });
    List<Part> split = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      split.add(new Part(builders.get(i).build(), words[i]));
    }
    return split;
  }

  /** This part and what another one has of the same words, in other files. */
  Part plus(Part other) {
    return new Part(
        index.withAll(other.index, (files, more) -> files.withAll(more)), words + other.words);
  }

  /** Where a word is. */
  Map<Path, Posting> of(String word) {
    return index.getOrDefault(word, PersistentMap.of());
  }

  /** All words with this beginning, and where they are. */
  Map<String, PersistentMap<Path, Posting>> startingWith(String beginning) {
    return index.subMap(beginning, beginning + Character.MAX_VALUE);
  }
}
