package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever java.util offers to change a collection throws UnsupportedOperationException: on empty
 * collections too, on views and iterators, and when nothing would change.
 */
class MutatorsRefusedTest {

  /** A method that would change a collection, and arguments to call it with, one list per call. */
  private record Mutator(Class<?> owner, String name, List<Class<?>> types, List<Object[]> calls) {
    Method method() {
      try {
        return owner.getMethod(name, types.toArray(new Class<?>[0]));
      } catch (NoSuchMethodException e) {
        throw new AssertionError(e);
      }
    }

    String signature() {
      return name + types.stream().map(Class::getSimpleName).toList();
    }
  }

  private static Mutator mutator(
      Class<?> owner, String name, List<Class<?>> types, @Nullable Object[]... calls) {
    return new Mutator(owner, name, types, Arrays.asList(calls));
  }

  private static @Nullable Object[] with(@Nullable Object... arguments) {
    return arguments;
  }

  /**
   * What changes nothing, what would, and what is not there: 1 and 2 are in the samples, 9 is not.
   */
  private static final List<Mutator> MUTATORS =
      List.of(
          mutator(Collection.class, "add", List.of(Object.class), with(1), with(9)),
          mutator(
              Collection.class,
              "addAll",
              List.of(Collection.class),
              with(List.of()),
              with(List.of(1)),
              with(List.of(9))),
          mutator(Collection.class, "remove", List.of(Object.class), with(1), with(9)),
          mutator(
              Collection.class,
              "removeAll",
              List.of(Collection.class),
              with(List.of()),
              with(List.of(1)),
              with(List.of(9))),
          mutator(
              Collection.class,
              "retainAll",
              List.of(Collection.class),
              with(List.of()),
              with(List.of(1, 2, 3)),
              with(new TreeSet<>(IntStream.range(-100, 100).boxed().toList()))),
          mutator(
              Collection.class,
              "removeIf",
              List.of(Predicate.class),
              with((Predicate<Object>) o -> true),
              with((Predicate<Object>) o -> false)),
          mutator(Collection.class, "clear", List.of(), with()),
          mutator(List.class, "add", List.of(int.class, Object.class), with(0, 9), with(99, 9)),
          mutator(
              List.class,
              "addAll",
              List.of(int.class, Collection.class),
              with(0, List.of()),
              with(0, List.of(9)),
              with(99, List.of(9))),
          mutator(
              List.class,
              "set",
              List.of(int.class, Object.class),
              with(0, 1),
              with(0, 9),
              with(99, 9)),
          mutator(List.class, "remove", List.of(int.class), with(0), with(99)),
          mutator(
              List.class,
              "replaceAll",
              List.of(UnaryOperator.class),
              with(UnaryOperator.identity()),
              with((UnaryOperator<Object>) o -> 9)),
          mutator(
              List.class,
              "sort",
              List.of(Comparator.class),
              with((Object) null),
              with(Comparator.comparing(String::valueOf).reversed())),
          mutator(SequencedCollection.class, "addFirst", List.of(Object.class), with(1), with(9)),
          mutator(SequencedCollection.class, "addLast", List.of(Object.class), with(1), with(9)),
          mutator(SequencedCollection.class, "removeFirst", List.of(), with()),
          mutator(SequencedCollection.class, "removeLast", List.of(), with()),
          mutator(NavigableSet.class, "pollFirst", List.of(), with()),
          mutator(NavigableSet.class, "pollLast", List.of(), with()),
          mutator(
              Map.class,
              "put",
              List.of(Object.class, Object.class),
              with(1, -1),
              with(1, 9),
              with(9, 9)),
          mutator(
              Map.class,
              "putAll",
              List.of(Map.class),
              with(Map.of()),
              with(Map.of(1, -1)),
              with(Map.of(9, 9))),
          mutator(Map.class, "remove", List.of(Object.class), with(1), with(9)),
          mutator(
              Map.class,
              "remove",
              List.of(Object.class, Object.class),
              with(1, -1),
              with(1, 9),
              with(9, 9)),
          mutator(Map.class, "clear", List.of(), with()),
          mutator(
              Map.class,
              "putIfAbsent",
              List.of(Object.class, Object.class),
              with(1, 9),
              with(9, 9)),
          mutator(
              Map.class, "replace", List.of(Object.class, Object.class), with(1, -1), with(9, 9)),
          mutator(
              Map.class,
              "replace",
              List.of(Object.class, Object.class, Object.class),
              with(1, -1, 9),
              with(1, 9, 9),
              with(9, 9, 9)),
          mutator(
              Map.class,
              "replaceAll",
              List.of(BiFunction.class),
              with((BiFunction<Object, Object, Object>) (k, v) -> v),
              with((BiFunction<Object, Object, Object>) (k, v) -> 9)),
          mutator(
              Map.class,
              "computeIfAbsent",
              List.of(Object.class, Function.class),
              with(1, (Function<Object, Object>) k -> 9),
              with(9, (Function<Object, @Nullable Object>) k -> null),
              with(9, (Function<Object, Object>) k -> 9)),
          mutator(
              Map.class,
              "computeIfPresent",
              List.of(Object.class, BiFunction.class),
              with(1, (BiFunction<Object, Object, Object>) (k, v) -> v),
              with(1, (BiFunction<Object, Object, @Nullable Object>) (k, v) -> null),
              with(9, (BiFunction<Object, Object, Object>) (k, v) -> 9)),
          mutator(
              Map.class,
              "compute",
              List.of(Object.class, BiFunction.class),
              with(1, (BiFunction<Object, Object, Object>) (k, v) -> v),
              with(9, (BiFunction<Object, Object, @Nullable Object>) (k, v) -> null),
              with(9, (BiFunction<Object, Object, Object>) (k, v) -> 9)),
          mutator(
              Map.class,
              "merge",
              List.of(Object.class, Object.class, BiFunction.class),
              with(1, 9, (BiFunction<Object, Object, Object>) (v, w) -> v),
              with(9, 9, (BiFunction<Object, Object, Object>) (v, w) -> v)),
          mutator(
              SequencedMap.class,
              "putFirst",
              List.of(Object.class, Object.class),
              with(1, -1),
              with(9, 9)),
          mutator(
              SequencedMap.class,
              "putLast",
              List.of(Object.class, Object.class),
              with(1, -1),
              with(9, 9)),
          mutator(SequencedMap.class, "pollFirstEntry", List.of(), with()),
          mutator(SequencedMap.class, "pollLastEntry", List.of(), with()));

  /** Every interface of java.util that one of ours, or a view of one, implements. */
  private static final List<Class<?>> INTERFACES =
      List.of(
          Collection.class,
          SequencedCollection.class,
          List.class,
          Set.class,
          SequencedSet.class,
          SortedSet.class,
          NavigableSet.class,
          Map.class,
          SequencedMap.class,
          SortedMap.class,
          NavigableMap.class);

  /** Methods of these interfaces that only look. */
  private static final Set<String> READERS =
      Set.of(
          "ceiling",
          "ceilingEntry",
          "ceilingKey",
          "comparator",
          "contains",
          "containsAll",
          "containsKey",
          "containsValue",
          "descendingIterator",
          "descendingKeySet",
          "descendingMap",
          "descendingSet",
          "entrySet",
          "equals",
          "first",
          "firstEntry",
          "firstKey",
          "floor",
          "floorEntry",
          "floorKey",
          "forEach",
          "get",
          "getFirst",
          "getLast",
          "getOrDefault",
          "hashCode",
          "headMap",
          "headSet",
          "higher",
          "higherEntry",
          "higherKey",
          "indexOf",
          "isEmpty",
          "iterator",
          "keySet",
          "last",
          "lastEntry",
          "lastIndexOf",
          "lastKey",
          "listIterator",
          "lower",
          "lowerEntry",
          "lowerKey",
          "navigableKeySet",
          "parallelStream",
          "reversed",
          "sequencedEntrySet",
          "sequencedKeySet",
          "sequencedValues",
          "size",
          "spliterator",
          "stream",
          "subList",
          "subMap",
          "subSet",
          "tailMap",
          "tailSet",
          "toArray",
          "values");

  /** A method that a later JDK adds has to be sorted into one of the two lists. */
  @Test
  void everyMethodOfTheInterfaces_isKnown() {
    Set<String> mutators = new TreeSet<>(MUTATORS.stream().map(Mutator::signature).toList());
    List<String> unknown = new ArrayList<>();
    for (Class<?> type : INTERFACES) {
      for (Method method : type.getMethods()) {
        if (!Modifier.isStatic(method.getModifiers())) {
          String signature =
              method.getName()
                  + Stream.of(method.getParameterTypes()).map(Class::getSimpleName).toList();
          if (READERS.contains(method.getName()) == mutators.contains(signature)) {
            unknown.add(type.getSimpleName() + "." + signature);
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  // Who is asked.

  /** Under a name, a collection or map, or a view of one. */
  record Subject(String name, Object value) {
    List<@Nullable Object> contents() {
      return new ArrayList<>(
          value instanceof Map<?, ?> map ? map.entrySet() : (Collection<?>) value);
    }

    /** The arguments; entries instead of numbers for a set of entries, which casts them. */
    @Nullable Object[] suitable(@Nullable Object[] arguments) {
      return name.matches(".*[eE]ntrySet(, reversed)?")
          ? Arrays.stream(arguments)
              .map(argument -> argument instanceof Integer i ? Map.entry(i, -i) : argument)
              .toArray()
          : arguments;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Subject> subjects() {
    Map<String, Object> all = new LinkedHashMap<>();
    List<Integer> many = IntStream.rangeClosed(1, 40).boxed().toList();
    for (List<Integer> elements : List.of(List.<Integer>of(), List.of(1), List.of(1, 2, 3), many)) {
      String size = ", size " + elements.size();
      PersistentVector<Integer> vector = PersistentVector.copyOf(elements);
      all.put("vector" + size, vector);
      all.put(
          "slice" + size,
          PersistentVector.of(7, 7).plusAll(elements).plus(7).subList(2, 2 + elements.size()));
      all.put("list" + size, PersistentList.copyOf(elements));
      all.put(
          "slice of list" + size,
          PersistentList.copyOf(elements).plus(7).subList(1, 1 + elements.size()));
      all.put("set" + size, PersistentSet.copyOf(elements));
      PersistentMap<Integer, Integer> map =
          elements.stream().collect(PersistentMap.toMap(i -> i, i -> -i));
      all.put("map" + size, map);
      PersistentSortedSet<Integer> sortedSet = PersistentSortedSet.copyOf(elements);
      all.put("sorted set" + size, sortedSet);
      all.put("sorted set, range" + size, sortedSet.plus(0).plus(100).subSet(1, 100));
      PersistentSortedMap<Integer, Integer> sortedMap = PersistentSortedMap.copyOf(map);
      all.put("sorted map" + size, sortedMap);
      all.put("sorted map, range" + size, sortedMap.with(0, 0).with(100, 0).subMap(1, 100));
    }
    List<Subject> subjects = new ArrayList<>();
    all.forEach((name, value) -> addWithViews(subjects, name, value, 2));
    return subjects.stream();
  }

  /** The subject, and what it answers to those questions that are answered with a view. */
  private static void addWithViews(List<Subject> to, String name, Object value, int depth) {
    to.add(new Subject(name, value));
    if (depth == 0) {
      return;
    }
    Map<String, Supplier<?>> views = new LinkedHashMap<>();
    if (value instanceof List<?> list) {
      views.put("subList", () -> list.subList(0, list.size()));
      views.put("subList, empty", () -> list.subList(0, 0));
    }
    if (value instanceof SequencedCollection<?> sequenced) {
      views.put("reversed", sequenced::reversed);
    }
    if (value instanceof NavigableSet<?> set) {
      views.put("descendingSet", set::descendingSet);
    }
    if (value instanceof Map<?, ?> map) {
      views.put("keySet", map::keySet);
      views.put("values", map::values);
      views.put("entrySet", map::entrySet);
    }
    if (value instanceof SequencedMap<?, ?> map) {
      views.put("reversed map", map::reversed);
      views.put("sequencedKeySet", map::sequencedKeySet);
      views.put("sequencedValues", map::sequencedValues);
      views.put("sequencedEntrySet", map::sequencedEntrySet);
    }
    if (value instanceof NavigableMap<?, ?> map) {
      views.put("descendingMap", map::descendingMap);
      views.put("navigableKeySet", map::navigableKeySet);
      views.put("descendingKeySet", map::descendingKeySet);
    }
    views.forEach((view, get) -> addWithViews(to, name + ", " + view, get.get(), depth - 1));
  }

  // What is asked.

  @ParameterizedTest
  @MethodSource("subjects")
  void mutator_anySubject_isRefusedAndChangesNothing(Subject subject) {
    SoftAssertions softly = new SoftAssertions();
    List<@Nullable Object> before = subject.contents();
    int asked = 0;
    for (Mutator mutator : MUTATORS) {
      if (mutator.owner.isInstance(subject.value)) {
        for (@Nullable Object[] arguments : mutator.calls) {
          asked++;
          softly
              .assertThat(outcome(mutator.method(), subject.value, subject.suitable(arguments)))
              .as(
                  "%s of %s with %s arguments, call %s",
                  mutator.signature(), subject, arguments.length, mutator.calls.indexOf(arguments))
              .isEqualTo("UnsupportedOperationException");
        }
      }
    }
    softly.assertThat(subject.contents()).isEqualTo(before);
    softly.assertThat(asked).isGreaterThan(10);
    softly.assertAll();
  }

  private static String outcome(Method method, Object on, @Nullable Object[] arguments) {
    try {
      return "answered " + method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      return Objects.requireNonNull(e.getCause()).getClass().getSimpleName();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String outcome(Runnable operation) {
    try {
      operation.run();
      return "done";
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  @SuppressWarnings("unchecked") // nothing is ever written
  void iterator_anySubject_refusesToChange(Subject subject) {
    SoftAssertions softly = new SoftAssertions();
    Collection<Object> collection =
        subject.value instanceof Map<?, ?> map
            ? (Collection<Object>) (Collection<?>) map.entrySet()
            : (Collection<Object>) subject.value;
    List<Iterator<Object>> iterators = new ArrayList<>();
    iterators.add(collection.iterator());
    if (collection instanceof NavigableSet<Object> set) {
      iterators.add(set.descendingIterator());
    }
    if (collection instanceof List<Object> list) {
      iterators.add(list.listIterator());
      iterators.add(list.listIterator(list.size() / 2));
    }
    for (Iterator<Object> iterator : iterators) {
      softly.assertThat(outcome(iterator::remove)).isEqualTo("UnsupportedOperationException");
      if (iterator.hasNext()) {
        iterator.next();
        softly.assertThat(outcome(iterator::remove)).isEqualTo("UnsupportedOperationException");
      }
      if (iterator instanceof ListIterator<Object> both) {
        softly.assertThat(outcome(() -> both.set(9))).isEqualTo("UnsupportedOperationException");
        softly.assertThat(outcome(() -> both.add(9))).isEqualTo("UnsupportedOperationException");
        if (both.hasPrevious()) {
          both.previous();
          softly.assertThat(outcome(() -> both.set(9))).isEqualTo("UnsupportedOperationException");
          softly.assertThat(outcome(both::remove)).isEqualTo("UnsupportedOperationException");
        }
      }
    }
    softly.assertAll();
  }

  /** However an entry was got hold of. */
  @ParameterizedTest
  @MethodSource("subjects")
  void entry_anySubject_refusesToChange(Subject subject) {
    List<Entry<?, ?>> entries = new ArrayList<>();
    if (subject.value instanceof Map<?, ?> map) {
      entries.addAll(map.entrySet());
      map.entrySet().forEach(entries::add);
      map.entrySet().iterator().forEachRemaining(entries::add);
      map.entrySet().stream().forEach(entries::add);
      map.entrySet().spliterator().tryAdvance(entries::add);
      for (Object entry : map.entrySet().toArray()) {
        entries.add((Entry<?, ?>) entry);
      }
      if (map instanceof NavigableMap<?, ?> navigable && !map.isEmpty()) {
        entries.add(navigable.firstEntry());
        entries.add(navigable.lastEntry());
        if (map instanceof PersistentSortedMap<?, ?> sorted) {
          entries.add(sorted.nth(0));
        }
      }
    }
    SoftAssertions softly = new SoftAssertions();
    List<@Nullable Object> before = subject.contents();
    for (Entry<?, ?> entry : entries) {
      softly
          .assertThat(outcome(() -> unchecked(entry).setValue(9)))
          .as("entry of %s", subject)
          .isEqualTo("UnsupportedOperationException");
      softly
          .assertThat(outcome(() -> unchecked(entry).setValue(entry.getValue())))
          .as("entry of %s, its own value", subject)
          .isEqualTo("UnsupportedOperationException");
    }
    softly.assertThat(subject.contents()).isEqualTo(before);
    softly.assertAll();
  }

  @SuppressWarnings("unchecked") // it is not going to take the value
  private static Entry<Object, Object> unchecked(Entry<?, ?> entry) {
    return (Entry<Object, Object>) entry;
  }

  /** The neighbours of a key are entries too. */
  @Test
  void neighbourEntries_refuseToChange() {
    PersistentSortedMap<Integer, Integer> map = PersistentSortedMap.of(1, -1, 2, -2, 3, -3);
    for (NavigableMap<Integer, Integer> each :
        List.of(map, map.descendingMap(), map.headMap(3, true))) {
      for (Entry<Integer, Integer> entry :
          Arrays.asList(
              each.floorEntry(2), each.ceilingEntry(2), each.lowerEntry(2), each.higherEntry(2))) {
        assertThat(outcome(() -> entry.setValue(9))).isEqualTo("UnsupportedOperationException");
      }
    }
    assertThat(map).isEqualTo(Map.of(1, -1, 2, -2, 3, -3));
  }

  /** The message says what to do instead. */
  @Test
  void refusal_message_namesTheMethodAndTheAlternative() {
    for (Runnable operation :
        List.<Runnable>of(
            () -> PersistentVector.of(1).add(2),
            () -> PersistentList.of(1).add(2),
            () -> PersistentSet.of(1).add(2),
            () -> PersistentSortedSet.of(1).add(2))) {
      try {
        operation.run();
        throw new AssertionError("not refused");
      } catch (UnsupportedOperationException e) {
        assertThat(e).hasMessageContaining("add rejected").hasMessageContaining("plus");
      }
    }
  }
}
