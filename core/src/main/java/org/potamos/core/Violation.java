package org.potamos.core;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reason why a value was rejected, as data.
 *
 * @param path where in the value the reason lies, as in {@code "address.city"}; empty for the value
 *     as a whole
 * @param code what kind of rule it is, for programs; empty if the rule has none
 * @param message what is wrong, for people
 * @param arguments what the rule compared with, for translated messages; unmodifiable
 */
public record Violation(
    String path, String code, String message, List<@Nullable Object> arguments) {

  /** Checks that no component is null and copies the arguments. */
  public Violation {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
    arguments = arguments.stream().toList(); // which may hold nulls
  }

  /**
   * A violation by the value as a whole.
   *
   * @param message what is wrong, for people
   * @return the violation, with an empty path and code and no arguments
   */
  public static Violation of(String message) {
    return new Violation("", "", message, List.of());
  }

  /** {@return the message, behind the path if there is one} */
  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
