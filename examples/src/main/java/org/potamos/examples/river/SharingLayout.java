package org.potamos.examples.river;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.potamos.examples.river.SharingGraph.Edge;
import org.potamos.examples.river.SharingGraph.Kind;
import org.potamos.examples.river.SharingGraph.Node;
import org.potamos.examples.river.Spot.Step;

/**
 * Where the boxes and arrows of a drawing are. The column of a box is the length of the longest way
 * to it; the versions are the first column. An arrow over several columns passes between the boxes.
 */
final class SharingLayout {
  private static final double MIN_GAP = 16;
  private static final double MAX_GAP = 150;

  /** Where a label is on an arrow, it needs room. */
  private static final double LABEL_GAP = 40;

  private final SharingGraph graph;
  private final Map<String, Spot> spots = new LinkedHashMap<>();
  private final List<List<Spot>> columns = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private double[] lefts = {};
  private double top;

  /** An arrow and the places that it passes, from its beginning to its end. */
  record Route(Edge edge, List<Step> steps) {}

  /**
   * Begins a layout: the places are there, but not where they are.
   *
   * @param graph what is drawn
   * @param maxText how wide the text of an element may be
   */
  SharingLayout(SharingGraph graph, double maxText) {
    this.graph = graph;
    column(0); // there if nothing else is
    Map<String, Integer> ranks = ranks();
    for (Node node : graph.nodes()) {
      double most = node.kind() == Kind.NODE ? maxText : 150;
      Spot spot = new Spot(ranks.getOrDefault(node.id(), 0), new Box(node, most));
      spots.put(node.id(), spot);
      column(spot.column).add(spot);
    }
  }

  /** Tells whether the boxes have room, however they are arranged. */
  boolean fits(double width, double height) {
    if (minWidth() > width) {
      return false;
    }
    route();
    for (List<Spot> column : columns) {
      double sum = 0;
      for (int i = 1; i < column.size(); i++) {
        sum += column.get(i - 1).distanceTo(column.get(i));
      }
      if (sum > height) {
        return false;
      }
    }
    return true;
  }

  /** Finds places, within a width if that is possible. */
  void arrange(double left, double top, double width) {
    route();
    new Arrangement(columns).arrange();
    double highest =
        columns.stream()
            .flatMap(List::stream)
            .mapToDouble(spot -> spot.y - spot.height() / 2)
            .min()
            .orElse(0);
    this.top = top - highest;
    double spare = (width - minWidth()) / Math.max(1, columns.size() - 1);
    double gap = Math.clamp(minGap() + spare, minGap(), MAX_GAP);
    lefts = new double[columns.size()];
    for (int i = 0; i < lefts.length; i++) {
      lefts[i] = i == 0 ? left : right(i - 1) + gap;
    }
  }

  Collection<Spot> spots() {
    return spots.values();
  }

  List<Route> routes() {
    return routes;
  }

  /** The left border of a column. */
  double left(int column) {
    return lefts[column];
  }

  /** The right border of a column. */
  double right(int column) {
    return lefts[column] + width(column);
  }

  /** The middle of a place. */
  double middle(Spot spot) {
    return top + spot.y;
  }

  double bottom() {
    return columns.stream()
        .flatMap(List::stream)
        .mapToDouble(spot -> middle(spot) + spot.height() / 2)
        .max()
        .orElse(top);
  }

  private double minWidth() {
    double sum = (columns.size() - 1) * minGap();
    for (int i = 0; i < columns.size(); i++) {
      sum += width(i);
    }
    return sum;
  }

  private double minGap() {
    return graph.edges().stream().allMatch(edge -> edge.label().isEmpty()) ? MIN_GAP : LABEL_GAP;
  }

  private double width(int column) {
    return columns.get(column).stream()
        .mapToDouble(spot -> spot.box == null ? 0 : spot.box.width)
        .max()
        .orElse(0);
  }

  private List<Spot> column(int number) {
    while (columns.size() <= number) {
      columns.add(new ArrayList<>());
    }
    return columns.get(number);
  }

  /** Makes the steps of each arrow, with a place in each column that it passes. */
  private void route() {
    if (!routes.isEmpty()) {
      return;
    }
    Map<String, Integer> left = new HashMap<>();
    for (Edge edge : graph.edges()) {
      Spot from = spot(edge.from());
      Spot to = spot(edge.to());
      double offset = offset(edge, from.box, left.merge(edge.from(), 1, Integer::sum));
      List<Step> steps = new ArrayList<>();
      for (int i = from.column + 1; i <= to.column; i++) {
        Spot next = to;
        if (i < to.column) {
          next = new Spot(i, null);
          column(i).add(next);
        }
        Step step = new Step(from, offset, next);
        from.out.add(step);
        next.in.add(step);
        steps.add(step);
        from = next;
        offset = 0;
      }
      routes.add(new Route(edge, steps));
    }
  }

  private double offset(Edge edge, @Nullable Box box, int number) {
    if (box == null || box.node.kind() == Kind.FOLDED) {
      return 0;
    }
    if (box.node.kind() == Kind.NODE) {
      return box.portTop(box.ports.indexOf(edge.port())) - box.height / 2;
    }
    long all = graph.edges().stream().filter(e -> e.from().equals(edge.from())).count();
    return number * box.height / (all + 1) - box.height / 2;
  }

  private Spot spot(String id) {
    Spot spot = spots.get(id);
    if (spot == null) {
      throw new IllegalArgumentException("graph rejected: no such node, id=" + id);
    }
    return spot;
  }

  /** The length of the longest way to each node. */
  private Map<String, Integer> ranks() {
    Map<String, List<String>> next = new HashMap<>();
    Map<String, Integer> waitsFor = new HashMap<>();
    for (Edge edge : graph.edges()) {
      next.computeIfAbsent(edge.from(), id -> new ArrayList<>()).add(edge.to());
      waitsFor.merge(edge.to(), 1, Integer::sum);
    }
    Map<String, Integer> ranks = new HashMap<>();
    ArrayDeque<String> ready = new ArrayDeque<>();
    graph.nodes().stream()
        .map(Node::id)
        .filter(id -> !waitsFor.containsKey(id))
        .forEach(ready::add);
    ready.forEach(id -> ranks.put(id, 0));
    int reached = 0;
    while (!ready.isEmpty()) {
      String id = ready.remove();
      reached++;
      for (String to : next.getOrDefault(id, List.of())) {
        ranks.merge(to, ranks.getOrDefault(id, 0) + 1, Math::max);
        if (waitsFor.merge(to, -1, Integer::sum) == 0) {
          ready.add(to);
        }
      }
    }
    if (reached < graph.nodes().size()) {
      throw new IllegalArgumentException(
          "graph rejected: it has a cycle, nodes=" + graph.nodes().size());
    }
    pullRoots(ranks, next);
    return ranks;
  }

  /** The first nodes of a version move to the right, next to what they point at. */
  private void pullRoots(Map<String, Integer> ranks, Map<String, List<String>> next) {
    Map<String, Boolean> isRoot = new HashMap<>();
    for (Edge edge : graph.edges()) {
      isRoot.merge(edge.to(), ranks.getOrDefault(edge.from(), 0) == 0, Boolean::logicalAnd);
    }
    isRoot.forEach((id, root) -> {
      List<String> below = next.getOrDefault(id, List.of());
      if (root && !below.isEmpty()) {
        ranks.put(id, below.stream().mapToInt(to -> ranks.getOrDefault(to, 0)).min().orElse(2) - 1);
      }
    });
  }
}
