package org.potamos.core.collection;

import static com.google.common.collect.testing.Helpers.mapEntry;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.SpliteratorTester;
import com.google.common.collect.testing.TestMapGenerator;
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
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A map is what guava-testlib thinks a map is, however it was made and whatever its hash codes. */
@SuppressWarnings("NullAway") // testlib puts null into arrays that do not say so
class PersistentMapSuiteTest {

  /** A way of making a map, and whether it refuses equal keys. */
  private record Way(
      Function<Entry<Object, String>[], Map<Object, String>> make, boolean refusesDuplicates) {}

  private static List<Object> others(SuiteKeys keys) {
    return IntStream.range(0, 20).mapToObj(i -> keys.key("~" + i)).toList();
  }

  private static Map<String, Way> waysOfMaking(SuiteKeys keys) {
    List<Object> others = others(keys);
    Map<Object, String> junk = new HashMap<>();
    others.forEach(other -> junk.put(other, "junk"));
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("ofEntries", new Way(PersistentMap::ofEntries, true));
    ways.put("of", new Way(PersistentMapSuiteTest::of, true));
    ways.put("with", new Way(entries -> with(PersistentMap.of(), entries), false));
    ways.put(
        "with, the wrong value first",
        new Way(
            entries -> {
              PersistentMap<Object, String> map = PersistentMap.of();
              for (Entry<Object, String> entry : entries) {
                map = map.with(entry.getKey(), "wrong");
              }
              return with(map, entries);
            },
            false));
    ways.put(
        "update",
        new Way(
            entries -> {
              PersistentMap<Object, String> map = PersistentMap.of();
              for (Entry<Object, String> entry : entries) {
                map = map.update(entry.getKey(), value -> entry.getValue());
              }
              return map;
            },
            false));
    ways.put(
        "builder",
        new Way(
            entries -> {
              PersistentMap.Builder<Object, String> builder =
                  PersistentMap.<Object, String>of().builder();
              for (Entry<Object, String> entry : entries) {
                builder.put(entry.getKey(), entry.getValue());
              }
              return builder.build();
            },
            false));
    ways.put(
        "copyOf",
        new Way(
            entries -> {
              Map<Object, String> map = new LinkedHashMap<>();
              for (Entry<Object, String> entry : entries) {
                map.put(entry.getKey(), entry.getValue());
              }
              return PersistentMap.copyOf(map);
            },
            false));
    ways.put("withAll of two halves", new Way(PersistentMapSuiteTest::merged, false));
    ways.put(
        "collector",
        new Way(
            entries ->
                Arrays.stream(entries)
                    .collect(
                        PersistentMap.toMap(
                            Entry::getKey, Entry::getValue, (first, second) -> second)),
            false));
    ways.put(
        "deserialised",
        new Way(
            entries -> SerializableTester.reserialize(with(PersistentMap.of(), entries)), false));
    ways.put(
        "without others",
        new Way(
            entries -> {
              PersistentMap<Object, String> map = with(PersistentMap.copyOf(junk), entries);
              for (Object other : others) {
                map = map.without(other);
              }
              return map;
            },
            false));
    ways.put(
        "builder without others",
        new Way(
            entries -> {
              PersistentMap.Builder<Object, String> builder =
                  with(PersistentMap.of(), entries).builder().putAll(junk);
              others.forEach(builder::remove);
              return builder.build();
            },
            false));
    ways.put(
        "withoutAll others",
        new Way(
            entries ->
                with(PersistentMap.copyOf(junk), entries).withoutAll(PersistentSet.copyOf(others)),
            false));
    ways.put(
        "only",
        new Way(
            entries ->
                with(PersistentMap.copyOf(junk), entries)
                    .only(with(PersistentMap.of(), entries).keySet()),
            false));
    ways.put(
        "mapValues",
        new Way(
            entries -> {
              PersistentMap<Object, Entry<Object, String>> map = PersistentMap.of();
              for (Entry<Object, String> entry : entries) {
                map = map.with(entry.getKey(), entry);
              }
              return map.mapValues((key, entry) -> entry.getValue());
            },
            false));
    return ways;
  }

  private static PersistentMap<Object, String> with(
      PersistentMap<Object, String> start, Entry<Object, String>[] entries) {
    PersistentMap<Object, String> map = start;
    for (Entry<Object, String> entry : entries) {
      map = map.with(entry.getKey(), entry.getValue());
    }
    return map;
  }

  private static Map<Object, String> merged(Entry<Object, String>[] entries) {
    int half = entries.length / 2;
    return with(PersistentMap.of(), Arrays.copyOf(entries, half))
        .withAll(with(PersistentMap.of(), Arrays.copyOfRange(entries, half, entries.length)));
  }

  /** The forms with a fixed number of pairs, as far as testlib needs them. */
  private static Map<Object, String> of(Entry<Object, String>[] entries) {
    Object[] k = Arrays.stream(entries).map(Entry::getKey).toArray();
    String[] v = Arrays.stream(entries).map(Entry::getValue).toArray(String[]::new);
    return switch (entries.length) {
      case 0 -> PersistentMap.of();
      case 1 -> PersistentMap.of(k[0], v[0]);
      case 2 -> PersistentMap.of(k[0], v[0], k[1], v[1]);
      case 3 -> PersistentMap.of(k[0], v[0], k[1], v[1], k[2], v[2]);
      case 4 -> PersistentMap.of(k[0], v[0], k[1], v[1], k[2], v[2], k[3], v[3]);
      case 5 -> PersistentMap.of(k[0], v[0], k[1], v[1], k[2], v[2], k[3], v[3], k[4], v[4]);
      default -> PersistentMap.ofEntries(entries);
    };
  }

  private static TestSuite suite(String name, SuiteKeys keys, Way way, Feature<?>... more) {
    Function<Entry<Object, String>[], Map<Object, String>> make = GuavaSuites.once(way.make);
    List<Feature<?>> features = new ArrayList<>(GuavaSuites.COMMON);
    features.add(MapFeature.ALLOWS_NULL_KEYS);
    features.add(MapFeature.ALLOWS_NULL_VALUES);
    features.add(MapFeature.ALLOWS_ANY_NULL_QUERIES);
    if (way.refusesDuplicates) {
      features.add(MapFeature.REJECTS_DUPLICATES_AT_CREATION);
    }
    return MapTestSuiteBuilder.using(
            new TestMapGenerator<Object, String>() {
              @Override
              public SampleElements<Entry<Object, String>> samples() {
                return new SampleElements<>(
                    mapEntry(keys.key("one"), "January"),
                    mapEntry(keys.key("two"), "February"),
                    mapEntry(keys.key("three"), "March"),
                    mapEntry(keys.key("four"), "April"),
                    mapEntry(keys.key("five"), "May"));
              }

              @Override
              @SuppressWarnings("unchecked") // testlib hands in the entries it got from samples
              public Map<Object, String> create(Object... elements) {
                return make.apply(Arrays.copyOf(elements, elements.length, Entry[].class));
              }

              @Override
              @SuppressWarnings({"unchecked", "rawtypes"}) // there is no generic array
              public Entry<Object, String>[] createArray(int length) {
                return new Entry[length];
              }

              @Override
              public Object[] createKeyArray(int length) {
                return new Object[length];
              }

              @Override
              public String[] createValueArray(int length) {
                return new String[length];
              }

              @Override
              public List<Entry<Object, String>> order(List<Entry<Object, String>> insertionOrder) {
                return insertionOrder;
              }
            })
        .named(name)
        .withFeatures(features)
        .withFeatures(more)
        .createTestSuite();
  }

  @TestFactory
  Stream<DynamicNode> anyWayOfMaking_isAMap() {
    return GuavaSuites.nodes(
        SuiteKeys.FOR_FEW.stream()
            .flatMap(keys ->
                waysOfMaking(keys).entrySet().stream()
                    .map(way -> suite(keys + ", " + way.getKey(), keys, way.getValue()))));
  }

  /** Testlib runs the whole suite again on copies that went through a stream. */
  @TestFactory
  Stream<DynamicNode> serialized_isAMap() {
    Way way = new Way(entries -> with(PersistentMap.of(), entries), false);
    return GuavaSuites.nodes(
        Stream.of(suite("with", SuiteKeys.ORDINARY, way, CollectionFeature.SERIALIZABLE)));
  }

  @ParameterizedTest
  @EnumSource
  void spliterators_anySize_coverAll(SuiteKeys keys) {
    for (int size : new int[] {0, 1, 2, 8, 9, 33, 300}) {
      Map<Object, Integer> expected = new HashMap<>();
      for (int i = 0; i < size; i++) {
        expected.put(keys.key("" + i), i);
      }
      PersistentMap<Object, Integer> map = PersistentMap.copyOf(expected);
      SpliteratorTester.of(() -> map.keySet().spliterator()).expect(expected.keySet());
      SpliteratorTester.of(() -> map.values().spliterator()).expect(expected.values());
      SpliteratorTester.of(() -> map.entrySet().spliterator()).expect(expected.entrySet());
    }
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings({"unchecked", "rawtypes"}) // there is no generic array
  void equals_anyWayOfMaking_dependsOnEntriesOnly(SuiteKeys keys) {
    Entry<Object, String>[] entries =
        new Entry[] {
          mapEntry(keys.key("a"), "1"),
          mapEntry(null, "2"),
          mapEntry(keys.key("b"), null),
          mapEntry(keys.key("c"), "1")
        };
    List<Object> equal = new ArrayList<>();
    waysOfMaking(keys).values().forEach(way -> equal.add(way.make.apply(entries)));
    equal.add(new HashMap<>(with(PersistentMap.of(), entries)));
    List<Object> empty = new ArrayList<>();
    waysOfMaking(keys).values().forEach(way -> empty.add(way.make.apply(new Entry[0])));
    empty.add(Map.of());
    PersistentMap<Object, String> map = with(PersistentMap.of(), entries);
    List.copyOf(equal).forEach(one -> equal.add(SerializableTester.reserialize(one)));
    new EqualsTester()
        .addEqualityGroup(equal.toArray())
        .addEqualityGroup(empty.toArray())
        .addEqualityGroup(map.with(keys.key("c"), "2"))
        .addEqualityGroup(map.with(null, null))
        .addEqualityGroup(map.without(keys.key("b")))
        .addEqualityGroup(map.without(keys.key("b")).with(keys.key("d"), null))
        .addEqualityGroup(map.keySet())
        .testEquals();
  }

  /** More keys of one hash code than are kept in a plain list of them. */
  @ParameterizedTest
  @EnumSource
  void equals_manyEntries_doesNotDependOnOrderOfInsertion(SuiteKeys keys) {
    List<Object> names = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      names.add(keys.key("" + i));
    }
    names.add(null);
    Map<Object, Integer> model = new HashMap<>();
    PersistentMap<Object, Integer> forwards = PersistentMap.of();
    for (Object name : names) {
      forwards = forwards.with(name, Objects.hashCode(name) ^ 7);
      model.put(name, Objects.hashCode(name) ^ 7);
    }
    PersistentMap<Object, Integer> backwards = PersistentMap.of();
    for (Object name : names.reversed()) {
      backwards = backwards.with(name, Objects.hashCode(name) ^ 7);
    }
    PersistentMap<Object, Integer> roundabout = forwards;
    for (Object other : others(keys)) {
      roundabout = roundabout.with(other, 0);
    }
    new EqualsTester()
        .addEqualityGroup(
            forwards,
            backwards,
            roundabout.withoutAll(others(keys)),
            model,
            PersistentMap.copyOf(model))
        .addEqualityGroup(forwards.with(keys.key("59"), 1000))
        .addEqualityGroup(forwards.without(keys.key("59")))
        .testEquals();
  }
}
