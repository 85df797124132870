package org.potamos.benchmarks.collection;

import java.util.Locale;
import org.potamos.benchmarks.collection.rivals.Library;

/** What Potamos is to reach in one line; a bound on its time, less is better. */
sealed interface Target {

  /** Measured only. */
  record None() implements Target {
    @Override
    public String toString() {
      return "";
    }
  }

  /** At most so many times the time of the best peer in the same run. */
  record OfBest(double most) implements Target {
    @Override
    public String toString() {
      return "≤ " + number(most) + " × best peer";
    }
  }

  /** At most so many times the time of one rival in the same run. */
  record OfRival(double most, Library rival) implements Target {
    @Override
    public String toString() {
      return "≤ " + number(most) + " × " + rival;
    }
  }

  /** At most so many times the own time in another line. */
  record OfOwn(double most, String line) implements Target {
    @Override
    public String toString() {
      return "≤ " + number(most) + " × own \"" + line + "\"";
    }
  }

  /** At most so long. */
  record Nanoseconds(double most) implements Target {
    @Override
    public String toString() {
      return "≤ " + CollectionReport.time(most);
    }
  }

  private static String number(double most) {
    String text = String.format(Locale.ROOT, "%.3f", most);
    return text.replaceAll("0{1,2}$", "");
  }
}
