package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** The opposite of a rule; what the rule itself has to say, nobody reads. */
final class Not<T extends @Nullable Object> extends Rule<T> {
  private final Rule<T> rule;

  Not(Rule<T> rule) {
    this.rule = rule;
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    if (!rule.verify(current, proposed, isFirst, context.negated()).isEmpty()) {
      return List.of();
    }
    return Violations.rejection(
        context,
        () -> Violations.of("", "not", this + ", but is " + context.show(proposed), List.of()));
  }

  @Override
  String phrase() {
    return "not (" + rule.phrase() + ")";
  }
}
