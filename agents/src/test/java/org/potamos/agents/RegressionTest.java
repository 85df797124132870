package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** Errors that there were once: each test has failed before it was repaired. */
@SuppressWarnings("try") // closed for what the closing does
class RegressionTest {
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static RuntimeException expected(String why) {
    return new IllegalArgumentException(why);
  }

  private static void quietlyFail(Agent<?> agent) {
    Waits.until(agent + " has failed", agent::isFailed);
  }

  /** What {@code restart} has cleared never runs, in a group that cannot be closed either (G4). */
  @Test
  void restart_clearedBacklogBehindTheFailedAction_neverRuns() throws Exception {
    Agent<Integer> agent =
        Agent.builder(0).name("r1").onFailure(failure -> FailureDecision.fail()).build();
    CountDownLatch gate = new CountDownLatch(1);
    List<String> ran = new CopyOnWriteArrayList<>();
    agent.send(state -> {
      Waits.await(gate);
      return state;
    });
    agent.send(state -> {
      throw expected("first");
    });
    for (int i = 0; i < 3; i++) {
      int number = i;
      agent.send(state -> {
        ran.add("cleared" + number);
        return state + 100;
      });
    }
    gate.countDown();
    quietlyFail(agent);
    agent.restart(1, Backlog.CLEAR);
    agent.send(state -> state + 1);
    assertThat(agent.await(SHORT)).isTrue();
    assertThat(ran).isEmpty();
    assertThat(agent.deref()).isEqualTo(2);
  }

  /** A group is quiet after its failed agent was restarted when it was closed already (G8). */
  @Test
  void restart_afterTheGroupWasClosed_groupStaysQuiet() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent =
        group.agentBuilder(0).name("r2").onFailure(failure -> FailureDecision.fail()).build();
    agent.send(state -> {
      throw expected("first");
    });
    quietlyFail(agent);
    group.close();
    assertThat(group.awaitQuiescence(Duration.ZERO)).isTrue();
    agent.restart(1);
    assertThat(group.awaitQuiescence(Duration.ofMillis(200))).isTrue();
  }

  /** A group is quiet after its paused agent was resumed when it was closed already (G8). */
  @Test
  void resume_afterTheGroupWasClosed_groupStaysQuiet() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    agent.pause();
    agent.send(state -> state + 1);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    group.close();
    agent.resume();
    assertThat(group.awaitQuiescence(Duration.ofMillis(200))).isTrue();
  }

  /** An action that wants an executor runs there, also if an action has sent it (AG-02, G1). */
  @Test
  void sendVia_heldByAnActionThatEndsItsDrain_runsOnTheExecutor() throws Exception {
    try (ExecutorService pool =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "wanted"))) {
      Agent<Integer> from = Agent.of(0);
      Agent<String> to = Agent.of("");
      from.send(state -> {
        to.sendVia(pool, before -> Thread.currentThread().getName());
        return state;
      });
      assertThat(to.awaitValue(name -> !name.isEmpty(), Waits.LONG)).isEqualTo("wanted");
    }
  }

  /** Who begins to wait while the agent fails hears of it (G6, AG-41; I3 of Agent). */
  @Test
  void await_whileTheAgentFails_endsExceptionally() throws Exception {
    int left = 0;
    for (int round = 0; round < 10 && left == 0; round++) {
      Agent<Integer> agent =
          Agent.builder(0)
              .highWaterMark(Integer.MAX_VALUE)
              .onFailure(failure -> FailureDecision.fail())
              .build();
      CountDownLatch gate = new CountDownLatch(1);
      agent.send(state -> {
        Waits.await(gate);
        throw expected("first");
      });
      for (int i = 0; i < 200_000; i++) {
        agent.send(state -> state);
      }
      List<Barrier<Integer>> markers = new ArrayList<>();
      CountDownLatch begun = new CountDownLatch(1);
      Threads.Running waiting =
          Threads.start(index -> {
            while (true) {
              try {
                Barrier<Integer> marker = agent.mark();
                if (marker != null) {
                  markers.add(marker);
                }
                long next = System.nanoTime() + Duration.ofNanos(20_000).toNanos();
                while (System.nanoTime() < next) {
                  Thread.onSpinWait();
                }
              } catch (AgentFailedException failed) {
                return;
              } finally {
                begun.countDown();
              }
            }
          });
      Waits.await(begun);
      gate.countDown();
      waiting.join();
      for (Barrier<Integer> marker : markers) {
        // waited for by another thread than the one that is unparked: so it looks from time to time
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        Throwable thrown = null;
        while (thrown == null && System.nanoTime() < end) {
          thrown =
              catchThrowable(
                  () -> marker.await(agent, System.nanoTime() + Duration.ofMillis(5).toNanos()));
        }
        if (thrown == null) {
          left++;
          break;
        }
      }
    }
    assertThat(left).as("threads that wait for an agent that has failed").isZero();
  }

  /**
   * Between actions there is nothing to release, and what is being released goes out once (AG-22).
   */
  @Test
  void releasePendingSends_inTheCallbackOfARejectedHeldSend_releasesNothingTwice()
      throws Exception {
    Agent<Integer> from = Agent.builder(0).name("r5").build();
    Agent<Integer> good = Agent.of(0);
    Agent<Integer> bad =
        Agent.builder(0).name("r5bad").onFailure(failure -> FailureDecision.fail()).build();
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger released = new AtomicInteger(-1);
    try (CapturedLog log = CapturedLog.of("r5bad")) {
      good.send(state -> {
        Waits.await(blocked);
        return state;
      });
      from.send(state -> {
        good.send(before -> {
          ran.incrementAndGet();
          return before + 1;
        });
        var unusedAnswer =
            bad.sendAndReport(before -> before)
                .whenComplete((change, thrown) -> released.set(Agents.releasePendingSends()));
        sent.countDown();
        Waits.await(failed);
        return state;
      });
      Waits.await(sent);
      bad.send(state -> {
        throw expected("bad");
      });
      quietlyFail(bad);
      failed.countDown();
      Waits.until("the callback has run", () -> released.get() >= 0);
      blocked.countDown();
      boolean done = good.await(SHORT);
      assertThat(released.get()).isEqualTo(0);
      assertThat(done).isTrue();
      assertThat(ran.get()).isEqualTo(1);
    }
  }

  /** Agents that send to each other leave the threads of their pool to others too (G17, AG-08). */
  @Test
  void send_ringOfAgentsOnAPoolOfOne_othersGetTheirTurn() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch other = new CountDownLatch(1);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (AgentGroup group = AgentGroup.builder().executor(pool).build()) {
      Agent<Integer> ping = group.agent(0);
      Agent<Integer> pong = group.agent(0);
      CountDownLatch turns = new CountDownLatch(1000);
      ping.send(state -> bounce(state, pong, ping, stop, turns));
      Waits.await(turns);
      group
          .agent(0)
          .send(state -> {
            other.countDown();
            return state;
          });
      boolean ran = other.await(SHORT.toSeconds(), TimeUnit.SECONDS);
      stop.set(true);
      assertThat(ran).isTrue();
    } finally {
      pool.shutdown();
    }
  }

  private static Integer bounce(
      Integer state,
      Agent<Integer> next,
      Agent<Integer> self,
      AtomicBoolean stop,
      CountDownLatch turns) {
    turns.countDown();
    if (!stop.get()) {
      next.send(before -> bounce(before, self, next, stop, turns));
    }
    return state + 1;
  }

  /** An agent whose executor runs at once is not kept waiting by an agent that blocks (G5). */
  @Test
  void send_toACallerRunsAgent_isNotDelayedByTheSendersNextAction() throws Exception {
    Agent<Integer> from = Agent.of(0);
    Agent<Integer> callerRuns = Agent.builder(0).executor(Runnable::run).build();
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    AtomicBoolean inTime = new AtomicBoolean();
    from.send(state -> {
      Waits.await(gate);
      callerRuns.send(before -> {
        done.countDown();
        return before + 1;
      });
      return state;
    });
    from.send(state -> {
      try {
        inTime.set(done.await(SHORT.toSeconds(), TimeUnit.SECONDS));
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
      return state;
    });
    gate.countDown();
    assertThat(from.await(Waits.LONG)).isTrue();
    assertThat(inTime).isTrue();
  }

  /** A restart that the validator rejects with the action's own exception fails the agent (G4). */
  @Test
  void decision_restartRejectedWithTheSameException_failsTheAgent() throws Exception {
    RuntimeException always = expected("always");
    try (CapturedLog log = CapturedLog.of("r8")) {
      Agent<Integer> agent =
          Agent.builder(0).name("r8").onFailure(failure -> FailureDecision.restart(5)).build();
      agent.setValidator((current, proposed) -> {
        if (proposed != 0) {
          throw always;
        }
        return List.of();
      });
      agent.send(state -> 1);
      Throwable thrown = catchThrowable(() -> agent.await(SHORT));
      assertThat(agent.isFailed()).isTrue();
      assertThat(thrown).isInstanceOf(AgentFailedException.class);
    }
  }

  /** What was taken while the group was closed runs or is reported (G8). */
  @Test
  void sendAll_pausedAgentWhoseGroupIsClosedMeanwhile_refusedOrReported() throws Exception {
    AgentGroup group = AgentGroup.create();
    AtomicBoolean closing = new AtomicBoolean();
    Agent<Integer> agent =
        group
            .agentBuilder(0)
            .contextPropagator(() -> {
              if (closing.get()) {
                group.close();
              }
              return Runnable::run;
            })
            .build();
    List<UnrunAction> unrun = new CopyOnWriteArrayList<>();
    try (Subscription events =
        Events.subscribe(event -> {
          if (event instanceof UnrunAction action && action.agent().equals(agent)) {
            unrun.add(action);
          }
        })) {
      agent.pause();
      agent.send(state -> state);
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      closing.set(true);
      Throwable refused = catchThrowable(() -> agent.sendAll(List.of(state -> state + 1)));
      assertThat(refused != null || unrun.size() == 2)
          .as("refused=" + refused + ", reported=" + unrun + ", waiting=" + agent.queueLength())
          .isTrue();
    }
  }

  /** Waiting for a paused agent ends when its group was closed (G6). */
  @Test
  void await_pausedAgentOfAClosedGroup_ends() throws Exception {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> agent = group.agent(0);
    agent.pause();
    agent.send(state -> state + 1);
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    group.close();
    AtomicBoolean ended = new AtomicBoolean();
    Throwable thrown = catchThrowable(() -> ended.set(agent.await(SHORT)));
    assertThat(ended.get() || thrown instanceof AgentRejectedException).isTrue();
  }

  /** Who begins to wait for room when the agent has just failed does not wait (G7). */
  @Test
  void trySend_agentFailsBeforeTheWaitForRoom_throwsAtOnce() throws Exception {
    AtomicReference<@Nullable CountDownLatch> failNow = new AtomicReference<>();
    AtomicReference<@Nullable Agent<Integer>> itself = new AtomicReference<>();
    Agent<Integer> agent =
        Agent.builder(0)
            .capacity(1, Overflow.BLOCK)
            .onFailure(failure -> FailureDecision.fail())
            .contextPropagator(() -> {
              CountDownLatch gate = failNow.get();
              if (gate != null) {
                gate.countDown();
                quietlyFail(java.util.Objects.requireNonNull(itself.get()));
              }
              return Runnable::run;
            })
            .build();
    itself.set(agent);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    agent.send(state -> {
      running.countDown();
      Waits.await(gate);
      throw expected("first");
    });
    Waits.await(running);
    agent.send(state -> state);
    failNow.set(gate);
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Threads.Running sender =
        Threads.start(index ->
            outcome.complete(
                catchThrowable(() -> agent.trySend(state -> state, Duration.ofSeconds(6)))));
    Throwable thrown;
    try {
      thrown = outcome.get(3, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      thrown = late;
    }
    sender.join();
    assertThat(thrown).isInstanceOf(AgentFailedException.class);
  }

  /** The future of a send that was dropped with its action ends (G3, G7). */
  @Test
  void sendAndReport_droppedWithItsAction_futureEnds() throws Exception {
    Agent<Integer> from = Agent.builder(0).onFailure(failure -> FailureDecision.skip()).build();
    Agent<Integer> to = Agent.of(0);
    CompletableFuture<CompletableFuture<Change<Integer>>> handedOut = new CompletableFuture<>();
    from.send(state -> {
      handedOut.complete(to.sendAndReport(before -> before + 1));
      throw expected("dropped");
    });
    assertThat(from.await(Waits.LONG)).isTrue();
    Throwable thrown =
        catchThrowable(
            () -> handedOut.get(1, TimeUnit.SECONDS).get(SHORT.toMillis(), TimeUnit.MILLISECONDS));
    assertThat(thrown).isNotInstanceOf(TimeoutException.class);
  }

  /** A watch that is told of a restart sends to the full agent: rejected, no deadlock (G7). */
  @Test
  void restart_watchSendsToTheFullAgent_doesNotWaitForItself() throws Exception {
    Agent<Integer> agent =
        Agent.builder(0)
            .capacity(1, Overflow.BLOCK)
            .onFailure(failure -> FailureDecision.fail())
            .build();
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    agent.send(state -> {
      running.countDown();
      Waits.await(gate);
      throw expected("first");
    });
    Waits.await(running);
    agent.send(state -> state + 1);
    gate.countDown();
    quietlyFail(agent);
    AtomicBoolean first = new AtomicBoolean(true);
    Subscription watch =
        agent.watch(
            change -> {
              if (first.getAndSet(false)) {
                agent.send(state -> state + 10);
              }
            },
            Delivery.SYNC);
    CountDownLatch restarted = new CountDownLatch(1);
    Thread restarting =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              agent.restart(1);
              restarted.countDown();
            });
    boolean ended = restarted.await(SHORT.toSeconds(), TimeUnit.SECONDS);
    restarting.interrupt();
    watch.close();
    assertThat(ended).isTrue();
  }

  /** While a watch is told of a restart, its agent is the current one (AG-25). */
  @Test
  void restart_watchAsksForTheCurrentAgent_isTheAgent() throws Exception {
    Agent<Integer> agent = Agent.builder(0).onFailure(failure -> FailureDecision.fail()).build();
    agent.send(state -> {
      throw expected("first");
    });
    quietlyFail(agent);
    AtomicReference<@Nullable Agent<?>> current = new AtomicReference<>();
    try (Subscription watch = agent.watch(change -> current.set(Agents.current()), Delivery.SYNC)) {
      agent.restart(1);
    }
    assertThat(current.get()).isSameAs(agent);
  }

  /** An executor that takes the task and throws all the same makes no second runner (G2, G5). */
  @Test
  void send_executorTakesTheTaskAndThrows_actionsNeverOverlap() throws Exception {
    ExecutorService pool = Executors.newCachedThreadPool();
    AtomicBoolean throwing = new AtomicBoolean(true);
    CountDownLatch hold = new CountDownLatch(1);
    Executor odd =
        task -> {
          boolean odds = throwing.getAndSet(false);
          pool.execute(() -> {
            if (odds) {
              Waits.await(hold);
            }
            task.run();
          });
          if (odds) {
            throw new RejectedExecutionException("taken, and refused");
          }
        };
    Agent<Integer> agent = Agent.builder(0).executor(odd).build();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    assertThat(catchThrowable(() -> agent.send(state -> state))).isNotNull();
    CountDownLatch gate = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      agent.send(state -> {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
          gate.await(300, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
        inside.decrementAndGet();
        return state + 1;
      });
    }
    Waits.until("one runs", () -> inside.get() > 0);
    hold.countDown();
    assertThat(agent.await(Waits.LONG)).isTrue();
    pool.shutdown();
    assertThat(most.get()).isEqualTo(1);
    assertThat(agent.deref()).isEqualTo(4);
  }

  /** A log that throws does not end the agent (G4, G5). */
  @Test
  void failure_logThrows_agentFailsAllTheSame() throws Exception {
    java.util.logging.Logger logger = java.util.logging.Logger.getLogger("org.potamos");
    java.util.logging.Handler broken =
        new java.util.logging.Handler() {
          @Override
          public void publish(java.util.logging.LogRecord line) {
            if (line.getMessage().contains("r15")) {
              throw expected("the log is broken");
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(broken);
    try {
      Agent<Integer> agent = Agent.builder(0).name("r15").build();
      agent.send(state -> {
        throw expected("first");
      });
      assertThat(catchThrowable(() -> agent.await(SHORT))).isInstanceOf(AgentFailedException.class);
      assertThat(agent.isFailed()).isTrue();
    } finally {
      logger.removeHandler(broken);
    }
  }

  /** What sendAll sends from an action runs with nobody else's action between (sendAll). */
  @Test
  void sendAll_heldByAnAction_staysTogether() throws Exception {
    List<Runnable> tasks = new CopyOnWriteArrayList<>();
    List<String> ran = new CopyOnWriteArrayList<>();
    AtomicReference<@Nullable Agent<Integer>> itself = new AtomicReference<>();
    AtomicBoolean first = new AtomicBoolean(true);
    Agent<Integer> to =
        Agent.builder(0)
            .executor(task -> {
              tasks.add(task);
              if (first.getAndSet(false)) {
                Threads.start(index ->
                        java.util.Objects.requireNonNull(itself.get())
                            .send(state -> {
                              ran.add("other");
                              return state;
                            }))
                    .join();
              }
            })
            .build();
    itself.set(to);
    Agent<Integer> from = Agent.of(0);
    from.send(state -> {
      to.sendAll(
          List.of(
              before -> {
                ran.add("one");
                return before;
              },
              before -> {
                ran.add("two");
                return before;
              }));
      return state;
    });
    assertThat(from.await(Waits.LONG)).isTrue();
    tasks.forEach(Runnable::run);
    assertThat(ran).containsExactly("one", "two", "other");
  }

  /** Waiting threads are no actions: they raise no alarm, and leave nothing behind (G6, G7). */
  @Test
  void await_zeroManyTimes_leavesNoMarkersInTheQueue() throws Exception {
    List<HighWater> alarms = new CopyOnWriteArrayList<>();
    Agent<Integer> agent = Agent.builder(0).highWaterMark(10, alarms::add).build();
    CountDownLatch gate = new CountDownLatch(1);
    agent.send(state -> {
      Waits.await(gate);
      return state;
    });
    for (int i = 0; i < 100; i++) {
      agent.await(Duration.ZERO);
    }
    int length = agent.queueLength();
    agent.send(state -> state);
    gate.countDown();
    assertThat(agent.await(Waits.LONG)).isTrue();
    assertThat(alarms).isEmpty();
    assertThat(length).isLessThan(10);
  }

  /** A future is completed after the SYNC watches, on whatever thread (W4, G1). */
  @Test
  void sendAndReport_callerRunsFromAWatch_completedAfterTheAgentsWatches() {
    Agent<Integer> agent = Agent.builder(0).executor(Runnable::run).build();
    AtomicInteger told = new AtomicInteger();
    List<Integer> toldAtCompletion = new CopyOnWriteArrayList<>();
    Subscription counting = agent.watch(change -> told.incrementAndGet(), Delivery.SYNC);
    Atom<Integer> atom = Atom.of(0);
    Subscription sending =
        atom.watch(
            change -> {
              var unusedAnswer =
                  agent
                      .sendAndReport(state -> state + 1)
                      .whenComplete((done, thrown) -> toldAtCompletion.add(told.get()));
            },
            Delivery.SYNC);
    atom.reset(1);
    counting.close();
    sending.close();
    assertThat(toldAtCompletion).containsExactly(1);
  }

  /** A resume that the executor refuses leaves the agent paused, whoever else resumes it (G5). */
  @Test
  void resume_refusedWhileAnotherThreadResumes_agentCanStillBeResumed() throws Exception {
    AtomicBoolean refusing = new AtomicBoolean();
    Executor executor =
        task -> {
          if (refusing.get()) {
            throw new RejectedExecutionException("refused");
          }
          Thread.startVirtualThread(task);
        };
    for (int round = 0; round < 300; round++) {
      refusing.set(false);
      AgentGroup group = AgentGroup.builder().executor(executor).build();
      Agent<Integer> agent = group.agent(0);
      agent.pause();
      agent.send(state -> state + 1);
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      refusing.set(true);
      Threads.run(
          2,
          index -> {
            for (int i = 0; i < 500; i++) {
              try {
                agent.resume();
              } catch (AgentRejectedException refused) {
                // the other one tries again
              }
            }
          });
      refusing.set(false);
      agent.resume();
      assertThat(agent.await(Duration.ofSeconds(2))).as("round " + round + ", " + agent).isTrue();
    }
  }

  /** What the callback of a cleared action's future waits for comes (G6). */
  @Test
  void restart_callbackOfAClearedActionWaitsForTheAgent_noDeadlock() throws Exception {
    Agent<Integer> agent = Agent.builder(0).onFailure(failure -> FailureDecision.fail()).build();
    CountDownLatch gate = new CountDownLatch(1);
    agent.send(state -> {
      Waits.await(gate);
      throw expected("first");
    });
    AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
    CompletableFuture<Object> after =
        agent
            .sendAndReport(state -> state)
            .handle((change, thrown) -> {
              try {
                outcome.set(agent.await(SHORT));
              } catch (Exception refused) {
                outcome.set(refused);
              }
              return "done";
            });
    gate.countDown();
    quietlyFail(agent);
    agent.restart(1, Backlog.CLEAR);
    after.join();
    assertThat(outcome.get()).isNotEqualTo(false);
  }

  /** What an action sends within its group is taken while the group closes (G8). */
  @Test
  void close_whileAnActionReleasesItsSends_insideSendsAreTaken() throws Exception {
    List<UnrunAction> unrun = new CopyOnWriteArrayList<>();
    try (CapturedLog log = CapturedLog.of("r24");
        Subscription events =
            Events.subscribe(event -> {
              if (event instanceof UnrunAction action) {
                unrun.add(action);
              }
            })) {
      for (int round = 0; round < 3_000 && unrun.isEmpty(); round++) {
        AgentGroup group = AgentGroup.create();
        Agent<Integer> from = group.agent(0);
        List<Agent<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          all.add(group.agentBuilder(0).name("r24-" + i).build());
        }
        CountDownLatch begun = new CountDownLatch(1);
        from.send(state -> {
          all.forEach(agent -> agent.send(before -> before + 1));
          begun.countDown();
          return state;
        });
        Waits.await(begun);
        Waits.until("some were sent", () -> all.get(round(all)).deref() == 1);
        assertThat(group.close(Waits.LONG)).isTrue();
      }
    }
    assertThat(unrun).isEmpty();
  }

  private static int round(List<?> all) {
    return java.util.concurrent.ThreadLocalRandom.current().nextInt(all.size() / 2);
  }

  /** After shutdownNow nothing is taken, whoever else closes the group (G8). */
  @Test
  void shutdownNow_whileAnotherThreadCloses_phaseNeverGoesBack() throws Exception {
    for (int round = 0; round < 100_000; round++) {
      Activity activity = new Activity(true);
      CountDownLatch go = new CountDownLatch(1);
      Thread other =
          Thread.ofVirtual()
              .start(() -> {
                go.countDown();
                activity.enter(Activity.Phase.CLOSING);
              });
      Waits.await(go);
      activity.enter(Activity.Phase.TERMINATED);
      other.join();
      assertThat(activity.phase()).as("round " + round).isEqualTo(Activity.Phase.TERMINATED);
    }
  }
}
