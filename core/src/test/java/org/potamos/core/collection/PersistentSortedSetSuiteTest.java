package org.potamos.core.collection;

import com.google.common.collect.testing.NavigableSetTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.SpliteratorTester;
import com.google.common.collect.testing.TestStringSortedSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.Feature;
import com.google.common.testing.EqualsTester;
import com.google.common.testing.SerializableTester;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
 * A sorted set is what guava-testlib thinks a navigable set is, however it was made. Testlib
 * derives suites for all ranges, the descending set and the descending ranges.
 */
@SuppressWarnings("NullAway") // testlib puts null into arrays that do not say so
class PersistentSortedSetSuiteTest {
  /** Elements that are taken away again, on both sides of those of testlib and between them. */
  private static final List<String> OTHERS =
      Stream.concat(
              IntStream.range(0, 10).mapToObj(i -> "!" + i),
              IntStream.range(0, 10).mapToObj(i -> "c" + i))
          .toList();

  private static Map<String, Function<String[], PersistentSortedSet<String>>> waysOfMaking(
      PersistentSortedSet<String> empty) {
    Map<String, Function<String[], PersistentSortedSet<String>>> ways = new LinkedHashMap<>();
    ways.put("plus", elements -> plus(empty, elements));
    ways.put("plusAll", elements -> empty.plusAll(Arrays.asList(elements)));
    ways.put(
        "builder",
        elements -> {
          PersistentSortedSet.Builder<String> builder = empty.builder();
          for (String element : elements) {
            builder.add(element);
          }
          return builder.build();
        });
    ways.put(
        "plusAll of two halves",
        elements -> {
          int half = elements.length / 2;
          return plus(empty, Arrays.copyOf(elements, half))
              .plusAll(plus(empty, Arrays.copyOfRange(elements, half, elements.length)));
        });
    ways.put("deserialised", elements -> SerializableTester.reserialize(plus(empty, elements)));
    ways.put(
        "without others",
        elements -> {
          PersistentSortedSet<String> set = plus(empty.plusAll(OTHERS), elements);
          for (String other : OTHERS) {
            set = set.without(other);
          }
          return set;
        });
    ways.put(
        "builder without others",
        elements -> {
          PersistentSortedSet.Builder<String> builder =
              plus(empty, elements).builder().addAll(OTHERS);
          OTHERS.forEach(builder::remove);
          return builder.build();
        });
    ways.put(
        "withoutAll others",
        elements -> plus(empty.plusAll(OTHERS), elements).withoutAll(empty.plusAll(OTHERS)));
    ways.put("only", elements -> plus(empty.plusAll(OTHERS), elements).only(plus(empty, elements)));
    ways.put(
        "keySet of a map",
        elements -> {
          PersistentSortedMap<String, Integer> map =
              empty.comparator() == null
                  ? PersistentSortedMap.of()
                  : PersistentSortedMap.orderedBy(empty.comparator());
          for (String element : elements) {
            map = map.with(element, map.size());
          }
          return map.keySet();
        });
    ways.put("descending twice", elements -> plus(empty.descendingSet(), elements).descendingSet());
    return ways;
  }

  /** Those that give natural order only. */
  private static Map<String, Function<String[], PersistentSortedSet<String>>>
      naturalWaysOfMaking() {
    Map<String, Function<String[], PersistentSortedSet<String>>> ways =
        waysOfMaking(PersistentSortedSet.of());
    ways.put("of", PersistentSortedSet::of);
    ways.put("copyOf", elements -> PersistentSortedSet.copyOf(Arrays.asList(elements)));
    ways.put(
        "copyOfSorted",
        elements -> PersistentSortedSet.copyOfSorted(new TreeSet<>(Arrays.asList(elements))));
    ways.put(
        "collector",
        elements -> Arrays.stream(elements).collect(PersistentSortedSet.toSortedSet()));
    return ways;
  }

  private static PersistentSortedSet<String> plus(
      PersistentSortedSet<String> start, String[] elements) {
    PersistentSortedSet<String> set = start;
    for (String element : elements) {
      set = set.plus(element);
    }
    return set;
  }

  private static TestStringSortedSetGenerator generator(
      Function<String[], PersistentSortedSet<String>> way, SuiteOrders order) {
    Function<String[], PersistentSortedSet<String>> make = GuavaSuites.once(way);
    return new TestStringSortedSetGenerator() {
      @Override
      protected NavigableSet<String> create(String[] elements) {
        return make.apply(elements);
      }

      @Override
      public List<String> order(List<String> insertionOrder) {
        insertionOrder.sort(order);
        return insertionOrder;
      }
    };
  }

  private static List<Feature<?>> features(SuiteOrders order) {
    List<Feature<?>> features = new ArrayList<>(GuavaSuites.COMMON);
    features.add(CollectionFeature.KNOWN_ORDER);
    if (order == SuiteOrders.NULL_FRIENDLY) {
      features.add(CollectionFeature.ALLOWS_NULL_VALUES);
    } else {
      features.remove(CollectionFeature.ALLOWS_NULL_QUERIES);
    }
    return features;
  }

  private static TestSuite suite(
      String name, Function<String[], PersistentSortedSet<String>> way, SuiteOrders order) {
    return SetTestSuiteBuilder.using(generator(way, order))
        .named(name)
        .withFeatures(features(order))
        .createTestSuite();
  }

  private static TestSuite navigableSuite(
      String name, PersistentSortedSet<String> empty, SuiteOrders order, Feature<?>... more) {
    return NavigableSetTestSuiteBuilder.using(generator(waysOfMaking(empty).get("plus"), order))
        .named(name)
        .withFeatures(features(order))
        .withFeatures(more)
        .createTestSuite();
  }

  @TestFactory
  Stream<DynamicNode> naturalOrder_anyWayOfMaking_isASet() {
    return GuavaSuites.nodes(
        naturalWaysOfMaking().entrySet().stream()
            .map(way -> suite(way.getKey(), way.getValue(), SuiteOrders.ALPHABETIC)));
  }

  @TestFactory
  Stream<DynamicNode> comparatorThatAcceptsNull_anyWayOfMaking_isASet() {
    PersistentSortedSet<String> empty = PersistentSortedSet.orderedBy(SuiteOrders.NULL_FRIENDLY);
    return GuavaSuites.nodes(
        waysOfMaking(empty).entrySet().stream()
            .map(way -> suite(way.getKey() + ", null", way.getValue(), SuiteOrders.NULL_FRIENDLY)));
  }

  /** Testlib adds the same on copies that went through a stream, ranges included. */
  @TestFactory
  Stream<DynamicNode> naturalOrder_isANavigableSet() {
    return GuavaSuites.nodes(
        Stream.of(
            navigableSuite(
                "natural order",
                PersistentSortedSet.of(),
                SuiteOrders.ALPHABETIC,
                CollectionFeature.SERIALIZABLE_INCLUDING_VIEWS)));
  }

  @TestFactory
  Stream<DynamicNode> comparatorThatAcceptsNull_isANavigableSet() {
    return GuavaSuites.nodes(
        Stream.of(
            navigableSuite(
                "order with null",
                PersistentSortedSet.orderedBy(SuiteOrders.NULL_FRIENDLY),
                SuiteOrders.NULL_FRIENDLY)));
  }

  /** The largest element first in the tree, and shown from its other end. */
  @TestFactory
  Stream<DynamicNode> descendingSetOfBackwardOrder_isANavigableSet() {
    return GuavaSuites.nodes(
        Stream.of(
            navigableSuite(
                "backwards descending",
                PersistentSortedSet.<String>orderedBy(SuiteOrders.BACKWARDS).descendingSet(),
                SuiteOrders.ALPHABETIC)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 9, 33, 300})
  void spliterator_anySize_coversAllInOrder(int size) {
    TreeSet<Integer> expected = new TreeSet<>();
    for (int i = 0; i < size; i++) {
      expected.add(i * 7919 % 1009);
    }
    PersistentSortedSet<Integer> set = PersistentSortedSet.copyOf(expected);
    SpliteratorTester.of(set::spliterator).expect(expected).inOrder();
    PersistentSortedSet<Integer> down = set.descendingSet();
    SpliteratorTester.of(down::spliterator).expect(expected.descendingSet()).inOrder();
  }

  @Test
  void equals_anyWayOfMaking_dependsOnElementsOnly() {
    String[] elements = {"a", "b", "c"};
    List<Object> equal = new ArrayList<>();
    naturalWaysOfMaking().values().forEach(way -> equal.add(way.apply(elements)));
    waysOfMaking(PersistentSortedSet.orderedBy(SuiteOrders.BACKWARDS))
        .values()
        .forEach(way -> equal.add(way.apply(elements)));
    List.copyOf(equal).forEach(set -> equal.add(SerializableTester.reserialize(set)));
    equal.add(new HashSet<>(Arrays.asList(elements)));
    equal.add(PersistentSet.of(elements));
    equal.add(PersistentSortedSet.of(elements).descendingSet());
    SortedSet<String> range = PersistentSortedSet.of("0", "a", "b", "c", "d").subSet("a", "d");
    equal.add(range);
    new EqualsTester()
        .addEqualityGroup(equal.toArray())
        .addEqualityGroup(
            PersistentSortedSet.<String>of(),
            PersistentSortedSet.orderedBy(SuiteOrders.BACKWARDS),
            PersistentSet.of(),
            Set.of())
        .addEqualityGroup(PersistentSortedSet.of("a", "b"), PersistentSet.of("b", "a"))
        .addEqualityGroup(PersistentSortedSet.of("a", "b", "d"))
        .testEquals();
  }
}
