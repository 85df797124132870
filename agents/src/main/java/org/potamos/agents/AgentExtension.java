package org.potamos.agents;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What only some agents need, so that the others do not pay for it in bytes.
 *
 * @param <T> the type of the state
 */
final class AgentExtension<T extends @Nullable Object> {

  /**
   * How the agent has failed.
   *
   * @param failure what failed it
   * @param atNanos when, in terms of {@link System#nanoTime}
   * @param drain to be taken over by who restarts it
   * @param <T> the type of the state
   */
  record Failed<T extends @Nullable Object>(
      ActionFailure<T> failure, long atNanos, Drain<T> drain) {}

  /** The queue, if it has a capacity. */
  final @Nullable BoundedQueue<T> bounded;

  final AtomicLong failures = new AtomicLong();
  final AtomicLong rejections = new AtomicLong();

  /**
   * Set before FAILED is set, taken out after it was cleared, unless the agent has failed again by
   * then. So whoever finds FAILED and nothing here knows that it is being cleared. Volatile effects
   * for that reason.
   */
  final AtomicReference<@Nullable Failed<T>> failed = new AtomicReference<>();

  /**
   * The drain that has left the queue. Written before HALTED is set, read by who has cleared it;
   * plain, carried by the agent's flags.
   */
  @Nullable Drain<T> halted;

  AgentExtension(@Nullable BoundedQueue<T> bounded) {
    this.bounded = bounded;
  }
}
