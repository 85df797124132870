package org.potamos.core.collection;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list that grows and shrinks in front, whose updates share structure with the list
 * they started from.
 *
 * <p>Choose it for a stack, for a history with the newest first, or for whatever is taken apart
 * from the front. When elements are read by index or come and go at the end, take a {@link
 * PersistentVector}; a list that is made once and never updated may as well be a {@link
 * List#copyOf}.
 *
 * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="list"}
 *
 * <h2>Updates</h2>
 *
 * Every update answers a list; this one stays as it is. An update that changes nothing answers
 * {@code this}: putting the identical element, adding nothing, dropping nothing, the whole as a
 * slice.
 *
 * <table>
 * <caption>Time and new objects; n is the size, m that of the argument</caption>
 * <tr><th>operation</th><th>time</th><th>new</th></tr>
 * <tr><td>{@link #head}, {@link #tail}, {@link #size}</td><td>O(1)</td><td>nothing</td></tr>
 * <tr><td>{@link #plus}</td><td>O(1)</td><td>one cell</td></tr>
 * <tr><td>{@link #plusAll}</td><td>O(m)</td><td>m cells</td></tr>
 * <tr><td>{@link #get}, {@link #drop}</td><td>O(index)</td><td>nothing</td></tr>
 * <tr><td>{@link #with}, {@link #update}, {@link #without}</td><td>O(index)</td>
 *     <td>the cells up to the index; those behind it are shared</td></tr>
 * <tr><td>{@link #subList}</td><td>O(its end)</td><td>nothing if it reaches to the end of this
 *     list, else a cell for each element; what lies outside is not kept alive</td></tr>
 * <tr><td>{@code equals} with another persistent list</td><td>O(what the two do not
 *     share)</td><td>nothing</td></tr>
 * <tr><td>{@link #iterator}, {@link #forEach}, {@code hashCode}</td><td>O(n)</td>
 *     <td>nothing</td></tr>
 * <tr><td>a step of {@link #listIterator(int)}</td><td>O(1), but O(index) for the first step
 *     back</td><td>nothing; an array as long as the index for the first step back</td></tr>
 * </table>
 *
 * Nothing recurses along the list, so that no length of it exhausts the stack.
 *
 * <h2>As a {@code java.util.List}</h2>
 *
 * May hold null. Equal to every other list of equal elements, in both directions; every method that
 * would change a list throws {@link UnsupportedOperationException}, also when nothing would change.
 * Not a {@link java.util.RandomAccess}. The spliterator splits in halves, which takes a walk to the
 * middle, and knows its size. Serializable if the elements are. Holds at most {@link
 * Integer#MAX_VALUE} elements; whatever would exceed that throws {@link IllegalStateException}
 * before it makes anything.
 *
 * <h2>Memory effects</h2>
 *
 * A list may be handed to another thread through a plain field.
 *
 * @param <E> the type of the elements
 */
@SuppressWarnings("ReferenceEquality") // an unchanged element or shared cell is known by identity
public final class PersistentList<E extends @Nullable Object> extends AbstractPersistentSequence<E>
    implements PersistentCollection<E>, Serializable {
  // A list is its first cell, and each cell the list of what follows; there is no other object. The
  // cell has no field for the hash code: that would make every one of them larger, for the few that
  // are keys. Three fields, all final, so that all cells are visible to whoever sees the first.

  private static final long serialVersionUID = 1L;

  private static final PersistentList<?> EMPTY = new PersistentList<>();

  /** The first element; null in the empty list. */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  private final E head;

  /** The list behind the first element; the empty list itself in the empty list. */
  private final PersistentList<E> tail;

  /** The number of cells from this one on. */
  private final int size;

  @SuppressWarnings("NullAway") // nobody sees the head of the empty list
  private PersistentList() {
    this.head = null;
    this.tail = this;
    this.size = 0;
  }

  /**
   * A cell.
   *
   * @param size one more than that of {@code tail}
   */
  PersistentList(E head, PersistentList<E> tail, int size) {
    this.head = head;
    this.tail = tail;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // holds nothing
  private static <E extends @Nullable Object> PersistentList<E> empty() {
    return (PersistentList<E>) EMPTY;
  }

  /** The elements of an array, in its order, in front of a list. */
  @SuppressWarnings({"unchecked", "NullAway"}) // the callers collected elements of the type
  private static <E extends @Nullable Object> PersistentList<E> inFront(
      @Nullable Object[] elements, PersistentList<E> of) {
    PersistentList<E> list = of;
    for (int i = elements.length - 1; i >= 0; i--) {
      list = list.plus((E) elements[i]);
    }
    return list;
  }

  /**
   * Answers the empty list, always the same one.
   *
   * @param <E> the type of the elements
   * @return the empty list
   */
  public static <E extends @Nullable Object> PersistentList<E> of() {
    return empty();
  }

  /**
   * Answers a list of the given elements, in their order.
   *
   * @param elements the elements; they are copied
   * @param <E> the type of the elements
   * @return the list
   * @throws NullPointerException if the array is null
   */
  @SafeVarargs
  public static <E extends @Nullable Object> PersistentList<E> of(E... elements) {
    Objects.requireNonNull(elements, "elements");
    PersistentList<E> list = empty();
    for (int i = elements.length - 1; i >= 0; i--) {
      list = list.plus(elements[i]);
    }
    return list;
  }

  /**
   * Answers a list of the elements of a collection, in its order.
   *
   * @param elements what to copy
   * @param <E> the type of the elements
   * @return the list; {@code elements} itself if it is a persistent list
   * @throws NullPointerException if {@code elements} is null
   */
  @SuppressWarnings("unchecked") // an immutable list of a subtype is a list of the type
  public static <E extends @Nullable Object> PersistentList<E> copyOf(
      Iterable<? extends E> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof PersistentList<?> same) {
      return (PersistentList<E>) same;
    }
    if (elements instanceof Collection<?> all) {
      return inFront(all.toArray(), PersistentList.<E>empty());
    }
    List<E> collected = new ArrayList<>(); // the last cell is made first
    for (E element : elements) {
      collected.add(element);
    }
    return inFront(collected.toArray(), PersistentList.<E>empty());
  }

  /**
   * Answers a collector into a persistent list, in the order of the stream, for sequential and
   * parallel streams.
   *
   * @param <E> the type of the elements
   * @return the collector
   */
  public static <E extends @Nullable Object> Collector<E, ?, PersistentList<E>> toList() {
    return Collector.<E, List<E>, PersistentList<E>>of(
        ArrayList::new,
        List::add,
        (into, more) -> {
          into.addAll(more);
          return into;
        },
        PersistentList::copyOf);
  }

  /**
   * Answers this list with an element in front.
   *
   * @param element the element
   * @return the list, one larger; its tail is this list
   */
  @Override
  public PersistentList<E> plus(E element) {
    requireRoomFor(1);
    return new PersistentList<>(element, this, size + 1);
  }

  /**
   * Answers this list with all the elements in front, put there one after another: the last of them
   * ends up first.
   *
   * @param elements what to add, in this order
   * @return the larger list; {@code this} if there is nothing to add
   * @throws NullPointerException if {@code elements} is null
   */
  @Override
  public PersistentList<E> plusAll(Iterable<? extends E> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof Collection<?> all) {
      requireRoomFor(all.size());
    }
    PersistentList<E> list = this;
    for (E element : elements) {
      list = list.plus(element);
    }
    return list;
  }

  private void requireRoomFor(int more) {
    if (more > Integer.MAX_VALUE - size) {
      throw new IllegalStateException(
          "plus rejected: a list holds at most Integer.MAX_VALUE elements, size="
              + size
              + ", more="
              + more);
    }
  }

  /**
   * Answers the first element.
   *
   * @return the element
   * @throws NoSuchElementException if the list is empty
   */
  public E head() {
    requireElement("head");
    return head;
  }

  /**
   * Answers the list behind the first element.
   *
   * @return the list, one smaller
   * @throws NoSuchElementException if the list is empty
   */
  public PersistentList<E> tail() {
    requireElement("tail");
    return tail;
  }

  private void requireElement(String operation) {
    if (size == 0) {
      throw new NoSuchElementException(
          operation + " rejected: the list is empty, size=0; ask isEmpty() before");
    }
  }

  /**
   * Answers this list with another element at an index.
   *
   * @param index which element, from 0 to the size less one
   * @param element what stands there from here on
   * @return the list; {@code this} if that very object stands there already
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public PersistentList<E> with(int index, E element) {
    PersistentList<E> cell = cellAt(index);
    return cell.head == element ? this : inFront(firstElements(index), cell.tail.plus(element));
  }

  /**
   * Answers this list with an element replaced by a function of it.
   *
   * @param index which element, from 0 to the size less one
   * @param f called once, on this thread, with the element; what it answers takes its place
   * @return the list; {@code this} if {@code f} answers the object that was there
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public PersistentList<E> update(int index, UnaryOperator<E> f) {
    Objects.requireNonNull(f, "f");
    return with(index, f.apply(get(index)));
  }

  /**
   * Answers this list without one of its elements.
   *
   * @param index which element, from 0 to the size less one
   * @return the list, one smaller; the elements behind {@code index} have moved by one
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public PersistentList<E> without(int index) {
    PersistentList<E> cell = cellAt(index);
    return inFront(firstElements(index), cell.tail);
  }

  /**
   * Answers this list without its first elements.
   *
   * @param n how many, from 0 on
   * @return the list behind them; the empty list if there are no more than {@code n}
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public PersistentList<E> drop(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("drop rejected: negative, n=" + n + ", size=" + size);
    }
    return n < size ? behind(n) : empty();
  }

  /**
   * Answers a slice, as a list of its own: unlike the sublist of a mutable list it is no view, and
   * the elements outside it are not kept alive by it.
   *
   * @param fromIndex the first element of the slice
   * @param toIndex the first element behind the slice
   * @return the slice; {@code this} if it is the whole
   * @throws IndexOutOfBoundsException if there is no such slice
   */
  @Override
  public PersistentList<E> subList(int fromIndex, int toIndex) {
    Objects.checkFromToIndex(fromIndex, toIndex, size);
    PersistentList<E> rest = behind(fromIndex);
    return toIndex == size
        ? rest
        : inFront(rest.firstElements(toIndex - fromIndex), PersistentList.<E>empty());
  }

  /** The list behind the first {@code n} elements; there are as many. */
  private PersistentList<E> behind(int n) {
    PersistentList<E> rest = this;
    for (int i = n; i > 0; i--) {
      rest = rest.tail;
    }
    return rest;
  }

  private PersistentList<E> cellAt(int index) {
    return behind(Objects.checkIndex(index, size));
  }

  /** The first {@code n} elements; there are as many. */
  private @Nullable Object[] firstElements(int n) {
    @Nullable Object[] first = new @Nullable Object[n];
    PersistentList<E> rest = this;
    for (int i = 0; i < n; i++) {
      first[i] = rest.head;
      rest = rest.tail;
    }
    return first;
  }

  // As a java.util.List: loops along the cells.

  @Override
  public int size() {
    return size;
  }

  @Override
  public E get(int index) {
    return cellAt(index).head;
  }

  @Override
  public int lastIndexOf(@Nullable Object o) {
    int last = -1;
    int i = 0;
    for (E e : this) {
      if (Objects.equals(o, e)) {
        last = i;
      }
      i++;
    }
    return last;
  }

  @Override
  @SuppressWarnings("NullAway") // the JDK does not say that elements of the array may be null
  public Object[] toArray() {
    return firstElements(size);
  }

  @Override
  public void forEach(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    for (PersistentList<E> rest = this; rest.size > 0; rest = rest.tail) {
      action.accept(rest.head);
    }
  }

  @Override
  public Iterator<E> iterator() {
    return new Forward<>(this);
  }

  @Override
  public ListIterator<E> listIterator() {
    return new BothWays<>(this, 0);
  }

  @Override
  public ListIterator<E> listIterator(int index) {
    Objects.checkFromToIndex(0, index, size);
    return new BothWays<>(this, index);
  }

  @Override
  public Spliterator<E> spliterator() {
    return new Halves<>(this, size);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    if (!(o instanceof PersistentList<?> other)) {
      return super.equals(o);
    }
    if (other.size != size) {
      return false;
    }
    PersistentList<?> mine = this;
    PersistentList<?> theirs = other;
    while (mine != theirs) { // both are of one size, so at the latest they meet in the empty list
      if (!Objects.equals(mine.head, theirs.head)) {
        return false;
      }
      mine = mine.tail;
      theirs = theirs.tail;
    }
    return true;
  }

  /**
   * Puts the elements in the place of the cells.
   *
   * @return what is written
   */
  private Object writeReplace() {
    return SerialForm.ofList(this);
  }

  /**
   * Refuses cells, which nobody writes.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw SerialForm.rejected(PersistentList.class);
  }

  /** Knows the rest of the list only, so that what lies behind it may be collected. */
  private static final class Forward<E extends @Nullable Object> implements Iterator<E> {
    private PersistentList<E> rest;

    Forward(PersistentList<E> rest) {
      this.rest = rest;
    }

    @Override
    public boolean hasNext() {
      return rest.size > 0;
    }

    @Override
    public E next() {
      PersistentList<E> cell = rest;
      if (cell.size == 0) {
        throw new NoSuchElementException("next rejected: behind the last element");
      }
      rest = cell.tail;
      return cell.head;
    }

    @Override
    public void forEachRemaining(Consumer<? super E> action) {
      Objects.requireNonNull(action, "action");
      while (rest.size > 0) {
        action.accept(next());
      }
    }
  }

  /**
   * Walks forward along the tails. Cells do not know who comes before them: at the first step back
   * the iterator takes down which cells it has passed, and from then on keeps the record complete.
   */
  private static final class BothWays<E extends @Nullable Object> implements ListIterator<E> {
    private final PersistentList<E> all;
    private PersistentList<E> rest;
    private int index;

    /**
     * The cells before {@code index}, and maybe some behind it; null before the first step back.
     */
    private @Nullable List<PersistentList<E>> passed;

    BothWays(PersistentList<E> all, int index) {
      this.all = all;
      this.rest = all.behind(index);
      this.index = index;
    }

    @Override
    public boolean hasNext() {
      return rest.size > 0;
    }

    @Override
    public E next() {
      PersistentList<E> cell = rest;
      if (cell.size == 0) {
        throw new NoSuchElementException("next rejected: behind the last element, index=" + index);
      }
      if (passed != null && passed.size() == index) {
        passed.add(cell);
      }
      rest = cell.tail;
      index++;
      return cell.head;
    }

    @Override
    public boolean hasPrevious() {
      return index > 0;
    }

    @Override
    public E previous() {
      if (index == 0) {
        throw new NoSuchElementException("previous rejected: before the first element, index=0");
      }
      List<PersistentList<E>> cells = passed;
      if (cells == null) {
        cells = new ArrayList<>(index);
        for (PersistentList<E> cell = all; cell != rest; cell = cell.tail) {
          cells.add(cell);
        }
        passed = cells;
      }
      rest = cells.get(--index);
      return rest.head;
    }

    @Override
    public int nextIndex() {
      return index;
    }

    @Override
    public int previousIndex() {
      return index - 1;
    }

    @Override
    public void remove() {
      throw Mutators.refused("remove");
    }

    @Override
    public void set(E e) {
      throw Mutators.refused("set");
    }

    @Override
    public void add(E e) {
      throw Mutators.refused("add");
    }
  }

  /** The first {@code left} elements of a list. */
  private static final class Halves<E extends @Nullable Object> implements Spliterator<E> {
    private PersistentList<E> rest;
    private int left;

    Halves(PersistentList<E> rest, int left) {
      this.rest = rest;
      this.left = left;
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
      Objects.requireNonNull(action, "action");
      if (left == 0) {
        return false;
      }
      E element = rest.head;
      rest = rest.tail;
      left--;
      action.accept(element);
      return true;
    }

    @Override
    public void forEachRemaining(Consumer<? super E> action) {
      Objects.requireNonNull(action, "action");
      while (tryAdvance(action)) {}
    }

    @Override
    public @Nullable Spliterator<E> trySplit() {
      int half = left >>> 1;
      if (half == 0) {
        return null;
      }
      Spliterator<E> first = new Halves<>(rest, half);
      rest = rest.behind(half);
      left -= half;
      return first;
    }

    @Override
    public long estimateSize() {
      return left;
    }

    @Override
    public int characteristics() {
      return ORDERED | SIZED | SUBSIZED | IMMUTABLE;
    }
  }
}
