package org.potamos.examples.words;

import static org.potamos.validators.Transitions.neverDecreases;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.notNegative;

import org.potamos.validators.Rule;

/**
 * How far the work is.
 *
 * @param found how many files were found
 * @param text how many of them have been indexed
 * @param failed how many of them are no text or could not be read
 * @param words how many words have been indexed
 */
record Totals(int found, int text, int failed, long words) implements WordIndex.Counted {

  /** Before the first file. */
  static final Totals NONE = new Totals(0, 0, 0, 0);

  /** Rejects steps that cannot be right, whoever makes them. */
  static final Rule<Totals> RULES =
      at("found", Totals::found, neverDecreases())
          .and(at("text", Totals::text, neverDecreases()))
          .and(at("failed", Totals::failed, neverDecreases()))
          .and(at("words", Totals::words, neverDecreases()))
          .and(at("waiting", Totals::waiting, notNegative()));

  /** How many files are done, whatever came of them. */
  int done() {
    return text + failed;
  }

  /** How many files have been found and are not done. */
  int waiting() {
    return found - done();
  }

  Totals plusFound() {
    return new Totals(found + 1, text, failed, words);
  }

  Totals plusText(long more) {
    return new Totals(found, text + 1, failed, words + more);
  }

  Totals plusFailed() {
    return new Totals(found, text, failed + 1, words);
  }
}
