package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The handles of actions: what they end with, and when; cancelling; where waiting is forbidden. */
class FutureTest {
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

  // ------------------------------------------------------------------ what it ends with

  /** G1, W1, flaw G7: the future ends with the very change that its action has made. */
  @Test
  void sendAndReport_endsWithTheExactChange() {
    Agent<Integer> agent = agent();
    Outcomes.settle(agent.send(x -> x + 1)); // before anybody looks at versions
    Change<Integer> change = Outcomes.valueOf(agent.sendAndReport(x -> x + 10));
    assertThat(change.reference()).isSameAs(agent);
    assertThat(change.oldValue()).isEqualTo(1);
    assertThat(change.newValue()).isEqualTo(11);
    assertThat(change.version()).isEqualTo(agent.version());
    Change<Integer> next = Outcomes.valueOf(agent.sendAndReport((x, y) -> x * y, 3));
    assertThat(next.oldValue()).isEqualTo(11);
    assertThat(next.newValue()).isEqualTo(33);
    assertThat(next.version()).isEqualTo(change.version() + 1);
  }

  /** G1, G2: the changes of concurrent senders link into one chain, gap-free by version. */
  @Test
  void sendAndReport_concurrently_linksIntoOneChain() {
    int threads = 4;
    int each = 500;
    Agent<Integer> agent = agent();
    Map<Long, Change<Integer>> byVersion = new ConcurrentHashMap<>();
    Threads.run(
        threads,
        index -> {
          List<CompletableFuture<Change<Integer>>> futures = new ArrayList<>();
          for (int i = 0; i < each; i++) {
            futures.add(agent.sendAndReport(x -> x + 1));
          }
          long last = 0;
          for (CompletableFuture<Change<Integer>> future : futures) {
            Change<Integer> change = Outcomes.valueOf(future);
            assertThat(change.version()).isGreaterThan(last); // this sender's order
            last = change.version();
            assertThat(byVersion.put(last, change)).isNull();
          }
        });
    for (long version = 1; version <= (long) threads * each; version++) {
      Change<Integer> change = Objects.requireNonNull(byVersion.get(version), "a gap");
      assertThat(change.oldValue()).isEqualTo((int) version - 1);
      assertThat(change.newValue()).isEqualTo((int) version);
    }
  }

  /** R1: null is a state and an argument like any other. */
  @Test
  void sendAndReport_null_isAValue() {
    Agent<@Nullable String> agent = Agent.<@Nullable String>of("a");
    Change<@Nullable String> change = Outcomes.valueOf(agent.sendAndReport(s -> null));
    assertThat(change.newValue()).isNull();
    Change<@Nullable String> back =
        Outcomes.valueOf(
            agent.<@Nullable String>sendAndReport((s, argument) -> s + " " + argument, null));
    assertThat(back.oldValue()).isNull();
    assertThat(back.newValue()).isEqualTo("null null");
  }

  /** G1: ask answers what the action has computed beside the next state; null too. */
  @Test
  void ask_endsWithTheReply() {
    Agent<Integer> agent = agent();
    CompletableFuture<String> reply = agent.ask(x -> Reply.of(x + 1, "was " + x));
    assertThat(Outcomes.valueOf(reply)).isEqualTo("was 0");
    assertThat(agent.deref()).isEqualTo(1);
    CompletableFuture<@Nullable String> nothing =
        agent.<@Nullable String>ask(x -> Reply.<Integer, @Nullable String>of(x + 1, null));
    assertThat(Outcomes.valueOf(nothing)).isNull();
    assertThat(nothing).isCompletedWithValue(null);
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** G1: no reply at all is a failure of the action, which says so; the state stays. */
  @Test
  void ask_noReply_isAFailure() {
    Agent<Integer> agent = agent();
    assertThat(Outcomes.failureOf(agent.ask(x -> Outcomes.<Reply<Integer, String>>nothing())))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("Reply");
    assertThat(agent.isFailed()).isTrue();
    assertThat(agent.deref()).isZero();
  }

  /** G4, flaw G7: a failed action ends its future with what it threw, as futures do. */
  @Test
  void future_actionThrows_endsWithTheCause() {
    Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
    CompletableFuture<Change<Integer>> reported = agent.sendAndReport(Outcomes.throwing(thrown));
    CompletableFuture<String> asked =
        agent.ask(x -> Reply.of(Outcomes.<Integer>throwing(thrown).apply(x), ""));
    for (CompletableFuture<?> future : List.<CompletableFuture<?>>of(reported, asked)) {
      assertThatThrownBy(future::join)
          .isExactlyInstanceOf(CompletionException.class)
          .hasCause(thrown);
      assertThatThrownBy(future::get)
          .isExactlyInstanceOf(ExecutionException.class)
          .hasCause(thrown);
      assertThat(future.exceptionNow()).isSameAs(thrown);
      assertThat(future.isCancelled()).isFalse();
    }
  }

  /** AG-20: what the validator rejects ends the future with its rejection. */
  @Test
  void future_validatorRejects_endsWithTheRejection() {
    Agent<Integer> agent = builder().validator(x -> x >= 0, "must be >= 0").build();
    CompletableFuture<String> asked = agent.ask(x -> Reply.of(-1, "never"));
    assertThat(Outcomes.failureOf(asked)).isInstanceOf(InvalidStateException.class);
  }

  /** G4, AG-33: what waits behind a failure stays pending, whatever time passes. */
  @Test
  void future_behindAFailure_staysPending() {
    Agent<Integer> agent = agent();
    agent.pause();
    CompletableFuture<Change<Integer>> failing = agent.sendAndReport(Outcomes.throwing(thrown));
    CompletableFuture<Change<Integer>> waiting = agent.sendAndReport(x -> x + 1);
    agent.resume();
    Outcomes.failureOf(failing);
    assertThat(waiting).isNotDone();
    agent.restart(5);
    assertThat(Outcomes.valueOf(waiting).newValue()).isEqualTo(6);
  }

  /** G8: what a shutdown keeps from running ends its future. */
  @Test
  void future_groupIsShutDown_ends() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agentBuilder(0).name("tumbler").build();
    agent.pause();
    CompletableFuture<Change<Integer>> reported = agent.sendAndReport(x -> x + 1);
    CompletableFuture<String> asked = agent.ask(x -> Reply.of(x, ""));
    assertThat(group.shutdownNow()).hasSize(2);
    for (CompletableFuture<?> future : List.<CompletableFuture<?>>of(reported, asked)) {
      assertThat(Outcomes.failureOf(future))
          .isInstanceOfSatisfying(
              AgentRejectedException.class,
              e -> assertThat(e.reason()).isEqualTo(UnrunAction.Reason.STOPPED));
    }
  }

  // ------------------------------------------------------------------ when it ends

  /** G1, W2, G3: it ends after the state, the SYNC watches and the held sends. */
  @Test
  void future_endsAfterStateWatchesAndHeldSends() {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> other = Agent.of(0);
    other.pause();
    Agent<Integer> agent = builder().watch(watch).build();
    agent.pause();
    CompletableFuture<List<Integer>> seen =
        agent
            .sendAndReport(x -> {
              other.send(y -> y + 1);
              return x + 1;
            })
            .thenApply(change -> List.of(agent.deref(), watch.count(), other.queueLength()));
    agent.resume();
    assertThat(Outcomes.valueOf(seen)).containsExactly(1, 1, 1);
  }

  /** G3: it ends also if what it has sent cannot be delivered. */
  @Test
  void future_heldSendIsRefused_endsAllTheSame() {
    Agent<Integer> other = builder().build();
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = new Blocker<>();
    CompletableFuture<Change<Integer>> future =
        agent.sendAndReport(x -> {
          other.send(y -> y + 1);
          return blocker.apply(x) + 1;
        });
    blocker.awaitBegun();
    Outcomes.fail(other, thrown);
    blocker.open();
    assertThat(Outcomes.valueOf(future).newValue()).isEqualTo(1);
    assertThat(events.unrun(other)).containsExactly(UnrunAction.Reason.FAILED);
  }

  /** G4: when it has ended with a failure, the agent shows as failed. */
  @Test
  void future_ofAFailure_endsAfterTheAgentHasFailed() {
    Agent<Integer> agent = agent();
    agent.pause();
    CompletableFuture<Boolean> seen =
        agent
            .sendAndReport(Outcomes.throwing(thrown))
            .handle((change, failure) -> agent.isFailed() && agent.failedCount() == 1);
    agent.resume();
    assertThat(Outcomes.valueOf(seen)).isTrue();
  }

  /** G2: when it has ended, plain writes of the action are visible. */
  @Test
  void future_carriesMemoryEffects() {
    int[] plain = new int[1];
    Agent<Integer> agent = agent();
    for (int i = 1; i <= 2_000; i++) {
      Outcomes.valueOf(
          agent.sendAndReport(x -> {
            plain[0]++;
            return x;
          }));
      assertThat(plain[0]).isEqualTo(i);
    }
  }

  /** G3: a future of a send that a failed action had made does not leave anybody waiting. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void future_ofADroppedSend_ends(ErrorMode mode) {
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent = builder().errorMode(mode).build();
    AtomicReference<@Nullable CompletableFuture<Change<Integer>>> dropped = new AtomicReference<>();
    CompletableFuture<Change<Integer>> failing =
        agent.sendAndReport(x -> {
          dropped.set(other.sendAndReport(y -> y + 1));
          throw thrown;
        });
    assertThat(Outcomes.failureOf(failing)).isSameAs(thrown);
    CompletableFuture<Change<Integer>> future = Objects.requireNonNull(dropped.get());
    Waits.until("the future of the dropped send has ended", future::isDone);
    assertThat(future).isCompletedExceptionally();
    assertThat(other.deref()).isZero();
  }

  /** TX-50, G3: the same for a send that an aborted transaction had made. */
  @Test
  void future_ofASendOfAnAbortedTransaction_ends() {
    Agent<Integer> other = Agent.of(0);
    List<CompletableFuture<Change<Integer>>> dropped = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              dropped.add(other.sendAndReport(y -> y + 1));
              throw thrown;
            }))
        .isSameAs(thrown);
    Waits.until("the future of the dropped send has ended", dropped.get(0)::isDone);
    assertThat(dropped.get(0)).isCompletedExceptionally();
    Outcomes.settle(other);
    assertThat(other.deref()).isZero();
  }

  /** TX-50, G3: the same for the sends of an attempt that runs again, and of a nested block. */
  @Test
  void future_ofASendOfAnAttemptThatRunsAgain_ends() {
    Agent<Integer> other = Agent.of(0);
    Ref<Integer> ref = Ref.of(0);
    List<CompletableFuture<Change<Integer>>> made = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Change<Integer>>> nested = new CopyOnWriteArrayList<>();
    Stm.dosync(() -> {
      made.add(other.sendAndReport(y -> y + 1));
      int seen = ref.deref();
      if (Stm.attempt() == 1) {
        Threads.start(index -> Stm.dosync(() -> ref.alter(x -> x + 10))).join();
      }
      ref.set(seen + 1);
      try {
        Stm.dosync(() -> {
          nested.add(other.sendAndReport(y -> y + 100));
          throw thrown;
        });
      } catch (IllegalArgumentException expected) {
        assertThat(expected).isSameAs(thrown);
      }
    });
    assertThat(ref.deref()).isEqualTo(11);
    assertThat(made).hasSizeGreaterThan(1);
    assertThat(Outcomes.valueOf(made.getLast()).newValue()).isEqualTo(1);
    made.removeLast();
    made.addAll(nested);
    Waits.until(
        "the futures of the dropped sends have ended",
        () -> made.stream().allMatch(CompletableFuture::isDone));
    assertThat(made).allMatch(CompletableFuture::isCompletedExceptionally);
    Outcomes.settle(other);
    assertThat(other.deref()).isEqualTo(1);
  }

  // ------------------------------------------------------------------ cancelling

  /** Flaw G7: what is cancelled before it starts does not run, and counts as rejected, once. */
  @Test
  void cancel_beforeTheStart_takesTheActionOut() {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent = builder().watch(watch).build();
    Agent<Integer> other = Agent.of(0);
    AtomicInteger ran = new AtomicInteger();
    Blocker<Integer> blocker = Blocker.in(agent);
    CompletableFuture<Change<Integer>> reported =
        agent.sendAndReport(x -> x + ran.incrementAndGet());
    CompletableFuture<String> asked =
        agent.ask(x -> {
          other.send(y -> y + 1);
          return Reply.of(x + ran.incrementAndGet(), "");
        });
    CompletableFuture<Change<Integer>> kept = agent.sendAndReport(x -> x + 100);
    for (CompletableFuture<?> future : List.<CompletableFuture<?>>of(reported, asked)) {
      assertThat(future.cancel(true)).isTrue();
      assertThat(future.cancel(false)).isTrue();
      assertThat(future.isCancelled()).isTrue();
      assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
    }
    assertThat(agent.rejectedCount()).isEqualTo(2);
    blocker.open();
    assertThat(Outcomes.valueOf(kept).oldValue()).isZero();
    assertThat(ran).hasValue(0);
    assertThat(agent.processedCount()).isEqualTo(2);
    assertThat(agent.rejectedCount()).isEqualTo(2);
    assertThat(watch.count()).isEqualTo(2);
    assertThat(other.deref()).isZero();
    assertThat(agent.queueLength()).isZero();
  }

  /** Flaw G7: once the action runs, cancelling does nothing, and says so. */
  @Test
  void cancel_afterTheStart_doesNothing() {
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = new Blocker<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    CompletableFuture<Change<Integer>> running =
        agent.sendAndReport(x -> {
          int next = blocker.apply(x) + 1;
          interrupted.set(Thread.currentThread().isInterrupted());
          return next;
        });
    blocker.awaitBegun();
    assertThat(running.cancel(true)).isFalse();
    assertThat(running).isNotDone();
    blocker.open();
    assertThat(Outcomes.valueOf(running).newValue()).isEqualTo(1);
    assertThat(running.cancel(true)).isFalse();
    assertThat(running.isCancelled()).isFalse();
    assertThat(interrupted).isFalse();
    assertThat(agent.rejectedCount()).isZero();
  }

  /** Flaw G7: cancelling a failed action does nothing. */
  @Test
  void cancel_afterAFailure_doesNothing() {
    Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
    CompletableFuture<Change<Integer>> future = agent.sendAndReport(Outcomes.throwing(thrown));
    assertThat(Outcomes.failureOf(future)).isSameAs(thrown);
    assertThat(future.cancel(true)).isFalse();
    assertThat(Outcomes.failureOf(future)).isSameAs(thrown);
    assertThat(agent.rejectedCount()).isZero();
  }

  /** Flaw G7, G3: a held send can be cancelled before it is released. */
  @Test
  void cancel_heldSend_takesItOut() {
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent = agent();
    CompletableFuture<Boolean> cancelled =
        agent.ask(x -> Reply.of(x + 1, other.sendAndReport(y -> y + 1).cancel(false)));
    assertThat(Outcomes.valueOf(cancelled)).isTrue();
    boolean inTransaction = Stm.dosync(() -> other.sendAndReport(y -> y + 1).cancel(false));
    assertThat(inTransaction).isTrue();
    Outcomes.settle(other);
    assertThat(other.deref()).isZero();
    assertThat(other.rejectedCount()).isEqualTo(2);
    assertThat(other.processedCount()).isZero();
  }

  /** Flaw G7: of cancelling and starting exactly one wins, and both sides know which. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cancel_racingWithTheStart_oneWins(boolean bounded) {
    Agent<Integer> agent = bounded ? builder().capacity(10, Overflow.BLOCK).build() : agent();
    int rounds = 5_000;
    int expected = 0;
    for (int i = 0; i < rounds; i++) {
      AtomicInteger ran = new AtomicInteger();
      CompletableFuture<Change<Integer>> future =
          agent.sendAndReport(x -> {
            ran.incrementAndGet();
            return x + 1;
          });
      if (i % 3 == 0) {
        Thread.onSpinWait();
      }
      boolean cancelled = future.cancel(false);
      if (!cancelled) {
        Outcomes.valueOf(future);
        expected++;
      }
      if (i % 16 == 0) {
        Outcomes.settle(agent);
      }
      assertThat(ran.get()).isEqualTo(cancelled ? 0 : 1);
    }
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(expected);
    assertThat(agent.processedCount()).isEqualTo(expected);
    assertThat(agent.rejectedCount()).isEqualTo((long) rounds - expected);
  }

  /** Flaw G7: several threads that cancel at once take the action out once. */
  @Test
  void cancel_racingWithOthers_countsOnce() {
    Agent<Integer> agent = agent();
    agent.pause();
    for (int round = 1; round <= 200; round++) {
      CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x + 1);
      Threads.run(3, index -> assertThat(future.cancel(false)).isTrue());
      assertThat(agent.rejectedCount()).isEqualTo(round);
    }
    agent.resume();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isZero();
  }

  /** G1, flaw G7: a timeout ends the wait, not the action. */
  @Test
  void orTimeout_leavesTheAction() {
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = Blocker.in(agent);
    CompletableFuture<Change<Integer>> timed =
        agent.sendAndReport(x -> x + 1).orTimeout(1, TimeUnit.MILLISECONDS);
    CompletableFuture<@Nullable String> defaulted =
        agent
            .<@Nullable String>ask(x -> Reply.of(x + 10, "asked"))
            .completeOnTimeout("default", 1, TimeUnit.MILLISECONDS);
    assertThat(Outcomes.failureOf(timed)).isInstanceOf(TimeoutException.class);
    assertThat(Outcomes.valueOf(defaulted)).isEqualTo("default");
    blocker.open();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(11);
    assertThat(agent.processedCount()).isEqualTo(3);
    assertThat(agent.rejectedCount()).isZero();
    assertThat(Outcomes.valueOf(defaulted)).isEqualTo("default");
  }

  /** G1, flaw G7: whoever completes the future himself leaves the action alone. */
  @Test
  void complete_leavesTheAction() {
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = Blocker.in(agent);
    CompletableFuture<String> asked = agent.ask(x -> Reply.of(x + 1, "asked"));
    assertThat(asked.complete("mine")).isTrue();
    CompletableFuture<Change<Integer>> reported = agent.sendAndReport(x -> x + 1);
    assertThat(reported.completeExceptionally(thrown)).isTrue();
    blocker.open();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(2);
    assertThat(Outcomes.valueOf(asked)).isEqualTo("mine");
    assertThat(Outcomes.failureOf(reported)).isSameAs(thrown);
  }

  // ------------------------------------------------------------------ callbacks, dependents

  /** G1, flaw G7: a callback that throws harms nobody but its own dependents. */
  @Test
  void callback_throws_harmsNobody() {
    Agent<Integer> agent = agent();
    agent.pause();
    CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x + 1);
    CompletableFuture<Integer> dependent =
        future.thenApply(change -> {
          throw thrown;
        });
    CompletableFuture<Void> error =
        future.thenAccept(change -> {
          throw new AssertionError("callback");
        });
    agent.send(x -> x + 1).resume();
    assertThat(Outcomes.failureOf(dependent)).isSameAs(thrown);
    assertThat(Outcomes.failureOf(error)).isInstanceOf(AssertionError.class);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(2);
    assertThat(agent.isFailed()).isFalse();
  }

  /** G1, flaw G7: a callback that blocks delays its own agent, and no other. */
  @Test
  void callback_blocks_delaysNoOtherAgent() {
    Agent<Integer> agent = agent();
    agent.pause();
    Blocker<Integer> blocker = new Blocker<>();
    CompletableFuture<Integer> dependent =
        agent.sendAndReport(x -> x + 1).thenApply(change -> blocker.apply(change.newValue()));
    agent.resume();
    blocker.awaitBegun();
    for (int i = 0; i < 100; i++) {
      Agent<Integer> other = Agent.of(0);
      Outcomes.settle(other.send(x -> x + 1));
      assertThat(other.deref()).isEqualTo(1);
    }
    blocker.open();
    assertThat(Outcomes.valueOf(dependent)).isEqualTo(1);
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** G3, 2.8: what a callback sends goes out at once: its action is over. */
  @Test
  void callback_sends_atOnce() {
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent = agent();
    agent.pause();
    CompletableFuture<Integer> seen =
        agent
            .sendAndReport(x -> x + 1)
            .thenApply(change -> {
              agent.send(x -> x + 10);
              other.send(x -> x + 1);
              Waits.until("the other agent has done it", () -> other.deref() == 1);
              return change.newValue();
            });
    agent.send(x -> x * 2).resume();
    assertThat(Outcomes.valueOf(seen)).isEqualTo(1);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(12);
  }

  /** AG-25: in a callback no agent is the current one. */
  @Test
  void callback_hasNoCurrentAgent() {
    Agent<Integer> agent = agent();
    agent.pause();
    CompletableFuture<Boolean> none =
        agent.sendAndReport(x -> x + 1).thenApply(change -> Agents.current() == null);
    agent.resume();
    assertThat(Outcomes.valueOf(none)).isTrue();
  }

  /** G1, flaw G7: dependents are ordinary futures; cancelling one leaves the action alone. */
  @Test
  void dependents_areOrdinaryFutures() {
    Agent<Integer> agent = agent();
    Blocker<Integer> blocker = Blocker.in(agent);
    CompletableFuture<Change<Integer>> future = agent.sendAndReport(x -> x + 1);
    CompletableFuture<Integer> dependent = future.thenApply(Change::newValue);
    CompletableFuture<Change<Integer>> copy = future.copy();
    CompletableFuture<Integer> composed =
        future.thenCompose(change -> agent.ask(x -> Reply.of(x + 1, x + 1)));
    assertThat(dependent.getClass()).isEqualTo(CompletableFuture.class);
    assertThat(copy.getClass()).isEqualTo(CompletableFuture.class);
    assertThat(dependent.cancel(true)).isTrue();
    assertThat(copy.cancel(true)).isTrue();
    blocker.open();
    assertThat(Outcomes.valueOf(future).newValue()).isEqualTo(1);
    assertThat(Outcomes.valueOf(composed)).isEqualTo(2);
    assertThat(agent.rejectedCount()).isZero();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(agent.sendAndReport(x -> x), agent.sendAndReport(x -> x + 1));
    Outcomes.valueOf(all.thenApply(nothing -> true));
  }

  // ------------------------------------------------------------------ where waiting is forbidden

  /** All ways of waiting for a future. */
  private static Map<String, ThrowingCallable> waits(CompletableFuture<?> future) {
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("join", () -> future.join());
    all.put("get", () -> future.get());
    all.put("get with timeout", () -> future.get(Waits.LONG.toSeconds(), TimeUnit.SECONDS));
    return all;
  }

  private static final int ALL = 3;

  /** Tries all of them on the calling thread; answers the number that were rejected. */
  private static int rejected(CompletableFuture<?> future) {
    int rejected = 0;
    for (Map.Entry<String, ThrowingCallable> wait : waits(future).entrySet()) {
      try {
        wait.getValue().call();
      } catch (IllegalStateException rejection) {
        rejected++;
      } catch (Throwable other) {
        throw new AssertionError(wait.getKey(), other);
      }
    }
    return rejected;
  }

  /** G6, G12: an action that waits for a future could wait for itself, and is told so. */
  @Test
  void wait_inAnAction_isRejected() {
    Agent<Integer> other = Agent.of(0);
    other.pause();
    CompletableFuture<Change<Integer>> outside = other.sendAndReport(x -> x + 1);
    Agent<Integer> agent = agent();
    CompletableFuture<List<Integer>> counts =
        agent.ask(x -> {
          CompletableFuture<Change<Integer>> own = agent.sendAndReport(y -> y);
          CompletableFuture<Change<Integer>> held = other.sendAndReport(y -> y + 1);
          return Reply.of(x + 1, List.of(rejected(outside), rejected(own), rejected(held)));
        });
    assertThat(Outcomes.valueOf(counts)).containsExactly(ALL, ALL, ALL);
    other.resume();
    Outcomes.settle(other);
    assertThat(other.deref()).isEqualTo(2);
  }

  /** 2.9: an action may look at a future that has ended, and at one that has not. */
  @Test
  void look_inAnAction_isAllowed() {
    Agent<Integer> other = Agent.of(0);
    CompletableFuture<Change<Integer>> done = other.sendAndReport(x -> x + 1);
    Outcomes.valueOf(done);
    Agent<Integer> agent = agent();
    CompletableFuture<List<Object>> seen =
        agent.ask(x -> {
          CompletableFuture<String> held = other.ask(y -> Reply.of(y, "late"));
          return Reply.of(
              x + rejected(done), List.of(done.join().newValue(), held.isDone(), held.getNow("-")));
        });
    assertThat(Outcomes.valueOf(seen)).containsExactly(1, false, "-");
    assertThat(agent.deref()).isZero();
  }

  /** G6: the same in SYNC watches and in failure handlers. */
  @Test
  void wait_inAWatchOrHandler_isRejected() {
    Agent<Integer> other = Agent.of(0);
    other.pause();
    CompletableFuture<Change<Integer>> outside = other.sendAndReport(x -> x + 1);
    AtomicInteger inWatch = new AtomicInteger();
    AtomicInteger inHandler = new AtomicInteger();
    Agent<Integer> agent =
        builder()
            .watch(change -> inWatch.set(rejected(outside)))
            .onFailure(failure -> {
              inHandler.set(rejected(outside));
              return FailureDecision.skip();
            })
            .build();
    agent.send(x -> x + 1).send(Outcomes.throwing(thrown));
    Outcomes.settle(agent);
    assertThat(inWatch).hasValue(ALL);
    assertThat(inHandler).hasValue(ALL);
    other.resume();
  }

  /** G6: a callback that waits for its own agent would wait for itself. */
  @Test
  void wait_inACallback_isRejected() {
    Agent<Integer> agent = agent();
    agent.pause();
    CompletableFuture<Integer> count =
        agent
            .sendAndReport(x -> x + 1)
            .thenApply(change -> rejected(agent.sendAndReport(x -> x + 1)));
    agent.resume();
    assertThat(Outcomes.valueOf(count)).isEqualTo(ALL);
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** AG-40, G13: a thread that an action has started may wait. */
  @Test
  void wait_onAThreadOfAnAction_isAllowed() {
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent = agent();
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    agent.send(x -> {
      Thread.startVirtualThread(() -> {
        try {
          seen.complete(other.sendAndReport(y -> y + 1).join().newValue());
        } catch (Throwable failure) {
          seen.completeExceptionally(failure);
        }
      });
      return x;
    });
    assertThat(Outcomes.valueOf(seen)).isEqualTo(1);
  }

  /** G3, TX-50: in the transaction that holds the send, waiting is rejected; after it not. */
  @Test
  void wait_inTheTransactionThatHoldsTheSend_isRejected() {
    Agent<Integer> agent = agent();
    AtomicInteger count = new AtomicInteger();
    CompletableFuture<Change<Integer>> future =
        Stm.dosync(() -> {
          CompletableFuture<Change<Integer>> held = agent.sendAndReport(x -> x + 1);
          count.set(rejected(held));
          return held;
        });
    assertThat(count).hasValue(ALL);
    assertThat(future.join().newValue()).isEqualTo(1);
  }

  /** 2.9: a transaction may wait for what was sent before it. */
  @Test
  void wait_inATransaction_forAnEarlierSend_isAllowed() {
    Agent<Integer> agent = agent();
    CompletableFuture<Change<Integer>> before = agent.sendAndReport(x -> x + 1);
    int seen = Stm.dosync(() -> before.join().newValue());
    assertThat(seen).isEqualTo(1);
  }

  /** G3: another thread may wait for what a transaction holds. */
  @Test
  void wait_onAnotherThread_forAHeldSend_isAllowed() {
    Agent<Integer> agent = agent();
    AtomicReference<Threads.@Nullable Running> waiter = new AtomicReference<>();
    Stm.dosync(() -> {
      CompletableFuture<Change<Integer>> held = agent.sendAndReport(x -> x + 1);
      Threads.Running running = Threads.start(index -> Outcomes.valueOf(held));
      waiter.set(running);
      Waits.untilParked(running.thread());
    });
    Objects.requireNonNull(waiter.get()).join();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G7: what a policy drops ends its future. */
  @ParameterizedTest
  @EnumSource(
      value = Overflow.class,
      names = {"DROP_OLDEST", "DROP_NEWEST"})
  void future_ofADroppedAction_ends(Overflow overflow) {
    Agent<Integer> agent = builder().capacity(1, overflow).build();
    agent.pause();
    CompletableFuture<Change<Integer>> first = agent.sendAndReport(x -> x + 1);
    CompletableFuture<String> second = agent.ask(x -> Reply.of(x + 10, ""));
    CompletableFuture<?> dropped = overflow == Overflow.DROP_OLDEST ? first : second;
    assertThat(Outcomes.failureOf(dropped))
        .isInstanceOfSatisfying(
            AgentRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(UnrunAction.Reason.DROPPED));
    agent.resume();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(overflow == Overflow.DROP_OLDEST ? 10 : 1);
  }
}
