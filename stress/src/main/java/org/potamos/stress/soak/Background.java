package org.potamos.stress.soak;

/** Something that goes on for the whole time, over all segments, and checks itself. */
interface Background {
  Meter meter();

  /** How many threads of each kind; each runs steps until the run is over. */
  int platformThreads();

  int virtualThreads();

  void step(Actor actor) throws Exception;

  /** All threads have ended. */
  void end();
}
