package org.potamos.benchmarks.collection.rivals;

import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.potamos.core.collection.MapDiff;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentSortedMap;
import org.potamos.core.collection.PersistentVector;

/** The subject. */
final class Potamos {

  private Potamos() {}

  static final class Vectors implements VectorRival<PersistentVector<Integer>> {
    @Override
    public PersistentVector<Integer> empty() {
      return PersistentVector.of();
    }

    @Override
    public int size(PersistentVector<Integer> vector) {
      return vector.size();
    }

    @Override
    public Integer get(PersistentVector<Integer> vector, int index) {
      return vector.get(index);
    }

    @Override
    public PersistentVector<Integer> with(
        PersistentVector<Integer> vector, int index, Integer element) {
      return vector.with(index, element);
    }

    @Override
    public PersistentVector<Integer> plus(PersistentVector<Integer> vector, Integer element) {
      return vector.plus(element);
    }

    @Override
    public PersistentVector<Integer> withoutLast(PersistentVector<Integer> vector) {
      return vector.withoutLast();
    }

    @Override
    public PersistentVector<Integer> plusAll(
        PersistentVector<Integer> first, PersistentVector<Integer> second) {
      return first.plusAll(second);
    }

    @Override
    public Iterable<Integer> slice(PersistentVector<Integer> vector, int from, int to) {
      return vector.subList(from, to);
    }

    @Override
    public PersistentVector<Integer> build(Integer[] elements) {
      PersistentVector.Builder<Integer> builder = PersistentVector.<Integer>of().builder();
      for (Integer element : elements) {
        builder.add(element);
      }
      return builder.build();
    }

    @Override
    public PersistentVector<Integer> copyOf(List<Integer> list) {
      return PersistentVector.copyOf(list);
    }

    @Override
    public Iterator<Integer> iterator(PersistentVector<Integer> vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(PersistentVector<Integer> vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(PersistentVector<Integer> vector) {
      return vector.stream();
    }
  }

  static final class Maps implements MapRival<PersistentMap<Object, Object>> {
    @Override
    public PersistentMap<Object, Object> empty() {
      return PersistentMap.of();
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
      return map.with(key, value);
    }

    @Override
    public PersistentMap<Object, Object> without(PersistentMap<Object, Object> map, Object key) {
      return map.without(key);
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
      return map.withAll(more);
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

    @Override
    public int differences(
        PersistentMap<Object, Object> older, PersistentMap<Object, Object> newer) {
      Count count = new Count();
      newer.diff(older, count);
      return count.found;
    }
  }

  private static final class Count implements MapDiff<Object, Object> {
    private int found;

    @Override
    public void added(Object key, Object value) {
      found++;
    }

    @Override
    public void removed(Object key, Object value) {
      found++;
    }

    @Override
    public void changed(Object key, Object was, Object is) {
      found++;
    }
  }

  static final class Sets implements SetRival<PersistentSet<Object>> {
    @Override
    public PersistentSet<Object> empty() {
      return PersistentSet.of();
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
      return set.plus(element);
    }

    @Override
    public PersistentSet<Object> plusAll(PersistentSet<Object> set, PersistentSet<Object> more) {
      return set.plusAll(more);
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

  static final class SortedMaps implements SortedMapRival<PersistentSortedMap<Integer, Integer>> {
    @Override
    public PersistentSortedMap<Integer, Integer> empty() {
      return PersistentSortedMap.of();
    }

    @Override
    public int size(PersistentSortedMap<Integer, Integer> map) {
      return map.size();
    }

    @Override
    public @Nullable Integer get(PersistentSortedMap<Integer, Integer> map, Integer key) {
      return map.get(key);
    }

    @Override
    public PersistentSortedMap<Integer, Integer> with(
        PersistentSortedMap<Integer, Integer> map, Integer key, Integer value) {
      return map.with(key, value);
    }

    @Override
    public PersistentSortedMap<Integer, Integer> without(
        PersistentSortedMap<Integer, Integer> map, Integer key) {
      return map.without(key);
    }

    @Override
    public PersistentSortedMap<Integer, Integer> build(Integer[] keys, Integer[] values) {
      PersistentSortedMap.Builder<Integer, Integer> builder = empty().builder();
      for (int i = 0; i < keys.length; i++) {
        builder.put(keys[i], values[i]);
      }
      return builder.build();
    }

    @Override
    public long sum(PersistentSortedMap<Integer, Integer> map) {
      return Entries.sum(map);
    }
  }

  static final class Lists implements ListRival<PersistentList<Integer>> {
    @Override
    public PersistentList<Integer> empty() {
      return PersistentList.of();
    }

    @Override
    public PersistentList<Integer> plus(PersistentList<Integer> list, Integer element) {
      return list.plus(element);
    }
  }
}
