package org.potamos.validators;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.RuleChecks.assertAccepts;
import static org.potamos.validators.RuleChecks.assertRejects;
import static org.potamos.validators.RuleChecks.listOf;
import static org.potamos.validators.RuleChecks.message;
import static org.potamos.validators.RuleChecks.violation;
import static org.potamos.validators.Validators.contains;
import static org.potamos.validators.Validators.entryCount;
import static org.potamos.validators.Validators.noNulls;
import static org.potamos.validators.Validators.notEmpty;
import static org.potamos.validators.Validators.size;
import static org.potamos.validators.Validators.sortedBy;
import static org.potamos.validators.Validators.subsetOf;
import static org.potamos.validators.Validators.unique;
import static org.potamos.validators.Validators.uniqueBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentSortedMap;
import org.potamos.core.collection.PersistentSortedSet;
import org.potamos.core.collection.PersistentVector;

/** Rules about collections and maps, of the JDK and of Potamos. */
@SuppressWarnings("NullAway") // null is handed in on purpose
class CollectionRulesTest {
  private static final int HUGE = 1_000_000;

  private static Arguments kind(String name, Function<List<String>, Collection<String>> of) {
    return Arguments.of(name, of);
  }

  /** Ways to make a collection of a list without nulls. */
  static Stream<Arguments> kinds() {
    return Stream.of(
        kind("List.of", List::copyOf),
        kind("ArrayList", ArrayList::new),
        kind("ArrayDeque", ArrayDeque::new),
        kind("Set.of", Set::copyOf),
        kind("LinkedHashSet", LinkedHashSet::new),
        kind("TreeSet", TreeSet::new),
        kind(
            "keySet",
            list -> {
              Map<String, Integer> map = new TreeMap<>();
              list.forEach(key -> map.put(key, 1));
              return map.keySet();
            }),
        kind("PersistentVector", PersistentVector::copyOf),
        kind("PersistentList", PersistentList::copyOf),
        kind("PersistentSet", PersistentSet::copyOf),
        kind("PersistentSortedSet", PersistentSortedSet::copyOf));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void collectionRules_everyKind_areDecided(
      String name, Function<List<String>, Collection<String>> of) {
    Collection<String> none = of.apply(List.of());
    Collection<String> two = of.apply(List.of("a", "b"));
    assertRejects(notEmpty(), none);
    assertAccepts(notEmpty(), two);
    assertAccepts(size(0, 1), none);
    assertRejects(size(0, 1), two);
    assertAccepts(noNulls(), none, two);
    assertRejects(contains("a"), none);
    assertAccepts(contains("a"), two);
    assertRejects(contains("c"), two);
    assertAccepts(subsetOf(List.of("a", "b", "c")), none, two);
    assertRejects(subsetOf(List.of("a")), two);
    assertAccepts(unique(), none, two);
    assertAccepts(uniqueBy((String text) -> text), none, two);
    assertRejects(uniqueBy((String text) -> 1), two);
    assertAccepts(sortedBy((String unusedLeft, String unusedRight) -> 0), none, two);
    if (!name.equals("Set.of") && !name.equals("PersistentSet")) { // those have no order
      assertAccepts(Validators.<String>sorted(), none, two);
      assertRejects(sortedBy(Comparator.<String>reverseOrder()), two);
    }
  }

  // ------------------------------------------------------------------ size

  @Test
  void size_limits_areInclusive() {
    assertRejects(size(1, 2), List.of(), List.of(1, 2, 3));
    assertAccepts(size(1, 2), List.of(1), List.of(1, 2));
    assertAccepts(size(0, 0), List.of());
    assertAccepts(size(0, Integer.MAX_VALUE), List.of(), nCopies(Integer.MAX_VALUE, "x"));
    assertRejects(size(0, 1), nCopies(Integer.MAX_VALUE, "x"));
  }

  @Test
  void size_message_dependsOnTheLimits() {
    assertThat(message(size(1, 2), List.of())).isEqualTo("must have 1 to 2 elements, but has 0");
    assertThat(message(size(2, 2), List.of())).isEqualTo("must have exactly 2 elements, but has 0");
    assertThat(message(size(2, Integer.MAX_VALUE), List.of()))
        .isEqualTo("must have at least 2 elements, but has 0");
    assertThat(message(entryCount(2, 2), Map.of()))
        .isEqualTo("must have exactly 2 entries, but has 0");
  }

  @Test
  void entryCount_everyKind_isDecided() {
    assertAccepts(
        entryCount(1, 2), Map.of(1, 1), PersistentMap.of(1, 1), PersistentMap.of(1, 1, 2, 2));
    assertRejects(
        entryCount(1, 2), Map.of(), PersistentMap.of(), PersistentSortedMap.<Integer, Integer>of());
    assertRejects(entryCount(1, 2), Samples.mapOfSize(3));
  }

  // ------------------------------------------------------------------ nulls

  @Test
  void noNulls_nullAnywhere_isRejected() {
    assertRejects(noNulls(), listOf((Object) null), listOf(1, null), listOf(null, 1));
    assertRejects(noNulls(), new HashSet<>(listOf(1, null)), PersistentVector.of(1, null, 2));
    assertAccepts(noNulls(), List.of(), new ArrayDeque<>());
    List<Integer> huge = new ArrayList<>(nCopies(HUGE, 1));
    assertAccepts(noNulls(), huge, PersistentVector.copyOf(huge));
    huge.add(null);
    assertRejects(noNulls(), huge, PersistentVector.copyOf(huge));
  }

  @Test
  void collectionRules_nullElements_doNoHarm() {
    List<String> nulls = listOf("a", null);
    assertAccepts(contains("a"), nulls);
    assertRejects(contains("b"), nulls);
    assertAccepts(unique(), nulls);
    assertAccepts(size(2, 2), nulls);
    assertAccepts(sortedBy(Comparator.<String>nullsLast(Comparator.naturalOrder())), nulls);
    assertRejects(sortedBy(Comparator.<String>nullsFirst(Comparator.naturalOrder())), nulls);
  }

  @Test
  void subsetOf_null_isNotInTheSet() {
    assertThat(message(subsetOf(List.of("a")), listOf("a", null)))
        .isEqualTo("must contain nothing but [a], but contains null");
  }

  @Test
  void unique_nullTwice_isShown() {
    assertThat(message(unique(), listOf(1, null, 2, null)))
        .isEqualTo("must have no element twice, but has twice null");
  }

  /** Nulls are not handed to the function, and count as keys of null. */
  @Test
  void uniqueBy_null_isAKeyOfItsOwn() {
    Rule<Collection<? extends String>> byLength = uniqueBy(String::length);
    assertAccepts(byLength, listOf("a", null, "bc"));
    assertThat(message(byLength, listOf(null, "a", null)))
        .isEqualTo("must have no two elements with the same key, but has twice null");
    assertRejects(uniqueBy((String text) -> null), listOf("a", null));
  }

  @Test
  void uniqueBy_functionThrows_propagates() {
    Rule<Collection<? extends String>> rule =
        uniqueBy((String text) -> {
          throw new IllegalStateException("no key");
        });
    assertThatThrownBy(() -> rule.checkInitial(List.of("a")))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("no key");
  }

  // ------------------------------------------------------------------ elements

  @Test
  void unique_firstRepetition_isShown() {
    assertThat(message(unique(), List.of(1, 2, 3, 2, 1)))
        .isEqualTo("must have no element twice, but has twice 2");
  }

  @Test
  void unique_huge_isDecided() {
    List<Integer> huge = IntStream.range(0, HUGE).boxed().toList();
    assertAccepts(unique(), huge, PersistentVector.copyOf(huge), PersistentSet.copyOf(huge));
    assertThat(message(unique(), PersistentVector.copyOf(huge).plus(7)))
        .isEqualTo("must have no element twice, but has twice 7");
  }

  @Test
  void subsetOf_nothingAllowed_acceptsTheEmptyCollection() {
    assertAccepts(subsetOf(List.of()), List.of(), Set.of());
    assertRejects(subsetOf(List.of()), List.of(1));
  }

  @Test
  void subsetOf_firstOther_isShown() {
    assertThat(message(subsetOf(List.of(1, 2)), List.of(2, 4, 3)))
        .isEqualTo("must contain nothing but [1, 2], but contains 4");
  }

  @Test
  void subsetOf_setChangedLater_isCopied() {
    Set<String> allowed = new LinkedHashSet<>(List.of("a"));
    Rule<Collection<?>> rule = subsetOf(allowed);
    allowed.add("b");
    assertRejects(rule, List.of("b"));
    assertThat(violation(rule, List.of("b")).arguments()).containsExactly("a");
  }

  @Test
  void sorted_equalNeighbours_areAccepted() {
    assertAccepts(Validators.<Integer>sorted(), List.of(), List.of(1), List.of(1, 1, 2));
    assertRejects(Validators.<Integer>sorted(), List.of(2, 1), List.of(1, 2, 1));
    assertAccepts(Validators.<Double>sorted(), List.of(0.0, -0.0, 0.0));
    assertAccepts(sortedBy(Comparator.comparingInt(String::length)), List.of("b", "a", "aa"));
  }

  /**
   * Null has no place in the natural order: such a collection is rejected, wherever the null is.
   */
  @Test
  void sorted_null_isRejected() {
    assertRejects(
        Validators.<Integer>sorted(), listOf((Integer) null), listOf(1, null), listOf(null, 1, 2));
  }

  /** Collections need not be able to look up what others hold; they do not have it then. */
  @Test
  void addOnly_elementThatCannotBeLookedUp_isMissing() {
    Rule<Collection<?>> rule = Transitions.addOnly();
    for (Collection<?> after :
        List.<Collection<?>>of(List.of("a"), Set.of("a"), new TreeSet<>(Set.of("a")))) {
      assertThat(rule.check(listOf("a", null), after)).hasSize(1);
      assertThat(rule.check(List.of("a", 1), after)).hasSize(1);
      assertThat(rule.check(List.of("a"), after)).isEmpty();
    }
  }

  @Test
  void sorted_huge_isDecided() {
    List<Integer> huge = new ArrayList<>(IntStream.range(0, HUGE).boxed().toList());
    assertAccepts(Validators.<Integer>sorted(), huge);
    huge.add(0);
    assertRejects(Validators.<Integer>sorted(), huge);
  }

  @Test
  void contains_equalElement_isEnough() {
    assertAccepts(contains(List.of(1)), List.of(new ArrayList<>(List.of(1))));
    assertRejects(contains(1), List.of(1L));
    assertAccepts(contains("x"), nCopies(Integer.MAX_VALUE, "x"));
    assertThat(violation(contains(1), Arrays.asList(2, 3)).arguments()).containsExactly(1);
  }
}
