package org.potamos.benchmarks.collection.rivals;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.ConsPStack;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.MapPSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/** PCollections. It has no builders: many are added one by one. */
final class Pcollections {

  private Pcollections() {}

  static final class Vectors implements VectorRival<PVector<Integer>> {
    @Override
    public PVector<Integer> empty() {
      return TreePVector.empty();
    }

    @Override
    public int size(PVector<Integer> vector) {
      return vector.size();
    }

    @Override
    public Integer get(PVector<Integer> vector, int index) {
      return vector.get(index);
    }

    @Override
    public PVector<Integer> with(PVector<Integer> vector, int index, Integer element) {
      return vector.with(index, element);
    }

    @Override
    public PVector<Integer> plus(PVector<Integer> vector, Integer element) {
      return vector.plus(element);
    }

    @Override
    public PVector<Integer> withoutLast(PVector<Integer> vector) {
      return vector.minus(vector.size() - 1);
    }

    @Override
    public PVector<Integer> plusAll(PVector<Integer> first, PVector<Integer> second) {
      return first.plusAll(second);
    }

    @Override
    public Iterable<Integer> slice(PVector<Integer> vector, int from, int to) {
      return vector.subList(from, to);
    }

    @Override
    public PVector<Integer> build(Integer[] elements) {
      return TreePVector.from(Arrays.asList(elements));
    }

    @Override
    public PVector<Integer> copyOf(List<Integer> list) {
      return TreePVector.from(list);
    }

    @Override
    public Iterator<Integer> iterator(PVector<Integer> vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(PVector<Integer> vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(PVector<Integer> vector) {
      return vector.stream();
    }
  }

  static final class Maps implements MapRival<HashPMap<Object, Object>> {
    @Override
    public HashPMap<Object, Object> empty() {
      return HashTreePMap.empty();
    }

    @Override
    public int size(HashPMap<Object, Object> map) {
      return map.size();
    }

    @Override
    public @Nullable Object get(HashPMap<Object, Object> map, Object key) {
      return map.get(key);
    }

    @Override
    public HashPMap<Object, Object> with(HashPMap<Object, Object> map, Object key, Object value) {
      return map.plus(key, value);
    }

    @Override
    public HashPMap<Object, Object> without(HashPMap<Object, Object> map, Object key) {
      return map.minus(key);
    }

    @Override
    public HashPMap<Object, Object> build(Object[] keys, Object[] values) {
      HashPMap<Object, Object> built = empty();
      for (int i = 0; i < keys.length; i++) {
        built = built.plus(keys[i], values[i]);
      }
      return built;
    }

    @Override
    public HashPMap<Object, Object> withAll(
        HashPMap<Object, Object> map, HashPMap<Object, Object> more) {
      return map.plusAll(more);
    }

    @Override
    public boolean equal(HashPMap<Object, Object> first, HashPMap<Object, Object> second) {
      return first.equals(second);
    }

    @Override
    public long sum(HashPMap<Object, Object> map) {
      return Entries.sum(map);
    }

    @Override
    public void forEach(HashPMap<Object, Object> map, BiConsumer<Object, Object> action) {
      map.forEach(action);
    }
  }

  static final class Sets implements SetRival<MapPSet<Object>> {
    @Override
    public MapPSet<Object> empty() {
      return HashTreePSet.empty();
    }

    @Override
    public int size(MapPSet<Object> set) {
      return set.size();
    }

    @Override
    public boolean contains(MapPSet<Object> set, Object element) {
      return set.contains(element);
    }

    @Override
    public MapPSet<Object> plus(MapPSet<Object> set, Object element) {
      return set.plus(element);
    }

    @Override
    public MapPSet<Object> plusAll(MapPSet<Object> set, MapPSet<Object> more) {
      return set.plusAll(more);
    }

    @Override
    public MapPSet<Object> build(Object[] elements) {
      return HashTreePSet.from(Arrays.asList(elements));
    }
  }

  static final class SortedMaps implements SortedMapRival<TreePMap<Integer, Integer>> {
    @Override
    public TreePMap<Integer, Integer> empty() {
      return TreePMap.<Integer, Integer>empty();
    }

    @Override
    public int size(TreePMap<Integer, Integer> map) {
      return map.size();
    }

    @Override
    public @Nullable Integer get(TreePMap<Integer, Integer> map, Integer key) {
      return map.get(key);
    }

    @Override
    public TreePMap<Integer, Integer> with(
        TreePMap<Integer, Integer> map, Integer key, Integer value) {
      return map.plus(key, value);
    }

    @Override
    public TreePMap<Integer, Integer> without(TreePMap<Integer, Integer> map, Integer key) {
      return map.minus(key);
    }

    @Override
    public long sum(TreePMap<Integer, Integer> map) {
      return Entries.sum(map);
    }
  }

  static final class Lists implements ListRival<ConsPStack<Integer>> {
    @Override
    public ConsPStack<Integer> empty() {
      return ConsPStack.empty();
    }

    @Override
    public ConsPStack<Integer> plus(ConsPStack<Integer> list, Integer element) {
      return list.plus(element);
    }
  }
}
