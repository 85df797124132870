package org.potamos.stress.soak;

import java.util.List;
import java.util.stream.IntStream;
import org.potamos.core.Atom;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.InvalidStateException;
import org.potamos.core.Subscription;
import org.potamos.core.Validator;
import org.potamos.core.Violation;
import org.potamos.stress.run.Run;
import org.potamos.stress.soak.Injected.Place;

/** Atoms, changed in every way, with a validator and a watch of each kind. */
final class AtomLedger implements Workload {
  private static final int ATOMS = 4;
  private static final int RARITY = 100;

  private final World world;
  private final Meter meter = new Meter("atoms");
  private final List<Atom<Long>> atoms;
  private final List<Subscription> subscriptions;
  private final WatchSet watches;

  AtomLedger(World world, Segment first) {
    this.world = world;
    this.watches =
        new WatchSet(world, Kind.ATOMS, ATOMS, first.recorder(), Delivery.ORDERED, Delivery.LATEST);
    this.atoms =
        IntStream.range(0, ATOMS)
            .mapToObj(i -> Atom.builder(world.fresh()).name("soak-atom-" + i).build())
            .toList();
    this.subscriptions = IntStream.range(0, ATOMS).mapToObj(this::observe).toList();
  }

  private Subscription observe(int i) {
    atoms.get(i).setValidator(validator(world));
    return watches.watch(atoms.get(i), i);
  }

  /** Rejects what is below zero; throws if it is odd too. */
  static Validator<Long> validator(World world) {
    List<Violation> rejected = List.of(Violation.of("must be >= 0"));
    return (current, proposed) -> {
      if (proposed >= 0) {
        return List.of();
      }
      Actor actor = Actor.current();
      if (actor != null && (proposed & 1) != 0) {
        throw actor.inject(Place.VALIDATOR);
      }
      world.goesOn();
      return rejected;
    };
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public void begin(Segment segment) {
    watches.recordTo(segment.recorder());
    for (int i = 0; i < ATOMS; i++) {
      segment.recorder().add(Kind.INITIAL, Kind.ATOMS, i, atoms.get(i).deref());
    }
    segment.start(world.threads(), this, this::step);
  }

  private void step(Actor actor, Recorder recorder) {
    int i = actor.random().nextInt(ATOMS);
    Atom<Long> atom = atoms.get(i);
    long begin = world.ticks().begin();
    long start = System.nanoTime();
    try {
      switch (actor.random().nextInt(12)) {
        case 0 -> compareAndSet(atom, i, recorder, start);
        case 1 -> {
          Change<Long> change = atom.resetVals(world.fresh());
          write(recorder, i, change, begin);
          meter.done(1, System.nanoTime() - start);
        }
        case 2, 3, 4 -> read(atom, i, recorder, begin, start);
        case 5 -> fail(actor, atom);
        default -> swap(actor, atom, i, recorder, begin, start);
      }
      actor.succeeded();
    } catch (InvalidStateException rejected) {
      meter.rejected();
    } catch (Injected injected) {
      actor.hear(injected);
    }
  }

  private void swap(
      Actor actor, Atom<Long> atom, int i, Recorder recorder, long begin, long start) {
    int[] runs = {0};
    long next = world.fresh();
    Change<Long> change =
        atom.swapVals(x -> {
          runs[0]++;
          Run.mayYield(actor.random());
          return next;
        });
    write(recorder, i, change, begin);
    meter.done(runs[0], System.nanoTime() - start);
  }

  private void write(Recorder recorder, int i, Change<Long> change, long begin) {
    long end = world.ticks().end();
    if (!world.strikes(Breakage.ATOM_LOSE)) {
      recorder.add(
          Kind.ATOM_WRITE, i, change.oldValue(), change.newValue(), change.version(), begin, end);
    }
  }

  private void compareAndSet(Atom<Long> atom, int i, Recorder recorder, long start) {
    long begin = world.ticks().begin();
    Long present = atom.deref();
    Long next = world.fresh();
    if (atom.compareAndSet(present, next)) {
      recorder.add(Kind.ATOM_WRITE, i, present, next, -1, begin, world.ticks().end());
      meter.done(1, System.nanoTime() - start);
    } else {
      meter.goesOn();
    }
  }

  private void read(Atom<Long> atom, int i, Recorder recorder, long called, long start) {
    long begin = called;
    long value = atom.deref();
    if (world.strikes(Breakage.ATOM_STALE)) {
      long before = world.ticks().begin();
      write(recorder, i, atom.resetVals(world.fresh()), before);
      begin = world.ticks().begin();
    }
    recorder.add(Kind.ATOM_READ, i, value, begin, world.ticks().end());
    meter.done(1, System.nanoTime() - start);
  }

  private void fail(Actor actor, Atom<Long> atom) {
    if (actor.chance(RARITY)) {
      atom.setValidator(validator(world)); // another one with the same rule
    }
    switch (actor.random().nextInt(4)) {
      case 0 ->
          atom.swap(x -> {
            throw actor.inject(Place.FUNCTION);
          });
      case 1 -> atom.reset(-2 * world.fresh());
      case 2 -> atom.swap(x -> -2 * x - 1);
      default -> atom.compareAndSet(atom.deref(), -1 - 2 * world.fresh());
    }
    // only a comparison that fails comes here
  }

  @Override
  public void end(Segment segment) {
    for (int i = 0; i < ATOMS; i++) {
      long last = atoms.get(i).deref();
      watches.await(i, last);
      segment.recorder().add(Kind.FINAL, Kind.ATOMS, i, last);
    }
  }

  /** When watches have seen one more change, what they have thrown before was heard. */
  @Override
  public void close() {
    for (int i = 0; i < ATOMS; i++) {
      watches.await(i, atoms.get(i).reset(world.fresh()));
    }
    subscriptions.forEach(Subscription::close);
  }
}
