package org.potamos.agents;

import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Waits;

/** An action that begins, and then lasts until the test lets it end; it leaves the state alone. */
final class Blocker<T extends @Nullable Object> implements UnaryOperator<T> {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  /** Sends one, and waits until it runs. */
  static <T extends @Nullable Object> Blocker<T> in(Agent<T> agent) {
    Blocker<T> blocker = new Blocker<>();
    agent.send(blocker);
    blocker.awaitBegun();
    return blocker;
  }

  @Override
  public T apply(T present) {
    begun.countDown();
    Waits.await(open);
    return present;
  }

  void awaitBegun() {
    Waits.await(begun);
  }

  /** Lets it end. */
  void open() {
    open.countDown();
  }
}
