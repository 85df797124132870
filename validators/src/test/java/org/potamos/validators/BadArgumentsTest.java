package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.validators.RuleChecks.listOf;
import static org.potamos.validators.RuleChecks.nothing;
import static org.potamos.validators.Transitions.stateMachine;
import static org.potamos.validators.Transitions.step;
import static org.potamos.validators.Validators.*;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/** What must not be handed in is rejected at the factory, with the facts. */
@SuppressWarnings("NullAway") // what is tested is the rejection of null
class BadArgumentsTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final Rule<Object> RULE = notNull();
  private static final Validator<Object> NONE = nothing();

  private static Arguments call(String name, ThrowingCallable call, String... facts) {
    return Arguments.of(name, call, List.of(facts));
  }

  static Stream<Arguments> nulls() {
    Function<Object, Object> getter = Function.identity();
    Function<Object, Object> noGetter = nothing();
    return Stream.of(
        call("that", () -> that(RuleChecks.<Predicate<Object>>nothing(), "m")),
        call("that message", () -> that(value -> true, nothing())),
        call("oneOf element", () -> oneOf("a", null)),
        call("oneOf array", () -> oneOf(RuleChecks.<Object[]>nothing())),
        call("oneOf collection", () -> oneOf(RuleChecks.<Collection<Object>>nothing())),
        call("oneOf in collection", () -> oneOf(listOf("a", null))),
        call("instanceOf", () -> instanceOf(nothing())),
        call("range least", () -> range(null, 1)),
        call("range most", () -> range(1, null)),
        call("atLeast", () -> atLeast(RuleChecks.<Integer>nothing())),
        call("atMost", () -> atMost(RuleChecks.<Integer>nothing())),
        call("greaterThan", () -> greaterThan(RuleChecks.<Integer>nothing())),
        call("lessThan", () -> lessThan(RuleChecks.<Integer>nothing())),
        call("matches text", () -> matches(RuleChecks.<String>nothing())),
        call("matches pattern", () -> matches(RuleChecks.<Pattern>nothing())),
        call("startsWith", () -> startsWith(nothing())),
        call("endsWith", () -> endsWith(nothing())),
        call("contains", () -> contains(nothing())),
        call("subsetOf", () -> subsetOf(nothing())),
        call("subsetOf element", () -> subsetOf(listOf("a", null))),
        call("uniqueBy", () -> uniqueBy(nothing())),
        call("sortedBy", () -> sortedBy(RuleChecks.<Comparator<Object>>nothing())),
        call("inThePast", () -> inThePast(nothing())),
        call("inTheFuture", () -> inTheFuture(nothing())),
        call("within distance", () -> within(nothing(), CLOCK)),
        call("within clock", () -> within(Duration.ZERO, nothing())),
        call("present", () -> present(NONE)),
        call("ifPresent", () -> ifPresent(NONE)),
        call("at name", () -> at(nothing(), getter, RULE)),
        call("at getter", () -> at("a", noGetter, RULE)),
        call("at rule", () -> at("a", getter, NONE)),
        call("at rules", () -> at("a", getter, RULE, NONE)),
        call("at array", () -> at("a", getter, RuleChecks.<Validator<Object>[]>nothing())),
        call("each", () -> each(NONE)),
        call("eachKey", () -> eachKey(NONE)),
        call("eachValue", () -> eachValue(NONE)),
        call("entry", () -> entry("a", NONE)),
        call("all", () -> all(RULE, NONE)),
        call("all array", () -> all(RuleChecks.<Validator<Object>[]>nothing())),
        call("any", () -> any(NONE, RULE)),
        call("any array", () -> any(RuleChecks.<Validator<Object>[]>nothing())),
        call("not", () -> not(NONE)),
        call("nullable", () -> nullable(NONE)),
        call("when condition", () -> when(nothing(), RULE)),
        call("when rule", () -> when(value -> true, NONE)),
        call("Rule.of", () -> Rule.of(NONE)),
        call("Rule.and", () -> RULE.and(NONE)),
        call("Rule.andThen", () -> RULE.andThen(NONE)),
        call("Rule.or", () -> RULE.or(NONE)),
        call("Rule.when", () -> RULE.when(nothing())),
        call("Rule.named", () -> RULE.named(nothing())),
        call("Rule.withMessage", () -> RULE.withMessage(nothing())),
        call("Rule.mapMessages", () -> RULE.mapMessages(nothing())),
        call("Rule.withCode", () -> RULE.withCode(nothing())),
        call("Rule.shown", () -> RULE.shown(nothing())),
        call("step", () -> step(RuleChecks.<BiPredicate<Object, Object>>nothing(), "m")),
        call("step message", () -> step((before, after) -> true, nothing())),
        call(
            "unchanged",
            () -> Transitions.unchanged(RuleChecks.<Function<Object, Object>>nothing())),
        call("stateMachine", () -> stateMachine(RuleChecks.<Map<Object, List<Object>>>nothing())),
        call(
            "stateMachine state",
            () -> stateMachine(Samples.<Object, List<Object>>mapOf(null, List.of()))),
        call(
            "stateMachine set", () -> stateMachine(Samples.<Object, List<Object>>mapOf("a", null))),
        call("stateMachine next", () -> stateMachine(Map.of("a", listOf("b", null)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nulls")
  void factory_null_isRejectedAtTheCall(String name, ThrowingCallable call, List<String> facts) {
    assertThatThrownBy(call).as(name).isExactlyInstanceOf(NullPointerException.class);
  }

  static Stream<Arguments> wrong() {
    Function<Object, Object> getter = Function.identity();
    return Stream.of(
        call("that", () -> that(value -> true, " "), "message", "blank"),
        call("oneOf nothing", () -> oneOf(), "oneOf", "at least one"),
        call("oneOf empty", () -> oneOf(List.of()), "oneOf", "at least one"),
        call("range", () -> range(2, 1), "range", "least=2", "most=1"),
        call("range text", () -> range("b", "a"), "range", "least=\"b\"", "most=\"a\""),
        call("range NaN", () -> range(Double.NaN, 1.0), "range", "NaN"),
        call("range to NaN", () -> range(1.0, Double.NaN), "range", "NaN"),
        call("range NaNs", () -> range(Float.NaN, Float.NaN), "range", "NaN"),
        call("atLeast", () -> atLeast(Double.NaN), "atLeast", "NaN"),
        call("atMost", () -> atMost(Float.NaN), "atMost", "NaN"),
        call("greaterThan", () -> greaterThan(Double.NaN), "greaterThan", "NaN"),
        call("lessThan", () -> lessThan(Double.NaN), "lessThan", "NaN"),
        call("length negative", () -> length(-1, 2), "length", "least=-1"),
        call("length", () -> length(3, 2), "length", "least=3", "most=2"),
        call("length both", () -> length(-2, -1), "length", "least=-2"),
        call("size negative", () -> size(-1, 2), "size", "least=-1"),
        call("size", () -> size(3, 2), "size", "least=3", "most=2"),
        call("entryCount negative", () -> entryCount(-1, 2), "entryCount", "least=-1"),
        call("entryCount", () -> entryCount(3, 2), "entryCount", "least=3", "most=2"),
        call(
            "within",
            () -> within(Duration.ofNanos(-1), CLOCK),
            "within",
            "distance=PT-0.000000001S"),
        call("at nothing", () -> at("a", getter), "at", "at least one"),
        call("at blank", () -> at(" ", getter, RULE), "name", "blank"),
        call("all", () -> all(), "all", "at least one"),
        call("any", () -> any(), "any", "at least one"),
        call("Rule.named", () -> RULE.named(""), "name", "blank"),
        call("Rule.withMessage", () -> RULE.withMessage("\n"), "message", "blank"),
        call("Rule.withCode", () -> RULE.withCode(" "), "code", "blank"),
        call("step", () -> step((before, after) -> true, ""), "message", "blank"),
        call("stateMachine", () -> stateMachine(Map.<String, List<String>>of()), "stateMachine"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void factory_wrongArgument_isRejectedWithTheFacts(
      String name, ThrowingCallable call, List<String> facts) {
    assertThatThrownBy(call)
        .as(name)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(facts.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "(", "*"})
  void matches_noPattern_isRejected(String pattern) {
    assertThatThrownBy(() -> matches(pattern)).isExactlyInstanceOf(PatternSyntaxException.class);
  }

  /** What only makes a message must not hide the rejection. */
  @Test
  void mapMessages_answersNullOrThrows_messageStays() {
    Rule<Object> silent = RULE.mapMessages((Violation violation) -> nothing());
    Rule<Object> broken =
        RULE.mapMessages(violation -> {
          throw new IllegalStateException("no text");
        });
    assertThat(silent.checkInitial(null)).containsExactly(RuleChecks.NOT_NULL);
    assertThat(broken.checkInitial(null)).containsExactly(RuleChecks.NOT_NULL);
  }
}
