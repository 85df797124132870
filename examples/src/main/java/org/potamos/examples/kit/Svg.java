package org.potamos.examples.kit;

import java.util.List;
import java.util.Locale;

/**
 * A drawing as SVG text. Nothing is measured with the fonts of this machine, so it works where
 * there are none.
 *
 * <p>Coordinates are in pixels, from the upper left corner. Colours are any that SVG knows; {@link
 * #COLOURS} are told apart also by people who see few.
 */
public final class Svg {
  /** Colours for series, in this order (Okabe and Ito's palette, without the yellow). */
  public static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  /** For what was kept out or went wrong. */
  public static final String BAD = "#d55e00";

  /** For axes, grids and remarks. */
  public static final String GREY = "#7b8794";

  /** About how wide a character is, for a text of 1 pixel. */
  private static final double CHARACTER = 0.56;

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  /**
   * Begins a drawing on white.
   *
   * @param width its width in pixels
   * @param height its height in pixels
   * @param title what it shows; read to people who do not see it
   */
  public Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    body.append("<title>").append(escaped(title)).append("</title>\n");
    rect(0, 0, width, height, "white");
  }

  /** How text is placed at its point. */
  public enum Anchor {
    /** The text begins there. */
    START,
    /** Its middle is there. */
    MIDDLE,
    /** It ends there. */
    END
  }

  /**
   * A filled rectangle.
   *
   * @param x left
   * @param y top
   * @param w width
   * @param h height
   * @param fill its colour
   * @return this
   */
  public Svg rect(double x, double y, double w, double h, String fill) {
    body.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
            .formatted(n(x), n(y), n(w), n(h), fill));
    return this;
  }

  /**
   * A bar, filled or hollow.
   *
   * @param x left
   * @param y top
   * @param w width
   * @param h height
   * @param fill its colour
   * @param isHollow whether only its border is drawn, for more kinds than there are colours
   * @return this
   */
  public Svg bar(double x, double y, double w, double h, String fill, boolean isHollow) {
    rect(x, y, w, h, fill);
    return isHollow ? rect(x + 2, y + 2, Math.max(0, w - 4), h - 4, "white") : this;
  }

  /**
   * A rectangle with a border and round corners.
   *
   * @param x left
   * @param y top
   * @param w width
   * @param h height
   * @param fill its colour
   * @param stroke the colour of its border
   * @return this
   */
  public Svg box(double x, double y, double w, double h, String fill, String stroke) {
    body.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"4\" fill=\"%s\" stroke=\"%s\"/>\n"
            .formatted(n(x), n(y), n(w), n(h), fill, stroke));
    return this;
  }

  /**
   * A disc.
   *
   * @param x its middle
   * @param y its middle
   * @param radius its radius
   * @param fill its colour
   * @return this
   */
  public Svg disc(double x, double y, double radius, String fill) {
    body.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>\n"
            .formatted(n(x), n(y), n(radius), fill));
    return this;
  }

  /**
   * A circle that is not filled, on white.
   *
   * @param x its middle
   * @param y its middle
   * @param radius its radius
   * @param stroke its colour
   * @return this
   */
  public Svg ring(double x, double y, double radius, String stroke) {
    body.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"white\" stroke=\"%s\"/>\n"
            .formatted(n(x), n(y), n(radius), stroke));
    return this;
  }

  /**
   * A straight line.
   *
   * @param x1 where it begins
   * @param y1 where it begins
   * @param x2 where it ends
   * @param y2 where it ends
   * @param stroke its colour
   * @param strokeWidth how wide it is
   * @return this
   */
  public Svg line(double x1, double y1, double x2, double y2, String stroke, double strokeWidth) {
    return path("M%s %sL%s %s".formatted(n(x1), n(y1), n(x2), n(y2)), stroke, strokeWidth, false);
  }

  /**
   * A path of SVG's path language, not filled.
   *
   * @param commands the path; {@link #n} writes its numbers
   * @param stroke its colour
   * @param strokeWidth how wide it is
   * @param isArrow whether it ends in an arrowhead
   * @return this
   */
  public Svg path(String commands, String stroke, double strokeWidth, boolean isArrow) {
    body.append(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n"
            .formatted(
                commands, stroke, n(strokeWidth), isArrow ? " marker-end=\"url(#arrow)\"" : ""));
    return this;
  }

  /**
   * A text in one line.
   *
   * @param x its point
   * @param y its point: the line on which letters stand
   * @param size how high its letters are
   * @param anchor where it is from its point
   * @param fill its colour
   * @param text the text
   * @return this
   */
  public Svg text(double x, double y, double size, Anchor anchor, String fill, String text) {
    body.append(
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n"
            .formatted(
                n(x), n(y), n(size), anchor.name().toLowerCase(Locale.ROOT), fill, escaped(text)));
    return this;
  }

  /**
   * A text in one line, turned to be read from below.
   *
   * @param x its middle
   * @param y its middle
   * @param size how high its letters are
   * @param fill its colour
   * @param text the text
   * @return this
   */
  public Svg uprightText(double x, double y, double size, String fill, String text) {
    body.append("<g transform=\"rotate(-90 %s %s)\">".formatted(n(x), n(y)));
    text(x, y, size, Anchor.MIDDLE, fill, text);
    body.append("</g>\n");
    return this;
  }

  /**
   * About how wide a text is.
   *
   * @param text the text
   * @param size how high its letters are
   * @return pixels
   */
  public static double widthOf(String text, double size) {
    return CHARACTER * size * text.codePointCount(0, text.length());
  }

  /**
   * A number as SVG has it: with at most two digits behind the point.
   *
   * @param number any but NaN and infinity
   * @return its text
   */
  public static String n(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("n rejected: not finite, number=" + number);
    }
    double rounded = Math.round(number * 100) / 100.0;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }

  /**
   * A text as HTML and SVG have it.
   *
   * @param text any text
   * @return the text without characters that mean something there
   */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF\\p{Cs}]", "\uFFFD");
  }

  /** Answers the whole text of the SVG file. */
  @Override
  public String toString() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
    font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" role="img">
    <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
    orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>
    %3$s</svg>
    """
        .formatted(width, height, body);
  }
}
