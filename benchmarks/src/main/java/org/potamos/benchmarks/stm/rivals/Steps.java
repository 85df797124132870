package org.potamos.benchmarks.stm.rivals;

import java.util.function.UnaryOperator;

/** The functions that are applied to cells. */
public final class Steps {
  /** Takes one. */
  public static final UnaryOperator<Long> LESS = value -> value - 1;

  /** Adds one. */
  public static final UnaryOperator<Long> MORE = value -> value + 1;

  private Steps() {}
}
