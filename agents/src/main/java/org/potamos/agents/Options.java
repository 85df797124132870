package org.potamos.agents;

import org.jspecify.annotations.Nullable;

/** What builders check. */
final class Options {
  private Options() {}

  static void requireUnset(String option, @Nullable Object present) {
    if (present != null) {
      throw new IllegalStateException(
          option + " rejected: it was given before; each option can be given once");
    }
  }
}
