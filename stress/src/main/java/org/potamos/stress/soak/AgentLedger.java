package org.potamos.stress.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.agents.Backlog;
import org.potamos.agents.ErrorMode;
import org.potamos.agents.FailureDecision;
import org.potamos.agents.Overflow;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Subscription;
import org.potamos.refs.Ref;

/**
 * Agents of all kinds: sends from threads, transactions and actions; actions that fail; agents that
 * are paused, fail and are restarted; full queues; groups that are closed or shut down. The state
 * of an agent is computed from all actions that have succeeded, in their order.
 */
final class AgentLedger implements Workload {
  /** Those that stay; the others belong to a group that lasts for one segment. */
  private static final int STAYING = 6;

  /** In all. */
  static final int AGENTS = 8;

  private static final int CAPACITY = 64;

  /** Nobody waits longer at one time. */
  static final Duration MOMENT = Duration.ofMillis(20);

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
      Sender sender = new Sender(this, board);
      segment.start(
          Thread.ofPlatform().name("agents-" + i), this, segment.newRecorder(), sender::step);
    }
    segment.start(
        Thread.ofPlatform().name("agents-repair"),
        this,
        segment.recorder(),
        (actor, recorder) -> repair(actor));
  }

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
