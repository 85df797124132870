package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Atom;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Validator;
import org.potamos.core.Waits;
import org.potamos.core.WatchFailure;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Validators and watches of agents: when they run, where, and what their failures lead to. */
class WatchesOfAgentsTest {
  @RegisterExtension final NothingFailed events = new NothingFailed();

  /** A failure raised on purpose. */
  private static final class Intended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Agent.Builder<Integer> skipping() {
    return Agent.builder(0).onFailure(failure -> FailureDecision.skip());
  }

  private static Integer fail(Integer present) {
    throw new Intended();
  }

  /** Each change begins where the one before has ended, with the next version. */
  private static void assertLinked(List<Change<? extends Integer>> changes, int first) {
    int value = first;
    long version = 0;
    for (Change<? extends Integer> change : changes) {
      assertThat(change.oldValue()).isEqualTo(value);
      assertThat(change.version()).isEqualTo(++version);
      value = change.newValue();
    }
  }

  // ------------------------------------------------------------------ when and where

  /** WA-09, W4: a watch runs on the thread of the action, with the new state in place. */
  @Test
  void watch_sync_runsOnTheThreadOfTheActionAfterTheChange() {
    Agent<Integer> agent = Agent.of(0);
    List<Thread> threads = new CopyOnWriteArrayList<>();
    List<Integer> states = new CopyOnWriteArrayList<>();
    agent.watch(change -> {
      threads.add(Thread.currentThread());
      states.add(agent.deref());
      assertThat(change.reference()).isSameAs(agent);
    });
    agent.send(present -> {
      threads.add(Thread.currentThread());
      return present + 1;
    });
    AgentWaits.settle(agent);
    assertThat(threads).hasSize(2);
    assertThat(threads.get(0)).isSameAs(threads.get(1));
    assertThat(states).containsExactly(1);
  }

  /** 2.5.2, W4: watches run before the next action, and before the future is completed. */
  @Test
  void watch_sync_runsBeforeTheNextActionAndTheFuture() {
    Agent<Integer> agent = Agent.of(0).pause();
    List<String> log = new CopyOnWriteArrayList<>();
    AtomicInteger done = new AtomicInteger();
    List<CompletableFuture<?>> futures = new CopyOnWriteArrayList<>();
    agent.watch(change -> {
      log.add("watch " + change.newValue());
      if (futures.get(change.newValue() - 1).isDone()) {
        done.incrementAndGet();
      }
    });
    for (int i = 0; i < 3; i++) {
      futures.add(
          agent.sendAndReport(present -> {
            log.add("action " + present);
            return present + 1;
          }));
    }
    agent.resume();
    AgentWaits.settle(agent);
    assertThat(log)
        .containsExactly("action 0", "watch 1", "action 1", "watch 2", "action 2", "watch 3");
    assertThat(done).hasValue(0);
  }

  /** WA-10, W6: an action that answers the same state is a change; a filter leaves it out. */
  @Test
  void watch_sameState_isTold() {
    Agent<Integer> agent = Agent.of(0);
    Recorder<Integer> all = new Recorder<>();
    Recorder<Integer> different = new Recorder<>();
    agent.watch(all);
    agent.watch(different, Delivery.SYNC.onlyIfChanged());
    agent.send(present -> present);
    agent.send(present -> 1);
    agent.send(present -> 1);
    AgentWaits.settle(agent);
    assertThat(all.steps()).containsExactly("0->0", "0->1", "1->1");
    assertThat(different.steps()).containsExactly("0->1");
    assertThat(agent.version()).isEqualTo(3);
  }

  /** W2, WA-08: watches run in the order of their registration. */
  @Test
  void watch_several_runInTheOrderOfRegistration() {
    List<Integer> order = new CopyOnWriteArrayList<>();
    Agent.Builder<Integer> builder = Agent.builder(0);
    for (int i = 0; i < 10; i++) {
      int number = i;
      builder.watch("built " + i, change -> order.add(number));
    }
    Agent<Integer> agent = builder.build();
    for (int i = 10; i < 20; i++) {
      int number = i;
      agent.watch("added " + i, change -> order.add(number));
    }
    AgentWaits.get(agent.sendAndReport(present -> present + 1));
    assertThat(order).hasSize(20).isSorted();
  }

  /** W5, G4: failed and rejected actions are no changes: no watch, no version. */
  @Test
  void watch_actionFails_isNotTold() {
    Agent<Integer> agent = skipping().validator(x -> x < 10, "must be < 10").build();
    Recorder<Integer> recorder = new Recorder<>();
    agent.watch(recorder);
    AgentWaits.causeOf(agent.sendAndReport(WatchesOfAgentsTest::fail));
    AgentWaits.causeOf(agent.sendAndReport(present -> 10));
    assertThat(agent.version()).isZero();
    AgentWaits.get(agent.sendAndReport(present -> 1));
    assertThat(recorder.steps()).containsExactly("0->1");
    assertThat(recorder.only().version()).isEqualTo(1);
    assertThat(events.takeCauses()).hasSize(2);
  }

  /** 2.9, WA-17: a watch that is registered while an action runs is told of that action already. */
  @Test
  void watch_registeredElsewhereWhileTheActionRuns_isToldOfIt() {
    Agent<Integer> agent = Agent.of(0);
    Recorder<Integer> recorder = new Recorder<>();
    AgentWaits.get(
        agent.sendAndReport(present -> {
          Threads.start(index -> agent.watch(recorder)).join();
          return present + 1;
        }));
    assertThat(recorder.steps()).containsExactly("0->1");
  }

  // ------------------------------------------------------------------ watches that fail

  /** AG-23, W2, flaw G4: a watch that throws fails neither the agent nor the action. */
  @Test
  void watchThrows_modeFail_agentGoesOn() {
    List<String> handled = new CopyOnWriteArrayList<>();
    Agent<Integer> agent =
        Agent.builder(0)
            .errorMode(ErrorMode.FAIL)
            .onFailure(failure -> {
              handled.add("action failure");
              return FailureDecision.fail();
            })
            .onWatchFailure(failure -> handled.add("watch failure " + failure.key()))
            .build();
    Recorder<Integer> after = new Recorder<>();
    agent.watch(
        "first",
        change -> {
          throw new Intended();
        });
    agent.watch(
        "second",
        change -> {
          throw new AssertionError("intended");
        });
    agent.watch(after);
    Change<Integer> change = AgentWaits.get(agent.sendAndReport(present -> present + 1));
    assertThat(change.newValue()).isEqualTo(1);
    agent.send(present -> present + 1);
    AgentWaits.settle(agent);
    assertThat(after.steps()).containsExactly("0->1", "1->2");
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.failure()).isNull();
    assertThat(agent.failedCount()).isZero();
    assertThat(agent.processedCount()).isEqualTo(2);
    assertThat(handled)
        .containsExactly(
            "watch failure first",
            "watch failure second",
            "watch failure first",
            "watch failure second");
    assertThat(events.take(WatchFailure.class)).hasSize(4);
  }

  /** AG-23, W2: without a handler the failure of a watch is logged, and nothing else happens. */
  @Test
  void watchThrows_noHandler_isLogged() {
    Agent<Integer> agent =
        Agent.builder(0).name("watched badly").errorMode(ErrorMode.CONTINUE).build();
    agent.watch(change -> {
      throw new Intended();
    });
    try (CapturedLog log = CapturedLog.of("watched badly")) {
      AgentWaits.get(agent.sendAndReport(present -> present + 1));
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.level()).isEqualTo("WARNING");
            assertThat(line.thrown()).isInstanceOf(Intended.class);
          });
    }
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.failedCount()).isZero();
    assertThat(events.take(WatchFailure.class))
        .singleElement()
        .satisfies(failure -> assertThat(failure.reference()).isSameAs(agent));
  }

  /** W2: a handler of watch failures that throws disturbs nobody either. */
  @Test
  void watchFailureHandlerThrows_agentGoesOn() {
    Agent<Integer> agent =
        Agent.builder(0)
            .name("handled badly")
            .onWatchFailure(failure -> {
              throw new AssertionError("intended");
            })
            .build();
    agent.watch(change -> {
      throw new Intended();
    });
    try (CapturedLog log = CapturedLog.of("handled badly")) {
      AgentWaits.get(agent.sendAndReport(present -> present + 1));
      AgentWaits.get(agent.sendAndReport(present -> present + 1));
      assertThat(log.lines()).isNotEmpty();
    }
    assertThat(agent.deref()).isEqualTo(2);
    assertThat(agent.isFailed()).isFalse();
    assertThat(events.take(WatchFailure.class)).hasSize(2);
  }

  /** AG-23: a watch that overflows the stack is a watch that throws. */
  @Test
  void watchOverflowsTheStack_agentGoesOn() {
    Agent<Integer> agent = Agent.builder(0).onWatchFailure(failure -> {}).build();
    agent.watch(change -> endless(0));
    AgentWaits.get(agent.sendAndReport(present -> present + 1));
    AgentWaits.get(agent.sendAndReport(present -> present + 1));
    assertThat(agent.deref()).isEqualTo(2);
    assertThat(events.take(WatchFailure.class))
        .hasSize(2)
        .allSatisfy(failure -> assertThat(failure.cause()).isInstanceOf(StackOverflowError.class));
  }

  @SuppressWarnings("InfiniteRecursion") // what the test is about
  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  // ------------------------------------------------------------------ validators

  /** AG-20, V2: a rejection fails the action with the violations; the state stays. */
  @Test
  void validator_rejects_actionFails() {
    List<ActionFailure<Integer>> failures = new CopyOnWriteArrayList<>();
    Agent<Integer> agent =
        Agent.builder(1)
            .validator(x -> x > 0, "must be > 0")
            .onFailure(failure -> {
              failures.add(failure);
              return FailureDecision.skip();
            })
            .build();
    Throwable cause = AgentWaits.causeOf(agent.sendAndReport(present -> -5));
    assertThat(cause)
        .isInstanceOfSatisfying(
            InvalidStateException.class,
            rejection -> {
              assertThat(rejection.reference()).isSameAs(agent);
              assertThat(rejection.rejectedValue()).isEqualTo(-5);
              assertThat(rejection.violations()).hasSize(1);
            });
    assertThat(failures)
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.cause()).isSameAs(cause);
          assertThat(failure.stateBefore()).isEqualTo(1);
        });
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.version()).isZero();
    assertThat(agent.failedCount()).isEqualTo(1);
    assertThat(events.takeCauses()).containsExactly(cause);
  }

  /** V1, VA-06, VA-07: it sees both values, on the thread of the action, before anybody else. */
  @Test
  void validator_runs_onTheThreadOfTheActionWithBothValues() {
    Agent<Integer> agent = Agent.of(3);
    List<String> seen = new CopyOnWriteArrayList<>();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    agent.setValidator((current, proposed) -> {
      if (!current.equals(proposed)) {
        seen.add("validator " + current + "->" + proposed + " at " + agent.deref());
        threads.add(Thread.currentThread());
      }
      return List.of();
    });
    agent.watch(change -> seen.add("watch " + Recorder.step(change)));
    AgentWaits.get(
        agent.sendAndReport(present -> {
          threads.add(Thread.currentThread());
          return 4;
        }));
    assertThat(seen).containsExactly("validator 3->4 at 3", "watch 3->4");
    assertThat(threads).hasSize(2);
    assertThat(threads.get(0)).isSameAs(threads.get(1));
  }

  /** V1: a rule about transitions holds between the states of consecutive actions. */
  @Test
  void validator_ofTransitions_seesConsecutiveStates() {
    Agent<Integer> agent =
        skipping()
            .validator(Validator.transition((current, next) -> next == current + 1, "must count"))
            .build();
    for (int i = 0; i < 100; i++) {
      agent.send(present -> present + 1);
      agent.send(present -> present + 2);
    }
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(100);
    assertThat(events.takeCauses()).hasSize(100);
  }

  /** V2, VA-03: what a validator throws itself is the cause, as it is. */
  @Test
  void validator_throws_isTheCause() {
    for (Throwable thrown : List.of(new Intended(), new AssertionError("intended"))) {
      Agent<Integer> agent = skipping().build();
      agent.setValidator((current, proposed) -> {
        if (proposed != 0) {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) thrown;
        }
        return List.of();
      });
      assertThat(AgentWaits.causeOf(agent.sendAndReport(present -> 1))).isSameAs(thrown);
      assertThat(agent.deref()).isZero();
      assertThat(events.takeCauses()).containsExactly(thrown);
    }
  }

  /**
   * V3, VA-05: once setValidator has returned, an action under way cannot install what it rejects.
   */
  @Test
  void setValidator_whileAnActionRuns_bindsThatAction() {
    Agent<Integer> agent = skipping().build();
    Throwable cause =
        AgentWaits.causeOf(
            agent.sendAndReport(present -> {
              Threads.start(index -> agent.setValidator(x -> x >= 0, "must be >= 0")).join();
              return -1;
            }));
    assertThat(cause).isInstanceOf(InvalidStateException.class);
    assertThat(agent.deref()).isZero();
    assertThat(events.takeCauses()).containsExactly(cause);
  }

  /** V3: with validators that come and go, no value is visible that the present one rejects. */
  @Test
  void setValidator_againAndAgain_noRejectedValueIsVisible() {
    Agent<Integer> agent = skipping().build();
    int rounds = 300;
    Threads.Running sender =
        Threads.start(index -> {
          for (int i = 0; i < 20 * rounds; i++) {
            int value = i % 2 == 0 ? 1 : -1;
            agent.send(present -> value);
          }
        });
    for (int i = 0; i < rounds; i++) {
      try {
        agent.setValidator(x -> x >= 0, "must be >= 0");
        for (int look = 0; look < 50; look++) {
          assertThat(agent.deref()).isNotNegative();
        }
        agent.setValidator(null);
      } catch (InvalidStateException presentValueIsNegative) {
        Thread.onSpinWait();
      }
    }
    sender.join();
    AgentWaits.settle(agent);
    assertThat(events.takeCauses())
        .allSatisfy(cause -> assertThat(cause).isInstanceOf(InvalidStateException.class));
  }

  /** V4, VA-09: a validator must not change references; the action fails with what it is told. */
  @Test
  void validator_changesAReference_actionFails() {
    Atom<Integer> atom = Atom.of(0);
    Ref<Integer> ref = Ref.of(0);
    List<Runnable> changes =
        List.of(
            () -> atom.reset(1),
            () -> atom.swap(x -> x + 1),
            () -> ref.reset(1),
            () -> ref.swap(x -> x + 1));
    for (Runnable change : changes) {
      Agent<Integer> agent = skipping().build();
      agent.setValidator((current, proposed) -> {
        if (proposed != 0) {
          change.run();
        }
        return List.of();
      });
      Throwable cause = AgentWaits.causeOf(agent.sendAndReport(present -> 1));
      assertThat(cause)
          .isInstanceOf(IllegalStateException.class)
          .isNotInstanceOf(InvalidStateException.class);
      assertThat(agent.deref()).isZero();
      assertThat(events.takeCauses()).containsExactly(cause);
    }
    assertThat(atom.deref()).isZero();
    assertThat(ref.deref()).isZero();
  }

  /** V4, TX-49: a validator must not change a ref in a transaction of its own, either. */
  @Test
  void validator_changesARefInATransaction_actionFails() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> agent = skipping().build();
    agent.setValidator((current, proposed) -> {
      if (proposed != 0) {
        Stm.dosync(() -> {
          ref.set(1);
        });
      }
      return List.of();
    });
    Throwable cause = AgentWaits.causeOf(agent.sendAndReport(present -> 1));
    assertThat(cause)
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(InvalidStateException.class);
    assertThat(ref.deref()).isZero();
    assertThat(agent.deref()).isZero();
    assertThat(events.takeCauses()).containsExactly(cause);
  }

  /** CM-06: an initial state that is rejected: no agent, and no handler is called. */
  @Test
  void build_initialStateRejected_throwsAndCallsNobody() {
    List<Object> handled = new ArrayList<>();
    assertThatThrownBy(() ->
            Agent.builder(-1)
                .validator(x -> x >= 0, "must be >= 0")
                .onFailure(failure -> {
                  handled.add(failure);
                  return FailureDecision.skip();
                })
                .build())
        .isInstanceOf(InvalidStateException.class);
    assertThat(handled).isEmpty();
  }

  // ------------------------------------------------------------------ restarts

  /** AG-34: a restart is a change: watches are told on this thread, before the queue goes on. */
  @Test
  void watch_restart_isToldOnTheRestartingThreadFirst() {
    Agent<Integer> agent =
        Agent.builder(0).onFailure(failure -> FailureDecision.fail()).build().pause();
    List<String> log = new CopyOnWriteArrayList<>();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    agent.watch(change -> {
      log.add(Recorder.step(change));
      threads.add(Thread.currentThread());
    });
    agent.send(WatchesOfAgentsTest::fail);
    agent.send(present -> present + 1);
    agent.resume();
    Waits.until("the agent has failed", agent::isFailed);
    agent.restart(10);
    AgentWaits.settle(agent);
    assertThat(log).containsExactly("0->10", "10->11");
    assertThat(threads.getFirst()).isSameAs(Thread.currentThread());
    assertThat(agent.version()).isEqualTo(2);
    assertThat(events.takeCauses()).hasSize(1);
  }

  /** W2, AG-34: a watch that throws at a restart does not keep the agent from going on. */
  @Test
  void watchThrows_atARestart_agentGoesOn() {
    Agent<Integer> agent =
        Agent.builder(0)
            .onFailure(failure -> FailureDecision.fail())
            .onWatchFailure(failure -> {})
            .build();
    agent.watch(change -> {
      throw new Intended();
    });
    AgentWaits.causeOf(agent.sendAndReport(WatchesOfAgentsTest::fail));
    agent.restart(10);
    AgentWaits.get(agent.sendAndReport(present -> present + 1));
    assertThat(agent.deref()).isEqualTo(11);
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(events.take(WatchFailure.class)).hasSize(2);
  }

  /** G4, AG-34: a restart that a handler decides is validated, counted and watched as well. */
  @Test
  void watch_restartByTheHandler_isTold() {
    Agent<Integer> agent =
        Agent.builder(0).onFailure(failure -> FailureDecision.restart(10)).build();
    Recorder<Integer> recorder = new Recorder<>();
    agent.watch(recorder);
    AgentWaits.causeOf(agent.sendAndReport(WatchesOfAgentsTest::fail));
    AgentWaits.get(agent.sendAndReport(present -> present + 1));
    assertThat(recorder.steps()).containsExactly("0->10", "10->11");
    assertThat(events.takeCauses()).hasSize(1);
  }

  // ------------------------------------------------------------------ ordered and latest

  /** W4: an ordered watch sees every change in order, also across failures and restarts. */
  @Test
  void watch_ordered_isGapFreeAcrossRestarts() {
    Agent<Integer> agent = Agent.builder(0).onFailure(failure -> FailureDecision.fail()).build();
    Recorder<Integer> ordered = new Recorder<>();
    agent.watch(ordered, Delivery.ORDERED);
    for (int i = 0; i < 50; i++) {
      agent.send(present -> present + 1);
      AgentWaits.causeOf(agent.sendAndReport(WatchesOfAgentsTest::fail));
      agent.restart(1_000 * (i + 1));
      agent.send(present -> present + 1);
      AgentWaits.settle(agent);
    }
    ordered.awaitCount(150);
    assertThat(ordered.count()).isEqualTo(150);
    assertLinked(ordered.changes(), 0);
    assertThat(events.takeCauses()).hasSize(50);
  }

  /** W4: the same with several senders, and with a handler that restarts. */
  @Test
  void watch_orderedWithSeveralSenders_isGapFree() {
    int each = 1_000;
    Agent<Integer> agent =
        Agent.builder(0)
            .onFailure(failure -> FailureDecision.restart(failure.stateBefore() + 1_000))
            .build();
    Recorder<Integer> ordered = new Recorder<>();
    agent.watch(ordered, Delivery.ORDERED);
    Threads.run(
        3,
        sender -> {
          for (int i = 0; i < each; i++) {
            if (i % 100 == 0) {
              agent.send(WatchesOfAgentsTest::fail);
            } else {
              agent.send(present -> present + 1);
            }
          }
        });
    AgentWaits.settle(agent);
    ordered.awaitCount(3 * each);
    assertThat(ordered.count()).isEqualTo(3 * each);
    assertLinked(ordered.changes(), 0);
    assertThat(ordered.changes().getLast().newValue()).isEqualTo(agent.deref());
    assertThat(events.takeCauses()).hasSize(30);
  }

  /** W4: synchronous watches of one agent see its changes in order too, one at a time. */
  @Test
  void watch_syncWithSeveralSenders_isGapFree() {
    int each = 1_000;
    Agent<Integer> agent = Agent.of(0);
    Recorder<Integer> recorder = new Recorder<>();
    agent.watch(recorder);
    Threads.run(
        3,
        sender -> {
          for (int i = 0; i < each; i++) {
            agent.send(present -> present + 1);
          }
        });
    AgentWaits.settle(agent);
    assertThat(recorder.count()).isEqualTo(3 * each);
    assertLinked(recorder.changes(), 0);
  }

  /** W4: a conflated watch sees the newest change in the end, and its steps link. */
  @Test
  void watch_latest_seesTheNewest() {
    Agent<Integer> agent = Agent.of(0);
    Recorder<Integer> latest = new Recorder<>();
    agent.watch(latest, Delivery.LATEST);
    for (int i = 0; i < 2_000; i++) {
      agent.send(present -> present + 1);
    }
    AgentWaits.settle(agent);
    Waits.until(
        "the newest change has arrived",
        () -> latest.count() > 0 && latest.changes().getLast().newValue() == 2_000);
    int value = 0;
    for (Change<? extends Integer> change : latest.changes()) {
      assertThat(change.oldValue()).isEqualTo(value);
      value = change.newValue();
    }
  }

  /** W1: a watch that comes late gets the versions that the others get. */
  @Test
  void watch_registeredLate_seesExactVersions() {
    Agent<Integer> agent = Agent.of(0);
    assertThat(agent.version()).isZero();
    agent.send(present -> present + 1);
    agent.send(present -> present + 1);
    AgentWaits.settle(agent);
    assertThat(agent.version()).isEqualTo(2);
    Recorder<Integer> recorder = new Recorder<>();
    agent.watch(recorder);
    Change<Integer> change = AgentWaits.get(agent.sendAndReport(present -> present + 1));
    assertThat(recorder.only().version()).isEqualTo(3);
    assertThat(change.version()).isEqualTo(3);
  }

  // ------------------------------------------------------------------ chains without end

  /** W4, AG-24: a watch that sends on is never cut off: each action begins a round of its own. */
  @Test
  void watch_sendsToItsOwnAgentOnAndOn_isNotCutOff() {
    int end = 120_000;
    Agent<Integer> agent = Agent.of(0);
    CountDownLatch done = new CountDownLatch(1);
    agent.watch(change -> {
      if (change.newValue() < end) {
        agent.send(present -> present + 1);
      } else {
        done.countDown();
      }
    });
    agent.send(present -> present + 1);
    Waits.await(done);
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(end);
  }

  /**
   * W4, AG-24: watches of two agents that send each other go on without end and without a stack.
   */
  @Test
  void watches_sendBackAndForth_areNotCutOff() {
    int end = 60_000;
    for (boolean callerRuns : List.of(false, true)) {
      Agent.Builder<Integer> builder = Agent.builder(0);
      Agent<Integer> one = (callerRuns ? builder.executor(Runnable::run) : builder).build();
      Agent<Integer> two = Agent.of(0);
      CountDownLatch done = new CountDownLatch(1);
      one.watch(change -> two.send(present -> present + 1));
      two.watch(change -> {
        if (change.newValue() < end) {
          one.send(present -> present + 1);
        } else {
          done.countDown();
        }
      });
      one.send(present -> present + 1);
      Waits.await(done);
      AgentWaits.settle(one, two);
      assertThat(one.deref()).isEqualTo(end);
      assertThat(two.deref()).isEqualTo(end);
    }
  }

  /** W4: a chain of watches without end holds up nobody else, and can be stopped. */
  @Test
  void watch_endlessChain_othersGetOn() {
    Agent<Integer> agent = Agent.of(0);
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch ended = new CountDownLatch(1);
    agent.watch(change -> {
      if (stop.get()) {
        ended.countDown();
      } else {
        agent.send(present -> present + 1);
      }
    });
    agent.send(present -> present + 1);
    Agent<Integer> other = Agent.of(0);
    for (int i = 0; i < 20; i++) {
      AgentWaits.get(other.sendAndReport(present -> present + 1));
    }
    Waits.until("the chain has got somewhere", () -> agent.deref() > 1_000);
    stop.set(true);
    Waits.await(ended);
    AgentWaits.settle(agent);
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.processedCount()).isEqualTo(agent.deref().longValue());
  }

  /** W4: a watch may change an atom whose watch sends to the agent; all of it happens, in order. */
  @Test
  void watch_byWayOfAnAtom_goesOn() {
    Agent<Integer> agent = Agent.of(0);
    Atom<Integer> atom = Atom.of(0);
    CountDownLatch done = new CountDownLatch(1);
    agent.watch(change -> atom.reset(change.newValue()));
    atom.watch(change -> {
      if (change.newValue() < 5_000) {
        agent.send(present -> present + 1);
      } else {
        done.countDown();
      }
    });
    agent.send(present -> present + 1);
    Waits.await(done);
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(5_000);
    assertThat(atom.deref()).isEqualTo(5_000);
  }
}
