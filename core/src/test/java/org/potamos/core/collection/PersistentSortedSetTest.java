package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** PersistentSortedSet does what {@link TreeSet} does, but never changes. */
class PersistentSortedSetTest {

  /** The orders that a set can have; all of them are known to the models by their comparators. */
  enum Kind {
    NATURAL,
    DESCENDING,
    BY_COMPARATOR,
    DESCENDING_BY_COMPARATOR;

    PersistentSortedSet<Integer> empty() {
      return switch (this) {
        case NATURAL -> PersistentSortedSet.of();
        case DESCENDING -> PersistentSortedSet.<Integer>of().descendingSet();
        case BY_COMPARATOR -> PersistentSortedSet.orderedBy(PersistentSortedMapTest.BY_TEXT);
        case DESCENDING_BY_COMPARATOR ->
            PersistentSortedSet.<Integer>orderedBy(PersistentSortedMapTest.BY_TEXT).reversed();
      };
    }

    NavigableSet<Integer> model() {
      return new TreeSet<>(empty().comparator());
    }

    NavigableSet<Integer> model(Collection<Integer> elements) {
      NavigableSet<Integer> model = model();
      model.addAll(elements);
      return model;
    }
  }

  static Stream<Arguments> histories() {
    return Stream.of(Kind.values())
        .flatMap(kind -> IntStream.range(0, 10).mapToObj(seed -> Arguments.of(kind, seed)));
  }

  private static <E> void requireSame(PersistentSortedSet<E> set, NavigableSet<E> model) {
    List<E> elements = new ArrayList<>(model);
    assertThat(set.size()).isEqualTo(model.size());
    assertThat(set.equals(model)).isTrue();
    assertThat(model.equals(set)).isTrue();
    assertThat(set.hashCode()).isEqualTo(model.hashCode());
    assertThat(set.toString()).isEqualTo(model.toString());
    assertThat(new ArrayList<>(set)).isEqualTo(elements);
    assertThat(set.toArray()).isEqualTo(model.toArray());
    List<E> walked = new ArrayList<>();
    set.forEach(walked::add);
    assertThat(walked).isEqualTo(elements);
    List<E> backwards = new ArrayList<>();
    set.descendingIterator().forEachRemaining(backwards::add);
    assertThat(backwards).isEqualTo(elements.reversed());
    List<E> byIndex = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      byIndex.add(set.nth(i));
      if (set.rank(elements.get(i)) != i || !set.contains(elements.get(i))) {
        throw new AssertionError("rank=" + set.rank(elements.get(i)) + ", expected=" + i);
      }
    }
    assertThat(byIndex).isEqualTo(elements);
    if (!elements.isEmpty()) {
      assertThat(set.first()).isEqualTo(model.first());
      assertThat(set.last()).isEqualTo(model.last());
      assertThat(set.getFirst()).isEqualTo(model.first());
      assertThat(set.getLast()).isEqualTo(model.last());
    }
  }

  // ---- Histories

  /** A set beside its model, with all versions of both. */
  private static final class Pair {
    private static final int ELEMENTS = 120;

    private final Kind kind;
    private final Random random;
    private PersistentSortedSet<Integer> set;
    private NavigableSet<Integer> model;
    private final List<PersistentSortedSet<Integer>> versions = new ArrayList<>();
    private final List<NavigableSet<Integer>> models = new ArrayList<>();

    Pair(Kind kind, int seed) {
      this.kind = kind;
      random = new Random(seed);
      set = kind.empty();
      model = kind.model();
    }

    private Integer element() {
      return random.nextInt(ELEMENTS);
    }

    private Collection<Integer> some() {
      PersistentSortedSet<Integer> base =
          versions.isEmpty() || random.nextBoolean()
              ? kind.empty()
              : versions.get(random.nextInt(versions.size()));
      for (int i = random.nextInt(30); i > 0; i--) {
        base = base.plus(element());
      }
      return switch (random.nextInt(5)) {
        case 0 -> new HashSet<>(base);
        case 1 -> new ArrayList<>(base);
        case 2 -> base.descendingSet();
        case 3 -> PersistentSortedSet.copyOf(base);
        default -> base;
      };
    }

    private void unlessThis(PersistentSortedSet<Integer> next, String operation) {
      if (model.equals(models.getLast())) {
        assertThat(next).as(operation).isSameAs(set);
      } else {
        assertThat(next).as(operation).isNotSameAs(set);
      }
      set = next;
    }

    void step() {
      versions.add(set);
      models.add(kind.model(model));
      Integer element = element();
      Collection<Integer> some = some();
      boolean inclusive = random.nextBoolean();
      switch (random.nextInt(10)) {
        case 0, 1 -> {
          model.add(element);
          unlessThis(set.plus(element), "plus");
        }
        case 2 -> {
          model.remove(element);
          unlessThis(set.without(element), "without");
        }
        case 3, 4 -> {
          model.addAll(some);
          unlessThis(set.plusAll(some), "plusAll");
        }
        case 5 -> {
          model.removeAll(some);
          unlessThis(set.withoutAll(some), "withoutAll");
        }
        case 6 -> {
          model.retainAll(new HashSet<>(some));
          unlessThis(set.only(some), "only");
        }
        case 7 -> {
          model = kind.model(model.headSet(element, inclusive));
          unlessThis(set.headSet(element, inclusive), "headSet");
        }
        case 8 -> {
          model = kind.model(model.tailSet(element, inclusive));
          unlessThis(set.tailSet(element, inclusive), "tailSet");
        }
        default -> build();
      }
    }

    private void build() {
      PersistentSortedSet.Builder<Integer> builder = set.builder();
      int run = 0;
      for (int i = random.nextInt(60); i > 0; i--) {
        Integer element = element();
        switch (random.nextInt(7)) {
          case 0, 1, 2 -> {
            run += random.nextInt(4);
            builder.add(run);
            model.add(run);
          }
          case 3 -> {
            builder.add(element);
            model.add(element);
          }
          case 4 -> {
            builder.remove(element);
            model.remove(element);
          }
          case 5 -> {
            Collection<Integer> more = some();
            builder.addAll(more);
            model.addAll(more);
          }
          default -> {
            versions.add(builder.build());
            models.add(kind.model(model));
          }
        }
        assertThat(builder.size()).isEqualTo(model.size());
        assertThat(builder.contains(element)).isEqualTo(model.contains(element));
      }
      set = builder.build();
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void operations_inAnyOrder_areThoseOfTheModel(Kind kind, int seed) {
    Pair pair = new Pair(kind, seed);
    for (int i = 0; i < 120; i++) {
      pair.step();
      requireSame(pair.set, pair.model);
    }
    for (int i = 0; i < pair.versions.size(); i++) {
      requireSame(pair.versions.get(i), pair.models.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void diff_anyTwoVersions_isTheDifferenceOfTheModels(Kind kind, int seed) {
    Pair pair = new Pair(kind, seed);
    for (int i = 0; i < 60; i++) {
      pair.step();
    }
    for (PersistentSortedSet<Integer> was : pair.versions) {
      NavigableSet<Integer> all = kind.model(was);
      all.addAll(pair.set);
      List<String> expected = new ArrayList<>();
      for (Integer element : all) {
        if (!was.contains(element)) {
          expected.add("+" + element);
        } else if (!pair.set.contains(element)) {
          expected.add("-" + element);
        }
      }
      assertThat(told(was, pair.set)).isEqualTo(expected);
      assertThat(told(was.descendingSet(), pair.set)).isEqualTo(expected);
      PersistentSortedSet<Integer> inAnotherOrder =
          PersistentSortedSet.<Integer>orderedBy(Collections.reverseOrder()).plusAll(was);
      assertThat(told(inAnotherOrder, pair.set)).isEqualTo(expected);
      assertThat(pair.set.equals(inAnotherOrder)).isEqualTo(expected.isEmpty());
      assertThat(pair.set.equals(was)).isEqualTo(expected.isEmpty());
    }
  }

  private static List<String> told(
      PersistentSortedSet<Integer> older, PersistentSortedSet<Integer> newer) {
    List<String> told = new ArrayList<>();
    newer.diff(
        older,
        new SetDiff<Integer>() {
          @Override
          public void added(Integer element) {
            told.add("+" + element);
          }

          @Override
          public void removed(Integer element) {
            told.add("-" + element);
          }
        });
    return told;
  }

  // ---- Navigation

  @ParameterizedTest
  @EnumSource
  void navigation_anyBounds_isThatOfTheModel(Kind kind) {
    for (int size : new int[] {0, 1, 2, 3, 9}) {
      PersistentSortedSet<Integer> set = kind.empty();
      NavigableSet<Integer> model = kind.model();
      for (int i = 0; i < size; i++) {
        set = set.plus(2 * i);
        model.add(2 * i);
      }
      for (int from = -1; from <= 2 * size; from++) {
        assertThat(set.lower(from)).isEqualTo(model.lower(from));
        assertThat(set.floor(from)).isEqualTo(model.floor(from));
        assertThat(set.ceiling(from)).isEqualTo(model.ceiling(from));
        assertThat(set.higher(from)).isEqualTo(model.higher(from));
        assertThat(set.rank(from)).isEqualTo(model.headSet(from, false).size());
        requireSame(set.headSet(from), model.headSet(from, false));
        requireSame(set.tailSet(from), model.tailSet(from, true));
        for (boolean inclusive : new boolean[] {false, true}) {
          requireSame(set.headSet(from, inclusive), model.headSet(from, inclusive));
          requireSame(set.tailSet(from, inclusive), model.tailSet(from, inclusive));
          for (int to = -1; to <= 2 * size; to++) {
            requireSameRange(set, model, from, inclusive, to);
          }
        }
      }
    }
  }

  private static void requireSameRange(
      PersistentSortedSet<Integer> set,
      NavigableSet<Integer> model,
      Integer from,
      boolean inclusive,
      Integer to) {
    Comparator<? super Integer> comparator = set.comparator();
    if ((comparator == null ? from.compareTo(to) : comparator.compare(from, to)) > 0) {
      assertThatThrownBy(() -> set.subSet(from, inclusive, to, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("range rejected: ");
      return;
    }
    requireSame(set.subSet(from, inclusive, to, true), model.subSet(from, inclusive, to, true));
    requireSame(set.subSet(from, inclusive, to, false), model.subSet(from, inclusive, to, false));
    requireSame(set.subSet(from, to), model.subSet(from, true, to, false));
  }

  @ParameterizedTest
  @EnumSource
  void ends_ofTheEmptySet_areMissing(Kind kind) {
    assertThatThrownBy(kind.empty()::first).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(kind.empty()::last).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> kind.empty().nth(0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("nth rejected: no such element, index=0, size=0");
    assertThatThrownBy(() -> kind.empty().plus(1).nth(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void ranges_areSetsOfTheirOwn() {
    PersistentSortedSet<Integer> set = PersistentSortedSet.of(3, 1, 2);
    assertThat(set.headSet(3).plus(9)).containsExactly(1, 2, 9);
    assertThat(set.tailSet(1)).isSameAs(set);
    assertThat(set.subSet(0, 9)).isSameAs(set);
    assertThat(set.reversed().headSet(2).plus(0)).containsExactly(3, 0);
    assertThat(set.descendingSet().first()).isEqualTo(3);
    assertThat(set.descendingSet().descendingSet()).isEqualTo(set);
    assertThat(set.descendingSet().root).isSameAs(set.root);
  }

  // ---- Making

  @Test
  void factories_anyInput_sortIt() {
    assertThat(PersistentSortedSet.of(2, 1, 2)).containsExactly(1, 2);
    assertThat(PersistentSortedSet.copyOf(List.of(3, 1, 2))).containsExactly(1, 2, 3);
    assertThat(PersistentSortedSet.<Integer>orderedBy(Comparator.reverseOrder()).plus(1).plus(2))
        .containsExactly(2, 1);
    TreeSet<Integer> model = new TreeSet<>(PersistentSortedMapTest.BY_TEXT);
    model.addAll(List.of(9, 10, 11));
    PersistentSortedSet<Integer> copy = PersistentSortedSet.copyOfSorted(model);
    requireSame(copy, model);
    requireSame(PersistentSortedSet.copyOfSorted(model.reversed()), model.reversed());
    assertThat(PersistentSortedSet.copyOfSorted(copy)).isSameAs(copy);
    assertThat(PersistentSortedSet.copyOf(copy)).containsExactly(9, 10, 11);
    PersistentSortedSet<Integer> natural = PersistentSortedSet.of(1, 2);
    assertThat(PersistentSortedSet.copyOf(natural)).isSameAs(natural);
    assertThat(PersistentSortedSet.copyOf(natural.reversed())).containsExactly(1, 2);
    assertThat(PersistentSortedSet.of(1).without(1)).isSameAs(PersistentSortedSet.of());
  }

  @Test
  void toSortedSet_sequentialAndParallel_collectsInOrder() {
    for (boolean parallel : new boolean[] {false, true}) {
      assertThat(List.copyOf(numbers(parallel).collect(PersistentSortedSet.toSortedSet())))
          .isEqualTo(IntStream.range(0, 900).boxed().toList());
      assertThat(
              List.copyOf(
                  numbers(parallel)
                      .collect(
                          PersistentSortedSet.<Integer>toSortedSet(Comparator.reverseOrder()))))
          .isEqualTo(IntStream.range(0, 900).boxed().toList().reversed());
    }
  }

  private static Stream<Integer> numbers(boolean parallel) {
    Stream<Integer> numbers = IntStream.range(0, 3_000).map(i -> (i * 7) % 900).boxed();
    return parallel ? numbers.parallel() : numbers;
  }

  /** Of equal elements the first one stays, however they are added. */
  @Test
  void plus_equalElement_keepsTheFirst() {
    String first = new String("a");
    PersistentSortedSet<String> set = PersistentSortedSet.of(first);
    String other = new String("a");
    assertThat(set.plus(other)).isSameAs(set);
    assertThat(set.plusAll(List.of(other))).isSameAs(set);
    assertThat(set.plusAll(PersistentSortedSet.of(other))).isSameAs(set);
    assertThat(set.plusAll(PersistentSortedMap.of(other, 1).keySet())).isSameAs(set);
    assertThat(PersistentSortedSet.of(first, other).first()).isSameAs(first);
    assertThat(set.builder().add(other).build().first()).isSameAs(first);
    assertThat(Stream.of(first, other).collect(PersistentSortedSet.toSortedSet()).first())
        .isSameAs(first);
    assertThat(set.only(List.of(other)).first()).isSameAs(first);
    assertThat(set.only(List.of(other))).isSameAs(set);
  }

  // ---- What the order does not accept

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void nullElement_naturalOrder_isRefusedByEveryCall() {
    for (PersistentSortedSet<Integer> set :
        List.of(
            PersistentSortedSet.<Integer>of(),
            PersistentSortedSet.<Integer>of().reversed(),
            PersistentSortedSet.of(1))) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> set.contains(null),
              () -> set.plus(null),
              () -> set.without(null),
              () -> set.plusAll(Collections.singleton(null)),
              () -> set.withoutAll(Collections.singleton(null)),
              () -> set.only(Collections.singleton(null)),
              () -> set.rank(null),
              () -> set.floor(null),
              () -> set.higher(null),
              () -> set.headSet(null),
              () -> set.tailSet(null),
              () -> set.subSet(null, null),
              () -> set.builder().add(null),
              () -> set.builder().contains(null),
              () -> set.builder().remove(null))) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
      }
    }
  }

  @Test
  void nullElement_comparatorAcceptsIt_isOrdinary() {
    PersistentSortedSet<@Nullable String> set =
        PersistentSortedSet.<@Nullable String>orderedBy(
                Comparator.nullsLast(Comparator.naturalOrder()))
            .plus(null)
            .plus("b");
    assertThat(set).containsExactly("b", null);
    assertThat(set.contains(null)).isTrue();
    assertThat(set.last()).isNull();
    assertThat(set.rank(null)).isEqualTo(1);
    assertThat(set.without(null)).containsExactly("b");
    assertThat(set.equals(new HashSet<>(set))).isTrue();
  }

  @Test
  void equals_otherSets_isAsSetSays() {
    PersistentSortedSet<Integer> set = PersistentSortedSet.of(1, 2);
    assertThat(set.equals(Set.of(2, 1))).isTrue();
    assertThat(set.equals(PersistentSet.of(2, 1))).isTrue();
    assertThat(PersistentSet.of(2, 1).equals(set)).isTrue();
    assertThat(set.equals(set.reversed())).isTrue();
    assertThat(set.equals(PersistentSortedMap.of(1, "a", 2, "b").keySet())).isTrue();
    assertThat(set.equals(Set.of(1, 3))).isFalse();
    assertThat(set.equals(Set.of(1))).isFalse();
    assertThat(set.equals((Object) Set.of("1", "2"))).isFalse();
    assertThat(set.equals(new HashSet<>(Collections.singletonList(null)))).isFalse();
    assertThat(set.equals((Object) List.of(1, 2))).isFalse();
    assertThat(set).hasSameHashCodeAs(Set.of(1, 2));
  }

  // ---- Walking

  @Test
  void spliterator_tellsWhatItIs() {
    PersistentSortedSet<Integer> set = PersistentSortedSet.of(1, 2, 3, 4);
    Spliterator<Integer> all = set.reversed().spliterator();
    assertThat(all.characteristics())
        .isEqualTo(
            Spliterator.SIZED
                | Spliterator.SUBSIZED
                | Spliterator.ORDERED
                | Spliterator.SORTED
                | Spliterator.DISTINCT
                | Spliterator.IMMUTABLE);
    assertThat(all.getComparator()).isEqualTo(Collections.reverseOrder());
    assertThat(set.spliterator().getComparator()).isNull();
    List<Integer> found = new ArrayList<>();
    assertThat(all.tryAdvance(found::add)).isTrue();
    Spliterator<Integer> prefix = all.trySplit();
    all.forEachRemaining(found::add);
    prefix.forEachRemaining(found::add);
    assertThat(found).containsExactly(4, 2, 1, 3);
    assertThat(PersistentSortedSet.of(1).spliterator().trySplit()).isNull();
  }

  @Test
  void streams_ofASet_areSortedAndParallel() {
    PersistentSortedSet<Integer> set =
        PersistentSortedSet.copyOf(IntStream.range(0, 10_000).boxed().toList());
    assertThat(set.parallelStream().filter(i -> i % 1_000 == 0).toList())
        .containsExactly(0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000);
    assertThat(set.reversed().stream().limit(2).toList()).containsExactly(9_999, 9_998);
    assertThat(set.reversed().stream().sorted().limit(2).toList()).containsExactly(0, 1);
  }

  @Test
  void iterator_pastTheEnd_throwsNoSuchElement() {
    Iterator<Integer> it = PersistentSortedSet.<Integer>of().iterator();
    assertThat(it.hasNext()).isFalse();
    assertThatThrownBy(it::next).isInstanceOf(NoSuchElementException.class);
  }

  // ---- Refused

  @ParameterizedTest
  @EnumSource
  void mutators_always_areRefused(Kind kind) {
    for (PersistentSortedSet<Integer> set : List.of(kind.empty(), kind.empty().plus(1).plus(2))) {
      Map<String, Runnable> mutators = new LinkedHashMap<>();
      mutators.put("add", () -> set.add(1));
      mutators.put("addAll", () -> set.addAll(List.of()));
      mutators.put("remove", () -> set.remove(7));
      mutators.put("removeAll", () -> set.removeAll(List.of()));
      mutators.put("retainAll", () -> set.retainAll(List.of(1, 2)));
      mutators.put("removeIf", () -> set.removeIf(e -> false));
      mutators.put("clear", set::clear);
      mutators.put("pollFirst", set::pollFirst);
      mutators.put("pollLast", set::pollLast);
      mutators.put("removeFirst", set::removeFirst);
      mutators.put("removeLast", set::removeLast);
      SequencedCollection<Integer> sequenced = set;
      mutators.put("addFirst", () -> sequenced.addFirst(0));
      mutators.put("addLast", () -> sequenced.addLast(0));
      mutators.put("iterator.remove", () -> set.iterator().remove());
      mutators.put("descendingIterator.remove", () -> set.descendingIterator().remove());
      mutators.forEach((name, mutator) ->
          assertThatThrownBy(mutator::run)
              .as(name)
              .isInstanceOf(UnsupportedOperationException.class));
    }
  }

  // ---- Serialization

  @ParameterizedTest
  @EnumSource
  void serialization_anyOrder_keepsContentAndDirection(Kind kind) throws Exception {
    PersistentSortedSet<Integer> set = kind.empty();
    for (int i = 0; i < 20; i++) {
      PersistentSortedSet<Integer> copy = PersistentSortedMapTest.copyByStream(set);
      assertThat(copy).isEqualTo(set).hasToString(set.toString());
      assertThat(copy.plus(1_000)).hasToString(set.plus(1_000).toString());
      set = set.plus((i * 7) % 20);
    }
  }

  @Test
  void serialization_keysOfAMap_leavesTheValuesBehind() throws Exception {
    PersistentSortedSet<Integer> keys = PersistentSortedMap.of(1, new Object()).keySet();
    assertThat(PersistentSortedMapTest.copyByStream(keys)).containsExactly(1);
  }

  @Test
  void ofSerial_anyOrderAndDuplicates_areSorted() {
    assertThat(PersistentSortedSet.ofSerial(null, new Object[] {3, 1, 3, 2}))
        .hasToString("[1, 2, 3]");
    assertThat(PersistentSortedSet.ofSerial(Collections.reverseOrder(), new Object[] {1, 3, 2}))
        .hasToString("[3, 2, 1]");
  }
}
