package org.potamos.stress.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentFailedException;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.AgentRejectedException;
import org.potamos.agents.Backlog;
import org.potamos.agents.ErrorMode;
import org.potamos.agents.FailureDecision;
import org.potamos.agents.Overflow;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Subscription;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.stress.soak.Injected.Place;

/**
 * Agents of all kinds: sends from threads, transactions and actions; actions that fail; agents that
 * are paused, fail and are restarted; full queues; groups that are closed or shut down. The state
 * of an agent is computed from all actions that have succeeded, in their order.
 */
final class AgentLedger implements Workload {
  /** Those that stay; the others belong to a group that lasts for one segment. */
  private static final int STAYING = 6;

  private static final int AGENTS = 8;
  private static final int CAPACITY = 64;
  private static final Duration MOMENT = Duration.ofMillis(20);

  /** One thread that sends: its actions run in this order at each agent. */
  private static final class Sender {
    private final long number;
    private long last;

    Sender(long number) {
      this.number = number;
    }
  }

  private final World world;
  private final Meter meter = new Meter("agents");
  private final AgentGroup group = AgentGroup.builder().name("soak-staying").daemon().build();
  private final AtomicReferenceArray<@Nullable Agent<Long>> agents =
      new AtomicReferenceArray<>(AGENTS);
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final Ref<Long> board = Ref.of(0L);
  private volatile AgentGroup passing = AgentGroup.builder().daemon().build();
  private volatile Recorder[] runs = {};
  private volatile Recorder told;
  private int segments;

  AgentLedger(World world, Segment first) {
    this.world = world;
    this.told = first.recorder();
    for (int i = 0; i < STAYING; i++) {
      Agent<Long> agent = staying(i);
      agents.set(i, agent);
      int index = i;
      subscriptions.add(agent.watch(change -> tell(index, Kind.ORDERED, change), Delivery.ORDERED));
      subscriptions.add(agent.watch(change -> tell(index, Kind.SYNC, change)));
    }
  }

  private Agent<Long> staying(int i) {
    Agent.Builder<Long> builder =
        group.agentBuilder(0L).name("soak-agent-" + i).validator(x -> x >= 0, "must be >= 0");
    return switch (i) {
      case 0 -> builder.errorMode(ErrorMode.CONTINUE).build();
      case 1 -> builder.errorMode(ErrorMode.FAIL).build();
      case 2 ->
          builder.onFailure(failure -> FailureDecision.restart(failure.stateBefore())).build();
      case 3 -> builder.errorMode(ErrorMode.CONTINUE).capacity(CAPACITY, Overflow.BLOCK).build();
      case 4 ->
          builder.errorMode(ErrorMode.CONTINUE).capacity(CAPACITY, Overflow.DROP_OLDEST).build();
      default -> builder.errorMode(ErrorMode.CONTINUE).capacity(CAPACITY, Overflow.REJECT).build();
    };
  }

  private void tell(int agent, int mode, Change<? extends Long> change) {
    world.watches().tell(told, Kind.AGENTS, agent, mode, change);
  }

  @Override
  public Meter meter() {
    return meter;
  }

  World world() {
    return world;
  }

  Agent<Long> agent(int i) {
    return java.util.Objects.requireNonNull(agents.get(i));
  }

  int any(long random) {
    return (int) Math.floorMod(random, (long) AGENTS);
  }

  /** Where the actions of an agent are recorded. */
  Recorder runs(int agent) {
    return runs[agent];
  }

  /** Where it is recorded that an action does not run. */
  Recorder told() {
    return told;
  }

  @Override
  public void begin(Segment segment) {
    told = segment.recorder();
    passing = AgentGroup.builder().errorMode(ErrorMode.CONTINUE).daemon().build();
    Recorder[] recorders = new Recorder[AGENTS];
    for (int i = 0; i < AGENTS; i++) {
      recorders[i] = segment.newRecorder();
      if (i >= STAYING) {
        agents.set(i, passing.agentBuilder(0L).validator(x -> x >= 0, "must be >= 0").build());
      }
      segment.recorder().add(Kind.INITIAL, Kind.AGENTS, i, agent(i).deref());
    }
    runs = recorders;
    segments++;
    for (int i = 0; i < world.threads(); i++) {
      Sender sender = new Sender(world.fresh());
      segment.start(
          Thread.ofPlatform().name("agents-" + i),
          this,
          segment.newRecorder(),
          (actor, recorder) -> step(sender, actor, recorder));
    }
    segment.start(
        Thread.ofPlatform().name("agents-repair"),
        this,
        segment.recorder(),
        (actor, recorder) -> repair(actor));
  }

  // ------------------------------------------------------------------ sending

  private void step(Sender sender, Actor actor, Recorder recorder) throws InterruptedException {
    switch (actor.random().nextInt(32)) {
      case 0 -> await(sender, actor, recorder);
      case 1, 2, 3, 4 -> transact(sender, actor, recorder);
      case 5 -> swapTwo(sender, actor, recorder);
      default -> sendOne(sender, actor, recorder);
    }
  }

  private Act act(Sender sender, Actor actor, int agent) {
    sender.last++;
    return new Act(this, agent, sender.number, sender.last, actor.random().nextLong(), 0);
  }

  private void sendOne(Sender sender, Actor actor, Recorder recorder) {
    int i = actor.random().nextInt(AGENTS);
    Act act = act(sender, actor, i);
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
  private void swapTwo(Sender sender, Actor actor, Recorder recorder) {
    int i = actor.random().nextInt(2);
    Act first = act(sender, actor, i);
    Act second = act(sender, actor, i);
    boolean swaps = world.isBroken(Breakage.AGENT_SWAP);
    for (Act act : swaps ? List.of(second, first) : List.of(first, second)) {
      act.record(recorder, Kind.PLAIN, send(actor, act) ? Kind.TAKEN : Kind.REFUSED);
    }
  }

  private boolean send(Actor actor, Act act) {
    Agent<Long> agent = agent(act.agent());
    try {
      if (act.agent() == 3 && actor.random().nextBoolean()) {
        return agent.trySend(act, MOMENT);
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

  private void transact(Sender sender, Actor actor, Recorder recorder) {
    List<Act> held = new ArrayList<>();
    boolean fails = actor.chance(4);
    long start = System.nanoTime();
    try {
      int attempts =
          Stm.dosync(tx -> {
            actor.supersede();
            dropped(held, recorder);
            for (int n = actor.random().nextInt(3); n >= 0; n--) {
              Act act = act(sender, actor, actor.random().nextInt(AGENTS));
              agent(act.agent()).send(act);
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

  private void await(Sender sender, Actor actor, Recorder recorder) {
    int i = actor.random().nextInt(AGENTS);
    try {
      if (agent(i).await(MOMENT)) {
        recorder.add(Kind.AWAITED, i, sender.number, sender.last, world.ticks().end());
      }
    } catch (InterruptedException interrupted) {
      actor.caughtInterrupt();
    } catch (AgentFailedException | AgentRejectedException refused) {
      meter.goesOn();
    }
  }

  // ------------------------------------------------------------------ pausing, restarting

  private void repair(Actor actor) {
    int i = actor.random().nextInt(STAYING);
    if (actor.chance(4)) {
      agent(i).pause();
      LockSupport.parkNanos(100_000); // so that something comes meanwhile
      agent(i).resume();
    }
    restart(agent(1), actor.random().nextBoolean() ? Backlog.KEEP : Backlog.CLEAR);
    LockSupport.parkNanos(200_000);
  }

  /** From the state that it has. Only one thread does this at a time. */
  private static void restart(Agent<Long> agent, Backlog backlog) {
    if (agent.isFailed()) {
      agent.restart(agent.deref(), backlog);
    }
  }

  /** Some senders are still sending: they are refused from now on. */
  @Override
  public void wake() {
    if (segments % 2 == 0) {
      passing.shutdownNow(); // what does not run is an event too
    } else {
      passing.close();
    }
  }

  @Override
  public void end(Segment segment) throws InterruptedException {
    // first: what runs there may still send to the others, and nothing can be sent there any more
    while (!passing.awaitQuiescence(MOMENT)) {
      Thread.onSpinWait();
    }
    while (!isAtRest()) {
      for (int i = 0; i < STAYING; i++) {
        agent(i).resume();
        restart(agent(i), Backlog.KEEP);
      }
      group.awaitQuiescence(MOMENT);
    }
    for (int i = 0; i < AGENTS; i++) {
      segment.recorder().add(Kind.FINAL, Kind.AGENTS, i, agent(i).deref());
    }
    awaitWatches();
  }

  private boolean isAtRest() throws InterruptedException {
    if (!group.awaitQuiescence(MOMENT)) {
      return false;
    }
    for (int i = 0; i < STAYING; i++) {
      if (agent(i).isFailed() || agent(i).isPaused() || agent(i).queueLength() > 0) {
        return false;
      }
    }
    return true;
  }

  /** Versions increase with each change: the ordered watch has seen the last one. */
  private void awaitWatches() {
    for (int i = 0; i < STAYING; i++) {
      while (world.watches().last(Kind.AGENTS, i, Kind.ORDERED)
          < world.watches().last(Kind.AGENTS, i, Kind.SYNC)) {
        LockSupport.parkNanos(100_000); // until it is true; the watchdog looks after it
      }
    }
  }

  /** When watches have seen one more change, what they have thrown before was heard. */
  @Override
  public void close() throws InterruptedException {
    for (int i = 0; i < STAYING; i++) {
      agent(i).send(x -> x + 1);
      agent(i).await();
    }
    awaitWatches();
    subscriptions.forEach(Subscription::close);
    group.close();
  }
}
