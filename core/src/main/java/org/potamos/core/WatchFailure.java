package org.potamos.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A watch threw, or its executor refused to run it. The change stands, and the other watches ran.
 *
 * @param reference what the watch is registered with
 * @param key the key of the watch, or the watch itself if it was registered without one
 * @param change the change that the watch was called with; null if it was not called, because its
 *     executor refused
 * @param cause what was thrown
 */
public record WatchFailure(
    Reference<?> reference, Object key, @Nullable Change<?> change, Throwable cause)
    implements Event {

  /** Checks that only the change may be null. */
  public WatchFailure {
    Objects.requireNonNull(reference, "reference");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(cause, "cause");
  }

  /** {@return what failed, where, and at which version, without any value} */
  @Override
  public String toString() {
    return (change == null ? "delivery rejected" : "watch failed")
        + ": reference="
        + reference.name()
        + (change == null ? "" : ", version=" + change.version())
        + ", cause="
        + cause.getClass().getName()
        + "; the change stands";
  }
}
