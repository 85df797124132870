package org.potamos.agents;

import org.jspecify.annotations.Nullable;
import org.potamos.core.internal.StateNode;

/**
 * The step from one state of an observed agent to the next, to be told to its watches.
 *
 * @param before the node that was replaced
 * @param after the node that replaced it
 * @param <T> the type of the state
 */
record StateChange<T extends @Nullable Object>(StateNode<T> before, StateNode<T> after) {
  long version() {
    return after.version();
  }
}
