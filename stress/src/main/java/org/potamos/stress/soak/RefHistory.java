package org.potamos.stress.soak;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Subscription;
import org.potamos.refs.Isolation;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.Transaction;
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
  private final AtomicLongArray orderedSeen = new AtomicLongArray(REFS);
  private final LongAdder hooks = new LongAdder();
  private final LongAdder hooksDue = new LongAdder();
  private final AtomicLongArray atBegin = new AtomicLongArray(REFS);
  private volatile Recorder told;

  RefHistory(World world, Segment first) {
    this.world = world;
    this.told = first.recorder();
    this.refs =
        IntStream.range(0, REFS)
            .mapToObj(i -> Ref.builder(world.fresh()).name("soak-ref-" + i).build())
            .toList();
    this.subscriptions = IntStream.range(0, REFS).mapToObj(this::observe).toList();
  }

  private Subscription observe(int i) {
    Ref<Long> ref = refs.get(i);
    orderedSeen.set(i, ref.deref());
    ref.setValidator(AtomLedger.validator(world));
    Subscription sync = ref.watch(change -> tell(i, Kind.SYNC, change));
    return sync.and(
        ref.watch(
            change -> {
              try {
                tell(i, Kind.ORDERED, change);
              } finally {
                orderedSeen.set(i, change.newValue()); // it is recorded
              }
            },
            Delivery.ORDERED));
  }

  private void tell(int ref, int mode, Change<? extends Long> change) {
    world.watches().tell(told, Kind.REFS, ref, mode, change);
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public void begin(Segment segment) {
    told = segment.recorder();
    for (int i = 0; i < REFS; i++) {
      long value = refs.get(i).deref();
      atBegin.set(i, value);
      segment.recorder().add(Kind.INITIAL, Kind.REFS, i, value);
    }
    segment.start(world.threads(), this, this::step);
  }

  /** What the body of one transaction does. */
  private interface Body {
    void run(Transaction tx, Trace trace);
  }

  private void step(Actor actor, Recorder recorder) {
    int kind = world.isBroken(Breakage.TX_SKEW) ? SKEW : actor.random().nextInt(16);
    switch (kind) {
      case 0, 1 -> run(actor, recorder, Stm.options().readOnly(), readers(actor));
      case 2 -> run(actor, recorder, Stm.options(), readers(actor));
      case 3 ->
          run(
              actor,
              recorder,
              Stm.options(),
              (tx, trace) -> {
                set(trace, tx, any(actor));
                set(trace, tx, any(actor));
              });
      case 4 ->
          run(
              actor,
              recorder,
              Stm.options(),
              (tx, trace) -> {
                alter(actor, trace, tx, any(actor));
                commute(trace, tx, any(actor));
                commute(trace, tx, any(actor));
              });
      case 5 -> run(actor, recorder, Stm.options(), (tx, trace) -> nested(actor, tx, trace));
      case 6 -> run(actor, recorder, Stm.options(), (tx, trace) -> alternatives(actor, tx, trace));
      case 7 -> {
        TransactionOptions rare =
            actor.chance(8) ? Stm.options().irrevocable() : Stm.options().maxAttempts(2);
        run(actor, recorder, rare, transfer(actor));
      }
      case 8 -> single(actor, recorder);
      case 9 -> run(actor, recorder, Stm.options(), failing(actor));
      case SKEW, 11, 12 -> {
        TransactionOptions options = Stm.options();
        if (world.isBroken(Breakage.TX_SKEW)) {
          options = options.isolation(Isolation.SNAPSHOT);
        }
        run(actor, recorder, options, skew(actor));
      }
      default -> run(actor, recorder, Stm.options(), transfer(actor));
    }
  }

  private void run(Actor actor, Recorder recorder, TransactionOptions options, Body body) {
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

  // ------------------------------------------------------------------ what bodies do

  private static int any(Actor actor) {
    return actor.random().nextInt(REFS);
  }

  private void read(Trace trace, Transaction tx, int i) {
    if (!trace.touches(i)) {
      trace.read(i, refs.get(i).deref(tx));
    }
  }

  private void alter(Actor actor, Trace trace, Transaction tx, int i) {
    long next = world.fresh();
    refs.get(i)
        .alter(
            tx,
            x -> {
              trace.read(i, x);
              Run.mayYield(actor.random());
              return next;
            });
    trace.wrote(i, next);
  }

  private void set(Trace trace, Transaction tx, int i) {
    long next = world.fresh();
    refs.get(i).set(tx, next);
    trace.wrote(i, next);
  }

  private void commute(Trace trace, Transaction tx, int i) {
    if (!trace.touches(i)) {
      long next = world.fresh();
      refs.get(i)
          .commute(
              tx,
              x -> {
                trace.commuted(i, x, next);
                return next;
              });
    }
  }

  private Body readers(Actor actor) {
    return (tx, trace) -> {
      for (int i = 0; i < REFS; i++) {
        if (actor.random().nextInt(3) > 0) {
          trace.read(i, refs.get(i).deref(tx));
          Run.mayYield(actor.random());
        }
      }
    };
  }

  private Body transfer(Actor actor) {
    return (tx, trace) -> {
      read(trace, tx, any(actor));
      alter(actor, trace, tx, any(actor));
      alter(actor, trace, tx, any(actor));
    };
  }

  /** Reads two, changes one of them: under snapshot isolation two of these make a cycle. */
  private Body skew(Actor actor) {
    boolean first = actor.random().nextBoolean();
    return (tx, trace) -> {
      read(trace, tx, 0);
      read(trace, tx, 1);
      Run.mayYield(actor.random());
      set(trace, tx, first ? 0 : 1);
    };
  }

  private void nested(Actor actor, Transaction tx, Trace trace) {
    alter(actor, trace, tx, any(actor));
    long[] mark = trace.mark();
    try {
      Stm.dosync(inner -> {
        alter(actor, trace, inner, any(actor));
        set(trace, inner, any(actor));
        if (actor.random().nextBoolean()) {
          throw new ArithmeticException("undone");
        }
        return 0;
      });
    } catch (ArithmeticException undone) {
      trace.undo(mark);
    }
    read(trace, tx, any(actor));
  }

  private void alternatives(Actor actor, Transaction tx, Trace trace) {
    alter(actor, trace, tx, any(actor));
    long[] mark = trace.mark();
    Stm.<Integer, RuntimeException>orElse(
        () -> {
          alter(actor, trace, tx, any(actor));
          return Stm.retry();
        },
        () -> {
          trace.undo(mark);
          alter(actor, trace, tx, any(actor));
          return 0;
        });
  }

  private Body failing(Actor actor) {
    int how = actor.random().nextInt(4);
    return (tx, trace) -> {
      alter(actor, trace, tx, any(actor));
      int i = any(actor);
      switch (how) {
        case 0 -> throw actor.inject(Place.BODY);
        case 1 -> refs.get(i).set(tx, -2L);
        case 2 -> refs.get(i).set(tx, -1L);
        default ->
            refs.get(i)
                .alter(
                    tx,
                    x -> {
                      throw actor.inject(Place.FUNCTION);
                    });
      }
    };
  }

  /** A single operation outside of a transaction is a transaction. */
  private void single(Actor actor, Recorder recorder) {
    int i = any(actor);
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
      awaitWatch(i, last);
      segment.recorder().add(Kind.FINAL, Kind.REFS, i, last);
    }
    world
        .findings()
        .check(
            hooks.sum() == hooksDue.sum(),
            "transactions: " + hooksDue.sum() + " hooks were due, " + hooks.sum() + " have run");
  }

  private void awaitWatch(int i, long last) {
    while (orderedSeen.get(i) != last) {
      LockSupport.parkNanos(100_000); // until it is true; the watchdog looks after it
    }
  }

  /** When watches have seen one more change, what they have thrown before was heard. */
  @Override
  public void close() {
    for (int i = 0; i < REFS; i++) {
      awaitWatch(i, refs.get(i).reset(world.fresh()));
      world
          .findings()
          .check(refs.get(i).historyCount() == 0, refs.get(i).name() + " keeps versions at rest");
    }
    subscriptions.forEach(Subscription::close);
  }
}
