package org.potamos.validators;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.potamos.validators.RuleChecks.assertRejects;
import static org.potamos.validators.RuleChecks.message;
import static org.potamos.validators.RuleChecks.paths;
import static org.potamos.validators.RuleChecks.violation;
import static org.potamos.validators.Validators.all;
import static org.potamos.validators.Validators.any;
import static org.potamos.validators.Validators.at;
import static org.potamos.validators.Validators.contains;
import static org.potamos.validators.Validators.each;
import static org.potamos.validators.Validators.eachKey;
import static org.potamos.validators.Validators.eachValue;
import static org.potamos.validators.Validators.entry;
import static org.potamos.validators.Validators.equalTo;
import static org.potamos.validators.Validators.not;
import static org.potamos.validators.Validators.oneOf;
import static org.potamos.validators.Validators.positive;
import static org.potamos.validators.Validators.startsWith;
import static org.potamos.validators.Validators.subsetOf;
import static org.potamos.validators.Validators.that;
import static org.potamos.validators.Validators.unique;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Violation;
import org.potamos.core.collection.PersistentVector;

/**
 * However large, deep or hostile a value is: what is said about it is short, on one line, and said.
 */
@SuppressWarnings("NullAway") // null is handed in on purpose
class BoundedMessagesTest {
  private static final int MILLION = 1_000_000;

  /** How much is shown of a value: 60 characters, and three dots if that was not all. */
  private static final int VALUE = 63;

  private static final Rule<@Nullable Object> NEVER =
      Samples.untyped(that(value -> false, "be fine"));

  static Stream<Arguments> hostile() {
    return Hostile.values();
  }

  /** Those that can be compared and hashed. */
  static Stream<Arguments> hostileKeys() {
    return Hostile.values()
        .filter(named -> {
          Object value = named.get()[1];
          return !(value instanceof Collection
              || value instanceof Map
              || value instanceof Optional
              || value instanceof Hostile.Chain);
        });
  }

  /** One line without control characters, and whole characters only. */
  private static void assertOneLine(String text) {
    assertThat(text.codePoints().filter(BoundedMessagesTest::isUnfit).boxed().toList())
        .as(text)
        .isEmpty();
  }

  private static void assertBounded(String text) {
    assertThat(text.codePointCount(0, text.length())).as(text).isLessThanOrEqualTo(VALUE);
    assertOneLine(text);
  }

  private static boolean isUnfit(int character) {
    return Character.isISOControl(character)
        || Character.getType(character) == Character.LINE_SEPARATOR
        || Character.getType(character) == Character.PARAGRAPH_SEPARATOR
        || Character.getType(character) == Character.SURROGATE;
  }

  private static String shown(@Nullable Object value) {
    String message = message(NEVER, value);
    assertThat(message).startsWith("must be fine, but is ");
    return message.substring("must be fine, but is ".length());
  }

  // ------------------------------------------------------------------ one value

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void value_hostile_isShownShortOnOneLine(String name, Object value) {
    String shown = shown(value);
    assertBounded(shown);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileKeys")
  void path_hostileKey_isShortOnOneLine(String name, Object key) {
    Map<Object, Object> map = new HashMap<>();
    map.put(key, 1);
    for (String path :
        Stream.of(eachValue(NEVER), eachKey(NEVER), entry(key, NEVER))
            .flatMap(rule -> paths(Samples.untyped(rule), map).stream())
            .toList()) {
      assertThat(path).hasSizeLessThanOrEqualTo(VALUE + "keys[]".length()).endsWith("]");
      assertOneLine(path);
    }
  }

  /** What is only a limit does not fail either, and does not hide a rejection. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileKeys")
  void limit_hostile_isShownShortOnOneLine(String name, Object limit) {
    Rule<Object> equal = Validators.<Object>equalTo(limit);
    assertThat(message(equal, "z").length()).isLessThan(2 * VALUE + 30);
    assertOneLine(message(equal, "z"));
    assertThat(message(Samples.untyped(contains(limit)), List.of())).hasSizeLessThan(VALUE + 30);
    assertOneLine(message(Samples.untyped(contains(limit)), List.of()));
    assertThat(equal.toString()).hasSizeLessThan(VALUE + 30);
  }

  @Test
  void value_collections_showFiveElements() {
    assertThat(shown(List.of(1, 2, 3, 4, 5))).isEqualTo("[1, 2, 3, 4, 5]");
    assertThat(shown(List.of(1, 2, 3, 4, 5, 6))).isEqualTo("[1, 2, 3, 4, 5, ... 6 in all]");
    assertThat(shown(List.of())).isEqualTo("[]");
    assertThat(shown(Map.of("a", 1))).isEqualTo("[a=1]");
    assertThat(shown(Samples.mapOfSize(9))).contains("0=0", "4=4").doesNotContain("5=5");
    assertThat(shown(new int[] {1, 2, 3})).isEqualTo("[1, 2, 3]");
    assertThat(shown(new String[] {"a", null})).isEqualTo("[a, null]");
    assertThat(shown(new long[] {1, 2, 3, 4, 5, 6, 7})).doesNotContain("6");
    assertThat(shown(PersistentVector.of(1, 2, 3, 4, 5, 6, 7)))
        .isEqualTo("[1, 2, 3, 4, 5, ... 7 in all]");
  }

  @Test
  void value_noText_itsClassIsShown() {
    Object bad = Hostile.throwing(new IllegalStateException("the reason"));
    assertThat(shown(bad)).contains("Hostile$Shown").doesNotContain("the reason");
    assertThat(shown(new ArrayList<>(List.of(bad)))).contains("java.util.ArrayList");
  }

  @Test
  void value_sixtyCharacters_areAllShown() {
    assertThat(shown(Hostile.shown(() -> "x".repeat(60)))).isEqualTo("x".repeat(60));
    assertThat(shown("x".repeat(58))).isEqualTo("\"" + "x".repeat(58) + "\"");
    assertThat(shown(Hostile.shown(() -> "x".repeat(61)))).startsWith("x".repeat(50));
    assertThat(shown("x".repeat(61))).startsWith("\"" + "x".repeat(50));
  }

  // ------------------------------------------------------------------ many violations

  private static final Violation MORE_MARK = violationOfMore();

  private static Violation violationOfMore() {
    return each(positive()).checkInitial(nCopies(21, 0)).getLast();
  }

  @Test
  void violations_moreThanTwenty_areCut() {
    assertThat(MORE_MARK)
        .returns("", Violation::path)
        .returns("more", Violation::code)
        .returns(List.of(20), Violation::arguments);
    assertThat(each(positive()).checkInitial(nCopies(20, 0))).hasSize(20).doesNotContain(MORE_MARK);
    assertThat(each(positive()).checkInitial(nCopies(21, 0))).hasSize(21).endsWith(MORE_MARK);
  }

  private static void assertCut(List<Violation> violations) {
    assertThat(violations).hasSize(21).endsWith(MORE_MARK);
    assertThat(violations.subList(0, 20)).doesNotContain(MORE_MARK);
  }

  @Test
  void violations_millionBadElements_areCut() {
    List<Integer> bad = nCopies(MILLION, -1);
    assertCut(each(positive()).checkInitial(bad));
    assertCut(each(positive()).checkInitial(PersistentVector.copyOf(bad)));
    assertThat(paths(each(positive()), bad).get(19)).isEqualTo("[19]");
    Map<Integer, Integer> map = Samples.mapOfSize(MILLION);
    assertCut(Samples.untyped(eachValue(NEVER)).checkInitial(map));
    assertCut(Samples.untyped(eachKey(NEVER)).checkInitial(map));
    assertCut(each(each(NEVER)).checkInitial(nCopies(1000, nCopies(1000, 1))));
    assertCut(
        Samples.untyped(at("a", value -> value, Samples.untyped(each(positive()))))
            .checkInitial(bad));
    assertCut(Samples.untyped(all(each(positive()), each(positive()))).checkInitial(bad));
  }

  /** What would not be listed is not looked for. */
  @Test
  void each_millionBadElements_stopsReading() {
    AtomicInteger read = new AtomicInteger();
    Iterable<Integer> counted =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                return -read.incrementAndGet();
              }
            };
    assertCut(each(positive()).checkInitial(counted));
    assertThat(read.get()).isLessThan(30);
    read.set(0);
    assertThat(each(positive()).failFast().checkInitial(counted)).hasSize(1);
    assertThat(read.get()).isEqualTo(1);
    read.set(0);
    assertThat(not(each(positive())).accepts(counted)).isTrue();
    assertThat(read.get()).isEqualTo(1);
  }

  @Test
  void all_manyRules_areCut() {
    Rule<?>[] rules = new Rule<?>[1000];
    Arrays.fill(rules, NEVER);
    @SuppressWarnings("unchecked")
    Rule<Object>[] typed = (Rule<Object>[]) rules;
    assertCut(all(typed).checkInitial(1));
    assertThat(message(any(typed), 1)).hasSizeLessThan(4000);
  }

  @Test
  void foreignViolations_many_areCut() {
    List<Violation> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(Violation.of("reason " + i));
    }
    List<Violation> answered = Rule.<Object>of((current, proposed) -> many).checkInitial(1);
    assertCut(answered);
    assertThat(answered.subList(0, 20)).isEqualTo(many.subList(0, 20));
  }

  @Test
  void collectionRules_hostileElements_areRejectedNevertheless() {
    Object bad = Hostile.throwing(new IllegalStateException("no text"));
    assertRejects(Samples.untyped(unique()), List.of(bad, bad));
    assertRejects(Samples.untyped(subsetOf(List.of(1))), List.of(bad));
    assertRejects(Samples.untyped(oneOf(bad, 1)), "x");
    assertRejects(Samples.untyped(contains(bad)), List.of());
    assertRejects(Samples.untyped(equalTo(bad)), "x");
    Map<Object, Object> keys = Hostile.hostileKeys();
    assertThat(Samples.untyped(eachValue(NEVER)).checkInitial(keys)).hasSize(keys.size());
    assertThat(Samples.untyped(eachKey(NEVER)).checkInitial(keys)).hasSize(keys.size());
    assertThat(violation(Samples.untyped(entry(bad, NEVER)), Map.of()).code()).isEqualTo("entry");
  }

  /** Two keys that differ have different paths, also if they differ in quotes only. */
  @Test
  void path_textKeys_haveNoQuotesAroundThem() {
    assertThat(paths(eachValue(positive()), Map.of("EUR", 0))).containsExactly("[EUR]");
    assertThat(paths(eachValue(positive()), Map.of("", 0))).containsExactly("[]");
    assertThat(paths(eachValue(positive()), Map.of("a\"b", 0)).getFirst())
        .isNotEqualTo("[ab]")
        .contains("a", "\"b");
    assertThat(paths(eachValue(positive()), Map.of("k".repeat(1000), 0)).getFirst())
        .startsWith("[kkkkkkkkk")
        .hasSizeLessThanOrEqualTo(VALUE + 2);
  }

  /** The whole message of the exception stays readable. */
  @Test
  void exception_manyViolations_hasShortMessage() {
    Rule<List<Integer>> rule = Validators.<List<Integer>>all(each(positive()));
    List<Violation> violations = rule.checkInitial(nCopies(MILLION, -1));
    assertThat(new InvalidStateException("a", null, violations, null).getMessage())
        .hasSizeLessThan(1000);
  }

  @Test
  void text_limitWithControlCharacters_isEscaped() {
    assertOneLine(message(startsWith("a\nb"), "x\ny\u0000"));
    assertOneLine(message(oneOf("a\nb", "c\u2028d"), "x"));
    assertOneLine(message(Samples.untyped(subsetOf(List.of("a\nb"))), List.of("\n")));
  }
}
