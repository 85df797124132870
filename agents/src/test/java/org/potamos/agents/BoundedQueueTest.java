package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.agents.Endings.assertRejected;
import static org.potamos.agents.Endings.assertUnrun;
import static org.potamos.agents.Endings.requireRejection;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.agents.UnrunAction.Reason;
import org.potamos.core.Change;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Stm;

/** Queues with a capacity (ruling G7, flaw G6): what a send does when there is no room. */
class BoundedQueueTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private static Agent<List<Integer>> agent(int capacity, Overflow overflow) {
    return Agent.<List<Integer>>builder(List.of()).capacity(capacity, overflow).build();
  }

  /** An action that adds a number to a list. */
  private static UnaryOperator<List<Integer>> add(int number) {
    return list -> plus(list, number);
  }

  private static List<Integer> plus(List<Integer> list, int number) {
    List<Integer> longer = new ArrayList<>(list);
    longer.add(number);
    return List.copyOf(longer);
  }

  private static void sendAllOf(Agent<List<Integer>> agent, int from, int to) {
    IntStream.rangeClosed(from, to).forEach(number -> agent.send(add(number)));
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  // ------------------------------------------------------------------ options

  /** G7: a capacity is at least one, given once, and has a policy. */
  @Test
  void capacity_misused_isRejected() {
    for (int capacity : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Agent.builder(0).capacity(capacity, Overflow.BLOCK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("" + capacity);
    }
    assertThatThrownBy(() -> Agent.builder(0).capacity(1, nullOverflow()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(
            () -> Agent.builder(0).capacity(1, Overflow.BLOCK).capacity(1, Overflow.BLOCK))
        .isInstanceOf(IllegalStateException.class);
  }

  @SuppressWarnings("NullAway") // misuse
  private static Overflow nullOverflow() {
    return null;
  }

  // ------------------------------------------------------------------ REJECT

  /** G7: exactly as many wait as the capacity says; the action that runs does not count (AG-07). */
  @Test
  void send_capacityReached_isRejected() throws Exception {
    for (int capacity : new int[] {1, 2, 7}) {
      Agent<List<Integer>> agent = agent(capacity, Overflow.REJECT);
      try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
        sendAllOf(agent, 1, capacity);
        assertThat(agent.queueLength()).isEqualTo(capacity);
        AgentRejectedException rejection =
            assertRejected(Reason.FULL, () -> agent.send(add(capacity + 1)));
        assertThat((Object) rejection.agent()).isSameAs(agent);
        assertThat(rejection).hasMessageContaining(agent.name());
        assertThat(agent.queueLength()).isEqualTo(capacity);
        held.end();
        agent.await();
      }
      assertThat(agent.deref()).isEqualTo(numbers(1, capacity));
      agent.send(add(-1)).await();
      assertThat(agent.deref()).contains(-1);
    }
  }

  /** G7: every kind of send is refused, nothing of it runs, and each is counted. */
  @Test
  void sends_full_areRejectedAndCounted() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.REJECT);
    try (UnrunLog unrun = UnrunLog.of(agent);
        HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      assertRejected(Reason.FULL, () -> agent.send(add(2)));
      assertRejected(Reason.FULL, () -> agent.send(BoundedQueueTest::plus, 3));
      assertRejected(Reason.FULL, () -> agent.sendVia(Runnable::run, add(4)));
      assertRejected(Reason.FULL, () -> agent.sendAndReport(add(5)));
      assertRejected(Reason.FULL, () -> agent.ask(list -> Reply.of(plus(list, 6), 6)));
      assertRejected(Reason.FULL, () -> agent.sendAll(List.of(add(7))));
      assertThat(agent.rejectedCount()).isEqualTo(6);
      held.end();
      agent.await();
      assertThat(unrun.all()).as("the senders were told already").isEmpty();
    }
    assertThat(agent.deref()).containsExactly(1);
    assertThat(agent.isFailed()).isFalse();
  }

  // ------------------------------------------------------------------ BLOCK

  /** G7: a sender waits until there is room, and no longer. */
  @Test
  void send_blockAndFull_waitsForRoom() throws Exception {
    Agent<List<Integer>> agent = agent(2, Overflow.BLOCK);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      sendAllOf(agent, 1, 2);
      Threads.Running sender = Threads.start(index -> agent.send(add(3)));
      Waits.untilParked(sender.thread());
      assertThat(agent.queueLength()).isEqualTo(2);
      held.end();
      sender.join();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2, 3);
    assertThat(agent.rejectedCount()).isZero();
  }

  /** G7: virtual threads wait as others do. */
  @Test
  void send_blockedOnVirtualThread_waitsForRoom() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      Threads.Running sender = Threads.startVirtual(index -> agent.send(add(2)));
      Waits.untilParked(sender.thread());
      held.end();
      sender.join();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2);
  }

  /** G7: each action that begins lets one blocked sender in, until all are through. */
  @Test
  void send_manyBlocked_allGetThrough() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    List<Threads.Running> senders = new ArrayList<>();
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(0));
      for (int i = 1; i <= 8; i++) {
        int number = i;
        Threads.Running sender = Threads.start(index -> agent.send(add(number)));
        Waits.untilParked(sender.thread());
        senders.add(sender);
      }
      held.end();
      senders.forEach(Threads.Running::join);
    }
    agent.await();
    assertThat(agent.deref()).containsExactlyInAnyOrderElementsOf(numbers(0, 8));
  }

  /** G7: a paused agent keeps its senders waiting, and lets them in when it goes on. */
  @Test
  void send_blockedByPausedAgent_goesOnAtResume() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    agent.pause().send(add(1));
    Threads.Running sender = Threads.start(index -> agent.send(add(2)));
    Waits.untilParked(sender.thread());
    agent.resume();
    sender.join();
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2);
  }

  /** G7, AG-05: an agent that fails wakes who waits for room; what was not taken never runs. */
  @Test
  void send_agentFailsWhileBlocked_throwsAgentFailed() throws Exception {
    Agent<List<Integer>> agent =
        Agent.<List<Integer>>builder(List.of())
            .capacity(2, Overflow.BLOCK)
            .onFailure(failure -> FailureDecision.fail())
            .build();
    IllegalArgumentException cause = new IllegalArgumentException("no");
    List<Threads.Running> senders = new ArrayList<>();
    ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    agent.pause();
    agent.send(list -> {
      throw cause;
    });
    agent.send(add(1));
    for (int i = 0; i < 3; i++) {
      Threads.Running sender =
          Threads.start(index -> thrown.add(thrownBy(() -> agent.send(add(2)))));
      Waits.untilParked(sender.thread());
      senders.add(sender);
    }
    agent.resume();
    senders.forEach(Threads.Running::join);
    // taking the failing action makes room for one sender, which may get in before the failure
    assertThat(thrown).hasSize(3);
    List<Throwable> failures =
        thrown.stream().filter(failure -> failure instanceof AgentFailedException).toList();
    assertThat(failures).hasSizeGreaterThanOrEqualTo(2);
    assertThat(failures).allSatisfy(failure -> assertThat(failure).hasCause(cause));
    agent.restart(List.of()).await();
    List<Integer> expected = failures.size() == 3 ? List.of(1) : List.of(1, 2);
    assertThat(agent.deref()).isEqualTo(expected);
  }

  /** In the place of what a call has not thrown. */
  private static final class Nothing extends Throwable {
    private static final long serialVersionUID = 1L;

    Nothing() {
      super("nothing was thrown");
    }
  }

  private static Throwable thrownBy(Runnable call) {
    try {
      call.run();
      return new Nothing();
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  /**
   * G7, AG-05: whoever meets a full queue while the agent fails is told, however close the two
   * come: no sender stays behind.
   */
  @Test
  void send_agentFailsAtAnyMoment_noSenderStaysBehind() {
    for (int round = 0; round < 2_000; round++) {
      int failing = round % 4;
      Agent<Integer> agent =
          Agent.builder(0)
              .capacity(1, Overflow.BLOCK)
              .onFailure(failure -> FailureDecision.fail())
              .build();
      Threads.run(
          2,
          index -> {
            Throwable thrown = new Nothing();
            while (thrown instanceof Nothing) {
              thrown = thrownBy(() -> agent.send(BoundedQueueTest::countUnless, failing));
            }
            assertThat(thrown).isInstanceOf(AgentFailedException.class);
          });
    }
  }

  private static int countUnless(int count, int failing) {
    if (count == failing) {
      throw new IllegalArgumentException("no");
    }
    return count + 1;
  }

  /** G7, G8: closing wakes who waits for room; what was not taken never runs. */
  @Test
  void send_groupClosedWhileBlocked_isRejected() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<List<Integer>> agent =
        group.<List<Integer>>agentBuilder(List.of()).capacity(1, Overflow.BLOCK).build();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      Threads.Running sender =
          Threads.start(index -> thrown.set(thrownBy(() -> agent.send(add(2)))));
      Waits.untilParked(sender.thread());
      Threads.Running closer = Threads.start(index -> group.close());
      sender.join(); // while the action still runs
      requireRejection(Reason.CLOSED, thrown.get());
      held.end();
      closer.join();
    }
    assertThat(agent.deref()).containsExactly(1);
  }

  /** G7, G8: so does shutting down, also for senders whose wait is bounded. */
  @Test
  void send_groupShutDownWhileBlocked_isRejected() {
    AgentGroup group = AgentGroup.create();
    Agent<List<Integer>> agent =
        group.<List<Integer>>agentBuilder(List.of()).capacity(1, Overflow.BLOCK).build();
    try (HeldAction<List<Integer>> held = HeldAction.patientOn(agent)) {
      agent.send(add(1));
      ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
      Threads.Running sender =
          Threads.start(index -> thrown.add(thrownBy(() -> agent.send(add(2)))));
      Threads.Running timed =
          Threads.start(index -> {
            try {
              agent.trySend(add(3), Waits.LONG);
            } catch (AgentRejectedException rejection) {
              thrown.add(rejection);
            }
          });
      Waits.untilParked(sender.thread());
      Waits.untilParked(timed.thread());
      assertThat(group.shutdownNow()).hasSize(1);
      sender.join();
      timed.join();
      assertThat(thrown).hasSize(2);
      thrown.forEach(rejection -> requireRejection(Reason.CLOSED, rejection));
      Waits.until("the running action was interrupted", held::wasInterrupted);
    }
  }

  /** G7, G8: whoever meets a full queue while the group closes is told, however close they come. */
  @Test
  void send_groupClosesAtAnyMoment_noSenderStaysBehind() {
    for (int round = 0; round < 300; round++) {
      int enough = round % 16;
      AgentGroup group = AgentGroup.create();
      Agent<Integer> agent = group.agentBuilder(0).capacity(1, Overflow.BLOCK).build();
      AtomicInteger taken = new AtomicInteger();
      Threads.run(
          4,
          index -> {
            if (index == 0) {
              Waits.until("some were sent", () -> agent.processedCount() >= enough);
              group.close();
            } else {
              Throwable thrown = new Nothing();
              while (thrown instanceof Nothing) {
                thrown = thrownBy(() -> agent.send(count -> count + 1));
                taken.addAndGet(thrown instanceof Nothing ? 1 : 0);
              }
              requireRejection(Reason.CLOSED, thrown);
            }
          });
      assertThat(agent.deref()).isEqualTo(taken.get());
    }
  }

  /** G7: an interrupt ends the wait; the flag is kept, nothing was sent. */
  @Test
  void send_interruptedWhileBlocked_isRejectedAndKeepsTheFlag() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      Threads.Running sender =
          Threads.start(index -> {
            assertRejected(Reason.FULL, () -> agent.send(add(2)));
            assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
          });
      Waits.untilParked(sender.thread());
      sender.thread().interrupt();
      sender.join();
      assertThat(agent.rejectedCount()).isEqualTo(1);
      held.end();
      agent.await();
    }
    assertThat(agent.deref()).containsExactly(1);
  }

  /** G7: with room an interrupted thread sends as any other, and keeps its flag. */
  @Test
  void send_interruptedWithRoom_isTaken() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    Threads.start(
            index -> {
              Thread.currentThread().interrupt();
              agent.send(add(1));
              assertThat(Thread.interrupted()).isTrue();
            })
        .join();
    agent.await();
    assertThat(agent.deref()).containsExactly(1);
  }

  /** G7: in an action nobody waits for room: it could be the action's own agent that is full. */
  @Test
  void send_blockInActions_isRejectedAtOnce() throws Exception {
    Agent<List<Integer>> full = agent(1, Overflow.BLOCK);
    Agent<Integer> other = Agent.of(0);
    try (HeldAction<List<Integer>> held = HeldAction.on(full)) {
      full.send(add(1));
      CompletableFuture<Reason> reason =
          other.ask(count ->
              Reply.of(count, assertRejected(Reason.FULL, () -> full.send(add(2))).reason()));
      assertThat(Endings.failureOf(reason)).isNull();
      held.end();
    }
    full.await();
    assertThat(full.deref()).containsExactly(1);
  }

  /** G7: the same when the action's own queue is full. */
  @Test
  void send_blockToItself_isRejectedAtOnce() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    agent.pause();
    Threads.Running sender =
        Threads.start(index -> {
          agent.send(list -> {
            Waits.until("the queue is full", () -> agent.queueLength() == 1);
            thrown.set(thrownBy(() -> agent.send(add(3))));
            return list;
          });
          agent.send(add(1));
        });
    Waits.untilParked(sender.thread());
    agent.resume();
    sender.join();
    agent.await();
    requireRejection(Reason.FULL, thrown.get());
    assertThat(agent.deref()).containsExactly(1);
  }

  /** G7: watches and failure handlers run on the agent's thread: nobody waits there either. */
  @Test
  void send_blockInWatchAndHandler_isRejectedAtOnce() throws Exception {
    Agent<List<Integer>> full = agent(1, Overflow.BLOCK);
    List<Throwable> thrown = new ArrayList<>();
    Agent<Integer> other =
        Agent.builder(0)
            .watch("sender", change -> thrown.add(thrownBy(() -> full.send(add(2)))))
            .onFailure(failure -> {
              thrown.add(thrownBy(() -> full.send(add(3))));
              return FailureDecision.skip();
            })
            .build();
    try (HeldAction<List<Integer>> held = HeldAction.on(full)) {
      full.send(add(1));
      other.send(count -> count + 1);
      other.send(count -> {
        throw new IllegalArgumentException("no");
      });
      other.await();
      held.end();
    }
    assertThat(thrown).hasSize(2);
    thrown.forEach(failure -> requireRejection(Reason.FULL, failure));
    full.await();
    assertThat(full.deref()).containsExactly(1);
  }

  /** G7: in a transaction nobody waits for room: what it holds may be what is waited for. */
  @Test
  void send_blockInTransaction_isRejectedAtOnce() throws Exception {
    Agent<List<Integer>> full = agent(1, Overflow.BLOCK);
    try (HeldAction<List<Integer>> held = HeldAction.on(full)) {
      full.send(add(1));
      Stm.dosync(() -> {
        assertRejected(Reason.FULL, () -> full.send(add(2)));
      });
      held.end();
    }
    full.await();
    assertThat(full.deref()).containsExactly(1);
  }

  // ------------------------------------------------------------------ trySend

  /** G7: without room trySend answers false at once, whatever the policy, and drops nothing. */
  @ParameterizedTest
  @EnumSource
  void trySend_full_isFalse(Overflow overflow) throws Exception {
    Agent<List<Integer>> agent = agent(1, overflow);
    try (UnrunLog unrun = UnrunLog.of(agent);
        HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      assertThat(agent.trySend(add(1))).isTrue();
      assertThat(agent.trySend(add(2))).isFalse();
      assertThat(agent.trySend(BoundedQueueTest::plus, 3)).isFalse();
      assertThat(agent.trySend(add(4), Duration.ZERO)).isFalse();
      assertThat(agent.trySend(add(5), SHORT)).isFalse();
      held.end();
      agent.await();
      assertThat(unrun.all()).isEmpty();
      assertThat(agent.trySend(BoundedQueueTest::plus, 6)).isTrue();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 6);
  }

  /** G7: an agent without a bound has always room. */
  @Test
  void trySend_unbounded_isTrue() throws Exception {
    Agent<List<Integer>> agent = Agent.of(List.of());
    agent.pause();
    for (int i = 1; i <= 100; i++) {
      assertThat(agent.trySend(add(i))).isTrue();
    }
    assertThat(agent.trySend(add(101), Duration.ZERO)).isTrue();
    agent.resume().await();
    assertThat(agent.deref()).isEqualTo(numbers(1, 101));
  }

  /** G7, AG-05: failed and closed agents are no matter of room. */
  @Test
  void trySend_failedOrClosed_throws() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<List<Integer>> agent =
        group
            .<List<Integer>>agentBuilder(List.of())
            .capacity(1, Overflow.REJECT)
            .onFailure(failure -> FailureDecision.fail())
            .build();
    agent.send(list -> {
      throw new IllegalArgumentException("no");
    });
    Waits.until("the agent has failed", agent::isFailed);
    assertThatThrownBy(() -> agent.trySend(add(1))).isInstanceOf(AgentFailedException.class);
    assertThatThrownBy(() -> agent.trySend(add(1), SHORT)).isInstanceOf(AgentFailedException.class);
    agent.restart(List.of());
    group.close();
    assertRejected(Reason.CLOSED, () -> agent.trySend(add(1)));
    assertRejected(Reason.CLOSED, () -> agent.trySend(add(1), SHORT));
  }

  /** G7: a bounded wait ends with the room that comes. */
  @ParameterizedTest
  @EnumSource
  void trySend_timed_waitsForRoom(Overflow overflow) throws Exception {
    Agent<List<Integer>> agent = agent(1, overflow);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      Threads.Running sender =
          Threads.start(index -> assertThat(agent.trySend(add(2), Waits.LONG)).isTrue());
      Waits.untilParked(sender.thread());
      held.end();
      sender.join();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2);
  }

  /** G7: a wait that is interrupted throws, and nothing was sent. */
  @Test
  void trySend_timedInterrupted_throwsInterrupted() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      Threads.Running sender =
          Threads.start(index ->
              assertThatThrownBy(() -> agent.trySend(add(2), Waits.LONG))
                  .isInstanceOf(InterruptedException.class));
      Waits.untilParked(sender.thread());
      sender.thread().interrupt();
      sender.join();
      held.end();
      agent.await();
    }
    assertThat(agent.deref()).containsExactly(1);
  }

  /** G7, AG-05: an agent that fails wakes who waits for a time. */
  @Test
  void trySend_timedAgentFails_throwsAgentFailed() {
    Agent<List<Integer>> agent =
        Agent.<List<Integer>>builder(List.of())
            .capacity(1, Overflow.BLOCK)
            .onFailure(failure -> FailureDecision.fail())
            .build();
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      Threads.Running sender =
          Threads.start(index ->
              assertThatThrownBy(() -> agent.trySend(add(2), Waits.LONG))
                  .isInstanceOf(AgentFailedException.class));
      Waits.untilParked(sender.thread());
      Objects.requireNonNull(held.runner()).interrupt(); // fails
      sender.join();
    }
  }

  /** G7, AG-05: so does one that fails between the call and the wait. */
  @Test
  void trySend_timedAgentFailsBeforeTheWait_throwsAgentFailed() {
    AtomicReference<Runnable> atCapture = new AtomicReference<>(() -> {});
    Agent<List<Integer>> agent =
        Agent.<List<Integer>>builder(List.of())
            .capacity(1, Overflow.BLOCK)
            .onFailure(failure -> FailureDecision.fail())
            .contextPropagator(() -> {
              atCapture.get().run();
              return Runnable::run;
            })
            .build();
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      atCapture.set(() -> {
        Objects.requireNonNull(held.runner()).interrupt(); // fails
        Waits.until("the agent has failed", agent::isFailed);
      });
      Threads.start(index ->
              assertThatThrownBy(() -> agent.trySend(add(2), Waits.LONG.multipliedBy(2)))
                  .isInstanceOf(AgentFailedException.class))
          .join();
    }
  }

  /** A negative timeout is no timeout, a missing one neither. */
  @Test
  void trySend_badTimeout_isRejected() {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    assertThatThrownBy(() -> agent.trySend(add(1), Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> agent.trySend(add(1), nullDuration()))
        .isInstanceOf(NullPointerException.class);
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.processedCount()).isZero();
  }

  @SuppressWarnings("NullAway") // misuse
  private static Duration nullDuration() {
    return null;
  }

  /** G7: the longest timeout there is waits, and does not overflow. */
  @Test
  void trySend_longestTimeout_waits() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      agent.send(add(1));
      Threads.Running sender =
          Threads.start(index ->
              assertThat(agent.trySend(add(2), Duration.ofSeconds(Long.MAX_VALUE))).isTrue());
      Waits.untilParked(sender.thread());
      held.end();
      sender.join();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2);
  }

  /** G7, G3: in actions and transactions trySend waits for nothing; what is taken is held. */
  @Test
  void trySend_inActionOrTransaction_doesNotWait() throws Exception {
    Agent<List<Integer>> full = agent(1, Overflow.BLOCK);
    Agent<Integer> other = Agent.of(0);
    try (HeldAction<List<Integer>> held = HeldAction.on(full)) {
      Stm.dosync(() -> {
        assertThat(full.trySend(add(1))).isTrue();
        assertThat(full.queueLength()).as("held").isZero();
      });
      assertThat(full.queueLength()).isEqualTo(1);
      Stm.dosync(() -> {
        assertThat(full.trySend(add(2))).isFalse();
        assertThat(trySendLong(full)).isFalse();
      });
      CompletableFuture<List<Boolean>> replies =
          other.ask(count -> Reply.of(count, List.of(full.trySend(add(4)), trySendLong(full))));
      assertThat(Endings.failureOf(replies)).isNull();
      assertThat(replies.join()).containsExactly(false, false);
      held.end();
    }
    full.await();
    assertThat(full.deref()).containsExactly(1);
  }

  private static boolean trySendLong(Agent<List<Integer>> agent) {
    try {
      return agent.trySend(add(3), Waits.LONG.multipliedBy(10));
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }

  // ------------------------------------------------------------------ DROP_NEWEST, DROP_OLDEST

  /** G7: the new action is dropped, and reported wherever somebody may hear of it. */
  @Test
  void send_dropNewest_dropsWhatIsSent() throws Exception {
    Agent<List<Integer>> agent = agent(2, Overflow.DROP_NEWEST);
    try (UnrunLog unrun = UnrunLog.of(agent);
        HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      CompletableFuture<Change<List<Integer>>> first = agent.sendAndReport(add(1));
      agent.send(add(2));
      UnaryOperator<List<Integer>> late = add(3);
      CompletableFuture<Change<List<Integer>>> dropped = agent.sendAndReport(late);
      assertUnrun(dropped, Reason.DROPPED);
      assertThat(agent.send(late)).isSameAs(agent);
      assertThat(unrun.all())
          .containsExactly(
              new UnrunAction(agent, late, Reason.DROPPED),
              new UnrunAction(agent, late, Reason.DROPPED));
      assertThat(agent.queueLength()).isEqualTo(2);
      assertThat(agent.rejectedCount()).isEqualTo(2);
      held.end();
      assertThat(Endings.failureOf(first)).isNull();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2);
  }

  /** G7: the action that waits longest is dropped, never the one that runs. */
  @Test
  void send_dropOldest_dropsWhatWaitsLongest() throws Exception {
    Agent<List<Integer>> agent = agent(2, Overflow.DROP_OLDEST);
    try (UnrunLog unrun = UnrunLog.of(agent);
        HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      UnaryOperator<List<Integer>> oldest = add(1);
      CompletableFuture<Change<List<Integer>>> dropped = agent.sendAndReport(oldest);
      UnaryOperator<List<Integer>> older = add(2);
      agent.send(older);
      assertThat(dropped.isDone()).isFalse();
      agent.send(add(3));
      assertUnrun(dropped, Reason.DROPPED);
      CompletableFuture<Integer> asked = agent.ask(list -> Reply.of(plus(list, 4), 4));
      assertThat(unrun.all())
          .containsExactly(
              new UnrunAction(agent, oldest, Reason.DROPPED),
              new UnrunAction(agent, older, Reason.DROPPED));
      assertThat(agent.queueLength()).isEqualTo(2);
      assertThat(agent.rejectedCount()).isEqualTo(2);
      held.end();
      assertThat(Endings.failureOf(asked)).isNull();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(3, 4);
  }

  /** G7: the event of a dropped question names the function that was given to ask. */
  @Test
  void send_dropOldest_tellsTheFunctionGivenToAsk() {
    Agent<List<Integer>> agent = agent(1, Overflow.DROP_OLDEST);
    try (UnrunLog unrun = UnrunLog.of(agent);
        HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      Function<List<Integer>, Reply<List<Integer>, String>> question =
          list -> Reply.of(list, "answer");
      CompletableFuture<String> answer = agent.ask(question);
      agent.send(add(1));
      assertUnrun(answer, Reason.DROPPED);
      assertThat(unrun.actions()).containsExactly((Object) question);
      held.end();
    }
  }

  /**
   * G7: under load each action runs exactly once or is dropped, reported as such exactly once,
   * never both, never neither; those of one sender that run keep their order (G2).
   */
  @ParameterizedTest
  @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST"})
  void send_droppingUnderLoad_accountsForEachAction(Overflow overflow) throws Exception {
    int senders = 3;
    int each = 2_000;
    Agent<List<Integer>> agent = agent(4, overflow);
    int[][] runs = new int[senders][each];
    int[] last = {-1, -1, -1};
    List<List<CompletableFuture<Change<List<Integer>>>>> futures = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      futures.add(new ArrayList<>());
    }
    try (UnrunLog unrun = UnrunLog.of(agent)) {
      Threads.run(
          senders,
          index -> {
            for (int i = 0; i < each; i++) {
              int number = i;
              futures
                  .get(index)
                  .add(
                      agent.sendAndReport(list -> {
                        runs[index][number]++;
                        assertThat(number).isGreaterThan(last[index]);
                        last[index] = number;
                        return list;
                      }));
            }
          });
      agent.await();
      int dropped = 0;
      for (int sender = 0; sender < senders; sender++) {
        for (int i = 0; i < each; i++) {
          CompletableFuture<Change<List<Integer>>> future = futures.get(sender).get(i);
          if (Endings.failureOf(future) == null) {
            assertThat(runs[sender][i]).as("runs").isEqualTo(1);
          } else {
            assertUnrun(future, Reason.DROPPED);
            assertThat(runs[sender][i]).as("runs").isZero();
            dropped++;
          }
        }
      }
      assertThat(unrun.all()).hasSize(dropped);
      assertThat(unrun.actions()).doesNotHaveDuplicates();
      assertThat(agent.rejectedCount()).isEqualTo(dropped);
      assertThat(agent.processedCount()).isEqualTo((long) senders * each - dropped);
    }
  }

  /** G7, flaw G6: what was dropped takes no memory, though the agent is stuck. */
  @ParameterizedTest
  @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST"})
  void send_droppedWhileAnActionBlocks_isCollected(Overflow overflow) throws Exception {
    Agent<List<Integer>> agent = agent(2, overflow);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      List<WeakReference<Object>> sent = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add(sendWithArgument(agent));
      }
      Waits.until(
          "what was dropped is collected",
          () -> {
            System.gc();
            return sent.stream().filter(BoundedQueueTest::isThere).count() <= 2;
          });
      assertThat(sent.stream().filter(BoundedQueueTest::isThere)).hasSize(2);
      held.end();
    }
    agent.await();
    assertThat(agent.deref()).hasSize(2);
  }

  private static boolean isThere(WeakReference<Object> reference) {
    return reference.get() != null;
  }

  private static WeakReference<Object> sendWithArgument(Agent<List<Integer>> agent) {
    Object argument = new Object();
    agent.send((list, given) -> plus(list, given.equals(argument) ? 1 : 0), argument);
    return new WeakReference<>(argument);
  }

  // ------------------------------------------------------------------ held sends

  /** G3, G7: what was accepted and held is queued beyond the capacity, and runs. */
  @ParameterizedTest
  @EnumSource(names = {"BLOCK", "REJECT"})
  void send_heldByTransaction_isQueuedBeyondTheCapacity(Overflow overflow) throws Exception {
    Agent<List<Integer>> agent = agent(2, overflow);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      Stm.dosync(() -> sendAllOf(agent, 1, 5));
      assertThat(agent.queueLength()).isEqualTo(5);
      assertThat(agent.trySend(add(6))).isFalse();
      held.end();
    }
    agent.await();
    assertThat(agent.deref()).isEqualTo(numbers(1, 5));
    assertThat(agent.rejectedCount()).isLessThanOrEqualTo(1);
    agent.send(add(7)).await();
    assertThat(agent.deref()).contains(7);
  }

  /** G3, G7: the queue fills up between the send and its release: what was accepted still runs. */
  @ParameterizedTest
  @EnumSource(names = {"BLOCK", "REJECT"})
  void send_heldByAction_isQueuedBeyondTheCapacity(Overflow overflow) throws Exception {
    Agent<List<Integer>> agent = agent(1, overflow);
    Agent<Integer> sender = Agent.of(0);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      CompletableFuture<Change<Integer>> sent =
          sender.sendAndReport(count -> {
            agent.send(add(2));
            Threads.start(index -> agent.send(add(1))).join();
            return count;
          });
      assertThat(Endings.failureOf(sent)).isNull();
      assertThat(agent.queueLength()).isEqualTo(2);
      held.end();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2);
  }

  /** G3, G7: dropping is decided when a held send is released. */
  @Test
  void send_heldToDroppingAgents_dropsAtRelease() throws Exception {
    Agent<List<Integer>> newest = agent(1, Overflow.DROP_NEWEST);
    Agent<List<Integer>> oldest = agent(1, Overflow.DROP_OLDEST);
    try (UnrunLog newestLog = UnrunLog.of(newest);
        UnrunLog oldestLog = UnrunLog.of(oldest);
        HeldAction<List<Integer>> heldNewest = HeldAction.on(newest);
        HeldAction<List<Integer>> heldOldest = HeldAction.on(oldest)) {
      List<CompletableFuture<Change<List<Integer>>>> futures = new ArrayList<>();
      Stm.dosync(() -> {
        futures.clear();
        for (int i = 1; i <= 3; i++) {
          futures.add(newest.sendAndReport(add(i)));
          futures.add(oldest.sendAndReport(add(i)));
        }
        assertThat(newestLog.all()).isEmpty();
        assertThat(oldestLog.all()).isEmpty();
      });
      assertUnrun(futures.get(2), Reason.DROPPED);
      assertUnrun(futures.get(4), Reason.DROPPED);
      assertUnrun(futures.get(1), Reason.DROPPED);
      assertUnrun(futures.get(3), Reason.DROPPED);
      assertThat(newestLog.all()).hasSize(2);
      assertThat(oldestLog.all()).hasSize(2);
      heldNewest.end();
      heldOldest.end();
    }
    newest.await();
    oldest.await();
    assertThat(newest.deref()).containsExactly(1);
    assertThat(oldest.deref()).containsExactly(3);
  }

  /** G3, G7: a held send that would be dropped is taken at the call, one that would wait is not. */
  @Test
  void send_heldWhileFull_isDecidedByThePolicy() throws Exception {
    for (Overflow overflow : Overflow.values()) {
      Agent<List<Integer>> agent = agent(1, overflow);
      try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
        agent.send(add(1));
        Stm.dosync(() -> {
          switch (overflow) {
            case BLOCK, REJECT -> assertRejected(Reason.FULL, () -> agent.send(add(2)));
            case DROP_NEWEST, DROP_OLDEST -> agent.send(add(2));
          }
        });
        held.end();
      }
      agent.await();
      assertThat(agent.deref()).containsExactly(overflow == Overflow.DROP_OLDEST ? 2 : 1);
    }
  }

  // ------------------------------------------------------------------ order, sendAll, await,
  // restart

  /** G2, G7: each sender's actions run in its order, all of them, whoever waits for room. */
  @ParameterizedTest
  @EnumSource(names = {"BLOCK", "REJECT"})
  void send_underLoad_keepsEachSendersOrder(Overflow overflow) throws Exception {
    int senders = 4;
    int each = 1_000;
    int capacity = 8;
    Agent<int[]> agent =
        Agent.builder(new int[senders])
            .capacity(capacity, overflow)
            .onFailure(failure -> FailureDecision.skip())
            .build();
    AtomicInteger longest = new AtomicInteger();
    AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
    Threads.run(
        senders,
        index -> {
          for (int i = 0; i < each; i++) {
            int number = i;
            UnaryOperator<int[]> action =
                next -> {
                  assertThat(inside.getAndSet(Thread.currentThread())).isNull();
                  longest.accumulateAndGet(agent.queueLength(), Math::max);
                  int expected = next[index]++;
                  inside.set(null);
                  assertThat(number).isEqualTo(expected);
                  return next;
                };
            if (overflow == Overflow.BLOCK) {
              agent.send(action);
            } else {
              while (!agent.trySend(action, Waits.LONG)) {
                throw new AssertionError("no room");
              }
            }
          }
        });
    agent.await();
    assertThat(agent.failedCount()).isZero();
    assertThat(agent.deref()).containsOnly(each);
    assertThat(agent.processedCount()).isEqualTo((long) senders * each);
    assertThat(longest.get()).isLessThanOrEqualTo(capacity);
  }

  /** G7: several are sent one by one, each as the policy says. */
  @Test
  void sendAll_bounded_appliesThePolicyToEach() throws Exception {
    for (Overflow overflow :
        new Overflow[] {Overflow.REJECT, Overflow.DROP_NEWEST, Overflow.DROP_OLDEST}) {
      Agent<List<Integer>> agent = agent(2, overflow);
      try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
        List<UnaryOperator<List<Integer>>> four = List.of(add(1), add(2), add(3), add(4));
        if (overflow == Overflow.REJECT) {
          assertRejected(Reason.FULL, () -> agent.sendAll(four));
        } else {
          agent.sendAll(four);
        }
        held.end();
      }
      agent.await();
      assertThat(agent.deref())
          .isEqualTo(overflow == Overflow.DROP_OLDEST ? List.of(3, 4) : List.of(1, 2));
    }
  }

  /** G7: several more than there is room for wait one after the other. */
  @Test
  void sendAll_block_waitsForRoom() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.BLOCK);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      Threads.Running sender =
          Threads.start(index -> agent.sendAll(List.of(add(1), add(2), add(3))));
      Waits.untilParked(sender.thread());
      held.end();
      sender.join();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1, 2, 3);
  }

  /** G6, G7: who waits for the agent takes no room, and needs none. */
  @Test
  void await_full_isNoActionAndTakesNoRoom() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.REJECT);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      List<Threads.Running> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Threads.Running one = Threads.start(index -> agent.await());
        Waits.untilParked(one.thread());
        waiting.add(one);
      }
      assertThat(agent.queueLength()).isZero();
      assertThat(agent.trySend(add(1))).isTrue();
      assertThat(agent.await(Duration.ZERO)).isFalse();
      assertThat(agent.queueLength()).isEqualTo(1);
      held.end();
      waiting.forEach(Threads.Running::join);
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(1);
  }

  /** G6, G7: making room drops actions only: who waits for the agent stays. */
  @Test
  void await_dropOldest_isNotDropped() throws Exception {
    Agent<List<Integer>> agent = agent(1, Overflow.DROP_OLDEST);
    try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
      Threads.Running waiting = Threads.start(index -> agent.await());
      Waits.untilParked(waiting.thread());
      sendAllOf(agent, 1, 3);
      held.end();
      waiting.join();
    }
    agent.await();
    assertThat(agent.deref()).containsExactly(3);
  }

  /** AG-34, G7: a clear queue has room again, a kept one has none. */
  @Test
  void restart_fullQueue_keepsOrClearsIt() throws Exception {
    for (Backlog backlog : Backlog.values()) {
      Agent<List<Integer>> agent =
          Agent.<List<Integer>>builder(List.of())
              .capacity(2, Overflow.REJECT)
              .onFailure(failure -> FailureDecision.fail())
              .build();
      try (HeldAction<List<Integer>> held = HeldAction.on(agent)) {
        sendAllOf(agent, 1, 2);
        Objects.requireNonNull(held.runner()).interrupt(); // fails
        Waits.until("the agent has failed", agent::isFailed);
      }
      agent.pause();
      agent.restart(List.of(0), backlog);
      assertThat(agent.queueLength()).isEqualTo(backlog == Backlog.KEEP ? 2 : 0);
      assertThat(agent.trySend(add(3))).isEqualTo(backlog == Backlog.CLEAR);
      agent.resume().await();
      assertThat(agent.deref())
          .isEqualTo(backlog == Backlog.KEEP ? List.of(0, 1, 2) : List.of(0, 3));
    }
  }

  /** G5, G7: an executor that refuses leaves the room as it was, and the agent usable. */
  @Test
  void send_executorRefuses_takesNoRoom() throws Exception {
    StepExecutor executor = new StepExecutor();
    Agent<List<Integer>> agent =
        Agent.<List<Integer>>builder(List.of())
            .capacity(1, Overflow.REJECT)
            .executor(executor)
            .build();
    executor.refuse(true);
    for (int i = 0; i < 3; i++) {
      assertRejected(Reason.EXECUTOR, () -> agent.send(add(1)));
    }
    executor.refuse(false);
    agent.send(add(2));
    assertRejected(Reason.FULL, () -> agent.send(add(3)));
    executor.runAll();
    agent.await();
    assertThat(agent.deref()).containsExactly(2);
  }
}
