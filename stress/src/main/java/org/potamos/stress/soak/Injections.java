package org.potamos.stress.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.potamos.stress.soak.Injected.Place;

/**
 * How often something was thrown on purpose, and how often that was heard of: as an exception by
 * the caller, or as an event. What a body throws in an attempt that is lost anyway reaches nobody,
 * since the body runs again: such are counted apart, when the body does run again.
 */
final class Injections {
  /** The counts of one place. */
  static final class Count {
    private final LongAdder thrown = new LongAdder();
    private final LongAdder heard = new LongAdder();
    private final LongAdder superseded = new LongAdder();

    long thrown() {
      return thrown.sum();
    }

    long heard() {
      return heard.sum();
    }

    long superseded() {
      return superseded.sum();
    }
  }

  private final Map<Place, Count> counts = new EnumMap<>(Place.class);

  Injections() {
    for (Place place : Place.values()) {
      counts.put(place, new Count());
    }
  }

  /** To be thrown. */
  Injected at(Place place) {
    of(place).thrown.increment();
    return new Injected(this, place);
  }

  void heard(Injected injected) {
    of(injected.place()).heard.increment();
  }

  void superseded(Injected injected) {
    of(injected.place()).superseded.increment();
  }

  Count of(Place place) {
    return Objects.requireNonNull(counts.get(place));
  }

  /** When everything is at rest: nothing got lost, and nothing was heard twice. */
  void judge(Findings findings) {
    counts.forEach((place, count) ->
        findings.check(
            count.thrown() == count.heard() + count.superseded(),
            "injections: "
                + place
                + " has thrown "
                + count.thrown()
                + ", of which "
                + count.heard()
                + " were heard and "
                + count.superseded()
                + " superseded"));
  }
}
