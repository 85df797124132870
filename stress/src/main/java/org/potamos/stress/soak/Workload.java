package org.potamos.stress.soak;

/**
 * Something that many threads do to references, segment after segment, and that records all it
 * does. Between segments everything is at rest.
 */
interface Workload {
  Meter meter();

  /** Everything is at rest: records the state at the beginning, and starts threads. */
  void begin(Segment segment);

  /** The segment is over: wakes whoever waits. */
  default void wake() {}

  /** All threads have ended: waits for what goes on by itself, and records the state. */
  void end(Segment segment) throws InterruptedException;

  /** After the last segment: waits until all that watches have thrown was heard. */
  default void close() throws InterruptedException {}
}
