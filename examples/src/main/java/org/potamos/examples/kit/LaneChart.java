package org.potamos.examples.kit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.potamos.examples.kit.Svg.Anchor;

/** What several parties do over time: a lane for each, with spans, drawn as SVG. */
public final class LaneChart {
  private static final int WIDTH = 760;
  private static final int TOP = 64;
  private static final int BOTTOM = 48;

  private record Span(String lane, double from, double to, String kind) {}

  private final String title;
  private final String timeLabel;
  private final int laneHeight;
  private final List<String> lanes;
  private final Map<String, String> colours = new LinkedHashMap<>();
  private final List<Span> spans = new ArrayList<>();

  /**
   * Begins a chart.
   *
   * @param title what it shows
   * @param timeLabel what the axis of time is, with its unit
   * @param laneHeight how high a lane is, in pixels
   * @param lanes the parties, from above
   */
  public LaneChart(String title, String timeLabel, int laneHeight, List<String> lanes) {
    this.title = title;
    this.timeLabel = timeLabel;
    this.laneHeight = laneHeight;
    this.lanes = List.copyOf(lanes);
  }

  /**
   * Gives a kind of span a colour and a place in the legend. Kinds that are not declared are grey.
   *
   * @param kind the kind
   * @param colour its colour
   * @return this
   */
  public LaneChart kind(String kind, String colour) {
    colours.put(kind, colour);
    return this;
  }

  /**
   * Adds a span.
   *
   * @param lane whose
   * @param from when it begins
   * @param to when it ends
   * @param kind what it is
   * @return this
   */
  public LaneChart span(String lane, double from, double to, String kind) {
    spans.add(new Span(lane, from, to, kind));
    return this;
  }

  /**
   * Draws the chart.
   *
   * @return the drawing
   */
  public Svg draw() {
    int bottom = TOP + laneHeight * lanes.size();
    Svg svg = new Svg(WIDTH, bottom + BOTTOM, title);
    svg.text(16, 24, 16, Anchor.START, "#1f2933", title);
    double left = 28 + lanes.stream().mapToDouble(lane -> Svg.widthOf(lane, 13)).max().orElse(0);
    double first = spans.stream().mapToDouble(Span::from).min().orElse(0);
    double last = spans.stream().mapToDouble(Span::to).max().orElse(1);
    Axis x = new Axis(first, last, left, WIDTH - 24);
    drawLegend(svg);
    for (int i = 0; i < lanes.size(); i++) {
      double middle = TOP + laneHeight * (i + 0.5);
      svg.line(left, middle, WIDTH - 24, middle, "#e4e7eb", 1);
      svg.text(left - 10, middle + 4, 13, Anchor.END, "#1f2933", lanes.get(i));
    }
    BottomAxis.draw(svg, x, bottom, WIDTH, timeLabel, bottom + 40);
    spans.forEach(span -> draw(svg, span, x));
    return svg;
  }

  private void drawLegend(Svg svg) {
    double at = 16;
    for (Map.Entry<String, String> kind : colours.entrySet()) {
      svg.rect(at, 38, 12, 12, kind.getValue());
      svg.text(at + 18, 49, 13, Anchor.START, "#1f2933", kind.getKey());
      at += 42 + Svg.widthOf(kind.getKey(), 13);
    }
  }

  private double top(String lane) {
    int index = lanes.indexOf(lane);
    if (index < 0) {
      throw new IllegalArgumentException("draw rejected: no such lane, lane=" + lane);
    }
    return TOP + laneHeight * (double) index;
  }

  private void draw(Svg svg, Span span, Axis x) {
    double from = x.at(span.from());
    double width = Math.max(1, x.at(span.to()) - from); // what is short is seen, too
    double inset = Math.max(1, laneHeight / 8.0);
    double top = top(span.lane());
    svg.rect(
        from,
        top + inset,
        width,
        laneHeight - 2 * inset,
        colours.getOrDefault(span.kind(), "#cbd2d9"));
  }
}
