package org.potamos.core.collection;

import java.util.Iterator;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PersistentMap} and {@link PersistentSortedMap} share: refusal of every mutator, and
 * the text. Not {@link java.util.AbstractMap}, whose two fields for views would cost every map 8
 * bytes.
 */
@SuppressWarnings("ReferenceEquality") // whether a key or value is this map itself
abstract class AbstractPersistentMap<K extends @Nullable Object, V extends @Nullable Object>
    implements Map<K, V> {

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public boolean containsValue(@Nullable Object value) {
    return values().contains(value);
  }

  /** {@return the entries, as in {@code {a=1, b=2}}; the map itself as a short note} */
  @Override
  public String toString() {
    Iterator<Entry<K, V>> it = entrySet().iterator();
    if (!it.hasNext()) {
      return "{}";
    }
    StringBuilder text = new StringBuilder("{");
    while (true) {
      Entry<K, V> entry = it.next();
      append(text, entry.getKey());
      text.append('=');
      append(text, entry.getValue());
      if (!it.hasNext()) {
        return text.append('}').toString();
      }
      text.append(", ");
    }
  }

  private void append(StringBuilder text, @Nullable Object part) {
    if (part == this) {
      text.append("(this Map)");
    } else {
      text.append(part);
    }
  }

  @Override
  public final V put(K key, V value) {
    throw Mutators.refused("put");
  }

  @Override
  public final void putAll(Map<? extends K, ? extends V> map) {
    throw Mutators.refused("putAll");
  }

  @Override
  public final V remove(@Nullable Object key) {
    throw Mutators.refused("remove");
  }

  @Override
  public final void clear() {
    throw Mutators.refused("clear");
  }

  @Override
  public final V putIfAbsent(K key, V value) {
    throw Mutators.refused("putIfAbsent");
  }

  @Override
  public final boolean remove(@Nullable Object key, @Nullable Object value) {
    throw Mutators.refused("remove");
  }

  @Override
  public final boolean replace(K key, V was, V is) {
    throw Mutators.refused("replace");
  }

  @Override
  public final V replace(K key, V value) {
    throw Mutators.refused("replace");
  }

  @Override
  public final void replaceAll(BiFunction<? super K, ? super V, ? extends V> f) {
    throw Mutators.refused("replaceAll");
  }

  @Override
  public final V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> f) {
    throw Mutators.refused("computeIfAbsent");
  }

  @Override
  public final V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> f) {
    throw Mutators.refused("computeIfPresent");
  }

  @Override
  public final V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> f) {
    throw Mutators.refused("compute");
  }

  @Override
  public final V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> f) {
    throw Mutators.refused("merge");
  }
}
