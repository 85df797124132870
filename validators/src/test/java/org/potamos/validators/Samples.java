package org.potamos.validators;

import static java.util.Collections.nCopies;
import static java.util.Collections.singletonMap;
import static org.potamos.validators.RuleChecks.listOf;
import static org.potamos.validators.Validators.*;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/**
 * One value that is accepted and one that is rejected for every factory of rules, and what the rule
 * answers: for tests that concern all of them.
 */
@SuppressWarnings("NullAway") // null is handed in on purpose
final class Samples {
  private static final Instant NOW = Instant.parse("2020-01-01T00:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  /** How many there are of something, where the number is the secret. */
  private static final int MANY = 4711;

  private Samples() {}

  /**
   * A rule and what it is asked.
   *
   * @param factory the name of the method
   * @param before the value that is there; null if there is none
   * @param expected the only answer
   * @param secret a text that only the rejected value has; empty if that has none
   */
  record Sample(
      String factory,
      Rule<@Nullable Object> rule,
      @Nullable Object accepted,
      @Nullable Object before,
      @Nullable Object rejected,
      Violation expected,
      String secret) {

    boolean isStep() {
      return before != null;
    }

    /** What a rule made of this one answers to the rejected value, wrapped up in some way. */
    List<Violation> ask(
        Rule<? extends @Nullable Object> made, UnaryOperator<@Nullable Object> wrapping) {
      Rule<@Nullable Object> asked = untyped(made);
      return before == null
          ? asked.checkInitial(wrapping.apply(rejected))
          : asked.check(wrapping.apply(before), wrapping.apply(rejected));
    }

    List<Violation> ask(Rule<? extends @Nullable Object> made) {
      return ask(made, value -> value);
    }

    @Override
    public String toString() {
      return factory + (isStep() ? " (step)" : "");
    }
  }

  /** Every factory. */
  static Stream<Sample> everything() {
    return Stream.of(leaves(), navigation(), combinations(), steps()).flatMap(samples -> samples);
  }

  /** The factories of {@link Validators} about a value as a whole. */
  static Stream<Sample> leaves() {
    return Stream.of(
        leaf("notNull", notNull(), "x", null, "", "must not be null"),
        leaf("isNull", isNull(), null, "hunter2", "hunter2", "must be null, but is \"hunter2\""),
        leaf(
            "that",
            that((String text) -> text.length() < 3, "be short"),
            "x",
            "hunter2",
            "hunter2",
            "must be short, but is \"hunter2\""),
        leaf(
            "equalTo",
            equalTo("a"),
            "a",
            "hunter2",
            "hunter2",
            "must be \"a\", but is \"hunter2\"",
            "a"),
        leaf(
            "oneOf",
            oneOf("a", "b"),
            "b",
            "hunter2",
            "hunter2",
            "must be one of [a, b], but is \"hunter2\"",
            "a",
            "b"),
        leaf(
            "oneOf",
            oneOf(List.of("a", "b")),
            "b",
            "hunter2",
            "hunter2",
            "must be one of [a, b], but is \"hunter2\"",
            "a",
            "b"),
        leaf(
            "instanceOf",
            Validators.<Object>instanceOf(Number.class),
            1,
            "hunter2",
            "String",
            "must be a java.lang.Number, but is a java.lang.String",
            Number.class),
        leaf("positive", positive(), 1, -98765, "98765", "must be > 0, but is -98765"),
        leaf("notNegative", notNegative(), 0, -98765, "98765", "must be >= 0, but is -98765"),
        leaf("negative", negative(), -1, 98765, "98765", "must be < 0, but is 98765"),
        leaf("notPositive", notPositive(), 0, 98765, "98765", "must be <= 0, but is 98765"),
        leaf(
            "finite",
            finite(),
            1.0,
            Double.NEGATIVE_INFINITY,
            "Infinity",
            "must be a finite number, but is -Infinity"),
        leaf("range", range(1, 10), 5, 98765, "98765", "must be from 1 to 10, but is 98765", 1, 10),
        leaf("atLeast", atLeast(10), 10, -98765, "98765", "must be >= 10, but is -98765", 10),
        leaf("atMost", atMost(10), 10, 98765, "98765", "must be <= 10, but is 98765", 10),
        leaf(
            "greaterThan", greaterThan(10), 11, -98765, "98765", "must be > 10, but is -98765", 10),
        leaf("lessThan", lessThan(10), 9, 98765, "98765", "must be < 10, but is 98765", 10),
        leaf("notBlank", notBlank(), "x", "     ", "     ", "must not be blank, but is \"     \""),
        leaf(
            "length",
            length(1, 3),
            "abc",
            "x".repeat(MANY),
            "4711",
            "must have 1 to 3 characters, but has 4711",
            1,
            3),
        leaf(
            "matches",
            matches("[a-z]+"),
            "abc",
            "hunter2",
            "hunter2",
            "must match [a-z]+, but is \"hunter2\"",
            "[a-z]+"),
        leaf(
            "matches",
            matches(Pattern.compile("[a-z]+")),
            "abc",
            "hunter2",
            "hunter2",
            "must match [a-z]+, but is \"hunter2\"",
            "[a-z]+"),
        leaf(
            "startsWith",
            startsWith("a"),
            "abc",
            "hunter2",
            "hunter2",
            "must start with \"a\", but is \"hunter2\"",
            "a"),
        leaf(
            "endsWith",
            endsWith("c"),
            "abc",
            "hunter2",
            "hunter2",
            "must end with \"c\", but is \"hunter2\"",
            "c"),
        leaf("notEmpty", notEmpty(), List.of(1), List.of(), "", "must not be empty"),
        leaf(
            "size",
            size(1, 3),
            List.of(1),
            nCopies(MANY, "x"),
            "4711",
            "must have 1 to 3 elements, but has 4711",
            1,
            3),
        leaf(
            "noNulls",
            noNulls(),
            List.of(1),
            Arrays.asList("hunter2", null),
            "hunter2",
            "must have no null in it"),
        leaf(
            "contains",
            contains("a"),
            List.of("a"),
            List.of("hunter2"),
            "hunter2",
            "must contain \"a\"",
            "a"),
        leaf(
            "subsetOf",
            subsetOf(List.of("a", "b")),
            List.of("a"),
            List.of("a", "hunter2"),
            "hunter2",
            "must contain nothing but [a, b], but contains \"hunter2\"",
            "a",
            "b"),
        leaf(
            "unique",
            unique(),
            List.of("a", "b"),
            List.of("hunter2", "b", "hunter2"),
            "hunter2",
            "must have no element twice, but has twice \"hunter2\""),
        leaf(
            "uniqueBy",
            uniqueBy((String text) -> text.toUpperCase(Locale.ROOT)),
            List.of("a", "b"),
            List.of("hunter2", "b", "Hunter2"),
            "HUNTER2",
            "must have no two elements with the same key, but has twice \"HUNTER2\""),
        leaf(
            "sorted",
            Validators.<String>sorted(),
            List.of("a", "b"),
            List.of("z", "hunter2"),
            "hunter2",
            "must be in ascending order"),
        leaf(
            "sortedBy",
            sortedBy(Comparator.comparingInt(String::length)),
            List.of("b", "aa"),
            List.of("z", "hunter2", "z"),
            "hunter2",
            "must be in the order that is required"),
        leaf(
            "entryCount",
            entryCount(1, 3),
            Map.of(1, 1),
            mapOfSize(MANY),
            "4711",
            "must have 1 to 3 entries, but has 4711",
            1,
            3),
        leaf(
            "positiveDuration",
            positiveDuration(),
            Duration.ofNanos(1),
            Duration.ofMinutes(-47),
            "47",
            "must be longer than no time, but is PT-47M"),
        leaf(
            "notNegativeDuration",
            notNegativeDuration(),
            Duration.ZERO,
            Duration.ofMinutes(-47),
            "47",
            "must not be negative, but is PT-47M"),
        leaf(
            "inThePast",
            inThePast(CLOCK),
            NOW,
            NOW.plusSeconds(47),
            "47",
            "must not lie in the future, but is 2020-01-01T00:00:47Z"),
        leaf(
            "inTheFuture",
            inTheFuture(CLOCK),
            NOW,
            NOW.minusSeconds(13),
            "47",
            "must not lie in the past, but is 2019-12-31T23:59:47Z"),
        leaf(
            "within",
            within(Duration.ofSeconds(10), CLOCK),
            NOW,
            NOW.plusSeconds(47),
            "47",
            "must lie within PT10S of now, but is 2020-01-01T00:00:47Z",
            Duration.ofSeconds(10)),
        leaf("present", present(), Optional.of(1), Optional.empty(), "", "must be present"));
  }

  private static Stream<Sample> navigation() {
    Rule<Object> short2 = that(value -> value.toString().length() <= 2, "be short");
    String message = "must be short, but is \"hunter2\"";
    return Stream.of(
        of("at", at("name", Function.identity(), short2), "ab", "hunter2", "name", "that", message),
        of(
            "at",
            at("name", Function.identity(), notNull(), short2),
            "ab",
            "hunter2",
            "name",
            "that",
            message),
        of("each", each(short2), List.of("ab"), List.of("ab", "hunter2"), "[1]", "that", message),
        of(
            "eachKey",
            eachKey(short2),
            Map.of("ab", 1),
            Map.of("hunter2", 1),
            "keys[hunter2]",
            "that",
            message),
        of(
            "eachValue",
            eachValue(short2),
            Map.of("hunter2", "ab"),
            Map.of("hunter2", "hunter2"),
            "[hunter2]",
            "that",
            message),
        of(
            "entry",
            entry("k", short2),
            Map.of("k", "ab"),
            Map.of("k", "hunter2"),
            "[k]",
            "that",
            message),
        of(
            "present",
            present(short2),
            Optional.of("ab"),
            Optional.of("hunter2"),
            "",
            "that",
            message),
        of(
            "ifPresent",
            ifPresent(short2),
            Optional.empty(),
            Optional.of("hunter2"),
            "",
            "that",
            message));
  }

  private static Stream<Sample> combinations() {
    Rule<Object> short2 = that(value -> value.toString().length() <= 2, "be short");
    Rule<Object> a = equalTo("a");
    String message = "must be short, but is \"hunter2\"";
    Validator<Object> foreign =
        (current, proposed) ->
            proposed.equals("ab")
                ? List.of()
                : List.of(new Violation("at", "own", "is " + proposed, listOf(proposed)));
    return Stream.of(
        of("all", all(short2, notNull()), "ab", "hunter2", "", "that", message),
        of(
            "any",
            any(short2, a),
            "ab",
            "hunter2",
            "",
            "anyOf",
            "must satisfy at least one of: ("
                + message
                + ") or (must be \"a\", but is \"hunter2\")"),
        of(
            "not",
            not(that((Object value) -> value.toString().length() > 2, "be long")),
            "ab",
            "hunter2",
            "",
            "not",
            "must not (be long), but is \"hunter2\""),
        of("nullable", nullable(short2), null, "hunter2", "", "that", message),
        of("when", when(value -> true, short2), "ab", "hunter2", "", "that", message),
        of("and", a.not().and(short2), "ab", "hunter2", "", "that", message),
        of("andThen", a.not().andThen(short2), "ab", "hunter2", "", "that", message),
        of(
            "or",
            short2.or(a),
            "ab",
            "hunter2",
            "",
            "anyOf",
            "must satisfy at least one of: ("
                + message
                + ") or (must be \"a\", but is \"hunter2\")"),
        of("named", short2.named("it"), "ab", "hunter2", "", "that", "it: " + message),
        of("withCode", short2.withCode("c"), "ab", "hunter2", "", "c", message),
        of("failFast", short2.failFast(), "ab", "hunter2", "", "that", message),
        of("withMessage", short2.withMessage("is bad"), "ab", "hunter2", "", "that", "is bad"),
        of(
            "mapMessages",
            short2.mapMessages(violation -> "! " + violation.message()),
            "ab",
            "hunter2",
            "",
            "that",
            "! " + message),
        new Sample(
            "deeplyImmutable",
            untyped(deeplyImmutable()),
            "x",
            null,
            new ArrayList<>(List.of("hunter2")),
            new Violation(
                "",
                "mutable",
                "java.util.ArrayList is mutable; keep List.copyOf(...) or a PersistentVector",
                List.of("java.util.ArrayList")),
            "hunter2"),
        new Sample(
            "of",
            untyped(Rule.of(foreign)),
            "ab",
            null,
            "hunter2",
            new Violation("at", "own", "is hunter2", listOf("hunter2")),
            "hunter2"));
  }

  private static Stream<Sample> steps() {
    return Stream.of(
        step(
            "step",
            Transitions.<String>step(
                (before, after) -> after.length() <= before.length(), "shrink"),
            "a",
            "abc",
            "hunter2"),
        step("neverDecreases", Transitions.<Integer>neverDecreases(), 50, 49, 47),
        step("neverIncreases", Transitions.<Integer>neverIncreases(), 45, 46, 47),
        step("alwaysIncreases", Transitions.<Integer>alwaysIncreases(), 50, 49, 47),
        step("unchanged", Transitions.<String>unchanged(), "abc", "abc", "hunter2"),
        step("unchanged", Transitions.unchanged(String::length), "xyz", "abc", "x".repeat(47)),
        step("appendOnly", Transitions.appendOnly(), List.of(1, 2), List.of(1), nCopies(47, 2)),
        step("addOnly", Transitions.addOnly(), List.of(2, 1), List.of(1), nCopies(47, 2)),
        step(
            "stateMachine",
            Transitions.stateMachine(
                Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("x47"))),
            "b",
            "a",
            "x47"));
  }

  /** A factory name stands for the code; the path is empty. */
  private static <T extends @Nullable Object> Sample leaf(
      String factory,
      Rule<T> rule,
      T accepted,
      T rejected,
      String secret,
      String message,
      @Nullable Object... arguments) {
    Violation expected = new Violation("", factory, message, Arrays.asList(arguments));
    return new Sample(factory, untyped(rule), accepted, null, rejected, expected, secret);
  }

  private static <T extends @Nullable Object> Sample of(
      String factory,
      Rule<T> rule,
      T accepted,
      T rejected,
      String path,
      String code,
      String message) {
    Violation expected = new Violation(path, code, message, List.of());
    return new Sample(factory, untyped(rule), accepted, null, rejected, expected, "hunter2");
  }

  private static <T> Sample step(String factory, Rule<T> rule, T accepted, T before, T rejected) {
    Violation expected = new Violation("", factory, "", List.of());
    return new Sample(
        factory,
        untyped(rule),
        accepted,
        before,
        rejected,
        expected,
        rejected.toString().contains("hunter2") ? "hunter2" : "47");
  }

  static Map<Integer, Integer> mapOfSize(int size) {
    Map<Integer, Integer> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(i, i);
    }
    return map;
  }

  static <K extends @Nullable Object, V extends @Nullable Object> Map<K, V> mapOf(K key, V value) {
    return singletonMap(key, value);
  }

  /** The same rule, for values of any type. */
  @SuppressWarnings("unchecked") // whoever asks knows the type
  static Rule<@Nullable Object> untyped(Rule<? extends @Nullable Object> rule) {
    return (Rule<@Nullable Object>) rule;
  }
}
