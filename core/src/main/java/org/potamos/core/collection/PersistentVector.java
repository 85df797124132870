package org.potamos.core.collection;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list with quick access by index, whose updates share structure with the list they
 * started from.
 *
 * <p>Choose it for anything in order that grows or shrinks at its end, is read by index, or is
 * sliced. When elements come and go in front only, a {@link PersistentList} is smaller; a list that
 * is made once and never updated may as well be a {@link List#copyOf}.
 *
 * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="vector"}
 *
 * <h2>Updates</h2>
 *
 * Every update answers a vector; this one stays as it is. An update that changes nothing answers
 * {@code this}: putting the identical element, adding nothing, the whole as a slice.
 *
 * <table>
 * <caption>Time and new objects; n is the size, m that of the argument, log to base 32</caption>
 * <tr><th>operation</th><th>time</th><th>new</th></tr>
 * <tr><td>{@link #get}, {@link #with}, {@link #update}</td><td>O(log n)</td>
 *     <td>nothing; one path of nodes</td></tr>
 * <tr><td>{@link #plus(Object)}, {@link #withoutLast}</td><td>O(1) amortised, O(log n) at
 *     worst</td><td>the last up to 32 elements; a path every 32nd time</td></tr>
 * <tr><td>{@link #plusAll}</td><td>O(m), or O(m / 32) if a vector is added to a vector whose size
 *     is a multiple of 32</td><td>copies of the leaves, or of their parents</td></tr>
 * <tr><td>{@link #subList}</td><td>O(log n)</td><td>two paths; what lies outside is not kept
 *     alive</td></tr>
 * <tr><td>{@link #plus(int, Object)}, {@link #without}</td><td>O(n - index)</td>
 *     <td>everything behind the index</td></tr>
 * <tr><td>{@link #iterator}, {@link #forEach}, {@code hashCode} the first time</td><td>O(n)</td>
 *     <td>nothing</td></tr>
 * <tr><td>{@link #builder}, {@link Builder#build}</td><td>O(log n)</td><td>one path</td></tr>
 * </table>
 *
 * <h2>As a {@code java.util.List}</h2>
 *
 * May hold null. Equal to every other list of equal elements, in both directions; every method that
 * would change a list throws {@link UnsupportedOperationException}, also when nothing would change.
 * The spliterator splits between leaves and knows its size. Serializable if the elements are. Holds
 * at most {@link Integer#MAX_VALUE} elements, a slice fewer by up to as many as were cut off in
 * front of it; whatever would exceed that throws {@link IllegalStateException} before it makes
 * anything.
 *
 * <h2>Memory effects</h2>
 *
 * A vector may be handed to another thread through a plain field.
 *
 * @param <E> the type of the elements
 */
public abstract sealed class PersistentVector<E extends @Nullable Object>
    extends AbstractPersistentSequence<E>
    implements PersistentCollection<E>, RandomAccess, Serializable permits TrieVector, VectorSlice {
  // TrieVector is the vector, VectorSlice one whose first elements were cut off. Two classes, so
  // that whoever never slices pays for no offset: see docs/decisions/0008.

  private static final long serialVersionUID = 1L;

  /** The hash code, or 0 if not known yet; as in {@link PersistentMap}. */
  private transient int hash;

  PersistentVector() {}

  /**
   * Answers the empty vector, always the same one.
   *
   * @param <E> the type of the elements
   * @return the empty vector
   */
  public static <E extends @Nullable Object> PersistentVector<E> of() {
    return TrieVector.empty();
  }

  /**
   * Answers a vector of the given elements.
   *
   * @param elements the elements; they are copied
   * @param <E> the type of the elements
   * @return the vector
   * @throws NullPointerException if the array is null
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is read, element by element, and copied
  public static <E extends @Nullable Object> PersistentVector<E> of(E... elements) {
    return TrieVector.ofArray(Objects.requireNonNull(elements, "elements"));
  }

  /**
   * Answers a vector of the elements of a collection, in its order.
   *
   * @param elements what to copy
   * @param <E> the type of the elements
   * @return the vector; {@code elements} itself if it is a persistent vector
   * @throws NullPointerException if {@code elements} is null
   */
  @SuppressWarnings("unchecked") // an immutable list of a subtype is a list of the type
  public static <E extends @Nullable Object> PersistentVector<E> copyOf(
      Iterable<? extends E> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof PersistentVector<?> same) {
      return (PersistentVector<E>) same;
    }
    return elements instanceof Collection<?> all
        ? (PersistentVector<E>) TrieVector.ofArray(all.toArray())
        : PersistentVector.<E>of().builder().addAll(elements).build();
  }

  /**
   * Answers a collector into a persistent vector, for sequential and parallel streams.
   *
   * @param <E> the type of the elements
   * @return the collector
   */
  public static <E extends @Nullable Object> Collector<E, ?, PersistentVector<E>> toVector() {
    return Collector.<E, Builder<E>, PersistentVector<E>>of(
        () -> PersistentVector.<E>of().builder(),
        (into, element) -> into.adopt().add(element),
        (into, more) -> into.adopt().addAll(more.adopt().build()),
        into -> into.adopt().build());
  }

  /** {@inheritDoc} */
  @Override
  public abstract PersistentVector<E> plus(E element);

  /** {@inheritDoc} */
  @Override
  public PersistentVector<E> plusAll(Iterable<? extends E> elements) {
    Objects.requireNonNull(elements, "elements");
    if (elements instanceof Collection<?> all && all.isEmpty()) {
      return this;
    }
    Builder<E> all = builder().addAll(elements);
    return all.size() == size() ? this : all.build();
  }

  /**
   * Answers this vector with an element put between two others.
   *
   * @param index where the element will be, from 0 to the size
   * @param element the element
   * @return the vector, one larger; the elements from {@code index} on have moved by one
   * @throws IndexOutOfBoundsException if there is no such place
   */
  public PersistentVector<E> plus(int index, E element) {
    checkPlace(index, size());
    if (index == size()) {
      return plus(element);
    }
    return subList(0, index).builder().add(element).addAll(subList(index, size())).build();
  }

  /**
   * Answers this vector with another element at an index.
   *
   * @param index which element, from 0 to the size less one
   * @param element what stands there from here on
   * @return the vector; {@code this} if that very object stands there already
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public abstract PersistentVector<E> with(int index, E element);

  /**
   * Answers this vector with an element replaced by a function of it.
   *
   * @param index which element, from 0 to the size less one
   * @param f called once, on this thread, with the element; what it answers takes its place
   * @return the vector; {@code this} if {@code f} answers the object that was there
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public PersistentVector<E> update(int index, UnaryOperator<E> f) {
    Objects.requireNonNull(f, "f");
    return with(index, f.apply(get(index)));
  }

  /**
   * Answers this vector without one of its elements.
   *
   * @param index which element, from 0 to the size less one
   * @return the vector, one smaller; the elements behind {@code index} have moved by one
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public PersistentVector<E> without(int index) {
    checkElement(index, size());
    if (index == size() - 1) {
      return withoutLast();
    }
    return subList(0, index).builder().addAll(subList(index + 1, size())).build();
  }

  /**
   * Answers this vector without its last element.
   *
   * @return the vector, one smaller
   * @throws java.util.NoSuchElementException if the vector is empty
   */
  public abstract PersistentVector<E> withoutLast();

  /**
   * Answers a slice, as a vector of its own: unlike the sublist of a mutable list it is no view,
   * and the elements outside it are not kept alive by it.
   *
   * @param fromIndex the first element of the slice
   * @param toIndex the first element behind the slice
   * @return the slice; {@code this} if it is the whole
   * @throws IndexOutOfBoundsException if there is no such slice
   */
  @Override
  public abstract PersistentVector<E> subList(int fromIndex, int toIndex);

  /**
   * Answers a builder that starts with the elements of this vector.
   *
   * @return the builder; it belongs to the current thread
   */
  public abstract Builder<E> builder();

  @Override
  public abstract E get(int index);

  /** {@inheritDoc} */
  @Override
  public abstract Spliterator<E> spliterator();

  @Override
  public boolean equals(@Nullable Object o) {
    return super.equals(o);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = computeHash();
      hash = h;
    }
    return h;
  }

  private static IndexOutOfBoundsException outOfBounds(int index, int size) {
    return new IndexOutOfBoundsException(
        "index rejected: no such element, index=" + index + ", size=" + size);
  }

  /** Refuses what is not the index of an element. */
  static void checkElement(int index, int size) {
    if (index < 0 || index >= size) {
      throw outOfBounds(index, size);
    }
  }

  /** Refuses what is not a place before, between or behind the elements. */
  static void checkPlace(int index, int size) {
    if (index < 0 || index > size) {
      throw outOfBounds(index, size);
    }
  }

  static void checkRange(int fromIndex, int toIndex, int size) {
    if (fromIndex < 0 || fromIndex > toIndex || toIndex > size) {
      throw new IndexOutOfBoundsException(
          "slice rejected: no such range, fromIndex="
              + fromIndex
              + ", toIndex="
              + toIndex
              + ", size="
              + size);
    }
  }

  @Override
  public ListIterator<E> listIterator() {
    return listIterator(0);
  }

  @Override
  public int lastIndexOf(@Nullable Object o) {
    ListIterator<E> it = listIterator(size());
    while (it.hasPrevious()) {
      if (Objects.equals(o, it.previous())) {
        return it.nextIndex();
      }
    }
    return -1;
  }

  /** The hash code as {@link List} says. */
  abstract int computeHash();

  /**
   * Puts the elements in the stream, never the nodes. Not private: the vectors there are inherit
   * it.
   *
   * @return what is written
   */
  final Object writeReplace() {
    return SerialForm.ofVector(this);
  }

  /**
   * Refuses nodes, which nobody writes.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw SerialForm.rejected(PersistentVector.class);
  }

  /**
   * Collects many changes of a vector, writing into nodes that only it knows.
   *
   * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="vectorBuilder"}
   *
   * <p>{@link #build} takes O(log n) and may be called again and again, with changes between: what
   * was built never changes. A builder belongs to the thread that made it; {@code build} and {@link
   * #handOver} let the next thread take it. Any other use by another thread is refused with {@link
   * IllegalStateException}, so that no race can reach a built vector.
   *
   * @param <E> the type of the elements
   */
  public static final class Builder<E extends @Nullable Object>
      extends ConfinedBuilder<Builder<E>> {
    private final TransientVector elements;

    Builder(TransientVector elements) {
      this.elements = elements;
    }

    /**
     * Adds an element at the end.
     *
     * @param element the element
     * @return this builder
     */
    public Builder<E> add(E element) {
      requireUser();
      elements.add(element);
      return this;
    }

    /**
     * Adds all elements at the end, in their order. What happens when {@code elements} itself
     * throws midway: those that came before are in the builder.
     *
     * @param all what to add
     * @return this builder
     * @throws NullPointerException if {@code all} is null
     */
    public Builder<E> addAll(Iterable<? extends E> all) {
      requireUser();
      switch (Objects.requireNonNull(all, "all")) {
        case PersistentVector<?> vector -> elements.addVector(vector);
        case Collection<?> collection -> {
          elements.requireRoom(collection.size());
          @Nullable Object[] copy = collection.toArray();
          requireUser(); // toArray may have given the builder away
          elements.addArray(copy, 0, copy.length);
        }
        default -> {
          for (E element : all) {
            add(element);
          }
        }
      }
      return this;
    }

    /**
     * Answers an element.
     *
     * @param index which element, from 0 to the size less one
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the trie holds what was put
    public E get(int index) {
      requireUser();
      return (E) elements.get(index);
    }

    /**
     * Puts another element at an index.
     *
     * @param index which element, from 0 to the size less one
     * @param element what stands there from here on
     * @return this builder
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public Builder<E> set(int index, E element) {
      requireUser();
      elements.set(index, element);
      return this;
    }

    /**
     * Removes the last element.
     *
     * @return this builder
     * @throws java.util.NoSuchElementException if the builder is empty
     */
    public Builder<E> removeLast() {
      requireUser();
      elements.removeLast();
      return this;
    }

    /** {@return the number of elements} */
    public int size() {
      requireUser();
      return elements.size();
    }

    /**
     * Answers what was collected, and lets the next thread that uses the builder take it. The
     * builder may be used on; what it answered stays as it is.
     *
     * @return the vector
     */
    public PersistentVector<E> build() {
      requireUser();
      PersistentVector<E> built = elements.build();
      release();
      return built;
    }
  }
}
