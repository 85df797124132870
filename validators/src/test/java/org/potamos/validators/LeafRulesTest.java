package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.potamos.validators.RuleChecks.NOT_NULL;
import static org.potamos.validators.RuleChecks.assertAccepts;
import static org.potamos.validators.RuleChecks.assertRejects;
import static org.potamos.validators.RuleChecks.message;
import static org.potamos.validators.RuleChecks.violation;
import static org.potamos.validators.Validators.equalTo;
import static org.potamos.validators.Validators.instanceOf;
import static org.potamos.validators.Validators.isNull;
import static org.potamos.validators.Validators.notNull;
import static org.potamos.validators.Validators.oneOf;
import static org.potamos.validators.Validators.that;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.Violation;
import org.potamos.validators.Samples.Sample;

/** What all rules about a value as a whole have in common; and those about any object. */
@SuppressWarnings("NullAway") // null is handed in on purpose
class LeafRulesTest {

  static Stream<Sample> leaves() {
    return Samples.leaves();
  }

  static Stream<Sample> leavesButIsNull() {
    return leaves().filter(sample -> !sample.factory().equals("isNull"));
  }

  static Stream<Sample> all() {
    return Samples.everything();
  }

  /** The table has every public factory: whoever adds one is reminded to add a sample. */
  @Test
  void samples_allFactories_areThere() {
    Set<String> tested =
        Samples.everything().map(Sample::factory).collect(Collectors.toCollection(TreeSet::new));
    assertThat(tested).containsAll(factories(Validators.class));
    assertThat(tested).containsAll(factories(Transitions.class));
  }

  private static Set<String> factories(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("all")
  void check_accepted_answersNothing(Sample sample) {
    assertThat(sample.rule().checkInitial(sample.accepted())).isEmpty();
    assertThat(sample.rule().accepts(sample.accepted())).isTrue();
    Object before = sample.isStep() ? sample.before() : sample.accepted();
    assertThat(sample.rule().check(before, sample.accepted())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void check_rejected_answersCodePathMessageAndArguments(Sample sample) {
    if (sample.isStep()) {
      assertThat(sample.ask(sample.rule()))
          .singleElement()
          .returns("", Violation::path)
          .returns(sample.factory(), Violation::code);
      return;
    }
    assertThat(sample.ask(sample.rule())).containsExactly(sample.expected());
    assertThat(sample.rule().accepts(sample.rejected())).isFalse();
    assertThat(sample.rule().check(sample.accepted(), sample.rejected()))
        .containsExactly(sample.expected());
  }

  @ParameterizedTest
  @MethodSource("leavesButIsNull")
  void check_null_isNotNull(Sample sample) {
    assertThat(sample.rule().checkInitial(null)).containsExactly(NOT_NULL);
    assertThat(sample.rule().check(sample.accepted(), null)).containsExactly(NOT_NULL);
    assertThat(sample.rule().check(null, null)).containsExactly(NOT_NULL);
  }

  @ParameterizedTest
  @MethodSource("leaves")
  void check_afterNull_looksAtTheProposedValueOnly(Sample sample) {
    assertThat(sample.rule().check(null, sample.accepted())).isEmpty();
    assertThat(sample.rule().check(null, sample.rejected())).containsExactly(sample.expected());
  }

  @ParameterizedTest
  @MethodSource("leaves")
  void nullable_null_isAccepted(Sample sample) {
    assertThat(sample.rule().nullable().checkInitial(null)).isEmpty();
    assertThat(sample.rule().nullable().checkInitial(sample.accepted())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("leaves")
  void toString_leaf_saysWhatItRequires(Sample sample) {
    String required = sample.expected().message().replaceFirst(", but .*", "");
    assertThat(sample.rule()).hasToString(required);
  }

  // ------------------------------------------------------------------ any object

  @Test
  void notNull_anyObject_isAccepted() {
    assertAccepts(notNull(), "", 0, List.of());
    assertThat(violation(notNull(), null)).isEqualTo(NOT_NULL);
  }

  @Test
  void isNull_null_isAcceptedAlone() {
    assertAccepts(isNull(), (Object) null);
    assertThat(violation(isNull(), 5))
        .isEqualTo(new Violation("", "isNull", "must be null, but is 5", List.of()));
  }

  @Test
  void that_null_isNotHandedToThePredicate() {
    AtomicInteger asked = new AtomicInteger();
    Rule<String> rule =
        that(
            text -> {
              asked.incrementAndGet();
              return true;
            },
            "be asked");
    assertThat(violation(rule, null)).isEqualTo(NOT_NULL);
    assertThat(asked).hasValue(0);
    assertAccepts(rule, "x");
    assertThat(asked).hasPositiveValue();
  }

  @Test
  void equalTo_null_isAcceptedIfExpected() {
    assertAccepts(equalTo(null), (Object) null);
    assertThat(violation(equalTo(null), 5))
        .isEqualTo(
            new Violation("", "equalTo", "must be null, but is 5", Arrays.asList((Object) null)));
    assertThat(violation(equalTo("a"), null)).isEqualTo(NOT_NULL);
  }

  @Test
  void equalTo_equalButNotSame_isAccepted() {
    assertAccepts(equalTo(List.of(1, 2)), new ArrayList<>(List.of(1, 2)));
    assertRejects(equalTo(1000L), 1001L);
    assertRejects(Validators.<Object>equalTo(1), 1L);
  }

  /** What the program changes later is not what the rule was given. */
  @Test
  void oneOf_collectionChangedLater_isCopied() {
    List<String> values = new ArrayList<>(List.of("a", "b"));
    Rule<String> rule = oneOf(values);
    values.set(0, "c");
    values.clear();
    assertAccepts(rule, "a", "b");
    assertThat(violation(rule, "c").arguments()).containsExactly("a", "b");
  }

  @Test
  void oneOf_arrayChangedLater_isCopied() {
    String[] values = {"a", "b"};
    Rule<String> rule = oneOf(values);
    values[0] = "c";
    assertAccepts(rule, "a");
    assertThat(violation(rule, "c").arguments()).containsExactly("a", "b");
  }

  @Test
  void oneOf_valueGivenTwice_isNoMatter() {
    assertAccepts(oneOf("a", "a", "b"), "a", "b");
    assertRejects(oneOf("a", "a"), "c");
  }

  @Test
  void oneOf_manyValues_messageShowsFive() {
    Rule<Integer> rule = oneOf(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(message(rule, 10)).startsWith("must be one of [1, 2, 3, 4, 5,").doesNotContain("6");
  }

  @Test
  void instanceOf_subclassAndInterface_areAccepted() {
    assertAccepts(Validators.<Object>instanceOf(Number.class), 1, 2.0);
    assertAccepts(Validators.<Object>instanceOf(CharSequence.class), "x", CharBuffer.wrap("x"));
    assertThat(message(instanceOf(List.class), Set.of(1, 2)))
        .startsWith("must be a java.util.List, but is a java.util.ImmutableCollections$Set");
  }
}
