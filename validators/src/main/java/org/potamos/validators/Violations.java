package org.potamos.validators;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Violation;

/**
 * Lists of violations: bounded, and not allocated as long as there are none.
 *
 * <p>A list that was cut ends with a violation that says so. Joining is associative, also of lists
 * that were cut: the result is what comes first, and the mark if anything was left out. That a
 * value is null is told once, however many rules say so.
 */
final class Violations {
  /** Ends a list that was cut. */
  static final Violation MORE =
      more(
          "there are more violations than these " + Context.MOST + "; the rest was not looked for");

  /** The same for the walk over one value, which was not continued. */
  static final Violation MORE_IN_VALUE =
      more("there is more than these " + Context.MOST + "; the rest was not looked at");

  /** Stands for any violations, where nobody reads them. */
  static final List<Violation> SOME = List.of(Violation.of("is not valid"));

  private Violations() {}

  private static Violation more(String message) {
    return of("", "more", message, List.of(Context.MOST));
  }

  /** One violation, which is not made where nobody reads it. */
  static List<Violation> rejection(Context context, Supplier<Violation> violation) {
    return context.isQuiet() ? SOME : List.of(violation.get());
  }

  /** A violation; the library that finds nulls does not see the annotation inside a record. */
  @SuppressWarnings("NullAway")
  static Violation of(
      String path, String code, String message, List<? extends @Nullable Object> arguments) {
    return new Violation(path, code, message, new ArrayList<@Nullable Object>(arguments));
  }

  /** One after the other. */
  static List<Violation> join(List<Violation> first, List<Violation> second) {
    if (first.isEmpty() || second.isEmpty() || isFull(first)) {
      return first.isEmpty() ? second : first;
    }
    List<Violation> all = new ArrayList<>(first);
    for (Violation violation : second) {
      if (violation.equals(Leaf.IS_NULL) && first.contains(violation)) {
        continue;
      }
      if (all.size() == Context.MOST) {
        all.add(MORE);
        break;
      }
      all.add(violation);
    }
    return all;
  }

  /** Whether nothing that is added would be listed. */
  static boolean isFull(List<Violation> violations) {
    return violations.size() > Context.MOST;
  }

  /** Whether a rule with that context need not look further. */
  static boolean isEnough(List<Violation> violations, Context context) {
    return !violations.isEmpty() && (context.limit() <= 1 || isFull(violations));
  }

  /** What a foreign validator has answered, cut if it is too much. */
  static List<Violation> bounded(List<Violation> violations) {
    if (violations.size() <= Context.MOST) {
      return violations;
    }
    List<Violation> all = new ArrayList<>(violations.subList(0, Context.MOST));
    all.add(MORE);
    return all;
  }

  /** The same violations below a path. */
  static List<Violation> below(String path, List<Violation> violations) {
    return map(
        violations,
        violation ->
            Violations.of(
                path(path, violation.path()),
                violation.code(),
                violation.message(),
                violation.arguments()));
  }

  /** The path to something inside of what a path leads to. */
  static String path(String outer, String inner) {
    boolean joined = outer.isEmpty() || inner.isEmpty() || inner.startsWith("[");
    return joined ? outer + inner : outer + "." + inner;
  }

  /** Each one changed, but for the mark that the list was cut. */
  static List<Violation> map(List<Violation> violations, UnaryOperator<Violation> change) {
    List<Violation> all = new ArrayList<>(violations.size());
    for (Violation violation : violations) {
      all.add(isMark(violation) ? violation : change.apply(violation));
    }
    return all;
  }

  @SuppressWarnings("ReferenceEquality") // those very marks
  private static boolean isMark(Violation violation) {
    return violation == MORE || violation == MORE_IN_VALUE;
  }
}
