package org.potamos.stress.soak;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What one workload has done. */
final class Meter {
  private final String name;
  private final LongAdder operations = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final LongAdder reruns = new LongAdder();
  private final LongAdder signs = new LongAdder();
  private final LongAccumulator worst = new LongAccumulator(Math::max, 0);
  private final Histogram latency = new Histogram();

  Meter(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** An operation has succeeded, after so many runs of its body or function. */
  void done(int runs, long nanos) {
    operations.increment();
    latency.add(nanos);
    if (runs > 1) {
      conflicts.increment();
      reruns.add(runs - 1L);
    }
    worst.accumulate(runs);
  }

  /** A validator, an invariant or a limit has refused an operation. */
  void rejected() {
    rejected.increment();
  }

  /** Something else than an operation shows that it goes on. */
  void goesOn() {
    signs.increment();
  }

  long progress() {
    return operations.sum() + rejected.sum() + signs.sum();
  }

  long operations() {
    return operations.sum();
  }

  long rejections() {
    return rejected.sum();
  }

  long conflicts() {
    return conflicts.sum();
  }

  long reruns() {
    return reruns.sum();
  }

  long mostRuns() {
    return worst.get();
  }

  Histogram latency() {
    return latency;
  }
}
