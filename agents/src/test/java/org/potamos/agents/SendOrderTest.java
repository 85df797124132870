package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Change;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** The order of actions, that they never overlap, and that nobody starves. */
class SendOrderTest {
  @RegisterExtension final NothingFailed events = new NothingFailed();

  /** One action: who sent it, and as which of its actions. */
  private record Sent(int sender, int number) {}

  /**
   * A state that is changed in place: whoever is not alone, or does not see everything, is found.
   */
  private static final class Journal {
    final List<Sent> entries = new ArrayList<>();
    boolean busy;
    boolean overlapped;

    Journal add(Sent entry) {
      overlapped |= busy;
      busy = true;
      entries.add(entry);
      Thread.onSpinWait();
      busy = false;
      return this;
    }
  }

  /** Each action of each sender is there, once, in the order of its sender. */
  private static void assertComplete(Journal journal, int senders, int each) {
    int[] next = new int[senders];
    for (Sent sent : journal.entries) {
      assertThat(sent.number())
          .as("the next of sender %s", sent.sender())
          .isEqualTo(next[sent.sender()]++);
    }
    assertThat(next).containsOnly(each);
    assertThat(journal.overlapped).isFalse();
  }

  private static UnaryOperator<Journal> entry(int sender, int number) {
    Sent sent = new Sent(sender, number);
    return journal -> journal.add(sent);
  }

  // ------------------------------------------------------------------ order

  /** AG-01: send answers the agent, and the action gets the state and then the argument. */
  @Test
  void send_withAnArgument_appliesItToTheState() {
    Agent<String> agent = Agent.of("a");
    assertThat(agent.send((state, argument) -> state + argument, "b")).isSameAs(agent);
    assertThat(agent.send(state -> state + "c")).isSameAs(agent);
    assertThat(agent.sendAll(List.of(state -> state + "d", state -> state + "e"))).isSameAs(agent);
    assertThat(agent.sendVia(Runnable::run, (state, argument) -> state + argument, "f"))
        .isSameAs(agent);
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo("abcdef");
  }

  /** R1: null is a state like any other, and an argument like any other. */
  @Test
  void send_nullStateAndArgument_areLegal() {
    Agent<@Nullable String> agent = Agent.of(null);
    List<Boolean> seen = new ArrayList<>();
    agent.<@Nullable String>send(
        (state, argument) -> {
          seen.add(state == null && argument == null);
          return "there";
        },
        null);
    agent.send(state -> null);
    AgentWaits.settle(agent);
    assertThat(seen).containsExactly(true);
    assertThat(agent.deref()).isNull();
  }

  /** G2, AG-06: the actions of one sender run in the order of their sends. */
  @Test
  void actions_ofOneSender_runInTheOrderOfTheirSends() {
    Agent<Journal> agent = Agent.builder(new Journal()).highWaterMark(100_000).build();
    for (int i = 0; i < 20_000; i++) {
      agent.send(entry(0, i));
    }
    AgentWaits.settle(agent);
    assertComplete(agent.deref(), 1, 20_000);
    assertThat(agent.processedCount()).isEqualTo(20_000);
  }

  /**
   * G2, AG-06: with several senders the actions of each run in its order, none overlap or vanish.
   */
  @Test
  void actions_ofSeveralSenders_runInTheOrderOfEachSender() {
    int senders = 4;
    int each = 5_000;
    List<Agent<Journal>> agents =
        List.of(
            Agent.builder(new Journal()).highWaterMark(100_000).build(),
            Agent.builder(new Journal()).highWaterMark(100_000).build());
    Threads.run(
        senders,
        sender -> {
          for (int i = 0; i < each; i++) {
            for (Agent<Journal> agent : agents) {
              agent.send(entry(sender, i));
            }
          }
        });
    for (Agent<Journal> agent : agents) {
      AgentWaits.settle(agent);
      assertComplete(agent.deref(), senders, each);
    }
  }

  /** G2: the same for senders on virtual threads, and for agents as senders. */
  @Test
  void actions_ofAgentsAndVirtualThreads_runInTheOrderOfEachSender() {
    int senders = 6;
    int each = 1_000;
    Agent<Journal> agent = Agent.of(new Journal());
    List<Agent<Integer>> sources = new ArrayList<>();
    for (int sender = 3; sender < senders; sender++) {
      sources.add(Agent.of(sender));
    }
    Threads.runVirtual(
        3,
        sender -> {
          for (int i = 0; i < each; i++) {
            int number = i;
            agent.send(entry(sender, number));
            sources
                .get(sender)
                .send(source -> {
                  agent.send(entry(source, number));
                  return source;
                });
          }
        });
    AgentWaits.settle(sources.toArray(Agent<?>[]::new));
    AgentWaits.settle(agent);
    assertComplete(agent.deref(), senders, each);
  }

  /** G2, AG-02: the ways to send do not matter for the order, nor does the executor. */
  @Test
  void actions_sentInSeveralWays_keepTheirOrder() {
    Agent<Journal> agent = Agent.of(new Journal());
    int each = 1_500;
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Threads.run(
          3,
          sender -> {
            for (int i = 0; i < each; i += 6) {
              agent.send(entry(sender, i));
              agent.sendVia(pool, entry(sender, i + 1));
              CompletableFuture<Change<Journal>> future = agent.sendAndReport(entry(sender, i + 2));
              agent.sendVia(Runnable::run, entry(sender, i + 3));
              agent.sendAll(List.of(entry(sender, i + 4), entry(sender, i + 5)));
              if (i % 300 == 0) {
                AgentWaits.get(future);
              }
            }
          });
      AgentWaits.settle(agent);
    }
    assertComplete(agent.deref(), 3, each);
  }

  /** G2, AG-02: on every kind of executor the actions of one agent run one at a time, in order. */
  @Test
  void actions_onSeveralKindsOfExecutors_neverOverlap() {
    int each = 2_000;
    try (ExecutorService pool = Executors.newFixedThreadPool(3);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Executor executor : List.of(pool, virtual, ForkJoinPool.commonPool())) {
        Agent<Journal> agent = Agent.builder(new Journal()).executor(executor).build();
        Threads.run(
            3,
            sender -> {
              for (int i = 0; i < each; i++) {
                agent.send(entry(sender, i));
              }
            });
        AgentWaits.settle(agent);
        assertComplete(agent.deref(), 3, each);
      }
    }
  }

  /** G2: with caller-runs the actions of several senders do not overlap either. */
  @Test
  void actions_onCallerRunsExecutors_neverOverlap() {
    int each = 2_000;
    Agent<Journal> agent = Agent.builder(new Journal()).executor(Runnable::run).build();
    Threads.run(
        4,
        sender -> {
          for (int i = 0; i < each; i++) {
            agent.send(entry(sender, i));
          }
        });
    AgentWaits.settle(agent);
    assertComplete(agent.deref(), 4, each);
  }

  /** G2: a send that meets the end of a drain is not forgotten: no wake-up is lost. */
  @Test
  void send_atTheEndOfADrain_isRun() {
    Agent<Integer> agent = Agent.of(0);
    int each = 4_000;
    Threads.run(
        2,
        sender -> {
          for (int i = 0; i < each; i++) {
            AgentWaits.get(agent.sendAndReport(present -> present + 1));
          }
        });
    assertThat(agent.deref()).isEqualTo(2 * each);
  }

  /** G2: each action runs exactly once, whoever sends it to however many agents. */
  @Test
  void actions_toManyAgents_runExactlyOnce() {
    int each = 2_000;
    int senders = 4;
    AtomicIntegerArray runs = new AtomicIntegerArray(senders * each);
    List<Agent<Integer>> agents = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      agents.add(Agent.of(0));
    }
    Threads.run(
        senders,
        sender -> {
          for (int i = 0; i < each; i++) {
            int id = sender * each + i;
            agents
                .get(id * 31 % agents.size())
                .send(present -> {
                  runs.incrementAndGet(id);
                  return present + 1;
                });
          }
        });
    AgentWaits.settle(agents.toArray(Agent<?>[]::new));
    for (int id = 0; id < runs.length(); id++) {
      assertThat(runs.get(id)).isEqualTo(1);
    }
    assertThat(agents.stream().mapToInt(Agent::deref).sum()).isEqualTo(senders * each);
    assertThat(agents).allMatch(agent -> agent.queueLength() == 0);
  }

  /** G2: the changes of consecutive actions link into one chain of consecutive versions. */
  @Test
  void changes_ofConsecutiveActions_linkIntoOneChain() {
    Agent<Integer> agent = Agent.of(0);
    List<CompletableFuture<Change<Integer>>> futures = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      futures.add(agent.sendAndReport(present -> present + 1));
    }
    long version = 0;
    int value = 0;
    for (CompletableFuture<Change<Integer>> future : futures) {
      Change<Integer> change = AgentWaits.get(future);
      assertThat(change.oldValue()).isEqualTo(value);
      value = change.newValue();
      assertThat(change.version()).isEqualTo(++version);
    }
  }

  /** 2.5.2: while an action runs, the agent answers the state before it. */
  @Test
  void deref_whileAnActionRuns_answersTheStateBefore() {
    Agent<Integer> agent = Agent.of(1);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> inside = new ArrayList<>();
    agent.send(present -> {
      inside.add(agent.deref());
      running.countDown();
      Waits.await(go);
      return 2;
    });
    Waits.await(running);
    assertThat(agent.deref()).isEqualTo(1);
    go.countDown();
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo(2);
    assertThat(inside).containsExactly(1);
  }

  /** G2: what a sender did before is seen by the action, without any synchronization of its own. */
  @Test
  void send_whatTheSenderDidBefore_isSeenByTheAction() {
    Agent<Integer> agent = Agent.of(0);
    int[] plain = new int[1];
    for (int i = 1; i <= 2_000; i++) {
      plain[0] = i;
      int seen = AgentWaits.get(agent.ask(present -> Reply.of(present, plain[0])));
      assertThat(seen).isEqualTo(i);
    }
  }

  // ------------------------------------------------------------------ batches

  /** G2: a batch runs in one piece: nobody's action gets between its actions. */
  @Test
  void sendAll_severalSenders_batchesStayTogether() {
    Agent<Journal> agent = Agent.builder(new Journal()).highWaterMark(100_000).build();
    int batches = 500;
    int size = 7;
    Threads.run(
        4,
        sender -> {
          for (int batch = 0; batch < batches; batch++) {
            List<UnaryOperator<Journal>> actions = new ArrayList<>();
            for (int i = 0; i < size; i++) {
              actions.add(entry(sender, batch * size + i));
            }
            agent.sendAll(actions);
          }
        });
    AgentWaits.settle(agent);
    Journal journal = agent.deref();
    assertComplete(journal, 4, batches * size);
    for (int start = 0; start < journal.entries.size(); start += size) {
      assertThat(journal.entries.subList(start, start + size).stream().map(Sent::sender).distinct())
          .hasSize(1);
    }
  }

  /** G2: a batch keeps its place between the sends before and after it, also a large one. */
  @Test
  void sendAll_betweenSends_keepsItsPlace() {
    Agent<Journal> agent = Agent.of(new Journal());
    List<UnaryOperator<Journal>> batch = new ArrayList<>();
    for (int i = 1; i <= 5_000; i++) {
      batch.add(entry(0, i));
    }
    agent.send(entry(0, 0)).sendAll(batch).send(entry(0, 5_001));
    AgentWaits.settle(agent);
    assertComplete(agent.deref(), 1, 5_002);
  }

  /** G2: the list of a batch is read at the call: changing it later changes nothing. */
  @Test
  void sendAll_listChangedAfterwards_isUnaffected() {
    Agent<Journal> agent = Agent.of(new Journal()).pause();
    List<UnaryOperator<Journal>> batch = new ArrayList<>(List.of(entry(0, 0), entry(0, 1)));
    agent.sendAll(batch);
    batch.set(1, entry(0, 9));
    batch.add(entry(0, 10));
    assertThat(agent.queueLength()).isEqualTo(2);
    agent.resume();
    AgentWaits.settle(agent);
    assertComplete(agent.deref(), 1, 2);
  }

  /** AG-10: a batch with a null in it is rejected at the call as a whole. */
  @Test
  void sendAll_nullElement_isRejectedAndNothingRuns() {
    Agent<Integer> agent = Agent.of(0);
    UnaryOperator<Integer> add = present -> present + 1;
    @SuppressWarnings("NullAway") // the misuse is the test
    List<UnaryOperator<Integer>> batch = Arrays.asList(add, null, add);
    assertThatThrownBy(() -> agent.sendAll(batch)).isInstanceOf(NullPointerException.class);
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isZero();
    assertThat(agent.queueLength()).isZero();
  }

  /** G2: an empty batch is nothing. */
  @Test
  void sendAll_empty_doesNothing() {
    Agent<Integer> agent = Agent.of(0);
    agent.sendAll(List.of());
    AgentWaits.settle(agent);
    assertThat(agent.processedCount()).isZero();
    assertThat(agent.version()).isZero();
  }

  /** G2, G4: a batch is no transaction: an action of it that fails is skipped, the others run. */
  @Test
  void sendAll_oneActionFails_theOthersRun() {
    Agent<String> agent = Agent.builder("").onFailure(failure -> FailureDecision.skip()).build();
    IllegalArgumentException intended = new IllegalArgumentException("intended");
    agent.sendAll(
        List.of(
            state -> state + "a",
            state -> {
              throw intended;
            },
            state -> state + "c"));
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo("ac");
    assertThat(events.takeCauses()).containsExactly(intended);
  }

  /** G7: to a bounded agent a batch is sent one by one, and its policy applies. */
  @Test
  void sendAll_boundedAgent_appliesThePolicy() {
    Agent<String> agent =
        Agent.builder("").name("bounded batch").capacity(2, Overflow.DROP_NEWEST).build().pause();
    agent.sendAll(List.of(s -> s + "a", s -> s + "b", s -> s + "c"));
    assertThat(agent.queueLength()).isEqualTo(2);
    agent.resume();
    AgentWaits.settle(agent);
    assertThat(agent.deref()).isEqualTo("ab");
    assertThat(events.take(UnrunAction.class)).hasSize(1);
  }

  // ------------------------------------------------------------------ fairness

  /** Sends itself again and again until told to stop. */
  private static void goOn(Agent<Integer> agent, AtomicBoolean stop) {
    agent.send(present -> {
      if (!stop.get()) {
        goOn(agent, stop);
      }
      return present + 1;
    });
  }

  /** AG-08: an agent that is never out of work lets others have the only thread. */
  @Test
  void busyAgent_singleThread_letsOthersRun() {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      AtomicBoolean stop = new AtomicBoolean();
      Agent<Integer> busy = Agent.builder(0).executor(single).build();
      Agent<Integer> other = Agent.builder(0).executor(single).build();
      goOn(busy, stop);
      try {
        for (int i = 1; i <= 10; i++) {
          AgentWaits.get(other.sendAndReport(present -> present + 1));
        }
      } finally {
        stop.set(true);
      }
      Waits.until("the busy agent has ended", () -> busy.queueLength() == 0);
      AgentWaits.settle(busy);
      assertThat(other.deref()).isEqualTo(10);
    }
  }

  /** AG-08: several agents that are never out of work all get on, with one thread for all. */
  @Test
  void busyAgents_singleThread_allGetOn() {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      AtomicBoolean stop = new AtomicBoolean();
      List<Agent<Integer>> agents = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Agent<Integer> agent = Agent.builder(0).executor(single).build();
        agents.add(agent);
        goOn(agent, stop);
      }
      try {
        Waits.until(
            "all have done their share",
            () -> agents.stream().allMatch(agent -> agent.deref() > 500));
      } finally {
        stop.set(true);
      }
      AgentWaits.settle(agents.toArray(Agent<?>[]::new));
    }
  }

  /** AG-08, flaw G5: more busy agents than processors do not starve another on virtual threads. */
  @Test
  void busyAgents_virtualThreads_letOthersRun() {
    AtomicBoolean stop = new AtomicBoolean();
    List<Agent<Integer>> busy = new ArrayList<>();
    for (int i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++) {
      Agent<Integer> agent = Agent.of(0);
      busy.add(agent);
      goOn(agent, stop);
    }
    try {
      Waits.until("all are at work", () -> busy.stream().allMatch(agent -> agent.deref() > 100));
      Agent<Integer> other = Agent.of(0);
      for (int i = 1; i <= 10; i++) {
        AgentWaits.get(other.sendAndReport(present -> present + 1));
      }
      assertThat(other.deref()).isEqualTo(10);
    } finally {
      stop.set(true);
    }
    AgentWaits.settle(busy.toArray(Agent<?>[]::new));
  }

  /**
   * AG-08: an agent with a long queue lets others have the only thread before its queue is empty.
   */
  @Test
  void longQueue_singleThread_otherAgentsRunBetween() {
    try (ExecutorService single = Executors.newSingleThreadExecutor()) {
      Agent<Integer> busy =
          Agent.builder(0).executor(single).highWaterMark(100_000).build().pause();
      Agent<Integer> other = Agent.builder(0).executor(single).build();
      AtomicInteger seen = new AtomicInteger(-1);
      int length = 50_000;
      for (int i = 0; i < length; i++) {
        busy.send(present -> {
          if (present == 0) {
            Threads.start(index ->
                    other.send(state -> {
                      seen.set(busy.deref());
                      return state;
                    }))
                .join();
          }
          return present + 1;
        });
      }
      busy.resume();
      AgentWaits.settle(busy, other);
      assertThat(busy.deref()).isEqualTo(length);
      assertThat(seen.get()).isBetween(1, length - 1);
    }
  }

  /** G2: two agents that send each other go back and forth without an end in sight. */
  @Test
  void pingPong_virtualThreads_arrives() {
    Agent<Integer> one = Agent.of(0);
    Agent<Integer> two = Agent.of(0);
    CountDownLatch done = new CountDownLatch(1);
    pingPong(one, two, 20_000, done);
    Waits.await(done);
    AgentWaits.settle(one, two);
    assertThat(one.deref() + two.deref()).isEqualTo(20_001);
  }

  private static void pingPong(
      Agent<Integer> here, Agent<Integer> there, int left, CountDownLatch done) {
    here.send(present -> {
      if (left == 0) {
        done.countDown();
      } else {
        pingPong(there, here, left - 1, done);
      }
      return present + 1;
    });
  }
}
