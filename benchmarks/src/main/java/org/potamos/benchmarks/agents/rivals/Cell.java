package org.potamos.benchmarks.agents.rivals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where the rivals that are no references keep a value: one thread at a time changes it, any thread
 * may read the newest.
 */
class Cell {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Cell.class, "value", Long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Long value;

  Cell(Long initial) {
    value = initial;
  }

  /** Does one action. The rival orders this call before the next on the same cell. */
  final void run(Step step) {
    // release: who reads the value finds what it refers to; the plain read is of the own writes
    VALUE.setRelease(this, step.apply(value));
  }

  /** Reads the newest value, on any thread. */
  final Long newest() {
    // acquire: pairs with the release above
    return (Long) VALUE.getAcquire(this);
  }
}
