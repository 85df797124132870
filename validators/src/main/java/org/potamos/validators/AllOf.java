package org.potamos.validators;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** Several rules, all of which are asked. */
final class AllOf<T extends @Nullable Object> extends Rule<T> {
  private final List<Rule<T>> rules;

  AllOf(List<Rule<T>> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Flat, however many are joined one after the other: joining is associative. */
  static <T extends @Nullable Object> AllOf<T> of(Rule<T> first, Rule<T> second) {
    List<Rule<T>> all = new ArrayList<>();
    for (Rule<T> rule : List.of(first, second)) {
      if (rule instanceof AllOf<T> several) {
        all.addAll(several.rules);
      } else {
        all.add(rule);
      }
    }
    return new AllOf<>(all);
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    List<Violation> found = List.of();
    for (int i = 0; i < rules.size(); i++) { // no iterator: an accepted value allocates nothing
      found = Violations.join(found, rules.get(i).verify(current, proposed, isFirst, context));
      if (Violations.isEnough(found, context)) {
        break;
      }
    }
    return found;
  }

  @Override
  String phrase() {
    return Phrases.joined(rules, " and ");
  }
}
