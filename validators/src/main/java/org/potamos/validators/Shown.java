package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule with a redaction. */
final class Shown<T extends @Nullable Object> extends Rule<T> {
  private final Rule<T> rule;
  private final Context own;

  Shown(Rule<T> rule, Redaction redaction) {
    this.rule = rule;
    this.own = Context.of(redaction);
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    return rule.verify(current, proposed, isFirst, context.shown(own));
  }

  @Override
  String phrase() {
    return rule.phrase();
  }
}
