package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Threads;
import org.potamos.core.Waits;

/** What happens when an action fails: to the agent, to its queue, and who hears of it. */
class FailureTest {
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

  // ------------------------------------------------------------------ mode FAIL

  /** G4, AG-30, AG-33: by default an agent fails, keeps state and queue, and runs nothing. */
  @Test
  void action_throws_failsTheAgentWithStateAndQueue() {
    Agent<Integer> agent = agent();
    assertThat(agent.errorMode()).isEqualTo(ErrorMode.FAIL);
    Outcomes.settle(agent.send(x -> x + 1));
    agent.pause();
    AtomicInteger ran = new AtomicInteger();
    CompletableFuture<Change<Integer>> failing = agent.sendAndReport(Outcomes.throwing(thrown));
    for (int i = 0; i < 3; i++) {
      agent.send(x -> x + ran.incrementAndGet());
    }
    agent.resume();
    assertThat(Outcomes.failureOf(failing)).isSameAs(thrown);

    assertThat(agent.isFailed()).isTrue();
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.version()).isEqualTo(1);
    assertThat(agent.queueLength()).isEqualTo(3);
    assertThat(agent.processedCount()).isEqualTo(1);
    assertThat(agent.failedCount()).isEqualTo(1);
    assertThat(agent.toString()).contains("tumbler").contains("failed").contains("1");
    assertThat(ran).hasValue(0);
  }

  /** AG-33, AG-37: the failure says which action failed, on which state, and why. */
  @Test
  void failure_afterFailing_tellsActionStateAndCause() {
    Agent<Integer> agent = agent();
    Outcomes.settle(agent.send(x -> 7));
    assertThat(agent.failure()).isNull();
    UnaryOperator<Integer> action = Outcomes.throwing(thrown);
    assertThat(Outcomes.failureOf(agent.sendAndReport(action))).isSameAs(thrown);
    ActionFailure<Integer> failure = Objects.requireNonNull(agent.failure());
    assertThat(failure.agent()).isSameAs(agent);
    assertThat(failure.reference()).isSameAs(agent);
    assertThat(failure.action()).isSameAs(action);
    assertThat(failure.stateBefore()).isEqualTo(7);
    assertThat(failure.cause()).isSameAs(thrown);
  }

  /** AG-37: the action in a failure is the object that was given to the send, whatever the verb. */
  @Test
  void failure_ofEveryVerb_holdsWhatWasSent() {
    List<Object> heard = new CopyOnWriteArrayList<>();
    Agent<Integer> agent =
        builder()
            .onFailure(failure -> {
              heard.add(failure.action());
              return FailureDecision.skip();
            })
            .build();
    UnaryOperator<Integer> unary = Outcomes.throwing(thrown);
    BiFunction<Integer, String, Integer> binary = (x, argument) -> unary.apply(x);
    Function<Integer, Reply<Integer, String>> asking = x -> Reply.of(unary.apply(x), "");

    agent.send(unary);
    agent.sendVia(Runnable::run, unary);
    agent.sendAll(List.of(unary));
    Outcomes.failureOf(agent.sendAndReport(unary));
    agent.trySend(unary);
    Outcomes.settle(agent);
    assertThat(heard).hasSize(5).allSatisfy(action -> assertThat(action).isSameAs(unary));

    heard.clear();
    agent.send(binary, "x");
    agent.sendVia(Runnable::run, binary, "x");
    Outcomes.failureOf(agent.sendAndReport(binary, "x"));
    agent.trySend(binary, "x");
    Outcomes.settle(agent);
    assertThat(heard).hasSize(4).allSatisfy(action -> assertThat(action).isSameAs(binary));

    heard.clear();
    Outcomes.failureOf(agent.ask(asking));
    assertThat(heard).hasSize(1).allSatisfy(action -> assertThat(action).isSameAs(asking));
  }

  /** AG-05, G4: every send to a failed agent is refused at the call, with the cause inside. */
  @Test
  void send_toAFailedAgent_isRefusedWithTheCause() {
    Agent<Integer> agent = agent();
    Outcomes.fail(agent, thrown);
    Map<String, ThrowingCallable> sends = new LinkedHashMap<>();
    sends.put("send", () -> agent.send(x -> x));
    sends.put("send with argument", () -> agent.send((x, y) -> x, 1));
    sends.put("sendVia", () -> agent.sendVia(Runnable::run, x -> x));
    sends.put("sendVia with argument", () -> agent.sendVia(Runnable::run, (x, y) -> x, 1));
    sends.put("sendAll", () -> agent.sendAll(List.of(x -> x)));
    sends.put("sendAndReport", () -> agent.sendAndReport(x -> x));
    sends.put("sendAndReport with argument", () -> agent.sendAndReport((x, y) -> x, 1));
    sends.put("ask", () -> agent.ask(x -> Reply.of(x, x)));
    sends.put("trySend", () -> agent.trySend(x -> x));
    sends.put("trySend with argument", () -> agent.trySend((x, y) -> x, 1));
    sends.put("trySend with timeout", () -> agent.trySend(x -> x, Duration.ofSeconds(1)));
    sends.forEach((verb, send) ->
        assertThatThrownBy(send)
            .as(verb)
            .isInstanceOf(AgentFailedException.class)
            .hasCause(thrown)
            .hasMessageContaining("tumbler")
            .hasMessageContaining("restart")
            .satisfies(
                failure -> assertThat(((AgentFailedException) failure).agent()).isSameAs(agent)));
    assertThat(agent.queueLength()).isZero();
    assertThat(agent.rejectedCount()).isEqualTo(sends.size());
  }

  /** AG-33: a failed agent keeps its first failure, and can still be read and watched. */
  @Test
  void failedAgent_isStillThere() {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent = builder().watch(watch).build();
    Outcomes.settle(agent.send(x -> 4));
    Outcomes.fail(agent, thrown);
    ActionFailure<Integer> failure = agent.failure();
    assertThatThrownBy(() -> agent.send(x -> x)).isInstanceOf(AgentFailedException.class);
    assertThat(agent.failure()).isEqualTo(failure);
    assertThat(agent.deref()).isEqualTo(4);
    assertThat(agent.get()).isEqualTo(4);
    assertThat(watch.steps()).containsExactly("0->4");
  }

  /** R1: failing on the state null leaves null, and names it. */
  @Test
  void action_throwsOnNull_leavesNull() {
    Agent<@Nullable String> agent = Agent.<@Nullable String>builder(null).name("tumbler").build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.deref()).isNull();
    assertThat(Objects.requireNonNull(agent.failure()).stateBefore()).isNull();
  }

  /** G3: what a failed action has sent is dropped, whatever comes after. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void action_throws_dropsItsSends(ErrorMode mode) {
    Agent<Integer> other = Agent.of(0);
    Agent<Integer> agent = builder().errorMode(mode).build();
    Outcomes.failureOf(
        agent.sendAndReport(x -> {
          other.send(y -> y + 1);
          agent.send(y -> y + 1);
          throw thrown;
        }));
    Outcomes.settle(other);
    assertThat(other.deref()).isZero();
    if (mode == ErrorMode.FAIL) {
      agent.restart(0);
    }
    Outcomes.settle(agent);
    assertThat(agent.deref()).isZero();
  }

  /** G4: senders that race with a failure are refused, or their actions are kept; none is lost. */
  @Test
  void sends_racingWithAFailure_areKeptOrRefused() {
    for (int round = 0; round < 100; round++) {
      Agent<Integer> agent = agent();
      Set<Integer> accepted = ConcurrentHashMap.newKeySet();
      Set<Integer> ran = ConcurrentHashMap.newKeySet();
      AtomicInteger twice = new AtomicInteger();
      Threads.run(
          3,
          index -> {
            if (index == 0) {
              agent.send(Outcomes.throwing(thrown));
              return;
            }
            for (int i = 0; i < 100; i++) {
              int id = index * 1_000 + i;
              try {
                agent.send(x -> {
                  if (!ran.add(id)) {
                    twice.incrementAndGet();
                  }
                  return x + 1;
                });
                accepted.add(id);
              } catch (AgentFailedException refused) {
                assertThat(refused).hasCause(thrown);
              }
            }
          });
      Waits.until("the agent has failed", agent::isFailed);
      Outcomes.settle(agent.restart(agent.deref()));
      assertThat(ran).isEqualTo(accepted);
      assertThat(twice).hasValue(0);
      assertThat(agent.deref()).isEqualTo(accepted.size());
    }
  }

  // ------------------------------------------------------------------ mode CONTINUE

  /** G4: in CONTINUE a failed action is as if it had not been sent, and order is kept. */
  @Test
  void continue_failuresInBetween_areSkippedInOrder() {
    Recorder<List<Integer>> watch = new Recorder<>();
    Agent<List<Integer>> agent =
        Agent.builder(List.<Integer>of())
            .name("tumbler")
            .errorMode(ErrorMode.CONTINUE)
            .watch(watch)
            .build();
    Random random = new Random(42);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      int id = i;
      boolean fails = random.nextInt(3) == 0;
      agent.send(list -> {
        if (fails) {
          throw thrown;
        }
        List<Integer> longer = new ArrayList<>(list);
        longer.add(id);
        return List.copyOf(longer);
      });
      if (!fails) {
        expected.add(id);
      }
    }
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo(expected);
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.failure()).isNull();
    assertThat(agent.failedCount()).isEqualTo(1_000 - expected.size());
    assertThat(agent.processedCount()).isEqualTo(expected.size());
    assertThat(watch.count()).isEqualTo(expected.size());
    assertThat(agent.version()).isEqualTo(expected.size());
  }

  /** AG-31: the mode can be changed, and holds for the failures that come after. */
  @Test
  void setErrorMode_holdsForLaterFailures() {
    Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isFalse();
    agent.setErrorMode(ErrorMode.FAIL);
    assertThat(agent.errorMode()).isEqualTo(ErrorMode.FAIL);
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isTrue();
  }

  /** AG-30: an agent without a mode of its own has that of its group; its own comes first. */
  @Test
  void errorMode_ofTheGroup_isTheDefault() {
    try (AgentGroup group = AgentGroup.builder().errorMode(ErrorMode.CONTINUE).build()) {
      Agent<Integer> agent = group.agentBuilder(0).name("tumbler").build();
      assertThat(group.agent(0).errorMode()).isEqualTo(ErrorMode.CONTINUE);
      Outcomes.fail(agent, thrown);
      assertThat(agent.isFailed()).isFalse();
      Agent<Integer> strict =
          group.agentBuilder(0).name("tumbler").errorMode(ErrorMode.FAIL).build();
      Outcomes.fail(strict, thrown);
      assertThat(strict.isFailed()).isTrue();
    }
  }

  // ------------------------------------------------------------------ what counts as a failure

  /** AG-20: what the validator rejects is a failed action; the state stays. */
  @Test
  void validator_rejects_isAFailure() {
    Agent<Integer> agent = builder().validator(x -> x >= 0, "must be >= 0").build();
    Throwable cause = Outcomes.failureOf(agent.sendAndReport(x -> -5));
    assertThat(cause).isInstanceOf(InvalidStateException.class);
    assertThat(((InvalidStateException) cause).rejectedValue()).isEqualTo(-5);
    assertThat(agent.isFailed()).isTrue();
    assertThat(Objects.requireNonNull(agent.failure()).cause()).isSameAs(cause);
    assertThat(agent.deref()).isZero();
    assertThat(agent.version()).isZero();
  }

  /** V2, VA-03: what the validator throws itself is the cause, unchanged. */
  @Test
  void validator_throws_isAFailureWithThatCause() {
    Agent<Integer> agent =
        builder()
            .validator((before, after) -> {
              if (after == 13) {
                throw thrown;
              }
              return List.of();
            })
            .build();
    assertThat(Outcomes.failureOf(agent.sendAndReport(x -> 13))).isSameAs(thrown);
    assertThat(agent.deref()).isZero();
  }

  /** CM-06: a validator that rejects the initial state is no failed action. */
  @Test
  void validator_rejectsTheInitialState_callsNoHandler() {
    AtomicInteger handled = new AtomicInteger();
    assertThatThrownBy(() ->
            builder()
                .validator(x -> x > 0, "must be > 0")
                .onFailure(failure -> {
                  handled.incrementAndGet();
                  return FailureDecision.skip();
                })
                .build())
        .isInstanceOf(InvalidStateException.class);
    assertThat(handled).hasValue(0);
  }

  /** G4: a context that cannot be restored fails the action. */
  @Test
  void contextSnapshot_throws_isAFailure() {
    AtomicInteger ran = new AtomicInteger();
    Agent<Integer> agent =
        builder()
            .errorMode(ErrorMode.CONTINUE)
            .contextPropagator(() ->
                action -> {
                  throw thrown;
                })
            .build();
    assertThat(Outcomes.failureOf(agent.sendAndReport(x -> ran.incrementAndGet())))
        .isSameAs(thrown);
    assertThat(ran).hasValue(0);
    assertThat(agent.failedCount()).isEqualTo(1);
  }

  /** G4, AG-20: anything that is thrown is a failure like any other, and the queue goes on. */
  @Test
  void action_throwsAnything_isAFailure() {
    Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
    List<Throwable> all =
        List.of(
            new Throwable("plain"),
            new Exception("checked"),
            new AssertionError("assertion"),
            new LinkageError("linkage"),
            new ThreadDeathLike(),
            new InterruptedException("interrupt"),
            new StackOverflowError());
    all.forEach(any -> Outcomes.fail(agent, any));
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.failedCount()).isEqualTo(all.size());
    assertThat(events.of(ActionFailure.class, agent).stream().map(failure -> failure.cause()))
        .containsExactlyElementsOf(all);
  }

  private static final class ThreadDeathLike extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** G15: an interrupt that an action has answered with an exception is not there in the next. */
  @Test
  void action_throwsWhileInterrupted_leavesNoInterrupt() {
    Agent<List<Boolean>> agent =
        Agent.builder(List.<Boolean>of()).name("tumbler").errorMode(ErrorMode.CONTINUE).build();
    agent.send(list -> {
      Thread.currentThread().interrupt();
      return Outcomes.<List<Boolean>>throwing(new InterruptedException("stop")).apply(list);
    });
    Outcomes.settle(agent.send(list -> List.of(Thread.currentThread().isInterrupted())));
    assertThat(agent.deref()).containsExactly(false);
  }

  /** G15: a stack that overflows is the action's own affair: the next action runs. */
  @Test
  void action_overflowsTheStack_isAFailureLikeOthers() {
    Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
    assertThat(Outcomes.failureOf(agent.sendAndReport(FailureTest::deeper)))
        .isInstanceOf(StackOverflowError.class);
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(1);
  }

  private static int deeper(int depth) {
    return depth < 0 ? depth : deeper(depth + 1) + 1;
  }

  /** A group on threads that tell what they have not caught. */
  private static AgentGroup groupThatTells(Consumer<Throwable> uncaught) {
    Executor executor =
        task ->
            Thread.ofPlatform()
                .daemon()
                .uncaughtExceptionHandler((thread, error) -> uncaught.accept(error))
                .start(task);
    return AgentGroup.builder().executor(executor).errorMode(ErrorMode.CONTINUE).build();
  }

  /** G15: errors of the virtual machine fail the agent, whatever mode and handler say. */
  @Test
  void action_throwsAFatalError_failsTheAgentWhateverTheHandlerSays() {
    List<FailureDecision<Integer>> decisions =
        List.of(
            FailureDecision.<Integer>skip(),
            FailureDecision.restart(9),
            FailureDecision.<Integer>fail());
    for (Error fatal :
        List.of(new OutOfMemoryError("by hand"), new InternalError("x"), new UnknownError("x"))) {
      for (FailureDecision<Integer> decision : decisions) {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        try (AgentGroup group = groupThatTells(uncaught::add)) {
          Agent<Integer> agent =
              group.agentBuilder(1).name("tumbler").onFailure(failure -> decision).build();
          Outcomes.fail(agent, fatal);
          assertThat(agent.isFailed()).isTrue();
          assertThat(agent.deref()).isEqualTo(1);
          assertThat(Objects.requireNonNull(agent.failure()).cause()).isSameAs(fatal);
          Waits.until("the error has reached the thread's handler", () -> !uncaught.isEmpty());
          assertThat(uncaught).hasSize(1).allSatisfy(e -> assertThat(e).isSameAs(fatal));

          Outcomes.settle(agent.restart(5).send(x -> x + 1));
          assertThat(agent.deref()).isEqualTo(6);
        }
      }
    }
  }

  /** G15: a fatal error harms no other agent, and a restarted one goes on with its queue. */
  @Test
  void action_throwsAFatalError_othersGoOn() {
    OutOfMemoryError fatal = new OutOfMemoryError("by hand");
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    try {
      Agent<Integer> agent = builder().errorMode(ErrorMode.CONTINUE).build();
      agent.pause();
      CompletableFuture<Change<Integer>> failing = agent.sendAndReport(Outcomes.throwing(fatal));
      agent.send(x -> x + 1).resume();
      assertThat(Outcomes.failureOf(failing)).isSameAs(fatal);
      assertThat(agent.isFailed()).isTrue();
      Waits.until("the error has reached the default handler", () -> !uncaught.isEmpty());
      for (int i = 0; i < 100; i++) {
        Agent<Integer> other = Agent.of(0);
        Outcomes.settle(other.send(x -> x + 1));
        assertThat(other.deref()).isEqualTo(1);
      }
      Outcomes.settle(agent.restart(10));
      assertThat(agent.deref()).isEqualTo(11);
      assertThat(uncaught).hasSize(1).allSatisfy(e -> assertThat(e).isSameAs(fatal));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  // ------------------------------------------------------------------ handlers

  /** G4, AG-32: the handler is told of agent, action, state and cause, on the agent's thread. */
  @Test
  void handler_isToldOfTheFailure() {
    AtomicReference<@Nullable ActionFailure<Integer>> told = new AtomicReference<>();
    List<Object> inside = new CopyOnWriteArrayList<>();
    Agent<Integer> agent =
        builder()
            .onFailure(failure -> {
              told.set(failure);
              inside.add(Objects.requireNonNull(Agents.current()));
              inside.add(failure.agent().isFailed());
              inside.add(failure.agent().deref());
              inside.add(failure.agent().queueLength());
              return FailureDecision.skip();
            })
            .build();
    Outcomes.settle(agent.send(x -> 3));
    agent.pause();
    UnaryOperator<Integer> action = Outcomes.throwing(thrown);
    agent.send(action);
    CompletableFuture<Change<Integer>> next = agent.sendAndReport(x -> x + 1);
    agent.resume();
    Outcomes.valueOf(next);
    assertThat(told.get()).isEqualTo(new ActionFailure<>(agent, action, 3, thrown));
    assertThat(inside).containsExactly(agent, false, 3, 1);
    assertThat(agent.deref()).isEqualTo(4);
  }

  /** G4, AG-32: skip goes on with the next action, whatever the mode. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void handler_skips_goesOn(ErrorMode mode) {
    Agent<Integer> agent =
        builder().errorMode(mode).onFailure(failure -> FailureDecision.skip()).build();
    agent.send(Outcomes.throwing(thrown));
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.version()).isEqualTo(1);
  }

  /** G4, AG-32: fail fails the agent, whatever the mode. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void handler_fails_failsTheAgent(ErrorMode mode) {
    Agent<Integer> agent =
        builder().errorMode(mode).onFailure(failure -> FailureDecision.fail()).build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isTrue();
  }

  /** G4, AG-32, W1: restart goes on from another state, which is a change like any other. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void handler_restarts_goesOnFromTheValue(ErrorMode mode) {
    Recorder<Integer> watch = new Recorder<>();
    Agent<Integer> agent =
        builder()
            .errorMode(mode)
            .watch(watch)
            .onFailure(failure -> FailureDecision.restart(failure.stateBefore() + 100))
            .build();
    agent.send(x -> x + 1).send(Outcomes.throwing(thrown));
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(102);
    assertThat(agent.isFailed()).isFalse();
    assertThat(watch.changes().stream().map(Outcomes::step))
        .containsExactly("0->1 v1", "1->101 v2", "101->102 v3");
    assertThat(agent.processedCount()).isEqualTo(2);
    assertThat(agent.failedCount()).isEqualTo(1);
  }

  /** R1: a handler may restart with null. */
  @Test
  void handler_restartsWithNull_isLegal() {
    Agent<@Nullable String> agent = Agent.<@Nullable String>builder("a").name("tumbler").build();
    agent.setFailureHandler(FailureTest::restartWithNull);
    Outcomes.settle(agent.send(Outcomes.throwing(thrown)));
    assertThat(agent.deref()).isNull();
    assertThat(agent.isFailed()).isFalse();
  }

  private static FailureDecision<@Nullable String> restartWithNull(
      ActionFailure<@Nullable String> failure) {
    return FailureDecision.<@Nullable String>restart(null);
  }

  /** G4, V1: the value of a restart passes the validator; if not, the agent fails. */
  @Test
  void handler_restartsWithWhatIsRejected_failsTheAgent() {
    Agent<Integer> agent =
        builder()
            .validator(x -> x >= 0, "must be >= 0")
            .errorMode(ErrorMode.CONTINUE)
            .onFailure(failure -> FailureDecision.restart(-1))
            .build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isTrue();
    assertThat(agent.deref()).isZero();
    assertThat(agent.version()).isZero();
    assertThat(Objects.requireNonNull(agent.failure()).cause()).isSameAs(thrown);
    assertThatThrownBy(() -> agent.send(x -> x)).hasCause(thrown);
  }

  /** AG-32: a handler that throws is logged with both causes, and the mode decides. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void handler_throws_isLoggedAndTheModeDecides(ErrorMode mode) {
    IllegalStateException ofHandler = new IllegalStateException("handler");
    Agent<Integer> agent =
        builder()
            .errorMode(mode)
            .onFailure(failure -> {
              throw ofHandler;
            })
            .build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isEqualTo(mode == ErrorMode.FAIL);
    assertThat(log.lines()).hasSize(1);
    CapturedLog.Line line = log.lines().get(0);
    assertThat(line.level()).isEqualTo("WARNING");
    assertThat(line.thrown()).isSameAs(ofHandler);
    assertThat(ofHandler.getSuppressed()).containsExactly(thrown);
  }

  /** AG-32: a handler that throws what the action threw is logged too. */
  @Test
  void handler_rethrows_isLoggedAndTheModeDecides() {
    Agent<Integer> agent =
        builder()
            .errorMode(ErrorMode.CONTINUE)
            .onFailure(failure -> {
              throw (RuntimeException) failure.cause();
            })
            .build();
    Outcomes.fail(agent, thrown);
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(log.lines()).hasSize(1);
    assertThat(log.lines().get(0).thrown()).isSameAs(thrown);
  }

  /** AG-32: an Error of a handler neither wedges the agent nor escapes. */
  @Test
  void handler_throwsAnError_isLoggedAndTheModeDecides() {
    Agent<Integer> agent =
        builder()
            .errorMode(ErrorMode.CONTINUE)
            .onFailure(failure -> {
              throw new AssertionError("handler");
            })
            .build();
    Outcomes.fail(agent, thrown);
    Outcomes.settle(agent.send(x -> x + 1));
    assertThat(agent.deref()).isEqualTo(1);
    assertThat(log.lines()).hasSize(1);
  }

  /** AG-32: a handler that answers null is logged, and the mode decides. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void handler_answersNull_isLoggedAndTheModeDecides(ErrorMode mode) {
    Agent<Integer> agent =
        builder().errorMode(mode).onFailure(failure -> Outcomes.nothing()).build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isEqualTo(mode == ErrorMode.FAIL);
    assertThat(log.lines()).hasSize(1);
    Throwable logged = Objects.requireNonNull(log.lines().get(0).thrown());
    assertThat(logged).isInstanceOf(NullPointerException.class);
    assertThat(logged.getSuppressed()).containsExactly(thrown);
  }

  /** AG-32: a mode that the handler sets holds for the failure that it is called for. */
  @Test
  void handler_setsTheModeAndThrows_isTakenAtItsWord() {
    Agent<Integer> agent =
        builder()
            .onFailure(failure -> {
              failure.agent().setErrorMode(ErrorMode.CONTINUE);
              throw thrown;
            })
            .build();
    Outcomes.fail(agent, new IllegalStateException("action"));
    assertThat(agent.isFailed()).isFalse();
  }

  /** AG-32, 2.8: what a handler sends goes out at once, also to the agent, behind its queue. */
  @Test
  void handler_sends_atOnce() {
    Agent<Integer> other = Agent.of(0);
    CountDownLatch otherRan = new CountDownLatch(1);
    List<String> inHandler = new CopyOnWriteArrayList<>();
    Agent<String> agent =
        Agent.builder("")
            .name("tumbler")
            .onFailure(failure -> {
              other.send(x -> {
                otherRan.countDown();
                return x + 1;
              });
              Waits.await(otherRan); // it was not held
              inHandler.add("other ran");
              failure.agent().send(s -> s + "h");
              return FailureDecision.skip();
            })
            .build();
    agent.pause();
    agent.send(Outcomes.throwing(thrown)).send(s -> s + "a").send(s -> s + "b").resume();
    Outcomes.settle(agent);
    Outcomes.settle(agent); // the first may have come before what the handler sent
    assertThat(inHandler).containsExactly("other ran");
    assertThat(agent.deref()).isEqualTo("abh");
  }

  /** AG-32: what a handler sends to the agent that it fails is kept until the restart. */
  @Test
  void handler_sendsAndFails_keepsWhatItSent() {
    Agent<Integer> agent =
        builder()
            .onFailure(failure -> {
              failure.agent().send(x -> x + 1);
              return FailureDecision.fail();
            })
            .build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.queueLength()).isEqualTo(1);
    Outcomes.settle(agent.restart(10));
    assertThat(agent.deref()).isEqualTo(11);
  }

  /** G4: the handler can be changed and taken away; the one in place decides. */
  @Test
  void setFailureHandler_holdsForLaterFailures() {
    FailureHandler<Integer> skips = failure -> FailureDecision.skip();
    Agent<Integer> agent = agent();
    assertThat(agent.failureHandler()).isNull();
    agent.setFailureHandler(skips);
    assertThat(agent.failureHandler()).isSameAs(skips);
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isFalse();
    agent.setFailureHandler(null);
    assertThat(agent.failureHandler()).isNull();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isTrue();
  }

  /** AG-32: a handler may replace itself; the agent does not deadlock on itself. */
  @Test
  void handler_replacesItself_isLegal() {
    Agent<Integer> agent =
        builder()
            .onFailure(failure -> {
              failure.agent().setFailureHandler(null);
              return FailureDecision.skip();
            })
            .build();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isFalse();
    Outcomes.fail(agent, thrown);
    assertThat(agent.isFailed()).isTrue();
  }

  // ------------------------------------------------------------------ who hears of it

  /** AG-37, G11: without a handler a failure is logged, with its cause and without any value. */
  @ParameterizedTest
  @EnumSource(ErrorMode.class)
  void failure_nobodyListens_isLogged(ErrorMode mode) {
    Agent<String> agent = Agent.builder("secret-4711").name("tumbler").errorMode(mode).build();
    Outcomes.fail(agent, thrown);
    assertThat(log.lines()).hasSize(1);
    CapturedLog.Line line = log.lines().get(0);
    assertThat(line.level()).isEqualTo("WARNING");
    assertThat(line.thrown()).isSameAs(thrown);
    assertThat(line.message()).contains("tumbler").doesNotContain("4711");
  }

  /** AG-37: with a handler nothing is logged; the event is there in any case. */
  @Test
  void failure_withAHandler_isAnEventAndNotLogged() {
    Agent<String> agent =
        Agent.builder("secret-4711")
            .name("tumbler")
            .onFailure(failure -> FailureDecision.skip())
            .build();
    UnaryOperator<String> action = Outcomes.throwing(thrown);
    assertThat(Outcomes.failureOf(agent.sendAndReport(action))).isSameAs(thrown);
    assertThat(log.lines()).isEmpty();
    assertThat(events.of(ActionFailure.class, agent)).hasSize(1);
    ActionFailure<?> event = events.of(ActionFailure.class, agent).get(0);
    assertThat(event.action()).isSameAs(action);
    assertThat(event.stateBefore()).isEqualTo("secret-4711");
    assertThat(event.cause()).isSameAs(thrown);
    assertThat(event.toString()).contains("tumbler").doesNotContain("4711");
  }

  /** G4: the listener of the group hears of all its agents, before their handlers; no log then. */
  @Test
  void groupListener_hearsBeforeTheHandler() {
    List<String> order = new CopyOnWriteArrayList<>();
    List<ActionFailure<?>> heard = new CopyOnWriteArrayList<>();
    try (AgentGroup group =
        AgentGroup.builder()
            .onFailure(failure -> {
              heard.add(failure);
              order.add(
                  "listener, events=" + events.of(ActionFailure.class, failure.agent()).size());
            })
            .build()) {
      Agent<Integer> handled =
          group
              .agentBuilder(0)
              .name("tumbler one")
              .onFailure(failure -> {
                order.add("handler");
                return FailureDecision.skip();
              })
              .build();
      Agent<Integer> other = group.agentBuilder(0).name("tumbler two").build();
      Outcomes.fail(handled, thrown);
      assertThat(order).containsExactly("listener, events=1", "handler");
      Outcomes.fail(other, thrown);
      assertThat(heard.stream().<Agent<?>>map(ActionFailure::agent))
          .containsExactly(handled, other);
      assertThat(heard).allSatisfy(failure -> assertThat(failure.cause()).isSameAs(thrown));
      assertThat(other.isFailed()).isTrue();
      assertThat(log.lines()).isEmpty();
    }
  }

  /** G4: a listener that throws is logged with both causes, and changes nothing. */
  @Test
  void groupListener_throws_isLoggedAndChangesNothing() {
    IllegalStateException ofListener = new IllegalStateException("listener");
    try (AgentGroup group =
        AgentGroup.builder()
            .name("tumbler group")
            .onFailure(failure -> {
              throw ofListener;
            })
            .build()) {
      Agent<Integer> agent =
          group
              .agentBuilder(0)
              .name("tumbler")
              .onFailure(failure -> FailureDecision.restart(5))
              .build();
      Outcomes.fail(agent, thrown);
      assertThat(agent.deref()).isEqualTo(5);
      assertThat(log.lines().stream().map(CapturedLog.Line::thrown)).containsExactly(ofListener);
      assertThat(log.lines().get(0).level()).isEqualTo("WARNING");
      assertThat(ofListener.getSuppressed()).containsExactly(thrown);
    }
  }

  /** G4: a handler that fails is heard of by the log though a listener of the group is there. */
  @Test
  void handler_throwsBesideAListener_isLogged() {
    try (AgentGroup group = AgentGroup.builder().onFailure(failure -> {}).build()) {
      Agent<Integer> agent =
          group
              .agentBuilder(0)
              .name("tumbler")
              .onFailure(failure -> {
                throw new IllegalStateException("handler");
              })
              .build();
      Outcomes.fail(agent, thrown);
      assertThat(agent.isFailed()).isTrue();
      assertThat(log.lines()).hasSize(1);
    }
  }

  /** W2, AG-23: a watch that throws is no failure of the action. */
  @Test
  void watch_throws_isNoFailure() {
    AtomicInteger handled = new AtomicInteger();
    Agent<Integer> agent =
        builder()
            .onFailure(failure -> {
              handled.incrementAndGet();
              return FailureDecision.fail();
            })
            .onWatchFailure(failure -> {})
            .watch(change -> {
              throw thrown;
            })
            .build();
    assertThat(Outcomes.valueOf(agent.sendAndReport(x -> x + 1)).newValue()).isEqualTo(1);
    assertThat(agent.isFailed()).isFalse();
    assertThat(handled).hasValue(0);
    assertThat(agent.failedCount()).isZero();
    assertThat(events.of(ActionFailure.class, agent)).isEmpty();
  }
}
