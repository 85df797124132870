package org.potamos.examples.river;

import static org.potamos.examples.kit.Svg.n;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.potamos.examples.kit.Svg;
import org.potamos.examples.kit.Svg.Anchor;
import org.potamos.examples.river.SharingGraph.Edge;
import org.potamos.examples.river.SharingGraph.Kind;
import org.potamos.examples.river.SharingGraph.Node;
import org.potamos.examples.river.SharingLayout.Route;
import org.potamos.examples.river.Spot.Step;

/** Puts a drawing of {@link SharingDrawing} on paper: boxes, arrows, legend and captions. */
final class SharingPainter {
  /** How wide all boxes and arrows may be together. */
  static final int WIDTH = 728;

  private static final int MARGIN = 16;
  private static final int LINE = 20;
  private static final String INK = "#1f2933";
  private static final String SHARED_INK = "#52606d";
  private static final List<String> SHARED = List.of("#d9dee4", "#a9b4c0");

  private final String title;
  private final List<String> names;
  private final SharingGraph graph;
  private final SharingLayout layout;
  private final Map<String, List<String>> next = new HashMap<>();
  private final Set<String> usedPorts = new HashSet<>();

  /** The last version that reaches a node; the only one for a node that is not shared. */
  private final Map<String, Integer> owners = new HashMap<>();

  SharingPainter(String title, List<String> names, SharingGraph graph, SharingLayout layout) {
    this.title = title;
    this.names = names;
    this.graph = graph;
    this.layout = layout;
    for (Edge edge : graph.edges()) {
      next.computeIfAbsent(edge.from(), id -> new ArrayList<>()).add(edge.to());
      usedPorts.add(edge.from() + ":" + edge.port());
    }
    for (int version = 0; version < names.size(); version++) {
      own("v" + (version + 1), version);
    }
  }

  private void own(String start, int version) {
    List<String> stack = new ArrayList<>(List.of(start));
    Set<String> seen = new HashSet<>(stack);
    while (!stack.isEmpty()) {
      String id = stack.removeLast();
      owners.put(id, version);
      next.getOrDefault(id, List.of()).stream().filter(seen::add).forEach(stack::add);
    }
  }

  Svg draw(List<String> captions) {
    int legendRows = drawLegend(new Svg(1, 1, title));
    layout.arrange(MARGIN, 40 + LINE * legendRows + MARGIN, WIDTH);
    double bottom = layout.bottom() + MARGIN;
    int height = (int) Math.ceil(bottom + LINE * captions.size() + MARGIN);
    Svg svg = new Svg(WIDTH + 2 * MARGIN, height, title);
    svg.text(MARGIN, 26, 16, Anchor.START, INK, title);
    drawLegend(svg);
    layout.spots().forEach(spot -> draw(svg, spot));
    layout.routes().forEach(route -> draw(svg, route));
    drawLabels(svg);
    for (int i = 0; i < captions.size(); i++) {
      svg.text(MARGIN, bottom + LINE * (i + 1), 13, Anchor.START, INK, captions.get(i));
    }
    return svg;
  }

  /** Draws what the colours mean; answers how many rows that takes. */
  private int drawLegend(Svg svg) {
    SequencedMap<String, String> meanings = new LinkedHashMap<>();
    graph.nodes().stream()
        .filter(node -> node.kind() != Kind.VERSION)
        .forEach(node -> meanings.put(meaning(node), fill(node)));
    double x = MARGIN;
    int row = 0;
    for (Map.Entry<String, String> entry : meanings.sequencedEntrySet()) {
      double width = 40 + Box.widthOf(entry.getKey(), 13);
      if (x + width > MARGIN + WIDTH) {
        x = MARGIN;
        row++;
      }
      svg.rect(x, 40 + LINE * row, 13, 13, entry.getValue());
      svg.text(x + 19, 51 + LINE * row, 13, Anchor.START, INK, entry.getKey());
      x += width;
    }
    return meanings.isEmpty() ? 0 : row + 1;
  }

  private String meaning(Node node) {
    return switch (node.versions()) {
      case 1 -> "only in " + names.get(owner(node.id()));
      case 2 -> "in two versions";
      default -> "in more than two";
    };
  }

  private void draw(Svg svg, Spot spot) {
    Box box = Objects.requireNonNull(spot.box);
    double x = layout.left(spot.column);
    double y = layout.middle(spot) - box.height / 2;
    String colour = colour(box.node);
    boolean isVersion = box.node.kind() == Kind.VERSION;
    svg.box(x, y, box.width, box.height, isVersion ? colour : fill(box.node), colour);
    if (box.node.kind() == Kind.FOLDED) { // the next one of the pile
      double right = x + box.width + 3;
      double low = y + box.height - 4;
      String pile = "M%s %sH%sV%s".formatted(n(x + 4), n(y - 3), n(right), n(low));
      svg.path(pile, colour, 1, false);
    }
    drawElements(svg, box, x, y, isVersion ? "white" : INK);
    drawPorts(svg, box, x + box.width - box.portWidth, y);
    if (isVersion && spot.out.isEmpty()) {
      svg.text(x + box.width + 8, y + 17, 12, Anchor.START, Svg.GREY, "empty");
    }
  }

  private void drawElements(Svg svg, Box box, double x, double y, String ink) {
    String colour = colour(box.node);
    for (int i = 0; i < box.texts.size(); i++) {
      double left = x + i % box.columns * box.cellWidth;
      int row = i / box.columns;
      double top = y + row * box.cellHeight;
      if (i % box.columns > 0) {
        svg.line(left, top, left, top + box.cellHeight, colour, 0.5);
      } else if (i > 0) {
        svg.line(x, top, x + box.columns * box.cellWidth, top, colour, 0.5);
      }
      double middle = left + box.cellWidth / 2;
      double line = top + box.cellHeight / 2 + 4;
      svg.text(middle, line, Box.FONT, Anchor.MIDDLE, ink, box.texts.get(i));
    }
  }

  private void drawPorts(Svg svg, Box box, double x, double y) {
    String colour = colour(box.node);
    double right = x + box.portWidth;
    double height = box.height / Math.max(1, box.ports.size());
    if (!box.ports.isEmpty() && !box.texts.isEmpty()) {
      svg.line(x, y, x, y + box.height, colour, 0.5);
    }
    for (int i = 0; i < box.ports.size(); i++) {
      double top = y + i * height;
      String port = box.ports.get(i);
      if (i > 0) {
        svg.line(x, top, right, top, colour, 0.5);
      }
      if (box.isNumbered) {
        svg.text(x + 8, top + height / 2 + 3, 9, Anchor.MIDDLE, SHARED_INK, port.substring(1));
      }
      if (usedPorts.contains(box.node.id() + ":" + port)) {
        svg.disc(right - 8, top + height / 2, 2.5, INK);
      } else { // it points at nothing
        svg.line(right - 13, top + height - 2, right - 3, top + 2, INK, 1);
      }
    }
  }

  private void draw(Svg svg, Route route) {
    Step first = route.steps().getFirst();
    Box box = Objects.requireNonNull(first.from().box);
    double x = layout.left(first.from().column) + box.width - (box.ports.isEmpty() ? 0 : 8);
    StringBuilder path = new StringBuilder();
    path.append("M%s %s".formatted(n(x), n(layout.middle(first.from()) + first.offset())));
    for (Step step : route.steps()) {
      double from = layout.right(step.from().column);
      double to = layout.left(step.to().column) - (step.to().box == null ? 0 : 1);
      String begin = n(layout.middle(step.from()) + step.offset());
      String end = n(layout.middle(step.to()));
      String half = n((from + to) / 2);
      path.append("H%s".formatted(n(from)));
      path.append("C%s %s %s %s %s %s".formatted(half, begin, half, end, n(to), end));
    }
    svg.path(path.toString(), colour(box.node), 1.2, true);
  }

  /** Names of roots: above the first arrow of a version, below the next one. */
  private void drawLabels(Svg svg) {
    for (Route route : layout.routes()) {
      Step first = route.steps().getFirst();
      if (!route.edge().label().isEmpty()) {
        double x = layout.right(first.from().column) + 4;
        double y = layout.middle(first.from()) + first.offset() + (first.offset() < 0 ? -4 : 12);
        svg.text(x, y, 11, Anchor.START, SHARED_INK, route.edge().label());
      }
    }
  }

  private int owner(String id) {
    return owners.getOrDefault(id, 0);
  }

  /** The colour of the border of a node, and of the arrows from it. */
  private String colour(Node node) {
    return node.versions() > 1
        ? SHARED_INK
        : Svg.COLOURS.get(owner(node.id()) % Svg.COLOURS.size());
  }

  /** The colour inside of a node: grey, or that of its version with much white. */
  private String fill(Node node) {
    if (node.versions() > 1) {
      return SHARED.get(node.versions() - 2);
    }
    int colour = Integer.parseInt(colour(node).substring(1), 16);
    int light = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      light |= (255 - (255 - (colour >> shift & 255)) / 6) << shift;
    }
    return String.format(Locale.ROOT, "#%06x", light);
  }
}
