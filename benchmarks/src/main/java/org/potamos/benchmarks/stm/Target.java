package org.potamos.benchmarks.stm;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.potamos.benchmarks.stm.rivals.Engine;

/** What Potamos is to reach in one line. */
sealed interface Target {

  /** Of a benchmark in which all threads do the same. */
  String WHOLE = "";

  /** At least so many times the speed of the best peer in the same run. */
  record OfBest(double least) implements Target {
    @Override
    public String toString() {
      return "≥ " + number(least) + " × best peer";
    }
  }

  /** At least so many times the speed of one rival in the same run: of the whole, or of a part. */
  record OfRival(String part, double least, Engine rival) implements Target {
    @Override
    public String toString() {
      return prefix(part) + "≥ " + number(least) + " × " + rival;
    }
  }

  /** At least so many times the own speed in another line. */
  record OfOwn(String part, double least, String line) implements Target {
    @Override
    public String toString() {
      return prefix(part) + "≥ " + number(least) + " × own \"" + line + "\"";
    }
  }

  /** At most so many bytes, or so many more than a rival, where it needs those of the boxes. */
  record Bytes(double most, @Nullable Engine boxes) implements Target {
    @Override
    public String toString() {
      return "≤ " + number(most) + " B" + (boxes == null ? "" : " + those of " + boxes);
    }
  }

  /** At most so many times as much for one thread as for another. */
  record Fairness(double most) implements Target {
    @Override
    public String toString() {
      return "one thread ≤ " + number(most) + " × the other";
    }
  }

  /** At most so many runs of the body for any sum; for one form of Potamos only, or for all. */
  record Bodies(double most, @Nullable Engine only) implements Target {
    @Override
    public String toString() {
      return "≤ " + number(most) + " bodies a sum" + (only == null ? "" : " of " + only);
    }
  }

  /** At most so many versions besides the newest. */
  record History(double most) implements Target {
    @Override
    public String toString() {
      return "history ≤ " + number(most);
    }
  }

  /**
   * Reads one: {@code 1.5 best}, {@code 2 SCALA_STM}, {@code 0.7 own <line>}, {@code bytes 64
   * FINE_LOCK}, {@code bytes 0}, {@code fair 1.5}, {@code bodies 1 POTAMOS_READ_ONLY}, {@code
   * history 1}; speeds may begin with the part that is meant.
   */
  static Target of(String text) {
    String[] words = text.split(" ", 3);
    return switch (words[0]) {
      case "fair" -> new Fairness(Double.parseDouble(words[1]));
      case "history" -> new History(Double.parseDouble(words[1]));
      case "bytes" -> new Bytes(Double.parseDouble(words[1]), engine(words));
      case "bodies" -> new Bodies(Double.parseDouble(words[1]), engine(words));
      case "read", "write" -> speed(words[0], text.substring(words[0].length() + 1));
      default -> speed(WHOLE, text);
    };
  }

  private static Target speed(String part, String text) {
    String[] words = text.split(" ", 3);
    double least = Double.parseDouble(words[0]);
    return switch (words[1]) {
      case "best" -> new OfBest(least);
      case "own" -> new OfOwn(part, least, words[2]);
      default -> new OfRival(part, least, Engine.valueOf(words[1]));
    };
  }

  private static @Nullable Engine engine(String[] words) {
    return words.length < 3 ? null : Engine.valueOf(words[2]);
  }

  private static String prefix(String part) {
    return part.isEmpty() ? "" : part + " ";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
  }
}
