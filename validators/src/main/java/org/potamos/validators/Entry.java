package org.potamos.validators;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule about what a map has for one key. */
final class Entry<K extends @Nullable Object, E extends @Nullable Object>
    extends Rule<Map<? super K, ? extends E>> {
  private final K key;
  private final Rule<E> rule;

  Entry(K key, Rule<E> rule) {
    this.key = key;
    this.rule = rule;
  }

  @Override
  @SuppressWarnings("NullAway") // a map that has the key answers what it may hold
  List<Violation> verify(
      Map<? super K, ? extends E> current,
      Map<? super K, ? extends E> proposed,
      boolean isFirst,
      Context context) {
    if (proposed == null) {
      return Leaf.isNull();
    }
    if (!Elements.containsKey(proposed, key)) {
      return Violations.rejection(context, () -> missing(context));
    }
    E value = proposed.get(key);
    boolean isNew = isFirst || current == null || !Elements.containsKey(current, key);
    List<Violation> found = rule.verify(isNew ? value : current.get(key), value, isNew, context);
    return found.isEmpty() || context.isQuiet()
        ? found
        : Violations.below(Paths.key(key, context), found);
  }

  private Violation missing(Context context) {
    return Violations.of(
        "", "entry", "must have an entry for " + context.show(key), Leaf.listOf(key));
  }

  @Override
  String phrase() {
    return "have an entry for " + Texts.shown(key) + ": " + rule;
  }
}
