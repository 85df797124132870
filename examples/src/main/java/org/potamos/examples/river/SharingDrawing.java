package org.potamos.examples.river;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.potamos.core.collection.PersistentList;
import org.potamos.core.collection.Sharing;
import org.potamos.core.collection.Sharing.Part;
import org.potamos.examples.kit.Svg;
import org.potamos.examples.river.SharingGraph.Kind;

/**
 * Draws versions of persistent collections and what they share, as SVG: lists, vectors, maps, sets,
 * also sorted ones. No Graphviz is needed.
 *
 * {@snippet :
 * SequencedMap<String, Object> versions = new LinkedHashMap<>();
 * versions.put("before", before);
 * versions.put("after", before.with("tea", 5));
 * Files.writeString(Path.of("prices.svg"), SharingDrawing.draw("Prices", versions, 100).toString());
 * }
 *
 * <p>A box is a node: what {@link Sharing} calls so. What only one version has is in the colour of
 * that version, what more of them have is grey. Below are the bytes that each version shares with
 * the one before it.
 *
 * <p>A drawing is never wider than 760 pixels. Nodes that are more than told, or have no room, are
 * folded as {@link Sharing#dot} folds them: one box stands for those that are shared, and if the
 * others are too many still, one for those of each version.
 */
public final class SharingDrawing {
  // The face only. What is drawn: SharingGraph, read from DOT by DotReader; where it is:
  // SharingLayout; in which order: Arrangement; the ink: SharingPainter.

  /** How many versions may be drawn at once. */
  static final int MAX_VERSIONS = 40;

  private static final int MAX_HEIGHT = 2000;
  private static final double NAME_WIDTH = 140;

  /** How wide the text of an element may be: at first, and if the drawing is too wide then. */
  private static final double[] TEXT_WIDTHS = {200, 70};

  private SharingDrawing() {}

  /**
   * Draws versions of persistent collections.
   *
   * @param title what the drawing shows
   * @param versions persistent collections by name, from the oldest on; at most 40
   * @param maxNodes how many nodes may be drawn before they are folded, from 0 on
   * @return the drawing
   * @throws IllegalArgumentException if there are too many versions, a name is blank, a value is
   *     not a persistent collection, or the maximum is negative
   */
  public static Svg draw(String title, SequencedMap<String, ?> versions, int maxNodes) {
    if (versions.size() > MAX_VERSIONS) {
      throw new IllegalArgumentException(
          "draw rejected: too many versions, versions=%d, max=%d"
              .formatted(versions.size(), MAX_VERSIONS));
    }
    Plan plan = plan(versions, maxNodes);
    List<String> names =
        versions.sequencedKeySet().stream().map(name -> Box.cut(name, NAME_WIDTH)).toList();
    return new SharingPainter(title, names, plan.graph(), plan.layout())
        .draw(captions(names, versions));
  }

  /**
   * What is drawn.
   *
   * @param maxNodes the most nodes, of what was told or less, for which there is room
   * @param graph the boxes and arrows
   * @param layout has room for them
   */
  record Plan(int maxNodes, SharingGraph graph, SharingLayout layout) {}

  static Plan plan(SequencedMap<String, ?> versions, int maxNodes) {
    SharingGraph graph = DotReader.read(Sharing.dot(versions, maxNodes));
    long drawn = graph.nodes().stream().filter(node -> node.kind() == Kind.NODE).count();
    for (double textWidth : TEXT_WIDTHS) {
      SharingLayout layout = new SharingLayout(graph, textWidth);
      if (layout.fits(SharingPainter.WIDTH, MAX_HEIGHT) || drawn == 0) {
        return new Plan(maxNodes, graph, layout);
      }
    }
    return plan(versions, (int) drawn - 1); // folds what is shared, or else the rest
  }

  /** What each version shares with the one before it, in a sentence. */
  static List<String> captions(List<String> names, SequencedMap<String, ?> versions) {
    List<String> captions = new ArrayList<>();
    List<Object> values = new ArrayList<>(versions.sequencedValues());
    for (int i = 1; i < values.size(); i++) {
      Sharing.Stats stats = Sharing.compare(values.get(i - 1), values.get(i));
      String unit = values.get(i) instanceof PersistentList ? "cell" : "node";
      captions.add(
          "%s shares %s with %s; new: %s"
              .formatted(
                  names.get(i),
                  amount(stats.shared(), unit),
                  names.get(i - 1),
                  amount(stats.onlyInB(), unit)));
    }
    return captions;
  }

  private static String amount(Part part, String unit) {
    return String.format(
        Locale.ROOT,
        "%,d %s%s, %,d bytes",
        part.nodes(),
        unit,
        part.nodes() == 1 ? "" : "s",
        part.bytes());
  }
}
