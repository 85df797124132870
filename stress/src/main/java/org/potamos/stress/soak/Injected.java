package org.potamos.stress.soak;

/** What is thrown on purpose. */
final class Injected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** From where. */
  enum Place {
    /** The body of a transaction. */
    BODY,
    /** A function of swap or alter. */
    FUNCTION,
    VALIDATOR,
    WATCH,
    /** What runs after a commit. */
    HOOK,
    /** An action of an agent. */
    ACTION
  }

  private final transient Injections owner;
  private final Place place;

  Injected(Injections owner, Place place) {
    super("injected: " + place, null, false, false);
    this.owner = owner;
    this.place = place;
  }

  boolean isOf(Injections other) {
    return owner == other;
  }

  Place place() {
    return place;
  }
}
