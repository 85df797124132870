package org.potamos.validators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.potamos.core.Violation;

/** Looks at what rules answer, and makes what they are asked about. */
@SuppressWarnings("NullAway") // null is handed in on purpose
final class RuleChecks {
  /** What all rules about the content of a value answer to null. */
  static final Violation NOT_NULL = new Violation("", "notNull", "must not be null", List.of());

  private RuleChecks() {}

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static <T extends @Nullable Object> void assertAccepts(Rule<T> rule, T... values) {
    for (T value : values) {
      assertThat(rule.checkInitial(value)).as("%s about %s", rule, value).isEmpty();
      assertThat(rule.accepts(value)).isTrue();
      assertThat(rule.check(value, value)).isEmpty();
    }
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static <T extends @Nullable Object> void assertRejects(Rule<T> rule, T... values) {
    for (T value : values) {
      assertThat(rule.checkInitial(value)).as("%s about %s", rule, value).isNotEmpty();
      assertThat(rule.accepts(value)).isFalse();
      assertThat(rule.check(value, value)).isEqualTo(rule.checkInitial(value));
    }
  }

  /** The one violation by a first value. */
  static <T extends @Nullable Object> Violation violation(Rule<T> rule, T value) {
    List<Violation> violations = rule.checkInitial(value);
    assertThat(violations).as("%s about %s", rule, value).hasSize(1);
    return violations.getFirst();
  }

  static <T extends @Nullable Object> String message(Rule<T> rule, T value) {
    return violation(rule, value).message();
  }

  /** The violations by a first value, as people read them. */
  static <T extends @Nullable Object> List<String> texts(Rule<T> rule, T value) {
    return texts(rule.checkInitial(value));
  }

  static List<String> texts(List<Violation> violations) {
    return violations.stream().map(Violation::toString).toList();
  }

  static <T extends @Nullable Object> List<String> paths(Rule<T> rule, T value) {
    return rule.checkInitial(value).stream().map(Violation::path).toList();
  }

  static <T extends @Nullable Object> List<String> codes(Rule<T> rule, T value) {
    return rule.checkInitial(value).stream().map(Violation::code).toList();
  }

  /** A list that may have nulls. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static <E extends @Nullable Object> List<E> listOf(E... elements) {
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  /** One argument for each of some values, which may be null. */
  static Stream<Arguments> each(@Nullable Object... values) {
    return Arrays.stream(values).map(Arguments::of);
  }

  /** Null where none is allowed. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // wrong on purpose
  static <X> X nothing() {
    return null;
  }
}
