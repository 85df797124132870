package org.potamos.core.collection;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from keys to values, sorted by key, whose updates share structure with the map
 * they started from.
 *
 * <p>Choose it when the order of the keys matters: for ranges, neighbours, the n-th entry, the rank
 * of a key. When it does not, a {@link PersistentMap} is quicker.
 *
 * {@snippet class="org.potamos.core.collection.SortedSnippets" region="map"}
 *
 * <h2>Updates</h2>
 *
 * Every update answers a map in the same order; this one stays as it is. An update that changes
 * nothing answers {@code this}: putting the identical value, removing an absent key. Putting a
 * value that is equal but another object replaces the value, and keeps the key object that is
 * there. If the comparison of two keys throws, the exception reaches the caller and nothing has
 * changed.
 *
 * <table>
 * <caption>Time and new objects; n is the size, m that of the other one</caption>
 * <tr><th>operation</th><th>time</th><th>new</th></tr>
 * <tr><td>{@link #get}, {@link #floorEntry} and its like, {@link #firstEntry}, {@link #nth}, {@link
 *     #rank}</td><td>O(log n)</td><td>at most the entry</td></tr>
 * <tr><td>{@link #with}, {@link #without}, {@link #update}</td><td>O(log n)</td>
 *     <td>one path of nodes</td></tr>
 * <tr><td>{@link #subMap(Object, boolean, Object, boolean) subMap}, {@link #headMap(Object, boolean)
 *     headMap}, {@link #tailMap(Object, boolean) tailMap}</td><td>O(log n)</td>
 *     <td>two paths of nodes</td></tr>
 * <tr><td>{@link #descendingMap}, {@link #keySet}, {@link #values}, {@link #entrySet}, {@link
 *     #builder}</td><td>O(1)</td><td>one object</td></tr>
 * <tr><td>{@link #withAll(Map)}, {@link #withoutAll}, {@link #only}, {@code equals}, each with a
 *     collection in the same order</td>
 *     <td>O(m log(n/m + 1)) for m &le; n, less what the two share</td>
 *     <td>the nodes that differ from both</td></tr>
 * <tr><td>{@link #diff}</td><td>O(differences &middot; log n), if one map was made from the
 *     other</td><td>nothing that stays</td></tr>
 * <tr><td>{@link #mapValues}, {@code hashCode} the first time</td><td>O(n)</td>
 *     <td>all nodes, nothing</td></tr>
 * </table>
 *
 * Two collections are in the same order if both have the natural one or equal comparators, whatever
 * their directions are. The others are worked on key by key.
 *
 * <h2>As a {@code java.util.NavigableMap}</h2>
 *
 * A key may be null if the comparator accepts null; otherwise each call with a null key throws
 * {@link NullPointerException}. Values may be null. Keys that compare as 0 are one key; so, as with
 * {@link java.util.TreeMap}, equality with other maps is as {@link Map} says if the order is
 * consistent with {@code equals}. Every method that would change a map throws {@link
 * UnsupportedOperationException}, also when nothing would change, and so does {@code setValue} of
 * an entry.
 *
 * <p>What {@code NavigableMap} calls views of the map, of a range of it, or of its reverse are maps
 * and sets of their own here: they may be updated and kept, and accept keys outside of the range.
 * For a descending map all that depends on an order, the verbs included, means the descending one.
 * The spliterators split evenly and know their sizes. Serializable if the comparator, the keys and
 * the values are.
 *
 * <h2>Memory effects</h2>
 *
 * A map may be handed to another thread through a plain field.
 *
 * @param <K> the type of the keys: values that always compare alike
 * @param <V> the type of the values
 */
public final class PersistentSortedMap<K extends @Nullable Object, V extends @Nullable Object>
    extends AbstractPersistentMap<K, V> implements NavigableMap<K, V>, Serializable {
  // The algorithms are in WeightBalancedTree and in the classes Sorted...; this class is the face.

  private static final long serialVersionUID = 1L;

  private static final PersistentSortedMap<?, ?> EMPTY =
      new PersistentSortedMap<>(null, KeyOrder.NATURAL, false);

  /** The entries, in ascending order. Final, so that whoever sees the map sees the whole tree. */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  final WeightBalancedTree.@Nullable Node root;

  /** The ascending order, that of the tree. */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  final Comparator<Object> order;

  /** Tells whether the map shows its largest key first. */
  final boolean descending;

  /** The hash code, or 0 if not known yet; as in {@link PersistentMap}. */
  private transient int hash;

  private PersistentSortedMap(
      WeightBalancedTree.@Nullable Node root, Comparator<Object> order, boolean descending) {
    this.root = root;
    this.order = order;
    this.descending = descending;
  }

  @SuppressWarnings("unchecked") // holds nothing
  private static <K extends @Nullable Object, V extends @Nullable Object>
      PersistentSortedMap<K, V> over(
          WeightBalancedTree.@Nullable Node root, Comparator<Object> order, boolean descending) {
    return root == null && KeyOrder.isNatural(order) && !descending
        ? (PersistentSortedMap<K, V>) EMPTY
        : new PersistentSortedMap<>(root, order, descending);
  }

  private PersistentSortedMap<K, V> changed(WeightBalancedTree.@Nullable Node next) {
    return next == root ? this : over(next, order, descending);
  }

  /**
   * Answers the empty map in natural order, always the same one.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the empty map
   */
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      PersistentSortedMap<K, V> of() {
    return over(null, KeyOrder.NATURAL, false);
  }

  /**
   * Answers an empty map in the order of a comparator.
   *
   * @param comparator the order of the keys; it must not change, and decides whether a key may be
   *     null
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the empty map
   * @throws NullPointerException if {@code comparator} is null
   */
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PersistentSortedMap<K, V> orderedBy(Comparator<? super K> comparator) {
    return over(null, KeyOrder.of(Objects.requireNonNull(comparator, "comparator")), false);
  }

  /**
   * Answers a map of 1 entry in natural order.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws NullPointerException if a key is null
   */
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      PersistentSortedMap<K, V> of(K k1, V v1) {
    return ofPairs(k1, v1);
  }

  /**
   * Answers a map of 2 entries in natural order.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   * @throws NullPointerException if a key is null
   */
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      PersistentSortedMap<K, V> of(K k1, V v1, K k2, V v2) {
    return ofPairs(k1, v1, k2, v2);
  }

  /**
   * Answers a map of 3 entries in natural order.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param k3 the third key
   * @param v3 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   * @throws NullPointerException if a key is null
   */
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      PersistentSortedMap<K, V> of(K k1, V v1, K k2, V v2, K k3, V v3) {
    return ofPairs(k1, v1, k2, v2, k3, v3);
  }

  /**
   * Answers a map of 4 entries in natural order.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param k3 the third key
   * @param v3 its value
   * @param k4 the fourth key
   * @param v4 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   * @throws NullPointerException if a key is null
   */
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      PersistentSortedMap<K, V> of(K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4) {
    return ofPairs(k1, v1, k2, v2, k3, v3, k4, v4);
  }

  private static <K extends @Nullable Object, V extends @Nullable Object>
      PersistentSortedMap<K, V> ofPairs(@Nullable Object... pairs) {
    SortedBuilder all = new SortedBuilder(null, KeyOrder.NATURAL, false);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
      if (all.size() == i / 2) {
        throw new IllegalArgumentException(
            "of rejected: two keys are equal, pair=" + (i / 2 + 1) + ", pairs=" + pairs.length / 2);
      }
    }
    return over(all.build(), KeyOrder.NATURAL, false);
  }

  /**
   * Answers a map of the given entries in natural order.
   *
   * @param entries the entries; they are copied
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   * @throws NullPointerException if the array, an entry or a key is null
   */
  @SafeVarargs
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      PersistentSortedMap<K, V> ofEntries(Entry<? extends K, ? extends V>... entries) {
    @Nullable Object[] pairs = new @Nullable Object[2 * entries.length];
    for (int i = 0; i < entries.length; i++) {
      Entry<? extends K, ? extends V> entry = Objects.requireNonNull(entries[i], "entry");
      pairs[2 * i] = entry.getKey();
      pairs[2 * i + 1] = entry.getValue();
    }
    return ofPairs(pairs);
  }

  /**
   * Answers a map with the entries of another one, in natural order.
   *
   * @param map what to copy
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the copy; {@code map} itself if it is a persistent sorted map in natural order
   * @throws NullPointerException if {@code map} or a key is null
   */
  @SuppressWarnings("unchecked") // an immutable map of subtypes is a map of the types
  public static <K extends Comparable<? super K>, V extends @Nullable Object>
      PersistentSortedMap<K, V> copyOf(Map<? extends K, ? extends V> map) {
    if (Objects.requireNonNull(map, "map") instanceof PersistentSortedMap<?, ?> same
        && KeyOrder.isNatural(same.order)) {
      return (PersistentSortedMap<K, V>) (same.descending ? same.descendingMap() : same);
    }
    return PersistentSortedMap.<K, V>of().withAll(map);
  }

  /**
   * Answers a map with the entries of a sorted map, in the order of that one. A sorted input costs
   * O(n).
   *
   * @param map what to copy
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the copy; {@code map} itself if it is a persistent sorted map
   * @throws NullPointerException if {@code map} is null
   */
  @SuppressWarnings("unchecked") // an immutable map of subtypes is a map of the types
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PersistentSortedMap<K, V> copyOfSorted(SortedMap<K, ? extends V> map) {
    if (Objects.requireNonNull(map, "map") instanceof PersistentSortedMap<?, ?> same) {
      return (PersistentSortedMap<K, V>) same;
    }
    return PersistentSortedMap.<K, V>over(null, KeyOrder.of(map.comparator()), false).withAll(map);
  }

  /** What a stream held: an order as {@link #comparator} told it, keys and values in turn. */
  static PersistentSortedMap<?, ?> ofSerial(
      @Nullable Comparator<?> comparator, @Nullable Object[] pairs) {
    Comparator<Object> order = KeyOrder.of(comparator);
    SortedBuilder all = new SortedBuilder(null, order, false);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return over(all.build(), order, false);
  }

  /**
   * Answers a collector into a persistent map in natural order, for sequential and parallel
   * streams.
   *
   * @param key tells the key of an element
   * @param value tells the value of an element
   * @param <T> the type of the stream's elements
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the collector; it throws {@link IllegalStateException} if two elements have equal keys
   */
  public static <
          T extends @Nullable Object, K extends Comparable<? super K>, V extends @Nullable Object>
      Collector<T, ?, PersistentSortedMap<K, V>> toSortedMap(
          Function<? super T, ? extends K> key, Function<? super T, ? extends V> value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    return Collector.of(
        () -> PersistentSortedMap.<K, V>of().builder(),
        (into, element) -> into.adopt().putNew(key.apply(element), value.apply(element)),
        (into, more) -> into.adopt().putAllNew(more.adopt().build()),
        into -> into.adopt().build());
  }

  /**
   * Answers a collector into a persistent map in the order of a comparator that merges the values
   * of equal keys.
   *
   * @param key tells the key of an element
   * @param value tells the value of an element
   * @param merge applied to the earlier and the later value of equal keys
   * @param comparator the order of the keys
   * @param <T> the type of the stream's elements
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the collector
   */
  public static <T extends @Nullable Object, K extends @Nullable Object, V extends @Nullable Object>
      Collector<T, ?, PersistentSortedMap<K, V>> toSortedMap(
          Function<? super T, ? extends K> key,
          Function<? super T, ? extends V> value,
          BinaryOperator<V> merge,
          Comparator<? super K> comparator) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(merge, "merge");
    PersistentSortedMap<K, V> empty = orderedBy(comparator);
    return Collector.of(
        empty::builder,
        (into, element) -> into.adopt().merge(key.apply(element), value.apply(element), merge),
        (into, more) -> into.adopt().mergeAll(more.adopt().build(), merge),
        into -> into.adopt().build());
  }

  /**
   * Answers this map with a value put at a key.
   *
   * @param key the key
   * @param value its value from here on
   * @return the map; {@code this} if the key has that very object as its value
   */
  public PersistentSortedMap<K, V> with(K key, V value) {
    KeyOrder.requireAccepted(root, key, order);
    return changed(WeightBalancedTree.put(root, key, value, order));
  }

  /**
   * Answers this map without a key.
   *
   * @param key the key
   * @return the map; {@code this} if the key is absent
   */
  public PersistentSortedMap<K, V> without(@Nullable Object key) {
    KeyOrder.requireComparable(root, key, order);
    return changed(WeightBalancedTree.remove(root, key, order));
  }

  /**
   * Answers this map with the value of a key replaced by a function of it.
   *
   * @param key the key
   * @param f called once, on this thread, with the value, or with null if the key is absent; what
   *     it answers becomes the value, whatever it is
   * @return the map; {@code this} if {@code f} answers the object that was there
   */
  @SuppressWarnings("NullAway") // f takes null for an absent key: its type says so
  public PersistentSortedMap<K, V> update(K key, Function<? super @Nullable V, ? extends V> f) {
    Objects.requireNonNull(f, "f");
    return with(key, f.apply(get(key)));
  }

  /**
   * Answers this map with all entries of another one put into it. Node by node, skipping what both
   * share, if the other one is a persistent map in the same order.
   *
   * @param map what to put; its values replace those that are here, the keys that are here stay
   * @return the map; {@code this} if nothing changed
   * @throws NullPointerException if {@code map} is null
   */
  public PersistentSortedMap<K, V> withAll(Map<? extends K, ? extends V> map) {
    return builder().putAll(map).build(this);
  }

  /**
   * Answers this map with all entries of another one put into it, where a key of both gets a
   * function of both values.
   *
   * @param map what to put
   * @param merge called once for each key that both have, with the value here and the value there
   * @return the map; {@code this} if nothing changed
   * @throws NullPointerException if {@code map} or {@code merge} is null
   */
  public PersistentSortedMap<K, V> withAll(
      Map<? extends K, ? extends V> map, BinaryOperator<V> merge) {
    Objects.requireNonNull(merge, "merge");
    return builder().mergeAll(map, merge).build(this);
  }

  /**
   * Answers this map without some keys. Node by node if they are a {@link PersistentSortedSet} in
   * the same order.
   *
   * @param keys the keys
   * @return the map; {@code this} if all of them are absent
   * @throws NullPointerException if {@code keys} is null
   */
  public PersistentSortedMap<K, V> withoutAll(Iterable<?> keys) {
    return changed(Directed.minus(root, keys, order));
  }

  /**
   * Answers this map with no other keys than the given ones. Node by node if they are a {@link
   * PersistentSortedSet} in the same order.
   *
   * @param keys the keys to keep; those that are absent here do not matter
   * @return the map; {@code this} if all keys stay
   * @throws NullPointerException if {@code keys} is null
   */
  public PersistentSortedMap<K, V> only(Iterable<?> keys) {
    return changed(Directed.intersect(root, keys, order));
  }

  /**
   * Answers a map of the same keys with other values. No keys are compared.
   *
   * @param f called once for each entry, with key and value
   * @param <W> the type of the new values
   * @return the map; {@code this} if every value stayed the same object
   */
  @SuppressWarnings("unchecked") // if no value changed, they are of the new type
  public <W extends @Nullable Object> PersistentSortedMap<K, W> mapValues(
      BiFunction<? super K, ? super V, ? extends W> f) {
    Objects.requireNonNull(f, "f");
    WeightBalancedTree.Node next =
        root == null
            ? null
            : WeightBalancedTree.mapValues(
                root, (key, value) -> ((BiFunction<Object, Object, W>) f).apply(key, value));
    return (PersistentSortedMap<K, W>) changed(next);
  }

  /**
   * Reports what differs between an older version and this one, in the order of this map, skipping
   * what both share if they have the same order. Values are compared with {@code equals}.
   *
   * @param older the version to compare with
   * @param to told each difference once, on this thread; what it throws ends the comparison and
   *     reaches the caller
   */
  @SuppressWarnings("unchecked") // the trees hold what was put
  public void diff(PersistentSortedMap<K, V> older, MapDiff<? super K, ? super V> to) {
    Objects.requireNonNull(to, "to");
    PersistentSortedMap<K, V> was =
        KeyOrder.same(order, older.order)
            ? older
            : PersistentSortedMap.<K, V>over(null, order, false).withAll(older);
    WeightBalancedTree.diff(
        was.root,
        root,
        order,
        descending,
        (MapDiff<@Nullable Object, @Nullable Object>) (MapDiff<?, ?>) to);
  }

  @Override
  public int size() {
    return WeightBalancedTree.size(root);
  }

  @Override
  @SuppressWarnings("unchecked") // the tree holds what was put
  public @Nullable V get(@Nullable Object key) {
    WeightBalancedTree.Node node = find(key);
    return node == null ? null : (V) node.value;
  }

  @Override
  @SuppressWarnings("unchecked") // the tree holds what was put
  public @Nullable V getOrDefault(@Nullable Object key, @Nullable V defaultValue) {
    WeightBalancedTree.Node node = find(key);
    return node == null ? defaultValue : (V) node.value;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return find(key) != null;
  }

  WeightBalancedTree.@Nullable Node find(@Nullable Object key) {
    KeyOrder.requireComparable(root, key, order);
    return WeightBalancedTree.find(root, key, order);
  }

  /**
   * Answers the entry that has a number of others before it.
   *
   * @param index the number, from 0
   * @return the entry
   * @throws IndexOutOfBoundsException if there is none
   */
  public Entry<K, V> nth(int index) {
    return entryOf(Directed.nth(root, index, descending));
  }

  /**
   * Tells how many keys are before a key, whether the key is there or not.
   *
   * @param key the key
   * @return the number; {@code nth} of it answers the entry of the key, if there is one
   */
  public int rank(K key) {
    return Directed.rank(root, key, order, descending);
  }

  @Override
  public @Nullable Comparator<? super K> comparator() {
    return KeyOrder.comparator(order, descending);
  }

  // ---- Neighbours

  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  private Entry<K, V> entryOf(WeightBalancedTree.Node node) {
    return new AbstractMap.SimpleImmutableEntry<>((K) node.key, (V) node.value);
  }

  private @Nullable Entry<K, V> entry(WeightBalancedTree.@Nullable Node node) {
    return node == null ? null : entryOf(node);
  }

  @SuppressWarnings("unchecked") // the tree holds what was put
  private @Nullable K key(WeightBalancedTree.@Nullable Node node) {
    return node == null ? null : (K) node.key;
  }

  private WeightBalancedTree.@Nullable Node before(@Nullable Object key, boolean inclusive) {
    return Directed.neighbour(root, key, inclusive, order, !descending);
  }

  private WeightBalancedTree.@Nullable Node after(@Nullable Object key, boolean inclusive) {
    return Directed.neighbour(root, key, inclusive, order, descending);
  }

  private WeightBalancedTree.@Nullable Node first() {
    return Directed.first(root, descending);
  }

  private WeightBalancedTree.@Nullable Node last() {
    return Directed.first(root, !descending);
  }

  @Override
  public @Nullable Entry<K, V> lowerEntry(K key) {
    return entry(before(key, false));
  }

  @Override
  public @Nullable K lowerKey(K key) {
    return key(before(key, false));
  }

  @Override
  public @Nullable Entry<K, V> floorEntry(K key) {
    return entry(before(key, true));
  }

  @Override
  public @Nullable K floorKey(K key) {
    return key(before(key, true));
  }

  @Override
  public @Nullable Entry<K, V> ceilingEntry(K key) {
    return entry(after(key, true));
  }

  @Override
  public @Nullable K ceilingKey(K key) {
    return key(after(key, true));
  }

  @Override
  public @Nullable Entry<K, V> higherEntry(K key) {
    return entry(after(key, false));
  }

  @Override
  public @Nullable K higherKey(K key) {
    return key(after(key, false));
  }

  @Override
  public @Nullable Entry<K, V> firstEntry() {
    return entry(first());
  }

  @Override
  public @Nullable Entry<K, V> lastEntry() {
    return entry(last());
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  public K firstKey() {
    return (K) Directed.required(first(), "firstKey").key;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  public K lastKey() {
    return (K) Directed.required(last(), "lastKey").key;
  }

  // ---- Ranges and directions

  /**
   * Answers the entries of a range: a map of its own, which accepts any key.
   *
   * @param fromKey the begin of the range
   * @param fromInclusive tells whether that key belongs to it
   * @param toKey the end of the range
   * @param toInclusive tells whether that key belongs to it
   * @return the map; {@code this} if all entries are in the range
   * @throws IllegalArgumentException if {@code fromKey} is behind {@code toKey} in this map's order
   */
  @Override
  public PersistentSortedMap<K, V> subMap(
      K fromKey, boolean fromInclusive, K toKey, boolean toInclusive) {
    return changed(
        Directed.range(root, fromKey, fromInclusive, toKey, toInclusive, order, descending));
  }

  /**
   * Answers the entries of a range, its begin included: a map of its own, which accepts any key.
   *
   * @param fromKey the begin of the range
   * @param toKey the end of the range
   * @return the map; {@code this} if all entries are in the range
   * @throws IllegalArgumentException if {@code fromKey} is behind {@code toKey} in this map's order
   */
  @Override
  public PersistentSortedMap<K, V> subMap(K fromKey, K toKey) {
    return subMap(fromKey, true, toKey, false);
  }

  /**
   * Answers the entries before a key: a map of its own, which accepts any key.
   *
   * @param toKey the end of the range
   * @param inclusive tells whether that key belongs to it
   * @return the map; {@code this} if all entries are in the range
   */
  @Override
  public PersistentSortedMap<K, V> headMap(K toKey, boolean inclusive) {
    return changed(Directed.side(root, toKey, inclusive, order, descending));
  }

  /**
   * Answers the entries before a key: a map of its own, which accepts any key.
   *
   * @param toKey the end of the range
   * @return the map; {@code this} if all entries are in the range
   */
  @Override
  public PersistentSortedMap<K, V> headMap(K toKey) {
    return headMap(toKey, false);
  }

  /**
   * Answers the entries from a key on: a map of its own, which accepts any key.
   *
   * @param fromKey the begin of the range
   * @param inclusive tells whether that key belongs to it
   * @return the map; {@code this} if all entries are in the range
   */
  @Override
  public PersistentSortedMap<K, V> tailMap(K fromKey, boolean inclusive) {
    return changed(Directed.side(root, fromKey, inclusive, order, !descending));
  }

  /**
   * Answers the entries from a key on, with its own: a map of its own, which accepts any key.
   *
   * @param fromKey the begin of the range
   * @return the map; {@code this} if all entries are in the range
   */
  @Override
  public PersistentSortedMap<K, V> tailMap(K fromKey) {
    return tailMap(fromKey, true);
  }

  /**
   * Answers the same entries in the opposite order, over the same structure.
   *
   * @return the map
   */
  @Override
  public PersistentSortedMap<K, V> descendingMap() {
    return over(root, order, !descending);
  }

  /**
   * Answers the same as {@link #descendingMap}.
   *
   * @return the map
   */
  @Override
  public PersistentSortedMap<K, V> reversed() {
    return descendingMap();
  }

  // ---- Parts

  @Override
  @SuppressWarnings("unchecked") // the tree holds what was put
  public void forEach(BiConsumer<? super K, ? super V> action) {
    Objects.requireNonNull(action, "action");
    WeightBalancedTree.forEach(root, descending, (key, value) -> action.accept((K) key, (V) value));
  }

  /**
   * Answers the keys, as a set over the same structure: it may be updated and kept, and then keeps
   * this map's values from being collected.
   *
   * @return the keys
   */
  @Override
  public PersistentSortedSet<K> keySet() {
    return PersistentSortedSet.over(root, order, descending);
  }

  /**
   * Answers the same as {@link #keySet}.
   *
   * @return the keys
   */
  @Override
  public PersistentSortedSet<K> navigableKeySet() {
    return keySet();
  }

  /**
   * Answers the same as {@link #keySet}.
   *
   * @return the keys
   */
  @Override
  public PersistentSortedSet<K> sequencedKeySet() {
    return keySet();
  }

  /**
   * Answers the keys in the opposite order, as {@link #keySet} does.
   *
   * @return the keys
   */
  @Override
  public PersistentSortedSet<K> descendingKeySet() {
    return PersistentSortedSet.over(root, order, !descending);
  }

  @Override
  public SequencedCollection<V> values() {
    return new SortedViews.Values<>(root, descending);
  }

  @Override
  public SequencedCollection<V> sequencedValues() {
    return values();
  }

  @Override
  public SequencedSet<Entry<K, V>> entrySet() {
    return new SortedViews.Entries<>(this);
  }

  @Override
  public SequencedSet<Entry<K, V>> sequencedEntrySet() {
    return entrySet();
  }

  /**
   * Answers a builder that starts with the entries of this map, in the same order.
   *
   * @return the builder; it belongs to the current thread
   */
  public Builder<K, V> builder() {
    return new Builder<>(this);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    if (o == this) {
      return true;
    }
    if (!(o instanceof Map<?, ?> other) || other.size() != size()) {
      return false;
    }
    try {
      return (other instanceof PersistentSortedMap<?, ?> sorted
              && KeyOrder.same(order, sorted.order))
          ? WeightBalancedTree.equal(root, sorted.root, order, false)
          : entrySet().containsAll(other.entrySet());
    } catch (ClassCastException | NullPointerException notComparable) {
      return false; // a key that this map cannot have, as java.util.AbstractMap judges
    }
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = entrySet().hashCode();
      hash = h;
    }
    return h;
  }

  // ---- Refused

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Entry<K, V> pollFirstEntry() {
    throw Mutators.refused("pollFirstEntry");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Entry<K, V> pollLastEntry() {
    throw Mutators.refused("pollLastEntry");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public V putFirst(K key, V value) {
    throw Mutators.refused("putFirst");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public V putLast(K key, V value) {
    throw Mutators.refused("putLast");
  }

  /**
   * Puts the elements in the stream, never the nodes.
   *
   * @return what is written
   */
  private Object writeReplace() {
    return SerialForm.ofSortedMap(this);
  }

  /**
   * Refuses nodes, which nobody writes.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw SerialForm.rejected(PersistentSortedMap.class);
  }

  /**
   * Collects many changes of a sorted map. Puts that arrive in the order of the map cost O(1) each,
   * all others O(log n).
   *
   * {@snippet class="org.potamos.core.collection.SortedSnippets" region="mapBuilder"}
   *
   * <p>{@link #build} may be called again and again, with changes between: what was built never
   * changes. A builder belongs to the thread that made it; {@code build} and {@link #handOver} let
   * the next thread take it. Any other use by another thread is refused with {@link
   * IllegalStateException}. If the comparison of two keys throws, {@link #put} and {@link #remove}
   * leave the builder as it was. A comparator must not use the builder it is called by.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   */
  public static final class Builder<K extends @Nullable Object, V extends @Nullable Object>
      extends ConfinedBuilder<Builder<K, V>> {
    private final Comparator<Object> order;
    private final boolean descending;
    private final SortedBuilder content;

    Builder(PersistentSortedMap<K, V> start) {
      order = start.order;
      descending = start.descending;
      content = new SortedBuilder(start.root, order, descending);
    }

    /**
     * Puts a value at a key.
     *
     * @param key the key
     * @param value its value from here on
     * @return this builder
     */
    public Builder<K, V> put(K key, V value) {
      requireUser();
      content.put(key, value);
      return this;
    }

    /**
     * Puts all entries of a map.
     *
     * @param map what to put
     * @return this builder
     * @throws NullPointerException if {@code map} is null
     */
    public Builder<K, V> putAll(Map<? extends K, ? extends V> map) {
      requireUser();
      if (Objects.requireNonNull(map, "map") instanceof PersistentSortedMap<?, ?> other
          && KeyOrder.same(order, other.order)) {
        content.putTree(other.root, null);
      } else {
        map.forEach(this::put);
      }
      return this;
    }

    /**
     * Removes a key, if it is there.
     *
     * @param key the key
     * @return this builder
     */
    public Builder<K, V> remove(@Nullable Object key) {
      requireUser();
      content.remove(key);
      return this;
    }

    /**
     * Answers the value of a key.
     *
     * @param key the key
     * @return its value; null if the key is absent, or has null as its value
     */
    @SuppressWarnings("unchecked") // the tree holds what was put
    public @Nullable V get(@Nullable Object key) {
      requireUser();
      return (V) content.get(key);
    }

    /**
     * Tells whether a key is there.
     *
     * @param key the key
     * @return true if it is
     */
    public boolean containsKey(@Nullable Object key) {
      requireUser();
      return content.contains(key);
    }

    /** {@return the number of entries} */
    public int size() {
      requireUser();
      return content.size();
    }

    /**
     * Answers what was collected, and lets the next thread that uses the builder take it. The
     * builder may be used on; what it answered stays as it is.
     *
     * @return the map
     */
    public PersistentSortedMap<K, V> build() {
      requireUser();
      PersistentSortedMap<K, V> built = over(content.build(), order, descending);
      release();
      return built;
    }

    /** The same, but answers the map that the builder started from if nothing changed. */
    PersistentSortedMap<K, V> build(PersistentSortedMap<K, V> start) {
      return start.changed(content.build());
    }

    @SuppressWarnings("unchecked") // the tree holds what was put
    void merge(K key, V value, BinaryOperator<V> merge) {
      requireUser();
      content.merge(key, value, (BinaryOperator<@Nullable Object>) (BinaryOperator<?>) merge);
    }

    @SuppressWarnings("unchecked") // the trees hold what was put
    Builder<K, V> mergeAll(Map<? extends K, ? extends V> map, BinaryOperator<V> merge) {
      requireUser();
      if (Objects.requireNonNull(map, "map") instanceof PersistentSortedMap<?, ?> other
          && KeyOrder.same(order, other.order)) {
        content.putTree(other.root, (BinaryOperator<@Nullable Object>) (BinaryOperator<?>) merge);
      } else {
        map.forEach((key, value) -> merge(key, value, merge));
      }
      return this;
    }

    void putNew(K key, V value) {
      int before = content.size();
      put(key, value);
      if (content.size() == before) {
        throw duplicate();
      }
    }

    Builder<K, V> putAllNew(PersistentSortedMap<K, V> more) {
      int before = content.size();
      putAll(more);
      if (content.size() - before != more.size()) {
        throw duplicate();
      }
      return this;
    }

    private static IllegalStateException duplicate() {
      return new IllegalStateException(
          "toSortedMap rejected: two elements have equal keys; give toSortedMap a function that"
              + " merges their values, and a comparator");
    }
  }
}
