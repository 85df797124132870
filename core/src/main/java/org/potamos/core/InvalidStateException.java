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
    super(message(referenceName, violations));
    this.referenceName = Objects.requireNonNull(referenceName, "referenceName");
    this.reference = reference;
    this.violations = List.copyOf(violations);
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
   * @return the violations, unmodifiable; empty after deserialization
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

  private static String message(String referenceName, List<Violation> violations) {
    String reasons =
        violations.stream()
            .limit(IN_MESSAGE)
            .map(Violation::toString)
            .collect(Collectors.joining("; "));
    int more = violations.size() - IN_MESSAGE;
    return "value rejected: reference="
        + referenceName
        + ", violations="
        + violations.size()
        + " ("
        + reasons
        + (more > 0 ? "; and " + more + " more" : "")
        + "); the value is unchanged";
  }
}
