package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.RuleChecks.NOT_NULL;
import static org.potamos.validators.RuleChecks.assertAccepts;
import static org.potamos.validators.RuleChecks.assertRejects;
import static org.potamos.validators.RuleChecks.codes;
import static org.potamos.validators.RuleChecks.listOf;
import static org.potamos.validators.RuleChecks.paths;
import static org.potamos.validators.RuleChecks.texts;
import static org.potamos.validators.RuleChecks.violation;
import static org.potamos.validators.Samples.mapOf;
import static org.potamos.validators.Transitions.neverDecreases;
import static org.potamos.validators.Transitions.unchanged;
import static org.potamos.validators.Validators.all;
import static org.potamos.validators.Validators.any;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.atMost;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.ifPresent;
import static org.potamos.validators.Validators.matches;
import static org.potamos.validators.Validators.not;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.notEmpty;
import static org.potamos.validators.Validators.nullable;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.present;
import static org.potamos.validators.Validators.range;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;

/** Rules about parts of values: where they look, and which paths they answer. */
@SuppressWarnings("NullAway") // null is handed in on purpose
class NavigationTest {
  record Line(@Nullable String article, int price) {}

  record Order(@Nullable List<@Nullable Line> lines, Map<String, Integer> prices) {}

  private static final Rule<Line> LINE =
      at("article", Line::article, notBlank()).and(at("price", Line::price, positive()));

  private static final Rule<Order> ORDER =
      at("lines", Order::lines, notEmpty(), each(LINE))
          .and(at("prices", Order::prices, eachKey(matches("[A-Z]{3}")), eachValue(positive())));

  // ------------------------------------------------------------------ at

  /** A null line is rejected by both rules about lines, which is told once. */
  @Test
  void at_nested_pathsAreJoined() {
    Order order =
        new Order(
            listOf(
                new Line("pen", 1), new Line(" ", 1), null, new Line(null, 0), new Line("ink", -3)),
            new TreeMap<>(Map.of("EUR", 0, "euro", 1)));
    assertThat(texts(ORDER, order))
        .containsExactly(
            "lines[1].article: must not be blank, but is \" \"",
            "lines[2]: must not be null",
            "lines[3].article: must not be null",
            "lines[3].price: must be > 0, but is 0",
            "lines[4].price: must be > 0, but is -3",
            "prices.keys[euro]: must match [A-Z]{3}, but is \"euro\"",
            "prices[EUR]: must be > 0, but is 0");
  }

  @Test
  void at_severalRules_allAreAsked() {
    Rule<Line> rule = at("price", Line::price, positive(), atMost(10), range(3, 5));
    assertAccepts(rule, new Line("a", 4));
    assertThat(texts(rule, new Line("a", 11)))
        .containsExactly(
            "price: must be <= 10, but is 11", "price: must be from 3 to 5, but is 11");
    assertThat(codes(rule, new Line("a", -1))).containsExactly("positive", "range");
  }

  @Test
  void at_inside_at_pathsAreJoinedByDots() {
    Rule<Line> rule =
        at(
            "b",
            line -> line,
            at("a", Line::price, positive(), range(7, 9)),
            at("c", Line::article, notBlank()));
    assertThat(paths(rule, new Line("", 0))).containsExactly("b.a", "b.a", "b.c");
  }

  @Test
  void at_nullWhole_getterIsNotAsked() {
    AtomicInteger asked = new AtomicInteger();
    Rule<Line> rule =
        at(
            "price",
            line -> {
              asked.incrementAndGet();
              return line.price();
            },
            positive());
    assertThat(rule.checkInitial(null)).containsExactly(NOT_NULL);
    assertThat(rule.check(new Line("a", 1), null)).containsExactly(NOT_NULL);
    assertThat(asked).hasValue(0);
    assertThat(rule.check(null, new Line("a", 1))).isEmpty();
    assertThat(asked).hasValue(1);
  }

  @Test
  void at_nullPart_isUpToTheRule() {
    Line none = new Line(null, 1);
    assertThat(violation(at("article", Line::article, notBlank()), none))
        .isEqualTo(new Violation("article", "notNull", "must not be null", List.of()));
    assertAccepts(at("article", Line::article, nullable(notBlank())), none);
    assertAccepts(at("article", Line::article, Validators.isNull()), none);
  }

  @Test
  void at_step_concernsThePart() {
    Rule<Line> rule = at("price", Line::price, neverDecreases());
    assertThat(rule.check(new Line("a", 2), new Line("b", 2))).isEmpty();
    assertThat(texts(rule.check(new Line("a", 2), new Line("a", 1))))
        .singleElement()
        .asString()
        .startsWith("price: must never decrease");
    assertThat(rule.checkInitial(new Line("a", 1))).isEmpty();
    assertThat(rule.check(null, new Line("a", 1))).isEmpty();
  }

  /** Where the part was null, there was none: the step is a first value. */
  @Test
  void at_stepFromNullPart_isAFirstValue() {
    Rule<Line> rule = at("article", Line::article, unchanged());
    assertThat(rule.check(new Line(null, 1), new Line("a", 1))).isEmpty();
    assertThat(rule.check(new Line("a", 1), new Line("b", 1))).hasSize(1);
    assertThat(rule.check(new Line("a", 1), new Line(null, 1)))
        .singleElement()
        .returns("article", Violation::path);
  }

  @Test
  void at_foreignValidator_isAskedAboutThePart() {
    Validator<Integer> even = Validator.of(n -> n % 2 == 0, "must be even");
    Validator<Integer> up = Validator.transition((a, b) -> b >= a, "must not decrease");
    Rule<Line> rule = at("price", Line::price, even, up);
    assertThat(texts(rule, new Line("a", 1))).containsExactly("price: must be even");
    assertThat(texts(rule.check(new Line("a", 2), new Line("a", 1))))
        .containsExactly("price: must be even", "price: must not decrease");
  }

  /** Paths of foreign validators are put behind the path of the part. */
  @Test
  void at_foreignPath_isJoined() {
    Validator<Object> foreign =
        (current, proposed) ->
            List.of(
                new Violation("deep.er", "c", "m", List.of(1)),
                new Violation("[3]", "c", "m", List.of()),
                new Violation("", "c", "m", List.of()));
    assertThat(paths(at("a", Line::price, foreign), new Line("x", 1)))
        .containsExactly("a.deep.er", "a[3]", "a");
    assertThat(violation(at("a", Line::price, Rule.of(foreign).failFast()), new Line("x", 1)))
        .isEqualTo(new Violation("a.deep.er", "c", "m", List.of(1)));
  }

  @Test
  void at_getterThrows_propagates() {
    Rule<Line> rule =
        at(
            "price",
            (Line line) -> {
              throw new IllegalStateException("no price");
            },
            Validators.notNull());
    assertThatThrownBy(() -> rule.checkInitial(new Line("a", 1)))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("no price");
  }

  // ------------------------------------------------------------------ each

  @Test
  void each_elements_haveTheirIndex() {
    assertAccepts(each(positive()), List.of(), List.of(1, 2), Set.of(1));
    assertThat(texts(each(positive()), List.of(1, 0, 2, -1)))
        .containsExactly("[1]: must be > 0, but is 0", "[3]: must be > 0, but is -1");
    assertThat(paths(each(each(positive())), List.of(List.of(1), List.of(2, 0))))
        .containsExactly("[1][1]");
    assertThat(paths(each(positive()), PersistentVector.of(0, 1, 0))).containsExactly("[0]", "[2]");
  }

  @Test
  void each_nulls_areUpToTheRule() {
    assertThat(each(positive()).checkInitial(null)).containsExactly(NOT_NULL);
    assertThat(texts(each(positive()), listOf(1, null))).containsExactly("[1]: must not be null");
    assertAccepts(each(nullable(positive())), listOf(1, null));
    assertThat(each(nullable(positive())).checkInitial(null)).containsExactly(NOT_NULL);
  }

  @Test
  void each_steps_areAccepted() {
    Rule<Iterable<? extends Integer>> rule = each(all(neverDecreases(), atMost(9)));
    assertThat(rule.check(List.of(5, 6), List.of(1, 2))).isEmpty();
    assertThat(paths2(rule.check(List.of(5, 6), List.of(1, 10)))).containsExactly("[1]");
    assertThat(each(unchanged().not()).check(List.of(1), List.of(1))).isEmpty();
  }

  private static List<String> paths2(List<Violation> violations) {
    return violations.stream().map(Violation::path).toList();
  }

  /** Anything that can be iterated will do. */
  @Test
  void each_iterableThatIsNoCollection_isRead() {
    Iterable<Integer> iterable = () -> List.of(1, 0).iterator();
    assertThat(paths(each(positive()), iterable)).containsExactly("[1]");
  }

  // ------------------------------------------------------------------ maps

  @Test
  void eachKey_keys_areInThePath() {
    assertAccepts(eachKey(notBlank()), Map.of(), Map.of("a", 1), PersistentMap.of("a", 1));
    assertThat(texts(eachKey(matches("[A-Z]+")), Map.of("eur", 1)))
        .containsExactly("keys[eur]: must match [A-Z]+, but is \"eur\"");
    assertThat(texts(eachKey(notBlank()), mapOf(null, 1)))
        .containsExactly("keys[null]: must not be null");
    assertThat(eachKey(notBlank()).checkInitial(null)).containsExactly(NOT_NULL);
    assertAccepts(eachKey(nullable(notBlank())), mapOf(null, 1));
  }

  @Test
  void eachValue_keys_areInThePath() {
    assertAccepts(eachValue(positive()), Map.of(), Map.of("a", 1), PersistentMap.of("a", 1));
    assertThat(texts(eachValue(positive()), Map.of("EUR", 0)))
        .containsExactly("[EUR]: must be > 0, but is 0");
    assertThat(texts(eachValue(positive()), mapOf(7L, null)))
        .containsExactly("[7]: must not be null");
    assertThat(texts(eachValue(positive()), mapOf(null, 0)))
        .containsExactly("[null]: must be > 0, but is 0");
    assertThat(eachValue(positive()).checkInitial(null)).containsExactly(NOT_NULL);
    assertAccepts(eachValue(nullable(positive())), mapOf("a", null));
  }

  @Test
  void eachValue_step_isFromWhatTheMapHadForTheKey() {
    Rule<Map<?, ? extends Integer>> rule = eachValue(neverDecreases());
    Map<String, Integer> before = Map.of("a", 5, "b", 7);
    assertThat(rule.check(before, Map.of("a", 5, "b", 8))).isEmpty();
    assertThat(rule.check(before, Map.of("a", 5))).isEmpty();
    assertThat(rule.check(before, Map.of("a", 5, "c", 1))).isEmpty();
    assertThat(paths2(rule.check(before, Map.of("a", 4, "c", 1)))).containsExactly("[a]");
    assertThat(rule.check(null, Map.of("a", 4))).isEmpty();
    assertThat(rule.checkInitial(before)).isEmpty();
    assertThat(paths2(rule.check(PersistentMap.copyOf(before), PersistentMap.of("a", 4))))
        .containsExactly("[a]");
  }

  /** A map need not be able to look up every key that another one has. */
  @Test
  void eachValue_keyThatTheMapBeforeCannotLookUp_isAFirstValue() {
    Rule<Map<?, ? extends Integer>> rule = eachValue(positive());
    Rule<Map<?, ? extends Integer>> step = eachValue(neverDecreases());
    Map<Object, Object> nullKey = mapOf(null, 1);
    for (Map<?, ?> before :
        Arrays.asList(Map.of(), Map.of("a", 1), new TreeMap<>(Map.of("a", 1)))) {
      assertThat(Samples.untyped(rule).check(before, nullKey)).isEmpty();
      assertThat(Samples.untyped(step).check(before, nullKey)).isEmpty();
      assertThat(Samples.untyped(step).check(before, Map.of(1, 1))).isEmpty();
    }
  }

  @Test
  void eachKey_steps_areAccepted() {
    Rule<Map<? extends Integer, ?>> rule = eachKey(neverDecreases());
    assertThat(rule.check(Map.of(5, 1), Map.of(1, 1))).isEmpty();
  }

  @Test
  void eachKeyAndEachValue_together_answerBoth() {
    Rule<Map<String, Integer>> rule =
        Validators.<Map<String, Integer>>all(eachKey(matches("[A-Z]+")), eachValue(range(1, 9)));
    assertThat(paths(rule, Map.of("eur", 0))).containsExactly("keys[eur]", "[eur]");
    assertAccepts(rule, Map.of("EUR", 1));
  }

  // ------------------------------------------------------------------ entry

  @Test
  void entry_value_isChecked() {
    Rule<Map<? super String, ? extends Integer>> rule = entry("EUR", positive());
    assertAccepts(rule, Map.of("EUR", 1), Map.of("EUR", 1, "USD", -1), PersistentMap.of("EUR", 1));
    assertThat(texts(rule, Map.of("EUR", 0, "USD", -1)))
        .containsExactly("[EUR]: must be > 0, but is 0");
    assertThat(rule.checkInitial(null)).containsExactly(NOT_NULL);
  }

  @Test
  void entry_missing_isRejected() {
    Rule<Map<? super String, ? extends Integer>> rule = entry("EUR", positive());
    Violation missing = violation(rule, Map.of("USD", 1));
    assertThat(missing.code()).isEqualTo("entry");
    assertThat(missing.message()).startsWith("must ");
    assertRejects(entry("EUR", nullable(positive())), Map.<String, Integer>of());
    assertAccepts(Samples.untyped(entry("EUR", nullable(positive()))), mapOf("EUR", null));
    assertThat(texts(Samples.untyped(rule), mapOf("EUR", null)))
        .containsExactly("[EUR]: must not be null");
  }

  @Test
  void entry_nullKey_isAKey() {
    Rule<Object> rule = Samples.untyped(entry(null, positive()));
    assertAccepts(rule, mapOf(null, 1));
    assertThat(texts(rule, mapOf(null, 0))).containsExactly("[null]: must be > 0, but is 0");
    assertRejects(rule, new HashMap<>(), PersistentMap.of());
    assertRejects(rule, Map.of(), Map.of("a", 1), new TreeMap<>(Map.of("a", 1)));
  }

  @Test
  void entry_step_isFromWhatTheMapHadForTheKey() {
    Rule<Map<? super String, ? extends Integer>> rule = entry("a", neverDecreases());
    assertThat(rule.check(Map.of("a", 5), Map.of("a", 5))).isEmpty();
    assertThat(paths2(rule.check(Map.of("a", 5), Map.of("a", 4)))).containsExactly("[a]");
    assertThat(rule.check(Map.of("b", 5), Map.of("a", 4))).isEmpty();
    assertThat(rule.check(null, Map.of("a", 4))).isEmpty();
    assertThat(rule.check(Map.of("a", 5), Map.of("b", 5))).hasSize(1);
    assertThat(rule.check(Map.of("b", 5), Map.of("b", 4))).hasSize(1);
    assertThat(rule.checkInitial(Map.of("a", 4))).isEmpty();
  }

  // ------------------------------------------------------------------ optionals

  @Test
  void present_rule_isAskedAboutTheContent() {
    Rule<Optional<? extends Integer>> rule = present(positive());
    assertAccepts(rule, Optional.of(1));
    assertThat(texts(rule, Optional.of(0))).containsExactly("must be > 0, but is 0");
    assertThat(violation(rule, Optional.empty()))
        .isEqualTo(new Violation("", "present", "must be present", List.of()));
    assertThat(rule.checkInitial(null)).containsExactly(NOT_NULL);
  }

  @Test
  void ifPresent_empty_isAccepted() {
    Rule<Optional<? extends Integer>> rule = ifPresent(positive());
    assertAccepts(rule, Optional.of(1), Optional.empty());
    assertThat(texts(rule, Optional.of(0))).containsExactly("must be > 0, but is 0");
    assertThat(rule.checkInitial(null)).containsExactly(NOT_NULL);
  }

  @Test
  void present_step_isFromContentToContent() {
    for (Rule<Optional<? extends Integer>> rule :
        List.<Rule<Optional<? extends Integer>>>of(
            present(neverDecreases()), ifPresent(neverDecreases()))) {
      assertThat(rule.check(Optional.of(2), Optional.of(2))).isEmpty();
      assertThat(rule.check(Optional.of(2), Optional.of(1)))
          .singleElement()
          .returns("neverDecreases", Violation::code);
      assertThat(rule.check(Optional.empty(), Optional.of(1))).isEmpty();
      assertThat(rule.check(null, Optional.of(1))).isEmpty();
      assertThat(rule.checkInitial(Optional.of(1))).isEmpty();
    }
    assertThat(
            ifPresent(Transitions.<Integer>neverDecreases())
                .check(Optional.of(2), Optional.empty()))
        .isEmpty();
    assertThat(
            present(Transitions.<Integer>neverDecreases()).check(Optional.of(2), Optional.empty()))
        .hasSize(1);
  }

  @Test
  void present_inside_at_hasItsPath() {
    record Note(Optional<Integer> pages) {}

    Rule<Note> rule = at("pages", Note::pages, present(positive()));
    assertThat(paths(rule, new Note(Optional.of(0)))).containsExactly("pages");
    assertThat(paths(rule, new Note(Optional.empty()))).containsExactly("pages");
  }

  // ------------------------------------------------------------------ around navigation

  /** One violation stands for all: it has no path, since it is about no single part. */
  @Test
  void not_navigation_isTheOpposite() {
    Rule<Line> negated = not(at("price", Line::price, positive()));
    assertAccepts(negated, new Line("a", 0), (Line) null);
    assertThat(violation(negated, new Line("a", 1)).code()).isEqualTo("not");
    assertAccepts(not(each(positive())), List.of(0), List.of(1, 0));
    assertRejects(not(each(positive())), List.<Integer>of(), List.of(1));
    assertRejects(not(eachValue(positive())), Map.<String, Integer>of());
    assertAccepts(Samples.untyped(not(entry("a", positive()))), Map.of(), Map.of("a", 0));
    assertAccepts(Samples.untyped(not(present(positive()))), Optional.empty(), Optional.of(0));
    assertRejects(Samples.untyped(not(ifPresent(positive()))), Optional.empty(), Optional.of(1));
  }

  @Test
  void any_navigation_messageHasThePath() {
    Rule<Line> rule =
        any(at("price", Line::price, positive()), at("article", Line::article, notBlank()));
    assertAccepts(rule, new Line("a", 0), new Line(" ", 1));
    Violation violation = violation(rule, new Line(" ", 0));
    assertThat(violation.code()).isEqualTo("anyOf");
    assertThat(violation.message())
        .contains("price", "must be > 0, but is 0", "article", "must not be blank");
  }

  @Test
  void named_navigation_namesTheRuleAroundAndTheOneInside() {
    Rule<Line> rule = at("price", Line::price, positive().named("a price")).named("a line");
    assertThat(texts(rule, new Line("a", 0)))
        .containsExactly("price: a line: a price: must be > 0, but is 0");
    assertThat(texts(at("price", Line::price, positive().named("a price")), new Line("a", 0)))
        .containsExactly("price: a price: must be > 0, but is 0");
  }

  @Test
  void withMessage_navigation_hasNoPath() {
    Rule<Line> rule = at("price", Line::price, range(1, 9)).withMessage("is no line");
    assertThat(violation(rule, new Line("a", 0)))
        .isEqualTo(new Violation("", "range", "is no line", List.of(1, 9)));
    assertThat(violation(at("l", l -> l, rule), new Line("a", 0)).path()).isEqualTo("l");
  }

  /** Order is that of the rules, then that of the parts. */
  @Test
  void all_navigation_answersInOrder() {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("z", 0);
    map.put("a", -1);
    Rule<Map<String, Integer>> rule =
        Validators.<Map<String, Integer>>all(eachValue(range(1, 2)), eachKey(matches("b")));
    assertThat(paths(rule, map)).containsExactly("[z]", "[a]", "keys[z]", "keys[a]");
  }

  @Test
  void when_part_isConditional() {
    Rule<Line> rule = at("price", Line::price, positive()).when(line -> line.article() != null);
    assertAccepts(rule, new Line(null, 0), new Line("a", 1));
    assertRejects(rule, new Line("a", 0));
    assertThat(rule.checkInitial(null)).containsExactly(NOT_NULL);
  }

  @Test
  void collectionRule_inside_at_isAskedAboutEverySubtype() {
    record Tags(Set<String> tags, Collection<String> names) {}

    Rule<Tags> rule =
        at("tags", Tags::tags, notEmpty(), each(notBlank()))
            .and(at("names", Tags::names, notEmpty()));
    assertThat(paths(rule, new Tags(Set.of(), List.of()))).containsExactly("tags", "names");
  }
}
