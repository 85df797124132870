package org.potamos.benchmarks;

import java.util.Locale;

/**
 * A figure held against a target.
 *
 * @param value as a report says it
 * @param ofBound up to 1 if the target is met
 * @param isTimed whether the figure is a speed, which chance moves
 */
public record Outcome(double value, double ofBound, boolean isTimed) {

  /** Differences up to this are not told from chance on a shared machine. */
  private static final double NOISE = 1.15;

  /**
   * Holds a speed, or a ratio of speeds, against a lower bound.
   *
   * @param least the bound
   * @param value the figure
   * @return the outcome
   */
  public static Outcome atLeast(double least, double value) {
    return new Outcome(value, least / value, true);
  }

  /**
   * Holds a count, as of bytes, against an upper bound.
   *
   * @param most the bound
   * @param value the figure
   * @return the outcome
   */
  public static Outcome atMost(double most, double value) {
    return new Outcome(value, value <= most ? 0 : value / most, false);
  }

  /** {@return the figure and the verdict, as a report says them} */
  @Override
  public String toString() {
    String verdict = "**missed**" + (isTimed && ofBound <= NOISE ? ", within noise" : "");
    return number(value) + ", " + (ofBound <= 1 ? "met" : verdict);
  }

  /**
   * Writes a figure.
   *
   * @param value the figure
   * @return it with about three digits that count
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return "?";
    }
    int digits = value == 0 || value >= 100 ? 0 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
