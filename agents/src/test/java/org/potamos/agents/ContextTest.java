package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.potamos.agents.Endings.failureOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.potamos.core.Change;
import org.potamos.core.Threads;
import org.potamos.refs.Stm;

/**
 * The context of a sender (AG-26, AG-27, flaw G9): captured at the send, restored around the action
 * function, and nowhere else.
 */
class ContextTest {
  private final ThreadLocal<@Nullable String> local = new ThreadLocal<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void clear() {
    local.remove();
  }

  private String here() {
    return Objects.requireNonNullElse(local.get(), "none");
  }

  private void see(String where) {
    seen.add(where + "=" + here());
  }

  private UnaryOperator<Integer> seeing(String where) {
    return count -> {
      see(where);
      return count + 1;
    };
  }

  private Agent.Builder<Integer> carrying() {
    return Agent.builder(0).contextPropagator(ContextPropagator.ofThreadLocals(local));
  }

  private static int inc(int count) {
    return count + 1;
  }

  /** Counts what a propagator is asked for. */
  private static final class Counting implements ContextPropagator {
    final AtomicInteger captured = new AtomicInteger();
    final AtomicInteger restored = new AtomicInteger();

    @Override
    public Snapshot capture() {
      captured.incrementAndGet();
      return action -> {
        restored.incrementAndGet();
        action.run();
      };
    }

    void assertCounts(int captures, int restorations) {
      assertThat(captured).as("captured").hasValue(captures);
      assertThat(restored).as("restored").hasValue(restorations);
    }
  }

  // ------------------------------------------------------------------ captured at the send

  /** AG-26: the action sees what the sender had, when it sent it. */
  @Test
  void send_contextChangesLater_actionSeesThatOfTheSend() throws Exception {
    Agent<Integer> agent = carrying().build();
    agent.pause();
    for (String word : List.of("a", "b")) {
      local.set(word);
      agent.send(seeing("action"));
    }
    local.remove();
    agent.send(seeing("action"));
    local.set("late");
    agent.resume().await();
    assertThat(seen).containsExactly("action=a", "action=b", "action=none");
    assertThat(here()).isEqualTo("late");
  }

  /** AG-26: each sender's actions see its own. */
  @Test
  void send_manySenders_eachActionSeesItsSender() throws Exception {
    Agent<Integer> agent = carrying().build();
    Threads.run(
        4,
        index -> {
          local.set("sender " + index);
          for (int i = 0; i < 200; i++) {
            agent.send(count -> {
              assertThat(here()).isEqualTo("sender " + index);
              return count + 1;
            });
          }
        });
    agent.await();
    assertThat(agent.deref()).isEqualTo(800);
  }

  /** AG-26: every kind of send captures once for each action, and restores once. */
  @Test
  void sends_ofEachKind_captureOnceAndRestoreOnce() throws Exception {
    Counting counting = new Counting();
    Agent<Integer> agent = Agent.builder(0).contextPropagator(counting).build();
    agent.send(ContextTest::inc);
    agent.send(Integer::sum, 1);
    agent.sendVia(Runnable::run, ContextTest::inc);
    agent.sendVia(Runnable::run, Integer::sum, 1);
    agent.sendAll(List.of(ContextTest::inc, ContextTest::inc));
    List<CompletableFuture<?>> futures =
        List.of(
            agent.sendAndReport(ContextTest::inc),
            agent.sendAndReport(Integer::sum, 1),
            agent.ask(count -> Reply.of(count + 1, count)));
    agent.trySend(ContextTest::inc);
    agent.trySend(Integer::sum, 1);
    agent.trySend(ContextTest::inc, Duration.ZERO);
    agent.await();
    assertThat(futures).allSatisfy(future -> assertThat(failureOf(future)).isNull());
    assertThat(agent.deref()).isEqualTo(12);
    counting.assertCounts(12, 12);
  }

  /** AG-26, G7: the same for bounded agents. */
  @Test
  void sends_toBoundedAgent_captureOnceAndRestoreOnce() throws Exception {
    Counting counting = new Counting();
    Agent<Integer> agent =
        Agent.builder(0).capacity(10, Overflow.BLOCK).contextPropagator(counting).build();
    agent.send(ContextTest::inc);
    agent.sendAll(List.of(ContextTest::inc, ContextTest::inc));
    agent.trySend(ContextTest::inc);
    agent.trySend(ContextTest::inc, Duration.ofSeconds(1));
    agent.await();
    assertThat(agent.deref()).isEqualTo(5);
    counting.assertCounts(5, 5);
  }

  /** AG-26, G6: what is no action carries no context. */
  @Test
  void propagator_whatIsNoSend_isNotAsked() throws Exception {
    Counting counting = new Counting();
    Agent<Integer> agent =
        Agent.builder(0)
            .contextPropagator(counting)
            .watch("watch", change -> {})
            .onFailure(failure -> FailureDecision.fail())
            .build();
    agent.await();
    agent.pause().resume();
    assertThat(agent.deref()).isZero();
    counting.assertCounts(0, 0);
    agent.send(count -> {
      throw new IllegalArgumentException("no");
    });
    assertThatThrownBy(agent::await).isInstanceOf(AgentFailedException.class);
    agent.restart(1).await();
    counting.assertCounts(1, 1);
  }

  /** AG-26: what is cancelled, or cleared, restores nothing. */
  @Test
  void propagator_actionDoesNotRun_isNotRestored() throws Exception {
    Counting counting = new Counting();
    Agent<Integer> agent = Agent.builder(0).contextPropagator(counting).build();
    agent.pause();
    assertThat(agent.sendAndReport(ContextTest::inc).cancel(false)).isTrue();
    agent.resume().await();
    counting.assertCounts(1, 0);
  }

  /** AG-26: the group's propagator is for all of its agents, unless one has its own. */
  @Test
  void propagator_ofTheGroup_isTheDefault() throws Exception {
    Counting ofGroup = new Counting();
    Counting own = new Counting();
    AgentGroup group = AgentGroup.builder().contextPropagator(ofGroup).build();
    group.agent(0).send(ContextTest::inc).await();
    ofGroup.assertCounts(1, 1);
    group.agentBuilder(0).contextPropagator(own).build().send(ContextTest::inc).await();
    ofGroup.assertCounts(1, 1);
    own.assertCounts(1, 1);
    Agent.of(0).send(ContextTest::inc).await();
    ofGroup.assertCounts(1, 1);
    own.assertCounts(1, 1);
  }

  /** AG-26: without a propagator nothing of the sender's thread reaches the action. */
  @Test
  void send_noPropagator_actionSeesNothing() throws Exception {
    local.set("sender");
    Agent.of(0).send(seeing("action")).await();
    assertThat(seen).containsExactly("action=none");
  }

  // ------------------------------------------------------------------ held sends

  /** AG-26, G3: held in an action, a send still has the context of its call. */
  @Test
  void send_heldByAction_seesTheContextOfTheCall() throws Exception {
    Agent<Integer> target = carrying().build();
    Agent<Integer> sender = carrying().build();
    local.set("outer");
    sender
        .send(count -> {
          target.send(seeing("first"));
          local.set("inner");
          target.send(seeing("second"));
          local.set("later");
          return count;
        })
        .await();
    target.await();
    assertThat(seen).containsExactly("first=outer", "second=inner");
    assertThat(here()).isEqualTo("outer");
  }

  /** AG-26, TX-50: the same for a transaction. */
  @Test
  void send_heldByTransaction_seesTheContextOfTheCall() throws Exception {
    Agent<Integer> target = carrying().build();
    local.set("before");
    Stm.dosync(() -> {
      target.send(seeing("first"));
      local.set("inside");
      target.send(seeing("second"));
      local.set("end");
    });
    target.await();
    assertThat(seen).containsExactly("first=before", "second=inside");
  }

  // ------------------------------------------------------------------ and nowhere else

  /** Flaw G9: neither validators nor watches, handlers, futures or the next action see it. */
  @Test
  void context_restored_isVisibleToTheFunctionOnly() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      AgentGroup group =
          AgentGroup.builder().executor(pool).onFailure(failure -> see("listener")).build();
      Agent<Integer> agent =
          group
              .agentBuilder(0)
              .contextPropagator(ContextPropagator.ofThreadLocals(local))
              .onFailure(failure -> {
                see("handler");
                return FailureDecision.skip();
              })
              .build();
      agent.setValidator((current, proposed) -> {
        see("validator");
        return List.of();
      });
      agent.watch("watch", change -> see("watch"));
      seen.clear();
      agent.pause();
      local.set("sender");
      CompletableFuture<?> callback =
          agent.sendAndReport(seeing("action")).thenAccept(change -> see("callback"));
      agent.send(count -> {
        see("failing");
        throw new IllegalArgumentException("no");
      });
      agent.resume().await();
      assertThat(failureOf(callback)).isNull();
      assertThat(seen)
          .containsExactly(
              "action=sender",
              "validator=none",
              "watch=none",
              "callback=none",
              "failing=sender",
              "listener=none",
              "handler=none");
      seen.clear();
      Agent.builder(0).executor(pool).build().send(seeing("stranger")).await();
      pool.submit(() -> see("plain task")).get();
      assertThat(seen).containsExactly("stranger=none", "plain task=none");
    } finally {
      pool.shutdown();
    }
  }

  /** Flaw G9: what an action sets goes with it, whether it succeeds or fails. */
  @Test
  void context_changedByTheAction_doesNotLeak() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Agent<Integer> agent =
          carrying().executor(pool).onFailure(failure -> FailureDecision.skip()).build();
      local.set("sender");
      agent.send(count -> {
        local.set("leak");
        return count + 1;
      });
      agent.send(count -> {
        local.set("leak");
        throw new IllegalArgumentException("no");
      });
      local.remove();
      agent.send(seeing("next")).await();
      pool.submit(() -> see("plain task")).get();
      assertThat(seen).containsExactly("next=none", "plain task=none");
    } finally {
      pool.shutdown();
    }
  }

  /** AG-27, flaw G9: an executor that runs in the caller leaves the caller its own context. */
  @Test
  void context_callerRuns_callerKeepsItsOwn() {
    Agent<Integer> agent =
        carrying().executor(Runnable::run).onFailure(failure -> FailureDecision.skip()).build();
    local.set("caller");
    agent.send(count -> {
      see("action");
      local.set("changed");
      return count + 1;
    });
    see("after");
    agent.send(count -> {
      local.set("changed");
      throw new IllegalArgumentException("no");
    });
    see("after failure");
    agent.watch("watch", change -> see("watch"));
    agent.send(ContextTest::inc);
    assertThat(seen)
        .containsExactly("action=caller", "after=caller", "after failure=caller", "watch=caller");
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** AG-27: a send held in one context and released in another disturbs neither. */
  @Test
  void context_callerRunsHeldSend_callerKeepsItsOwn() {
    Agent<Integer> agent = carrying().executor(Runnable::run).build();
    local.set("call");
    Stm.dosync(() -> {
      agent.send(seeing("action"));
      local.set("commit");
    });
    see("after");
    assertThat(seen).containsExactly("action=call", "after=commit");
  }

  /** Several thread-locals, nulls and first values among them, are carried together. */
  @Test
  void ofThreadLocals_several_areAllCarried() throws Exception {
    ThreadLocal<Integer> other = ThreadLocal.withInitial(() -> -1);
    Agent<Integer> agent =
        Agent.builder(0).contextPropagator(ContextPropagator.ofThreadLocals(local, other)).build();
    local.set("a");
    other.set(1);
    agent.send(count -> {
      seen.add(here() + other.get());
      return count;
    });
    local.set(null);
    other.remove();
    agent.send(count -> {
      seen.add(here() + other.get());
      return count;
    });
    agent.await();
    assertThat(seen).containsExactly("a1", "none-1");
  }

  /** No thread-locals are a context too; missing ones are a mistake, told at once. */
  @Test
  void ofThreadLocals_noneOrMissing_isLegalOrRejected() throws Exception {
    Agent.builder(0)
        .contextPropagator(ContextPropagator.ofThreadLocals())
        .build()
        .send(seeing("action"))
        .await();
    assertThat(seen).containsExactly("action=none");
    assertThatThrownBy(() -> ContextPropagator.ofThreadLocals(local, missing()))
        .isInstanceOf(NullPointerException.class);
  }

  /** Whoever goes on using the array that he has given changes nothing. */
  @Test
  void ofThreadLocals_arrayChangedLater_isNotAffected() throws Exception {
    ThreadLocal<?>[] locals = {local};
    ContextPropagator propagator = ContextPropagator.ofThreadLocals(locals);
    locals[0] = new ThreadLocal<String>();
    local.set("sender");
    Agent.builder(0).contextPropagator(propagator).build().send(seeing("action")).await();
    assertThat(seen).containsExactly("action=sender");
  }

  @SuppressWarnings("NullAway") // misuse
  private static ThreadLocal<String> missing() {
    return null;
  }

  // ------------------------------------------------------------------ propagators that misbehave

  private static void assertActionFails(ContextPropagator propagator, int runs) throws Exception {
    AtomicInteger ran = new AtomicInteger();
    List<ActionFailure<Integer>> failures = new ArrayList<>();
    AtomicReference<ContextPropagator> present = new AtomicReference<>(propagator);
    Agent<Integer> agent =
        Agent.builder(7)
            .contextPropagator(() -> Objects.requireNonNull(present.get()).capture())
            .onFailure(failure -> {
              failures.add(failure);
              return FailureDecision.skip();
            })
            .build();
    CompletableFuture<Change<Integer>> future =
        agent.sendAndReport(count -> {
          ran.incrementAndGet();
          return count + 1;
        });
    Throwable cause = failureOf(future);
    assertThat(cause).isNotNull();
    agent.await();
    assertThat(ran).hasValue(runs);
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).cause()).isSameAs(cause);
    assertThat(agent.deref()).isEqualTo(7);
    assertThat(agent.version()).isZero();
    assertThat(agent.failedCount()).isEqualTo(1);
    present.set(() -> Runnable::run);
    agent.send(ContextTest::inc).await();
    assertThat(agent.deref()).isEqualTo(8);
  }

  /** G4: a snapshot that does not run the action fails it: nothing is skipped in silence. */
  @Test
  void snapshot_doesNotRunTheAction_failsIt() throws Exception {
    assertActionFails(() -> action -> {}, 0);
  }

  /** An action is never repeated, whatever the snapshot wants. */
  @Test
  void snapshot_runsTheActionTwice_failsIt() throws Exception {
    assertActionFails(
        () ->
            action -> {
              action.run();
              action.run();
            },
        1);
  }

  /** A snapshot that throws fails the action, before it as well as after it. */
  @Test
  void snapshot_throws_failsTheAction() throws Exception {
    assertActionFails(
        () ->
            action -> {
              throw new IllegalArgumentException("before");
            },
        0);
    assertActionFails(
        () ->
            action -> {
              action.run();
              throw new IllegalArgumentException("after");
            },
        1);
    assertActionFails(
        () ->
            action -> {
              action.run();
              throw new AssertionError("after");
            },
        1);
  }

  /** G3: held sends of an action whose snapshot throws afterwards are dropped with it. */
  @Test
  void snapshot_throwsAfterTheAction_dropsHeldSends() throws Exception {
    Agent<Integer> target = Agent.of(0);
    Agent<Integer> agent =
        Agent.builder(0)
            .contextPropagator(() ->
                action -> {
                  action.run();
                  throw new IllegalArgumentException("after");
                })
            .onFailure(failure -> FailureDecision.skip())
            .build();
    agent
        .send(count -> {
          target.send(ContextTest::inc);
          return count + 1;
        })
        .await();
    target.await();
    assertThat(target.deref()).isZero();
    assertThat(target.processedCount()).isZero();
  }

  /** A snapshot cannot make a failed action succeed by swallowing what it throws. */
  @Test
  void snapshot_swallowsWhatTheActionThrows_failsIt() throws Exception {
    List<Throwable> swallowed = new ArrayList<>();
    Agent<Integer> agent =
        Agent.builder(7)
            .contextPropagator(() ->
                action -> {
                  try {
                    action.run();
                  } catch (RuntimeException thrown) {
                    swallowed.add(thrown);
                  }
                })
            .onFailure(failure -> FailureDecision.skip())
            .build();
    Throwable cause =
        failureOf(
            agent.sendAndReport(count -> {
              throw new IllegalArgumentException("swallowed");
            }));
    assertThat(cause).isNotNull();
    assertThat(swallowed).hasSize(1);
    assertThat(agent.deref()).isEqualTo(7);
    assertThat(agent.failedCount()).isEqualTo(1);
  }

  /** A snapshot that lets what the action throws pass changes nothing about it. */
  @Test
  void snapshot_passesOnWhatTheActionThrows_isTheCause() {
    IllegalArgumentException thrown = new IllegalArgumentException("mine");
    Agent<Integer> agent =
        Agent.builder(7)
            .contextPropagator(() -> Runnable::run)
            .onFailure(failure -> FailureDecision.skip())
            .build();
    assertThat(
            failureOf(
                agent.sendAndReport(count -> {
                  throw thrown;
                })))
        .isSameAs(thrown);
  }

  /** A capture that throws reaches the sender as it is; nothing was sent, the agent is unharmed. */
  @Test
  void capture_throws_reachesTheSender() throws Exception {
    IllegalArgumentException thrown = new IllegalArgumentException("no context");
    AtomicReference<@Nullable RuntimeException> next = new AtomicReference<>(thrown);
    Agent<Integer> agent =
        Agent.builder(0)
            .contextPropagator(() -> {
              RuntimeException failure = next.get();
              if (failure != null) {
                throw failure;
              }
              return Runnable::run;
            })
            .build();
    assertThatThrownBy(() -> agent.send(ContextTest::inc)).isSameAs(thrown);
    assertThatThrownBy(() -> agent.sendAndReport(ContextTest::inc)).isSameAs(thrown);
    assertThatThrownBy(() -> agent.sendAll(List.of(ContextTest::inc))).isSameAs(thrown);
    Stm.dosync(() -> {
      assertThatThrownBy(() -> agent.send(ContextTest::inc)).isSameAs(thrown);
    });
    next.set(null);
    agent.send(ContextTest::inc).await();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.failedCount()).isZero();
  }

  /** G7: a capture that throws in the middle of several leaves nothing behind. */
  @Test
  void capture_throwsForOneOfSeveral_sendsNone() throws Exception {
    AtomicInteger captures = new AtomicInteger();
    Agent<Integer> agent =
        Agent.builder(0)
            .contextPropagator(() -> {
              if (captures.incrementAndGet() == 2) {
                throw new IllegalArgumentException("no context");
              }
              return Runnable::run;
            })
            .build();
    assertThatThrownBy(
            () -> agent.sendAll(List.of(ContextTest::inc, ContextTest::inc, ContextTest::inc)))
        .hasMessage("no context");
    agent.await();
    assertThat(agent.deref()).isZero();
    assertThat(agent.queueLength()).isZero();
  }

  /** A capture that answers nothing is the propagator's mistake, told at the send. */
  @Test
  void capture_answersNull_isRejected() throws Exception {
    Agent<Integer> agent = Agent.builder(0).contextPropagator(ContextTest::nothing).build();
    assertThatThrownBy(() -> agent.send(ContextTest::inc)).isInstanceOf(NullPointerException.class);
    agent.await();
    assertThat(agent.deref()).isZero();
  }

  @SuppressWarnings("NullAway") // misuse
  private static ContextPropagator.Snapshot nothing() {
    return null;
  }

  /** A propagator is there, and given once. */
  @Test
  void contextPropagator_misused_isRejected() {
    ContextPropagator propagator = () -> Runnable::run;
    assertThatThrownBy(
            () -> Agent.builder(0).contextPropagator(propagator).contextPropagator(propagator))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Agent.builder(0).contextPropagator(noPropagator()))
        .isInstanceOf(NullPointerException.class);
  }

  @SuppressWarnings("NullAway") // misuse
  private static ContextPropagator noPropagator() {
    return null;
  }
}
