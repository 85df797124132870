package org.potamos.validators;

import java.lang.reflect.Field;
import java.util.List;

/** What a class says about the objects of exactly this class. */
sealed interface Nature {

  /** Immutable with all they hold. */
  record Trusted() implements Nature {
    static final Trusted TRUSTED = new Trusted();
  }

  /** Immutable themselves; what they hold has to be looked at. */
  record Holds(Contents contents) implements Nature {}

  /** Mutable, whatever they hold. The message says why, and what to do. */
  record Mutable(String message) implements Nature {}

  /** Neither. The message says why, and what to do. */
  record Unknown(String message) implements Nature {}

  /**
   * All fields are final, so that it depends on what they hold.
   *
   * @param fields of the class and its superclasses, without those that are known to be harmless
   */
  record ByFields(List<Field> fields) implements Nature {}

  /**
   * All fields are final, and these have to be looked at.
   *
   * @param fields those whose declared types do not prove enough
   */
  record Composed(ReadableFields fields) implements Nature {}
}
