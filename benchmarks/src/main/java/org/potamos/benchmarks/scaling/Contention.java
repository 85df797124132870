package org.potamos.benchmarks.scaling;

/** How many references the threads share. */
public enum Contention {
  /** 1,024, chosen at random: two threads seldom meet. */
  LOW(1_024),

  /** One; two of refs, so that there is something to transfer. */
  HIGH(1);

  private final int cells;

  Contention(int cells) {
    this.cells = cells;
  }

  int cells() {
    return cells;
  }
}
