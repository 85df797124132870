package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** The rule that a value is proved to be deeply immutable. */
final class DeeplyImmutable<T extends @Nullable Object> extends Rule<T> {
  private final Immutability immutability;

  DeeplyImmutable(Immutability immutability) {
    this.immutability = immutability;
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = immutability.violations(proposed);
    return found.isEmpty() || !context.isRedacted()
        ? found
        : Violations.map(found, DeeplyImmutable::withoutKeys);
  }

  /** Messages name classes and fields only; paths may have keys of maps in them. */
  private static Violation withoutKeys(Violation violation) {
    int key = violation.path().indexOf('[');
    return key < 0
        ? violation
        : Violations.of(
            violation.path().substring(0, key) + "[...]",
            violation.code(),
            violation.message(),
            violation.arguments());
  }

  @Override
  String phrase() {
    return "be deeply immutable";
  }
}
