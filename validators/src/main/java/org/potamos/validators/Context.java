package org.potamos.validators;

import org.jspecify.annotations.Nullable;

/**
 * What a rule is told by the rules around it. All contexts that a rule needs are made with it, so
 * that an accepted value allocates none.
 */
final class Context {
  /** How many violations are listed at most. */
  static final int MOST = 20;

  static final Context DEFAULT = of(Redaction.NONE);

  private static final Context QUIET = new Context(Redaction.NONE, 0, false);
  private static final Context QUIET_NEGATED = new Context(Redaction.NONE, 0, true);

  private final Redaction redaction;
  private final int limit;
  private final boolean isNegated;
  private final Context first;

  /**
   * A context.
   *
   * @param redaction how values are shown in messages
   * @param limit after how many violations a rule stops looking; 0 if nobody reads them, and only
   *     whether there are any counts
   * @param isNegated whether the rules around it turn the answer around
   */
  private Context(Redaction redaction, int limit, boolean isNegated) {
    this.redaction = redaction;
    this.limit = limit;
    this.isNegated = isNegated;
    this.first = limit <= 1 ? this : new Context(redaction, 1, isNegated);
  }

  /** For a rule that is asked with a redaction. */
  static Context of(Redaction redaction) {
    return new Context(redaction, MOST, false);
  }

  /** For a rule whose answer is turned around. */
  Context negated() {
    return isNegated ? QUIET : QUIET_NEGATED;
  }

  /** For a rule of which only the first violation counts. */
  Context first() {
    return first;
  }

  /** For a rule with a redaction of its own; one that is around it stays in force. */
  Context shown(Context own) {
    if (isRedacted() || isQuiet()) {
      return this;
    }
    return limit == 1 ? own.first : own;
  }

  int limit() {
    return limit;
  }

  boolean isNegated() {
    return isNegated;
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
