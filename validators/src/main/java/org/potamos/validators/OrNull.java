package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule for values that may be null. */
final class OrNull<T extends @Nullable Object> extends Rule<@Nullable T> {
  private final Rule<T> rule;

  OrNull(Rule<T> rule) {
    this.rule = rule;
  }

  @Override
  List<Violation> verify(
      @Nullable T current, @Nullable T proposed, boolean isFirst, Context context) {
    if (proposed == null) {
      return List.of();
    }
    T before = current == null ? proposed : current;
    return rule.verify(before, proposed, isFirst || current == null, context);
  }

  @Override
  String phrase() {
    return "(be null) or (" + rule.phrase() + ")";
  }
}
