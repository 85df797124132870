package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.potamos.core.Atom;
import org.potamos.core.Delivery;
import org.potamos.core.Event;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.core.Violation;
import org.potamos.core.WatchFailure;
import org.potamos.core.collection.PersistentMap;
import org.potamos.core.collection.PersistentVector;
import org.potamos.refs.CommitCheck;
import org.potamos.refs.HookFailure;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;

/** The messages that the guide explains are those that the library produces, word for word. */
class GuideMessagesTest {
  private static final Path PAGE = Path.of("../docs/guide/10-debugging.md");

  /** A row of the tables of messages: its first cell is the beginning of a message. */
  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+: [^`]+)` \\|", Pattern.MULTILINE);

  private final Ref<Integer> ref = Ref.builder(1).name("stock").build();
  private final Atom<Integer> atom = Atom.builder(1).name("level").build();

  private static String thrownBy(ThrowingCallable code) {
    Throwable thrown = catchThrowable(code);
    assertThat(thrown).isNotNull();
    return Objects.requireNonNull(thrown.getMessage());
  }

  /** What somebody is told of who subscribes to events. */
  private static <E extends Event> String heard(Class<E> type, Callable<?> code) throws Exception {
    CompletableFuture<String> text = new CompletableFuture<>();
    Subscription listening =
        Events.subscribe(event -> {
          if (type.isInstance(event)) {
            text.complete(event.toString());
          }
        });
    try {
      code.call();
      return text.join();
    } finally {
      listening.close();
    }
  }

  private static <T> void elsewhere(Callable<T> code) {
    CompletableFuture.supplyAsync(
            () -> {
              try {
                return code.call();
              } catch (Exception failure) {
                throw new AssertionError("failed elsewhere", failure);
              }
            },
            task -> Thread.ofPlatform().start(task))
        .join();
  }

  private Map<String, Callable<String>> messages() {
    Map<String, Callable<String>> all = new LinkedHashMap<>();
    ofReferences(all);
    ofTransactions(all);
    ofAgents(all);
    ofEvents(all);
    ofCollections(all);
    return all;
  }

  private void ofReferences(Map<String, Callable<String>> all) {
    all.put(
        "value rejected: reference=NAME",
        () -> thrownBy(() -> Atom.builder(1).validator(n -> n < 0, "must be < 0").build()));
    all.put(
        "swap rejected: the function that computes the next value changes its own reference",
        () -> thrownBy(() -> atom.swap(n -> atom.swap(m -> m + 1))));
    all.put(
        "swap rejected: a validator is running on this thread",
        () -> thrownBy(() -> Atom.of(1).setValidator(n -> atom.swap(m -> m + 1) > 0, "any")));
    all.put(
        "swap rejected: watches cause changes without end",
        () -> {
          AtomicReference<String> text = new AtomicReference<>("");
          Atom<Integer> endless =
              Atom.builder(0)
                  .onWatchFailure(
                      failure -> text.set(Objects.requireNonNull(failure.cause().getMessage())))
                  .build();
          endless.watch(change -> endless.swap(n -> n + 1));
          endless.swap(n -> n + 1);
          return text.get();
        });
    all.put(
        "awaitValue gave up: reference=NAME",
        () -> thrownBy(() -> atom.awaitValue(n -> n < 0, Duration.ofMillis(1))));
  }

  private void ofTransactions(Map<String, Callable<String>> all) {
    all.put(
        "alter rejected: no transaction on this thread", () -> thrownBy(() -> ref.alter(n -> n)));
    all.put(
        "alter rejected: the transaction is declared read-only",
        () -> thrownBy(() -> Stm.options().readOnly().dosync(() -> ref.alter(n -> n))));
    all.put(
        "alter rejected: the ref was commuted before in this transaction",
        () ->
            thrownBy(() ->
                Stm.options()
                    .isolation(Isolation.SNAPSHOT)
                    .dosync(() -> {
                      ref.commute(n -> n + 1);
                      ref.alter(n -> n + 1);
                    })));
    all.put(
        "io rejected: a transaction is running on this thread",
        () -> thrownBy(() -> Stm.dosync(() -> Stm.io("print", () -> 1))));
    all.put(
        "dosync rejected: a SERIALIZABLE block inside a SNAPSHOT transaction",
        () ->
            thrownBy(() ->
                Stm.options()
                    .isolation(Isolation.SNAPSHOT)
                    .dosync(() ->
                        Stm.options()
                            .isolation(Isolation.SERIALIZABLE)
                            .dosync(() -> ref.deref()))));
    all.put(
        "dosync rejected: an irrevocable block inside a transaction that may run again",
        () ->
            thrownBy(
                () -> Stm.dosync(() -> Stm.options().irrevocable().dosync(() -> ref.deref()))));
    all.put(
        "commit rejected: a transaction that requires to be new changes what the transaction",
        () ->
            thrownBy(() ->
                Stm.dosync(() -> {
                  ref.alter(n -> n + 1);
                  Stm.options().requiresNew().dosync(() -> ref.alter(n -> n + 1));
                })));
    all.put("commit rejected: invariant=NAME", () -> thrownBy(this::breakAnInvariant));
    all.put(
        "retry rejected: the transaction is irrevocable",
        () -> thrownBy(() -> Stm.options().irrevocable().dosync(() -> Stm.check(ref.deref() < 0))));
    all.put(
        "awaitValue rejected: inside a transaction the value does not change",
        () -> thrownBy(() -> Stm.dosync(() -> ref.awaitValue(n -> n < 0))));
    all.put(
        "transaction gave up: reason=ATTEMPTS_EXHAUSTED",
        () ->
            thrownBy(() ->
                Stm.options()
                    .maxAttempts(1)
                    .dosync(() -> {
                      int seen = ref.deref();
                      elsewhere(() -> ref.swap(n -> n + 1));
                      ref.set(seen);
                    })));
    all.put(
        "transaction gave up: reason=DEADLINE_PASSED",
        () ->
            thrownBy(() ->
                Stm.options()
                    .deadline(Duration.ofMillis(1))
                    .dosync(() -> Stm.check(ref.deref() < 0))));
    all.put(
        "transaction gave up: reason=INTERRUPTED",
        () -> {
          Thread.currentThread().interrupt();
          String text = thrownBy(() -> Stm.dosync(() -> Stm.check(ref.deref() < 0)));
          assertThat(Thread.interrupted()).isTrue();
          return text;
        });
    all.put(
        "transaction gave up: reason=NOTHING_READ",
        () -> thrownBy(() -> Stm.dosync(() -> Stm.check(false))));
  }

  private void breakAnInvariant() {
    Ref<Integer> guarded = Ref.builder(1).name("guarded").build();
    Subscription enforced =
        Stm.enforce(
            new CommitCheck() {
              @Override
              public String name() {
                return "positive";
              }

              @Override
              public List<Ref<?>> refs() {
                return List.of(guarded);
              }

              @Override
              public List<Violation> check(View view) {
                return view.valueOf(guarded) > 0 ? List.of() : List.of(Violation.of("must be > 0"));
              }
            });
    try {
      guarded.reset(0);
    } finally {
      enforced.close();
    }
  }

  private void ofAgents(Map<String, Callable<String>> all) {
    all.put(
        "send rejected: agent=NAME failed",
        () -> {
          Agent<Integer> agent = failed();
          return thrownBy(() -> agent.send(n -> n));
        });
    all.put(
        "send rejected: agent=NAME, reason=FULL",
        () -> {
          Agent<Integer> agent = Agent.builder(1).capacity(1, Overflow.REJECT).build();
          agent.pause().send(n -> n);
          return thrownBy(() -> agent.send(n -> n));
        });
    all.put(
        "send rejected: agent=NAME, reason=CLOSED",
        () -> {
          AgentGroup group = AgentGroup.create();
          Agent<Integer> agent = group.agent(1);
          group.close();
          return thrownBy(() -> agent.send(n -> n));
        });
    all.put(
        "send rejected: agent=NAME, reason=EXECUTOR",
        () -> {
          Agent<Integer> agent = Agent.builder(1).executor(GuideMessagesTest::refuse).build();
          return thrownBy(() -> agent.send(n -> n));
        });
    all.put(
        "send rejected: a validator is running on this thread",
        () -> {
          Agent<Integer> agent = Agent.of(1);
          return thrownBy(
              () -> Atom.of(1).setValidator(n -> agent.send(m -> m).deref() > 0, "any"));
        });
    all.put("await rejected: this thread runs an agent", this::awaitInAnAction);
    all.put(
        "await rejected: a transaction runs on this thread",
        () -> thrownBy(() -> Stm.dosync(() -> Agent.of(1).await())));
    all.put("restart rejected: agent=NAME", () -> thrownBy(() -> Agent.of(1).restart(2)));
  }

  private String awaitInAnAction() throws Exception {
    Agent<Integer> other = Agent.of(1);
    CompletableFuture<String> text = new CompletableFuture<>();
    Agent.of(1)
        .send(n -> {
          text.complete(thrownBy(other::await));
          return n;
        });
    return text.get();
  }

  private static Agent<Integer> failed() {
    Agent<Integer> agent = Agent.of(1);
    agent.send(n -> Math.addExact(n, Integer.MAX_VALUE));
    assertThat(catchThrowable(agent::await)).isInstanceOf(AgentFailedException.class);
    return agent;
  }

  private static void refuse(Runnable task) {
    throw new RejectedExecutionException("full: " + task.getClass());
  }

  private void ofEvents(Map<String, Callable<String>> all) {
    all.put(
        "watch failed: reference=NAME",
        () ->
            heard(
                WatchFailure.class,
                () ->
                    Atom.builder(1)
                        .watch(change -> {
                          throw new IllegalStateException("no screen");
                        })
                        .build()
                        .reset(2)));
    all.put(
        "delivery rejected: reference=NAME",
        () ->
            heard(
                WatchFailure.class,
                () ->
                    Atom.builder(1)
                        .watch(change -> {}, Delivery.ORDERED.on(GuideMessagesTest::refuse))
                        .build()
                        .reset(2)));
    all.put(
        "hook failed: phase=AFTER_COMMIT",
        () ->
            heard(
                HookFailure.class,
                () ->
                    Stm.dosync(() -> {
                      Stm.afterCommit(() -> {
                        throw new IllegalStateException("no mail");
                      });
                      return ref.alter(n -> n + 1);
                    })));
    all.put(
        "action failed: agent=NAME", () -> heard(ActionFailure.class, GuideMessagesTest::failed));
    all.put(
        "action not run: agent=NAME",
        () ->
            heard(
                UnrunAction.class,
                () ->
                    Agent.builder(1)
                        .capacity(1, Overflow.DROP_NEWEST)
                        .build()
                        .pause()
                        .send(n -> n)
                        .send(n -> n)));
    all.put(
        "high-water mark passed: agent=NAME",
        () ->
            heard(
                HighWater.class,
                () -> Agent.builder(1).highWaterMark(1).build().pause().send(n -> n).send(n -> n)));
  }

  @SuppressWarnings("deprecation") // what a persistent collection rejects is marked so
  private static void ofCollections(Map<String, Callable<String>> all) {
    all.put(
        "add rejected: a persistent collection never changes",
        () -> {
          List<Integer> list = PersistentVector.of(1);
          return thrownBy(() -> list.add(2));
        });
    all.put(
        "builder rejected: it is in use by another thread",
        () -> {
          PersistentMap.Builder<String, Integer> builder =
              PersistentMap.<String, Integer>of().builder();
          builder.put("tea", 3);
          List<String> text = new ArrayList<>();
          elsewhere(() -> text.add(thrownBy(() -> builder.put("milk", 2))));
          return text.getFirst();
        });
  }

  @Test
  void messages_ofTheGuide_areThoseOfTheLibrary() throws Exception {
    Map<String, Callable<String>> produced = messages();
    assertThat(explained()).containsExactlyInAnyOrderElementsOf(produced.keySet());
    for (Map.Entry<String, Callable<String>> message : produced.entrySet()) {
      Pattern beginning =
          Pattern.compile(
              Pattern.quote(message.getKey()).replace("NAME", "\\E[^,; ]+\\Q") + ".*",
              Pattern.DOTALL);
      assertThat(message.getValue().call()).matches(beginning);
    }
  }

  private static List<String> explained() throws IOException {
    List<String> found = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      found.add(row.group(1));
    }
    return found;
  }
}
