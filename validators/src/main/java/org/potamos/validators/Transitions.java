package org.potamos.validators;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@linkplain Rule Rules} about steps: from the value that is there to the one that would replace
 * it.
 *
 * {@snippet class="org.potamos.validators.ValidatorSnippets" region="order"}
 *
 * <p>Where no value was before, they have nothing to say and accept. A step to null is rejected,
 * one from null accepted. By {@link Validators#at} they concern a part of a value, by {@link
 * Validators#entry} and {@link Validators#eachValue} what a map has for a key.
 */
public final class Transitions {
  private Transitions() {}

  /** How many elements, for messages. */
  private record Count(int size) {
    @Override
    public String toString() {
      return size + (size == 1 ? " element" : " elements");
    }
  }

  /**
   * Accepts steps that a predicate accepts.
   *
   * @param rule is given the value that is there and the proposed one, neither of them null
   * @param message goes on from "must", as in {@code "grow by at most 10"}
   * @param <T> the type of the values checked
   * @return the rule, with the code {@code "step"}
   */
  public static <T extends @Nullable Object> Rule<T> step(
      BiPredicate<? super T, ? super T> rule, String message) {
    Objects.requireNonNull(rule, "rule");
    return Step.of("step", Rule.requireText("message", message), rule);
  }

  /**
   * Accepts steps that lead up, or nowhere.
   *
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> neverDecreases() {
    return Step.of(
        "neverDecreases", "never decrease", (before, after) -> Order.isAtLeast(after, before));
  }

  /**
   * Accepts steps that lead down, or nowhere.
   *
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> neverIncreases() {
    return Step.of(
        "neverIncreases", "never increase", (before, after) -> Order.isAtLeast(before, after));
  }

  /**
   * Accepts steps that lead up.
   *
   * @param <V> the type of the values checked
   * @return the rule
   */
  public static <V extends Comparable<? super V>> Rule<V> alwaysIncreases() {
    return Step.of(
        "alwaysIncreases",
        "increase with every step",
        (before, after) -> Order.isAbove(after, before));
  }

  /**
   * Accepts steps to an equal value: for parts that never change.
   *
   * @param <T> the type of the values checked
   * @return the rule
   */
  public static <T extends @Nullable Object> Rule<T> unchanged() {
    return Step.of("unchanged", "never change", Objects::equals);
  }

  /**
   * Accepts steps that leave a part of the value as it is. To have the part's name in the path, use
   * {@code at("id", Account::id, unchanged())}.
   *
   * @param getter takes the part out of a value; it may be null
   * @param <T> the type of the values checked
   * @return the rule
   */
  public static <T> Rule<T> unchanged(Function<? super T, ? extends @Nullable Object> getter) {
    Objects.requireNonNull(getter, "getter");
    return new Step<>(
        "unchanged",
        "keep the part that never changes",
        (before, after) -> Objects.equals(getter.apply(before), getter.apply(after)),
        (before, after) -> Leaf.listOf(getter.apply(before), getter.apply(after)));
  }

  /**
   * Accepts lists that begin with all elements of the list before, in their order.
   *
   * @return the rule
   */
  public static Rule<List<?>> appendOnly() {
    return new Step<>(
        "appendOnly",
        "keep all elements that it has and grow at its end only",
        (before, after) ->
            after.size() >= before.size() && after.subList(0, before.size()).equals(before),
        (before, after) -> Leaf.listOf(new Count(before.size()), new Count(after.size())));
  }

  /**
   * Accepts collections that contain all elements of the collection before.
   *
   * @return the rule
   */
  public static Rule<Collection<?>> addOnly() {
    return new Step<>(
        "addOnly",
        "keep all elements that it has",
        (before, after) -> Elements.containsAll(after, before),
        (before, after) -> Leaf.listOf(new Count(before.size()), new Count(after.size())));
  }

  /**
   * Accepts the steps of a state machine, and staying in a state.
   *
   * {@snippet class="org.potamos.validators.ValidatorSnippets" region="order"}
   *
   * @param edges for each state, those that may come next; a state that is no key is final. Copied
   * @param <S> the type of the states
   * @return the rule; {@link StateMachine#startingIn} adds one about first values
   */
  public static <S> StateMachine<S> stateMachine(
      Map<? extends S, ? extends Collection<? extends S>> edges) {
    return StateMachine.of(edges);
  }
}
