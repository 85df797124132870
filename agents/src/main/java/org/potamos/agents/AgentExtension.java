package org.potamos.agents;

import java.util.concurrent.atomic.AtomicLong;
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
   * Written before FAILED is set, read after it was found set; volatile for those who only look.
   */
  volatile @Nullable Failed<T> failed;

  /**
   * The drain that has left the queue. Written before HALTED is set, read by who has cleared it;
   * plain, carried by the agent's flags.
   */
  @Nullable Drain<T> halted;

  AgentExtension(@Nullable BoundedQueue<T> bounded) {
    this.bounded = bounded;
  }
}
