package org.potamos.core.collection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the nodes of several versions of collections, and which versions reach each of them. */
final class StructureWalk implements StructureNode.Slots {
  /*
   * Overview
   *
   * A walk is given version after version. Each is walked in breadth, from a queue, so that neither a
   * list of a million cells nor a deep tree needs a stack; a node is entered once for each version that
   * reaches it, however many ways lead there.
   *
   *   I1  found has every node reached so far, once, by identity, in the order of its discovery;
   *   I2  a node's version count is the number of versions so far that reach it;
   *   I3  whatever is below a node is reached by all the versions that reach the node. So everything
   *       below a shared node is shared, and a node that one version alone reaches has parents of
   *       that version only.
   *
   * The same collection, given twice, counts as two versions.
   */

  /** A node and who reaches it. */
  static final class Found {
    final StructureNode node;

    /** The place in the order of discovery, from 1. */
    final int number;

    /** How many versions reach the node. */
    int versions;

    /**
     * The last version that was seen to reach it, from 0; the only one if {@code versions == 1}.
     */
    int lastVersion = -1;

    Found(StructureNode node, int number) {
      this.node = node;
      this.number = number;
    }

    boolean isShared() {
      return versions > 1;
    }
  }

  private final IdentityHashMap<Object, Found> byObject = new IdentityHashMap<>();
  private final List<Found> found = new ArrayList<>();
  private final ArrayDeque<Found> toEnter = new ArrayDeque<>();
  private int version = -1;

  /**
   * Walks one version more.
   *
   * @param operation the method of {@link Sharing} that was given the collection
   */
  void add(String operation, Object collection) {
    version++;
    StructureNode.tellRoots(operation, collection, this);
    while (!toEnter.isEmpty()) {
      toEnter.remove().node.tellSlots(this);
    }
  }

  /** The nodes in the order of their discovery. */
  List<Found> found() {
    return found;
  }

  /** What is known of a node that was found. */
  Found get(StructureNode node) {
    Found known = byObject.get(node.object());
    if (known == null) {
      throw new IllegalStateException("node rejected: not found before, found=" + found.size());
    }
    return known;
  }

  @Override
  public void element(@Nullable Object element) {}

  @Override
  public void entry(@Nullable Object key, @Nullable Object value) {}

  @Override
  public void child(String slot, @Nullable StructureNode child) {
    if (child == null) {
      return;
    }
    Found known = byObject.get(child.object());
    if (known == null) {
      known = new Found(child, found.size() + 1);
      byObject.put(child.object(), known);
      found.add(known);
    }
    if (known.lastVersion != version) {
      known.lastVersion = version;
      known.versions++;
      toEnter.add(known);
    }
  }
}
