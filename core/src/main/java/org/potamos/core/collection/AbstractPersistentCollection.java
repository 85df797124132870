package org.potamos.core.collection;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all persistent collections and their views share: refusal of every mutator, and the queries
 * that follow from an iterator.
 *
 * <p>Not {@link java.util.AbstractCollection}: its heirs carry fields for modification counts and
 * views, which would cost every collection 8 to 16 bytes, and refuse a mutator only if it would
 * change something.
 */
@SuppressWarnings("ReferenceEquality") // whether an element is this collection itself
abstract class AbstractPersistentCollection<E extends @Nullable Object> implements Collection<E> {

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public boolean contains(@Nullable Object o) {
    for (E e : this) {
      if (Objects.equals(o, e)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean containsAll(Collection<?> c) {
    for (Object o : c) {
      if (!contains(o)) {
        return false;
      }
    }
    return true;
  }

  @Override
  @SuppressWarnings("NullAway") // the JDK does not say that elements of the array may be null
  public Object[] toArray() {
    @Nullable Object[] all = new @Nullable Object[size()];
    int i = 0;
    for (E e : this) {
      all[i++] = e;
    }
    return all;
  }

  @Override
  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // the contract of toArray; ArrayStoreException if T is wrong
  public <T extends @Nullable Object> T[] toArray(T[] a) {
    int size = size();
    T[] all = a.length < size ? Arrays.copyOf(a, size) : a;
    int i = 0;
    for (E e : this) {
      all[i++] = (T) e;
    }
    if (i < all.length) {
      all[i] = null;
    }
    return all;
  }

  /**
   * {@return the elements in order, as in {@code [a, b]}; the collection itself as a short note}
   */
  @Override
  public String toString() {
    Iterator<E> it = iterator();
    if (!it.hasNext()) {
      return "[]";
    }
    StringBuilder text = new StringBuilder("[");
    while (true) {
      E e = it.next();
      if (e == this) {
        text.append("(this Collection)");
      } else {
        text.append(e);
      }
      if (!it.hasNext()) {
        return text.append(']').toString();
      }
      text.append(", ");
    }
  }

  @Override
  public final boolean add(E e) {
    throw Mutators.refused("add");
  }

  @Override
  public final boolean addAll(Collection<? extends E> c) {
    throw Mutators.refused("addAll");
  }

  @Override
  public final boolean remove(@Nullable Object o) {
    throw Mutators.refused("remove");
  }

  @Override
  public final boolean removeAll(Collection<?> c) {
    throw Mutators.refused("removeAll");
  }

  @Override
  public final boolean removeIf(Predicate<? super E> filter) {
    throw Mutators.refused("removeIf");
  }

  @Override
  public final boolean retainAll(Collection<?> c) {
    throw Mutators.refused("retainAll");
  }

  @Override
  public final void clear() {
    throw Mutators.refused("clear");
  }
}
