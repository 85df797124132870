package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** The counts of an agent account for every action that was sent to it. */
class CountsTest {
  private final CapturedLog log = CapturedLog.of("tumbler");

  private final IllegalArgumentException thrown = new IllegalArgumentException("no");

  @AfterEach
  void closeLog() {
    log.close();
  }

  private static Agent.Builder<Integer> builder() {
    return Agent.builder(0).name("tumbler");
  }

  private static void assertCounts(Agent<?> agent, int processed, int failed, int rejected) {
    assertThat(List.of(agent.processedCount(), agent.failedCount(), agent.rejectedCount()))
        .as("processed, failed, rejected")
        .containsExactly((long) processed, (long) failed, (long) rejected);
  }

  // ------------------------------------------------------------------ one by one

  /** Flaw G19: a new agent has done nothing, and nothing waits. */
  @Test
  void counts_new_areZero() {
    Agent<Integer> agent = builder().build();
    assertCounts(agent, 0, 0, 0);
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.group()).isSameAs(AgentGroup.shared());
  }

  /** Flaw G19, AG-07: what waits counts, without the action that runs. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void queueLength_countsWhatWaits(boolean bounded) {
    Agent<Integer> agent =
        bounded ? builder().capacity(100, Overflow.BLOCK).build() : builder().build();
    Blocker<Integer> first = Blocker.in(agent);
    assertThat(agent.queueLength()).isZero();
    agent.send(x -> x + 1);
    assertThat(agent.queueLength()).isEqualTo(1);
    Blocker<Integer> second = new Blocker<>();
    agent.send(second);
    agent.sendAll(List.of(x -> x + 1, x -> x + 1));
    agent.sendVia(Runnable::run, x -> x + 1);
    assertThat(agent.queueLength()).isEqualTo(5);
    first.open();
    second.awaitBegun();
    assertThat(agent.queueLength()).isEqualTo(3);
    assertThat(agent.processedCount()).isEqualTo(2);
    second.open();
    Outcomes.settle(agent);
    assertThat(agent.queueLength()).isZero();
    assertCounts(agent, 6, 0, 0);
  }

  /** Flaw G19: inside of an action it has not succeeded yet, and does not wait any more. */
  @Test
  void counts_insideOfAnAction() {
    Agent<Integer> agent = builder().build();
    agent.pause();
    CompletableFuture<List<Long>> seen =
        agent.ask(x -> Reply.of(x, List.of(agent.processedCount(), (long) agent.queueLength())));
    CompletableFuture<Change<Integer>> next = agent.sendAndReport(x -> x + 1);
    agent.resume();
    assertThat(Outcomes.valueOf(seen)).containsExactly(0L, 1L);
    Outcomes.valueOf(next);
    assertThat(agent.processedCount()).isEqualTo(2);
  }

  /** Flaw G19: neither waiting, nor pausing, nor restarting, nor reading counts. */
  @Test
  void counts_whatIsNoAction_doesNotCount() throws InterruptedException {
    Agent<Integer> agent = builder().build();
    agent.pause().resume();
    agent.await();
    agent.deref();
    agent.watch("w", change -> {});
    agent.setValidator(x -> x >= 0, "must be >= 0");
    assertCounts(agent, 0, 0, 0);
    Outcomes.fail(agent, thrown);
    assertThatThrownBy(() -> agent.await()).isInstanceOf(AgentFailedException.class);
    assertThatThrownBy(() -> agent.restart(-1)).isInstanceOf(IllegalStateException.class);
    agent.restart(1).await();
    assertCounts(agent, 0, 1, 0);
  }

  /** Flaw G19: each way of not being run counts as rejected, once. */
  @Test
  void rejectedCount_countsEachWayOfNotRunning() {
    AtomicBoolean refuses = new AtomicBoolean();
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent =
        group
            .agentBuilder(0)
            .name("tumbler")
            .executor(task -> {
              if (refuses.get()) {
                throw new RejectedExecutionException("full");
              }
              task.run();
            })
            .build();
    UnaryOperator<Integer> inc = x -> x + 1;

    refuses.set(true);
    assertThatThrownBy(() -> agent.send(inc)).isInstanceOf(AgentRejectedException.class);
    assertCounts(agent, 0, 0, 1);
    assertThatThrownBy(() -> agent.sendAll(List.of(inc, inc)))
        .isInstanceOf(AgentRejectedException.class);
    assertCounts(agent, 0, 0, 3);
    refuses.set(false);

    agent
        .pause()
        .send(inc)
        .sendVia(
            task -> {
              throw new RejectedExecutionException("full");
            },
            inc)
        .resume();
    assertCounts(agent, 1, 0, 4);

    agent.pause();
    assertThat(agent.sendAndReport(inc).cancel(false)).isTrue();
    assertCounts(agent, 1, 0, 5);
    agent.resume();
    assertCounts(agent, 1, 0, 5);

    agent.pause().send(Outcomes.throwing(thrown)).send(inc).send(inc).resume();
    assertCounts(agent, 1, 1, 5);
    assertThatThrownBy(() -> agent.send(inc)).isInstanceOf(AgentFailedException.class);
    assertCounts(agent, 1, 1, 6);
    agent.restart(0, Backlog.CLEAR);
    assertCounts(agent, 1, 1, 8);

    agent.pause().send(inc).send(inc).send(inc);
    assertThat(group.shutdownNow()).hasSize(3);
    assertCounts(agent, 1, 1, 11);
    assertThatThrownBy(() -> agent.send(inc)).isInstanceOf(AgentRejectedException.class);
    assertCounts(agent, 1, 1, 12);
    assertThat(agent.deref()).isZero();
  }

  /** Flaw G19: all actions of one call that is refused count. */
  @Test
  void rejectedCount_sendAllIsRefused_countsAll() {
    Agent<Integer> agent = builder().build();
    Outcomes.fail(agent, thrown);
    assertThatThrownBy(() -> agent.sendAll(List.of(x -> x, x -> x, x -> x)))
        .isInstanceOf(AgentFailedException.class);
    assertCounts(agent, 0, 1, 3);
  }

  /** Flaw G19, G8: what a paused agent holds when its group is closed counts. */
  @Test
  void rejectedCount_groupIsClosed_countsWhatWasHeld() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agentBuilder(0).name("tumbler").build();
    agent.pause().send(x -> x).send(x -> x);
    group.close();
    assertCounts(agent, 0, 0, 2);
  }

  /** Flaw G19, G7: each policy accounts for what it has no room for. */
  @ParameterizedTest
  @EnumSource(
      value = Overflow.class,
      names = {"REJECT", "DROP_OLDEST", "DROP_NEWEST"})
  void rejectedCount_full_countsWhatFoundNoRoom(Overflow overflow) {
    Agent<Integer> agent = builder().capacity(2, overflow).build();
    agent.pause();
    for (int i = 0; i < 5; i++) {
      try {
        agent.send(x -> x + 1);
      } catch (AgentRejectedException full) {
        assertThat(overflow).isEqualTo(Overflow.REJECT);
      }
    }
    assertThat(agent.queueLength()).isEqualTo(2);
    assertCounts(agent, 0, 0, 3);
    agent.resume();
    Outcomes.settle(agent);
    assertCounts(agent, 2, 0, 3);
  }

  /** Flaw G19, G3: a held send that cannot be delivered counts where it was sent to. */
  @Test
  void rejectedCount_heldSendIsRefused_counts() {
    Agent<Integer> other = builder().build();
    Agent<Integer> agent = Agent.of(0);
    Blocker<Integer> blocker = new Blocker<>();
    agent.send(x -> {
      other.send(y -> y + 1);
      return blocker.apply(x);
    });
    blocker.awaitBegun();
    Outcomes.fail(other, thrown);
    blocker.open();
    Outcomes.settle(agent);
    assertCounts(other, 0, 1, 1);
  }

  // ------------------------------------------------------------------ together

  /** Flaw G19: under a mixed load, processed, failed and rejected account for every send. */
  @ParameterizedTest
  @EnumSource(Overflow.class)
  void counts_mixedLoadBounded_accountForEverySend(Overflow overflow) {
    mixedLoad(builder().errorMode(ErrorMode.CONTINUE).capacity(8, overflow).build());
  }

  /** Flaw G19: the same without a bound. */
  @Test
  void counts_mixedLoad_accountForEverySend() {
    mixedLoad(builder().errorMode(ErrorMode.CONTINUE).build());
  }

  private void mixedLoad(Agent<Integer> agent) {
    AtomicLong ran = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    AtomicLong notSent = new AtomicLong();
    int threads = 4;
    int each = 2_000;
    agent.setFailureHandler(failure -> FailureDecision.skip());
    UnaryOperator<Integer> good =
        x -> {
          ran.incrementAndGet();
          return x + 1;
        };
    UnaryOperator<Integer> bad =
        x -> {
          failed.incrementAndGet();
          throw thrown;
        };
    Threads.run(
        threads,
        index -> {
          Random random = new Random(index);
          for (int i = 0; i < each; i++) {
            UnaryOperator<Integer> action = random.nextInt(5) == 0 ? bad : good;
            try {
              switch (random.nextInt(6)) {
                case 0 -> agent.send(action);
                case 1 -> agent.send((x, y) -> action.apply(x), i);
                case 2 -> agent.sendVia(Runnable::run, action);
                case 3 -> agent.sendAndReport(action).cancel(false);
                case 4 -> assertThat(agent.ask(x -> Reply.of(action.apply(x), ""))).isNotNull();
                default -> {
                  if (!agent.trySend(action)) {
                    notSent.incrementAndGet(); // trySend answers false: nothing was sent
                  }
                }
              }
            } catch (AgentRejectedException full) {
              assertThat(full.reason()).isEqualTo(UnrunAction.Reason.FULL);
            }
          }
        });
    Outcomes.settle(agent);
    assertThat(agent.processedCount()).isEqualTo(ran.get());
    assertThat(agent.failedCount()).isEqualTo(failed.get());
    assertThat(agent.deref().longValue()).isEqualTo(ran.get());
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.processedCount() + agent.failedCount() + agent.rejectedCount())
        .isEqualTo((long) threads * each - notSent.get());
  }

  /** Flaw G19: the account holds while the agent fails, and is restarted with either backlog. */
  @Test
  void counts_failuresAndRestarts_accountForEverySend() {
    Agent<Integer> agent = builder().build();
    AtomicLong ran = new AtomicLong();
    AtomicLong sent = new AtomicLong();
    int senders = 3;
    AtomicLong sending = new AtomicLong(senders);
    List<CompletableFuture<Change<Integer>>> futures = new ArrayList<>();
    Threads.run(
        senders + 1,
        index -> {
          if (index == senders) {
            boolean clear = false;
            while (sending.get() > 0) {
              if (agent.isFailed()) {
                clear = !clear;
                agent.restart(0, clear ? Backlog.CLEAR : Backlog.KEEP);
              } else {
                Thread.onSpinWait();
              }
            }
            return;
          }
          Random random = new Random(index);
          for (int i = 0; i < 2_000; i++) {
            boolean fails = random.nextInt(50) == 0;
            sent.incrementAndGet();
            UnaryOperator<Integer> action =
                x -> {
                  if (fails) {
                    throw thrown;
                  }
                  ran.incrementAndGet();
                  return x + 1;
                };
            try {
              if (random.nextBoolean()) {
                agent.send(action);
              } else {
                CompletableFuture<Change<Integer>> future = agent.sendAndReport(action);
                synchronized (futures) {
                  futures.add(future);
                }
              }
            } catch (AgentFailedException refused) {
              assertThat(refused.agent()).isSameAs(agent);
            }
          }
          sending.decrementAndGet();
        });
    Waits.until(
        "all has been done",
        () -> {
          if (agent.isFailed()) {
            agent.restart(0);
          }
          return agent.processedCount() + agent.failedCount() + agent.rejectedCount() == sent.get()
              && agent.queueLength() == 0;
        });
    Waits.until(
        "each future has ended", () -> futures.stream().allMatch(CompletableFuture::isDone));
    assertThat(agent.processedCount()).isEqualTo(ran.get());
  }

  /** Flaw G19: held sends of actions that fail were never sent, and do not count. */
  @Test
  void counts_droppedHeldSends_doNotCount() {
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
    Outcomes.settle(
        agent.send(x -> {
          other.send(y -> y + 1);
          agent.send(y -> y + 1);
          throw thrown;
        }));
    assertCounts(agent, 0, 1, 0);
    assertCounts(other, 0, 0, 0);
  }
}
