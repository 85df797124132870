package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Violation;
import org.potamos.core.Waits;
import org.potamos.refs.Stm;

/** A failed agent goes on from a value, with or without what it has in its queue. */
class RestartTest {
  @RegisterExtension final HeardEvents events = new HeardEvents();

  private final CapturedLog log = CapturedLog.of("tumbler");

  private final IllegalArgumentException thrown = new IllegalArgumentException("no");

  @AfterEach
  void closeLog() {
    log.close();
  }

  private static Agent.Builder<Integer> builder() {
    return Agent.builder(0).name("tumbler");
  }

  /** A failed agent, with some actions in its queue that add one. */
  private <T extends @Nullable Object> List<CompletableFuture<Change<T>>> failWith(
      Agent<T> agent, int queued, UnaryOperator<T> action) {
    agent.pause();
    CompletableFuture<Change<T>> failing = agent.sendAndReport(Outcomes.throwing(thrown));
    List<CompletableFuture<Change<T>>> futures = new ArrayList<>();
    for (int i = 0; i < queued; i++) {
      futures.add(agent.sendAndReport(action));
    }
    agent.resume();
    assertThat(Outcomes.failureOf(failing)).isSameAs(thrown);
    assertThat(agent.isFailed()).isTrue();
    assertThat(agent.queueLength()).isEqualTo(queued);
    return futures;
  }

  // ------------------------------------------------------------------ keep

  /** AG-34, G4: what was queued runs in order from the new value; the failure is forgotten. */
  @Test
  void restart_keepsTheQueueInOrder() {
    Agent<String> agent = Agent.builder("").name("tumbler").build();
    agent.pause();
    agent.send(s -> s + "x").send(Outcomes.throwing(thrown));
    for (String letter : List.of("a", "b", "c")) {
      agent.send(s -> s + letter);
    }
    agent.resume();
    Waits.until("the agent has failed", agent::isFailed);
    assertThat(agent.deref()).isEqualTo("x");
    assertThat(agent.restart("r")).isSameAs(agent);
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.failure()).isNull();
    Outcomes.settle(agent.send(s -> s + "d"));
    assertThat(agent.deref()).isEqualTo("rabcd");
    assertThat(agent.rejectedCount()).isZero();
  }

  /** AG-34: the futures of what was kept end with what their actions did after the restart. */
  @Test
  void restart_completesTheFuturesOfWhatWasKept() {
    Agent<Integer> agent = builder().build();
    List<CompletableFuture<Change<Integer>>> futures = failWith(agent, 2, x -> x + 1);
    assertThat(futures).noneMatch(CompletableFuture::isDone);
    agent.restart(10);
    assertThat(Outcomes.step(Outcomes.valueOf(futures.get(0)))).isEqualTo("10->11 v2");
    assertThat(Outcomes.step(Outcomes.valueOf(futures.get(1)))).isEqualTo("11->12 v3");
  }

  /** AG-34: an agent can fail and be restarted again and again, each time with its own failure. */
  @Test
  void restart_failsAgain_hasANewFailure() {
    Agent<Integer> agent = builder().build();
    for (int i = 1; i <= 20; i++) {
      IllegalStateException cause = new IllegalStateException("failure " + i);
      Outcomes.fail(agent, cause);
      assertThat(Objects.requireNonNull(agent.failure()).cause()).isSameAs(cause);
      assertThatThrownBy(() -> agent.send(x -> x)).hasCause(cause);
      Outcomes.settle(agent.restart(i));
      assertThat(agent.deref()).isEqualTo(i);
    }
    assertThat(agent.failedCount()).isEqualTo(20);
  }

  /** AG-34: what is kept may fail the agent again; the rest is still kept. */
  @Test
  void restart_queueFailsAgain_keepsTheRest() {
    Agent<Integer> agent = builder().build();
    IllegalStateException second = new IllegalStateException("second");
    agent.pause();
    agent
        .send(Outcomes.throwing(thrown))
        .send(x -> x + 1)
        .send(Outcomes.throwing(second))
        .send(x -> x + 1)
        .resume();
    Waits.until("the agent has failed", agent::isFailed);
    agent.restart(10);
    Waits.until("the agent has failed again", agent::isFailed);
    assertThat(Objects.requireNonNull(agent.failure()).cause()).isSameAs(second);
    assertThat(agent.deref()).isEqualTo(11);
    Outcomes.settle(agent.restart(20));
    assertThat(agent.deref()).isEqualTo(21);
  }

  /** R1: null is a value to go on from. */
  @Test
  void restart_null_isLegal() {
    Agent<@Nullable String> agent = Agent.<@Nullable String>builder("a").name("tumbler").build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.restart(null).deref()).isNull();
    assertThat(agent.isFailed()).isFalse();
  }

  /** AG-51, G9: an agent that waits for its restart keeps nobody waiting, and then works. */
  @Test
  void restart_failedAgentOfAGroup_isQuietUntilThen() throws InterruptedException {
    try (AgentGroup group = AgentGroup.create()) {
      Agent<Integer> agent = group.agentBuilder(0).name("tumbler").build();
      failWith(agent, 3, x -> x + 1);
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      agent.restart(10);
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      assertThat(agent.deref()).isEqualTo(13);
    }
  }

  // ------------------------------------------------------------------ clear

  /** AG-34, G16: what is cleared is reported: to futures, as events, in the count. */
  @Test
  void restartClear_reportsWhatWasQueued() {
    Agent<Integer> agent = builder().build();
    UnaryOperator<Integer> action = x -> x + 1;
    List<CompletableFuture<Change<Integer>>> futures = failWith(agent, 3, action);
    assertThat(agent.restart(10, Backlog.CLEAR)).isSameAs(agent);
    for (CompletableFuture<Change<Integer>> future : futures) {
      Throwable failure = Outcomes.failureOf(future);
      assertThat(failure).isInstanceOf(AgentRejectedException.class);
      AgentRejectedException rejected = (AgentRejectedException) failure;
      assertThat(rejected.reason()).isEqualTo(UnrunAction.Reason.CLEARED);
      assertThat(rejected.agent()).isSameAs(agent);
      assertThat(rejected).hasMessageContaining("tumbler");
    }
    assertThat(events.unrun(agent))
        .containsExactly(
            UnrunAction.Reason.CLEARED, UnrunAction.Reason.CLEARED, UnrunAction.Reason.CLEARED);
    assertThat(events.of(UnrunAction.class, agent))
        .allSatisfy(unrun -> assertThat(unrun.action()).isSameAs(action));
    assertThat(agent.rejectedCount()).isEqualTo(3);
    assertThat(agent.queueLength()).isZero();
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(11);
    assertThat(agent.processedCount()).isEqualTo(1);
  }

  /** AG-34, G16: what was cleared does not run, in whatever group, however it was queued. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void restartClear_plainSends_doNotRun(boolean ownGroup) {
    for (int queued = 0; queued <= 5; queued++) {
      AtomicInteger ran = new AtomicInteger();
      AgentGroup group = ownGroup ? AgentGroup.create() : AgentGroup.shared();
      Agent<Integer> agent = group.agentBuilder(0).name("tumbler").build();
      agent.pause();
      agent.send(x -> x + 1).send(Outcomes.throwing(thrown));
      for (int i = 0; i < queued; i++) {
        agent.send(x -> x + ran.incrementAndGet());
      }
      agent.resume();
      Waits.until("the agent has failed", agent::isFailed);
      Outcomes.settle(agent.restart(10, Backlog.CLEAR).send(x -> x + 1));
      assertThat(agent.deref()).isEqualTo(11);
      assertThat(ran).hasValue(0);
      assertThat(agent.rejectedCount()).isEqualTo(queued);
      assertThat(agent.processedCount()).isEqualTo(2);
      assertThat(events.unrun(agent))
          .hasSize(queued)
          .allMatch(reason -> reason == UnrunAction.Reason.CLEARED);
    }
  }

  /** AG-34, G7: clearing makes room in a bounded queue. */
  @ParameterizedTest
  @EnumSource(Overflow.class)
  void restartClear_bounded_makesRoom(Overflow overflow) {
    Agent<Integer> agent = builder().capacity(3, overflow).build();
    agent.pause();
    agent.send(Outcomes.throwing(thrown)).send(x -> x + 1).send(x -> x + 1).resume();
    Waits.until("the agent has failed", agent::isFailed);
    agent.pause().restart(10, Backlog.CLEAR);
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.rejectedCount()).isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      assertThat(agent.trySend(x -> x + 1)).isTrue();
    }
    assertThat(agent.trySend(x -> x + 1)).isFalse();
    agent.resume();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(13);
  }

  /** AG-34: with an empty queue there is nothing to report, and the agent works. */
  @Test
  void restartClear_emptyQueue_works() {
    Agent<Integer> agent = builder().build();
    Outcomes.fail(agent, thrown);
    Outcomes.settle(agent.restart(1, Backlog.CLEAR).send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(2);
    assertThat(events.of(UnrunAction.class, agent)).isEmpty();
  }

  /** AG-34: an action that was cancelled before is not reported a second time. */
  @Test
  void restartClear_cancelledBefore_isCountedOnce() {
    Agent<Integer> agent = builder().build();
    List<CompletableFuture<Change<Integer>>> futures = failWith(agent, 2, x -> x + 1);
    assertThat(futures.get(0).cancel(false)).isTrue();
    agent.restart(0, Backlog.CLEAR);
    assertThat(futures.get(0)).isCancelled();
    assertThat(Outcomes.failureOf(futures.get(1))).isInstanceOf(AgentRejectedException.class);
    assertThat(agent.rejectedCount()).isEqualTo(2);
  }

  /** G16: sends that arrive while the queue is cleared are refused, cleared or run: exactly one. */
  @ParameterizedTest
  @EnumSource(Backlog.class)
  void restart_racingWithSends_losesNothing(Backlog backlog) {
    int senders = 3;
    int each = 50;
    for (int round = 0; round < 100; round++) {
      Agent<Integer> agent = builder().build();
      failWith(agent, 2, x -> x);
      Map<Integer, CompletableFuture<Change<Integer>>> accepted = new ConcurrentHashMap<>();
      Map<Integer, Integer> runs = new ConcurrentHashMap<>();
      Threads.run(
          senders + 1,
          index -> {
            if (index == senders) {
              Thread.onSpinWait();
              agent.restart(0, backlog);
              return;
            }
            for (int i = 0; i < each; i++) {
              int id = index * each + i;
              try {
                accepted.put(
                    id,
                    agent.sendAndReport(x -> {
                      runs.merge(id, 1, Integer::sum);
                      return x + 1;
                    }));
              } catch (AgentFailedException refused) {
                assertThat(refused.agent()).isSameAs(agent);
              }
            }
          });
      Outcomes.settle(agent);
      int ran = 0;
      for (Map.Entry<Integer, CompletableFuture<Change<Integer>>> entry : accepted.entrySet()) {
        int count = runs.getOrDefault(entry.getKey(), 0);
        CompletableFuture<Change<Integer>> future = entry.getValue();
        if (future.isCompletedExceptionally()) {
          assertThat(backlog).isEqualTo(Backlog.CLEAR);
          assertThat(Outcomes.failureOf(future)).isInstanceOf(AgentRejectedException.class);
          assertThat(count).isZero();
        } else {
          Outcomes.valueOf(future);
          assertThat(count).isEqualTo(1);
          ran++;
        }
      }
      assertThat(runs).hasSize(ran);
      assertThat(agent.deref()).isEqualTo(ran);
    }
  }

  /** G16, AG-05: a send refused while the agent is restarted still names what had failed it. */
  @Test
  void send_whileRestarting_namesTheCause() {
    Collection<@Nullable Throwable> causes = new CopyOnWriteArrayList<>();
    for (int round = 0; round < 300; round++) {
      Agent<Integer> agent = builder().build();
      Outcomes.fail(agent, thrown);
      CountDownLatch sending = new CountDownLatch(1);
      Threads.run(
          2,
          index -> {
            if (index == 0) {
              Waits.await(sending);
              agent.restart(0);
              return;
            }
            while (true) {
              try {
                agent.send(x -> x);
                return;
              } catch (AgentFailedException refused) {
                causes.add(refused.getCause());
                sending.countDown();
              }
            }
          });
    }
    assertThat(causes).isNotEmpty().allSatisfy(cause -> assertThat(cause).isSameAs(thrown));
  }

  // ------------------------------------------------------------------ a change like any other

  /** G16, W1: watches hear of the restart, SYNC ones on its thread, before the queue goes on. */
  @Test
  void restart_tellsWatchesBeforeTheQueueGoesOn() {
    List<String> order = new CopyOnWriteArrayList<>();
    Agent<Integer> agent = builder().build();
    failWith(
        agent,
        1,
        x -> {
          order.add("action on " + x);
          return x + 1;
        });
    Thread restarting = Thread.currentThread();
    agent.watch(
        "w",
        change ->
            order.add(
                Outcomes.step(change) + ", own=" + restarting.equals(Thread.currentThread())));
    agent.restart(10);
    Outcomes.settle(agent);
    assertThat(order).containsExactly("0->10 v1, own=true", "action on 10", "10->11 v2, own=false");
  }

  /** W6: restarting with the same value is a change too. */
  @Test
  void restart_sameValue_isAChange() {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent = builder().watch(watch).build();
    Outcomes.fail(agent, thrown);
    agent.restart(agent.deref());
    assertThat(watch.steps()).containsExactly("0->0");
    assertThat(agent.version()).isEqualTo(1);
  }

  /** W2: a watch that throws neither reaches who restarts nor stops the queue. */
  @Test
  void restart_watchThrows_goesOn() {
    Agent<Integer> agent =
        builder()
            .onWatchFailure(failure -> {})
            .watch(change -> {
              throw thrown;
            })
            .build();
    failWith(agent, 1, x -> x + 1);
    agent.restart(10);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(11);
  }

  /** G16: what a watch of the restart sends is not cleared with the old queue. */
  @ParameterizedTest
  @EnumSource(Backlog.class)
  void restart_watchSends_isTaken(Backlog backlog) {
    Agent<Integer> agent = builder().build();
    failWith(agent, 1, x -> x + 1);
    agent.watch(
        "w",
        change -> {
          if (change.newValue() == 10) {
            agent.send(x -> x + 100);
          }
        });
    agent.restart(10, backlog);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(backlog == Backlog.CLEAR ? 110 : 111);
  }

  // ------------------------------------------------------------------ the validator

  /** AG-34, V1: the validator sees the step; what it rejects leaves the agent failed as it was. */
  @ParameterizedTest
  @EnumSource(Backlog.class)
  void restart_validatorRejects_staysFailed(Backlog backlog) {
    List<String> seen = new CopyOnWriteArrayList<>();
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent = builder().watch(watch).build();
    Outcomes.settle(agent.send(x -> 7));
    List<CompletableFuture<Change<Integer>>> futures = failWith(agent, 2, x -> x + 1);
    agent.setValidator((before, after) -> {
      seen.add(before + "->" + after);
      return after < 0 ? List.of(Violation.of("must be >= 0")) : List.of();
    });
    seen.clear();
    ActionFailure<Integer> failure = agent.failure();
    assertThatThrownBy(() -> agent.restart(-1, backlog))
        .isInstanceOf(InvalidStateException.class)
        .satisfies(e -> assertThat(((InvalidStateException) e).rejectedValue()).isEqualTo(-1));
    assertThat(seen).containsExactly("7->-1");
    assertThat(agent.isFailed()).isTrue();
    assertThat(agent.failure()).isEqualTo(failure);
    assertThat(agent.deref()).isEqualTo(7);
    assertThat(agent.version()).isEqualTo(1);
    assertThat(agent.queueLength()).isEqualTo(2);
    assertThat(futures).noneMatch(CompletableFuture::isDone);
    assertThat(watch.count()).isEqualTo(1);
    assertThatThrownBy(() -> agent.send(x -> x)).hasCause(thrown);

    Outcomes.settle(agent.restart(10));
    assertThat(agent.deref()).isEqualTo(12);
  }

  /** V2: what the validator throws itself reaches who restarts; the agent stays failed. */
  @Test
  void restart_validatorThrows_staysFailed() {
    UnsupportedOperationException ofValidator = new UnsupportedOperationException("validator");
    Agent<Integer> agent =
        builder()
            .validator((before, after) -> {
              if (after == 13) {
                throw ofValidator;
              }
              return List.of();
            })
            .build();
    Outcomes.fail(agent, thrown);
    assertThatThrownBy(() -> agent.restart(13)).isSameAs(ofValidator);
    assertThat(agent.isFailed()).isTrue();
    Outcomes.settle(agent.restart(14).send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(15);
  }

  // ------------------------------------------------------------------ not failed, or not here

  /** AG-34: a healthy agent has nothing to be restarted for. */
  @Test
  void restart_healthy_isRejected() {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent = builder().watch(watch).build();
    for (Backlog backlog : Backlog.values()) {
      assertThatThrownBy(() -> agent.restart(5, backlog))
          .isInstanceOf(IllegalStateException.class)
          .isNotInstanceOf(AgentFailedException.class)
          .hasMessageContaining("tumbler");
    }
    Outcomes.fail(agent, thrown);
    agent.restart(1);
    assertThatThrownBy(() -> agent.restart(2)).isInstanceOf(IllegalStateException.class);
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(watch.steps()).containsExactly("0->1");
  }

  /** AG-32: the handler decides by its answer; inside of it the agent has not failed yet. */
  @Test
  void restart_inTheHandler_isRejected() {
    AtomicReference<@Nullable Throwable> inHandler = new AtomicReference<>();
    Agent<Integer> agent =
        builder()
            .onFailure(failure -> {
              try {
                failure.agent().restart(5);
              } catch (Throwable rejection) {
                inHandler.set(rejection);
              }
              return FailureDecision.fail();
            })
            .build();
    Outcomes.fail(agent, thrown);
    assertThat(inHandler.get()).isInstanceOf(IllegalStateException.class);
    assertThat(agent.isFailed()).isTrue();
    assertThat(agent.deref()).isZero();
    assertThat(agent.restart(6).deref()).isEqualTo(6);
  }

  /** AG-32: an agent whose action runs has not failed: neither it nor a watch can restart it. */
  @Test
  void restart_inAnActionOrWatchOfTheAgent_isRejected() {
    List<Throwable> rejections = new CopyOnWriteArrayList<>();
    Agent<Integer> agent = builder().build();
    Runnable restart =
        () -> {
          try {
            agent.restart(5);
          } catch (Throwable rejection) {
            rejections.add(rejection);
          }
        };
    agent.watch("w", change -> restart.run());
    Outcomes.settle(
        agent.send(x -> {
          restart.run();
          return x + 1;
        }));
    assertThat(rejections).hasSize(2).hasOnlyElementsOfType(IllegalStateException.class);
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G4: whoever learns of the failure by the future can restart the agent there and then. */
  @Test
  void restart_inACallbackOfTheFailedFuture_works() {
    Agent<Integer> agent = builder().build();
    agent.pause();
    CompletableFuture<Boolean> restarted =
        agent
            .sendAndReport(Outcomes.throwing(thrown))
            .handle((change, failure) -> {
              agent.restart(10);
              return !agent.isFailed();
            });
    agent.send(x -> x + 1).resume();
    assertThat(Outcomes.valueOf(restarted)).isTrue();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(11);
  }

  /** 2.9: an action of another agent may restart a failed one; that is how agents supervise. */
  @Test
  void restart_inAnActionOfAnotherAgent_works() {
    Agent<Integer> agent = builder().build();
    failWith(agent, 1, x -> x + 1);
    Agent<Integer> supervisor = Agent.of(0);
    Outcomes.settle(
        supervisor.send(x -> {
          agent.restart(10);
          return x + 1;
        }));
    assertThat(supervisor.deref()).isEqualTo(1);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(11);
  }

  /** 2.9, VA-08: in a transaction a restart is immediate, and not undone. */
  @Test
  void restart_inATransaction_isImmediate() {
    Agent<Integer> agent = builder().build();
    failWith(agent, 1, x -> x + 1);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              agent.restart(10);
              throw new UnsupportedOperationException("aborted");
            }))
        .isInstanceOf(UnsupportedOperationException.class);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(11);
  }

  /** AG-34: of several threads that restart an agent at once, exactly one succeeds. */
  @Test
  void restart_racing_oneWins() {
    for (int round = 0; round < 500; round++) {
      Recorder<Integer> watch = new Recorder<>();
      Agent<Integer> agent = builder().watch(watch).build();
      failWith(agent, 2, x -> x + 1);
      AtomicInteger winner = new AtomicInteger(-1);
      AtomicInteger winners = new AtomicInteger();
      Threads.run(
          3,
          index -> {
            try {
              agent.restart(index * 1_000);
              winner.set(index);
              winners.incrementAndGet();
            } catch (IllegalStateException lost) {
              assertThat(lost).hasMessageContaining("tumbler");
            }
          });
      Outcomes.settle(agent);
      assertThat(winners).hasValue(1);
      assertThat(agent.deref()).isEqualTo(winner.get() * 1_000 + 2);
      assertThat(watch.count()).isEqualTo(3);
    }
  }

  // ------------------------------------------------------------------ paused

  /** AG-34: a paused agent is restarted, and goes on when it is resumed. */
  @Test
  void restart_paused_waitsForResume() {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent = builder().executor(Runnable::run).watch(watch).build();
    failWith(agent, 2, x -> x + 1);
    agent.pause().restart(10);
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.isPaused()).isTrue();
    assertThat(watch.steps()).containsExactly("0->10");
    agent.send(x -> x + 1);
    assertThat(agent.deref()).isEqualTo(10);
    assertThat(agent.queueLength()).isEqualTo(3);
    agent.resume();
    assertThat(agent.deref()).isEqualTo(13);
  }

  /** AG-34: pausing, resuming and restarting at once lose nothing. */
  @Test
  void restart_racingWithPauseAndResume_losesNothing() {
    for (int round = 0; round < 300; round++) {
      Agent<Integer> agent = builder().build();
      List<CompletableFuture<Change<Integer>>> futures = failWith(agent, 5, x -> x + 1);
      Threads.run(
          3,
          index -> {
            switch (index) {
              case 0 -> agent.restart(100);
              case 1 -> agent.pause().resume();
              default -> agent.resume().pause().resume();
            }
          });
      agent.resume();
      futures.forEach(Outcomes::valueOf);
      assertThat(agent.deref()).isEqualTo(105);
    }
  }

  /** AG-34, G5: restarting on an executor that refuses loses no action. */
  @Test
  void restart_executorRefuses_keepsTheQueue() {
    AtomicInteger refusals = new AtomicInteger();
    Agent<Integer> agent =
        builder()
            .executor(task -> {
              if (refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new RejectedExecutionException("full");
              }
              task.run();
            })
            .build();
    List<CompletableFuture<Change<Integer>>> futures = failWith(agent, 2, x -> x + 1);
    refusals.set(1);
    assertThatThrownBy(() -> agent.restart(10)).isInstanceOf(AgentRejectedException.class);
    assertThat(refusals).hasValue(0);
    if (agent.isFailed()) {
      agent.restart(10);
    } else {
      agent.resume();
    }
    assertThat(Outcomes.valueOf(futures.get(1)).newValue()).isEqualTo(12);
  }

  /** AG-35: restarting with the state that is there clears the failure, and nothing else. */
  @Test
  void restart_withThePresentState_clearsTheFailure() throws Exception {
    Agent<Integer> agent = Agent.builder(7).onFailure(failure -> FailureDecision.fail()).build();
    agent.send(state -> {
      throw new IllegalArgumentException("intended");
    });
    Waits.until("failed", agent::isFailed);
    agent.restart(agent.deref());
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.failure()).isNull();
    agent.send(state -> state + 1).await();
    assertThat(agent.deref()).isEqualTo(8);
  }
}
