package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Delivery;

/**
 * How far somebody has come in the changes of a reference, and what comes next. Used by one thread
 * at a time; {@link Channel} sees to that, and to what one thread did being visible to the next.
 *
 * @param <T> the type of the value
 */
abstract sealed class Cursor<T extends @Nullable Object> {

  static <T extends @Nullable Object> Cursor<T> of(
      AbstractReference<T> reference, Delivery delivery) {
    return delivery.mode() == Delivery.Mode.ORDERED
        ? new Ordered<>(reference)
        : new Latest<>(reference);
  }

  /** Changes after this node are to come. */
  abstract void startAt(StateNode<T> node);

  /** The next change, or null if there is none yet. */
  abstract @Nullable Change<T> next();

  /**
   * Every change, one after the other.
   *
   * @param <T> the type of the value
   */
  static final class Ordered<T extends @Nullable Object> extends Cursor<T> {
    private final AbstractReference<T> reference;
    private @Nullable StateNode<T> position;

    Ordered(AbstractReference<T> reference) {
      this.reference = reference;
    }

    @Override
    void startAt(StateNode<T> node) {
      position = node;
    }

    @Override
    @Nullable Change<T> next() {
      while (position instanceof LinkedNode<T> here) {
        LinkedNode<T> there = here.next();
        if (there == null) {
          StateNode<T> newest = reference.observe();
          if (newest == here) {
            return null;
          }
          newest
              .settle(); // LinkedNode, I1: if here leads nowhere, the newest is what it should lead
          // to
          there = here.next();
          if (there == null) {
            return null; // nobody wants ordered changes any more
          }
        }
        position = there;
        if (there.version() != here.version()) {
          return reference.changeBetween(here, there);
        }
      }
      return null;
    }
  }

  /**
   * The newest change since the last one. It remembers value and version and not the node: a node
   * may lead to all that came after it.
   *
   * @param <T> the type of the value
   */
  static final class Latest<T extends @Nullable Object> extends Cursor<T> {
    private final AbstractReference<T> reference;
    private T seen;
    private long seenVersion;

    Latest(AbstractReference<T> reference) {
      this.reference = reference;
      this.seen = reference.peek();
    }

    @Override
    void startAt(StateNode<T> node) {
      seen = node.value();
      seenVersion = node.version();
    }

    @Override
    @Nullable Change<T> next() {
      StateNode<T> newest = reference.observe();
      if (newest.version() == seenVersion) {
        return null;
      }
      Change<T> change = new Change<>(reference, seen, newest.value(), newest.version());
      startAt(newest);
      return change;
    }
  }
}
