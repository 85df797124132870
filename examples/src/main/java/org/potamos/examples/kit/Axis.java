package org.potamos.examples.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A scale from values to pixels, with round numbers at its ticks.
 *
 * @param min the value at {@code from}; its decimal logarithm if the scale is logarithmic
 * @param max the value at {@code to}; its decimal logarithm if the scale is logarithmic
 * @param from a pixel
 * @param to a pixel
 * @param isLogarithmic whether equal ratios, not equal differences, are equally far apart
 */
record Axis(double min, double max, double from, double to, boolean isLogarithmic) {
  private static final int TICKS = 5;

  /** Makes an axis for values that are all the same, too. */
  Axis {
    if (max <= min) {
      max = min + 1;
    }
  }

  Axis(double min, double max, double from, double to) {
    this(min, max, from, to, false);
  }

  /** An axis for values from a positive one on. */
  static Axis logarithmic(double min, double max, double from, double to) {
    if (!(min > 0)) {
      throw new IllegalArgumentException("axis rejected: no logarithm, min=" + min);
    }
    return new Axis(Math.log10(min), Math.log10(max), from, to, true);
  }

  double at(double value) {
    double scaled = isLogarithmic ? Math.log10(value) : value;
    return from + (scaled - min) / (max - min) * (to - from);
  }

  /** The distance of two ticks: 1, 2 or 5 times a power of ten. */
  double step() {
    double rough = (max - min) / (isLogarithmic ? 2 * TICKS : TICKS);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / power;
    double step = power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    return isLogarithmic ? Math.max(1, step) : step;
  }

  double firstTick() {
    return Math.ceil(min / step() - 1e-9) * step();
  }

  /** The values at which there are ticks. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (double tick = firstTick(); tick <= max + step() / 1000; tick += step()) {
      ticks.add(isLogarithmic ? Math.pow(10, tick) : tick);
    }
    return ticks;
  }

  /** The values of a logarithmic axis that are 1, 2 or 5 times a power of ten. */
  List<Double> fineTicks() {
    List<Double> ticks = new ArrayList<>();
    for (int power = (int) Math.floor(min); power <= max; power++) {
      for (int factor : new int[] {1, 2, 5}) {
        double tick = factor * Math.pow(10, power);
        if (Math.log10(tick) >= min - 1e-9 && Math.log10(tick) <= max + 1e-9) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** An axis whose ends are ticks. */
  Axis rounded() {
    return new Axis(
        Math.floor(min / step() + 1e-9) * step(),
        Math.ceil(max / step() - 1e-9) * step(),
        from,
        to,
        isLogarithmic);
  }

  String label(double tick) {
    double smallest = isLogarithmic ? tick : step();
    int digits = (int) Math.max(0, -Math.floor(Math.log10(smallest) + 1e-9));
    double shown = Math.abs(tick) < smallest / 1000 ? 0 : tick; // no minus zero
    return String.format(Locale.ROOT, "%,." + digits + "f", shown);
  }
}
