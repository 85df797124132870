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
   * The entry pushed before this one. Written by the pushing thread before the compare-and-set that
   * publishes this entry, and cleared by who claims this entry; plain, carried by the
   * compare-and-set and by the claim.
   */
  @Nullable Entry<T> older;

  /** The entry pushed after this one. Written and read by the owner of the queue only. */
  @Nullable Entry<T> newer;

  /**
   * Counts the entries of one busy period from 1, and wraps. Written before publication, as {@link
   * #older}.
   */
  int place;

  /**
   * Tells those who hold a handle that this entry will not be reached.
   *
   * @param failure says why
   */
  abstract void abandon(Throwable failure);
}
