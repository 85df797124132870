package org.potamos.validators;

import org.jspecify.annotations.Nullable;

/**
 * What a rule is told by the rules around it.
 *
 * @param redaction how values are shown in messages
 * @param limit after how many violations a rule stops looking; 0 if nobody reads them, and only
 *     whether there are any counts
 * @param isNegated whether the rules around it turn the answer around
 */
record Context(Redaction redaction, int limit, boolean isNegated) {
  /** How many violations are listed at most. */
  static final int MOST = 20;

  static final Context DEFAULT = new Context(Redaction.NONE, MOST, false);

  private static final Context QUIET = new Context(Redaction.NONE, 0, false);
  private static final Context QUIET_NEGATED = new Context(Redaction.NONE, 0, true);

  /** For a rule whose answer is turned around. */
  Context negated() {
    return isNegated ? QUIET : QUIET_NEGATED;
  }

  /** For a rule of which only the first violation counts. */
  Context first() {
    return limit <= 1 ? this : new Context(redaction, 1, isNegated);
  }

  /** For a rule with a redaction of its own; one that is around it stays in force. */
  Context shown(Redaction inner) {
    return Redaction.NONE.equals(redaction) && !isQuiet()
        ? new Context(inner, limit, isNegated)
        : this;
  }

  boolean isQuiet() {
    return limit == 0;
  }

  boolean isRedacted() {
    return !Redaction.NONE.equals(redaction);
  }

  String show(@Nullable Object value) {
    return Texts.shown(value, redaction);
  }
}
