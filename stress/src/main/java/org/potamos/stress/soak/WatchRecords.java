package org.potamos.stress.soak;

import java.util.concurrent.atomic.AtomicLongArray;
import org.potamos.core.Change;
import org.potamos.stress.soak.Injected.Place;

/** Records what watches are told; now and then they throw. */
final class WatchRecords {
  /** One of so many calls throws. */
  private static final int RARITY = 200;

  private static final int SPACES = 4;
  private static final int REFERENCES = 16;
  private static final int MODES = 4;

  private final World world;
  private final AtomicLongArray last = new AtomicLongArray(SPACES * REFERENCES * MODES);

  WatchRecords(World world) {
    this.world = world;
  }

  /** A watch was told of a change. */
  void tell(Recorder recorder, int space, int reference, int mode, Change<? extends Long> change) {
    for (int i = times(mode); i > 0; i--) {
      recorder.add(
          Kind.WATCH,
          space,
          reference,
          mode,
          change.oldValue(),
          change.newValue(),
          change.version());
    }
    last.accumulateAndGet(index(space, reference, mode), change.version(), Math::max);
    if (change.newValue() % RARITY == 0 && !world.isOver()) {
      if (world.strikes(Breakage.DEAF)) {
        world.injections().at(Place.WATCH);
      }
      throw world.injections().at(Place.WATCH);
    }
  }

  /** How often a change is recorded: once, unless a fault is to be found. */
  private int times(int mode) {
    return switch (mode) {
      case Kind.ORDERED ->
          world.strikes(Breakage.WATCH_SKIP) ? 0 : world.strikes(Breakage.WATCH_TWICE) ? 2 : 1;
      case Kind.SYNC -> world.strikes(Breakage.WATCH_DEAF) ? 0 : 1;
      default -> 1;
    };
  }

  /** The greatest version that a watch was told of. */
  long last(int space, int reference, int mode) {
    return last.get(index(space, reference, mode));
  }

  private static int index(int space, int reference, int mode) {
    return (space * REFERENCES + reference) * MODES + mode;
  }
}
