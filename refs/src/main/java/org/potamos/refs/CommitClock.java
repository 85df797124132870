package org.potamos.refs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The order of all commits: a counter that each commit that changes anything advances by one.
 * Reading a snapshot only looks.
 *
 * <p>One counter for all is the price of readers that never abort (Perelman, Fan and Keidar, PODC
 * 2010): it cannot be had without a point that all writers share.
 */
final class CommitClock {
  /** The counter lies in the middle, so that it has its cache line to itself. */
  private static final int AT = 16;

  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

  /**
   * Always accessed as volatile. Advancing it publishes that the committing transaction is past
   * PENDING, see {@link Version}: who reads a stamp from here finds every ref that is committed at
   * or before it locked, or committed. Pinned by RefSnapshotStress.
   */
  private static final long[] cells = new long[2 * AT];

  private CommitClock() {}

  /** The stamp of the newest commit that has begun to decide. */
  static long now() {
    return (long) CELLS.getVolatile(cells, AT);
  }

  /** A stamp of its own, greater than all before. */
  static long tick() {
    return (long) CELLS.getAndAdd(cells, AT, 1L) + 1;
  }
}
