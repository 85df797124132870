package org.potamos.benchmarks.agents.rivals;

/** Who runs the actions. */
public enum Engine {
  /** {@link org.potamos.agents.Agent#of}: virtual threads. */
  POTAMOS,

  /** {@link org.potamos.agents.Agent} with an executor: a pool of as many threads as processors. */
  POTAMOS_POOL,

  /** A serial executor as written by hand: a queue, a counter, batches of 64; virtual threads. */
  SERIAL_VIRTUAL,

  /** The same over a pool of as many threads as processors. */
  SERIAL_POOL,

  /**
   * {@code clojure.lang.Agent} and the fixed pool of {@code send}, called from Java: what an action
   * sends is held until it has succeeded, dynamic variables are not conveyed.
   */
  CLOJURE_SEND,

  /** The same and the growing pool of {@code send-off}. */
  CLOJURE_SEND_OFF,

  /** Pekko's typed actors; the default dispatcher with as many threads as processors. */
  PEKKO,

  /** The same with batches of 64 messages, where its default is 5. */
  PEKKO_64,

  /**
   * The upper bound: one queue of JCTools for all mailboxes, and one thread that always looks into
   * it.
   */
  JCTOOLS;

  /**
   * Tells whether this is what is compared with others.
   *
   * @return true for Potamos in both forms
   */
  public boolean isOwn() {
    return this == POTAMOS || this == POTAMOS_POOL;
  }

  /**
   * Starts what runs the actions.
   *
   * @return a new host
   */
  public Host start() {
    return switch (this) {
      case POTAMOS -> Potamos.onVirtualThreads();
      case POTAMOS_POOL -> Potamos.onPool();
      case SERIAL_VIRTUAL -> Serial.onVirtualThreads();
      case SERIAL_POOL -> Serial.onPool();
      case CLOJURE_SEND -> Clojure.send();
      case CLOJURE_SEND_OFF -> Clojure.sendOff();
      case PEKKO -> new Pekko(Pekko.DEFAULT_BATCH);
      case PEKKO_64 -> new Pekko(Serial.BATCH);
      case JCTOOLS -> new Jctools();
    };
  }
}
