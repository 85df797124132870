package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.agents.Endings.assertRejected;
import static org.potamos.agents.Endings.failureOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.agents.UnrunAction.Reason;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Stm;

/** Groups of agents (ruling G8, flaw G10): defaults, the listener, quiescence, the shared group. */
class AgentGroupTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private static int inc(int count) {
    return count + 1;
  }

  private static int fail(int count) {
    throw new IllegalArgumentException("no, at " + count);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // misuse
  private static <X> X none() {
    return null;
  }

  // ------------------------------------------------------------------ names, membership, options

  /** R2: a group has the name it was given, or one of its own, and shows it with its status. */
  @Test
  void name_givenOrNot_isShown() {
    AgentGroup named = AgentGroup.builder().name("orders").build();
    assertThat(named.name()).isEqualTo("orders");
    assertThat(named.toString()).contains("orders").contains("open");
    AgentGroup one = AgentGroup.create();
    AgentGroup other = AgentGroup.create();
    assertThat(one.name()).startsWith("AgentGroup#").isNotEqualTo(other.name());
    named.close();
    assertThat(named.toString()).contains("orders").contains("closed");
  }

  /** An agent belongs to the group that made it or was chosen, else to the shared one. */
  @Test
  void group_ofAnAgent_isWhereItWasMade() {
    AgentGroup group = AgentGroup.create();
    assertThat(group.agent(0).group()).isSameAs(group);
    assertThat(group.agentBuilder(0).build().group()).isSameAs(group);
    assertThat(Agent.builder(0).group(group).build().group()).isSameAs(group);
    assertThat(Agent.of(0).group()).isSameAs(AgentGroup.shared());
    assertThat(Agent.builder(0).build().group()).isSameAs(AgentGroup.shared());
    assertThatThrownBy(() -> group.agentBuilder(0).group(group))
        .isInstanceOf(IllegalStateException.class);
  }

  /** R1: null is a state as any other. */
  @Test
  void agent_nullState_isLegal() throws Exception {
    Agent<@Nullable String> agent = AgentGroup.create().<@Nullable String>agent(null);
    agent.send(state -> state + "!").await();
    assertThat(agent.deref()).isEqualTo("null!");
  }

  /** Each option is given once, and is there. */
  @Test
  void builder_misused_isRejected() {
    assertThatThrownBy(() -> AgentGroup.builder().name("a").name("b"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> AgentGroup.builder().executor(Runnable::run).executor(Runnable::run))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> AgentGroup.builder().errorMode(ErrorMode.FAIL).errorMode(ErrorMode.CONTINUE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> AgentGroup.builder().onFailure(f -> {}).onFailure(f -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> AgentGroup.builder().closeTimeout(SHORT).closeTimeout(SHORT))
        .isInstanceOf(IllegalStateException.class);
    ContextPropagator nothing = () -> Runnable::run;
    assertThatThrownBy(
            () -> AgentGroup.builder().contextPropagator(nothing).contextPropagator(nothing))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> AgentGroup.builder().name(" "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AgentGroup.builder().closeTimeout(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AgentGroup.builder().name(none()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> AgentGroup.builder().executor(AgentGroupTest.<Executor>none()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> AgentGroup.builder().errorMode(none()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(
            () -> AgentGroup.builder().onFailure(AgentGroupTest.<Consumer<ActionFailure<?>>>none()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> AgentGroup.builder().closeTimeout(none()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> AgentGroup.builder().contextPropagator(none()))
        .isInstanceOf(NullPointerException.class);
  }

  // ------------------------------------------------------------------ defaults

  /** AG-30, flaw G11: nobody has chosen anything: agents fail, and no handler is there. */
  @Test
  void defaults_nothingChosen_areSafe() {
    AgentGroup group = AgentGroup.create();
    for (Agent<Integer> agent : List.of(group.agent(0), group.agentBuilder(0).build())) {
      assertThat(agent.errorMode()).isEqualTo(ErrorMode.FAIL);
      assertThat(agent.failureHandler()).isNull();
      assertThat(agent.isPaused()).isFalse();
      assertThat(agent.isFailed()).isFalse();
    }
    assertThat(group.isClosed()).isFalse();
  }

  /** AG-30: the mode of the group holds for its agents, unless one has its own. */
  @Test
  void errorMode_ofTheGroup_isTheDefault() throws Exception {
    AgentGroup group =
        AgentGroup.builder().errorMode(ErrorMode.CONTINUE).onFailure(failure -> {}).build();
    Agent<Integer> follower = group.agent(0);
    Agent<Integer> own = group.agentBuilder(0).errorMode(ErrorMode.FAIL).build();
    assertThat(follower.errorMode()).isEqualTo(ErrorMode.CONTINUE);
    assertThat(own.errorMode()).isEqualTo(ErrorMode.FAIL);
    follower.send(AgentGroupTest::fail).send(AgentGroupTest::inc).await();
    assertThat(follower.deref()).isEqualTo(1);
    own.send(AgentGroupTest::fail);
    Waits.until("the agent has failed", own::isFailed);
    follower.setErrorMode(ErrorMode.FAIL);
    assertThat(group.agent(0).errorMode()).isEqualTo(ErrorMode.CONTINUE);
  }

  /** AG-02, flaw G10: the executor of the group runs its agents, unless one has its own. */
  @Test
  void executor_ofTheGroup_isTheDefault() throws Exception {
    StepExecutor executor = new StepExecutor();
    StepExecutor own = new StepExecutor();
    AgentGroup group = AgentGroup.builder().executor(executor).build();
    Agent<Integer> follower = group.agent(0).send(AgentGroupTest::inc);
    Agent<Integer> other = group.agentBuilder(0).executor(own).build().send(AgentGroupTest::inc);
    assertThat(executor.waiting()).isEqualTo(1);
    assertThat(own.waiting()).isEqualTo(1);
    executor.runAll();
    assertThat(follower.deref()).isEqualTo(1);
    assertThat(other.deref()).isZero();
    own.runAll();
    assertThat(other.deref()).isEqualTo(1);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    group.close();
    executor.execute(() -> {}); // the executor is nobody's but the user's
    assertThat(executor.waiting()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ the listener

  /** Flaw G7, AG-37: the listener hears of each failure, before the agent's own handler. */
  @Test
  void listener_actionFails_hearsBeforeTheHandler() throws Exception {
    List<Object> told = new CopyOnWriteArrayList<>();
    AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    AgentGroup group =
        AgentGroup.builder()
            .onFailure(failure -> {
              told.add(failure);
              thread.set(Thread.currentThread());
            })
            .build();
    AtomicReference<@Nullable Thread> actor = new AtomicReference<>();
    Agent<Integer> agent =
        group
            .agentBuilder(5)
            .onFailure(failure -> {
              told.add(failure);
              return FailureDecision.skip();
            })
            .build();
    agent
        .send(count -> {
          actor.set(Thread.currentThread());
          return fail(count);
        })
        .await();
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).isSameAs(told.get(1));
    assertThat(told.get(0))
        .isInstanceOfSatisfying(
            ActionFailure.class,
            failure -> {
              assertThat((Object) failure.agent()).isSameAs(agent);
              assertThat(failure.stateBefore()).isEqualTo(5);
              assertThat(failure.cause()).hasMessage("no, at 5");
            });
    assertThat(thread.get()).isSameAs(actor.get());
    agent.send(AgentGroupTest::inc).await();
    assertThat(told).as("successes are no failures").hasSize(2);
  }

  /** AG-37: a failure is logged if neither handler nor listener hears of it. */
  @Test
  void listener_present_takesThePlaceOfTheLog() throws Exception {
    AgentGroup silent = AgentGroup.builder().onFailure(failure -> {}).build();
    AgentGroup plain = AgentGroup.create();
    try (CapturedLog silentLog = CapturedLog.of("group-silent");
        CapturedLog plainLog = CapturedLog.of("group-plain")) {
      for (AgentGroup group : List.of(silent, plain)) {
        group
            .agentBuilder(0)
            .name(group.equals(plain) ? "group-plain" : "group-silent")
            .errorMode(ErrorMode.CONTINUE)
            .build()
            .send(AgentGroupTest::fail)
            .await();
      }
      assertThat(silentLog.lines()).isEmpty();
      assertThat(plainLog.lines())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.level()).isEqualTo("WARNING");
            assertThat(line.thrown()).hasMessage("no, at 0");
          });
    }
  }

  /** AG-32: a listener that throws is logged, with the failure inside; the mode decides. */
  @Test
  void listener_throws_isLoggedAndTheModeDecides() throws Exception {
    IllegalStateException thrown = new IllegalStateException("listener");
    AgentGroup group =
        AgentGroup.builder()
            .name("group-thrower")
            .onFailure(failure -> {
              throw thrown;
            })
            .build();
    try (CapturedLog log = CapturedLog.of("group-thrower")) {
      Agent<Integer> goesOn = group.agentBuilder(0).errorMode(ErrorMode.CONTINUE).build();
      goesOn.send(AgentGroupTest::fail).send(AgentGroupTest::inc).await();
      assertThat(goesOn.deref()).isEqualTo(1);
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.level()).isEqualTo("WARNING");
            assertThat(line.thrown()).isSameAs(thrown);
          });
      assertThat(thrown.getSuppressed()).hasSize(1);
      assertThat(thrown.getSuppressed()[0]).hasMessage("no, at 0");
      Agent<Integer> stops = group.agent(0);
      stops.send(AgentGroupTest::fail);
      Waits.until("the agent has failed", stops::isFailed);
    }
  }

  /** 2.8: what a listener sends goes out at once, also if the agent fails. */
  @Test
  void listener_sends_goesOutAtOnce() throws Exception {
    Agent<Integer> alarms = Agent.of(0);
    AgentGroup group =
        AgentGroup.builder().onFailure(failure -> alarms.send(AgentGroupTest::inc)).build();
    Agent<Integer> agent = group.agent(0);
    agent.send(AgentGroupTest::fail);
    Waits.until("the agent has failed", agent::isFailed);
    alarms.await();
    assertThat(alarms.deref()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ quiescence

  /** G8: an agent that was never used leaves its group quiet. */
  @Test
  void awaitQuiescence_nothingToDo_isTrueAtOnce() throws Exception {
    AgentGroup group = AgentGroup.create();
    assertThat(group.awaitQuiescence(Duration.ZERO)).isTrue();
    group.agent(0);
    assertThat(group.awaitQuiescence(Duration.ZERO)).isTrue();
  }

  /** G8: an action that runs, or waits, is something to do. */
  @Test
  void awaitQuiescence_actionRuns_waitsForIt() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    try (HeldAction<Integer> held = HeldAction.on(agent)) {
      agent.send(AgentGroupTest::inc);
      assertThat(group.awaitQuiescence(Duration.ZERO)).isFalse();
      assertThat(group.awaitQuiescence(SHORT)).isFalse();
      Threads.Running waiting =
          Threads.start(index -> {
            assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
            assertThat(agent.deref()).isEqualTo(1);
          });
      Threads.Running longest =
          Threads.start(index ->
              assertThat(group.awaitQuiescence(Duration.ofSeconds(Long.MAX_VALUE))).isTrue());
      Waits.untilParked(waiting.thread());
      Waits.untilParked(longest.thread());
      held.end();
      waiting.join();
      longest.join();
    }
    assertThat(group.isClosed()).isFalse();
    agent.send(AgentGroupTest::inc);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** G8: there is no quiet moment while agents keep sending to each other. */
  @Test
  void awaitQuiescence_agentsSendToEachOther_waitsForTheLastOne() throws Exception {
    for (int round = 0; round < 20; round++) {
      AgentGroup group = AgentGroup.create();
      List<Agent<Integer>> ring = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ring.add(group.agent(0));
      }
      passOn(ring, 0, 500);
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      assertThat(ring.stream().mapToInt(Agent::deref).sum()).isEqualTo(500);
    }
  }

  private static void passOn(List<Agent<Integer>> ring, int at, int left) {
    if (left > 0) {
      ring.get(at)
          .send(count -> {
            passOn(ring, (at + 1) % ring.size(), left - 1);
            return count + 1;
          });
    }
  }

  /** G8: what failed and paused agents hold does not keep a group from being quiet. */
  @Test
  void awaitQuiescence_failedAndPausedAgents_countAsQuiet() throws Exception {
    AgentGroup group = AgentGroup.builder().onFailure(failure -> {}).build();
    Agent<Integer> paused = group.agent(0);
    paused.pause().send(AgentGroupTest::inc);
    Agent<Integer> failed = group.agent(0);
    failed.pause().send(AgentGroupTest::fail).send(AgentGroupTest::inc).resume();
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    assertThat(failed.isFailed()).isTrue();
    assertThat(failed.queueLength()).isEqualTo(1);
    assertThat(paused.queueLength()).isEqualTo(1);
    paused.resume();
    failed.restart(10);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    assertThat(paused.deref()).isEqualTo(1);
    assertThat(failed.deref()).isEqualTo(11);
  }

  /** Flaw G10: the agents of other groups do not matter. */
  @Test
  void awaitQuiescence_otherGroupIsBusy_isTrue() throws Exception {
    AgentGroup group = AgentGroup.create();
    group.agent(0).send(AgentGroupTest::inc);
    Agent<Integer> other = AgentGroup.create().agent(0);
    try (HeldAction<Integer> held = HeldAction.on(other)) {
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      assertThat(held.wasInterrupted()).isFalse();
    }
  }

  /** G5: an executor that refuses leaves the group quiet. */
  @Test
  void awaitQuiescence_executorRefused_isTrue() throws Exception {
    StepExecutor executor = new StepExecutor();
    AgentGroup group = AgentGroup.builder().executor(executor).build();
    Agent<Integer> agent = group.agent(0);
    Agent<Integer> bounded = group.agentBuilder(0).capacity(1, Overflow.BLOCK).build();
    executor.refuse(true);
    assertRejected(Reason.EXECUTOR, () -> agent.send(AgentGroupTest::inc));
    assertRejected(Reason.EXECUTOR, () -> bounded.send(AgentGroupTest::inc));
    assertThat(group.awaitQuiescence(Duration.ZERO)).isTrue();
    assertThat(group.shutdownNow()).isEmpty();
  }

  /** AG-45: the wait can be interrupted. */
  @Test
  void awaitQuiescence_interrupted_throws() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    try (HeldAction<Integer> held = HeldAction.on(agent)) {
      Threads.Running waiting =
          Threads.start(index ->
              assertThatThrownBy(() -> group.awaitQuiescence(Waits.LONG))
                  .isInstanceOf(InterruptedException.class));
      Waits.untilParked(waiting.thread());
      waiting.thread().interrupt();
      waiting.join();
      assertThat(held.wasInterrupted()).isFalse();
    }
  }

  /** AG-40, G6: who waits in an action, a validator or a transaction may wait for himself. */
  @Test
  void awaitQuiescence_whereNobodyMayWait_isRejected() throws Exception {
    AgentGroup group = AgentGroup.create();
    AtomicInteger rejected = new AtomicInteger();
    Runnable waiting =
        () -> {
          assertThatThrownBy(() -> group.awaitQuiescence(Duration.ZERO))
              .isInstanceOf(IllegalStateException.class);
          rejected.incrementAndGet();
        };
    Agent<Integer> agent = Agent.of(0);
    CompletableFuture<Change<Integer>> done =
        agent.sendAndReport(count -> {
          waiting.run();
          return count;
        });
    assertThat(failureOf(done)).isNull();
    Stm.dosync(waiting::run);
    Agent.builder(0)
        .validator((current, proposed) -> {
          waiting.run();
          return List.of();
        })
        .build();
    assertThat(rejected).hasValue(3);
  }

  /** The timeout is neither negative nor missing. */
  @Test
  void awaitQuiescence_badTimeout_isRejected() {
    AgentGroup group = AgentGroup.create();
    assertThatThrownBy(() -> group.awaitQuiescence(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> group.awaitQuiescence(none()))
        .isInstanceOf(NullPointerException.class);
  }

  // ------------------------------------------------------------------ the shared group

  /** G8, flaw G10: nobody can end the group of everybody. */
  @Test
  void shared_closedOrShutDown_rejectsAndGoesOn() throws Exception {
    AgentGroup shared = AgentGroup.shared();
    assertThat(AgentGroup.shared()).isSameAs(shared);
    assertThatThrownBy(shared::close).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> shared.close(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(shared::shutdownNow).isInstanceOf(IllegalStateException.class);
    assertThat(shared.isClosed()).isFalse();
    Agent<Integer> agent = Agent.of(0).send(AgentGroupTest::inc);
    agent.await();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G8: it can be waited for. */
  @Test
  void shared_awaitQuiescence_waitsForAgentsWithoutGroup() throws Exception {
    Agent<Integer> agent = Agent.of(0);
    try (HeldAction<Integer> held = HeldAction.on(agent)) {
      assertThat(AgentGroup.shared().awaitQuiescence(Duration.ZERO)).isFalse();
      held.end();
      assertThat(AgentGroup.shared().awaitQuiescence(Waits.LONG)).isTrue();
    }
    assertThat(agent.processedCount()).isEqualTo(1);
  }
}
