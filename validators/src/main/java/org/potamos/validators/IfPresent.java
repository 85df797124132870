package org.potamos.validators;

import java.util.List;
import java.util.Optional;
import org.potamos.core.Violation;

/** A rule about what an optional holds. */
final class IfPresent<E> extends Rule<Optional<? extends E>> {
  private final Rule<E> rule;
  private final boolean isRequired;

  IfPresent(Rule<E> rule, boolean isRequired) {
    this.rule = rule;
    this.isRequired = isRequired;
  }

  @Override
  List<Violation> verify(
      Optional<? extends E> current,
      Optional<? extends E> proposed,
      boolean isFirst,
      Context context) {
    if (proposed == null) {
      return Leaf.isNull();
    }
    if (proposed.isEmpty()) {
      return !isRequired
          ? List.of()
          : List.of(Violations.of("", "present", "must be present", List.of()));
    }
    E value = proposed.get();
    boolean isNew = isFirst || current == null || current.isEmpty();
    return rule.verify(isNew ? value : current.get(), value, isNew, context);
  }

  @Override
  String phrase() {
    return (isRequired ? "be present, and " : "be empty, or ") + rule.phrase();
  }
}
