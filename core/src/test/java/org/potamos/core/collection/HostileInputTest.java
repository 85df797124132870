package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Arguments that are no good: null, indices that do not exist, collections that lie, arrays that
 * somebody keeps. All are refused clearly or taken as they are; nothing that exists changes.
 */
@SuppressWarnings("NullAway") // what is tested is the rejection of null
class HostileInputTest {
  private final SoftAssertions softly = new SoftAssertions();

  /** For methods that the JDK documents; ours name the parameter. */
  private void rejectsNull(ThrowingCallable call) {
    softly.assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
  }

  private void rejectsNull(String parameter, ThrowingCallable call) {
    softly
        .assertThatThrownBy(call)
        .as("null as %s", parameter)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining(parameter);
  }

  // Null.

  @Test
  void vector_null_isRejectedByName() {
    PersistentVector<String> vector = PersistentVector.of("a", "b");
    rejectsNull("elements", () -> PersistentVector.of((String[]) null));
    rejectsNull("elements", () -> PersistentVector.copyOf(null));
    rejectsNull("elements", () -> vector.plusAll(null));
    rejectsNull("elements", () -> PersistentVector.of().plusAll(null));
    rejectsNull("f", () -> vector.update(0, null));
    rejectsNull("action", () -> vector.forEach(null));
    rejectsNull(() -> vector.iterator().forEachRemaining(null));
    rejectsNull(() -> vector.spliterator().forEachRemaining(null));
    rejectsNull(() -> vector.spliterator().tryAdvance(null));
    rejectsNull("all", () -> vector.builder().addAll(null));
    rejectsNull(() -> vector.containsAll(null));
    rejectsNull(() -> vector.toArray((String[]) null));
    softly.assertThat(vector.equals(null)).isFalse();
    softly.assertThat(vector).containsExactly("a", "b");
    softly.assertAll();
  }

  @Test
  void list_null_isRejectedByName() {
    PersistentList<String> list = PersistentList.of("a", "b");
    rejectsNull("elements", () -> PersistentList.of((String[]) null));
    rejectsNull("elements", () -> PersistentList.copyOf(null));
    rejectsNull("elements", () -> list.plusAll(null));
    rejectsNull("f", () -> list.update(0, null));
    rejectsNull("action", () -> list.forEach(null));
    rejectsNull(() -> list.iterator().forEachRemaining(null));
    rejectsNull(() -> list.spliterator().forEachRemaining(null));
    rejectsNull(() -> list.spliterator().tryAdvance(null));
    rejectsNull(() -> list.containsAll(null));
    rejectsNull(() -> list.toArray((String[]) null));
    softly.assertThat(list.equals(null)).isFalse();
    softly.assertThat(list).containsExactly("a", "b");
    softly.assertAll();
  }

  @Test
  void set_null_isRejectedByName() {
    PersistentSet<String> set = PersistentSet.of("a", "b");
    rejectsNull("elements", () -> PersistentSet.of((String[]) null));
    rejectsNull("elements", () -> PersistentSet.copyOf(null));
    rejectsNull("elements", () -> set.plusAll(null));
    rejectsNull("elements", () -> set.withoutAll(null));
    rejectsNull("elements", () -> set.only(null));
    rejectsNull("older", () -> set.diff(null, new NoDiff<>()));
    rejectsNull("to", () -> set.diff(set, null));
    rejectsNull("action", () -> set.forEach(null));
    rejectsNull(() -> set.iterator().forEachRemaining(null));
    rejectsNull(() -> set.spliterator().forEachRemaining(null));
    rejectsNull(() -> set.spliterator().tryAdvance(null));
    rejectsNull("elements", () -> set.builder().addAll(null));
    rejectsNull(() -> set.containsAll(null));
    softly.assertThat(set.equals(null)).isFalse();
    softly.assertThat(set).containsExactlyInAnyOrder("a", "b");
    softly.assertAll();
  }

  @Test
  void map_null_isRejectedByName() {
    PersistentMap<String, String> map = PersistentMap.of("a", "1", "b", "2");
    rejectsNull("entries", () -> PersistentMap.ofEntries((Entry<String, String>[]) null));
    rejectsNull("entry", () -> PersistentMap.ofEntries(Map.entry("a", 1), null));
    rejectsNull("map", () -> PersistentMap.copyOf(null));
    rejectsNull("key", () -> PersistentMap.toMap(null, Function.identity()));
    rejectsNull("value", () -> PersistentMap.toMap(Function.identity(), null));
    rejectsNull("key", () -> PersistentMap.toMap(null, String::valueOf, (a, b) -> a));
    rejectsNull("value", () -> PersistentMap.toMap(String::valueOf, null, (a, b) -> a));
    rejectsNull("merge", () -> PersistentMap.toMap(String::valueOf, String::valueOf, null));
    rejectsNull("f", () -> map.update("a", null));
    rejectsNull("map", () -> map.withAll(null));
    rejectsNull("map", () -> map.withAll(null, (a, b) -> a));
    rejectsNull("merge", () -> map.withAll(map, null));
    rejectsNull("keys", () -> map.withoutAll(null));
    rejectsNull("keys", () -> map.only(null));
    rejectsNull("f", () -> map.mapValues(null));
    rejectsNull("f", () -> PersistentMap.of().mapValues(null));
    rejectsNull("older", () -> map.diff(null, new NoDiff<>()));
    rejectsNull("to", () -> map.diff(map, null));
    rejectsNull("older", () -> MapChanges.between(null, map));
    rejectsNull("newer", () -> MapChanges.between(map, null));
    rejectsNull("change", () -> MapChanges.of(null));
    rejectsNull("action", () -> map.forEach(null));
    for (Collection<?> view : List.of(map.keySet(), map.values(), map.entrySet())) {
      rejectsNull(() -> view.forEach(null));
      rejectsNull(() -> view.iterator().forEachRemaining(null));
      rejectsNull(() -> view.spliterator().forEachRemaining(null));
      rejectsNull(() -> view.spliterator().tryAdvance(null));
      rejectsNull(() -> view.containsAll(null));
    }
    rejectsNull("map", () -> map.builder().putAll(null));
    softly.assertThat(map.equals(null)).isFalse();
    softly.assertThat(map).isEqualTo(Map.of("a", "1", "b", "2"));
    softly.assertAll();
  }

  @Test
  void sortedMap_null_isRejectedByName() {
    PersistentSortedMap<String, String> map = PersistentSortedMap.of("a", "1", "b", "2");
    rejectsNull("entries", () -> PersistentSortedMap.ofEntries((Entry<String, String>[]) null));
    rejectsNull("entry", () -> PersistentSortedMap.ofEntries(Map.entry("a", 1), null));
    rejectsNull("map", () -> PersistentSortedMap.copyOf((Map<String, String>) null));
    rejectsNull("map", () -> PersistentSortedMap.copyOfSorted((TreeMap<String, String>) null));
    rejectsNull("comparator", () -> PersistentSortedMap.orderedBy(null));
    rejectsNull("f", () -> map.update("a", null));
    rejectsNull("map", () -> map.withAll(null));
    rejectsNull("map", () -> map.withAll(null, (a, b) -> a));
    rejectsNull("merge", () -> map.withAll(map, null));
    rejectsNull("keys", () -> map.withoutAll(null));
    rejectsNull("keys", () -> map.only(null));
    rejectsNull("f", () -> map.mapValues(null));
    rejectsNull("older", () -> map.diff(null, new NoDiff<>()));
    rejectsNull("to", () -> map.diff(map, null));
    rejectsNull("action", () -> map.forEach(null));
    for (Collection<?> view :
        List.of(map.keySet(), map.values(), map.entrySet(), map.descendingKeySet())) {
      rejectsNull(() -> view.forEach(null));
      rejectsNull(() -> view.iterator().forEachRemaining(null));
      rejectsNull(() -> view.spliterator().forEachRemaining(null));
      rejectsNull(() -> view.spliterator().tryAdvance(null));
      rejectsNull(() -> view.containsAll(null));
    }
    rejectsNull("map", () -> map.builder().putAll(null));
    softly.assertThat(map.equals(null)).isFalse();
    softly.assertThat(map).isEqualTo(Map.of("a", "1", "b", "2"));
    softly.assertAll();
  }

  @Test
  void sortedSet_null_isRejectedByName() {
    PersistentSortedSet<String> set = PersistentSortedSet.of("a", "b");
    rejectsNull("elements", () -> PersistentSortedSet.of((String[]) null));
    rejectsNull("elements", () -> PersistentSortedSet.copyOf((List<String>) null));
    rejectsNull("elements", () -> PersistentSortedSet.copyOfSorted((TreeSet<String>) null));
    rejectsNull("comparator", () -> PersistentSortedSet.orderedBy(null));
    rejectsNull("comparator", () -> PersistentSortedSet.toSortedSet(null));
    rejectsNull("elements", () -> set.plusAll(null));
    rejectsNull("elements", () -> set.withoutAll(null));
    rejectsNull("elements", () -> set.only(null));
    rejectsNull("older", () -> set.diff(null, new NoDiff<>()));
    rejectsNull("to", () -> set.diff(set, null));
    rejectsNull("action", () -> set.forEach(null));
    rejectsNull(() -> set.iterator().forEachRemaining(null));
    rejectsNull(() -> set.descendingIterator().forEachRemaining(null));
    rejectsNull(() -> set.spliterator().tryAdvance(null));
    rejectsNull("elements", () -> set.builder().addAll(null));
    softly.assertThat(set.equals(null)).isFalse();
    softly.assertThat(set).containsExactly("a", "b");
    softly.assertAll();
  }

  /** Natural order refuses null as a key, in the empty map too, as TreeMap does. */
  @Test
  void sorted_nullKeyInNaturalOrder_isRefused() {
    for (PersistentSortedMap<String, String> map :
        List.of(PersistentSortedMap.<String, String>of(), PersistentSortedMap.of("a", "1"))) {
      rejectsNull(() -> map.with(null, "x"));
      rejectsNull(() -> map.get(null));
      rejectsNull(() -> map.getOrDefault(null, "x"));
      rejectsNull(() -> map.containsKey(null));
      rejectsNull(() -> map.without(null));
      rejectsNull(() -> map.update(null, value -> value));
      rejectsNull(() -> map.floorKey(null));
      rejectsNull(() -> map.lowerEntry(null));
      rejectsNull(() -> map.headMap(null));
      rejectsNull(() -> map.tailMap(null, false));
      rejectsNull(() -> map.rank(null));
      rejectsNull(() -> map.builder().put(null, "x"));
      rejectsNull(() -> map.withAll(Collections.singletonMap(null, "x")));
      rejectsNull(() -> map.keySet().plus(null));
      rejectsNull(() -> map.keySet().contains(null));
    }
    softly.assertAll();
  }

  /** Told every difference and does not care. */
  private static final class NoDiff<K, V> implements MapDiff<K, V>, SetDiff<K> {
    @Override
    public void added(K key) {}

    @Override
    public void removed(K key) {}

    @Override
    public void added(K key, V value) {}

    @Override
    public void removed(K key, V value) {}

    @Override
    public void changed(K key, V was, V is) {}
  }

  // Indices.

  private void rejectsIndex(int index, int size, ThrowingCallable call) {
    softly
        .assertThatThrownBy(call)
        .as("index %s of %s", index, size)
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining(Integer.toString(index))
        .message()
        .containsPattern("(?<!\\d)" + size + "(?!\\d)");
  }

  @Test
  void vector_indexThatIsNone_isRejectedWithIndexAndSize() {
    PersistentVector<Integer> large =
        PersistentVector.copyOf(IntStream.range(0, 77).boxed().toList());
    for (PersistentVector<Integer> vector :
        List.of(
            PersistentVector.<Integer>of(), PersistentVector.of(1), large, large.subList(5, 50))) {
      int size = vector.size();
      for (int index :
          new int[] {-1, size, size + 1, -100, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30}) {
        rejectsIndex(index, size, () -> vector.get(index));
        rejectsIndex(index, size, () -> vector.with(index, 0));
        rejectsIndex(index, size, () -> vector.update(index, i -> i));
        rejectsIndex(index, size, () -> vector.without(index));
        rejectsIndex(index, size, () -> vector.builder().get(index));
        rejectsIndex(index, size, () -> vector.builder().set(index, 0));
        if (index != size) {
          rejectsIndex(index, size, () -> vector.plus(index, 0));
          rejectsIndex(index, size, () -> vector.listIterator(index));
          rejectsIndex(index, size, () -> vector.subList(index, size));
        }
        if (index > size) {
          rejectsIndex(index, size, () -> vector.subList(0, index));
        }
      }
      softly
          .assertThatThrownBy(() -> vector.subList(1, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    softly.assertAll();
  }

  @Test
  void list_indexThatIsNone_isRejectedWithIndexAndSize() {
    for (PersistentList<Integer> list :
        List.of(PersistentList.<Integer>of(), PersistentList.of(1), PersistentList.of(1, 2, 3))) {
      int size = list.size();
      for (int index : new int[] {-1, size, size + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        rejectsIndex(index, size, () -> list.get(index));
        rejectsIndex(index, size, () -> list.with(index, 0));
        rejectsIndex(index, size, () -> list.update(index, i -> i));
        rejectsIndex(index, size, () -> list.without(index));
        if (index != size) {
          rejectsIndex(index, size, () -> list.listIterator(index));
          rejectsIndex(index, size, () -> list.subList(index, size));
        }
        if (index > size) {
          rejectsIndex(index, size, () -> list.subList(0, index));
        }
      }
      softly
          .assertThatThrownBy(() -> list.subList(1, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      softly
          .assertThatThrownBy(() -> list.drop(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
      softly.assertThat(list.drop(Integer.MAX_VALUE)).isEmpty();
    }
    softly.assertAll();
  }

  @Test
  void sorted_indexThatIsNone_isRejectedWithIndexAndSize() {
    for (PersistentSortedMap<Integer, String> map :
        List.of(
            PersistentSortedMap.<Integer, String>of(), PersistentSortedMap.of(1, "a", 2, "b"))) {
      int size = map.size();
      for (int index : new int[] {-1, size, size + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        rejectsIndex(index, size, () -> map.nth(index));
        rejectsIndex(index, size, () -> map.descendingMap().nth(index));
        rejectsIndex(index, size, () -> map.keySet().nth(index));
      }
    }
    softly
        .assertThatThrownBy(() -> PersistentSortedMap.of(1, 1).subMap(2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    softly
        .assertThatThrownBy(() -> PersistentSortedSet.of(1).subSet(2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    softly.assertAll();
  }

  @Test
  void empty_elementAskedFor_isRefused() {
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> PersistentVector.of().withoutLast(),
            () -> PersistentVector.of().builder().removeLast(),
            () -> PersistentVector.of(1).builder().removeLast().removeLast(),
            () -> PersistentVector.of().getFirst(),
            () -> PersistentVector.of().getLast(),
            () -> PersistentVector.of().iterator().next(),
            () -> PersistentVector.of().listIterator().next(),
            () -> PersistentVector.of().listIterator().previous(),
            () -> PersistentVector.of(1, 2).subList(1, 1).iterator().next(),
            () -> PersistentList.of().head(),
            () -> PersistentList.of().tail(),
            () -> PersistentList.of().getFirst(),
            () -> PersistentList.of().iterator().next(),
            () -> PersistentList.of().listIterator().previous(),
            () -> PersistentSet.of().iterator().next(),
            () -> PersistentMap.of().entrySet().iterator().next(),
            () -> PersistentMap.of().values().iterator().next(),
            () -> PersistentSortedMap.<String, String>of().firstKey(),
            () -> PersistentSortedMap.<String, String>of().lastKey(),
            () -> PersistentSortedMap.<String, String>of().entrySet().iterator().next(),
            () -> PersistentSortedSet.<String>of().first(),
            () -> PersistentSortedSet.<String>of().last(),
            () -> PersistentSortedSet.<String>of().descendingIterator().next())) {
      softly.assertThatThrownBy(call).isInstanceOf(NoSuchElementException.class);
    }
    softly.assertThat(PersistentSortedMap.<String, String>of().firstEntry()).isNull();
    softly.assertThat(PersistentSortedMap.<String, String>of().lastEntry()).isNull();
    softly.assertAll();
  }

  // Arrays that belong to somebody else.

  @Test
  void of_arrayWrittenLater_isNotSeen() {
    String[] array = {"a", "b", "c"};
    PersistentVector<String> vector = PersistentVector.of(array);
    PersistentList<String> list = PersistentList.of(array);
    PersistentSet<String> set = PersistentSet.of(array);
    PersistentSortedSet<String> sorted = PersistentSortedSet.of(array);
    PersistentVector<String> plus = PersistentVector.of("z").plusAll(Arrays.asList(array));
    Arrays.fill(array, "changed");
    assertThat(vector).containsExactly("a", "b", "c");
    assertThat(list).containsExactly("a", "b", "c");
    assertThat(set).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(sorted).containsExactly("a", "b", "c");
    assertThat(plus).containsExactly("z", "a", "b", "c");
  }

  /** An array of strings takes nothing but strings: it must not become a leaf as it is. */
  @Test
  void of_arrayOfNarrowerType_acceptsWiderElements() {
    for (int size : new int[] {1, 31, 32, 33, 64, 1056}) {
      Object[] strings = new String[size];
      Arrays.fill(strings, "a");
      for (PersistentVector<Object> vector :
          List.of(
              PersistentVector.of(strings),
              PersistentVector.copyOf(new NarrowArray(strings)),
              PersistentVector.of().plusAll(new NarrowArray(strings)),
              PersistentVector.of().builder().addAll(new NarrowArray(strings)).build())) {
        assertThat(vector.with(0, 1).get(0)).isEqualTo(1);
        assertThat(vector.plus(2).get(size)).isEqualTo(2);
        assertThat(vector.builder().set(size - 1, 3).add(4).build().get(size)).isEqualTo(4);
        assertThat(vector.subList(0, size).withoutLast().plus(5).get(size - 1)).isEqualTo(5);
        assertThat(vector).hasSize(size).containsOnly("a");
        assertThat(vector.toArray()).isExactlyInstanceOf(Object[].class);
      }
    }
  }

  /** A collection whose toArray answers an array of strings, though it may not. */
  private static final class NarrowArray extends AbstractCollection<Object> {
    private final Object[] strings;

    NarrowArray(Object[] strings) {
      this.strings = strings;
    }

    @Override
    public Iterator<Object> iterator() {
      return Arrays.asList(strings).iterator();
    }

    @Override
    public Object[] toArray() {
      return strings;
    }

    @Override
    public int size() {
      return strings.length;
    }
  }

  /** The array that toArray answered is kept by the collection, and written to. */
  @Test
  void copyOf_collectionKeepsItsArray_laterWritesAreNotSeen() {
    for (int size : new int[] {1, 32, 33, 100}) {
      Object[] kept = new Object[size];
      Arrays.fill(kept, "a");
      NarrowArray source = new NarrowArray(kept);
      List<Collection<Object>> copies =
          List.of(
              PersistentVector.copyOf(source),
              PersistentVector.<Object>of("a").plusAll(source),
              PersistentVector.of().builder().addAll(source).build(),
              PersistentList.copyOf(source),
              PersistentList.<Object>of("a").plusAll(source));
      Arrays.fill(kept, "changed");
      for (Collection<Object> copy : copies) {
        assertThat(copy).containsOnly("a");
      }
    }
  }

  @Test
  void toArray_arrayWrittenTo_collectionIsUnchanged() {
    List<Integer> elements = IntStream.range(0, 40).boxed().toList();
    for (Collection<Integer> collection :
        List.<Collection<Integer>>of(
            PersistentVector.copyOf(elements.subList(0, 5)),
            PersistentVector.copyOf(elements),
            PersistentVector.copyOf(elements).subList(32, 40),
            PersistentList.copyOf(elements),
            PersistentSet.copyOf(elements),
            PersistentSortedSet.copyOf(elements),
            PersistentMap.of(1, 2).values())) {
      List<Integer> before = List.copyOf(collection);
      Arrays.fill(collection.toArray(), null);
      Arrays.fill(collection.toArray(new Integer[0]), -1);
      Arrays.fill(collection.toArray(Integer[]::new), -1);
      Arrays.fill(collection.stream().toArray(), null);
      assertThat(List.copyOf(collection)).isEqualTo(before);
    }
  }

  // Collections that lie about themselves.

  /** Its size, its array and its iterator tell three different stories. */
  private static final class Liar extends AbstractCollection<Integer> {
    private final int size;
    private final int inArray;
    private final int iterated;

    Liar(int size, int inArray, int iterated) {
      this.size = size;
      this.inArray = inArray;
      this.iterated = iterated;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Object[] toArray() {
      return IntStream.range(0, inArray).boxed().toArray();
    }

    @Override
    public Iterator<Integer> iterator() {
      return IntStream.range(0, iterated).iterator();
    }
  }

  /** Either story may be believed, but the collection that comes of it has to be whole. */
  @Test
  void collectionsThatLie_anyStory_resultIsWhole() {
    int[] sizes = {0, 1, 31, 32, 33, 70};
    for (int size : new int[] {0, 1, 33, 100, -1, Integer.MIN_VALUE}) {
      for (int inArray : sizes) {
        for (int iterated : sizes) {
          Liar liar = new Liar(size, inArray, iterated);
          assertWhole(() -> PersistentVector.copyOf(liar));
          assertWhole(() -> PersistentVector.of(-1).plusAll(liar));
          assertWhole(() -> PersistentVector.of(-1).builder().addAll(liar).add(-2).build());
          assertWhole(() -> PersistentList.copyOf(liar));
          assertWhole(() -> PersistentList.of(-1).plusAll(liar));
          assertWhole(() -> PersistentSet.copyOf(liar));
          assertWhole(() -> PersistentSet.of(5).withoutAll(liar));
          assertWhole(() -> PersistentSet.of(5).only(liar));
          assertWhole(() -> PersistentSortedSet.copyOf(liar));
          assertWhole(() -> PersistentSortedSet.of(5).withoutAll(liar));
        }
      }
    }
  }

  /** Made from a liar: size, iteration, array and stream agree. Or refused, if nothing was made. */
  private static void assertWhole(Supplier<? extends Collection<?>> make) {
    Collection<?> made;
    try {
      made = make.get();
    } catch (IllegalArgumentException | IllegalStateException refused) {
      return; // a negative size may be refused
    }
    List<Object> iterated = new ArrayList<>();
    for (Object element : made) {
      iterated.add(element);
    }
    assertThat(iterated).hasSize(made.size());
    assertThat(made.toArray()).containsExactly(iterated.toArray());
    assertThat(made.stream().count()).isEqualTo(made.size());
    assertThat(made.stream().map(x -> (Object) x).toList()).isEqualTo(iterated);
    assertThat(iterated).doesNotContainNull();
    if (made instanceof Set<?> set) {
      assertThat(new LinkedHashSet<>(iterated)).hasSameSizeAs(iterated);
      assertThat(iterated.stream().allMatch(set::contains)).isTrue();
    }
  }

  /** Throws in the middle of iteration. */
  private static Iterable<Integer> throwingAfter(int count) {
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Integer next() {
            if (next == count) {
              throw new IllegalStateException("broken iterator");
            }
            return next++;
          }
        };
  }

  @Test
  void iteratorThrowsMidway_exceptionReachesCallerAndNothingChanges() {
    for (int count : new int[] {0, 1, 31, 32, 33, 1024, 1056}) {
      Iterable<Integer> broken = throwingAfter(count);
      List<Integer> some = List.of(1, 2, 3);
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> PersistentVector.copyOf(broken),
              () -> PersistentVector.copyOf(some).plusAll(broken),
              () -> PersistentList.copyOf(broken),
              () -> PersistentList.copyOf(some).plusAll(broken),
              () -> PersistentSet.copyOf(broken),
              () -> PersistentSet.copyOf(some).plusAll(broken),
              () -> PersistentSet.copyOf(some).withoutAll(broken),
              () -> PersistentSet.copyOf(some).only(broken),
              () -> PersistentSortedSet.copyOf(broken),
              () -> PersistentSortedSet.copyOf(some).plusAll(broken),
              () -> PersistentMap.of(1, 1).withoutAll(broken),
              () -> PersistentMap.of(1, 1).only(broken),
              () -> PersistentSortedMap.of(1, 1).withoutAll(broken),
              () -> PersistentSortedMap.of(1, 1).only(broken))) {
        assertThatThrownBy(call).hasMessage("broken iterator");
      }
      PersistentVector<Integer> start = PersistentVector.copyOf(some);
      PersistentVector.Builder<Integer> vector = start.builder();
      assertThatThrownBy(() -> vector.addAll(broken)).hasMessage("broken iterator");
      assertThat(vector.size()).isEqualTo(3 + count);
      assertThat(vector.add(-1).build()).startsWith(1, 2, 3).hasSize(4 + count).endsWith(-1);
      assertThat(start).containsExactly(1, 2, 3);
      PersistentSet.Builder<Integer> set = PersistentSet.copyOf(some).builder();
      assertThatThrownBy(() -> set.addAll(broken)).hasMessage("broken iterator");
      assertThat(set.build())
          .containsAll(IntStream.range(0, count).boxed().toList())
          .contains(1, 2, 3);
    }
  }

  /**
   * Answers entries that are one object, changed between two steps, as IdentityHashMap once did.
   */
  @Test
  void copyOf_mapThatReusesItsEntry_entriesAreTakenApartAtOnce() {
    Map<String, Integer> source =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Integer>> entrySet() {
            return new AbstractSet<>() {
              @Override
              public Iterator<Entry<String, Integer>> iterator() {
                int[] at = {-1};
                Entry<String, Integer> one =
                    new Entry<>() {
                      @Override
                      public String getKey() {
                        return "k" + at[0];
                      }

                      @Override
                      public Integer getValue() {
                        return at[0];
                      }

                      @Override
                      public Integer setValue(Integer value) {
                        throw new UnsupportedOperationException();
                      }
                    };
                return new Iterator<>() {
                  @Override
                  public boolean hasNext() {
                    return at[0] < 9;
                  }

                  @Override
                  public Entry<String, Integer> next() {
                    at[0]++;
                    return one;
                  }
                };
              }

              @Override
              public int size() {
                return 2; // a lie
              }
            };
          }
        };
    for (Map<String, Integer> copy :
        List.of(
            PersistentMap.copyOf(source),
            PersistentMap.of("k0", -1).withAll(source),
            PersistentMap.of("k0", -1).withAll(source, (old, other) -> other),
            PersistentMap.<String, Integer>of().builder().putAll(source).build(),
            PersistentSortedMap.copyOf(source))) {
      assertThat(copy).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(copy).containsEntry("k" + i, i);
      }
    }
  }

  @Test
  void putAll_entryThatIsNull_isRefusedAndBuilderStaysUsable() {
    Map<String, Integer> source =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Integer>> entrySet() {
            return new LinkedHashSet<>(Arrays.asList(Map.entry("a", 1), null));
          }
        };
    assertThatThrownBy(() -> PersistentMap.copyOf(source)).isInstanceOf(NullPointerException.class);
    PersistentMap.Builder<String, Integer> builder = PersistentMap.of("x", 0).builder();
    assertThatThrownBy(() -> builder.putAll(source)).isInstanceOf(NullPointerException.class);
    assertThat(builder.put("b", 2).build()).containsEntry("x", 0).containsEntry("b", 2);
  }

  /** Calls itself sorted and iterates in any order, some elements twice. */
  private static final class UnsortedSet extends TreeSet<Integer> {
    private static final long serialVersionUID = 1L;

    private final transient List<Integer> elements;

    UnsortedSet(List<Integer> elements) {
      super(elements);
      this.elements = elements;
    }

    @Override
    public Iterator<Integer> iterator() {
      return elements.iterator();
    }

    @Override
    public Object[] toArray() {
      return elements.toArray();
    }
  }

  @Test
  void copyOfSorted_sourceIsNotSorted_resultIs() {
    List<Integer> mess = List.of(5, 1, 5, 9, 2, 2, 7, 3);
    UnsortedSet liar = new UnsortedSet(mess);
    for (PersistentSortedSet<Integer> set :
        List.of(
            PersistentSortedSet.copyOfSorted(liar),
            PersistentSortedSet.copyOf(liar),
            PersistentSortedSet.<Integer>of().plusAll(liar),
            PersistentSortedSet.of(4).plusAll(liar).without(4))) {
      assertThat(set).containsExactly(1, 2, 3, 5, 7, 9);
      assertThat(mess.stream().allMatch(set::contains)).isTrue();
    }
    TreeMap<Integer, String> unsorted =
        new TreeMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public Set<Entry<Integer, String>> entrySet() {
            Set<Entry<Integer, String>> entries = new LinkedHashSet<>();
            mess.forEach(i -> entries.add(Map.entry(i, "v")));
            return entries;
          }

          @Override
          public void forEach(BiConsumer<? super Integer, ? super String> action) {
            entrySet().forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
          }
        };
    mess.forEach(i -> unsorted.put(i, "v"));
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.copyOfSorted(unsorted);
    assertThat(map.keySet()).containsExactly(1, 2, 3, 5, 7, 9);
    assertThat(mess.stream().allMatch(map::containsKey)).isTrue();
  }

  // Functions that throw.

  /** Throws, whatever shape of function is asked for. */
  private interface Thrower {
    void accept(Object any);

    default Integer answer(Object any) {
      accept(any);
      return 0;
    }
  }

  @Test
  void functionThrows_exceptionReachesCallerAndNothingChanges() {
    RuntimeException boom = new RuntimeException("boom");
    PersistentMap<String, Integer> map = PersistentMap.of("a", 1, "b", 2);
    PersistentSortedMap<String, Integer> sorted = PersistentSortedMap.of("a", 1, "b", 2);
    PersistentVector<Integer> vector = PersistentVector.of(1, 2);
    PersistentList<Integer> list = PersistentList.of(1, 2);
    Thrower thrower =
        any -> {
          throw boom;
        };
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> map.update("a", thrower::answer),
            () -> map.update("c", thrower::answer),
            () -> map.mapValues((k, v) -> thrower.answer(k)),
            () -> map.withAll(map.with("a", 3), (x, y) -> thrower.answer(x)),
            () -> map.withAll(Map.of("b", 3), (x, y) -> thrower.answer(x)),
            () -> map.forEach((k, v) -> thrower.accept(k)),
            () -> sorted.update("a", thrower::answer),
            () -> sorted.mapValues((k, v) -> thrower.answer(k)),
            () -> sorted.withAll(sorted.with("a", 3), (x, y) -> thrower.answer(x)),
            () -> sorted.withAll(Map.of("b", 3), (x, y) -> thrower.answer(x)),
            () -> vector.update(0, thrower::answer),
            () -> vector.forEach(thrower::accept),
            () -> list.update(0, thrower::answer))) {
      softly.assertThatThrownBy(call).isSameAs(boom);
    }
    softly.assertThat(map).isEqualTo(Map.of("a", 1, "b", 2));
    softly.assertThat(sorted).isEqualTo(Map.of("a", 1, "b", 2));
    softly.assertThat(vector).containsExactly(1, 2);
    softly.assertThat(list).containsExactly(1, 2);
    softly.assertAll();
  }

  @Test
  void of_equalKeys_areRefusedWithTheirPlace() {
    assertThatThrownBy(() -> PersistentMap.of("a", 1, "b", 2, "a", 3, "c", 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("of rejected: two keys are equal, pair=3, pairs=4");
    assertThatThrownBy(() ->
            PersistentMap.ofEntries(
                Map.entry("a", 1), Map.entry("b", 2), Map.entry("b", 3), Map.entry("c", 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("of rejected: two keys are equal, pair=3, pairs=4");
  }

  @Test
  void of_equalKeys_areRefusedWithoutTheirValue() {
    assertThatThrownBy(() -> PersistentMap.of("secret", 1, "secret", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("equal")
        .message()
        .doesNotContain("secret");
    assertThatThrownBy(
            () -> PersistentSortedMap.ofEntries(Map.entry("secret", 1), Map.entry("secret", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("secret");
    assertThatThrownBy(
            () -> List.of("secret", "secret").stream().collect(PersistentMap.toMap(k -> k, k -> k)))
        .isInstanceOf(IllegalStateException.class)
        .message()
        .doesNotContain("secret");
    assertThatThrownBy(() ->
            List.of("secret", "secret").stream()
                .collect(PersistentSortedMap.toSortedMap(k -> k, k -> k)))
        .isInstanceOf(IllegalStateException.class)
        .message()
        .doesNotContain("secret");
  }

  // Size.

  /** What would be larger than an int can count is refused before anything is copied. */
  @Test
  void plusAll_beyondMaxValue_isRefusedAtOnce() {
    List<String> most = Collections.nCopies(Integer.MAX_VALUE, "x");
    assertThatThrownBy(() -> PersistentList.of("a").plusAll(most))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> PersistentVector.of("a").plusAll(most))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> PersistentVector.of("a").builder().addAll(most))
        .isInstanceOf(IllegalStateException.class);
  }

  // Values that hold themselves.

  /** Possible for a view only, or by tricks; said as the JDK says it. */
  @Test
  void toString_holdsItselfDirectly_saysSo() {
    AbstractPersistentCollection<Object> collection =
        new AbstractPersistentCollection<>() {
          @Override
          public Iterator<Object> iterator() {
            return List.<Object>of(1, this).iterator();
          }

          @Override
          public int size() {
            return 2;
          }
        };
    assertThat(collection.toString()).isEqualTo("[1, (this Collection)]");
    AbstractPersistentMap<Object, Object> map =
        new AbstractPersistentMap<>() {
          @Override
          public Set<Entry<Object, Object>> entrySet() {
            return Set.of(new SimpleImmutableEntry<>(this, this));
          }

          @Override
          public Set<Object> keySet() {
            return Set.of(this);
          }

          @Override
          public Collection<Object> values() {
            return Set.of(this);
          }

          @Override
          public boolean containsKey(@Nullable Object key) {
            return equals(key);
          }

          @Override
          public @Nullable Object get(@Nullable Object key) {
            return equals(key) ? this : null;
          }

          @Override
          public int size() {
            return 1;
          }
        };
    assertThat(map.toString()).isEqualTo("{(this Map)=(this Map)}");
  }

  private static final class SimpleImmutableEntry<K, V>
      extends AbstractMap.SimpleImmutableEntry<K, V> {
    private static final long serialVersionUID = 1L;

    SimpleImmutableEntry(K key, V value) {
      super(key, value);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  /**
   * A mutable element that holds the collection: hashing overflows the stack, as with the JDK's
   * collections, but no half-computed hash code stays behind.
   */
  @Test
  void hashCode_mutableElementHoldsTheCollection_isRightOnceItDoesNot() {
    List<Object> element = new ArrayList<>();
    PersistentVector<Object> vector = PersistentVector.of(1, element);
    PersistentMap<Object, Object> map = PersistentMap.of("k", element);
    element.add(vector);
    element.add(map);
    assertThatThrownBy(vector::hashCode).isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(map::hashCode).isInstanceOf(StackOverflowError.class);
    element.clear();
    assertThat(vector.hashCode()).isEqualTo(List.of(1, List.of()).hashCode());
    assertThat(map.hashCode()).isEqualTo(Map.of("k", List.of()).hashCode());
  }

  // Length.

  @Test
  void millionElements_hashCodeToStringEquals_areThoseOfTheJdk() {
    List<Integer> elements = IntStream.range(0, 1_000_000).boxed().toList();
    for (List<Integer> list :
        List.of(PersistentList.copyOf(elements), PersistentVector.copyOf(elements))) {
      assertThat(list.size()).isEqualTo(1_000_000);
      assertThat(list.equals(elements)).isTrue();
      assertThat(elements.equals(list)).isTrue();
      assertThat(list.hashCode()).isEqualTo(elements.hashCode());
      assertThat(list.toString().equals(elements.toString())).isTrue();
      assertThat(list.stream().mapToLong(i -> i).sum()).isEqualTo(499_999_500_000L);
      assertThat(list.parallelStream().mapToLong(i -> i).sum()).isEqualTo(499_999_500_000L);
      assertThat(list.indexOf(999_999)).isEqualTo(999_999);
      assertThat(list.contains(-1)).isFalse();
    }
    PersistentList<Integer> list = PersistentList.copyOf(elements);
    PersistentList<Integer> other = PersistentList.copyOf(elements);
    assertThat(list.equals(other)).isTrue();
    assertThat(list.equals(other.with(999_999, -1))).isFalse();
    assertThat(PersistentSortedSet.copyOf(elements).equals(PersistentSet.copyOf(elements)))
        .isTrue();
  }

  /** A comparator that is not consistent with equals decides alone what is one key. */
  @Test
  void sorted_comparatorThatIsCoarserThanEquals_decidesAlone() {
    PersistentSortedMap<String, Integer> map =
        PersistentSortedMap.<String, Integer>orderedBy(String.CASE_INSENSITIVE_ORDER)
            .with("a", 1)
            .with("A", 2)
            .with("b", 3);
    assertThat(map).hasSize(2);
    assertThat(map.firstKey()).as("the key object that was there stays").isEqualTo("a");
    assertThat(map.get("A")).isEqualTo(2);
    assertThat(map.keySet().contains("B")).isTrue();
    assertThat(map.without("A").keySet()).containsExactly("b");
    PersistentSortedSet<String> length =
        PersistentSortedSet.<String>orderedBy(Comparator.comparingInt(String::length))
            .plusAll(List.of("aa", "b", "cc", "ddd"));
    assertThat(length).containsExactly("b", "aa", "ddd");
  }
}
