package org.potamos.examples.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.potamos.examples.kit.Svg.Anchor;

/** Horizontal bars with their values, drawn as SVG; one colour for each kind of bar. */
public final class BarChart {
  private static final int WIDTH = 760;
  private static final int ROW = 24;
  private static final int TOP = 64;

  private record Bar(String name, double value, String kind) {}

  private final String title;
  private final String unit;
  private final List<Bar> bars = new ArrayList<>();

  /**
   * Begins a chart.
   *
   * @param title what it shows
   * @param unit what is counted or measured, with its unit
   */
  public BarChart(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  /**
   * Adds a bar below the others.
   *
   * @param name its name
   * @param value its length, from 0 on
   * @return this
   */
  public BarChart bar(String name, double value) {
    return bar(name, value, "");
  }

  /**
   * Adds a bar below the others.
   *
   * @param name its name
   * @param value its length, from 0 on
   * @param kind what its colour means; in the legend, unless it is empty
   * @return this
   */
  public BarChart bar(String name, double value, String kind) {
    bars.add(new Bar(name, value, kind));
    return this;
  }

  /**
   * Draws the chart.
   *
   * @return the drawing
   */
  public Svg draw() {
    Svg svg = new Svg(WIDTH, TOP + ROW * bars.size() + 16, title);
    svg.text(16, 24, 16, Anchor.START, "#1f2933", title);
    List<String> kinds = bars.stream().map(Bar::kind).distinct().toList();
    double legend = 16;
    for (String kind : kinds) {
      if (!kind.isEmpty()) {
        svg.rect(legend, 38, 12, 12, colour(kinds, kind));
        svg.text(legend + 18, 49, 13, Anchor.START, "#1f2933", kind);
        legend += 42 + Svg.widthOf(kind, 13);
      }
    }
    svg.text(WIDTH - 16, 49, 13, Anchor.END, Svg.GREY, unit);
    double left =
        24 + bars.stream().mapToDouble(bar -> Svg.widthOf(bar.name(), 13)).max().orElse(0);
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    Axis x = new Axis(0, most, left, WIDTH - 90);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double top = TOP + ROW * i;
      svg.text(left - 8, top + 15, 13, Anchor.END, "#1f2933", bar.name());
      svg.rect(left, top + 2, x.at(bar.value()) - left, ROW - 6, colour(kinds, bar.kind()));
      svg.text(x.at(bar.value()) + 6, top + 15, 12, Anchor.START, Svg.GREY, value(bar.value()));
    }
    return svg;
  }

  private static String colour(List<String> kinds, String kind) {
    return Svg.COLOURS.get(kinds.indexOf(kind) % Svg.COLOURS.size());
  }

  private static String value(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
  }
}
