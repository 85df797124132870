package org.potamos.core;

import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a reference may take on a value.
 *
 * {@snippet class="org.potamos.core.ReferenceSnippets" region="validator"}
 *
 * <p>{@link #of} makes one from a rule about values, {@link #transition} from a rule about steps.
 * Implement {@link #check} to report several violations at once; answer the empty list to accept.
 *
 * <h2>When it runs</h2>
 *
 * Before the value becomes visible to anybody and before any watch, on the thread that proposes it,
 * while no lock is held. Each attempt of {@link Swappable#swap} is checked on its own, so a
 * validator may run more than once for one call. {@code compareAndSet} and {@code replace} compare
 * first, and ask only if the comparison holds.
 *
 * <h2>What it may do</h2>
 *
 * Read what it likes; change nothing. A change of any reference while a validator runs, also of its
 * watches or its validator, is an {@link IllegalStateException}.
 *
 * <h2>What a rejection does</h2>
 *
 * The call that proposed the value throws {@link InvalidStateException} and the reference is as it
 * was. A {@link RuntimeException} or {@link Error} that the validator itself throws reaches the
 * caller unchanged, and rejects the value too.
 *
 * @param <T> the type of the values checked; a {@code Validator<Object>} fits every reference
 */
@FunctionalInterface
public interface Validator<T extends @Nullable Object> {

  /**
   * Checks the step from one value to the next.
   *
   * @param current the value that is there
   * @param proposed the value that would replace it
   * @return what is wrong with the proposed value; empty to accept it
   */
  List<Violation> check(T current, T proposed);

  /**
   * Checks a value that does not replace another: the one a reference starts with, and the one that
   * is there when a validator is installed. Asks {@link #check} about the step from the value to
   * itself unless overridden.
   *
   * @param initial the value
   * @return what is wrong with it; empty to accept it
   */
  default List<Violation> checkInitial(T initial) {
    return check(initial, initial);
  }

  /**
   * A validator that looks at the proposed value alone.
   *
   * @param rule holds for every value that is accepted
   * @param message says what must hold, as in {@code "must be >= 0"}
   * @param <T> the type of the values checked
   * @return the validator
   */
  static <T extends @Nullable Object> Validator<T> of(Predicate<? super T> rule, String message) {
    Objects.requireNonNull(rule, "rule");
    List<Violation> rejected = List.of(Violation.of(message));
    return (current, proposed) -> rule.test(proposed) ? List.of() : rejected;
  }

  /**
   * A validator that looks at the step; it accepts every initial value.
   *
   * @param rule holds for every pair of current and proposed value that is accepted
   * @param message says what must hold, as in {@code "must not decrease"}
   * @param <T> the type of the values checked
   * @return the validator
   */
  static <T extends @Nullable Object> Validator<T> transition(
      BiPredicate<? super T, ? super T> rule, String message) {
    Objects.requireNonNull(rule, "rule");
    List<Violation> rejected = List.of(Violation.of(message));
    return new Validator<>() {
      @Override
      public List<Violation> check(T current, T proposed) {
        return rule.test(current, proposed) ? List.of() : rejected;
      }

      @Override
      public List<Violation> checkInitial(T initial) {
        return List.of();
      }
    };
  }
}
