package org.potamos.benchmarks.scaling;

/** How many of twenty operations change something. */
public enum Mix {
  /** 95 % reads. */
  READS(1),

  /** 95 % changes. */
  WRITES(19);

  /** Of how many operations. */
  static final int OF = 20;

  private final int writes;

  Mix(int writes) {
    this.writes = writes;
  }

  int writes() {
    return writes;
  }
}
