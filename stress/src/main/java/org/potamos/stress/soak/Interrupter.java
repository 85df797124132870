package org.potamos.stress.soak;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Interrupts threads at random, wherever they are. */
final class Interrupter {
  private static final int PLACES = 512;
  private static final long PAUSE_NANOS = 200_000;

  private final AtomicReferenceArray<@Nullable Actor> victims = new AtomicReferenceArray<>(PLACES);
  private final LongAdder sent = new LongAdder();
  private volatile boolean over;

  /** Takes the place of another, at random. */
  void enlist(Actor actor, int place) {
    victims.set(Math.floorMod(place, PLACES), actor);
  }

  LongAdder sent() {
    return sent;
  }

  Thread start(long seed) {
    return Thread.ofPlatform()
        .name("soak-interrupter")
        .daemon()
        .start(() -> {
          SplittableRandom random = new SplittableRandom(seed);
          while (!over) {
            Actor victim = victims.get(random.nextInt(PLACES));
            if (victim != null) {
              victim.interrupt(sent);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
          }
        });
  }

  void stop() {
    over = true;
  }
}
