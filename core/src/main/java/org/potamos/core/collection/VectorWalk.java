package org.potamos.core.collection;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Iterates over a vector forwards: leaf by leaf, descending once in 32 steps. */
final class VectorWalk<E extends @Nullable Object> implements Iterator<E> {
  private static final int MASK = TrieVector.WIDTH - 1;

  private final TrieVector<E> trie;
  private final int end;

  /** The place in the trie of the next element. */
  private int next;

  /** The leaf in which the element before {@link #next} lies, at first that of {@code next}. */
  private @Nullable Object[] leaf;

  VectorWalk(TrieVector<E> trie, int from) {
    this.trie = trie;
    this.end = trie.size;
    this.next = from;
    this.leaf = from < end ? trie.leafAt(from) : trie.tail;
  }

  @Override
  public boolean hasNext() {
    return next < end;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
  public E next() {
    int i = next;
    if (i >= end) {
      throw new NoSuchElementException();
    }
    next = i + 1;
    int place = i & MASK;
    if (place == 0) {
      leaf = trie.leafAt(i);
    }
    return (E) leaf[place];
  }

  @Override
  public void forEachRemaining(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    int i = next;
    next = end;
    VectorNodes.forEach(trie, i, end, action);
  }

  @Override
  public void remove() {
    throw Mutators.refused("remove");
  }
}
