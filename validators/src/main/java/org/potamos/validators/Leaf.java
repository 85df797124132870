package org.potamos.validators;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/** A rule about a value as a whole, and not about what it is made of. */
final class Leaf<T extends @Nullable Object> extends Rule<T> {
  static final Violation IS_NULL = Violations.of("", "notNull", "must not be null", List.of());

  private static final List<Violation> ONLY_IS_NULL = List.of(IS_NULL);

  /** What is shown of a rejected value: the verb, and what it governs. */
  private record Finding<T extends @Nullable Object>(
      String verb, Function<? super T, ? extends @Nullable Object> what) {}

  private final String code;
  private final String phrase;
  private final List<@Nullable Object> arguments;
  private final Predicate<? super T> rule;
  private final boolean takesNull;
  private final @Nullable Finding<T> finding;

  private Leaf(
      String code,
      String phrase,
      List<@Nullable Object> arguments,
      Predicate<? super T> rule,
      boolean takesNull,
      @Nullable Finding<T> finding) {
    this.code = code;
    this.phrase = phrase;
    this.arguments = arguments;
    this.rule = rule;
    this.takesNull = takesNull;
    this.finding = finding;
  }

  /**
   * A rule that rejects null, and shows what it rejects.
   *
   * @param phrase goes on from "must"
   */
  static <T extends @Nullable Object> Leaf<T> of(
      String code, String phrase, Predicate<? super T> rule, @Nullable Object... arguments) {
    return new Leaf<>(
        code, phrase, listOf(arguments), rule, false, new Finding<>("is", value -> value));
  }

  /** The same rule, which is asked about null too. */
  Leaf<T> takingNull() {
    return new Leaf<>(code, phrase, arguments, rule, true, finding);
  }

  /** The same rule, which shows something about the value that it rejects. */
  Leaf<T> finding(String verb, Function<? super T, ? extends @Nullable Object> what) {
    return new Leaf<>(code, phrase, arguments, rule, takesNull, new Finding<>(verb, what));
  }

  /** The same rule, which shows nothing of the value that it rejects. */
  Leaf<T> findingNothing() {
    return new Leaf<>(code, phrase, arguments, rule, takesNull, null);
  }

  /** Elements may be null. */
  static List<@Nullable Object> listOf(@Nullable Object... elements) {
    return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(elements.clone()));
  }

  @Override
  List<Violation> verify(T current, T proposed, boolean isFirst, Context context) {
    if (proposed == null && !takesNull) {
      return ONLY_IS_NULL;
    }
    if (rule.test(proposed)) {
      return List.of();
    }
    return Violations.rejection(context, () -> violation(proposed, context));
  }

  private Violation violation(T rejected, Context context) {
    String message = this + (finding == null ? "" : found(finding, rejected, context));
    return Violations.of("", code, message, arguments);
  }

  private static <T extends @Nullable Object> String found(
      Finding<T> finding, T rejected, Context context) {
    Object what;
    try {
      what = finding.what.apply(rejected);
    } catch (RuntimeException | StackOverflowError unusable) {
      return ""; // the rejection itself says enough
    }
    return ", but " + finding.verb + " " + context.show(what);
  }

  @Override
  String phrase() {
    return phrase;
  }

  /** The rejection of null by a rule that looks into a value. */
  static List<Violation> isNull() {
    return ONLY_IS_NULL;
  }
}
