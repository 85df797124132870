package org.potamos.core.collection;

/**
 * Marks the nodes that one builder made and nobody else has seen: a node may be written in place if
 * it carries the builder's token and the token has not expired.
 *
 * <p>{@code build} lets the token expire and forgets it, which makes every node immutable at once.
 * The flag is for users' code that runs inside an operation, an {@code equals} say, and calls the
 * builder: the outer operation holds the token in a local variable, and must not write into what
 * the inner one has built. Builders are confined to one thread, so it needs no ordering.
 */
final class EditToken {
  private boolean expired;

  boolean isExpired() {
    return expired;
  }

  void expire() {
    expired = true;
  }
}
