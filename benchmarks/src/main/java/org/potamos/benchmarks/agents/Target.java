package org.potamos.benchmarks.agents;

import java.util.Locale;
import org.potamos.benchmarks.agents.rivals.Engine;

/** What one form of Potamos is to reach in one line. */
sealed interface Target {

  /** At least so many times the speed of one rival in the same run. */
  record OfRival(double least, Engine rival) implements Target {
    @Override
    public String toString() {
      return "≥ " + number(least) + " × " + rival;
    }
  }

  /** At most so many bytes an action, the box of the new value included. */
  record Bytes(double most) implements Target {
    @Override
    public String toString() {
      return "≤ " + number(most) + " B";
    }
  }

  /** Reads one: {@code 1.5 PEKKO}, {@code bytes 48}. */
  static Target of(String text) {
    String[] words = text.split(" ", 2);
    return words[0].equals("bytes")
        ? new Bytes(Double.parseDouble(words[1]))
        : new OfRival(Double.parseDouble(words[0]), Engine.valueOf(words[1]));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
  }
}
