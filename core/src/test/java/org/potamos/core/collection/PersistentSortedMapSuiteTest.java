package org.potamos.core.collection;

import static com.google.common.collect.testing.Helpers.mapEntry;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.NavigableMapTestSuiteBuilder;
import com.google.common.collect.testing.SpliteratorTester;
import com.google.common.collect.testing.TestStringSortedMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.testing.EqualsTester;
import com.google.common.testing.SerializableTester;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sorted map is what guava-testlib thinks a navigable map is, however it was made. Testlib
 * derives suites for all ranges, the descending map and the descending ranges.
 */
@SuppressWarnings("NullAway") // testlib puts null into arrays that do not say so
class PersistentSortedMapSuiteTest {
  /** Keys that are taken away again, on both sides of those of testlib and between them. */
  private static final List<String> OTHERS =
      Stream.concat(
              IntStream.range(0, 10).mapToObj(i -> "!" + i),
              IntStream.range(0, 10).mapToObj(i -> "o" + i))
          .toList();

  /** A way of making a map, and whether it refuses equal keys. */
  private record Way(
      Function<Entry<String, String>[], PersistentSortedMap<String, String>> make,
      boolean refusesDuplicates) {}

  private static Map<String, Way> waysOfMaking(PersistentSortedMap<String, String> empty) {
    Map<String, String> junk = new HashMap<>();
    OTHERS.forEach(other -> junk.put(other, "junk"));
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("with", new Way(entries -> with(empty, entries), false));
    ways.put(
        "update",
        new Way(
            entries -> {
              PersistentSortedMap<String, String> map = empty;
              for (Entry<String, String> entry : entries) {
                map = map.update(entry.getKey(), value -> entry.getValue());
              }
              return map;
            },
            false));
    ways.put(
        "builder",
        new Way(
            entries -> {
              PersistentSortedMap.Builder<String, String> builder = empty.builder();
              for (Entry<String, String> entry : entries) {
                builder.put(entry.getKey(), entry.getValue());
              }
              return builder.build();
            },
            false));
    ways.put(
        "withAll of a hash map",
        new Way(
            entries -> {
              Map<String, String> map = new HashMap<>();
              for (Entry<String, String> entry : entries) {
                map.put(entry.getKey(), entry.getValue());
              }
              return empty.withAll(map);
            },
            false));
    ways.put(
        "withAll of two halves",
        new Way(
            entries -> {
              int half = entries.length / 2;
              return with(empty, Arrays.copyOf(entries, half))
                  .withAll(with(empty, Arrays.copyOfRange(entries, half, entries.length)));
            },
            false));
    ways.put(
        "deserialised",
        new Way(entries -> SerializableTester.reserialize(with(empty, entries)), false));
    ways.put(
        "without others",
        new Way(
            entries -> {
              PersistentSortedMap<String, String> map = with(empty.withAll(junk), entries);
              for (String other : OTHERS) {
                map = map.without(other);
              }
              return map;
            },
            false));
    ways.put(
        "builder without others",
        new Way(
            entries -> {
              PersistentSortedMap.Builder<String, String> builder =
                  with(empty, entries).builder().putAll(junk);
              OTHERS.forEach(builder::remove);
              return builder.build();
            },
            false));
    ways.put(
        "withoutAll others",
        new Way(entries -> with(empty.withAll(junk), entries).withoutAll(OTHERS), false));
    ways.put(
        "only",
        new Way(
            entries -> with(empty.withAll(junk), entries).only(with(empty, entries).keySet()),
            false));
    ways.put(
        "mapValues",
        new Way(
            entries ->
                with(empty, entries)
                    .mapValues((key, value) -> new Object[] {value})
                    .mapValues((key, value) -> (String) value[0]),
            false));
    ways.put(
        "descending twice",
        new Way(entries -> with(empty.descendingMap(), entries).descendingMap(), false));
    ways.put(
        "range without its ends",
        new Way(
            entries ->
                with(empty.with(" ", "junk").with("~~~~", "junk"), entries)
                    .subMap(first(empty, " ", "~~~~"), false, last(empty, " ", "~~~~"), false),
            false));
    return ways;
  }

  private static String first(PersistentSortedMap<String, String> empty, String one, String other) {
    return empty.with(one, "").with(other, "").firstKey();
  }

  private static String last(PersistentSortedMap<String, String> empty, String one, String other) {
    return empty.with(one, "").with(other, "").lastKey();
  }

  /** Those that give natural order only. */
  private static Map<String, Way> naturalWaysOfMaking() {
    Map<String, Way> ways = waysOfMaking(PersistentSortedMap.of());
    ways.put("ofEntries", new Way(PersistentSortedMap::ofEntries, true));
    ways.put(
        "copyOfSorted",
        new Way(
            entries -> {
              TreeMap<String, String> map = new TreeMap<>();
              for (Entry<String, String> entry : entries) {
                map.put(entry.getKey(), entry.getValue());
              }
              return PersistentSortedMap.copyOfSorted(map);
            },
            false));
    ways.put(
        "copyOf",
        new Way(
            entries -> {
              Map<String, String> map = new HashMap<>();
              for (Entry<String, String> entry : entries) {
                map.put(entry.getKey(), entry.getValue());
              }
              return PersistentSortedMap.copyOf(map);
            },
            false));
    return ways;
  }

  private static PersistentSortedMap<String, String> with(
      PersistentSortedMap<String, String> start, Entry<String, String>[] entries) {
    PersistentSortedMap<String, String> map = start;
    for (Entry<String, String> entry : entries) {
      map = map.with(entry.getKey(), entry.getValue());
    }
    return map;
  }

  private static TestStringSortedMapGenerator generator(Way way, SuiteOrders order) {
    Function<Entry<String, String>[], PersistentSortedMap<String, String>> make =
        GuavaSuites.once(way.make);
    return new TestStringSortedMapGenerator() {
      @Override
      protected NavigableMap<String, String> create(Entry<String, String>[] entries) {
        return make.apply(entries);
      }

      @Override
      public Iterable<Entry<String, String>> order(List<Entry<String, String>> insertionOrder) {
        insertionOrder.sort(Entry.comparingByKey(order));
        return insertionOrder;
      }
    };
  }

  private static List<Feature<?>> features(Way way, SuiteOrders order) {
    List<Feature<?>> features = new ArrayList<>(GuavaSuites.COMMON);
    features.remove(CollectionFeature.ALLOWS_NULL_QUERIES);
    features.add(CollectionFeature.KNOWN_ORDER);
    features.add(MapFeature.ALLOWS_NULL_VALUES);
    if (order == SuiteOrders.NULL_FRIENDLY) {
      features.add(MapFeature.ALLOWS_NULL_KEYS);
      features.add(MapFeature.ALLOWS_ANY_NULL_QUERIES);
    }
    if (way.refusesDuplicates) {
      features.add(MapFeature.REJECTS_DUPLICATES_AT_CREATION);
    }
    return features;
  }

  private static TestSuite suite(String name, Way way, SuiteOrders order, Feature<?>... more) {
    return MapTestSuiteBuilder.using(generator(way, order))
        .named(name)
        .withFeatures(features(way, order))
        .withFeatures(more)
        .createTestSuite();
  }

  private static TestSuite navigableSuite(
      String name, PersistentSortedMap<String, String> empty, SuiteOrders order) {
    Way way = waysOfMaking(empty).get("with");
    return NavigableMapTestSuiteBuilder.using(generator(way, order))
        .named(name)
        .withFeatures(features(way, order))
        .createTestSuite();
  }

  @TestFactory
  Stream<DynamicNode> naturalOrder_anyWayOfMaking_isAMap() {
    return GuavaSuites.nodes(
        naturalWaysOfMaking().entrySet().stream()
            .map(way -> suite(way.getKey(), way.getValue(), SuiteOrders.ALPHABETIC)));
  }

  @TestFactory
  Stream<DynamicNode> comparatorThatAcceptsNull_anyWayOfMaking_isAMap() {
    PersistentSortedMap<String, String> empty =
        PersistentSortedMap.orderedBy(SuiteOrders.NULL_FRIENDLY);
    return GuavaSuites.nodes(
        waysOfMaking(empty).entrySet().stream()
            .map(way -> suite(way.getKey() + ", null", way.getValue(), SuiteOrders.NULL_FRIENDLY)));
  }

  /** Testlib runs the whole suite again on copies that went through a stream. */
  @TestFactory
  Stream<DynamicNode> serialized_isAMap() {
    Way way = waysOfMaking(PersistentSortedMap.of()).get("with");
    return GuavaSuites.nodes(
        Stream.of(
            suite("serialized", way, SuiteOrders.ALPHABETIC, CollectionFeature.SERIALIZABLE)));
  }

  @TestFactory
  Stream<DynamicNode> naturalOrder_isANavigableMap() {
    return GuavaSuites.nodes(
        Stream.of(
            navigableSuite("natural order", PersistentSortedMap.of(), SuiteOrders.ALPHABETIC)));
  }

  @TestFactory
  Stream<DynamicNode> comparatorThatAcceptsNull_isANavigableMap() {
    return GuavaSuites.nodes(
        Stream.of(
            navigableSuite(
                "order with null",
                PersistentSortedMap.orderedBy(SuiteOrders.NULL_FRIENDLY),
                SuiteOrders.NULL_FRIENDLY)));
  }

  /** The largest key first in the tree, and shown from its other end. */
  @TestFactory
  Stream<DynamicNode> descendingMapOfBackwardOrder_anyWayOfMaking_isAMap() {
    PersistentSortedMap<String, String> empty =
        PersistentSortedMap.<String, String>orderedBy(SuiteOrders.BACKWARDS).descendingMap();
    return GuavaSuites.nodes(
        waysOfMaking(empty).entrySet().stream()
            .map(way ->
                suite(
                    way.getKey() + ", backwards descending",
                    way.getValue(),
                    SuiteOrders.ALPHABETIC)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 9, 33, 300})
  void spliterators_anySize_coverAllInOrder(int size) {
    TreeMap<Integer, String> expected = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      expected.put(i * 7919 % 1009, "v" + i);
    }
    PersistentSortedMap<Integer, String> map = PersistentSortedMap.copyOf(expected);
    for (boolean down : new boolean[] {false, true}) {
      NavigableMap<Integer, String> model = down ? expected.descendingMap() : expected;
      PersistentSortedMap<Integer, String> same = down ? map.descendingMap() : map;
      SpliteratorTester.of(() -> same.keySet().spliterator()).expect(model.keySet()).inOrder();
      SpliteratorTester.of(() -> same.values().spliterator()).expect(model.values()).inOrder();
      SpliteratorTester.of(() -> same.entrySet().spliterator()).expect(model.entrySet()).inOrder();
    }
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // there is no generic array
  void equals_anyWayOfMaking_dependsOnEntriesOnly() {
    Entry<String, String>[] entries =
        new Entry[] {mapEntry("a", "1"), mapEntry("b", null), mapEntry("c", "1")};
    List<Object> equal = new ArrayList<>();
    naturalWaysOfMaking().values().forEach(way -> equal.add(way.make.apply(entries)));
    waysOfMaking(PersistentSortedMap.orderedBy(SuiteOrders.BACKWARDS))
        .values()
        .forEach(way -> equal.add(way.make.apply(entries)));
    List.copyOf(equal).forEach(map -> equal.add(SerializableTester.reserialize(map)));
    equal.add(new TreeMap<>(with(PersistentSortedMap.of(), entries)));
    equal.add(PersistentMap.copyOf(with(PersistentSortedMap.of(), entries)));
    equal.add(with(PersistentSortedMap.of(), entries).descendingMap());
    PersistentSortedMap<String, String> map = with(PersistentSortedMap.of(), entries);
    new EqualsTester()
        .addEqualityGroup(equal.toArray())
        .addEqualityGroup(
            PersistentSortedMap.<String, String>of(),
            PersistentSortedMap.orderedBy(SuiteOrders.BACKWARDS),
            PersistentMap.of(),
            Map.of())
        .addEqualityGroup(map.with("c", "2"), map.with("c", "2").descendingMap())
        .addEqualityGroup(map.without("b"), map.subMap("a", true, "c", true).without("b"))
        .addEqualityGroup(map.keySet(), map.descendingKeySet(), PersistentSet.of("a", "b", "c"))
        .testEquals();
  }
}
