package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * A state that leads to the next: the queue of {@link org.potamos.core.Delivery#ORDERED}. Nodes are
 * linked only while somebody has asked for every change.
 *
 * @param <T> the type of the value
 */
final class LinkedNode<T extends @Nullable Object> extends StateNode<T> {
  /*
   * Overview
   *
   * An ORDERED watch holds the node up to which it has delivered, and follows `next`. Nobody enqueues
   * anything, so a changing thread cannot deliver late, twice or in the wrong order: the order is the
   * order of the compare-and-sets. What is behind the slowest watch is garbage by itself.
   *
   * A node is installed first and linked afterwards. In between its predecessor leads nowhere, and the
   * thread that has installed it may be delayed just then. Therefore anybody may complete the link:
   * a node knows its predecessor until it is linked (I2), and links it before it is itself replaced.
   *
   *   I1  Every installed linked node, except perhaps the newest, is the `next` of the linked node
   *       before it: AbstractReference.advance settles a node before it replaces it.
   *   I2  `previous` is non-null until the link is there, and null soon after, so that no chain of old
   *       states is kept alive.
   *   I3  `next` is written with one value only: exactly one compare-and-set replaces a node.
   *
   * So whoever stands on node p, finds next == null and reads a newest node h != p has, by I1,
   * h.previous == p, and gets on by h.settle(). Michael and Scott's queue (PODC 1996) helps its tail
   * along in the same way.
   */

  /**
   * The node that replaced this one; null until linked. Written by whoever settles the successor,
   * read by watches' drains that took their way here by earlier links. Volatile: a drain that finds
   * the link must find the successor's fields, and {@link Cursor.Ordered} relies on reading it
   * after the newest node. Pinned by OrderedDeliveryStress.
   */
  private volatile @Nullable LinkedNode<T> next;

  /**
   * The node that this one replaced, until that is linked (I2). Written by the constructor and by
   * whoever settles this node, read by whoever is about to replace it and by drains. Volatile: who
   * reads null must also find the link that was made before (I1).
   */
  private volatile @Nullable LinkedNode<T> previous;

  LinkedNode(T value, long version, Observers<T> observers, StateNode<T> before) {
    super(value, version, observers);
    this.previous = before instanceof LinkedNode<T> linked ? linked : null;
  }

  @Nullable LinkedNode<T> next() {
    return next;
  }

  /** Requires: this node has been installed. */
  @Override
  void settle() {
    LinkedNode<T> before = previous;
    if (before != null) {
      before.next = this;
      previous = null;
    }
  }
}
