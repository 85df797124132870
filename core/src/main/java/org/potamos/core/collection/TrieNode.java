package org.potamos.core.collection;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A branching node of the hash trie. */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
final class TrieNode extends HashNode {
  /*
   * Overview
   *
   * The trie is a CHAMP: Steindorfer and Vinju, "Optimizing Hash-Array Mapped Tries for Fast and
   * Lean Immutable JVM Collections", OOPSLA 2015; after Bagwell, "Ideal Hash Trees", 2001.
   *
   * A node has 32 places, numbered by the next five bits of the hash. A place is empty, holds an
   * entry (a key and its value) or holds a child (a node for all the keys that agree so far):
   *
   *   data  bit i: place i holds an entry          slots  k v k v k v | c c c
   *   kids  bit i: place i holds a child                  entries ->    <- children, last place first
   *
   * Entries stand first, two slots each, in the order of their places; children stand last, in
   * reverse, so that either is found without the other's bit map: an entry's slot is twice the number
   * of data bits below its own, a child's slot is the last one less the number of kids bits below.
   * Iteration runs over all entries of a node before it descends.
   *
   *   level shift    0   5  10  15  20  25  30   35
   *   node           T   T   T   T   T   T   T    C     T trie node, C collision node
   *
   *   I1  data & kids == 0, and slots.length == 2 * bitCount(data) + bitCount(kids).
   *   I2  a key stands where its hash (hashOf) says, at the first level where it is alone.
   *   I3  every child has two entries or more, here or below: a child that a removal leaves with one
   *       is replaced by that entry. Hence equal content means equal shape, whatever the history, and
   *       equality can compare bit maps and skip shared nodes. The builder does the same.
   *   I4  children of the level at shift 30 are collision nodes, all others are trie nodes. That is
   *       why put and remove are methods of the node: no caller has to know the last level.
   *   I5  size is the number of entries here and below. Merging needs to know how much two tries
   *       share without walking it.
   *   I6  a node is written in place only by the builder whose token it carries, and only after the
   *       last call of users' code (hashCode, equals) in that operation: what throws leaves no trace.
   *
   * Arrays are exact in length, also in builders. A node below an owned node may be shared; a node
   * above an owned node is owned, as the builder copied its way down. So when a child was changed in
   * place (it answers itself, with another size), this node is the builder's too and takes the new
   * size over.
   *
   * Elsewhere: bulk operations of two tries in TrieMerge, comparison in TrieDiff, iteration in
   * TrieIterator and RankSpliterator, equal hashes in CollisionNode.
   */

  /** The level whose children are collision nodes. */
  static final int LAST_SHIFT = 30;

  private static final @Nullable Object[] NO_SLOTS = {};

  /** The root of everything empty; the only node without entries. */
  static final TrieNode EMPTY = new TrieNode(0, 0, NO_SLOTS, 0, null);

  /*
   * Not final: a builder writes them in place until it publishes the node. Whoever else sees the node
   * got it through a final field (the root of a map or set) that was written after that.
   */
  int data;
  int kids;
  @Nullable Object[] slots;

  TrieNode(int data, int kids, @Nullable Object[] slots, int size, @Nullable EditToken owner) {
    super(owner, size);
    this.data = data;
    this.kids = kids;
    this.slots = slots;
  }

  static int bitAt(int shift, int hash) {
    return 1 << (hash >>> shift); // the distance of << is taken modulo 32
  }

  int entryIndex(int bit) {
    return Integer.bitCount(data & (bit - 1)) << 1;
  }

  int childIndex(int bit) {
    return slots.length - 1 - Integer.bitCount(kids & (bit - 1));
  }

  @SuppressWarnings("NullAway") // a slot that kids tells of holds a child (I1)
  HashNode child(int index) {
    return (HashNode) slots[index];
  }

  @SuppressWarnings("NullAway") // above the last level children are trie nodes (I4)
  private static TrieNode asTrieNode(@Nullable Object child) {
    return (TrieNode) child;
  }

  // The root: hashes the key.

  @Nullable Object getRoot(@Nullable Object key, @Nullable Object absent) {
    return get(0, hashOf(key), key, absent);
  }

  TrieNode putRoot(@Nullable Object key, @Nullable Object value, @Nullable EditToken token) {
    return (TrieNode) put(0, hashOf(key), key, value, token);
  }

  TrieNode removeRoot(@Nullable Object key, @Nullable EditToken token) {
    TrieNode next = (TrieNode) remove(0, hashOf(key), key, token);
    return next.size == 0 ? EMPTY : next;
  }

  // Look-up: one loop, no call for a level.

  @Override
  @Nullable Object get(int shift, int hash, @Nullable Object key, @Nullable Object absent) {
    TrieNode node = this;
    int level = shift;
    while (true) {
      int bit = 1 << (hash >>> level);
      @Nullable Object[] slots = node.slots;
      int data = node.data;
      if ((data & bit) != 0) {
        int i = Integer.bitCount(data & (bit - 1)) << 1;
        return same(key, slots[i]) ? slots[i + 1] : absent;
      }
      int kids = node.kids;
      if ((kids & bit) == 0) {
        return absent;
      }
      Object child = slots[slots.length - 1 - Integer.bitCount(kids & (bit - 1))];
      if (level == LAST_SHIFT) {
        return ((CollisionNode) asNode(child)).get(level + BITS, hash, key, absent);
      }
      node = asTrieNode(child);
      level += BITS;
    }
  }

  @SuppressWarnings("NullAway") // a slot that kids tells of holds a child (I1)
  private static HashNode asNode(@Nullable Object child) {
    return (HashNode) child;
  }

  // Putting.

  @Override
  HashNode put(
      int shift,
      int hash,
      @Nullable Object key,
      @Nullable Object value,
      @Nullable EditToken token) {
    int bit = bitAt(shift, hash);
    if ((data & bit) != 0) {
      int i = entryIndex(bit);
      Object there = slots[i];
      if (same(key, there)) {
        return value == KEEP || slots[i + 1] == value ? this : withSlot(i + 1, value, token);
      }
      HashNode both =
          ofTwo(
              shift + BITS,
              hashOf(there),
              there,
              slots[i + 1],
              hash,
              key,
              value == KEEP ? null : value,
              token);
      return entryToChild(bit, both, token);
    }
    if ((kids & bit) != 0) {
      int i = childIndex(bit);
      HashNode child = child(i);
      int before = child.size;
      HashNode next = child.put(shift + BITS, hash, key, value, token);
      return withChild(i, child, before, next, token);
    }
    return withEntry(bit, key, value == KEEP ? null : value, token);
  }

  /** A node for two keys that have agreed on all levels above; it is as deep as they agree. */
  static HashNode ofTwo(
      int shift,
      int hash1,
      @Nullable Object key1,
      @Nullable Object value1,
      int hash2,
      @Nullable Object key2,
      @Nullable Object value2,
      @Nullable EditToken token) {
    if (shift > LAST_SHIFT) {
      return CollisionNode.ofTwo(key1, value1, key2, value2, token);
    }
    int bit1 = bitAt(shift, hash1);
    int bit2 = bitAt(shift, hash2);
    if (bit1 == bit2) {
      HashNode deeper = ofTwo(shift + BITS, hash1, key1, value1, hash2, key2, value2, token);
      return new TrieNode(0, bit1, new @Nullable Object[] {deeper}, 2, token);
    }
    int place1 = (hash1 >>> shift) & 31;
    int place2 = (hash2 >>> shift) & 31;
    @Nullable Object[] slots =
        place1 < place2
            ? new @Nullable Object[] {key1, value1, key2, value2}
            : new @Nullable Object[] {key2, value2, key1, value1};
    return new TrieNode(bit1 | bit2, 0, slots, 2, token);
  }

  // Removing.

  @Override
  HashNode remove(int shift, int hash, @Nullable Object key, @Nullable EditToken token) {
    int bit = bitAt(shift, hash);
    if ((data & bit) != 0) {
      return same(key, slots[entryIndex(bit)]) ? withoutEntry(bit, token) : this;
    }
    if ((kids & bit) != 0) {
      int i = childIndex(bit);
      HashNode child = child(i);
      int before = child.size;
      HashNode next = child.remove(shift + BITS, hash, key, token);
      return next.size == 1
          ? childToEntry(bit, next.onlyKey(), next.onlyValue(), token)
          : withChild(i, child, before, next, token);
    }
    return this;
  }

  // Making the changed node, in place if it is the builder's.

  private TrieNode withSlot(int index, @Nullable Object content, @Nullable EditToken token) {
    if (isOwnedBy(token)) {
      slots[index] = content;
      return this;
    }
    @Nullable Object[] next = slots.clone();
    next[index] = content;
    return new TrieNode(data, kids, next, size, token);
  }

  /**
   * @param before the child's size before it was changed, perhaps in place
   */
  private TrieNode withChild(
      int index, HashNode child, int before, HashNode next, @Nullable EditToken token) {
    int nextSize = size - before + next.size;
    if (next == child) {
      if (next.size != before) {
        size = nextSize; // in place below, so the builder's here too
      }
      return this;
    }
    if (isOwnedBy(token)) {
      slots[index] = next;
      size = nextSize;
      return this;
    }
    @Nullable Object[] copy = slots.clone();
    copy[index] = next;
    return new TrieNode(data, kids, copy, nextSize, token);
  }

  private TrieNode withEntry(
      int bit, @Nullable Object key, @Nullable Object value, @Nullable EditToken token) {
    int i = entryIndex(bit);
    @Nullable Object[] next = new @Nullable Object[slots.length + 2];
    System.arraycopy(slots, 0, next, 0, i);
    next[i] = key;
    next[i + 1] = value;
    System.arraycopy(slots, i, next, i + 2, slots.length - i);
    return become(data | bit, kids, next, size + 1, token);
  }

  private TrieNode withoutEntry(int bit, @Nullable EditToken token) {
    int i = entryIndex(bit);
    @Nullable Object[] next = new @Nullable Object[slots.length - 2];
    System.arraycopy(slots, 0, next, 0, i);
    System.arraycopy(slots, i + 2, next, i, next.length - i);
    return become(data ^ bit, kids, next, size - 1, token);
  }

  /** The entry at a place goes down into a child with one entry more. */
  private TrieNode entryToChild(int bit, HashNode child, @Nullable EditToken token) {
    int from = entryIndex(bit);
    int nextKids = kids | bit;
    @Nullable Object[] next = new @Nullable Object[slots.length - 1];
    int to = next.length - 1 - Integer.bitCount(nextKids & (bit - 1));
    System.arraycopy(slots, 0, next, 0, from);
    System.arraycopy(slots, from + 2, next, from, to - from);
    next[to] = child;
    System.arraycopy(slots, to + 2, next, to + 1, next.length - to - 1);
    return become(data ^ bit, nextKids, next, size + 1, token);
  }

  /** A child that has one entry left comes up as that entry. */
  private TrieNode childToEntry(
      int bit, @Nullable Object key, @Nullable Object value, @Nullable EditToken token) {
    int from = childIndex(bit);
    int to = entryIndex(bit);
    @Nullable Object[] next = new @Nullable Object[slots.length + 1];
    System.arraycopy(slots, 0, next, 0, to);
    next[to] = key;
    next[to + 1] = value;
    System.arraycopy(slots, to, next, to + 2, from - to);
    System.arraycopy(slots, from + 1, next, from + 2, slots.length - from - 1);
    return become(data | bit, kids ^ bit, next, size - 1, token);
  }

  private TrieNode become(
      int nextData,
      int nextKids,
      @Nullable Object[] nextSlots,
      int nextSize,
      @Nullable EditToken token) {
    if (isOwnedBy(token)) {
      data = nextData;
      kids = nextKids;
      slots = nextSlots;
      size = nextSize;
      return this;
    }
    return new TrieNode(nextData, nextKids, nextSlots, nextSize, token);
  }

  // Walking.

  @Override
  @Nullable Object onlyKey() {
    return slots[0];
  }

  @Override
  @Nullable Object onlyValue() {
    return slots[1];
  }

  @Override
  void forEach(BiConsumer<@Nullable Object, @Nullable Object> action) {
    @Nullable Object[] all = slots;
    int end = ownEntryEnd();
    for (int i = 0; i < end; i += 2) {
      action.accept(all[i], all[i + 1]);
    }
    for (int i = all.length - 1; i >= end; i--) {
      asNode(all[i]).forEach(action);
    }
  }

  @Override
  HashNode mapValues(BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> f) {
    @Nullable Object[] next = slots.clone();
    boolean changed = false;
    int end = ownEntryEnd();
    for (int i = 0; i < end; i += 2) {
      Object value = f.apply(slots[i], slots[i + 1]);
      changed |= value != slots[i + 1];
      next[i + 1] = value;
    }
    for (int i = slots.length - 1; i >= end; i--) {
      HashNode child = child(i).mapValues(f);
      changed |= child != slots[i];
      next[i] = child;
    }
    return changed ? new TrieNode(data, kids, next, size, null) : this;
  }

  @Override
  @Nullable Object[] ownEntries() {
    return slots;
  }

  @Override
  int ownEntryEnd() {
    return Integer.bitCount(data) << 1;
  }
}
