package org.potamos.examples.shop;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Atom;
import org.potamos.core.Change;
import org.potamos.core.collection.PersistentMap;

/**
 * A bucket of tokens for each customer: so many at once, and so many more per second.
 *
 * <p>A bucket has to agree with nothing else, so all of them are in one atom. What is kept of a
 * bucket is when it will be full again: each token that is taken puts that off.
 */
final class Limiter {
  private static final long SECOND = 1_000_000_000;
  private static final int MANY = 10_000;

  private final Atom<PersistentMap<String, Long>> fullAt = Atom.of(PersistentMap.of());
  private final long nanosPerToken;
  private final long nanosToFill;
  private final LongSupplier clock;

  /** The clock tells nanoseconds since it began. */
  Limiter(int burst, int perSecond, LongSupplier clock) {
    this.nanosPerToken = Math.ceilDiv(SECOND, perSecond);
    this.nanosToFill = burst * nanosPerToken;
    this.clock = clock;
  }

  /** Takes a token and answers zero, or takes none and answers how long to wait for one. */
  Duration take(String customer) {
    long now = clock.getAsLong();
    Change<PersistentMap<String, Long>> change =
        fullAt.swapVals(all ->
            waitNanos(all, customer, now) > 0
                ? all
                : withoutFull(all, now).update(customer, at -> next(at, now)));
    return Duration.ofNanos(Math.max(0, waitNanos(change.oldValue(), customer, now)));
  }

  /** A full bucket is the same as none; looked for only when there are many. */
  private static PersistentMap<String, Long> withoutFull(
      PersistentMap<String, Long> all, long now) {
    if (all.size() < MANY) {
      return all;
    }
    PersistentMap<String, Long> kept = all;
    for (Map.Entry<String, Long> bucket : all.entrySet()) {
      kept = bucket.getValue() <= now ? kept.without(bucket.getKey()) : kept;
    }
    return kept;
  }

  private long waitNanos(PersistentMap<String, Long> all, String customer, long now) {
    return next(all.get(customer), now) - now - nanosToFill;
  }

  private long next(@Nullable Long fullAt, long now) {
    return Math.max(Objects.requireNonNullElse(fullAt, now), now) + nanosPerToken;
  }
}
