package org.potamos.validators;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/**
 * A rule about the step from one value to the next. Where there is no value before, it and its
 * negation accept: it has nothing to say.
 */
final class Step<T extends @Nullable Object> extends Rule<T> {
  private final String code;
  private final String phrase;
  private final BiPredicate<? super T, ? super T> rule;
  private final BiFunction<? super T, ? super T, List<@Nullable Object>> finding;

  Step(
      String code,
      String phrase,
      BiPredicate<? super T, ? super T> rule,
      BiFunction<? super T, ? super T, List<@Nullable Object>> finding) {
    this.code = code;
    this.phrase = phrase;
    this.rule = rule;
    this.finding = finding;
  }

  /**
   * A rule that rejects null, and shows both values of a step that it rejects.
   *
   * @param phrase goes on from "must"
   */
  static <T extends @Nullable Object> Step<T> of(
      String code, String phrase, BiPredicate<? super T, ? super T> rule) {
    return new Step<>(code, phrase, rule, Leaf::listOf);
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    if (isFirst || current == null) {
      return context.isNegated() ? Violations.SOME : List.of();
    }
    if (proposed == null) {
      return Leaf.isNull();
    }
    if (rule.test(current, proposed)) {
      return List.of();
    }
    return Violations.rejection(context, () -> violation(current, proposed, context));
  }

  private Violation violation(T current, T proposed, Context context) {
    String message = this + found(current, proposed, context);
    return Violations.of("", code, message, List.of());
  }

  private String found(T current, T proposed, Context context) {
    List<@Nullable Object> found;
    try {
      found = finding.apply(current, proposed);
    } catch (RuntimeException | StackOverflowError unusable) {
      return ""; // the rejection itself says enough
    }
    return ", but would go from "
        + context.show(found.get(0))
        + " to "
        + context.show(found.get(1));
  }

  @Override
  String phrase() {
    return phrase;
  }
}
