package org.potamos.core.collection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.testers.ListListIteratorTester;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * The suites of guava-testlib, which are written for JUnit 3, as dynamic tests of Jupiter.
 *
 * <p>One dynamic test is everything that testlib tests of a collection made in one way, of one
 * size, or of one of its views: single methods would be some hundred thousand nodes.
 */
final class GuavaSuites {
  /** No suite is smaller; a walk that finds nothing, or loses a branch, must fail. */
  private static final int FEWEST_TESTS = 100;

  /** What all of our collections have in common; what is absent is any feature of change. */
  static final List<Feature<?>> COMMON =
      List.of(CollectionSize.ANY, CollectionFeature.ALLOWS_NULL_QUERIES);

  /**
   * The tests of list iterators: some hundred thousand sequences of calls, half of them refused
   * with an exception, which is nearly all the time that a list takes. Suppressed for lists that
   * differ from others in how they were made but not in what they are.
   */
  static final List<Method> LIST_ITERATORS =
      Stream.of(ListListIteratorTester.class.getMethods())
          .filter(method -> method.getName().startsWith("test"))
          .toList();

  private GuavaSuites() {}

  /** The tests of some suites, one for each way of making a collection. */
  static Stream<DynamicNode> nodes(Stream<TestSuite> suites) {
    List<DynamicNode> nodes = new ArrayList<>();
    suites.forEach(suite -> {
      assertThat(suite.countTestCases())
          .as("tests in the suite %s", suite.getName())
          .isGreaterThanOrEqualTo(FEWEST_TESTS);
      nodes.add(node(suite));
    });
    assertThat(nodes).isNotEmpty();
    return nodes.stream();
  }

  private static DynamicNode node(TestSuite suite) {
    TestSuite own = new TestSuite(suite.getName());
    List<DynamicNode> nodes = new ArrayList<>();
    for (Test child : Collections.list(suite.tests())) {
      if (child instanceof TestSuite branch && hasBranches(branch)) {
        nodes.add(node(branch));
      } else {
        own.addTest(child);
      }
    }
    int tests = own.countTestCases();
    if (tests > 0) {
      nodes.add(DynamicTest.dynamicTest(suite.getName() + ", " + tests + " tests", () -> run(own)));
    }
    assertThat(nodes).as("parts of the suite %s", suite.getName()).isNotEmpty();
    return DynamicContainer.dynamicContainer(suite.getName(), nodes);
  }

  /** Whether there is more below it than the methods of one tester class. */
  private static boolean hasBranches(TestSuite suite) {
    return Collections.list(suite.tests()).stream().anyMatch(TestSuite.class::isInstance);
  }

  /**
   * Makes a collection once for the same elements. Testlib asks for one for each of some thousand
   * sequences of calls; and if one of them changed a collection, the next ones would see it.
   */
  static <E, T> Function<E[], T> once(Function<E[], T> make) {
    Map<List<E>, T> made = new HashMap<>();
    return elements ->
        made.computeIfAbsent(
            new ArrayList<>(Arrays.asList(elements)), key -> make.apply(elements.clone()));
  }

  /** The elements as something that can be iterated over, again and again, and nothing else. */
  static <E> Iterable<E> iterable(E[] elements) {
    return () -> Arrays.asList(elements).iterator();
  }

  private static void run(Test test) {
    TestResult result = new TestResult();
    test.run(result);
    List<TestFailure> failures = new ArrayList<>(Collections.list(result.errors()));
    failures.addAll(Collections.list(result.failures()));
    if (!failures.isEmpty()) {
      AssertionError all =
          new AssertionError(failures.size() + " of " + result.runCount() + " failed: " + failures);
      failures.forEach(failure -> all.addSuppressed(failure.thrownException()));
      throw all;
    }
    assertThat(result.runCount()).isEqualTo(test.countTestCases());
  }
}
