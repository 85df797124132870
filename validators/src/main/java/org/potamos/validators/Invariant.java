package org.potamos.validators;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Subscription;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.refs.CommitCheck;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/**
 * A rule over several refs that no transaction can break.
 *
 * {@snippet class="org.potamos.validators.InvariantSnippets" region="sum"}
 *
 * <p>Choose it where the rule concerns values that are changed apart from each other: then a
 * validator of each ref does not see enough, and a check in the body of a transaction has to be
 * repeated in every body. For one ref alone its {@linkplain Ref#setValidator validator} does.
 *
 * <h2>What is guaranteed</h2>
 *
 * From the moment that {@code enforce} returns until the invariant is {@linkplain #close closed},
 * no combination of values that it rejects is ever committed: not by write skew, not under {@link
 * org.potamos.refs.Isolation#SNAPSHOT}, not by commutes. Each transaction that changes one of the
 * refs is checked at its commit on the values that it would publish; what the invariant sees of the
 * other refs is validated as if the transaction had {@linkplain Ref#ensure() ensured} them. In
 * between, inside a body, values may be anything.
 *
 * <h2>When the rule runs</h2>
 *
 * On the committing thread, after the validators of the refs, possibly several times for one
 * transaction, and once on the thread that calls {@code enforce}. It must only look at what it is
 * given, and be quick: transactions that change the same refs wait for it. A commit looks at all
 * refs of the invariant, so its cost grows with their number; transactions that change none of them
 * pay nothing.
 *
 * <h2>What a rejection does</h2>
 *
 * The whole transaction is undone, and {@code dosync} throws {@link
 * org.potamos.refs.CommitRejectedException}, an {@link org.potamos.core.InvalidStateException}.
 * What the rule itself throws does the same, and reaches the caller unchanged. If the values that
 * are there when it is put into force are rejected, {@code enforce} throws the same exception and
 * the invariant is not in force.
 *
 * <p>As long as it is in force, its refs keep it and each other alive.
 */
public final class Invariant implements AutoCloseable {
  private final String name;
  private final Subscription subscription;

  private Invariant(String name, Subscription subscription) {
    this.name = name;
    this.subscription = subscription;
  }

  // ------------------------------------------------------------------ which refs

  /**
   * Begins an invariant over two refs.
   *
   * @param first one
   * @param second the other
   * @param <A> the type of the first one's value
   * @param <B> the type of the other one's value
   * @return to be given a rule
   */
  public static <A extends @Nullable Object, B extends @Nullable Object> OverTwo<A, B> over(
      Ref<A> first, Ref<B> second) {
    return new OverTwo<>(Plan.over(List.of(first, second)), first, second);
  }

  /**
   * Begins an invariant over three refs.
   *
   * @param first one
   * @param second another
   * @param third the last
   * @param <A> the type of the first one's value
   * @param <B> the type of the second one's value
   * @param <C> the type of the third one's value
   * @return to be given a rule
   */
  public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      OverThree<A, B, C> over(Ref<A> first, Ref<B> second, Ref<C> third) {
    return new OverThree<>(Plan.over(List.of(first, second, third)), first, second, third);
  }

  /**
   * Begins an invariant over any number of refs with values of one type.
   *
   * @param refs at least one; copied
   * @param <T> the type of the values
   * @return to be given a rule
   */
  public static <T extends @Nullable Object> OverAll<T> over(
      Collection<? extends Ref<? extends T>> refs) {
    List<Ref<? extends T>> copy = List.copyOf(refs);
    return new OverAll<>(Plan.over(copy), copy);
  }

  // ------------------------------------------------------------------ in force

  /**
   * The name.
   *
   * @return the one given, or made of those of the refs
   */
  public String name() {
    return name;
  }

  /** Ends the invariant; the transactions that are just committing may still be checked. */
  @Override
  public void close() {
    subscription.close();
  }

  /** {@return the name, for people} */
  @Override
  public String toString() {
    return "Invariant[" + name + "]";
  }

  /** Computes one value of those of the refs. */
  private interface Looking<R extends @Nullable Object> {
    R at(CommitCheck.View view);
  }

  /** What is known before the rule is. */
  private record Plan(List<Ref<?>> refs, @Nullable String name, Redaction redaction) {

    static Plan over(Collection<? extends Ref<?>> refs) {
      if (refs.isEmpty()) {
        throw new IllegalArgumentException(
            "over rejected: there are no refs; give at least one to an invariant");
      }
      return new Plan(List.copyOf(refs), null, Redaction.NONE);
    }

    Plan named(String given) {
      return new Plan(refs, Rule.requireText("name", given), redaction);
    }

    Plan shown(Redaction given) {
      return new Plan(refs, name, Objects.requireNonNull(given, "redaction"));
    }

    Invariant enforce(Looking<Boolean> predicate, String message) {
      Rule.requireText("message", message);
      return enforce(view -> predicate.at(view) ? List.of() : List.of(violation(view, message)));
    }

    <R extends @Nullable Object> Invariant enforce(
        Looking<R> state, Validator<? super R> validator) {
      Rule<R> rule = Rule.<R>of(validator).shown(redaction);
      return enforce(view -> rule.checkInitial(state.at(view)));
    }

    private Invariant enforce(Function<CommitCheck.View, List<Violation>> rule) {
      Check check = new Check(name == null ? madeUpName() : name, refs, rule);
      return new Invariant(check.name(), Stm.enforce(check));
    }

    private String madeUpName() {
      return refs.stream().limit(3).map(Ref::name).reduce((a, b) -> a + "+" + b).orElseThrow()
          + (refs.size() > 3 ? "+..." : "");
    }

    private Violation violation(CommitCheck.View view, String message) {
      List<String> values = new ArrayList<>();
      for (Ref<?> ref : refs.subList(0, Math.min(refs.size(), 5))) {
        values.add(ref.name() + "=" + Texts.shown(view.valueOf(ref), redaction));
      }
      String more = refs.size() > 5 ? ", and " + (refs.size() - 5) + " more" : "";
      return Violations.of(
          "",
          "invariant",
          "must " + message + ", but would be " + String.join(", ", values) + more,
          List.of());
    }
  }

  private record Check(
      String name, List<Ref<?>> refs, Function<CommitCheck.View, List<Violation>> rule)
      implements CommitCheck {

    @Override
    public List<Violation> check(View view) {
      return rule.apply(view);
    }
  }

  // ------------------------------------------------------------------ with which rule

  /**
   * An invariant over two refs that has no rule yet. Immutable.
   *
   * @param <A> the type of the first one's value
   * @param <B> the type of the other one's value
   */
  public static final class OverTwo<A extends @Nullable Object, B extends @Nullable Object> {
    private final Plan plan;
    private final Ref<A> first;
    private final Ref<B> second;

    private OverTwo(Plan plan, Ref<A> first, Ref<B> second) {
      this.plan = plan;
      this.first = first;
      this.second = second;
    }

    /**
     * Gives it a name.
     *
     * @param name for messages, not blank
     * @return the named one
     */
    public OverTwo<A, B> named(String name) {
      return new OverTwo<>(plan.named(name), first, second);
    }

    /**
     * Tells how values appear in messages.
     *
     * @param redaction how
     * @return the one that shows them that way
     */
    public OverTwo<A, B> shown(Redaction redaction) {
      return new OverTwo<>(plan.shown(redaction), first, second);
    }

    /**
     * Puts it into force.
     *
     * @param rule holds for every pair of values that may be committed
     * @param message goes on from "must", as in {@code "sum up to 100"}
     * @return ends it when closed
     * @throws org.potamos.refs.CommitRejectedException if it rejects the values that are there
     * @throws IllegalStateException inside a transaction or validator
     */
    public Invariant enforce(BiPredicate<? super A, ? super B> rule, String message) {
      Objects.requireNonNull(rule, "rule");
      return plan.enforce(view -> rule.test(view.valueOf(first), view.valueOf(second)), message);
    }

    /**
     * Puts it into force, with a rule about something that is computed from the values.
     *
     * @param state computes it, as in {@code Totals::new}
     * @param rule is asked about it as about a first value
     * @param <R> the type of what is computed
     * @return ends it when closed
     * @throws org.potamos.refs.CommitRejectedException if it rejects the values that are there
     * @throws IllegalStateException inside a transaction or validator
     */
    public <R extends @Nullable Object> Invariant enforce(
        BiFunction<? super A, ? super B, ? extends R> state, Validator<? super R> rule) {
      Objects.requireNonNull(state, "state");
      return plan.<R>enforce(view -> state.apply(view.valueOf(first), view.valueOf(second)), rule);
    }
  }

  /**
   * A predicate of three values.
   *
   * @param <A> the type of the first
   * @param <B> the type of the second
   * @param <C> the type of the third
   */
  @FunctionalInterface
  public interface TriPredicate<
      A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> {
    /**
     * Tells whether it holds.
     *
     * @param first the first value
     * @param second the second value
     * @param third the third value
     * @return true if so
     */
    boolean test(A first, B second, C third);
  }

  /**
   * An invariant over three refs that has no rule yet. Immutable.
   *
   * @param <A> the type of the first one's value
   * @param <B> the type of the second one's value
   * @param <C> the type of the third one's value
   */
  public static final class OverThree<
      A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> {
    private final Plan plan;
    private final Ref<A> first;
    private final Ref<B> second;
    private final Ref<C> third;

    private OverThree(Plan plan, Ref<A> first, Ref<B> second, Ref<C> third) {
      this.plan = plan;
      this.first = first;
      this.second = second;
      this.third = third;
    }

    /**
     * Gives it a name.
     *
     * @param name for messages, not blank
     * @return the named one
     */
    public OverThree<A, B, C> named(String name) {
      return new OverThree<>(plan.named(name), first, second, third);
    }

    /**
     * Tells how values appear in messages.
     *
     * @param redaction how
     * @return the one that shows them that way
     */
    public OverThree<A, B, C> shown(Redaction redaction) {
      return new OverThree<>(plan.shown(redaction), first, second, third);
    }

    /**
     * Puts it into force.
     *
     * @param rule holds for all values that may be committed
     * @param message goes on from "must", as in {@code "sum up to 100"}
     * @return ends it when closed
     * @throws org.potamos.refs.CommitRejectedException if it rejects the values that are there
     * @throws IllegalStateException inside a transaction or validator
     */
    public Invariant enforce(TriPredicate<? super A, ? super B, ? super C> rule, String message) {
      Objects.requireNonNull(rule, "rule");
      return plan.enforce(
          view -> rule.test(view.valueOf(first), view.valueOf(second), view.valueOf(third)),
          message);
    }
  }

  /**
   * An invariant over any number of refs that has no rule yet. Immutable.
   *
   * @param <T> the type of the values
   */
  public static final class OverAll<T extends @Nullable Object> {
    private final Plan plan;
    private final List<Ref<? extends T>> refs;

    private OverAll(Plan plan, List<Ref<? extends T>> refs) {
      this.plan = plan;
      this.refs = refs;
    }

    /**
     * Gives it a name.
     *
     * @param name for messages, not blank
     * @return the named one
     */
    public OverAll<T> named(String name) {
      return new OverAll<>(plan.named(name), refs);
    }

    /**
     * Tells how values appear in messages.
     *
     * @param redaction how
     * @return the one that shows them that way
     */
    public OverAll<T> shown(Redaction redaction) {
      return new OverAll<>(plan.shown(redaction), refs);
    }

    /**
     * Puts it into force.
     *
     * @param rule holds for all lists of values that may be committed, in the order of the refs;
     *     the list cannot be changed
     * @param message goes on from "must", as in {@code "sum up to 100"}
     * @return ends it when closed
     * @throws org.potamos.refs.CommitRejectedException if it rejects the values that are there
     * @throws IllegalStateException inside a transaction or validator
     */
    public Invariant enforce(Predicate<? super List<T>> rule, String message) {
      Objects.requireNonNull(rule, "rule");
      return plan.enforce(view -> rule.test(values(view)), message);
    }

    /**
     * Puts it into force, with a rule about something that is computed from the values.
     *
     * @param state computes it from the values in the order of the refs
     * @param rule is asked about it as about a first value
     * @param <R> the type of what is computed
     * @return ends it when closed
     * @throws org.potamos.refs.CommitRejectedException if it rejects the values that are there
     * @throws IllegalStateException inside a transaction or validator
     */
    public <R extends @Nullable Object> Invariant enforce(
        Function<? super List<T>, ? extends R> state, Validator<? super R> rule) {
      Objects.requireNonNull(state, "state");
      return plan.<R>enforce(view -> state.apply(values(view)), rule);
    }

    private List<T> values(CommitCheck.View view) {
      List<T> values = new ArrayList<>(refs.size());
      for (Ref<? extends T> ref : refs) {
        values.add(view.valueOf(ref));
      }
      return Collections.unmodifiableList(values);
    }
  }
}
