package org.potamos.examples;

import java.util.ArrayList;
import java.util.List;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/**
 * What is known after some of the files: the value in the atom. Immutable throughout.
 *
 * @param counts how often each word was met
 * @param words how many words were met
 * @param textFiles how many files were counted
 * @param notText how many files were skipped because they are not text
 * @param unreadable how many files could not be read
 */
record Tally(Counts counts, long words, int textFiles, int notText, int unreadable) {

  /** Before the first file. */
  static final Tally EMPTY = new Tally(Counts.NONE, 0, 0, 0, 0);

  /** This tally and one more file. */
  Tally plus(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Counted file ->
          new Tally(
              counts.plus(file.counts()), words + file.words(), textFiles + 1, notText, unreadable);
      case Outcome.NotText _ -> new Tally(counts, words, textFiles, notText + 1, unreadable);
      case Outcome.Unreadable _ -> new Tally(counts, words, textFiles, notText, unreadable + 1);
    };
  }

  /** How many files are done, whatever came of them. */
  int files() {
    return textFiles + notText + unreadable;
  }

  /**
   * Rejects impossible totals. It runs at each attempt of each swap, so no rule takes longer for a
   * larger vocabulary.
   *
   * @param found how many files there are
   */
  static Validator<Tally> rules(int found) {
    return new Validator<>() {
      @Override
      public List<Violation> check(Tally current, Tally proposed) {
        List<Violation> violations = new ArrayList<>(checkInitial(proposed));
        boolean isOneMore =
            proposed.files() == current.files() + 1
                && proposed.textFiles >= current.textFiles
                && proposed.notText >= current.notText
                && proposed.unreadable >= current.unreadable;
        require(isOneMore, "files", "must be one more than before", violations);
        require(proposed.words >= current.words, "words", "must not decrease", violations);
        return violations;
      }

      @Override
      public List<Violation> checkInitial(Tally initial) {
        List<Violation> violations = new ArrayList<>();
        long sum = initial.counts.total();
        require(initial.words == sum, "words", "must be the sum of the counts", violations);
        require(initial.files() <= found, "files", "must be <= " + found, violations);
        return violations;
      }
    };
  }

  private static void require(
      boolean holds, String path, String message, List<Violation> violations) {
    if (!holds) {
      violations.add(new Violation(path, "", message, List.of()));
    }
  }
}
