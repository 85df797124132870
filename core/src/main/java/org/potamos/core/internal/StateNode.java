package org.potamos.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * One state of an observed reference: the value, its version, and who observes it. All three change
 * together, by one compare-and-set of the node, and that is what makes installing a validator or
 * registering a watch atomic towards changes of the value (rulings V3 and W1).
 *
 * @param <T> the type of the value
 */
public class StateNode<T extends @Nullable Object> {
  private final T value;
  private final long version;
  private final Observers<T> observers;

  StateNode(T value, long version, Observers<T> observers) {
    this.value = value;
    this.version = version;
    this.observers = observers;
  }

  /**
   * The first node of a reference that was not observed so far.
   *
   * @param value the value that is there
   * @param version the version it has
   * @param <T> the type of the value
   * @return the node, without observers
   */
  public static <T extends @Nullable Object> StateNode<T> unobserved(T value, long version) {
    return new StateNode<>(value, version, Observers.none());
  }

  /**
   * The value of this state.
   *
   * @return the value
   */
  public final T value() {
    return value;
  }

  /**
   * The version of the value. Two nodes in a row have the same one if only the observers changed.
   *
   * @return the version
   */
  public final long version() {
    return version;
  }

  /**
   * Who observes the changes from and to this state.
   *
   * @return validator and watches
   */
  public final Observers<T> observers() {
    return observers;
  }

  /**
   * The node that follows this one when the value changes.
   *
   * @param next the next value
   * @return a node with the next version and the same observers
   */
  public final StateNode<T> changedTo(T next) {
    return changedTo(next, version + 1);
  }

  /**
   * The node that follows this one when the value changes.
   *
   * @param next the next value
   * @param nextVersion its version, greater than this one's
   * @return a node with the same observers
   */
  public final StateNode<T> changedTo(T next, long nextVersion) {
    return observers.isOrdered()
        ? new LinkedNode<>(next, nextVersion, observers, this)
        : new StateNode<>(next, nextVersion, observers);
  }

  /**
   * The node that follows this one when only the observers change.
   *
   * @param next the next observers
   * @return a node with the same value and version
   */
  final StateNode<T> observedBy(Observers<T> next) {
    return next.isOrdered()
        ? new LinkedNode<>(value, version, next, this)
        : new StateNode<>(value, version, next);
  }

  /** Makes sure that the node before this one leads to it: see {@link LinkedNode}. */
  void settle() {}
}
