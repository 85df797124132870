package org.potamos.agents;

import org.jspecify.annotations.Nullable;
import org.potamos.core.Events;

/**
 * What follows from one failed action: who hears of it, and who decides.
 *
 * @param <T> the type of the state
 */
final class Failures<T extends @Nullable Object> {
  private static final System.Logger LOGGER = System.getLogger("org.potamos");

  private final Agent<T> agent;
  private final ActionFailure<T> failure;

  Failures(Agent<T> agent, Action<T> action, T before, Throwable cause) {
    this.agent = agent;
    this.failure = new ActionFailure<>(agent, action.function(), before, cause);
  }

  ActionFailure<T> failure() {
    return failure;
  }

  /**
   * Tells everybody, and asks the handler.
   *
   * @return whether the agent goes on
   */
  boolean decide() {
    agent.countFailed();
    Events.publish(failure);
    boolean told = agent.group().tellOfFailure(failure);
    AgentOptions<T> options = agent.options();
    FailureHandler<T> handler = options.handler();
    if (handler == null && !told) {
      log(failure.toString(), failure.cause());
    }
    FailureDecision<T> decision = null;
    if (handler != null) {
      try {
        decision = handler.handle(failure);
        if (decision == null) {
          throw new NullPointerException("the failure handler answered null instead of a decision");
        }
      } catch (Throwable thrown) {
        logBoth(
            "failure handler failed: agent=" + agent.name() + "; the error mode decides",
            thrown,
            failure.cause());
      }
    }
    if (isFatal()) {
      return false;
    }
    return switch (decision) {
      case null -> agent.options().errorMode() == ErrorMode.CONTINUE;
      case FailureDecision.Skip<T> skip -> true;
      case FailureDecision.Fail<T> fail -> false;
      case FailureDecision.Restart<T>(T value) -> restart(value);
    };
  }

  private boolean restart(T value) {
    try {
      StateChange<T> change = agent.install(value);
      if (change != null) {
        agent.tell(change);
      }
      return true;
    } catch (Throwable rejected) {
      logBoth(
          "restart failed: agent=" + agent.name() + " rejects the value of its handler",
          rejected,
          failure.cause());
      return false;
    }
  }

  /** A stack that overflows is the action's own affair; a process without memory is not. */
  private boolean isFatal() {
    return failure.cause() instanceof VirtualMachineError
        && !(failure.cause() instanceof StackOverflowError);
  }

  /** Hands a fatal error to whoever watches threads. */
  void tellOfFatal() {
    if (isFatal()) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure.cause());
    }
  }

  /** What was thrown about a failure, with the failure itself inside. */
  @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
  static void logBoth(String message, Throwable thrown, Throwable cause) {
    if (thrown != cause) {
      thrown.addSuppressed(cause);
    }
    log(message, thrown);
  }

  static void log(String message, @Nullable Throwable thrown) {
    try {
      LOGGER.log(System.Logger.Level.WARNING, message, thrown);
    } catch (Throwable loggingFailed) {
      // there is nobody left to tell, and the agent must go on
    }
  }
}
