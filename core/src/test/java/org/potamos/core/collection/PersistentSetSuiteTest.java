package org.potamos.core.collection;

import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.SpliteratorTester;
import com.google.common.collect.testing.TestSetGenerator;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A set is what guava-testlib thinks a set is, however it was made and whatever its hash codes. */
@SuppressWarnings("NullAway") // testlib puts null into arrays that do not say so
class PersistentSetSuiteTest {

  private static List<Object> others(SuiteKeys keys) {
    return IntStream.range(0, 20).mapToObj(i -> keys.key("~" + i)).toList();
  }

  private static Map<String, Function<Object[], Set<Object>>> waysOfMaking(SuiteKeys keys) {
    List<Object> others = others(keys);
    Map<String, Function<Object[], Set<Object>>> ways = new LinkedHashMap<>();
    ways.put("of", PersistentSet::of);
    ways.put("copyOf", elements -> PersistentSet.copyOf(Arrays.asList(elements)));
    ways.put("plus", elements -> plus(PersistentSet.of(), elements));
    ways.put(
        "builder",
        elements -> {
          PersistentSet.Builder<Object> builder = PersistentSet.of().builder();
          for (Object element : elements) {
            builder.add(element);
          }
          return builder.build();
        });
    ways.put(
        "plusAll of two halves",
        elements -> {
          int half = elements.length / 2;
          return PersistentSet.of(Arrays.copyOf(elements, half))
              .plusAll(PersistentSet.of(Arrays.copyOfRange(elements, half, elements.length)));
        });
    ways.put("collector", elements -> Arrays.stream(elements).collect(PersistentSet.toSet()));
    ways.put(
        "deserialised", elements -> SerializableTester.reserialize(PersistentSet.of(elements)));
    ways.put(
        "without others",
        elements -> {
          PersistentSet<Object> all = plus(PersistentSet.copyOf(others), elements);
          for (Object other : others) {
            all = all.without(other);
          }
          return all;
        });
    ways.put(
        "builder without others",
        elements -> {
          PersistentSet.Builder<Object> builder =
              PersistentSet.of(elements).builder().addAll(others);
          others.forEach(builder::remove);
          return builder.build();
        });
    ways.put(
        "withoutAll others",
        elements ->
            plus(PersistentSet.copyOf(others), elements).withoutAll(PersistentSet.copyOf(others)));
    ways.put(
        "only",
        elements -> plus(PersistentSet.copyOf(others), elements).only(PersistentSet.of(elements)));
    ways.put(
        "keySet of a map",
        elements -> {
          PersistentMap<Object, Integer> map = PersistentMap.of();
          for (Object element : elements) {
            map = map.with(element, map.size());
          }
          return map.keySet();
        });
    return ways;
  }

  private static PersistentSet<Object> plus(PersistentSet<Object> start, Object[] elements) {
    PersistentSet<Object> all = start;
    for (Object element : elements) {
      all = all.plus(element);
    }
    return all;
  }

  private static TestSuite suite(
      String name, SuiteKeys keys, Function<Object[], Set<Object>> way, Feature<?>... more) {
    Function<Object[], Set<Object>> make = GuavaSuites.once(way);
    return SetTestSuiteBuilder.using(
            new TestSetGenerator<Object>() {
              @Override
              public SampleElements<Object> samples() {
                return new SampleElements<>(
                    keys.key("b"), keys.key("a"), keys.key("c"), keys.key("d"), keys.key("e"));
              }

              @Override
              public Set<Object> create(Object... elements) {
                return make.apply(elements);
              }

              @Override
              public Object[] createArray(int length) {
                return new Object[length];
              }

              @Override
              public List<Object> order(List<Object> insertionOrder) {
                return insertionOrder;
              }
            })
        .named(name)
        .withFeatures(GuavaSuites.COMMON)
        .withFeatures(more)
        .withFeatures(CollectionFeature.ALLOWS_NULL_VALUES)
        .createTestSuite();
  }

  @TestFactory
  Stream<DynamicNode> anyWayOfMaking_isASet() {
    return GuavaSuites.nodes(
        SuiteKeys.FOR_FEW.stream()
            .flatMap(keys ->
                waysOfMaking(keys).entrySet().stream()
                    .map(way -> suite(keys + ", " + way.getKey(), keys, way.getValue()))));
  }

  /** Testlib runs the whole suite again on copies that went through a stream. */
  @TestFactory
  Stream<DynamicNode> serialized_isASet() {
    return GuavaSuites.nodes(
        Stream.of(
            suite("of", SuiteKeys.ORDINARY, PersistentSet::of, CollectionFeature.SERIALIZABLE)));
  }

  @ParameterizedTest
  @EnumSource
  void spliterator_anySize_coversAll(SuiteKeys keys) {
    for (int size : new int[] {0, 1, 2, 8, 9, 33, 300}) {
      List<Object> expected =
          IntStream.range(0, size).mapToObj(i -> keys.key(Integer.toString(i))).toList();
      PersistentSet<Object> set = PersistentSet.copyOf(expected);
      SpliteratorTester.of(set::spliterator).expect(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void equals_anyWayOfMaking_dependsOnElementsOnly(SuiteKeys keys) {
    Object[] elements = {keys.key("a"), null, keys.key("b"), keys.key("c")};
    List<Object> equal = new ArrayList<>();
    waysOfMaking(keys).values().forEach(way -> equal.add(way.apply(elements)));
    equal.add(new HashSet<>(Arrays.asList(elements)));
    List<Object> empty = new ArrayList<>();
    waysOfMaking(keys).values().forEach(way -> empty.add(way.apply(new Object[0])));
    empty.add(Set.of());
    List.copyOf(equal).forEach(set -> equal.add(SerializableTester.reserialize(set)));
    new EqualsTester()
        .addEqualityGroup(equal.toArray())
        .addEqualityGroup(empty.toArray())
        .addEqualityGroup(PersistentSet.of(elements).without(null))
        .addEqualityGroup(PersistentSet.of(elements).plus(keys.key("d")))
        .addEqualityGroup(PersistentVector.of(elements))
        .testEquals();
  }

  /** More elements of one hash code than are kept in a plain list of them. */
  @ParameterizedTest
  @EnumSource
  void equals_manyElements_doesNotDependOnOrderOfInsertion(SuiteKeys keys) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      elements.add(keys.key("" + i));
    }
    elements.add(null);
    new EqualsTester()
        .addEqualityGroup(
            PersistentSet.copyOf(elements),
            PersistentSet.copyOf(elements.reversed()),
            PersistentSet.copyOf(elements).plus("another").without("another"),
            PersistentSet.copyOf(elements).plusAll(others(keys)).withoutAll(others(keys)),
            new HashSet<>(elements))
        .addEqualityGroup(PersistentSet.copyOf(elements).without(keys.key("59")))
        .addEqualityGroup(
            PersistentSet.copyOf(elements).without(keys.key("59")).plus(keys.key("60")))
        .testEquals();
  }

  @Test
  void equals_sortedSetOfTheJdk_isSymmetric() {
    new EqualsTester()
        .addEqualityGroup(PersistentSet.of("b", "a"), new TreeSet<>(List.of("a", "b")))
        .addEqualityGroup(PersistentSet.of("b", "c"))
        .testEquals();
  }
}
