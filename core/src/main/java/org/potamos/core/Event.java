package org.potamos.core;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened inside the library and that no caller could be told by an exception. See
 * {@link Events}.
 */
public interface Event {

  /**
   * Where it happened.
   *
   * @return the reference concerned; null if it concerns no single one
   */
  @Nullable Reference<?> reference();
}
