package org.potamos.core.collection;

import java.util.Iterator;
import java.util.ListIterator;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A persistent vector that does not begin at the first place of its trie.
 *
 * @param <E> the type of the elements
 */
@SuppressWarnings("ReferenceEquality") // an unchanged node or element is known by its identity
final class VectorSlice<E extends @Nullable Object> extends PersistentVector<E> {
  /*
   * Overview
   *
   * A trie can be cut off behind in O(log n), as its shape follows from its size. In front it cannot,
   * as all indices would move. So a slice keeps the indices of its trie and adds from to its own:
   *
   *   trie   [ null .. null | from ......... size )
   *   slice                 [ 0 ... size - from )
   *
   *   I1  the slice ends where its trie ends, so updates at the end are those of the trie.
   *   I2  whatever lies before from is null on the path to from, and so is kept alive by nobody.
   *   I3  0 < from < trieSize, and there are more than 32 elements. Anything else is a TrieVector: a
   *       slice of up to 32 elements is copied into a tail.
   *   I4  from < 1 << trie.shift: children of the root before the one in which from lies are left out
   *       of it, which moves indices by a multiple of what they held. So a queue (plus at the end,
   *       subList(1, size) at the front) neither grows nor runs out of indices.
   */

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialized: see PersistentVector.writeReplace
  final TrieVector<E> trie;

  final int from;

  private VectorSlice(TrieVector<E> trie, int from) {
    this.trie = trie;
    this.from = from;
  }

  /** The elements of a trie from an index on; what lies before it may be null already. */
  static <E extends @Nullable Object> PersistentVector<E> of(TrieVector<E> trie, int start) {
    if (start == 0) {
      return trie;
    }
    int size = trie.size - start;
    if (size <= TrieVector.WIDTH) {
      @Nullable Object[] few = new @Nullable Object[size];
      VectorNodes.copyTo(trie, start, few);
      return new TrieVector<>(null, few, size, TrieVector.BITS);
    }
    @Nullable Object[] root = trie.trie();
    int shift = trie.shift;
    int from = start;
    int end = trie.size;
    while (true) {
      int dead = from >>> shift;
      if (dead > 0) {
        root = TrieVector.copy(root, dead, root.length);
        from -= dead << shift;
        end -= dead << shift;
      }
      if (root.length > 1 || shift == TrieVector.BITS) {
        break;
      }
      root = VectorNodes.node(root, 0);
      shift -= TrieVector.BITS;
    }
    TrieVector<E> rest =
        new TrieVector<>(VectorNodes.cutFront(root, shift, from), trie.tail, end, shift);
    return from == 0 ? rest : new VectorSlice<>(rest, from);
  }

  /** The same slice of another version of its trie. */
  private PersistentVector<E> over(TrieVector<E> next) {
    return next == trie ? this : new VectorSlice<>(next, from);
  }

  @Override
  public int size() {
    return trie.size - from;
  }

  @Override
  public E get(int index) {
    checkElement(index, size());
    return trie.get(from + index);
  }

  @Override
  public PersistentVector<E> plus(E element) {
    return over(trie.plus(element));
  }

  @Override
  public PersistentVector<E> with(int index, E element) {
    checkElement(index, size());
    return over(trie.with(from + index, element));
  }

  @Override
  public PersistentVector<E> withoutLast() {
    return of(trie.take(trie.size - 1), from);
  }

  @Override
  public PersistentVector<E> subList(int fromIndex, int toIndex) {
    checkRange(fromIndex, toIndex, size());
    if (fromIndex == toIndex) {
      return TrieVector.empty();
    }
    if (toIndex - fromIndex == size()) {
      return this;
    }
    return of(trie.take(from + toIndex), from + fromIndex);
  }

  @Override
  public Builder<E> builder() {
    return new Builder<>(new TransientVector(trie, from));
  }

  @Override
  public Iterator<E> iterator() {
    return new VectorWalk<>(trie, from);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    checkPlace(index, size());
    return new VectorIterator<>(trie, from, index);
  }

  @Override
  public Spliterator<E> spliterator() {
    return new VectorSpliterator<>(trie, from, trie.size);
  }

  @Override
  public void forEach(Consumer<? super E> action) {
    spliterator().forEachRemaining(action);
  }

  @Override
  @SuppressWarnings("NullAway") // the JDK does not say that elements of the array may be null
  public Object[] toArray() {
    @Nullable Object[] all = new @Nullable Object[size()];
    VectorNodes.copyTo(trie, from, all);
    return all;
  }

  @Override
  int computeHash() {
    return VectorNodes.hash(trie, from);
  }
}
