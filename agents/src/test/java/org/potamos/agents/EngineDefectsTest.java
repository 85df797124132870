package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** What the long runs have found, or reading for them, each in its shortest form. */
class EngineDefectsTest {

  private static Long failing(Long present) {
    throw new IllegalArgumentException("on purpose");
  }

  private static void failWithBacklog(Agent<Long> agent, UnaryOperator<Long> behind) {
    agent.pause();
    agent.send(EngineDefectsTest::failing).send(behind).send(behind);
    agent.resume();
    Waits.until("the agent has failed", agent::isFailed);
  }

  /** What a restart has cleared does not run, in the shared group either. AG-34, G4. */
  @Test
  void restart_clear_inSharedGroup_runsNothingThatWasCleared() throws Exception {
    Agent<Long> agent = Agent.of(0L);
    AtomicInteger runs = new AtomicInteger();
    Queue<UnrunAction> reported = new ConcurrentLinkedQueue<>();
    try (Subscription listening =
        Events.subscribe(event -> {
          if (event instanceof UnrunAction unrun && unrun.agent().equals(agent)) {
            reported.add(unrun);
          }
        })) {
      failWithBacklog(
          agent,
          x -> {
            runs.incrementAndGet();
            return x + 1;
          });
      agent.restart(10L, Backlog.CLEAR);
      agent.send(x -> x);
      assertThat(agent.await(Waits.LONG)).isTrue();
    }
    assertThat(reported).hasSize(2);
    assertThat(runs).hasValue(0);
    assertThat(agent.deref()).isEqualTo(10L);
  }

  /** Resuming what was shut down leaves the group quiet. G8. */
  @Test
  void resume_afterShutdownNow_groupIsQuiet() throws Exception {
    AgentGroup group = AgentGroup.builder().daemon().build();
    Agent<Long> agent = group.agent(0L);
    agent.pause().send(x -> x + 1);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    assertThat(group.shutdownNow()).hasSize(1);
    agent.resume();
    assertThat(group.awaitQuiescence(Duration.ofMillis(200))).isTrue();
  }

  /** Restarting what was shut down leaves the group quiet. G8. */
  @Test
  void restart_afterShutdownNow_groupIsQuiet() throws Exception {
    AgentGroup group = AgentGroup.builder().daemon().build();
    Agent<Long> agent = group.agent(0L);
    agent.send(EngineDefectsTest::failing);
    Waits.until("the agent has failed", agent::isFailed);
    group.shutdownNow();
    agent.restart(1L);
    assertThat(group.awaitQuiescence(Duration.ofMillis(200))).isTrue();
  }

  /**
   * An action that a shut-down group reports is not refused at the send as well: it is reported
   * once. G8.
   */
  @Test
  void send_executorRefusesWhileGroupStops_isReportedOnce() {
    AgentGroup[] groups = new AgentGroup[1];
    List<?>[] unrun = {List.of()};
    groups[0] =
        AgentGroup.builder()
            .daemon()
            .executor(task -> {
              unrun[0] = groups[0].shutdownNow();
              throw new RejectedExecutionException("on purpose");
            })
            .build();
    Agent<Long> agent = groups[0].agent(0L);
    int refused = 0;
    try {
      agent.send(x -> x + 1);
    } catch (AgentRejectedException rejected) {
      refused++;
    }
    assertThat(unrun[0].size() + refused).isEqualTo(1);
    assertThat(agent.rejectedCount()).isEqualTo(1);
  }

  /**
   * Whoever comes to a full queue after the agent has failed does not begin to wait there: those
   * who waited were woken before. G4, G7.
   */
  @Test
  void offer_fullQueueOfFailedAgent_doesNotWait() {
    BoundedQueue<Long> queue = new BoundedQueue<>(1, Overflow.BLOCK);
    Agent<Long> agent = AgentGroup.builder().daemon().build().agent(0L);
    assertThat(offer(queue, agent)).isEqualTo(BoundedQueue.Outcome.BEGUN);
    agent.send(EngineDefectsTest::failing);
    Waits.until("the agent has failed", agent::isFailed);
    AtomicReference<BoundedQueue.Outcome> second = new AtomicReference<>();
    Threads.Running sender = Threads.start(index -> second.set(offer(queue, agent)));
    Waits.until(
        "the sender waits or has ended", () -> !sender.thread().isAlive() || isParked(sender));
    boolean waits = sender.thread().isAlive();
    queue.wakeSenders();
    sender.join();
    assertThat(waits).isFalse();
    assertThat(second).hasValue(BoundedQueue.Outcome.FAILED);
  }

  /**
   * Of several senders that wait for room in a group that closes, all are woken, though there is
   * room for one only. G7, G8.
   */
  @Test
  void offer_closingGroup_allWaitingSendersEnd() {
    AgentGroup group = AgentGroup.builder().daemon().build();
    Agent<Long> agent = group.agent(0L);
    BoundedQueue<Long> queue = new BoundedQueue<>(1, Overflow.BLOCK);
    assertThat(offer(queue, agent)).isEqualTo(BoundedQueue.Outcome.BEGUN);
    Queue<BoundedQueue.Outcome> outcomes = new ConcurrentLinkedQueue<>();
    List<Threads.Running> senders =
        List.of(
            Threads.start(index -> outcomes.add(offer(queue, agent))),
            Threads.start(index -> outcomes.add(offer(queue, agent))));
    senders.forEach(sender -> Waits.untilParked(sender.thread()));
    // the table of the group does not show the agent, as in the moment before a queue is registered
    group.activity().enter(Activity.Phase.CLOSING);
    do {
      Entry<Long> next;
      while ((next = queue.peekNext()) != null) {
        queue.claim(next);
      }
    } while (!queue.trySettle());
    try {
      Waits.until("both senders have ended", () -> outcomes.size() == 2);
    } finally {
      queue.wakeSenders();
      senders.forEach(Threads.Running::join);
    }
  }

  private static boolean isParked(Threads.Running running) {
    return running.thread().getState() == Thread.State.WAITING;
  }

  private static BoundedQueue.Outcome offer(BoundedQueue<Long> queue, Agent<Long> agent) {
    try {
      return queue.offer(
          agent,
          new Action.Unary<>(x -> x),
          BoundedQueue.Admission.BY_POLICY,
          false,
          0,
          new ArrayList<>());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
