package org.potamos.core.collection;

import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list with its last element first. The JDK's own view would hand some mutators on to what
 * refuses them with another exception, or not at all if nothing would change.
 */
class ReversedView<E extends @Nullable Object> extends AbstractPersistentSequence<E> {
  private final List<E> list;

  private ReversedView(List<E> list) {
    this.list = list;
  }

  static <E extends @Nullable Object> List<E> of(List<E> list) {
    return list instanceof RandomAccess ? new Indexed<>(list) : new ReversedView<>(list);
  }

  /** With quick access by index. */
  private static final class Indexed<E extends @Nullable Object> extends ReversedView<E>
      implements RandomAccess {
    Indexed(List<E> list) {
      super(list);
    }
  }

  @Override
  public int size() {
    return list.size();
  }

  @Override
  public E get(int index) {
    PersistentVector.checkElement(index, size());
    return list.get(size() - 1 - index);
  }

  @Override
  public List<E> reversed() {
    return list;
  }

  @Override
  public int indexOf(@Nullable Object o) {
    int last = list.lastIndexOf(o);
    return last < 0 ? -1 : size() - 1 - last;
  }

  @Override
  public int lastIndexOf(@Nullable Object o) {
    int first = list.indexOf(o);
    return first < 0 ? -1 : size() - 1 - first;
  }

  @Override
  public Iterator<E> iterator() {
    return listIterator(0);
  }

  @Override
  public ListIterator<E> listIterator() {
    return listIterator(0);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    PersistentVector.checkPlace(index, size());
    ListIterator<E> it = list.listIterator(size() - index);
    return new ListIterator<>() {
      @Override
      public boolean hasNext() {
        return it.hasPrevious();
      }

      @Override
      public E next() {
        return it.previous();
      }

      @Override
      public boolean hasPrevious() {
        return it.hasNext();
      }

      @Override
      public E previous() {
        return it.next();
      }

      @Override
      public int nextIndex() {
        return size() - it.nextIndex();
      }

      @Override
      public int previousIndex() {
        return nextIndex() - 1;
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
    };
  }

  @Override
  public List<E> subList(int fromIndex, int toIndex) {
    PersistentVector.checkRange(fromIndex, toIndex, size());
    return of(list.subList(size() - toIndex, size() - fromIndex));
  }
}
