package org.potamos.core;

/**
 * Something that happened inside the library and that no caller could be told by an exception. See
 * {@link Events}.
 */
public interface Event {

  /**
   * Where it happened.
   *
   * @return the reference concerned
   */
  Reference<?> reference();
}
