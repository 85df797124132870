package org.potamos.stress.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that one reference has had, in their order, made of changes that each tell the value
 * before and the value after. There is one order at most, since values are unique.
 */
final class Chain {
  private final List<Long> values = new ArrayList<>();
  private final Map<Long, Integer> positions = new HashMap<>();

  /**
   * Links changes.
   *
   * @param what for messages
   * @param initial the first value
   * @param last the value that must be the last one; null if it is not known
   * @param changes of this reference, in any order
   * @param old the field with the value before; the one after it is the value after
   */
  Chain(
      String what,
      long initial,
      @Nullable Long last,
      List<Item> changes,
      int old,
      Findings findings) {
    Map<Long, Item> byOld = new HashMap<>();
    for (Item change : changes) {
      Item other = byOld.put(change.get(old), change);
      findings.check(
          other == null, what + ": two changes have replaced the value " + change.get(old));
    }
    long value = initial;
    add(value);
    Item next = byOld.remove(value);
    while (next != null) {
      value = next.get(old + 1);
      if (positions.containsKey(value)) {
        findings.add(what + ": the value " + value + " comes twice");
        break;
      }
      add(value);
      next = byOld.remove(value);
    }
    if (!byOld.isEmpty()) {
      findings.add(
          what
              + ": gap after the value "
              + value
              + ", "
              + byOld.size()
              + " changes do not follow, one of them replaces "
              + byOld.keySet().iterator().next());
    }
    findings.check(
        last == null || last == value,
        what + ": the chain ends with " + value + ", the reference with " + last);
  }

  private void add(long value) {
    positions.put(value, values.size());
    values.add(value);
  }

  List<Long> values() {
    return values;
  }

  /** Where a value is; -1 if it has never been there. */
  int position(long value) {
    return positions.getOrDefault(value, -1);
  }

  // ------------------------------------------------------------------ real time

  /** What happened at a position of an order, and when. */
  record Event(long position, long begin, long end, String what) {}

  /** No event comes in the order after one that began when it was over. Sorts the list. */
  static void checkRealTime(String what, List<Event> events, Findings findings) {
    events.sort(
        java.util.Comparator.comparingLong(Event::position).thenComparingLong(Event::begin));
    Event earliest = null; // of those after the position, the one that has ended first
    Event group = null;
    for (int i = events.size() - 1; i >= 0; i--) {
      Event event = events.get(i);
      Event later = earliest;
      if (later != null && later.end() <= event.begin() && later.position() > event.position()) {
        findings.add(
            what
                + ": real time: "
                + event.what()
                + " began at "
                + event.begin()
                + ", after "
                + later.what()
                + " had ended at "
                + later.end()
                + ", and yet comes before it");
      }
      if (group == null || event.end() < group.end()) {
        group = event;
      }
      if (i == 0 || events.get(i - 1).position() != event.position()) {
        earliest = group;
      }
    }
  }
}
