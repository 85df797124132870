package org.potamos.examples.kit;

import java.util.Locale;

/**
 * A linear scale from values to pixels, with round numbers at its ticks.
 *
 * @param min the value at {@code from}
 * @param max the value at {@code to}
 * @param from a pixel
 * @param to a pixel
 */
record Axis(double min, double max, double from, double to) {
  private static final int TICKS = 5;

  /** Makes an axis for values that are all the same, too. */
  Axis {
    if (max <= min) {
      max = min + 1;
    }
  }

  double at(double value) {
    return from + (value - min) / (max - min) * (to - from);
  }

  /** The distance of two ticks: 1, 2 or 5 times a power of ten. */
  double step() {
    double rough = (max - min) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / power;
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  double firstTick() {
    return Math.ceil(min / step() - 1e-9) * step();
  }

  /** An axis whose ends are ticks. */
  Axis rounded() {
    return new Axis(
        Math.floor(min / step() + 1e-9) * step(),
        Math.ceil(max / step() - 1e-9) * step(),
        from,
        to);
  }

  String label(double tick) {
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step()) + 1e-9));
    double shown = Math.abs(tick) < step() / 1000 ? 0 : tick; // no minus zero
    return String.format(Locale.ROOT, "%,." + digits + "f", shown);
  }
}
