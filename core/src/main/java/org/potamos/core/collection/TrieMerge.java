package org.potamos.core.collection;

import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Bulk operations of two hash tries, node by node: merge, union, intersection, difference. */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
final class TrieMerge {
  /*
   * Overview
   *
   * Two tries with the same hash function are laid upon each other. Each of the 32 places of a node
   * holds nothing, an entry or a child in either of them:
   *
   *              b: nothing     b: entry                   b: child
   *   a: nothing     -          b's entry                  b's child
   *   a: entry    a's entry     one entry or a new child   b's child with a's entry in it
   *   a: child    a's child     a's child with b's entry   both, one level down
   *
   *   I1  a's key objects stay, b's values win (merge), a's values stay (union), or a function of both
   *       decides.
   *   I2  subtrees that are the same object are answered at once, unless a function has to see every
   *       common key. What the two share costs nothing.
   *   I3  the result is a, or b, where nothing else differs, down to every single node. So merging in
   *       what is there answers the same object, and the memory is that of the difference.
   *   I4  results are canonical (I3 of TrieNode): a merge only adds; a difference or intersection hands
   *       a lone entry up, as removal does.
   *   I5  both nodes of a pair stand on the same level, so they are of the same kind. The level of
   *       collision nodes is decided by their class, never by masking a bit.
   *
   * A merge first compares the keys that stand at one place in both, so it knows the maps of the
   * result and takes exact slots.
   *
   * Elsewhere: single entries in TrieNode; which forms collision nodes take in CollisionNode.
   */

  /** What decides the value of a key that both have; null: b's value, or a's if {@link #keepA}. */
  private final @Nullable BinaryOperator<@Nullable Object> function;

  /** Whether a's value stays at a key that both have: sets. */
  private final boolean keepA;

  private TrieMerge(@Nullable BinaryOperator<@Nullable Object> function, boolean keepA) {
    this.function = function;
    this.keepA = keepA;
  }

  /** All entries of both; b's values win. */
  static TrieNode merge(TrieNode a, TrieNode b) {
    return run(new TrieMerge(null, false), a, b);
  }

  /** All entries of both; {@code function} decides where a key is in both. */
  @SuppressWarnings("unchecked") // the tries hold what was put
  static TrieNode merge(TrieNode a, TrieNode b, BinaryOperator<?> function) {
    return run(
        new TrieMerge((BinaryOperator<@Nullable Object>) Objects.requireNonNull(function), false),
        a,
        b);
  }

  /** All keys of both; a's values stay. */
  static TrieNode union(TrieNode a, TrieNode b) {
    return run(new TrieMerge(null, true), a, b);
  }

  /** The entries of a whose keys are in b. */
  static TrieNode intersect(TrieNode a, TrieNode b) {
    return select(a, b, true);
  }

  /** The entries of a whose keys are not in b. */
  static TrieNode minus(TrieNode a, TrieNode b) {
    return select(a, b, false);
  }

  private static TrieNode run(TrieMerge merge, TrieNode a, TrieNode b) {
    if (a.size == 0) {
      return b;
    }
    return b.size == 0 ? a : (TrieNode) merge.both(a, b, 0);
  }

  // Merging.

  private HashNode both(HashNode a, HashNode b, int shift) {
    if (a == b && function == null) {
      return a;
    }
    if (a instanceof TrieNode x && b instanceof TrieNode y) {
      return places(x, y, shift);
    }
    return collisions(a, b, shift);
  }

  private TrieNode places(TrieNode a, TrieNode b, int shift) {
    int kids = a.kids | b.kids;
    int data = (a.data ^ b.data) & ~kids;
    for (int rest = a.data & b.data; rest != 0; rest &= rest - 1) {
      int bit = rest & -rest;
      if (HashNode.same(b.slots[b.entryIndex(bit)], a.slots[a.entryIndex(bit)])) {
        data |= bit;
      } else {
        kids |= bit;
      }
    }
    int entryEnd = Integer.bitCount(data) << 1;
    @Nullable Object[] slots = new @Nullable Object[entryEnd + Integer.bitCount(kids)];
    boolean isA = true;
    boolean isB = true;
    int to = 0;
    for (int rest = data; rest != 0; rest &= rest - 1, to += 2) {
      int bit = rest & -rest;
      if ((b.data & bit) == 0) {
        int i = a.entryIndex(bit);
        slots[to] = a.slots[i];
        slots[to + 1] = a.slots[i + 1];
        isB = false;
      } else if ((a.data & bit) == 0) {
        int j = b.entryIndex(bit);
        slots[to] = b.slots[j];
        slots[to + 1] = b.slots[j + 1];
        isA = false;
      } else {
        int i = a.entryIndex(bit);
        int j = b.entryIndex(bit);
        Object value = valueOf(a.slots[i + 1], b.slots[j + 1]);
        slots[to] = a.slots[i];
        slots[to + 1] = value;
        isA &= value == a.slots[i + 1];
        isB &= value == b.slots[j + 1] && a.slots[i] == b.slots[j];
      }
    }
    int size = entryEnd >> 1;
    to = slots.length;
    for (int rest = kids; rest != 0; rest &= rest - 1) {
      int bit = rest & -rest;
      HashNode mine = (a.kids & bit) == 0 ? null : a.child(a.childIndex(bit));
      HashNode theirs = (b.kids & bit) == 0 ? null : b.child(b.childIndex(bit));
      HashNode child = children(a, mine, b, theirs, bit, shift + HashNode.BITS);
      isA &= child == mine;
      isB &= child == theirs;
      slots[--to] = child;
      size += child.size;
    }
    if (isA) {
      return a;
    }
    return isB ? b : new TrieNode(data, kids, slots, size, null);
  }

  /** A place where at least one of the two has a child, or both have entries of different keys. */
  private HashNode children(
      TrieNode a,
      @Nullable HashNode mine,
      TrieNode b,
      @Nullable HashNode theirs,
      int bit,
      int shift) {
    if (mine != null && theirs != null) {
      return both(mine, theirs, shift);
    }
    if (mine != null) {
      if ((b.data & bit) == 0) {
        return mine;
      }
      int j = b.entryIndex(bit);
      return putTheirs(mine, shift, b.slots[j], b.slots[j + 1]);
    }
    int i = a.entryIndex(bit);
    if (theirs == null) {
      int j = b.entryIndex(bit);
      return TrieNode.ofTwo(
          shift,
          HashNode.hashOf(a.slots[i]),
          a.slots[i],
          a.slots[i + 1],
          HashNode.hashOf(b.slots[j]),
          b.slots[j],
          b.slots[j + 1],
          null);
    }
    return (a.data & bit) == 0 ? theirs : putMine(theirs, shift, a.slots[i], a.slots[i + 1]);
  }

  /** Two nodes of which at least one is a collision node; by I5 both are. */
  private HashNode collisions(HashNode a, HashNode b, int shift) {
    HashNode all = a;
    @Nullable Object[] entries = b.ownEntries();
    for (int i = 0; i < b.ownEntryEnd(); i += 2) {
      all = putTheirs(all, shift, entries[i], entries[i + 1]);
    }
    return all == a || !sameEntries(all, b) ? all : b;
  }

  /** Whether the merged node holds just the objects that b holds (I3). */
  private static boolean sameEntries(HashNode all, HashNode b) {
    if (all.size != b.size) {
      return false;
    }
    @Nullable Object[] mine = all.ownEntries();
    @Nullable Object[] theirs = b.ownEntries();
    for (int i = 0; i < 2 * b.size; i++) {
      if (mine[i] != theirs[i]) {
        return false;
      }
    }
    return true;
  }

  /** b's entry into a's node. */
  private HashNode putTheirs(HashNode a, int shift, @Nullable Object key, @Nullable Object value) {
    int hash = HashNode.hashOf(key);
    if (function == null) {
      return a.put(shift, hash, key, keepA ? HashNode.KEEP : value, null);
    }
    Object there = a.get(shift, hash, key, HashNode.ABSENT);
    return a.put(
        shift, hash, key, there == HashNode.ABSENT ? value : function.apply(there, value), null);
  }

  private static boolean isThere(HashNode node, int shift, int hash, @Nullable Object key) {
    return node.get(shift, hash, key, HashNode.ABSENT) != HashNode.ABSENT;
  }

  /** a's entry into b's node. The key object is a's, so b's has to go if it is another one. */
  private HashNode putMine(HashNode b, int shift, @Nullable Object key, @Nullable Object value) {
    int hash = HashNode.hashOf(key);
    Object there = b.get(shift, hash, key, HashNode.ABSENT);
    if (there == HashNode.ABSENT) {
      return b.put(shift, hash, key, value, null);
    }
    Object next = valueOf(value, there);
    HashNode rest = b.remove(shift, hash, key, null);
    HashNode all = rest.put(shift, hash, key, next, null);
    return next == there && holdsKey(b, key) ? b : all;
  }

  /** Whether b holds this very key object. */
  private static boolean holdsKey(HashNode b, @Nullable Object key) {
    boolean[] found = {false};
    b.forEach((there, value) -> found[0] |= there == key);
    return found[0];
  }

  private @Nullable Object valueOf(@Nullable Object mine, @Nullable Object theirs) {
    if (function != null) {
      return function.apply(mine, theirs);
    }
    return keepA ? mine : theirs;
  }

  /** The entries at the start and the children at the end of an array, without what is between. */
  private static @Nullable Object[] joined(@Nullable Object[] slots, int entryEnd, int childEnd) {
    @Nullable Object[] exact = new @Nullable Object[entryEnd + childEnd];
    System.arraycopy(slots, 0, exact, 0, entryEnd);
    System.arraycopy(slots, slots.length - childEnd, exact, entryEnd, childEnd);
    return exact;
  }

  // Selecting.

  private static TrieNode select(TrieNode a, TrieNode b, boolean common) {
    HashNode kept = select(a, b, 0, common);
    return kept == null ? TrieNode.EMPTY : (TrieNode) kept;
  }

  /**
   * The entries of a whose keys are in b ({@code common}), or are not; null if there are none. A
   * node with a lone entry is left to the caller (I4).
   */
  private static @Nullable HashNode select(HashNode a, HashNode b, int shift, boolean common) {
    if (a == b) {
      return common ? a : null;
    }
    if (!(a instanceof TrieNode x) || !(b instanceof TrieNode y)) {
      return selectOneByOne(a, b, shift, common);
    }
    @Nullable Object[] slots = new @Nullable Object[x.slots.length + 2 * Integer.bitCount(x.kids)];
    int data = 0;
    int kids = 0;
    int entryEnd = 0;
    int childEnd = 0;
    int size = 0;
    for (int rest = x.data | x.kids; rest != 0; rest &= rest - 1) {
      int bit = rest & -rest;
      HashNode child = null;
      if ((x.data & bit) != 0) {
        int i = x.entryIndex(bit);
        if (isAt(y, bit, shift, x.slots[i]) != common) {
          continue;
        }
        slots[entryEnd] = x.slots[i];
        slots[entryEnd + 1] = x.slots[i + 1];
      } else {
        child = selectChild(x.child(x.childIndex(bit)), y, bit, shift, common);
        if (child == null) {
          continue;
        }
        if (child.size == 1) {
          slots[entryEnd] = child.onlyKey();
          slots[entryEnd + 1] = child.onlyValue();
          child = null;
        }
      }
      if (child == null) {
        data |= bit;
        entryEnd += 2;
        size++;
      } else {
        kids |= bit;
        childEnd++;
        slots[slots.length - childEnd] = child;
        size += child.size;
      }
    }
    if (size == x.size) {
      return x;
    }
    return size == 0
        ? null
        : new TrieNode(data, kids, joined(slots, entryEnd, childEnd), size, null);
  }

  /** What remains of a's child, given what b has at its place. */
  private static @Nullable HashNode selectChild(
      HashNode child, TrieNode b, int bit, int shift, boolean common) {
    int below = shift + HashNode.BITS;
    if ((b.kids & bit) != 0) {
      return select(child, b.child(b.childIndex(bit)), below, common);
    }
    if ((b.data & bit) == 0) {
      return common ? null : child;
    }
    Object key = b.slots[b.entryIndex(bit)];
    int hash = HashNode.hashOf(key);
    if (!common) {
      return child.remove(below, hash, key, null);
    }
    Object value = child.get(below, hash, key, HashNode.ABSENT);
    if (value == HashNode.ABSENT) {
      return null;
    }
    // The one common entry, with the key object that a holds.
    @Nullable Object[] found = {key, value};
    child.forEach((mine, itsValue) -> {
      if (itsValue == value && HashNode.same(key, mine)) {
        found[0] = mine;
      }
    });
    return new TrieNode(TrieNode.bitAt(below, hash), 0, found, 1, null);
  }

  /** Whether b has a key at its place of this level or below it. */
  private static boolean isAt(TrieNode b, int bit, int shift, @Nullable Object key) {
    if ((b.data & bit) != 0) {
      return HashNode.same(key, b.slots[b.entryIndex(bit)]);
    }
    return (b.kids & bit) != 0
        && isThere(b.child(b.childIndex(bit)), shift + HashNode.BITS, HashNode.hashOf(key), key);
  }

  /** Two nodes of which at least one is a collision node; by I5 both are. */
  private static @Nullable HashNode selectOneByOne(
      HashNode a, HashNode b, int shift, boolean common) {
    HashNode kept = a;
    @Nullable Object[] entries = a.ownEntries();
    int left = a.size;
    for (int i = 0; i < 2 * a.size; i += 2) {
      Object key = entries[i];
      int hash = HashNode.hashOf(key);
      if (isThere(b, shift, hash, key) != common) {
        left--;
        if (left == 0) {
          return null;
        }
        kept = kept.remove(shift, hash, key, null);
      }
    }
    return kept;
  }
}
