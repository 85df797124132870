package org.potamos.validators;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/**
 * A rule about steps from state to state, given as edges; see {@link Transitions#stateMachine}.
 * Immutable, as all rules.
 *
 * @param <S> the type of the states
 */
public final class StateMachine<S> extends Rule<S> {
  private final Map<S, Set<S>> edges;
  private final Set<S> states;
  private final @Nullable Set<S> starts;
  private final boolean mayStay;

  private StateMachine(
      Map<S, Set<S>> edges, Set<S> states, @Nullable Set<S> starts, boolean mayStay) {
    this.edges = edges;
    this.states = states;
    this.starts = starts;
    this.mayStay = mayStay;
  }

  static <S> StateMachine<S> of(Map<? extends S, ? extends Collection<? extends S>> edges) {
    if (edges.isEmpty()) {
      throw new IllegalArgumentException(
          "stateMachine rejected: it has no edges; give at least one state and what comes next");
    }
    Map<S, Set<S>> copy = new LinkedHashMap<>();
    Set<S> states = new LinkedHashSet<>();
    edges.forEach((from, next) -> {
      copy.put(Objects.requireNonNull(from, "state"), new LinkedHashSet<>(next));
      states.add(from);
    });
    copy.values()
        .forEach(next -> next.forEach(to -> states.add(Objects.requireNonNull(to, "state"))));
    return new StateMachine<>(copy, states, null, true);
  }

  /**
   * This machine, in which a first value has to be one of some states.
   *
   * @param starts at least one, all of them states of the machine
   * @return the machine
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final StateMachine<S> startingIn(S... starts) {
    Set<S> copy = new LinkedHashSet<>();
    for (S start : starts) {
      copy.add(Objects.requireNonNull(start, "state"));
    }
    if (copy.isEmpty() || !states.containsAll(copy)) {
      throw new IllegalArgumentException(
          "startingIn rejected: starts="
              + Texts.shown(copy)
              + ", states="
              + Texts.shown(states)
              + "; give at least one, and only states that have an edge");
    }
    return new StateMachine<>(edges, states, copy, mayStay);
  }

  /**
   * This machine, in which each step has to follow an edge: staying in a state is rejected too,
   * unless there is an edge from it to itself.
   *
   * @return the machine
   */
  public StateMachine<S> withoutStaying() {
    return new StateMachine<>(edges, states, starts, false);
  }

  @Override
  List<Violation> verify(S current, S proposed, boolean isFirst, Context context) {
    if (proposed == null) {
      return Leaf.isNull();
    }
    if (isFirst || current == null) {
      return verifyFirst(proposed, context);
    }
    Set<S> next = edges.getOrDefault(current, Set.of());
    boolean stays = mayStay && proposed.equals(current) && states.contains(current);
    if (stays || next.contains(proposed)) {
      return List.of();
    }
    return Violations.rejection(context, () -> wrongStep(current, proposed, next, context));
  }

  private List<Violation> verifyFirst(S proposed, Context context) {
    Set<S> allowed = starts == null ? states : starts;
    if (!allowed.contains(proposed)) {
      return Violations.rejection(context, () -> wrongStart(proposed, allowed, context));
    }
    return starts == null && context.isNegated() ? Violations.SOME : List.of();
  }

  private static <S> Violation wrongStart(S proposed, Set<S> allowed, Context context) {
    String message =
        "must start in " + choice(allowed) + ", but would start in " + context.show(proposed);
    return Violations.of("", "start", message, List.copyOf(allowed));
  }

  /** States that are allowed, as in a sentence. */
  private static String choice(Set<?> states) {
    return states.size() == 1
        ? Texts.shown(states.iterator().next())
        : "one of " + Texts.shown(states);
  }

  private Violation wrongStep(S current, S proposed, Set<S> next, Context context) {
    String from = context.show(current);
    String required;
    if (context.isRedacted()) { // what may come next tells where it is
      required = "follow an edge from " + from;
    } else if (!states.contains(current)) {
      required = "be in one of " + Texts.shown(states) + ", which " + from + " is not";
    } else if (next.isEmpty()) {
      required = (mayStay ? "stay as it is" : "not be set again") + ", since " + from + " is final";
    } else {
      required = "go from " + from + " to " + choice(next) + (mayStay ? " or stay" : "");
    }
    String message = "must " + required + ", but would go to " + context.show(proposed);
    List<S> arguments = context.isRedacted() ? List.of() : List.copyOf(next);
    return Violations.of("", "stateMachine", message, arguments);
  }

  @Override
  String phrase() {
    return "follow the edges of a state machine";
  }
}
