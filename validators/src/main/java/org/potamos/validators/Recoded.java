package org.potamos.validators;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule whose violations are changed one by one. */
final class Recoded<T extends @Nullable Object> extends Rule<T> {
  private final Rule<T> rule;
  private final UnaryOperator<Violation> change;

  Recoded(Rule<T> rule, UnaryOperator<Violation> change) {
    this.rule = rule;
    this.change = change;
  }

  static UnaryOperator<Violation> byCode(String code) {
    return violation ->
        Violations.of(violation.path(), code, violation.message(), violation.arguments());
  }

  static UnaryOperator<Violation> byMessage(Function<Violation, String> messages) {
    return violation ->
        Violations.of(
            violation.path(),
            violation.code(),
            message(messages, violation),
            violation.arguments());
  }

  /** As it was where the function fails, so that the rejection is not hidden by that. */
  private static String message(Function<Violation, String> messages, Violation violation) {
    try {
      String message = messages.apply(violation);
      return message == null ? violation.message() : message;
    } catch (RuntimeException unusable) {
      return violation.message();
    }
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = rule.verify(current, proposed, isFirst, context);
    return found.isEmpty() || context.isQuiet() ? found : Violations.map(found, change);
  }

  @Override
  String phrase() {
    return rule.phrase();
  }
}
