package org.potamos.stress.soak;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.potamos.core.Change;
import org.potamos.core.Delivery;
import org.potamos.core.Reference;
import org.potamos.core.Subscription;

/** The watches of the references of a workload: each records what it is told, and how far it is. */
final class WatchSet {
  private final World world;
  private final int space;

  /** The last value that a watch of each asynchronous delivery was told, by reference. */
  private final Map<Delivery, AtomicLongArray> seen;

  private volatile Recorder told;

  WatchSet(World world, int space, int references, Recorder told, Delivery... asynchronous) {
    this.world = world;
    this.space = space;
    this.told = told;
    this.seen =
        Stream.of(asynchronous)
            .collect(
                Collectors.toMap(Function.identity(), delivery -> new AtomicLongArray(references)));
  }

  /** Where watches record from now on; those that are told nothing meanwhile. */
  void recordTo(Recorder recorder) {
    told = recorder;
  }

  /** Watches a reference synchronously, and in each of the other ways. */
  Subscription watch(Reference<Long> reference, int i) {
    Subscription all = reference.watch(change -> tell(i, Kind.SYNC, change));
    for (Map.Entry<Delivery, AtomicLongArray> entry : seen.entrySet()) {
      int mode = entry.getKey().mode() == Delivery.Mode.LATEST ? Kind.LATEST : Kind.ORDERED;
      AtomicLongArray values = entry.getValue();
      values.set(i, reference.deref());
      all =
          all.and(
              reference.watch(
                  change -> {
                    try {
                      tell(i, mode, change);
                    } finally {
                      values.set(i, change.newValue()); // it is recorded
                    }
                  },
                  entry.getKey()));
    }
    return all;
  }

  private void tell(int reference, int mode, Change<? extends Long> change) {
    world.watches().tell(told, space, reference, mode, change);
  }

  /** Returns when all watches of a reference were told its last value. */
  void await(int reference, long last) {
    for (AtomicLongArray values : seen.values()) {
      while (values.get(reference) != last) {
        LockSupport.parkNanos(100_000); // until it is true; the watchdog looks after it
      }
    }
  }
}
