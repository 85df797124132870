package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.agents.Endings.assertRejected;
import static org.potamos.agents.Endings.assertUnrun;
import static org.potamos.agents.Endings.failureOf;
import static org.potamos.agents.Endings.requireRejection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.potamos.agents.UnrunAction.Reason;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Stm;

/** Closing a group (ruling G8, AG-50): what was sent is done, nothing new is taken. */
class CloseTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private static int inc(int count) {
    return count + 1;
  }

  private static int fail(int count) {
    throw new IllegalArgumentException("no, at " + count);
  }

  /** Closes on another thread, and waits until sends are refused. */
  private static Threads.Running startClosing(AgentGroup group) {
    Threads.Running closer = Threads.start(index -> group.close());
    Waits.until("the group is closing", group::isClosed);
    return closer;
  }

  private static Agent<Integer> failing(AgentGroup group) {
    return group.agentBuilder(0).onFailure(failure -> FailureDecision.fail()).build();
  }

  private static Agent<Integer> failed(AgentGroup group) {
    Agent<Integer> agent = failing(group);
    agent.send(CloseTest::fail);
    Waits.until("the agent has failed", agent::isFailed);
    return agent;
  }

  // ------------------------------------------------------------------ everything runs

  /** G8, AG-50: whatever was sent before has run when close returns. */
  @Test
  void close_queuedActions_allHaveRun() {
    int agentCount = 5;
    int actionCount = 200;
    List<Agent<Integer>> agents = new ArrayList<>();
    try (AgentGroup group = AgentGroup.create()) {
      for (int i = 0; i < agentCount; i++) {
        agents.add(group.agent(0));
      }
      for (int i = 0; i < actionCount; i++) {
        agents.forEach(agent -> agent.send(CloseTest::inc));
      }
    }
    assertThat(agents).allSatisfy(agent -> assertThat(agent.deref()).isEqualTo(actionCount));
  }

  /** G8: close waits as long as an action runs, and the one behind it runs too. */
  @Test
  void close_actionRuns_waitsForIt() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    try (HeldAction<Integer> held = HeldAction.on(agent)) {
      agent.send(CloseTest::inc);
      Threads.Running closer = startClosing(group);
      Waits.untilParked(closer.thread());
      assertThat(agent.deref()).isZero();
      held.end();
      closer.join();
    }
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G8: a group without agents, or with idle ones, closes at once. */
  @Test
  void close_nothingToDo_returns() throws Exception {
    AgentGroup empty = AgentGroup.create();
    assertThat(empty.close(Duration.ZERO)).isTrue();
    AgentGroup idle = AgentGroup.create();
    Agent<Integer> agent = idle.agent(1);
    assertThat(idle.close(Duration.ZERO)).isTrue();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G8: the result says that everything has run. */
  @Test
  void closeWithTimeout_allRan_isTrue() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    agent.send(CloseTest::inc).send(CloseTest::inc);
    assertThat(group.close(Waits.LONG)).isTrue();
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** AG-50: actions on executors of their own are waited for as well. */
  @Test
  void close_actionsElsewhere_waitsForThem() {
    AgentGroup group = AgentGroup.create();
    StepExecutor executor = new StepExecutor();
    Agent<Integer> agent = group.agent(0);
    agent.sendVia(executor, CloseTest::inc).send(CloseTest::inc);
    Waits.until("the action waits for its executor", () -> executor.waiting() == 1);
    Threads.Running closer = startClosing(group);
    Waits.untilParked(closer.thread());
    executor.runAll();
    closer.join();
    assertThat(agent.deref()).isEqualTo(2);
  }

  // ------------------------------------------------------------------ sends while closing

  /** G8: as soon as close was called, no send from outside is taken, of whatever kind. */
  @Test
  void sends_fromOutsideWhileClosing_areRefusedAtOnce() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> busy = group.agent(0);
    Agent<Integer> idle = group.agent(0);
    Agent<Integer> bounded = group.agentBuilder(0).capacity(1, Overflow.BLOCK).build();
    try (HeldAction<Integer> held = HeldAction.on(busy);
        UnrunLog unrun = UnrunLog.of(group)) {
      Threads.Running closer = startClosing(group);
      for (Agent<Integer> agent : List.of(busy, idle, bounded)) {
        AgentRejectedException rejection =
            assertRejected(Reason.CLOSED, () -> agent.send(CloseTest::inc));
        assertThat((Object) rejection.agent()).isSameAs(agent);
        assertRejected(Reason.CLOSED, () -> agent.send(Integer::sum, 1));
        assertRejected(Reason.CLOSED, () -> agent.sendVia(Runnable::run, CloseTest::inc));
        assertRejected(Reason.CLOSED, () -> agent.sendAll(List.of(CloseTest::inc)));
        assertRejected(Reason.CLOSED, () -> agent.sendAndReport(CloseTest::inc));
        assertRejected(Reason.CLOSED, () -> agent.ask(count -> Reply.of(count + 1, count)));
        assertRejected(Reason.CLOSED, () -> agent.trySend(CloseTest::inc));
        assertRejected(Reason.CLOSED, () -> agent.trySend(CloseTest::inc, SHORT));
        assertThat(agent.rejectedCount()).isEqualTo(8);
        Stm.dosync(() -> {
          assertRejected(Reason.CLOSED, () -> agent.send(CloseTest::inc));
        });
      }
      held.end();
      closer.join();
      assertThat(unrun.all()).as("the senders were told already").isEmpty();
    }
    assertThat(List.of(busy.deref(), idle.deref(), bounded.deref())).containsOnly(0);
  }

  /** G8: what actions of the group send to agents of the group is taken until all is quiet. */
  @Test
  void sends_fromInsideWhileClosing_areTaken() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> first = group.agent(0);
    Agent<Integer> second = group.agent(0);
    CountDownLatch closing = new CountDownLatch(1);
    first.send(count -> {
      Waits.await(closing);
      passOn(second, first, 200);
      return count;
    });
    Threads.Running closer = startClosing(group);
    closing.countDown();
    closer.join();
    assertThat(first.deref() + second.deref()).isEqualTo(200);
    assertThat(first.rejectedCount() + second.rejectedCount()).isZero();
  }

  private static void passOn(Agent<Integer> to, Agent<Integer> back, int left) {
    if (left > 0) {
      to.send(count -> {
        passOn(back, to, left - 1);
        return count + 1;
      });
    }
  }

  /** G8, 2.8: inside is the function, its transactions, what it releases, watches, handlers. */
  @Test
  void sends_fromAllPartsOfAnActionWhileClosing_areTaken() {
    AgentGroup group = AgentGroup.create();
    Agent<List<String>> log = group.agent(List.of());
    Agent<Integer> agent =
        group
            .agentBuilder(0)
            .watch("watch", change -> log.send(CloseTest::plus, "watch"))
            .onFailure(failure -> {
              log.send(CloseTest::plus, "handler");
              return FailureDecision.skip();
            })
            .build();
    CountDownLatch closing = new CountDownLatch(1);
    agent.send(count -> {
      Waits.await(closing);
      Stm.dosync(() -> {
        log.send(CloseTest::plus, "transaction");
      });
      Agents.releasePendingSends();
      log.send(CloseTest::plus, "function");
      return count + 1;
    });
    agent.send(CloseTest::fail);
    Threads.Running closer = startClosing(group);
    closing.countDown();
    closer.join();
    assertThat(log.deref()).containsExactly("transaction", "function", "watch", "handler");
  }

  private static List<String> plus(List<String> list, String word) {
    List<String> longer = new ArrayList<>(list);
    longer.add(word);
    return List.copyOf(longer);
  }

  /** G8: bounded agents take what comes from inside too. */
  @Test
  void sends_fromInsideToBoundedAgentWhileClosing_areTaken() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> first = group.agent(0);
    Agent<Integer> bounded = group.agentBuilder(0).capacity(2, Overflow.REJECT).build();
    CountDownLatch closing = new CountDownLatch(1);
    first.send(count -> {
      Waits.await(closing);
      bounded.send(CloseTest::inc);
      bounded.send(CloseTest::inc);
      return count;
    });
    Threads.Running closer = startClosing(group);
    closing.countDown();
    closer.join();
    assertThat(bounded.deref()).isEqualTo(2);
  }

  /** G8: actions of other groups are outside. */
  @Test
  void sends_fromOtherGroupsWhileClosing_areRefused() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    try (HeldAction<Integer> held = HeldAction.on(agent)) {
      Threads.Running closer = startClosing(group);
      CompletableFuture<Change<Integer>> other =
          Agent.of(0)
              .sendAndReport(count -> {
                assertRejected(Reason.CLOSED, () -> agent.send(CloseTest::inc));
                return count;
              });
      assertThat(failureOf(other)).isNull();
      held.end();
      closer.join();
    }
    assertThat(agent.deref()).isZero();
  }

  /** G8, G3: what was accepted and held until the group was closed is reported. */
  @Test
  void sends_heldUntilClosed_areReported() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agentBuilder(0).name("close-held").build();
    UnaryOperator<Integer> plain = CloseTest::inc;
    UnaryOperator<Integer> tracked = CloseTest::inc;
    try (UnrunLog unrun = UnrunLog.of(group);
        CapturedLog log = CapturedLog.of("close-held")) {
      AtomicReference<CompletableFuture<Change<Integer>>> future = new AtomicReference<>();
      Stm.dosync(() -> {
        agent.send(plain);
        future.set(agent.sendAndReport(tracked));
        Threads.start(index -> group.close()).join();
      });
      assertUnrun(Objects.requireNonNull(future.get()), Reason.CLOSED);
      assertThat(unrun.all())
          .containsExactly(
              new UnrunAction(agent, plain, Reason.CLOSED),
              new UnrunAction(agent, tracked, Reason.CLOSED));
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines()).allSatisfy(line -> assertThat(line.level()).isEqualTo("WARNING"));
      assertThat(agent.rejectedCount()).isEqualTo(2);
      assertThat(agent.deref()).isZero();
    }
  }

  /** G8: a send that waits for room when the group closes is refused. */
  @Test
  void sends_blockedWhileClosing_areRefused() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agentBuilder(0).capacity(1, Overflow.BLOCK).build();
    agent.pause().send(CloseTest::inc);
    Threads.Running sender =
        Threads.start(index -> assertRejected(Reason.CLOSED, () -> agent.send(CloseTest::inc)));
    Waits.untilParked(sender.thread());
    group.close();
    sender.join();
    assertThat(agent.deref()).isZero();
  }

  /**
   * G8: whoever sends while the group closes is either refused, or his action has run when close
   * returns: nothing runs later, nothing is lost.
   */
  @Test
  void close_racingWithSends_accountsForEachAction() {
    for (int round = 0; round < 100; round++) {
      AgentGroup group = AgentGroup.create();
      List<Agent<Integer>> agents = List.of(group.agent(0), group.agent(0));
      AtomicInteger ran = new AtomicInteger();
      AtomicInteger ranWhenClosed = new AtomicInteger();
      ConcurrentLinkedQueue<CompletableFuture<Change<Integer>>> accepted =
          new ConcurrentLinkedQueue<>();
      int enough = round % 10;
      Threads.run(
          3,
          index -> {
            if (index == 2) {
              Waits.until("some have run", () -> ran.get() >= enough);
              assertThat(group.close(Waits.LONG)).isTrue();
              ranWhenClosed.set(ran.get());
              return;
            }
            for (int i = 0; ; i++) {
              letOthersCloseAfter(i, group);
              try {
                accepted.add(
                    agents
                        .get(i % 2)
                        .sendAndReport(count -> {
                          ran.incrementAndGet();
                          return count + 1;
                        }));
              } catch (AgentRejectedException rejection) {
                requireRejection(Reason.CLOSED, rejection);
                return;
              }
            }
          });
      for (CompletableFuture<Change<Integer>> future : accepted) {
        assertThat(failureOf(future)).isNull();
      }
      assertThat(ran.get()).isEqualTo(accepted.size());
      assertThat(ranWhenClosed.get()).isEqualTo(accepted.size());
    }
  }

  /** Keeps the number of sends within bounds. */
  private static void letOthersCloseAfter(int sent, AgentGroup group) {
    if (sent == 500) {
      Waits.until("the group is closed", group::isClosed);
    }
  }

  // ------------------------------------------------------------------ the time is up

  /** G8: when the time is up, what runs is interrupted, and what waits is reported. */
  @Test
  void closeWithTimeout_timeIsUp_stops() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = failing(group);
    UnaryOperator<Integer> waiting = CloseTest::inc;
    try (UnrunLog unrun = UnrunLog.of(group);
        HeldAction<Integer> held = HeldAction.patientOn(agent)) {
      CompletableFuture<Change<Integer>> future = agent.sendAndReport(waiting);
      assertThat(group.close(SHORT)).isFalse();
      assertUnrun(future, Reason.STOPPED);
      assertThat(unrun.all()).containsExactly(new UnrunAction(agent, waiting, Reason.STOPPED));
      Waits.until("the action is interrupted", held::wasInterrupted);
      assertRejected(Reason.CLOSED, () -> agent.send(CloseTest::inc));
      held.end();
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    }
    assertThat(agent.deref()).isZero();
    assertThat(agent.processedCount()).isEqualTo(1);
    assertThat(agent.rejectedCount()).isEqualTo(2);
  }

  /** G8: the plain form takes its time from the options, and says that it gave up. */
  @Test
  void close_closeTimeoutIsUp_stops() {
    AgentGroup group =
        AgentGroup.builder().name("close-impatient").closeTimeout(Duration.ZERO).build();
    Agent<Integer> agent = group.agent(0);
    try (CapturedLog log = CapturedLog.of("close-impatient");
        HeldAction<Integer> held = HeldAction.patientOn(agent)) {
      CompletableFuture<Change<Integer>> future = agent.sendAndReport(CloseTest::inc);
      group.close();
      assertUnrun(future, Reason.STOPPED);
      Waits.until("the action is interrupted", held::wasInterrupted);
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> assertThat(line.level()).isEqualTo("WARNING"));
      held.end();
    }
    Waits.until("the action has ended", () -> agent.processedCount() == 1);
    assertThat(agent.deref()).isZero();
  }

  /** AG-50, G5: an executor that never runs what it took cannot keep close from ending. */
  @Test
  void closeWithTimeout_executorIsStuck_reportsAll() throws Exception {
    StepExecutor executor = new StepExecutor();
    AgentGroup group = AgentGroup.builder().executor(executor).build();
    Agent<Integer> agent = group.agent(0);
    try (UnrunLog unrun = UnrunLog.of(group)) {
      agent.send(CloseTest::inc).send(CloseTest::inc);
      assertThat(group.close(Duration.ZERO)).isFalse();
      assertThat(unrun.all()).hasSize(2);
      executor.runAll(); // finds nothing
      assertThat(unrun.all()).hasSize(2);
    }
    assertThat(agent.deref()).isZero();
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
  }

  /** The timeout is neither negative nor missing; nothing is closed then. */
  @Test
  void closeWithTimeout_bad_isRejected() throws Exception {
    AgentGroup group = AgentGroup.create();
    assertThatThrownBy(() -> group.close(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> group.close(nullDuration())).isInstanceOf(NullPointerException.class);
    assertThat(group.isClosed()).isFalse();
    assertThat(group.close(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
  }

  @SuppressWarnings("NullAway") // misuse
  private static Duration nullDuration() {
    return null;
  }

  // ------------------------------------------------------------------ interrupts

  /** G8: interrupted, close stops as shutdownNow does, and keeps the flag. */
  @Test
  void close_interrupted_stopsAndKeepsTheFlag() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    try (HeldAction<Integer> held = HeldAction.patientOn(agent)) {
      CompletableFuture<Change<Integer>> future = agent.sendAndReport(CloseTest::inc);
      Threads.Running closer =
          Threads.start(index -> {
            group.close();
            assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
          });
      Waits.until("the group is closing", group::isClosed);
      Waits.untilParked(closer.thread());
      closer.thread().interrupt();
      closer.join();
      assertUnrun(future, Reason.STOPPED);
      Waits.until("the action is interrupted", held::wasInterrupted);
      held.end();
    }
  }

  /** G8: so does a thread that was interrupted before. */
  @Test
  void close_interruptedBefore_stopsAndKeepsTheFlag() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    agent.pause();
    CompletableFuture<Change<Integer>> future = agent.sendAndReport(CloseTest::inc);
    Threads.start(
            index -> {
              Thread.currentThread().interrupt();
              group.close();
              assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
            })
        .join();
    assertThat(group.isClosed()).isTrue();
    assertThat(failureOf(future)).isInstanceOf(AgentRejectedException.class);
  }

  /**
   * G8: with a timeout of its own the interrupt is told; the agents go on, nothing new is taken.
   */
  @Test
  void closeWithTimeout_interrupted_throwsAndAgentsGoOn() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    try (HeldAction<Integer> held = HeldAction.on(agent)) {
      agent.send(CloseTest::inc);
      Threads.Running closer =
          Threads.start(index -> {
            assertThatThrownBy(() -> group.close(Waits.LONG))
                .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).as("interrupt flag").isFalse();
          });
      Waits.until("the group is closing", group::isClosed);
      Waits.untilParked(closer.thread());
      closer.thread().interrupt();
      closer.join();
      assertRejected(Reason.CLOSED, () -> agent.send(CloseTest::inc));
      held.end();
      assertThat(held.wasInterrupted()).isFalse();
    }
    assertThat(group.close(Waits.LONG)).isTrue();
    assertThat(agent.deref()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ again, and at once

  /** G8: closing again does nothing. */
  @Test
  void close_again_doesNothing() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0).send(CloseTest::inc);
    group.close();
    group.close();
    assertThat(group.close(Duration.ZERO)).isTrue();
    assertThat(group.shutdownNow()).isEmpty();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G8: of several threads that close, each finds everything done when it returns. */
  @Test
  void close_byManyThreads_eachWaits() throws Exception {
    for (int round = 0; round < 50; round++) {
      AgentGroup group = AgentGroup.create();
      Agent<Integer> agent = group.agent(0);
      for (int i = 0; i < 100; i++) {
        agent.send(CloseTest::inc);
      }
      Threads.run(
          3,
          index -> {
            if (index == 0) {
              assertThat(group.close(Waits.LONG)).isTrue();
            } else {
              group.close();
            }
            assertThat(agent.deref()).isEqualTo(100);
          });
    }
  }

  /** G8: who waits for everything to run is told that somebody else has stopped it. */
  @Test
  void closeWithTimeout_shutDownMeanwhile_isFalse() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = failing(group);
    AtomicBoolean allRan = new AtomicBoolean(true);
    try (HeldAction<Integer> held = HeldAction.patientOn(agent)) {
      agent.send(CloseTest::inc);
      Threads.Running closer = Threads.start(index -> allRan.set(group.close(Waits.LONG)));
      Waits.until("the group is closing", group::isClosed);
      Waits.untilParked(closer.thread());
      assertThat(group.shutdownNow()).hasSize(1);
      held.end();
      closer.join();
    }
    assertThat(agent.deref()).isZero();
    assertThat(allRan).isFalse();
  }

  // ------------------------------------------------------------------ where it must not be called

  /** G8: an action cannot wait for itself; nothing is closed. */
  @Test
  void close_inActionOfTheGroup_isRejectedAndNothingIsClosed() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    CompletableFuture<Change<Integer>> closing =
        agent.sendAndReport(count -> {
          assertThatThrownBy(group::close).isInstanceOf(IllegalStateException.class);
          assertThatThrownBy(() -> group.close(SHORT)).isInstanceOf(IllegalStateException.class);
          return count;
        });
    assertThat(failureOf(closing)).isNull();
    assertThat(group.isClosed()).isFalse();
    agent.send(CloseTest::inc).await();
    assertThat(agent.deref()).isEqualTo(1);
    group.close();
  }

  /** G8: nor can an action of another group, nor a watch, a handler, a validator, a transaction. */
  @Test
  void close_whereNobodyMayWait_isRejectedAndNothingIsClosed() throws Exception {
    AgentGroup group = AgentGroup.create();
    AtomicInteger rejected = new AtomicInteger();
    Runnable closing =
        () -> {
          assertThatThrownBy(group::close).isInstanceOf(IllegalStateException.class);
          rejected.incrementAndGet();
        };
    Agent<Integer> agent =
        Agent.builder(0)
            .watch("watch", change -> closing.run())
            .onFailure(failure -> {
              closing.run();
              return FailureDecision.skip();
            })
            .build();
    agent.setValidator((current, proposed) -> {
      closing.run();
      return List.of();
    });
    rejected.set(0);
    agent.send(CloseTest::inc).send(CloseTest::fail).await();
    assertThat(rejected.get()).as("validator, watch, handler").isEqualTo(3);
    Stm.dosync(closing::run);
    assertThat(rejected.get()).isEqualTo(4);
    assertThat(group.isClosed()).isFalse();
    assertThat(group.close(Duration.ZERO)).isTrue();
  }

  // ------------------------------------------------------------------ failed and paused agents

  /** G8: what a failed agent holds does not run any more, and is reported; close does not wait. */
  @Test
  void close_failedAgent_reportsItsBacklog() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = failing(group);
    UnaryOperator<Integer> first = CloseTest::inc;
    UnaryOperator<Integer> second = CloseTest::inc;
    agent.pause().send(CloseTest::fail).send(first);
    CompletableFuture<Change<Integer>> future = agent.sendAndReport(second);
    agent.resume();
    Waits.until("the agent has failed", agent::isFailed);
    try (UnrunLog unrun = UnrunLog.of(group)) {
      assertThat(group.close(Waits.LONG)).isTrue();
      assertThat(unrun.all())
          .containsExactly(
              new UnrunAction(agent, first, Reason.CLOSED),
              new UnrunAction(agent, second, Reason.CLOSED));
    }
    assertUnrun(future, Reason.CLOSED);
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.rejectedCount()).isEqualTo(2);
    assertThat(agent.deref()).isZero();
    assertThat(agent.isFailed()).isTrue();
  }

  /** G8, G6: the same for a paused agent; who waits for it hears that this will not come. */
  @Test
  void close_pausedAgent_reportsItsBacklog() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    UnaryOperator<Integer> action = CloseTest::inc;
    agent.pause();
    CompletableFuture<Change<Integer>> future = agent.sendAndReport(action);
    Threads.Running waiting = Threads.start(index -> assertRejected(Reason.CLOSED, agent::await));
    Waits.untilParked(waiting.thread());
    try (UnrunLog unrun = UnrunLog.of(group)) {
      assertThat(group.close(Waits.LONG)).isTrue();
      assertThat(unrun.all()).containsExactly(new UnrunAction(agent, action, Reason.CLOSED));
    }
    waiting.join();
    assertUnrun(future, Reason.CLOSED);
    assertThat(agent.deref()).isZero();
  }

  /** G8: bounded agents report as others do. */
  @Test
  void close_pausedBoundedAgent_reportsItsBacklog() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agentBuilder(0).capacity(3, Overflow.REJECT).build();
    UnaryOperator<Integer> action = CloseTest::inc;
    agent.pause().send(action).send(action);
    try (UnrunLog unrun = UnrunLog.of(group)) {
      assertThat(group.close(Waits.LONG)).isTrue();
      assertThat(unrun.all()).hasSize(2);
      assertThat(unrun.reasons()).containsExactly(Reason.CLOSED);
    }
    assertThat(agent.deref()).isZero();
    assertThat(agent.queueLength()).isZero();
  }

  /** G8: an agent that fails while the group closes is not waited for either. */
  @Test
  void close_agentFailsMeanwhile_reportsItsBacklog() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = failing(group);
    try (UnrunLog unrun = UnrunLog.of(group);
        HeldAction<Integer> held = HeldAction.on(agent)) {
      agent.send(CloseTest::inc);
      Threads.Running closer = startClosing(group);
      Objects.requireNonNull(held.runner()).interrupt(); // fails
      closer.join();
      assertThat(unrun.all()).hasSize(1);
      assertThat(unrun.reasons()).containsExactly(Reason.CLOSED);
    }
    assertThat(agent.isFailed()).isTrue();
  }

  /** G8, AG-34: restarting or resuming a closed agent brings nothing back, and nothing is lost. */
  @Test
  void restartAndResume_afterClose_leaveTheGroupQuiet() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> failed = failed(group);
    Agent<Integer> paused = group.agent(0);
    paused.pause().send(CloseTest::inc);
    group.close();
    paused.resume();
    failed.restart(7);
    assertThat(failed.deref()).isEqualTo(7);
    assertThat(paused.deref()).isZero();
    assertRejected(Reason.CLOSED, () -> paused.send(CloseTest::inc));
    assertRejected(Reason.CLOSED, () -> failed.send(CloseTest::inc));
    assertThat(group.awaitQuiescence(SHORT)).isTrue();
    assertThat(paused.await(Waits.LONG)).isTrue();
    assertThat(failed.await(Waits.LONG)).isTrue();
  }

  /** G6, G8: nobody waits for ever for a paused agent whose group is closed. */
  @Test
  void await_pausedAgentAfterClose_ends() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> paused = group.agent(0);
    paused.pause().send(CloseTest::inc);
    group.close();
    boolean ended;
    try {
      ended = paused.await(Duration.ofSeconds(1));
    } catch (AgentRejectedException rejection) {
      ended = true;
    }
    assertThat(ended).isTrue();
  }

  /** G8: what is sent to a paused agent while its group closes is refused or reported. */
  @Test
  void close_pausedAgentRacingWithSends_accountsForEachAction() {
    for (int round = 0; round < 300; round++) {
      AgentGroup group = AgentGroup.create();
      Agent<Integer> agent = group.agent(0);
      agent.pause().send(CloseTest::inc);
      ConcurrentLinkedQueue<CompletableFuture<Change<Integer>>> accepted =
          new ConcurrentLinkedQueue<>();
      int enough = round % 10;
      Threads.run(
          3,
          index -> {
            if (index == 2) {
              Waits.until("some were sent", () -> accepted.size() >= enough);
              group.close();
              return;
            }
            for (int i = 0; ; i++) {
              letOthersCloseAfter(i, group);
              try {
                accepted.add(agent.sendAndReport(CloseTest::inc));
              } catch (AgentRejectedException rejection) {
                requireRejection(Reason.CLOSED, rejection);
                return;
              }
            }
          });
      for (CompletableFuture<Change<Integer>> future : accepted) {
        assertThat(failureOf(future)).isInstanceOf(AgentRejectedException.class);
      }
      assertThat(agent.queueLength()).isZero();
    }
  }

  /** G8: the same, with the group closed in the middle of the send. */
  @Test
  void close_inTheMiddleOfASendToAPausedAgent_refusesOrReportsIt() throws Exception {
    for (boolean isBounded : new boolean[] {true, false}) {
      AtomicReference<Runnable> atCapture = new AtomicReference<>(() -> {});
      AgentGroup group =
          AgentGroup.builder()
              .contextPropagator(() -> {
                atCapture.get().run();
                return Runnable::run;
              })
              .build();
      Agent.Builder<Integer> builder = group.agentBuilder(0);
      Agent<Integer> agent = (isBounded ? builder.capacity(5, Overflow.REJECT) : builder).build();
      agent.pause().send(CloseTest::inc);
      atCapture.set(() -> Threads.start(index -> group.close()).join());
      UnaryOperator<Integer> late = CloseTest::inc;
      boolean refused = false;
      try (UnrunLog unrun = UnrunLog.of(group)) {
        try {
          if (isBounded) {
            agent.trySend(late, SHORT);
          } else {
            agent.sendAll(List.of(late));
          }
        } catch (AgentRejectedException rejection) {
          requireRejection(Reason.CLOSED, rejection);
          refused = true;
        }
        assertThat(refused || unrun.actions().contains(late))
            .as("refused or reported, bounded=" + isBounded)
            .isTrue();
      }
    }
  }

  // ------------------------------------------------------------------ afterwards

  /** G8: closed agents can be read, watched, waited for; new ones take no sends. */
  @Test
  void agents_afterClose_canBeReadWatchedAndWaitedFor() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0).send(CloseTest::inc);
    group.close();
    assertThat(group.isClosed()).isTrue();
    assertThat(group.toString()).contains("closed");
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.version()).isEqualTo(1);
    agent.watch("late", new Recorder<>()).close();
    agent.await();
    assertThat(agent.await(Duration.ZERO)).isTrue();
    assertThat(group.awaitQuiescence(Duration.ZERO)).isTrue();
    assertThat(agent.toString()).contains("1");
    Agent<Integer> late = group.agent(5);
    assertThat(late.deref()).isEqualTo(5);
    assertRejected(Reason.CLOSED, () -> late.send(CloseTest::inc));
  }

  /** Flaw G10: closing one group leaves the others alone. */
  @Test
  void close_oneGroup_leavesOthersAlone() throws Exception {
    AgentGroup group = AgentGroup.create();
    AgentGroup other = AgentGroup.create();
    Agent<Integer> agent = other.agent(0);
    Agent<Integer> shared = Agent.of(0);
    group.agent(0).send(CloseTest::inc);
    group.close();
    agent.send(CloseTest::inc).await();
    shared.send(CloseTest::inc).await();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(shared.deref()).isEqualTo(1);
    other.close();
  }
}
