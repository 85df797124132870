package org.potamos.examples.kit;

import static org.potamos.examples.kit.Svg.n;

import java.util.ArrayList;
import java.util.List;
import org.potamos.examples.kit.Svg.Anchor;

/**
 * Small charts of lines with errors over the same categories, side by side in two columns, drawn as
 * SVG. The axes on the left are logarithmic, each with a scale of its own; a kind of line has the
 * same colour in all of them.
 */
public final class LinePanels {
  private static final int WIDTH = 920;
  private static final int MARGIN = 16;
  private static final int GAP = 28;
  private static final int HEIGHT = 236;
  private static final int HEAD = 44;
  private static final int FOOT = 40;
  private static final int TICKS = 44;
  private static final double PANEL = (WIDTH - 2 * MARGIN - GAP) / 2.0;
  private static final String INK = "#1f2933";

  private record Mark(int category, double value, double error) {
    double least() {
      return Double.isFinite(error) && error < value ? value - error : value;
    }

    double most() {
      return Double.isFinite(error) ? value + error : value;
    }
  }

  private record Series(String kind, List<Mark> marks) {}

  private final String title;
  private final String remark;
  private final List<String> categories;
  private final int joined;
  private final List<Panel> panels = new ArrayList<>();
  private final Legend legend = new Legend();

  /**
   * Begins a chart.
   *
   * @param title what it shows
   * @param remark what is to be known to read it, in one line
   * @param categories what stands below the small charts, from the left
   * @param joined how many of the categories are one group: lines end behind them, and begin anew
   */
  public LinePanels(String title, String remark, List<String> categories, int joined) {
    this.title = title;
    this.remark = remark;
    this.categories = List.copyOf(categories);
    this.joined = joined;
  }

  /** One of the small charts. */
  public final class Panel {
    private final String title;
    private final String unit;
    private final List<Series> lines = new ArrayList<>();

    private Panel(String title, String unit) {
      this.title = title;
      this.unit = unit;
    }

    /**
     * Adds a point to the line of a kind.
     *
     * @param kind what its colour means
     * @param category the place of its category, from 0 on
     * @param value above 0
     * @param error how far the value may be off; not a number if that is not known
     * @return this
     */
    public Panel point(String kind, int category, double value, double error) {
      legend.add(kind);
      Series series =
          lines.stream()
              .filter(each -> each.kind.equals(kind))
              .findFirst()
              .orElseGet(() -> {
                Series added = new Series(kind, new ArrayList<>());
                lines.add(added);
                return added;
              });
      series.marks.add(new Mark(category, value, error));
      return this;
    }
  }

  /**
   * Adds a small chart: on the right of the one before, or below.
   *
   * @param title what it shows
   * @param unit what is on the left, with its unit
   * @return the small chart, without lines
   */
  public Panel panel(String title, String unit) {
    Panel panel = new Panel(title, unit);
    panels.add(panel);
    return panel;
  }

  /**
   * Draws the chart.
   *
   * @return the drawing
   */
  public Svg draw() {
    int top = 58 + legend.height(WIDTH - 2.0 * MARGIN) + 8;
    Svg svg = new Svg(WIDTH, top + HEIGHT * ((panels.size() + 1) / 2) + 8, title);
    svg.text(MARGIN, 24, 16, Anchor.START, INK, title);
    svg.text(MARGIN, 44, 12, Anchor.START, Svg.GREY, remark);
    legend.draw(svg, MARGIN, 58, WIDTH - 2.0 * MARGIN);
    for (int i = 0; i < panels.size(); i++) {
      double left = i % 2 == 0 ? MARGIN : MARGIN + PANEL + GAP;
      draw(svg, panels.get(i), left, top);
      top += i % 2 == 0 ? 0 : HEIGHT;
    }
    return svg;
  }

  private void draw(Svg svg, Panel panel, double left, double top) {
    svg.line(left, top, left + PANEL, top, "#e4e7eb", 1);
    svg.text(left, top + 17, 13, Anchor.START, INK, panel.title);
    svg.text(left, top + 32, 11, Anchor.START, Svg.GREY, panel.unit);
    List<Mark> all = panel.lines.stream().flatMap(line -> line.marks.stream()).toList();
    double bottom = top + HEIGHT - FOOT;
    if (all.isEmpty()) {
      svg.text(left + PANEL / 2, top + HEIGHT / 2.0, 12, Anchor.MIDDLE, Svg.GREY, "no data");
      return;
    }
    // errors are cut off where they would make the rest too small to be seen
    double low = all.stream().mapToDouble(Mark::value).min().orElseThrow() / 1.5;
    double high = all.stream().mapToDouble(Mark::value).max().orElseThrow() * 1.5;
    Axis y = Axis.logarithmic(low, high, bottom, top + HEAD);
    double step = (PANEL - TICKS) / categories.size();
    List<Double> ticks = y.max() - y.min() > 2 ? y.ticks() : y.fineTicks();
    for (double tick : ticks) {
      svg.line(left + TICKS, y.at(tick), left + PANEL, y.at(tick), "#e4e7eb", 1);
      svg.text(left + TICKS - 6, y.at(tick) + 4, 11, Anchor.END, Svg.GREY, y.label(tick));
    }
    for (int i = 0; i < categories.size(); i++) {
      double x = left + TICKS + step * (i + 0.5);
      svg.text(x, bottom + 16, 11, Anchor.MIDDLE, Svg.GREY, categories.get(i));
    }
    double border = left + TICKS + step * joined;
    svg.line(border, top + HEAD, border, bottom + 20, "#cbd2d9", 1);
    svg.line(left + TICKS, bottom, left + PANEL, bottom, Svg.GREY, 1);
    for (int i = 0; i < panel.lines.size(); i++) {
      double shift =
          (i - (panel.lines.size() - 1) / 2.0) * 5; // so that errors do not hide each other
      draw(svg, panel.lines.get(i), y, left + TICKS + step / 2 + shift, step);
    }
  }

  private void draw(Svg svg, Series series, Axis y, double first, double step) {
    String colour = legend.colour(series.kind);
    StringBuilder path = new StringBuilder();
    Mark before = null;
    for (Mark mark : series.marks) {
      double x = first + step * mark.category;
      boolean isNext =
          before != null
              && mark.category == before.category + 1
              && (mark.category < joined) == (before.category < joined);
      path.append(isNext ? 'L' : 'M').append(n(x)).append(' ').append(n(y.at(mark.value)));
      svg.line(x, y.at(inside(y, mark.least())), x, y.at(inside(y, mark.most())), colour, 1.2);
      svg.disc(x, y.at(mark.value), 3, colour);
      before = mark;
    }
    svg.path(path.toString(), colour, 1.6, false);
  }

  private static double inside(Axis y, double value) {
    return Math.clamp(value, Math.pow(10, y.min()), Math.pow(10, y.max()));
  }
}
