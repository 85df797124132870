package org.potamos.examples.waiting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.potamos.core.Atom;
import org.potamos.core.collection.PersistentVector;
import org.potamos.examples.kit.LaneChart;
import org.potamos.examples.kit.Svg;

/** Who did what from when to when: an atom that any thread adds to. */
final class Timeline {
  /** Someone begins to do something. */
  private record Moment(String lane, String kind, long nanos) {
    double millisSince(Moment first) {
      return (nanos - first.nanos) / 1e6;
    }
  }

  /**
   * Someone did something.
   *
   * @param lane who
   * @param kind what
   * @param from when it began, in ms
   * @param to when it ended, in ms
   */
  record Span(String lane, String kind, double from, double to) {
    double length() {
      return to - from;
    }

    boolean overlaps(Span other) {
      return from < other.to && other.from < to;
    }
  }

  /**
   * How something is drawn.
   *
   * @param name what it is
   * @param colour its colour
   */
  record Kind(String name, String colour) {}

  private final Atom<PersistentVector<Moment>> moments = Atom.of(PersistentVector.of());

  /** From now on someone does this, until the next call for the same lane. */
  void enter(String lane, String kind) {
    moments.swap(PersistentVector::plus, new Moment(lane, kind, System.nanoTime()));
  }

  /** All spans that have ended; times are in ms since the first moment. */
  List<Span> spans() {
    PersistentVector<Moment> all = moments.deref();
    Map<String, Moment> begun = new HashMap<>();
    List<Span> spans = new ArrayList<>();
    for (Moment next : all) {
      Moment last = begun.put(next.lane(), next);
      if (last != null) {
        Moment first = all.getFirst();
        double from = last.millisSince(first);
        spans.add(new Span(next.lane(), last.kind(), from, next.millisSince(first)));
      }
    }
    return spans;
  }

  /** The spans of one kind in one lane, in their order. */
  List<Span> spans(String lane, String kind) {
    return spans().stream()
        .filter(span -> span.lane().equals(lane) && span.kind().equals(kind))
        .toList();
  }

  /**
   * Draws some of it.
   *
   * @param chart a chart with the lanes
   * @param from the first moment that is shown, in ms
   * @param to the last one
   * @param kinds what is shown, and how
   * @return the drawing
   */
  Svg draw(LaneChart chart, double from, double to, List<Kind> kinds) {
    List<Span> shown =
        spans().stream().filter(span -> span.from() < to && span.to() > from).toList();
    for (Kind kind : kinds) {
      List<Span> spans = shown.stream().filter(span -> span.kind().equals(kind.name())).toList();
      if (!spans.isEmpty()) {
        chart.kind(kind.name(), kind.colour());
      }
      for (Span span : spans) {
        double begin = Math.max(from, span.from());
        chart.span(span.lane(), begin, Math.min(to, span.to()), kind.name());
      }
    }
    return chart.draw();
  }
}
