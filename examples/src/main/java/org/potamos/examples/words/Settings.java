package org.potamos.examples.words;

import java.nio.file.Path;
import org.potamos.core.collection.PersistentSet;

/**
 * What is indexed. Immutable, so that whoever has read it goes by one setting throughout.
 *
 * @param minLength how many letters and digits a word has at least
 * @param ignored words that are left out, in lower case
 * @param endings how the names of files end that are read; any, if there is none
 */
record Settings(int minLength, PersistentSet<String> ignored, PersistentSet<String> endings) {

  boolean acceptsWord(String word) {
    return word.codePointCount(0, word.length()) >= minLength && !ignored.contains(word);
  }

  boolean acceptsFile(Path file) {
    String name = file.getFileName().toString();
    return endings.isEmpty() || endings.stream().anyMatch(ending -> name.endsWith("." + ending));
  }

  /** These settings with more words left out. */
  Settings ignoring(PersistentSet<String> more) {
    return new Settings(minLength, ignored.plusAll(more), endings);
  }
}
