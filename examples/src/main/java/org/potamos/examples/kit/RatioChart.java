package org.potamos.examples.kit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.potamos.examples.kit.Svg.Anchor;

/**
 * Ratios on a logarithmic scale around 1, drawn as SVG: a row for each question, in it a dot for
 * each ratio. A baseline is what one would not have in place of the others: it does less. The
 * smallest ratio of a row, baselines apart, is drawn large, with its error and its name; baselines
 * are drawn as rings, and the smallest of them is named too.
 */
public final class RatioChart {
  private static final int WIDTH = 1000;
  private static final int MARGIN = 16;
  private static final int ROW = 21;
  private static final int TOP = 96;
  private static final int FOOT = 34;
  private static final int NAMES = 300;
  private static final int LABELS = 330;
  private static final String INK = "#1f2933";
  private static final String FAINT = "#b0b8c1";

  /** What is drawn of ratios that are farther away: nothing but their names. */
  private static final double LEAST = 0.01;

  private static final double MOST = 100;

  /**
   * A ratio.
   *
   * @param name to whom
   * @param value the ratio, above 0
   * @param least what it may be at least
   * @param most what it may be at most
   * @param isBaseline whether it is to something that does less
   */
  public record Ratio(String name, double value, double least, double most, boolean isBaseline) {}

  private record Row(String name, List<Ratio> ratios) {}

  private final String title;
  private final String remark;
  private final String below;
  private final String above;
  private final List<Row> rows = new ArrayList<>();

  /**
   * Begins a chart.
   *
   * @param title what it shows
   * @param remark what is to be known to read it, in one line
   * @param below what ratios below 1 mean
   * @param above what ratios above 1 mean
   */
  public RatioChart(String title, String remark, String below, String above) {
    this.title = title;
    this.remark = remark;
    this.below = below;
    this.above = above;
  }

  /**
   * Adds a heading below the rows so far.
   *
   * @param name the heading
   * @return this
   */
  public RatioChart heading(String name) {
    rows.add(new Row(name, List.of()));
    return this;
  }

  /**
   * Adds a row below the others.
   *
   * @param name what was asked
   * @param ratios at least one
   * @return this
   */
  public RatioChart row(String name, List<Ratio> ratios) {
    if (ratios.isEmpty()) {
      throw new IllegalArgumentException("row rejected: no ratios, name=" + name);
    }
    rows.add(new Row(name, List.copyOf(ratios)));
    return this;
  }

  /**
   * Draws the chart.
   *
   * @return the drawing
   */
  public Svg draw() {
    int bottom = TOP + ROW * rows.size();
    Svg svg = new Svg(WIDTH, bottom + FOOT, title);
    svg.text(MARGIN, 24, 16, Anchor.START, INK, title);
    svg.text(MARGIN, 44, 12, Anchor.START, Svg.GREY, remark);
    Axis x = axis();
    for (double tick : x.fineTicks()) {
      svg.line(x.at(tick), TOP - 4, x.at(tick), bottom, "#e4e7eb", 1);
      svg.text(x.at(tick), bottom + 18, 11, Anchor.MIDDLE, Svg.GREY, x.label(tick) + " ×");
    }
    svg.text(x.at(1) - 8, TOP - 14, 12, Anchor.END, Svg.BAD, "◂ " + below);
    svg.text(x.at(1) + 8, TOP - 14, 12, Anchor.START, Svg.COLOURS.get(0), above + " ▸");
    for (int i = 0; i < rows.size(); i++) {
      draw(svg, rows.get(i), x, TOP + (double) ROW * i);
    }
    svg.line(x.at(1), TOP - 10, x.at(1), bottom + 4, INK, 2);
    return svg;
  }

  private Axis axis() {
    double low = 0.5;
    double high = 2;
    for (Row row : rows) {
      for (Ratio ratio : row.ratios) {
        low = Math.min(low, ratio.value);
        high = Math.max(high, ratio.value);
      }
    }
    double from = Math.max(LEAST, low / 1.2);
    double to = Math.min(MOST, high * 1.2);
    return Axis.logarithmic(from, to, MARGIN + NAMES, WIDTH - MARGIN - LABELS);
  }

  private static void draw(Svg svg, Row row, Axis x, double top) {
    if (row.ratios.isEmpty()) {
      svg.text(MARGIN, top + 15, 13, Anchor.START, INK, row.name);
      return;
    }
    double y = top + 10;
    svg.text(MARGIN + NAMES - 12.0, top + 14, 12, Anchor.END, INK, row.name);
    Optional<Ratio> baseline = smallest(row, true);
    Optional<Ratio> peer = smallest(row, false);
    for (Ratio ratio : row.ratios) {
      if (isInside(x, ratio.value)) {
        if (ratio.isBaseline) {
          svg.ring(
              x.at(ratio.value), y, baseline.filter(ratio::equals).isPresent() ? 4 : 2.5, FAINT);
        } else {
          svg.disc(x.at(ratio.value), y, 2.5, FAINT);
        }
      }
    }
    peer.ifPresent(ratio -> drawLarge(svg, ratio, x, y));
    double label = WIDTH - MARGIN - LABELS + 12.0;
    String named = peer.map(RatioChart::label).orElse("");
    peer.ifPresent(ratio -> svg.text(label, top + 14, 12, Anchor.START, colour(ratio), named));
    baseline.ifPresent(ratio ->
        svg.text(
            label + (named.isEmpty() ? 0 : Svg.widthOf(named, 12) + 10),
            top + 14,
            12,
            Anchor.START,
            Svg.GREY,
            "(" + label(ratio) + ")"));
  }

  private static Optional<Ratio> smallest(Row row, boolean isBaseline) {
    return row.ratios.stream()
        .filter(ratio -> ratio.isBaseline == isBaseline)
        .min(Comparator.comparingDouble(Ratio::value));
  }

  private static void drawLarge(Svg svg, Ratio ratio, Axis x, double y) {
    String colour = colour(ratio);
    svg.line(x.at(inside(x, ratio.least)), y, x.at(inside(x, ratio.most)), y, colour, 1.6);
    if (isInside(x, ratio.value)) {
      svg.disc(x.at(ratio.value), y, 5, colour);
    }
  }

  private static String label(Ratio ratio) {
    return number(ratio.value) + " × " + ratio.name;
  }

  /** By whether the error leaves a doubt about the side of 1. */
  private static String colour(Ratio ratio) {
    if (ratio.most < 1) {
      return Svg.BAD;
    }
    return ratio.least > 1 ? Svg.COLOURS.get(0) : "#616e7c";
  }

  private static boolean isInside(Axis x, double value) {
    return value > 0 && inside(x, value) == value;
  }

  private static double inside(Axis x, double value) {
    return Math.clamp(value, Math.pow(10, x.min()), Math.pow(10, x.max()));
  }

  private static String number(double value) {
    int digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.0995 ? 2 : 4;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
