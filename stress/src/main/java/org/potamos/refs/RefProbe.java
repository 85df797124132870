package org.potamos.refs;

import org.jspecify.annotations.NullMarked;

/** Lets the stress tests look at what the public API does not show. */
@NullMarked
public final class RefProbe {
  private RefProbe() {}

  /**
   * How many transactions are listed with a ref, to be woken by its next change.
   *
   * @param ref the ref
   * @return their number
   */
  public static int waiters(Ref<?> ref) {
    RefExtension<?> extension = ref.extension();
    return extension == null ? 0 : extension.waiting.size();
  }

  /**
   * Whether a ref is locked by a commit.
   *
   * @param ref the ref
   * @return true if so
   */
  public static boolean isLocked(Ref<?> ref) {
    return ref.head().stamp() < 0;
  }
}
