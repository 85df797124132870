package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.Validators.all;
import static org.potamos.validators.Validators.any;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.atLeast;
import static org.potamos.validators.Validators.atMost;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.equalTo;
import static org.potamos.validators.Validators.ifPresent;
import static org.potamos.validators.Validators.isNull;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.notEmpty;
import static org.potamos.validators.Validators.notNull;
import static org.potamos.validators.Validators.nullable;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.present;
import static org.potamos.validators.Validators.size;
import static org.potamos.validators.Validators.that;
import static org.potamos.validators.Validators.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/** What combined rules answer, word for word. */
class RuleAlgebraTest {
  private static final Violation IS_NULL =
      new Violation("", "notNull", "must not be null", List.of());

  private static final Rule<Integer> POSITIVE = positive();
  private static final Rule<Integer> SMALL = atMost(9);
  private static final Rule<Integer> LARGE = atLeast(100);

  private record Line(String article, int quantity) {}

  private record Basket(String name, List<Line> lines) {}

  private static Violation violation(
      String path, String code, String message, Object... arguments) {
    return new Violation(path, code, message, List.of(arguments));
  }

  private static final Violation NOT_POSITIVE = violation("", "positive", "must be > 0, but is -1");

  /** A validator that answers some violations, whatever the value is. */
  private static Validator<Object> answering(int count) {
    List<Violation> violations =
        IntStream.range(0, count).mapToObj(i -> violation("p" + i, "c" + i, "m" + i, i)).toList();
    return (current, proposed) -> violations;
  }

  private static List<String> codes(List<Violation> violations) {
    return violations.stream().map(Violation::code).toList();
  }

  // ------------------------------------------------------------------ as a validator

  @Test
  void rule_acceptedOrRejected_answersViolations() {
    assertThat(POSITIVE.accepts(1)).isTrue();
    assertThat(POSITIVE.accepts(-1)).isFalse();
    assertThat(POSITIVE.check(5, 1)).isEmpty();
    assertThat(POSITIVE.check(5, -1)).containsExactly(NOT_POSITIVE);
    assertThat(POSITIVE.checkInitial(-1)).containsExactly(NOT_POSITIVE);
    assertThat(POSITIVE.check(5, Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(List.of(1, -1, 2).stream().filter(POSITIVE::accepts)).containsExactly(1, 2);
  }

  @Test
  void atom_rejected_hasTheViolationsAndKeepsItsState() {
    Atom<Integer> atom = Atom.builder(5).validator(POSITIVE.and(SMALL)).build();
    assertThatThrownBy(() -> atom.reset(-1))
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            rejection -> assertThat(rejection.violations()).containsExactly(NOT_POSITIVE));
    assertThatThrownBy(() -> atom.swap(n -> n * 10)).isInstanceOf(InvalidStateException.class);
    assertThat(atom.deref()).isEqualTo(5);
    assertThat(atom.reset(9)).isEqualTo(9);
  }

  @Test
  void of_rule_isThatRule() {
    assertThat(Rule.<Integer>of(POSITIVE)).isSameAs(POSITIVE);
  }

  @Test
  void of_validator_asksItAboutFirstValuesAndSteps() {
    Rule<Integer> ofStep = Rule.of(Validator.transition((Integer a, Integer b) -> b > a, "go up"));
    assertThat(ofStep.checkInitial(1)).isEmpty();
    assertThat(ofStep.check(2, 1)).containsExactly(Violation.of("go up"));
    Rule<Integer> ofValue = Rule.of(Validator.of((Integer n) -> n > 0, "be up"));
    assertThat(ofValue.checkInitial(0)).containsExactly(Violation.of("be up"));
    assertThat(ofValue.check(0, 1)).isEmpty();
    assertThat(ofValue.not().checkInitial(0)).isEmpty();
    assertThat(ofValue.not().checkInitial(1))
        .containsExactly(
            violation("", "not", "must not (be accepted by another validator), but is 1"));
    Validator<Integer> nameless =
        new Validator<>() {
          @Override
          public List<Violation> check(Integer current, Integer proposed) {
            return List.of();
          }
        };
    assertThat(Rule.of(nameless)).hasToString("must be accepted by another validator");
    assertThat(Rule.of(new Named())).hasToString("must be accepted by Named");
  }

  private static final class Named implements Validator<Object> {
    @Override
    public List<Violation> check(Object current, Object proposed) {
      return List.of();
    }
  }

  // ------------------------------------------------------------------ and, then

  @Test
  void and_bothReject_hasTheViolationsOfBothInOrder() {
    Rule<Integer> rule = POSITIVE.and(LARGE).and(atMost(-5));
    assertThat(rule.checkInitial(-1))
        .containsExactly(
            NOT_POSITIVE,
            violation("", "atLeast", "must be >= 100, but is -1", 100),
            violation("", "atMost", "must be <= -5, but is -1", -5));
    assertThat(codes(rule.check(0, 200))).containsExactly("atMost");
    assertThat(rule).hasToString("must (be > 0) and (be >= 100) and (be <= -5)");
    assertThat(codes(all(POSITIVE, LARGE).check(0, 1))).containsExactly("atLeast");
  }

  @Test
  void andThen_firstRejects_theSecondIsNotAsked() {
    List<Integer> asked = new ArrayList<>();
    Rule<Integer> second =
        that(
            n -> {
              asked.add(n);
              return n < 5;
            },
            "be < 5");
    Rule<Integer> rule = POSITIVE.andThen(second);
    assertThat(rule.checkInitial(-1)).containsExactly(NOT_POSITIVE);
    assertThat(asked).isEmpty();
    assertThat(rule.checkInitial(7))
        .containsExactly(violation("", "that", "must be < 5, but is 7"));
    assertThat(rule.check(7, 4)).isEmpty();
    assertThat(asked).containsExactly(7, 4);
    assertThat(rule).hasToString("must (be > 0) and then (be < 5)");
  }

  @Test
  void and_moreThanTwenty_isCutWithAMark() {
    Violation more =
        violation(
            "", "more", "there are more violations than these 20; the rest was not looked for", 20);
    Rule<Object> twenty = Rule.of(answering(20));
    assertThat(twenty.checkInitial(1)).hasSize(20).doesNotContain(more);
    List<Violation> cut = twenty.and(answering(1)).checkInitial(1);
    assertThat(cut).hasSize(21).endsWith(more);
    assertThat(cut.subList(0, 20)).isEqualTo(twenty.checkInitial(1));
    assertThat(Rule.of(answering(21)).checkInitial(1)).isEqualTo(cut);
    assertThat(Rule.of(answering(1_000)).checkInitial(1)).isEqualTo(cut);
    assertThat(twenty.and(answering(0)).checkInitial(1)).hasSize(20).doesNotContain(more);
    assertThat(twenty.and(answering(1)).and(answering(1)).checkInitial(1)).isEqualTo(cut);
    Rule<Object> five = Rule.of(answering(5));
    assertThat(five.and(answering(15)).checkInitial(1)).hasSize(20).doesNotContain(more);
    assertThat(five.and(answering(16)).checkInitial(1)).hasSize(21).endsWith(more);
    assertThat(five.and(answering(30)).checkInitial(1)).hasSize(21).endsWith(more);
  }

  /** What is not listed is not looked for. */
  @Test
  void and_listFull_theRestIsNotAsked() {
    int[] asked = {0};
    Validator<Object> counting =
        (current, proposed) -> {
          asked[0]++;
          return List.of(Violation.of("no"));
        };
    Rule<Object> full = Rule.of(answering(21));
    full.and(counting).checkInitial(1);
    assertThat(asked[0]).isZero();
    Rule.of(answering(20)).and(counting).and(counting).checkInitial(1);
    assertThat(asked[0]).isEqualTo(1);
    each(Rule.of(counting)).checkInitial(Collections.nCopies(1_000, 1));
    assertThat(asked[0]).isEqualTo(1 + 21);
    Map<Integer, Integer> map = new TreeMap<>();
    for (int i = 0; i < 1_000; i++) {
      map.put(i, i);
    }
    eachValue(Rule.of(counting)).checkInitial(map);
    assertThat(asked[0]).isEqualTo(22 + 21);
    each(Rule.of(counting)).not().checkInitial(List.of(1, 2, 3));
    assertThat(asked[0]).as("one is enough").isEqualTo(43 + 1);
    eachKey(Rule.of(counting)).not().checkInitial(map);
    assertThat(asked[0]).as("one is enough").isEqualTo(44 + 1);
    all(counting, counting).failFast().checkInitial(1);
    assertThat(asked[0]).as("one is enough").isEqualTo(45 + 1);
  }

  // ------------------------------------------------------------------ or, not

  @Test
  void or_allReject_listsTheFirstReasonOfEach() {
    Rule<Integer> rule = POSITIVE.and(atLeast(0)).or(equalTo(-7)).or(LARGE.named("a crowd"));
    assertThat(rule.checkInitial(-1))
        .containsExactly(
            violation(
                "",
                "anyOf",
                "must satisfy at least one of: (must satisfy at least one of: (must be > 0, but is"
                    + " -1) or (must be -7, but is -1)) or (a crowd: must be >= 100, but is -1)"));
    assertThat(rule.checkInitial(-7)).isEmpty();
    assertThat(rule.checkInitial(1)).isEmpty();
    assertThat(any(POSITIVE, equalTo(-7)).checkInitial(-1))
        .containsExactly(
            violation(
                "",
                "anyOf",
                "must satisfy at least one of: (must be > 0, but is -1) or (must be -7, but is"
                    + " -1)"));
    assertThat(any(POSITIVE, equalTo(-7))).hasToString("must (be > 0) or (be -7)");
    assertThat(any(POSITIVE).checkInitial(-1))
        .singleElement()
        .extracting(Violation::code)
        .isEqualTo("anyOf");
  }

  @Test
  void or_firstAccepts_theOtherIsNotAsked() {
    Rule<Integer> never =
        that(
            n -> {
              throw new AssertionError("asked");
            },
            "be asked");
    assertThat(POSITIVE.or(never).checkInitial(1)).isEmpty();
    assertThat(any(LARGE, POSITIVE, never).check(0, 1)).isEmpty();
    assertThat(POSITIVE.or(never).not().checkInitial(1)).hasSize(1);
    assertThatThrownBy(() -> POSITIVE.or(never).checkInitial(-1)).hasMessage("asked");
  }

  @Test
  void or_reasonsWithPaths_showThem() {
    Rule<Line> rule =
        at("article", Line::article, Validators.<String>notBlank())
            .or(at("quantity", Line::quantity, POSITIVE));
    assertThat(rule.checkInitial(new Line("", 0)).getFirst().message())
        .isEqualTo(
            "must satisfy at least one of: (article: must not be blank, but is \"\") or (quantity:"
                + " must be > 0, but is 0)");
  }

  /** A message with very many reasons says that it left some out. */
  @Test
  void or_manyAlternatives_isBoundedAndSaysSo() {
    String reason = "x".repeat(100);
    Rule<Object> long1 = that(o -> false, reason);
    Rule<Object> rule = any(long1, long1, long1, long1, long1, long1);
    String message = rule.checkInitial(1).getFirst().message();
    assertThat(message).endsWith("x, but is 1) or ...").doesNotContain("... or");
    assertThat(message.split("but is 1", -1)).hasSize(4);
    assertThat(any(long1, long1, long1).checkInitial(1).getFirst().message()).doesNotContain("...");
    assertThat(rule.toString()).endsWith("...").hasSize("must ".length() + 303);
    assertThat(any(long1, long1)).hasToString("must (" + reason + ") or (" + reason + ")");
  }

  /** To the character. */
  @Test
  void or_atTheBound_nothingIsLeftOut() {
    Rule<Object> other = that(o -> false, "be other");
    Rule<Object> fits = other.withMessage("x".repeat(298)).or(other);
    assertThat(fits.checkInitial(1).getFirst().message())
        .endsWith("x) or (must be other, but is 1)");
    Rule<Object> fills = other.withMessage("x".repeat(299)).or(other);
    assertThat(fills.checkInitial(1).getFirst().message()).endsWith("x) or ...");
    Rule<Object> half = that(o -> false, "x".repeat(146));
    Rule<Object> more = that(o -> false, "x".repeat(147));
    assertThat(half.or(half).toString()).hasSize("must ".length() + 300).endsWith("x)");
    assertThat(half.or(more).toString()).hasSize("must ".length() + 303).endsWith("x...");
  }

  @Test
  void not_accepted_answersOneViolation() {
    Rule<Integer> rule = POSITIVE.and(SMALL).not();
    assertThat(rule.checkInitial(3))
        .containsExactly(violation("", "not", "must not ((be > 0) and (be <= 9)), but is 3"));
    assertThat(rule.check(3, 10)).isEmpty();
    assertThat(rule.check(3, -1)).isEmpty();
    assertThat(Validators.not(POSITIVE).check(3, 4))
        .containsExactly(violation("", "not", "must not (be > 0), but is 4"));
    assertThat(POSITIVE.not().not().checkInitial(-1))
        .containsExactly(violation("", "not", "must not (not (be > 0)), but is -1"));
    assertThat(POSITIVE.not()).hasToString("must not (be > 0)");
  }

  /** A rule rejects null, so its opposite accepts it. */
  @Test
  void not_null_isTheOppositeToo() {
    assertThat(POSITIVE.not().checkInitial(Nulls.nothing())).isEmpty();
    assertThat(Validators.<String>notNull().not().checkInitial(Nulls.nothing())).isEmpty();
    assertThat(Validators.<@Nullable String>isNull().not().checkInitial(Nulls.nothing()))
        .containsExactly(violation("", "not", "must not (be null), but is null"));
    assertThat(POSITIVE.nullable().not().check(1, Nulls.nothing())).hasSize(1);
  }

  // ------------------------------------------------------------------ null, conditions

  @Test
  void equalTo_null_isForNullOnly() {
    assertThat(Validators.<Integer>equalTo(5).checkInitial(Nulls.nothing()))
        .containsExactly(IS_NULL);
    Rule<@Nullable Integer> ofNull = Validators.<@Nullable Integer>equalTo(null);
    assertThat(ofNull.checkInitial(null)).isEmpty();
    List<@Nullable Object> limits = new ArrayList<>();
    limits.add(null);
    assertThat(ofNull.checkInitial(5))
        .containsExactly(
            new Violation("", "equalTo", "must be null, but is 5", Nulls.<Object>list(limits)));
    assertThat(Validators.<@Nullable Integer>isNull().checkInitial(5))
        .containsExactly(violation("", "isNull", "must be null, but is 5"));
  }

  @Test
  void nullable_nullAndOthers() {
    Rule<@Nullable Integer> rule = nullable(POSITIVE);
    assertThat(rule.checkInitial(null)).isEmpty();
    assertThat(rule.check(1, null)).isEmpty();
    assertThat(rule.check(null, -1)).containsExactly(NOT_POSITIVE);
    assertThat(rule.check(null, 1)).isEmpty();
    assertThat(rule).hasToString("must (be null) or (be > 0)");
  }

  @Test
  void when_condition_isAskedAboutTheProposedValueAndNotAboutNull() {
    List<Integer> asked = new ArrayList<>();
    Rule<Integer> rule =
        SMALL.when(n -> {
          asked.add(n);
          return n % 2 == 0;
        });
    assertThat(rule.check(2, 11)).isEmpty();
    assertThat(codes(rule.check(11, 12))).containsExactly("atMost");
    assertThat(rule.check(11, Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(codes(rule.not().check(11, 13))).containsExactly("not");
    assertThat(asked).containsExactly(11, 12, 13);
    assertThat(rule).hasToString("must be <= 9 where the condition holds");
    assertThat(when((Integer n) -> n > 5, SMALL).checkInitial(12)).hasSize(1);
    assertThat(when((Integer n) -> n > 50, SMALL).checkInitial(12)).isEmpty();
  }

  // ------------------------------------------------------------------ texts

  @Test
  void named_rule_hasItsNameBeforeEachMessage() {
    Rule<Integer> rule = POSITIVE.and(LARGE).named("a fair price");
    assertThat(rule.checkInitial(-1))
        .containsExactly(
            violation("", "positive", "a fair price: must be > 0, but is -1"),
            violation("", "atLeast", "a fair price: must be >= 100, but is -1", 100));
    assertThat(POSITIVE.named("a").named("b").checkInitial(-1))
        .containsExactly(violation("", "positive", "b: must be > 0, but is -1"));
    assertThat(rule.check(0, 100)).isEmpty();
    assertThat(POSITIVE.named("a price")).hasToString("must be a price (be > 0)");
    assertThat(POSITIVE.named("a price").not().checkInitial(1).getFirst().message())
        .isEqualTo("must not (be a price (be > 0)), but is 1");
    assertThat(at("p", (Integer n) -> n, POSITIVE.named("a price")).checkInitial(-1))
        .containsExactly(violation("p", "positive", "a price: must be > 0, but is -1"));
  }

  /** A path, a code and arguments are kept; the mark that a list was cut has no name. */
  @Test
  void named_foreignViolations_keepEverythingElse() {
    List<Violation> found = Rule.of(answering(30)).named("x").checkInitial(1);
    assertThat(found.get(3)).isEqualTo(violation("p3", "c3", "x: m3", 3));
    assertThat(found).hasSize(21);
    assertThat(found.getLast().message()).startsWith("there are more violations");
  }

  @Test
  void withMessage_rule_answersThatMessageForTheWhole() {
    Rule<Basket> rule =
        at("lines", Basket::lines, each(at("quantity", Line::quantity, SMALL)))
            .withMessage("too much in it");
    Basket bad = new Basket("b", List.of(new Line("a", 10), new Line("b", 11)));
    assertThat(rule.checkInitial(bad))
        .containsExactly(violation("", "atMost", "too much in it", 9));
    assertThat(rule.checkInitial(new Basket("b", List.of()))).isEmpty();
    assertThat(rule.redacted().checkInitial(bad).getFirst().message()).isEqualTo("too much in it");
    assertThat(SMALL.withMessage("m")).hasToString("must be <= 9");
  }

  @Test
  void withCode_rule_replacesEachCodeButTheMark() {
    assertThat(POSITIVE.and(LARGE).withCode("price").checkInitial(-1))
        .containsExactly(
            violation("", "price", "must be > 0, but is -1"),
            violation("", "price", "must be >= 100, but is -1", 100));
    List<Violation> many = Rule.of(answering(30)).withCode("k").checkInitial(1);
    assertThat(codes(many).stream().distinct()).containsExactly("k", "more");
    assertThat(many.get(2)).isEqualTo(violation("p2", "k", "m2", 2));
    assertThat(POSITIVE.withCode("price").checkInitial(1)).isEmpty();
    assertThat(POSITIVE.withCode("price")).hasToString("must be > 0");
  }

  /** The walk over one value has a mark of its own. */
  @Test
  void withCode_moreThanTwentyInAValue_keepsTheMark() {
    List<Object> mutables = Stream.<Object>generate(StringBuilder::new).limit(30).toList();
    List<Violation> found =
        Validators.<List<Object>>deeplyImmutable().withCode("k").checkInitial(mutables);
    assertThat(found).hasSize(21);
    assertThat(codes(found).stream().distinct()).containsExactly("k", "more");
  }

  @Test
  void mapMessages_rule_makesEachMessageButTheMark() {
    Rule<Integer> german =
        POSITIVE.and(LARGE).mapMessages(v -> v.code() + " verletzt " + v.arguments());
    assertThat(german.checkInitial(-1))
        .containsExactly(
            violation("", "positive", "positive verletzt []"),
            violation("", "atLeast", "atLeast verletzt [100]", 100));
    assertThat(german.checkInitial(100)).isEmpty();
    List<Violation> many = Rule.of(answering(30)).mapMessages(v -> "m").checkInitial(1);
    assertThat(many.getFirst()).isEqualTo(violation("p0", "c0", "m", 0));
    assertThat(many.getLast().message()).startsWith("there are more violations");
  }

  @Test
  void failFast_rule_answersTheFirstAndStops() {
    int[] asked = {0};
    Rule<Integer> counting =
        that(
            n -> {
              asked[0]++;
              return false;
            },
            "be counted");
    assertThat(POSITIVE.and(counting).failFast().checkInitial(-1)).containsExactly(NOT_POSITIVE);
    assertThat(asked[0]).isZero();
    assertThat(each(counting).failFast().checkInitial(List.of(1, 2, 3)))
        .containsExactly(violation("[0]", "that", "must be counted, but is 1"));
    assertThat(asked[0]).isEqualTo(1);
    assertThat(Rule.of(answering(30)).failFast().checkInitial(1))
        .containsExactly(violation("p0", "c0", "m0", 0));
    assertThat(counting.failFast().and(counting.failFast()).checkInitial(1)).hasSize(2);
    assertThat(POSITIVE.failFast()).hasToString("must be > 0");
  }

  // ------------------------------------------------------------------ redaction

  @Test
  void redacted_rule_showsNoValue() {
    assertThat(POSITIVE.and(LARGE).redacted().checkInitial(-1))
        .containsExactly(
            violation("", "positive", "must be > 0, but is (hidden)"),
            violation("", "atLeast", "must be >= 100, but is (hidden)", 100));
    assertThat(POSITIVE.not().redacted().checkInitial(4711))
        .containsExactly(violation("", "not", "must not (be > 0), but is (hidden)"));
    assertThat(POSITIVE.or(equalTo(-7)).redacted().checkInitial(-4711).getFirst().message())
        .isEqualTo(
            "must satisfy at least one of: (must be > 0, but is (hidden)) or (must be -7, but is"
                + " (hidden))");
    assertThat(POSITIVE.redacted()).hasToString("must be > 0");
  }

  @Test
  void redacted_foreignValidator_keepsItsCodesAndPathsOnly() {
    Validator<Integer> foreign =
        (current, proposed) -> List.of(violation("a.b", "c", "is " + proposed, proposed));
    assertThat(Rule.of(foreign).checkInitial(4711))
        .containsExactly(violation("a.b", "c", "is 4711", 4711));
    assertThat(Rule.of(foreign).redacted().checkInitial(4711))
        .singleElement()
        .satisfies(v -> {
          assertThat(v.path()).isEqualTo("a.b");
          assertThat(v.code()).isEqualTo("c");
          assertThat(v.arguments()).isEmpty();
          assertThat(v.message()).isNotBlank().doesNotContain("4711");
        });
    List<Violation> many = Rule.of(answering(30)).redacted().checkInitial(1);
    assertThat(many).hasSize(21);
    assertThat(many.getLast().code()).isEqualTo("more");
    assertThat(many.getLast().arguments()).containsExactly(20);
  }

  @Test
  void shown_keysAndValues_asTheRedactionHasThem() {
    Rule<Map<?, ? extends Integer>> rule = eachValue(POSITIVE);
    Map<String, Integer> map = Map.of("4711", -1);
    assertThat(rule.checkInitial(map).getFirst().path()).isEqualTo("[4711]");
    assertThat(rule.redacted().checkInitial(map).getFirst().path()).isEqualTo("[(hidden)]");
    Redaction last = value -> "..." + String.valueOf(value).substring(2);
    assertThat(rule.shown(last).checkInitial(map).getFirst().path()).isEqualTo("[...11]");
    assertThat(eachKey(notBlank()).redacted().checkInitial(Map.of("", 1)))
        .containsExactly(
            violation("keys[(hidden)]", "notBlank", "must not be blank, but is (hidden)"));
    assertThat(entry("k", POSITIVE).redacted().checkInitial(Map.of("k", -1)))
        .containsExactly(violation("[(hidden)]", "positive", "must be > 0, but is (hidden)"));
    assertThat(entry("k", POSITIVE).redacted().checkInitial(Map.of()).getFirst().message())
        .isEqualTo("must have an entry for (hidden)");
    assertThat(size(0, 1).redacted().checkInitial(List.of(1, 2)).getFirst().message())
        .isEqualTo("must have 0 to 1 elements, but has (hidden)");
  }

  @Test
  void shown_insideOut_theOutermostDecidesForItsPart() {
    Rule<Integer> inner = POSITIVE.shown(value -> "inner");
    assertThat(inner.shown(value -> "outer").checkInitial(-1).getFirst().message())
        .isEqualTo("must be > 0, but is outer");
    assertThat(inner.and(LARGE).checkInitial(-1).stream().map(Violation::message))
        .containsExactly("must be > 0, but is inner", "must be >= 100, but is -1");
    assertThat(inner.failFast().shown(value -> "outer").checkInitial(-1).getFirst().message())
        .isEqualTo("must be > 0, but is outer");
    assertThat(inner.and(LARGE).failFast().checkInitial(-1))
        .containsExactly(violation("", "positive", "must be > 0, but is inner"));
    assertThat(POSITIVE.and(LARGE).shown(value -> "x").failFast().checkInitial(-1)).hasSize(1);
  }

  @Test
  void shown_brokenRedaction_doesNoHarm() {
    assertThat(
            POSITIVE
                .shown(value -> {
                  throw new IllegalStateException("secret-4711");
                })
                .checkInitial(-4711)
                .toString())
        .doesNotContain("4711")
        .contains("must be > 0");
    assertThat(POSITIVE.shown(value -> Nulls.nothing()).checkInitial(-4711).toString())
        .doesNotContain("4711");
    assertThat(POSITIVE.shown(value -> "y".repeat(1_000_000)).checkInitial(-1).getFirst().message())
        .hasSizeLessThan(100);
  }

  /** Nobody reads what an accepted value or a negated rule would have shown. */
  @Test
  void shown_acceptedOrNegated_isNotAsked() {
    Redaction never =
        value -> {
          throw new AssertionError("asked");
        };
    assertThat(POSITIVE.shown(never).checkInitial(1)).isEmpty();
    assertThat(POSITIVE.shown(never).not().checkInitial(-1)).isEmpty();
    assertThat(LARGE.shown(value -> "x").or(POSITIVE.shown(never)).checkInitial(1)).isEmpty();
  }

  // ------------------------------------------------------------------ paths

  @Test
  void paths_nestedParts_areJoined() {
    Rule<Basket> rule =
        at(
            "basket",
            (Basket b) -> b,
            at("name", Basket::name, notBlank()),
            at(
                "lines",
                Basket::lines,
                notEmpty(),
                each(
                    at("article", Line::article, notBlank())
                        .and(at("quantity", Line::quantity, POSITIVE)))));
    Basket bad =
        new Basket(
            " ",
            Arrays.asList(new Line("a", 1), new Line(Nulls.nothing(), -1), Nulls.<Line>nothing()));
    assertThat(rule.checkInitial(bad))
        .containsExactly(
            violation("basket.name", "notBlank", "must not be blank, but is \" \""),
            violation("basket.lines[1].article", "notNull", "must not be null"),
            violation("basket.lines[1].quantity", "positive", "must be > 0, but is -1"),
            violation("basket.lines[2]", "notNull", "must not be null"));
    assertThat(rule.checkInitial(new Basket("b", List.of())))
        .containsExactly(violation("basket.lines", "notEmpty", "must not be empty"));
    assertThat(rule.checkInitial(new Basket("b", List.of(new Line("a", 1))))).isEmpty();
    assertThat(rule.checkInitial(Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(at("q", Line::quantity, POSITIVE)).hasToString("must have q: must be > 0");
  }

  @Test
  void paths_maps_haveTheKeyWithoutQuotes() {
    Rule<Map<?, ? extends List<Integer>>> rule =
        eachValue(each(POSITIVE).and(Rule.<Iterable<? extends Integer>>of(Validators.notNull())));
    assertThat(rule.checkInitial(Map.of("a b", List.of(1, -1))))
        .containsExactly(violation("[a b][1]", "positive", "must be > 0, but is -1"));
    assertThat(rule.checkInitial(Map.of(7, List.of(-1))).getFirst().path()).isEqualTo("[7][0]");
    assertThat(eachKey(POSITIVE).checkInitial(Map.of(-1, "x")))
        .containsExactly(violation("keys[-1]", "positive", "must be > 0, but is -1"));
    assertThat(eachValue(POSITIVE)).hasToString("must have only values that must be > 0");
    assertThat(eachKey(POSITIVE)).hasToString("must have only keys that must be > 0");
    assertThat(each(POSITIVE)).hasToString("must have only elements that must be > 0");
    assertThat(entry("a", POSITIVE)).hasToString("must have an entry for \"a\": must be > 0");
    assertThat(each(POSITIVE).checkInitial(Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(eachValue(POSITIVE).checkInitial(Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(eachKey(POSITIVE).check(Map.of(), Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(entry("a", POSITIVE).not().checkInitial(Map.of("b", 1))).isEmpty();
    assertThat(entry("a", POSITIVE).not().checkInitial(Map.of("a", 1))).hasSize(1);
  }

  @Test
  void optionals_presentOrNot_asTheRuleSays() {
    Rule<Optional<? extends Integer>> required = present(POSITIVE);
    Rule<Optional<? extends Integer>> optional = ifPresent(POSITIVE);
    assertThat(required.checkInitial(Optional.of(1))).isEmpty();
    assertThat(required.checkInitial(Optional.of(-1))).containsExactly(NOT_POSITIVE);
    assertThat(required.checkInitial(Optional.empty()))
        .containsExactly(violation("", "present", "must be present"));
    assertThat(required.not().checkInitial(Optional.empty())).isEmpty();
    assertThat(optional.checkInitial(Optional.empty())).isEmpty();
    assertThat(optional.not().checkInitial(Optional.empty())).hasSize(1);
    assertThat(optional.check(Optional.of(1), Optional.of(-1))).containsExactly(NOT_POSITIVE);
    assertThat(optional.checkInitial(Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(required).hasToString("must be present, and be > 0");
    assertThat(optional).hasToString("must be empty, or be > 0");
  }

  @Test
  void notNullAndIsNull_areOpposites() {
    assertThat(Validators.<String>notNull().accepts("a")).isTrue();
    assertThat(Validators.<String>notNull().checkInitial(Nulls.nothing())).containsExactly(IS_NULL);
    assertThat(Rule.<@Nullable String>of(isNull()).accepts(null)).isTrue();
    assertThat(notNull().not().accepts(Nulls.nothing())).isTrue();
  }
}
