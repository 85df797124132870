package org.potamos.stress.soak;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** What of the heap is alive, from time to time. It must not grow. */
final class LiveHeap {
  private static final int COLLECTIONS = 3;

  /** What it may grow by, besides half of what it was. */
  private static final long SLACK = 24L << 20;

  private final List<Long> samples = new ArrayList<>();

  /** Collects garbage and looks. */
  void sample() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    samples.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  /** {@return all of them in bytes; the first was taken after the first segment} */
  List<Long> samples() {
    return List.copyOf(samples);
  }

  /** {@return what the last one must not be above, in bytes} */
  long bound() {
    return samples.isEmpty() ? 0 : samples.getFirst() * 3 / 2 + SLACK;
  }

  void judge(Findings findings) {
    findings.check(
        samples.getLast() <= bound(),
        "leak: live heap at the end is " + samples.getLast() + " bytes, the bound " + bound());
  }
}
