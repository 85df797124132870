package org.potamos.examples.kit;

import java.io.Serial;

/** Something given on the command line cannot be used; the message says what and why. */
public final class BadInputException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Makes an exception.
   *
   * @param message why, then facts as {@code name=value}
   */
  public BadInputException(String message) {
    super(message);
  }
}
