package org.potamos.core.collection;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The entries of keys whose hashes are wholly equal. */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
final class CollisionNode extends HashNode {
  /*
   * Overview
   *
   * Hashes of strings collide by design of whoever sends them ("Aa" and "BB"), so a flood of equal
   * hashes must stay fast. A node has one of two forms, and its content alone tells which:
   *
   *   array   entries: keys and values in turn, in the order of their arrival; searched with equals
   *   tree    tree:    a search tree in the keys' natural order
   *
   *   I1  tree form if and only if there are more than ARRAY_MAX keys, all of one class, that class is
   *       Comparable to itself, and no two of the keys compare as equal. There is no hysteresis, so
   *       equal content has equal form, as everywhere in the trie (up to the order in an array).
   *   I2  two entries or more, but for the moment in which remove hands a last one to its caller.
   *   I3  never written in place, by builders neither: collisions are rare, and the tree is persistent.
   *
   * A key of another class than the tree's is searched one by one: it may equal a key of the tree
   * though it cannot be compared with it (a java.sql.Timestamp and a java.util.Date).
   *
   * Falling back to an array when a key of another class or a tie comes makes putting n such keys
   * quadratic, as in java.util.HashMap's worst case. A stranger can send strings of one hash, not
   * keys of another class.
   *
   * If compareTo lies, a key may be missed, and put may add it a second time. Sizes stay right, as they
   * are counted from what is there.
   */

  /** Up to so many keys are searched one by one: as java.util.HashMap. */
  static final int ARRAY_MAX = 8;

  private static final ClassValue<Boolean> COMPARABLE_TO_ITSELF =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (Type implemented : type.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType generic
                && generic.getRawType() == Comparable.class
                && generic.getActualTypeArguments()[0] == type) {
              return true;
            }
          }
          return false;
        }
      };

  /** Keys and values in turn; null in tree form. */
  final @Nullable Object @Nullable [] entries;

  /** The search tree; null in array form. */
  final WeightBalancedTree.@Nullable Node tree;

  private CollisionNode(@Nullable Object[] entries, @Nullable EditToken owner) {
    super(owner, entries.length / 2);
    this.entries = entries;
    this.tree = null;
  }

  private CollisionNode(WeightBalancedTree.Node tree, @Nullable EditToken owner) {
    super(owner, tree.size);
    this.entries = null;
    this.tree = tree;
  }

  static CollisionNode ofTwo(
      @Nullable Object key1,
      @Nullable Object value1,
      @Nullable Object key2,
      @Nullable Object value2,
      @Nullable EditToken token) {
    return new CollisionNode(new @Nullable Object[] {key1, value1, key2, value2}, token);
  }

  // Which form?

  /** The order of the tree. Both keys are of the tree's class. */
  @SuppressWarnings("unchecked") // I1: keys are comparable to each other
  private static int compare(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  private static final Comparator<Object> NATURAL = CollisionNode::compare;

  private static boolean isComparableToItself(Class<?> type) {
    return type == String.class || COMPARABLE_TO_ITSELF.get(type);
  }

  /** The form that the content asks for. The array becomes the node's. */
  private static CollisionNode of(@Nullable Object[] entries, @Nullable EditToken token) {
    @Nullable Object[] sorted = sortedIfTree(entries);
    if (sorted != null) {
      WeightBalancedTree.Node tree = WeightBalancedTree.ofSorted(sorted, 0, sorted.length);
      if (tree != null) {
        return new CollisionNode(tree, token);
      }
    }
    return new CollisionNode(entries, token);
  }

  /** The same entries in the order of their keys; null if the array form is due (I1). */
  private static @Nullable Object @Nullable [] sortedIfTree(@Nullable Object[] entries) {
    if (entries.length <= 2 * ARRAY_MAX || entries[0] == null) {
      return null;
    }
    Class<?> type = entries[0].getClass();
    if (!isComparableToItself(type)) {
      return null;
    }
    Entry[] pairs = new Entry[entries.length / 2];
    for (int i = 0; i < pairs.length; i++) {
      Object key = entries[2 * i];
      if (key == null || key.getClass() != type) {
        return null;
      }
      pairs[i] = new Entry(key, entries[2 * i + 1]);
    }
    try {
      Arrays.sort(pairs, (a, b) -> compare(a.key, b.key));
    } catch (IllegalArgumentException compareToContradictsItself) {
      return null; // what java.util's sort noticed: no order to build on
    }
    @Nullable Object[] sorted = new @Nullable Object[entries.length];
    for (int i = 0; i < pairs.length; i++) {
      if (i > 0 && compare(pairs[i - 1].key, pairs[i].key) >= 0) {
        return null;
      }
      sorted[2 * i] = pairs[i].key;
      sorted[2 * i + 1] = pairs[i].value;
    }
    return sorted;
  }

  private record Entry(Object key, @Nullable Object value) {}

  /** Whether a key can be searched by the order of the tree. */
  private static boolean isOf(WeightBalancedTree.Node tree, @Nullable Object key) {
    return key != null && tree.key != null && key.getClass() == tree.key.getClass();
  }

  // Searching.

  private static int indexOf(@Nullable Object[] entries, @Nullable Object key) {
    for (int i = 0; i < entries.length; i += 2) {
      if (same(key, entries[i])) {
        return i;
      }
    }
    return -1;
  }

  /** A key of the tree's class that compares as equal, but is not: it makes the node an array. */
  private static boolean isTie(WeightBalancedTree.@Nullable Node found, @Nullable Object key) {
    return found != null && !same(key, found.key);
  }

  @Override
  @Nullable Object get(int shift, int hash, @Nullable Object key, @Nullable Object absent) {
    if (entries == null && tree != null && key != null && isOf(tree, key)) {
      WeightBalancedTree.Node found = WeightBalancedTree.find(tree, key, NATURAL);
      return found == null || isTie(found, key) ? absent : found.value;
    }
    @Nullable Object[] all = ownEntries();
    int i = indexOf(all, key);
    return i < 0 ? absent : all[i + 1];
  }

  // Changing.

  @Override
  CollisionNode put(
      int shift,
      int hash,
      @Nullable Object key,
      @Nullable Object value,
      @Nullable EditToken token) {
    if (entries == null && tree != null && key != null && isOf(tree, key)) {
      WeightBalancedTree.Node found = WeightBalancedTree.find(tree, key, NATURAL);
      if (!isTie(found, key)) {
        WeightBalancedTree.Node next = WeightBalancedTree.put(tree, key, value, NATURAL);
        return next == tree ? this : new CollisionNode(next, token);
      }
    }
    @Nullable Object[] all = ownEntries();
    int i = indexOf(all, key);
    if (i < 0) {
      @Nullable Object[] next = Arrays.copyOf(all, all.length + 2);
      next[all.length] = key;
      next[all.length + 1] = value == KEEP ? null : value;
      return of(next, token);
    }
    if (value == KEEP || all[i + 1] == value) {
      return this;
    }
    @Nullable Object[] next = all.clone();
    next[i + 1] = value;
    return of(next, token);
  }

  @Override
  CollisionNode remove(int shift, int hash, @Nullable Object key, @Nullable EditToken token) {
    if (entries == null && tree != null && key != null && isOf(tree, key)) {
      WeightBalancedTree.Node found = WeightBalancedTree.find(tree, key, NATURAL);
      if (found == null || isTie(found, key)) {
        return this;
      }
      WeightBalancedTree.Node next = WeightBalancedTree.remove(tree, key, NATURAL);
      if (next != null && next.size > ARRAY_MAX) {
        return next == tree ? this : new CollisionNode(next, token);
      }
    }
    @Nullable Object[] all = ownEntries();
    int i = indexOf(all, key);
    if (i < 0) {
      return this;
    }
    @Nullable Object[] next = new @Nullable Object[all.length - 2];
    System.arraycopy(all, 0, next, 0, i);
    System.arraycopy(all, i + 2, next, i, next.length - i);
    return of(next, token);
  }

  // Walking.

  @Override
  @Nullable Object onlyKey() {
    return ownEntries()[0];
  }

  @Override
  @Nullable Object onlyValue() {
    return ownEntries()[1];
  }

  @Override
  void forEach(BiConsumer<@Nullable Object, @Nullable Object> action) {
    if (entries == null) {
      WeightBalancedTree.forEach(tree, action);
    } else {
      for (int i = 0; i < entries.length; i += 2) {
        action.accept(entries[i], entries[i + 1]);
      }
    }
  }

  @Override
  HashNode mapValues(BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> f) {
    if (tree != null) {
      WeightBalancedTree.Node next = WeightBalancedTree.mapValues(tree, f);
      return next == tree || next == null ? this : new CollisionNode(next, null);
    }
    @Nullable Object[] all = ownEntries();
    @Nullable Object[] next = all.clone();
    boolean changed = false;
    for (int i = 0; i < all.length; i += 2) {
      Object value = f.apply(all[i], all[i + 1]);
      changed |= value != all[i + 1];
      next[i + 1] = value;
    }
    return changed ? new CollisionNode(next, null) : this;
  }

  /** The entries: the node's own array, not to be written, or a copy of the tree. */
  @Override
  @Nullable Object[] ownEntries() {
    if (entries != null) {
      return entries;
    }
    @Nullable Object[] all = new @Nullable Object[2 * size];
    int[] next = {0};
    WeightBalancedTree.forEach(
        tree,
        (key, value) -> {
          all[next[0]++] = key;
          all[next[0]++] = value;
        });
    return all;
  }

  @Override
  int ownEntryEnd() {
    return 2 * size;
  }
}
