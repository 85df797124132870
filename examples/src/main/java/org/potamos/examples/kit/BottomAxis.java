package org.potamos.examples.kit;

import org.potamos.examples.kit.Svg.Anchor;

/** The axis below a chart: ticks, a line, and what it is. */
final class BottomAxis {
  private BottomAxis() {}

  /**
   * Draws an axis.
   *
   * @param svg where to
   * @param x the scale
   * @param y the height of the line
   * @param width of the drawing: a long label of the last tick is moved to be seen whole
   * @param name what the axis is, with its unit
   * @param nameY the height of the name
   */
  static void draw(Svg svg, Axis x, double y, double width, String name, double nameY) {
    for (double tick : x.ticks()) {
      String label = x.label(tick);
      double most = width - 4 - Svg.widthOf(label, 12) / 2;
      svg.line(x.at(tick), y, x.at(tick), y + 5, Svg.GREY, 1);
      svg.text(Math.min(x.at(tick), most), y + 20, 12, Anchor.MIDDLE, Svg.GREY, label);
    }
    svg.line(x.from(), y, x.to(), y, Svg.GREY, 1);
    svg.text((x.from() + x.to()) / 2, nameY, 13, Anchor.MIDDLE, "#1f2933", name);
  }
}
