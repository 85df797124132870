package org.potamos.stress.agents;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentFailedException;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.AgentRejectedException;
import org.potamos.agents.FailureDecision;
import org.potamos.core.Change;

/** Agents in the conditions that the tests need, and what they do with them. */
final class Subjects {

  /** Much longer than anything here takes: who reaches it was forgotten. */
  static final Duration LONG = Duration.ofSeconds(10);

  /** Who wakes an agent runs it. */
  static final Executor ON_SENDER = Runnable::run;

  /** Groups that can be closed claim by compare-and-set; this one never is. */
  private static final AgentGroup CLOSABLE = group();

  private Subjects() {}

  /** A group that can be closed; whoever wakes an agent of it runs it. */
  static AgentGroup group() {
    return AgentGroup.builder().executor(ON_SENDER).daemon().build();
  }

  /** Runs on the thread of whoever wakes it; an action that throws fails it without a log entry. */
  static Agent<Integer> inShared(int value) {
    return Agent.builder(value)
        .executor(ON_SENDER)
        .onFailure(failure -> FailureDecision.fail())
        .build();
  }

  /** The same, in a group that could be closed. */
  static Agent<Integer> inClosable(int value) {
    return in(CLOSABLE, value);
  }

  static Agent<Integer> in(AgentGroup group, int value) {
    return group.agentBuilder(value).onFailure(failure -> FailureDecision.fail()).build();
  }

  static int fail(Integer present) {
    throw new Failed(present);
  }

  /** 1 if the action was accepted, 0 if it was refused. */
  static int send(Agent<Integer> agent, UnaryOperator<Integer> action) {
    try {
      agent.send(action);
      return 1;
    } catch (AgentFailedException | AgentRejectedException refused) {
      return 0;
    }
  }

  /** The future, or null if the action was refused. */
  static @Nullable CompletableFuture<Change<Integer>> sendAndReport(
      Agent<Integer> agent, UnaryOperator<Integer> action) {
    try {
      return agent.sendAndReport(action);
    } catch (AgentFailedException | AgentRejectedException refused) {
      return null;
    }
  }

  /** REFUSED, RAN, REPORTED as not run, or FORGOTTEN: neither of the two. */
  static int fate(@Nullable CompletableFuture<?> future) {
    if (future == null) {
      return REFUSED;
    }
    if (!future.isDone()) {
      return FORGOTTEN;
    }
    return future.isCompletedExceptionally() ? REPORTED : RAN;
  }

  static final int REFUSED = 0;
  static final int RAN = 1;
  static final int REPORTED = 2;
  static final int FORGOTTEN = -1;

  /** How a wait ended: 1 the agent has come to it, 2 the agent has failed, 3 rejected, else -1. */
  static int await(Agent<?> agent) {
    try {
      return agent.await(LONG) ? 1 : -1;
    } catch (AgentFailedException failed) {
      return 2;
    } catch (AgentRejectedException rejected) {
      return 3;
    } catch (InterruptedException interrupted) {
      return -2;
    }
  }

  /** What an action throws here; without a stack, since many are made. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(Integer present) {
      super("state=" + present, null, false, false);
    }
  }
}
