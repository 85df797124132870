package org.potamos.core.collection;

import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.SpliteratorTester;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.Feature;
import com.google.common.testing.EqualsTester;
import com.google.common.testing.SerializableTester;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A linked list is what guava-testlib thinks a list is, however it was made. */
@SuppressWarnings("NullAway") // testlib puts null into arrays that do not say so
class PersistentListSuiteTest {
  /** Elements that are taken away again. */
  private static final List<String> OTHERS = List.of("~1", "~2", "~3");

  /** Each of these has other nodes, or the same nodes in another place. */
  private static final Set<String> WITH_LIST_ITERATORS = Set.of("of", "of, reversed");

  private static Map<String, Function<String[], List<String>>> waysOfMaking() {
    Map<String, Function<String[], List<String>>> ways = new LinkedHashMap<>();
    ways.put("of", PersistentList::of);
    ways.put("copyOf a collection", elements -> PersistentList.copyOf(Arrays.asList(elements)));
    ways.put(
        "copyOf an iterable", elements -> PersistentList.copyOf(GuavaSuites.iterable(elements)));
    ways.put("plus", elements -> inFront(elements, PersistentList.of()));
    ways.put(
        "plusAll of two halves",
        elements -> {
          List<String> backwards = Arrays.asList(elements);
          Collections.reverse(backwards);
          int half = elements.length / 2;
          return PersistentList.<String>of()
              .plusAll(backwards.subList(0, half))
              .plusAll(backwards.subList(half, elements.length));
        });
    ways.put("collector", elements -> Arrays.stream(elements).collect(PersistentList.toList()));
    ways.put(
        "deserialised", elements -> SerializableTester.reserialize(PersistentList.of(elements)));
    ways.put(
        "tails",
        elements -> {
          PersistentList<String> list = inFront(elements, PersistentList.of()).plusAll(OTHERS);
          for (int i = 0; i < OTHERS.size(); i++) {
            list = list.tail();
          }
          return list;
        });
    ways.put(
        "slice",
        elements ->
            inFront(elements, PersistentList.copyOf(OTHERS))
                .plusAll(OTHERS)
                .subList(OTHERS.size(), OTHERS.size() + elements.length));
    ways.put(
        "without",
        elements -> {
          PersistentList<String> list = inFront(elements, PersistentList.copyOf(OTHERS));
          for (int i = 0; i < OTHERS.size(); i++) {
            list = list.without(elements.length);
          }
          return list;
        });
    ways.put(
        "with",
        elements -> {
          PersistentList<String> list =
              PersistentList.copyOf(Collections.nCopies(elements.length, "wrong"));
          for (int i = 0; i < elements.length; i++) {
            list = list.with(i, elements[i]);
          }
          return list;
        });
    return ways;
  }

  private static PersistentList<String> inFront(String[] elements, PersistentList<String> rest) {
    PersistentList<String> list = rest;
    for (int i = elements.length - 1; i >= 0; i--) {
      list = list.plus(elements[i]);
    }
    return list;
  }

  private static TestSuite suite(
      String name, Function<String[], List<String>> way, Feature<?>... more) {
    Function<String[], List<String>> make = GuavaSuites.once(way);
    return ListTestSuiteBuilder.using(
            new TestStringListGenerator() {
              @Override
              protected List<String> create(String[] elements) {
                return make.apply(elements);
              }
            })
        .named(name)
        .withFeatures(GuavaSuites.COMMON)
        .withFeatures(more)
        .withFeatures(CollectionFeature.ALLOWS_NULL_VALUES, CollectionFeature.KNOWN_ORDER)
        .suppressing(WITH_LIST_ITERATORS.contains(name) ? List.of() : GuavaSuites.LIST_ITERATORS)
        .createTestSuite();
  }

  @TestFactory
  Stream<DynamicNode> anyWayOfMaking_isAList() {
    return GuavaSuites.nodes(
        waysOfMaking().entrySet().stream().map(way -> suite(way.getKey(), way.getValue())));
  }

  /** Testlib runs the whole suite again on copies that went through a stream. */
  @TestFactory
  Stream<DynamicNode> serialized_isAList() {
    return GuavaSuites.nodes(
        Stream.of(suite("of, serialized", PersistentList::of, CollectionFeature.SERIALIZABLE)));
  }

  /** The view in reverse order is a list too. */
  @TestFactory
  Stream<DynamicNode> reversed_isAList() {
    return GuavaSuites.nodes(
        Stream.of(
            suite(
                "of, reversed",
                elements -> {
                  Collections.reverse(Arrays.asList(elements));
                  return PersistentList.of(elements).reversed();
                })));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 31, 64, 1000})
  void spliterator_anySize_coversAllInOrder(int size) {
    List<Integer> expected = IntStream.range(0, size).boxed().toList();
    PersistentList<Integer> list = PersistentList.copyOf(expected);
    SpliteratorTester.of(list::spliterator).expect(expected).inOrder();
  }

  @Test
  void equals_anyWayOfMaking_dependsOnElementsOnly() {
    String[] elements = {"a", null, "b", "a"};
    List<Object> equal = new ArrayList<>();
    waysOfMaking().values().forEach(way -> equal.add(way.apply(elements.clone())));
    List.copyOf(equal).forEach(list -> equal.add(SerializableTester.reserialize(list)));
    equal.add(Arrays.asList(elements));
    equal.add(PersistentVector.of(elements));
    List<Object> empty = new ArrayList<>();
    waysOfMaking().values().forEach(way -> empty.add(way.apply(new String[0])));
    empty.add(List.of());
    empty.add(PersistentVector.of());
    new EqualsTester()
        .addEqualityGroup(equal.toArray())
        .addEqualityGroup(empty.toArray())
        .addEqualityGroup(PersistentList.of("a", null, "b"), Arrays.asList("a", null, "b"))
        .addEqualityGroup(PersistentList.of("a", null, "a", "b"))
        .testEquals();
  }
}
