package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Waits;

/**
 * Agents on executors that run at once what they are given: nothing waits behind what may wait for
 * it.
 */
@SuppressWarnings("try") // closed for what the closing does
class DeferredDrainsTest {
  private static final int SECONDS = 4;

  private static boolean waitFor(CountDownLatch latch) {
    try {
      return latch.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static Agent<Integer> callerRuns() {
    return Agent.builder(0).executor(Runnable::run).build();
  }

  /** A chain of agents that run at once has ended before the next action of the first begins. */
  @Test
  void send_chainWithinACallerRunsGroup_isNotDelayedByTheSendersNextAction() throws Exception {
    try (AgentGroup group = AgentGroup.builder().executor(Runnable::run).build()) {
      Agent<Integer> from = Agent.of(0);
      Agent<Integer> second = group.agent(0);
      Agent<Integer> third = group.agent(0);
      CountDownLatch gate = new CountDownLatch(1);
      CountDownLatch ran = new CountDownLatch(1);
      CompletableFuture<Boolean> inTime = new CompletableFuture<>();
      from.send(state -> {
        Waits.await(gate);
        second.send(before -> {
          third.send(last -> {
            ran.countDown();
            return last;
          });
          return before;
        });
        return state;
      });
      from.send(state -> {
        inTime.complete(waitFor(ran));
        return state;
      });
      gate.countDown();
      assertThat(inTime.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  /** An agent that runs at once within another's drain does not keep its own sends waiting. */
  @Test
  void send_fromACallerRunsAgentThatWasDeferred_isNotDelayedByItsNextAction() throws Exception {
    Agent<Integer> from = Agent.of(0);
    Agent<Integer> second = callerRuns();
    Agent<Integer> third = callerRuns();
    CountDownLatch ran = new CountDownLatch(1);
    CompletableFuture<Boolean> inTime = new CompletableFuture<>();
    from.send(state -> {
      second.send(before -> {
        third.send(last -> {
          ran.countDown();
          return last;
        });
        return before;
      });
      second.send(before -> {
        inTime.complete(waitFor(ran));
        return before;
      });
      return state;
    });
    assertThat(inTime.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** The future of an action that failed fatally ends, whatever watches the threads (G4, G7). */
  @Test
  void sendAndReport_fatalErrorAndAHandlerOfThreadsThatThrows_futureEnds() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
      seen.complete(thrown);
      throw new IllegalStateException("the handler of threads is broken");
    });
    try (CapturedLog log = CapturedLog.of("m4")) {
      Agent<Integer> agent = Agent.builder(0).name("m4").build();
      InternalError fatal = new InternalError("made by a test");
      CompletableFuture<Change<Integer>> future =
          agent.sendAndReport(state -> {
            throw fatal;
          });
      Throwable thrown = catchThrowable(() -> future.get(SECONDS, TimeUnit.SECONDS));
      assertThat(seen.get(SECONDS, TimeUnit.SECONDS)).isSameAs(fatal);
      assertThat(thrown).isNotInstanceOf(TimeoutException.class);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }
}
