package org.potamos.stress.agents;

import java.lang.management.ManagementFactory;
import org.potamos.stress.run.Run;

/** How much of the heap is in use. */
final class Heap {
  private static final int COLLECTIONS = 3;

  private Heap() {}

  /** What is reachable, in bytes. */
  static long used(Run run) throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(10);
      run.goesOn();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
