package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.CapturedLog;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Stm;

/** Executors that refuse, that run on the caller's thread, that end: no agent is ever stuck. */
class ExecutorTest {
  @RegisterExtension final NothingFailed events = new NothingFailed();

  /** Long enough that no agent could do it all without giving up its thread in between. */
  private static final int LONG_QUEUE = 20_000;

  /** More nested calls than a stack has room for. */
  private static final int LONG_CHAIN = 10_000;

  private static Agent<Integer> agent(Executor executor) {
    return Agent.builder(0).executor(executor).highWaterMark(10 * LONG_QUEUE).build();
  }

  // ------------------------------------------------------------------ refused at a send

  /**
   * AG-09, G5: the sender hears that the executor refuses; nothing is queued; the agent is well.
   */
  @Test
  void send_executorRefuses_senderHearsOfIt() {
    RejectedExecutionException refusal = new RejectedExecutionException("intended");
    RefusingExecutor executor = new RefusingExecutor().taking(0).throwing(() -> refusal);
    Agent<Integer> agent = agent(executor);
    AgentRejectedException thrown =
        catchThrowableOfType(
            AgentRejectedException.class, () -> agent.send(present -> present + 100));
    assertThat(thrown).hasCause(refusal);
    assertThat(thrown.getCause()).isSameAs(refusal);
    assertThat(thrown.agent()).isSameAs(agent);
    assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR);
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.rejectedCount()).isEqualTo(1);

    executor.taking(1);
    agent.send(present -> present + 1);
    executor.runAll();
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.processedCount()).isEqualTo(1);
  }

  /**
   * AG-09, G5: every way to send tells that the executor refuses, and none leaves anything behind.
   */
  @Test
  void everyWayToSend_executorRefuses_throws() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    Agent<Integer> agent = agent(executor);
    List<Runnable> ways =
        List.of(
            () -> agent.send(present -> present + 100),
            () -> agent.send((present, argument) -> present + argument, 100),
            () -> assertThat(agent.sendAndReport(present -> present + 100)).isNull(),
            () -> assertThat(agent.ask(present -> Reply.of(present + 100, ""))).isNull(),
            () -> assertThat(agent.trySend(present -> present + 100)).isFalse());
    for (Runnable way : ways) {
      assertThatThrownBy(way::run)
          .isInstanceOfSatisfying(
              AgentRejectedException.class,
              thrown -> assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR));
      assertThat(agent.queueLength()).isZero();
    }
    executor.taking(1);
    agent.send(present -> present + 1);
    executor.runAll();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** AG-09, G5: a batch is refused as a whole; its sender is told, and so nobody else is. */
  @Test
  void sendAll_executorRefuses_senderHearsOfIt() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    Agent<Integer> agent = Agent.builder(0).name("refused batch").executor(executor).build();
    try (CapturedLog log = CapturedLog.of("refused batch")) {
      assertThatThrownBy(
              () -> agent.sendAll(List.of(present -> present + 100, present -> present + 100)))
          .isInstanceOfSatisfying(
              AgentRejectedException.class,
              thrown -> assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR));
      assertThat(agent.queueLength()).isZero();
      assertThat(agent.rejectedCount()).isEqualTo(2);
      executor.taking(1);
      agent.send(present -> present + 1);
      executor.runAll();
      assertThat(agent.deref()).isEqualTo(1);
      assertThat(log.lines()).isEmpty();
    }
  }

  /** AG-09, G5: bounded agents hear of it just the same, and their room is not used up. */
  @Test
  void send_executorRefusesForABoundedAgent_roomIsKept() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    Agent<Integer> agent = Agent.builder(0).executor(executor).capacity(2, Overflow.REJECT).build();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> agent.send(present -> present + 100))
          .isInstanceOfSatisfying(
              AgentRejectedException.class,
              thrown -> assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR));
    }
    executor.taking(1);
    agent.send(present -> present + 1);
    executor.runAll();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.queueLength()).isZero();
  }

  /** AG-09, G5: an error or a sneaked exception of the executor is a refusal like any other. */
  @Test
  void send_executorThrowsAnything_senderHearsOfIt() {
    for (Throwable cause : List.of(new AssertionError("intended"), new Exception("intended"))) {
      RefusingExecutor executor = new RefusingExecutor().taking(0).throwing(() -> cause);
      Agent<Integer> agent = agent(executor);
      AgentRejectedException thrown =
          catchThrowableOfType(
              AgentRejectedException.class, () -> agent.send(present -> present + 100));
      assertThat(thrown.getCause()).isSameAs(cause);
      executor.taking(1);
      agent.send(present -> present + 1);
      executor.runAll();
      assertThat(agent.deref()).isEqualTo(1);
    }
  }

  /** AG-09, G5: the executor of a group refuses as that of an agent does. */
  @Test
  void send_executorOfTheGroupRefuses_senderHearsOfIt() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    try (AgentGroup group = AgentGroup.builder().executor(executor).build()) {
      Agent<Integer> agent = group.agent(0);
      assertThatThrownBy(() -> agent.send(present -> present + 100))
          .isInstanceOf(AgentRejectedException.class);
      executor.taking(1);
      agent.send(present -> present + 1);
      executor.runAll();
      assertThat(agent.deref()).isEqualTo(1);
    }
  }

  /** AG-09, AG-50: sends to an agent whose executor has been shut down are refused, one and all. */
  @Test
  void send_executorIsShutDown_senderHearsOfIt() {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Agent<Integer> agent = agent(pool);
    AgentWaits.get(agent.sendAndReport(present -> present + 1));
    pool.close();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> agent.send(present -> present + 100))
          .isInstanceOf(AgentRejectedException.class)
          .hasCauseInstanceOf(RejectedExecutionException.class);
    }
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.rejectedCount()).isEqualTo(3);
  }

  /** AG-09, G5: with an executor that refuses now and then, what was taken runs or is reported. */
  @Test
  void send_executorRefusesNowAndThen_whatWasTakenRunsOrIsReported() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(0, 1, 20, TimeUnit.SECONDS, new SynchronousQueue<>());
    try (pool;
        CapturedLog log = CapturedLog.of("refused now and then")) {
      List<Agent<Integer>> agents = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        agents.add(Agent.builder(0).name("refused now and then").executor(pool).build());
      }
      AtomicInteger taken = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      Threads.run(
          4,
          index -> {
            for (int i = 0; i < 3_000; i++) {
              try {
                agents.get((index + i) % agents.size()).send(present -> present + 1);
                taken.incrementAndGet();
              } catch (AgentRejectedException expected) {
                refused.incrementAndGet();
              }
            }
          });
      AgentWaits.settle(agents.toArray(Agent<?>[]::new));
      int reported = events.take(UnrunAction.class).size();
      assertThat(log.lines()).hasSize(reported);
      assertThat(agents.stream().mapToInt(Agent::deref).sum() + reported).isEqualTo(taken.get());
      assertThat(agents.stream().mapToLong(Agent::rejectedCount).sum())
          .isEqualTo(refused.get() + reported);
      assertThat(agents).allMatch(agent -> agent.queueLength() == 0);
    }
  }

  // ------------------------------------------------------------------ refused in between

  /** AG-09, AG-50, G5: a drain whose executor refuses to go on later goes on at once. */
  @Test
  void drain_executorRefusesTheHop_queueIsDone() {
    RefusingExecutor executor = new RefusingExecutor().taking(1);
    Agent<Integer> agent = agent(executor).pause();
    for (int i = 0; i < LONG_QUEUE; i++) {
      agent.send(present -> present + 1);
    }
    agent.resume();
    executor.runAll();
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(LONG_QUEUE);
  }

  /** AG-08: a long queue is done in turns, so that other tasks of the executor run in between. */
  @Test
  void drain_longQueue_givesUpItsThreadInBetween() {
    RefusingExecutor executor = new RefusingExecutor();
    Agent<Integer> agent = agent(executor).pause();
    for (int i = 0; i < LONG_QUEUE; i++) {
      agent.send(present -> present + 1);
    }
    agent.resume();
    assertThat(executor.runAll()).isGreaterThan(1);
    assertThat(agent.deref()).isEqualTo(LONG_QUEUE);
  }

  /** AG-50, G5: an executor shut down while an action runs: what is queued runs nevertheless. */
  @Test
  void drain_executorIsShutDownMeanwhile_queueIsDone() {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Agent<Integer> agent = agent(pool);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    agent.send(present -> {
      running.countDown();
      Waits.await(go);
      return present + 1;
    });
    Waits.await(running);
    for (int i = 0; i < LONG_QUEUE; i++) {
      agent.send(present -> present + 1);
    }
    pool.shutdown();
    go.countDown();
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(LONG_QUEUE + 1);
  }

  /**
   * AG-09, G5: who resumes hears that the executor refuses; the agent stays paused, with its queue.
   */
  @Test
  void resume_executorRefuses_agentStaysPaused() {
    RefusingExecutor executor = new RefusingExecutor();
    Agent<Integer> agent = agent(executor).pause();
    agent.send(present -> present + 1);
    executor.runAll();
    agent.send(present -> present + 1);
    executor.taking(0);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(agent::resume)
          .isInstanceOfSatisfying(
              AgentRejectedException.class,
              thrown -> assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR));
      assertThat(agent.isPaused()).isTrue();
      assertThat(agent.queueLength()).isEqualTo(2);
    }
    agent.send(present -> present + 1);
    executor.taking(Integer.MAX_VALUE);
    agent.resume();
    executor.runAll();
    assertThat(agent.deref()).isEqualTo(3);
    assertThat(agent.queueLength()).isZero();
  }

  /** AG-09, G5: who restarts hears that the executor refuses; then the agent can be resumed. */
  @Test
  void restart_executorRefuses_queueIsNotLost() {
    RefusingExecutor executor = new RefusingExecutor();
    Agent<Integer> agent =
        Agent.builder(0).executor(executor).onFailure(failure -> FailureDecision.fail()).build();
    agent.send(present -> {
      throw new IllegalArgumentException("intended");
    });
    agent.send(present -> present + 1);
    executor.runAll();
    assertThat(events.takeCauses()).hasSize(1);
    executor.taking(0);
    assertThatThrownBy(() -> agent.restart(10))
        .isInstanceOfSatisfying(
            AgentRejectedException.class,
            thrown -> assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR));
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.isPaused()).isTrue();
    assertThat(agent.queueLength()).isEqualTo(1);
    executor.taking(Integer.MAX_VALUE);
    agent.resume();
    executor.runAll();
    assertThat(agent.deref()).isEqualTo(11);
  }

  // ------------------------------------------------------------------ refused for a held send

  /** AG-09, G3, G5: a held send that the executor refuses is reported; its action has succeeded. */
  @Test
  void heldSend_executorRefuses_isReported() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    Agent<Integer> target =
        Agent.builder(0).name("refused when released").executor(executor).build();
    Agent<Integer> source = Agent.of(0);
    Mailbox mailbox = new Mailbox();
    AtomicReference<@Nullable CompletableFuture<?>> future = new AtomicReference<>();
    try (CapturedLog log = CapturedLog.of("refused when released")) {
      AgentWaits.get(
          source.sendAndReport(present -> {
            mailbox.send("before");
            future.set(target.sendAndReport(x -> x + 100));
            mailbox.send("after");
            return present + 1;
          }));
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> assertThat(line.level()).isEqualTo("WARNING"));
    }
    assertThat(AgentWaits.causeOf(Objects.requireNonNull(future.get())))
        .isInstanceOfSatisfying(
            AgentRejectedException.class,
            thrown -> assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR));
    assertThat(events.take(UnrunAction.class))
        .singleElement()
        .satisfies(unrun -> {
          assertThat(unrun.agent()).isSameAs(target);
          assertThat(unrun.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR);
        });
    assertThat(source.deref()).isEqualTo(1);
    assertThat(source.isFailed()).isFalse();
    assertThat(mailbox.open()).containsExactly("before", "after");

    executor.taking(1);
    target.send(present -> present + 1);
    executor.runAll();
    assertThat(target.deref()).isEqualTo(1);
  }

  /** AG-09, T12: the same for a send that a transaction held; the transaction has committed. */
  @Test
  void heldSend_executorRefusesAfterACommit_isReported() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    Agent<Integer> target =
        Agent.builder(0).name("refused after the commit").executor(executor).build();
    Mailbox mailbox = new Mailbox();
    try (CapturedLog log = CapturedLog.of("refused after the commit")) {
      Stm.dosync(() -> {
        target.send(x -> x + 100);
        mailbox.send("after");
      });
      assertThat(log.lines()).hasSize(1);
    }
    assertThat(events.take(UnrunAction.class)).hasSize(1);
    assertThat(mailbox.open()).containsExactly("after");
  }

  // ------------------------------------------------------------------ sendVia

  /** AG-02, G1: an action sent via an executor runs there, the others where the agent runs. */
  @Test
  void sendVia_betweenOtherSends_runsOnItsExecutor() {
    Agent<List<String>> agent =
        Agent.builder(List.<String>of()).name("sendVia here and there").build();
    try (ExecutorService pool =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "the pool"))) {
      for (int i = 0; i < 3; i++) {
        agent.send(names -> Mailbox.appending(Thread.currentThread().getName()).apply(names));
        agent.sendVia(
            pool, names -> Mailbox.appending(Thread.currentThread().getName()).apply(names));
      }
      AgentWaits.settle(agent);
    }
    assertThat(agent.deref())
        .containsExactly(
            "agent-sendVia here and there",
            "the pool",
            "agent-sendVia here and there",
            "the pool",
            "agent-sendVia here and there",
            "the pool");
  }

  /**
   * AG-09, G5: an executor that refuses when the turn has come: reported, skipped, and on it goes.
   */
  @Test
  void sendVia_executorRefusesWhenItsTurnHasCome_isReportedAndTheQueueGoesOn() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    Agent<String> agent = Agent.builder("").name("sendVia refused").build().pause();
    try (CapturedLog log = CapturedLog.of("sendVia refused")) {
      agent.send(state -> state + "a");
      agent.sendVia(executor, state -> state + "refused");
      agent.send(state -> state + "b");
      agent.resume();
      AgentWaits.settle(agent);
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> assertThat(line.level()).isEqualTo("WARNING"));
    }
    assertThat(events.take(UnrunAction.class))
        .singleElement()
        .satisfies(unrun -> {
          assertThat(unrun.agent()).isSameAs(agent);
          assertThat(unrun.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR);
        });
    assertThat(agent.deref()).isEqualTo("ab");
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.processedCount()).isEqualTo(2);
    assertThat(agent.rejectedCount()).isEqualTo(1);
    assertThat(agent.failedCount()).isZero();
  }

  /** AG-09, G5: an executor that refuses although nothing else waits: somebody hears of it. */
  @Test
  void sendVia_executorRefusesAnIdleAgent_isToldOnce() {
    RefusingExecutor executor = new RefusingExecutor().taking(0);
    Agent<String> agent = Agent.builder("").name("sendVia refused at once").build();
    int heard = 0;
    try (CapturedLog log = CapturedLog.of("sendVia refused at once")) {
      try {
        agent.sendVia(executor, state -> state + "refused");
      } catch (AgentRejectedException thrown) {
        assertThat(thrown.reason()).isEqualTo(UnrunAction.Reason.EXECUTOR);
        heard++;
      }
      agent.send(state -> state + "b");
      AgentWaits.settle(agent);
      heard += events.take(UnrunAction.class).size();
      assertThat(log.lines()).hasSizeLessThanOrEqualTo(1);
    }
    assertThat(heard).isEqualTo(1);
    assertThat(agent.deref()).isEqualTo("b");
    assertThat(agent.rejectedCount()).isEqualTo(1);
  }

  /**
   * AG-09: an executor that throws errors, and one that has been shut down, refuse just the same.
   */
  @Test
  void sendVia_executorThrowsAnErrorOrIsShutDown_theQueueGoesOn() {
    RefusingExecutor throwing =
        new RefusingExecutor().taking(0).throwing(() -> new AssertionError("intended"));
    ExecutorService ended = Executors.newSingleThreadExecutor();
    ended.shutdown();
    Agent<String> agent = Agent.builder("").name("sendVia bad executors").build().pause();
    try (CapturedLog log = CapturedLog.of("sendVia bad executors")) {
      agent.send(state -> state + "first");
      for (int i = 0; i < 100; i++) {
        agent.sendVia(throwing, state -> state + "x");
        agent.sendVia(ended, state -> state + "x");
      }
      agent.send(state -> state + " last");
      agent.resume();
      AgentWaits.settle(agent);
      assertThat(log.lines()).hasSize(200);
    }
    assertThat(agent.deref()).isEqualTo("first last");
    assertThat(events.take(UnrunAction.class)).hasSize(200);
  }

  /** AG-02, G2: while an action waits for its executor, the ones behind it wait too. */
  @Test
  void sendVia_executorIsBusy_laterActionsWait() {
    RefusingExecutor slow = new RefusingExecutor();
    Agent<String> agent = Agent.of("");
    agent.sendVia(slow, state -> state + "a");
    agent.send(state -> state + "b");
    Waits.until("the first one has reached its executor", () -> slow.waiting() == 1);
    assertThat(agent.deref()).isEmpty();
    slow.runAll();
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo("ab");
  }

  /** AG-02: many actions via the caller's thread need no stack of their length. */
  @Test
  void sendVia_callerRunsManyTimes_doesNotOverflow() {
    Agent<Integer> agent = agent(Runnable::run).pause();
    for (int i = 0; i < LONG_QUEUE; i++) {
      agent.sendVia(Runnable::run, present -> present + 1);
      agent.send(present -> present + 1);
    }
    agent.resume();
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(2 * LONG_QUEUE);
  }

  /** AG-02: two executors take turns action by action, one of them on platform threads. */
  @Test
  void sendVia_executorsInTurns_keepTheOrder() {
    try (ExecutorService one = Executors.newSingleThreadExecutor();
        ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
      Agent<Integer> agent = Agent.of(0);
      for (int i = 0; i < 3_000; i++) {
        int expected = i;
        agent.sendVia(
            i % 2 == 0 ? one : two,
            present -> {
              assertThat(present).isEqualTo(expected);
              return present + 1;
            });
      }
      AgentWaits.settle(agent);
      assertThat(agent.deref()).isEqualTo(3_000);
    }
  }

  /** G4: an action that fails elsewhere fails as any other. */
  @Test
  void sendVia_actionFails_isAFailureOfTheAgent() {
    Agent<Integer> agent =
        Agent.builder(0).onFailure(failure -> FailureDecision.restart(10)).build();
    IllegalArgumentException intended = new IllegalArgumentException("intended");
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      agent.sendVia(
          pool,
          present -> {
            throw intended;
          });
      agent.sendVia(pool, present -> present + 1);
      AgentWaits.settle(agent);
    }
    assertThat(agent.deref()).isEqualTo(11);
    assertThat(events.takeCauses()).containsExactly(intended);
  }

  // ------------------------------------------------------------------ on the caller's thread

  /** AG-02: with a caller-runs executor the action has run on this thread when send returns. */
  @Test
  void send_callerRuns_hasRunOnReturn() {
    Agent<@Nullable Thread> agent =
        Agent.<@Nullable Thread>builder(null).executor(Runnable::run).build();
    agent.send(present -> Thread.currentThread());
    assertThat(agent.deref()).isSameAs(Thread.currentThread());
  }

  /** G2, AG-02: what an action sends to its own agent has run too when the first send returns. */
  @Test
  void send_callerRunsToItself_allHasRunOnReturn() {
    Agent<Integer> agent = agent(Runnable::run);
    countDown(agent, LONG_QUEUE);
    assertThat(agent.deref()).isEqualTo(LONG_QUEUE + 1);
  }

  private static void countDown(Agent<Integer> agent, int left) {
    agent.send(present -> {
      if (left > 0) {
        countDown(agent, left - 1);
      }
      return present + 1;
    });
  }

  /**
   * Agents in a row, each with a link to the next; all run on the thread that sends to the first.
   */
  private static List<Agent<Integer>> row(Supplier<Agent<Integer>> maker) {
    List<Agent<Integer>> row = new ArrayList<>();
    for (int i = 0; i < LONG_CHAIN; i++) {
      row.add(maker.get());
    }
    return row;
  }

  private static void passOn(List<Agent<Integer>> row, int index) {
    row.get(index)
        .send(present -> {
          if (index + 1 < row.size()) {
            passOn(row, index + 1);
          }
          return present + 1;
        });
  }

  private static void assertAllHaveRun(List<Agent<Integer>> row) {
    AgentWaits.settle(row.getLast());
    assertThat(row).allMatch(agent -> agent.deref() == 1);
  }

  /** AG-02: a long chain of agents on the caller's thread does not overflow its stack. */
  @Test
  void chain_callerRuns_doesNotOverflow() {
    List<Agent<Integer>> row = row(() -> agent(Runnable::run));
    passOn(row, 0);
    assertAllHaveRun(row);
  }

  /** AG-02: the same when the chain starts with a commit. */
  @Test
  void chain_callerRunsAfterACommit_doesNotOverflow() {
    List<Agent<Integer>> row = row(() -> agent(Runnable::run));
    Stm.dosync(() -> passOn(row, 0));
    assertAllHaveRun(row);
  }

  /** AG-02, AG-22: an action on the caller's thread can release, and then finds the effect. */
  @Test
  void releasePendingSends_callerRuns_hasRunOnReturn() {
    Agent<Integer> next = agent(Runnable::run);
    Agent<Integer> agent = agent(Runnable::run);
    agent.send(present -> {
      next.send(x -> x + 1);
      assertThat(Agents.releasePendingSends()).isEqualTo(1);
      Waits.until("the released send has run", () -> next.deref() == 1);
      return present + 1;
    });
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** AG-02, AG-24: the same when the links are watches. */
  @Test
  void chain_callerRunsByWatches_doesNotOverflow() {
    List<Agent<Integer>> row = row(() -> agent(Runnable::run));
    for (int i = 0; i + 1 < row.size(); i++) {
      Agent<Integer> next = row.get(i + 1);
      row.get(i).watch(change -> next.send(present -> present + 1));
    }
    row.getFirst().send(present -> present + 1);
    assertAllHaveRun(row);
  }

  /** AG-02, AG-32: the same when the links are failure handlers, whose sends are not held. */
  @Test
  void chain_callerRunsByHandlers_doesNotOverflow() {
    AtomicInteger handled = new AtomicInteger();
    List<Agent<Integer>> row = new ArrayList<>();
    IllegalArgumentException intended = new IllegalArgumentException("intended");
    for (int i = 0; i < LONG_CHAIN; i++) {
      int index = i;
      row.add(
          Agent.builder(0)
              .executor(Runnable::run)
              .onFailure(failure -> {
                handled.incrementAndGet();
                if (index + 1 < row.size()) {
                  row.get(index + 1)
                      .send(present -> {
                        throw intended;
                      });
                }
                return FailureDecision.restart(1);
              })
              .build());
    }
    row.getFirst()
        .send(present -> {
          throw intended;
        });
    assertAllHaveRun(row);
    assertThat(handled).hasValue(LONG_CHAIN);
    assertThat(events.takeCauses()).hasSize(LONG_CHAIN).containsOnly(intended);
  }

  /** AG-02: the same when the links are callbacks of futures. */
  @Test
  void chain_callerRunsByCallbacks_doesNotOverflow() {
    List<Agent<Integer>> row = row(() -> agent(Runnable::run).pause());
    for (int i = 0; i + 1 < row.size(); i++) {
      Agent<Integer> next = row.get(i + 1);
      CompletableFuture<?> link =
          row.get(i).sendAndReport(present -> present + 1).thenRun(next::resume);
      assertThat(link).isNotDone();
    }
    row.getLast().send(present -> present + 1);
    row.getFirst().resume();
    assertAllHaveRun(row);
  }

  /** AG-02: callbacks that send on do not overflow the stack either. */
  @Test
  void chain_callerRunsByCallbacksThatSend_doesNotOverflow() {
    List<Agent<Integer>> row = row(() -> agent(Runnable::run));
    passOnByCallback(row, 0);
    assertAllHaveRun(row);
  }

  private static void passOnByCallback(List<Agent<Integer>> row, int index) {
    CompletableFuture<?> link =
        row.get(index)
            .ask(present -> {
              if (index + 1 < row.size()) {
                row.get(index + 1).pause();
                passOnByCallback(row, index + 1);
              }
              return Reply.of(present + 1, "");
            })
            .thenRun(() -> {
              if (index + 1 < row.size()) {
                row.get(index + 1).resume();
              }
            });
    assertThat(link).isNotNull();
  }

  /**
   * G1, G3: what an action has sent to the same thread runs before the next action of the agent.
   */
  @Test
  void heldSend_toACallerRunsAgent_isNotDelayedByTheNextAction() {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      for (Agent<Integer> source : List.of(Agent.of(0), agent(single), agent(Runnable::run))) {
        Agent<Integer> target = agent(Runnable::run);
        CountDownLatch effect = new CountDownLatch(1);
        source.pause();
        source.send(present -> {
          target.send(x -> {
            effect.countDown();
            return x + 1;
          });
          return present + 1;
        });
        source.send(present -> {
          Waits.await(effect);
          return present + 1;
        });
        source.resume();
        AgentWaits.settle(source);
        assertThat(source.deref()).isEqualTo(2);
      }
    }
  }

  /** AG-02: two agents that send each other on the caller's thread need no stack of that length. */
  @Test
  void pingPong_callerRuns_doesNotOverflow() {
    Agent<Integer> one = agent(Runnable::run);
    Agent<Integer> two = agent(Runnable::run);
    pingPong(one, two, LONG_QUEUE);
    AgentWaits.settle(one, two);
    assertThat(one.deref() + two.deref()).isEqualTo(LONG_QUEUE + 1);
  }

  private static void pingPong(Agent<Integer> here, Agent<Integer> there, int left) {
    here.send(present -> {
      if (left > 0) {
        pingPong(there, here, left - 1);
      }
      return present + 1;
    });
  }

  /** AG-02: a ring of agents that fan out on the caller's thread runs everything, once. */
  @Test
  void fanOut_callerRuns_allRunOnce() {
    Agent<Integer> sum = agent(Runnable::run);
    List<Agent<Integer>> leaves = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      leaves.add(agent(Runnable::run));
    }
    Agent<Integer> root = agent(Runnable::run);
    for (int i = 0; i < 20; i++) {
      root.send(present -> {
        for (Agent<Integer> leaf : leaves) {
          leaf.send(x -> {
            sum.send(y -> y + 1);
            return x + 1;
          });
        }
        return present + 1;
      });
    }
    AgentWaits.settle(root, sum);
    assertThat(root.deref()).isEqualTo(20);
    assertThat(leaves).allMatch(leaf -> leaf.deref() == 20);
    assertThat(sum.deref()).isEqualTo(2_000);
  }

  /** AG-02: agents on the caller's thread and on others, mixed, get everything done. */
  @Test
  void chain_mixedExecutors_arrives() {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      List<Agent<Integer>> row = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        row.add(
            switch (i % 4) {
              case 0 -> agent(Runnable::run);
              case 1 -> agent(single);
              case 2 -> agent(ForkJoinPool.commonPool());
              default -> Agent.of(0);
            });
      }
      passOn(row, 0);
      Waits.until("the last one has run", () -> row.getLast().deref() == 1);
      assertThat(row).allMatch(agent -> agent.deref() == 1);
    }
  }

  // ------------------------------------------------------------------ pools

  /** AG-02: on a single thread everything runs there. */
  @Test
  void send_singleThread_runsThere() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < 5; i++) {
        Agent<Integer> agent = agent(single);
        for (int k = 0; k < 5; k++) {
          agent.send(present -> {
            threads.add(Thread.currentThread());
            return present + 1;
          });
        }
        AgentWaits.settle(agent);
      }
    }
    assertThat(threads).hasSize(25).allMatch(thread -> !thread.isVirtual());
    assertThat(threads.stream().distinct()).hasSize(1);
  }

  /** AG-02: agents on a fork-join pool send each other, and nothing is lost. */
  @Test
  void send_forkJoinPool_allRun() {
    try (ForkJoinPool pool = new ForkJoinPool(3)) {
      List<Agent<Integer>> agents = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        agents.add(agent(pool));
      }
      Threads.run(
          2,
          index -> {
            for (int i = 0; i < 1_000; i++) {
              int next = (i + 1) % agents.size();
              agents
                  .get(i % agents.size())
                  .send(present -> {
                    agents.get(next).send(x -> x + 1);
                    return present + 1;
                  });
            }
          });
      Waits.until("all have run", () -> agents.stream().mapToInt(Agent::deref).sum() == 4_000);
      AgentWaits.settle(agents.toArray(Agent<?>[]::new));
      assertThat(agents.stream().mapToLong(Agent::processedCount).sum()).isEqualTo(4_000);
    }
  }

  /** AG-09: an executor that runs a task and throws afterwards has run it: once. */
  @Test
  void send_executorRunsAndThrows_actionRunsOnce() {
    Executor odd =
        task -> {
          task.run();
          throw new RejectedExecutionException("after the fact");
        };
    Agent<Integer> agent = Agent.builder(0).name("run and thrown").executor(odd).build();
    int heard = 0;
    try (CapturedLog log = CapturedLog.of("run and thrown")) {
      for (int i = 0; i < 3; i++) {
        try {
          agent.send(present -> present + 1);
        } catch (AgentRejectedException thrown) {
          heard++;
        }
      }
      assertThat(log.lines()).hasSizeLessThanOrEqualTo(3);
    }
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.deref() + heard).isEqualTo(3);
    assertThat(agent.processedCount() + agent.rejectedCount()).isEqualTo(3);
  }

  /** AG-09, G2: an executor that takes a task and throws: its late run disturbs nobody. */
  @Test
  void send_executorTakesAndThrows_lateRunDisturbsNobody() {
    List<Runnable> taken = new CopyOnWriteArrayList<>();
    AtomicInteger attempts = new AtomicInteger();
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Agent<Integer> agent =
          agent(task -> {
            if (attempts.incrementAndGet() == 1) {
              taken.add(task);
              throw new RejectedExecutionException("taken nevertheless");
            }
            pool.execute(task);
          });
      assertThatThrownBy(() -> agent.send(present -> present + 100))
          .isInstanceOf(AgentRejectedException.class);
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      agent.send(present -> {
        running.countDown();
        Waits.await(go);
        return present + 1;
      });
      agent.send(present -> present + 1);
      Waits.await(running);
      taken.forEach(Runnable::run);
      int whileRunning = agent.deref();
      int waiting = agent.queueLength();
      go.countDown();
      assertThat(whileRunning).isZero();
      assertThat(waiting).isEqualTo(1);
      AgentWaits.settle(agent);
      assertThat(agent.deref()).isEqualTo(2);
      taken.forEach(Runnable::run);
      assertThat(agent.deref()).isEqualTo(2);
    }
  }

  /** AG-09, G2: a pool that cannot start a thread keeps the task and throws; all is well later. */
  @Test
  void send_poolCannotStartAThread_agentGoesOnLater() throws InterruptedException {
    AtomicInteger threads = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            0,
            1,
            20,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              if (threads.incrementAndGet() == 1) {
                throw new OutOfMemoryError("no thread, by intention");
              }
              return new Thread(task);
            });
    try (pool;
        AgentGroup group = AgentGroup.builder().executor(pool).build()) {
      Agent<Integer> agent = group.agent(0);
      assertThatThrownBy(() -> agent.send(present -> present + 100))
          .isInstanceOf(AgentRejectedException.class);
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      agent.send(present -> {
        running.countDown();
        Waits.await(go);
        return present + 1;
      });
      agent.send(present -> present + 1);
      Waits.await(running);
      assertThat(group.awaitQuiescence(Duration.ZERO)).isFalse();
      go.countDown();
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      assertThat(agent.deref()).isEqualTo(2);
      Waits.until("the pool has done all", () -> pool.getActiveCount() == 0);
      CountDownLatch goAgain = new CountDownLatch(1);
      agent.send(present -> {
        Waits.await(goAgain);
        return present + 1;
      });
      assertThat(group.awaitQuiescence(Duration.ZERO)).isFalse();
      goAgain.countDown();
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      assertThat(agent.deref()).isEqualTo(3);
    }
  }

  /** G2: an executor that runs a task twice does not run an action twice. */
  @Test
  void send_executorRunsTwice_actionRunsOnce() {
    Agent<Integer> agent =
        agent(task -> {
          task.run();
          task.run();
        });
    for (int i = 0; i < 3; i++) {
      agent.send(present -> present + 1);
    }
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(3);
    assertThat(agent.processedCount()).isEqualTo(3);
  }
}
