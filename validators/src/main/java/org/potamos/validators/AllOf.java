package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** Several rules, all of which are asked. */
final class AllOf<T extends @Nullable Object> extends Rule<T> {
  private final List<Rule<T>> rules;

  AllOf(List<Rule<T>> rules) {
    this.rules = List.copyOf(rules);
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = List.of();
    for (Rule<T> rule : rules) {
      found = Violations.join(found, rule.verify(current, proposed, isFirst, context));
      if (Violations.isEnough(found, context)) {
        break;
      }
    }
    return found;
  }

  @Override
  String phrase() {
    return Phrases.joined(rules, " and ");
  }
}
