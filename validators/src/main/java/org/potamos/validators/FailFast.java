package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule that stops at its first violation. */
final class FailFast<T extends @Nullable Object> extends Rule<T> {
  private final Rule<T> rule;

  FailFast(Rule<T> rule) {
    this.rule = rule;
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = rule.verify(current, proposed, isFirst, context.first());
    return found.size() <= 1 ? found : List.of(found.getFirst());
  }

  @Override
  String phrase() {
    return rule.phrase();
  }
}
