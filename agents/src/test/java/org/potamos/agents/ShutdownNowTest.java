package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.potamos.agents.Endings.assertRejected;
import static org.potamos.agents.Endings.assertUnrun;
import static org.potamos.agents.Endings.failureOf;
import static org.potamos.agents.Endings.requireRejection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.potamos.agents.UnrunAction.Reason;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Stopping a group at once (ruling G8, AG-50, flaw G2): what did not run is answered. */
class ShutdownNowTest {

  /** An action of which no two are equal. */
  private static final class Step implements UnaryOperator<Integer> {
    final AtomicInteger runs = new AtomicInteger();

    @Override
    public Integer apply(Integer count) {
      runs.incrementAndGet();
      return count + 1;
    }
  }

  private static List<Step> send(Agent<Integer> agent, int count) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Step step = new Step();
      steps.add(step);
      agent.send(step);
    }
    return steps;
  }

  private static List<UnrunAction> stopped(Agent<Integer> agent, List<Step> steps) {
    return steps.stream().map(step -> new UnrunAction(agent, step, Reason.STOPPED)).toList();
  }

  private static Agent<Integer> failing(AgentGroup group) {
    return group.agentBuilder(0).onFailure(failure -> FailureDecision.fail()).build();
  }

  // ------------------------------------------------------------------ what did not run

  /** G8: the answer is what waits, in the order of the queue; the same is published. */
  @Test
  void shutdownNow_actionsWait_answersThemInOrder() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    try (UnrunLog unrun = UnrunLog.of(group);
        HeldAction<Integer> held = HeldAction.patientOn(agent)) {
      List<Step> steps = send(agent, 100);
      List<UnrunAction> answered = group.shutdownNow(); // though the action ignores interrupts
      assertThat(answered).isEqualTo(stopped(agent, steps));
      assertThat(unrun.all()).isEqualTo(answered);
      assertThat(agent.queueLength()).isZero();
      assertThat(agent.rejectedCount()).isEqualTo(100);
      held.end();
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      assertThat(steps).allSatisfy(step -> assertThat(step.runs).hasValue(0));
    }
    assertThat(agent.processedCount()).isEqualTo(1);
  }

  /** G8: each agent's actions are in order; the agents themselves are in none. */
  @Test
  void shutdownNow_severalAgents_answersEachInOrder() {
    AgentGroup group = AgentGroup.create();
    Map<Agent<Integer>, List<Step>> sent = new LinkedHashMap<>();
    List<HeldAction<Integer>> held = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Agent<Integer> agent = group.agent(0);
      held.add(HeldAction.patientOn(agent));
      sent.put(agent, new ArrayList<>());
    }
    for (int i = 0; i < 10; i++) {
      sent.forEach((agent, steps) -> steps.addAll(send(agent, 1)));
    }
    List<UnrunAction> answered = group.shutdownNow();
    held.forEach(HeldAction::end);
    assertThat(answered).hasSize(50);
    sent.forEach((agent, steps) ->
        assertThat(answered.stream().filter(unrun -> unrun.agent().equals(agent)))
            .containsExactlyElementsOf(stopped(agent, steps)));
  }

  /** G8: a group with nothing to do answers nothing, and is closed. */
  @Test
  void shutdownNow_nothingToDo_answersNothing() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    assertThat(group.shutdownNow()).isEmpty();
    assertThat(group.isClosed()).isTrue();
    assertRejected(Reason.CLOSED, () -> agent.send(new Step()));
  }

  /** G8: a second call finds nothing left. */
  @Test
  void shutdownNow_again_answersNothing() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    agent.pause();
    send(agent, 3);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    assertThat(group.shutdownNow()).hasSize(3);
    assertThat(group.shutdownNow()).isEmpty();
    group.close();
    assertThat(group.close(Duration.ZERO)).isTrue();
  }

  /**
   * AG-50, G8: also what no thread has begun with, since the executor is busy with other things.
   */
  @Test
  void shutdownNow_agentWaitsForItsExecutor_answersAll() throws Exception {
    StepExecutor executor = new StepExecutor();
    AgentGroup group = AgentGroup.builder().executor(executor).build();
    Agent<Integer> one = group.agent(0);
    Agent<Integer> bounded = group.agentBuilder(0).capacity(3, Overflow.REJECT).build();
    List<Step> oneSent = send(one, 3);
    List<Step> boundedSent = send(bounded, 3);
    assertThat(group.shutdownNow())
        .containsExactlyInAnyOrderElementsOf(
            concat(stopped(one, oneSent), stopped(bounded, boundedSent)));
    executor.runAll();
    assertThat(oneSent).allSatisfy(step -> assertThat(step.runs).hasValue(0));
    assertThat(boundedSent).allSatisfy(step -> assertThat(step.runs).hasValue(0));
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
  }

  private static <E> List<E> concat(List<E> one, List<E> other) {
    List<E> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  /** G8: also what waits for an executor of its own, and what is behind it. */
  @Test
  void shutdownNow_actionWaitsForItsOwnExecutor_answersAll() throws Exception {
    StepExecutor executor = new StepExecutor();
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    Step first = new Step();
    Step elsewhere = new Step();
    agent.send(first).sendVia(executor, elsewhere);
    Step last = send(agent, 1).get(0);
    Waits.until("the action waits for its executor", () -> executor.waiting() == 1);
    assertThat(group.shutdownNow()).isEqualTo(stopped(agent, List.of(elsewhere, last)));
    executor.runAll();
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(first.runs).hasValue(1);
  }

  /** G8: what failed and paused agents hold did not run either. */
  @Test
  void shutdownNow_failedAndPausedAgents_answersTheirBacklog() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> paused = group.agent(0);
    paused.pause();
    List<Step> pausedSent = send(paused, 2);
    Agent<Integer> failed = failing(group);
    failed.pause();
    failed.send(count -> {
      throw new IllegalArgumentException("no");
    });
    List<Step> failedSent = send(failed, 2);
    failed.resume();
    Waits.until("the agent has failed", failed::isFailed);
    assertThat(group.shutdownNow())
        .containsExactlyInAnyOrderElementsOf(
            concat(stopped(paused, pausedSent), stopped(failed, failedSent)));
  }

  /** G8: what was cancelled before is nobody's action any more. */
  @Test
  void shutdownNow_cancelledAction_isNotAnswered() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    agent.pause();
    CompletableFuture<Change<Integer>> cancelled = agent.sendAndReport(new Step());
    Step step = send(agent, 1).get(0);
    assertThat(cancelled.cancel(false)).isTrue();
    assertThat(group.shutdownNow()).isEqualTo(stopped(agent, List.of(step)));
    assertThat(cancelled.isCancelled()).isTrue();
    assertThat(agent.rejectedCount()).isEqualTo(2);
  }

  /** G1, G8: whoever holds a future of what did not run hears of it there; the running one ends. */
  @Test
  void shutdownNow_futures_allEnd() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Change<Integer>> running =
        agent.sendAndReport(count -> {
          begun.countDown();
          Waits.until("the group was stopped", stop::get);
          return count + 1;
        });
    Waits.await(begun);
    CompletableFuture<Change<Integer>> waiting = agent.sendAndReport(new Step());
    CompletableFuture<Integer> asked = agent.ask(count -> Reply.of(count, count));
    assertThat(group.shutdownNow()).hasSize(2);
    assertUnrun(waiting, Reason.STOPPED);
    assertUnrun(asked, Reason.STOPPED);
    assertThat(running).isNotDone();
    stop.set(true);
    assertThat(failureOf(running)).isNull();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G6, G8: who waits for an agent hears that this will not come. */
  @Test
  void shutdownNow_threadAwaits_isTold() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> busy = group.agent(0);
    Agent<Integer> paused = group.agent(0);
    paused.pause();
    send(paused, 1);
    try (HeldAction<Integer> held = HeldAction.patientOn(busy)) {
      send(busy, 1);
      List<Threads.Running> waiting = new ArrayList<>();
      for (Agent<Integer> agent : List.of(busy, paused)) {
        waiting.add(Threads.start(index -> assertRejected(Reason.STOPPED, agent::await)));
        waiting.add(
            Threads.start(
                index -> assertRejected(Reason.STOPPED, () -> Agents.await(Waits.LONG, agent))));
      }
      waiting.forEach(one -> Waits.untilParked(one.thread()));
      assertThat(group.shutdownNow()).hasSize(2);
      waiting.forEach(Threads.Running::join);
      held.end();
    }
  }

  // ------------------------------------------------------------------ interrupts

  /** G8: what runs is interrupted, in this group and no other. */
  @Test
  void shutdownNow_actionsRun_interruptsThoseOfTheGroup() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = failing(group);
    Agent<Integer> bystander = Agent.of(0);
    try (HeldAction<Integer> held = HeldAction.on(agent);
        HeldAction<Integer> other = HeldAction.on(bystander)) {
      assertThat(group.shutdownNow()).isEmpty();
      Waits.until("the action is interrupted", held::wasInterrupted);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      other.end();
      Waits.until("the other action has ended", () -> bystander.processedCount() == 1);
      assertThat(other.wasInterrupted()).isFalse();
    }
    Waits.until("the interrupted action has failed", () -> agent.failedCount() == 1);
  }

  /** G8: an interrupt does not leak: neither into the executor's thread nor into other agents. */
  @Test
  void shutdownNow_executorOfPlatformThreads_leavesNoInterruptBehind() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < 50; round++) {
        AgentGroup group = AgentGroup.builder().executor(pool).build();
        AgentGroup other = AgentGroup.builder().executor(pool).build();
        AtomicBoolean leaked = new AtomicBoolean();
        Agent<Integer> agent = failing(group);
        HeldAction<Integer> held =
            round % 2 == 0 ? HeldAction.on(agent) : HeldAction.patientOn(agent);
        Agent<Integer> next = other.agent(0);
        next.send(count -> {
          leaked.compareAndSet(false, Thread.currentThread().isInterrupted());
          return count;
        });
        CompletableFuture<Boolean> plain =
            CompletableFuture.supplyAsync(() -> Thread.currentThread().isInterrupted(), pool);
        Threads.Running stopper = Threads.start(index -> group.shutdownNow());
        held.end();
        stopper.join();
        assertThat(failureOf(plain)).isNull();
        assertThat(plain.join()).isFalse();
        next.await();
        assertThat(leaked).isFalse();
      }
    } finally {
      pool.shutdown();
    }
  }

  /**
   * G8: the sender's thread, which a caller-runs executor lends to the agent, keeps no interrupt.
   */
  @Test
  void shutdownNow_callerRuns_leavesNoInterruptBehind() {
    AgentGroup group = AgentGroup.builder().executor(Runnable::run).build();
    Agent<Integer> agent = group.agent(0);
    CountDownLatch begun = new CountDownLatch(1);
    Threads.Running sender =
        Threads.start(index -> {
          agent.send(count -> {
            begun.countDown();
            Waits.until("the action is interrupted", Thread.currentThread()::isInterrupted);
            return count + 1;
          });
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
    Waits.await(begun);
    assertThat(group.shutdownNow()).isEmpty();
    sender.join();
    assertThat(agent.deref()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ from inside

  /** G8: an action may stop its own group: it is not interrupted, and ends as it would. */
  @Test
  void shutdownNow_inAnActionOfTheGroup_stopsWhatIsBehindIt() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    List<UnrunAction> answered = new CopyOnWriteArrayList<>();
    AtomicBoolean interrupted = new AtomicBoolean(true);
    agent.pause();
    CompletableFuture<Change<Integer>> stopping =
        agent.sendAndReport(count -> {
          answered.addAll(group.shutdownNow());
          interrupted.set(Thread.currentThread().isInterrupted());
          assertRejected(Reason.CLOSED, () -> agent.send(new Step()));
          return count + 1;
        });
    List<Step> steps = send(agent, 3);
    agent.resume();
    assertThat(failureOf(stopping)).isNull();
    assertThat(answered).isEqualTo(stopped(agent, steps));
    assertThat(interrupted).isFalse();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
  }

  /** G8: so may a watch and a failure handler. */
  @Test
  void shutdownNow_inWatchAndHandler_stops() throws Exception {
    for (boolean fails : new boolean[] {false, true}) {
      AgentGroup group = AgentGroup.create();
      List<UnrunAction> answered = new CopyOnWriteArrayList<>();
      Agent<Integer> agent =
          group
              .agentBuilder(0)
              .watch("watch", change -> answered.addAll(group.shutdownNow()))
              .onFailure(failure -> {
                answered.addAll(group.shutdownNow());
                return FailureDecision.skip();
              })
              .build();
      agent.pause();
      agent.send(count -> {
        if (fails) {
          throw new IllegalArgumentException("no");
        }
        return count + 1;
      });
      List<Step> steps = send(agent, 2);
      agent.resume();
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      assertThat(answered).isEqualTo(stopped(agent, steps));
    }
  }

  /** G3, G8: what the running action held is reported if it was for the group, else it is sent. */
  @Test
  void shutdownNow_runningActionHoldsSends_reportsThoseForTheGroup() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    Agent<Integer> sibling = group.agent(0);
    Agent<Integer> stranger = Agent.of(0);
    Step toSelf = new Step();
    Step toSibling = new Step();
    CountDownLatch sent = new CountDownLatch(1);
    AtomicBoolean stop = new AtomicBoolean();
    try (UnrunLog unrun = UnrunLog.of(group);
        CapturedLog log = CapturedLog.of(Step.class.getName())) {
      CompletableFuture<Change<Integer>> running =
          agent.sendAndReport(count -> {
            agent.send(toSelf);
            sibling.send(toSibling);
            stranger.send(new Step());
            sent.countDown();
            Waits.until("the group was stopped", stop::get);
            return count + 1;
          });
      Waits.await(sent);
      assertThat(group.shutdownNow()).isEmpty();
      stop.set(true);
      assertThat(failureOf(running)).isNull();
      assertThat(unrun.actions()).containsExactly(toSelf, toSibling);
      assertThat(log.lines()).hasSize(2);
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    }
    stranger.await();
    assertThat(stranger.deref()).isEqualTo(1);
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(sibling.deref()).isZero();
    assertThat(toSelf.runs).hasValue(0);
    assertThat(toSibling.runs).hasValue(0);
  }

  /** G8: late sends are refused, also those that actions of the group make. */
  @Test
  void send_afterShutdownNow_isRefused() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    Agent<Integer> idle = group.agent(0);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Change<Integer>> running =
        agent.sendAndReport(count -> {
          begun.countDown();
          Waits.until("the group was stopped", stop::get);
          assertRejected(Reason.CLOSED, () -> agent.send(new Step()));
          assertRejected(Reason.CLOSED, () -> idle.send(new Step()));
          return count;
        });
    Waits.await(begun);
    group.shutdownNow();
    for (Agent<Integer> one : List.of(agent, idle)) {
      assertRejected(Reason.CLOSED, () -> one.send(new Step()));
      assertRejected(Reason.CLOSED, () -> one.sendAndReport(new Step()));
      assertRejected(Reason.CLOSED, () -> one.trySend(new Step()));
      assertRejected(Reason.CLOSED, () -> one.sendAll(List.of(new Step())));
    }
    stop.set(true);
    assertThat(failureOf(running)).isNull();
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
  }

  // ------------------------------------------------------------------ the account

  /** How a group of the storm is set up. */
  private enum Kind {
    PLAIN,
    BOUNDED,
    PAUSING,
    FAILING,
    POOL
  }

  /** What one sender of the storm has sent, and what came of it. */
  private record Sent(Step step, CompletableFuture<Change<Integer>> future) {}

  /**
   * G8: in a storm of senders each action has run exactly once, or was reported exactly once by its
   * future and as an event, never both, never neither; what was refused at the send is no concern
   * of the group.
   */
  @Test
  void shutdownNow_stormOfSenders_accountsForEachAction() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 40; round++) {
        for (Kind kind : Kind.values()) {
          storm(kind, round, pool);
        }
      }
    } finally {
      pool.shutdown();
    }
  }

  private static void storm(Kind kind, int round, ExecutorService pool) throws Exception {
    AgentGroup.Builder options = AgentGroup.builder();
    AgentGroup group = (kind == Kind.POOL ? options.executor(pool) : options).build();
    List<Agent<Integer>> agents = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Agent.Builder<Integer> builder =
          group.agentBuilder(0).onFailure(failure -> FailureDecision.fail());
      agents.add((kind == Kind.BOUNDED ? builder.capacity(4, Overflow.BLOCK) : builder).build());
    }
    ConcurrentLinkedQueue<Sent> accepted = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Step> refused = new ConcurrentLinkedQueue<>();
    AtomicReference<List<UnrunAction>> answered = new AtomicReference<>(List.of());
    try (UnrunLog unrun = UnrunLog.of(group)) {
      Threads.run(
          4,
          index -> {
            if (index == 0) {
              disturb(kind, agents);
              Waits.until("some were sent", () -> accepted.size() >= round * 3);
              answered.set(group.shutdownNow());
            } else {
              sendUntilRefused(agents, group, accepted, refused);
            }
          });
      // agents report what came in behind
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      Set<Object> unrunActions = new HashSet<>(unrun.actions());
      assertThat(unrunActions).as("each is reported once").hasSize(unrun.all().size());
      assertThat(unrun.all()).containsAll(Objects.requireNonNull(answered.get()));
      int ran = 0;
      for (Sent sent : accepted) {
        boolean isUnrun = failureOf(sent.future) != null;
        if (isUnrun) {
          assertUnrun(sent.future, Reason.STOPPED);
        }
        assertThat(unrunActions.contains(sent.step)).isEqualTo(isUnrun);
        assertThat(sent.step.runs).hasValue(isUnrun ? 0 : 1);
        ran += isUnrun ? 0 : 1;
      }
      assertThat(refused).allSatisfy(step -> assertThat(step.runs).hasValue(0));
      assertThat(refused).noneMatch(unrunActions::contains);
      assertThat(agents.stream().mapToInt(Agent::deref).sum()).isEqualTo(ran);
      assertThat(agents.stream().mapToLong(Agent::rejectedCount).sum())
          .isEqualTo(accepted.size() - ran + refused.size());
    }
  }

  private static void disturb(Kind kind, List<Agent<Integer>> agents) {
    if (kind == Kind.PAUSING) {
      agents.get(0).pause();
      agents.get(1).pause().resume();
    } else if (kind == Kind.FAILING) {
      agents
          .get(0)
          .send(count -> {
            throw new IllegalArgumentException("no");
          });
      Waits.until("the agent has failed", agents.get(0)::isFailed);
    }
  }

  private static void sendUntilRefused(
      List<Agent<Integer>> agents,
      AgentGroup group,
      ConcurrentLinkedQueue<Sent> accepted,
      ConcurrentLinkedQueue<Step> refused) {
    for (int i = 0; ; i++) {
      if (i == 300) {
        Waits.until("the group is closed", group::isClosed);
      }
      Step step = new Step();
      try {
        accepted.add(new Sent(step, agents.get(i % agents.size()).sendAndReport(step)));
      } catch (AgentFailedException failure) {
        refused.add(step);
      } catch (AgentRejectedException rejection) {
        requireRejection(Reason.CLOSED, rejection);
        refused.add(step);
        return;
      }
    }
  }
}
