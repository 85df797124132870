package org.potamos.core.collection;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Traverses a range of a vector's trie; splits between leaves. */
final class VectorSpliterator<E extends @Nullable Object> implements Spliterator<E> {
  private static final int MASK = TrieVector.WIDTH - 1;

  private final TrieVector<E> trie;
  private int next;
  private final int end;

  VectorSpliterator(TrieVector<E> trie, int next, int end) {
    this.trie = trie;
    this.next = next;
    this.end = end;
  }

  @Override
  @SuppressWarnings("unchecked") // the trie holds what was put
  public boolean tryAdvance(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    if (next >= end) {
      return false;
    }
    int i = next++;
    action.accept((E) trie.leafAt(i)[i & MASK]);
    return true;
  }

  @Override
  public void forEachRemaining(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    int i = next;
    next = end;
    VectorNodes.forEach(trie, i, end, action);
  }

  @Override
  public @Nullable Spliterator<E> trySplit() {
    int middle = ((next + end) >>> 1) & -TrieVector.WIDTH;
    if (middle <= next) {
      return null;
    }
    Spliterator<E> prefix = new VectorSpliterator<>(trie, next, middle);
    next = middle;
    return prefix;
  }

  @Override
  public long estimateSize() {
    return (long) end - next;
  }

  @Override
  public int characteristics() {
    return ORDERED | SIZED | SUBSIZED | IMMUTABLE;
  }
}
