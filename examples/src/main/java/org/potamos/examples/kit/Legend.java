package org.potamos.examples.kit;

import java.util.ArrayList;
import java.util.List;
import org.potamos.examples.kit.Svg.Anchor;

/**
 * The colours of kinds, in the order in which the kinds came up, and the lines that explain them.
 */
final class Legend {
  private static final int LINE = 20;

  private final List<String> kinds = new ArrayList<>();

  void add(String kind) {
    if (!kinds.contains(kind)) {
      kinds.add(kind);
    }
  }

  String colour(String kind) {
    return Svg.COLOURS.get(kinds.indexOf(kind) % Svg.COLOURS.size());
  }

  /** Whether the kind is one of those whose colour has been given to an earlier one. */
  boolean isHollow(String kind) {
    return kinds.indexOf(kind) >= Svg.COLOURS.size();
  }

  /** How high the lines are that {@link #draw} needs. */
  int height(double width) {
    return LINE * (1 + places(width).stream().mapToInt(place -> (int) place[1]).max().orElse(-1));
  }

  void draw(Svg svg, double left, double top, double width) {
    List<double[]> places = places(width);
    for (int i = 0; i < kinds.size(); i++) {
      double x = left + places.get(i)[0];
      double y = top + LINE * places.get(i)[1];
      svg.bar(x, y, 12, 12, colour(kinds.get(i)), isHollow(kinds.get(i)));
      svg.text(x + 18, y + 11, 13, Anchor.START, "#1f2933", kinds.get(i));
    }
  }

  private List<double[]> places(double width) {
    List<double[]> places = new ArrayList<>();
    double x = 0;
    double line = 0;
    for (String kind : kinds) {
      double needed = 46 + width(kind, 13);
      if (x > 0 && x + needed > width) {
        x = 0;
        line++;
      }
      places.add(new double[] {x, line});
      x += needed;
    }
    return places;
  }

  /** Names in capitals are wider than {@link Svg#widthOf} takes them to be. */
  static double width(String text, double size) {
    long capitals = text.chars().filter(each -> Character.isUpperCase(each) || each == '_').count();
    return Svg.widthOf(text, size) + 0.14 * size * capitals;
  }
}
