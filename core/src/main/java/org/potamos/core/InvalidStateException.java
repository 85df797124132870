package org.potamos.core;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A validator rejected a value; the reference is as it was.
 *
 * <p>The rejected value is at hand as {@link #rejectedValue}, but not in the message unless the
 * validator's own text puts it there: it may be huge, or secret.
 */
public class InvalidStateException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** How many violations the message spells out. */
  private static final int IN_MESSAGE = 5;

  /** From here on a violation's text is cut off in the message. */
  private static final int LONGEST_IN_MESSAGE = 200;

  /** How many violations are kept. */
  private static final int MOST = 100;

  /** The name of the reference whose value was rejected. */
  private final String referenceName;

  private final transient @Nullable Reference<?> reference;
  private final transient List<Violation> violations;
  private final transient @Nullable Object rejectedValue;

  /**
   * Made by the library when a validator rejects a value.
   *
   * @param referenceName the name of the reference
   * @param reference the reference, or null while it is being constructed
   * @param violations why, at least one
   * @param rejectedValue the value
   */
  public InvalidStateException(
      String referenceName,
      @Nullable Reference<?> reference,
      List<Violation> violations,
      @Nullable Object rejectedValue) {
    this(
        "value rejected: reference="
            + referenceName
            + ", "
            + summary(violations)
            + "; the value is unchanged",
        referenceName,
        reference,
        violations,
        rejectedValue);
  }

  /**
   * For rejections with more to tell than those of one reference.
   *
   * @param message the message
   * @param referenceName the name of what rejects: a reference or an invariant
   * @param reference the reference, or null while it is being constructed
   * @param violations why, at least one; the first 100 are kept
   * @param rejectedValue the value
   */
  protected InvalidStateException(
      String message,
      String referenceName,
      @Nullable Reference<?> reference,
      List<Violation> violations,
      @Nullable Object rejectedValue) {
    super(message);
    this.referenceName = Objects.requireNonNull(referenceName, "referenceName");
    this.reference = reference;
    this.violations = List.copyOf(violations.subList(0, Math.min(violations.size(), MOST)));
    this.rejectedValue = rejectedValue;
  }

  /**
   * The name of the reference.
   *
   * @return the name, also when the reference was never constructed
   */
  public String referenceName() {
    return referenceName;
  }

  /**
   * The reference that keeps its value.
   *
   * @return the reference; null if it was the initial value that was rejected, since then there is
   *     no reference, and after deserialization
   */
  public @Nullable Reference<?> reference() {
    return reference;
  }

  /**
   * Why the value was rejected.
   *
   * @return the violations, at most the first 100, unmodifiable; empty after deserialization
   */
  public List<Violation> violations() {
    return violations == null ? List.of() : violations;
  }

  /**
   * What was rejected.
   *
   * @return the value, which may be null; null after deserialization
   */
  public @Nullable Object rejectedValue() {
    return rejectedValue;
  }

  /**
   * All violations, each on a line of its own: for logs and terminals. The message has the first
   * few, on one line.
   *
   * @return the lines, without a line break at the end; just the message after deserialization
   */
  public String violationList() {
    if (violations == null) {
      return String.valueOf(getMessage());
    }
    return violations.stream()
        .map(violation -> "- " + violation)
        .collect(Collectors.joining("\n", referenceName + " rejects a value:\n", ""));
  }

  /**
   * How many violations there are, and the first few of them.
   *
   * @param violations what is wrong
   * @return as in {@code violations=1 (balance: must be >= 0)}
   */
  protected static String summary(List<Violation> violations) {
    String reasons =
        violations.stream()
            .limit(IN_MESSAGE)
            .map(violation -> cut(violation.toString()))
            .collect(Collectors.joining("; "));
    int more = violations.size() - IN_MESSAGE;
    return "violations="
        + violations.size()
        + " ("
        + reasons
        + (more > 0 ? "; and " + more + " more" : "")
        + ")";
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_IN_MESSAGE
        ? text
        : text.substring(0, LONGEST_IN_MESSAGE) + "...";
  }
}
