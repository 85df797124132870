package org.potamos.validators;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/*
 * Overview
 *
 * A rule beside a model of it. The model has two answers, computed apart from each other:
 *
 *   accepts   a plain evaluator of boolean formulas. What a rule about steps says of a first value is neither yes nor no:
 *             such a rule accepts it, and so does its negation. So the evaluator is told whether the formula is negated.
 *   findings  the list of violations, without any limit. It is cut at the very end.
 */

/** A rule beside its model. */
record ModelRule(String text, Rule<Item> rule, Acceptance acceptance, Finder finder) {
  /** The most violations that a rule answers, before the mark that there are more. */
  static final int LIMIT = 20;

  /** What a rule is asked about. */
  record Asked(@Nullable Item current, @Nullable Item proposed, boolean isFirst) {
    static Asked first(@Nullable Item value) {
      return new Asked(value, value, true);
    }

    static Asked step(@Nullable Item current, @Nullable Item proposed) {
      return new Asked(current, proposed, false);
    }

    /** Whether there is nothing to compare the proposed value with. */
    boolean isWithoutPast() {
      return isFirst || current == null;
    }

    /** All questions of the domain. */
    static List<Asked> all() {
      List<@Nullable Item> values = new ArrayList<>();
      values.add(null);
      for (int i = 0; i < Item.COUNT; i++) {
        values.add(Item.value(i));
      }
      List<Asked> all = new ArrayList<>();
      for (@Nullable Item proposed : values) {
        all.add(first(proposed));
        for (@Nullable Item current : values) {
          all.add(step(current, proposed));
        }
      }
      return all;
    }

    List<Violation> of(Rule<? super Item> rule) {
      return isFirst
          ? rule.checkInitial(Nulls.pass(proposed))
          : rule.check(Nulls.pass(current), Nulls.pass(proposed));
    }

    boolean isAcceptedBy(Rule<? super Item> rule) {
      return of(rule).isEmpty();
    }
  }

  /** What the model knows of a violation; null where it leaves it open. */
  record Found(
      @Nullable String path,
      @Nullable String code,
      String start,
      String end,
      @Nullable List<?> arguments) {
    static final Found NULL =
        new Found("", "notNull", "must not be null", "must not be null", List.of());

    static final Found MORE = new Found("", "more", "", "", List.of(LIMIT));

    static Found of(String code, String message, @Nullable List<?> arguments) {
      return new Found("", code, message, message, arguments);
    }

    Found under(String part) {
      @Nullable String inner = path;
      if (inner == null) {
        return this;
      }
      String between = inner.isEmpty() || inner.startsWith("[") ? "" : ".";
      return new Found(part + between + inner, code, start, end, arguments);
    }

    Found named(String name) {
      return new Found(path, code, name + ": " + start, end, arguments);
    }

    Found withCode(String newCode) {
      return new Found(path, newCode, start, end, arguments);
    }

    Found withMessage(String message) {
      return new Found(path, code, message, message, arguments);
    }

    boolean matches(Violation violation) {
      return (path == null || path.equals(violation.path()))
          && (code == null || code.equals(violation.code()))
          && violation.message().startsWith(start)
          && violation.message().endsWith(end)
          && (arguments == null || arguments.equals(violation.arguments()));
    }
  }

  /** Whether a value is accepted. */
  @FunctionalInterface
  interface Acceptance {
    boolean test(Asked asked, boolean isNegated);
  }

  /** All violations, in order; the redaction is the outermost one. */
  @FunctionalInterface
  interface Finder {
    List<Found> find(Asked asked, @Nullable Redaction redaction);
  }

  boolean accepts(Asked asked) {
    return acceptance.test(asked, false);
  }

  /** What the rule must answer. */
  List<Found> findings(Asked asked) {
    List<Found> all = finder.find(asked, null);
    if (all.size() <= LIMIT) {
      return all;
    }
    List<Found> cut = new ArrayList<>(all.subList(0, LIMIT));
    cut.add(Found.MORE);
    return cut;
  }

  /** Why an answer is not what it must be, or null. */
  @Nullable String mismatch(Asked asked) {
    List<Violation> answer = asked.of(rule);
    List<Found> expected = findings(asked);
    boolean isMatch = answer.size() == expected.size() && accepts(asked) == answer.isEmpty();
    for (int i = 0; isMatch && i < answer.size(); i++) {
      isMatch = expected.get(i).matches(answer.get(i));
    }
    return isMatch
        ? null
        : "%s%n  asked %s%n  answered %s%n  must answer %s%n  must accept %s"
            .formatted(text, asked, answer, expected, accepts(asked));
  }

  static String show(@Nullable Object value, @Nullable Redaction redaction) {
    return redaction == null ? Objects.toString(value) : redaction.show(value);
  }

  @Override
  public String toString() {
    return text;
  }
}
