package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
import org.potamos.core.Atom;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.core.WatchFailure;
import org.potamos.refs.Stm;

/** Which agent is running on a thread, as {@link Agents#current} tells. */
class CurrentAgentTest {
  @RegisterExtension final NothingFailed events = new NothingFailed();

  /** A failure raised on purpose. */
  private static final class Intended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Writes down who is current. */
  private void look(String where) {
    Agent<?> current = Agents.current();
    seen.add(where + ": " + (current == null ? "none" : current.name()));
  }

  private Agent.Builder<Integer> named(String name) {
    return Agent.builder(0)
        .name(name)
        .onFailure(failure -> {
          look("handler");
          return FailureDecision.skip();
        });
  }

  private static Agent.Builder<Integer> here(Agent.Builder<Integer> builder) {
    return builder.executor(Runnable::run);
  }

  /** AG-25: in actions, validators, watches and failure handlers it is the agent itself. */
  @Test
  void current_inTheCodeOfAnAgent_isThatAgent() {
    Agent<Integer> agent = named("a").onWatchFailure(failure -> look("watch failure")).build();
    agent.setValidator((current, proposed) -> {
      if (proposed != 0) {
        look("validator");
      }
      return List.of();
    });
    agent.watch(change -> look("watch"));
    agent.watch(change -> {
      throw new Intended();
    });
    AgentWaits.get(
        agent.sendAndReport(present -> {
          look("action");
          return 1;
        }));
    AgentWaits.causeOf(
        agent.sendAndReport(present -> {
          throw new Intended();
        }));
    assertThat(seen)
        .containsExactly("action: a", "validator: a", "watch: a", "watch failure: a", "handler: a");
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(events.take(WatchFailure.class)).hasSize(1);
  }

  /** AG-25: it is the agent whatever way the action was sent, and wherever it runs. */
  @Test
  void current_whateverWayAnActionWasSent_isTheAgent() {
    Agent<Integer> agent = named("a").build();
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      agent.send(
          (present, argument) -> {
            look("argument");
            return present;
          },
          0);
      agent.sendVia(
          pool,
          present -> {
            look("via");
            return present;
          });
      agent.sendAll(
          List.of(present -> {
            look("batch");
            return present;
          }));
      AgentWaits.get(
          agent.ask(present -> {
            look("ask");
            return Reply.of(present, 0);
          }));
      AgentWaits.get(CompletableFuture.runAsync(() -> look("afterwards in the pool"), pool));
    }
    assertThat(seen)
        .containsExactly(
            "argument: a", "via: a", "batch: a", "ask: a", "afterwards in the pool: none");
  }

  /** AG-25: outside of agents there is none, also in transactions and in watches of others. */
  @Test
  void current_outsideOfAgents_isNone() {
    look("thread");
    Stm.dosync(() -> look("transaction"));
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> look("watch of an atom"));
    atom.reset(1);
    assertThat(seen).containsExactly("thread: none", "transaction: none", "watch of an atom: none");
  }

  /** AG-25: what an action calls belongs to it: transactions, and watches of other references. */
  @Test
  void current_inWhatAnActionCalls_isTheAgent() {
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> look("watch of an atom"));
    AgentWaits.get(
        named("a")
            .build()
            .sendAndReport(present -> {
              Stm.dosync(() -> {
                look("transaction");
                Stm.afterCommit(() -> look("hook"));
              });
              atom.reset(1);
              return present;
            }));
    assertThat(seen).containsExactly("transaction: a", "hook: a", "watch of an atom: a");
  }

  /**
   * AG-25, AG-40, flaw G13: it is not conveyed: threads that an action starts may wait for agents.
   */
  @Test
  void current_onThreadsStartedByAnAction_isNone() {
    Agent<Integer> agent = named("a").build();
    Agent<Integer> other = named("other").build();
    AtomicReference<@Nullable Boolean> waited = new AtomicReference<>();
    AgentWaits.get(
        agent.sendAndReport(present -> {
          Threads.start(
                  index -> {
                    look("platform thread");
                    waited.set(other.await(Duration.ofSeconds(5)));
                  })
              .join();
          Threads.startVirtual(index -> look("virtual thread")).join();
          return present;
        }));
    assertThat(seen).containsExactly("platform thread: none", "virtual thread: none");
    assertThat(waited.get()).isTrue();
  }

  /** AG-25, W4: watches on other threads run outside of the agent. */
  @Test
  void current_inAsynchronousWatches_isNone() {
    Agent<Integer> agent = named("a").build();
    CountDownLatch done = new CountDownLatch(2);
    agent.watch(
        change -> {
          look("asynchronous");
          done.countDown();
        },
        Delivery.ORDERED);
    agent.watch(
        change -> {
          look("asynchronous");
          done.countDown();
        },
        Delivery.LATEST);
    agent.send(present -> present + 1);
    Waits.await(done);
    assertThat(seen).containsExactly("asynchronous: none", "asynchronous: none");
  }

  /** AG-25: callbacks of futures run outside of the agent, on whatever thread. */
  @Test
  void current_inCallbacks_isNone() {
    Agent<Integer> agent = named("a").build().pause();
    CompletableFuture<?> succeeded =
        agent.sendAndReport(present -> present + 1).thenRun(() -> look("callback"));
    CompletableFuture<?> failed =
        agent
            .sendAndReport(present -> {
              throw new Intended();
            })
            .exceptionally(failure -> {
              look("callback of a failure");
              return new Change<>(agent, 0, 0, 0);
            });
    agent.resume();
    AgentWaits.get(succeeded);
    AgentWaits.get(failed);
    assertThat(seen).containsExactly("callback: none", "handler: a", "callback of a failure: none");
    assertThat(events.takeCauses()).hasSize(1);
  }

  /** AG-25: on the caller's thread it is set while the action runs, and gone afterwards. */
  @Test
  void current_callerRuns_isGoneAfterwards() {
    Agent<Integer> agent = here(named("a")).build();
    agent.send(present -> {
      look("action");
      return 1;
    });
    look("after success");
    agent.send(present -> {
      throw new Intended();
    });
    look("after failure");
    assertThat(seen)
        .containsExactly("action: a", "after success: none", "handler: a", "after failure: none");
    assertThat(events.takeCauses()).hasSize(1);
  }

  /** AG-25: agents that run one after the other on one thread are each current in turn. */
  @Test
  void current_severalAgentsOnOneThread_isEachInTurn() {
    Agent<Integer> two = here(named("two")).build();
    Agent<Integer> one = here(named("one")).build();
    one.watch(change -> look("watch"));
    one.send(present -> {
      two.send(x -> {
        look("second");
        return x;
      });
      look("first");
      return present;
    });
    look("afterwards");
    assertThat(seen).containsExactly("first: one", "watch: one", "second: two", "afterwards: none");
  }

  /**
   * AG-25, AG-22: an agent that runs inside the action of another one is current only meanwhile.
   */
  @Test
  void current_releasedToTheSameThread_isRestored() {
    Agent<Integer> inner = here(named("inner")).build();
    Agent<Integer> outer = here(named("outer")).build();
    outer.send(present -> {
      inner.send(x -> {
        look("inside");
        return x;
      });
      look("before");
      Agents.releasePendingSends();
      look("after");
      return present;
    });
    look("afterwards");
    assertThat(seen)
        .containsExactly("before: outer", "inside: inner", "after: outer", "afterwards: none");
  }

  /** AG-25, AG-32: what a handler sends to the same thread does not replace the handler's agent. */
  @Test
  void current_handlerSendsToTheSameThread_isRestored() {
    Agent<Integer> other = here(named("other")).build();
    Agent<Integer> agent =
        here(Agent.builder(0).name("a"))
            .onFailure(failure -> {
              look("before");
              other.send(x -> {
                look("other");
                return x;
              });
              look("after");
              return FailureDecision.skip();
            })
            .build();
    agent.send(present -> {
      throw new Intended();
    });
    look("afterwards");
    assertThat(seen)
        .contains("before: a", "other: other", "after: a")
        .endsWith("afterwards: none")
        .hasSize(4);
    assertThat(events.takeCauses()).hasSize(1);
  }

  /** AG-25: sending to another agent from an action does not change who is current. */
  @Test
  void current_whileSending_staysTheSame() {
    List<Agent<Integer>> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(here(named("other " + i)).build());
    }
    AgentWaits.get(
        named("a")
            .build()
            .sendAndReport(present -> {
              for (Agent<Integer> other : others) {
                other.send(x -> x + 1);
                look("after a send");
              }
              return present;
            }));
    assertThat(seen).containsExactly("after a send: a", "after a send: a", "after a send: a");
    AgentWaits.settle(others.toArray(Agent<?>[]::new));
  }

  /** AG-25: with many agents at work at once each action finds its own. */
  @Test
  void current_manyAgentsAtOnce_isAlwaysTheOwn() {
    List<Agent<Integer>> agents = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      agents.add(Agent.of(0));
    }
    List<Object> wrong = new CopyOnWriteArrayList<>();
    Threads.run(
        3,
        sender -> {
          for (int i = 0; i < 2_000; i++) {
            Agent<Integer> agent = agents.get((i * 7 + sender) % agents.size());
            agent.send(present -> {
              if (!agent.equals(Agents.current())) {
                wrong.add(agent);
              }
              return present + 1;
            });
          }
        });
    AgentWaits.settle(agents.toArray(Agent<?>[]::new));
    assertThat(wrong).isEmpty();
    assertThat(agents.stream().mapToInt(Agent::deref).sum()).isEqualTo(6_000);
  }
}
