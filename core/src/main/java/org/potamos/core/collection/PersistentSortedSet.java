package org.potamos.core.collection;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted set, whose updates share structure with the set they started from.
 *
 * <p>Choose it when the order of the elements matters: for ranges, neighbours, the n-th element,
 * the rank of an element. When it does not, a {@link PersistentSet} is quicker.
 *
 * {@snippet class="org.potamos.core.collection.SortedSnippets" region="set"}
 *
 * <h2>Updates</h2>
 *
 * Every update answers a set in the same order; this one stays as it is. An update that changes
 * nothing answers {@code this}; an element that is there already stays the same object. If the
 * comparison of two elements throws, the exception reaches the caller and nothing has changed.
 *
 * <table>
 * <caption>Time and new objects; n is the size, m that of the other one</caption>
 * <tr><th>operation</th><th>time</th><th>new</th></tr>
 * <tr><td>{@link #contains}, {@link #floor} and its like, {@link #first}, {@link #nth}, {@link
 *     #rank}</td><td>O(log n)</td><td>nothing</td></tr>
 * <tr><td>{@link #plus}, {@link #without}</td><td>O(log n)</td><td>one path of nodes</td></tr>
 * <tr><td>{@link #subSet(Object, boolean, Object, boolean) subSet}, {@link #headSet(Object, boolean)
 *     headSet}, {@link #tailSet(Object, boolean) tailSet}</td><td>O(log n)</td>
 *     <td>two paths of nodes</td></tr>
 * <tr><td>{@link #descendingSet}, {@link #builder}</td><td>O(1)</td><td>one object</td></tr>
 * <tr><td>{@link #plusAll} (union), {@link #withoutAll} (difference), {@link #only}
 *     (intersection), {@code equals}, each with a set in the same order</td>
 *     <td>O(m log(n/m + 1)) for m &le; n, less what the two share</td>
 *     <td>the nodes that differ from both</td></tr>
 * <tr><td>{@link #diff}</td><td>O(differences &middot; log n), if one set was made from the
 *     other</td><td>nothing that stays</td></tr>
 * </table>
 *
 * Two sets are in the same order if both have the natural one or equal comparators, whatever their
 * directions are. The others are worked on element by element.
 *
 * <h2>As a {@code java.util.NavigableSet}</h2>
 *
 * An element may be null if the comparator accepts null; otherwise each call with null throws
 * {@link NullPointerException}. Elements that compare as 0 are one element; so, as with {@link
 * java.util.TreeSet}, equality with other sets is as {@link Set} says if the order is consistent
 * with {@code equals}. Every method that would change a set throws {@link
 * UnsupportedOperationException}, also when nothing would change.
 *
 * <p>What {@code NavigableSet} calls views of a range of the set, or of its reverse, are sets of
 * their own here: they may be updated and kept, and accept elements outside of the range. For a
 * descending set all that depends on an order, the verbs included, means the descending one. The
 * spliterator splits evenly and knows its size. Serializable if the comparator and the elements
 * are.
 *
 * <h2>Memory effects</h2>
 *
 * A set may be handed to another thread through a plain field.
 *
 * @param <E> the type of the elements: values that always compare alike
 */
public final class PersistentSortedSet<E extends @Nullable Object> extends AbstractPersistentSet<E>
    implements NavigableSet<E>, PersistentCollection<E>, Serializable {
  // A set is the tree of a map whose values nobody looks at, as PersistentSet is such a trie.

  private static final long serialVersionUID = 1L;

  private static final PersistentSortedSet<?> EMPTY =
      new PersistentSortedSet<>(null, KeyOrder.NATURAL, false);

  /**
   * The elements as keys, in ascending order. Final, so that whoever sees the set sees them all.
   */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  final WeightBalancedTree.@Nullable Node root;

  /** The ascending order, that of the tree. */
  @SuppressWarnings("serial") // never serialized: see writeReplace
  final Comparator<Object> order;

  /** Tells whether the set shows its largest element first. */
  private final boolean descending;

  /** The hash code, or 0 if not known yet; as in {@link PersistentMap}. */
  private transient int hash;

  private PersistentSortedSet(
      WeightBalancedTree.@Nullable Node root, Comparator<Object> order, boolean descending) {
    this.root = root;
    this.order = order;
    this.descending = descending;
  }

  /** A set of the keys of a tree. */
  @SuppressWarnings("unchecked") // the empty set holds nothing
  static <E extends @Nullable Object> PersistentSortedSet<E> over(
      WeightBalancedTree.@Nullable Node root, Comparator<Object> order, boolean descending) {
    return root == null && KeyOrder.isNatural(order) && !descending
        ? (PersistentSortedSet<E>) EMPTY
        : new PersistentSortedSet<>(root, order, descending);
  }

  private PersistentSortedSet<E> changed(WeightBalancedTree.@Nullable Node next) {
    return next == root ? this : over(next, order, descending);
  }

  /**
   * Answers the empty set in natural order, always the same one.
   *
   * @param <E> the type of the elements
   * @return the empty set
   */
  public static <E extends Comparable<? super E>> PersistentSortedSet<E> of() {
    return over(null, KeyOrder.NATURAL, false);
  }

  /**
   * Answers a set of the given elements in natural order; equal ones count once.
   *
   * @param elements the elements; they are copied
   * @param <E> the type of the elements
   * @return the set
   * @throws NullPointerException if the array or an element is null
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <E extends Comparable<? super E>> PersistentSortedSet<E> of(E... elements) {
    return PersistentSortedSet.<E>of()
        .plusAll(Arrays.asList(Objects.requireNonNull(elements, "elements")));
  }

  /**
   * Answers an empty set in the order of a comparator.
   *
   * @param comparator the order of the elements; it must not change, and decides whether an element
   *     may be null
   * @param <E> the type of the elements
   * @return the empty set
   * @throws NullPointerException if {@code comparator} is null
   */
  public static <E extends @Nullable Object> PersistentSortedSet<E> orderedBy(
      Comparator<? super E> comparator) {
    return over(null, KeyOrder.of(Objects.requireNonNull(comparator, "comparator")), false);
  }

  /**
   * Answers a set of the elements of a collection, in natural order.
   *
   * @param elements what to copy; equal elements count once
   * @param <E> the type of the elements
   * @return the set; {@code elements} itself if it is a persistent sorted set in natural order
   * @throws NullPointerException if {@code elements} or one of them is null
   */
  @SuppressWarnings("unchecked") // an immutable set of a subtype is a set of the type
  public static <E extends Comparable<? super E>> PersistentSortedSet<E> copyOf(
      Iterable<? extends E> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof PersistentSortedSet<?> same
        && KeyOrder.isNatural(same.order)) {
      return (PersistentSortedSet<E>) (same.descending ? same.descendingSet() : same);
    }
    return PersistentSortedSet.<E>of().plusAll(elements);
  }

  /**
   * Answers a set of the elements of a sorted set, in the order of that one. A sorted input costs
   * O(n).
   *
   * @param elements what to copy
   * @param <E> the type of the elements
   * @return the set; {@code elements} itself if it is a persistent sorted set
   * @throws NullPointerException if {@code elements} is null
   */
  public static <E extends @Nullable Object> PersistentSortedSet<E> copyOfSorted(
      SortedSet<E> elements) {
    if (Objects.requireNonNull(elements, "elements") instanceof PersistentSortedSet<E> same) {
      return same;
    }
    return PersistentSortedSet.<E>over(null, KeyOrder.of(elements.comparator()), false)
        .plusAll(elements);
  }

  /** What a stream held: an order as {@link #comparator} told it, and the elements. */
  static PersistentSortedSet<?> ofSerial(
      @Nullable Comparator<?> comparator, @Nullable Object[] elements) {
    return PersistentSortedSet.<@Nullable Object>over(null, KeyOrder.of(comparator), false)
        .plusAll(Arrays.asList(elements));
  }

  /**
   * Answers a collector into a persistent set in natural order, for sequential and parallel
   * streams.
   *
   * @param <E> the type of the elements
   * @return the collector
   */
  public static <E extends Comparable<? super E>>
      Collector<E, ?, PersistentSortedSet<E>> toSortedSet() {
    return collector(PersistentSortedSet.<E>of());
  }

  /**
   * Answers a collector into a persistent set in the order of a comparator, for sequential and
   * parallel streams.
   *
   * @param comparator the order of the elements
   * @param <E> the type of the elements
   * @return the collector
   * @throws NullPointerException if {@code comparator} is null
   */
  public static <E extends @Nullable Object> Collector<E, ?, PersistentSortedSet<E>> toSortedSet(
      Comparator<? super E> comparator) {
    return collector(PersistentSortedSet.<E>orderedBy(comparator));
  }

  /** Not unordered: of equal elements, the first one is kept. */
  private static <E extends @Nullable Object> Collector<E, ?, PersistentSortedSet<E>> collector(
      PersistentSortedSet<E> empty) {
    return Collector.<E, Builder<E>, PersistentSortedSet<E>>of(
        empty::builder,
        (into, element) -> into.adopt().add(element),
        (into, more) -> into.adopt().addAll(more.adopt().build()),
        into -> into.adopt().build());
  }

  /**
   * Answers this set with an element added.
   *
   * @param element the element
   * @return the set; {@code this} if it has an equal element
   */
  @Override
  public PersistentSortedSet<E> plus(E element) {
    KeyOrder.requireAccepted(root, element, order);
    return changed(WeightBalancedTree.put(root, element, WeightBalancedTree.KEEP, order));
  }

  /**
   * Answers the union of this set and the given elements. Node by node, skipping what both share,
   * if they are a persistent set in the same order.
   *
   * @param elements what to add
   * @return the set; {@code this} if all of them are there
   * @throws NullPointerException if {@code elements} is null
   */
  @Override
  public PersistentSortedSet<E> plusAll(Iterable<? extends E> elements) {
    return builder().addAll(elements).build(this);
  }

  /**
   * Answers this set without an element.
   *
   * @param element the element
   * @return the set; {@code this} if the element is absent
   */
  public PersistentSortedSet<E> without(@Nullable Object element) {
    KeyOrder.requireComparable(root, element, order);
    return changed(WeightBalancedTree.remove(root, element, order));
  }

  /**
   * Answers the difference: this set without the given elements. Node by node, skipping what both
   * share, if they are a persistent set in the same order.
   *
   * @param elements what to leave out
   * @return the set; {@code this} if none of them is there
   * @throws NullPointerException if {@code elements} is null
   */
  public PersistentSortedSet<E> withoutAll(Iterable<?> elements) {
    Objects.requireNonNull(elements, "elements");
    return changed(Directed.minus(root, elements, order));
  }

  /**
   * Answers the intersection: what this set and the given elements have in common. Node by node,
   * skipping what both share, if they are a persistent set in the same order.
   *
   * @param elements what to keep; those that are absent here do not matter
   * @return the set; {@code this} if all of its elements stay
   * @throws NullPointerException if {@code elements} is null
   */
  public PersistentSortedSet<E> only(Iterable<?> elements) {
    Objects.requireNonNull(elements, "elements");
    return changed(Directed.intersect(root, elements, order));
  }

  /**
   * Reports what differs between an older version and this one, in the order of this set, skipping
   * what both share if they have the same order.
   *
   * @param older the version to compare with
   * @param to told each difference once, on this thread; what it throws ends the comparison and
   *     reaches the caller
   */
  @SuppressWarnings("unchecked") // the trees hold what was put
  public void diff(PersistentSortedSet<E> older, SetDiff<? super E> to) {
    Objects.requireNonNull(to, "to");
    PersistentSortedSet<E> was =
        KeyOrder.same(order, older.order)
            ? older
            : PersistentSortedSet.<E>over(null, order, false).plusAll(older);
    WeightBalancedTree.diffKeys(
        was.root, root, order, descending, (SetDiff<@Nullable Object>) (SetDiff<?>) to);
  }

  @Override
  public int size() {
    return WeightBalancedTree.size(root);
  }

  @Override
  public boolean contains(@Nullable Object o) {
    KeyOrder.requireComparable(root, o, order);
    return WeightBalancedTree.find(root, o, order) != null;
  }

  /**
   * Answers the element that has a number of others before it.
   *
   * @param index the number, from 0
   * @return the element
   * @throws IndexOutOfBoundsException if there is none
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  public E nth(int index) {
    return (E) Directed.nth(root, index, descending).key;
  }

  /**
   * Tells how many elements are before a value, whether that is an element or not.
   *
   * @param element the value
   * @return the number; {@code nth} of it answers the element, if there is one
   */
  public int rank(E element) {
    return Directed.rank(root, element, order, descending);
  }

  @Override
  public @Nullable Comparator<? super E> comparator() {
    return KeyOrder.comparator(order, descending);
  }

  // ---- Neighbours

  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  private @Nullable E neighbour(@Nullable Object element, boolean inclusive, boolean below) {
    WeightBalancedTree.Node node = Directed.neighbour(root, element, inclusive, order, below);
    return node == null ? null : (E) node.key;
  }

  @Override
  public @Nullable E lower(E element) {
    return neighbour(element, false, !descending);
  }

  @Override
  public @Nullable E floor(E element) {
    return neighbour(element, true, !descending);
  }

  @Override
  public @Nullable E ceiling(E element) {
    return neighbour(element, true, descending);
  }

  @Override
  public @Nullable E higher(E element) {
    return neighbour(element, false, descending);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  public E first() {
    return (E) Directed.required(Directed.first(root, descending), "first").key;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  public E last() {
    return (E) Directed.required(Directed.first(root, !descending), "last").key;
  }

  // ---- Ranges and directions

  /**
   * Answers the elements of a range: a set of its own, which accepts any element.
   *
   * @param fromElement the begin of the range
   * @param fromInclusive tells whether it belongs to the range
   * @param toElement the end of the range
   * @param toInclusive tells whether it belongs to the range
   * @return the set; {@code this} if all elements are in the range
   * @throws IllegalArgumentException if {@code fromElement} is behind {@code toElement} in this
   *     set's order
   */
  @Override
  public PersistentSortedSet<E> subSet(
      E fromElement, boolean fromInclusive, E toElement, boolean toInclusive) {
    return changed(
        Directed.range(
            root, fromElement, fromInclusive, toElement, toInclusive, order, descending));
  }

  /**
   * Answers the elements of a range, its begin included: a set of its own, which accepts any
   * element.
   *
   * @param fromElement the begin of the range
   * @param toElement the end of the range
   * @return the set; {@code this} if all elements are in the range
   * @throws IllegalArgumentException if {@code fromElement} is behind {@code toElement} in this
   *     set's order
   */
  @Override
  public PersistentSortedSet<E> subSet(E fromElement, E toElement) {
    return subSet(fromElement, true, toElement, false);
  }

  /**
   * Answers the elements before a value: a set of its own, which accepts any element.
   *
   * @param toElement the end of the range
   * @param inclusive tells whether it belongs to the range
   * @return the set; {@code this} if all elements are in the range
   */
  @Override
  public PersistentSortedSet<E> headSet(E toElement, boolean inclusive) {
    return changed(Directed.side(root, toElement, inclusive, order, descending));
  }

  /**
   * Answers the elements before a value: a set of its own, which accepts any element.
   *
   * @param toElement the end of the range
   * @return the set; {@code this} if all elements are in the range
   */
  @Override
  public PersistentSortedSet<E> headSet(E toElement) {
    return headSet(toElement, false);
  }

  /**
   * Answers the elements from a value on: a set of its own, which accepts any element.
   *
   * @param fromElement the begin of the range
   * @param inclusive tells whether it belongs to the range
   * @return the set; {@code this} if all elements are in the range
   */
  @Override
  public PersistentSortedSet<E> tailSet(E fromElement, boolean inclusive) {
    return changed(Directed.side(root, fromElement, inclusive, order, !descending));
  }

  /**
   * Answers the elements from a value on, with it: a set of its own, which accepts any element.
   *
   * @param fromElement the begin of the range
   * @return the set; {@code this} if all elements are in the range
   */
  @Override
  public PersistentSortedSet<E> tailSet(E fromElement) {
    return tailSet(fromElement, true);
  }

  /**
   * Answers the same elements in the opposite order, over the same structure.
   *
   * @return the set
   */
  @Override
  public PersistentSortedSet<E> descendingSet() {
    return over(root, order, !descending);
  }

  /**
   * Answers the same as {@link #descendingSet}.
   *
   * @return the set
   */
  @Override
  public PersistentSortedSet<E> reversed() {
    return descendingSet();
  }

  // ---- Walking

  @Override
  public Iterator<E> iterator() {
    return new SortedIterator.Keys<>(root, descending, 0);
  }

  @Override
  public Iterator<E> descendingIterator() {
    return new SortedIterator.Keys<>(root, !descending, 0);
  }

  @Override
  public Spliterator<E> spliterator() {
    return new RankSpliterator<>(
        rank -> new SortedIterator.Keys<E>(root, descending, rank),
        size(),
        Spliterator.ORDERED | Spliterator.SORTED | Spliterator.DISTINCT,
        comparator());
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the tree holds what was put
  public void forEach(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    WeightBalancedTree.forEach(root, descending, (key, value) -> action.accept((E) key));
  }

  /**
   * Answers a builder that starts with the elements of this set, in the same order.
   *
   * @return the builder; it belongs to the current thread
   */
  public Builder<E> builder() {
    return new Builder<>(this);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    if (o == this) {
      return true;
    }
    if (!(o instanceof Set<?> other) || other.size() != size()) {
      return false;
    }
    try {
      return (other instanceof PersistentSortedSet<?> sorted && KeyOrder.same(order, sorted.order))
          ? WeightBalancedTree.equal(root, sorted.root, order, true)
          : containsAll(other);
    } catch (ClassCastException | NullPointerException notComparable) {
      return false; // an element that this set cannot have, as java.util.AbstractSet judges
    }
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = super.hashCode();
      hash = h;
    }
    return h;
  }

  // ---- Refused

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public E pollFirst() {
    throw Mutators.refused("pollFirst");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public E pollLast() {
    throw Mutators.refused("pollLast");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public E removeFirst() {
    throw Mutators.refused("removeFirst");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public E removeLast() {
    throw Mutators.refused("removeLast");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void addFirst(E element) {
    throw Mutators.refused("addFirst");
  }

  /**
   * Refused, always.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void addLast(E element) {
    throw Mutators.refused("addLast");
  }

  /**
   * Puts the elements in the stream, never the nodes.
   *
   * @return what is written
   */
  private Object writeReplace() {
    return SerialForm.ofSortedSet(this);
  }

  /**
   * Refuses nodes, which nobody writes.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw SerialForm.rejected(PersistentSortedSet.class);
  }

  /**
   * Collects many changes of a sorted set. What {@link PersistentSortedMap.Builder} says of
   * builders holds here too.
   *
   * @param <E> the type of the elements
   */
  public static final class Builder<E extends @Nullable Object>
      extends ConfinedBuilder<Builder<E>> {
    private final Comparator<Object> order;
    private final boolean descending;
    private final SortedBuilder content;

    Builder(PersistentSortedSet<E> start) {
      order = start.order;
      descending = start.descending;
      content = new SortedBuilder(start.root, order, descending);
    }

    /**
     * Adds an element, unless an equal one is there.
     *
     * @param element the element
     * @return this builder
     */
    public Builder<E> add(E element) {
      requireUser();
      content.put(element, WeightBalancedTree.KEEP);
      return this;
    }

    /**
     * Adds all elements.
     *
     * @param elements what to add
     * @return this builder
     * @throws NullPointerException if {@code elements} is null
     */
    public Builder<E> addAll(Iterable<? extends E> elements) {
      requireUser();
      if (Objects.requireNonNull(elements, "elements") instanceof PersistentSortedSet<?> other
          && KeyOrder.same(order, other.order)) {
        content.addTree(other.root);
      } else {
        elements.forEach(this::add);
      }
      return this;
    }

    /**
     * Removes an element, if it is there.
     *
     * @param element the element
     * @return this builder
     */
    public Builder<E> remove(@Nullable Object element) {
      requireUser();
      content.remove(element);
      return this;
    }

    /**
     * Tells whether an element is there.
     *
     * @param element the element
     * @return true if it is
     */
    public boolean contains(@Nullable Object element) {
      requireUser();
      return content.contains(element);
    }

    /** {@return the number of elements} */
    public int size() {
      requireUser();
      return content.size();
    }

    /**
     * Answers what was collected, and lets the next thread that uses the builder take it. The
     * builder may be used on; what it answered stays as it is.
     *
     * @return the set
     */
    public PersistentSortedSet<E> build() {
      requireUser();
      PersistentSortedSet<E> built = over(content.build(), order, descending);
      release();
      return built;
    }

    /** The same, but answers the set that the builder started from if nothing changed. */
    PersistentSortedSet<E> build(PersistentSortedSet<E> start) {
      return start.changed(content.build());
    }
  }
}
