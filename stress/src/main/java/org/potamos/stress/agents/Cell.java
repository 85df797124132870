package org.potamos.stress.agents;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.potamos.agents.Agent;

/** One agent of the chaos, with what only its actions may touch. */
final class Cell {
  private final Round round;
  private final Agent<Long> agent;
  private final String kind;
  private final boolean validated;
  private final AtomicInteger inside = new AtomicInteger();

  /** The last action of each sender. Plain: the agent's own. */
  private final Map<Ticket.Sender, Integer> last = new HashMap<>();

  /** How many actions have begun. Plain: the agent's own. */
  private int begun;

  Cell(Round round, Agent<Long> agent, String kind, boolean validated) {
    this.round = round;
    this.agent = agent;
    this.kind = kind;
    this.validated = validated;
  }

  Agent<Long> agent() {
    return agent;
  }

  boolean isValidated() {
    return validated;
  }

  /** How many actions have begun; to be asked when the agent is quiet. */
  int begun() {
    return begun;
  }

  void enter(Ticket ticket) {
    round.check(inside.incrementAndGet() == 1, "two actions of an agent overlap");
    begun++;
    Ticket.Sender sender = ticket.sender();
    if (sender != null) {
      Integer before = last.put(sender, ticket.number());
      round.check(
          before == null || before <= ticket.number(), "two actions of one sender change places");
    }
  }

  void leave() {
    inside.decrementAndGet();
  }

  /** As if an action ran. */
  void intrude() {
    round.check(inside.incrementAndGet() == 1, "two actions of an agent overlap");
  }

  @Override
  public String toString() {
    return agent + " (" + kind + ") of " + agent.group();
  }
}
