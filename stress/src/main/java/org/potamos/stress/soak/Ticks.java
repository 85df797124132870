package org.potamos.stress.soak;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that orders operations of different threads: a counter, since the order of two readings
 * of it is the order in which they happened, which no clock of the machine promises. An operation
 * whose end is not greater than the begin of another was over before the other began.
 */
final class Ticks {
  private final AtomicLong last = new AtomicLong();

  /** To be read before an operation begins. */
  long begin() {
    return last.get();
  }

  /** To be read after an operation has ended. */
  long end() {
    return last.incrementAndGet();
  }
}
