package org.potamos.benchmarks.collection.rivals;

import io.lacuna.bifurcan.IEntry;
import io.lacuna.bifurcan.IList;
import io.lacuna.bifurcan.List;
import io.lacuna.bifurcan.Map;
import io.lacuna.bifurcan.Set;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Bifurcan. A <em>linear</em> collection is its builder, a <em>forked</em> one is persistent. */
final class Bifurcan {

  private Bifurcan() {}

  static final class Vectors implements VectorRival<IList<Integer>> {
    @Override
    public IList<Integer> empty() {
      return List.empty();
    }

    @Override
    public int size(IList<Integer> vector) {
      return (int) vector.size();
    }

    @Override
    public Integer get(IList<Integer> vector, int index) {
      return vector.nth(index);
    }

    @Override
    public IList<Integer> with(IList<Integer> vector, int index, Integer element) {
      return vector.set(index, element);
    }

    @Override
    public IList<Integer> plus(IList<Integer> vector, Integer element) {
      return vector.addLast(element);
    }

    @Override
    public IList<Integer> withoutLast(IList<Integer> vector) {
      return vector.removeLast();
    }

    @Override
    public IList<Integer> plusAll(IList<Integer> first, IList<Integer> second) {
      return first.concat(second);
    }

    @Override
    public Iterable<Integer> slice(IList<Integer> vector, int from, int to) {
      return vector.slice(from, to);
    }

    @Override
    public IList<Integer> build(Integer[] elements) {
      List<Integer> builder = List.<Integer>empty().linear();
      for (Integer element : elements) {
        builder.addLast(element);
      }
      return builder.forked();
    }

    @Override
    public IList<Integer> copyOf(java.util.List<Integer> list) {
      return List.from(list);
    }

    @Override
    public Iterator<Integer> iterator(IList<Integer> vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(IList<Integer> vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(IList<Integer> vector) {
      return vector.stream();
    }
  }

  static final class Maps implements MapRival<Map<Object, Object>> {
    @Override
    public Map<Object, Object> empty() {
      return Map.empty();
    }

    @Override
    public int size(Map<Object, Object> map) {
      return (int) map.size();
    }

    @Override
    public @Nullable Object get(Map<Object, Object> map, Object key) {
      return map.get(key, null);
    }

    @Override
    public Map<Object, Object> with(Map<Object, Object> map, Object key, Object value) {
      return (Map<Object, Object>) map.put(key, value);
    }

    @Override
    public Map<Object, Object> without(Map<Object, Object> map, Object key) {
      return map.remove(key);
    }

    @Override
    public Map<Object, Object> build(Object[] keys, Object[] values) {
      Map<Object, Object> builder = Map.empty().linear();
      for (int i = 0; i < keys.length; i++) {
        builder.put(keys[i], values[i]);
      }
      return builder.forked();
    }

    @Override
    public Map<Object, Object> withAll(Map<Object, Object> map, Map<Object, Object> more) {
      return map.union(more);
    }

    @Override
    public boolean equal(Map<Object, Object> first, Map<Object, Object> second) {
      return first.equals(second);
    }

    @Override
    public long sum(Map<Object, Object> map) {
      long sum = 0;
      for (IEntry<Object, Object> entry : map) {
        sum += (long) (Integer) entry.key() + (Integer) entry.value();
      }
      return sum;
    }

    @Override
    public void forEach(Map<Object, Object> map, BiConsumer<Object, Object> action) {
      for (IEntry<Object, Object> entry : map) {
        action.accept(entry.key(), entry.value());
      }
    }
  }

  static final class Sets implements SetRival<Set<Object>> {
    @Override
    public Set<Object> empty() {
      return Set.empty();
    }

    @Override
    public int size(Set<Object> set) {
      return (int) set.size();
    }

    @Override
    public boolean contains(Set<Object> set, Object element) {
      return set.contains(element);
    }

    @Override
    public Set<Object> plus(Set<Object> set, Object element) {
      return set.add(element);
    }

    @Override
    public Set<Object> plusAll(Set<Object> set, Set<Object> more) {
      return set.union(more);
    }

    @Override
    public Set<Object> build(Object[] elements) {
      Set<Object> builder = Set.empty().linear();
      for (Object element : elements) {
        builder.add(element);
      }
      return builder.forked();
    }
  }
}
