package org.potamos.benchmarks.collection.rivals;

import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.organicdesign.fp.collections.ImList;
import org.organicdesign.fp.collections.MutList;
import org.organicdesign.fp.collections.MutSet;
import org.organicdesign.fp.collections.PersistentHashMap;
import org.organicdesign.fp.collections.PersistentHashSet;
import org.organicdesign.fp.collections.PersistentTreeMap;
import org.organicdesign.fp.collections.PersistentVector;
import org.organicdesign.fp.collections.UnmodMap;

/**
 * Paguro: {@code PersistentVector}, not its RRB tree, which reads five times slower. Its vector
 * cannot lose its last element.
 */
final class Paguro {

  private Paguro() {}

  static final class Vectors implements VectorRival<ImList<Integer>> {
    @Override
    public ImList<Integer> empty() {
      return PersistentVector.empty();
    }

    @Override
    public int size(ImList<Integer> vector) {
      return vector.size();
    }

    @Override
    public Integer get(ImList<Integer> vector, int index) {
      return vector.get(index);
    }

    @Override
    public ImList<Integer> with(ImList<Integer> vector, int index, Integer element) {
      return vector.replace(index, element);
    }

    @Override
    public ImList<Integer> plus(ImList<Integer> vector, Integer element) {
      return vector.append(element);
    }

    @Override
    public ImList<Integer> withoutLast(ImList<Integer> vector) {
      throw new UnsupportedOperationException("withoutLast rejected: not in Paguro's vector");
    }

    @Override
    public ImList<Integer> plusAll(ImList<Integer> first, ImList<Integer> second) {
      return first.concat(second);
    }

    @Override
    public Iterable<Integer> slice(ImList<Integer> vector, int from, int to) {
      return vector.subList(from, to);
    }

    @Override
    public ImList<Integer> build(Integer[] elements) {
      MutList<Integer> builder = PersistentVector.emptyMutable();
      for (Integer element : elements) {
        builder.append(element);
      }
      return builder.immutable();
    }

    @Override
    public ImList<Integer> copyOf(List<Integer> list) {
      return PersistentVector.ofIter(list);
    }

    @Override
    public Iterator<Integer> iterator(ImList<Integer> vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(ImList<Integer> vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(ImList<Integer> vector) {
      return vector.stream();
    }
  }

  static final class Maps implements MapRival<PersistentHashMap<Object, Object>> {
    @Override
    public PersistentHashMap<Object, Object> empty() {
      return PersistentHashMap.empty();
    }

    @Override
    public int size(PersistentHashMap<Object, Object> map) {
      return map.size();
    }

    @Override
    public @Nullable Object get(PersistentHashMap<Object, Object> map, Object key) {
      return map.get(key);
    }

    @Override
    public PersistentHashMap<Object, Object> with(
        PersistentHashMap<Object, Object> map, Object key, Object value) {
      return map.assoc(key, value);
    }

    @Override
    public PersistentHashMap<Object, Object> without(
        PersistentHashMap<Object, Object> map, Object key) {
      return map.without(key);
    }

    @Override
    public PersistentHashMap<Object, Object> build(Object[] keys, Object[] values) {
      PersistentHashMap.MutHashMap<Object, Object> builder = PersistentHashMap.emptyMutable();
      for (int i = 0; i < keys.length; i++) {
        builder.assoc(keys[i], values[i]);
      }
      return builder.immutable();
    }

    /** It has no merge. */
    @Override
    public PersistentHashMap<Object, Object> withAll(
        PersistentHashMap<Object, Object> map, PersistentHashMap<Object, Object> more) {
      PersistentHashMap.MutHashMap<Object, Object> builder = map.mutable();
      for (UnmodMap.UnEntry<Object, Object> entry : more) {
        builder.assoc(entry.getKey(), entry.getValue());
      }
      return builder.immutable();
    }

    @Override
    public boolean equal(
        PersistentHashMap<Object, Object> first, PersistentHashMap<Object, Object> second) {
      return first.equals(second);
    }

    @Override
    public long sum(PersistentHashMap<Object, Object> map) {
      long sum = 0;
      for (UnmodMap.UnEntry<Object, Object> entry : map) {
        sum += (long) (Integer) entry.getKey() + (Integer) entry.getValue();
      }
      return sum;
    }

    @Override
    public void forEach(PersistentHashMap<Object, Object> map, BiConsumer<Object, Object> action) {
      map.forEach(action);
    }
  }

  static final class Sets implements SetRival<PersistentHashSet<Object>> {
    @Override
    public PersistentHashSet<Object> empty() {
      return PersistentHashSet.empty();
    }

    @Override
    public int size(PersistentHashSet<Object> set) {
      return set.size();
    }

    @Override
    public boolean contains(PersistentHashSet<Object> set, Object element) {
      return set.contains(element);
    }

    @Override
    public PersistentHashSet<Object> plus(PersistentHashSet<Object> set, Object element) {
      return set.put(element);
    }

    @Override
    public PersistentHashSet<Object> plusAll(
        PersistentHashSet<Object> set, PersistentHashSet<Object> more) {
      return (PersistentHashSet<Object>) set.union(more);
    }

    @Override
    public PersistentHashSet<Object> build(Object[] elements) {
      MutSet<Object> builder = PersistentHashSet.emptyMutable();
      for (Object element : elements) {
        builder.put(element);
      }
      return (PersistentHashSet<Object>) builder.immutable();
    }
  }

  static final class SortedMaps implements SortedMapRival<PersistentTreeMap<Integer, Integer>> {
    @Override
    public PersistentTreeMap<Integer, Integer> empty() {
      return PersistentTreeMap.<Integer, Integer>empty();
    }

    @Override
    public int size(PersistentTreeMap<Integer, Integer> map) {
      return map.size();
    }

    @Override
    public @Nullable Integer get(PersistentTreeMap<Integer, Integer> map, Integer key) {
      return map.get(key);
    }

    @Override
    public PersistentTreeMap<Integer, Integer> with(
        PersistentTreeMap<Integer, Integer> map, Integer key, Integer value) {
      return map.assoc(key, value);
    }

    @Override
    public PersistentTreeMap<Integer, Integer> without(
        PersistentTreeMap<Integer, Integer> map, Integer key) {
      return map.without(key);
    }

    @Override
    public long sum(PersistentTreeMap<Integer, Integer> map) {
      long sum = 0;
      for (UnmodMap.UnEntry<Integer, Integer> entry : map) {
        sum += (long) entry.getKey() + entry.getValue();
      }
      return sum;
    }
  }
}
