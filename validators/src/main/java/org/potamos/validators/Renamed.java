package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule under a name. */
final class Renamed<T extends @Nullable Object> extends Rule<T> {
  private final Rule<T> rule;
  private final String name;

  private Renamed(Rule<T> rule, String name) {
    this.rule = rule;
    this.name = name;
  }

  /** A rule has one name. */
  static <T extends @Nullable Object> Renamed<T> named(Rule<T> rule, String name) {
    return new Renamed<>(rule instanceof Renamed<T> named ? named.rule : rule, name);
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = rule.verify(current, proposed, isFirst, context);
    return found.isEmpty() || context.isQuiet() ? found : Violations.map(found, this::underName);
  }

  private Violation underName(Violation violation) {
    return Violations.of(
        violation.path(),
        violation.code(),
        name + ": " + violation.message(),
        violation.arguments());
  }

  @Override
  String phrase() {
    return "be " + name + " (" + rule.phrase() + ")";
  }
}
