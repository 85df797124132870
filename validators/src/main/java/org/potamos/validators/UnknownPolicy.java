package org.potamos.validators;

/**
 * What an {@link Immutability} says of objects that it can neither prove immutable nor find
 * mutable.
 */
public enum UnknownPolicy {
  /** They are violations, of code {@code "unknown"}. */
  REJECT,

  /**
   * They pass, with all they hold. Choose it for a program that is on its way: what is surely
   * mutable is found, the rest is believed.
   */
  ACCEPT
}
