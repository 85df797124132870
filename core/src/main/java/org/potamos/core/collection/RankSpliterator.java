package org.potamos.core.collection;

import java.util.Comparator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Traverses a range of a hash trie or a search tree, by rank in the order of iteration. As every
 * node knows its size, a rank is found in the time of a look-up, so any range splits into halves of
 * known and equal size.
 */
final class RankSpliterator<T extends @Nullable Object> implements Spliterator<T> {
  private final IntFunction<? extends RankIterator<T>> at;
  private final int characteristics;

  /** The order of the elements; null if it is the natural one, or if they are not sorted. */
  private final @Nullable Comparator<? super T> comparator;

  /** The rank of the next element. */
  private int next;

  /** The rank behind the last element. */
  private final int end;

  /**
   * Stands before {@link #next}; made at the first element, as most spliterators are split before.
   */
  private @Nullable RankIterator<T> cursor;

  /**
   * @param at makes an iterator that stands before the element of a rank
   * @param size how many elements there are
   * @param characteristics more than sized, subsized and immutable
   * @param comparator the order, if the characteristics say sorted; null for natural order, and if
   *     they do not
   */
  RankSpliterator(
      IntFunction<? extends RankIterator<T>> at,
      int size,
      int characteristics,
      @Nullable Comparator<? super T> comparator) {
    this(at, 0, size, characteristics, comparator);
  }

  private RankSpliterator(
      IntFunction<? extends RankIterator<T>> at,
      int next,
      int end,
      int characteristics,
      @Nullable Comparator<? super T> comparator) {
    this.at = at;
    this.next = next;
    this.end = end;
    this.characteristics = characteristics;
    this.comparator = comparator;
  }

  private RankIterator<T> cursor() {
    RankIterator<T> mine = cursor;
    if (mine == null) {
      mine = at.apply(next);
      cursor = mine;
    }
    return mine;
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    Objects.requireNonNull(action, "action");
    if (next >= end) {
      return false;
    }
    RankIterator<T> mine = cursor();
    next++;
    action.accept(mine.next());
    return true;
  }

  @Override
  public void forEachRemaining(Consumer<? super T> action) {
    Objects.requireNonNull(action, "action");
    int count = end - next;
    if (count > 0) {
      RankIterator<T> mine = cursor();
      next = end;
      mine.forNext(count, action);
    }
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    int middle = (next + end) >>> 1;
    if (middle == next) {
      return null;
    }
    Spliterator<T> prefix = new RankSpliterator<>(at, next, middle, characteristics, comparator);
    next = middle;
    cursor = null;
    return prefix;
  }

  @Override
  public long estimateSize() {
    return (long) end - next;
  }

  @Override
  public int characteristics() {
    return characteristics | SIZED | SUBSIZED | IMMUTABLE;
  }

  @Override
  public @Nullable Comparator<? super T> getComparator() {
    if (hasCharacteristics(SORTED)) {
      return comparator;
    }
    throw new IllegalStateException("getComparator rejected: these elements are not sorted");
  }
}
