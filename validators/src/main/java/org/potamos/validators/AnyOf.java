package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** Several rules, one of which is enough. */
final class AnyOf<T extends @Nullable Object> extends Rule<T> {
  private final List<Rule<T>> rules;

  AnyOf(List<Rule<T>> rules) {
    this.rules = List.copyOf(rules);
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    StringBuilder reasons = null;
    Context one = context.first();
    for (int i = 0; i < rules.size(); i++) { // no iterator: an accepted value allocates nothing
      List<Violation> found = rules.get(i).verify(current, proposed, isFirst, one);
      if (found.isEmpty()) {
        return found;
      }
      if (!context.isQuiet()) {
        reasons = reasons == null ? new StringBuilder() : reasons;
        Phrases.append(reasons, found.getFirst().toString());
      }
    }
    return reasons == null
        ? Violations.SOME
        : List.of(
            Violations.of("", "anyOf", "must satisfy at least one of: " + reasons, List.of()));
  }

  @Override
  String phrase() {
    return Phrases.joined(rules, " or ");
  }
}
