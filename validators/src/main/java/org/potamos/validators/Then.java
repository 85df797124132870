package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule, and another that is asked only of what the first accepts. */
final class Then<T extends @Nullable Object> extends Rule<T> {
  private final Rule<T> first;
  private final Rule<T> second;

  Then(Rule<T> first, Rule<T> second) {
    this.first = first;
    this.second = second;
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = first.verify(current, proposed, isFirst, context);
    return found.isEmpty() ? second.verify(current, proposed, isFirst, context) : found;
  }

  @Override
  String phrase() {
    return Phrases.joined(List.of(first, second), " and then ");
  }
}
