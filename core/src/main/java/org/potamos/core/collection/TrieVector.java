package org.potamos.core.collection;

import java.util.Arrays;
import java.util.Iterator;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A persistent vector: a radix trie of arrays, and a tail.
 *
 * @param <E> the type of the elements
 */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
final class TrieVector<E extends @Nullable Object> extends PersistentVector<E> {
  /*
   * Overview
   *
   * After Bagwell ("Fast and Space Efficient Trie Searches", 2000) and Clojure's vector, whose tail is
   * described by L'orange ("Improving RRB-Tree Performance through Transience", 2014). Nodes are bare
   * arrays: inner nodes hold nodes, leaves hold elements. Five bits of the index choose the place on
   * each level, high bits first.
   *
   *   size 70, shift 5                root [ . . ]            trieSize 64 = (size - 1) & ~31
   *                                         | |
   *                               leaf [ 0..31 ] [ 32..63 ]   tail [ 64..69 ]
   *
   *   I1  the tail holds the last 1 to 32 elements (none if the vector is empty), and is exact in
   *       length; so where the tail begins follows from the size alone.
   *   I2  every leaf is full. Inner nodes are full but for those on the path to the last leaf, which
   *       are exact in length.
   *   I3  the root stands at the lowest level that reaches: shift is 5 if its children are leaves, and
   *       more only if it has more than one child. Equal sizes mean equal shapes.
   *   I4  no array is written after the vector that holds it was made.
   *   I5  inside a VectorSlice, and only there, what lies before the slice's first element is null:
   *       elements, leaves and inner nodes. Index arithmetic is the same, I3 does not hold.
   *
   * Why no relaxed (RRB) nodes: docs/decisions/0008. Elsewhere: operations on nodes in VectorNodes,
   * many changes at once in TransientVector, cutting off the front in VectorSlice.
   */

  private static final long serialVersionUID = 1L;

  /** Elements of a leaf, and places of an inner node. */
  static final int WIDTH = 32;

  /** Bits of the index that a level consumes. */
  static final int BITS = 5;

  private static final @Nullable Object[] NOTHING = {};

  private static final TrieVector<?> EMPTY = new TrieVector<>(null, NOTHING, 0, BITS);

  /** Everything but the tail; null if there is nothing else. */
  @SuppressWarnings("serial") // never serialized: see PersistentVector.writeReplace
  final @Nullable Object @Nullable [] root;

  /** The last elements (I1). */
  @SuppressWarnings("serial") // never serialized: see PersistentVector.writeReplace
  final @Nullable Object[] tail;

  final int size;

  /** The level of the root: the bits of the index below its own (I3). */
  final int shift;

  TrieVector(@Nullable Object @Nullable [] root, @Nullable Object[] tail, int size, int shift) {
    this.root = root;
    this.tail = tail;
    this.size = size;
    this.shift = shift;
  }

  @SuppressWarnings("unchecked") // holds nothing
  static <E extends @Nullable Object> TrieVector<E> empty() {
    return (TrieVector<E>) EMPTY;
  }

  /** A vector of the elements of an array, which is copied, whatever its component type. */
  @SuppressWarnings("unchecked") // holds elements of the array only
  static <E extends @Nullable Object> PersistentVector<E> ofArray(@Nullable Object[] elements) {
    int size = elements.length;
    if (size == 0) {
      return empty();
    }
    if (size <= WIDTH) {
      return new TrieVector<>(null, copy(elements, 0, size), size, BITS);
    }
    int trieSize = trieSize(size);
    int shift = BITS;
    while (trieSize > 1L << (shift + BITS)) {
      shift += BITS;
    }
    return new TrieVector<>(
        VectorNodes.ofArray(elements, shift, 0, trieSize),
        copy(elements, trieSize, size),
        size,
        shift);
  }

  /** A range of an array, as an array that holds anything. */
  static @Nullable Object[] copy(@Nullable Object[] from, int start, int end) {
    return Arrays.copyOfRange(from, start, end, Object[].class);
  }

  /** How many elements are in the trie, and so where the tail begins. */
  static int trieSize(int size) {
    return size == 0 ? 0 : (size - 1) & -WIDTH;
  }

  static IllegalStateException tooLarge() {
    return new IllegalStateException(
        "plus rejected: a vector holds at most " + Integer.MAX_VALUE + " elements");
  }

  /** The leaf, or the tail, in which an index lies. */
  @Nullable Object[] leafAt(int index) {
    return index >= trieSize(size) ? tail : VectorNodes.leafAt(trie(), shift, index);
  }

  /** The root of a vector that has more than a tail. */
  @SuppressWarnings("NullAway") // asked for only if there are more than 32 elements
  @Nullable Object[] trie() {
    return root;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
  public E get(int index) {
    checkElement(index, size);
    if (index >= ((size - 1) & -WIDTH)) {
      return (E) tail[index & (WIDTH - 1)];
    }
    return (E) VectorNodes.leafAt(trie(), shift, index)[index & (WIDTH - 1)];
  }

  @Override
  public TrieVector<E> plus(E element) {
    int length = tail.length;
    if (length < WIDTH) {
      if (size == Integer.MAX_VALUE) {
        throw tooLarge();
      }
      @Nullable Object[] next = new @Nullable Object[length + 1];
      System.arraycopy(tail, 0, next, 0, length);
      next[length] = element;
      return new TrieVector<>(root, next, size + 1, shift);
    }
    int trieSize = size - WIDTH;
    @Nullable Object[] next = {element};
    if (trieSize == 0) {
      return new TrieVector<>(new @Nullable Object[] {tail}, next, size + 1, BITS);
    }
    if (trieSize == 1L << (shift + BITS)) {
      return new TrieVector<>(VectorNodes.raise(trie(), shift, tail), next, size + 1, shift + BITS);
    }
    return new TrieVector<>(VectorNodes.push(trie(), shift, trieSize, tail), next, size + 1, shift);
  }

  @Override
  public TrieVector<E> with(int index, E element) {
    checkElement(index, size);
    if (index >= trieSize(size)) {
      if (tail[index & (WIDTH - 1)] == element) {
        return this;
      }
      @Nullable Object[] next = tail.clone();
      next[index & (WIDTH - 1)] = element;
      return new TrieVector<>(root, next, size, shift);
    }
    @Nullable Object[] next = VectorNodes.with(trie(), shift, index, element);
    return next == root ? this : new TrieVector<>(next, tail, size, shift);
  }

  @Override
  public TrieVector<E> withoutLast() {
    int length = tail.length;
    if (length > 1) {
      @Nullable Object[] next = new @Nullable Object[length - 1];
      System.arraycopy(tail, 0, next, 0, length - 1);
      return new TrieVector<>(root, next, size - 1, shift);
    }
    if (length == 0) {
      throw noLast();
    }
    return take(size - 1);
  }

  static NoSuchElementException noLast() {
    return new NoSuchElementException("withoutLast rejected: the vector is empty, size=0");
  }

  /** The first so many elements. */
  TrieVector<E> take(int count) {
    if (count == size) {
      return this;
    }
    if (count == 0) {
      return empty();
    }
    int trieSize = trieSize(size);
    if (count > trieSize) {
      return new TrieVector<>(root, Arrays.copyOf(tail, count - trieSize), count, shift);
    }
    int rest = trieSize(count);
    @Nullable Object[] leaf = VectorNodes.leafAt(trie(), shift, count - 1);
    @Nullable Object[] last = count - rest == WIDTH ? leaf : Arrays.copyOf(leaf, count - rest);
    if (rest == 0) {
      return new TrieVector<>(null, last, count, BITS);
    }
    @Nullable Object[] next = VectorNodes.take(trie(), shift, rest);
    int level = shift;
    while (level > BITS && next.length == 1) {
      next = VectorNodes.node(next, 0);
      level -= BITS;
    }
    return new TrieVector<>(next, last, count, level);
  }

  @Override
  public PersistentVector<E> subList(int fromIndex, int toIndex) {
    checkRange(fromIndex, toIndex, size);
    if (fromIndex == toIndex) {
      return empty();
    }
    return VectorSlice.of(take(toIndex), fromIndex);
  }

  @Override
  public Builder<E> builder() {
    return new Builder<>(new TransientVector(this, 0));
  }

  @Override
  public Iterator<E> iterator() {
    return new VectorWalk<>(this, 0);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    checkPlace(index, size);
    return new VectorIterator<>(this, 0, index);
  }

  @Override
  public Spliterator<E> spliterator() {
    return new VectorSpliterator<>(this, 0, size);
  }

  @Override
  @SuppressWarnings("unchecked") // the trie holds what was put
  public void forEach(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    if (root != null) {
      VectorNodes.forEach(root, shift, (Consumer<@Nullable Object>) action);
    }
    for (Object element : tail) {
      action.accept((E) element);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // the JDK does not say that elements of the array may be null
  public Object[] toArray() {
    @Nullable Object[] all = new @Nullable Object[size];
    VectorNodes.copyTo(this, 0, all);
    return all;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    if (o instanceof TrieVector<?> other) {
      return o == this
          || (size == other.size
              && (size <= WIDTH || VectorNodes.equal(trie(), other.trie(), shift))
              && VectorNodes.equalElements(tail, other.tail));
    }
    return super.equals(o);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  int computeHash() {
    return VectorNodes.hash(this, 0);
  }
}
