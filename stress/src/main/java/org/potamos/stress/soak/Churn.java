package org.potamos.stress.soak;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.potamos.agents.Agent;
import org.potamos.agents.AgentGroup;
import org.potamos.core.Atom;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Reference;
import org.potamos.core.Subscription;
import org.potamos.core.Watch;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.validators.Invariant;

/**
 * References, watches, subscribers, invariants, agents and groups that come and go, and validators
 * that are replaced. Of the references a sample is followed weakly: at the end all must be gone.
 */
final class Churn implements Background {
  private static final int MOST_SAMPLES = 2_000;
  private static final int COLLECTIONS = 40;
  private static final int LEAKED_BYTES = 1 << 16;
  private static final int MOST_LEAKED = 1_200;
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final World world;
  private final Meter meter = new Meter("churn");
  private final Atom<Long> hub = Atom.builder(0L).name("soak-hub").build();
  private final Ref<Long> hubRef = Ref.builder(0L).name("soak-hub-ref").build();
  private final Queue<WeakReference<Object>> samples = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sampled = new AtomicInteger();
  private final Queue<Object> leaked = new ConcurrentLinkedQueue<>();
  private final LongAdder sent = new LongAdder();
  private final LongAdder ran = new LongAdder();

  Churn(World world) {
    this.world = world;
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public int platformThreads() {
    return 1;
  }

  @Override
  public int virtualThreads() {
    return 4;
  }

  @Override
  public void step(Actor actor) throws Exception {
    long start = System.nanoTime();
    try {
      switch (actor.random().nextInt(9)) {
        case 0 -> atom();
        case 1 -> ref();
        case 2 -> watch(hub);
        case 3 -> watch(hubRef);
        case 4 -> subscribe();
        case 5 -> agents();
        case 6 -> invariant();
        case 7 -> await();
        default -> validators();
      }
      hub.swap(x -> x + 1);
      hubRef.swap(x -> x + 1);
      meter.done(1, System.nanoTime() - start);
    } catch (InterruptedException interrupted) {
      actor.caughtInterrupt();
    } catch (TransactionFailedException | TimeoutException failed) {
      meter.rejected();
    }
  }

  /** Follows one of so many. */
  private void dropped(Object reference) {
    if (sampled.getAndIncrement() % 8 == 0) {
      samples.add(new WeakReference<>(reference));
      if (samples.size() > MOST_SAMPLES) {
        samples.poll();
      }
      if (world.isBroken(Breakage.LEAK) && leaked.size() < MOST_LEAKED) {
        leaked.add(reference);
        leaked.add(new byte[LEAKED_BYTES]);
      }
    }
  }

  private void atom() {
    Atom<Long> atom = Atom.builder(0L).validator(x -> x >= 0, "must be >= 0").build();
    atom.watch(change -> meter.goesOn());
    atom.watch(change -> meter.goesOn(), Delivery.ORDERED);
    atom.watchWeakly(new Object(), (owner, change) -> meter.goesOn());
    atom.swap(x -> x + 1);
    dropped(atom);
  }

  private void ref() {
    Ref<Long> ref = Ref.of(0L);
    ref.watch(change -> meter.goesOn(), Delivery.LATEST);
    Stm.dosync(tx -> {
      ref.alter(tx, x -> x + 1);
      hubRef.ensure(tx);
      return 0;
    });
    dropped(ref);
  }

  /** One that is closed, and one whose owner is dropped; some fail. */
  private void watch(Reference<Long> reference) {
    Watch<Long> failing =
        change -> {
          if (change.version() % 16 == 0) {
            throw world.injections().at(Injected.Place.WATCH);
          }
        };
    Object owner = new Object();
    reference.watchWeakly(owner, (present, change) -> meter.goesOn());
    try (Subscription _ = reference.watch(failing)) {
      if (reference == hub) {
        hub.swap(x -> x + 1);
      } else {
        hubRef.swap(x -> x + 1);
      }
    }
    dropped(owner);
  }

  /** Asks for one change, and goes. */
  private static final class Once implements Flow.Subscriber<Change<Long>> {
    private Flow.@org.jspecify.annotations.Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(Change<Long> change) {
      if (subscription != null) {
        subscription.cancel();
      }
    }

    @Override
    public void onError(Throwable impossible) {
      throw new AssertionError(impossible);
    }

    @Override
    public void onComplete() {}
  }

  private void subscribe() {
    Once once = new Once();
    hub.changes(Delivery.LATEST).subscribe(once);
    hub.swap(x -> x + 1);
    dropped(once);
  }

  private void agents() {
    AgentGroup group = AgentGroup.builder().daemon().build();
    List<Agent<Long>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Agent<Long> agent = group.agent(0L);
      all.add(agent);
      agent.send(x -> {
        ran.increment();
        return x + 1;
      });
      sent.increment();
    }
    boolean interrupted = Thread.currentThread().isInterrupted();
    if (interrupted) {
      group.shutdownNow().forEach(action -> sent.decrement());
    } else {
      closeFully(group);
    }
    all.forEach(this::dropped);
  }

  /** A close that is interrupted leaves its agents running: waits again. */
  private void closeFully(AgentGroup group) {
    boolean interrupted = false;
    boolean quiet = false;
    while (!quiet) {
      try {
        quiet = group.close(Duration.ofMinutes(10));
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void invariant() {
    Ref<Integer> one = Ref.of(1);
    Ref<Integer> other = Ref.of(1);
    Invariant invariant = Invariant.over(one, other).enforce(Integer::equals, "be equal");
    Stm.dosync(tx -> {
      one.set(tx, 2);
      other.set(tx, 2);
      return 0;
    });
    invariant.close();
    dropped(one);
    dropped(invariant);
  }

  private void await() throws InterruptedException, TimeoutException {
    long present = hub.deref();
    hub.awaitValue(x -> x > present + 2, MOMENT);
  }

  private void validators() {
    hub.setValidator(x -> x >= 0, "must be >= 0");
    hubRef.setValidator(x -> x >= 0, "must be >= 0");
    hub.setValidator(null);
    hubRef.setValidator(null);
  }

  // ------------------------------------------------------------------ the end

  @Override
  public void end() {
    world
        .findings()
        .check(
            sent.sum() == ran.sum(), "churn: " + sent.sum() + " sent, " + ran.sum() + " have run");
    hub.swap(x -> x + 1);
    int reachable = reachable();
    for (int i = 0; i < COLLECTIONS && (reachable > 0 || watchesLeft() > 0); i++) {
      System.gc();
      world.goesOn();
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      reachable = reachable();
    }
    world
        .findings()
        .check(
            reachable == 0,
            "churn: leak, " + reachable + " dropped references are still reachable");
    world
        .findings()
        .check(watchesLeft() == 0, "churn: leak, " + watchesLeft() + " watches are left");
  }

  private int watchesLeft() {
    return hub.watchCount() + hubRef.watchCount();
  }

  private int reachable() {
    int count = 0;
    for (WeakReference<Object> sample : samples) {
      if (sample.get() != null) {
        count++;
      }
    }
    return count;
  }
}
