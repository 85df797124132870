package org.potamos.stress.soak;

import java.util.List;
import org.potamos.refs.Ref;
import org.potamos.refs.Stm;
import org.potamos.refs.Transaction;
import org.potamos.stress.run.Run;
import org.potamos.stress.soak.Injected.Place;

/** What bodies of transactions do to refs, and record in their trace. */
final class RefBodies {

  /** What the body of one transaction does. */
  interface Body {
    void run(Transaction tx, Trace trace);
  }

  private final World world;
  private final List<Ref<Long>> refs;

  RefBodies(World world, List<Ref<Long>> refs) {
    this.world = world;
    this.refs = refs;
  }

  int any(Actor actor) {
    return actor.random().nextInt(refs.size());
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

  Body readers(Actor actor) {
    return (tx, trace) -> {
      for (int i = 0; i < refs.size(); i++) {
        if (actor.random().nextInt(3) > 0) {
          trace.read(i, refs.get(i).deref(tx));
          Run.mayYield(actor.random());
        }
      }
    };
  }

  Body transfer(Actor actor) {
    return (tx, trace) -> {
      read(trace, tx, any(actor));
      alter(actor, trace, tx, any(actor));
      alter(actor, trace, tx, any(actor));
    };
  }

  /** Reads two, changes one of them: under snapshot isolation two of these make a cycle. */
  Body skew(Actor actor) {
    boolean first = actor.random().nextBoolean();
    return (tx, trace) -> {
      read(trace, tx, 0);
      read(trace, tx, 1);
      Run.mayYield(actor.random());
      set(trace, tx, first ? 0 : 1);
    };
  }

  /** Writes what it has not read. */
  Body blind(Actor actor) {
    return (tx, trace) -> {
      set(trace, tx, any(actor));
      set(trace, tx, any(actor));
    };
  }

  Body commuting(Actor actor) {
    return (tx, trace) -> {
      alter(actor, trace, tx, any(actor));
      commute(trace, tx, any(actor));
      commute(trace, tx, any(actor));
    };
  }

  /** The inner one is undone in half of all cases. */
  Body nested(Actor actor) {
    return (tx, trace) -> nested(actor, tx, trace);
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

  /** The first of two asks for the second. */
  Body alternatives(Actor actor) {
    return (tx, trace) -> alternatives(actor, tx, trace);
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

  Body failing(Actor actor) {
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
}
