package org.potamos.stress.soak;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Subscription;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.TransactionFailedException;
import org.potamos.refs.TransactionOptions;
import org.potamos.stress.run.Run;
import org.potamos.stress.soak.Injected.Place;

/**
 * Transactions of every kind over few refs, each of which records what every attempt has read, and
 * what was written by the one that has committed.
 */
final class RefHistory implements Workload {
  private static final int REFS = 10;

  /** The kind of step that write skew would break. */
  private static final int SKEW = 10;

  private final World world;
  private final Meter meter = new Meter("transactions");
  private final List<Ref<Long>> refs;
  private final List<Subscription> subscriptions;
  private final RefBodies bodies;
  private final WatchSet watches;
  private final LongAdder hooks = new LongAdder();
  private final LongAdder hooksDue = new LongAdder();
  private final AtomicLongArray atBegin = new AtomicLongArray(REFS);

  RefHistory(World world, Segment first) {
    this.world = world;
    this.watches = new WatchSet(world, Kind.REFS, REFS, first.recorder(), Delivery.ORDERED);
    this.refs =
        IntStream.range(0, REFS)
            .mapToObj(i -> Ref.builder(world.fresh()).name("soak-ref-" + i).build())
            .toList();
    this.bodies = new RefBodies(world, refs);
    this.subscriptions = IntStream.range(0, REFS).mapToObj(this::observe).toList();
  }

  private Subscription observe(int i) {
    refs.get(i).setValidator(AtomLedger.validator(world));
    return watches.watch(refs.get(i), i);
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public void begin(Segment segment) {
    watches.recordTo(segment.recorder());
    for (int i = 0; i < REFS; i++) {
      long value = refs.get(i).deref();
      atBegin.set(i, value);
      segment.recorder().add(Kind.INITIAL, Kind.REFS, i, value);
    }
    segment.start(world.threads(), this, this::step);
  }

  private void step(Actor actor, Recorder recorder) {
    int kind = world.isBroken(Breakage.TX_SKEW) ? SKEW : actor.random().nextInt(16);
    switch (kind) {
      case 0, 1 -> run(actor, recorder, Stm.options().readOnly(), bodies.readers(actor));
      case 2 -> run(actor, recorder, Stm.options(), bodies.readers(actor));
      case 3 -> run(actor, recorder, Stm.options(), bodies.blind(actor));
      case 4 -> run(actor, recorder, Stm.options(), bodies.commuting(actor));
      case 5 -> run(actor, recorder, Stm.options(), bodies.nested(actor));
      case 6 -> run(actor, recorder, Stm.options(), bodies.alternatives(actor));
      case 7 -> {
        TransactionOptions rare =
            actor.chance(8) ? Stm.options().irrevocable() : Stm.options().maxAttempts(2);
        run(actor, recorder, rare, bodies.transfer(actor));
      }
      case 8 -> single(actor, recorder);
      case 9 -> run(actor, recorder, Stm.options(), bodies.failing(actor));
      case SKEW, 11, 12 -> {
        TransactionOptions options = Stm.options();
        if (world.isBroken(Breakage.TX_SKEW)) {
          options = options.isolation(Isolation.SNAPSHOT);
        }
        run(actor, recorder, options, bodies.skew(actor));
      }
      default -> run(actor, recorder, Stm.options(), bodies.transfer(actor));
    }
  }

  private void run(
      Actor actor, Recorder recorder, TransactionOptions options, RefBodies.Body body) {
    Trace trace = new Trace(world, recorder);
    long start = System.nanoTime();
    boolean hook = actor.chance(4);
    try {
      int runs =
          options.dosync(tx -> {
            trace.beginBody();
            actor.supersede();
            if (hook) {
              Stm.afterCommit(() -> hook(actor));
            }
            body.run(tx, trace);
            return tx.attempt();
          });
      if (hook) {
        hooksDue.increment();
      }
      actor.succeeded();
      falsify(trace);
      trace.end(world.strikes(Breakage.TX_DIRTY) ? Kind.FAILED : Kind.COMMITTED);
      meter.done(runs, System.nanoTime() - start);
      world
          .findings()
          .check(runs <= Run.MOST_RUNS, "transactions: a body has run " + runs + " times");
    } catch (Injected injected) {
      actor.hear(injected);
      trace.end(Kind.FAILED);
    } catch (TransactionFailedException failed) {
      actor.supersede();
      trace.end(Kind.FAILED);
      meter.rejected();
    } catch (InvalidStateException rejected) {
      actor.supersede();
      trace.end(Kind.FAILED);
      meter.rejected();
    }
  }

  private void falsify(Trace trace) {
    if (world.isBroken(Breakage.TX_STALE)) {
      for (int i = 0; i < REFS; i++) {
        trace.falsify(i, atBegin.get(i));
      }
    }
  }

  private void hook(Actor actor) {
    hooks.increment();
    if (actor.chance(16)) {
      throw world.injections().at(Place.HOOK);
    }
  }

  /** A single operation outside of a transaction is a transaction. */
  private void single(Actor actor, Recorder recorder) {
    int i = bodies.any(actor);
    Trace trace = new Trace(world, recorder);
    long start = System.nanoTime();
    long next = world.fresh();
    try {
      Change<Long> change = refs.get(i).swapVals(x -> next);
      trace.beginBody();
      trace.read(i, change.oldValue());
      trace.wrote(i, change.newValue());
      trace.end(Kind.COMMITTED);
      meter.done(1, System.nanoTime() - start);
    } catch (TransactionFailedException interrupted) {
      meter.rejected();
    }
    if (actor.chance(100)) {
      refs.get(i).setValidator(AtomLedger.validator(world));
    }
  }

  @Override
  public void end(Segment segment) {
    for (int i = 0; i < REFS; i++) {
      long last = refs.get(i).deref();
      watches.await(i, last);
      segment.recorder().add(Kind.FINAL, Kind.REFS, i, last);
    }
    world
        .findings()
        .check(
            hooks.sum() == hooksDue.sum(),
            "transactions: " + hooksDue.sum() + " hooks were due, " + hooks.sum() + " have run");
  }

  /** When watches have seen one more change, what they have thrown before was heard. */
  @Override
  public void close() {
    for (int i = 0; i < REFS; i++) {
      watches.await(i, refs.get(i).reset(world.fresh()));
      world
          .findings()
          .check(refs.get(i).historyCount() == 0, refs.get(i).name() + " keeps versions at rest");
    }
    subscriptions.forEach(Subscription::close);
  }
}
