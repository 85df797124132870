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

/** A vector is what guava-testlib thinks a list is, however it was made. */
@SuppressWarnings("NullAway") // testlib puts null into arrays that do not say so
class PersistentVectorSuiteTest {
  /** Elements that are taken away again; more than a leaf holds, not a multiple of it. */
  private static final List<String> OTHERS = IntStream.range(0, 45).mapToObj(i -> "~" + i).toList();

  /** Each of these has other nodes, or the same nodes in another place. */
  private static final Set<String> WITH_LIST_ITERATORS =
      Set.of(
          "of",
          "slice that crosses a leaf",
          "slice that crosses a node of leaves",
          "slice of a slice, added to",
          "of, reversed",
          "slice that crosses a leaf, reversed");

  private static Map<String, Function<String[], List<String>>> waysOfMaking() {
    Map<String, Function<String[], List<String>>> ways = new LinkedHashMap<>();
    ways.put("of", PersistentVector::of);
    ways.put("copyOf a collection", elements -> PersistentVector.copyOf(Arrays.asList(elements)));
    ways.put(
        "copyOf an iterable", elements -> PersistentVector.copyOf(GuavaSuites.iterable(elements)));
    ways.put("plus", elements -> plus(PersistentVector.of(), elements));
    ways.put(
        "builder",
        elements -> {
          PersistentVector.Builder<String> builder = PersistentVector.<String>of().builder();
          for (String element : elements) {
            builder.add(element);
          }
          return builder.build();
        });
    ways.put(
        "builder, set and removeLast",
        elements -> {
          PersistentVector.Builder<String> builder = PersistentVector.copyOf(OTHERS).builder();
          builder.addAll(OTHERS);
          for (int i = 0; i < elements.length; i++) {
            builder.set(i, elements[i]);
          }
          while (builder.size() > elements.length) {
            builder.removeLast();
          }
          return builder.build();
        });
    ways.put(
        "plusAll of two halves",
        elements -> {
          int half = elements.length / 2;
          return PersistentVector.of(Arrays.copyOf(elements, half))
              .plusAll(PersistentVector.of(Arrays.copyOfRange(elements, half, elements.length)));
        });
    ways.put("collector", elements -> Arrays.stream(elements).collect(PersistentVector.toVector()));
    ways.put(
        "deserialised", elements -> SerializableTester.reserialize(PersistentVector.of(elements)));
    ways.put(
        "slice that crosses a leaf",
        elements ->
            plus(PersistentVector.copyOf(OTHERS.subList(0, 31)), elements)
                .plusAll(OTHERS)
                .subList(31, 31 + elements.length));
    ways.put(
        "slice that crosses a node of leaves",
        elements ->
            plus(PersistentVector.copyOf(Collections.nCopies(1023, "~")), elements)
                .plusAll(OTHERS)
                .subList(1023, 1023 + elements.length));
    ways.put(
        "slice of a slice, added to",
        elements -> {
          int half = elements.length / 2;
          PersistentVector<String> first =
              PersistentVector.copyOf(OTHERS)
                  .plusAll(Arrays.asList(elements))
                  .subList(10, 45 + half)
                  .subList(35, 35 + half);
          return plus(first, Arrays.copyOfRange(elements, half, elements.length));
        });
    ways.put(
        "withoutLast",
        elements -> {
          PersistentVector<String> longer = PersistentVector.of(elements).plusAll(OTHERS);
          while (longer.size() > elements.length) {
            longer = longer.withoutLast();
          }
          return longer;
        });
    ways.put(
        "without in front",
        elements -> {
          PersistentVector<String> longer =
              PersistentVector.copyOf(OTHERS).plusAll(Arrays.asList(elements));
          for (int i = 0; i < OTHERS.size(); i++) {
            longer = longer.without(0);
          }
          return longer;
        });
    ways.put(
        "plus in front",
        elements -> {
          PersistentVector<String> all = PersistentVector.of();
          for (int i = elements.length - 1; i >= 0; i--) {
            all = all.plus(0, elements[i]);
          }
          return all;
        });
    ways.put(
        "with",
        elements -> {
          PersistentVector<String> all =
              PersistentVector.copyOf(OTHERS).subList(0, elements.length);
          for (int i = 0; i < elements.length; i++) {
            all = all.with(i, elements[i]);
          }
          return all;
        });
    return ways;
  }

  private static PersistentVector<String> plus(PersistentVector<String> start, String[] elements) {
    PersistentVector<String> all = start;
    for (String element : elements) {
      all = all.plus(element);
    }
    return all;
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
        Stream.of(suite("of, serialized", PersistentVector::of, CollectionFeature.SERIALIZABLE)));
  }

  /** The view in reverse order is a list too. */
  @TestFactory
  Stream<DynamicNode> reversed_isAList() {
    return GuavaSuites.nodes(
        Stream.of("of", "slice that crosses a leaf")
            .map(name ->
                suite(
                    name + ", reversed",
                    elements -> {
                      List<String> backwards = Arrays.asList(elements);
                      Collections.reverse(backwards);
                      return waysOfMaking().get(name).apply(elements).reversed();
                    })));
  }

  /** Sizes on both sides of every bound of the tree. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 1055, 1056, 1057, 2113})
  void spliterator_anySize_coversAllInOrder(int size) {
    List<Integer> expected = IntStream.range(0, size).boxed().toList();
    PersistentVector<Integer> vector = PersistentVector.copyOf(expected);
    SpliteratorTester.of(vector::spliterator).expect(expected).inOrder();
    PersistentVector<Integer> slice =
        PersistentVector.of(-3, -2, -1).plusAll(expected).plus(-4).subList(3, size + 3);
    SpliteratorTester.of(slice::spliterator).expect(expected).inOrder();
  }

  @Test
  void equals_anyWayOfMaking_dependsOnElementsOnly() {
    String[] elements = {"a", null, "b", "a"};
    List<Object> equal = new ArrayList<>();
    waysOfMaking().values().forEach(way -> equal.add(way.apply(elements)));
    equal.add(new ArrayList<>(Arrays.asList(elements)));
    equal.add(Collections.unmodifiableList(Arrays.asList(elements)));
    List<Object> empty = new ArrayList<>();
    waysOfMaking().values().forEach(way -> empty.add(way.apply(new String[0])));
    empty.add(List.of());
    List.copyOf(equal).forEach(vector -> equal.add(SerializableTester.reserialize(vector)));
    new EqualsTester()
        .addEqualityGroup(equal.toArray())
        .addEqualityGroup(empty.toArray())
        .addEqualityGroup(PersistentVector.of("a", null, "b"), Arrays.asList("a", null, "b"))
        .addEqualityGroup(PersistentVector.of("a", null, "a", "b"))
        .addEqualityGroup(PersistentSet.of("a", null, "b"))
        .testEquals();
  }
}
