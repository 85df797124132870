package org.potamos.benchmarks.collection.rivals;

import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentList;
import kotlinx.collections.immutable.PersistentMap;
import kotlinx.collections.immutable.PersistentSet;
import org.jspecify.annotations.Nullable;

/** kotlinx.collections.immutable, called from Java: hash maps, not the ordered ones. */
final class Kotlinx {

  private Kotlinx() {}

  static final class Vectors implements VectorRival<PersistentList<Integer>> {
    @Override
    public PersistentList<Integer> empty() {
      return ExtensionsKt.persistentListOf();
    }

    @Override
    public int size(PersistentList<Integer> vector) {
      return vector.size();
    }

    @Override
    public Integer get(PersistentList<Integer> vector, int index) {
      return vector.get(index);
    }

    @Override
    public PersistentList<Integer> with(
        PersistentList<Integer> vector, int index, Integer element) {
      return vector.replacingAt(index, element);
    }

    @Override
    public PersistentList<Integer> plus(PersistentList<Integer> vector, Integer element) {
      return vector.adding(element);
    }

    @Override
    public PersistentList<Integer> withoutLast(PersistentList<Integer> vector) {
      return vector.removingAt(vector.size() - 1);
    }

    @Override
    public PersistentList<Integer> plusAll(
        PersistentList<Integer> first, PersistentList<Integer> second) {
      return first.addingAll(second);
    }

    @Override
    public Iterable<Integer> slice(PersistentList<Integer> vector, int from, int to) {
      return vector.subList(from, to);
    }

    @Override
    public PersistentList<Integer> build(Integer[] elements) {
      PersistentList.Builder<Integer> builder = ExtensionsKt.<Integer>persistentListOf().builder();
      for (Integer element : elements) {
        builder.add(element);
      }
      return builder.build();
    }

    @Override
    public PersistentList<Integer> copyOf(List<Integer> list) {
      return ExtensionsKt.toPersistentList(list);
    }

    @Override
    public Iterator<Integer> iterator(PersistentList<Integer> vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(PersistentList<Integer> vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(PersistentList<Integer> vector) {
      return vector.stream();
    }
  }

  static final class Maps implements MapRival<PersistentMap<Object, Object>> {
    @Override
    public PersistentMap<Object, Object> empty() {
      return ExtensionsKt.persistentHashMapOf();
    }

    @Override
    public int size(PersistentMap<Object, Object> map) {
      return map.size();
    }

    @Override
    public @Nullable Object get(PersistentMap<Object, Object> map, Object key) {
      return map.get(key);
    }

    @Override
    public PersistentMap<Object, Object> with(
        PersistentMap<Object, Object> map, Object key, Object value) {
      return map.putting(key, value);
    }

    @Override
    public PersistentMap<Object, Object> without(PersistentMap<Object, Object> map, Object key) {
      return map.removing(key);
    }

    @Override
    public PersistentMap<Object, Object> build(Object[] keys, Object[] values) {
      PersistentMap.Builder<Object, Object> builder = empty().builder();
      for (int i = 0; i < keys.length; i++) {
        builder.put(keys[i], values[i]);
      }
      return builder.build();
    }

    @Override
    public PersistentMap<Object, Object> withAll(
        PersistentMap<Object, Object> map, PersistentMap<Object, Object> more) {
      return map.puttingAll(more);
    }

    @Override
    public boolean equal(
        PersistentMap<Object, Object> first, PersistentMap<Object, Object> second) {
      return first.equals(second);
    }

    @Override
    public long sum(PersistentMap<Object, Object> map) {
      return Entries.sum(map);
    }

    @Override
    public void forEach(PersistentMap<Object, Object> map, BiConsumer<Object, Object> action) {
      map.forEach(action);
    }
  }

  static final class Sets implements SetRival<PersistentSet<Object>> {
    @Override
    public PersistentSet<Object> empty() {
      return ExtensionsKt.persistentHashSetOf();
    }

    @Override
    public int size(PersistentSet<Object> set) {
      return set.size();
    }

    @Override
    public boolean contains(PersistentSet<Object> set, Object element) {
      return set.contains(element);
    }

    @Override
    public PersistentSet<Object> plus(PersistentSet<Object> set, Object element) {
      return set.adding(element);
    }

    @Override
    public PersistentSet<Object> plusAll(PersistentSet<Object> set, PersistentSet<Object> more) {
      return set.addingAll(more);
    }

    @Override
    public PersistentSet<Object> build(Object[] elements) {
      PersistentSet.Builder<Object> builder = empty().builder();
      for (Object element : elements) {
        builder.add(element);
      }
      return builder.build();
    }
  }
}
