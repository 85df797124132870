package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.potamos.core.Atom;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.core.Waits;
import org.potamos.core.WatchFailure;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Where a send goes: at once, held until something has succeeded, dropped, or rejected. */
class HeldSendsTest {
  @RegisterExtension final NothingFailed events = new NothingFailed();

  private final Mailbox target = new Mailbox();

  /** A failure that an action raises on purpose. */
  private static final class Intended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** An agent that skips failed actions and says nothing of them. */
  private static Agent<Integer> agent() {
    return Agent.builder(0).onFailure(failure -> FailureDecision.skip()).build();
  }

  /** Adds to a ref in a transaction of another thread. */
  private static void addElsewhere(Ref<Integer> ref, int amount) {
    Threads.start(index -> Stm.dosync(() -> ref.alter(Integer::sum, amount))).join();
  }

  // ------------------------------------------------------------------ row: plain thread

  /** 2.8 (plain thread), AG-04: the send is queued when the call returns. */
  @Test
  void send_plainThread_isQueuedAtOnce() {
    target.send("a");
    assertThat(target.waiting()).isEqualTo(1);
    target.send("b");
    assertThat(target.waiting()).isEqualTo(2);
    assertThat(target.open()).containsExactly("a", "b");
  }

  // ------------------------------------------------------------------ row: body of a transaction

  /** 2.8 (dosync body), TX-50, G3: held until after the commit and the watches, then in order. */
  @Test
  void send_inATransaction_isReleasedAfterCommitAndWatches() {
    Ref<Integer> ref = Ref.of(0);
    List<Integer> waitingInWatch = new CopyOnWriteArrayList<>();
    ref.watch(change -> waitingInWatch.add(target.waiting()));
    Stm.dosync(() -> {
      target.send("a");
      ref.set(1);
      target.send("b");
      assertThat(target.waiting()).isZero();
    });
    assertThat(waitingInWatch).containsExactly(0);
    assertThat(target.waiting()).isEqualTo(2);
    assertThat(target.open()).containsExactly("a", "b");
  }

  /** TX-50, G3: the action of a released send finds everything that the transaction has changed. */
  @Test
  void send_inATransaction_actionSeesTheCommit() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> reader = Agent.of(-1);
    Stm.dosync(() -> {
      reader.send(present -> ref.deref());
      ref.set(1);
    });
    AgentWaits.settle(reader);
    assertThat(reader.deref()).isEqualTo(1);
  }

  /** 2.8 (dosync body), TX-50: send answers the agent at once, also when it is held. */
  @Test
  void send_inATransaction_answersTheAgent() {
    Stm.dosync(() -> {
      assertThat(target.agent().send(Mailbox.appending("a"))).isSameAs(target.agent());
    });
    assertThat(target.open()).containsExactly("a");
  }

  /** 2.8 (dosync body), TX-47, G3: dropped when the body throws or a validator rejects. */
  @Test
  void send_transactionFails_isDropped() {
    Ref<Integer> ref = Ref.builder(0).validator(x -> x >= 0, "must be >= 0").build();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              target.send("body");
              throw new Intended();
            }))
        .isInstanceOf(Intended.class);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              target.send("rejected");
              ref.set(-1);
            }))
        .isInstanceOf(InvalidStateException.class);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              target.send("vetoed");
              Stm.prepare(() -> {
                throw new Intended();
              });
            }))
        .isInstanceOf(Intended.class);
    target.send("direct");
    assertThat(target.open()).containsExactly("direct");
  }

  /** 2.8 (dosync body), TX-50, G3: sent once, by the attempt that commits. */
  @Test
  void send_transactionRunsAgain_isSentOnce() {
    Ref<Integer> ref = Ref.of(0);
    AtomicInteger attempts = new AtomicInteger();
    Stm.dosync(() -> {
      int attempt = attempts.incrementAndGet();
      target.send("attempt " + attempt);
      ref.alter(x -> x + 1);
      if (attempt <= 3) {
        addElsewhere(ref, 10);
      }
    });
    assertThat(target.open()).containsExactly("attempt " + attempts.get());
    assertThat(attempts.get()).isGreaterThan(1);
  }

  /**
   * TX-50, G3: with snapshot isolation, irrevocable, read only or alone, the sends are held too.
   */
  @Test
  void send_inTransactionsWithOptions_isHeld() {
    Ref<Integer> ref = Ref.of(0);
    Stm.options()
        .isolation(Isolation.SNAPSHOT)
        .dosync(() -> {
          ref.alter(x -> x + 1);
          target.send("snapshot");
          assertThat(target.waiting()).isZero();
        });
    Stm.options()
        .irrevocable()
        .dosync(() -> {
          ref.alter(x -> x + 1);
          target.send("irrevocable");
          assertThat(target.waiting()).isEqualTo(1);
        });
    Stm.options()
        .readOnly()
        .dosync(() -> {
          assertThat(ref.deref()).isEqualTo(2);
          target.send("read only");
          assertThat(target.waiting()).isEqualTo(2);
        });
    Stm.dosync(() -> target.send("no refs"));
    assertThat(target.open()).containsExactly("snapshot", "irrevocable", "read only", "no refs");
  }

  /** T7, G3: what an attempt has sent that then retries is dropped; the later attempt sends. */
  @Test
  void send_transactionRetries_isSentByTheLastAttempt() {
    Ref<Integer> ref = Ref.of(0);
    CountDownLatch waits = new CountDownLatch(1);
    Threads.Running running =
        Threads.start(index ->
            Stm.dosync(() -> {
              int seen = ref.deref();
              target.send("saw " + seen);
              Stm.afterRollback(waits::countDown);
              Stm.check(seen == 1);
            }));
    Waits.await(waits);
    assertThat(target.waiting()).isZero();
    ref.reset(1);
    running.join();
    assertThat(target.open()).containsExactly("saw 1");
  }

  /** T7, G3: what a branch has sent that retries is dropped, what the other one sends is kept. */
  @Test
  void send_inABranchThatRetries_isDropped() {
    Stm.dosync(() -> {
      target.send("before");
      String answer =
          Stm.orElse(
              () -> {
                target.send("left");
                return Stm.retry();
              },
              () -> {
                target.send("right");
                return "right";
              });
      target.send("after " + answer);
    });
    assertThat(target.open()).containsExactly("before", "right", "after right");
  }

  /** T6, G3: a nested block that throws takes back its own sends only. */
  @Test
  void send_inANestedBlockThatFails_isDroppedAlone() {
    Stm.dosync(() -> {
      target.send("outer");
      Stm.dosync(() -> target.send("nested"));
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                target.send("failed");
                throw new Intended();
              }))
          .isInstanceOf(Intended.class);
      target.send("outer again");
      assertThat(target.waiting()).isZero();
    });
    assertThat(target.open()).containsExactly("outer", "nested", "outer again");
  }

  /** G3: a batch that is held is released in one piece of its order. */
  @Test
  void sendAll_inATransaction_isHeldInOrder() {
    Stm.dosync(() -> {
      target.send("before");
      target.agent().sendAll(List.of(Mailbox.appending("a"), Mailbox.appending("b")));
      target.send("after");
      assertThat(target.waiting()).isZero();
    });
    assertThat(target.open()).containsExactly("before", "a", "b", "after");
  }

  /** G3: all ways to send are held in a transaction, and released in the order of the calls. */
  @Test
  void everyWayToSend_inATransaction_isHeld() {
    Agent<List<String>> agent = target.agent();
    List<CompletableFuture<?>> futures = new ArrayList<>();
    Stm.dosync(() -> {
      agent.send((letters, letter) -> Mailbox.appending(letter).apply(letters), "argument");
      agent.sendVia(Runnable::run, Mailbox.appending("via"));
      assertThat(agent.trySend(Mailbox.appending("try"))).isTrue();
      futures.add(agent.sendAndReport(Mailbox.appending("report")));
      futures.add(
          agent.ask(letters -> Reply.of(Mailbox.appending("ask").apply(letters), letters.size())));
      assertThat(agent.queueLength()).isZero();
    });
    assertThat(agent.queueLength()).isEqualTo(5);
    assertThat(futures).noneMatch(CompletableFuture::isDone);
    assertThat(target.open()).containsExactly("argument", "via", "try", "report", "ask");
    assertThat(AgentWaits.get(futures.getLast())).isEqualTo(4);
  }

  /** TX-50, AG-05: whether the agent has failed is looked at when the send is called. */
  @Test
  void send_inATransactionToAFailedAgent_throwsAtTheCall() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> failed = Agent.builder(0).onFailure(failure -> FailureDecision.fail()).build();
    AgentWaits.causeOf(
        failed.sendAndReport(present -> {
          throw new Intended();
        }));
    assertThat(events.takeCauses()).hasSize(1);
    Stm.dosync(() -> {
      ref.set(1);
      assertThatThrownBy(() -> failed.send(present -> present + 1))
          .isInstanceOf(AgentFailedException.class)
          .hasCauseInstanceOf(Intended.class);
    });
    assertThat(ref.deref()).isEqualTo(1);
  }

  /** AG-36, flaw G14: a send whose agent fails before the commit is reported, and never runs. */
  @Test
  void send_agentFailsBeforeTheCommit_isReported() {
    Agent<List<String>> agent =
        Agent.builder(List.<String>of())
            .name("fails before the commit")
            .onFailure(failure -> FailureDecision.fail())
            .build();
    AtomicReference<@Nullable CompletableFuture<?>> future = new AtomicReference<>();
    try (CapturedLog log = CapturedLog.of("fails before the commit")) {
      Stm.dosync(() -> {
        future.set(agent.sendAndReport(Mailbox.appending("late")));
        Threads.start(index ->
                AgentWaits.causeOf(
                    agent.sendAndReport(letters -> {
                      throw new Intended();
                    })))
            .join();
      });
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().getFirst().level()).isEqualTo("WARNING");
    }
    assertThat(AgentWaits.causeOf(Objects.requireNonNull(future.get())))
        .isInstanceOf(AgentFailedException.class);
    assertThat(events.take(UnrunAction.class))
        .singleElement()
        .satisfies(unrun -> {
          assertThat(unrun.agent()).isSameAs(agent);
          assertThat(unrun.reason()).isEqualTo(UnrunAction.Reason.FAILED);
        });
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(agent.rejectedCount()).isEqualTo(1);
    agent.restart(List.of());
    agent.send(Mailbox.appending("after"));
    AgentWaits.settle(agent);
    assertThat(agent.deref()).containsExactly("after");
  }

  /** G3, T12: a held send that is not taken loses none of the others. */
  @Test
  void send_oneOfTheHeldSendsIsNotTaken_othersAre() {
    AgentGroup group = AgentGroup.create();
    Agent<Integer> closed = group.agentBuilder(0).name("closed before the commit").build();
    try (CapturedLog log = CapturedLog.of("closed before the commit")) {
      Stm.dosync(() -> {
        target.send("a");
        closed.send(present -> present + 1);
        target.send("b");
        Threads.start(index -> group.close()).join();
      });
      assertThat(log.lines()).hasSize(1);
    }
    assertThat(events.take(UnrunAction.class))
        .singleElement()
        .satisfies(unrun -> {
          assertThat(unrun.agent()).isSameAs(closed);
          assertThat(unrun.reason()).isEqualTo(UnrunAction.Reason.CLOSED);
        });
    assertThat(target.open()).containsExactly("a", "b");
    assertThat(closed.deref()).isZero();
  }

  // ------------------------------------------------------------------ row: commute function

  /** 2.8 (commute fn), T9, TX-36: rejected; in Clojure it is delivered twice. */
  @Test
  void send_inACommuteFunction_isRejected() {
    Ref<Integer> ref = Ref.of(0);
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              target.send("before");
              ref.commute(x -> {
                target.send("commute");
                return x + 1;
              });
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ref.deref()).isZero();
    assertThat(target.open()).isEmpty();
  }

  /** 2.8 (commute fn), T9: rejected also when the function runs again at the commit. */
  @Test
  void send_inACommuteFunctionThatRunsAgain_isRejected() {
    Ref<Integer> ref = Ref.of(0);
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              ref.commute(x -> {
                if (runs.incrementAndGet() > 1) {
                  target.send("again");
                }
                return x + 1;
              });
              if (runs.get() == 1) {
                addElsewhere(ref, 10);
              }
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ref.deref()).isEqualTo(10);
    assertThat(target.open()).isEmpty();
  }

  // ------------------------------------------------------------------ row: validator of a ref

  /** 2.8 (ref validator), V4, TX-49: rejected, and with it the transaction. */
  @Test
  void send_inAValidatorOfARef_isRejected() {
    Ref<Integer> ref = Ref.of(0);
    ref.setValidator((current, proposed) -> {
      if (proposed != 0) {
        target.send("validator");
      }
      return List.of();
    });
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              target.send("body");
              ref.set(1);
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ref.deref()).isZero();
    assertThat(target.open()).isEmpty();
  }

  // ------------------------------------------------------------------ row: watch of a ref

  /** 2.8 (ref watch): the transaction is over, so it is sent at once, before what that one held. */
  @Test
  void send_inAWatchOfARef_isQueuedAtOnce() {
    Ref<Integer> ref = Ref.of(0);
    ref.watch(change -> {
      target.send("watch");
      assertThat(target.waiting()).isEqualTo(1);
    });
    Stm.dosync(() -> {
      target.send("body");
      ref.set(1);
    });
    assertThat(target.open()).containsExactly("watch", "body");
  }

  /** TX-52, W2, T12: a watch that throws loses no held send, and the transaction succeeds. */
  @Test
  void send_watchOfARefThrows_isReleased() {
    Ref<Integer> ref = Ref.builder(0).onWatchFailure(failure -> {}).build();
    ref.watch(change -> {
      throw new Intended();
    });
    Stm.dosync(() -> {
      target.send("body");
      ref.set(1);
    });
    assertThat(events.take(WatchFailure.class)).hasSize(1);
    assertThat(target.open()).containsExactly("body");
  }

  /**
   * 2.8 (dosync in a ref watch), TX-53: it neither flushes nor destroys what the outer one holds.
   */
  @Test
  void send_transactionInAWatchOfARef_outerSendsStayInPlace() {
    Ref<Integer> ref = Ref.of(0);
    Ref<Integer> inner = Ref.of(0);
    AtomicInteger attempts = new AtomicInteger();
    ref.watch(change -> {
      Stm.dosync(() -> {
        target.send("inner committed");
        inner.alter(x -> x + 1);
        if (attempts.incrementAndGet() == 1) {
          addElsewhere(inner, 10);
        }
      });
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                target.send("inner failed");
                inner.alter(x -> x + 1);
                throw new Intended();
              }))
          .isInstanceOf(Intended.class);
      assertThat(target.waiting()).isEqualTo(1);
    });
    Stm.dosync(() -> {
      target.send("outer");
      ref.set(1);
    });
    assertThat(inner.deref()).isEqualTo(11);
    assertThat(target.open()).containsExactly("inner committed", "outer");
  }

  /** 2.8: hooks after the end of a transaction send at once. */
  @Test
  void send_inHooksAfterTheEnd_isQueuedAtOnce() {
    Stm.dosync(() -> {
      Stm.afterCommit(() -> {
        target.send("hook");
        assertThat(target.waiting()).isEqualTo(2);
      });
      target.send("body");
    });
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              Stm.afterRollback(() -> target.send("undone"));
              throw new Intended();
            }))
        .isInstanceOf(Intended.class);
    assertThat(target.open()).containsExactly("body", "hook", "undone");
  }

  // ------------------------------------------------------------------ row: action

  /** 2.8 (agent action), AG-21, G3: held until the action has succeeded, then in order. */
  @Test
  void send_inAnAction_isReleasedAfterItHasSucceeded() {
    Agent<Integer> source = agent();
    AtomicInteger waitingInAction = new AtomicInteger(-1);
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("a");
          target.send("b");
          waitingInAction.set(target.waiting());
          return present + 1;
        }));
    assertThat(waitingInAction).hasValue(0);
    assertThat(target.waiting()).isEqualTo(2);
    assertThat(target.open()).containsExactly("a", "b");
  }

  /** AG-21, G3: when what an action has sent runs, the state of the action is there. */
  @Test
  void send_inAnAction_runsWhenTheStateIsInstalled() {
    Agent<Integer> source = agent();
    Agent<Integer> reader = Agent.of(-1);
    AgentWaits.get(
        source.sendAndReport(present -> {
          reader.send(ignored -> source.deref());
          return 7;
        }));
    AgentWaits.settle(reader);
    assertThat(reader.deref()).isEqualTo(7);
  }

  /** AG-21, G3: the next action of the agent finds what the one before has sent already queued. */
  @Test
  void send_inAnAction_isReleasedBeforeTheNextAction() {
    Agent<Integer> source = agent();
    AtomicInteger waitingInNext = new AtomicInteger(-1);
    source.pause();
    source.send(present -> {
      target.send("a");
      return present + 1;
    });
    source.send(present -> {
      waitingInNext.set(target.waiting());
      return present + 1;
    });
    source.resume();
    AgentWaits.settle(source);
    assertThat(waitingInNext).hasValue(1);
    assertThat(target.open()).containsExactly("a");
  }

  /** 2.8 (agent action), G3: dropped when the action fails, however it fails. */
  @Test
  void send_actionFails_isDropped() {
    Agent<Integer> source =
        Agent.builder(0)
            .validator(x -> x >= 0, "must be >= 0")
            .onFailure(failure -> FailureDecision.skip())
            .build();
    List<Throwable> causes = List.of(new Intended(), new AssertionError("intended"));
    for (Throwable cause : causes) {
      assertThat(
              AgentWaits.causeOf(
                  source.sendAndReport(present -> {
                    target.send("thrown");
                    if (cause instanceof Error error) {
                      throw error;
                    }
                    throw (RuntimeException) cause;
                  })))
          .isSameAs(cause);
    }
    assertThat(
            AgentWaits.causeOf(
                source.sendAndReport(present -> {
                  target.send("rejected");
                  return -1;
                })))
        .isInstanceOf(InvalidStateException.class);
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("succeeded");
          return 1;
        }));
    assertThat(events.takeCauses()).hasSize(3);
    assertThat(target.open()).containsExactly("succeeded");
  }

  /** G3: what a failed action has sent and nobody will run is not left to wait for ever. */
  @Test
  void sendAndReport_droppedWithItsAction_futureEnds() {
    Agent<Integer> source = agent();
    AtomicReference<@Nullable CompletableFuture<Change<List<String>>>> future =
        new AtomicReference<>();
    AgentWaits.causeOf(
        source.sendAndReport(present -> {
          future.set(target.sendAndReport("dropped"));
          throw new Intended();
        }));
    CompletableFuture<Change<List<String>>> dropped = Objects.requireNonNull(future.get());
    assertThat(events.takeCauses()).hasSize(1);
    Waits.until("the future of the dropped send has ended", dropped::isDone);
    assertThat(dropped).isCompletedExceptionally();
    events.take(UnrunAction.class);
    assertThat(target.open()).isEmpty();
  }

  /** G3: what a failed transaction has sent and nobody will run is not left to wait for ever. */
  @Test
  void sendAndReport_droppedWithItsTransaction_futureEnds() {
    AtomicReference<@Nullable CompletableFuture<Change<List<String>>>> future =
        new AtomicReference<>();
    assertThatThrownBy(() ->
            Stm.dosync(() -> {
              future.set(target.sendAndReport("dropped"));
              throw new Intended();
            }))
        .isInstanceOf(Intended.class);
    CompletableFuture<Change<List<String>>> dropped = Objects.requireNonNull(future.get());
    Waits.until("the future of the dropped send has ended", dropped::isDone);
    assertThat(dropped).isCompletedExceptionally();
    events.take(UnrunAction.class);
    assertThat(target.open()).isEmpty();
  }

  /** AG-21, G2: what an action sends to its own agent goes behind what is queued. */
  @Test
  void send_inAnActionToItsOwnAgent_goesBehindTheQueue() {
    Mailbox self = new Mailbox();
    self.agent()
        .send(letters -> {
          self.send("from the action");
          return Mailbox.appending("first").apply(letters);
        });
    self.send("queued");
    assertThat(self.open()).startsWith("first", "queued");
    assertThat(self.open()).containsExactly("first", "queued", "from the action");
  }

  /** G3: a held send and a later one by another thread: the later one is queued first. */
  @Test
  void send_inAnAction_othersMayOvertake() {
    Agent<Integer> source = agent();
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("held");
          Threads.start(index -> target.send("direct")).join();
          return present;
        }));
    assertThat(target.open()).containsExactly("direct", "held");
  }

  /** G3, flaw G12: an action that waits for the future of its own held send is told so. */
  @Test
  void join_ofAHeldSendInsideItsAction_isRejected() {
    Agent<Integer> source = agent();
    Agent<Integer> free = Agent.of(0);
    Throwable cause =
        AgentWaits.causeOf(
            source.sendAndReport(present -> free.sendAndReport(x -> x + 1).join().newValue()));
    assertThat(cause).isInstanceOf(IllegalStateException.class);
    assertThat(events.takeCauses()).containsExactly(cause);
    events.take(UnrunAction.class);
    AgentWaits.settle(free);
    assertThat(free.deref()).isZero();
  }

  /** G3, flaw G12: a transaction that waits for the future of its own held send is told so. */
  @Test
  void join_ofAHeldSendInsideItsTransaction_isRejected() {
    Agent<Integer> free = Agent.of(0);
    assertThatThrownBy(() -> Stm.dosync(() -> free.sendAndReport(x -> x + 1).join()))
        .isInstanceOf(IllegalStateException.class);
    events.take(UnrunAction.class);
    AgentWaits.settle(free);
    assertThat(free.deref()).isZero();
  }

  /** 2.8: a thread that an action has started is no part of the action: it sends at once. */
  @Test
  void send_onAThreadStartedByAnAction_isQueuedAtOnce() {
    Agent<Integer> source = agent();
    AtomicInteger waitingInAction = new AtomicInteger();
    AgentWaits.get(
        source.sendAndReport(present -> {
          Threads.startVirtual(index -> target.send("other thread")).join();
          waitingInAction.set(target.waiting());
          return present;
        }));
    assertThat(waitingInAction).hasValue(1);
    assertThat(target.open()).containsExactly("other thread");
  }

  /** 2.8, AG-04: after an action its thread holds nothing any more, also one of a caller. */
  @Test
  void send_afterAnActionOnTheSameThread_isQueuedAtOnce() {
    Agent<Integer> source =
        Agent.builder(0)
            .executor(Runnable::run)
            .onFailure(failure -> FailureDecision.skip())
            .build();
    source.send(present -> present + 1);
    target.send("after success");
    assertThat(target.waiting()).isEqualTo(1);
    source.send(present -> {
      throw new Intended();
    });
    target.send("after failure");
    assertThat(target.waiting()).isEqualTo(2);
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(target.open()).containsExactly("after success", "after failure");
  }

  // ------------------------------------------------------------------ row: validator of an agent

  /** 2.8 (agent validator), V4: rejected, and with it the action and what it has sent. */
  @Test
  void send_inAValidatorOfAnAgent_failsTheAction() {
    Agent<Integer> source =
        Agent.builder(0)
            .validator((current, proposed) -> {
              if (proposed != 0) {
                target.send("validator");
              }
              return List.of();
            })
            .onFailure(failure -> FailureDecision.skip())
            .build();
    Throwable cause =
        AgentWaits.causeOf(
            source.sendAndReport(present -> {
              target.send("action");
              return 1;
            }));
    assertThat(cause)
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(InvalidStateException.class);
    assertThat(events.takeCauses()).containsExactly(cause);
    assertThat(source.deref()).isZero();
    assertThat(target.open()).isEmpty();
  }

  /** V4: every way to send is rejected in a validator, and nothing arrives. */
  @Test
  void everyWayToSend_inAValidator_isRejected() {
    Agent<List<String>> agent = target.agent();
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    List<Runnable> ways =
        List.of(
            () -> agent.send(Mailbox.appending("x")),
            () -> agent.send((letters, letter) -> letters, "x"),
            () -> agent.sendVia(Runnable::run, Mailbox.appending("x")),
            () -> agent.sendAll(List.of(Mailbox.appending("x"))),
            () -> assertThat(agent.sendAndReport(Mailbox.appending("x"))).isNull(),
            () -> assertThat(agent.ask(letters -> Reply.of(letters, "x"))).isNull(),
            () -> assertThat(agent.trySend(Mailbox.appending("x"))).isFalse());
    Atom<Integer> atom = Atom.of(0);
    atom.setValidator((current, proposed) -> {
      for (Runnable way : proposed == 0 ? List.<Runnable>of() : ways) {
        try {
          way.run();
        } catch (IllegalStateException expected) {
          thrown.add(expected);
        }
      }
      return List.of();
    });
    atom.reset(1);
    assertThat(thrown).hasSize(ways.size());
    assertThat(target.open()).isEmpty();
  }

  // ------------------------------------------------------------------ row: watch of an agent

  /** 2.8 (agent watch), AG-24: held like what the action has sent, and behind it. */
  @Test
  void send_inAWatchOfAnAgent_isHeldWithTheAction() {
    Agent<Integer> source = agent();
    List<Integer> waitingInWatch = new CopyOnWriteArrayList<>();
    source.watch(change -> {
      target.send("watch");
      waitingInWatch.add(target.waiting());
    });
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("action");
          return present + 1;
        }));
    assertThat(waitingInWatch).containsExactly(0);
    assertThat(target.open()).containsExactly("action", "watch");
  }

  /** AG-23, W2, flaw G4: a watch that throws loses neither the action's sends nor its own. */
  @Test
  void send_watchOfAnAgentThrows_isReleased() {
    Agent<Integer> source =
        Agent.builder(0)
            .onWatchFailure(failure -> {})
            .onFailure(failure -> FailureDecision.fail())
            .build();
    source.watch(change -> {
      target.send("watch");
      throw new Intended();
    });
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("action");
          return present + 1;
        }));
    assertThat(events.take(WatchFailure.class)).hasSize(1);
    assertThat(source.isFailed()).isFalse();
    assertThat(target.open()).containsExactly("action", "watch");
  }

  /** AG-24, W4: watches on other threads are no part of the action: they send at once. */
  @Test
  void send_inAnOrderedWatchOfAnAgent_isQueuedAtOnce() {
    Agent<Integer> source = agent();
    CountDownLatch sent = new CountDownLatch(1);
    source.watch(
        change -> {
          target.send("ordered");
          assertThat(target.waiting()).isEqualTo(1);
          sent.countDown();
        },
        Delivery.ORDERED);
    AgentWaits.get(source.sendAndReport(present -> present + 1));
    Waits.await(sent);
    assertThat(target.open()).containsExactly("ordered");
  }

  // ------------------------------------------------------------------ row: transaction in an
  // action

  /** 2.8 (dosync inside an action), TX-51: at the commit its sends become those of the action. */
  @Test
  void send_inATransactionInsideAnAction_isHeldByTheAction() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> source = agent();
    AtomicInteger waitingAfterCommit = new AtomicInteger(-1);
    AtomicInteger attempts = new AtomicInteger();
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("before");
          Stm.dosync(() -> {
            int attempt = attempts.incrementAndGet();
            target.send("transaction " + attempt);
            ref.alter(x -> x + 1);
            if (attempt == 1) {
              addElsewhere(ref, 10);
            }
          });
          waitingAfterCommit.set(target.waiting());
          target.send("after");
          return present + 1;
        }));
    assertThat(waitingAfterCommit).hasValue(0);
    assertThat(target.open()).containsExactly("before", "transaction " + attempts.get(), "after");
  }

  /** TX-51, G3: an action that fails after its transaction has committed drops its sends too. */
  @Test
  void send_inATransactionInsideAnActionThatFails_isDropped() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> source = agent();
    AgentWaits.causeOf(
        source.sendAndReport(present -> {
          Stm.dosync(() -> {
            target.send("transaction");
            ref.set(1);
          });
          throw new Intended();
        }));
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(ref.deref()).isEqualTo(1);
    assertThat(target.open()).isEmpty();
  }

  /** TX-51, G3: a transaction that fails inside an action drops its sends and no others. */
  @Test
  void send_inAFailedTransactionInsideAnAction_isDroppedAlone() {
    Agent<Integer> source = agent();
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("before");
          assertThatThrownBy(() ->
                  Stm.dosync(() -> {
                    target.send("transaction");
                    throw new Intended();
                  }))
              .isInstanceOf(Intended.class);
          target.send("after");
          return present;
        }));
    assertThat(target.open()).containsExactly("before", "after");
  }

  /** 2.8, TX-51: a ref's watch that runs inside an action sends as the action does. */
  @Test
  void send_inAWatchOfARefInsideAnAction_isHeldByTheAction() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> source = agent();
    List<Integer> waitingInWatch = new CopyOnWriteArrayList<>();
    ref.watch(change -> {
      target.send("watch");
      waitingInWatch.add(target.waiting());
    });
    AgentWaits.causeOf(
        source.sendAndReport(present -> {
          ref.reset(1);
          throw new Intended();
        }));
    AgentWaits.get(
        source.sendAndReport(present -> {
          ref.reset(2);
          return present;
        }));
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(waitingInWatch).containsExactly(0, 0);
    assertThat(target.open()).containsExactly("watch");
  }

  /** 2.8 (dosync in a watch), TX-53: a transaction in an agent's watch loses nothing held. */
  @Test
  void send_transactionInAWatchOfAnAgent_heldSendsStayInPlace() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> source = agent();
    source.watch(change -> {
      Stm.dosync(() -> {
        target.send("committed in the watch");
        ref.alter(x -> x + 1);
      });
      assertThatThrownBy(() ->
              Stm.dosync(() -> {
                target.send("failed in the watch");
                throw new Intended();
              }))
          .isInstanceOf(Intended.class);
      assertThat(target.waiting()).isZero();
    });
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("action");
          return present + 1;
        }));
    assertThat(target.open()).containsExactly("action", "committed in the watch");
  }

  // ------------------------------------------------------------------ row: failure handler

  /** 2.8 (agent error handler), AG-32: sent at once, while the action's own sends are dropped. */
  @Test
  void send_inAFailureHandler_isQueuedAtOnce() {
    AtomicInteger waitingInHandler = new AtomicInteger(-1);
    Agent<Integer> source =
        Agent.builder(0)
            .onFailure(failure -> {
              target.send("handler");
              waitingInHandler.set(target.waiting());
              return FailureDecision.skip();
            })
            .build();
    AgentWaits.causeOf(
        source.sendAndReport(present -> {
          target.send("action");
          throw new Intended();
        }));
    assertThat(waitingInHandler).hasValue(1);
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(target.open()).containsExactly("handler");
  }

  /** AG-32: what a handler sends to the agent itself goes behind the queue, and runs. */
  @Test
  void send_inAFailureHandlerToItself_goesBehindTheQueue() {
    Agent<List<String>> source =
        Agent.builder(List.<String>of())
            .onFailure(failure -> {
              failure.agent().send(Mailbox.appending("handler"));
              return FailureDecision.skip();
            })
            .build()
            .pause();
    source.send(letters -> {
      throw new Intended();
    });
    source.send(Mailbox.appending("queued"));
    source.resume();
    AgentWaits.settle(source);
    AgentWaits.settle(source);
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(source.deref()).containsExactly("queued", "handler");
  }

  /** 2.8 (agent error handler): in mode FAIL what it sends to itself waits for the restart. */
  @Test
  void send_inAFailureHandlerThatFailsTheAgent_waitsForTheRestart() {
    Agent<List<String>> source =
        Agent.builder(List.<String>of())
            .onFailure(failure -> {
              failure.agent().send(Mailbox.appending("handler"));
              return FailureDecision.fail();
            })
            .build();
    AgentWaits.causeOf(
        source.sendAndReport(letters -> {
          throw new Intended();
        }));
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(source.isFailed()).isTrue();
    assertThat(source.queueLength()).isEqualTo(1);
    assertThat(source.deref()).isEmpty();
    source.restart(List.of("restarted"));
    AgentWaits.settle(source);
    assertThat(source.deref()).containsExactly("restarted", "handler");
  }

  // ------------------------------------------------------------------ row: function of a swap

  /** 2.8 (swap fn), flaw G18: sent at once, each time the function runs. */
  @Test
  void send_inASwapFunction_isSentByEachRun() {
    Atom<Integer> atom = Atom.of(0);
    AtomicInteger runs = new AtomicInteger();
    int result =
        atom.swap(present -> {
          int run = runs.incrementAndGet();
          target.send("run " + run);
          assertThat(target.waiting()).isEqualTo(run);
          if (run == 1) {
            Threads.start(index -> atom.reset(10)).join();
          }
          return present + 1;
        });
    assertThat(result).isEqualTo(11);
    assertThat(target.open()).containsExactly("run 1", "run 2");
  }

  /** 2.8 (swap fn): a function that throws has sent what it has sent. */
  @Test
  void send_inASwapFunctionThatThrows_isSent() {
    Atom<Integer> atom = Atom.of(0);
    assertThatThrownBy(() ->
            atom.swap(present -> {
              target.send("thrown");
              throw new Intended();
            }))
        .isInstanceOf(Intended.class);
    assertThat(target.open()).containsExactly("thrown");
  }

  // ------------------------------------------------------------------ rows: validator, watch of an
  // atom

  /** 2.8 (atom validator), V4: rejected, and with it the swap. */
  @Test
  void send_inAValidatorOfAnAtom_isRejected() {
    Atom<Integer> atom = Atom.of(0);
    atom.setValidator((current, proposed) -> {
      if (proposed != 0) {
        target.send("validator");
      }
      return List.of();
    });
    assertThatThrownBy(() -> atom.reset(1)).isInstanceOf(IllegalStateException.class);
    assertThat(atom.deref()).isZero();
    assertThat(target.open()).isEmpty();
  }

  /** 2.8 (atom watch), AG-24: sent at once when no action is running. */
  @Test
  void send_inAWatchOfAnAtom_isQueuedAtOnce() {
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> {
      target.send("watch");
      assertThat(target.waiting()).isEqualTo(1);
    });
    atom.reset(1);
    assertThat(target.open()).containsExactly("watch");
  }

  /** 2.8 (atom watch), G3: inside an action it is held as what the action itself sends. */
  @Test
  void send_inAWatchOfAnAtomInsideAnAction_isHeldByTheAction() {
    Atom<Integer> atom = Atom.of(0);
    atom.watch(change -> target.send("watch " + change.newValue()));
    Agent<Integer> source = agent();
    AtomicInteger waitingInAction = new AtomicInteger(-1);
    AgentWaits.causeOf(
        source.sendAndReport(present -> {
          atom.reset(1);
          throw new Intended();
        }));
    AgentWaits.get(
        source.sendAndReport(present -> {
          atom.reset(2);
          waitingInAction.set(target.waiting());
          return present;
        }));
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(waitingInAction).hasValue(0);
    assertThat(target.open()).containsExactly("watch 2");
  }

  // ------------------------------------------------------------------ releasing before the end

  /** AG-22: sends what was held so far and answers how many; what comes later is held again. */
  @Test
  void releasePendingSends_inAnAction_sendsWhatIsHeld() {
    Agent<Integer> source = agent();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    AgentWaits.get(
        source.sendAndReport(present -> {
          seen.add(Agents.releasePendingSends());
          target.send("a");
          target.send("b");
          seen.add(target.waiting());
          seen.add(Agents.releasePendingSends());
          seen.add(target.waiting());
          target.send("c");
          seen.add(target.waiting());
          return present;
        }));
    assertThat(seen).containsExactly(0, 0, 2, 2, 2);
    assertThat(target.open()).containsExactly("a", "b", "c");
  }

  /** AG-22: what was released stays sent when the action fails; what came later is dropped. */
  @Test
  void releasePendingSends_actionFails_onlyTheLaterOnesAreDropped() {
    Agent<Integer> source = agent();
    AgentWaits.causeOf(
        source.sendAndReport(present -> {
          target.send("released");
          assertThat(Agents.releasePendingSends()).isEqualTo(1);
          target.send("dropped");
          throw new Intended();
        }));
    assertThat(events.takeCauses()).singleElement().isInstanceOf(Intended.class);
    assertThat(target.open()).containsExactly("released");
  }

  /** AG-21, AG-22: with it an action can wait for the effect of what it has sent. */
  @Test
  void releasePendingSends_effectOfItsOwnSend_canBeAwaited() {
    Agent<Integer> source = agent();
    CountDownLatch effect = new CountDownLatch(1);
    AgentWaits.get(
        source.sendAndReport(present -> {
          Agent.of(0)
              .send(other -> {
                effect.countDown();
                return other;
              });
          Agents.releasePendingSends();
          Waits.await(effect);
          return present + 1;
        }));
    assertThat(source.deref()).isEqualTo(1);
  }

  /** AG-22: outside of actions there is nothing to release. */
  @Test
  void releasePendingSends_outsideOfAnAction_isZero() {
    assertThat(Agents.releasePendingSends()).isZero();
    Stm.dosync(() -> {
      target.send("a");
      assertThat(Agents.releasePendingSends()).isZero();
      assertThat(target.waiting()).isZero();
    });
    assertThat(target.open()).containsExactly("a");
  }

  /** TX-51, AG-22: what a transaction inside an action holds stays held. */
  @Test
  void releasePendingSends_transactionInAnAction_leavesItsSendsHeld() {
    Agent<Integer> source = agent();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    AgentWaits.get(
        source.sendAndReport(present -> {
          Stm.dosync(() -> {
            target.send("a");
            seen.add(Agents.releasePendingSends());
            seen.add(target.waiting());
          });
          seen.add(Agents.releasePendingSends());
          seen.add(target.waiting());
          return present;
        }));
    assertThat(seen).containsExactly(0, 0, 1, 1);
    assertThat(target.open()).containsExactly("a");
  }

  /** AG-22, AG-24: in a watch it sends what the action has sent, and what watches have. */
  @Test
  void releasePendingSends_inAWatch_sendsWhatTheActionHolds() {
    Agent<Integer> source = agent();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    source.watch(change -> {
      target.send("watch");
      seen.add(Agents.releasePendingSends());
      seen.add(target.waiting());
    });
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("action");
          return present + 1;
        }));
    assertThat(seen).containsExactly(2, 2);
    assertThat(target.open()).containsExactly("action", "watch");
  }

  /** AG-22, AG-32: what a failed action held is gone: a handler has nothing to release. */
  @Test
  void releasePendingSends_inAFailureHandler_isZero() {
    AtomicInteger released = new AtomicInteger(-1);
    Agent<Integer> source =
        Agent.builder(0)
            .onFailure(failure -> {
              released.set(Agents.releasePendingSends());
              return FailureDecision.skip();
            })
            .build();
    AgentWaits.causeOf(
        source.sendAndReport(present -> {
          target.send("action");
          throw new Intended();
        }));
    assertThat(events.takeCauses()).hasSize(1);
    assertThat(released).hasValue(0);
    assertThat(target.open()).isEmpty();
  }

  // ------------------------------------------------------------------ order, together

  /** G3: what an action has sent to several agents is released in the order of the calls. */
  @Test
  void release_severalAgents_inTheOrderOfTheCalls() {
    List<Integer> log = new ArrayList<>();
    RefusingExecutor executor = new RefusingExecutor();
    List<Agent<Integer>> agents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      agents.add(Agent.builder(i).executor(executor).build());
    }
    Agent<Integer> source = agent();
    AgentWaits.get(
        source.sendAndReport(present -> {
          for (Agent<Integer> agent : agents.reversed()) {
            agent.send(number -> {
              log.add(number);
              return number;
            });
          }
          return present;
        }));
    executor.runAll();
    assertThat(log).hasSize(20).isSortedAccordingTo(Comparator.reverseOrder());
  }

  /** G2, G3: the sends of the actions of one agent arrive in the order of the actions. */
  @Test
  void release_actionsOfOneAgent_keepTheirOrder() {
    Agent<Integer> source = agent();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      source.send(present -> {
        target.send(number + " a");
        target.send(number + " b");
        return present + 1;
      });
      expected.add(number + " a");
      expected.add(number + " b");
    }
    AgentWaits.settle(source);
    assertThat(target.open()).isEqualTo(expected);
  }

  /** G3, TX-50: transactions of several threads that conflict send once for each commit. */
  @Test
  void release_transactionsThatConflict_onceForEachCommit() {
    Ref<Integer> ref = Ref.of(0);
    Agent<Integer> sum = Agent.of(0);
    int each = 400;
    Threads.run(
        4,
        index -> {
          for (int i = 0; i < each; i++) {
            Stm.dosync(() -> {
              ref.alter(x -> x + 1);
              sum.send(x -> x + 1);
            });
          }
        });
    AgentWaits.settle(sum);
    assertThat(ref.deref()).isEqualTo(4 * each);
    assertThat(sum.deref()).isEqualTo(4 * each);
  }

  /** G6, 2.9: waiting inside of a transaction or an action is rejected, and does no harm there. */
  @Test
  void await_whileSendsAreHeld_isRejected() {
    Stm.dosync(() -> {
      target.send("a");
      assertThatThrownBy(() -> target.agent().await(Duration.ZERO))
          .isInstanceOf(IllegalStateException.class);
    });
    Agent<Integer> source = agent();
    AgentWaits.get(
        source.sendAndReport(present -> {
          target.send("b");
          assertThatThrownBy(() -> target.agent().await(Duration.ZERO))
              .isInstanceOf(IllegalStateException.class);
          return present;
        }));
    assertThat(target.open()).containsExactly("a", "b");
  }

  /** W3, G3: a watch that was removed in an action is not called for it and sends nothing. */
  @Test
  void send_watchRemovedInTheAction_sendsNothing() {
    Agent<Integer> source = agent();
    Subscription watch = source.watch(change -> target.send("watch"));
    source.send(present -> {
      watch.close();
      target.send("action");
      return present;
    });
    AgentWaits.settle(source);
    assertThat(target.open()).containsExactly("action");
  }
}
