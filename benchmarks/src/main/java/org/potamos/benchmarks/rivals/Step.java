package org.potamos.benchmarks.rivals;

import clojure.lang.AFn;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The function that all rivals apply: adds one, after some work, and counts how often it runs. One
 * object serves Java's interface and Clojure's, and belongs to one thread.
 */
public final class Step extends AFn implements UnaryOperator<Long> {
  private final int tokens;
  private long executions;

  /**
   * Makes a step.
   *
   * @param tokens the work, in units of {@link Blackhole#consumeCPU}; 0 for none
   */
  public Step(int tokens) {
    this.tokens = tokens;
  }

  @Override
  public Long apply(Long value) {
    executions++;
    if (tokens != 0) {
      Blackhole.consumeCPU(tokens);
    }
    return value + 1;
  }

  @Override
  public Object invoke(Object value) {
    return apply((Long) value);
  }

  /**
   * How often the function has run.
   *
   * @return the number of runs, also those whose result was thrown away
   */
  public long executions() {
    return executions;
  }
}
