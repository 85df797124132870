package org.potamos.agents;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.potamos.core.Waits;

/** Programs that {@link ProcessExitTest} runs as processes of their own. */
final class ExitPrograms {
  /** What a program prints when nothing of it is left to do. */
  static final String LAST = "last";

  private static final int MANY = 1_000;

  private static final long A_WHILE_NANOS = Duration.ofMillis(600).toNanos();

  private ExitPrograms() {}

  /** What a program does before its main thread returns. */
  private interface Program {
    void run() throws Exception;
  }

  private static final Map<String, Program> ALL =
      Map.ofEntries(
          Map.entry("sends", ExitPrograms::sends),
          Map.entry("sendsOnPool", ExitPrograms::sendsOnPool),
          Map.entry("sendsThenThrows", ExitPrograms::sendsThenThrows),
          Map.entry("keepsSending", ExitPrograms::keepsSending),
          Map.entry("sendsAgainLater", ExitPrograms::sendsAgainLater),
          Map.entry("closes", ExitPrograms::closes),
          Map.entry("daemon", ExitPrograms::daemon),
          Map.entry("idle", ExitPrograms::idle),
          Map.entry("exits", ExitPrograms::exits),
          Map.entry("failed", ExitPrograms::failed),
          Map.entry("paused", ExitPrograms::paused),
          Map.entry("resumedAfterClose", ExitPrograms::resumedAfterClose),
          Map.entry("poolIsGone", ExitPrograms::poolIsGone));

  /** Runs a program. */
  public static void main(String[] arguments) throws Exception {
    Program program = ALL.get(arguments[0]);
    if (program == null) {
      throw new IllegalArgumentException(arguments[0]);
    }
    program.run();
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Waits until the main thread has returned. */
  private static void join(Thread main) {
    try {
      if (!main.join(Waits.LONG)) {
        throw new AssertionError("main does not return");
      }
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }

  private static int inc(int count) {
    return count + 1;
  }

  private static void sendManyAfter(Thread main, Agent<Integer> agent) {
    agent.send(count -> {
      join(main);
      return count;
    });
    for (int i = 0; i < MANY; i++) {
      agent.send(ExitPrograms::inc);
    }
    agent.send(count -> {
      print("count=" + count);
      print(LAST);
      return count;
    });
  }

  private static void sends() {
    sendManyAfter(Thread.currentThread(), Agent.of(0));
  }

  private static void sendsOnPool() {
    ThreadFactory daemons = Thread.ofPlatform().daemon().factory();
    AgentGroup group =
        AgentGroup.builder().executor(Executors.newFixedThreadPool(2, daemons)).build();
    sendManyAfter(Thread.currentThread(), group.agent(0));
  }

  private static void sendsThenThrows() {
    sends();
    throw new IllegalStateException("main fails");
  }

  private static void keepsSending() {
    Thread main = Thread.currentThread();
    Agent<Integer> ping = Agent.of(0);
    Agent<Integer> pong = AgentGroup.create().agent(0);
    ping.send(count -> {
      join(main);
      passOn(pong, ping, System.nanoTime() + A_WHILE_NANOS);
      return count;
    });
  }

  private static void passOn(Agent<Integer> to, Agent<Integer> back, long end) {
    to.send(count -> {
      if (System.nanoTime() - end < 0) {
        passOn(back, to, end);
      } else {
        print(LAST);
      }
      return count + 1;
    });
  }

  private static void sendsAgainLater() throws Exception {
    Agent.of(0).send(ExitPrograms::inc).await();
    Thread main = Thread.currentThread();
    Waits.until(
        "no other thread keeps the process alive",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .allMatch(thread -> thread.isDaemon() || thread.equals(main)));
    sends();
  }

  private static void closes() {
    AtomicInteger ran = new AtomicInteger();
    try (AgentGroup group = AgentGroup.create()) {
      Agent<Integer> agent = group.agent(0);
      for (int i = 0; i < MANY; i++) {
        agent.send(count -> {
          ran.incrementAndGet();
          return count + 1;
        });
      }
    }
    print("count=" + ran.get());
    print(LAST);
  }

  private static void sendForEver(Agent<Integer> agent) {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    agent.send(count -> {
      begun.countDown();
      try {
        never.await();
      } catch (InterruptedException interrupt) {
        throw new IllegalStateException(interrupt);
      }
      return count;
    });
    Waits.await(begun);
  }

  private static void daemon() {
    sendForEver(AgentGroup.builder().daemon().build().agent(0));
    print(LAST);
  }

  private static void idle() {
    Agent<Integer> agent = Agent.of(0);
    AgentGroup.create().agent(0);
    print("count=" + agent.deref());
    print(LAST);
  }

  private static void exits() {
    sendForEver(Agent.of(0));
    print(LAST);
    System.exit(7);
  }

  private static void failed() {
    Agent<Integer> agent = Agent.of(0);
    agent.pause();
    agent.send(count -> {
      throw new IllegalArgumentException("as intended");
    });
    agent.send(ExitPrograms::inc).resume();
    Waits.until("the agent has failed", agent::isFailed);
    print(LAST);
  }

  private static void paused() {
    Agent.of(0).pause().send(ExitPrograms::inc);
    AgentGroup.create().agent(0).pause().send(ExitPrograms::inc);
    print(LAST);
  }

  private static final AgentGroup KEPT = AgentGroup.create();

  private static void resumedAfterClose() throws Exception {
    Agent<Integer> agent = KEPT.agent(0);
    agent.pause().send(ExitPrograms::inc);
    KEPT.close();
    agent.resume();
    Agent.of(0).send(ExitPrograms::inc).await();
    print(LAST);
  }

  private static void poolIsGone() throws Exception {
    ExecutorService pool =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    CountDownLatch begun = new CountDownLatch(1);
    pool.execute(() -> {
      begun.countDown();
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
    });
    Waits.await(begun);
    Agent<Integer> agent = KEPT.agentBuilder(0).executor(pool).build();
    agent.send(ExitPrograms::inc);
    if (pool.shutdownNow().size() != 1) {
      throw new AssertionError("the agent was not submitted");
    }
    print("unrun=" + KEPT.shutdownNow().size());
    print(LAST);
  }
}
