package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule with a message of its own in place of all that it has to say. */
final class OwnMessage<T extends @Nullable Object> extends Rule<T> {
  private final Rule<T> rule;
  private final String message;

  OwnMessage(Rule<T> rule, String message) {
    this.rule = rule;
    this.message = message;
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = rule.verify(current, proposed, isFirst, context.first());
    if (found.isEmpty() || context.isQuiet()) {
      return found;
    }
    Violation first = found.getFirst();
    return List.of(Violations.of("", first.code(), message, first.arguments()));
  }

  @Override
  String phrase() {
    return rule.phrase();
  }
}
