package org.potamos.refs.terms;

/** How much is run, and from where. */
final class Settings {
  private Settings() {}

  /** The first seed; one term for each. */
  static long seed() {
    return Long.getLong("potamos.terms.seed", 1);
  }

  /** How many times the usual number. */
  static int factor() {
    return Integer.getInteger("potamos.terms.factor", 1);
  }
}
