package org.potamos.benchmarks.agents.rivals;

import clojure.lang.AFn;
import java.util.function.UnaryOperator;

/** An action: a function for Java as for Clojure, so that all rivals do the same work. */
public abstract class Step extends AFn implements UnaryOperator<Long> {

  /** Adds one. */
  public static final Step INCREMENT = new Increment();

  /** For subclasses. */
  protected Step() {}

  @Override
  public final Object invoke(Object value) {
    return apply((Long) value);
  }

  private static final class Increment extends Step {
    @Override
    public Long apply(Long value) {
      return value + 1;
    }
  }
}
