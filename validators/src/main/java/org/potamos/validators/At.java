package org.potamos.validators;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule about a part of a value. */
final class At<T extends @Nullable Object, V> extends Rule<T> {
  private final String name;
  private final Function<? super T, ? extends @Nullable V> getter;
  private final Rule<V> rule;

  At(String name, Function<? super T, ? extends @Nullable V> getter, Rule<V> rule) {
    this.name = name;
    this.getter = getter;
    this.rule = rule;
  }

  @Override
  @SuppressWarnings("NullAway") // rules reject a null part themselves
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    if (proposed == null) {
      return Leaf.isNull();
    }
    V part = getter.apply(proposed);
    boolean isPartFirst = isFirst || current == null;
    V before = isPartFirst ? part : getter.apply(current);
    List<Violation> found = rule.verify(before, part, isPartFirst, context);
    return found.isEmpty() || context.isQuiet() ? found : Violations.below(name, found);
  }

  @Override
  String phrase() {
    return "have " + name + ": " + rule;
  }
}
