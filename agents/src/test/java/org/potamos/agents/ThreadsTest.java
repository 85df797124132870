package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.core.WatchFailure;

/**
 * The threads that agents run on: which, for how long, and what they carry from one to the next.
 */
class ThreadsTest {
  private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

  @RegisterExtension final NothingFailed events = new NothingFailed();

  /** What an action finds on its thread. */
  private record Seen(
      Thread thread, String name, boolean virtual, boolean daemon, @Nullable String inherited) {
    static Seen here() {
      Thread thread = Thread.currentThread();
      return new Seen(
          thread, thread.getName(), thread.isVirtual(), thread.isDaemon(), INHERITABLE.get());
    }
  }

  private static Seen seenBy(Agent<?> agent) {
    return AgentWaits.get(observation(agent));
  }

  private static <T extends @Nullable Object> CompletableFuture<Seen> observation(Agent<T> agent) {
    return agent.ask(present -> Reply.of(present, Seen.here()));
  }

  // ------------------------------------------------------------------ which threads

  /** G1, AG-02: actions run on virtual threads, which are daemons. */
  @Test
  void action_byDefault_runsOnAVirtualThread() {
    Seen seen = seenBy(Agent.of(0));
    assertThat(seen.virtual()).isTrue();
    assertThat(seen.daemon()).isTrue();
    assertThat(seen.thread()).isNotSameAs(Thread.currentThread());
  }

  /** AG-03, flaw G19: the thread is named after the agent while it runs one that has a name. */
  @Test
  void action_agentHasAName_threadIsNamedAfterIt() {
    assertThat(seenBy(Agent.builder(0).name("ledger").build()).name()).isEqualTo("agent-ledger");
    assertThat(seenBy(Agent.of(0)).name()).isEqualTo("agent");
  }

  /**
   * AG-03: agents that wake one another, each under its own name, also where threads are shared.
   */
  @Test
  void action_agentsWakeOneAnother_eachHasItsOwnName() {
    List<String> names = new CopyOnWriteArrayList<>();
    List<Agent<Integer>> agents = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      agents.add(i % 3 == 0 ? Agent.of(0) : Agent.builder(0).name("link " + i).build());
    }
    passOn(agents, 0, names);
    Waits.until("all have run", () -> names.size() == 10);
    for (int i = 0; i < 10; i++) {
      assertThat(names.get(i)).isEqualTo(i % 3 == 0 ? "agent" : "agent-link " + i);
    }
  }

  private static void passOn(List<Agent<Integer>> agents, int index, List<String> names) {
    agents
        .get(index)
        .send(present -> {
          names.add(Thread.currentThread().getName());
          if (index + 1 < agents.size()) {
            passOn(agents, index + 1, names);
          }
          return present;
        });
  }

  /** AG-03: the threads of others keep their names. */
  @Test
  void action_onAnotherExecutor_threadKeepsItsName() {
    try (ExecutorService pool =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "of the pool"))) {
      assertThat(seenBy(Agent.builder(0).name("guest").executor(pool).build()).name())
          .isEqualTo("of the pool");
    }
    String before = Thread.currentThread().getName();
    Agent<Integer> here = Agent.builder(0).name("caller").executor(Runnable::run).build();
    here.send(present -> present + 1);
    assertThat(Thread.currentThread().getName()).isEqualTo(before);
  }

  /** AG-27, flaw G9: nothing is inherited from the thread that happens to send first. */
  @Test
  void action_senderHasInheritableThreadLocals_findsNone() {
    INHERITABLE.set("of the sender");
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(seenBy(Agent.of(0)).inherited()).isNull();
      }
    } finally {
      INHERITABLE.remove();
    }
  }

  /** AG-27, flaw G9: nothing is inherited by way of an action that sends, either. */
  @Test
  void action_sendingActionHasInheritableThreadLocals_findsNone() {
    AtomicReference<@Nullable Seen> seen = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    Agent<Integer> next = Agent.of(0);
    Agent.of(0)
        .send(present -> {
          INHERITABLE.set("of the action");
          try {
            next.send(x -> {
              seen.set(Seen.here());
              done.countDown();
              return x;
            });
            Agents.releasePendingSends();
          } finally {
            INHERITABLE.remove();
          }
          return present;
        });
    Waits.await(done);
    assertThat(seen.get()).isNotNull().extracting(Seen::inherited).isNull();
  }

  // ------------------------------------------------------------------ for how long

  /** G9: an agent that has nothing to do owns no thread: the one that it had ends. */
  @Test
  void idleAgent_ownsNoThread() {
    Agent<Integer> agent = Agent.of(0);
    Thread thread = seenBy(agent).thread();
    Waits.until("the thread has ended", () -> thread.getState() == Thread.State.TERMINATED);
    Agent<Integer> sender = Agent.of(0);
    sender.send(present -> {
      agent.send(x -> x + 1);
      return present;
    });
    AgentWaits.settle(sender, agent);
    assertThat(agent.deref()).isEqualTo(1);
  }

  /** G9: neither does an agent that is paused with a queue, nor one that has failed with one. */
  @Test
  void pausedOrFailedAgent_ownsNoThread() {
    AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    Agent<Integer> paused = Agent.of(0);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    paused.send(present -> {
      thread.set(Thread.currentThread());
      running.countDown();
      Waits.await(go);
      return present;
    });
    Waits.await(running);
    paused.pause();
    paused.send(present -> present + 1);
    go.countDown();
    Waits.until("the thread of the paused agent has ended", () -> hasEnded(thread.get()));
    assertThat(paused.queueLength()).isEqualTo(1);
    assertThat(paused.deref()).isZero();

    thread.set(null);
    Agent<Integer> failed =
        Agent.builder(0).onFailure(failure -> FailureDecision.fail()).build().pause();
    failed.send(present -> {
      thread.set(Thread.currentThread());
      throw new IllegalArgumentException("intended");
    });
    failed.send(present -> present + 1);
    failed.resume();
    Waits.until("the thread of the failed agent has ended", () -> hasEnded(thread.get()));
    assertThat(failed.isFailed()).isTrue();
    assertThat(failed.queueLength()).isEqualTo(1);
    assertThat(events.takeCauses()).hasSize(1);
  }

  private static boolean hasEnded(@Nullable Thread thread) {
    return thread != null && thread.getState() == Thread.State.TERMINATED;
  }

  // ------------------------------------------------------------------ blocking

  /** G1, flaw G5: however many agents block, no other one is delayed by that. */
  @Test
  void manyBlockedActions_delayNobodyElse() {
    int count = 1_000;
    CountDownLatch blocked = new CountDownLatch(count);
    CountDownLatch go = new CountDownLatch(1);
    List<Agent<Integer>> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Agent<Integer> agent = Agent.of(0);
      agents.add(agent);
      agent.send(present -> {
        blocked.countDown();
        Waits.await(go);
        return present + 1;
      });
    }
    Waits.await(blocked);
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> another = Agent.of(0);
    AgentWaits.get(
        other.sendAndReport(present -> {
          another.send(x -> x + 1);
          return present + 1;
        }));
    AgentWaits.settle(another);
    assertThat(another.deref()).isEqualTo(1);
    assertThat(agents).allMatch(agent -> agent.deref() == 0);
    go.countDown();
    AgentWaits.settle(agents.toArray(Agent<?>[]::new));
    assertThat(agents).allMatch(agent -> agent.deref() == 1);
  }

  /** G1: an action that blocks delays no agent to which its own agent has sent before. */
  @Test
  void blockedAction_delaysNobodyWhomItsAgentHasWoken() {
    Agent<Integer> source = Agent.of(0).pause();
    List<Agent<Integer>> woken = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      woken.add(Agent.of(0));
    }
    CountDownLatch go = new CountDownLatch(1);
    source.send(present -> {
      woken.forEach(agent -> agent.send(x -> x + 1));
      return present + 1;
    });
    source.send(present -> {
      Waits.await(go);
      return present + 1;
    });
    source.resume();
    Waits.until("all have run", () -> woken.stream().allMatch(agent -> agent.deref() == 1));
    assertThat(source.deref()).isEqualTo(1);
    go.countDown();
    AgentWaits.settle(source);
  }

  /** G1: a send that comes while the agent's last action has woken others and ends, the same. */
  @Test
  void blockedAction_sentBehindAnActionThatWakesOthers_delaysNobody() {
    for (int round = 0; round < 500; round++) {
      Agent<Integer> source = Agent.of(0);
      Agent<Integer> woken = Agent.of(0);
      CountDownLatch go = new CountDownLatch(1);
      source.send(present -> {
        woken.send(x -> x + 1);
        return present + 1;
      });
      source.send(present -> {
        Waits.await(go);
        return present + 1;
      });
      Waits.until("the other one has run", () -> woken.deref() == 1);
      go.countDown();
      AgentWaits.settle(source);
    }
  }

  /** G1: a callback of a future that blocks delays no agent to which the action has sent. */
  @Test
  void blockedCallback_delaysNobodyWhomTheActionHasWoken() {
    Agent<Integer> source = Agent.of(0).pause();
    Agent<Integer> woken = Agent.of(0);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<?> callback =
        source
            .sendAndReport(present -> {
              woken.send(x -> x + 1);
              return present + 1;
            })
            .thenRun(() -> Waits.await(go));
    source.resume();
    Waits.until("the other one has run", () -> woken.deref() == 1);
    assertThat(callback).isNotDone();
    go.countDown();
    AgentWaits.get(callback);
  }

  // ------------------------------------------------------------------ interrupts

  /** AG-45, flaw G15: an action that interrupts its thread does not interrupt the next one. */
  @Test
  void interrupt_leftByAnAction_doesNotReachTheNext() {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      for (Agent<Integer> agent :
          List.of(
              Agent.of(0),
              Agent.builder(0).executor(single).build(),
              Agent.builder(0).executor(Runnable::run).build())) {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        agent.pause();
        for (int i = 0; i < 3; i++) {
          agent.send(present -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            return present + 1;
          });
        }
        agent.resume();
        AgentWaits.settle(agent);
        assertThat(interrupted).containsExactly(false, false, false);
      }
    }
  }

  /** Flaw G15: the same for an action that fails, for a handler, and for a watch. */
  @Test
  void interrupt_leftByAFailedActionAHandlerOrAWatch_doesNotReachTheNext() {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    Agent<Integer> agent =
        Agent.builder(0)
            .onFailure(failure -> {
              Thread.currentThread().interrupt();
              return FailureDecision.skip();
            })
            .build()
            .pause();
    agent.watch(change -> Thread.currentThread().interrupt());
    for (int i = 0; i < 6; i++) {
      boolean fails = i % 2 == 0;
      agent.send(present -> {
        interrupted.add(Thread.currentThread().isInterrupted());
        if (fails) {
          Thread.currentThread().interrupt();
          throw new IllegalArgumentException("intended");
        }
        return present + 1;
      });
    }
    agent.resume();
    AgentWaits.settle(agent);
    assertThat(interrupted).hasSize(6).containsOnly(false);
    assertThat(events.takeCauses()).hasSize(3);
  }

  /** Flaw G15: an interrupt does not reach the next agent on the same thread either. */
  @Test
  void interrupt_leftByAnAction_doesNotReachTheNextAgent() {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    List<Agent<Integer>> agents = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      agents.add(i < 5 ? Agent.of(0) : Agent.builder(0).executor(Runnable::run).build());
    }
    passOnInterrupting(agents, 0, interrupted);
    Waits.until("all have run", () -> interrupted.size() == 10);
    assertThat(interrupted).containsOnly(false);
  }

  private static void passOnInterrupting(
      List<Agent<Integer>> agents, int index, List<Boolean> interrupted) {
    agents
        .get(index)
        .send(present -> {
          interrupted.add(Thread.currentThread().isInterrupted());
          if (index + 1 < agents.size()) {
            passOnInterrupting(agents, index + 1, interrupted);
          }
          Thread.currentThread().interrupt();
          return present + 1;
        });
  }

  /** Flaw G15: on the caller's thread the sender's interrupt survives, and the action has none. */
  @Test
  void interrupt_ofTheSender_survivesOnCallerRuns() {
    Agent<Integer> agent =
        Agent.builder(0)
            .executor(Runnable::run)
            .onFailure(failure -> FailureDecision.skip())
            .build();
    List<Boolean> interrupted = new ArrayList<>();
    List<Boolean> afterwards = new ArrayList<>();
    Threads.start(
            index -> {
              for (boolean fails : List.of(false, true)) {
                Thread.currentThread().interrupt();
                agent.send(present -> {
                  interrupted.add(Thread.currentThread().isInterrupted());
                  if (fails) {
                    throw new IllegalArgumentException("intended");
                  }
                  return present + 1;
                });
                afterwards.add(Thread.interrupted());
              }
              agent.send(present -> present + 1);
              afterwards.add(Thread.interrupted());
            })
        .join();
    assertThat(interrupted).containsExactly(false, false);
    assertThat(afterwards).containsExactly(true, true, false);
    assertThat(events.takeCauses()).hasSize(1);
  }

  /** Flaw G15: the interrupt of a sender that is itself an action survives a nested one. */
  @Test
  void interrupt_ofAnActionThatReleases_survivesOnCallerRuns() {
    Agent<Integer> nested = Agent.builder(0).executor(Runnable::run).build();
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    AgentWaits.get(
        Agent.of(0)
            .sendAndReport(present -> {
              Thread.currentThread().interrupt();
              nested.send(x -> {
                interrupted.add(Thread.currentThread().isInterrupted());
                return x + 1;
              });
              Agents.releasePendingSends();
              interrupted.add(Thread.interrupted());
              return present + 1;
            }));
    assertThat(interrupted).containsExactly(false, true);
  }

  /** Flaw G15: the tasks of a pool that run after an agent find no interrupt either. */
  @Test
  void interrupt_leftByAnAction_doesNotReachOtherTasksOfItsExecutor() {
    List<Runnable> tasks = new ArrayList<>();
    Agent<Integer> agent = Agent.builder(0).executor(tasks::add).build();
    agent.send(present -> {
      Thread.currentThread().interrupt();
      return present + 1;
    });
    Threads.start(
            index -> {
              tasks.getFirst().run();
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            })
        .join();
    assertThat(agent.deref()).isEqualTo(1);
  }

  /**
   * Flaw G15: a pool's shutdownNow interrupts the running action; those behind it run undisturbed.
   */
  @Test
  void interrupt_byShutdownNowOfTheExecutor_doesNotReachTheNext() {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Agent<Integer> agent = Agent.builder(0).executor(pool).build();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interruptedOnce = new CountDownLatch(1);
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    agent.send(present -> {
      running.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException expected) {
        Thread.currentThread().interrupt();
        interruptedOnce.countDown();
      }
      return present + 1;
    });
    Waits.await(running);
    for (int i = 0; i < 3; i++) {
      agent.send(present -> {
        interrupted.add(Thread.currentThread().isInterrupted());
        return present + 1;
      });
    }
    pool.shutdownNow();
    Waits.await(interruptedOnce);
    AgentWaits.settle(agent);
    assertThat(interrupted).containsExactly(false, false, false);
    assertThat(agent.deref()).isEqualTo(4);
  }

  // ------------------------------------------------------------------ whose threads they stay

  /** W2, flaw G15: whatever actions and watches throw, their thread hears nothing of it. */
  @Test
  void whateverIsThrown_threadHearsNothing() {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    Agent<Integer> agent =
        Agent.builder(0)
            .executor(tasks::add)
            .onFailure(failure -> FailureDecision.skip())
            .onWatchFailure(failure -> {})
            .build();
    agent.watch(change -> {
      throw new AssertionError("watch");
    });
    agent.send(present -> {
      throw new AssertionError("action");
    });
    agent.send(present -> present + 1);
    Threads.start(
            index -> {
              try {
                tasks.forEach(Runnable::run);
              } catch (Throwable thrown) {
                uncaught.add(thrown);
              }
            })
        .join();
    assertThat(uncaught).isEmpty();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(events.take(WatchFailure.class)).hasSize(1);
  }
}
