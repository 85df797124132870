package org.potamos.stress.soak;

import java.util.function.UnaryOperator;
import org.potamos.agents.AgentFailedException;
import org.potamos.agents.AgentRejectedException;
import org.potamos.stress.soak.Injected.Place;

/** One action: records that it runs, on which state, and how it ends. */
final class Act implements UnaryOperator<Long> {
  /** One of so many fails, in each way. */
  private static final int RARITY = 48;

  private static final int MOST_DEPTH = 2;

  private final AgentLedger ledger;
  private final int agent;
  private final long sender;
  private final long number;
  private final long random;
  private final int depth;
  private final long id;

  Act(AgentLedger ledger, int agent, long sender, long number, long random, int depth) {
    this.ledger = ledger;
    this.agent = agent;
    this.sender = sender;
    this.number = number;
    this.random = random;
    this.depth = depth;
    this.id = ledger.world().fresh();
  }

  int agent() {
    return agent;
  }

  /** The state after an action. */
  static long next(long state, long id) {
    long mixed = (state ^ id) * 0x9E3779B97F4A7C15L;
    return (mixed ^ (mixed >>> 29)) & Long.MAX_VALUE;
  }

  void record(Recorder recorder, int how, int outcome) {
    recorder.add(Kind.SEND, id, agent, sender, number, how, outcome);
  }

  /** An event says that it will not run. */
  void unrun() {
    ledger.told().add(Kind.UNRUN, agent, id);
  }

  private int outcome() {
    return switch ((int) Math.floorMod(random >>> 8, (long) RARITY)) {
      case 0 -> Kind.THREW;
      case 1 -> Kind.REJECTED;
      default -> Kind.SUCCEEDED;
    };
  }

  @Override
  public Long apply(Long state) {
    World world = ledger.world();
    long tick = world.ticks().begin();
    Recorder recorder = ledger.runs(agent);
    int outcome = outcome();
    if (depth < MOST_DEPTH && (random & 7) == 0) {
      sendFurther(recorder, outcome);
    }
    long next = next(state, id);
    recorder.add(Kind.RUN, agent, id, state, next, outcome, tick);
    ledger.meter().goesOn();
    return switch (outcome) {
      case Kind.THREW -> throw world.injections().at(Place.ACTION);
      case Kind.REJECTED -> -2L;
      default -> next;
    };
  }

  /** Goes out only if this action succeeds. */
  private void sendFurther(Recorder recorder, int outcome) {
    int to = ledger.any(random >>> 16);
    Act further = new Act(ledger, to, -1, 0, random >>> 3, depth + 1);
    int fate = outcome == Kind.SUCCEEDED ? Kind.TAKEN : Kind.DROPPED;
    try {
      ledger.agent(to).send(further);
    } catch (AgentFailedException | AgentRejectedException refused) {
      fate = Kind.REFUSED;
    }
    further.record(recorder, Kind.HELD, fate);
  }
}
