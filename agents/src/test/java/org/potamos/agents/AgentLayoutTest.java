package org.potamos.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;
import org.potamos.core.Waits;

/** How large an idle agent is, on the JVM that runs the tests. */
class AgentLayoutTest {
  private static final int BOUND = 72;
  private static final int AGENTS = 100;

  /** G9: an idle agent takes at most 72 bytes above its state. */
  @Test
  void agent_idle_isAtMost72Bytes() {
    assertThat(ClassLayout.parseClass(Agent.class).instanceSize()).isLessThanOrEqualTo(BOUND);
  }

  /** G9: what idle agents have, they have in common, also when each of them has worked. */
  @Test
  void agents_thatHaveWorked_haveNothingOfTheirOwnButThemselves() throws Exception {
    assertThat(bytesEach(agent -> {})).isPositive().isLessThanOrEqualTo(BOUND);
  }

  /** G9, G6: nor do agents grow when somebody waits for them. */
  @Test
  void agents_thatWereWaitedFor_haveNothingOfTheirOwnButThemselves() throws Exception {
    assertThat(bytesEach(Agent::await)).isPositive().isLessThanOrEqualTo(BOUND);
  }

  /** What is done with an agent after it was sent something. */
  private interface Use {
    void accept(Agent<String> agent) throws InterruptedException;
  }

  private static long bytesEach(Use use) throws InterruptedException {
    Object[] one = agents(1, use);
    Object[] many = agents(1 + AGENTS, use);
    long arrays =
        ClassLayout.parseInstance(many).instanceSize()
            - ClassLayout.parseInstance(one).instanceSize();
    return (size(many) - size(one) - arrays) / AGENTS;
  }

  private static long size(Object[] agents) {
    return GraphLayout.parseInstance((Object) agents).totalSize();
  }

  private static Object[] agents(int count, Use use) throws InterruptedException {
    // a group of their own, so that nobody else's agents are counted; all have the same state
    AgentGroup group = AgentGroup.create();
    List<Agent<String>> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      agents.add(group.agent("state"));
    }
    for (Agent<String> agent : agents) {
      agent.send(state -> state).send((state, argument) -> state, "argument");
      use.accept(agent);
    }
    assertThat(group.awaitQuiescence(Waits.LONG)).isTrue();
    return agents.toArray();
  }

  /** G9: an idle agent keeps nothing alive of what it has done. */
  @Test
  void agent_idleAgain_keepsNoActionAlive() throws Exception {
    Agent<Integer> agent = Agent.of(0);
    List<WeakReference<Object>> arguments = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      arguments.add(sendWithArgument(agent));
    }
    agent.await();
    Waits.until(
        "what was sent is collected",
        () -> {
          System.gc();
          return arguments.stream().map(WeakReference::get).allMatch(AgentLayoutTest::isGone);
        });
    assertThat(agent.deref()).isEqualTo(3);
  }

  private static boolean isGone(@Nullable Object referent) {
    return referent == null;
  }

  private static WeakReference<Object> sendWithArgument(Agent<Integer> agent) {
    Object argument = new Object();
    agent.send((count, given) -> count + (given.equals(argument) ? 1 : 0), argument);
    return new WeakReference<>(argument);
  }
}
