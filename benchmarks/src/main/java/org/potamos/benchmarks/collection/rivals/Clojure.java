package org.potamos.benchmarks.collection.rivals;

import clojure.lang.APersistentMap;
import clojure.lang.APersistentVector;
import clojure.lang.IEditableCollection;
import clojure.lang.IPersistentList;
import clojure.lang.IPersistentMap;
import clojure.lang.IPersistentSet;
import clojure.lang.ITransientCollection;
import clojure.lang.ITransientMap;
import clojure.lang.PersistentArrayMap;
import clojure.lang.PersistentHashSet;
import clojure.lang.PersistentList;
import clojure.lang.PersistentTreeMap;
import clojure.lang.PersistentVector;
import clojure.lang.RT;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Clojure, called from Java, without its function calls in between. Small maps are array maps, as
 * they are for its users. It pays for its own rules of equality.
 */
@SuppressWarnings({"unchecked", "rawtypes"}) // Clojure's types have no parameters
final class Clojure {

  private Clojure() {}

  static final class Vectors implements VectorRival<PersistentVector> {
    @Override
    public PersistentVector empty() {
      return PersistentVector.EMPTY;
    }

    @Override
    public int size(PersistentVector vector) {
      return vector.count();
    }

    @Override
    public Integer get(PersistentVector vector, int index) {
      return (Integer) vector.nth(index);
    }

    @Override
    public PersistentVector with(PersistentVector vector, int index, Integer element) {
      return vector.assocN(index, element);
    }

    @Override
    public PersistentVector plus(PersistentVector vector, Integer element) {
      return vector.cons(element);
    }

    @Override
    public PersistentVector withoutLast(PersistentVector vector) {
      return vector.pop();
    }

    /** As {@code into} does it. */
    @Override
    public PersistentVector plusAll(PersistentVector first, PersistentVector second) {
      ITransientCollection builder = first.asTransient();
      for (Object element : (Iterable<?>) second) {
        builder = builder.conj(element);
      }
      return (PersistentVector) builder.persistent();
    }

    @Override
    public Iterable<Integer> slice(PersistentVector vector, int from, int to) {
      return (APersistentVector) RT.subvec(vector, from, to);
    }

    @Override
    public PersistentVector build(Integer[] elements) {
      ITransientCollection builder = PersistentVector.EMPTY.asTransient();
      for (Integer element : elements) {
        builder = builder.conj(element);
      }
      return (PersistentVector) builder.persistent();
    }

    @Override
    public PersistentVector copyOf(List<Integer> list) {
      return PersistentVector.create((List) list);
    }

    @Override
    public Iterator<Integer> iterator(PersistentVector vector) {
      return vector.iterator();
    }

    @Override
    public void forEach(PersistentVector vector, Consumer<Integer> action) {
      vector.forEach(action);
    }

    @Override
    public Stream<Integer> stream(PersistentVector vector) {
      return vector.stream();
    }
  }

  static final class Maps implements MapRival<IPersistentMap> {
    @Override
    public IPersistentMap empty() {
      return PersistentArrayMap.EMPTY;
    }

    @Override
    public int size(IPersistentMap map) {
      return map.count();
    }

    @Override
    public @Nullable Object get(IPersistentMap map, Object key) {
      return map.valAt(key);
    }

    @Override
    public IPersistentMap with(IPersistentMap map, Object key, Object value) {
      return map.assoc(key, value);
    }

    @Override
    public IPersistentMap without(IPersistentMap map, Object key) {
      return map.without(key);
    }

    @Override
    public IPersistentMap build(Object[] keys, Object[] values) {
      ITransientMap builder = PersistentArrayMap.EMPTY.asTransient();
      for (int i = 0; i < keys.length; i++) {
        builder = builder.assoc(keys[i], values[i]);
      }
      return builder.persistent();
    }

    /** As {@code into} does it. */
    @Override
    public IPersistentMap withAll(IPersistentMap map, IPersistentMap more) {
      ITransientMap builder = (ITransientMap) ((IEditableCollection) map).asTransient();
      for (Object each : more) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
        builder = builder.assoc(entry.getKey(), entry.getValue());
      }
      return builder.persistent();
    }

    @Override
    public boolean equal(IPersistentMap first, IPersistentMap second) {
      return first.equals(second);
    }

    @Override
    public long sum(IPersistentMap map) {
      long sum = 0;
      for (Object each : map) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
        sum += (long) (Integer) entry.getKey() + (Integer) entry.getValue();
      }
      return sum;
    }

    @Override
    public void forEach(IPersistentMap map, BiConsumer<Object, Object> action) {
      ((APersistentMap) map).forEach(action);
    }
  }

  static final class Sets implements SetRival<IPersistentSet> {
    @Override
    public IPersistentSet empty() {
      return PersistentHashSet.EMPTY;
    }

    @Override
    public int size(IPersistentSet set) {
      return set.count();
    }

    @Override
    public boolean contains(IPersistentSet set, Object element) {
      return set.contains(element);
    }

    @Override
    public IPersistentSet plus(IPersistentSet set, Object element) {
      return (IPersistentSet) set.cons(element);
    }

    /** As {@code into} does it. */
    @Override
    public IPersistentSet plusAll(IPersistentSet set, IPersistentSet more) {
      ITransientCollection builder = ((IEditableCollection) set).asTransient();
      for (Object element : (Iterable<?>) more) {
        builder = builder.conj(element);
      }
      return (IPersistentSet) builder.persistent();
    }

    @Override
    public IPersistentSet build(Object[] elements) {
      return PersistentHashSet.create(elements);
    }
  }

  static final class SortedMaps implements SortedMapRival<PersistentTreeMap> {
    static {
      RT.init(); // sorted maps depend on it, and it on them: it has to come first
    }

    @Override
    public PersistentTreeMap empty() {
      return PersistentTreeMap.EMPTY;
    }

    @Override
    public int size(PersistentTreeMap map) {
      return map.count();
    }

    @Override
    public @Nullable Integer get(PersistentTreeMap map, Integer key) {
      return (Integer) map.valAt(key);
    }

    @Override
    public PersistentTreeMap with(PersistentTreeMap map, Integer key, Integer value) {
      return map.assoc(key, value);
    }

    @Override
    public PersistentTreeMap without(PersistentTreeMap map, Integer key) {
      return map.without(key);
    }

    @Override
    public long sum(PersistentTreeMap map) {
      long sum = 0;
      for (Object each : map) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
        sum += (long) (Integer) entry.getKey() + (Integer) entry.getValue();
      }
      return sum;
    }
  }

  static final class Lists implements ListRival<IPersistentList> {
    @Override
    public IPersistentList empty() {
      return PersistentList.EMPTY;
    }

    @Override
    public IPersistentList plus(IPersistentList list, Integer element) {
      return (IPersistentList) list.cons(element);
    }
  }
}
