package org.potamos.agents;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Change;
import org.potamos.core.Waits;

/** How actions end: makes them fail, and looks at what became of them. */
final class Outcomes {
  private Outcomes() {}

  /** An action that throws something, checked or not. */
  static <T extends @Nullable Object> UnaryOperator<T> throwing(Throwable thrown) {
    return present -> {
      throw Outcomes.<RuntimeException>sneaky(thrown);
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // unchecked is what it is for
  private static <X extends Throwable> X sneaky(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /** Null where none is allowed. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // wrong on purpose
  static <X> X nothing() {
    return null;
  }

  /** Sends an action that throws, and waits until it has done so. */
  static <T extends @Nullable Object> void fail(Agent<T> agent, Throwable thrown) {
    Throwable outcome = failureOf(agent.sendAndReport(throwing(thrown)));
    if (!outcome.equals(thrown)) {
      throw new AssertionError("failed with something else", outcome);
    }
  }

  /** Waits for the end of a future that must end exceptionally. */
  static Throwable failureOf(CompletableFuture<?> future) {
    try {
      Object value = future.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("did not fail but ended with " + value);
    } catch (ExecutionException failure) {
      return Objects.requireNonNull(failure.getCause(), "cause");
    } catch (TimeoutException timeout) {
      throw new AssertionError("did not end", timeout);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupt);
    }
  }

  /** Waits for the end of a future that must succeed. */
  static <R extends @Nullable Object> R valueOf(CompletableFuture<R> future) {
    try {
      return future.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new AssertionError("failed", failure.getCause());
    } catch (TimeoutException timeout) {
      throw new AssertionError("did not end", timeout);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupt);
    }
  }

  /** Waits until an agent has done what it was sent. */
  static void settle(Agent<?> agent) {
    try {
      if (!agent.await(Waits.LONG)) {
        throw new AssertionError("does not end: " + agent);
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupt);
    }
  }

  /** The step of a change, as in {@code "1->2 v1"}. */
  static String step(Change<?> change) {
    return change.oldValue() + "->" + change.newValue() + " v" + change.version();
  }
}
