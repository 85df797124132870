package org.potamos.validators;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Validator;
import org.potamos.core.Violation;

/**
 * A {@link Validator} that can be combined with others, and says in words what it requires.
 *
 * {@snippet class="org.potamos.validators.ValidatorSnippets" region="rule"}
 *
 * <p>Rules come from {@link Validators} (about values) and {@link Transitions} (about steps from
 * one value to the next); {@link #of} makes one of any validator. They are immutable, may be kept
 * in constants and used by any number of references and threads.
 *
 * <h2>What a rule answers</h2>
 *
 * Violations: where in the value, which code, an English message and what was compared with. At
 * most 20; a list that was cut ends with one of the code {@code "more"}. An accepted value costs no
 * allocation in the rules themselves.
 *
 * <h2>Null</h2>
 *
 * Every rule about the content of a value rejects null with the code {@code "notNull"}; {@link
 * #nullable} accepts it.
 *
 * <h2>Steps</h2>
 *
 * A rule about steps accepts every first value: the one that a reference starts with, and the one
 * that is there when a validator is installed. Its negation does too.
 *
 * <h2>Exceptions</h2>
 *
 * What a predicate or getter throws reaches whoever proposed the value, unchanged, and rejects the
 * value too.
 *
 * @param <T> the type of the values checked
 */
public abstract class Rule<T extends @Nullable Object> implements Validator<T> {
  Rule() {}

  /**
   * What the rule finds wrong.
   *
   * @param isFirst whether there is no value before; {@code current} is the proposed one then
   */
  abstract List<Violation> verify(T current, T proposed, boolean isFirst, Context context);

  /** What the rule requires, as it goes on from "must". */
  abstract String phrase();

  // ------------------------------------------------------------------ as a validator

  @Override
  public final List<Violation> check(T current, T proposed) {
    return verify(current, proposed, false, Context.DEFAULT);
  }

  @Override
  public final List<Violation> checkInitial(T initial) {
    return verify(initial, initial, true, Context.DEFAULT);
  }

  /**
   * Tells whether a value that replaces no other is accepted; as a method reference, a predicate.
   *
   * @param value the value
   * @return true if so
   */
  public final boolean accepts(T value) {
    return checkInitial(value).isEmpty();
  }

  /**
   * Makes a rule of any validator. Under a {@link Redaction} its messages and arguments are
   * withheld, since they may contain anything; its paths and codes stay.
   *
   * @param validator what it asks
   * @param <T> the type of the values checked
   * @return the validator itself if it is a rule already
   */
  @SuppressWarnings("unchecked") // a rule only takes values in
  public static <T extends @Nullable Object> Rule<T> of(Validator<? super T> validator) {
    Objects.requireNonNull(validator, "validator");
    return validator instanceof Rule<?> rule ? (Rule<T>) rule : new Foreign<>(validator);
  }

  // ------------------------------------------------------------------ algebra

  /**
   * This and another rule, both of which are asked: the answer has the violations of both. That a
   * value is null is told once.
   *
   * @param other the other
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return accepts what both accept
   */
  public final <S extends T> Rule<S> and(Validator<? super S> other) {
    return AllOf.of(Rule.<S>of(this), Rule.<S>of(other));
  }

  /**
   * This rule, and another that is asked only of what this one accepts: for rules that would throw
   * or make no sense otherwise, or that are dear.
   *
   * @param other the other
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return accepts what both accept
   */
  public final <S extends T> Rule<S> andThen(Validator<? super S> other) {
    return new Then<>(Rule.<S>of(this), Rule.<S>of(other));
  }

  /**
   * This or another rule; the other is asked only of what this one rejects.
   *
   * @param other the other
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return accepts what at least one of them accepts; else answers one violation with the code
   *     {@code "anyOf"}, whose message has those of both
   */
  public final <S extends T> Rule<S> or(Validator<? super S> other) {
    return new AnyOf<>(List.of(Rule.<S>of(this), Rule.<S>of(other)));
  }

  /**
   * The opposite.
   *
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return accepts what this rule rejects; else answers one violation with the code {@code "not"}
   */
  public final <S extends T> Rule<S> not() {
    return new Not<>(Rule.<S>of(this));
  }

  /**
   * This rule for values that may be null.
   *
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return accepts null, and what this rule accepts; a step from null is a first value
   */
  public final <S extends T> Rule<@Nullable S> nullable() {
    return new OrNull<>(Rule.<S>of(this));
  }

  /**
   * This rule for some values only.
   *
   * @param condition tells of a proposed value whether this rule is asked; null is not handed to it
   *     and this rule is asked
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return accepts what the condition does not concern
   */
  public final <S extends T> Rule<S> when(Predicate<? super S> condition) {
    return new When<>(Objects.requireNonNull(condition, "condition"), Rule.<S>of(this));
  }

  /**
   * This rule, which stops looking at its first violation.
   *
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return answers at most one
   */
  public final <S extends T> Rule<S> failFast() {
    return new FailFast<>(Rule.<S>of(this));
  }

  // ------------------------------------------------------------------ texts

  /**
   * This rule under a name, which stands before its messages, as in {@code "a fair price: must be >
   * 0, but is -1"}. A rule has one name: naming it again replaces it.
   *
   * @param name for people, not blank
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return the named rule
   */
  public final <S extends T> Rule<S> named(String name) {
    return Renamed.named(Rule.<S>of(this), requireText("name", name));
  }

  /**
   * This rule with an own message: it answers one violation, of the value as a whole, with that
   * message and the code and arguments of the first that it would have answered.
   *
   * @param message says what is wrong or must hold, not blank; it is shown under any {@link
   *     Redaction}
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return the rule with the message
   */
  public final <S extends T> Rule<S> withMessage(String message) {
    return new OwnMessage<>(Rule.<S>of(this), requireText("message", message));
  }

  /**
   * This rule with messages that are made from the violations: for other languages.
   *
   * @param messages makes the message of each violation; where it throws or answers null, the
   *     message stays as it was
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return the rule with these messages
   */
  public final <S extends T> Rule<S> mapMessages(Function<Violation, String> messages) {
    return new Recoded<>(
        Rule.<S>of(this), Recoded.byMessage(Objects.requireNonNull(messages, "messages")));
  }

  /**
   * This rule with another code in all its violations.
   *
   * @param code what programs go by, not blank
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return the rule with the code
   */
  public final <S extends T> Rule<S> withCode(String code) {
    return new Recoded<>(Rule.<S>of(this), Recoded.byCode(requireText("code", code)));
  }

  /**
   * This rule with values shown in another way in its messages. What is further out decides: a
   * redaction around this one stays in force, but {@link Redaction#NONE} takes nothing back.
   *
   * @param redaction how
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return the rule that shows values that way
   */
  public final <S extends T> Rule<S> shown(Redaction redaction) {
    return new Shown<>(Rule.<S>of(this), Objects.requireNonNull(redaction, "redaction"));
  }

  /**
   * This rule for secret values: {@link #shown} with {@link Redaction#HIDDEN}.
   *
   * @param <S> the type of the values checked, or a subtype: whatever is expected
   * @return the rule whose messages have no values
   */
  public final <S extends T> Rule<S> redacted() {
    return shown(Redaction.HIDDEN);
  }

  /** {@return what it requires, as in "must be > 0"} */
  @Override
  public final String toString() {
    return "must " + phrase();
  }

  // ------------------------------------------------------------------ for factories

  static String requireText(String what, String text) {
    if (Objects.requireNonNull(text, what).isBlank()) {
      throw new IllegalArgumentException(
          what + " rejected: it is blank; say something that a reader of logs understands");
    }
    return text;
  }
}
