package org.potamos.validators;

import static java.util.Collections.singletonList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.RuleChecks.listOf;
import static org.potamos.validators.RuleChecks.message;
import static org.potamos.validators.RuleChecks.texts;
import static org.potamos.validators.RuleChecks.violation;
import static org.potamos.validators.Samples.mapOf;
import static org.potamos.validators.Samples.untyped;
import static org.potamos.validators.Validators.all;
import static org.potamos.validators.Validators.any;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.equalTo;
import static org.potamos.validators.Validators.length;
import static org.potamos.validators.Validators.matches;
import static org.potamos.validators.Validators.not;
import static org.potamos.validators.Validators.notBlank;
import static org.potamos.validators.Validators.nullable;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.present;
import static org.potamos.validators.Validators.range;
import static org.potamos.validators.Validators.size;
import static org.potamos.validators.Validators.that;
import static org.potamos.validators.Validators.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Atom;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.validators.Samples.Sample;

/** Secret values: nothing of them is in any message, path or argument. */
@SuppressWarnings("NullAway") // null is handed in on purpose
class RedactionTest {
  private static final String HIDDEN = "(hidden)";

  /** A way to make another rule of a rule, and the value that it is asked about then. */
  record Wrapping(
      String name,
      UnaryOperator<Rule<@Nullable Object>> rule,
      UnaryOperator<@Nullable Object> value) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Wrapping of(String name, UnaryOperator<Rule<@Nullable Object>> rule) {
    return new Wrapping(name, rule, value -> value);
  }

  private static Wrapping in(
      String name,
      UnaryOperator<Rule<@Nullable Object>> rule,
      UnaryOperator<@Nullable Object> value) {
    return new Wrapping(name, rule, value);
  }

  /** Redacted on the outside, whatever is inside. */
  private static Stream<Wrapping> wrappings() {
    return Stream.of(
        of("itself", rule -> rule),
        of("named", rule -> rule.named("it")),
        of("withCode", rule -> rule.withCode("c")),
        of("withMessage", rule -> rule.withMessage("is bad")),
        of("mapMessages", rule -> rule.mapMessages(Violation::toString)),
        of("mapMessages of arguments", rule -> rule.mapMessages(v -> "bad: " + v.arguments())),
        of("failFast", Rule::failFast),
        of("shown as it is", rule -> rule.shown(Redaction.NONE)),
        of("shown openly", rule -> rule.shown(String::valueOf)),
        of("shown twice", rule -> rule.shown(String::valueOf).shown(Redaction.HIDDEN)),
        of("redacted", Rule::redacted),
        of("and", rule -> rule.and(rule)),
        of("and, one is shown", rule -> rule.shown(String::valueOf).and(rule)),
        of("andThen", rule -> rule.andThen(rule)),
        of("or", rule -> rule.or(rule.shown(String::valueOf))),
        of("any", rule -> any(rule, rule.named("again"), rule)),
        of("not not", rule -> rule.not().not()),
        of("not", rule -> not(untyped(that((Object value) -> true, "be bad")))),
        of("nullable", rule -> all(rule, untyped(nullable(rule)))),
        of("when", rule -> when(value -> true, rule)),
        of("foreign", rule -> Rule.of(asForeign(rule))),
        of("foreign, named", rule -> Rule.of(asForeign(rule)).named("it").or(asForeign(rule))),
        of("foreign, mapped", rule -> Rule.of(asForeign(rule)).mapMessages(Violation::toString)),
        of("at", rule -> untyped(at("part", value -> value, rule))),
        of("at inside", rule -> untyped(at("part", value -> value, rule.redacted()))),
        in("each", rule -> untyped(each(rule)), value -> singletonList(value)),
        in("eachKey", rule -> untyped(eachKey(rule)), value -> mapOf(value, 1)),
        in("eachValue", rule -> untyped(eachValue(rule)), value -> mapOf("k", value)),
        in("entry", rule -> untyped(entry("k", rule)), value -> mapOf("k", value)),
        in("present", rule -> untyped(present(rule)), Optional::ofNullable));
  }

  /** As a validator of which nothing is known. */
  private static Validator<@Nullable Object> asForeign(Rule<@Nullable Object> rule) {
    return new Validator<>() {
      @Override
      public List<Violation> check(@Nullable Object current, @Nullable Object proposed) {
        return withSecret(rule.check(current, proposed), proposed);
      }

      @Override
      public List<Violation> checkInitial(@Nullable Object initial) {
        return withSecret(rule.checkInitial(initial), initial);
      }

      private List<Violation> withSecret(List<Violation> violations, @Nullable Object value) {
        return violations.stream()
            .map(v -> new Violation("", v.code(), v + " of " + value, listOf(value)))
            .toList();
      }
    };
  }

  static Stream<Arguments> everything() {
    return Samples.everything()
        .flatMap(sample ->
            wrappings()
                .filter(wrapping -> isRejected(sample, wrapping))
                .map(wrapping -> Arguments.of(sample, wrapping)));
  }

  /** Elements have no predecessors, and what negates a rule about values accepts null. */
  private static boolean isRejected(Sample sample, Wrapping wrapping) {
    if (wrapping.name().equals("not")) {
      return !sample.isStep() && sample.rejected() != null;
    }
    return !sample.isStep() || !Set.of("each", "eachKey", "eachValue").contains(wrapping.name());
  }

  private static void assertNoSecret(Sample sample, List<Violation> violations) {
    if (sample.secret().isEmpty()) {
      return;
    }
    for (Violation violation : violations) {
      assertThat(violation.toString()).doesNotContain(sample.secret());
      assertThat(violation.path()).doesNotContain(sample.secret());
      for (Object argument : violation.arguments()) {
        assertThat(argument).isNotEqualTo(sample.rejected());
        assertThat(String.valueOf(argument)).doesNotContain(sample.secret());
      }
    }
  }

  /** The judge: the secrets of the samples do appear as long as nothing is redacted. */
  @Test
  void samples_notRedacted_showTheirSecrets() {
    List<String> showing =
        Samples.everything()
            .filter(sample -> !sample.secret().isEmpty())
            .filter(sample -> sample.ask(sample.rule()).toString().contains(sample.secret()))
            .map(Sample::factory)
            .toList();
    assertThat(showing)
        .contains("isNull", "instanceOf", "positive", "range", "notBlank", "length", "matches")
        .contains("size", "subsetOf", "unique", "uniqueBy", "entryCount", "within")
        .contains("eachKey", "eachValue", "each", "at", "entry", "present", "any", "not", "of")
        .contains("step", "neverDecreases", "unchanged", "appendOnly", "addOnly", "stateMachine");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("everything")
  void redacted_anyRule_showsNothing(Sample sample, Wrapping wrapping) {
    Rule<@Nullable Object> inner = wrapping.rule().apply(sample.rule());
    List<Violation> redacted = sample.ask(inner.redacted(), wrapping.value());
    List<Violation> open = sample.ask(inner, wrapping.value());
    assertThat(redacted).hasSameSizeAs(open).isNotEmpty();
    assertThat(redacted.stream().map(Violation::code))
        .isEqualTo(open.stream().map(Violation::code).toList());
    assertNoSecret(sample, redacted);
    assertNoSecret(sample, sample.ask(inner.redacted().named("n").failFast(), wrapping.value()));
    assertNoSecret(sample, sample.ask(at("x", value -> value, inner.redacted()), wrapping.value()));
  }

  /** Arguments are the limits, redacted or not; so are the codes. */
  @ParameterizedTest
  @MethodSource("org.potamos.validators.Samples#leaves")
  void redacted_leaf_keepsCodeAndArguments(Sample sample) {
    assertThat(sample.ask(sample.rule().redacted()))
        .singleElement()
        .returns(sample.expected().code(), Violation::code)
        .returns(sample.expected().arguments(), Violation::arguments);
  }

  @Test
  void redacted_message_saysHidden() {
    assertThat(message(range(1, 10).redacted(), 11))
        .isEqualTo("must be from 1 to 10, but is (hidden)");
    assertThat(message(untyped(size(1, 2).redacted()), List.of()))
        .isEqualTo("must have 1 to 2 elements, but has (hidden)");
    assertThat(message(untyped(length(1, 2).redacted()), "abc"))
        .isEqualTo("must have 1 to 2 characters, but has (hidden)");
    assertThat(texts(untyped(eachValue(positive()).redacted()), Map.of("EUR", 0)))
        .containsExactly("[(hidden)]: must be > 0, but is (hidden)");
    assertThat(texts(untyped(eachKey(matches("a")).redacted()), Map.of("EUR", 0)))
        .containsExactly("keys[(hidden)]: must match a, but is (hidden)");
  }

  /** Without a value there is nothing to hide. */
  @Test
  void redacted_null_isNotNull() {
    assertThat(notBlank().redacted().checkInitial(null)).containsExactly(RuleChecks.NOT_NULL);
    assertThat(nullable(notBlank()).redacted().accepts(null)).isTrue();
  }

  @Test
  void redacted_ownMessages_stay() {
    assertThat(message(that((String s) -> false, "be my own").redacted(), "x"))
        .isEqualTo("must be my own, but is (hidden)");
    assertThat(message(untyped(positive().withMessage("my own")).redacted(), -1))
        .isEqualTo("my own");
    assertThat(message(untyped(positive().named("my name")).redacted(), -1))
        .isEqualTo("my name: must be > 0, but is (hidden)");
    Validator<Object> foreign = Validator.of(value -> false, "is secret");
    assertThat(message(Rule.of(foreign).withMessage("my own").redacted(), 1)).isEqualTo("my own");
  }

  @Test
  void redacted_foreignValidator_keepsCodeAndPathOnly() {
    Validator<Object> foreign =
        (current, proposed) ->
            List.of(new Violation("a.b", "own", "is hunter2", List.of("hunter2", 1)));
    Violation violation = violation(Rule.of(foreign).redacted(), "hunter2");
    assertThat(violation)
        .returns("a.b", Violation::path)
        .returns("own", Violation::code)
        .returns(List.of(), Violation::arguments);
    assertThat(violation.message()).isNotBlank().doesNotContain("hunter2");
    assertThat(violation(Rule.of(foreign), "hunter2"))
        .isEqualTo(new Violation("a.b", "own", "is hunter2", List.of("hunter2", 1)));
  }

  /** The part is secret, the rest is not. */
  @Test
  void redacted_part_hidesThatPartOnly() {
    record Card(String number, String holder) {}

    Rule<Card> rule =
        at("holder", Card::holder, notBlank())
            .and(at("number", Card::number, matches("\\d{4}").redacted()));
    assertThat(texts(rule, new Card("12", " ")))
        .containsExactly(
            "holder: must not be blank, but is \" \"",
            "number: must match \\d{4}, but is (hidden)");
  }

  // ------------------------------------------------------------------ which one

  @Test
  void shown_outermost_wins() {
    Rule<Integer> inner = range(1, 2).shown(value -> "inner");
    assertThat(message(inner, 3)).endsWith("but is inner");
    assertThat(message(inner.shown(value -> "outer"), 3)).endsWith("but is outer");
    assertThat(message(inner.named("n").shown(value -> "outer"), 3))
        .isEqualTo("n: must be from 1 to 2, but is outer");
    assertThat(message(at("a", (Integer n) -> n, inner).redacted(), 3)).endsWith("is (hidden)");
    assertThat(message(range(1, 2).redacted().shown(value -> "outer"), 3)).endsWith("but is outer");
  }

  /** What is beside a redaction is not under it. */
  @Test
  void shown_sibling_isNotConcerned() {
    assertThat(texts(range(1, 2).redacted().and(range(3, 4)), 5))
        .containsExactly("must be from 1 to 2, but is (hidden)", "must be from 3 to 4, but is 5");
    assertThat(message(range(1, 2).redacted().or(range(3, 4)), 5))
        .contains("but is (hidden)")
        .contains("but is 5");
  }

  @Test
  void shown_redaction_isGivenValuesPartsSizesAndKeys() {
    List<@Nullable Object> seen = new ArrayList<>();
    Redaction redaction =
        value -> {
          seen.add(value);
          return "<" + value + ">";
        };
    assertThat(message(range(1, 2).shown(redaction), 3))
        .isEqualTo("must be from 1 to 2, but is <3>");
    assertThat(message(untyped(size(1, 2).shown(redaction)), List.of()))
        .isEqualTo("must have 1 to 2 elements, but has <0>");
    assertThat(texts(untyped(eachValue(positive()).shown(redaction)), Map.of("EUR", -1)))
        .containsExactly("[<EUR>]: must be > 0, but is <-1>");
    assertThat(seen).containsExactlyInAnyOrder(3, 0, "EUR", -1);
  }

  /** Nobody reads messages of what is accepted, or turned around. */
  @Test
  void shown_accepted_redactionIsNotAsked() {
    Redaction never =
        value -> {
          throw new AssertionError("asked about " + value);
        };
    Rule<Integer> rule = any(range(1, 2), range(3, 4), all(positive(), range(5, 9)));
    assertThat(rule.shown(never).accepts(6)).isTrue();
    assertThat(rule.not().shown(never).accepts(10)).isTrue();
    assertThat(rule.not().not().shown(never).accepts(6)).isTrue();
  }

  // ------------------------------------------------------------------ hostile redactions

  static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of(
            "throws",
            (Redaction)
                value -> {
                  throw new IllegalStateException("about " + value);
                }),
        Arguments.of(
            "asserts",
            (Redaction)
                value -> {
                  throw new AssertionError("about " + value);
                }),
        Arguments.of(
            "throws checked",
            (Redaction)
                value -> {
                  throw Hostile.<RuntimeException>sneaky(new Exception("about " + value));
                }),
        Arguments.of("overflows", (Redaction) RedactionTest::overflow),
        Arguments.of("null", (Redaction) value -> null),
        Arguments.of("empty", (Redaction) value -> ""),
        Arguments.of("huge", (Redaction) value -> "*".repeat(1_000_000)),
        Arguments.of("lines", (Redaction) value -> "a\nb\u0000c\u2028\r"));
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static String overflow(@Nullable Object value) {
    return overflow(value) + overflow(value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void shown_hostileRedaction_doesNoHarm(String name, Redaction redaction) {
    Samples.everything()
        .filter(sample -> !sample.factory().equals("instanceOf"))
        .forEach(sample -> {
          List<Violation> violations = sample.ask(sample.rule().shown(redaction));
          assertThat(violations).singleElement().returns(sample.expected().code(), Violation::code);
          assertNoSecret(sample, violations);
          String text = violations.getFirst().toString();
          assertThat(text).hasSizeLessThan(400);
          assertThat(text.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028))
              .as(text)
              .isTrue();
        });
  }

  @Test
  void shown_redactionThrows_classIsShown() {
    Redaction redaction =
        value -> {
          throw new IllegalStateException("about " + value);
        };
    assertThat(message(range(1, 2).shown(redaction), 47))
        .contains("java.lang.Integer")
        .doesNotContain("47");
  }

  // ------------------------------------------------------------------ in references

  /** The exception has the value for programs; its message has not. */
  @Test
  void redacted_inAtom_messageOfExceptionShowsNothing() {
    record Account(String owner, String password) {}

    Rule<Account> rule = at("password", Account::password, length(12, 99).redacted());
    Account bad = new Account("Ada", "hunter2");
    Atom<Account> atom = Atom.of(new Account("Ada", "a long password"));
    atom.setValidator(rule);
    assertThatThrownBy(() -> atom.reset(bad))
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            rejected -> {
              assertThat(rejected.getMessage())
                  .contains("password: must have 12 to 99 characters, but has " + HIDDEN)
                  .doesNotContain("hunter2", "7");
              assertThat(rejected.toString()).doesNotContain("hunter2");
              assertThat(rejected.rejectedValue()).isSameAs(bad);
            });
  }

  @Test
  void redaction_constants_showAsTheySay() {
    assertThat(Redaction.HIDDEN.show("x")).isEqualTo(HIDDEN);
    assertThat(Redaction.HIDDEN.show(null)).isEqualTo(HIDDEN);
    assertThat(Redaction.NONE.show("x")).isEqualTo("\"x\"");
    assertThat(Redaction.NONE.show(12)).isEqualTo("12");
    assertThat(Redaction.NONE.show(null)).isEqualTo("null");
    assertThat(message(untyped(equalTo(1).shown(Redaction.NONE)), 2))
        .isEqualTo("must be 1, but is 2");
  }

  /** The keys on the way to what is mutable may be secret too. */
  @Test
  void deeplyImmutable_redacted_showsNoKeys() {
    assertThat(Validators.deeplyImmutable()).hasToString("must be deeply immutable");
    assertThat(
            Validators.<Map<String, ?>>deeplyImmutable()
                .redacted()
                .checkInitial(Map.of("hunter2", new ArrayList<>())))
        .singleElement()
        .hasToString(
            "[...]: java.util.ArrayList is mutable; keep List.copyOf(...) or a"
                + " PersistentVector");
  }
}
