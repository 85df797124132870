package org.potamos.core.collection;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from keys to values, by hash, whose updates share structure with the map they
 * started from.
 *
 * <p>Choose it for whatever is looked up by key and held by a reference. When the order of the keys
 * matters, take a {@link PersistentSortedMap}; a map that is made once and never updated may as
 * well be a {@link Map#copyOf}.
 *
 * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="map"}
 *
 * <h2>Updates</h2>
 *
 * Every update answers a map; this one stays as it is. An update that changes nothing answers
 * {@code this}: putting the identical value, removing an absent key. Putting a value that is equal
 * but another object replaces the value, and keeps the key object that is there. If {@code
 * hashCode} or {@code equals} of a key throws, the exception reaches the caller and nothing has
 * changed.
 *
 * <table>
 * <caption>Time and new objects; n is the size, log to base 32, at most 7 levels</caption>
 * <tr><th>operation</th><th>time</th><th>new</th></tr>
 * <tr><td>{@link #get}, {@link #containsKey}</td><td>O(log n)</td><td>nothing</td></tr>
 * <tr><td>{@link #with}, {@link #without}, {@link #update}</td><td>O(log n)</td>
 *     <td>one path of nodes</td></tr>
 * <tr><td>{@link #withAll(Map)}, {@link #withoutAll}, {@link #only}, {@code equals} with another
 *     persistent map</td>
 *     <td>O(what the two do not share)</td><td>the nodes that differ from both</td></tr>
 * <tr><td>{@link #diff}</td><td>O(differences &middot; log n), if one map was made from the
 *     other</td><td>nothing</td></tr>
 * <tr><td>{@link #mapValues}, {@code hashCode} the first time</td><td>O(n)</td>
 *     <td>all nodes, nothing</td></tr>
 * <tr><td>{@link #keySet}, {@link #values}, {@link #entrySet}, {@link #builder}, {@link
 *     Builder#build}</td><td>O(1)</td><td>one object</td></tr>
 * </table>
 *
 * Keys that all have the same hash code cost O(log n) as well, if there is one class of them and it
 * is {@link Comparable} to itself, as strings are; other keys of one hash code are searched one by
 * one.
 *
 * <h2>As a {@code java.util.Map}</h2>
 *
 * Keys and values may be null. Equal to every other map of equal entries, in both directions; every
 * method that would change a map throws {@link UnsupportedOperationException}, also when nothing
 * would change. The order of iteration is unspecified; equal maps iterate alike, but for keys with
 * one hash code. The spliterators of the views split evenly and know their sizes. Serializable if
 * keys and values are.
 *
 * <h2>Memory effects</h2>
 *
 * A map may be handed to another thread through a plain field.
 *
 * @param <K> the type of the keys: values whose {@code equals} and {@code hashCode} do not change
 * @param <V> the type of the values
 */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
public final class PersistentMap<K extends @Nullable Object, V extends @Nullable Object>
    extends AbstractPersistentMap<K, V> implements Serializable {
  // The algorithms are in HashNode and its heirs, and in the classes Trie...; this class is the
  // face.

  private static final long serialVersionUID = 1L;

  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(TrieNode.EMPTY);

  /** The entries. Final, so that the whole trie is visible to whoever sees the map. */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  final TrieNode root;

  /**
   * The hash code, or 0 if not known yet. Read and written plainly by any thread: one word that is
   * either 0 or the one right value, so that the worst a race can do is to compute it twice. Pinned
   * by CollectionPublicationStress.
   */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  private int hash;

  PersistentMap(TrieNode root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // holds nothing
  private static <K extends @Nullable Object, V extends @Nullable Object>
      PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  private static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> wrap(
      TrieNode root) {
    return root.size == 0 ? empty() : new PersistentMap<>(root);
  }

  private PersistentMap<K, V> changed(TrieNode next) {
    return next == root ? this : wrap(next);
  }

  /**
   * Answers the empty map, always the same one.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the empty map
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of() {
    return empty();
  }

  /**
   * Answers a map of 1 entry.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1, V v1) {
    return ofPairs(k1, v1);
  }

  /**
   * Answers a map of 2 entries.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1, V v1, K k2, V v2) {
    return ofPairs(k1, v1, k2, v2);
  }

  /**
   * Answers a map of 3 entries.
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
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1, V v1, K k2, V v2, K k3, V v3) {
    return ofPairs(k1, v1, k2, v2, k3, v3);
  }

  /**
   * Answers a map of 4 entries.
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
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4) {
    return ofPairs(k1, v1, k2, v2, k3, v3, k4, v4);
  }

  /**
   * Answers a map of 5 entries.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param k3 the third key
   * @param v3 its value
   * @param k4 the fourth key
   * @param v4 its value
   * @param k5 the fifth key
   * @param v5 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4, K k5, V v5) {
    return ofPairs(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5);
  }

  /**
   * Answers a map of 6 entries.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param k3 the third key
   * @param v3 its value
   * @param k4 the fourth key
   * @param v4 its value
   * @param k5 the fifth key
   * @param v5 its value
   * @param k6 the sixth key
   * @param v6 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4, K k5, V v5, K k6, V v6) {
    return ofPairs(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6);
  }

  /**
   * Answers a map of 7 entries.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param k3 the third key
   * @param v3 its value
   * @param k4 the fourth key
   * @param v4 its value
   * @param k5 the fifth key
   * @param v5 its value
   * @param k6 the sixth key
   * @param v6 its value
   * @param k7 the seventh key
   * @param v7 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1, V v1, K k2, V v2, K k3, V v3, K k4, V v4, K k5, V v5, K k6, V v6, K k7, V v7) {
    return ofPairs(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7);
  }

  /**
   * Answers a map of 8 entries.
   *
   * @param k1 the first key
   * @param v1 its value
   * @param k2 the second key
   * @param v2 its value
   * @param k3 the third key
   * @param v3 its value
   * @param k4 the fourth key
   * @param v4 its value
   * @param k5 the fifth key
   * @param v5 its value
   * @param k6 the sixth key
   * @param v6 its value
   * @param k7 the seventh key
   * @param v7 its value
   * @param k8 the eighth key
   * @param v8 its value
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   */
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> of(
      K k1,
      V v1,
      K k2,
      V v2,
      K k3,
      V v3,
      K k4,
      V v4,
      K k5,
      V v5,
      K k6,
      V v6,
      K k7,
      V v7,
      K k8,
      V v8) {
    return ofPairs(k1, v1, k2, v2, k3, v3, k4, v4, k5, v5, k6, v6, k7, v7, k8, v8);
  }

  private static <K extends @Nullable Object, V extends @Nullable Object>
      PersistentMap<K, V> ofPairs(@Nullable Object... pairs) {
    EditToken token = new EditToken();
    TrieNode root = TrieNode.EMPTY;
    for (int i = 0; i < pairs.length; i += 2) {
      root = root.putRoot(pairs[i], pairs[i + 1], token);
      if (root.size == i / 2) {
        throw new IllegalArgumentException(
            "of rejected: two keys are equal, pair=" + (i / 2 + 1) + ", pairs=" + pairs.length / 2);
      }
    }
    return wrap(root);
  }

  /**
   * Answers a map of the given entries.
   *
   * @param entries the entries; they are copied
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the map
   * @throws IllegalArgumentException if two of the keys are equal
   * @throws NullPointerException if the array or an entry is null
   */
  @SafeVarargs
  public static <K extends @Nullable Object, V extends @Nullable Object>
      PersistentMap<K, V> ofEntries(Entry<? extends K, ? extends V>... entries) {
    Objects.requireNonNull(entries, "entries");
    @Nullable Object[] pairs = new @Nullable Object[2 * entries.length];
    for (int i = 0; i < entries.length; i++) {
      Entry<? extends K, ? extends V> entry = Objects.requireNonNull(entries[i], "entry");
      pairs[2 * i] = entry.getKey();
      pairs[2 * i + 1] = entry.getValue();
    }
    return ofPairs(pairs);
  }

  /**
   * Answers a map with the entries of another one.
   *
   * @param map what to copy
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the copy; {@code map} itself if it is a persistent map
   * @throws NullPointerException if {@code map} is null
   */
  @SuppressWarnings("unchecked") // an immutable map of subtypes is a map of the types
  public static <K extends @Nullable Object, V extends @Nullable Object> PersistentMap<K, V> copyOf(
      Map<? extends K, ? extends V> map) {
    if (Objects.requireNonNull(map, "map") instanceof PersistentMap<?, ?> same) {
      return (PersistentMap<K, V>) same;
    }
    return PersistentMap.<K, V>empty().withAll(map);
  }

  /**
   * Answers a collector into a persistent map, for sequential and parallel streams.
   *
   * @param key tells the key of an element
   * @param value tells the value of an element
   * @param <T> the type of the stream's elements
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the collector; it throws {@link IllegalStateException} if two elements have equal keys
   */
  public static <T extends @Nullable Object, K extends @Nullable Object, V extends @Nullable Object>
      Collector<T, ?, PersistentMap<K, V>> toMap(
          Function<? super T, ? extends K> key, Function<? super T, ? extends V> value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    return Collector.of(
        () -> PersistentMap.<K, V>of().builder(),
        (into, element) -> into.adopt().putNew(key.apply(element), value.apply(element)),
        (into, more) -> into.adopt().putAllNew(more.adopt().build()),
        into -> into.adopt().build());
  }

  /**
   * Answers a collector into a persistent map that merges the values of equal keys.
   *
   * @param key tells the key of an element
   * @param value tells the value of an element
   * @param merge applied to the earlier and the later value of equal keys
   * @param <T> the type of the stream's elements
   * @param <K> the type of the keys
   * @param <V> the type of the values
   * @return the collector
   */
  public static <T extends @Nullable Object, K extends @Nullable Object, V extends @Nullable Object>
      Collector<T, ?, PersistentMap<K, V>> toMap(
          Function<? super T, ? extends K> key,
          Function<? super T, ? extends V> value,
          BinaryOperator<V> merge) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(merge, "merge");
    return Collector.of(
        () -> PersistentMap.<K, V>of().builder(),
        (into, element) -> into.adopt().merge(key.apply(element), value.apply(element), merge),
        (into, more) -> into.adopt().build().withAll(more.adopt().build(), merge).builder(),
        into -> into.adopt().build());
  }

  /**
   * Answers this map with a value put at a key.
   *
   * @param key the key
   * @param value its value from here on
   * @return the map; {@code this} if the key has that very object as its value
   */
  public PersistentMap<K, V> with(K key, V value) {
    return changed(root.putRoot(key, value, null));
  }

  /**
   * Answers this map without a key.
   *
   * @param key the key
   * @return the map; {@code this} if the key is absent
   */
  public PersistentMap<K, V> without(@Nullable Object key) {
    return changed(root.removeRoot(key, null));
  }

  /**
   * Answers this map with the value of a key replaced by a function of it.
   *
   * @param key the key
   * @param f called once, on this thread, with the value, or with null if the key is absent; what
   *     it answers becomes the value, whatever it is
   * @return the map; {@code this} if {@code f} answers the object that was there
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put; f takes null
  public PersistentMap<K, V> update(K key, Function<? super @Nullable V, ? extends V> f) {
    Objects.requireNonNull(f, "f");
    return with(key, f.apply((V) root.getRoot(key, null)));
  }

  /**
   * Answers this map with all entries of another one put into it. Node by node, skipping what both
   * share, if the other one is a persistent map.
   *
   * @param map what to put; its values replace those that are here, the keys that are here stay
   * @return the map; {@code this} if nothing changed
   * @throws NullPointerException if {@code map} is null
   */
  public PersistentMap<K, V> withAll(Map<? extends K, ? extends V> map) {
    if (Objects.requireNonNull(map, "map") instanceof PersistentMap<?, ?> other) {
      return changed(TrieMerge.merge(root, other.root));
    }
    return this.builder().putAll(map).build(this);
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
  public PersistentMap<K, V> withAll(Map<? extends K, ? extends V> map, BinaryOperator<V> merge) {
    Objects.requireNonNull(merge, "merge");
    if (Objects.requireNonNull(map, "map") instanceof PersistentMap<?, ?> other) {
      return changed(TrieMerge.merge(root, other.root, merge));
    }
    Builder<K, V> all = builder();
    map.forEach((key, value) -> all.merge(key, value, merge));
    return all.build(this);
  }

  /**
   * Answers this map without some keys. Node by node if they are a {@link PersistentSet}.
   *
   * @param keys the keys
   * @return the map; {@code this} if all of them are absent
   * @throws NullPointerException if {@code keys} is null
   */
  public PersistentMap<K, V> withoutAll(Iterable<?> keys) {
    if (Objects.requireNonNull(keys, "keys") instanceof PersistentSet<?> other) {
      return changed(TrieMerge.minus(root, other.root));
    }
    Builder<K, V> rest = builder();
    for (Object key : keys) {
      rest.remove(key);
    }
    return rest.build(this);
  }

  /**
   * Answers this map with no other keys than the given ones. Node by node if they are a {@link
   * PersistentSet}.
   *
   * @param keys the keys to keep; those that are absent here do not matter
   * @return the map; {@code this} if all keys stay
   * @throws NullPointerException if {@code keys} is null
   */
  public PersistentMap<K, V> only(Iterable<?> keys) {
    Objects.requireNonNull(keys, "keys");
    return changed(TrieMerge.intersect(root, PersistentSet.copyOf(keys).root));
  }

  /**
   * Answers a map of the same keys with other values. No key is hashed or compared.
   *
   * @param f called once for each entry, with key and value
   * @param <W> the type of the new values
   * @return the map; {@code this} if every value stayed the same object
   */
  @SuppressWarnings("unchecked") // if no value changed, they are of the new type
  public <W extends @Nullable Object> PersistentMap<K, W> mapValues(
      BiFunction<? super K, ? super V, ? extends W> f) {
    Objects.requireNonNull(f, "f");
    HashNode next =
        root.mapValues(
            (BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>)
                (BiFunction<?, ?, ?>) f);
    return next == root ? (PersistentMap<K, W>) this : new PersistentMap<>((TrieNode) next);
  }

  /**
   * Reports what differs between an older version and this one, skipping what both share. Values
   * are compared with {@code equals}.
   *
   * @param older the version to compare with
   * @param to told each difference once, on this thread; what it throws ends the comparison and
   *     reaches the caller
   * @see MapChanges#between
   */
  @SuppressWarnings("unchecked") // the tries hold what was put
  public void diff(PersistentMap<K, V> older, MapDiff<? super K, ? super V> to) {
    Objects.requireNonNull(older, "older");
    Objects.requireNonNull(to, "to");
    TrieDiff.diff(older.root, root, (MapDiff<@Nullable Object, @Nullable Object>) to);
  }

  @Override
  public int size() {
    return root.size;
  }

  @Override
  @SuppressWarnings("unchecked") // the trie holds what was put
  public @Nullable V get(@Nullable Object key) {
    return (V) root.getRoot(key, null);
  }

  @Override
  @SuppressWarnings("unchecked") // the trie holds what was put
  public @Nullable V getOrDefault(@Nullable Object key, @Nullable V defaultValue) {
    return (V) root.getRoot(key, defaultValue);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return root.getRoot(key, HashNode.ABSENT) != HashNode.ABSENT;
  }

  @Override
  @SuppressWarnings("unchecked") // the trie holds what was put
  public void forEach(BiConsumer<? super K, ? super V> action) {
    Objects.requireNonNull(action, "action");
    root.forEach((BiConsumer<@Nullable Object, @Nullable Object>) action);
  }

  /**
   * Answers the keys, as a set over the same structure: it may be updated and kept, and then keeps
   * this map's values from being collected.
   *
   * @return the keys
   */
  @Override
  public PersistentSet<K> keySet() {
    return PersistentSet.over(root);
  }

  @Override
  public Collection<V> values() {
    return new TrieViews.Values<>(root);
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new TrieViews.Entries<>(root);
  }

  /**
   * Answers a builder that starts with the entries of this map.
   *
   * @return the builder; it belongs to the current thread
   */
  public Builder<K, V> builder() {
    return new Builder<>(root);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    if (o == this) {
      return true;
    }
    if (o instanceof PersistentMap<?, ?> other) {
      return TrieDiff.equal(root, other.root, false);
    }
    return o instanceof Map<?, ?> other
        && other.size() == size()
        && entrySet().containsAll(other.entrySet());
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

  /**
   * Puts the elements in the stream, never the nodes.
   *
   * @return what is written
   */
  private Object writeReplace() {
    return SerialForm.ofMap(this);
  }

  /**
   * Refuses nodes, which nobody writes.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw SerialForm.rejected(PersistentMap.class);
  }

  /**
   * Collects many changes of a map, writing into nodes that only it knows.
   *
   * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="mapBuilder"}
   *
   * <p>{@link #build} takes O(1) and may be called again and again, with changes between: what was
   * built never changes. A builder belongs to the thread that made it; {@code build} and {@link
   * #handOver} let the next thread take it. Any other use by another thread is refused with {@link
   * IllegalStateException}, so that no race can reach a built map. If {@code equals} or {@code
   * hashCode} of a key throws, {@link #put} and {@link #remove} leave the builder as it was.
   *
   * @param <K> the type of the keys
   * @param <V> the type of the values
   */
  public static final class Builder<K extends @Nullable Object, V extends @Nullable Object>
      extends HashTrieBuilder<Builder<K, V>> {
    Builder(TrieNode root) {
      super(root);
    }

    /**
     * Puts a value at a key.
     *
     * @param key the key
     * @param value its value from here on
     * @return this builder
     */
    public Builder<K, V> put(K key, V value) {
      putEntry(key, value);
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
      if (Objects.requireNonNull(map, "map") instanceof PersistentMap<?, ?> other) {
        TrieNode mine = share();
        replace(mine, TrieMerge.merge(mine, other.root));
      } else {
        for (Entry<? extends K, ? extends V> entry : map.entrySet()) {
          putEntry(entry.getKey(), entry.getValue());
        }
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
      removeKey(key);
      return this;
    }

    /**
     * Answers the value of a key.
     *
     * @param key the key
     * @return its value; null if the key is absent, or has null as its value
     */
    @SuppressWarnings("unchecked") // the trie holds what was put
    public @Nullable V get(@Nullable Object key) {
      return (V) root().getRoot(key, null);
    }

    /**
     * Tells whether a key is there.
     *
     * @param key the key
     * @return true if it is
     */
    public boolean containsKey(@Nullable Object key) {
      return root().getRoot(key, HashNode.ABSENT) != HashNode.ABSENT;
    }

    /** {@return the number of entries} */
    public int size() {
      return count();
    }

    /**
     * Answers what was collected, and lets the next thread that uses the builder take it. The
     * builder may be used on; what it answered stays as it is.
     *
     * @return the map
     */
    public PersistentMap<K, V> build() {
      PersistentMap<K, V> built = wrap(share());
      release();
      return built;
    }

    /** The same, but answers the map that the builder started from if nothing changed. */
    PersistentMap<K, V> build(PersistentMap<K, V> start) {
      return root() == start.root ? start : build();
    }

    @SuppressWarnings("unchecked") // the trie holds what was put
    void merge(K key, V value, BinaryOperator<V> merge) {
      Object there = root().getRoot(key, HashNode.ABSENT);
      putEntry(key, there == HashNode.ABSENT ? value : merge.apply((V) there, value));
    }

    void putNew(K key, V value) {
      int before = count();
      put(key, value);
      if (count() == before) {
        throw duplicate();
      }
    }

    Builder<K, V> putAllNew(PersistentMap<K, V> more) {
      int before = count();
      putAll(more);
      if (count() - before != more.size()) {
        throw duplicate();
      }
      return this;
    }

    private static IllegalStateException duplicate() {
      return new IllegalStateException(
          "toMap rejected: two elements have equal keys; give toMap a function that merges their"
              + " values");
    }
  }
}
