package org.potamos.agents;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Waits;

/** Bounded waits for agents and their futures. */
final class AgentWaits {
  private AgentWaits() {}

  /** Waits until agents have done what was sent to them, and fails if they do not get there. */
  static void settle(Agent<?>... agents) {
    try {
      if (!Agents.await(Waits.LONG, agents)) {
        throw new AssertionError("waited in vain for agents");
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for agents", interrupt);
    }
  }

  /** The result of a future, which has to come. */
  static <R extends @Nullable Object> R get(CompletableFuture<R> future) {
    try {
      return future.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new AssertionError("no result", failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a future", interrupt);
    }
  }

  /** How a future ends, which has to be exceptionally. */
  static Throwable causeOf(CompletableFuture<?> future) {
    try {
      Object result = future.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("not a failure but " + result);
    } catch (ExecutionException failure) {
      return failure.getCause() == null ? failure : failure.getCause();
    } catch (CancellationException cancellation) {
      return cancellation;
    } catch (TimeoutException failure) {
      throw new AssertionError("the future does not end", failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a future", interrupt);
    }
  }
}
