package org.potamos.benchmarks.agents.rivals;

import java.util.concurrent.ForkJoinPool;

/** Pools of as many threads as the machine has processors. */
final class Pools {
  private Pools() {}

  /** First in, first out: nobody waits for a task. */
  static ForkJoinPool pool() {
    return new ForkJoinPool(
        Runtime.getRuntime().availableProcessors(),
        ForkJoinPool.defaultForkJoinWorkerThreadFactory,
        null,
        true);
  }
}
