package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.potamos.core.CapturedLog;
import org.potamos.core.Events;
import org.potamos.core.Subscription;
import org.potamos.core.Threads;
import org.potamos.refs.Stm;

/** The alarm of a long queue (ruling G7): one warning and one event for each agent. */
class HighWaterTest {
  private static final int DEFAULT_MARK = 10_000;

  private static int inc(int count) {
    return count + 1;
  }

  private static void send(Agent<Integer> agent, int count) {
    for (int i = 0; i < count; i++) {
      agent.send(HighWaterTest::inc);
    }
  }

  /** What was published and logged about the agents whose name contains a text. */
  private static final class Alarms implements AutoCloseable {
    final List<HighWater> events = new CopyOnWriteArrayList<>();
    final CapturedLog log;
    private final Subscription subscription;

    Alarms(String text) {
      log = CapturedLog.of(text);
      subscription =
          Events.subscribe(event -> {
            if (event instanceof HighWater alarm && alarm.agent().name().contains(text)) {
              events.add(alarm);
            }
          });
    }

    void assertNone() {
      assertThat(events).isEmpty();
      assertThat(log.lines()).isEmpty();
    }

    void assertOne(Agent<Integer> agent, int queueLength) {
      assertThat(events).containsExactly(new HighWater(agent, queueLength));
      assertThat(log.lines())
          .singleElement()
          .satisfies(line -> {
            assertThat(line.level()).isEqualTo("WARNING");
            assertThat(line.message()).contains(agent.name()).contains("" + queueLength);
          });
    }

    @Override
    public void close() {
      log.close();
      subscription.close();
    }
  }

  /** G7: without a mark of its own an agent gives the alarm at the default one, once. */
  @Test
  void send_defaultMarkPassed_warnsOnce() throws Exception {
    Agent<Integer> agent = Agent.builder(0).name("high-default").build();
    try (Alarms alarms = new Alarms("high-default");
        HeldAction<Integer> held = HeldAction.on(agent)) {
      send(agent, DEFAULT_MARK);
      assertThat(agent.queueLength()).isEqualTo(DEFAULT_MARK);
      alarms.assertNone();
      send(agent, 1);
      alarms.assertOne(agent, DEFAULT_MARK + 1);
      send(agent, 100);
      held.end();
      agent.await();
      agent.pause();
      send(agent, DEFAULT_MARK + 2);
      alarms.assertOne(agent, DEFAULT_MARK + 1);
      agent.resume().await();
    }
    assertThat(agent.deref()).isEqualTo(2 * DEFAULT_MARK + 103);
  }

  /** G7: a mark of its own is told to the log, to the events, and to its listener. */
  @Test
  void send_ownMarkPassed_tellsTheListenerToo() throws Exception {
    List<HighWater> told = new CopyOnWriteArrayList<>();
    AtomicReference<@Nullable Thread> teller = new AtomicReference<>();
    Agent<Integer> agent =
        Agent.builder(0)
            .name("high-own")
            .highWaterMark(
                3,
                alarm -> {
                  told.add(alarm);
                  teller.set(Thread.currentThread());
                })
            .build();
    try (Alarms alarms = new Alarms("high-own");
        HeldAction<Integer> held = HeldAction.on(agent)) {
      send(agent, 3);
      alarms.assertNone();
      assertThat(told).isEmpty();
      send(agent, 3);
      alarms.assertOne(agent, 4);
      assertThat(told).containsExactly(new HighWater(agent, 4));
      assertThat(teller.get()).isSameAs(Thread.currentThread());
      held.end();
      agent.await();
    }
  }

  /** G7: the least mark is passed by the second action that waits. */
  @Test
  void send_leastMarkPassed_warns() throws Exception {
    Agent<Integer> agent = Agent.builder(0).name("high-least").highWaterMark(1).build();
    try (Alarms alarms = new Alarms("high-least");
        HeldAction<Integer> held = HeldAction.on(agent)) {
      send(agent, 1);
      alarms.assertNone();
      send(agent, 1);
      alarms.assertOne(agent, 2);
      held.end();
      agent.await();
    }
  }

  /** G7: a listener that throws harms nobody: the send succeeds, what was thrown is logged. */
  @Test
  void send_listenerThrows_isLoggedAndTheActionRuns() throws Exception {
    IllegalArgumentException thrown = new IllegalArgumentException("no");
    Agent<Integer> agent =
        Agent.builder(0)
            .name("high-thrower")
            .highWaterMark(
                1,
                alarm -> {
                  throw thrown;
                })
            .build();
    try (Alarms alarms = new Alarms("high-thrower")) {
      agent.pause();
      send(agent, 3);
      assertThat(alarms.events).hasSize(1);
      assertThat(alarms.log.lines()).hasSize(2);
      assertThat(alarms.log.lines())
          .anySatisfy(line -> {
            assertThat(line.level()).isEqualTo("WARNING");
            assertThat(line.thrown()).isSameAs(thrown);
          });
      agent.resume().await();
    }
    assertThat(agent.deref()).isEqualTo(3);
  }

  /** G7: each agent gives its own alarm. */
  @Test
  void send_twoAgents_eachWarns() throws Exception {
    try (Alarms alarms = new Alarms("high-twin")) {
      for (int i = 1; i <= 2; i++) {
        Agent<Integer> agent = Agent.builder(0).name("high-twin-" + i).highWaterMark(2).build();
        agent.pause();
        send(agent, 5);
        assertThat(alarms.events).hasSize(i);
        assertThat(alarms.log.lines()).hasSize(i);
        agent.resume().await();
      }
    }
  }

  /** G7: an agent that keeps up gives no alarm, however much it does. */
  @Test
  void send_agentKeepsUp_doesNotWarn() throws Exception {
    Agent<Integer> agent = Agent.builder(0).name("high-never").highWaterMark(2).build();
    try (Alarms alarms = new Alarms("high-never")) {
      for (int i = 0; i < 100; i++) {
        agent.send(HighWaterTest::inc).send(HighWaterTest::inc).await();
      }
      alarms.assertNone();
    }
    assertThat(agent.deref()).isEqualTo(200);
  }

  /**
   * G7: many that are sent at once are counted, whether the agent is idle or has something to do.
   */
  @Test
  void sendAll_markPassed_warns() throws Exception {
    List<UnaryOperator<Integer>> five = Collections.nCopies(5, HighWaterTest::inc);
    for (boolean isIdle : new boolean[] {false, true}) {
      String name = "high-all-" + isIdle;
      Agent<Integer> agent = Agent.builder(0).name(name).highWaterMark(3).build();
      try (Alarms alarms = new Alarms(name)) {
        agent.pause();
        send(agent, isIdle ? 0 : 1);
        agent.sendAll(five);
        assertThat(agent.queueLength()).isGreaterThan(3);
        alarms.assertOne(agent, isIdle ? 5 : 6);
        agent.resume().await();
      }
    }
  }

  /** G3, G7: held sends count when they are released. */
  @Test
  void send_heldByTransaction_warnsAtRelease() throws Exception {
    Agent<Integer> agent = Agent.builder(0).name("high-held").highWaterMark(2).build();
    try (Alarms alarms = new Alarms("high-held")) {
      agent.pause();
      Stm.dosync(() -> {
        send(agent, 3);
        alarms.assertNone();
      });
      alarms.assertOne(agent, 3);
      agent.resume().await();
    }
  }

  /** G7: bounded agents give the alarm too, if the mark is below the capacity. */
  @Test
  void send_boundedAgent_warnsBelowItsCapacity() throws Exception {
    Agent<Integer> agent =
        Agent.builder(0)
            .name("high-bounded")
            .capacity(5, Overflow.DROP_NEWEST)
            .highWaterMark(2)
            .build();
    try (Alarms alarms = new Alarms("high-bounded");
        HeldAction<Integer> held = HeldAction.on(agent)) {
      send(agent, 2);
      alarms.assertNone();
      send(agent, 4);
      alarms.assertOne(agent, 3);
      held.end();
      agent.await();
    }
    assertThat(agent.deref()).isEqualTo(5);
  }

  /** G7: of many senders that pass the mark at once, one gives the alarm. */
  @Test
  void send_manySenders_warnOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      AtomicInteger told = new AtomicInteger();
      String name = "high-race-" + round + ".";
      Agent<Integer> agent =
          Agent.builder(0).name(name).highWaterMark(5, alarm -> told.incrementAndGet()).build();
      try (Alarms alarms = new Alarms(name)) {
        agent.pause();
        Threads.run(3, index -> send(agent, 20));
        assertThat(told).hasValue(1);
        assertThat(alarms.events).hasSize(1);
        assertThat(alarms.events.get(0).queueLength()).isBetween(6, 60);
        assertThat(alarms.log.lines()).hasSize(1);
        agent.resume().await();
      }
      assertThat(agent.deref()).isEqualTo(60);
    }
  }

  /** A mark is at least one, given once, and a listener is there if one is announced. */
  @Test
  void highWaterMark_misused_isRejected() {
    for (int mark : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Agent.builder(0).highWaterMark(mark))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("" + mark);
      assertThatThrownBy(() -> Agent.builder(0).highWaterMark(mark, alarm -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Agent.builder(0).highWaterMark(1, nullListener()))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Agent.builder(0).highWaterMark(1).highWaterMark(2))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Agent.builder(0).highWaterMark(1).highWaterMark(2, alarm -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @SuppressWarnings("NullAway") // misuse
  private static Consumer<HighWater> nullListener() {
    return null;
  }
}
