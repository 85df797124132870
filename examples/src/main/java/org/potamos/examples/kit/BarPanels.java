package org.potamos.examples.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.potamos.examples.kit.Svg.Anchor;

/**
 * Small charts of horizontal bars with errors, side by side in two columns, drawn as SVG. Each has
 * a scale of its own from 0 on; a kind of bar has the same colour in all of them.
 */
public final class BarPanels {
  private static final int WIDTH = 920;
  private static final int MARGIN = 16;
  private static final int GAP = 28;
  private static final int ROW = 18;
  private static final int HEAD = 40;
  private static final int FOOT = 18;
  private static final double PANEL = (WIDTH - 2 * MARGIN - GAP) / 2.0;
  private static final String INK = "#1f2933";

  /** How many times as far as the longest bar an error is drawn at most. */
  private static final double FARTHEST = 1.5;

  private record Bar(String kind, double value, double error) {}

  private final String title;
  private final String remark;
  private final List<Panel> panels = new ArrayList<>();
  private final Legend legend = new Legend();

  /**
   * Begins a chart.
   *
   * @param title what it shows
   * @param remark what is to be known to read it, in one line
   */
  public BarPanels(String title, String remark) {
    this.title = title;
    this.remark = remark;
  }

  /** One of the small charts. */
  public final class Panel {
    private final String title;
    private final String unit;
    private final List<Bar> bars = new ArrayList<>();

    private Panel(String title, String unit) {
      this.title = title;
      this.unit = unit;
    }

    /**
     * Adds a bar below the others.
     *
     * @param kind its name, and what its colour means
     * @param value its length, from 0 on
     * @param error how far the value may be off; not a number if that is not known
     * @return this
     */
    public Panel bar(String kind, double value, double error) {
      legend.add(kind);
      bars.add(new Bar(kind, value, error));
      return this;
    }

    private int height() {
      return HEAD + ROW * bars.size() + FOOT;
    }
  }

  /**
   * Adds a small chart: on the right of the one before, or below.
   *
   * @param title what it shows
   * @param unit what is counted or measured, with its unit
   * @return the small chart, without bars
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
    int height = top;
    for (int i = 0; i < panels.size(); i += 2) {
      height += rowHeight(i);
    }
    Svg svg = new Svg(WIDTH, height + 8, title);
    svg.text(MARGIN, 24, 16, Anchor.START, INK, title);
    svg.text(MARGIN, 44, 12, Anchor.START, Svg.GREY, remark);
    legend.draw(svg, MARGIN, 58, WIDTH - 2.0 * MARGIN);
    int y = top;
    for (int i = 0; i < panels.size(); i++) {
      draw(svg, panels.get(i), i % 2 == 0 ? MARGIN : MARGIN + PANEL + GAP, y);
      if (i % 2 == 1) {
        y += rowHeight(i - 1);
      }
    }
    return svg;
  }

  private int rowHeight(int first) {
    int left = panels.get(first).height();
    return first + 1 < panels.size() ? Math.max(left, panels.get(first + 1).height()) : left;
  }

  private void draw(Svg svg, Panel panel, double left, double top) {
    svg.line(left, top, left + PANEL, top, "#e4e7eb", 1);
    svg.text(left, top + 17, 13, Anchor.START, INK, panel.title);
    svg.text(left, top + 32, 11, Anchor.START, Svg.GREY, panel.unit);
    double names =
        panel.bars.stream().mapToDouble(bar -> Legend.width(bar.kind, 11)).max().orElse(0);
    double from = left + names + 8;
    double to = left + PANEL - 104;
    double longest = panel.bars.stream().mapToDouble(Bar::value).max().orElse(0);
    double farthest =
        panel.bars.stream()
            .mapToDouble(bar -> bar.value + (Double.isFinite(bar.error) ? bar.error : 0))
            .max()
            .orElse(0);
    Axis x = new Axis(0, longest > 0 ? Math.min(farthest, FARTHEST * longest) : 1, from, to);
    for (int i = 0; i < panel.bars.size(); i++) {
      Bar bar = panel.bars.get(i);
      double y = top + HEAD + (double) ROW * i;
      svg.text(from - 6, y + 11, 11, Anchor.END, INK, bar.kind);
      svg.bar(
          from, y, x.at(bar.value) - from, 13, legend.colour(bar.kind), legend.isHollow(bar.kind));
      drawError(svg, bar, x, y + 6.5);
      svg.text(left + PANEL, y + 11, 11, Anchor.END, Svg.GREY, figure(bar));
    }
    svg.line(from, top + HEAD - 3, from, top + HEAD + (double) ROW * panel.bars.size(), INK, 1);
  }

  /** From the least to the most the value may be; an end that is cut off has no cap. */
  private static void drawError(Svg svg, Bar bar, Axis x, double y) {
    if (!Double.isFinite(bar.error)) {
      return;
    }
    double least = bar.value - bar.error;
    double most = bar.value + bar.error;
    double from = x.at(Math.max(0, least));
    double to = x.at(Math.min(x.max(), most));
    svg.line(from, y, to, y, INK, 1.2);
    if (least >= 0) {
      svg.line(from, y - 3, from, y + 3, INK, 1.2);
    }
    if (most <= x.max() * (1 + 1e-9)) {
      svg.line(to, y - 3, to, y + 3, INK, 1.2);
    }
  }

  private static String figure(Bar bar) {
    return number(bar.value) + " ± " + (Double.isFinite(bar.error) ? number(bar.error) : "?");
  }

  /** With about three digits that count. */
  private static String number(double value) {
    int digits = value == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
