package org.potamos.examples.kit;

import static org.potamos.examples.kit.Svg.n;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.potamos.examples.kit.Svg.Anchor;

/** Lines over a common axis, with a legend, drawn as SVG. */
public final class LineChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 80;
  private static final int RIGHT = 20;
  private static final int TOP = 64;
  private static final int BOTTOM = 52;

  /**
   * A line.
   *
   * @param name its name in the legend
   * @param points its points, ordered by x
   * @param isStepped whether a value stays until the next point
   */
  public record Series(String name, List<Point> points, boolean isStepped) {
    /** Copies the points. */
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * A point.
   *
   * @param x the value on the axis below
   * @param y the value on the axis on the left
   */
  public record Point(double x, double y) {}

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final List<Series> lines = new ArrayList<>();
  private OptionalDouble from = OptionalDouble.empty();
  private boolean isLogarithmic;

  /**
   * Begins a chart.
   *
   * @param title what it shows
   * @param xLabel what the axis below is, with its unit
   * @param yLabel what the axis on the left is, with its unit
   */
  public LineChart(String title, String xLabel, String yLabel) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  /**
   * Adds a line whose points are joined.
   *
   * @param name its name in the legend
   * @param points its points, ordered by x
   * @return this
   */
  public LineChart line(String name, List<Point> points) {
    lines.add(new Series(name, points, false));
    return this;
  }

  /**
   * Adds a line on which a value stays until the next point.
   *
   * @param name its name in the legend
   * @param points its points, ordered by x
   * @return this
   */
  public LineChart steps(String name, List<Point> points) {
    lines.add(new Series(name, points, true));
    return this;
  }

  /**
   * Makes the axis on the left begin at a value, or below it.
   *
   * @param value the value
   * @return this
   */
  public LineChart from(double value) {
    from = OptionalDouble.of(value);
    return this;
  }

  /**
   * Makes both axes logarithmic: equal ratios are equally far apart. All values must be positive.
   *
   * @return this
   */
  public LineChart logarithmic() {
    isLogarithmic = true;
    return this;
  }

  /**
   * Draws the chart.
   *
   * @return the drawing
   */
  public Svg draw() {
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    svg.text(LEFT, 24, 16, Anchor.START, "#1f2933", title);
    List<Point> all = lines.stream().flatMap(line -> line.points().stream()).toList();
    if (all.isEmpty()) {
      return svg.text(WIDTH / 2.0, HEIGHT / 2.0, 14, Anchor.MIDDLE, Svg.GREY, "no data");
    }
    double low = all.stream().mapToDouble(Point::y).min().orElseThrow();
    double high = all.stream().mapToDouble(Point::y).max().orElseThrow();
    if (!isLogarithmic
        && high - low < 5
        && all.stream().allMatch(point -> point.y() == Math.rint(point.y()))) {
      low = high - 5; // whole numbers have no ticks between them
    }
    double least = from.isPresent() ? Math.min(low, from.getAsDouble()) : low;
    Axis y = axis(least, high, HEIGHT - BOTTOM, TOP).rounded();
    Axis x =
        axis(
            all.stream().mapToDouble(Point::x).min().orElseThrow(),
            all.stream().mapToDouble(Point::x).max().orElseThrow(),
            LEFT,
            WIDTH - RIGHT);
    drawAxes(svg, x, y);
    double legend = LEFT;
    for (int i = 0; i < lines.size(); i++) {
      String colour = Svg.COLOURS.get(i % Svg.COLOURS.size());
      drawLine(svg, lines.get(i), x, y, colour);
      svg.rect(legend, 38, 14, 4, colour);
      svg.text(legend + 20, 45, 13, Anchor.START, "#1f2933", lines.get(i).name());
      legend += 44 + Svg.widthOf(lines.get(i).name(), 13);
    }
    return svg;
  }

  private Axis axis(double min, double max, double from, double to) {
    return isLogarithmic ? Axis.logarithmic(min, max, from, to) : new Axis(min, max, from, to);
  }

  private void drawAxes(Svg svg, Axis x, Axis y) {
    for (double tick : y.ticks()) {
      svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "#e4e7eb", 1);
      svg.text(LEFT - 8, y.at(tick) + 4, 12, Anchor.END, Svg.GREY, y.label(tick));
    }
    BottomAxis.draw(svg, x, HEIGHT - BOTTOM, WIDTH, xLabel, HEIGHT - 10);
    svg.uprightText(20, (TOP + HEIGHT - BOTTOM) / 2.0, 13, "#1f2933", yLabel);
  }

  private static void drawLine(Svg svg, Series series, Axis x, Axis y, String colour) {
    StringBuilder path = new StringBuilder();
    for (Point point : series.points()) {
      if (path.isEmpty()) {
        path.append('M');
      } else if (series.isStepped()) {
        path.append('H').append(n(x.at(point.x()))).append('L');
      } else {
        path.append('L');
      }
      path.append(n(x.at(point.x()))).append(' ').append(n(y.at(point.y())));
    }
    if (!path.isEmpty()) {
      svg.path(path.toString(), colour, 1.8, false);
    }
  }
}
