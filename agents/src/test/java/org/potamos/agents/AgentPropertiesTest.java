package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.potamos.core.CapturedLog;
import org.potamos.core.Change;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Recorder;
import org.potamos.core.Waits;

/** Random sequences of operations behave as on a model that has a queue and no threads. */
class AgentPropertiesTest {
  private static final int SEEDS = 200;
  private static final int OPERATIONS = 200;

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  /** What an action does. */
  private enum Kind {
    ADD,
    THROW,
    /** Adds, and sends another action to its own agent. */
    SEND_ON,
    /** The same, and then throws. */
    SEND_AND_THROW,
    /** Adds, and pauses its own agent. */
    PAUSE
  }

  /** What the handler answers. */
  private enum Answer {
    NO_HANDLER,
    SKIP,
    FAIL,
    RESTART,
    RESTART_REJECTED,
    THROW,
    NULL
  }

  /** How a future ends in the model. */
  private enum Fate {
    PENDING,
    DONE,
    FAILED,
    CANCELLED,
    REJECTED
  }

  /** An action in the model's queue. */
  private static final class Sent {
    final int id;
    final Kind kind;
    final @Nullable CompletableFuture<?> future;
    Fate fate = Fate.PENDING;

    Sent(int id, Kind kind, @Nullable CompletableFuture<?> future) {
      this.id = id;
      this.kind = kind;
      this.future = future;
    }
  }

  /** An agent beside its model: plain fields, changed by the book. */
  private static final class Pair {
    private static final int LIMIT = 60;
    private static final int RESTARTED = 5;
    private static final List<Answer> ANSWERS = List.of(Answer.values());

    private final IllegalArgumentException thrown = new IllegalArgumentException("no");
    private final Random random;
    private final AgentGroup group;
    private final Agent<Integer> agent;
    private final @Nullable Overflow overflow;
    private final int capacity;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> ran = new CopyOnWriteArrayList<>();

    private int ids;
    private int value;
    private long version;
    private boolean failed;
    private boolean paused;
    private ErrorMode mode = ErrorMode.FAIL;
    private Answer answer = Answer.NO_HANDLER;
    private long processed;
    private long failures;
    private long rejected;
    private final ArrayDeque<Sent> queue = new ArrayDeque<>();
    private final List<Sent> reported = new ArrayList<>();
    private final Map<String, String> watches = new LinkedHashMap<>();
    private final List<String> expectedTold = new ArrayList<>();
    private final List<String> expectedRan = new ArrayList<>();

    Pair(long seed) {
      random = new Random(seed);
      group =
          switch (random.nextInt(4)) {
            case 0 -> AgentGroup.create();
            case 1 -> AgentGroup.builder().daemon().build();
            default -> AgentGroup.shared();
          };
      Agent.Builder<Integer> builder =
          group.agentBuilder(0).name("tumbler").validator(x -> x < LIMIT, "must be < " + LIMIT);
      if (random.nextBoolean()) {
        builder.executor(Runnable::run);
      }
      capacity = 1 + random.nextInt(4);
      overflow =
          switch (random.nextInt(5)) {
            case 0 -> Overflow.REJECT;
            case 1 -> Overflow.DROP_OLDEST;
            case 2 -> Overflow.DROP_NEWEST;
            default -> null;
          };
      if (overflow != null) {
        builder.capacity(capacity, overflow);
      }
      agent = builder.build();
    }

    // ---------------------------------------------------------------- actions

    private Sent sent(@Nullable CompletableFuture<?> future, int id, Kind kind) {
      return new Sent(id, kind, future);
    }

    private Kind kind() {
      return switch (random.nextInt(12)) {
        case 0, 1 -> Kind.THROW;
        case 2, 3 -> Kind.SEND_ON;
        case 4 -> Kind.SEND_AND_THROW;
        case 5 -> Kind.PAUSE;
        default -> Kind.ADD;
      };
    }

    /** The action of that kind. */
    private UnaryOperator<Integer> action(int id, Kind kind) {
      return x -> {
        ran.add(id + " on " + x);
        switch (kind) {
          case ADD -> {}
          case THROW -> throw thrown;
          case SEND_ON -> agent.send(action(-id, Kind.ADD));
          case SEND_AND_THROW -> {
            agent.send(action(-id, Kind.ADD));
            throw thrown;
          }
          case PAUSE -> agent.pause();
        }
        return x + 1;
      };
    }

    /** The model runs what it may run. */
    private void run() {
      while (!paused && !failed && !queue.isEmpty()) {
        Sent next = queue.remove();
        if (next.fate == Fate.CANCELLED) {
          continue;
        }
        expectedRan.add(next.id + " on " + value);
        if (next.kind == Kind.PAUSE) {
          paused = true;
        }
        boolean succeeds =
            next.kind != Kind.THROW && next.kind != Kind.SEND_AND_THROW && value + 1 < LIMIT;
        if (!succeeds) {
          failures++;
          next.fate = Fate.FAILED;
          decide();
          continue;
        }
        processed++;
        next.fate = Fate.DONE;
        change(value + 1);
        if (next.kind == Kind.SEND_ON) {
          queue.add(sent(null, -next.id, Kind.ADD));
        }
      }
    }

    private void change(int next) {
      watches.forEach((key, name) -> expectedTold.add(name + " " + value + "->" + next));
      value = next;
      version++;
    }

    private void decide() {
      switch (answer) {
        case SKIP -> {}
        case FAIL, RESTART_REJECTED -> failed = true;
        case RESTART -> change(RESTARTED);
        case NO_HANDLER, THROW, NULL -> failed = mode == ErrorMode.FAIL;
      }
    }

    // ---------------------------------------------------------------- sends

    /** Sends in one way or another; the model does what the policy says. */
    private void send() {
      int id = ++ids;
      Kind kind = kind();
      UnaryOperator<Integer> action = action(id, kind);
      int verb = random.nextInt(7);
      int room = overflow == null ? Integer.MAX_VALUE : capacity - queue.size();
      boolean refused = failed || (room <= 0 && overflow == Overflow.REJECT);
      try {
        CompletableFuture<?> future = null;
        switch (verb) {
          case 0 -> agent.send(action);
          case 1 -> agent.send((x, ignored) -> action.apply(x), "x");
          case 2 -> agent.sendVia(Runnable::run, action);
          case 3 -> future = agent.sendAndReport(action);
          case 4 -> future = agent.ask(x -> Reply.of(action.apply(x), id));
          case 5 -> agent.sendAll(List.of(action));
          default -> {
            boolean taken = agent.trySend(action);
            assertThat(taken).isEqualTo(room > 0);
            if (!taken) {
              rejected = agent.rejectedCount(); // whether that counts is left open
              return;
            }
          }
        }
        assertThat(refused).as("the send was taken").isFalse();
        Sent sent = sent(future, id, kind);
        if (future != null) {
          reported.add(sent);
        }
        enqueue(sent, room);
      } catch (AgentFailedException failure) {
        assertThat(failed).as("refused as failed").isTrue();
        assertThat(failure).hasRootCauseInstanceOf(RuntimeException.class);
        rejected++;
      } catch (AgentRejectedException full) {
        assertThat(!failed && refused).as("refused as full").isTrue();
        assertThat(full.reason()).isEqualTo(UnrunAction.Reason.FULL);
        rejected++;
      }
    }

    private void enqueue(Sent sent, int room) {
      if (room <= 0) {
        Sent dropped = overflow == Overflow.DROP_NEWEST ? sent : queue.remove();
        if (dropped.fate == Fate.PENDING) {
          dropped.fate = Fate.REJECTED;
          rejected++;
        }
        if (overflow == Overflow.DROP_NEWEST) {
          return;
        }
      }
      queue.add(sent);
      run();
    }

    private void sendAll() {
      if (failed || overflow != null) {
        return;
      }
      List<UnaryOperator<Integer>> actions = new ArrayList<>();
      List<Sent> all = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int id = ++ids;
        Kind kind = kind();
        actions.add(action(id, kind));
        all.add(sent(null, id, kind));
      }
      agent.sendAll(actions);
      queue.addAll(all);
      run();
    }

    private void cancel() {
      if (reported.isEmpty()) {
        return;
      }
      Sent sent = reported.get(random.nextInt(reported.size()));
      boolean cancelled = Objects.requireNonNull(sent.future).cancel(random.nextBoolean());
      assertThat(cancelled).isEqualTo(sent.fate == Fate.PENDING || sent.fate == Fate.CANCELLED);
      if (sent.fate == Fate.PENDING) {
        sent.fate = Fate.CANCELLED;
        rejected++;
      }
    }

    // ---------------------------------------------------------------- the rest

    private void restart() {
      boolean clear = random.nextBoolean();
      int next = random.nextInt(8) == 0 ? LIMIT : random.nextInt(10);
      Backlog backlog = clear ? Backlog.CLEAR : Backlog.KEEP;
      try {
        agent.restart(next, backlog);
        assertThat(failed).as("restarted").isTrue();
        assertThat(next).isLessThan(LIMIT);
      } catch (InvalidStateException rejection) {
        assertThat(failed).isTrue();
        assertThat(next).isEqualTo(LIMIT);
        return;
      } catch (IllegalStateException healthy) {
        assertThat(failed).as("rejected").isFalse();
        return;
      }
      failed = false;
      change(next);
      if (clear) {
        for (Sent sent : queue) {
          if (sent.fate == Fate.PENDING) {
            sent.fate = Fate.REJECTED;
            rejected++;
          }
        }
        queue.clear();
      }
      run();
    }

    private void setHandler() {
      answer = ANSWERS.get(random.nextInt(ANSWERS.size()));
      agent.setFailureHandler(
          switch (answer) {
            case NO_HANDLER -> null;
            case SKIP -> failure -> FailureDecision.skip();
            case FAIL -> failure -> FailureDecision.fail();
            case RESTART -> failure -> FailureDecision.restart(RESTARTED);
            case RESTART_REJECTED -> failure -> FailureDecision.restart(LIMIT);
            case THROW ->
                failure -> {
                  throw new IllegalStateException("handler");
                };
            case NULL -> failure -> Outcomes.nothing();
          });
    }

    private void addWatch() {
      String key = "k" + random.nextInt(3);
      String name = key + "/" + random.nextInt(100);
      agent.watch(key, change -> told.add(name + " " + Recorder.step(change)));
      watches.put(key, name);
    }

    private void removeWatch() {
      String key = "k" + random.nextInt(3);
      assertThat(agent.unwatch(key)).isEqualTo(watches.remove(key) != null);
    }

    private void await() throws InterruptedException {
      try {
        boolean reached = agent.await(paused ? Duration.ZERO : Waits.LONG);
        assertThat(failed).isFalse();
        if (paused && !queue.isEmpty()) {
          assertThat(reached).isFalse();
        } else if (!paused) {
          assertThat(reached).isTrue();
        }
      } catch (AgentFailedException failure) {
        assertThat(failed).isTrue();
      }
    }

    private void setMode() {
      mode = random.nextBoolean() ? ErrorMode.FAIL : ErrorMode.CONTINUE;
      agent.setErrorMode(mode);
    }

    private void pause() {
      agent.pause();
      paused = true;
    }

    private void resume() {
      agent.resume();
      paused = false;
      run();
    }

    void step() throws InterruptedException {
      switch (random.nextInt(26)) {
        case 0, 1, 2 -> pause();
        case 3, 4, 5, 6 -> resume();
        case 7, 8, 9 -> restart();
        case 10 -> setHandler();
        case 11 -> setMode();
        case 12 -> addWatch();
        case 13 -> removeWatch();
        case 14 -> await();
        case 15, 16 -> cancel();
        case 17 -> sendAll();
        default -> send();
      }
      assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
      compare();
    }

    private void compare() {
      assertThat(ran).isEqualTo(expectedRan);
      assertThat(agent.deref()).isEqualTo(value);
      assertThat(agent.version()).isEqualTo(version);
      assertThat(agent.isFailed()).isEqualTo(failed);
      assertThat(agent.failure() != null).isEqualTo(failed);
      assertThat(agent.isPaused()).isEqualTo(paused);
      assertThat(agent.errorMode()).isEqualTo(mode);
      assertThat(agent.processedCount()).isEqualTo(processed);
      assertThat(agent.failedCount()).isEqualTo(failures);
      assertThat(agent.rejectedCount()).isEqualTo(rejected);
      assertThat(told).isEqualTo(expectedTold);
      for (Sent sent : reported) {
        assertFate(sent, Objects.requireNonNull(sent.future));
      }
    }

    private static void assertFate(Sent sent, CompletableFuture<?> future) {
      switch (sent.fate) {
        case PENDING -> assertThat(future).isNotDone();
        case CANCELLED -> assertThat(future).isCancelled();
        case FAILED, REJECTED -> {
          Throwable failure = Outcomes.failureOf(future);
          assertThat(failure instanceof AgentRejectedException)
              .isEqualTo(sent.fate == Fate.REJECTED);
        }
        case DONE -> {
          Object result = Outcomes.valueOf(future);
          if (result instanceof Change<?> change) {
            assertThat((int) Objects.requireNonNull(change.newValue()))
                .isEqualTo((int) Objects.requireNonNull(change.oldValue()) + 1);
          } else {
            assertThat(result).isEqualTo(sent.id);
          }
        }
      }
    }

    /** What is left is reported when the group is closed, if it can be. */
    void close() {
      if (group.equals(AgentGroup.shared())) {
        return;
      }
      group.close();
      for (Sent sent : queue) {
        if (sent.fate == Fate.PENDING) {
          sent.fate = Fate.REJECTED;
          rejected++;
        }
      }
      compare();
    }
  }

  /** G1, G2, G3, G4, G7, AG-20, AG-33, AG-34, W1, W2: as on the model. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void operations_random_behaveAsOnTheModel(int seed) throws InterruptedException {
    try (CapturedLog log = CapturedLog.of("tumbler")) {
      Pair pair = new Pair(seed);
      for (int i = 0; i < OPERATIONS; i++) {
        pair.step();
      }
      pair.close();
      assertThat(log.lines()).allMatch(line -> line.level().equals("WARNING"));
    }
  }
}
