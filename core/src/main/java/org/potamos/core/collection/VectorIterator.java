package org.potamos.core.collection;

import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Iterates over a vector in both directions: the list iterator. */
final class VectorIterator<E extends @Nullable Object> implements ListIterator<E> {
  private static final int MASK = TrieVector.WIDTH - 1;

  private final TrieVector<E> trie;

  /** Where the vector begins in the trie. */
  private final int from;

  /** The place in the trie before which the iterator stands. */
  private int next;

  /** The leaf of the element met last; of the next one, unless {@link #next} is at its edge. */
  private @Nullable Object[] leaf;

  VectorIterator(TrieVector<E> trie, int from, int index) {
    this.trie = trie;
    this.from = from;
    this.next = from + index;
    this.leaf = next < trie.size ? trie.leafAt(next) : trie.tail;
  }

  @Override
  public boolean hasNext() {
    return next < trie.size;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
  public E next() {
    int i = next;
    if (i >= trie.size) {
      throw new NoSuchElementException();
    }
    int place = i & MASK;
    if (place == 0) {
      leaf = trie.leafAt(i);
    }
    next = i + 1;
    return (E) leaf[place];
  }

  @Override
  public boolean hasPrevious() {
    return next > from;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
  public E previous() {
    if (next <= from) {
      throw new NoSuchElementException();
    }
    int i = next - 1;
    int place = i & MASK;
    if (place == MASK || next == trie.size) {
      leaf = trie.leafAt(i);
    }
    next = i;
    return (E) leaf[place];
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
  public void forEachRemaining(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    int end = trie.size;
    while (next < end) {
      @Nullable Object[] now = trie.leafAt(next);
      int place = next & MASK;
      next += now.length - place;
      while (place < now.length) {
        action.accept((E) now[place++]);
      }
    }
  }

  @Override
  public int nextIndex() {
    return next - from;
  }

  @Override
  public int previousIndex() {
    return next - from - 1;
  }

  @Override
  public void remove() {
    throw Mutators.refused("remove");
  }

  @Override
  public void set(E element) {
    throw Mutators.refused("set");
  }

  @Override
  public void add(E element) {
    throw Mutators.refused("add");
  }
}
