package org.potamos.core.collection;

import java.util.Arrays;
import java.util.BitSet;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A vector while its builder changes it. */
final class TransientVector {
  /*
   * Overview
   *
   * The trie of a TrieVector whose last path is open: nodes that are not full yet are 32 places wide,
   * with null behind what is there, and so is the tail.
   *
   *   I1  a node that is not full is in no vector: build copies the last path, exact in length. So
   *       add may write into it without asking.
   *   I2  any other node is written only if its bit in owned is set: it was made here, and no vector
   *       has been built since. All others are copied first, and belong to the builder from then on.
   *   I3  the tail is in no vector; it is copied by build. It holds up to 32 elements, and is pushed
   *       into the trie when the next one comes.
   *   I4  all indices are those of the trie; a slice's elements begin at from.
   *
   * Bits stand for nodes by level and by number within the level, so nodes stay bare arrays, and a
   * leaf that is shared with another vector (addAll) simply gets no bit. There may be one empty node
   * behind the last leaf, and levels above the needed one, after removals; build leaves both out.
   *
   * Bits are for set and removeLast only: whoever just adds pays for one bit in 32 elements.
   */

  private static final int BITS = TrieVector.BITS;
  private static final int WIDTH = TrieVector.WIDTH;
  private static final int MASK = WIDTH - 1;

  /** Levels of nodes there can be: shift 0 (leaves) to 30. */
  private static final int LEVELS = 7;

  private @Nullable Object[] root;
  private int shift;

  /** How many elements are in the trie: a multiple of 32. */
  private int trieSize;

  private @Nullable Object[] tail;
  private int tailLength;

  private final int from;

  /** For each level, the nodes that may be written (I2); null if there are none. */
  private final @Nullable BitSet[] owned = new @Nullable BitSet[LEVELS];

  /** Starts with the elements of a trie from an index on. */
  TransientVector(TrieVector<?> start, int from) {
    this.from = from;
    trieSize = TrieVector.trieSize(start.size);
    tailLength = start.size - trieSize;
    tail = Arrays.copyOf(start.tail, WIDTH);
    shift = start.shift;
    root = trieSize == 0 ? new @Nullable Object[WIDTH] : opened(start.trie(), shift);
  }

  /** A copy of a node with the last path open. */
  private static @Nullable Object[] opened(@Nullable Object[] node, int level) {
    @Nullable Object[] copy = Arrays.copyOf(node, WIDTH);
    int last = node.length - 1;
    if (level > BITS) {
      copy[last] = opened(VectorNodes.node(node, last), level - BITS);
    }
    return copy;
  }

  int size() {
    return trieSize + tailLength - from;
  }

  private int end() {
    return trieSize + tailLength;
  }

  // Ownership.

  private boolean isOwned(int level, int number) {
    BitSet bits = owned[level / BITS];
    return bits != null && bits.get(number);
  }

  private void own(int level, int number) {
    BitSet bits = owned[level / BITS];
    if (bits == null) {
      bits = new BitSet();
      owned[level / BITS] = bits;
    }
    bits.set(number);
  }

  /** The root, made writable. */
  private @Nullable Object[] ownRoot() {
    if (!isOwned(shift, 0)) {
      root = root.clone();
      own(shift, 0);
    }
    return root;
  }

  /** The child of a writable node on the way to an index, made writable. */
  private @Nullable Object[] ownChild(@Nullable Object[] node, int level, int index) {
    int place = (index >>> level) & MASK;
    @Nullable Object[] child = VectorNodes.node(node, place);
    int number = index >>> level;
    if (!isOwned(level - BITS, number)) {
      child = child.clone();
      node[place] = child;
      own(level - BITS, number);
    }
    return child;
  }

  // Adding.

  void add(@Nullable Object element) {
    if (tailLength >= WIDTH - 1) {
      makeRoom();
    }
    tail[tailLength++] = element;
  }

  /** The largest vector ends with a tail of 31, so only here can one more be too many. */
  private void makeRoom() {
    if (tailLength == WIDTH) {
      pushTail();
    } else {
      requireRoom(1);
    }
  }

  private void pushTail() {
    own(0, trieSize >>> BITS);
    openNode()[(trieSize >>> BITS) & MASK] = tail;
    trieSize += WIDTH;
    tail = new @Nullable Object[WIDTH];
    tailLength = 0;
  }

  /** The node above the next leaf; by I1 it may be written. */
  private @Nullable Object[] openNode() {
    if (trieSize == 1L << (shift + BITS)) {
      @Nullable Object[] above = new @Nullable Object[WIDTH];
      above[0] = root;
      root = above;
      shift += BITS;
    }
    @Nullable Object[] node = root;
    for (int level = shift; level > BITS; level -= BITS) {
      int place = (trieSize >>> level) & MASK;
      if (node[place] == null) {
        node[place] = new @Nullable Object[WIDTH];
        own(level - BITS, trieSize >>> level);
      }
      node = VectorNodes.node(node, place);
    }
    return node;
  }

  void addVector(PersistentVector<?> vector) {
    switch (vector) {
      case TrieVector<?> whole -> addTrie(whole, 0);
      case VectorSlice<?> slice -> addTrie(slice.trie, slice.from);
    }
  }

  void requireRoom(int count) {
    if (end() > Integer.MAX_VALUE - count) {
      throw TrieVector.tooLarge();
    }
  }

  /** Adds a range of an array, in blocks. */
  void addArray(@Nullable Object[] elements, int start, int end) {
    requireRoom(end - start);
    int next = start;
    while (next < end) {
      if (tailLength == WIDTH) {
        pushTail();
      }
      int count = Math.min(end - next, WIDTH - tailLength);
      System.arraycopy(elements, next, tail, tailLength, count);
      tailLength += count;
      next += count;
    }
  }

  /** Adds the elements of a trie from an index on; whole leaves are shared if they fit. */
  private void addTrie(TrieVector<?> vector, int start) {
    requireRoom(vector.size - start);
    int leaves = TrieVector.trieSize(vector.size);
    int next = start;
    if ((tailLength & MASK) == 0 && (next & MASK) == 0 && next < leaves) {
      if (tailLength == WIDTH) {
        pushTail();
      }
      while (next < leaves) {
        next = shareLeaves(vector, next, leaves);
      }
    }
    while (next < vector.size) {
      @Nullable Object[] leaf = vector.leafAt(next);
      addArray(leaf, next & MASK, leaf.length);
      next += leaf.length - (next & MASK);
    }
  }

  /** Shares the next leaves that have one parent there and get one parent here. */
  private int shareLeaves(TrieVector<?> vector, int next, int leaves) {
    @Nullable Object[] theirs = vector.trie();
    for (int level = vector.shift; level > BITS; level -= BITS) {
      theirs = VectorNodes.node(theirs, (next >>> level) & MASK);
    }
    int there = (next >>> BITS) & MASK;
    @Nullable Object[] mine = openNode();
    int here = (trieSize >>> BITS) & MASK;
    int count = Math.min((leaves - next) >>> BITS, WIDTH - Math.max(there, here));
    System.arraycopy(theirs, there, mine, here, count);
    trieSize += count << BITS;
    return next + (count << BITS);
  }

  // By index.

  @Nullable Object get(int index) {
    PersistentVector.checkElement(index, size());
    int at = from + index;
    return at >= trieSize ? tail[at - trieSize] : VectorNodes.leafAt(root, shift, at)[at & MASK];
  }

  void set(int index, @Nullable Object element) {
    PersistentVector.checkElement(index, size());
    int at = from + index;
    if (at >= trieSize) {
      tail[at - trieSize] = element;
      return;
    }
    @Nullable Object[] node = ownRoot();
    for (int level = shift; level > 0; level -= BITS) {
      node = ownChild(node, level, at);
    }
    node[at & MASK] = element;
  }

  // Removing.

  void removeLast() {
    if (size() == 0) {
      throw new NoSuchElementException("removeLast rejected: the builder is empty, size=0");
    }
    if (tailLength == 0) {
      popTail();
    }
    tail[--tailLength] = null;
  }

  /** Takes the last leaf out of the trie, as the tail. */
  private void popTail() {
    int at = trieSize - WIDTH;
    @Nullable Object[] node = ownRoot();
    for (int level = shift; level > BITS; level -= BITS) {
      node = ownChild(node, level, at);
    }
    tail = ownChild(node, BITS, at);
    node[(at >>> BITS) & MASK] = null;
    BitSet leaves = owned[0];
    if (leaves != null) {
      leaves.clear(at >>> BITS);
    }
    trieSize = at;
    tailLength = WIDTH;
  }

  // Building.

  <E extends @Nullable Object> PersistentVector<E> build() {
    if (size() == 0) {
      return TrieVector.empty();
    }
    if (tailLength == 0) {
      popTail();
    }
    @Nullable Object[] last = Arrays.copyOf(tail, tailLength);
    @Nullable Object[] top = root;
    int level = shift;
    while (level > BITS && trieSize > 0 && trieSize <= 1 << level) {
      top = VectorNodes.node(top, 0);
      level -= BITS;
    }
    @Nullable Object @Nullable [] closed =
        trieSize == 0 ? null : VectorNodes.take(top, level, trieSize);
    Arrays.fill(owned, null);
    return VectorSlice.of(
        new TrieVector<>(closed, last, trieSize + tailLength, trieSize == 0 ? BITS : level), from);
  }
}
