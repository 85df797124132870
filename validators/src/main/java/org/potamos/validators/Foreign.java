package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/** A validator that is no rule. */
final class Foreign<T extends @Nullable Object> extends Rule<T> {
  private static final String WITHHELD = "is not valid (the text is withheld: the value is secret)";

  private final Validator<? super T> validator;

  Foreign(Validator<? super T> validator) {
    this.validator = validator;
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found =
        isFirst ? validator.checkInitial(proposed) : validator.check(current, proposed);
    if (found.isEmpty()) {
      return List.of();
    }
    List<Violation> bounded = Violations.bounded(found);
    return context.isRedacted() ? Violations.map(bounded, Foreign::withheld) : bounded;
  }

  private static Violation withheld(Violation violation) {
    return Violations.of(violation.path(), violation.code(), WITHHELD, List.of());
  }

  @Override
  String phrase() {
    Class<?> type = validator.getClass();
    boolean isNameless = type.isHidden() || type.isAnonymousClass();
    return "be accepted by " + (isNameless ? "another validator" : type.getSimpleName());
  }
}
