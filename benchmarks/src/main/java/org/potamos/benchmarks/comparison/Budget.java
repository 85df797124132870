package org.potamos.benchmarks.comparison;

import java.util.List;
import java.util.Locale;

/** How much time a comparison may take. Nothing is left out: less time means larger errors. */
public enum Budget {
  /** Whether everything runs; the figures are worth nothing. */
  QUICK("-f 1 -wi 1 -w 50ms -i 3 -r 50ms"),

  /** For a first impression with errors. */
  DEFAULT("-f 2 -wi 2 -w 200ms -i 4 -r 200ms"),

  /** As annotated: forks, iterations and times are part of each question. */
  FULL("-foe true");

  private final String options;

  Budget(String options) {
    this.options = options;
  }

  /** {@return what is said to JMH} */
  public List<String> options() {
    return List.of(options.split(" ", -1));
  }

  /**
   * Chooses where the annotations are not what is wanted.
   *
   * @param usual what is said to JMH by default
   * @param full what is said if there is time
   * @return what is said to JMH
   */
  public List<String> choose(List<String> usual, List<String> full) {
    return switch (this) {
      case QUICK -> options();
      case DEFAULT -> usual;
      case FULL -> full;
    };
  }

  /**
   * Reads one.
   *
   * @param name quick, default or full
   * @return the budget
   */
  public static Budget of(String name) {
    for (Budget budget : values()) {
      if (budget.toString().equals(name)) {
        return budget;
      }
    }
    throw new IllegalArgumentException(
        "budget rejected: no such budget, budget=" + name + "; one of quick, default, full");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
