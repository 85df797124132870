package org.potamos.core.collection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Shows what versions of persistent collections share: in numbers, or as a picture.
 *
 * <p>For documentation, for a look at the history of a reference while debugging, and for tests
 * that an update makes no more than it should.
 *
 * {@snippet class="org.potamos.core.collection.CollectionSnippets" region="sharing"}
 *
 * <h2>Nodes</h2>
 *
 * A node is a cell of a list, an array of a vector, or a node of a trie or tree together with its
 * array. Elements, keys and values are no nodes, also if they are persistent collections; neither
 * is the object that stands for a vector, set or map as a whole. What is empty has no nodes.
 *
 * <p>All methods walk the whole structure, in time and memory proportional to the number of its
 * nodes.
 */
public final class Sharing {
  // The face only: what a node is, StructureNode; who reaches it, StructureWalk; the picture,
  // SharingPicture.

  /** How many nodes a picture shows unless told otherwise. */
  private static final int MAX_NODES = 200;

  private Sharing() {}

  /**
   * What two collections share, and what each of them has alone.
   *
   * @param shared the nodes that both reach
   * @param onlyInA the nodes that only the first one reaches
   * @param onlyInB the nodes that only the second one reaches
   */
  public record Stats(Part shared, Part onlyInA, Part onlyInB) {
    /** Makes the numbers of a comparison. */
    public Stats {
      Objects.requireNonNull(shared, "shared");
      Objects.requireNonNull(onlyInA, "onlyInA");
      Objects.requireNonNull(onlyInB, "onlyInB");
    }
  }

  /**
   * How much a part of a structure is.
   *
   * @param nodes how many nodes
   * @param bytes the estimated size of the nodes, without elements, keys and values: with headers
   *     of 12 bytes, 16 for arrays, references of 4 bytes, and objects aligned to 8 bytes, whatever
   *     this JVM does
   */
  public record Part(int nodes, long bytes) {
    private static final Part NOTHING = new Part(0, 0);

    private Part plus(StructureNode node) {
      return new Part(nodes + 1, bytes + node.bytes());
    }
  }

  /**
   * Compares two collections, usually two versions of one.
   *
   * @param a a persistent collection
   * @param b another one, or the same
   * @return what they share, and what each of them has alone
   * @throws NullPointerException if one of them is null
   * @throws IllegalArgumentException if one of them is not a persistent collection
   */
  public static Stats compare(Object a, Object b) {
    Objects.requireNonNull(a, "a");
    Objects.requireNonNull(b, "b");
    StructureWalk walk = new StructureWalk();
    walk.add("compare", a);
    walk.add("compare", b);
    Part shared = Part.NOTHING;
    Part onlyInA = Part.NOTHING;
    Part onlyInB = Part.NOTHING;
    for (StructureWalk.Found found : walk.found()) {
      if (found.isShared()) {
        shared = shared.plus(found.node);
      } else if (found.lastVersion == 0) {
        onlyInA = onlyInA.plus(found.node);
      } else {
        onlyInB = onlyInB.plus(found.node);
      }
    }
    return new Stats(shared, onlyInA, onlyInB);
  }

  /**
   * Draws versions of collections and their nodes, as a text for Graphviz. The same as {@link
   * #dot(SequencedMap, int)} with a maximum of 200 nodes.
   *
   * @param versions persistent collections by name, in the order in which they are drawn
   * @return a digraph in the DOT language
   * @throws NullPointerException if the map, a name or a collection is null
   * @throws IllegalArgumentException if a name is blank, or a value is not a persistent collection
   */
  public static String dot(SequencedMap<String, ?> versions) {
    return dot(versions, MAX_NODES);
  }

  /**
   * Draws versions of collections and their nodes, as a text for Graphviz: a diamond for each
   * version, a box for each node, its slots as fields. A node that two versions reach is grey, one
   * that more of them reach is dark grey. What an element's {@code toString} answers is cut to 20
   * characters, and what it throws reaches the caller; a set is drawn without values.
   *
   * <p>If there are more nodes than the maximum, one box stands for all those that are shared; if
   * the others are too many still, one box for each version stands for them. The text depends on
   * the structure and the texts of the elements only.
   *
   * @param versions persistent collections by name, in the order in which they are drawn
   * @param maxNodes how many nodes may be drawn, from 0 on
   * @return a digraph in the DOT language
   * @throws NullPointerException if the map, a name or a collection is null
   * @throws IllegalArgumentException if a name is blank, if a value is not a persistent collection,
   *     or if the maximum is negative
   */
  public static String dot(SequencedMap<String, ?> versions, int maxNodes) {
    Objects.requireNonNull(versions, "versions");
    if (maxNodes < 0) {
      throw new IllegalArgumentException("dot rejected: negative, maxNodes=" + maxNodes);
    }
    StructureWalk walk = new StructureWalk();
    Map<String, Object> checked = new LinkedHashMap<>(); // the given map may change meanwhile
    for (Map.Entry<String, ?> version : versions.sequencedEntrySet()) {
      String name = Objects.requireNonNull(version.getKey(), "versions: name");
      Object collection = Objects.requireNonNull(version.getValue(), "versions: collection");
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "dot rejected: a blank name, position=" + checked.size() + "; name every version");
      }
      walk.add("dot", collection);
      checked.put(name, collection);
    }
    return new SharingPicture(walk, checked, maxNodes).draw();
  }

  /** How many nodes a version has that an older one has not. */
  static int newNodes(Object older, Object newer) {
    return compare(older, newer).onlyInB().nodes();
  }
}
