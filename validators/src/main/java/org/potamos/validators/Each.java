package org.potamos.validators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/**
 * A rule about each element of a collection, in its order. Elements have no predecessors: rules
 * about steps accept them.
 */
final class Each<E extends @Nullable Object> extends Rule<Iterable<? extends E>> {
  private final Rule<E> rule;

  Each(Rule<E> rule) {
    this.rule = rule;
  }

  @Override
  List<Violation> verify(
      Iterable<? extends E> current,
      Iterable<? extends E> proposed,
      boolean isFirst,
      Context context) {
    if (proposed == null) {
      return Leaf.isNull();
    }
    List<Violation> found = List.of();
    int index = 0;
    for (E element : proposed) {
      List<Violation> wrong = rule.verify(element, element, true, context);
      if (!wrong.isEmpty()) {
        found =
            context.isQuiet()
                ? wrong
                : Violations.join(found, Violations.below("[" + index + "]", wrong));
        if (Violations.isEnough(found, context)) {
          break;
        }
      }
      index++;
    }
    return found;
  }

  @Override
  String phrase() {
    return "have only elements that " + rule;
  }
}
