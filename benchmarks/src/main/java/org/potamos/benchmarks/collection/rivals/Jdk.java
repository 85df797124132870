package org.potamos.benchmarks.collection.rivals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code java.util}, copied for each update: the floor for reads, the ceiling for updates. */
final class Jdk {

  private Jdk() {}

  static final class Vectors implements VectorRival<List<Integer>> {
    @Override
    public List<Integer> empty() {
      return new ArrayList<>();
    }

    @Override
    public int size(List<Integer> vector) {
      return vector.size();
    }

    @Override
    public Integer get(List<Integer> vector, int index) {
      return vector.get(index);
    }

    @Override
    public List<Integer> with(List<Integer> vector, int index, Integer element) {
      List<Integer> copy = new ArrayList<>(vector);
      copy.set(index, element);
      return copy;
    }

    @Override
    public List<Integer> plus(List<Integer> vector, Integer element) {
      List<Integer> copy = new ArrayList<>(vector.size() + 1);
      copy.addAll(vector);
      copy.add(element);
      return copy;
    }

    @Override
    public List<Integer> withoutLast(List<Integer> vector) {
      List<Integer> copy = new ArrayList<>(vector);
      copy.removeLast();
      return copy;
    }

    @Override
    public List<Integer> plusAll(List<Integer> first, List<Integer> second) {
      List<Integer> copy = new ArrayList<>(first.size() + second.size());
      copy.addAll(first);
      copy.addAll(second);
      return copy;
    }

    @Override
    public Iterable<Integer> slice(List<Integer> vector, int from, int to) {
      return new ArrayList<>(vector.subList(from, to));
    }

    @Override
    public List<Integer> build(Integer[] elements) {
      List<Integer> built = new ArrayList<>();
      for (Integer element : elements) {
        built.add(element);
      }
      return built;
    }

    @Override
    public List<Integer> copyOf(List<Integer> list) {
      return new ArrayList<>(list);
    }

    @Override
    public Iterator<Integer> iterator(List<Integer> vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(List<Integer> vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(List<Integer> vector) {
      return vector.stream();
    }
  }

  static final class Maps implements MapRival<Map<Object, Object>> {
    @Override
    public Map<Object, Object> empty() {
      return new HashMap<>();
    }

    @Override
    public int size(Map<Object, Object> map) {
      return map.size();
    }

    @Override
    public @Nullable Object get(Map<Object, Object> map, Object key) {
      return map.get(key);
    }

    @Override
    public Map<Object, Object> with(Map<Object, Object> map, Object key, Object value) {
      Map<Object, Object> copy = new HashMap<>(map);
      copy.put(key, value);
      return copy;
    }

    @Override
    public Map<Object, Object> without(Map<Object, Object> map, Object key) {
      Map<Object, Object> copy = new HashMap<>(map);
      copy.remove(key);
      return copy;
    }

    @Override
    public Map<Object, Object> build(Object[] keys, Object[] values) {
      Map<Object, Object> built = new HashMap<>();
      for (int i = 0; i < keys.length; i++) {
        built.put(keys[i], values[i]);
      }
      return built;
    }

    @Override
    public Map<Object, Object> withAll(Map<Object, Object> map, Map<Object, Object> more) {
      Map<Object, Object> copy = new HashMap<>(map);
      copy.putAll(more);
      return copy;
    }

    @Override
    public boolean equal(Map<Object, Object> first, Map<Object, Object> second) {
      return first.equals(second);
    }

    @Override
    public long sum(Map<Object, Object> map) {
      return Entries.sum(map);
    }

    @Override
    public void forEach(Map<Object, Object> map, BiConsumer<Object, Object> action) {
      map.forEach(action);
    }
  }

  static final class Sets implements SetRival<Set<Object>> {
    @Override
    public Set<Object> empty() {
      return new HashSet<>();
    }

    @Override
    public int size(Set<Object> set) {
      return set.size();
    }

    @Override
    public boolean contains(Set<Object> set, Object element) {
      return set.contains(element);
    }

    @Override
    public Set<Object> plus(Set<Object> set, Object element) {
      Set<Object> copy = new HashSet<>(set);
      copy.add(element);
      return copy;
    }

    @Override
    public Set<Object> plusAll(Set<Object> set, Set<Object> more) {
      Set<Object> copy = new HashSet<>(set);
      copy.addAll(more);
      return copy;
    }

    @Override
    public Set<Object> build(Object[] elements) {
      return new HashSet<>(Arrays.asList(elements));
    }
  }

  static final class SortedMaps implements SortedMapRival<Map<Integer, Integer>> {
    @Override
    public Map<Integer, Integer> empty() {
      return new TreeMap<>();
    }

    @Override
    public int size(Map<Integer, Integer> map) {
      return map.size();
    }

    @Override
    public @Nullable Integer get(Map<Integer, Integer> map, Integer key) {
      return map.get(key);
    }

    @Override
    public Map<Integer, Integer> with(Map<Integer, Integer> map, Integer key, Integer value) {
      Map<Integer, Integer> copy = new TreeMap<>(map);
      copy.put(key, value);
      return copy;
    }

    @Override
    public Map<Integer, Integer> without(Map<Integer, Integer> map, Integer key) {
      Map<Integer, Integer> copy = new TreeMap<>(map);
      copy.remove(key);
      return copy;
    }

    @Override
    public Map<Integer, Integer> build(Integer[] keys, Integer[] values) {
      Map<Integer, Integer> built = new TreeMap<>();
      for (int i = 0; i < keys.length; i++) {
        built.put(keys[i], values[i]);
      }
      return built;
    }

    @Override
    public long sum(Map<Integer, Integer> map) {
      return Entries.sum(map);
    }
  }
}
