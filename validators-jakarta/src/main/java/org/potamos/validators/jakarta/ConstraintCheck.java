package org.potamos.validators.jakarta;

import jakarta.validation.ConstraintViolation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/**
 * Asks a Jakarta validator about the proposed value, and tells the first violations in order.
 *
 * @param <T> the type of the values checked
 */
final class ConstraintCheck<T extends @Nullable Object> implements Validator<T> {
  /** How many violations are told. */
  private static final int TOLD = 20;

  /** Jakarta answers a set without order. What is equal by this comparator looks the same. */
  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::path, NumberAwareOrder.INSTANCE)
          .thenComparing(Violation::code)
          .thenComparing(Violation::message)
          .thenComparing(violation -> violation.arguments().toString());

  private static final List<Violation> NULL =
      List.of(new Violation("", "notNull", "must not be null", List.of()));

  private final jakarta.validation.Validator validator;
  private final Class<?>[] groups;

  ConstraintCheck(jakarta.validation.Validator validator, Class<?>[] groups) {
    this.validator = validator;
    this.groups = groups;
  }

  @Override
  public List<Violation> check(T current, T proposed) {
    return checkInitial(proposed);
  }

  @Override
  public List<Violation> checkInitial(T value) {
    if (value == null) {
      return NULL; // Jakarta would throw
    }
    return told(validator.<Object>validate(value, groups));
  }

  private static List<Violation> told(Collection<? extends ConstraintViolation<?>> found) {
    if (found.isEmpty()) {
      return List.of();
    }
    List<Violation> told =
        new ArrayList<>(found.stream().map(Translation::of).sorted(ORDER).limit(TOLD).toList());
    int more = found.size() - TOLD;
    if (more > 0) {
      told.add(
          new Violation(
              "",
              "more",
              more + (more == 1 ? " more violation" : " more violations"),
              List.of(more)));
    }
    return told;
  }
}
