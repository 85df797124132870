package org.potamos.stress.soak;

import java.util.ArrayList;
import java.util.List;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentFailedException;
import org.potamos.agents.AgentRejectedException;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.stress.soak.Injected.Place;

/**
 * One thread that sends, alone and in transactions: its actions run in this order at each agent.
 */
final class Sender {
  private final AgentLedger ledger;
  private final World world;
  private final Meter meter;

  /** What transactions change besides sending. */
  private final Ref<Long> board;

  private final long number;
  private long last;

  Sender(AgentLedger ledger, Ref<Long> board) {
    this.ledger = ledger;
    this.world = ledger.world();
    this.meter = ledger.meter();
    this.board = board;
    this.number = world.fresh();
  }

  void step(Actor actor, Recorder recorder) throws InterruptedException {
    switch (actor.random().nextInt(32)) {
      case 0 -> await(actor, recorder);
      case 1, 2, 3, 4 -> transact(actor, recorder);
      case 5 -> swapTwo(actor, recorder);
      default -> sendOne(actor, recorder);
    }
  }

  private Act act(Actor actor, int agent) {
    last++;
    return new Act(ledger, agent, number, last, actor.random().nextLong(), 0);
  }

  private void sendOne(Actor actor, Recorder recorder) {
    int i = actor.random().nextInt(AgentLedger.AGENTS);
    Act act = act(actor, i);
    long start = System.nanoTime();
    if (world.strikes(Breakage.AGENT_LOSE)) {
      act.record(recorder, Kind.PLAIN, Kind.TAKEN);
      return;
    }
    boolean taken = send(actor, act);
    act.record(recorder, Kind.PLAIN, taken ? Kind.TAKEN : Kind.REFUSED);
    if (taken) {
      meter.done(1, System.nanoTime() - start);
      if (world.strikes(Breakage.AGENT_TWICE)) {
        send(actor, act);
      }
    } else {
      meter.rejected();
    }
  }

  /** Two actions to one agent; numbered the other way round if that is to be found. */
  private void swapTwo(Actor actor, Recorder recorder) {
    int i = actor.random().nextInt(2);
    Act first = act(actor, i);
    Act second = act(actor, i);
    boolean swaps = world.isBroken(Breakage.AGENT_SWAP);
    for (Act act : swaps ? List.of(second, first) : List.of(first, second)) {
      act.record(recorder, Kind.PLAIN, send(actor, act) ? Kind.TAKEN : Kind.REFUSED);
    }
  }

  private boolean send(Actor actor, Act act) {
    Agent<Long> agent = ledger.agent(act.agent());
    try {
      if (act.agent() == 3 && actor.random().nextBoolean()) {
        return agent.trySend(act, AgentLedger.MOMENT);
      }
      agent.send(act);
      return true;
    } catch (AgentFailedException | AgentRejectedException refused) {
      return false;
    } catch (InterruptedException interrupted) {
      actor.caughtInterrupt();
      return false;
    }
  }

  private void transact(Actor actor, Recorder recorder) {
    List<Act> held = new ArrayList<>();
    boolean fails = actor.chance(4);
    long start = System.nanoTime();
    try {
      int attempts =
          Stm.dosync(tx -> {
            actor.supersede();
            dropped(held, recorder);
            for (int n = actor.random().nextInt(3); n >= 0; n--) {
              Act act = act(actor, actor.random().nextInt(AgentLedger.AGENTS));
              ledger.agent(act.agent()).send(act);
              held.add(act); // if the send throws, the action has never been there
            }
            board.alter(tx, x -> x + 1);
            if (fails) {
              throw actor.inject(Place.BODY);
            }
            return tx.attempt();
          });
      held.forEach(act -> act.record(recorder, Kind.HELD, Kind.TAKEN));
      meter.done(attempts, System.nanoTime() - start);
    } catch (Injected injected) {
      actor.hear(injected);
      if (!held.isEmpty() && world.isBroken(Breakage.AGENT_UNHELD)) {
        send(actor, held.getFirst());
      }
      dropped(held, recorder);
    } catch (AgentFailedException | AgentRejectedException | TransactionFailedException refused) {
      actor.supersede();
      dropped(held, recorder);
      meter.rejected();
    }
  }

  private static void dropped(List<Act> held, Recorder recorder) {
    held.forEach(act -> act.record(recorder, Kind.HELD, Kind.DROPPED));
    held.clear();
  }

  private void await(Actor actor, Recorder recorder) {
    int i = actor.random().nextInt(AgentLedger.AGENTS);
    try {
      if (ledger.agent(i).await(AgentLedger.MOMENT)) {
        recorder.add(Kind.AWAITED, i, number, last, world.ticks().end());
      }
    } catch (InterruptedException interrupted) {
      actor.caughtInterrupt();
    } catch (AgentFailedException | AgentRejectedException refused) {
      meter.goesOn();
    }
  }
}
