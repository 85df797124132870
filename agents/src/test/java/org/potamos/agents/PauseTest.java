package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Pausing keeps the next action from beginning, and loses nothing. */
class PauseTest {

  /** Runs its actions before a send returns, so that what has not run then will not run. */
  private static Agent<String> immediate() {
    return Agent.builder("").executor(Runnable::run).build();
  }

  /** G2: a paused agent takes sends, and runs none; resumed, it runs all in order. */
  @Test
  void send_paused_waitsForResume() {
    Agent<String> agent = immediate();
    assertThat(agent.isPaused()).isFalse();
    assertThat(agent.pause()).isSameAs(agent);
    assertThat(agent.isPaused()).isTrue();
    agent.send(s -> s + "a").send(s -> s + "b");
    assertThat(agent.trySend(s -> s + "c")).isTrue();
    assertThat(agent.deref()).isEmpty();
    assertThat(agent.queueLength()).isEqualTo(3);
    assertThat(agent.processedCount()).isZero();
    assertThat(agent.toString()).contains("paused");
    assertThat(agent.resume()).isSameAs(agent);
    assertThat(agent.isPaused()).isFalse();
    assertThat(agent.deref()).isEqualTo("abc");
    assertThat(agent.queueLength()).isZero();
  }

  /** G2: both are idempotent; one resume suffices for many pauses. */
  @Test
  void pause_twice_isResumedByOne() {
    Agent<String> agent = immediate();
    agent.resume().pause().pause().send(s -> s + "a");
    assertThat(agent.deref()).isEmpty();
    agent.resume();
    assertThat(agent.deref()).isEqualTo("a");
    agent.resume().resume().send(s -> s + "b");
    assertThat(agent.deref()).isEqualTo("ab");
  }

  /** G2: an agent that was idle while it was paused works after it. */
  @Test
  void resume_nothingSent_leavesAnIdleAgent() {
    Agent<String> agent = immediate();
    for (int i = 0; i < 3; i++) {
      agent.pause().resume();
    }
    agent.send(s -> s + "a");
    assertThat(agent.deref()).isEqualTo("a");
  }

  /** G2: the action that runs ends, with all that belongs to it; the next waits. */
  @Test
  void pause_whileAnActionRuns_letsItEnd() {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent = Agent.builder(0).watch(watch).build();
    Agent<Integer> other = Agent.of(0);
    Blocker<Integer> blocker = new Blocker<>();
    CompletableFuture<Change<Integer>> running =
        agent.sendAndReport(x -> {
          other.send(y -> y + 1);
          return blocker.apply(x) + 1;
        });
    CompletableFuture<Change<Integer>> next = agent.sendAndReport(x -> x + 1);
    blocker.awaitBegun();
    agent.pause();
    blocker.open();
    assertThat(Outcomes.valueOf(running).newValue()).isEqualTo(1);
    Outcomes.settle(other);
    assertThat(other.deref()).isEqualTo(1);
    assertThat(watch.steps()).containsExactly("0->1");
    assertThat(next).isNotDone();
    assertThat(agent.queueLength()).isEqualTo(1);
    agent.resume();
    assertThat(Outcomes.valueOf(next).newValue()).isEqualTo(2);
  }

  /** G2: an action may pause its own agent; it is the last one then. */
  @Test
  void pause_inAnAction_isTheLastOne() {
    Agent<String> agent = immediate();
    agent.pause();
    agent
        .send(s -> {
          agent.pause();
          return s + "a";
        })
        .send(s -> s + "b")
        .resume();
    assertThat(agent.deref()).isEqualTo("a");
    assertThat(agent.isPaused()).isTrue();
    agent.resume();
    assertThat(agent.deref()).isEqualTo("ab");
  }

  /** G2: an action that pauses and resumes its own agent leaves it running. */
  @Test
  void resume_inAnAction_leavesTheAgentRunning() {
    Agent<String> agent = immediate();
    agent
        .send(s -> {
          agent.pause().resume();
          return s + "a";
        })
        .send(s -> s + "b");
    assertThat(agent.deref()).isEqualTo("ab");
  }

  /** G2: a watch may pause the agent that it watches. */
  @Test
  void pause_inAWatch_keepsTheNextFromBeginning() {
    Agent<String> agent = immediate();
    agent.watch("w", change -> agent.pause());
    agent.pause().send(s -> s + "a").send(s -> s + "b").resume();
    assertThat(agent.deref()).isEqualTo("a");
    agent.resume();
    assertThat(agent.deref()).isEqualTo("ab");
  }

  /** G4: a handler may pause the agent whose action has failed. */
  @Test
  void pause_inAHandler_keepsTheNextFromBeginning() {
    Agent<String> agent =
        Agent.builder("")
            .executor(Runnable::run)
            .onFailure(failure -> {
              failure.agent().pause();
              return FailureDecision.skip();
            })
            .build();
    agent.send(Outcomes.throwing(new IllegalArgumentException("no"))).send(s -> s + "a");
    assertThat(agent.deref()).isEmpty();
    assertThat(agent.isFailed()).isFalse();
    agent.resume();
    assertThat(agent.deref()).isEqualTo("a");
  }

  /** G4: resuming a failed agent runs nothing; after the restart it goes on. */
  @Test
  void resume_failedAgent_runsNothing() {
    try (CapturedLog log = CapturedLog.of("halting")) {
      Agent<String> agent = Agent.builder("").name("halting").executor(Runnable::run).build();
      agent
          .pause()
          .send(Outcomes.throwing(new IllegalArgumentException("no")))
          .send(s -> s + "a")
          .resume();
      assertThat(agent.isFailed()).isTrue();
      assertThat(agent.pause().isPaused()).isTrue();
      agent.resume();
      assertThat(agent.deref()).isEmpty();
      assertThat(agent.restart("r").deref()).isEqualTo("ra");
      assertThat(log.lines()).hasSize(1);
    }
  }

  /** G7: a paused agent that is bounded fills up, and has room again after it. */
  @Test
  void send_pausedAndBounded_fillsUp() {
    Agent<String> agent =
        Agent.builder("").capacity(2, Overflow.REJECT).executor(Runnable::run).build();
    agent.pause().send(s -> s + "a").send(s -> s + "b");
    assertThat(agent.trySend(s -> s + "c")).isFalse();
    assertThatThrownBy(() -> agent.send(s -> s + "d")).isInstanceOf(AgentRejectedException.class);
    agent.resume();
    assertThat(agent.deref()).isEqualTo("ab");
    agent.send(s -> s + "e");
    assertThat(agent.deref()).isEqualTo("abe");
  }

  /** G6: who waits for a paused agent waits until it is resumed. */
  @Test
  void await_paused_waitsForResume() throws InterruptedException {
    Agent<Integer> agent = Agent.of(0);
    agent.pause().send(x -> x + 1);
    assertThat(agent.await(Duration.ZERO)).isFalse();
    assertThat(agent.await(Duration.ofMillis(20))).isFalse();
    Threads.Running waiter = Threads.start(index -> agent.await());
    Waits.untilParked(waiter.thread());
    agent.resume();
    waiter.join();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G5: an executor that refuses when the agent is resumed leaves it paused, with its queue. */
  @Test
  void resume_executorRefuses_staysPaused() {
    AtomicBoolean refuses = new AtomicBoolean();
    Agent<String> agent =
        Agent.builder("")
            .name("refused")
            .executor(task -> {
              if (refuses.get()) {
                throw new RejectedExecutionException("full");
              }
              task.run();
            })
            .build();
    agent.pause().send(s -> s + "a").send(s -> s + "b");
    refuses.set(true);
    assertThatThrownBy(agent::resume)
        .isInstanceOf(AgentRejectedException.class)
        .hasMessageContaining("refused")
        .satisfies(refused ->
            assertThat(((AgentRejectedException) refused).reason())
                .isEqualTo(UnrunAction.Reason.EXECUTOR));
    assertThat(agent.isPaused()).isTrue();
    assertThat(agent.queueLength()).isEqualTo(2);
    refuses.set(false);
    agent.send(s -> s + "c").resume();
    assertThat(agent.deref()).isEqualTo("abc");
  }

  /** G2: pausing and resuming at any time loses no action, and runs none twice. */
  @Test
  void pauseAndResume_racingWithSends_loseNothing() {
    int senders = 2;
    int each = 5_000;
    Agent<Integer> agent = Agent.of(0);
    AtomicInteger sending = new AtomicInteger(senders);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    Threads.run(
        senders + 2,
        index -> {
          if (index < senders) {
            for (int i = 0; i < each; i++) {
              agent.send(x -> {
                if (inside.incrementAndGet() != 1) {
                  overlaps.incrementAndGet();
                }
                inside.decrementAndGet();
                return x + 1;
              });
            }
            sending.decrementAndGet();
          } else {
            while (sending.get() > 0) {
              agent.pause();
              Thread.onSpinWait();
              agent.resume();
            }
          }
        });
    agent.resume();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(senders * each);
    assertThat(agent.processedCount()).isEqualTo((long) senders * each);
    assertThat(overlaps).hasValue(0);
  }
}
