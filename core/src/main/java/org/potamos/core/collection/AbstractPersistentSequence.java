package org.potamos.core.collection;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What {@link PersistentVector} and {@link PersistentList} share as lists. */
abstract class AbstractPersistentSequence<E extends @Nullable Object>
    extends AbstractPersistentCollection<E> implements List<E> {

  @Override
  public int indexOf(@Nullable Object o) {
    int i = 0;
    for (E e : this) {
      if (Objects.equals(o, e)) {
        return i;
      }
      i++;
    }
    return -1;
  }

  @Override
  public boolean contains(@Nullable Object o) {
    return indexOf(o) >= 0;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    if (o == this) {
      return true;
    }
    if (!(o instanceof List<?> other) || other.size() != size()) {
      return false;
    }
    Iterator<?> theirs = other.iterator();
    for (E mine : this) {
      if (!theirs.hasNext() || !Objects.equals(mine, theirs.next())) {
        return false;
      }
    }
    return !theirs.hasNext();
  }

  @Override
  public int hashCode() {
    int h = 1;
    for (E e : this) {
      h = 31 * h + Objects.hashCode(e);
    }
    return h;
  }

  /** {@return a view of the elements, last first; it refuses every mutator as this list does} */
  @Override
  public List<E> reversed() {
    return ReversedView.of(this);
  }

  @Override
  public final void add(int index, E element) {
    throw Mutators.refused("add");
  }

  @Override
  public final boolean addAll(int index, Collection<? extends E> c) {
    throw Mutators.refused("addAll");
  }

  @Override
  public final E set(int index, E element) {
    throw Mutators.refused("set");
  }

  @Override
  public final E remove(int index) {
    throw Mutators.refused("remove");
  }

  @Override
  public final void replaceAll(UnaryOperator<E> operator) {
    throw Mutators.refused("replaceAll");
  }

  @Override
  public final void sort(@Nullable Comparator<? super E> c) {
    throw Mutators.refused("sort");
  }

  @Override
  public final void addFirst(E e) {
    throw Mutators.refused("addFirst");
  }

  @Override
  public final void addLast(E e) {
    throw Mutators.refused("addLast");
  }

  @Override
  public final E removeFirst() {
    throw Mutators.refused("removeFirst");
  }

  @Override
  public final E removeLast() {
    throw Mutators.refused("removeLast");
  }
}
