package org.potamos.validators;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule for some values only. */
final class When<T extends @Nullable Object> extends Rule<T> {
  private final Predicate<? super T> condition;
  private final Rule<T> rule;

  When(Predicate<? super T> condition, Rule<T> rule) {
    this.condition = condition;
    this.rule = rule;
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    return proposed == null || condition.test(proposed)
        ? rule.verify(current, proposed, isFirst, context)
        : List.of();
  }

  @Override
  String phrase() {
    return rule.phrase() + " where the condition holds";
  }
}
