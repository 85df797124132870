package org.potamos.core.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What builders check. */
public final class Options {
  private Options() {}

  /**
   * Rejects an option that is given for the second time.
   *
   * @param option named in the message
   * @param present what was given before, or null
   */
  public static void requireUnset(String option, @Nullable Object present) {
    if (present != null) {
      throw new IllegalStateException(
          option + " rejected: it was given before; each option can be given once");
    }
  }

  /**
   * Rejects a name that nobody could read.
   *
   * @param name not blank
   * @return the name
   */
  public static String requireName(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException(
          "name rejected: it is blank; leave it out to get one made up of kind and number");
    }
    return name;
  }
}
