package org.potamos.validators;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/**
 * A rule about the keys or the values of a map. A value's predecessor is what the map has had for
 * the same key.
 */
final class EachEntry<K extends @Nullable Object, E extends @Nullable Object>
    extends Rule<Map<? extends K, ? extends E>> {
  private final @Nullable Rule<K> keys;
  private final @Nullable Rule<E> values;

  EachEntry(@Nullable Rule<K> keys, @Nullable Rule<E> values) {
    this.keys = keys;
    this.values = values;
  }

  @Override
  List<Violation> verify(
      Map<? extends K, ? extends E> current,
      Map<? extends K, ? extends E> proposed,
      boolean isFirst,
      Context context) {
    if (proposed == null) {
      return Leaf.isNull();
    }
    Map<?, ? extends E> before = isFirst || current == null ? Map.of() : current;
    List<Violation> found = List.of();
    for (Map.Entry<? extends K, ? extends E> entry : proposed.entrySet()) {
      List<Violation> wrong = verify(entry, before, context);
      if (!wrong.isEmpty()) {
        found = context.isQuiet() ? wrong : Violations.join(found, below(entry, wrong, context));
        if (Violations.isEnough(found, context)) {
          break;
        }
      }
    }
    return found;
  }

  @SuppressWarnings("NullAway") // a map that has the key answers what it may hold
  private List<Violation> verify(
      Map.Entry<? extends K, ? extends E> entry, Map<?, ? extends E> before, Context context) {
    K key = entry.getKey();
    if (keys != null) {
      return keys.verify(key, key, true, context);
    }
    E value = entry.getValue();
    boolean isNew = before.isEmpty() || !Elements.containsKey(before, key);
    return Objects.requireNonNull(values)
        .verify(isNew ? value : before.get(key), value, isNew, context);
  }

  private List<Violation> below(
      Map.Entry<? extends K, ? extends E> entry, List<Violation> wrong, Context context) {
    String path = Paths.key(entry.getKey(), context);
    return Violations.below(keys == null ? path : "keys" + path, wrong);
  }

  @Override
  String phrase() {
    return keys == null ? "have only values that " + values : "have only keys that " + keys;
  }
}
