package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.Atom;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Waiting for agents: a barrier in the queue that is neither an action nor a change. */
class AwaitTest {
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

  private static Agent<Integer> agent() {
    return builder().build();
  }

  // ------------------------------------------------------------------ what it waits for

  /** G6, AG-40: an idle agent keeps nobody waiting. */
  @Test
  void await_idle_returnsAtOnce() throws InterruptedException {
    Agent<Integer> agent = agent();
    agent.await();
    assertThat(agent.await(Duration.ZERO)).isTrue();
    assertThat(Agents.await(Duration.ZERO, agent)).isTrue();
    assertThat(Agents.await(Duration.ZERO)).isTrue();
    assertThat(Agents.await(Duration.ZERO, List.of())).isTrue();
  }

  /** G6, AG-42: it returns after everything that this thread has sent before, and shows it. */
  @Test
  void await_busy_returnsAfterWhatWasSent() throws InterruptedException {
    int[] plain = new int[1];
    Agent<Integer> agent = agent();
    for (int round = 1; round <= 200; round++) {
      for (int i = 0; i < 100; i++) {
        agent.send(x -> {
          plain[0]++;
          return x + 1;
        });
      }
      agent.await();
      assertThat(agent.deref()).isEqualTo(round * 100);
      assertThat(plain[0]).isEqualTo(round * 100);
      assertThat(agent.processedCount()).isEqualTo(round * 100L);
    }
  }

  /** AG-42: it does not wait for what is sent after it. */
  @Test
  void await_laterSends_areNotWaitedFor() {
    Agent<Integer> agent = agent();
    Blocker<Integer> before = Blocker.in(agent);
    Threads.Running waiter = Threads.start(index -> agent.await());
    Waits.untilParked(waiter.thread());
    Blocker<Integer> after = new Blocker<>();
    agent.send(after);
    before.open();
    waiter.join();
    after.awaitBegun();
    after.open();
    Outcomes.settle(agent);
  }

  /** G6, AG-41, flaw G3: no watch, no validator, no version, no count hears of it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void await_isNeitherActionNorChange(boolean bounded) throws InterruptedException {
    AtomicInteger validated = new AtomicInteger();
    Recorder<Integer> watch = new Recorder<>();
    Agent.Builder<Integer> builder =
        builder().validator(x -> validated.incrementAndGet() > 0, "counts").watch(watch);
    if (bounded) {
      builder.capacity(10, Overflow.REJECT);
    }
    Agent<Integer> agent = builder.build();
    validated.set(0);
    agent.pause().send(x -> x + 1);
    Threads.Running waiter = Threads.start(index -> agent.await());
    Waits.untilParked(waiter.thread());
    assertThat(agent.await(Duration.ZERO)).isFalse();
    agent.resume();
    waiter.join();
    agent.await();
    assertThat(validated).hasValue(1);
    assertThat(watch.steps()).containsExactly("0->1");
    assertThat(agent.version()).isEqualTo(1);
    assertThat(agent.processedCount()).isEqualTo(1);
    assertThat(agent.failedCount()).isZero();
    assertThat(agent.rejectedCount()).isZero();
    assertThat(events.of(UnrunAction.class, agent)).isEmpty();
  }

  /** G6: many threads may wait for one agent; each for its own sends. */
  @Test
  void await_manyThreads_eachFindsItsSends() {
    Agent<Integer> agent = agent();
    int[] counts = new int[8];
    Threads.runVirtual(
        8,
        index -> {
          for (int i = 1; i <= 200; i++) {
            agent.send(x -> {
              counts[index]++;
              return x + 1;
            });
            agent.await();
            assertThat(counts[index]).isEqualTo(i);
          }
        });
    assertThat(agent.deref()).isEqualTo(8 * 200);
  }

  /** G6: what an action has sent, to whomever, is there when the wait for the action is over. */
  @Test
  void await_heldSends_areReleasedBefore() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Agent<Integer> other = agent();
      other.pause();
      Agent<Integer> agent = agent();
      agent.send(x -> {
        other.send(y -> y + 1);
        return x + 1;
      });
      agent.await();
      assertThat(other.queueLength()).isEqualTo(1);
    }
  }

  // ------------------------------------------------------------------ agents that fail

  /** G6, AG-41: a failed agent is told of at once, with the cause. */
  @Test
  void await_failed_throwsAtOnce() {
    Agent<Integer> agent = agent();
    Outcomes.fail(agent, thrown);
    Map<String, ThrowingCallable> waits = new LinkedHashMap<>();
    waits.put("await", () -> agent.await());
    waits.put("await with timeout", () -> agent.await(Duration.ofDays(1)));
    waits.put("look", () -> agent.await(Duration.ZERO));
    waits.put("all", () -> Agents.await(Duration.ofDays(1), Agent.of(1), agent));
    waits.put("collection", () -> Agents.await(Duration.ofDays(1), List.of(Agent.of(1), agent)));
    waits.forEach((what, wait) ->
        assertThatThrownBy(wait)
            .as(what)
            .isInstanceOf(AgentFailedException.class)
            .hasCause(thrown)
            .hasMessageContaining("tumbler"));
    assertThat(agent.rejectedCount()).isZero();
  }

  /** G6, AG-41, flaw G3: who waits when the agent fails hears of it; nobody waits for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void await_agentFailsMeanwhile_throws(boolean bounded) {
    Agent<Integer> agent = bounded ? builder().capacity(100, Overflow.BLOCK).build() : agent();
    Blocker<Integer> blocker = Blocker.in(agent);
    agent.send(Outcomes.throwing(thrown)).send(x -> x + 1);
    Map<Integer, Throwable> ends = new ConcurrentHashMap<>();
    List<Threads.Running> waiters =
        List.of(0, 1, 2).stream()
            .map(id ->
                Threads.start(index -> {
                  try {
                    switch (id) {
                      case 0 -> agent.await();
                      case 1 -> agent.await(Waits.LONG);
                      default -> Agents.await(Waits.LONG, agent);
                    }
                  } catch (AgentFailedException failed) {
                    ends.put(id, failed);
                  }
                }))
            .toList();
    waiters.forEach(waiter -> Waits.untilParked(waiter.thread()));
    blocker.open();
    waiters.forEach(Threads.Running::join);
    assertThat(ends).hasSize(3);
    assertThat(ends.values()).allSatisfy(failed -> assertThat(failed).hasCause(thrown));
    Outcomes.settle(agent.restart(10));
    assertThat(agent.deref()).isEqualTo(11);
  }

  /** G6: waiting that begins just when the agent fails ends too. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void await_racingWithAFailure_ends(boolean bounded) {
    for (int round = 0; round < 1_000; round++) {
      Agent<Integer> agent = bounded ? builder().capacity(100, Overflow.BLOCK).build() : agent();
      CountDownLatch begun = new CountDownLatch(1);
      Threads.run(
          3,
          index -> {
            if (index == 0) {
              agent.send(x -> {
                Waits.await(begun);
                throw thrown;
              });
              return;
            }
            begun.countDown();
            try {
              while (agent.await(Waits.LONG)) {
                Thread.onSpinWait();
              }
              throw new AssertionError("waited in vain for an agent that has failed");
            } catch (AgentFailedException failed) {
              assertThat(failed).hasCause(thrown);
            }
          });
    }
  }

  /** G6, G4: failures that are skipped, or answered with a restart, end no wait. */
  @Test
  void await_failuresThatAreSkipped_returns() throws InterruptedException {
    Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
    agent.send(Outcomes.throwing(thrown)).send(x -> x + 1).send(Outcomes.throwing(thrown)).await();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.failedCount()).isEqualTo(2);
    agent.setFailureHandler(failure -> FailureDecision.restart(10));
    agent.send(Outcomes.throwing(thrown)).send(x -> x + 1).await();
    assertThat(agent.deref()).isEqualTo(11);
  }

  // ------------------------------------------------------------------ paused, stopped, closed

  /** G6, G8: who waits when the group is shut down hears of it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void await_groupIsShutDown_throws(boolean bounded) {
    AgentGroup group = AgentGroup.create();
    Agent.Builder<Integer> builder = group.agentBuilder(0).name("tumbler");
    Agent<Integer> agent =
        bounded ? builder.capacity(100, Overflow.BLOCK).build() : builder.build();
    agent.pause().send(x -> x + 1);
    AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
    Threads.Running waiter =
        Threads.start(index -> {
          try {
            agent.await();
          } catch (AgentRejectedException rejected) {
            end.set(rejected);
          }
        });
    Waits.untilParked(waiter.thread());
    assertThat(group.shutdownNow()).hasSize(1);
    waiter.join();
    assertThat(end.get())
        .isInstanceOfSatisfying(
            AgentRejectedException.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(UnrunAction.Reason.STOPPED);
              assertThat(rejected.agent()).isSameAs(agent);
            });
  }

  /** G6, G8: who waits for a paused agent when its group is closed hears of it. */
  @Test
  void await_pausedAndGroupIsClosed_throws() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agentBuilder(0).name("tumbler").build();
    agent.pause().send(x -> x + 1);
    AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
    Threads.Running waiter =
        Threads.start(index -> {
          try {
            agent.await();
          } catch (AgentRejectedException rejected) {
            end.set(rejected);
          }
        });
    Waits.untilParked(waiter.thread());
    group.close();
    waiter.join();
    assertThat(end.get())
        .isInstanceOfSatisfying(
            AgentRejectedException.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(UnrunAction.Reason.CLOSED));
  }

  /** G8: agents of a closed group have nothing left to wait for. */
  @Test
  void await_closedGroup_returns() throws InterruptedException {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    agent.send(x -> x + 1);
    group.close();
    agent.await();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G6: an agent that was failed, restarted with a clear queue, is waited for as before. */
  @Test
  void await_afterClear_returns() throws InterruptedException {
    Agent<Integer> agent = agent();
    agent.pause().send(Outcomes.throwing(thrown)).send(x -> x + 1).resume();
    Waits.until("the agent has failed", agent::isFailed);
    agent.restart(10, Backlog.CLEAR).await();
    assertThat(agent.deref()).isEqualTo(10);
  }

  // ------------------------------------------------------------------ bounded

  /** G6, G7: waiting takes no room in a bounded queue, and does not count. */
  @ParameterizedTest
  @EnumSource(Overflow.class)
  void await_bounded_takesNoRoom(Overflow overflow) throws InterruptedException {
    Agent<Integer> agent = builder().capacity(2, overflow).build();
    Blocker<Integer> blocker = Blocker.in(agent);
    agent.send(x -> x + 1);
    List<Threads.Running> waiters =
        List.of(0, 1, 2).stream().map(id -> Threads.start(index -> agent.await())).toList();
    waiters.forEach(waiter -> Waits.untilParked(waiter.thread()));
    assertThat(agent.queueLength()).isEqualTo(1);
    assertThat(agent.trySend(x -> x + 1)).isTrue();
    assertThat(agent.trySend(x -> x + 1)).isFalse();
    assertThat(agent.await(Duration.ZERO)).isFalse(); // full: not rejected, not blocked
    blocker.open();
    waiters.forEach(Threads.Running::join);
    agent.await();
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** G6, G7: what is dropped to make room is an action, never who waits. */
  @Test
  void await_dropOldest_isNotDropped() {
    Agent<Integer> agent = builder().capacity(1, Overflow.DROP_OLDEST).build();
    Blocker<Integer> blocker = Blocker.in(agent);
    agent.send(x -> x + 1);
    Threads.Running waiter = Threads.start(index -> agent.await());
    Waits.untilParked(waiter.thread());
    agent.send(x -> x + 10).send(x -> x + 100);
    assertThat(events.unrun(agent))
        .containsExactly(UnrunAction.Reason.DROPPED, UnrunAction.Reason.DROPPED);
    blocker.open();
    waiter.join();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(100);
  }

  // ------------------------------------------------------------------ time, interrupts

  /** AG-43: the time may be up; what was sent is done all the same. */
  @Test
  void await_timeIsUp_isFalseAndLeavesTheActions() throws InterruptedException {
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = Blocker.in(agent);
    agent.send(x -> x + 1);
    long begun = System.nanoTime();
    assertThat(agent.await(Duration.ofMillis(30))).isFalse();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    assertThat(agent.await(Duration.ZERO)).isFalse();
    assertThat(Agents.await(Duration.ofMillis(1), Agent.of(1), agent)).isFalse();
    blocker.open();
    assertThat(agent.await(ChronoUnit.FOREVER.getDuration())).isTrue();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** AG-43, G9: those who have given up waiting leave nothing that lasts. */
  @Test
  void await_timeIsUpOften_leavesNothing() throws InterruptedException {
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = Blocker.in(agent);
    for (int i = 0; i < 5_000; i++) {
      assertThat(agent.await(Duration.ZERO)).isFalse();
    }
    agent.send(x -> x + 1);
    blocker.open();
    agent.await();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.processedCount()).isEqualTo(2);
  }

  /** AG-40, AG-43: several agents are waited for together; a repeated one is no harm. */
  @Test
  void awaitAll_returnsAfterTheLast() throws InterruptedException {
    List<Agent<Integer>> agents = List.of(agent(), agent(), agent());
    Blocker<Integer> blocker = Blocker.in(agents.get(1));
    agents.forEach(agent -> agent.send(x -> x + 1));
    assertThat(Agents.await(Duration.ofMillis(5), agents)).isFalse();
    Threads.Running waiter =
        Threads.start(index ->
            assertThat(Agents.await(Waits.LONG, agents.get(0), agents.get(1), agents.get(1)))
                .isTrue());
    Waits.untilParked(waiter.thread());
    blocker.open();
    waiter.join();
    assertThat(Agents.await(Waits.LONG, agents)).isTrue();
    assertThat(agents).allSatisfy(agent -> assertThat(agent.deref()).isEqualTo(1));
  }

  /** G6: one that fails ends the wait for several. */
  @Test
  void awaitAll_oneFailsMeanwhile_throws() {
    Agent<Integer> good = Agent.of(0);
    Agent<Integer> bad = agent();
    Blocker<Integer> blocker = Blocker.in(bad);
    bad.send(Outcomes.throwing(thrown));
    good.send(x -> x + 1);
    Threads.Running waiter =
        Threads.start(index ->
            assertThatThrownBy(() -> Agents.await(Waits.LONG, good, bad))
                .isInstanceOf(AgentFailedException.class)
                .hasCause(thrown));
    Waits.untilParked(waiter.thread());
    blocker.open();
    waiter.join();
  }

  /** AG-45: who is interrupted before or while it waits hears of it. */
  @Test
  void await_interrupted_throws() {
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = Blocker.in(agent);
    Map<String, ThrowingCallable> waits = new LinkedHashMap<>();
    waits.put("await", () -> agent.await());
    waits.put("await with timeout", () -> agent.await(Waits.LONG));
    waits.put("all", () -> Agents.await(Waits.LONG, agent));
    waits.forEach((what, wait) -> {
      Threads.Running before =
          Threads.start(index -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(wait).as(what).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
          });
      before.join();
      Threads.Running meanwhile =
          Threads.start(
              index -> assertThatThrownBy(wait).as(what).isInstanceOf(InterruptedException.class));
      Waits.untilParked(meanwhile.thread());
      meanwhile.thread().interrupt();
      meanwhile.join();
    });
    blocker.open();
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ where it is forbidden

  /** All ways of waiting for an agent. */
  private static Map<String, ThrowingCallable> waits(Agent<?> agent) {
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("await", () -> agent.await());
    all.put("await with timeout", () -> agent.await(Duration.ofSeconds(1)));
    all.put("look", () -> agent.await(Duration.ZERO));
    all.put("all", () -> Agents.await(Duration.ofSeconds(1), agent));
    all.put("collection", () -> Agents.await(Duration.ofSeconds(1), List.of(agent)));
    return all;
  }

  /** Tries all of them on the calling thread; answers the number that were rejected. */
  private static int rejected(Agent<?> agent) {
    int rejected = 0;
    for (Map.Entry<String, ThrowingCallable> wait : waits(agent).entrySet()) {
      try {
        wait.getValue().call();
      } catch (IllegalStateException rejection) {
        rejected += rejection instanceof AgentFailedException ? 0 : 1;
      } catch (Throwable other) {
        throw new AssertionError(wait.getKey(), other);
      }
    }
    return rejected;
  }

  private static final int ALL = 5;

  /** G6, AG-40: in an action: for itself, for others, idle or not; the action may go on. */
  @Test
  void await_inAnAction_isRejected() {
    Agent<Integer> other = agent();
    Agent<Integer> agent = agent();
    Outcomes.settle(agent.send(x -> rejected(agent) * 100 + rejected(other)));
    assertThat(agent.deref()).isEqualTo(ALL * 100 + ALL);
  }

  /** G6, AG-40: in a SYNC watch of an agent, and in a failure handler. */
  @Test
  void await_inAWatchOrHandler_isRejected() {
    AtomicInteger inWatch = new AtomicInteger();
    AtomicInteger inHandler = new AtomicInteger();
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent =
        builder()
            .watch(change -> inWatch.set(rejected(other)))
            .onFailure(failure -> {
              inHandler.set(rejected(other));
              return FailureDecision.skip();
            })
            .build();
    agent.send(x -> x + 1).send(Outcomes.throwing(thrown));
    Outcomes.settle(agent);
    assertThat(inWatch).hasValue(ALL);
    assertThat(inHandler).hasValue(ALL);
  }

  /** G6, V4: in a validator, whosever. */
  @Test
  void await_inAValidator_isRejected() {
    Agent<Integer> other = Agent.of(0);
    AtomicInteger count = new AtomicInteger();
    Agent<Integer> agent = builder().build();
    Atom<Integer> atom = Atom.of(0);
    Ref<Integer> ref = Ref.of(0);
    agent.setValidator(x -> count.addAndGet(rejected(other)) > 0, "counts");
    assertThat(count.getAndSet(0)).isEqualTo(ALL);
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(count.getAndSet(0)).isEqualTo(ALL);
    atom.setValidator(x -> count.addAndGet(rejected(other)) > 0, "counts");
    assertThat(count.getAndSet(0)).isEqualTo(ALL);
    atom.swap(x -> x + 1);
    assertThat(count.getAndSet(0)).isEqualTo(ALL);
    ref.setValidator(x -> count.addAndGet(rejected(other)) > 0, "counts");
    count.set(0);
    Stm.dosync(() -> ref.set(1));
    assertThat(count.get()).isPositive();
    assertThat(count.get() % ALL).isZero();
  }

  /** G6, AG-40: in a transaction, also in one that has sent nothing. */
  @Test
  void await_inATransaction_isRejected() {
    Agent<Integer> agent = agent();
    int count =
        Stm.dosync(() -> {
          int before = rejected(agent);
          agent.send(x -> x + 1);
          return before * 100 + rejected(agent);
        });
    assertThat(count).isEqualTo(ALL * 100 + ALL);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G6: in a callback of a future, on the thread that runs the agent. */
  @Test
  void await_inACallback_isRejected() {
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent = agent();
    agent.pause();
    CompletableFuture<Integer> count =
        agent
            .sendAndReport(x -> x + 1)
            .thenApply(change -> rejected(other) * 100 + rejected(agent));
    CompletableFuture<Integer> afterFailure =
        agent.sendAndReport(Outcomes.throwing(thrown)).handle((change, failure) -> rejected(other));
    agent.resume();
    assertThat(Outcomes.valueOf(count)).isEqualTo(ALL * 100 + ALL);
    assertThat(Outcomes.valueOf(afterFailure)).isEqualTo(ALL);
  }

  /** AG-40, flaw G13: a thread that an action has started is like any other thread. */
  @Test
  void await_onAThreadOfAnAction_isAllowed() {
    Agent<Integer> other = Agent.of(0);
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    Agent<Integer> agent = agent();
    Outcomes.settle(
        agent.send(x -> {
          Thread.startVirtualThread(() -> {
            try {
              other.send(y -> y + 1).await();
              agent.await();
              seen.complete(other.deref());
            } catch (Throwable failure) {
              seen.completeExceptionally(failure);
            }
          });
          return x + 1;
        }));
    assertThat(Outcomes.valueOf(seen)).isEqualTo(1);
  }

  /** 2.9: in a watch of an atom or of a ref, outside of actions and transactions, it is allowed. */
  @Test
  void await_inAWatchOfAnAtomOrRef_isAllowed() {
    Agent<Integer> agent = agent();
    AtomicInteger rejections = new AtomicInteger();
    Atom<Integer> atom = Atom.of(0);
    Ref<Integer> ref = Ref.of(0);
    atom.watch("w", change -> rejections.addAndGet(rejected(agent.send(x -> x + 1))));
    ref.watch("w", change -> rejections.addAndGet(rejected(agent.send(x -> x + 1))));
    atom.swap(x -> x + 1);
    Stm.dosync(() -> ref.set(1));
    assertThat(rejections).hasValue(0);
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** G6, W4: ORDERED watches run on threads of their own, and may wait. */
  @Test
  void await_inAnOrderedWatch_isAllowed() {
    CompletableFuture<Integer> rejections = new CompletableFuture<>();
    Agent<Integer> agent = agent();
    agent.watch(
        "w",
        (Change<? extends Integer> change) -> rejections.complete(rejected(agent)),
        Delivery.ORDERED);
    agent.send(x -> x + 1);
    assertThat(Outcomes.valueOf(rejections)).isZero();
  }
}
