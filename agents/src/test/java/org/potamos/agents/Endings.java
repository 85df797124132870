package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.potamos.core.Waits;

/** How sends and futures end. */
final class Endings {
  private Endings() {}

  /** Waits for the end of a future; null if it ended well, else what it ended with. */
  static @Nullable Throwable failureOf(CompletableFuture<?> future) {
    try {
      future.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException failure) {
      return failure.getCause();
    } catch (TimeoutException stuck) {
      throw new AssertionError("the future does not end", stuck);
    } catch (InterruptedException interrupt) {
      throw new AssertionError("interrupted while waiting for a future", interrupt);
    }
  }

  /** The future ends because the action will never run, for this reason. */
  static void assertUnrun(CompletableFuture<?> future, UnrunAction.Reason reason) {
    assertThat(failureOf(future))
        .isInstanceOfSatisfying(
            AgentRejectedException.class,
            rejection -> assertThat(rejection.reason()).isEqualTo(reason));
  }

  /** The call is rejected for this reason. */
  static AgentRejectedException assertRejected(UnrunAction.Reason reason, ThrowingCallable call) {
    return requireRejection(reason, catchThrowable(call));
  }

  /** It is a rejection for this reason. */
  static AgentRejectedException requireRejection(
      UnrunAction.Reason reason, @Nullable Throwable thrown) {
    if (thrown instanceof AgentRejectedException rejection && rejection.reason() == reason) {
      return rejection;
    }
    throw new AssertionError("no rejection with reason=" + reason + ", but " + thrown, thrown);
  }
}
