package org.potamos.agents;

import org.jspecify.annotations.Nullable;

/**
 * One place in the queue of an agent: an action, or the marker of a thread that waits. See {@link
 * Inbox} for what the links mean.
 *
 * @param <T> the type of the state
 */
abstract sealed class Entry<T extends @Nullable Object> permits Action, Barrier {
  /**
   * Towards the entry that was pushed before this one, until it is turned around; from then on
   * towards the one that was pushed after it; null once it was claimed. Written by the pushing
   * thread before the compare-and-set that publishes this entry, afterwards by the owner of the
   * queue only. Plain, carried by the compare-and-set.
   */
  @Nullable Entry<T> link;

  /** Counts the entries of one busy period from 1, and wraps. Written before publication. */
  int place;

  /**
   * Tells those who hold a handle that this entry will not be reached.
   *
   * @param failure says why
   */
  abstract void abandon(Throwable failure);
}
