package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PersistentSortedMap does what {@link TreeMap} does, but never changes. */
class PersistentSortedMapTest {

  @Nested
  class Snippets extends SortedSnippets {}

  /** The orders that a map can have; all of them are known to the models by their comparators. */
  enum Kind {
    NATURAL,
    DESCENDING,
    BY_COMPARATOR,
    DESCENDING_BY_COMPARATOR;

    PersistentSortedMap<Integer, Object> empty() {
      return switch (this) {
        case NATURAL -> PersistentSortedMap.of();
        case DESCENDING -> PersistentSortedMap.<Integer, Object>of().descendingMap();
        case BY_COMPARATOR -> PersistentSortedMap.orderedBy(BY_TEXT);
        case DESCENDING_BY_COMPARATOR ->
            PersistentSortedMap.<Integer, Object>orderedBy(BY_TEXT).reversed();
      };
    }

    NavigableMap<Integer, Object> model() {
      return new TreeMap<>(empty().comparator());
    }
  }

  /** An order that is neither the natural one nor its reverse: 10 is before 9. */
  static final class ByText implements Comparator<Integer>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compare(Integer a, Integer b) {
      return a.toString().compareTo(b.toString());
    }
  }

  static Stream<Arguments> histories() {
    return Stream.of(Kind.values())
        .flatMap(kind -> IntStream.range(0, 12).mapToObj(seed -> Arguments.of(kind, seed)));
  }

  static final Comparator<Integer> BY_TEXT = new ByText();

  // ---- Equal in all that can be asked

  static <K, V> void requireSame(PersistentSortedMap<K, V> map, NavigableMap<K, V> model) {
    assertThat(map.size()).isEqualTo(model.size());
    assertThat(map.isEmpty()).isEqualTo(model.isEmpty());
    assertThat(map.equals(model)).isTrue();
    assertThat(model.equals(map)).isTrue();
    assertThat(map.hashCode()).isEqualTo(model.hashCode());
    assertThat(map.toString()).isEqualTo(model.toString());
    List<K> keys = new ArrayList<>(model.keySet());
    List<V> values = new ArrayList<>(model.values());
    assertThat(new ArrayList<>(map.keySet())).isEqualTo(keys);
    assertThat(new ArrayList<>(map.values())).isEqualTo(values);
    assertThat(new ArrayList<>(map.entrySet())).isEqualTo(new ArrayList<>(model.entrySet()));
    assertThat(new ArrayList<>(map.descendingKeySet())).isEqualTo(keys.reversed());
    assertThat(new ArrayList<>(map.values().reversed())).isEqualTo(values.reversed());
    List<Object> walked = new ArrayList<>();
    map.forEach((key, value) -> Collections.addAll(walked, key, value));
    List<Object> expected = new ArrayList<>();
    model.forEach((key, value) -> Collections.addAll(expected, key, value));
    assertThat(walked).isEqualTo(expected);
    assertThat(map.firstEntry()).isEqualTo(model.firstEntry());
    assertThat(map.lastEntry()).isEqualTo(model.lastEntry());
    List<Map.Entry<K, V>> byIndex = new ArrayList<>();
    List<@Nullable V> byKey = new ArrayList<>();
    List<@Nullable V> orDefault = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byIndex.add(map.nth(i));
      byKey.add(map.get(keys.get(i)));
      orDefault.add(map.getOrDefault(keys.get(i), null));
      if (map.rank(keys.get(i)) != i) {
        throw new AssertionError("rank=" + map.rank(keys.get(i)) + ", expected=" + i);
      }
    }
    assertThat(byIndex).isEqualTo(new ArrayList<>(model.entrySet()));
    assertThat(byKey).isEqualTo(values);
    assertThat(orDefault).isEqualTo(values);
  }

  // ---- Histories

  /** A map beside its model, with all versions of both. */
  private static final class Pair {
    private static final int KEYS = 120;

    private final Kind kind;
    private final Random random;
    private PersistentSortedMap<Integer, Object> map;
    private NavigableMap<Integer, Object> model;
    private final List<PersistentSortedMap<Integer, Object>> versions = new ArrayList<>();
    private final List<NavigableMap<Integer, Object>> models = new ArrayList<>();

    Pair(Kind kind, int seed) {
      this.kind = kind;
      random = new Random(seed);
      map = kind.empty();
      model = kind.model();
    }

    private Integer key() {
      return random.nextInt(KEYS); // small boxes: equal is identical
    }

    private Integer value() {
      return random.nextInt(4);
    }

    private void keep() {
      versions.add(map);
      NavigableMap<Integer, Object> copy = kind.model();
      copy.putAll(model);
      models.add(copy);
    }

    /** Some entries: an older version, or apart, in this order, in another one, or in none. */
    private Map<Integer, Object> some() {
      Map<Integer, Object> some = new HashMap<>();
      PersistentSortedMap<Integer, Object> base = kind.empty();
      if (!versions.isEmpty() && random.nextBoolean()) {
        base = versions.get(random.nextInt(versions.size()));
      }
      some.putAll(base);
      for (int i = random.nextInt(30); i > 0; i--) {
        Integer key = key();
        Integer value = value();
        base = base.with(key, value);
        some.put(key, value);
      }
      return switch (random.nextInt(5)) {
        case 0 -> some;
        case 1 -> new TreeMap<>(some);
        case 2 -> base.descendingMap();
        case 3 -> PersistentSortedMap.copyOf(some);
        default -> base;
      };
    }

    private Collection<Integer> someKeys() {
      Map<Integer, Object> some = some();
      return random.nextBoolean() ? some.keySet() : new ArrayList<>(some.keySet());
    }

    private void requireUnlessThis(
        PersistentSortedMap<Integer, Object> next, boolean isChanged, String operation) {
      if (isChanged) {
        assertThat(next).as(operation).isNotSameAs(map);
      } else {
        assertThat(next).as(operation).isSameAs(map);
      }
      map = next;
    }

    void step() {
      keep();
      NavigableMap<Integer, Object> before = models.getLast();
      Integer key = key();
      switch (random.nextInt(16)) {
        case 0, 1, 2, 3 -> {
          Integer value = value();
          model.put(key, value);
          requireUnlessThis(map.with(key, value), !before.equals(model), "with");
        }
        case 4, 5 -> {
          model.remove(key);
          requireUnlessThis(map.without(key), !before.equals(model), "without");
        }
        case 6 -> {
          model.put(key, model.get(key) + "!");
          requireUnlessThis(map.update(key, v -> v + "!"), true, "update");
        }
        case 7, 8 -> {
          Map<Integer, Object> more = some();
          model.putAll(more);
          map = map.withAll(more);
        }
        case 9 -> {
          Map<Integer, Object> more = some();
          BinaryOperator<Object> merge = (mine, theirs) -> "(" + mine + theirs + ")";
          more.forEach((k, v) -> model.merge(k, v, merge));
          map = map.withAll(more, merge);
        }
        case 10 -> {
          Collection<Integer> less = someKeys();
          model.keySet().removeAll(new HashSet<>(less));
          requireUnlessThis(map.withoutAll(less), !before.equals(model), "withoutAll");
        }
        case 11 -> {
          Collection<Integer> kept = someKeys();
          model.keySet().retainAll(new HashSet<>(kept));
          requireUnlessThis(map.only(kept), !before.equals(model), "only");
        }
        case 12 -> {
          model.replaceAll((k, v) -> k % 7 == 0 ? "seven" : v);
          map = map.mapValues((k, v) -> k % 7 == 0 ? "seven" : v);
        }
        case 13 -> build();
        case 14 -> {
          boolean inclusive = random.nextBoolean();
          NavigableMap<Integer, Object> part = kind.model();
          part.putAll(
              inclusive ? model.headMap(key, random.nextBoolean()) : model.tailMap(key, false));
          model.clear();
          model.putAll(part);
          map = inclusive ? headLike(key, part) : map.tailMap(key, false);
        }
        default -> {
          Integer other = key();
          Integer from = kind.empty().with(key, 0).with(other, 0).firstKey();
          Integer to = kind.empty().with(key, 0).with(other, 0).lastKey();
          NavigableMap<Integer, Object> part = kind.model();
          part.putAll(model.subMap(from, true, to, true));
          model.clear();
          model.putAll(part);
          map = map.subMap(from, true, to, true);
        }
      }
    }

    /** The head map with or without its bound, as the model drew it. */
    private PersistentSortedMap<Integer, Object> headLike(
        Integer key, NavigableMap<Integer, Object> part) {
      return map.headMap(key, part.containsKey(key));
    }

    private void build() {
      PersistentSortedMap.Builder<Integer, Object> builder = map.builder();
      Integer run = 0;
      for (int i = random.nextInt(60); i > 0; i--) {
        Integer key = key();
        switch (random.nextInt(8)) {
          case 0, 1 -> {
            builder.put(key, i);
            model.put(key, i);
          }
          case 2, 3, 4 -> { // runs, up and down
            run += random.nextInt(8) == 0 ? -run : random.nextInt(3);
            Integer next = random.nextBoolean() ? run : KEYS - run;
            builder.put(next, i);
            model.put(next, i);
          }
          case 5 -> {
            builder.remove(key);
            model.remove(key);
          }
          case 6 -> {
            Map<Integer, Object> more = some();
            builder.putAll(more);
            model.putAll(more);
          }
          default -> {
            PersistentSortedMap<Integer, Object> built = builder.build();
            requireSame(built, model);
            versions.add(built);
            NavigableMap<Integer, Object> copy = kind.model();
            copy.putAll(model);
            models.add(copy);
          }
        }
        assertThat(builder.size()).isEqualTo(model.size());
        assertThat(builder.get(key)).isEqualTo(model.get(key));
        assertThat(builder.containsKey(key)).isEqualTo(model.containsKey(key));
      }
      map = builder.build();
    }
  }

  /** After each step the map is as its model; and at the end all former versions still are. */
  @ParameterizedTest
  @MethodSource("histories")
  void operations_inAnyOrder_areThoseOfTheModel(Kind kind, int seed) {
    Pair pair = new Pair(kind, seed);
    for (int i = 0; i < 120; i++) {
      pair.step();
      requireSame(pair.map, pair.model);
      assertThat(pair.map.comparator()).isEqualTo(kind.empty().comparator());
    }
    for (int i = 0; i < pair.versions.size(); i++) {
      requireSame(pair.versions.get(i), pair.models.get(i));
    }
  }

  /** The difference is what a comparison of all keys finds, in the order of the newer map. */
  @ParameterizedTest
  @MethodSource("histories")
  void diff_anyTwoVersions_isTheDifferenceOfTheModels(Kind kind, int seed) {
    Pair pair = new Pair(kind, seed);
    for (int i = 0; i < 60; i++) {
      pair.step();
    }
    PersistentSortedMap<Integer, Object> is = pair.map;
    for (PersistentSortedMap<Integer, Object> was : pair.versions) {
      NavigableMap<Integer, Object> all = kind.model();
      all.putAll(was);
      all.putAll(is);
      List<String> expected = new ArrayList<>();
      for (Integer key : all.keySet()) {
        if (!was.containsKey(key)) {
          expected.add("+" + key + "=" + is.get(key));
        } else if (!is.containsKey(key)) {
          expected.add("-" + key + "=" + was.get(key));
        } else if (!Objects.equals(was.get(key), is.get(key))) {
          expected.add("*" + key + "=" + was.get(key) + ">" + is.get(key));
        }
      }
      assertThat(told(was, is)).isEqualTo(expected);
      assertThat(told(was.descendingMap(), is)).isEqualTo(expected);
      PersistentSortedMap<Integer, Object> inAnotherOrder =
          PersistentSortedMap.<Integer, Object>orderedBy(
                  Comparator.<Integer, Integer>comparing(k -> k % 10)
                      .thenComparing(Comparator.naturalOrder()))
              .withAll(was);
      assertThat(told(inAnotherOrder, is)).isEqualTo(expected);
      assertThat(is.equals(was)).isEqualTo(expected.isEmpty());
      assertThat(is.equals(inAnotherOrder)).isEqualTo(expected.isEmpty());
    }
  }

  private static List<String> told(
      PersistentSortedMap<Integer, Object> older, PersistentSortedMap<Integer, Object> newer) {
    List<String> told = new ArrayList<>();
    newer.diff(
        older,
        new MapDiff<Integer, Object>() {
          @Override
          public void added(Integer key, Object value) {
            told.add("+" + key + "=" + value);
          }

          @Override
          public void removed(Integer key, Object value) {
            told.add("-" + key + "=" + value);
          }

          @Override
          public void changed(Integer key, Object was, Object is) {
            told.add("*" + key + "=" + was + ">" + is);
          }
        });
    return told;
  }

  // ---- Navigation

  /** Every neighbour and every range, for keys that are there, between, before and behind. */
  @ParameterizedTest
  @EnumSource
  void navigation_anyBounds_isThatOfTheModel(Kind kind) {
    for (int size : new int[] {0, 1, 2, 3, 9}) {
      PersistentSortedMap<Integer, Object> map = kind.empty();
      NavigableMap<Integer, Object> model = kind.model();
      for (int i = 0; i < size; i++) {
        map = map.with(2 * i, "v" + i);
        model.put(2 * i, "v" + i);
      }
      for (int from = -1; from <= 2 * size; from++) {
        assertThat(map.lowerEntry(from)).isEqualTo(model.lowerEntry(from));
        assertThat(map.floorEntry(from)).isEqualTo(model.floorEntry(from));
        assertThat(map.ceilingEntry(from)).isEqualTo(model.ceilingEntry(from));
        assertThat(map.higherEntry(from)).isEqualTo(model.higherEntry(from));
        assertThat(map.lowerKey(from)).isEqualTo(model.lowerKey(from));
        assertThat(map.floorKey(from)).isEqualTo(model.floorKey(from));
        assertThat(map.ceilingKey(from)).isEqualTo(model.ceilingKey(from));
        assertThat(map.higherKey(from)).isEqualTo(model.higherKey(from));
        assertThat(map.rank(from)).isEqualTo(model.headMap(from, false).size());
        requireSame(map.headMap(from), model.headMap(from, false));
        requireSame(map.tailMap(from), model.tailMap(from, true));
        for (boolean fromInclusive : new boolean[] {false, true}) {
          requireSame(map.headMap(from, fromInclusive), model.headMap(from, fromInclusive));
          requireSame(map.tailMap(from, fromInclusive), model.tailMap(from, fromInclusive));
          for (int to = -1; to <= 2 * size; to++) {
            requireSameRange(map, model, from, fromInclusive, to);
          }
        }
      }
    }
  }

  private static void requireSameRange(
      PersistentSortedMap<Integer, Object> map,
      NavigableMap<Integer, Object> model,
      Integer from,
      boolean fromInclusive,
      Integer to) {
    if (KeyOrder.compare(map.order, map.descending, from, to) > 0) {
      assertThatThrownBy(() -> map.subMap(from, fromInclusive, to, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("range rejected: ");
      return;
    }
    requireSame(
        map.subMap(from, fromInclusive, to, true), model.subMap(from, fromInclusive, to, true));
    requireSame(
        map.subMap(from, fromInclusive, to, false), model.subMap(from, fromInclusive, to, false));
    requireSame(map.subMap(from, to), model.subMap(from, true, to, false));
  }

  @Test
  void ranges_areMapsOfTheirOwn_andAcceptAnyKey() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b", 3, "c");
    PersistentSortedMap<Integer, String> part = map.subMap(2, 3);
    assertThat(part.with(9, "z")).hasToString("{2=b, 9=z}");
    assertThat(part.descendingMap().with(0, "y").keySet()).containsExactly(2, 0);
    assertThat(map).hasToString("{1=a, 2=b, 3=c}");
  }

  @Test
  void ranges_ofEverything_areThis() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b", 3, "c");
    assertThat(map.headMap(4)).isSameAs(map);
    assertThat(map.headMap(3, true)).isSameAs(map);
    assertThat(map.tailMap(1)).isSameAs(map);
    assertThat(map.subMap(1, 4)).isSameAs(map);
    assertThat(map.descendingMap().subMap(3, true, 1, true).root).isSameAs(map.root);
  }

  @ParameterizedTest
  @EnumSource
  void nth_outOfBounds_isRefused(Kind kind) {
    PersistentSortedMap<Integer, Object> map = kind.empty().with(1, "a").with(2, "b");
    for (int index : new int[] {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> map.nth(index))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("index=" + index)
          .hasMessageContaining("size=2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ends_ofTheEmptyMap_areNullOrMissing(Kind kind) {
    assertThat(kind.empty().firstEntry()).isNull();
    assertThat(kind.empty().lastEntry()).isNull();
    assertThatThrownBy(kind.empty()::firstKey).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(kind.empty()::lastKey).isInstanceOf(NoSuchElementException.class);
  }

  // ---- Directions

  @Test
  void descendingMap_twice_isTheSameContentInTheFirstOrder() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b");
    assertThat(map.descendingMap().root).isSameAs(map.root);
    assertThat(map.descendingMap().comparator()).isEqualTo(Collections.reverseOrder());
    assertThat(map.reversed().reversed().comparator()).isNull();
    assertThat(map.reversed().reversed()).hasToString("{1=a, 2=b}");
    assertThat(PersistentSortedMap.<Integer, String>of().reversed().reversed())
        .isSameAs(PersistentSortedMap.of());
  }

  @Test
  void descendingMap_verbs_stayDescending() {
    PersistentSortedMap<Integer, String> map =
        PersistentSortedMap.<Integer, String>of().descendingMap().with(1, "a").with(3, "c");
    assertThat(map.withAll(Map.of(2, "b", 4, "d"))).hasToString("{4=d, 3=c, 2=b, 1=a}");
    assertThat(map.withAll(PersistentSortedMap.of(2, "b"))).hasToString("{3=c, 2=b, 1=a}");
    assertThat(map.without(3).with(5, "e")).hasToString("{5=e, 1=a}");
    assertThat(map.without(3).without(1).with(5, "e").with(6, "f")).hasToString("{6=f, 5=e}");
    assertThat(map.mapValues((k, v) -> v + k)).hasToString("{3=c3, 1=a1}");
    assertThat(map.only(List.of(3, 1, 7))).isSameAs(map);
    assertThat(map.builder().put(2, "b").put(0, "z").put(9, "y").build())
        .hasToString("{9=y, 3=c, 2=b, 1=a, 0=z}");
  }

  @Test
  void sequencedViews_forwardAndReversed_areThoseOfTheModel() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b", 3, "c");
    TreeMap<Integer, String> model = new TreeMap<>(map);
    assertThat(map.sequencedKeySet().getFirst()).isEqualTo(1);
    assertThat(map.sequencedKeySet().reversed()).containsExactly(3, 2, 1);
    assertThat(map.sequencedValues().getLast()).isEqualTo("c");
    assertThat(map.sequencedValues().reversed()).containsExactly("c", "b", "a");
    assertThat(map.sequencedValues().reversed().reversed()).containsExactly("a", "b", "c");
    assertThat(map.sequencedEntrySet().getFirst()).isEqualTo(Map.entry(1, "a"));
    assertThat(map.sequencedEntrySet().reversed())
        .containsExactlyElementsOf(model.sequencedEntrySet().reversed());
    assertThat(map.reversed().sequencedEntrySet().getFirst()).isEqualTo(Map.entry(3, "c"));
    assertThat(map.sequencedEntrySet().reversed()).isEqualTo(model.entrySet());
    assertThat(map.sequencedEntrySet().hashCode()).isEqualTo(model.entrySet().hashCode());
  }

  // ---- No-ops and identities

  @Test
  void verbs_nothingChanged_answerThis() {
    String value = "a";
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, value, 2, "b");
    assertThat(map.with(1, value)).isSameAs(map);
    assertThat(map.without(7)).isSameAs(map);
    assertThat(map.update(1, v -> v == null ? "new" : v)).isSameAs(map);
    assertThat(map.withAll(Map.of(1, value))).isSameAs(map);
    assertThat(map.withAll(map)).isSameAs(map);
    assertThat(map.withAll(map.descendingMap())).isSameAs(map);
    assertThat(map.withAll(new TreeMap<>(map))).isSameAs(map);
    assertThat(map.withAll(Map.of(1, "x"), (mine, theirs) -> mine)).isSameAs(map);
    assertThat(map.withAll(PersistentSortedMap.of(1, "x"), (mine, theirs) -> mine)).isSameAs(map);
    assertThat(map.withoutAll(List.of(5, 6))).isSameAs(map);
    assertThat(map.withoutAll(PersistentSortedSet.of(5, 6))).isSameAs(map);
    assertThat(map.only(Set.of(1, 2, 3))).isSameAs(map);
    assertThat(map.only(map.descendingKeySet())).isSameAs(map);
    assertThat(map.mapValues((k, v) -> v)).isSameAs(map);
    assertThat(map.builder().build(map)).isSameAs(map);
    assertThat(PersistentSortedMap.copyOf(map)).isSameAs(map);
    assertThat(PersistentSortedMap.copyOfSorted(map)).isSameAs(map);
    assertThat(map.without(1).without(2)).isSameAs(PersistentSortedMap.of());
  }

  @Test
  void with_equalKeyAndValue_keepsTheKeyAndTakesTheValue() {
    String key = new String("k");
    String value = new String("v");
    PersistentSortedMap<String, String> map = PersistentSortedMap.of(key, new String("v"));
    PersistentSortedMap<String, String> next = map.with(new String("k"), value);
    assertThat(next).isNotSameAs(map).isEqualTo(map);
    assertThat(next.firstKey()).isSameAs(key);
    assertThat(next.get("k")).isSameAs(value);
    PersistentSortedMap<String, String> all =
        map.withAll(PersistentSortedMap.of(new String("k"), value));
    assertThat(all.firstKey()).isSameAs(key);
    assertThat(all.get("k")).isSameAs(value);
  }

  @Test
  void copyOf_descendingMapInNaturalOrder_isAscendingOverTheSameTree() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b");
    PersistentSortedMap<Integer, String> copy = PersistentSortedMap.copyOf(map.descendingMap());
    assertThat(copy).hasToString("{1=a, 2=b}");
    assertThat(copy.root).isSameAs(map.root);
    PersistentSortedMap<Integer, String> other =
        PersistentSortedMap.<Integer, String>orderedBy(new ByText()).withAll(map);
    assertThat(PersistentSortedMap.copyOf(other).comparator()).isNull();
  }

  @Test
  void copyOfSorted_anySortedMap_keepsItsOrder() {
    TreeMap<Integer, String> model = new TreeMap<>(new ByText());
    model.putAll(Map.of(9, "a", 10, "b", 11, "c"));
    PersistentSortedMap<Integer, String> copy = PersistentSortedMap.copyOfSorted(model);
    requireSame(copy, model);
    requireSame(PersistentSortedMap.copyOfSorted(model.descendingMap()), model.descendingMap());
    assertThat(copy.comparator()).isSameAs(model.comparator());
  }

  @Test
  void of_pairs_areSortedAndDistinct() {
    assertThat(PersistentSortedMap.of(2, "b")).hasToString("{2=b}");
    assertThat(PersistentSortedMap.of(2, "b", 1, "a")).hasToString("{1=a, 2=b}");
    assertThat(PersistentSortedMap.of(3, "c", 2, "b", 1, "a")).hasToString("{1=a, 2=b, 3=c}");
    assertThat(PersistentSortedMap.of(3, "c", 4, "d", 2, "b", 1, "a"))
        .hasToString("{1=a, 2=b, 3=c, 4=d}");
    assertThat(PersistentSortedMap.ofEntries(Map.entry(2, "b"), Map.entry(1, "a")))
        .hasToString("{1=a, 2=b}");
    assertThatThrownBy(() -> PersistentSortedMap.of(1, "a", 2, "b", 1, "c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("of rejected: two keys are equal, pair=3, pairs=3");
  }

  // ---- Keys that the order does not accept

  @Test
  @SuppressWarnings("NullAway") // what is tested
  void nullKey_naturalOrder_isRefusedByEveryCall() {
    for (PersistentSortedMap<Integer, String> map :
        List.of(
            PersistentSortedMap.<Integer, String>of(),
            PersistentSortedMap.<Integer, String>of().descendingMap(),
            PersistentSortedMap.of(1, "a"))) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> map.get(null),
              () -> map.getOrDefault(null, "x"),
              () -> map.containsKey(null),
              () -> map.keySet().contains(null),
              () -> map.with(null, "x"),
              () -> map.without(null),
              () -> map.update(null, v -> "x"),
              () -> map.withAll(Collections.singletonMap(null, "x")),
              () -> map.withoutAll(Collections.singleton(null)),
              () -> map.only(Collections.singleton(null)),
              () -> map.rank(null),
              () -> map.lowerKey(null),
              () -> map.floorEntry(null),
              () -> map.ceilingKey(null),
              () -> map.higherEntry(null),
              () -> map.headMap(null),
              () -> map.tailMap(null, false),
              () -> map.subMap(null, 1),
              () -> map.builder().put(null, "x"),
              () -> map.builder().get(null),
              () -> map.builder().remove(null))) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
      }
    }
  }

  @Test
  void nullKeyAndValues_comparatorAcceptsThem_areOrdinary() {
    PersistentSortedMap<@Nullable String, @Nullable String> map =
        PersistentSortedMap.<@Nullable String, @Nullable String>orderedBy(
                Comparator.nullsFirst(Comparator.naturalOrder()))
            .with("b", null)
            .with(null, "n")
            .with("a", "x");
    assertThat(map).hasToString("{null=n, a=x, b=null}");
    assertThat(map.get(null)).isEqualTo("n");
    assertThat(map.containsKey("b")).isTrue();
    assertThat(map.getOrDefault("b", "other")).isNull();
    assertThat(map.rank("a")).isEqualTo(1);
    assertThat(map.headMap("a").keySet()).containsExactly((String) null);
    assertThat(map.containsValue(null)).isTrue();
    assertThat(map.without(null)).hasToString("{a=x, b=null}");
    assertThat(map.builder().put(null, "m").put("c", null).build())
        .hasToString("{null=m, a=x, b=null, c=null}");
    Map<@Nullable String, @Nullable String> hash = new HashMap<>(map);
    assertThat(map.equals(hash)).isTrue();
    assertThat(hash.equals(map)).isTrue();
    assertThat(map.hashCode()).isEqualTo(hash.hashCode());
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // what is tested
  void incomparableKey_naturalOrder_isRefused() {
    PersistentSortedMap empty = PersistentSortedMap.of();
    assertThatThrownBy(() -> empty.with(new Object(), 1)).isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> empty.get(new Object())).isInstanceOf(ClassCastException.class);
    PersistentSortedMap ofText = PersistentSortedMap.of("a", 1);
    assertThatThrownBy(() -> ofText.with(1, 1)).isInstanceOf(ClassCastException.class);
    PersistentSortedMap.Builder builder = ofText.builder();
    assertThatThrownBy(() -> builder.put(1, 1)).isInstanceOf(ClassCastException.class);
    builder.put("b", 2);
    assertThatThrownBy(() -> builder.put(1, 1)).isInstanceOf(ClassCastException.class);
    assertThat(builder.build()).hasToString("{a=1, b=2}");
  }

  @Test
  void equals_mapsOfOtherKeys_isFalseAndDoesNotThrow() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a");
    assertThat(map.equals((Object) Map.of("1", "a"))).isFalse();
    assertThat(map.equals(Collections.singletonMap(null, "a"))).isFalse();
    assertThat(map.equals((Object) PersistentSortedMap.of("1", "a"))).isFalse();
    assertThat(map.entrySet().equals((Object) Map.of("1", "a").entrySet())).isFalse();
    assertThat(map.equals(null)).isFalse();
    assertThat(map.equals(Map.of(1, "b"))).isFalse();
    assertThat(map.equals(PersistentMap.of(1, "a"))).isTrue();
    assertThat(PersistentMap.of(1, "a").equals(map)).isTrue();
  }

  // ---- Views and iterators

  @Test
  void iterator_pastTheEnd_throwsNoSuchElement() {
    Iterator<Integer> keys = PersistentSortedMap.of(1, "a").keySet().iterator();
    assertThat(keys.next()).isEqualTo(1);
    assertThat(keys.hasNext()).isFalse();
    assertThatThrownBy(keys::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void entrySet_ofOtherEntries_isNotEqual() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b");
    assertThat(map.entrySet().equals(map.with(2, "c").entrySet())).isFalse();
    assertThat(map.entrySet().equals(map.without(2).entrySet())).isFalse();
    assertThat(map.entrySet().equals((Object) Set.of("neither", "nor"))).isFalse();
    assertThat(map.entrySet().equals(Map.of(1, "a", 2, "b").entrySet())).isTrue();
  }

  @Test
  void entrySet_contains_looksForTheEntry() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b");
    assertThat(map.entrySet().contains(Map.entry(1, "a"))).isTrue();
    assertThat(map.entrySet().contains(Map.entry(1, "b"))).isFalse();
    assertThat(map.entrySet().contains(Map.entry(3, "a"))).isFalse();
    assertThat(map.entrySet().contains((Object) "1=a")).isFalse();
    assertThat(map.values().contains("b")).isTrue();
    assertThat(map.values().contains("c")).isFalse();
    assertThat(map.containsValue("b")).isTrue();
  }

  @Test
  void keySet_isAValueOverTheSameTree() {
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.of(1, "a", 2, "b");
    PersistentSortedSet<Integer> keys = map.keySet();
    assertThat(keys.plus(2)).isSameAs(keys);
    assertThat(keys.plusAll(PersistentSortedSet.of(1, 2))).isSameAs(keys);
    assertThat(keys.plus(3).without(1)).containsExactly(2, 3);
    assertThat(map.navigableKeySet().root).isSameAs(map.root);
    assertThat(map.descendingKeySet().plus(0)).containsExactly(2, 1, 0);
    assertThat(keys).isEqualTo(Set.of(1, 2)).hasSameHashCodeAs(Set.of(1, 2));
  }

  // ---- Spliterators

  private static PersistentSortedMap<Integer, Integer> upTo(int size) {
    PersistentSortedMap.Builder<Integer, Integer> all =
        PersistentSortedMap.<Integer, Integer>of().builder();
    for (int i = 0; i < size; i++) {
      all.put(i, -i);
    }
    return all.build();
  }

  /** Splits to the end, checks that sizes are exact and even, and returns what was traversed. */
  private static <T> List<T> splitAll(Spliterator<T> all, Random random) {
    long size = all.estimateSize();
    assertThat(all.getExactSizeIfKnown()).isEqualTo(size);
    List<T> found = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      all.tryAdvance(found::add);
    }
    long rest = all.estimateSize();
    Spliterator<T> prefix = random.nextInt(8) == 0 ? null : all.trySplit();
    if (prefix != null) {
      assertThat(prefix.estimateSize()).isEqualTo(rest / 2);
      assertThat(all.estimateSize()).isEqualTo(rest - rest / 2);
      found.addAll(splitAll(prefix, random));
      found.addAll(splitAll(all, random));
    } else {
      all.forEachRemaining(found::add);
      assertThat(all.tryAdvance(found::add)).isFalse();
      all.forEachRemaining(found::add);
    }
    assertThat(found).hasSize((int) size);
    return found;
  }

  @Test
  void spliterators_howeverSplit_keepTheOrder() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      PersistentSortedMap<Integer, Integer> map = upTo(random.nextInt(70));
      if (random.nextBoolean()) {
        map = map.descendingMap();
      }
      assertThat(splitAll(map.keySet().spliterator(), random))
          .as("seed=" + seed)
          .isEqualTo(new ArrayList<>(map.keySet()));
      assertThat(splitAll(map.values().spliterator(), random))
          .as("seed=" + seed)
          .isEqualTo(new ArrayList<>(map.values()));
      assertThat(splitAll(map.entrySet().spliterator(), random))
          .as("seed=" + seed)
          .isEqualTo(new ArrayList<>(map.entrySet()));
    }
  }

  @Test
  void spliterators_tellWhatTheyAre() {
    int ordered =
        Spliterator.SIZED | Spliterator.SUBSIZED | Spliterator.ORDERED | Spliterator.IMMUTABLE;
    int sorted = ordered | Spliterator.SORTED | Spliterator.DISTINCT;
    PersistentSortedMap<Integer, Integer> map = upTo(3);
    assertThat(map.keySet().spliterator().characteristics()).isEqualTo(sorted);
    assertThat(map.entrySet().spliterator().characteristics()).isEqualTo(sorted);
    assertThat(map.values().spliterator().characteristics()).isEqualTo(ordered);
    assertThat(map.keySet().spliterator().getComparator()).isNull();
    assertThat(map.reversed().keySet().spliterator().getComparator())
        .isEqualTo(Collections.reverseOrder());
    assertThatThrownBy(map.values().spliterator()::getComparator)
        .isInstanceOf(IllegalStateException.class);
    List<Map.Entry<Integer, Integer>> entries = new ArrayList<>(map.entrySet());
    Collections.shuffle(entries, new Random(1));
    entries.sort(map.reversed().entrySet().spliterator().getComparator());
    assertThat(entries).isEqualTo(new ArrayList<>(map.reversed().entrySet()));
    assertThat(map.reversed().keySet().stream().sorted().toList()).containsExactly(0, 1, 2);
    assertThat(upTo(10_000).keySet().parallelStream().mapToInt(i -> i).sum()).isEqualTo(49_995_000);
  }

  // ---- Collectors

  @Test
  void toSortedMap_sequentialAndParallel_collectsInOrder() {
    Map<Integer, Integer> expected =
        IntStream.range(0, 5_000).boxed().collect(Collectors.toMap(i -> i, i -> -i));
    for (boolean parallel : new boolean[] {false, true}) {
      Stream<Integer> numbers = IntStream.range(0, 5_000).map(i -> (i * 7919) % 5_000).boxed();
      PersistentSortedMap<Integer, Integer> all =
          (parallel ? numbers.parallel() : numbers)
              .collect(PersistentSortedMap.toSortedMap(i -> i, i -> -i));
      assertThat(all).isEqualTo(expected);
      assertThat(List.copyOf(all.keySet())).isSorted();
    }
  }

  @Test
  void toSortedMap_equalKeys_areRefusedOrMerged() {
    for (boolean parallel : new boolean[] {false, true}) {
      assertThatThrownBy(() ->
              numbers(parallel).collect(PersistentSortedMap.toSortedMap(i -> i % 990, i -> i)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("toSortedMap rejected: ");
      PersistentSortedMap<Integer, String> merged =
          numbers(parallel)
              .collect(
                  PersistentSortedMap.toSortedMap(
                      i -> i % 3,
                      i -> i < 6 ? "" + i : "",
                      String::concat,
                      Comparator.<Integer>reverseOrder()));
      assertThat(merged).hasToString("{2=25, 1=14, 0=03}");
    }
  }

  private static Stream<Integer> numbers(boolean parallel) {
    Stream<Integer> numbers = IntStream.range(0, 1_000).boxed();
    return parallel ? numbers.parallel() : numbers;
  }

  // ---- Builders

  /** Sorted input takes one comparison for each put, in both directions. */
  @Test
  void builder_sortedInput_comparesOnceForEachPut() {
    int[] compared = {0};
    Comparator<Integer> counting =
        (a, b) -> {
          compared[0]++;
          return Integer.compare(a, b);
        };
    PersistentSortedMap<Integer, Integer> empty = PersistentSortedMap.orderedBy(counting);
    PersistentSortedMap.Builder<Integer, Integer> up = empty.builder();
    PersistentSortedMap.Builder<Integer, Integer> down = empty.descendingMap().builder();
    for (int i = 0; i < 10_000; i++) {
      up.put(i, i);
      down.put(-i, i);
    }
    assertThat(up.build()).hasSize(10_000);
    assertThat(down.build()).hasSize(10_000);
    assertThat(compared[0]).isEqualTo(20_000);
    assertThat(List.copyOf(up.build().keySet())).isSorted();
    assertThat(down.build().firstKey()).isZero();
  }

  @Test
  void builder_comparatorThrows_staysAsItWas() {
    boolean[] broken = {false};
    Comparator<Integer> order =
        (a, b) -> {
          if (broken[0]) {
            throw new IllegalArgumentException("broken");
          }
          return Integer.compare(a, b);
        };
    PersistentSortedMap.Builder<Integer, String> builder =
        PersistentSortedMap.<Integer, String>orderedBy(order).builder();
    builder.put(5, "five").put(1, "one").put(7, "seven").put(8, "eight");
    broken[0] = true;
    for (int key : new int[] {0, 1, 6, 8, 9}) {
      assertThatThrownBy(() -> builder.put(key, "x")).hasMessage("broken");
      assertThatThrownBy(() -> builder.remove(key)).hasMessage("broken");
      assertThatThrownBy(() -> builder.get(key)).hasMessage("broken");
      assertThat(builder.size()).isEqualTo(4);
    }
    broken[0] = false;
    builder.put(9, "nine");
    assertThat(builder.build()).hasToString("{1=one, 5=five, 7=seven, 8=eight, 9=nine}");
  }

  /**
   * A comparator that writes into the builder it is called by: refused, and nothing built suffers.
   */
  @Test
  void builder_comparatorUsesTheBuilder_isRefused() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<PersistentSortedMap.Builder<Integer, Integer>> self = new ArrayList<>();
      List<PersistentSortedMap<Integer, Integer>> built = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      boolean[] inside = {false};
      Comparator<Integer> meddling =
          (a, b) -> {
            if (!inside[0] && !self.isEmpty() && random.nextInt(6) == 0) {
              inside[0] = true;
              try {
                switch (random.nextInt(3)) {
                  case 0 -> self.getFirst().put(random.nextInt(60), -1);
                  case 1 -> self.getFirst().remove(random.nextInt(60));
                  default -> {
                    PersistentSortedMap<Integer, Integer> map = self.getFirst().build();
                    built.add(map);
                    texts.add(map.toString());
                  }
                }
              } finally {
                inside[0] = false;
              }
            }
            return Integer.compare(a, b);
          };
      PersistentSortedMap.Builder<Integer, Integer> builder =
          PersistentSortedMap.<Integer, Integer>orderedBy(meddling).builder();
      self.add(builder);
      int refused = 0;
      for (int i = 0; i < 60; i++) {
        try {
          if (random.nextInt(4) == 0) {
            builder.remove(random.nextInt(60));
          } else {
            builder.put(random.nextBoolean() ? i : random.nextInt(60), i);
          }
        } catch (IllegalStateException e) {
          assertThat(e).hasMessageContaining("comparator");
          refused++;
        }
      }
      self.clear();
      PersistentSortedMap<Integer, Integer> last = builder.build();
      assertThat(refused).as("seed=" + seed).isPositive();
      assertThat(List.copyOf(last.keySet())).as("seed=" + seed).isSorted().doesNotHaveDuplicates();
      assertThat(last).hasSize(new ArrayList<>(last.keySet()).size());
      for (int i = 0; i < built.size(); i++) {
        assertThat(built.get(i)).as("seed=" + seed).hasToString(texts.get(i));
        assertThat(List.copyOf(built.get(i).keySet())).as("seed=" + seed).isSorted();
      }
    }
  }

  private interface BuilderOperation {
    void on(
        PersistentSortedMap.Builder<Integer, Integer> builder,
        PersistentSortedMap<Integer, Integer> inTheSameOrder);
  }

  private static final Map<String, BuilderOperation> BUILDER_OPERATIONS =
      Map.of(
          "get", (builder, more) -> builder.get(3),
          "containsKey", (builder, more) -> builder.containsKey(3),
          "put, the key is there", (builder, more) -> builder.put(3, 30),
          "put, the key is new", (builder, more) -> builder.put(0, 0),
          "put behind the last", (builder, more) -> builder.put(50, 50),
          "remove", (builder, more) -> builder.remove(3),
          "putAll", (builder, more) -> builder.putAll(Map.of(3, 30)),
          "putAll in the same order", (builder, more) -> builder.putAll(more),
          "merge", (builder, more) -> builder.merge(3, 30, Integer::sum),
          "mergeAll in the same order", (builder, more) -> builder.mergeAll(more, Integer::sum));

  /**
   * What the comparator writes while an operation looks for its place would be lost, unnoticed: at
   * whichever comparison it does.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void builder_comparatorWritesAtAnyComparison_isRefusedAndTheWriteStays(boolean built) {
    BUILDER_OPERATIONS.forEach((name, operation) -> {
      boolean wrote = true;
      for (int at = 1; wrote; at++) {
        AtomicInteger left = new AtomicInteger();
        List<PersistentSortedMap.Builder<Integer, Integer>> self = new ArrayList<>();
        Comparator<Integer> writing =
            (a, b) -> {
              if (left.decrementAndGet() == 0) {
                self.getFirst().put(99, 99);
              }
              return Integer.compare(a, b);
            };
        PersistentSortedMap<Integer, Integer> empty = PersistentSortedMap.orderedBy(writing);
        PersistentSortedMap<Integer, Integer> more = empty.with(3, 30).with(7, 70);
        PersistentSortedMap.Builder<Integer, Integer> builder = empty.builder();
        self.add(builder);
        for (int i = 1; i <= 5; i++) {
          builder.put(i, i);
        }
        if (built) {
          builder.build(); // now it is a tree; else a run
        }
        left.set(at);
        ThrowingCallable disturbed = () -> operation.on(builder, more);
        String where = name + ", comparison=" + at;
        @Nullable Throwable refused = catchThrowable(disturbed);
        wrote = left.getAndSet(0) <= 0;
        if (wrote) {
          assertThat(refused)
              .as(where)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("comparator");
          assertThat(builder.build()).as(where).containsEntry(99, 99);
        } else {
          assertThat(refused).as(where).isNull();
          assertThat(at).as(where).isGreaterThan(1);
        }
      }
    });
  }

  /** Puts a value that nobody else holds behind two others, and removes it. */
  private static WeakReference<Object> putAndRemove(
      PersistentSortedMap.Builder<Integer, Object> builder, ReferenceQueue<Object> queue) {
    Object value = new Object();
    builder.put(1, "a").put(2, "b").put(3, value).remove(3);
    return new WeakReference<>(value, queue);
  }

  @Test
  void builder_removedValue_isNotKeptAlive() throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PersistentSortedMap.Builder<Integer, Object> builder =
        PersistentSortedMap.<Integer, Object>of().builder();
    WeakReference<Object> removed = putAndRemove(builder, queue);
    boolean isCollected = false;
    for (int i = 0; i < 200 && !isCollected; i++) {
      System.gc();
      isCollected = queue.remove(100) != null;
    }
    assertThat(isCollected).isTrue();
    assertThat(removed.refersTo(null)).isTrue();
    assertThat(builder.build()).hasToString("{1=a, 2=b}");
  }

  @Test
  void builder_otherThread_isRefusedUntilHandedOver() throws InterruptedException {
    PersistentSortedMap.Builder<Integer, String> builder =
        PersistentSortedMap.<Integer, String>of().builder();
    List<Object> told = new ArrayList<>();
    Runnable put =
        () -> {
          try {
            told.add(builder.put(1, "a").size());
          } catch (IllegalStateException e) {
            told.add(e.getClass());
          }
        };
    Thread first = new Thread(put);
    first.start();
    first.join();
    builder.handOver();
    Thread second = new Thread(put);
    second.start();
    second.join();
    assertThat(told).containsExactly(IllegalStateException.class, 1);
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }

  // ---- Bad comparators

  @Test
  void verbs_comparatorLies_sizeIsThatOfTheIteration() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Comparator<Integer> liar = (unusedLeft, unusedRight) -> random.nextInt(3) - 1;
      PersistentSortedMap<Integer, Integer> map = PersistentSortedMap.orderedBy(liar);
      for (int i = 0; i < 100; i++) {
        map =
            switch (random.nextInt(6)) {
              case 0 -> map.without(random.nextInt(20));
              case 1 -> map.withAll(map.descendingMap().with(i, i));
              case 2 -> map.builder().put(i, 1).put(i + 1, 2).remove(i).put(3, 3).build();
              case 3 -> map.withAll(Map.of(1, 1, 2, 2, 3, 3));
              default -> map.with(random.nextInt(20), i);
            };
        assertThat(new ArrayList<>(map.keySet())).as("seed=" + seed).hasSize(map.size());
      }
    }
  }

  // ---- Refused

  @ParameterizedTest
  @EnumSource
  void mutators_always_areRefused(Kind kind) {
    for (PersistentSortedMap<Integer, Object> map :
        List.of(kind.empty(), kind.empty().with(1, "a").with(2, "b"))) {
      SequencedCollection<Object> values = map.sequencedValues();
      Iterator<Map.Entry<Integer, Object>> entries = map.entrySet().iterator();
      Map<String, Runnable> mutators = new LinkedHashMap<>();
      mutators.put("put", () -> map.put(1, "a"));
      mutators.put("putAll", () -> map.putAll(Map.of()));
      mutators.put("remove", () -> map.remove(7));
      mutators.put("clear", map::clear);
      mutators.put("pollFirstEntry", map::pollFirstEntry);
      mutators.put("pollLastEntry", map::pollLastEntry);
      SequencedMap<Integer, Object> sequenced = map;
      mutators.put("putFirst", () -> sequenced.putFirst(0, "z"));
      mutators.put("putLast", () -> sequenced.putLast(9, "z"));
      mutators.put("replaceAll", () -> map.replaceAll((k, v) -> v));
      mutators.put("keySet.remove", () -> map.keySet().remove(7));
      mutators.put("keySet.pollFirst", () -> map.keySet().pollFirst());
      mutators.put("values.clear", values::clear);
      mutators.put("values.removeFirst", values::removeFirst);
      mutators.put("values.removeLast", values::removeLast);
      mutators.put("values.addFirst", () -> values.addFirst("x"));
      mutators.put("values.addLast", () -> values.addLast("x"));
      mutators.put("values.removeIf", () -> values.removeIf(v -> false));
      mutators.put("entrySet.clear", () -> map.entrySet().clear());
      mutators.put("entrySet.removeFirst", () -> map.sequencedEntrySet().removeFirst());
      mutators.put("entrySet.removeLast", () -> map.sequencedEntrySet().removeLast());
      mutators.put("entrySet.addFirst", () -> map.sequencedEntrySet().addFirst(Map.entry(1, "")));
      mutators.put("entrySet.addLast", () -> map.sequencedEntrySet().addLast(Map.entry(1, "")));
      mutators.put("iterator.remove", entries::remove);
      if (entries.hasNext()) {
        Map.Entry<Integer, Object> entry = entries.next();
        mutators.put("entry.setValue", () -> entry.setValue("x"));
        mutators.put("firstEntry.setValue", () -> map.nth(0).setValue("x"));
      }
      mutators.forEach((name, mutator) ->
          assertThatThrownBy(mutator::run)
              .as(name)
              .isInstanceOf(UnsupportedOperationException.class));
    }
  }

  // ---- Serialization

  @SuppressWarnings("unchecked") // the same type comes back
  static <T> T copyByStream(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  @ParameterizedTest
  @EnumSource
  void serialization_anyOrder_keepsContentAndDirection(Kind kind) throws Exception {
    PersistentSortedMap<Integer, Object> map = kind.empty();
    for (int i = 0; i < 30; i++) {
      PersistentSortedMap<Integer, Object> copy = copyByStream(map);
      assertThat(copy).isEqualTo(map).hasToString(map.toString());
      String next = map.with(1_000, "x").with(-5, "y").toString();
      assertThat(copy.with(1_000, "x").with(-5, "y")).hasToString(next);
      map = map.with((i * 7) % 30, "v" + i);
    }
  }

  @Test
  void ofSerial_anyOrderAndDuplicates_areSorted() {
    assertThat(PersistentSortedMap.ofSerial(null, new Object[] {3, "c", 1, "a", 3, "d", 2, "b"}))
        .hasToString("{1=a, 2=b, 3=d}");
  }
}
