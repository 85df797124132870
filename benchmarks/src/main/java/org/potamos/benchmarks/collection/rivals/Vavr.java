package org.potamos.benchmarks.collection.rivals;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashSet;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Vavr. It has no builders, but factories: that of the vector copies blocks, and maps are made of
 * tuples. Look-ups take a default, which is quicker than its {@code Option}.
 */
final class Vavr {

  private Vavr() {}

  static final class Vectors implements VectorRival<Vector<Integer>> {
    @Override
    public Vector<Integer> empty() {
      return Vector.empty();
    }

    @Override
    public int size(Vector<Integer> vector) {
      return vector.size();
    }

    @Override
    public Integer get(Vector<Integer> vector, int index) {
      return vector.get(index);
    }

    @Override
    public Vector<Integer> with(Vector<Integer> vector, int index, Integer element) {
      return vector.update(index, element);
    }

    @Override
    public Vector<Integer> plus(Vector<Integer> vector, Integer element) {
      return vector.append(element);
    }

    @Override
    public Vector<Integer> withoutLast(Vector<Integer> vector) {
      return vector.init();
    }

    @Override
    public Vector<Integer> plusAll(Vector<Integer> first, Vector<Integer> second) {
      return first.appendAll(second);
    }

    @Override
    public Iterable<Integer> slice(Vector<Integer> vector, int from, int to) {
      return vector.slice(from, to);
    }

    @Override
    public Vector<Integer> build(Integer[] elements) {
      return Vector.of(elements);
    }

    @Override
    public Vector<Integer> copyOf(List<Integer> list) {
      return Vector.ofAll(list);
    }

    @Override
    public Iterator<Integer> iterator(Vector<Integer> vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(Vector<Integer> vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(Vector<Integer> vector) {
      return vector.toJavaStream();
    }
  }

  static final class Maps implements MapRival<HashMap<Object, Object>> {
    @Override
    public HashMap<Object, Object> empty() {
      return HashMap.empty();
    }

    @Override
    public int size(HashMap<Object, Object> map) {
      return map.size();
    }

    @Override
    public @Nullable Object get(HashMap<Object, Object> map, Object key) {
      return map.getOrElse(key, null);
    }

    @Override
    public HashMap<Object, Object> with(HashMap<Object, Object> map, Object key, Object value) {
      return map.put(key, value);
    }

    @Override
    public HashMap<Object, Object> without(HashMap<Object, Object> map, Object key) {
      return map.remove(key);
    }

    @Override
    public HashMap<Object, Object> build(Object[] keys, Object[] values) {
      @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
      Tuple2<Object, Object>[] entries = new Tuple2[keys.length];
      for (int i = 0; i < keys.length; i++) {
        entries[i] = Tuple.of(keys[i], values[i]);
      }
      return HashMap.ofEntries(entries);
    }

    /** Vavr's own merge lets the values of the map win; the other way round it is ours. */
    @Override
    public HashMap<Object, Object> withAll(
        HashMap<Object, Object> map, HashMap<Object, Object> more) {
      return map.merge(more, (was, is) -> is);
    }

    @Override
    public boolean equal(HashMap<Object, Object> first, HashMap<Object, Object> second) {
      return first.equals(second);
    }

    @Override
    public long sum(HashMap<Object, Object> map) {
      long sum = 0;
      for (Tuple2<Object, Object> entry : map) {
        sum += (long) (Integer) entry._1() + (Integer) entry._2();
      }
      return sum;
    }

    @Override
    public void forEach(HashMap<Object, Object> map, BiConsumer<Object, Object> action) {
      map.forEach(action);
    }
  }

  static final class Sets implements SetRival<HashSet<Object>> {
    @Override
    public HashSet<Object> empty() {
      return HashSet.empty();
    }

    @Override
    public int size(HashSet<Object> set) {
      return set.size();
    }

    @Override
    public boolean contains(HashSet<Object> set, Object element) {
      return set.contains(element);
    }

    @Override
    public HashSet<Object> plus(HashSet<Object> set, Object element) {
      return set.add(element);
    }

    @Override
    public HashSet<Object> plusAll(HashSet<Object> set, HashSet<Object> more) {
      return set.union(more);
    }

    @Override
    public HashSet<Object> build(Object[] elements) {
      return HashSet.ofAll(Arrays.asList(elements));
    }
  }

  static final class SortedMaps implements SortedMapRival<TreeMap<Integer, Integer>> {
    @Override
    public TreeMap<Integer, Integer> empty() {
      return TreeMap.<Integer, Integer>empty();
    }

    @Override
    public int size(TreeMap<Integer, Integer> map) {
      return map.size();
    }

    @Override
    public @Nullable Integer get(TreeMap<Integer, Integer> map, Integer key) {
      return map.getOrElse(key, null);
    }

    @Override
    public TreeMap<Integer, Integer> with(
        TreeMap<Integer, Integer> map, Integer key, Integer value) {
      return map.put(key, value);
    }

    @Override
    public TreeMap<Integer, Integer> without(TreeMap<Integer, Integer> map, Integer key) {
      return map.remove(key);
    }

    @Override
    public long sum(TreeMap<Integer, Integer> map) {
      long sum = 0;
      for (Tuple2<Integer, Integer> entry : map) {
        sum += (long) entry._1() + entry._2();
      }
      return sum;
    }
  }

  static final class Lists implements ListRival<io.vavr.collection.List<Integer>> {
    @Override
    public io.vavr.collection.List<Integer> empty() {
      return io.vavr.collection.List.empty();
    }

    @Override
    public io.vavr.collection.List<Integer> plus(
        io.vavr.collection.List<Integer> list, Integer element) {
      return list.prepend(element);
    }
  }
}
