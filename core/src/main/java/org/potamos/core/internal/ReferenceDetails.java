package org.potamos.core.internal;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.potamos.core.WatchFailure;

/**
 * What a reference has beside its state: name, metadata, and who hears of failing watches.
 * Immutable; a reference that was given none of it has no object of this class until somebody asks
 * for its name.
 *
 * @param name the given or the made-up name; null if none was given and nobody has asked
 * @param metadata unmodifiable
 * @param failureHandler null for the log
 */
record ReferenceDetails(
    @Nullable String name,
    Map<String, Object> metadata,
    @Nullable Consumer<? super WatchFailure> failureHandler) {

  static final ReferenceDetails NONE = new ReferenceDetails(null, Map.of(), null);

  /**
   * Numbers for those without a name, given out on demand: making a reference touches no shared
   * line.
   */
  private static final AtomicLong NUMBERS = new AtomicLong();

  ReferenceDetails withMadeUpName(String kind) {
    return new ReferenceDetails(kind + "#" + NUMBERS.incrementAndGet(), metadata, failureHandler);
  }

  ReferenceDetails withMetadata(Map<String, Object> next) {
    return new ReferenceDetails(name, next, failureHandler);
  }
}
