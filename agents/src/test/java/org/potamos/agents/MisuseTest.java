package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.CapturedLog;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** Wrong use is an exception at the call that says what to do; it never corrupts anything. */
class MisuseTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Duration NEGATIVE = Duration.ofNanos(-1);

  private static Agent<String> agent() {
    return Agent.builder("secret-4711").name("account").build();
  }

  // ------------------------------------------------------------------ null

  /** AG-10: null where none is allowed is an exception at the call, and nothing is sent. */
  @Test
  void agent_null_isRejectedAtTheCall() {
    Agent<String> agent = agent();
    UnaryOperator<String> action = s -> s;
    BiFunction<String, String, String> binary = (s, x) -> s;
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("send", () -> agent.send(Outcomes.<UnaryOperator<String>>nothing()));
    all.put(
        "send binary",
        () -> agent.send(Outcomes.<BiFunction<String, String, String>>nothing(), "x"));
    all.put(
        "sendVia", () -> agent.sendVia(Runnable::run, Outcomes.<UnaryOperator<String>>nothing()));
    all.put("sendVia executor", () -> agent.sendVia(Outcomes.<Executor>nothing(), action));
    all.put(
        "sendVia binary",
        () ->
            agent.sendVia(
                Runnable::run, Outcomes.<BiFunction<String, String, String>>nothing(), "x"));
    all.put(
        "sendVia binary executor", () -> agent.sendVia(Outcomes.<Executor>nothing(), binary, "x"));
    all.put("sendAll", () -> agent.sendAll(Outcomes.<Collection<UnaryOperator<String>>>nothing()));
    all.put(
        "sendAll element",
        () -> agent.sendAll(Arrays.asList(action, Outcomes.<UnaryOperator<String>>nothing())));
    all.put("sendAndReport", () -> agent.sendAndReport(Outcomes.<UnaryOperator<String>>nothing()));
    all.put(
        "sendAndReport binary",
        () -> agent.sendAndReport(Outcomes.<BiFunction<String, String, String>>nothing(), "x"));
    all.put("ask", () -> agent.ask(Outcomes.<Function<String, Reply<String, String>>>nothing()));
    all.put("trySend", () -> agent.trySend(Outcomes.<UnaryOperator<String>>nothing()));
    all.put(
        "trySend binary",
        () -> agent.trySend(Outcomes.<BiFunction<String, String, String>>nothing(), "x"));
    all.put(
        "trySend timed", () -> agent.trySend(Outcomes.<UnaryOperator<String>>nothing(), SECOND));
    all.put("trySend timeout", () -> agent.trySend(action, Outcomes.<Duration>nothing()));
    all.put("await", () -> agent.await(Outcomes.<Duration>nothing()));
    all.put("restart", () -> agent.restart("x", Outcomes.<Backlog>nothing()));
    all.put("setErrorMode", () -> agent.setErrorMode(Outcomes.<ErrorMode>nothing()));
    all.put("await all", () -> Agents.await(Outcomes.<Duration>nothing(), agent));
    all.put(
        "await all agent", () -> Agents.await(SECOND, agent, Outcomes.<Agent<String>>nothing()));
    all.put(
        "await collection",
        () -> Agents.await(SECOND, Outcomes.<Collection<Agent<String>>>nothing()));
    all.put(
        "await collection element",
        () -> Agents.await(SECOND, Arrays.asList(agent, Outcomes.<Agent<String>>nothing())));
    requireAll(all, NullPointerException.class);
    Outcomes.settle(agent);
    assertThat(agent.isFailed()).isFalse();
    assertThat(agent.processedCount()).isZero();
    assertThat(agent.version()).isZero();
  }

  /** AG-10: null is an argument like any other. */
  @Test
  void argument_null_isLegal() {
    Agent<String> agent = agent();
    agent.<@Nullable String>send((s, x) -> s + x, null);
    agent.<@Nullable String>sendVia(Runnable::run, (s, x) -> s + x, null);
    assertThat(agent.<@Nullable String>trySend((s, x) -> s + x, null)).isTrue();
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo("secret-4711nullnullnull");
  }

  /** AG-10, CM-02: the same for the builders, the groups and the records. */
  @Test
  void builder_null_isRejectedAtTheCall() {
    Agent<String> agent = agent();
    Throwable cause = new IllegalStateException("x");
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("name", () -> builder().name(Outcomes.<String>nothing()));
    all.put("errorMode", () -> builder().errorMode(Outcomes.<ErrorMode>nothing()));
    all.put("onFailure", () -> builder().onFailure(Outcomes.<FailureHandler<String>>nothing()));
    all.put("capacity", () -> builder().capacity(1, Outcomes.<Overflow>nothing()));
    all.put(
        "highWaterMark", () -> builder().highWaterMark(1, Outcomes.<Consumer<HighWater>>nothing()));
    all.put("executor", () -> builder().executor(Outcomes.<Executor>nothing()));
    all.put("group", () -> builder().group(Outcomes.<AgentGroup>nothing()));
    all.put(
        "contextPropagator",
        () -> builder().contextPropagator(Outcomes.<ContextPropagator>nothing()));
    all.put("group name", () -> AgentGroup.builder().name(Outcomes.<String>nothing()));
    all.put("group executor", () -> AgentGroup.builder().executor(Outcomes.<Executor>nothing()));
    all.put("group errorMode", () -> AgentGroup.builder().errorMode(Outcomes.<ErrorMode>nothing()));
    all.put(
        "group onFailure",
        () -> AgentGroup.builder().onFailure(Outcomes.<Consumer<ActionFailure<?>>>nothing()));
    all.put(
        "group closeTimeout",
        () -> AgentGroup.builder().closeTimeout(Outcomes.<Duration>nothing()));
    all.put(
        "group contextPropagator",
        () -> AgentGroup.builder().contextPropagator(Outcomes.<ContextPropagator>nothing()));
    all.put(
        "ofThreadLocals",
        () -> ContextPropagator.ofThreadLocals(Outcomes.<ThreadLocal<String>>nothing()));
    all.put("group close", () -> AgentGroup.create().close(Outcomes.<Duration>nothing()));
    all.put(
        "group awaitQuiescence",
        () -> AgentGroup.create().awaitQuiescence(Outcomes.<Duration>nothing()));
    all.put(
        "failure agent",
        () -> new ActionFailure<>(Outcomes.<Agent<String>>nothing(), "action", "", cause));
    all.put(
        "failure action", () -> new ActionFailure<>(agent, Outcomes.<Object>nothing(), "", cause));
    all.put(
        "failure cause",
        () -> new ActionFailure<>(agent, "action", "", Outcomes.<Throwable>nothing()));
    all.put(
        "unrun reason",
        () -> new UnrunAction(agent, "action", Outcomes.<UnrunAction.Reason>nothing()));
    requireAll(all, NullPointerException.class);
  }

  private static Agent.Builder<String> builder() {
    return Agent.builder("x");
  }

  private static void requireAll(
      Map<String, ThrowingCallable> all, Class<? extends Throwable> expected) {
    all.forEach((what, call) -> assertThatThrownBy(call).as(what).isExactlyInstanceOf(expected));
  }

  // ------------------------------------------------------------------ numbers, durations

  /** CM-02: negative durations, and numbers below one, are no arguments. */
  @Test
  void number_outOfRange_isRejected() {
    Agent<String> agent = agent();
    Agent<String> bounded = builder().capacity(1, Overflow.BLOCK).build();
    AgentGroup group = AgentGroup.create();
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    for (int wrong : List.of(0, -1, Integer.MIN_VALUE)) {
      all.put("capacity " + wrong, () -> builder().capacity(wrong, Overflow.REJECT));
      all.put("highWaterMark " + wrong, () -> builder().highWaterMark(wrong));
      all.put("highWaterMark and listener " + wrong, () -> builder().highWaterMark(wrong, e -> {}));
    }
    all.put("await", () -> agent.await(NEGATIVE));
    all.put("await all", () -> Agents.await(NEGATIVE, agent));
    all.put("await none", () -> Agents.await(NEGATIVE));
    all.put("await collection", () -> Agents.await(NEGATIVE, List.of(agent)));
    all.put("trySend", () -> agent.trySend(s -> s, NEGATIVE));
    all.put("trySend bounded", () -> bounded.trySend(s -> s, NEGATIVE));
    all.put("closeTimeout", () -> AgentGroup.builder().closeTimeout(NEGATIVE));
    all.put("close", () -> group.close(NEGATIVE));
    all.put("awaitQuiescence", () -> group.awaitQuiescence(NEGATIVE));
    all.put("name", () -> builder().name(" "));
    all.put("group name", () -> AgentGroup.builder().name(""));
    requireAll(all, IllegalArgumentException.class);
    assertThat(group.isClosed()).isFalse();
    assertThat(agent.processedCount() + agent.queueLength()).isZero();
  }

  /** CM-02: a builder that has rejected an option can still be given it. */
  @Test
  void builder_afterARejection_isUsable() {
    Agent.Builder<String> builder = builder();
    assertThatThrownBy(() -> builder.capacity(0, Overflow.REJECT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.highWaterMark(0, e -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    Agent<String> agent = builder.capacity(1, Overflow.REJECT).highWaterMark(1).build();
    agent.pause();
    assertThat(agent.trySend(s -> s)).isTrue();
    assertThat(agent.trySend(s -> s)).isFalse();
  }

  // ------------------------------------------------------------------ options twice

  /** CM-02: each option is given once; the message names it. */
  @Test
  void builder_optionTwice_isRejected() {
    Map<String, UnaryOperator<Agent.Builder<String>>> options = new LinkedHashMap<>();
    options.put("name", b -> b.name("x"));
    options.put("validator", b -> b.validator(s -> true, "any"));
    options.put("metadata", b -> b.metadata(Map.of("k", 1)));
    options.put("onWatchFailure", b -> b.onWatchFailure(e -> {}));
    options.put("errorMode", b -> b.errorMode(ErrorMode.FAIL));
    options.put("onFailure", b -> b.onFailure(f -> FailureDecision.skip()));
    options.put("capacity", b -> b.capacity(1, Overflow.BLOCK));
    options.put("highWaterMark", b -> b.highWaterMark(1));
    options.put("executor", b -> b.executor(Runnable::run));
    options.put("group", b -> b.group(AgentGroup.shared()));
    options.put("contextPropagator", b -> b.contextPropagator(() -> Runnable::run));
    options.forEach((what, option) -> {
      Agent.Builder<String> builder = option.apply(builder());
      assertThatThrownBy(() -> option.apply(builder))
          .as(what)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(what);
      assertThat(builder.build().deref()).isEqualTo("x");
    });
    assertThatThrownBy(() -> builder().highWaterMark(1).highWaterMark(2, e -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> AgentGroup.create().agentBuilder("x").group(AgentGroup.shared()))
        .isInstanceOf(IllegalStateException.class);
  }

  /** CM-02: the same for the options of a group. */
  @Test
  void groupBuilder_optionTwice_isRejected() {
    Map<String, UnaryOperator<AgentGroup.Builder>> options = new LinkedHashMap<>();
    options.put("name", b -> b.name("x"));
    options.put("executor", b -> b.executor(Runnable::run));
    options.put("errorMode", b -> b.errorMode(ErrorMode.FAIL));
    options.put("onFailure", b -> b.onFailure(f -> {}));
    options.put("closeTimeout", b -> b.closeTimeout(SECOND));
    options.put("contextPropagator", b -> b.contextPropagator(() -> Runnable::run));
    options.forEach((what, option) -> {
      AgentGroup.Builder builder = option.apply(AgentGroup.builder());
      assertThatThrownBy(() -> option.apply(builder))
          .as(what)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(what);
    });
  }

  // ------------------------------------------------------------------ at the wrong place

  /** All verbs that send. */
  private static Map<String, ThrowingCallable> sends(Agent<String> agent) {
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("send", () -> agent.send(s -> s + "!"));
    all.put("send with argument", () -> agent.send((s, x) -> s + x, "!"));
    all.put("sendVia", () -> agent.sendVia(Runnable::run, s -> s + "!"));
    all.put("sendVia with argument", () -> agent.sendVia(Runnable::run, (s, x) -> s + x, "!"));
    all.put("sendAll", () -> agent.sendAll(List.of(s -> s + "!")));
    all.put("sendAndReport", () -> agent.sendAndReport(s -> s + "!"));
    all.put("sendAndReport with argument", () -> agent.sendAndReport((s, x) -> s + x, "!"));
    all.put("ask", () -> agent.ask(s -> Reply.of(s + "!", "")));
    all.put("trySend", () -> agent.trySend(s -> s + "!"));
    all.put("trySend with argument", () -> agent.trySend((s, x) -> s + x, "!"));
    all.put("trySend with timeout", () -> agent.trySend(s -> s + "!", SECOND));
    return all;
  }

  /** Calls all; answers what was thrown, by name. */
  private static Map<String, Throwable> thrownBy(Map<String, ThrowingCallable> all) {
    Map<String, Throwable> thrown = new LinkedHashMap<>();
    all.forEach((what, call) -> {
      try {
        call.call();
      } catch (Throwable failure) {
        thrown.put(what, failure);
      }
    });
    return thrown;
  }

  private static void assertRejected(Map<String, Throwable> thrown, Map<String, ?> expected) {
    assertThat(thrown.keySet()).isEqualTo(expected.keySet());
    thrown.forEach(
        (what, failure) -> assertThat(failure).as(what).isInstanceOf(IllegalStateException.class));
  }

  /** V4, TX-49: a validator must not send, whosever it is and whatever the verb. */
  @Test
  void send_inAValidator_isRejected() {
    Agent<String> target = agent();
    Agent<String> bounded = builder().capacity(100, Overflow.DROP_NEWEST).build();
    for (Agent<String> to : List.of(target, bounded)) {
      Map<String, ThrowingCallable> sends = sends(to);
      AtomicReference<Map<String, Throwable>> seen = new AtomicReference<>(Map.of());
      Agent<Integer> agent = Agent.of(0);
      agent.setValidator(x -> seen.getAndSet(thrownBy(sends)).isEmpty(), "any");
      assertRejected(seen.getAndSet(Map.of()), sends);
      Outcomes.settle(agent.send(x -> x + 1));
      assertRejected(seen.getAndSet(Map.of()), sends);
      Atom<Integer> atom = Atom.of(0);
      atom.setValidator(x -> seen.getAndSet(thrownBy(sends)).isEmpty(), "any");
      assertRejected(seen.getAndSet(Map.of()), sends);
      atom.swap(x -> x + 1);
      assertRejected(seen.getAndSet(Map.of()), sends);
      Ref<Integer> ref = Ref.of(0);
      ref.setValidator(x -> seen.getAndSet(thrownBy(sends)).isEmpty(), "any");
      seen.set(Map.of());
      Stm.dosync(() -> ref.set(1));
      assertRejected(seen.getAndSet(Map.of()), sends);
    }
    assertThat(target.deref()).isEqualTo("secret-4711");
    assertThat(bounded.deref()).isEqualTo("x");
    assertThat(target.queueLength() + bounded.queueLength()).isZero();
  }

  /** V4: an agent's own validator must not send to it, and a restart from there is rejected. */
  @Test
  void anything_inTheOwnValidator_isRejected() {
    Agent<String> agent = agent();
    AtomicReference<Map<String, Throwable>> seen = new AtomicReference<>(Map.of());
    Map<String, ThrowingCallable> all = new LinkedHashMap<>(sends(agent));
    all.put("restart", () -> agent.restart("x"));
    all.put("await", () -> agent.await());
    all.put("awaitValue", () -> agent.awaitValue(s -> true));
    agent.setValidator((before, after) -> {
      seen.set(thrownBy(all));
      return List.of();
    });
    Outcomes.settle(agent.send(s -> "next"));
    assertRejected(seen.get(), all);
    assertThat(agent.deref()).isEqualTo("next");
    assertThat(agent.processedCount()).isEqualTo(1);
  }

  /** T9, TX-36: a function that a transaction may run again at commit must not send. */
  @Test
  void send_inACommuteFunction_isRejected() {
    Agent<String> agent = agent();
    Map<String, ThrowingCallable> sends = sends(agent);
    List<Map<String, Throwable>> seen = new CopyOnWriteArrayList<>();
    Ref<Integer> ref = Ref.of(0);
    Stm.dosync(() -> {
      ref.commute(x -> {
        seen.add(thrownBy(sends));
        return x + 1;
      });
    });
    assertThat(seen).isNotEmpty().allSatisfy(thrown -> assertRejected(thrown, sends));
    Outcomes.settle(agent);
    assertThat(agent.deref()).isEqualTo("secret-4711");
  }

  /** G6, AG-34: what must not be done while an action or a watch of the agent runs. */
  @Test
  void anything_inAnActionOrWatch_isRejectedOrHeld() {
    Agent<String> agent = agent();
    AgentGroup group = AgentGroup.create();
    Agent<Integer> other = Agent.of(0);
    other.pause();
    CompletableFuture<?> unfinished = other.sendAndReport(x -> x);
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("restart", () -> agent.restart("x"));
    all.put("await", () -> agent.await());
    all.put("await others", () -> Agents.await(SECOND, other));
    all.put("awaitValue", () -> other.awaitValue(x -> true));
    all.put("join", () -> unfinished.join());
    all.put("close", () -> group.close());
    all.put("close with timeout", () -> group.close(SECOND));
    all.put("awaitQuiescence", () -> group.awaitQuiescence(SECOND));
    List<Map<String, Throwable>> seen = new CopyOnWriteArrayList<>();
    agent.watch("w", change -> seen.add(thrownBy(all)));
    Outcomes.settle(
        agent.send(s -> {
          seen.add(thrownBy(all));
          return "next";
        }));
    assertThat(seen).hasSize(2).allSatisfy(thrown -> assertRejected(thrown, all));
    assertThat(group.isClosed()).isFalse();
    assertThat(agent.deref()).isEqualTo("next");
    other.resume();
    group.close();
  }

  /** 2.8, 2.9: what may be done in an action and in a watch: all sends, and all settings. */
  @Test
  void settings_inAnActionOrWatch_areLegal() {
    Agent<String> agent = agent();
    Agent<String> other = Agent.of("");
    Map<String, ThrowingCallable> all = new LinkedHashMap<>(sends(other));
    all.put("setErrorMode", () -> agent.setErrorMode(ErrorMode.CONTINUE));
    all.put("setFailureHandler", () -> agent.setFailureHandler(null));
    all.put("pause", () -> agent.pause().resume());
    all.put("validator of another", () -> other.setValidator(null));
    all.put("counts", () -> assertThat(agent.queueLength()).isNotNegative());
    all.put("toString", () -> assertThat(agent.toString()).contains("account"));
    List<Map<String, Throwable>> seen = new CopyOnWriteArrayList<>();
    agent.watch("w", change -> seen.add(thrownBy(all)));
    CompletableFuture<?> done =
        agent.sendAndReport(s -> {
          seen.add(thrownBy(all));
          return "next";
        });
    Outcomes.valueOf(done);
    assertThat(seen).hasSize(2).allSatisfy(thrown -> assertThat(thrown).isEmpty());
    Outcomes.settle(other);
    assertThat(other.deref()).isEqualTo("!".repeat(2 * sends(other).size()));
  }

  /** 2.9: watches, validator and metadata of the agent may be changed in its action too. */
  @Test
  void observers_inAnAction_areLegal() {
    Agent<String> agent = agent();
    Map<String, ThrowingCallable> all = new LinkedHashMap<>();
    all.put("watch", () -> agent.watch("k", change -> {}).close());
    all.put("validator", () -> agent.setValidator(s -> true, "any"));
    all.put("metadata", () -> agent.resetMetadata(Map.of("k", 1)));
    List<Map<String, Throwable>> seen = new CopyOnWriteArrayList<>();
    Outcomes.settle(
        agent.send(s -> {
          seen.add(thrownBy(all));
          return "next";
        }));
    assertThat(seen).hasSize(1).allSatisfy(thrown -> assertThat(thrown).isEmpty());
  }

  // ------------------------------------------------------------------ messages

  /** House rule: messages name the agent and what to do, and never a value. */
  @Test
  void message_namesTheAgentAndNoValue() {
    try (CapturedLog log = CapturedLog.of("account")) {
      Agent<String> agent =
          Agent.builder("secret-4711").name("account").capacity(1, Overflow.REJECT).build();
      AgentGroup group = AgentGroup.create();
      Agent<String> closed = group.agentBuilder("secret-4711").name("account").build();
      group.close();
      Map<String, ThrowingCallable> all = new LinkedHashMap<>();
      all.put("restart", () -> agent.restart("4711"));
      all.put("closed", () -> closed.send(s -> s));
      assertMessages(all);
      agent.pause().send(s -> s);
      assertMessages(Map.of("full", () -> agent.send(s -> s)));
      agent.resume();
      Outcomes.settle(agent);
      Outcomes.fail(agent, new IllegalStateException("cause"));
      all.clear();
      all.put("failed", () -> agent.send(s -> s));
      all.put("await", () -> agent.await());
      assertMessages(all);
      assertThat(log.lines()).allSatisfy(line -> assertThat(line.message()).doesNotContain("4711"));
    }
  }

  private static void assertMessages(Map<String, ThrowingCallable> all) {
    all.forEach((what, call) ->
        assertThatThrownBy(call)
            .as(what)
            .hasMessageContaining("rejected")
            .hasMessageContaining("account")
            .hasMessageContaining("; ")
            .hasMessageNotContaining("4711"));
  }
}
