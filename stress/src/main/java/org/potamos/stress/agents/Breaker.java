package org.potamos.stress.agents;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells when an injected fault strikes; it never does unless one was asked for. */
final class Breaker {
  /** One call of so many. */
  private static final int RARITY = 32;

  private final @Nullable Fault fault;
  private final AtomicLong calls = new AtomicLong();

  Breaker(@Nullable Fault fault) {
    this.fault = fault;
  }

  /** One that does not break anything. */
  static Breaker none() {
    return new Breaker(null);
  }

  /** Whether this fault was asked for at all. */
  boolean injects(Fault asked) {
    return fault == asked;
  }

  /** Whether this fault happens now. */
  boolean strikes(Fault asked) {
    return fault == asked && calls.incrementAndGet() % RARITY == 0;
  }
}
