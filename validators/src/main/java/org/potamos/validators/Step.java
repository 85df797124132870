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
  private final @Nullable BiFunction<? super T, ? super T, String> ownPhrase;
  private final @Nullable BiFunction<? super T, ? super T, List<@Nullable Object>> finding;

  Step(
      String code,
      String phrase,
      BiPredicate<? super T, ? super T> rule,
      @Nullable BiFunction<? super T, ? super T, String> ownPhrase,
      @Nullable BiFunction<? super T, ? super T, List<@Nullable Object>> finding) {
    this.code = code;
    this.phrase = phrase;
    this.rule = rule;
    this.ownPhrase = ownPhrase;
    this.finding = finding;
  }

  /**
   * A rule that rejects null, and shows both values of a step that it rejects.
   *
   * @param phrase goes on from "must"
   */
  static <T extends @Nullable Object> Step<T> of(
      String code, String phrase, BiPredicate<? super T, ? super T> rule) {
    return new Step<>(code, phrase, rule, null, Leaf::listOf);
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
    return context.isQuiet() ? Violations.SOME : List.of(violation(current, proposed, context));
  }

  private Violation violation(T current, T proposed, Context context) {
    String required = ownPhrase == null ? phrase : ownPhrase.apply(current, proposed);
    if (finding == null) {
      return Violations.of("", code, "must " + required, List.of());
    }
    List<@Nullable Object> found = finding.apply(current, proposed);
    String message =
        "must "
            + required
            + ", but would go from "
            + context.show(found.get(0))
            + " to "
            + context.show(found.get(1));
    return Violations.of("", code, message, List.of());
  }

  @Override
  String phrase() {
    return phrase;
  }
}
