package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.Transitions.addOnly;
import static org.potamos.validators.Transitions.alwaysIncreases;
import static org.potamos.validators.Transitions.appendOnly;
import static org.potamos.validators.Transitions.neverDecreases;
import static org.potamos.validators.Transitions.neverIncreases;
import static org.potamos.validators.Transitions.unchanged;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.ifPresent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentSet;
import org.potamos.core.collection.PersistentVector;

/** Rules about steps: what they accept, what they say, and where in a value they look. */
class TransitionsTest {
  private static final Violation IS_NULL =
      new Violation("", "notNull", "must not be null", List.of());

  private record Account(String id, @Nullable String owner, long version) {}

  private static List<Violation> violation(String code, String message) {
    return List.of(new Violation("", code, message, List.of()));
  }

  // ------------------------------------------------------------------ all of them

  static List<Rule<String>> ofText() {
    return List.of(
        neverDecreases(),
        neverIncreases(),
        alwaysIncreases(),
        unchanged(),
        Transitions.<String>unchanged(String::length),
        Transitions.step((String a, String b) -> false, "not move"));
  }

  @ParameterizedTest
  @MethodSource("ofText")
  void rule_firstValueOrStepFromNull_accepts(Rule<String> rule) {
    assertThat(rule.checkInitial("a")).isEmpty();
    assertThat(rule.accepts("a")).isTrue();
    assertThat(rule.check(Nulls.nothing(), "a")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ofText")
  void rule_stepToNull_isRejectedAsNull(Rule<String> rule) {
    assertThat(rule.check("a", Nulls.nothing())).containsExactly(IS_NULL);
  }

  /** It has nothing to say there, and its opposite has not either. */
  @ParameterizedTest
  @MethodSource("ofText")
  void negation_firstValueOrStepFromNull_accepts(Rule<String> rule) {
    assertThat(rule.not().checkInitial("a")).isEmpty();
    assertThat(rule.not().check(Nulls.nothing(), "a")).isEmpty();
    assertThat(rule.not().not().checkInitial("a")).isEmpty();
    assertThat(rule.not().check("a", Nulls.nothing())).isEmpty();
  }

  @Test
  void collections_firstValuesAndNull_asAllSteps() {
    for (Rule<? super List<?>> rule : List.<Rule<? super List<?>>>of(appendOnly(), addOnly())) {
      assertThat(rule.checkInitial(List.of(1))).isEmpty();
      assertThat(rule.check(Nulls.nothing(), List.of(1))).isEmpty();
      assertThat(rule.check(List.of(1), Nulls.nothing())).containsExactly(IS_NULL);
      assertThat(rule.not().checkInitial(List.of(1))).isEmpty();
    }
  }

  // ------------------------------------------------------------------ orders

  @Test
  void neverDecreases_steps_acceptsUpAndStaying() {
    Rule<Integer> rule = neverDecreases();
    assertThat(rule.check(1, 2)).isEmpty();
    assertThat(rule.check(1, 1)).isEmpty();
    assertThat(rule.check(2, 1))
        .isEqualTo(violation("neverDecreases", "must never decrease, but would go from 2 to 1"));
    assertThat(rule).hasToString("must never decrease");
  }

  @Test
  void neverIncreases_steps_acceptsDownAndStaying() {
    Rule<Duration> rule = neverIncreases();
    assertThat(rule.check(Duration.ofSeconds(2), Duration.ofSeconds(1))).isEmpty();
    assertThat(rule.check(Duration.ZERO, Duration.ZERO)).isEmpty();
    assertThat(rule.check(Duration.ofSeconds(1), Duration.ofSeconds(2)))
        .isEqualTo(
            violation("neverIncreases", "must never increase, but would go from PT1S to PT2S"));
  }

  @Test
  void alwaysIncreases_steps_acceptsUpOnly() {
    Rule<String> rule = alwaysIncreases();
    assertThat(rule.check("a", "b")).isEmpty();
    assertThat(rule.check("b", "b"))
        .isEqualTo(
            violation(
                "alwaysIncreases",
                "must increase with every step, but would go from \"b\" to \"b\""));
    assertThat(rule.check("b", "a")).hasSize(1);
  }

  /** As compareTo has it, not equals. */
  @Test
  void orders_equalInOrderOnly_areAStay() {
    BigDecimal one = new BigDecimal("1.0");
    BigDecimal same = new BigDecimal("1.00");
    assertThat(Transitions.<BigDecimal>neverDecreases().check(one, same)).isEmpty();
    assertThat(Transitions.<BigDecimal>neverIncreases().check(one, same)).isEmpty();
    assertThat(Transitions.<BigDecimal>alwaysIncreases().check(one, same)).hasSize(1);
    assertThat(Transitions.<BigDecimal>unchanged().check(one, same)).hasSize(1);
  }

  /** A number that is none leads neither up nor down. */
  @Test
  void orders_nanAndNegativeZero_asForComparisons() {
    for (Rule<Double> rule :
        List.<Rule<Double>>of(neverDecreases(), neverIncreases(), alwaysIncreases())) {
      assertThat(rule.check(1.0, Double.NaN)).as("%s", rule).hasSize(1);
      assertThat(rule.check(Double.NaN, 1.0)).as("%s", rule).hasSize(1);
      assertThat(rule.check(Double.NaN, Double.NaN)).as("%s", rule).hasSize(1);
      assertThat(rule.checkInitial(Double.NaN)).as("%s", rule).isEmpty();
    }
    assertThat(Transitions.<Double>neverDecreases().check(0.0, -0.0)).isEmpty();
    assertThat(Transitions.<Double>neverIncreases().check(-0.0, 0.0)).isEmpty();
    assertThat(Transitions.<Double>alwaysIncreases().check(-0.0, 0.0)).hasSize(1);
    assertThat(Transitions.<Float>neverDecreases().check(0.0f, -0.0f)).isEmpty();
    assertThat(Transitions.<Float>neverDecreases().check(1.0f, Float.NaN)).hasSize(1);
    assertThat(Transitions.<Double>neverDecreases().check(1.0, Double.POSITIVE_INFINITY)).isEmpty();
  }

  // ------------------------------------------------------------------ any step

  @Test
  void step_predicate_isGivenBothValuesInOrder() {
    List<String> asked = new ArrayList<>();
    Rule<Integer> rule =
        Transitions.step(
            (Integer a, Integer b) -> {
              asked.add(a + ">" + b);
              return b - a <= 10;
            },
            "grow by at most 10");
    assertThat(rule.check(1, 11)).isEmpty();
    assertThat(rule.check(1, 12))
        .isEqualTo(violation("step", "must grow by at most 10, but would go from 1 to 12"));
    rule.checkInitial(100);
    rule.check(Nulls.nothing(), 5);
    rule.check(5, Nulls.nothing());
    assertThat(asked).containsExactly("1>11", "1>12");
  }

  @Test
  void unchanged_values_areComparedByEquals() {
    Rule<List<Integer>> rule = unchanged();
    assertThat(rule.check(List.of(1), new ArrayList<>(List.of(1)))).isEmpty();
    assertThat(rule.check(List.of(1), List.of(2)))
        .isEqualTo(violation("unchanged", "must never change, but would go from [1] to [2]"));
  }

  @Test
  void unchanged_part_mayBeNullAndIsShown() {
    Rule<Account> rule = Transitions.<Account>unchanged(Account::owner);
    Account ada = new Account("a", "Ada", 1);
    Account nobody = new Account("a", null, 2);
    assertThat(rule.check(ada, new Account("b", "Ada", 9))).isEmpty();
    assertThat(rule.check(nobody, nobody)).isEmpty();
    assertThat(rule.check(ada, nobody))
        .isEqualTo(
            violation(
                "unchanged",
                "must keep the part that never changes, but would go from \"Ada\" to null"));
    assertThat(rule.check(nobody, ada)).hasSize(1);
    assertThat(rule).hasToString("must keep the part that never changes");
  }

  // ------------------------------------------------------------------ collections

  @Test
  void appendOnly_lists_oldIsAPrefixOfNew() {
    Rule<List<?>> rule = appendOnly();
    assertThat(rule.check(List.of(), List.of())).isEmpty();
    assertThat(rule.check(List.of(), List.of(1))).isEmpty();
    assertThat(rule.check(List.of(1, 2), List.of(1, 2))).isEmpty();
    assertThat(rule.check(List.of(1, 2), Collections.unmodifiableList(Arrays.asList(1, 2, 3))))
        .isEmpty();
    assertThat(rule.check(Arrays.asList(1, null), Arrays.asList(1, null, null))).isEmpty();
    assertThat(rule.check(List.of(1, 2), List.of(1, 3, 2))).hasSize(1);
    assertThat(rule.check(List.of(1, 2), List.of(0, 1, 2))).hasSize(1);
    assertThat(rule.check(List.of(1, 2), List.of(2, 1))).hasSize(1);
    List<Violation> shorter = rule.check(List.of(1, 2), List.of(1));
    assertThat(shorter).hasSize(1);
    assertThat(shorter.getFirst().code()).isEqualTo("appendOnly");
    assertThat(shorter.getFirst().message())
        .startsWith(
            "must keep all elements that it has and grow at its end only, but would go from")
        .contains("2 elements", "1 element");
    assertThat(shorter.getFirst().path()).isEmpty();
    assertThat(shorter.getFirst().arguments()).isEmpty();
  }

  @Test
  void appendOnly_persistentVectors_asLists() {
    Rule<List<?>> rule = appendOnly();
    PersistentVector<Integer> before = PersistentVector.of();
    for (int i = 0; i < 2_000; i++) {
      PersistentVector<Integer> after = before.plus(i);
      assertThat(rule.check(before, after)).isEmpty();
      before = after;
    }
    assertThat(rule.check(before, before.plusAll(List.of(1, 2, 3)))).isEmpty();
    assertThat(rule.check(before, before.withoutLast())).hasSize(1);
    assertThat(rule.check(before, before.with(1_999, -1))).hasSize(1);
    assertThat(rule.check(before, before.with(0, -1).plus(7))).hasSize(1);
    assertThat(rule.check(before, new ArrayList<>(before))).isEmpty();
    assertThat(rule.check(new ArrayList<>(before), before.plus(1))).isEmpty();
  }

  @Test
  void addOnly_collections_containWhatTheyHad() {
    Rule<Collection<?>> rule = addOnly();
    assertThat(rule.check(Set.of(), Set.of())).isEmpty();
    assertThat(rule.check(Set.of(1, 2), Set.of(3, 2, 1))).isEmpty();
    assertThat(rule.check(List.of(1, 1), new TreeSet<>(Set.of(1)))).isEmpty();
    assertThat(rule.check(PersistentSet.of(1), PersistentSet.of(1).plus(2))).isEmpty();
    List<Violation> other = rule.check(Set.of(1, 2), Set.of(1, 3, 4));
    assertThat(other).hasSize(1);
    assertThat(other.getFirst().code()).isEqualTo("addOnly");
    assertThat(other.getFirst().message())
        .startsWith("must keep all elements that it has, but would go from")
        .contains("2 elements", "3 elements");
  }

  /** Some collections refuse to look for null. */
  @Test
  void addOnly_nullAndCollectionsWithoutNull_isARejection() {
    Rule<Collection<?>> rule = addOnly();
    assertThat(rule.check(Arrays.asList(1, null), List.of(1, 2))).hasSize(1);
    assertThat(rule.check(Arrays.asList(1, null), new TreeSet<>(Set.of(1)))).hasSize(1);
    assertThat(rule.check(Arrays.asList(1, null), Arrays.asList(2, null, 1))).isEmpty();
  }

  @Test
  void sizes_redacted_areNotShown() {
    List<Integer> three = List.of(1, 2, 3);
    assertThat(appendOnly().redacted().check(three, List.of(1)).getFirst().message())
        .isEqualTo(
            "must keep all elements that it has and grow at its end only, but would go from"
                + " (hidden) to (hidden)");
    assertThat(addOnly().redacted().check(three, List.of(1)).getFirst().message())
        .isEqualTo("must keep all elements that it has, but would go from (hidden) to (hidden)");
    assertThat(Transitions.<Integer>neverDecreases().redacted().check(2, 1).getFirst().message())
        .isEqualTo("must never decrease, but would go from (hidden) to (hidden)");
  }

  // ------------------------------------------------------------------ parts

  @Test
  void at_part_isAskedAboutItsOwnStep() {
    Rule<Account> rule =
        at("id", Account::id, Transitions.<String>unchanged())
            .and(at("version", Account::version, Transitions.<Long>alwaysIncreases()));
    Account first = new Account("a", "Ada", 1);
    assertThat(rule.checkInitial(first)).isEmpty();
    assertThat(rule.check(Nulls.nothing(), first)).isEmpty();
    assertThat(rule.check(first, new Account("a", "Bob", 2))).isEmpty();
    assertThat(rule.check(first, new Account("b", "Bob", 1)))
        .containsExactly(
            new Violation(
                "id",
                "unchanged",
                "must never change, but would go from \"a\" to \"b\"",
                List.of()),
            new Violation(
                "version",
                "alwaysIncreases",
                "must increase with every step, but would go from 1 to 1",
                List.of()));
    assertThat(rule.check(first, Nulls.nothing())).containsExactly(IS_NULL);
  }

  @Test
  void entry_value_isAskedAboutTheStepForItsKey() {
    Rule<Map<? super String, ? extends Integer>> rule =
        entry("a", Transitions.<Integer>neverDecreases());
    assertThat(rule.checkInitial(Map.of("a", 1))).isEmpty();
    assertThat(rule.check(Map.of("a", 1), Map.of("a", 2, "b", 0))).isEmpty();
    assertThat(rule.check(Map.of("b", 9), Map.of("a", 1))).isEmpty();
    assertThat(rule.check(Map.of("a", 1, "b", 5), Map.of("a", 1, "b", 0))).isEmpty();
    assertThat(rule.check(Map.of("a", 2), Map.of("a", 1)))
        .containsExactly(
            new Violation(
                "[a]",
                "neverDecreases",
                "must never decrease, but would go from 2 to 1",
                List.of()));
    assertThat(rule.check(Map.of("a", 2), Map.of("b", 1)))
        .containsExactly(new Violation("", "entry", "must have an entry for \"a\"", List.of("a")));
    assertThat(rule.check(Map.of("a", 2), Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(rule.check(Nulls.nothing(), Map.of("a", 2))).isEmpty();
  }

  @Test
  void eachValue_values_areAskedAboutTheStepForTheirKey() {
    Rule<Map<?, ? extends Integer>> rule = eachValue(Transitions.<Integer>neverDecreases());
    assertThat(rule.checkInitial(Map.of("a", 1))).isEmpty();
    assertThat(rule.check(Map.of("a", 1, "b", 1), Map.of("a", 2, "c", 0))).isEmpty();
    assertThat(rule.check(Map.of("a", 2, "b", 1), Map.of("a", 1, "b", 1, "c", -7)))
        .containsExactly(
            new Violation(
                "[a]",
                "neverDecreases",
                "must never decrease, but would go from 2 to 1",
                List.of()));
    assertThat(rule.check(Nulls.nothing(), Map.of("a", 2))).isEmpty();
    assertThat(rule.check(Map.of("a", 2), Map.of())).isEmpty();
  }

  /** Some maps refuse to look for null. */
  @Test
  void maps_nullKeyAndMapsWithoutNull_areAskedAsIfItWereNotThere() {
    Map<@Nullable String, @Nullable Integer> withNull = new HashMap<>();
    withNull.put(null, 1);
    withNull.put("a", 1);
    Rule<Map<?, ? extends Integer>> values = eachValue(Transitions.<Integer>neverDecreases());
    assertThat(values.check(Map.of("a", 1), withNull)).isEmpty();
    assertThat(values.check(withNull, new HashMap<>(withNull))).isEmpty();
    Map<@Nullable String, @Nullable Integer> lower = new HashMap<>(withNull);
    lower.put(null, 0);
    assertThat(values.check(withNull, lower))
        .singleElement()
        .extracting(Violation::path)
        .isEqualTo("[null]");

    Rule<Map<? super String, ? extends Integer>> ofNull =
        entry(Nulls.<String>nothing(), Transitions.<Integer>neverDecreases());
    Map<String, Integer> none = Map.of("a", 1);
    assertThat(ofNull.checkInitial(none))
        .singleElement()
        .extracting(Violation::code)
        .isEqualTo("entry");
    Map<String, Integer> some = Nulls.<String, Integer>map(withNull);
    assertThat(ofNull.check(none, some)).isEmpty();
    assertThat(ofNull.check(some, Nulls.<String, Integer>map(lower))).hasSize(1);
  }

  /** What was null for a key was there; what had no key was not. */
  @Test
  void entry_nullBefore_isNotTheSameAsNoneBefore() {
    List<String> asked = new ArrayList<>();
    Validator<@Nullable Integer> recorder =
        new Validator<>() {
          @Override
          public List<Violation> check(@Nullable Integer current, @Nullable Integer proposed) {
            asked.add(current + ">" + proposed);
            return List.of();
          }

          @Override
          public List<Violation> checkInitial(@Nullable Integer initial) {
            asked.add("first " + initial);
            return List.of();
          }
        };
    Map<String, @Nullable Integer> withNull = new HashMap<>();
    withNull.put("a", null);
    Map<String, @Nullable Integer> with = Map.of("a", 1);
    Map<String, @Nullable Integer> without = Map.of("b", 1);
    Rule<Map<? super String, ? extends @Nullable Integer>> one = entry("a", recorder);
    one.check(withNull, with);
    one.check(without, with);
    one.checkInitial(with);
    one.check(with, withNull);
    Rule<Map<?, ? extends @Nullable Integer>> each = eachValue(recorder);
    each.check(withNull, with);
    each.check(without, with);
    each.checkInitial(with);
    each.check(with, withNull);
    assertThat(asked)
        .containsExactly(
            "null>1", "first 1", "first 1", "1>null", "null>1", "first 1", "first 1", "1>null");
  }

  @Test
  void elementsAndKeys_haveNoPredecessors() {
    Rule<Integer> up = alwaysIncreases();
    assertThat(each(up).check(List.of(2, 3), List.of(1, 1))).isEmpty();
    assertThat(eachKey(up).check(Map.of(2, "x"), Map.of(1, "x"))).isEmpty();
    assertThat(ifPresent(up).check(Optional.of(2), Optional.of(1))).hasSize(1);
    assertThat(ifPresent(up).check(Optional.empty(), Optional.of(1))).isEmpty();
    assertThat(ifPresent(up).check(Nulls.nothing(), Optional.of(1))).isEmpty();
    assertThat(ifPresent(up).check(Optional.of(2), Optional.empty())).isEmpty();
  }

  @Test
  void nullable_stepFromNull_isAFirstValue() {
    Rule<@Nullable Integer> rule = Transitions.<Integer>alwaysIncreases().nullable();
    assertThat(rule.check(null, 1)).isEmpty();
    assertThat(rule.check(1, null)).isEmpty();
    assertThat(rule.check(null, null)).isEmpty();
    assertThat(rule.check(2, 1)).hasSize(1);
  }

  // ------------------------------------------------------------------ in a reference

  @Test
  void atom_forbiddenStep_isRejectedAndTheStateStays() {
    Atom<Integer> atom =
        Atom.<Integer>builder(1).validator(Transitions.<Integer>neverDecreases()).build();
    atom.reset(3);
    assertThatThrownBy(() -> atom.reset(2))
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            rejection ->
                assertThat(rejection.violations())
                    .isEqualTo(
                        violation(
                            "neverDecreases", "must never decrease, but would go from 3 to 2")));
    assertThat(atom.deref()).isEqualTo(3);
  }

  // ------------------------------------------------------------------ what throws

  @Test
  void predicateOrGetter_throws_reachesTheCallerUnchanged() {
    ArithmeticException thrown = new ArithmeticException("no");
    Rule<Integer> predicate =
        Transitions.step(
            (Integer a, Integer b) -> {
              throw thrown;
            },
            "be fine");
    assertThatThrownBy(() -> predicate.check(1, 2)).isSameAs(thrown);
    assertThat(predicate.checkInitial(1)).isEmpty();
    Rule<Integer> getter =
        Transitions.<Integer>unchanged(n -> {
          throw thrown;
        });
    assertThatThrownBy(() -> getter.check(1, 2)).isSameAs(thrown);
    assertThatThrownBy(() -> getter.not().check(1, 2)).isSameAs(thrown);
  }

  /** The getter is asked again for the message; the rejection stands. */
  @Test
  void unchanged_getterThrowsForTheMessage_rejectsAllTheSame() {
    int[] calls = {0};
    Rule<Integer> rule =
        Transitions.<Integer>unchanged(n -> {
          if (++calls[0] > 2) {
            throw new IllegalStateException("asked too often");
          }
          return n;
        });
    assertThat(rule.check(1, 2))
        .isEqualTo(violation("unchanged", "must keep the part that never changes"));
  }

  @Test
  void factories_badArguments_areRejectedAtTheCall() {
    BiPredicate<Object, Object> fine = (a, b) -> true;
    assertThatThrownBy(() -> Transitions.step(Nulls.<BiPredicate<Object, Object>>nothing(), "be"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("rule");
    assertThatThrownBy(() -> Transitions.step(fine, Nulls.nothing()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("message");
    assertThatThrownBy(() -> Transitions.step(fine, " \t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("message rejected");
    assertThatThrownBy(() -> unchanged(Nulls.<Function<Object, Object>>nothing()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("getter");
  }
}
