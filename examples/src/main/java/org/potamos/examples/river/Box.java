package org.potamos.examples.river;

import java.util.List;
import java.util.Objects;
import org.potamos.examples.river.SharingGraph.Kind;
import org.potamos.examples.river.SharingGraph.Node;
import org.potamos.examples.river.SharingGraph.Slot;

/**
 * A box of a drawing: its size, its cells, and from which heights arrows leave it. Elements are in
 * rows at its left, ports one below the other at its right.
 *
 * <pre>
 *   +-------+---+      +----+----+----+
 *   |   1   | o-+-&gt;    | 32 | 33 | 34 |
 *   +-------+---+      +----+----+----+
 *                      | 35 | 36 |
 *                      +----+----+
 * </pre>
 */
final class Box {
  static final double FONT = 12;

  private static final double ROW = 18;
  private static final double PORT_ROW = 12;
  private static final int COLUMNS = 8;
  private static final double MAX_ELEMENTS = 256;

  final Node node;
  final List<String> texts;
  final List<String> ports;

  /** Whether ports are written with their number: which of 32 places they are. */
  final boolean isNumbered;

  final int columns;
  final double cellWidth;
  final double cellHeight;
  final double portWidth;
  final double width;
  final double height;

  /**
   * Measures a box.
   *
   * @param node what it shows
   * @param maxText how wide the text of an element may be; a longer one is cut
   */
  Box(Node node, double maxText) {
    this.node = node;
    texts =
        node.slots().stream()
            .filter(slot -> !slot.isPort())
            .map(slot -> cut(slot.text(), maxText))
            .toList();
    ports = node.slots().stream().map(Slot::port).filter(Objects::nonNull).toList();
    isNumbered = ports.stream().anyMatch(port -> port.matches("s\\d+"));
    portWidth = ports.isEmpty() ? 0 : isNumbered ? 28 : 16;
    double widest = texts.stream().mapToDouble(text -> widthOf(text, FONT)).max().orElse(0);
    cellWidth = texts.isEmpty() ? 0 : Math.max(20, widest + 10);
    int wanted = ports.isEmpty() ? COLUMNS : 1 + (texts.size() - 1) / 12;
    int most = (int) Math.max(1, MAX_ELEMENTS / Math.max(1, cellWidth));
    columns = Math.clamp(texts.size(), 1, Math.clamp(wanted, 1, most));
    width = columns * cellWidth + portWidth;
    double least = node.kind() == Kind.NODE ? ROW : 26;
    height = Math.max(Math.max(rows() * ROW, ports.size() * PORT_ROW), least);
    cellHeight = rows() == 0 ? 0 : Math.min(height / rows(), 26);
  }

  int rows() {
    return (texts.size() + columns - 1) / columns;
  }

  /** How far below the top an arrow begins. */
  double portTop(int port) {
    return (port + 0.5) * height / Math.max(1, ports.size());
  }

  /** About how wide a text is; never less than it is, for letters of usual fonts. */
  static double widthOf(String text, double size) {
    return size * text.codePoints().mapToDouble(Box::widthOf).sum();
  }

  private static double widthOf(int c) {
    if (c >= 0x2E80) { // from here on most are as wide as high
      return 1.1;
    }
    return "mwMW@%\u2026".indexOf(c) >= 0 || c >= 0x250
        ? 0.95
        : Character.isUpperCase(c) ? 0.75 : 0.58;
  }

  /** A text, or what of it is not wider than told, with a sign that it was cut. */
  static String cut(String text, double maxWidth) {
    if (widthOf(text, FONT) <= maxWidth) {
      return text;
    }
    int end = text.length();
    while (end > 0 && widthOf(text.substring(0, end) + "\u2026", FONT) > maxWidth) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "\u2026";
  }
}
