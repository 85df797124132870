package org.potamos.core.collection;

/** The one answer to whatever would change a persistent collection in place. */
final class Mutators {
  private Mutators() {}

  /** {@return what the refused method throws} */
  static UnsupportedOperationException refused(String operation) {
    return new UnsupportedOperationException(
        operation
            + " rejected: a persistent collection never changes; plus, with, without and update"
            + " answer a changed one, and a builder collects many changes");
  }
}
