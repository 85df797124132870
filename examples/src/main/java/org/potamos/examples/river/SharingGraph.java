package org.potamos.examples.river;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a text of {@link org.potamos.core.collection.Sharing#dot} says.
 *
 * @param nodes versions, nodes and folded nodes, in the order of the text
 * @param edges the arrows, in the order of the text
 */
record SharingGraph(List<Node> nodes, List<Edge> edges) {

  /** Checks that every arrow begins and ends somewhere. */
  SharingGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    requireSound(nodes, edges);
  }

  /** What a box stands for. */
  enum Kind {
    /** A version: its one slot is its name. */
    VERSION,
    /** A node and its slots. */
    NODE,
    /** Many nodes: its one slot tells how many. */
    FOLDED
  }

  /**
   * A slot of a node: an element, or the place where an arrow begins.
   *
   * @param text what the element looks like; empty for a port
   * @param port the name of the place; null for an element
   */
  record Slot(String text, @Nullable String port) {
    boolean isPort() {
      return port != null;
    }
  }

  /**
   * Something to draw as a box.
   *
   * @param id its name among the nodes
   * @param kind what it stands for
   * @param slots what is in it
   * @param versions how many versions reach it: 1, 2, or 3 for more
   */
  record Node(String id, Kind kind, List<Slot> slots, int versions) {
    Node {
      slots = List.copyOf(slots);
    }
  }

  /**
   * An arrow.
   *
   * @param from the node where it begins
   * @param port the slot where it begins; empty for the node as a whole
   * @param to the node where it ends
   * @param label what is written on it; may be empty
   */
  record Edge(String from, String port, String to, String label) {}

  private static void requireSound(List<Node> nodes, List<Edge> edges) {
    Set<String> ends = new HashSet<>();
    Set<String> begins = new HashSet<>();
    for (Node node : nodes) {
      if (!ends.add(node.id())) {
        throw new IllegalArgumentException("graph rejected: there twice, id=" + node.id());
      }
      begins.add(node.id() + ":");
      node.slots().stream()
          .map(Slot::port)
          .filter(Objects::nonNull)
          .forEach(port -> begins.add(node.id() + ":" + port));
    }
    for (Edge edge : edges) {
      if (!begins.contains(edge.from() + ":" + edge.port()) || !ends.contains(edge.to())) {
        throw new IllegalArgumentException("graph rejected: an end is missing, edge=" + edge);
      }
    }
  }
}
