package org.potamos.agents;

import org.jspecify.annotations.Nullable;

/**
 * What an action of {@link Agent#ask} computes: the next state, and an answer for who asked.
 *
 * @param next the next state
 * @param reply the answer
 * @param <T> the type of the state
 * @param <R> the type of the answer
 */
public record Reply<T extends @Nullable Object, R extends @Nullable Object>(T next, R reply) {

  /**
   * A next state and an answer.
   *
   * @param next the next state
   * @param reply the answer
   * @param <T> the type of the state
   * @param <R> the type of the answer
   * @return both together
   */
  public static <T extends @Nullable Object, R extends @Nullable Object> Reply<T, R> of(
      T next, R reply) {
    return new Reply<>(next, reply);
  }
}
