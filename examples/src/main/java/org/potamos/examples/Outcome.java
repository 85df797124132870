package org.potamos.examples;

import java.util.Map;

/** What came of reading one file. */
sealed interface Outcome {

  /**
   * It is text.
   *
   * @param counts how often each word is in it; immutable
   * @param words how many words were read, counted apart from {@code counts}
   */
  record Counted(Map<String, Long> counts, long words) implements Outcome {
    /** Copies the counts. */
    public Counted {
      counts = Map.copyOf(counts);
    }
  }

  /** It is not UTF-8 throughout, or has a NUL character. */
  record NotText() implements Outcome {}

  /**
   * It could not be read to its end.
   *
   * @param reason why, for people
   */
  record Unreadable(String reason) implements Outcome {}
}
